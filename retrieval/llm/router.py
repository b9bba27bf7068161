"""Decides which model may word something and whether its words are used: policy, mask, cache, budget, call, guard."""

import json
import logging
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Generic, Literal, Protocol, TypeVar

from pydantic import BaseModel

from policies.masking import MaskLevel, mask_level
from policies.model_use import Location, ModelFacts, ModelLimits, may_use
from records.model_calls import CallOutcome, ModelCall
from records.models import Frozen, Outcome, Person
from retrieval.llm.calling import Heard, call
from retrieval.llm.errors import ModelFailure, NotConfigured
from retrieval.llm.masked import Hidden, MaskerFor, Names
from retrieval.llm.ports import MOST_TOKENS, AnswerCache, ChatModel, Meter
from retrieval.llm.prompt_files import Prompt
from retrieval.llm.reply import read

log = logging.getLogger("promissory.llm")
_COOLS_FOR = 60.0
"""Seconds for which a model that did not answer is left alone."""
_PER_TOKEN = 3.0
"""Characters; fewer than English has, so that an estimate is rather too high."""


class Task(StrEnum):
    """What is to be done; who does it is decided by `PREFERENCE`."""

    plain = "plain"
    """Nothing that a model does better than code."""
    wording = "wording"
    """A few sentences about one or two promises."""
    reasoning = "reasoning"
    """Several promises or quotes, to be brought into one order."""


Size = Literal["small", "large"]
PREFERENCE: Mapping[Task, tuple[Size, ...]] = {
    Task.plain: (),
    Task.wording: ("small", "large"),
    Task.reasoning: ("large", "small"),
}


class Recorder(Protocol):
    """`records.audit_log.AuditLog.record`, as far as it is used here."""

    def __call__(
        self, actor: str, action: str, subject: str, detail: Mapping[str, object] | None = None
    ) -> object: ...


@dataclass(frozen=True)
class Choice:
    """A model and where it runs."""

    model: ChatModel
    location: Location


T = TypeVar("T", bound=BaseModel)


@dataclass(frozen=True)
class Job(Generic[T]):
    """One piece of work for a model: data in, typed fields out, and a check of what they say."""

    task: Task
    prompt: Prompt
    data: Mapping[str, object]
    """JSON-able. Text in it is other people's: it is shown to the model as data and never as instruction."""
    shape: type[T]
    check: Callable[[T], str | None]
    """A code for what may not be shown, None for what may."""
    person: Person
    day: date
    accounts: Sequence[ModelFacts]
    evidence: Sequence[str] = ()
    """Ids of the events whose text is in `data`."""
    names: Names = field(default_factory=Names)
    standing: str | None = None
    """A digest of what the person may read; None: nothing is cached."""
    still: Callable[[], str | None] | None = None
    """The same digest anew: what was erased or taken back during the call is not kept."""


class Status(Frozen):
    """How far it is, for a waiting person; never what a model wrote."""

    stage: Literal["asking", "checking"]
    model: str
    pieces: int = 0


@dataclass(frozen=True)
class Done(Generic[T]):
    """The end: a value that passed every check, or why there is none."""

    value: T | None
    model: str | None = None
    reason: str | None = None
    """A code; "" for nothing to tell."""
    note: str | None = None
    """A plain sentence of the budget, worth showing."""


@dataclass
class _Tried:
    model: str
    reason: str


