"""A mailbox on a real IMAP server, connected and read by the real commands, as an admin and a rep would."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from records.vault import new_key
from tests.contracts.imap_world import mail
from tests.contracts.source_world import NOON, Item
from tests.peers.dovecot import PASSWORD, Dovecot, dovecot

__all__ = ["dovecot"]
ROOT = Path(__file__).parents[2]
SAID = "I'll send you the revised order form by Tuesday 24 November."


class Mailbox:
    """One person's mailbox, and the home of a bot that may read it."""

    def __init__(self, server: Dovecot, home: Path) -> None:
        self.server, self.home = server, home
        self.user = server.new_user()
        self.hand: Any = server.client(self.user)
        self.environment = {
            **os.environ,
            "PROMISSORY_HOME": str(home),
            "PROMISSORY_MASTER_KEY": new_key().get_secret_value(),
            "PROMISSORY_EMBEDDINGS": "false",
        }

    def put(self, n: int, text: str = SAID) -> None:
        at = NOON + timedelta(minutes=n)
        item = Item(key=f"m{n}@acme.example", subject=f"Order {n}", text=text, at=at, sender=self.user)
        self.hand.append("INBOX", mail(item), (), at)

    def start(self, *words: str, said: str = "") -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-m", "bot.cli.main", *words],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stdin is not None
        process.stdin.write(said)
        process.stdin.close()
        process.stdin = None
        return process

    def run(self, *words: str, said: str = "", code: int = 0) -> str:
        process = self.start(*words, said=said)
        out, err = process.communicate(timeout=120)
        assert process.returncode == code, out + err
        assert PASSWORD not in out + err
        return out

    def json(self, *words: str) -> Any:
        return json.loads(self.run(*words, "--json"))

    def connect(self) -> None:
        self.run("people", "add", self.user, "--role", "admin", "--our-domain", "solvent.example")
        options = {"host": "127.0.0.1", "port": self.server.port, "security": "none", "allow_private": "yes"}
        given = [word for k, v in options.items() for word in ("--option", f"{k}={v}")]
        self.run("connect", "imap", *given, "--password-stdin", "--yes", said=PASSWORD + "\n")

    @property
    def name(self) -> str:
        return f"imap:{self.user}"


@pytest.fixture
def mailbox(dovecot: Dovecot, tmp_path: Path) -> Mailbox:
    return Mailbox(dovecot, tmp_path / "home")


def test_a_rep_connects_a_mailbox_asks_and_deletes_a_mail(mailbox: Mailbox) -> None:
    mailbox.put(1)
    mailbox.connect()
    (done,) = mailbox.json("sync").values()
    assert (done["new"], done["promises"], done["reconciled"], done["problem"]) == (1, 1, True, None)
    question = ("ask", "what did we promise Acme?", "--as", mailbox.user, "--now", "2026-11-18T09:00+00:00")
    answer = mailbox.json(*question)
    assert [p["quote"] for p in answer["promises"]] == [SAID]
    assert answer["citations"][0]["source"] == "imap"
    checks = {c["check"]: c for c in mailbox.json("doctor")}
    assert checks[mailbox.name]["says"].startswith("synced: 1 items on both sides")

    mailbox.hand.select_folder("INBOX")
    mailbox.hand.delete_messages([1])
    mailbox.hand.expunge()
    (done,) = mailbox.json("sync").values()
    assert done["deleted"] == 1
    answer = mailbox.json(*question)
    assert answer["refused"] and answer["citations"] == []
    assert SAID.encode() not in b"".join(p.read_bytes() for p in mailbox.home.glob("ledger.sqlite*"))


def test_a_changed_password_asks_to_connect_again_and_answers_say_so(mailbox: Mailbox) -> None:
    mailbox.put(1)
    mailbox.connect()
    mailbox.run("sync")
    mailbox.environment["PROMISSORY_MASTER_KEY"] = new_key().get_secret_value()
    out = mailbox.run("sync", code=1)
    assert "another master key" in out
    answer = mailbox.json("ask", "what did we promise Acme?", "--as", mailbox.user)
    assert answer["promises"] and f"{mailbox.name} can't be read" in answer["coverage"]["note"]
    assert not {c["check"]: c for c in json.loads(mailbox.run("doctor", "--json", code=1))}[mailbox.name][
        "ok"
    ]


def test_nothing_connected_says_what_to_do(mailbox: Mailbox) -> None:
    mailbox.run("people", "add", mailbox.user, "--role", "admin")
    for command in ("sync", "reconcile", "retry"):
        process = mailbox.start(command)
        _, err = process.communicate(timeout=60)
        assert process.returncode == 1 and "promissory connect gmail" in err, command


@pytest.mark.slow
def test_a_first_reading_killed_again_and_again_ends_whole(mailbox: Mailbox) -> None:
    dice, count = random.Random(7), 150
    for n in range(count):
        mailbox.put(n, SAID if n % 3 == 0 else "Thanks for the call yesterday.")
    mailbox.connect()
    killed = 0
    for _ in range(12):
        process = mailbox.start("sync")
        time.sleep(dice.uniform(0.8, 3.0))
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            killed += 1
        process.communicate()
    mailbox.put(count)
    (done,) = mailbox.json("sync").values()
    assert done["reconciled"] and (done["missing"], done["extra"]) == (0, 0)
    promises = mailbox.json("promises", "--as", mailbox.user)
    assert killed >= 3
    assert len(promises) == len([n for n in range(count) if n % 3 == 0]) + 1
    assert len({p["event_id"] for p in promises}) == len(promises)
