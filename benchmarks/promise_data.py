"""Loads our labelled promises, turns them into events, and scores what was found against them."""

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from records.models import Event, EventKind, Participant, PromiseDraft, Span, Turn
from retrieval.cleaning import clean
from retrieval.sides import Sides

FOLDER = Path(__file__).parent / "data" / "promises"
SPLITS = ("train", "dev", "held_out")
_OURS = "ours.example"


def evaluation_data() -> Path:
    """Where the public sets lie, which never enter this repository."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    return Path(os.environ.get("PROMISSORY_EVAL_DATA", beside))


@dataclass(frozen=True)
class Gold:
    """A labelled promise; `due` is "" where the label leaves the date open to reading."""

    start: int
    end: int
    direction: str = ""
    owner: str = ""
    strength: str = ""
    due: str | None = ""


@dataclass(frozen=True)
class Case:
    """One labelled text as an event; `borderline` ones, and what overlaps `ignored` spans, count neither way."""

    id: str
    company: str
    split: str
    event: Event
    sides: Sides
    gold: tuple[Gold, ...]
    borderline: bool = False
    why: str = ""
    ignored: tuple[Span, ...] = ()


def rows(name: str) -> Iterator[dict[str, Any]]:
    """Lines of one labelled file."""
    with (FOLDER / name).open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def person(shown: str) -> Participant:
    """ "Jana Roth <jana@x.com>" or a bare address or a bare name as a participant."""
    name, address = parseaddr(shown)
    if "@" not in address:
        return Participant(email="", name=shown.strip())
    return Participant(email=address.lower(), name=name or None)


def said_event(key: str, text: str, **fields: Any) -> Event:
    """An event in which everything was said by the sender."""
    defaults: dict[str, Any] = {
        "id": key,
        "source": "labelled",
        "external_id": key,
        "kind": EventKind.mail,
        "at": datetime(2026, 11, 18, 9, tzinfo=UTC),
        "sender": Participant(email=f"jana.roth@{_OURS}", name="Jana Roth"),
        "to": (Participant(email="bob.meyer@client.example", name="Bob Meyer"),),
        "text": text,
        "said": ((0, len(text)),),
    }
    return Event(**(defaults | fields))


def sentences() -> Iterator[Case]:
    """Single labelled sentences."""
    sides = Sides(our_domains=frozenset({_OURS}))
    for row in rows("sentences.jsonl"):
        text = row["text"]
        gold = tuple(
            Gold(text.index(quote), text.index(quote) + len(quote), strength=row["strength"])
            for quote in row.get("quotes", ())
        )
        yield Case(
            row["id"],
            row["company"],
            row["split"],
            said_event(row["id"], text),
            sides,
            gold,
            borderline=row["label"] == "borderline",
            why=row.get("why", ""),
        )


def mails(name: str = "mails.jsonl") -> Iterator[Case]:
    """Whole labelled mails."""
    for row in rows(name):
        body = row["body"]
        gold = []
        for g in row["gold"]:
            at = body.index(g["quote"])
            gold.append(
                Gold(at, at + len(g["quote"]), g["direction"], g["owner"], g["strength"], g.get("due", ""))
            )
        fields: dict[str, Any] = {
            "at": datetime.fromisoformat(row["sent_at"]),
            "sender": person(row["from"]) if row["from"] else None,
            "to": tuple(person(p) for p in row["to"]),
            "subject": row["subject"],
        }
        if row.get("kind"):
            fields["kind"] = EventKind(row["kind"])
        if row.get("turns"):
            fields["turns"] = tuple(
                Turn(start=t["start"], end=t["end"], speaker=person(t["speaker"])) for t in row["turns"]
            )
        yield Case(
            row["id"],
            row["company"],
            row["split"],
            clean(said_event(row["id"], body, **fields)),
            Sides(our_domains=frozenset(row["our_domains"])),
            tuple(gold),
        )


def overlaps(a: Span, b: Span) -> bool:
    """Whether two quotes are about the same words: half of the shorter one is shared."""
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return shared > 0 and 2 * shared >= min(a[1] - a[0], b[1] - b[0])


def matched(found: Sequence[PromiseDraft], gold: Sequence[Gold]) -> list[tuple[PromiseDraft, Gold]]:
    """One-to-one pairs, those that share most first."""
    pairs = sorted(
        (
            (min(p.end, g.end) - max(p.start, g.start), i, j)
            for i, p in enumerate(found)
            for j, g in enumerate(gold)
            if overlaps((p.start, p.end), (g.start, g.end))
        ),
        reverse=True,
    )
    taken_found: set[int] = set()
    taken_gold: set[int] = set()
    result = []
    for _, i, j in pairs:
        if i not in taken_found and j not in taken_gold:
            taken_found.add(i)
            taken_gold.add(j)
            result.append((found[i], gold[j]))
    return result


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
