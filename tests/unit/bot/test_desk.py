"""What both desks share: nothing that was told is refused for ever, worked on twice or lost."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.desk import Delivery, Work
from bot.teams.desk import Desk
from records.clock import FixedClock
from records.inbox import Inbox
from tests.unit.bot.test_slack_desk import Queue

LONGER_THAN_A_CLAIM = timedelta(minutes=6)


class Place:
    """A desk over a real inbox whose work does what it is told to do."""

    def __init__(self, path: Path, waits: tuple[float, ...] = (3600.0,)) -> None:
        self.clock = FixedClock(datetime(2026, 11, 24, 8, 30, tzinfo=UTC))
        self.inbox, self.workers, self.sorry = Inbox(path, clock=self.clock), Queue(), list[str]()
        self.desk = Desk(self.inbox, self.workers, lambda d: self.sorry.append(d.id), waits=waits)
        self.done: list[str] = []
        self.during: Callable[[], None] = lambda: None
        self.desk.on("talk", self._work, first=self._feel)

    def tell(self, name: str = "1") -> bool:
        delivery = self.desk.take("talk", name, {"text": "?"})
        if delivery is not None:
            self.desk.work(delivery)
        return delivery is not None

    def _feel(self, delivery: Delivery) -> None:
        raise OSError("no sign of life")

    def _work(self, delivery: Delivery) -> None:
        self.during()
        self.done.append(delivery.id)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "inbox.sqlite")


def fail() -> None:
    raise OSError("network")


def test_where_no_further_attempt_can_be_planned_a_repeat_takes_it_up(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_thread(timer: threading.Timer) -> None:
        raise RuntimeError("can't start new thread")

    place.during = fail
    monkeypatch.setattr(threading.Timer, "start", no_thread)
    assert place.tell()
    place.workers.go_on()
    place.during = lambda: None
    assert not place.tell(), "its claim still holds"
    place.clock.advance(LONGER_THAN_A_CLAIM)
    assert place.tell()
    place.workers.go_on()
    assert place.done == ["talk:1"] and place.inbox.unfinished() == []


def test_what_fails_while_it_closes_waits_for_the_next_start_and_for_no_clock(place: Place) -> None:
    def close_and_fail() -> None:
        place.desk.close()
        fail()

    place.during = close_and_fail
    before = threading.active_count()
    place.tell()
    place.workers.go_on()
    assert threading.active_count() == before, "nothing is left that waits"
    assert [name for name, _ in place.inbox.unfinished()] == ["talk:1"] and place.sorry == []


def test_a_store_that_fails_when_it_is_done_leaves_it_to_a_repeat(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(place.inbox, "done", lambda name: fail())
        place.tell()
        with pytest.raises(OSError):
            place.workers.go_on()
    place.clock.advance(LONGER_THAN_A_CLAIM)
    assert place.tell(), "it is not refused for ever"
    place.workers.go_on()
    assert place.inbox.unfinished() == []


def test_many_repeats_at_once_are_worked_on_once_and_leave_nothing_in_hand(tmp_path: Path) -> None:
    done: list[str] = []
    work: Work = lambda delivery: done.append(delivery.id)  # noqa: E731
    with ThreadPoolExecutor(4) as workers, ThreadPoolExecutor(8) as platform:
        desk = Desk(Inbox(tmp_path / "inbox.sqlite"), workers, work)
        desk.on("talk", work, first=lambda delivery: None)

        def tell(n: int) -> bool:
            delivery = desk.take("talk", str(n % 25), {})
            if delivery is not None:
                desk.work(delivery)
            return delivery is not None

        assert sum(platform.map(tell, range(400))) == 25
    assert sorted(done) == sorted(f"talk:{n}" for n in range(25))
    assert desk._in_hand == set()


def test_what_an_earlier_version_stored_for_work_that_is_gone_ends_with_a_word_of_regret(
    tmp_path: Path,
) -> None:
    place = Place(tmp_path / "inbox.sqlite", waits=())
    place.inbox.accept("gone:1", {"route": "gone", "activity": {}})
    place.inbox.accept("odd", {"nothing": "of ours"})
    assert place.desk.resume() == 2
    place.workers.go_on()
    assert place.sorry == ["gone:1", "odd"] and place.inbox.unfinished() == []
