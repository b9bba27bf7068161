"""What the router needs from elsewhere: a budget that counts, a cache that never mixes readers, a model."""

from collections.abc import Iterator
from datetime import date
from typing import Protocol

from records.model_calls import Allowance, CallOutcome, ModelCall
from records.models import Frozen

__all__ = [
    "Allowance",
    "AnswerCache",
    "CallOutcome",
    "ChatModel",
    "Chunk",
    "MOST_TOKENS",
    "Meter",
    "ModelCall",
]


MOST_TOKENS = 1000
"""Of one reply; what a job asks for is shorter."""


class Meter(Protocol):
    """Counts tokens and cost for a person, a team and a day, and says when it is enough."""

    def allow(self, person: str, team: str | None, day: date, estimated_tokens: int) -> Allowance:
        """Asked before every call, with input and longest output together.

        Not allowed: `says` is the plain refusal. Allowed with a sentence: a warning worth showing.
        """
        ...

    def spend(self, call: ModelCall) -> None:
        """Told after every call, also a failed one."""
        ...


class AnswerCache(Protocol):
    """Worded answers by key; whatever is stored passed the guard.

    A key is the hash of question, evidence set, reader, permissions, model and prompt version
    (`retrieval.llm.cache_key`), so a value can only be found by who may read all of it. Old values may be
    dropped at any time. A value is JSON text.
    """

    def get(self, key: str) -> str | None: ...

    def put(self, key: str, value: str) -> None: ...


class Chunk(Frozen):
    """A piece of a reply; the tokens stand in the last piece, where the provider reports them."""

    text: str = ""
    input_tokens: int | None = None
    output_tokens: int | None = None


class ChatModel(Protocol):
    """One chat model, ready to be called, without tools."""

    @property
    def name(self) -> str:
        """Provider and name, as in the settings."""
        ...

    def stream(self, system: str, text: str) -> Iterator[Chunk]:
        """The reply piece by piece, of at most `MOST_TOKENS`. Raises `retrieval.llm.errors.ModelFailure`."""
        ...
