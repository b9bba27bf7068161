"""Gives the sample company's mails, meetings and calls as labelled cases: ordinary mail, where most sentences are nothing."""

from collections.abc import Iterator, Sequence
from typing import Any

import yaml

from benchmarks.promise_data import Case, Gold
from benchmarks.sample_company import GOLD, Label, build, labels
from records.models import Event, Span
from retrieval.sides import Sides

COMPANY = "sample company"
_OURS = "northbeam.example"


def sample_cases() -> Iterator[Case]:
    """One case per event, in the order of the log; what is borderline or internal counts neither way."""
    gold = yaml.safe_load(GOLD.read_text("utf-8"))
    ledger = build(gold)
    wanted = _by_event(labels(gold["promises"], "quote", ledger))
    neither = _by_event(labels(gold["borderline"] + gold["internal"], "sentence", ledger))
    sides = Sides(our_domains=frozenset({_OURS}))
    for event in sorted(ledger.events, key=lambda e: (e.at, e.external_id)):
        promises = tuple(_gold(row, span) for row, span in wanted.get(event.id, []))
        open_to_reading = tuple(span for _, span in neither.get(event.id, []))
        yield Case(_key(event), COMPANY, "train", event, sides, promises, ignored=open_to_reading)


def _key(event: Event) -> str:
    return f"sample-{event.external_id}"


def _gold(row: dict[str, Any], span: Span) -> Gold:
    due = row["due"]
    return Gold(*span, row["direction"], row["owner"], row["strength"], str(due) if due else None)


def _by_event(found: Sequence[Label]) -> dict[str, list[tuple[dict[str, Any], Span]]]:
    placed: dict[str, list[tuple[dict[str, Any], Span]]] = {}
    for label in found:
        if label.event is not None and label.span is not None:
            placed.setdefault(label.event.id, []).append((label.row, label.span))
    return placed
