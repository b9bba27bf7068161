"""How many faithful sentences the guard shows and how many false ones it stops, on sentences of our own."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import yaml

from records.models import Direction, Precision, Promise, Strength
from retrieval.llm.guard import Backing, Said, check
from retrieval.llm.guard_words import tokens

TODAY = date(2026, 11, 20)
READER = "reader@ours.example"
DATA = Path(__file__).parent / "data" / "guard"


def backing(source: dict[str, Any]) -> Backing:
    """A labelled source as the guard gets it."""
    promise = None
    if not source.get("passage"):
        promise = Promise(
            id="pr_1",
            event_id="ev_1",
            start=0,
            end=len(source["quote"]),
            quote=source["quote"],
            direction=Direction(source.get("direction", "ours")),
            owner="owner@somewhere.example",
            beneficiary="other@somewhere.example",
            action=source["quote"],
            strength=Strength(source.get("strength", "firm")),
            due=source["due"],
            precision=Precision(source.get("precision", "day")) if source["due"] else None,
            confidence=1.0,
            at=datetime.combine(source["said_on"], datetime.min.time(), UTC),
        )
    return Backing(
        n=1,
        quote=source["quote"],
        speaker=source["speaker"],
        said_on=source["said_on"],
        line=source["line"],
        promise=promise,
        owner=frozenset(tokens(source.get("owner", ""))),
        other=frozenset(tokens(source.get("other", ""))),
        ours=source.get("direction", "ours") == "ours" and promise is not None,
    )


def results(split: str) -> Iterator[tuple[str, str, str | None]]:
    """Kind ("fair" or that of the fault), sentence, and the guard's code or None."""
    for case in yaml.safe_load((DATA / f"{split}.yml").read_text(encoding="utf-8")):
        known = {1: backing(case["source"])}
        for kind, texts in [("fair", case["fair"]), *case["unfair"].items()]:
            for text in texts:
                refusal = check([Said(text, (1,))], known, today=TODAY, reader=READER)
                yield kind, text, refusal.code if refusal else None


def run(split: str, *, show: bool = False) -> dict[str, tuple[int, int]]:
    """By kind: how many were judged right, of how many; with `show` the others are printed."""
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for kind, text, code in results(split):
        total[kind] += 1
        good = (code is None) == (kind == "fair")
        right[kind] += good
        if show and not good:
            print(f"  {kind}: {text!r} -> {code or 'shown'}")
    return {kind: (right[kind], total[kind]) for kind in total}


def main() -> None:
    for split in ("dev", "held_out"):
        found = run(split, show=split == "dev" and "--show" in sys.argv)
        unfair = [found[k] for k in found if k != "fair"]
        stopped, false = sum(r for r, _ in unfair), sum(t for _, t in unfair)
        shown, fair = found["fair"]
        print(
            f"guard, {split}: {shown}/{fair} faithful sentences shown, {stopped}/{false} false ones stopped"
        )
        print("  " + ", ".join(f"{kind} {r}/{t}" for kind, (r, t) in found.items() if kind != "fair"))


if __name__ == "__main__":
    main()
