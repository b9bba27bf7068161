"""A reminder is made once, claimed by one and, if that one dies, by the next."""

import threading
from datetime import timedelta

from records.reminders import LEASE
from tests.builders import NOW, TOM, reminder
from tests.unit.records.stores import Stores


def test_an_occurrence_exists_once_even_under_another_id(ledger: Stores) -> None:
    assert ledger.reminders.add(reminder())
    assert not ledger.reminders.add(reminder(id="rem_other"))
    assert ledger.reminders.all() == [reminder()]


def test_eight_tickers_get_each_reminder_once(ledger: Stores) -> None:
    for n in range(20):
        ledger.reminders.add(reminder(n))
    gate, got = threading.Barrier(8), []

    def claim(worker: int) -> None:
        gate.wait()
        got.extend(r.id for r in ledger.reminders.claim_due(f"w{worker}", NOW))

    tickers = [threading.Thread(target=claim, args=(n,)) for n in range(8)]
    for one in tickers:
        one.start()
    for one in tickers:
        one.join()
    assert sorted(got) == sorted(f"rem_{n}" for n in range(20))


def test_eight_planners_make_each_occurrence_once(ledger: Stores) -> None:
    gate, made = threading.Barrier(8), []

    def add(worker: int) -> None:
        gate.wait()
        made.append(ledger.reminders.add(reminder(id=f"rem_{worker}")))

    planners = [threading.Thread(target=add, args=(n,)) for n in range(8)]
    for one in planners:
        one.start()
    for one in planners:
        one.join()
    assert sorted(made) == [False] * 7 + [True]


def test_a_claim_of_a_process_that_died_goes_to_the_next_after_the_lease(ledger: Stores) -> None:
    ledger.reminders.add(reminder())
    assert len(ledger.reminders.claim_due("first", NOW)) == 1
    assert ledger.reminders.claim_due("second", NOW + LEASE) == []
    assert len(ledger.reminders.claim_due("second", NOW + LEASE + timedelta(seconds=1))) == 1


def test_what_was_sent_is_never_claimed_again(ledger: Stores) -> None:
    ledger.reminders.add(reminder())
    ledger.reminders.claim_due("first", NOW)
    ledger.reminders.mark_sent("rem_1", NOW)
    assert ledger.reminders.claim_due("second", NOW + timedelta(days=1)) == []


def test_what_is_not_due_waits(ledger: Stores) -> None:
    ledger.reminders.add(reminder(send_at=NOW + timedelta(hours=1)))
    assert ledger.reminders.claim_due("w", NOW) == []
    assert len(ledger.reminders.claim_due("w", NOW + timedelta(hours=1))) == 1


def test_everybody_has_their_own(ledger: Stores) -> None:
    ledger.reminders.add(reminder(1))
    ledger.reminders.add(reminder(2, person=TOM.email))
    assert [r.id for r in ledger.reminders.since(TOM.email, NOW)] == ["rem_2"]
    assert ledger.reminders.since(TOM.email, NOW + timedelta(days=1)) == []
