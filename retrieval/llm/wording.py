"""A finished answer in better words: what a model is shown of it, and what is taken from its reply."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from policies.model_use import ModelFacts
from records.models import Answer, Citation, Direction, Frozen, Person, Promise, Strength
from retrieval.llm.guard import Backing, Said, check
from retrieval.llm.guard_words import tokens
from retrieval.llm.masked import Names
from retrieval.llm.prompt_files import prompt
from retrieval.llm.router import Done, Job, Router, Status, Task

MOST_PROMISES = 8
"""Above it a list says it better than prose."""
_MOST_QUOTE = 700
"""Characters of one quote that a model is shown."""
_PROMPTS = {Task.wording: "answer_wording", Task.reasoning: "answer_reasoning"}

_LINE = re.compile(r"^(\d+)\. .*?((?:\[\d+\]\s?)+)$")
_WHO = re.compile(r"\(([^()]+?),? to ([^()]+)\): ")
_TOLD = re.compile(r"^\d+\. (?P<what>.*) \((?P<who>[^()]+)\): (?P<state>.*)$")
_MARK = re.compile(r"\s?\[(\d+)\]")
_SENTENCE_ENDS = re.compile(r"(?<=[.!?])\s+(?=[A-ZÄÖÜÉ])")


class Sentence(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")
    text: str
    cites: list[int] = Field(default_factory=list, max_length=20)


class Worded(BaseModel):
    """What a model has to reply."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    sentences: list[Sentence] = Field(min_length=1, max_length=30)


class Asked(Frozen):
    """A question with its finished answer and what is known around it."""

    question: str
    answer: Answer
    reader: Person
    today: date
    accounts: tuple[ModelFacts, ...] = ()
    """Of everything that is cited."""
    our_people: tuple[Person, ...] = ()
    names: dict[str, str] = Field(default_factory=dict)
    """Names by mail address, ours and theirs, as far as known."""
    companies: tuple[str, ...] = ()
    standing: str | None = None
    """A digest of what the reader may read; see `records.answer_cache`."""
    still: Callable[[], str | None] | None = None
    """The same digest anew."""


@dataclass(frozen=True)
class _Parts:
    """An answer's text taken apart: code wrote it, so its form is known."""

    headline: str
    lines: Mapping[int, str]
    """Lines with marks, by the number of each mark."""
    numbers: Mapping[int, int]
    """Number of the line, by the number of each mark."""
    rest: tuple[str, ...]


def task_of(answer: Answer) -> Task:
    """Plain code for what has nothing to word; a small model for little; a large one for what needs an order."""
    parts = _parts(answer)
    listed = len(set(parts.numbers.values()))
    if answer.refused or not answer.citations or not listed or listed > MOST_PROMISES:
        return Task.plain
    if any(c.n not in parts.lines for c in answer.citations):
        return Task.plain
    accounts = {p.account_id for p in answer.promises}
    chained = len(answer.citations) > listed
    return Task.wording if listed <= 2 and len(accounts) <= 1 and not chained else Task.reasoning


def word(router: Router, asked: Asked) -> Answer:
    """The answer with a model's wording, or as it was."""
    for step in word_step_by_step(router, asked):
        if isinstance(step, Answer):
            return step
    return asked.answer


def word_step_by_step(router: Router, asked: Asked) -> Iterator[Status | Answer]:
    """How far it is, and last the answer to show."""
    job = job_of(asked)
    if job is None:
        yield asked.answer
        return
    for step in router.stream(job):
        if isinstance(step, Status):
            yield step
        else:
            yield _answer(asked.answer, step)


def job_of(asked: Asked) -> Job[Worded] | None:
    """What a model is to do with this answer; None where code says it best."""
    task = task_of(asked.answer)
    if task is Task.plain:
        return None
    parts = _parts(asked.answer)
    backing = _backing(asked, parts)
    return Job(
        task=task,
        prompt=prompt(_PROMPTS[task]),
        data={
            "question": asked.question[:2000],
            "sources": [_source(one) for one in backing.values()],
        },
        shape=Worded,
        check=lambda value: _checked(value, backing, asked),
        person=asked.reader,
        day=asked.today,
        accounts=asked.accounts,
        evidence=[c.event_id for c in asked.answer.citations],
        names=Names(tuple(dict.fromkeys(filter(None, asked.names.values()))), asked.companies),
        standing=asked.standing,
        still=asked.still,
    )


