"""Measures company name matching and prints one JSON line per figure: `python -m benchmarks.account_names [split]`."""

import json
import random
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from records.account_names import best, pair
from records.models import Account

PAIRS = Path(__file__).parent / "data" / "name_pairs.jsonl"
"""Labelled by hand; `split` goes by a hash of the company, so that no company is on both sides."""


def main(split: str = "held") -> None:
    for figure in measure(split):
        print(json.dumps(figure, ensure_ascii=False), flush=True)


def pairs(split: str) -> list[dict[str, Any]]:
    rows = [json.loads(line) for line in PAIRS.read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if row["split"] == split]


def measure(split: str) -> Iterator[dict[str, Any]]:
    rows = pairs(split)
    right = wrong = missed = 0
    for row in rows:
        same = pair(row["a"], row["b"]).same
        right += same and row["same"]
        wrong += same and not row["same"]
        missed += not same and row["same"]
    precision, recall = right / max(1, right + wrong), right / max(1, right + missed)
    yield {
        "bench": "account_names",
        "figure": "pairs",
        "split": split,
        "pairs": len(rows),
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(2 * precision * recall / max(1e-9, precision + recall), 4),
    }
    yield speed()


def speed(size: int = 2000, seed: int = 7) -> dict[str, Any]:
    """Milliseconds for one look-up among many accounts, the first one (which builds the index) apart."""
    accounts = made_up(size, seed)
    chance = random.Random(seed)
    begin = time.perf_counter()
    best("Warm Up Ltd", accounts)
    first = time.perf_counter() - begin
    spent = []
    for n in range(400):
        name = chance.choice(accounts).name
        said = (name, name.upper() + " Corp.", name[:-2] + name[-1:] + name[-2:-1], f"new{n}.example")[n % 4]
        begin = time.perf_counter()
        best(said, accounts)
        spent.append((time.perf_counter() - begin) * 1000)
    spent.sort()
    return {
        "bench": "account_names",
        "figure": "best_ms",
        "accounts": size,
        "p50": round(spent[len(spent) // 2], 3),
        "p95": round(spent[int(len(spent) * 0.95)], 3),
        "first_ms": round(first * 1000, 1),
    }


def made_up(size: int, seed: int) -> list[Account]:
    """Accounts with invented names; every tenth begins alike."""
    chance = random.Random(seed)
    syllables = re.findall(r"\w+", "ba co da fe gri ho ja ka li mo nu or pa qui ra sto tu va wen zy")
    kinds = (
        "Foods",
        "Logistics",
        "Labs",
        "Bank",
        "Software",
        "Partners",
        "Energy",
        "Media",
        "Steel",
        "Health",
    )
    accounts = []
    for n in range(size):
        own = "Global" if n % 10 == 0 else "".join(chance.choices(syllables, k=3)).title()
        name = f"{own} {''.join(chance.choices(syllables, k=2)).title()} {chance.choice(kinds)}"
        domain = name.lower().replace(" ", "") + ".example"
        accounts.append(Account(id=f"a{n}", name=name, domains=(domain,)))
    return accounts


if __name__ == "__main__":
    main(*sys.argv[1:2])
