"""Reads our companies' mails and calls, whose promises are marked in the text itself, as labelled cases.

A file is one company: a `#` line with its name, industry, own domains and split, then texts that begin with
`=== id`, header lines, and a body. `[[words|labels]]` is a promise, `{{words}}` counts neither way; labels are
`soft`, `conditional`, a due date, `due?` (open to reading), `owner=address`, `ours`, `theirs`. In a call, a line
`@ Name <address>` begins a turn. A text ends at the next `===`; everything unmarked is no promise.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from benchmarks.promise_data import FOLDER, Case, Gold, person, said_event
from records.models import EventKind, Participant, Span, Turn
from retrieval.cleaning import clean
from retrieval.sides import Sides

COMPANIES = FOLDER / "companies"
MARK = re.compile(r"\[\[(?P<words>.+?)\|(?P<labels>[^\]|]*)\]\]|\{\{(?P<open>.+?)\}\}", re.DOTALL)
_HEADER = re.compile(r"(kind|from|to|cc|at|subject): ?(.*)")


class BadLabel(ValueError):
    """A text is marked in a way that means nothing; says where."""


@dataclass
class _Body:
    text: str = ""
    gold: list[Gold] = field(default_factory=list)
    ignored: list[Span] = field(default_factory=list)


def texts(split: str) -> Iterator[Case]:
    """Every labelled text of one split, in the order of the files; raises BadLabel."""
    for path in sorted((COMPANIES / split).glob("*.txt")):
        yield from _company(path, split)


def _company(path: Path, split: str) -> Iterator[Case]:
    head, *parts = re.split(r"^=== *(?=\S)", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    facts = dict(re.findall(r"(company|industry|ours|split): *([^|\n]+)", head))
    if facts["split"].strip() != split:
        raise BadLabel(f"{path.name} lies in {split} but says {facts['split']}")
    ours = frozenset(d.strip().lower() for d in facts["ours"].split(",") if d.strip())
    for part in parts:
        yield _case(path, facts["company"].strip(), split, ours, part)


def _case(path: Path, company: str, split: str, ours: frozenset[str], part: str) -> Case:
    name, _, rest = part.partition("\n")
    key = f"{path.stem}-{name.strip()}"
    headers: dict[str, str] = {}
    lines = rest.split("\n")
    while lines and (line := _HEADER.fullmatch(lines[0])):
        headers[line[1]] = line[2].strip()
        lines.pop(0)
    sides = Sides(our_domains=ours)
    sender = person(headers["from"])
    body = _Body()
    turns: list[Turn] = []
    if headers.get("kind") == "transcript":
        for speaker, said in turns_of(key, lines):
            begin = len(body.text)
            _read(key, said, speaker, sides, body)
            turns.append(Turn(start=begin, end=len(body.text), speaker=speaker))
            body.text += "\n"
    else:
        _read(key, "\n".join(lines).strip("\n"), sender, sides, body)
    event = said_event(
        key,
        body.text,
        kind=EventKind(headers.get("kind", "mail")),
        at=datetime.fromisoformat(headers["at"]),
        sender=sender,
        to=people(headers.get("to", "")),
        cc=people(headers.get("cc", "")),
        subject=headers.get("subject", ""),
        turns=tuple(turns),
    )
    return Case(key, company, split, clean(event), sides, tuple(body.gold), ignored=tuple(body.ignored))


def turns_of(key: str, lines: list[str]) -> Iterator[tuple[Participant, str]]:
    """Who speaks, and the words with their marks; raises BadLabel."""
    speaker: Participant | None = None
    said: list[str] = []
    for line in [*lines, "@ "]:
        if not line.startswith("@ "):
            said.append(line)
            continue
        if speaker is not None:
            yield speaker, "\n".join(said).strip("\n")
        elif any(s.strip() for s in said):
            raise BadLabel(f"{key}: words before the first speaker")
        speaker, said = (person(line[2:]) if line[2:].strip() else None), []


def people(shown: str) -> tuple[Participant, ...]:
    """The participants of a `to` or `cc` line."""
    return tuple(person(one) for one in re.split(r",\s*(?=[^,]*<|[^,\s]+@)", shown) if one.strip())


def _read(key: str, marked: str, speaker: Participant, sides: Sides, body: _Body) -> None:
    """Appends the words without their marks, and what the marks say of them."""
    at = 0
    for mark in MARK.finditer(marked):
        body.text += marked[at : mark.start()]
        words = mark["words"] or mark["open"]
        span = (len(body.text), len(body.text) + len(words))
        if mark["open"]:
            body.ignored.append(span)
        else:
            body.gold.append(_gold(key, span, mark["labels"].split(), speaker, sides))
        body.text += words
        at = mark.end()
    body.text += marked[at:]
    if "[[" in body.text or "{{" in body.text:
        raise BadLabel(f"{key}: a mark is not closed")


def _gold(key: str, span: Span, labels: list[str], speaker: Participant, sides: Sides) -> Gold:
    side, owner, strength, due = sides.direction_of(speaker).value, speaker.email, "firm", None
    for label in labels:
        if label in ("soft", "conditional"):
            strength = label
        elif label in ("ours", "theirs"):
            side = label
        elif label == "due?":
            due = ""
        elif label.startswith("owner="):
            owner = label.removeprefix("owner=").lower()
        else:
            try:
                due = date.fromisoformat(label).isoformat()
            except ValueError as problem:
                raise BadLabel(f"{key}: {label!r} is no label") from problem
    return Gold(*span, side, owner, strength, due)
