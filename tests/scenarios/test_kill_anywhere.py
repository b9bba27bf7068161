"""Twenty times the power goes out in the middle of the work: nothing is lost, nothing happens twice."""

import json
import random
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from records.audit_log import AuditLog
from records.clock import SystemClock
from records.database import Database
from tests.builders import MARA, make_crm, open_app

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
DICE = random.Random(4711)
CUSTOMERS = (
    "dana.whitfield@acme.example",
    "stefan.brueckner@globex.example",
    "bill.hargrove@initech.example",
    "gerard.obuya@klmn.example",
    "giulia.ferrante@tessaro.example",
)
THINGS = "price list,rollout plan,security paper,training dates,test report,data sheet,reference list,contract draft"


def mailbox(path: Path, now: datetime) -> None:
    """A few hundred mails: promises, some kept, some moved, and new phone numbers."""
    out: list[tuple[datetime, EmailMessage]] = []

    def mail(
        number: str, at: datetime, sender: str, to: str, subject: str, body: str, answers: str = ""
    ) -> None:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = sender, to, subject
        message["Date"], message["Message-ID"] = at, f"<{number}@mail.example>"
        if answers:
            message["References"] = f"<{answers}@mail.example>"
        message.set_content(body)
        out.append((at, message))

    for c, customer in enumerate(CUSTOMERS):
        for n, thing in enumerate(THINGS.split(",")):
            for k in range(3):
                at = now - timedelta(days=30 - 3 * n, hours=5 * k + c, minutes=7 * n)
                due = (now + timedelta(days=5 + n + k)).strftime("%-d %B %Y")
                name, what = f"{c}-{n}-{k}", f"{thing} {'ABC'[k]}{n}"
                mail(
                    name,
                    at,
                    MARA.email,
                    customer,
                    what,
                    f"Hello,\n\nI'll send you the {what} by {due}.\n\nMara\n",
                )
                if (n + k) % 3 == 0:
                    body = f"Hello,\n\nas promised, attached is the {what}.\n\nMara\n"
                    mail(
                        name + "-kept",
                        at + timedelta(hours=9),
                        MARA.email,
                        customer,
                        f"Re: {what}",
                        body,
                        name,
                    )
                elif (n + k) % 3 == 1:
                    body = f"Hello Mara,\n\nthank you. My new mobile number is +44 113 496 0{100 + 10 * c + n}.\n"
                    mail(name + "-re", at + timedelta(hours=7), customer, MARA.email, f"Re: {what}", body)
    DICE.shuffle(out)
    path.write_bytes(b"".join(b"From x@y Thu Nov 19 09:00:00 2026\n" + m.as_bytes() + b"\n" for _, m in out))


def child(*words: object) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.scenarios.long_work", *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


def until_ready(process: "subprocess.Popen[str]") -> None:
    assert process.stdout is not None and process.stderr is not None
    for line in process.stdout:
        if line.strip() == "READY":
            return
    raise AssertionError(process.stderr.read())


def to_the_end(*words: object) -> float:
    """Seconds of work from being ready to being done."""
    process = child(*words)
    stop = threading.Timer(120, process.kill)
    stop.start()
    try:
        until_ready(process)
        started = time.monotonic()
        # Not `communicate`: it would miss what was read together with the line before.
        assert process.stdout is not None and process.stderr is not None
        out, err = process.stdout.read(), process.stderr.read()
        assert process.wait() == 0 and "DONE" in out, err
        return time.monotonic() - started
    finally:
        stop.cancel()


def killed(longest: float, *words: object) -> bool:
    """Whether the power went out before the work was done."""
    process = child(*words)
    until_ready(process)
    time.sleep(DICE.uniform(0, longest))
    process.kill()
    process.wait()
    assert process.stdout is not None
    return "DONE" not in process.stdout.read()


def rows(file: Path, query: str) -> "Counter[tuple[Any, ...]]":
    connection = sqlite3.connect(file)
    try:
        return Counter(connection.execute(query).fetchall())
    finally:
        connection.close()


LEDGER = {
    "events": "SELECT id, source, external_id, version, thread, text FROM event",
    "seen": "SELECT event_id, mailbox_id FROM event_seen",
    "accounts of events": "SELECT event_id, account_id FROM event_account",
    "words": 'SELECT p.event_id, p.start, p."end", w.text FROM passage p JOIN passage_words w ON w.rowid = p.rowid',
    "promises": "SELECT id, account_id, quote, due, status, superseded_by, settled_by FROM promise",
    "history": "SELECT promise_id, old_status, new_status, event_id FROM promise_history",
    "intents": 'SELECT event_id, label, start, "end" FROM intent',
    "accounts": "SELECT id, name, merged_into FROM account",
    "proposals": "SELECT id, entity, field, old, new, status, failure FROM proposal",
    "decisions": "SELECT proposal_id, kind, actor FROM decision",
    "work left": "SELECT kind, key FROM pending_work",
    "quarantine": "SELECT path, reason FROM quarantine",
    "audit": "SELECT action, subject FROM audit WHERE action NOT IN ('crm_write_started')",
}
CRM = {
    "deals": "SELECT OPP_ID, NXT_STP, AMT_CENTS, CLS_DT, STG_CD FROM OPP_HDR",
    "people": "SELECT PID, TEL, JOB_TTL FROM PERS",
    "tasks": "SELECT ACCT_NO, SUBJ, DUE_DT, OWNR FROM TODO_LST",
}


