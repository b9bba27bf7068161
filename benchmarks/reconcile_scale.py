"""A mailbox of 500,000 items: seconds and memory to compare both sides, and what storing and deleting cost in it.

Storing and deleting are measured in an almost empty ledger too: the ratio says what the size costs.
"""

import argparse
import json
import multiprocessing
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

from benchmarks.corpus import OUR_DOMAIN, OWNER
from benchmarks.homes import empty_home, folder, machine, percentile
from integrations.ports import Change, Listed, Page
from records.connections import Connection
from records.event_log import Digested
from records.models import Event, EventKind, Participant
from records.source_items import Item, SourceItems

ITEMS = 500_000
DIFFERENT = 1_000
PAGE, PAGES = 100, 40
FILLED_AT_ONCE = 5_000
AT = datetime(2026, 1, 1, 9, tzinfo=UTC)


def ref(n: int) -> str:
    """As long as an id of Microsoft 365, the longest of all vendors."""
    return f"AAMkAGUzY2Q4-{n:08d}-".ljust(150, "x")


def mail(n: int, words: str = "") -> Event:
    text = f"Thanks for the call yesterday, number {n}. {words}"
    return Event(
        id=f"e{n}{len(words)}",
        source="memory",
        external_id=f"<m{n}@{n % 997}.example>",
        kind=EventKind.mail,
        at=AT + timedelta(seconds=n),
        sender=Participant(email=f"person{n % 5000}@customer{n % 997}.example"),
        to=(Participant(email=f"nina@{OUR_DOMAIN}"),),
        subject=f"Order {n}",
        text=text,
        said=((0, len(text)),),
        thread=f"<m{n}@{n % 997}.example>",
    )


@dataclass(frozen=True)
class Mailbox:
    """A source that lists `count` items; of these `missing` are new and `changed` are edited here.

    `extra` of the ledger's are not there any more.
    """

    name: ClassVar[str] = "memory"
    count: int
    missing: int = 0
    changed: int = 0
    extra: int = 0

    def begin(self) -> str:
        return "now"

    def changes(self, since: str) -> Iterator[Page]:
        return iter(())

    def backfill(self, after: str | None) -> Iterator[Page]:
        return iter(())

    def listed(self) -> Iterator[Listed]:
        for n in range(self.extra, self.count + self.missing):
            yield Listed(ref=ref(n), version="2" if n < self.extra + self.changed else "1")

    def fetch(self, refs: Sequence[str]) -> Iterator[Change]:
        for each in refs:
            n = int(each.split("-")[1])
            if n < self.extra:
                yield Change(ref=each, gone=True)
            elif n < self.extra + self.changed:
                yield Change(ref=each, version="2", events=(mail(n, "It was edited."),))
            else:
                yield Change(ref=each, version="1", events=(mail(n),))

    def close(self) -> None: ...


def store(items: SourceItems, mailbox_id: str, numbers: Sequence[int]) -> None:
    """One page of new mails."""
    events = [mail(n) for n in numbers]
    items.store(
        mailbox_id,
        [Item(ref(n), (e.id,), "1", ("Inbox",)) for n, e in zip(numbers, events, strict=True)],
        digested=[Digested(e, e.subject.casefold(), ((0, len(e.text)),)) for e in events],
        version="benchmark",
    )


def compare(home: Path, source: Mailbox) -> dict[str, Any]:
    """Both sides compared, and mended where they differ, in a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1) as one:
        return one.apply(_compare, (home, source))


def _compare(home: Path, source: Mailbox) -> dict[str, Any]:
    with empty_home(home) as app:
        sync, connection = app.live.sync, app.live.connections.all()[0]
        sync.connections.note(connection.id, cursor="now", backfilled=True, reconciled_at=None)
        before = _peak_mb()
        started = time.perf_counter()
        done = sync.run(connection, source, compare=True)
        seconds = time.perf_counter() - started
        if not done.reconciled:
            raise RuntimeError(f"{done.missing} missing and {done.extra} extra after the comparison")
        return {
            "seconds": round(seconds, 2),
            "mended": done.new + done.updated + done.deleted,
            "peak_mb": round(_peak_mb()),
            "peak_mb_of_comparing": round(_peak_mb() - before),
        }


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def handle(items: SourceItems, connection: Connection, first: int) -> dict[str, list[float]]:
    """Milliseconds of each page of new mails from number `first`, and of deleting ten of these pages."""

    def timed(deed: Callable[[Sequence[int]], object], pages: int) -> list[float]:
        took = []
        for page in range(pages):
            numbers = range(first + page * PAGE, first + (page + 1) * PAGE)
            started = time.perf_counter()
            deed(numbers)
            took.append((time.perf_counter() - started) * 1000)
        return took

    box = connection.mailbox_id
    return {
        "store": timed(lambda numbers: store(items, box, numbers), PAGES),
        "delete": timed(lambda numbers: items.store(box, (), gone=[ref(n) for n in numbers]), 10),
    }


def measure(count: int) -> Iterator[dict[str, Any]]:
    head = {"benchmark": "reconcile_scale", "machine": machine(), "items": count}
    with folder() as at:
        with empty_home(at / "small") as app:
            small = handle(app.live.items, app.live.connections.add("memory", OWNER, OWNER), 0)
        with empty_home(at / "large") as app:
            connection = app.live.connections.add("memory", OWNER, OWNER)
            started = time.perf_counter()
            for start in range(0, count, FILLED_AT_ONCE):
                store(app.live.items, connection.mailbox_id, range(start, min(count, start + FILLED_AT_ONCE)))
            filled = time.perf_counter() - started
            large = handle(app.live.items, connection, count)
            app.live.items.store(
                connection.mailbox_id, (), gone=[ref(count + n) for n in range(10 * PAGE, PAGES * PAGE)]
            )
        yield {**head, "figure": "fill", "seconds": round(filled, 1)}
        for deed in ("store", "delete"):
            yield {
                **head,
                "figure": f"{deed}_page_of_{PAGE}",
                "p50_ms": round(percentile(large[deed], 0.5), 1),
                "p95_ms": round(percentile(large[deed], 0.95), 1),
                "max_ms": round(max(large[deed]), 1),
                "small_p50_ms": round(percentile(small[deed], 0.5), 1),
                "small_p95_ms": round(percentile(small[deed], 0.95), 1),
                "ratio": round(percentile(large[deed], 0.5) / percentile(small[deed], 0.5), 2),
            }
        home = at / "large"
        yield {**head, "figure": "compare_equal", **compare(home, Mailbox(count))}
        quarter = min(DIFFERENT, count) // 4
        different = Mailbox(count, missing=2 * quarter, changed=quarter, extra=quarter)
        yield {**head, "figure": f"compare_{4 * quarter}_different", **compare(home, different)}


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=ITEMS)
    for line in measure(parser.parse_args(arguments).items):
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
