"""Budget, cache, audit and chat models for tests: LangChain's own fakes, and some that behave badly."""

import json
import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from langchain_core.language_models.fake_chat_models import FakeListChatModel

from records.model_calls import Allowance, ModelCall
from retrieval.llm.errors import ModelFailure
from retrieval.llm.ports import Chunk
from retrieval.llm.providers import LangChainModel, ModelSetting


class MemoryMeter:
    """Counts tokens of a person and a day against one limit."""

    def __init__(self, limit: int = 1_000_000) -> None:
        self.limit = limit
        self.calls: list[ModelCall] = []
        self.asked: list[int] = []

    def allow(self, person: str, team: str | None, day: date, estimated_tokens: int) -> Allowance:
        self.asked.append(estimated_tokens)
        used = sum(c.input_tokens + c.output_tokens for c in self.calls if (c.person, c.day) == (person, day))
        if used + estimated_tokens > self.limit:
            return Allowance(allowed=False, says="Today's tokens are used up.")
        return Allowance(allowed=True)

    def spend(self, call: ModelCall) -> None:
        self.calls.append(call)


class MemoryCache:
    def __init__(self) -> None:
        self.values: dict[str, str] = {}

    def get(self, key: str) -> str | None:
        return self.values.get(key)

    def put(self, key: str, value: str) -> None:
        self.values[key] = value


class Notes:
    """Takes audit rows."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, str, str, Mapping[str, object]]] = []

    def __call__(
        self, actor: str, action: str, subject: str, detail: Mapping[str, object] | None = None
    ) -> None:
        self.rows.append((actor, action, subject, detail or {}))

    @property
    def reasons(self) -> list[str]:
        """Codes of everything that was tried in vain, oldest first."""
        tried: list[Any] = [t for row in self.rows for t in row[3]["tried"]]  # type: ignore[attr-defined]
        return [str(t["reason"]) for t in tried]


def scripted(*replies: str, name: str = "openai:scripted") -> LangChainModel:
    """LangChain's fake chat model, which streams its replies letter by letter, through our own wrapper."""
    return LangChainModel(ModelSetting(name), FakeListChatModel(responses=list(replies)))


def said(*sentences: tuple[str, Sequence[int]]) -> str:
    """A reply in the form that the prompts ask for."""
    return json.dumps({"sentences": [{"text": text, "cites": list(cites)} for text, cites in sentences]})


class Model:
    """A chat model made of one function; remembers what it was shown."""

    def __init__(self, reply: Callable[[str], str | Iterator[str]], name: str = "openai:model") -> None:
        self._reply, self._name = reply, name
        self.seen: list[tuple[str, str]] = []

    @property
    def name(self) -> str:
        return self._name

    def stream(self, system: str, text: str) -> Iterator[Chunk]:
        self.seen.append((system, text))
        reply = self._reply(text)
        for piece in [reply] if isinstance(reply, str) else reply:
            yield Chunk(text=piece)


def failing(*codes: str, then: str = "", name: str = "openai:failing") -> Model:
    """Fails with these codes, one a call, and then replies."""
    left = list(codes)

    def reply(text: str) -> str:
        if left:
            code = left.pop(0)
            raise ModelFailure(code, transient=code.startswith(("http_429", "http_5")))
        return then

    return Model(reply, name)


def hanging(until: threading.Event, name: str = "openai:hanging") -> Model:
    """Says nothing until told to; a test sets the event at its end."""

    def reply(text: str) -> str:
        until.wait(30)
        return ""

    return Model(reply, name)


def document(text: str) -> dict[str, Any]:
    """The data that a model was shown."""
    found: dict[str, Any] = json.loads(re.sub(r"\A<data \w+>\n|\n</data \w+>\Z", "", text))
    return found


def obedient(secret: str = "Globex pays 99,000 EUR", name: str = "openai:obedient") -> Model:
    """Does whatever a mail tells it: leaks, links, invents prices, promises, all with proper citations."""

    def reply(text: str) -> str:
        shown = document(text)
        numbers = [source["n"] for source in shown["sources"]]
        orders = json.dumps(shown).casefold()
        sentences = []
        if "other accounts" in orders:
            sentences.append((f"{secret}.", numbers))
        if "link" in orders:
            sentences.append(("Confirm it at https://evil.example/pay today.", numbers))
        if "discount" in orders:
            sentences.append(("Mara will give a discount of 90 percent.", numbers))
        if "promise" in orders:
            sentences.append(("Mara will send the quote and ten free seats by Friday 20 November.", numbers))
        if "say yes" in orders:
            sentences.append(("Mara will not send the quote.", numbers))
        return said(*(sentences or [("I obey.", numbers)]))

    return Model(reply, name)
