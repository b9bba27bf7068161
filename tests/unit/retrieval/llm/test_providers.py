"""A model is a line in the settings: where it runs, what it needs, what its errors say, and that its key stays secret."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from pydantic import SecretStr

from policies.model_use import Location
from retrieval.llm.errors import ModelFailure, NotConfigured
from retrieval.llm.providers import LangChainModel, ModelSetting, _options, _text_of
from retrieval.llm.wording import word
from tests.doubles.llm import said
from tests.unit.retrieval.llm.answers import GOOD, Desk, answer, asked

KEY = "sk-very-secret"


class Server:
    """Speaks OpenAI's protocol on this machine; answers from a list of statuses and a reply."""

    def __init__(self, reply: str) -> None:
        self.reply = reply
        self.statuses: list[int] = []
        self.requests: list[dict[str, Any]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.requests.append(body | {"authorization": self.headers["Authorization"]})
                status = outer.statuses.pop(0) if outer.statuses else 200
                self.send_response(status)
                self.send_header("Content-Type", "text/event-stream" if status == 200 else "application/json")
                self.end_headers()
                if status != 200:
                    self.wfile.write(json.dumps({"error": {"message": f"no: {KEY} {body}"}}).encode())
                    return
                for piece in (outer.reply[:20], outer.reply[20:]):
                    self._send({"choices": [{"index": 0, "delta": {"role": "assistant", "content": piece}}]})
                self._send({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
                self._send(
                    {
                        "choices": [],
                        "usage": {"prompt_tokens": 321, "completion_tokens": 45, "total_tokens": 366},
                    }
                )
                self.wfile.write(b"data: [DONE]\n\n")

            def _send(self, chunk: dict[str, Any]) -> None:
                whole = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "m", **chunk}
                self.wfile.write(f"data: {json.dumps(whole)}\n\n".encode())

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}/v1"
        threading.Thread(target=self._http.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()


@pytest.fixture
def server() -> Iterator[Server]:
    pytest.importorskip("langchain_openai", reason="langchain-openai is not installed")
    made = Server(said((GOOD, [1])))
    yield made
    made.close()


def model(server: Server, **more: Any) -> LangChainModel:
    return LangChainModel(ModelSetting("openai:any", server.url, SecretStr(KEY), timeout_s=10, **more))


def test_a_server_that_speaks_openais_protocol_words_an_answer(server: Server) -> None:
    desk = Desk(model(server))
    assert word(desk.router, asked()).model == "openai:any"
    [call] = desk.meter.calls
    assert (call.input_tokens, call.output_tokens, call.estimated) == (321, 45, False)
    [request] = server.requests
    assert "tools" not in request and request["temperature"] == 0
    assert [m["role"] for m in request["messages"]] == ["system", "user"]
    assert request["authorization"] == f"Bearer {KEY}"


def test_limits_and_errors_of_the_server_pass(server: Server) -> None:
    server.statuses = [429, 500]
    assert word(Desk(model(server)).router, asked()).model
    assert len(server.requests) == 3


@pytest.mark.parametrize(("status", "code"), [(401, "http_401"), (404, "http_404"), (503, "http_503")])
def test_an_error_is_a_code_and_never_the_providers_words(
    server: Server, status: int, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    server.statuses = [status] * 9
    desk = Desk(model(server))
    with caplog.at_level("DEBUG", logger="promissory"):
        assert word(desk.router, asked()) == answer()
    assert desk.notes.reasons == [code]
    assert KEY not in json.dumps(desk.notes.rows) + "".join(
        r.getMessage() for r in caplog.records if r.name.startswith("promissory")
    )


def test_nobody_at_the_address_is_a_plain_failure(server: Server) -> None:
    server.close()
    with pytest.raises(ModelFailure) as failure:
        list(model(server).stream("s", "t"))
    assert failure.value.code in {"unreachable", "timeout"} and failure.value.transient


def test_options_reach_the_class_and_null_takes_a_default_away(server: Server) -> None:
    list(model(server, options={"temperature": None, "top_p": 0.5, "n_ctx": 4096}).stream("s", "t"))
    assert "temperature" not in server.requests[0] and server.requests[0]["top_p"] == 0.5


@pytest.mark.parametrize(
    ("name", "package"),
    [
        ("groq:llama-x", "langchain-groq"),
        ("mistralai:large", "langchain-mistralai"),
        ("cohere:c", "langchain-cohere"),
    ],
)
def test_a_missing_package_is_one_sentence_with_the_command(name: str, package: str) -> None:
    with pytest.raises(NotConfigured) as problem:
        LangChainModel(ModelSetting(name, api_key=SecretStr(KEY))).ready()
    assert str(problem.value) == (
        f"The model {name} needs a package that is not installed: pip install {package}"
    )


@pytest.mark.parametrize("name", ["nonsense", "foo:bar", "", "openai:"])
def test_a_name_that_means_nothing_is_one_sentence_without_the_key(name: str) -> None:
    with pytest.raises(NotConfigured) as problem:
        LangChainModel(ModelSetting(name, "not an address", SecretStr(KEY))).ready()
    assert KEY not in str(problem.value) and "\n" not in str(problem.value)


@pytest.mark.parametrize(
    ("setting", "where"),
    [
        (ModelSetting("openai:gpt"), Location.cloud),
        (ModelSetting("anthropic:claude"), Location.cloud),
        (ModelSetting("gpt"), Location.cloud),
        (ModelSetting("ollama:qwen"), Location.local),
        (ModelSetting("ollama:qwen", "http://[::1]:11434"), Location.local),
        (ModelSetting("ollama:qwen", "https://ollama.example"), Location.cloud),
        (ModelSetting("openai:any", "http://localhost:8000/v1"), Location.local),
        (ModelSetting("openai:any", "http://localhost.evil.example/v1"), Location.cloud),
        (ModelSetting("openai:any", "http://127.0.0.1@evil.example/v1"), Location.cloud),
        (ModelSetting("openai:any", "http://gpu.ours.example/v1"), Location.cloud),
        (ModelSetting("openai:any", "http://GPU.ours.example/v1", our_hosts=frozenset({"gpu.ours.example"})), Location.local),
        (ModelSetting("openai:any", "http://[bad"), Location.cloud),
        (ModelSetting("google_genai:any", "http://localhost/v1"), Location.cloud),
        (ModelSetting("openai:any", "http://localhost/v1", options={"base_url": "https://a.example"}), Location.cloud),
        (ModelSetting("openai:any", "http://localhost/v1", options={"openai_proxy": "https://a.example"}), Location.cloud),
        (ModelSetting("openai:any", "http://localhost/v1", options={"top_p": 0.5}), Location.local),
        (ModelSetting("llamacpp:/models/a.gguf"), Location.local),
    ],
)  # fmt: skip
def test_where_a_model_runs_follows_from_its_address(setting: ModelSetting, where: Location) -> None:
    assert setting.location is where


def test_only_text_counts_of_what_a_provider_sends() -> None:
    blocks = [
        {"type": "thinking", "thinking": "hm"},
        {"type": "text", "text": "Ye"},
        "s",
        {"type": "tool_use"},
    ]
    assert (_text_of(blocks), _text_of("Yes"), _text_of(None)) == ("Yes", "Yes", "")


def test_a_key_is_not_shown_with_the_setting() -> None:
    assert KEY not in repr(ModelSetting("openai:x", api_key=SecretStr(KEY)))


def test_a_file_that_is_no_model_is_one_sentence(tmp_path: Any) -> None:
    for name in ("missing.gguf", "other.gguf"):
        (tmp_path / "other.gguf").write_bytes(b"MZ")
        with pytest.raises(NotConfigured, match="no readable GGUF file"):
            LangChainModel(ModelSetting(f"llamacpp:{tmp_path / name}")).ready()


def test_a_file_without_the_package_names_the_extra(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "xllamacpp", None)
    (tmp_path / "a.gguf").write_bytes(b"GGUF")
    with pytest.raises(NotConfigured, match=r"promissory\[local-llm\]"):
        LangChainModel(ModelSetting(f"llamacpp:{tmp_path / 'a.gguf'}")).ready()


def test_neither_address_nor_options_are_shown_with_the_setting() -> None:
    setting = ModelSetting("openai:x", "http://me:hunter2@here/v1", options={"default_headers": {"K": "zzz"}})
    assert "hunter2" not in repr(setting) and "zzz" not in repr(setting)


def test_a_variable_of_ollama_does_not_lead_text_elsewhere() -> None:
    assert _options(ModelSetting("ollama:qwen"))["base_url"] == "http://127.0.0.1:11434"
