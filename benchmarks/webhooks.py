"""How soon `promissory serve` acknowledges signed webhooks while it reads a large mailbox, and that each is stored once.

Both connections are made by the real commands and nothing is slowed down. The sender sends at a steady rate
whatever the answers, and comes again as vendors do when it gets none.
"""

import argparse
import asyncio
import json
import os
import random
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from pydantic import SecretStr

from benchmarks.corpus import OUR_DOMAIN, OWNER
from benchmarks.homes import folder, machine, percentile
from benchmarks.imap_backfill import Mailbox, ready_mailbox
from integrations.ports import WebhookKeys
from integrations.webhooks.signatures import sign
from tests.scenarios.serving import Bot, until

SECRET = "an-invented-signing-secret"
KEYS = WebhookKeys(secrets=(SecretStr(SECRET),))
WAITS = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
"""Seconds before each further attempt: shorter than vendors wait, so that a run has an end."""
GIVES_UP = 10.0
"""Seconds that a sender waits for an answer."""
ALONE = 10.0
"""Seconds of the backfill before the first webhook, for the ratio."""
DRAINED = 60.0
"""Seconds after the last webhook in which all are to be in the ledger."""


class Killed(Protocol):
    """A server's process that can be killed at any moment and started again."""

    port: int

    def kill(self) -> None: ...

    def serve(self) -> None: ...


@dataclass
class Sent:
    """What became of the deliveries: milliseconds of each acknowledgement, and how many needed more attempts."""

    acknowledged: dict[int, float] = field(default_factory=dict)
    """By the delivery's number; of the attempt that was answered."""
    again: int = 0
    """Deliveries that needed another attempt."""
    cut_off: int = 0
    """Attempts that got a connection and no answer."""
    refused: Counter[int] = field(default_factory=Counter)
    """Answers that were no 200, by status."""
    lost: int = 0
    """Never acknowledged at all."""


@contextmanager
def connected(at: Path, person: str, domain: str, imap: dict[str, str], **settings: str) -> Iterator[Bot]:
    """A bot with this mailbox and one webhook of the CRM, not served yet; killed afterwards.

    `imap` are the source's options and its password.
    """
    bot = Bot(at, **settings)
    options = [w for k, v in imap.items() if k != "password" for w in ("--option", f"{k}={v}")]
    end = ("--password-stdin", "--yes")
    bot.run("people", "add", person, "--role", "admin", "--our-domain", domain)
    bot.run("connect", "imap", *options, *end, said=imap["password"] + "\n")
    bot.run("connect", "webhooks", "--option", "shape=crm", *end, said=SECRET + "\n")
    try:
        yield bot
    finally:
        bot.kill()


def change(n: int, run: str, person: str = OWNER) -> bytes:
    """One change of one deal, like no other."""
    told = {
        "entity": "deal", "id": f"{run}-{n}", "name": f"Deal {n}", "field": "Amount", "old": n, "new": n + 1,
        "by": person, "at": datetime.now(UTC).isoformat(), "account": f"customer{n % 200}.example",
    }  # fmt: skip
    return json.dumps(told).encode()


async def send_all(server: Killed, sender: str, rate: float, seconds: float, kills: list[float]) -> Sent:
    """At a steady rate; `kills` are the seconds at which the server is killed and started again."""
    sent, loop = Sent(), asyncio.get_running_loop()
    begun = loop.time()
    killing = loop.create_task(_kill(server, [begun + at for at in sorted(kills)]))
    sending = []
    run = os.urandom(4).hex()
    for n in range(int(rate * seconds)):
        await asyncio.sleep(max(0.0, begun + n / rate - loop.time()))
        sending.append(loop.create_task(_send(server.port, sender, n, change(n, run), sent)))
    await asyncio.gather(*sending, killing)
    return sent


async def _kill(server: Killed, moments: list[float]) -> None:
    """One after the other: what is killed has started."""
    loop = asyncio.get_running_loop()
    for at in moments:
        await asyncio.sleep(max(0.0, at - loop.time()))
        await loop.run_in_executor(None, server.kill)
        await loop.run_in_executor(None, server.serve)


async def _send(port: int, sender: str, n: int, body: bytes, sent: Sent) -> None:
    for attempt, wait in enumerate((*WAITS, None)):
        started = time.perf_counter()
        status = await _post(port, f"/webhooks/{sender}", sign(KEYS, body, datetime.now(UTC)), body, sent)
        if status == 200:
            sent.acknowledged[n] = (time.perf_counter() - started) * 1000
            sent.again += attempt > 0
            return
        if status is not None:
            sent.refused[status] += 1
        if wait is None:
            break
        await asyncio.sleep(wait)
    sent.lost += 1


async def _post(port: int, path: str, headers: dict[str, str], body: bytes, sent: Sent) -> int | None:
    """The status; None without an answer. A new connection each time, as a vendor's many machines would."""
    reached = False
    try:
        async with asyncio.timeout(GIVES_UP):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            reached = True
            try:
                lines = [f"POST {path} HTTP/1.1", "Host: localhost", "Connection: close"]
                lines += [f"Content-Length: {len(body)}", *(f"{k}: {v}" for k, v in headers.items())]
                writer.write("\r\n".join([*lines, "", ""]).encode() + body)
                answer = await reader.readline()
            finally:
                writer.close()
        return int(answer.split()[1])
    except (OSError, TimeoutError, IndexError, ValueError):
        sent.cut_off += reached
        return None


