"""Webhooks during a backfill: each is acknowledged and stored once, also when the server is killed in between."""

import asyncio
import json
import sqlite3
import time
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from benchmarks.corpus import OWNER
from benchmarks.webhooks import Server, change, connect, send_all, stored
from integrations.webhooks.signatures import sign
from tests.builders import NOW, write_mail

pytestmark = pytest.mark.slow
RATE, SECONDS = 20.0, 10.0


def mailbox(folder: Path, count: int = 3000) -> Path:
    """Enough mail for a backfill that outlasts the test."""
    for n in range(count):
        write_mail(
            folder, f"mail{n}", f"Hi Dana,\n\nI'll send you offer {n} by Friday, as we discussed on the phone.\n",
            sender=f"Nina Ortiz <{OWNER}>", at=NOW - timedelta(hours=n),
        )  # fmt: skip
    return folder


def drained(home: Path) -> dict[str, int]:
    until = time.monotonic() + 120
    while (now := stored(home))["waiting"] and time.monotonic() < until:
        time.sleep(0.2)
    return now


def test_every_webhook_is_stored_once_through_two_kills_and_a_backfill(tmp_path: Path) -> None:
    home = tmp_path / "home"
    sender, keys = connect(home)
    server = Server(home, mailbox(tmp_path / "mail"))
    server.start()
    try:
        server.up()
        sent = asyncio.run(send_all(server, sender, keys, RATE, SECONDS, [2.7, 6.1]))
        assert sent.lost == 0 and len(sent.acknowledged) == RATE * SECONDS
        assert sent.again > 0, "the kills were felt"
        now = drained(home)
        assert now["events"] == now["distinct"] == now["deliveries"] == RATE * SECONDS
        assert now["mails"] > 0, "mail was read meanwhile"
    finally:
        server.kill()


def test_what_was_acknowledged_before_a_kill_is_handled_at_the_next_start(tmp_path: Path) -> None:
    home = tmp_path / "home"
    sender, keys = connect(home)
    server = Server(home, None)
    server.start()
    try:
        server.up()
        body = change(1, "run")
        request = urllib.request.Request(
            f"http://127.0.0.1:{server.port}/webhooks/{sender}", body, sign(keys, body, datetime.now(UTC))
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=10) as answer:
            assert answer.status == 200
        server.kill()
        server.start()
        server.up()
        assert drained(home)["events"] == 1
    finally:
        server.kill()
    held = (
        sqlite3.connect(home / "deliveries.sqlite").execute("SELECT body, attempts FROM delivery").fetchall()
    )
    assert held[0][0] == b"", "its words are not kept a second time"
    assert json.loads(body)["name"] == "Deal 1"
