"""Measures what is read besides promises, one JSON line per figure: `python -m benchmarks.intents [split]`."""

import json
import sys
import time
from collections.abc import Iterator, Sequence
from typing import Any

from benchmarks.intent_data import SIDES, Snippet, snippets
from records.models import Intent
from retrieval.extract import spoken
from retrieval.intents import LABELS, intents_in
from retrieval.sentences import split as sentences_of


def main(split: str = "held_out") -> None:
    for figure in measure(split):
        print(json.dumps(figure), flush=True)


def measure(split: str) -> Iterator[dict[str, Any]]:
    """Detection per label and on average, calibration, verbatim quotes and time per sentence."""
    chosen = list(snippets(split))
    found = {s.id: read(s) for s in chosen}
    base = {"bench": "intents", "split": split, "snippets": len(chosen)}
    counts = {label: count(chosen, found, label) for label in LABELS}
    for label, (right, guessed, gold) in counts.items():
        yield base | {"label": label, "gold": gold, "found": guessed} | scores(right, guessed, gold)
    each = [scores(*counts[label]) for label in LABELS]
    yield (
        base
        | {"label": "macro"}
        | {k: round(sum(e[k] for e in each) / len(each), 4) for k in ("precision", "recall", "f1")}
    )
    silent = [s for s in chosen if not s.labels and not s.may]
    yield (
        base
        | {
            "figure": "none_left_alone",
            "value": round(sum(not found[s.id] for s in silent) / max(1, len(silent)), 4),
            "of": len(silent),
        }
    )
    yield base | {"figure": "verbatim", "value": verbatim(chosen, found)}
    yield base | calibration(chosen, found)
    yield base | speed([s for s in chosen if not s.labels])


def read(snippet: Snippet) -> list[Intent]:
    """Intents of one snippet, as extraction finds them."""
    event = snippet.event
    return list(intents_in(event, SIDES, sentences_of(event.text, spoken(event)), ()))


def count(chosen: Sequence[Snippet], found: dict[str, list[Intent]], label: str) -> tuple[int, int, int]:
    """(right, found, gold) snippets of one label."""
    right = guessed = gold = 0
    for s in chosen:
        if label in s.may:
            continue
        hit = any(i.label == label for i in found[s.id])
        right += hit and label in s.labels
        guessed += hit
        gold += label in s.labels
    return right, guessed, gold


def scores(right: int, guessed: int, gold: int) -> dict[str, float]:
    precision = right / guessed if guessed else 0.0
    recall = right / gold if gold else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4)}


def verbatim(chosen: Sequence[Snippet], found: dict[str, list[Intent]]) -> float:
    checks = [s.event.text[i.start : i.end] == i.quote for s in chosen for i in found[s.id]]
    return round(sum(checks) / max(1, len(checks)), 4)


def calibration(chosen: Sequence[Snippet], found: dict[str, list[Intent]]) -> dict[str, Any]:
    """Mean confidence of what was found beside the share of it that is right."""
    pairs = [(i.confidence, i.label in s.labels) for s in chosen for i in found[s.id] if i.label not in s.may]
    return {
        "figure": "calibration",
        "mean_confidence": round(sum(c for c, _ in pairs) / max(1, len(pairs)), 4),
        "right": round(sum(ok for _, ok in pairs) / max(1, len(pairs)), 4),
        "brier": round(sum((c - ok) ** 2 for c, ok in pairs) / max(1, len(pairs)), 4),
    }


def speed(plain: Sequence[Snippet]) -> dict[str, Any]:
    """Microseconds for a sentence without a label, cutting not counted."""
    cut = [(s.event, sentences_of(s.event.text, spoken(s.event))) for s in plain]
    total = sum(len(parts) for _, parts in cut)
    best = float("inf")
    for _ in range(5):
        begin = time.perf_counter()
        for event, parts in cut:
            for _ in intents_in(event, SIDES, parts, ()):
                pass
        best = min(best, time.perf_counter() - begin)
    return {
        "figure": "microseconds_per_ordinary_sentence",
        "value": round(best / max(1, total) * 1e6, 1),
        "sentences": total,
    }


if __name__ == "__main__":
    main(*sys.argv[1:2])
