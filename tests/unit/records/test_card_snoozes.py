"""A card that somebody put off comes back to them, once, whatever happens meanwhile."""

import threading
from datetime import timedelta

import pytest

from records.card_snoozes import LEASE, CardSnoozes
from tests.builders import HENRIK, MARA, NOW, PRIYA
from tests.unit.records.stores import Stores

MORNING = NOW + timedelta(days=3)


@pytest.fixture
def snoozes(ledger: Stores) -> CardSnoozes:
    return CardSnoozes(ledger.db)


def test_a_card_sleeps_for_who_put_it_off_and_for_nobody_else(snoozes: CardSnoozes) -> None:
    snoozes.set("prop_1", MARA.email, MORNING)
    assert snoozes.asleep(MARA.email) == {"prop_1": MORNING}
    assert snoozes.asleep(HENRIK.email) == {}


def test_a_later_choice_replaces_an_earlier_one(snoozes: CardSnoozes) -> None:
    snoozes.set("prop_1", MARA.email, MORNING)
    snoozes.set("prop_1", MARA.email, MORNING + timedelta(days=1))
    assert snoozes.due(MORNING) == []
    assert snoozes.due(MORNING + timedelta(days=1)) == [("prop_1", MARA.email)]


def test_a_card_comes_back_to_each_on_the_minute_and_once(snoozes: CardSnoozes) -> None:
    snoozes.set("prop_1", MARA.email, MORNING)
    snoozes.set("prop_1", HENRIK.email, MORNING)
    snoozes.set("prop_2", MARA.email, MORNING + timedelta(days=1))
    assert snoozes.due(MORNING - timedelta(seconds=1)) == []
    assert sorted(snoozes.due(MORNING)) == [("prop_1", HENRIK.email), ("prop_1", MARA.email)]
    assert snoozes.due(MORNING) == []


def test_a_card_whose_bringer_died_is_due_again(snoozes: CardSnoozes) -> None:
    snoozes.set("prop_1", MARA.email, MORNING)
    assert snoozes.due(MORNING)
    assert snoozes.due(MORNING + LEASE) == [("prop_1", MARA.email)]
    snoozes.done("prop_1", MARA.email, MORNING + LEASE)
    assert snoozes.due(MORNING + timedelta(days=9)) == []
    assert snoozes.asleep(MARA.email) == {}


def test_what_is_put_off_again_while_it_comes_back_stays_put_off(snoozes: CardSnoozes) -> None:
    snoozes.set("prop_1", MARA.email, MORNING)
    snoozes.due(MORNING)
    snoozes.set("prop_1", MARA.email, MORNING + timedelta(days=1))
    snoozes.done("prop_1", MARA.email, MORNING)
    assert snoozes.asleep(MARA.email) == {"prop_1": MORNING + timedelta(days=1)}


def test_who_wants_to_see_it_now_does_not_get_it_a_second_time(snoozes: CardSnoozes) -> None:
    snoozes.set("prop_1", MARA.email, MORNING)
    assert snoozes.clear("prop_1", MARA.email)
    assert not snoozes.clear("prop_1", MARA.email)
    assert snoozes.due(MORNING) == []


def test_of_many_processes_one_brings_each_card_back(snoozes: CardSnoozes) -> None:
    people = (MARA.email, HENRIK.email, PRIYA.email)
    for n in range(10):
        for person in people:
            snoozes.set(f"prop_{n}", person, MORNING)
    gate, brought = threading.Barrier(4), []

    def bring() -> None:
        gate.wait()
        brought.extend(snoozes.due(MORNING))

    workers = [threading.Thread(target=bring) for _ in range(4)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert sorted(brought) == sorted((f"prop_{n}", person) for n in range(10) for person in people)


def test_a_snooze_and_its_audit_row_are_written_together(ledger: Stores, snoozes: CardSnoozes) -> None:
    def noted(**given: object) -> bool:
        return ledger.audit.record(MARA.email, "snoozed", "prop_1", **given)  # type: ignore[arg-type]

    snoozes.set("prop_1", MARA.email, MORNING, noted=noted)
    assert snoozes.asleep(MARA.email) == {"prop_1": MORNING}
    assert ledger.audit.verify().rows == 1
