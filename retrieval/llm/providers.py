"""From a setting to a model: the only place that knows LangChain, imported when a model is configured."""

import ipaddress
import logging
import re
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from pydantic import SecretStr

from policies.model_use import Location
from retrieval.llm.errors import ModelFailure, NotConfigured
from retrieval.llm.ports import MOST_TOKENS, Chunk

log = logging.getLogger("promissory.llm")

GGUF = "llamacpp"
"""Provider of `llamacpp:/path/to/file.gguf`: a file of weights, run in this process."""
FILE_OPTIONS = frozenset({"n_ctx", "n_threads"})
"""Options of a GGUF file; providers would stumble over them."""
_PACKAGES = {
    "anthropic": "langchain-anthropic",
    "azure_openai": "langchain-openai",
    "bedrock": "langchain-aws",
    "bedrock_converse": "langchain-aws",
    "deepseek": "langchain-deepseek",
    "google_genai": "langchain-google-genai",
    "google_vertexai": "langchain-google-vertexai",
    "groq": "langchain-groq",
    "mistralai": "langchain-mistralai",
    "ollama": "langchain-ollama",
    "openai": "langchain-openai",
    "xai": "langchain-xai",
}
_OLLAMA = "http://127.0.0.1:11434"
_OBEYS_ADDRESS = frozenset({"openai", "ollama", "anthropic"})
"""Providers whose class is known to send text to the address of the settings and nowhere else."""
_ELSEWHERE = re.compile(r"url|base|endpoint|host|proxy|proxies|client", re.IGNORECASE)
"""In the name of an option that may send text to another address."""
_TRANSIENT = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})


@dataclass(frozen=True)
class ModelSetting:
    """What the settings say of one model."""

    model: str
    base_url: str | None = field(default=None, repr=False)
    api_key: SecretStr | None = None
    timeout_s: float = 20.0
    options: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """Handed to the provider's class as they are; null takes a default of ours away. They may hold a key,
    as an address may."""
    our_hosts: frozenset[str] = frozenset()
    """Hosts that count as ours, next to this machine."""

    @property
    def provider(self) -> str:
        return self.model.partition(":")[0] if ":" in self.model else ""

    @property
    def location(self) -> Location:
        """Local if no text leaves the house: a file run here, or a server on this machine or a host of ours."""
        if self.provider == GGUF:
            return Location.local
        if self.provider not in _OBEYS_ADDRESS or any(_ELSEWHERE.search(name) for name in self.options):
            return Location.cloud
        address = self.base_url or (_OLLAMA if self.provider == "ollama" else "")
        try:
            host = (urlsplit(address).hostname or "").casefold()
        except ValueError:
            return Location.cloud
        return Location.local if host and (_is_here(host) or host in self.our_hosts) else Location.cloud


class LangChainModel:
    """A `BaseChatModel`, built at its first call, without tools. Safe to share between threads."""

    def __init__(self, setting: ModelSetting, chat: Any = None) -> None:
        self._setting, self._chat = setting, chat
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        model = self._setting.model
        return f"{GGUF}:{model.replace(chr(92), '/').rpartition('/')[2]}" if self._is_file else model

    @property
    def _is_file(self) -> bool:
        return self._setting.provider == GGUF

    def stream(self, system: str, text: str) -> Iterator[Chunk]:
        """The reply piece by piece. Raises ModelFailure with a code, and NotConfigured."""
        chat = self.ready()
        from langchain_core.messages import HumanMessage, SystemMessage

        try:
            for piece in chat.stream([SystemMessage(system), HumanMessage(text)]):
                used = getattr(piece, "usage_metadata", None) or {}
                yield Chunk(
                    text=_text_of(piece.content),
                    input_tokens=used.get("input_tokens"),
                    output_tokens=used.get("output_tokens"),
                )
        except ModelFailure:
            raise
        except Exception as problem:
            raise _failure(problem) from None  # its words may quote what was sent

    def ready(self) -> Any:
        """The LangChain model, built if need be. Raises NotConfigured."""
        with self._lock:
            if self._chat is None:
                self._chat = _gguf(self._setting) if self._is_file else _built(self._setting)
        return self._chat


