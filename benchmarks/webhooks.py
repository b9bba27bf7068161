"""How soon signed webhooks are acknowledged during an unthrottled backfill, and that each is stored once, kills or not.

The sender sends at a steady rate whatever the answers, and comes again as vendors do when it gets none.
"""

import argparse
import asyncio
import json
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.corpus import OWNER, mails, write_maildir
from benchmarks.homes import empty_home, folder, machine, percentile
from integrations.oauth_grants import PasswordGrant, written
from integrations.ports import WebhookKeys
from integrations.webhooks.signatures import sign

SECRET = "an-invented-signing-secret"
WAITS = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
"""Seconds before each further attempt: shorter than vendors wait, so that a run has an end."""
GIVES_UP = 10.0
"""Seconds that a sender waits for an answer."""


@dataclass
class Sent:
    """What became of the deliveries: milliseconds of each acknowledgement, and how many needed more attempts."""

    acknowledged: list[float] = field(default_factory=list)
    again: int = 0
    cut_off: int = 0
    """Attempts that were under way when the server was killed."""
    lost: int = 0


def connect(home: Path) -> tuple[str, WebhookKeys]:
    """A home with one webhook of the CRM; its id and its keys."""
    from pydantic import SecretStr

    os.environ.setdefault("PROMISSORY_MASTER_KEY", os.urandom(32).hex())
    with empty_home(home) as app:
        made = app.live.connections.add("webhooks", OWNER, OWNER, {"shape": "crm"})
        grant = PasswordGrant(account=OWNER, user=OWNER, password=SecretStr(SECRET))
        app.live.grant(made.id).save(written(grant))
    return made.id, WebhookKeys(secrets=(SecretStr(SECRET),))


class Server:
    """The server's process, which can be killed at any moment and started again."""

    def __init__(self, home: Path, mail: Path | None, owner: str = OWNER) -> None:
        self._home, self._mail, self._owner = home, mail, owner
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        more = ["--mail", str(self._mail), "--owner", self._owner] if self._mail else []
        command = [sys.executable, "-m", "benchmarks.webhook_server", "--home", str(self._home)]
        self._process = subprocess.Popen([*command, "--port", str(self.port), *more])

    def kill(self) -> None:
        """As a power cut would."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def up(self, seconds: float = 60.0) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise TimeoutError("the server did not start")


def change(n: int, run: str) -> bytes:
    """One change of one deal, like no other."""
    told = {
        "entity": "deal", "id": f"{run}-{n}", "name": f"Deal {n}", "field": "Amount", "old": n, "new": n + 1,
        "by": OWNER, "at": datetime.now(UTC).isoformat(), "account": f"customer{n % 200}.example",
    }  # fmt: skip
    return json.dumps(told).encode()


async def send_all(
    server: Server, sender: str, keys: WebhookKeys, rate: float, seconds: float, kills: list[float]
) -> Sent:
    """At a steady rate; `kills` are the seconds at which the server is killed and started again."""
    sent, loop = Sent(), asyncio.get_running_loop()
    begun = loop.time()
    killing = [loop.create_task(_kill(server, begun + at)) for at in kills]
    sending = []
    run = os.urandom(4).hex()
    for n in range(int(rate * seconds)):
        await asyncio.sleep(max(0.0, begun + n / rate - loop.time()))
        sending.append(loop.create_task(_send(server.port, sender, keys, change(n, run), sent)))
    await asyncio.gather(*sending, *killing)
    return sent


async def _kill(server: Server, at: float) -> None:
    loop = asyncio.get_running_loop()
    await asyncio.sleep(max(0.0, at - loop.time()))
    await loop.run_in_executor(None, server.kill)
    server.start()


async def _send(port: int, sender: str, keys: WebhookKeys, body: bytes, sent: Sent) -> None:
    for attempt, wait in enumerate((*WAITS, None)):
        started = time.perf_counter()
        status = await _post(port, f"/webhooks/{sender}", sign(keys, body, datetime.now(UTC)), body, sent)
        if status == 200:
            sent.acknowledged.append((time.perf_counter() - started) * 1000)
            sent.again += attempt > 0
            return
        if wait is None:
            break
        await asyncio.sleep(wait)
    sent.lost += 1


async def _post(port: int, path: str, headers: dict[str, str], body: bytes, sent: Sent) -> int | None:
    """The status; None without an answer. A new connection each time, as a vendor's many machines would."""
    connected = False
    try:
        async with asyncio.timeout(GIVES_UP):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            connected = True
            try:
                lines = [f"POST {path} HTTP/1.1", "Host: localhost", "Connection: close"]
                lines += [f"Content-Length: {len(body)}", *(f"{k}: {v}" for k, v in headers.items())]
                writer.write("\r\n".join([*lines, "", ""]).encode() + body)
                answer = await reader.readline()
            finally:
                writer.close()
        return int(answer.split()[1])
    except (OSError, TimeoutError, IndexError, ValueError):
        sent.cut_off += connected
        return None


