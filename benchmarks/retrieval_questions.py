"""How often an event that answers stands among the first hits: our own 121 questions to the sample company, as the asker."""

import argparse
import json
import time
from pathlib import Path
from typing import Any

from benchmarks.homes import folder, machine, percentile
from bot.app import App
from bot.cli import sample

DATA = Path(__file__).parent / "data" / "retrieval" / "own_questions.jsonl"


def questions() -> list[dict[str, Any]]:
    """Rows of id, split (by account, drawn before writing), account, asker, language, question and gold.

    Any of the gold events answers the question; its `quote` says where.
    """
    return [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]


def place(app: App, row: dict[str, Any]) -> int | None:
    """0 for the first hit, None where no gold event is among the first ten."""
    wanted = {gold["event"] for gold in row["gold"]}
    hits = app.search.search(row["question"], row["asker"], 10, app.clock.now())
    return next((n for n, hit in enumerate(hits) if hit.external_id in wanted), None)


def figures(places: list[int | None]) -> dict[str, float]:
    count = len(places) or 1
    recall = {
        f"recall_at_{k}": round(sum(p is not None and p < k for p in places) / count, 4)
        for k in (1, 3, 5, 10)
    }
    return {**recall, "mrr_at_10": round(sum(1 / (p + 1) for p in places if p is not None) / count, 4)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", action="store_true", help="show the dev questions not answered in 5 hits")
    chosen = parser.parse_args()
    rows = questions()
    with folder() as home:
        app, _ = sample.build(sample.fresh_home(home / "home"), lambda done, total: None)
        try:
            app.build_index.run()
            app.search.search("first", rows[0]["asker"], 5, app.clock.now())
            places: list[int | None] = []
            took: list[float] = []
            for row in rows:
                started = time.perf_counter()
                places.append(place(app, row))
                took.append((time.perf_counter() - started) * 1000)
        finally:
            app.close()
    for split in ("dev", "held"):
        mine = [p for row, p in zip(rows, places, strict=True) if row["split"] == split]
        other = [
            p
            for row, p in zip(rows, places, strict=True)
            if row["split"] == split and row["language"] != "en"
        ]
        line = {
            "benchmark": "retrieval_questions",
            "split": split,
            "machine": machine(),
            "questions": len(mine),
            **figures(mine),
            "not_english": len(other),
            "not_english_recall_at_5": figures(other)["recall_at_5"],
            "search_ms_p50": round(percentile(took, 0.5), 1),
            "search_ms_p95": round(percentile(took, 0.95), 1),
        }
        print(json.dumps(line))
    if chosen.misses:
        for row, p in zip(rows, places, strict=True):
            if row["split"] == "dev" and (p is None or p >= 5):
                print(json.dumps({"place": p, "id": row["id"], "question": row["question"]}))


if __name__ == "__main__":
    main()