def state(home: Path) -> dict[str, "Counter[tuple[Any, ...]]"]:
    found = {name: rows(home / "ledger.sqlite", query) for name, query in LEDGER.items()}
    found |= {name: rows(home / "crm.sqlite", query) for name, query in CRM.items()}
    effects = rows(home / "crm.sqlite", "SELECT name FROM sqlite_master WHERE name LIKE 'promissory%'")
    for (table,) in effects:
        found[table] = rows(home / "crm.sqlite", f"SELECT key, entity, field FROM {table}")
    return found


def assert_same(home: Path, wanted: dict[str, "Counter[tuple[Any, ...]]"]) -> None:
    found = state(home)
    for name, expected in wanted.items():
        assert found[name] - expected == Counter(), f"{name}: twice or made up"
        assert expected - found[name] == Counter(), f"{name}: lost"
    database = Database(f"sqlite:///{home / 'ledger.sqlite'}")
    verified = AuditLog(database, SystemClock(), home / "audit.head").verify()
    database.close()
    assert verified.ok, verified.problem


def fresh(home: Path) -> Path:
    home.mkdir()
    make_crm(home)
    open_app(home).close()
    return home


class Read:
    """The uninterrupted reading that all others are held against."""

    def __init__(self, folder: Path) -> None:
        self.mbox, self.home = folder / "all.mbox", fresh(folder / "uninterrupted")
        mailbox(self.mbox, datetime.now(UTC).replace(microsecond=0))
        self.seconds = to_the_end("read", self.home, self.mbox)
        self.state = state(self.home)


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Read:
    return Read(tmp_path_factory.mktemp("kill"))


def test_the_mailbox_is_worth_killing_for(read: Read) -> None:
    statuses = Counter(row[4] for row in read.state["promises"])
    assert len(read.state["events"]) >= 200
    assert statuses["open"] > 20 and statuses["kept"] > 20
    assert len([p for p in read.state["proposals"] if p[5] == "pending"]) > 20
    assert not read.state["work left"]


def test_reading_survives_ten_kills(read: Read, tmp_path: Path) -> None:
    kills, homes = 0, 0
    while kills < 10:
        homes += 1
        home = fresh(tmp_path / f"home{homes}")
        while kills < 10 and killed(read.seconds * 0.5, "read", home, read.mbox):
            kills += 1
        to_the_end("read", home, read.mbox)
        assert_same(home, read.state)


def test_writing_to_the_crm_survives_five_kills(read: Read, tmp_path: Path) -> None:
    whole = Path(shutil.copytree(read.home, tmp_path / "whole"))
    seconds = to_the_end("write", whole)
    wanted = state(whole)
    assert {p[5] for p in wanted["proposals"]} <= {"applied", "superseded", "paused"}
    for (action, subject), times in wanted["audit"].items():
        assert times == 1, (action, subject)
    kills, homes = 0, 0
    while kills < 5:
        homes += 1
        home = Path(shutil.copytree(read.home, tmp_path / f"home{homes}"))
        while kills < 5 and killed(seconds * 0.4, "write", home):
            kills += 1
        to_the_end("write", home)
        assert_same(home, wanted)


HOURS = 24 * 12


def sent_in(file: Path) -> "Counter[str]":
    return Counter(json.dumps(json.loads(line)) for line in file.read_text().splitlines())


def test_reminding_survives_five_kills(read: Read, tmp_path: Path) -> None:
    started = datetime.now(UTC).replace(minute=0, second=0, microsecond=0).isoformat()

    def home_for(name: str) -> Path:
        home = Path(shutil.copytree(read.home, tmp_path / name))
        (home / "started").write_text(started)
        return home

    whole = home_for("whole")
    seconds = to_the_end("remind", whole, whole / "sent", HOURS)
    wanted = sent_in(whole / "sent")
    assert len(wanted) >= 5 and set(wanted.values()) == {1}
    kills, homes = 0, 0
    while kills < 5:
        homes += 1
        home = home_for(f"home{homes}")
        while kills < 5 and killed(seconds * 0.4, "remind", home, home / "sent", HOURS):
            kills += 1
        to_the_end("remind", home, home / "sent", HOURS)
        assert sent_in(home / "sent") == wanted
        assert_same(home, state(whole))
