"""A reminder is made once, claimed by one and, if that one dies, by the next."""

import threading
from datetime import timedelta
from functools import partial

from records.models import Occasion, Reminder, ReminderKind
from records.reminders import LEASE
from tests.builders import MARA, NOW, TOM, reminder
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


def told(*numbers: int, **changes: object) -> Reminder:
    """A digest that tells so many promises."""
    occasions = tuple(Occasion(key=f"due_soon:pr_{n}", promise_id=f"pr_{n}") for n in numbers)
    ids = tuple(f"pr_{n}" for n in numbers)
    return reminder(
        **{"kind": ReminderKind.digest, "promise_ids": ids, "told": occasions, **changes}  # type: ignore[arg-type]
    )


def test_a_digest_leaves_out_what_was_told_before_and_is_kept_in_order(ledger: Stores) -> None:
    assert ledger.reminders.add(told(1, occurrence="due_soon:pr_1"))
    assert ledger.reminders.add(told(3, 1, 2, id="rem_2", occurrence="digest:monday"))
    assert [r.promise_ids for r in ledger.reminders.all()] == [("pr_1",), ("pr_3", "pr_2")]
    assert [o.promise_id for o in ledger.reminders.by_ids(["rem_2"])[0].told] == ["pr_3", "pr_2"]
    assert not ledger.reminders.add(told(1, 2, 3, id="rem_3", occurrence="digest:tuesday"))


def test_two_processes_that_plan_at_once_tell_everything_once_and_keep_the_cap(ledger: Stores) -> None:
    """Each of eight workers found another part of what is due; all see what the others made."""
    gate = threading.Barrier(8)

    def choose(worker: int, already: list[Reminder]) -> list[Reminder]:
        known = {o.key for r in already for o in r.told}
        wanted = [n for n in range(worker, worker + 6) if f"due_soon:pr_{n}" not in known]
        return [told(n, id=f"rem_{n}", occurrence=f"due_soon:pr_{n}") for n in wanted][: 9 - len(already)]

    def plan(worker: int) -> None:
        gate.wait()
        ledger.reminders.plan(MARA.email, NOW - timedelta(days=1), partial(choose, worker))

    workers = [threading.Thread(target=plan, args=(n,)) for n in range(8)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    keys = [o.key for r in ledger.reminders.all() for o in r.told]
    assert len(keys) == len(set(keys)) == 9


def test_what_waits_since_long_ago_is_known_to_the_planner(ledger: Stores) -> None:
    ledger.reminders.add(reminder(1, send_at=NOW - timedelta(days=90)))
    seen: list[str] = []
    ledger.reminders.plan(MARA.email, NOW, lambda already: seen.extend(r.id for r in already) or [])  # type: ignore[func-returns-value]
    assert seen == ["rem_1"]


def test_a_postponed_reminder_is_free_again_at_its_new_hour(ledger: Stores) -> None:
    ledger.reminders.add(reminder())
    ledger.reminders.claim_due("first", NOW)
    ledger.reminders.postpone("rem_1", NOW + timedelta(minutes=2))
    assert ledger.reminders.claim_due("second", NOW + timedelta(minutes=1)) == []
    assert len(ledger.reminders.claim_due("second", NOW + timedelta(minutes=2))) == 1
    ledger.reminders.mark_sent("rem_1", NOW)
    ledger.reminders.postpone("rem_1", NOW + timedelta(days=1))
    assert ledger.reminders.all()[0].send_at == NOW + timedelta(minutes=2), "what was sent stays as it was"


def test_a_silence_that_was_let_go_is_remembered_for_that_person(ledger: Stores) -> None:
    silence = Occasion(key="forgotten:acc:mara:1:0", account_id="acc", since=NOW)
    ledger.reminders.add(
        reminder(kind=ReminderKind.forgotten, promise_ids=(), account_id="acc", told=(silence,))
    )
    assert ledger.reminders.all()[0].account_id == "acc"
    assert ledger.reminders.told_of(MARA.email, "acc") == silence
    assert ledger.reminders.told_of(TOM.email, "acc") is None
    dropped = silence.model_copy(update={"key": "forgotten:acc:mara:1"})
    noted = partial(ledger.audit.record, MARA.email, "lead_let_go", "acc")
    assert ledger.reminders.let_go(MARA.email, dropped, noted=noted)
    assert not ledger.reminders.let_go(MARA.email, dropped, noted=noted)
    assert ledger.reminders.dropped(MARA.email) == {dropped.key}
    assert ledger.reminders.dropped(TOM.email) == frozenset()
    assert ledger.audit.verify().rows == 1