def sentences_of(value: Worded) -> list[Said]:
    """Single sentences, each with its citations; marks inside a text count and are taken out."""
    found = []
    for sentence in value.sentences:
        for text in _SENTENCE_ENDS.split(sentence.text.strip()):
            marks = [int(n) for n in _MARK.findall(text) if len(n) < 4]
            cites = tuple(dict.fromkeys([*marks, *sentence.cites]))
            found.append(Said(" ".join(_MARK.sub("", text).split()), cites))
    return found


def _checked(value: Worded, backing: Mapping[int, Backing], asked: Asked) -> str | None:
    refusal = check(sentences_of(value), backing, today=asked.today, reader=asked.reader.email)
    return refusal.code if refusal else None


def _answer(answer: Answer, done: Done[Worded]) -> Answer:
    coverage = answer.coverage
    if done.note:
        note = " ".join(filter(None, [coverage.note, done.note]))
        coverage = coverage.model_copy(update={"note": note.rstrip(".")})
        answer = answer.model_copy(update={"coverage": coverage})
    if done.value is None:
        return answer
    parts = _parts(answer)
    prose = " ".join(_shown(said) for said in sentences_of(done.value))
    text = "\n".join([parts.headline, prose, *parts.rest])
    return answer.model_copy(update={"answer": text, "model": done.model})


def _shown(said: Said) -> str:
    marks = "".join(f"[{n}]" for n in said.cites)
    return f"{said.text.rstrip().rstrip('.').rstrip()} {marks}."


def _parts(answer: Answer) -> _Parts:
    headline, *lines = answer.answer.split("\n")
    by_mark: dict[int, str] = {}
    numbers: dict[int, int] = {}
    rest = []
    for line in lines:
        match = _LINE.match(line)
        if match is None:
            rest.append(line)
            continue
        for mark in _MARK.findall(match.group(2)):
            by_mark.setdefault(int(mark), line)
            numbers.setdefault(int(mark), int(match.group(1)))
    return _Parts(headline, by_mark, numbers, tuple(rest))


def _backing(asked: Asked, parts: _Parts) -> dict[int, Backing]:
    ours = {p.email for p in asked.our_people}
    our_names = {p.name for p in asked.our_people if p.name} | ours
    found = {}
    for c in asked.answer.citations:
        at = parts.numbers[c.n] - 1
        promise = asked.answer.promises[at] if at < len(asked.answer.promises) else None
        owner, other = _sides(promise, parts.lines[c.n], asked) if promise else (frozenset(), frozenset())
        found[c.n] = Backing(
            n=c.n,
            quote=c.quote,
            speaker=c.sender or "",
            said_on=_day(c),
            line=parts.lines[c.n],
            promise=promise,
            owner=owner,
            other=other,
            ours=(c.sender or "") in our_names,
        )
    return found


def _sides(promise: Promise, line: str, asked: Asked) -> tuple[frozenset[str], frozenset[str]]:
    """Words of the names of who owes it, and of the other side."""
    owner = _name_words([promise.owner], asked.names)
    company = frozenset(tokens(promise.account or ""))
    customers = _name_words([promise.beneficiary], asked.names)
    colleagues = _name_words([p.email for p in asked.our_people], asked.names)
    told = _WHO.search(line)
    if promise.direction is Direction.ours:
        # As the asker calls the account, which may be another spelling.
        company |= frozenset(tokens(told.group(2)) if told else ())
        return owner, (company | customers) - owner
    owner |= company | frozenset(tokens(told.group(1)) if told else ())
    return owner, (colleagues | customers) - owner


def _name_words(addresses: Sequence[str], names: Mapping[str, str]) -> frozenset[str]:
    return frozenset(
        word
        for address in addresses
        for word in tokens(
            names.get(address) or address.partition("@")[0].replace(".", " ").replace("_", " ")
        )
        if len(word) > 1
    )


def _source(one: Backing) -> dict[str, object]:
    """One citation for the model: the ledger's line in fields, where there is one, and the quote."""
    source: dict[str, object] = {"n": one.n}
    if one.promise is not None and (told := _TOLD.match(_MARK.sub("", one.line).rstrip())):
        who, _, to = told["who"].partition(" to ")
        source |= {"who": who.removesuffix(","), "to": to, "what": told["what"], "state": told["state"]}
        if one.promise.strength is Strength.firm and one.quote == one.promise.quote:
            return source  # `what` is made of the quote, and a small model writes better from one of them
    return source | {
        "said": one.speaker,
        "on": f"{one.said_on.day} {one.said_on:%B %Y}",
        "quote": " ".join(one.quote.split())[:_MOST_QUOTE],
    }


def _day(citation: Citation) -> date:
    return citation.at.date()
