"""The desk works on each delivery once, however often and however late it is repeated."""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from slack_bolt import Ack, BoltContext

from bot.slack.desk import Delivery, Desk
from records.clock import FixedClock
from records.inbox import Inbox

QUESTION = {
    "type": "event_callback",
    "team_id": "T0HOME",
    "event": {"type": "message", "user": "UMIRA", "channel": "DMIRA", "ts": "1763900001.000100", "text": "?"},
}
LONGER_THAN_A_CLAIM = timedelta(minutes=6)


class Queue(Executor):
    """Workers that are busy until told to go on."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], Any]] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.waiting.append(lambda: fn(*args, **kwargs))
        return Future()

    def go_on(self) -> None:
        while self.waiting:
            self.waiting.pop(0)()


class Place:
    """A desk over a real inbox. `statuses` is what each piece of work found noted when it began."""

    def __init__(self, path: Path) -> None:
        self.clock = FixedClock(datetime(2025, 11, 24, 8, 30, tzinfo=UTC))
        self.inbox = Inbox(path, clock=self.clock)
        self.workers = Queue()
        self.desk = Desk(self.inbox, self.workers, lambda _: None, waits=(3600.0,))
        self.desk.on("event:message", self._work)
        self.statuses: list[str | None] = []
        self.during: Callable[[], None] = lambda: None

    def tell(self) -> bool:
        """Delivers the question as Slack does; says whether Slack heard "ok"."""
        ack = Ack()

        def listen() -> None:
            ack()
            self.desk.work(QUESTION)

        self.desk.keep(QUESTION, BoltContext(), ack, listen)
        return ack.response is not None and ack.response.status == 200

    def _work(self, delivery: Delivery) -> None:
        self.statuses.append(delivery.remembered("status"))
        delivery.remember("status", "posted")
        self.during()


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "inbox.sqlite")


def test_a_repeat_is_worked_on_once_even_if_the_work_waited_for_minutes(place: Place) -> None:
    assert place.tell()
    place.clock.advance(LONGER_THAN_A_CLAIM)
    assert place.tell()
    place.workers.go_on()
    assert place.statuses == [None]
    assert place.inbox.unfinished() == []


def test_a_repeat_is_worked_on_once_even_if_the_work_itself_takes_minutes(place: Place) -> None:
    def slowly() -> None:
        place.clock.advance(LONGER_THAN_A_CLAIM)
        assert place.tell()

    place.during = slowly
    place.tell()
    place.workers.go_on()
    assert place.statuses == [None]


def test_a_repeat_while_failed_work_waits_for_its_next_attempt_starts_nothing(place: Place) -> None:
    def fail() -> None:
        raise OSError("disk")

    place.during = fail
    place.tell()
    place.workers.go_on()
    place.clock.advance(LONGER_THAN_A_CLAIM)
    assert place.tell()
    assert place.workers.waiting == []
    place.desk.close()
    assert len(place.inbox.unfinished()) == 1, "it stays stored for the next start"


def test_work_that_broke_off_is_taken_up_by_a_later_repeat_and_goes_on_from_its_notes(place: Place) -> None:
    def break_off() -> None:
        raise SystemExit

    place.during = break_off
    place.tell()
    with pytest.raises(SystemExit):
        place.workers.go_on()
    place.during = lambda: None
    place.tell()
    assert place.workers.waiting == [], "its claim still holds"
    place.clock.advance(LONGER_THAN_A_CLAIM)
    place.tell()
    place.workers.go_on()
    assert place.statuses == [None, "posted"]
    assert place.inbox.unfinished() == []


def test_what_was_handled_is_not_worked_on_again(place: Place) -> None:
    place.tell()
    place.workers.go_on()
    place.clock.advance(LONGER_THAN_A_CLAIM)
    assert place.tell()
    assert place.workers.waiting == []
    assert place.statuses == [None]