def _built(setting: ModelSetting) -> Any:
    from langchain.chat_models import init_chat_model

    unusable = (
        f"The model {setting.model!r} can't be used: check its name, such as openai:gpt-4.1-mini, its address"
        " and its key; docs/how-to/language-models.md has examples."
    )
    if not setting.model.rpartition(":")[2].strip():
        raise NotConfigured(unusable)
    try:
        return init_chat_model(setting.model, **_options(setting))
    except ImportError:
        package = _PACKAGES.get(setting.provider, f"langchain-{setting.provider.replace('_', '-')}")
        raise NotConfigured(
            f"The model {setting.model} needs a package that is not installed: pip install {package}"
        ) from None
    except Exception as problem:  # a provider's own complaint may show a key
        log.warning("a model can't be built: %s", type(problem).__name__)
        raise NotConfigured(unusable) from None


def _options(setting: ModelSetting) -> dict[str, Any]:
    options: dict[str, Any] = {"temperature": 0}
    if setting.provider == "ollama":
        options |= {"num_predict": MOST_TOKENS, "client_kwargs": {"timeout": setting.timeout_s}}
    else:
        # We try again ourselves, within one time limit.
        options |= {"max_tokens": MOST_TOKENS, "timeout": setting.timeout_s, "max_retries": 0}
    if setting.provider == "openai":
        options["stream_usage"] = True
    if setting.base_url:
        options["base_url"] = setting.base_url
    elif setting.provider == "ollama":
        options["base_url"] = _OLLAMA  # or the variable OLLAMA_HOST would lead text elsewhere
    if setting.api_key is not None:
        options["api_key"] = setting.api_key.get_secret_value()
    elif setting.base_url and setting.provider == "openai":
        options["api_key"] = "none"  # the class insists on one; a server of one's own rarely does
    options |= {name: value for name, value in setting.options.items() if name not in FILE_OPTIONS}
    return {name: value for name, value in options.items() if value is not None}


def _gguf(setting: ModelSetting) -> Any:
    """A file of weights as a LangChain model."""
    from langchain_core.language_models.chat_models import BaseChatModel
    from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
    from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult

    from retrieval.llm.gguf import Gguf

    engine = Gguf(setting.model.partition(":")[2], setting.options)

    class FileModel(BaseChatModel):
        @property
        def _llm_type(self) -> str:
            return GGUF

        def _stream(
            self, messages: list[BaseMessage], stop: Any = None, run_manager: Any = None, **kwargs: Any
        ) -> Iterator[ChatGenerationChunk]:
            roles = {"system": "system", "human": "user", "ai": "assistant"}
            said = [{"role": roles[m.type], "content": str(m.content)} for m in messages]
            for text, used in engine.stream(said, MOST_TOKENS, setting.timeout_s):
                usage = {**used, "total_tokens": sum(used.values())} if used else None
                yield ChatGenerationChunk(message=AIMessageChunk(content=text, usage_metadata=usage))  # type: ignore[arg-type]

        def _generate(
            self, messages: list[BaseMessage], stop: Any = None, run_manager: Any = None, **kwargs: Any
        ) -> ChatResult:
            whole = "".join(str(piece.message.content) for piece in self._stream(messages))
            return ChatResult(generations=[ChatGeneration(message=AIMessage(content=whole))])

    return FileModel()


def _text_of(content: Any) -> str:
    """A provider sends text, or a list of blocks of which only text counts."""
    if isinstance(content, str):
        return content
    if not isinstance(content, list):
        return ""
    return "".join(
        block if isinstance(block, str) else str(block.get("text") or "")
        for block in content
        if isinstance(block, str) or (isinstance(block, dict) and block.get("type") in (None, "text"))
    )


def _failure(problem: Exception) -> ModelFailure:
    """The vendors agree on little but an HTTP status and the word timeout."""
    status = getattr(problem, "status_code", None) or getattr(
        getattr(problem, "response", None), "status_code", None
    )
    if isinstance(status, int):
        return ModelFailure(f"http_{status}", transient=status in _TRANSIENT)
    name = type(problem).__name__
    if isinstance(problem, TimeoutError) or "timeout" in name.casefold():
        return ModelFailure("timeout", transient=True)
    if isinstance(problem, ConnectionError) or "connect" in name.casefold():
        return ModelFailure("unreachable", transient=True)
    return ModelFailure(f"error_{name}")


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
