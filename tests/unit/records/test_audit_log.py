"""Whoever edits, drops, reorders or invents a row of the audit log is found out."""

import json
import multiprocessing
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text as sql
from sqlalchemy.exc import DBAPIError

from records.audit_log import AuditLog
from records.clock import SystemClock
from records.database import Database
from tests.unit.records.stores import Stores


def write(ledger: Stores, rows: int = 5) -> None:
    for n in range(rows):
        ledger.audit.record(
            "ann@northbeam.example", "approved", f"prop_{n}", {"field": "deal.amount", "n": n}
        )


def tamper(ledger: Stores, *statements: str) -> None:
    """What somebody with the file and a SQL shell can do: the triggers go first."""
    connection = sqlite3.connect(ledger.home / "ledger.sqlite", isolation_level=None)
    connection.execute("DROP TRIGGER IF EXISTS audit_rows_stay")
    connection.execute("DROP TRIGGER IF EXISTS audit_rows_are_kept")
    for statement in statements:
        connection.execute(statement)
    connection.close()


def test_an_empty_log_is_whole(ledger: Stores) -> None:
    assert ledger.audit.verify().ok


def test_what_was_written_is_whole(ledger: Stores) -> None:
    write(ledger)
    found = ledger.audit.verify()
    assert (found.ok, found.rows) == (True, 5)


@pytest.mark.parametrize("statement", ["UPDATE audit SET actor = 'bob'", "DELETE FROM audit"])
def test_the_database_itself_refuses_to_change_a_row(ledger: Stores, statement: str) -> None:
    write(ledger)
    with pytest.raises(DBAPIError, match="never"), ledger.db.write() as connection:
        connection.execute(sql(statement))
    assert ledger.audit.verify().ok


@pytest.mark.parametrize("column", ["actor", "action", "subject", "detail", "at", "previous", "hash"])
@pytest.mark.parametrize("row", [1, 3, 5])
def test_an_edited_row_is_found(ledger: Stores, column: str, row: int) -> None:
    write(ledger)
    value = "2020-01-01T00:00:00.000000+00:00" if column == "at" else "x"
    tamper(ledger, f"UPDATE audit SET {column} = '{value}' WHERE seq = {row}")
    found = ledger.audit.verify()
    assert not found.ok
    assert str(row) in (found.problem or "")


@pytest.mark.parametrize(
    "statements",
    [
        pytest.param(["DELETE FROM audit WHERE seq = 1"], id="the first is dropped"),
        pytest.param(["DELETE FROM audit WHERE seq = 3"], id="one in the middle is dropped"),
        pytest.param(
            ["DELETE FROM audit WHERE seq = 3", "UPDATE audit SET seq = seq - 1 WHERE seq > 3"],
            id="one is dropped and the gap closed",
        ),
        pytest.param(["DELETE FROM audit WHERE seq = 5"], id="the last is dropped"),
        pytest.param(["DELETE FROM audit WHERE seq > 2"], id="the last three are dropped"),
        pytest.param(["DELETE FROM audit"], id="all are dropped"),
        pytest.param(
            [
                "UPDATE audit SET seq = 99 WHERE seq = 2",
                "UPDATE audit SET seq = 2 WHERE seq = 3",
                "UPDATE audit SET seq = 3 WHERE seq = 99",
            ],
            id="two are swapped",
        ),
        pytest.param(
            [
                "INSERT INTO audit SELECT 6, at, actor, action, 'prop_x', detail, hash, 'made up' FROM audit WHERE seq = 5"
            ],
            id="one is invented",
        ),
    ],
)
def test_a_dropped_reordered_or_invented_row_is_found(ledger: Stores, statements: list[str]) -> None:
    write(ledger)
    tamper(ledger, *statements)
    assert not ledger.audit.verify().ok


def rewrite_chain(ledger: Stores, keep: int, actor: str | None = None) -> tuple[int, str]:
    """A forger who knows the code: drops rows after `keep`, changes one, and hashes all of it anew."""
    from records import audit_log

    clock, rows = ledger.clock, []
    with ledger.db.read() as connection:
        rows = connection.execute(
            sql("SELECT seq, actor, action, subject, detail FROM audit ORDER BY seq")
        ).all()
    tamper(ledger, "DELETE FROM audit")
    last = (0, "0" * 64)
    for row in rows[:keep]:
        who = actor if actor and row.seq == 2 else row.actor
        digest = audit_log._hash(row.seq, clock.now(), who, row.action, row.subject, row.detail, last[1])
        at = clock.now().isoformat(timespec="microseconds")
        connection = sqlite3.connect(ledger.home / "ledger.sqlite")
        with connection:
            connection.execute(
                "INSERT INTO audit VALUES (?,?,?,?,?,?,?,?)",
                (row.seq, at, who, row.action, row.subject, row.detail, last[1], digest),
            )
        connection.close()
        last = (row.seq, digest)
    return last


