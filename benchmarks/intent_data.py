"""Loads our labelled snippets of invented customers and turns them into events."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from records.models import Event, EventKind, Participant, Turn
from retrieval.sides import Sides

FOLDER = Path(__file__).parent / "data" / "intents"
SPLITS = ("train", "dev", "held_out")
SIDES = Sides(our_domains=frozenset({"ours.example"}))
_US = Participant(email="jana.roth@ours.example", name="Jana Roth")
_THEM = Participant(email="bob@client.example", name="Bob Meyer")


@dataclass(frozen=True)
class Snippet:
    """A few sentences of one speaker; labels in `may` are open to reading and count neither way."""

    id: str
    company: str
    lang: str
    labels: frozenset[str]
    may: frozenset[str]
    event: Event


def snippets(*splits: str) -> Iterator[Snippet]:
    """Snippets of the named splits; every company is in one split only."""
    for split in splits:
        with (FOLDER / f"{split}.jsonl").open(encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                yield Snippet(
                    row["id"],
                    row["company"],
                    row["lang"],
                    frozenset(row["labels"]),
                    frozenset(row["may"]),
                    _event(row["id"], row["text"], row["side"], row["kind"]),
                )


def _event(key: str, text: str, side: str, kind: str) -> Event:
    speaker, listener = (_THEM, _US) if side == "customer" else (_US, _THEM)
    said = ((0, len(text)),)
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    if kind == "transcript":
        return Event(
            id=key,
            source="labelled",
            external_id=key,
            kind=EventKind.transcript,
            at=at,
            to=(_THEM, _US),
            text=text,
            said=said,
            turns=(Turn(start=0, end=len(text), speaker=speaker),),
        )
    return Event(
        id=key,
        source="labelled",
        external_id=key,
        kind=EventKind.mail,
        at=at,
        sender=speaker,
        to=(listener,),
        text=text,
        said=said,
    )
