"""Seconds from a mail's arrival on a real IMAP server to its promise being answerable: with IDLE, and by polling.

Beside it stands the least that the machine can do: the same mail read and stored by a process that has
nothing else to do.
"""

import argparse
import json
import statistics
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import SecretStr

from benchmarks.homes import empty_home, folder, machine
from bot.app import App
from bot.listener import Listener
from integrations.ports import AccessToken
from records.models import Role
from tests.contracts.imap_world import mail
from tests.contracts.source_world import Item
from tests.peers import dovecot

MAILS = 20
PATIENCE = 120.0


class _Password:
    def token(self) -> AccessToken:
        raise NotImplementedError("dovecot is opened by a password here")

    renewed = token

    def password(self) -> SecretStr:
        return SecretStr(dovecot.PASSWORD)


def measure(count: int, idle: bool, poll_seconds: float) -> dict[str, Any]:
    """`count` mails, one after the other, each after the one before it was answerable."""
    with folder() as at, dovecot.running() as server, empty_home(at / "home") as app:
        user = server.new_user()
        app.people.add(user, Role.admin)
        app.people.add_domain("solvent.example")
        app.live.credentials = lambda connection: _Password()  # type: ignore[method-assign, assignment]
        connection = app.live.connections.add("imap", user, user, _options(server))
        app.live.listen.pull(connection)
        listener = _listener(app, idle, poll_seconds)
        listener.start()
        time.sleep(1.0)
        hand = server.client(user)
        waits = [_one(app, hand, user, n) for n in range(count)]
        listener.stop()
        alone = [_alone(app, connection, hand, user, count + n) for n in range(5)]
    return {
        "benchmark": "arrival",
        "figure": "idle" if idle else f"poll_{poll_seconds:g}s",
        "machine": machine(),
        "mails": count,
        "p50_s": round(statistics.median(waits), 2),
        "max_s": round(max(waits), 2),
        "least_s": round(statistics.median(alone), 2),
        "ratio_to_least": round(statistics.median(waits) / statistics.median(alone), 1),
    }


def _listener(app: App, idle: bool, poll_seconds: float) -> Listener:
    listener = Listener(app.live.listen, 3600.0 if idle else poll_seconds)
    if not idle:
        listener._idle = lambda connection: None  # type: ignore[method-assign]
    return listener


def _options(server: dovecot.Dovecot) -> dict[str, str]:
    return {"host": "127.0.0.1", "port": str(server.port), "security": "none", "allow_private": "yes"}


def _put(hand: Any, user: str, n: int) -> str:
    at = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=n)
    text = f"I'll send you the revised order form number {n} by Tuesday."
    item = Item(key=f"m{n}@acme.example", subject=f"Order {n}", text=text, at=at, sender=user)
    hand.append("INBOX", mail(item), (), at)
    return text


def _one(app: App, hand: Any, user: str, n: int) -> float:
    started = time.perf_counter()
    text = _put(hand, user, n)
    while not any(p.quote == text for p in app.reading.promises(user)):
        if time.perf_counter() - started > PATIENCE:
            raise TimeoutError(f"mail {n} was not answerable after {PATIENCE:g} s")
        time.sleep(0.02)
    return time.perf_counter() - started


def _alone(app: App, connection: Any, hand: Any, user: str, n: int) -> float:
    _put(hand, user, n)
    started = time.perf_counter()
    app.live.listen.pull(connection)
    return time.perf_counter() - started


def main(arguments: Sequence[str] | None = None) -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--mails", type=int, default=MAILS)
    options.add_argument("--poll", type=float, default=5.0, help="seconds of the polling interval")
    given = options.parse_args(arguments)
    if (reason := dovecot.missing()) is not None:
        print(json.dumps({"benchmark": "arrival", "skipped": reason}))
        return
    print(json.dumps(measure(given.mails, True, given.poll)), flush=True)
    print(json.dumps(measure(given.mails, False, given.poll)), flush=True)


if __name__ == "__main__":
    main()
