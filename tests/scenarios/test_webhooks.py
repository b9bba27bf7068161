"""Webhooks during a backfill: each is acknowledged and stored once, also when the server is killed in between."""

import asyncio
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from benchmarks.webhooks import KEYS, change, connected, drained, mails_in, send_all
from integrations.webhooks.signatures import sign
from tests.builders import NOW, write_mail
from tests.peers.dovecot import PASSWORD, Dovecot, dovecot
from tests.scenarios.serving import until

__all__ = ["dovecot"]
pytestmark = pytest.mark.slow
RATE, SECONDS = 20.0, 10.0
DOMAIN = "solvent.example"


def options(server: Dovecot) -> dict[str, str]:
    return {
        "host": "127.0.0.1", "port": str(server.port), "security": "none", "allow_private": "yes",
        "password": PASSWORD,
    }  # fmt: skip


def mailbox(server: Dovecot, folder: Path, count: int = 3000) -> str:
    """Whose mailbox it is: with enough mail for a backfill that outlasts the test."""
    user = server.new_user()
    inbox = server.home(user) / "Maildir"
    for part in ("cur", "new", "tmp"):
        (inbox / part).mkdir(parents=True)
    for n in range(count):
        at = NOW - timedelta(hours=n)
        text = f"Hi Dana,\n\nI'll send you offer {n} by Friday, as we discussed on the phone.\n"
        path = write_mail(folder, f"mail{n}", text, sender=f"Nina Ortiz <{user}>", at=at)
        path.rename(inbox / "cur" / f"{int(at.timestamp())}.M{n}P1.test:2,S")
    owner = server.home(user).parent.stat()
    for each in (server.home(user), *server.home(user).rglob("*")):
        os.chown(each, owner.st_uid, owner.st_gid)
    return user


def test_every_webhook_is_stored_once_through_two_kills_and_a_backfill(
    dovecot: Dovecot, tmp_path: Path
) -> None:
    user = mailbox(dovecot, tmp_path / "mail")
    with connected(tmp_path, user, DOMAIN, options(dovecot)) as bot:
        bot.serve()
        until(lambda: mails_in(bot.home) > 0)
        sent = asyncio.run(send_all(bot, f"webhooks:{user}", RATE, SECONDS, [2.7, 6.1]))
        assert sent.lost == 0 and len(sent.acknowledged) == RATE * SECONDS
        assert sent.again > 0, "the kills were felt"
        now = drained(bot.home)
        assert (now.waiting, now.set_aside) == (0, 0)
        assert dict(now.times) == dict.fromkeys(range(int(RATE * SECONDS)), 1)
        assert now.deliveries == RATE * SECONDS


def test_what_was_acknowledged_before_a_kill_is_handled_at_the_next_start(
    dovecot: Dovecot, tmp_path: Path
) -> None:
    user = dovecot.new_user()
    with connected(tmp_path, user, DOMAIN, options(dovecot)) as bot:
        bot.serve("web")  # stores and acknowledges, and handles nothing
        body = change(1, "run", user)
        assert bot.post(f"/webhooks/webhooks:{user}", body, sign(KEYS, body, datetime.now(UTC))) == 200
        bot.kill()
        assert bot.rows("SELECT count(*) FROM event") == [(0,)]
        bot.serve()
        until(lambda: drained(bot.home).times == {1: 1})
        held = bot.rows("SELECT body FROM delivery", file="deliveries.sqlite")
        assert held == [(b"",)], "its words are not kept a second time"
