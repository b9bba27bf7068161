"""Measures promise extraction and prints one JSON line per figure: `python -m benchmarks.promises [split]`."""

import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from benchmarks.promise_data import (
    Case,
    evaluation_data,
    iso,
    mails,
    matched,
    overlaps,
    said_event,
    sentences,
)
from benchmarks.promise_texts import texts
from records.models import PromiseDraft
from retrieval.extract import EXTRACTOR_VERSION, Sides, extract


def main(split: str = "held_out") -> None:
    for figure in measure(split):
        print(json.dumps(figure, ensure_ascii=False), flush=True)


def measure(split: str) -> Iterator[dict[str, Any]]:
    """Figures for one split of our own data, and for the public sets where they are at hand."""
    yield {"bench": "promises", "figure": "extractor", "value": EXTRACTOR_VERSION}
    for name, cases in (
        ("sentences", sentences()),
        ("mails", mails()),
        ("talks", mails("talks.jsonl")),
        ("companies", texts(split)),
        ("companies, calls only", (c for c in texts(split) if c.event.turns)),
    ):
        chosen = [c for c in cases if c.split == split and not c.borderline]
        yield from detection(name, split, chosen)
    yield throughput()
    yield from mrda()
    yield from parakweet()


def detection(name: str, split: str, cases: Sequence[Case]) -> Iterator[dict[str, Any]]:
    """Precision, recall, F1, and the accuracy of each slot on the promises that were found."""
    count = Counter[str]()
    for case in cases:
        found = [
            p
            for p in extract(case.event, case.sides).promises
            if not any(overlaps((p.start, p.end), span) for span in case.ignored)
            or any(overlaps((p.start, p.end), (g.start, g.end)) for g in case.gold)
        ]
        pairs = matched(found, case.gold)
        count["found"] += len(found)
        count["quotes"] += len(found)
        count["gold"] += len(case.gold)
        count["right"] += len(pairs)
        if name == "sentences":
            # a label covers its sentence: two promises found in it are not one right and one wrong
            count["found"] -= sum(
                any(overlaps((p.start, p.end), (g.start, g.end)) for g in case.gold) for p in found
            ) - len(pairs)
        count["verbatim"] += sum(case.event.text[p.start : p.end] == p.quote for p in found)
        for promise, gold in pairs:
            for slot, ok in slots(promise, gold.__dict__):
                count[slot] += 1
                count[f"{slot} ok"] += ok
    base = {"bench": "promises", "data": name, "split": split, "texts": len(cases), "promises": count["gold"]}
    yield base | {"figure": "detection"} | scores(count["right"], count["found"], count["gold"])
    yield base | {"figure": "verbatim", "value": ratio(count["verbatim"], count["quotes"])}
    for slot in ("direction", "owner", "strength", "due"):
        if count[slot]:
            yield base | {"figure": slot, "value": ratio(count[f"{slot} ok"], count[slot]), "of": count[slot]}


def slots(promise: PromiseDraft, gold: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    for slot, value in (
        ("direction", promise.direction.value),
        ("owner", promise.owner.lower()),
        ("strength", promise.strength.value),
    ):
        if gold[slot]:
            yield slot, value == gold[slot].lower()
    if gold["due"] != "":
        yield "due", iso(promise.due) == gold["due"]


def scores(right: int, found: int, gold: int) -> dict[str, float]:
    precision, recall = ratio(right, found), ratio(right, gold)
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {"precision": precision, "recall": recall, "f1": round(f1, 4)}


def ratio(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def throughput() -> dict[str, Any]:
    """Sentences per second on one core, all labelled sentences in mails of ten."""
    texts = [c.event.text for c in sentences()]
    events = [said_event(f"t{n}", "\n".join(texts[n : n + 10])) for n in range(0, len(texts), 10)]
    sides = Sides(our_domains=frozenset({"ours.example"}))
    extract(events[0], sides)
    begin = time.perf_counter()
    for event in events:
        extract(event, sides)
    seconds = time.perf_counter() - begin
    return {
        "bench": "promises",
        "figure": "sentences_per_second",
        "value": round(len(texts) / seconds),
        "texts": len(texts),
    }


def mrda(split: str = "val") -> Iterator[dict[str, Any]]:
    """Commitments in meeting speech; labels by others, learnt on its training part only."""
    path = evaluation_data() / "mrda-trainval.tsv"
    if not path.exists():
        yield {
            "bench": "promises",
            "data": "mrda",
            "skipped": "PROMISSORY_EVAL_DATA has no mrda-trainval.tsv",
        }
        return
    rows = [line.rstrip("\n").split("\t") for line in path.open(encoding="utf-8")]
    chosen = [(row[3] == "1", row[4]) for row in rows if row[0] == split and len(row) >= 5]
    yield {
        "bench": "promises",
        "data": "mrda",
        "split": split,
        "figure": "detection",
        "texts": len(chosen),
    } | flagged(chosen)


def parakweet() -> Iterator[dict[str, Any]]:
    """How often a request to the reader is mistaken for a promise of the writer."""
    path = evaluation_data() / "parakweet-requests-train.tsv"
    if not path.exists():
        yield {
            "bench": "promises",
            "data": "parakweet",
            "skipped": "PROMISSORY_EVAL_DATA has no parakweet-requests-train.tsv",
        }
        return
    rows = [line.rstrip("\n").split("\t") for line in path.open(encoding="utf-8")]
    requests = [row[1] for row in rows if len(row) == 2 and row[0] == "Yes"]
    wrong = sum(spotted(text) for text in requests)
    yield {
        "bench": "promises",
        "data": "parakweet",
        "split": "train, never trained on",
        "figure": "requests_taken_for_promises",
        "value": ratio(wrong, len(requests)),
        "of": len(requests),
    }


def flagged(chosen: Iterable[tuple[bool, str]]) -> dict[str, float]:
    right = found = gold = 0
    for label, text in chosen:
        guess = spotted(text)
        right += guess and label
        found += guess
        gold += label
    return scores(right, found, gold) | {"promises": gold}


def spotted(text: str) -> bool:
    """Whether a text alone holds a promise."""
    return bool(extract(said_event("x", text), Sides(our_domains=frozenset({"ours.example"}))).promises)


if __name__ == "__main__":
    main(*sys.argv[1:2])
