"""The questions with their gold evidence, and which gold promise a found one is."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from benchmarks import ask_companies
from benchmarks.ask_homes import files, name_of
from benchmarks.promise_data import overlaps
from records.models import Event, Promise, Span

QUESTIONS = Path(__file__).parent / "data" / "ask" / "questions.jsonl"
HURRIED = QUESTIONS.with_name("hurried.jsonl")
"""Questions in few words, as somebody types them between two calls; all of them may be read."""
NEITHER = QUESTIONS.with_name("neither.jsonl")
"""Passages that one may call promises or not, beyond those that the companies' own labels name."""


@dataclass(frozen=True)
class Question:
    """One question as somebody types it, and what a right answer rests on."""

    id: str
    company: str
    split: str
    asker: str
    now: datetime
    question: str
    gold: tuple[frozenset[str], ...]
    """Each promise that has to be named: any one of the keys in a set will do."""
    optional: frozenset[str]
    """Promises that are neither wanted nor wrong."""
    evidence: frozenset[str]
    """For questions about other things: events of which at least one has to be cited."""
    refuse: bool
    follow_up_of: str | None
    kind: str


def questions(path: Path = QUESTIONS) -> list[Question]:
    """Those over our own companies, the hurried ones, then those that came with others' companies."""
    found = [_question(json.loads(line)) for file in (path, HURRIED) for line in _lines(file)]
    for company in ask_companies.names():
        about = ask_companies.told(company)
        beside = {"company": company, "split": about["split"], "now": about["now"], "evidence": []}
        rows = _lines(ask_companies.FOLDER / company / "questions.jsonl")
        found += [_question(beside | json.loads(row)) for row in rows]
    return found


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _question(row: dict[str, Any]) -> Question:
    return Question(
        row["id"],
        row["company"],
        row["split"],
        row["as"],
        datetime.fromisoformat(row["now"]),
        row["question"],
        tuple(frozenset(keys.split("|")) for keys in row["gold"]),
        frozenset(row["optional"]),
        frozenset(name_of(e) for e in row["evidence"]),
        row["refuse"],
        row["follow_up_of"],
        row["kind"],
    )


@dataclass
class Gold:
    """One company's labelled promises by event; what counts neither way has no key."""

    by_event: dict[str, list[tuple[str | None, str]]] = field(default_factory=dict)
    same: dict[str, str] = field(default_factory=dict)
    """A promise that was said twice -> the one that stands for both."""
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)

    def one(self, key: str) -> str:
        return self.same.get(key, key)

    def key_of(self, promise: Promise, event: Event) -> tuple[str | None, bool]:
        """(the gold promise's key, True if it is labelled at all); the largest overlap decides."""
        found: list[tuple[int, str | None]] = []
        for key, quote in self.by_event.get(name_of(event.external_id), []):
            for span in spans(quote, event.text):
                if overlaps((promise.start, promise.end), span):
                    shared = min(promise.end, span[1]) - max(promise.start, span[0])
                    found.append((shared, key))
        if not found:
            return None, False
        key = max(found, key=lambda it: (it[0], it[1] is not None))[1]
        return (self.one(key) if key else None), True


def spans(quote: str, text: str) -> Sequence[Span]:
    """Where the words stand, whitespace aside."""
    pattern = re.compile(r"\s+".join(map(re.escape, quote.split())))
    return [m.span() for m in pattern.finditer(text)]


def gold_of(company: str, folder: Path) -> Gold:
    if company == "sample":
        told = yaml.safe_load((files(company, folder) / "gold.yml").read_text(encoding="utf-8"))
        neither = told["borderline"] + told["internal"]
    else:
        told = json.loads((files(company, folder) / "gold.json").read_text(encoding="utf-8"))
        neither = told["neither"]
    gold = Gold()
    for row in told["promises"]:
        gold.by_event.setdefault(name_of(row["id"]), []).append((row["key"], row["quote"]))
        gold.rows[row["key"]] = row
        if row.get("same_as"):
            gold.same[row["key"]] = row["same_as"]
    for a, b in list(gold.same.items()):
        # Two labels may point at each other; the first in the alphabet stands for both.
        gold.same[max(a, b)] = min(a, b)
        gold.same.pop(min(a, b), None)
    more = [json.loads(line) for line in NEITHER.read_text(encoding="utf-8").splitlines()]
    for row in [*neither, *(row for row in more if row["company"] == company)]:
        words = row.get("quote") or row["sentence"]
        gold.by_event.setdefault(name_of(row["id"]), []).append((None, words))
    return gold