def stored(home: Path) -> dict[str, int]:
    """What the ledger and the deliveries hold of the webhook, read around Promissory."""
    ledger = sqlite3.connect(home / "ledger.sqlite")
    inbox = sqlite3.connect(home / "deliveries.sqlite")
    try:
        of_hook = "FROM event WHERE source = 'webhooks'"
        return {
            "events": ledger.execute(f"SELECT count(*) {of_hook}").fetchone()[0],
            "distinct": ledger.execute(f"SELECT count(DISTINCT external_id) {of_hook}").fetchone()[0],
            "deliveries": inbox.execute("SELECT count(*) FROM delivery").fetchone()[0],
            "waiting": inbox.execute("SELECT count(*) FROM delivery WHERE handled_at IS NULL").fetchone()[0],
            "mails": ledger.execute("SELECT count(*) FROM event WHERE kind = 'mail'").fetchone()[0],
        }
    finally:
        ledger.close()
        inbox.close()


def measure(
    *, rate: float, seconds: float, count: int, kills: int, make_mail: Callable[[Path], object] | None = None
) -> dict[str, Any]:
    """One run in a fresh home."""
    with folder() as at:
        home = at / "home"
        if make_mail is not None:
            make_mail(at / "mail")
        else:
            write_maildir(at / "mail", mails(count, written=0.33))
        sender, keys = connect(home)
        server = Server(home, at / "mail")
        server.start()
        server.up()
        time.sleep(3.0)  # the backfill is at full speed
        chance = random.Random(os.urandom(8))
        moments = sorted(chance.uniform(0.2, 0.8) * seconds for _ in range(kills))
        before = stored(home)["mails"]
        sent = asyncio.run(send_all(server, sender, keys, rate, seconds, moments))
        behind = stored(home)
        ended = time.monotonic()
        while (now := stored(home))["waiting"] and time.monotonic() - ended < 300:
            time.sleep(0.5)
        drained = time.monotonic() - ended
        server.kill()
    return {
        "benchmark": "webhooks",
        "machine": machine(),
        "per_second": rate,
        "seconds": seconds,
        "kills": kills,
        "sent": int(rate * seconds),
        "acknowledged": len(sent.acknowledged),
        "ack_p50_ms": round(percentile(sent.acknowledged, 0.5), 1),
        "ack_p99_ms": round(percentile(sent.acknowledged, 0.99), 1),
        "ack_max_ms": round(max(sent.acknowledged), 1),
        "needed_another_attempt": sent.again,
        "cut_off_by_a_kill": sent.cut_off,
        "never_acknowledged": sent.lost,
        "stored_events": now["events"],
        "stored_twice": now["events"] - now["distinct"],
        "deliveries": now["deliveries"],
        "handled_when_the_last_was_sent": behind["events"],
        "drained_after_s": round(drained, 1),
        "mails_read_meanwhile": behind["mails"] - before,
        "mails_per_s_meanwhile": round((behind["mails"] - before) / seconds, 1),
        "backfill_was_going_on": now["mails"] < count,
    }


def main() -> None:
    """A run without a kill, and one in which the server is killed three times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--per-second", type=float, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--mails", type=int, default=20_000)
    options = parser.parse_args()
    try:
        for kills in (0, 3):
            found = measure(
                rate=options.per_second, seconds=options.seconds, count=options.mails, kills=kills
            )
            print(json.dumps(found), flush=True)
    except FileNotFoundError as absent:
        print(json.dumps({"benchmark": "webhooks", "skipped": str(absent)}))


if __name__ == "__main__":
    main()
