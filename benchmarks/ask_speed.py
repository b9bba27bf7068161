"""How long a search and an answer take in process, at 2,000 and at 20,000 events: median and 95th percentile."""

import argparse
import json
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.corpus import OWNER, mails, write_mbox
from benchmarks.homes import empty_home, folder, machine, percentile

if TYPE_CHECKING:
    from bot.app import App

NOW = datetime(2025, 12, 10, 9, 30, tzinfo=UTC)
ROUNDS = 100
WRITTEN = 0.25
"""Share of our own sales mails, so that there are promises to answer from."""

QUESTIONS = (
    "what did we promise {} last November?",
    "what is overdue for {}?",
    "what do I owe this week?",
    "did we ever promise {} a discount?",
    "what did {} promise us?",
    "who sends the signed contract?",
    "what did we say to {} about the delivery?",
)
SEARCHES = ("signed contract delivery", "inspection report {}", "discount for the renewal", "invoice from {}")


class InventedVectors:
    """Vectors made from the text's hash: the index gets its real size without an hour of embedding."""

    def __init__(self, dimensions: int) -> None:
        self._dimensions = dimensions

    def embed_passages(self, texts: Sequence[str]) -> Any:
        rows = np.empty((len(texts), self._dimensions), np.float32)
        for n, text in enumerate(texts):
            seed = int.from_bytes(sha256(text.encode("utf-8", "replace")).digest()[:8])
            rows[n] = np.random.default_rng(seed).standard_normal(self._dimensions)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    def embed_with_words(self, texts: Sequence[str]) -> tuple[Any, list[Any]]:
        pieces = np.random.default_rng(len(texts)).integers(0, 256, (45, 48), np.uint8)
        return self.embed_passages(texts), [pieces] * len(texts)


def build(app: "App", path: Path, count: int, invented: bool) -> None:
    """A mailbox of `count` mails, settled and with vectors."""
    from bot.workflows.index import BuildIndex
    from retrieval.embedding import E5Embedder

    write_mbox(path, mails(count, written=WRITTEN))
    app.ingest.run([str(path)], OWNER)
    app.catch_up()
    if invented:
        made: Any = InventedVectors(len(app.embedder.embed_query("size")))
        index = BuildIndex(app.log, app.people, lambda: app.index, lambda: made, E5Embedder.name)
    else:
        index = app.build_index
    index.run()


def measure(count: int, invented: bool) -> Iterator[dict[str, Any]]:
    """One line for searching, one for asking."""
    with folder() as at:
        with empty_home(at / "home", embeddings=True) as app:
            build(app, at / "All mail.mbox", count, invented)
        # Opened anew, as it is when somebody asks.
        with empty_home(at / "home", embeddings=True) as app:
            names = [a.name for a in app.accounts.all()]
            base = {
                "benchmark": "ask_speed",
                "machine": machine(),
                "events": app.log.count(),
                "promises": app.promises.count(),
                "accounts": len(names),
                "passages": sum(len(app.index.ids(m)) for m in app.people.mailboxes(OWNER)),
                "vectors": "invented from the text's hash (queries are really embedded)"
                if invented
                else "embedded",
            }

            def search(words: str) -> object:
                return app.search.search(words, OWNER, 10, NOW)

            def ask(words: str) -> object:
                return app.ask.ask(words, OWNER, now=NOW)

            yield base | {"figure": "search"} | timed(search, SEARCHES, names)
            yield base | {"figure": "ask"} | timed(ask, QUESTIONS, names)


def timed(work: Callable[[str], object], templates: Sequence[str], names: Sequence[str]) -> dict[str, float]:
    """Milliseconds over all templates and changing accounts; the first call is told apart."""
    took = []
    for n in range(ROUNDS + 1):
        words = templates[n % len(templates)].format(names[n * 7 % len(names)])
        started = time.perf_counter()
        work(words)
        took.append((time.perf_counter() - started) * 1000)
    first, rest = took[0], took[1:]
    return {
        "first_ms": round(first, 1),
        "p50_ms": round(percentile(rest, 0.5), 1),
        "p95_ms": round(percentile(rest, 0.95), 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, nargs="*", default=[2_000, 20_000])
    parser.add_argument("--embed-up-to", type=int, default=2_000, help="above it, vectors are invented")
    options = parser.parse_args()
    try:
        for count in options.events:
            for line in measure(count, count > options.embed_up_to):
                print(json.dumps(line), flush=True)
    except FileNotFoundError as absent:
        print(json.dumps({"benchmark": "ask_speed", "skipped": str(absent)}))


if __name__ == "__main__":
    main()
