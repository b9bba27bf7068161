"""How much of the sample company's labelled truth the whole pipeline finds, from its files to settled promises."""

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any

import yaml

from benchmarks.homes import folder
from benchmarks.promise_data import overlaps
from benchmarks.promises import ratio, scores
from bot.cli import sample
from records.models import Event, Promise, Span
from records.successor import is_one
from retrieval.extract import EXTRACTOR_VERSION

GOLD = Path(sample.__file__).parent.parent / "sample_company" / "gold.yml"
SLOTS = ("direction", "owner", "strength", "due", "precision", "account", "status")


@dataclass(frozen=True)
class Ledger:
    """What the pipeline made of the sample company."""

    events: tuple[Event, ...]
    promises: tuple[Promise, ...]
    today: date
    names: dict[str, str]
    """Every labelled way to write an account's name -> the name that the labels use."""


@dataclass(frozen=True)
class Label:
    """One labelled passage and the event it stands in; no span where the event's text lacks it."""

    row: dict[str, Any]
    event: Event | None
    span: Span | None


@dataclass(frozen=True)
class Compared:
    pairs: list[tuple[Label, Promise]]
    missed: list[Label]
    wrong: list[tuple[Promise, str]]
    """What should not have been found, with the label's reason where one says why."""


def build(gold: dict[str, Any]) -> Ledger:
    """Runs the pipeline on the sample's files in a fresh home."""
    names = {v.casefold(): name for name, variants in gold["name_variants"].items() for v in variants}
    with folder() as home:
        app, _ = sample.build(sample.fresh_home(home / "home"), lambda done, total: None)
        try:
            # No event was processed by an extractor of no name, so this is all of them.
            events = app.log.unprocessed("", limit=100_000)
            promises = [p for e in events for p in app.promises.of_event(e.id)]
            return Ledger(tuple(events), tuple(promises), app.clock.now().date(), names)
        finally:
            app.close()


def labels(rows: Sequence[dict[str, Any]], words: str, ledger: Ledger) -> list[Label]:
    """Labelled rows with the place of their words (the key `words`) in the event they name."""
    by_name: dict[str, list[Event]] = {}
    for event in ledger.events:
        by_name.setdefault(_name(event.external_id), []).append(event)
    return [_label(row, row[words], by_name.get(_name(row["id"]), [])) for row in rows]


def _name(external_id: str) -> str:
    """Calls are named by their file, meetings of a series by the series."""
    return external_id.strip("<>").rpartition("/")[2].partition("#")[0]


def _label(row: dict[str, Any], quote: str, events: Sequence[Event]) -> Label:
    pattern = re.compile(r"\s+".join(map(re.escape, quote.split())))
    for event in events:
        found = pattern.search(event.text)
        if found and (not row.get("recurrence_id") or abs((event.at - _moment(row["at"])).days) < 1):
            return Label(row, event, found.span())
    return Label(row, events[0] if events else None, None)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def compare(ledger: Ledger, gold: dict[str, Any]) -> Compared:
    """Each label with at most one promise, the largest overlap first; what is left over."""
    wanted = labels(gold["promises"], "quote", ledger)
    close = sorted(
        (
            (_shared((p.start, p.end), label.span), n, m)
            for n, label in enumerate(wanted)
            for m, p in enumerate(ledger.promises)
            if label.event
            and label.span
            and p.event_id == label.event.id
            and overlaps((p.start, p.end), label.span)
        ),
        key=lambda it: (-it[0], is_one(ledger.promises[it[2]]), it[1], it[2]),
    )
    mine: dict[int, int] = {}
    taken: set[int] = set()
    for _, n, m in close:
        if n not in mine and m not in taken:
            mine[n] = m
            taken.add(m)
    neither = labels(gold["borderline"] + gold["internal"], "sentence", ledger)
    near = labels(gold["near_misses"], "sentence", ledger)
    wrong = []
    for m, p in enumerate(ledger.promises):
        if m not in taken and not any(_covers(label, p) for label in neither):
            why = next((f"near miss: {label.row['why']}" for label in near if _covers(label, p)), "")
            doubled = "a second time" if any(_covers(label, p) for label in wanted) else ""
            wrong.append((p, why or doubled or "not labelled"))
    return Compared(
        [(wanted[n], ledger.promises[m]) for n, m in sorted(mine.items())],
        [label for n, label in enumerate(wanted) if n not in mine],
        wrong,
    )


def _shared(a: Span, b: Span | None) -> int:
    return min(a[1], b[1]) - max(a[0], b[0]) if b else 0


