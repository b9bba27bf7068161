"""Runs a file of weights (GGUF) in this process through xllamacpp, which the extra `local-llm` brings."""

import queue
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from retrieval.llm.errors import ModelFailure, NotConfigured

_MAGIC = b"GGUF"
_CONTEXT = 8192
"""Tokens of prompt and reply together, unless the option `n_ctx` says otherwise."""


class Gguf:
    """One model in memory; one reply at a time.

    Raises NotConfigured when the file is no GGUF, the package is missing or the weights can't be loaded.
    """

    def __init__(self, file: str, options: Mapping[str, Any]) -> None:
        path = Path(file).expanduser()
        try:
            with path.open("rb") as stream:
                genuine = stream.read(4) == _MAGIC
        except OSError:
            genuine = False
        if not genuine:
            raise NotConfigured(
                f"{path.name} is no readable GGUF file: PROMISSORY_MODEL is llamacpp:/path/file.gguf."
            )
        try:
            import xllamacpp
        except ImportError:
            raise NotConfigured(
                "A model in a file needs a package that is not installed: pip install 'promissory[local-llm]'"
            ) from None
        params = xllamacpp.CommonParams()
        params.model.path = str(path)
        params.n_ctx = int(options.get("n_ctx") or _CONTEXT)
        params.n_parallel = 1
        params.warmup = False
        params.verbosity = -1  # it would log prompts
        if options.get("n_threads"):
            params.cpuparams.n_threads = int(options["n_threads"])
        try:
            self._server = xllamacpp.Server(params)
        except Exception as problem:
            raise NotConfigured(f"{path.name} can't be loaded ({type(problem).__name__}).") from None
        self._one = threading.Lock()

    def stream(
        self, messages: list[dict[str, str]], max_tokens: int, seconds: float
    ) -> Iterator[tuple[str, dict[str, int] | None]]:
        """Text piece by piece; with the last one the tokens. Stops writing when nobody listens any more."""
        document = {
            "messages": messages,
            "max_tokens": max_tokens,
            "temperature": 0,
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        ends = time.monotonic() + seconds
        arrived: queue.SimpleQueue[Any] = queue.SimpleQueue()
        stopped = threading.Event()

        def take(piece: Any) -> bool:
            arrived.put(piece)
            return stopped.is_set() or time.monotonic() > ends  # True ends the writing

        def work() -> None:
            try:
                with self._one:
                    self._server.handle_chat_completions(document, take)
                arrived.put(None)
            except Exception as problem:
                arrived.put(ModelFailure(f"error_{type(problem).__name__}"))

        threading.Thread(target=work, name="gguf", daemon=True).start()
        try:
            while (piece := arrived.get()) is not None:
                if isinstance(piece, ModelFailure):
                    raise piece
                if "error" in piece:
                    raise ModelFailure("error_in_model")
                yield _read(piece)
        finally:
            stopped.set()


def _read(piece: Mapping[str, Any]) -> tuple[str, dict[str, int] | None]:
    choices = piece.get("choices") or [{}]
    text = (choices[0].get("delta") or {}).get("content") or ""
    usage = piece.get("usage")
    if not usage:
        return text, None
    return text, {"input_tokens": usage["prompt_tokens"], "output_tokens": usage["completion_tokens"]}
