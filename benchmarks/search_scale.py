"""How long a search takes at 2,000, 20,000 and 200,000 passages in 8 mailboxes, for readers of all and of one of them."""

import argparse
import json
import os
import random
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.homes import machine, percentile
from benchmarks.scale_text import Texts
from bot.app import App
from bot.settings import Settings
from records.event_batch import Digested
from records.models import Account, Event, EventKind, Participant, Role
from retrieval.chunking import Passage
from retrieval.embedding import E5Embedder
from retrieval.word_match import BYTES

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
DOMAIN = "hartwell.example"
ALL = f"head@{DOMAIN}"
SIZES = (2_000, 20_000, 200_000)
SHARES = (0.5, *[0.5 / 7] * 7)
"""One mailbox holds half of everything."""
PER_EVENT = 2
PIECES = 45
"""Word pieces of a passage with its head line."""
BATCH = 1_000
CENTRES = 150
BUILT = "built.txt"
VERSION = "2"


def owner(box: int) -> str:
    return f"rep{box}@{DOMAIN}"


def events(texts: Texts, count: int, accounts: Sequence[Account], rng: random.Random) -> Iterator[Event]:
    """`count` mails in threads of one to five, spread over two years."""
    thread, left = 0, 0
    for n in range(count):
        if not left:
            thread, left = n, rng.choice((1, 1, 2, 3, 5))
            account = rng.choice(accounts)
            person = texts.person(rng)
        left -= 1
        paragraphs = [texts.paragraph(rng, account.name) for _ in range(PER_EVENT)]
        text = "\n\n".join(paragraphs)
        yield Event(
            id=f"ev_{n:032x}",
            source="files",
            external_id=f"<{n}@{DOMAIN}>",
            kind=EventKind.mail,
            at=NOW - timedelta(minutes=rng.randrange(60 * 24 * 730)),
            sender=Participant(email=f"{person.lower().replace(' ', '.')}@{account.domains[0]}", name=person),
            subject=texts.subject(rng),
            text=text,
            said=((0, len(text)),),
            thread=f"t{thread}",
        )


