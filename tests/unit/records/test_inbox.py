"""The inbox keeps every delivery until it is handled, and hands each one out once."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from records.clock import FixedClock
from records.inbox import Inbox

BODY = {"type": "event_callback", "event": {"text": "what did we promise Acme? 👋 \u0000"}}


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2025, 11, 24, 8, 30, tzinfo=UTC))


@pytest.fixture
def inbox(tmp_path: Path, clock: FixedClock) -> Inbox:
    return Inbox(tmp_path / "new" / "inbox.sqlite", clock=clock)


def reopened(tmp_path: Path, clock: FixedClock, **more: int) -> Inbox:
    return Inbox(tmp_path / "new" / "inbox.sqlite", clock=clock, **more)  # type: ignore[arg-type]


def test_a_delivery_is_accepted_once(inbox: Inbox) -> None:
    assert inbox.accept("a", BODY)
    assert not inbox.accept("a", BODY), "it is being handled"
    inbox.done("a")
    assert not inbox.accept("a", BODY), "it was handled"
    assert inbox.accept("b", BODY)


def test_of_many_at_once_one_wins(inbox: Inbox) -> None:
    with ThreadPoolExecutor(16) as people:
        won = list(people.map(lambda _: inbox.accept("a", BODY), range(200)))
    assert won.count(True) == 1


def test_what_a_dead_process_left_is_found_in_order_and_can_be_finished(
    inbox: Inbox, tmp_path: Path, clock: FixedClock
) -> None:
    for name in "cab":
        clock.advance(timedelta(seconds=1))
        inbox.accept(name, BODY | {"n": name})
    inbox.done("a")
    after = reopened(tmp_path, clock)
    assert after.unfinished() == [("c", BODY | {"n": "c"}), ("b", BODY | {"n": "b"})]
    assert not after.accept("c", BODY), "taken over, so a repeat does nothing"
    after.done("c")
    after.done("b")
    assert reopened(tmp_path, clock).unfinished() == []


def test_a_claim_that_nobody_finished_lapses(inbox: Inbox, clock: FixedClock) -> None:
    inbox.accept("a", BODY)
    clock.advance(timedelta(minutes=4))
    assert not inbox.accept("a", BODY)
    clock.advance(timedelta(minutes=2))
    assert inbox.accept("a", BODY)


def test_a_poisonous_delivery_is_given_up(inbox: Inbox, tmp_path: Path, clock: FixedClock) -> None:
    inbox.accept("a", BODY)
    starts = [len(reopened(tmp_path, clock, max_attempts=3).unfinished()) for _ in range(4)]
    assert starts == [1, 1, 0, 0]


def test_what_was_said_is_erased_once_it_is_handled(inbox: Inbox, tmp_path: Path) -> None:
    inbox.accept("a", BODY)
    inbox.remember("a", "status", "1763.001")
    inbox.done("a")
    inbox.close()
    rows = sqlite3.connect(tmp_path / "new" / "inbox.sqlite").execute("SELECT body FROM deliveries")
    assert rows.fetchall() == [("{}",)]
    assert b"promise Acme" not in (tmp_path / "new" / "inbox.sqlite").read_bytes()


def test_what_was_done_is_remembered_over_a_restart(inbox: Inbox, tmp_path: Path, clock: FixedClock) -> None:
    inbox.accept("a", BODY)
    assert inbox.remembered("a", "status") is None
    inbox.remember("a", "status", "1")
    inbox.remember("a", "status", "2")
    assert reopened(tmp_path, clock).remembered("a", "status") == "2"


def test_old_ids_are_forgotten_and_open_work_is_not(inbox: Inbox, clock: FixedClock) -> None:
    inbox.accept("done", BODY)
    inbox.done("done")
    inbox.accept("open", BODY)
    clock.advance(timedelta(days=13))
    assert inbox.purge() == 0
    clock.advance(timedelta(days=2))
    assert inbox.purge() == 1
    assert [name for name, _ in inbox.unfinished()] == ["open"]


def test_it_survives_a_reader_and_uses_a_write_ahead_log(inbox: Inbox, tmp_path: Path) -> None:
    reader = sqlite3.connect(tmp_path / "new" / "inbox.sqlite")
    assert reader.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM deliveries").fetchall()
    assert inbox.accept("a", BODY)
