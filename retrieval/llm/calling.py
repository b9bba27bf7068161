"""One question to one model: on a thread of its own, with a time limit and bounded tries, read as it arrives."""

import queue
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from records.errors import PromissoryError
from retrieval.llm.errors import ModelFailure
from retrieval.llm.ports import ChatModel, Chunk
from retrieval.llm.reply import LONGEST_REPLY

TRIES = 3
_MOST_REPORTED = 10_000_000
_PAUSES = (0.5, 1.5)
_AT_ONCE = threading.BoundedSemaphore(16)
"""A thread that hangs can't be ended, so there are only so many of them."""


@dataclass
class Heard:
    """What came back: the text, and tokens as far as the provider counted them."""

    text: str = ""
    input_tokens: int | None = None
    output_tokens: int | None = None
    tries: int = 0
    pieces: int = 0

    def take(self, chunk: Chunk) -> None:
        """Raises ModelFailure for more text than any reply may have."""
        self.pieces += 1
        if chunk.input_tokens is not None:
            self.input_tokens = (self.input_tokens or 0) + _sane(chunk.input_tokens)
        if chunk.output_tokens is not None:
            self.output_tokens = (self.output_tokens or 0) + _sane(chunk.output_tokens)
        if len(self.text) + len(chunk.text) > LONGEST_REPLY:
            raise ModelFailure("too_long")
        self.text += chunk.text


def _sane(tokens: int) -> int:
    """A count as no more than any call may use: a server may report nonsense, also below 0."""
    return min(max(tokens, 0), _MOST_REPORTED)


def call(
    model: ChatModel,
    system: str,
    text: str,
    heard: Heard,
    *,
    seconds: float,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[int]:
    """Fill `heard`, yielding the number of pieces so far. `seconds` cover all tries together.

    Raises ModelFailure: `timeout`, `busy`, or the model's own code. What is transient is tried again,
    as long as there is time.
    """
    ends = clock() + seconds
    while True:
        heard.tries += 1
        heard.text, heard.pieces = "", 0
        try:
            yield from _once(model, system, text, heard, ends, clock)
            return
        except ModelFailure as failure:
            pause = _PAUSES[min(heard.tries, len(_PAUSES)) - 1]
            enough = clock() + pause < ends
            if not failure.transient or heard.tries >= TRIES or not enough:
                raise
            sleep(pause)


def _once(
    model: ChatModel,
    system: str,
    text: str,
    heard: Heard,
    ends: float,
    clock: Callable[[], float],
) -> Iterator[int]:
    if not _AT_ONCE.acquire(blocking=False):
        heard.tries -= 1  # nothing was sent
        raise ModelFailure("busy")
    arrived: queue.Queue[Chunk | PromissoryError | None] = queue.Queue(maxsize=64)
    given_up = threading.Event()

    def put(item: Chunk | PromissoryError | None) -> bool:
        while not given_up.is_set():
            try:
                arrived.put(item, timeout=0.2)
                return True
            except queue.Full:
                continue
        return False

    def work() -> None:
        try:
            for chunk in model.stream(system, text):
                if not put(chunk):
                    return
            put(None)
        except PromissoryError as failure:
            put(failure)
        except Exception as problem:  # a provider may raise anything, and its words may quote the mail
            put(ModelFailure(f"error_{type(problem).__name__}"))
        finally:
            _AT_ONCE.release()

    threading.Thread(target=work, name="language-model", daemon=True).start()
    try:
        while True:
            left = ends - clock()
            if left <= 0:
                raise ModelFailure("timeout")
            try:
                item = arrived.get(timeout=left)
            except queue.Empty:
                raise ModelFailure("timeout") from None
            if item is None:
                return
            if isinstance(item, PromissoryError):
                raise item
            heard.take(item)
            yield heard.pieces
    finally:
        given_up.set()


def probe(model: ChatModel, *, seconds: float) -> str | None:
    """A code if the model does not answer a word that is nobody's; raises NotConfigured."""
    heard = Heard()
    try:
        for _ in call(model, "Reply with the one word OK.", "Are you there?", heard, seconds=seconds):
            pass
    except ModelFailure as failure:
        return failure.code
    return None if heard.text.strip() else "empty"