def anchor_gone(ledger: Stores, last: tuple[int, str]) -> None:
    (ledger.home / "audit.head").unlink()


def anchor_empty(ledger: Stores, last: tuple[int, str]) -> None:
    (ledger.home / "audit.head").write_text("")


def anchor_forged(ledger: Stores, last: tuple[int, str]) -> None:
    old = json.loads((ledger.home / "audit.head").read_text())
    (ledger.home / "audit.head").write_text(json.dumps([*last, *old[2:]]))


def anchor_kept(ledger: Stores, last: tuple[int, str]) -> None:
    pass


@pytest.mark.parametrize("forge", [anchor_gone, anchor_empty, anchor_forged, anchor_kept])
@pytest.mark.parametrize(("keep", "actor"), [(5, "eve@northbeam.example"), (4, None), (1, None), (0, None)])
def test_even_a_chain_forged_from_the_start_is_found(
    ledger: Stores, forge: Callable[..., None], keep: int, actor: str | None
) -> None:
    write(ledger)
    forge(ledger, rewrite_chain(ledger, keep, actor))
    assert not ledger.audit.verify().ok


@pytest.mark.parametrize("dropped", ["seq = 5", "seq > 2", "seq > 0"])
def test_work_that_goes_on_afterwards_does_not_cover_it_up(ledger: Stores, dropped: str) -> None:
    write(ledger)
    tamper(ledger, f"DELETE FROM audit WHERE {dropped}")
    for n in range(7):
        ledger.audit.record("eve@northbeam.example", "asked", f"question {n}")
    assert not ledger.audit.verify().ok


def test_a_new_key_does_not_make_a_forged_anchor_genuine(ledger: Stores) -> None:
    write(ledger)
    forged = rewrite_chain(ledger, 3)
    (ledger.home / "audit.key").unlink()
    anchor_forged(ledger, forged)
    write(ledger, 2)
    assert not ledger.audit.verify().ok


def test_an_older_state_of_the_database_under_the_present_anchor_is_found(ledger: Stores) -> None:
    write(ledger, 3)
    ledger.db.close()
    older = (ledger.home / "ledger.sqlite").read_bytes()
    write(ledger, 2)
    ledger.db.close()
    (ledger.home / "ledger.sqlite").write_bytes(older)
    assert not ledger.audit.verify().ok


def test_a_crash_before_the_anchor_moved_is_no_tampering(ledger: Stores) -> None:
    write(ledger, 3)
    anchor = (ledger.home / "audit.head").read_bytes()
    write(ledger, 1)
    (ledger.home / "audit.head").write_bytes(anchor)
    assert ledger.audit.verify().ok
    write(ledger, 1)
    assert ledger.audit.verify().rows == 5


def test_a_crash_at_the_very_first_row_is_no_tampering(
    ledger: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    class PowerCut(Exception):
        pass

    def cut(*_: object) -> None:
        raise PowerCut

    with monkeypatch.context() as patched, pytest.raises(PowerCut):
        patched.setattr(AuditLog, "_append", cut)
        write(ledger, 1)
    assert ledger.audit.verify().ok
    write(ledger, 2)
    assert ledger.audit.verify().rows == 2


def test_words_in_any_script_survive(ledger: Stores) -> None:
    ledger.audit.record(
        "ünï@northbeam.example", "approved", "prop_𝄞", {"reason": "e\u0301 👍 \\u0000 \u2028"}
    )
    assert ledger.audit.verify().ok


def test_many_threads_keep_one_chain(ledger: Stores) -> None:
    threads = [threading.Thread(target=write, args=(ledger, 10)) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    found = ledger.audit.verify()
    assert (found.ok, found.rows) == (True, 80)


def _write_many(home: str) -> None:
    database = Database(f"sqlite:///{home}/ledger.sqlite")
    log = AuditLog(database, SystemClock(), Path(home) / "audit.head")
    for n in range(15):
        log.record("ann@northbeam.example", "asked", f"question {n}")
    database.close()


def test_four_processes_keep_one_chain(ledger: Stores) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write_many, args=(str(ledger.home),)) for _ in range(4)]
    for one in writers:
        one.start()
    for one in writers:
        one.join(timeout=60)
    found = ledger.audit.verify()
    assert (found.ok, found.rows) == (True, 60)