def build(home: Path, size: int) -> None:
    """A home of `size` passages, through the real log and the real index; text, vectors and words are invented."""
    rng, noise = random.Random(size), np.random.default_rng(size)
    texts = Texts(7)
    app = App(Settings(home=home, embeddings=True))
    try:
        app.people.add_domain(DOMAIN)
        app.people.add(ALL, Role.admin, name="Head of Sales")
        boxes = []
        for box in range(len(SHARES)):
            app.people.add(owner(box), Role.rep, name=texts.person(rng))
            boxes.append(app.people.mailbox_of(owner(box), "files"))
            share_mailbox(app, boxes[-1])
        accounts = texts.accounts(300)
        app.accounts.import_snapshot(accounts, [], [])
        embedder = E5Embedder()
        centres = embedder.embed_passages([texts.paragraph(rng, a.name) for a in (accounts * 2)[:CENTRES]])
        chosen = rng.choices(range(len(boxes)), SHARES, k=size // PER_EVENT)
        waiting: dict[int, list[Event]] = {box: [] for box in range(len(boxes))}
        by_name = {a.domains[0]: a.id for a in accounts}
        for event, box in zip(events(texts, size // PER_EVENT, accounts, rng), chosen, strict=True):
            waiting[box].append(event)
            if len(waiting[box]) == BATCH:
                write(app, boxes[box], waiting.pop(box), by_name, centres, noise)
                waiting[box] = []
        for box, rest in waiting.items():
            write(app, boxes[box], rest, by_name, centres, noise)
    finally:
        app.close()
    (home / BUILT).write_text(VERSION, encoding="utf-8")


def share_mailbox(app: App, mailbox: str) -> None:
    """Makes the head of sales an owner of every mailbox, so that one reader sees all of them."""
    from records.tables import mailbox_owner

    with app.database.write() as connection:
        connection.execute(mailbox_owner.insert().values(mailbox_id=mailbox, person=ALL))


def write(
    app: App, mailbox: str, batch: list[Event], accounts: dict[str, str], centres: Any, noise: Any
) -> None:
    cut: list[Passage] = []
    digested = []
    for event in batch:
        middle = event.text.index("\n\n")
        spans = [(0, middle), (middle + 2, len(event.text))]
        cut += [Passage(f"{event.id}:{i}", event.id, i, j, event.text[i:j]) for i, j in spans]
        assert event.sender is not None
        domain = event.sender.email.partition("@")[2]
        digested.append(Digested(event, "", spans, accounts=[accounts[domain]]))
    app.log.append(mailbox, digested, version="scale")
    app.log.finish_work("settle", list(accounts.values()))
    app.log.finish_work("propose", [event.id for event in batch])
    rows = centres[noise.integers(0, len(centres), len(cut))]
    rows = rows + noise.standard_normal(rows.shape).astype(np.float32) * 0.02
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    words = [noise.integers(0, 256, (PIECES, BYTES), dtype=np.uint8) for _ in cut]
    app.index.add(mailbox, cut, rows, words)
    app.log.mark_embedded([(mailbox, event.id) for event in batch], E5Embedder.name)


def measure(app: App, reader: str, queries: dict[str, list[str]]) -> dict[str, Any]:
    """Milliseconds per search, over all queries and by class; each query is new to the search.

    Processor time is that of all threads; on a busy machine it says more than the clock on the wall.
    """
    for query in queries.pop("warm"):
        app.search.search(query, reader, 10, NOW)
    took: dict[str, list[float]] = {}
    found, used = 0, []
    order = [(kind, query) for kind, asked in queries.items() for query in asked]
    random.Random(3).shuffle(order)
    for kind, query in order:
        started, busy = time.perf_counter(), time.process_time()
        found += len(app.search.search(query, reader, 10, NOW))
        took.setdefault(kind, []).append((time.perf_counter() - started) * 1000)
        used.append((time.process_time() - busy) * 1000)
    every = [ms for times in took.values() for ms in times]
    return {
        "searches": len(every),
        "hits_per_search": round(found / len(every), 1),
        "ms_p50": round(percentile(every, 0.5), 1),
        "ms_p95": round(percentile(every, 0.95), 1),
        "ms_max": round(max(every), 1),
        "cpu_ms_p50": round(percentile(used, 0.5), 1),
        "cpu_ms_p95": round(percentile(used, 0.95), 1),
        "ms_p95_by_class": {kind: round(percentile(times, 0.95), 1) for kind, times in took.items()},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--queries", type=int, default=40, help="searches per class")
    parser.add_argument("--rebuild", action="store_true", help="build the homes anew")
    parser.add_argument("--folder", type=Path, default=None, help="where the built homes are kept")
    chosen = parser.parse_args()
    kept = chosen.folder or Path(tempfile.gettempdir()) / f"promissory-search-scale-{os.getuid()}"
    p95: dict[tuple[str, int], float] = {}
    for size in chosen.sizes:
        home = kept / str(size)
        took = 0.0
        if chosen.rebuild or not (home / BUILT).exists() or (home / BUILT).read_text() != VERSION:
            shutil.rmtree(home, ignore_errors=True)
            home.mkdir(parents=True)
            started = time.perf_counter()
            build(home, size)
            took = time.perf_counter() - started
        for name, reader in (("8 mailboxes", ALL), ("1 mailbox", owner(1))):
            app = App(Settings(home=home, embeddings=True))
            try:
                row = measure(app, reader, Texts(7).queries(chosen.queries, seed=size))
            finally:
                app.close()
            p95[name, size] = row["ms_p95"]
            line = {"benchmark": "search_scale", "machine": machine(), "passages": size, "reader": name}
            print(json.dumps({**line, "built_s": round(took), **row}), flush=True)
    first, last = min(chosen.sizes), max(chosen.sizes)
    for name in ("8 mailboxes", "1 mailbox"):
        growth = round(p95[name, last] / p95[name, first], 2)
        print(
            json.dumps(
                {"benchmark": "search_scale", "reader": name, "p95_growth": growth, "of": [first, last]}
            )
        )


if __name__ == "__main__":
    main()