def _covers(label: Label, p: Promise) -> bool:
    return bool(
        label.event and label.span and label.event.id == p.event_id and overlaps((p.start, p.end), label.span)
    )


def slot(p: Promise, name: str, ledger: Ledger) -> str | None:
    """One property of a found promise as the labels write it."""
    if name == "due":
        return p.due.isoformat() if p.due else None
    if name == "status":
        return p.status_at(ledger.today).value
    if name == "account":
        return ledger.names.get((p.account or "").casefold(), p.account)
    value = getattr(p, name)
    return None if value is None else str(value.value if isinstance(value, Enum) else value)


def is_right(name: str, label: Label, p: Promise, ledger: Ledger) -> bool:
    return bool(slot(p, name, ledger) == label.row[name])


def figures(ledger: Ledger, done: Compared, gold: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """One line each for detection, the properties, the states, and the evidence."""
    base = {
        "benchmark": "sample_company",
        "split": "development: the demo's own company",
        "extractor": EXTRACTOR_VERSION,
    }
    found = len(done.pairs) + len(done.wrong)
    near = sum(why.startswith("near miss") for _, why in done.wrong)
    yield base | {
        "figure": "detection",
        "labelled": len(gold["promises"]),
        "found": found,
        "near_misses_found": near,
        "label_not_in_text": sum(label.span is None for label in done.missed),
        **scores(len(done.pairs), found, len(gold["promises"])),
    }
    right = {name: sum(is_right(name, g, p, ledger) for g, p in done.pairs) for name in SLOTS}
    yield base | {
        "figure": "properties_of_found",
        "of": len(done.pairs),
        **{name: ratio(right[name], len(done.pairs)) for name in SLOTS},
    }
    mixed = Counter(
        f"{g.row['status']}>{s}" for g, p in done.pairs if (s := slot(p, "status", ledger)) != g.row["status"]
    )
    kept = [(g, p) for g, p in done.pairs if slot(p, "status", ledger) == "kept"]
    proven = [(g, p) for g, p in kept if g.row["status"] == "kept"]
    yield base | {
        "figure": "status",
        "right_by_status": {
            status: f"{sum(slot(p, 'status', ledger) == status for _, p in of)}/{len(of)}"
            for status in sorted({g["status"] for g in gold["promises"]})
            if (of := [(g, p) for g, p in done.pairs if g.row["status"] == status])
        },
        "confusion": dict(mixed.most_common()),
        "kept_wrongly_of_kept": ratio(len(kept) - len(proven), len(kept)),
        "right_evidence_of_kept": ratio(sum(_evidence(g, p, ledger) for g, p in proven), len(proven)),
    }


def _evidence(label: Label, p: Promise, ledger: Ledger) -> bool:
    by = next((e for e in ledger.events if e.id == p.settled_by), None)
    return by is not None and _name(by.external_id) in {_name(i) for i in label.row["evidence"]}


def errors(ledger: Ledger, done: Compared) -> Iterator[dict[str, Any]]:
    """Every miss, every promise that is none, every wrong property."""
    for label in done.missed:
        yield {
            "error": "missed",
            **{k: label.row[k] for k in ("key", "quote", "source", "id", "status")},
            "in_text": label.span is not None,
        }
    for p, why in done.wrong:
        event = next(e for e in ledger.events if e.id == p.event_id)
        by = "settle" if is_one(p) else "extract"
        yield {"error": "wrong", "by": by, "why": why, "quote": p.quote, "id": event.external_id}
    for label, p in done.pairs:
        for name in SLOTS:
            got = slot(p, name, ledger)
            if not is_right(name, label, p, ledger):
                evidence = next((e.external_id for e in ledger.events if e.id == p.settled_by), None)
                yield {
                    "error": name,
                    "key": label.row["key"],
                    "wanted": label.row[name],
                    "got": got,
                    "quote": p.quote,
                    **(
                        {"settled_by": evidence, "evidence": label.row["evidence"]}
                        if name == "status"
                        else {}
                    ),
                }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", action="store_true", help="also print every error")
    options = parser.parse_args()
    gold = yaml.safe_load(GOLD.read_text(encoding="utf-8"))
    ledger = build(gold)
    done = compare(ledger, gold)
    for line in figures(ledger, done, gold):
        print(json.dumps(line, ensure_ascii=False))
    for line in errors(ledger, done) if options.errors else ():
        print(json.dumps(line, ensure_ascii=False))


if __name__ == "__main__":
    main()
