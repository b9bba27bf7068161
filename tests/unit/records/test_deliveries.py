"""Deliveries: on the disk before they are acknowledged, handled until they are, and set aside with a reason."""

from datetime import timedelta
from pathlib import Path

import pytest

from records.clock import FixedClock
from records.deliveries import Deliveries
from tests.builders import NOW

HOOK = ["webhook"]


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def box(tmp_path: Path, clock: FixedClock) -> Deliveries:
    return Deliveries(tmp_path / "deliveries.sqlite", clock=clock)


def came(box: Deliveries, key: str, body: bytes = b"{}", sender: str = "webhooks:crm") -> bool:
    return box.accept("webhook", sender, key, body)


def keys(box: Deliveries) -> list[str]:
    return [d.key for d in box.due(HOOK)]


def test_a_repeat_is_not_stored_again_also_after_it_was_handled(box: Deliveries) -> None:
    assert came(box, "a") and not came(box, "a")
    (only,) = box.due(HOOK)
    box.done([only.id])
    assert not came(box, "a") and box.due(HOOK) == []
    assert came(box, "a", sender="webhooks:other")


def test_what_was_acknowledged_is_there_after_a_crash(tmp_path: Path) -> None:
    """The file is opened anew without having been closed, as after a kill."""
    path = tmp_path / "deliveries.sqlite"
    assert came(Deliveries(path), "a", b"words")
    assert [(d.key, d.body) for d in Deliveries(path).due(HOOK)] == [("a", b"words")]


def test_they_come_in_the_order_in_which_they_arrived(box: Deliveries) -> None:
    for key in "bac":
        came(box, key)
    assert keys(box) == ["b", "a", "c"]


def test_words_are_erased_as_soon_as_they_are_handled(tmp_path: Path, clock: FixedClock) -> None:
    path = tmp_path / "deliveries.sqlite"
    box = Deliveries(path, clock=clock)
    came(box, "a", b"a customer's words")
    box.done([d.id for d in box.due(HOOK)])
    box.close()
    assert b"customer" not in path.read_bytes()


def test_a_failure_is_tried_again_later_and_later_and_set_aside_in_the_end(
    box: Deliveries, clock: FixedClock
) -> None:
    came(box, "a")
    waits = []
    (one,) = box.due(HOOK)
    for _ in range(4):
        assert not box.failed(one, "it failed")
        waited = 0
        while not (due := box.due(HOOK)):
            clock.advance(timedelta(seconds=1))
            waited += 1
        (one,) = due
        waits.append(waited)
    assert waits == [5, 10, 20, 40]
    assert box.failed(one, "it failed at each of 5 attempts")
    assert box.waiting() == 0
    assert [(bad.sender, bad.why) for bad in box.quarantined()] == [
        ("webhooks:crm", "it failed at each of 5 attempts")
    ]


def test_a_delivery_that_ends_the_process_is_set_aside_and_takes_no_other_along(
    box: Deliveries, clock: FixedClock
) -> None:
    for key in ("good", "poison", "late"):
        came(box, key)
    handled: list[str] = []
    for _ in range(20):  # each round is one life of the process
        for one in box.due(HOOK):
            if one.key == "poison":
                break
            handled.append(one.key)
            box.done([one.id])
    assert handled == ["good", "late"]
    (bad,) = box.quarantined()
    assert bad.why == "the process ended at every attempt"


def test_waiting_for_a_busy_ledger_is_no_failure(box: Deliveries, clock: FixedClock) -> None:
    came(box, "a")
    for _ in range(20):
        (one,) = box.due(HOOK)
        assert one.attempts == 1
        box.failed(one, "busy", after=3.0)
        clock.advance(timedelta(seconds=3))
    assert keys(box) == ["a"]


def test_what_was_set_aside_can_be_tried_again_once_it_is_mended(box: Deliveries) -> None:
    came(box, "a")
    (one,) = box.due(HOOK)
    box.set_aside(one.id, "it is no JSON")
    assert box.due(HOOK) == [] and box.retry("webhooks:other") == 0
    assert box.retry("webhooks:crm") == 1
    assert keys(box) == ["a"] and box.quarantined() == []


def test_only_channels_that_somebody_handles_are_taken_up(box: Deliveries) -> None:
    came(box, "a")
    box.accept("slack", "C0SALES", "b", b"{}")
    assert [d.key for d in box.due(["slack"])] == ["b"]
    assert box.due([]) == [] and keys(box) == ["a"]


def test_a_later_moment_of_an_item_outruns_an_earlier_one(box: Deliveries) -> None:
    assert not box.outrun("mb:T:C:1", "1763900001.000100")
    box.note_handled({"mb:T:C:1": "1763900005.000100"})
    box.note_handled({"mb:T:C:1": "1763900002.000100"})
    assert box.outrun("mb:T:C:1", "1763900004.000100")
    assert not box.outrun("mb:T:C:1", "1763900005.000100"), "told again after a crash, it counts again"


def test_refusals_are_counted_by_sender_and_reason(box: Deliveries, clock: FixedClock) -> None:
    box.note_turned_away({("webhooks:crm", "the signature does not fit"): 3})
    box.note_turned_away({("webhooks:crm", "the signature does not fit"): 2, ("webhooks:crm", "stale"): 1})
    assert [(t.why, t.times) for t in box.turned_away()] == [("the signature does not fit", 5), ("stale", 1)]
    clock.advance(timedelta(days=2))
    assert box.turned_away() == []


def test_keys_are_forgotten_after_a_while_and_what_waits_never(box: Deliveries, clock: FixedClock) -> None:
    came(box, "a")
    came(box, "waits")
    first, _ = box.due(HOOK)
    box.done([first.id])
    clock.advance(timedelta(days=15))
    assert box.purge() == 1
    assert came(box, "a") and not came(box, "waits")