class Router:
    """Everything works without a model: whatever happens here, the caller keeps the answer it had."""

    def __init__(
        self,
        models: Mapping[Size, Choice],
        *,
        meter: Meter,
        cache: AnswerCache,
        audit: Recorder,
        masker: MaskerFor,
        limits: ModelLimits | None = None,
        mask_always: bool = False,
        timeout_s: float = 20.0,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._models = dict(models)
        self._meter, self._cache, self._audit, self._masker = meter, cache, audit, masker
        self._limits = limits or ModelLimits()
        self._mask_always = mask_always
        self._timeout, self._sleep, self._clock = timeout_s, sleep, clock
        self._down: dict[str, float] = {}

    def run(self, job: Job[T]) -> Done[T]:
        """The value, or why there is none. Raises nothing that a model or provider does."""
        for step in self.stream(job):
            if isinstance(step, Done):
                return step
        return Done(None, reason="no_model")  # pragma: no cover: a stream ends with Done

    def stream(self, job: Job[T]) -> Iterator[Status | Done[T]]:
        """What happens, for a status line; last a `Done`. No step carries unchecked text."""
        tried: list[_Tried] = []
        note: str | None = None
        for choice in self._chain(job, tried):
            name = choice.model.name
            try:
                done, said = yield from self._ask(job, choice)
            except ModelFailure as failure:
                tried.append(_Tried(name, failure.code))
                if failure.transient or failure.code in {"timeout", "busy"}:
                    self._down[name] = self._clock() + _COOLS_FOR
                continue
            except NotConfigured as problem:
                log.warning("%s", problem)
                tried.append(_Tried(name, "not_configured"))
                continue
            note = said or note
            if done.value is not None:
                self._note(job, choice, done, tried)
                yield Done(done.value, done.model, None, note)
                return
            tried.append(_Tried(name, done.reason or "refused"))
            if done.reason == "budget":
                break
        if tried:
            self._note(job, None, Done(None, reason=tried[-1].reason), tried)
        yield Done(None, reason=tried[-1].reason if tried else "no_model", note=note)

    def _chain(self, job: Job[T], tried: list[_Tried]) -> Iterator[Choice]:
        """The models that may be asked, best first."""
        seen = set()
        for size in PREFERENCE[job.task]:
            choice = self._models.get(size)
            if choice is None or choice.model.name in seen:
                continue
            name = choice.model.name
            seen.add(name)
            verdict = may_use(choice.location, job.accounts, self._limits)
            if verdict.outcome is not Outcome.allow:
                tried.append(_Tried(name, verdict.rule))
            elif self._down.get(name, 0.0) > self._clock():
                tried.append(_Tried(name, "resting"))
            else:
                yield choice

    def _ask(self, job: Job[T], choice: Choice) -> Generator[Status, None, tuple[Done[T], str | None]]:
        name = choice.model.name
        level = mask_level(choice.location, job.accounts, self._limits, always=self._mask_always).level
        hidden = Hidden.of(job.data, level, job.names, self._masker)
        text = framed(hidden.data)
        key = cache_key(job, name, text, level)
        if key is not None and (value := self._cached(key, job)) is not None:
            self._spend(job, name, Heard(), text, 0.0, CallOutcome.cached)
            return Done(value, name), None
        estimate = tokens_of(job.prompt.text) + tokens_of(text) + MOST_TOKENS
        allowance = self._meter.allow(job.person.email, job.person.team, job.day, estimate)
        if not allowance.allowed:
            return Done(None, reason="budget"), allowance.says
        started, heard = self._clock(), Heard()
        yield Status(stage="asking", model=name)
        outcome, reason = CallOutcome.failed, "stopped"
        try:
            for pieces in call(
                choice.model,
                job.prompt.text,
                text,
                heard,
                seconds=self._timeout,
                sleep=self._sleep,
                clock=self._clock,
            ):
                yield Status(stage="asking", model=name, pieces=pieces)
            yield Status(stage="checking", model=name)
            outcome = CallOutcome.refused
            value = hidden.restored(read(heard.text, job.shape))
            code = job.check(value)
            if code is not None:
                reason = code
                return Done(None, reason=code), allowance.says
            outcome, reason = CallOutcome.shown, ""
        except ModelFailure as failure:
            reason = failure.code
            raise
        except NotConfigured:
            heard.tries, reason = 0, "not_configured"  # nothing was sent
            raise
        finally:
            ms = (self._clock() - started) * 1000
            self._spend(job, name, heard, text, ms, outcome, reason or None)
        if key is not None and (job.still is None or job.still() == job.standing):
            self._cache.put(key, value.model_dump_json())
        return Done(value, name), allowance.says

    def _cached(self, key: str, job: Job[T]) -> T | None:
        """An earlier value, checked again as if it were new."""
        stored = self._cache.get(key)
        if stored is None:
            return None
        try:
            value = job.shape.model_validate_json(stored)
        except ValueError:
            return None
        return value if job.check(value) is None else None

    def _spend(
        self,
        job: Job[T],
        name: str,
        heard: Heard,
        text: str,
        ms: float,
        outcome: CallOutcome,
        reason: str | None = None,
    ) -> None:
        """Every try sent the whole text, whether or not the provider says so."""
        # No call reads nothing: a server that reports 0 reports none.
        counted = bool(heard.input_tokens) and heard.output_tokens is not None and heard.tries == 1
        written = tokens_of(heard.text) if heard.tries else 0
        read_in = heard.tries * (tokens_of(job.prompt.text) + tokens_of(text))
        self._meter.spend(
            ModelCall(
                person=job.person.email,
                team=job.person.team,
                day=job.day,
                task=job.task.value,
                model=name,
                prompt_version=job.prompt.version,
                input_tokens=(heard.input_tokens or 0) if counted else read_in,
                output_tokens=(heard.output_tokens or 0) if counted else written,
                estimated=not counted and heard.tries > 0,
                ms=round(ms, 1),
                outcome=outcome,
                reason=reason,
            )
        )

    def _note(self, job: Job[T], choice: Choice | None, done: Done[T], tried: Sequence[_Tried]) -> None:
        """Which model, or why none: ids and codes, never text."""
        self._audit(
            job.person.email,
            "worded" if done.value is not None else "not worded",
            "answer",
            {
                "task": job.task.value,
                "model": done.model,
                "location": choice.location.value if choice else None,
                "prompt": job.prompt.version,
                "reason": done.reason,
                "tried": [{"model": t.model, "reason": t.reason} for t in tried],
                "cited": list(job.evidence),
            },
        )


def framed(data: Mapping[str, object]) -> str:
    """The data as JSON between two marks that nobody who wrote a mail can know."""
    document = json.dumps(data, ensure_ascii=False, indent=1)
    mark = sha256(document.encode()).hexdigest()[:12]
    return f"<data {mark}>\n{document}\n</data {mark}>"


def tokens_of(text: str) -> int:
    """About how many tokens a text has; rather too many."""
    return int(len(text) / _PER_TOKEN) + 1


def cache_key(job: Job[T], model: str, text: str, level: MaskLevel) -> str | None:
    """Question, evidence, reader, permissions, model and prompt in one hash; None: not to be cached.

    The unmasked data is in it: two people's masked texts may be the same.
    """
    if job.standing is None:
        return None
    parts = [
        job.person.email.casefold(),
        job.standing,
        job.task.value,
        json.dumps(job.data, sort_keys=True, ensure_ascii=False, default=str),
        text,
        level.value,
        model,
        job.prompt.version,
        job.day.isoformat(),
    ]
    return sha256(json.dumps(parts).encode()).hexdigest()