@dataclass(frozen=True)
class Stored:
    """What a home holds, read around Promissory."""

    times: Counter[int]
    """How many events there are of each delivery, by its number."""
    deliveries: int
    waiting: int
    set_aside: int

    @property
    def doubled(self) -> int:
        return sum(times > 1 for times in self.times.values())


def stored(home: Path) -> Stored:
    events = _rows(home / "ledger.sqlite", "SELECT subject FROM event WHERE source = 'webhooks'")
    inbox = "SELECT handled_at IS NULL, refused IS NOT NULL FROM delivery WHERE channel = 'webhook'"
    deliveries = _rows(home / "deliveries.sqlite", inbox)
    return Stored(
        times=Counter(int(subject.rpartition(" ")[2]) for (subject,) in events),
        deliveries=len(deliveries),
        waiting=sum(waits and not aside for waits, aside in deliveries),
        set_aside=sum(aside for _, aside in deliveries),
    )


def mails_in(home: Path) -> int:
    ((count,),) = _rows(home / "ledger.sqlite", "SELECT count(*) FROM event WHERE kind = 'mail'")
    return int(count)


def _rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=30)
    try:
        return database.execute(query).fetchall()
    finally:
        database.close()


def drained(home: Path, seconds: float = DRAINED) -> Stored:
    """What is held once the worker has handled all, or after so long."""
    ends = time.monotonic() + seconds
    while (now := stored(home)).waiting and time.monotonic() < ends:
        time.sleep(0.5)
    return now


def measure(mailbox: Mailbox, *, rate: float, seconds: float, kills: int, embeddings: bool) -> dict[str, Any]:
    """One run in a fresh home."""
    imap = mailbox.options | {"password": mailbox.password}
    own = {"EMBEDDINGS": str(embeddings).lower(), "POLL_SECONDS": "60"}
    with folder() as at, connected(at, OWNER, OUR_DOMAIN, imap, **own) as bot:
        bot.serve()
        until(lambda: mails_in(bot.home) > 0)
        alone = _Rate(bot.home)
        time.sleep(ALONE)
        alone.end()
        meanwhile = _Rate(bot.home)
        chance = random.Random(os.urandom(8))
        moments = [chance.uniform(0.1, 0.9) * seconds for _ in range(kills)]
        load = os.getloadavg()[0]
        sent = asyncio.run(send_all(bot, f"webhooks:{OWNER}", rate, seconds, moments))
        meanwhile.end()
        reading = not _rows(bot.home / "ledger.sqlite", "SELECT 1 FROM reading_state WHERE backfilled")
        ended = time.monotonic()
        now = drained(bot.home)
        behind = time.monotonic() - ended
    times = list(sent.acknowledged.values())
    return {
        "benchmark": "webhooks",
        "machine": machine(),
        "load_before": round(load, 2),
        "embeddings": embeddings,
        "per_second": rate,
        "seconds": seconds,
        "kills": kills,
        "sent": int(rate * seconds),
        "acknowledged": len(times),
        "ack_p50_ms": round(percentile(times, 0.5), 1),
        "ack_p99_ms": round(percentile(times, 0.99), 1),
        "ack_max_ms": round(max(times), 1),
        "retried": sent.again,
        "cut_off_in_flight": sent.cut_off,
        "other_answers": dict(sent.refused),
        "never_acknowledged": sent.lost,
        "stored": len(now.times),
        "lost": len(sent.acknowledged.keys() - now.times.keys()),
        "doubled": now.doubled,
        "deliveries": now.deliveries,
        "set_aside": now.set_aside,
        "drained_after_s": round(behind, 1),
        "mails_per_s_alone": alone.figure,
        "mails_per_s_meanwhile": meanwhile.figure,
        "ratio_to_alone": round(meanwhile.figure / alone.figure, 2),
        "backfill_was_going_on": reading,
    }


class _Rate:
    """Mails a second between two moments."""

    def __init__(self, home: Path) -> None:
        self._home, self._mails, self._at = home, mails_in(home), time.monotonic()
        self.figure = 0.0

    def end(self) -> None:
        self.figure = round((mails_in(self._home) - self._mails) / (time.monotonic() - self._at), 1)


def main() -> None:
    """A run without a kill, one in which the server is killed three times, and one that embeds meanwhile."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--per-second", type=float, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--mails", type=int, default=12_000)
    parser.add_argument("--only", type=int, choices=(0, 1, 2), help="one of the three runs")
    options = parser.parse_args()
    runs = ((0, False, 1.0), (3, False, 0.75), (0, True, 0.5))
    try:
        with ready_mailbox(options.mails) as mailbox:
            for n, (kills, embeddings, share) in enumerate(runs):
                if options.only not in (None, n):
                    continue
                seconds = options.seconds * share
                found = measure(
                    mailbox, rate=options.per_second, seconds=seconds, kills=kills, embeddings=embeddings
                )
                print(json.dumps(found), flush=True)
    except FileNotFoundError as absent:
        print(json.dumps({"benchmark": "webhooks", "skipped": str(absent)}))


if __name__ == "__main__":
    main()
