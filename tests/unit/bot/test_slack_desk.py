"""The desk works on each delivery once, however often and however late it is repeated."""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from slack_bolt import Ack, BoltContext

from bot.slack.clicks import Over, click_of
from bot.slack.desk import Delivery, Desk
from bot.slack.routing import delivery_id, is_noise, lane_of, route_of
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
        self.apologies: list[str] = []
        self.desk = Desk(
            self.inbox, self.workers, lambda d: self.apologies.append(d.id), waits=(3600.0,), abreast=2
        )
        self.desk.on("event:message", self._work)
        self.statuses: list[str | None] = []
        self.during: Callable[[], None] = lambda: None

    def tell(self, body: dict[str, Any] = QUESTION) -> bool:
        """Delivers the question as Slack does; says whether Slack heard "ok"."""
        ack = Ack()

        def listen() -> None:
            ack()
            self.desk.work(body)

        self.desk.keep(body, BoltContext(), ack, listen)
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


def test_when_nothing_is_left_to_do_it_is_neither_tried_again_nor_apologised_for(place: Place) -> None:
    def removed() -> None:
        raise Over("the workspace removed us")

    place.during = removed
    place.tell()
    place.workers.go_on()
    assert place.inbox.unfinished() == [] and place.apologies == []


def asked_in(channel: str, n: int) -> dict[str, Any]:
    event = {"type": "message", "user": "UMIRA", "channel": channel, "ts": f"17639000{n:02}.000100"}
    return QUESTION | {"event": event}


def test_a_channel_full_of_work_leaves_workers_for_the_others(place: Place) -> None:
    for n in range(5):
        place.tell(asked_in("DMIRA", n))
    assert len(place.workers.waiting) == 2, "the rest waits for these"
    place.tell(asked_in("DTOM", 9))
    assert len(place.workers.waiting) == 3
    place.workers.go_on()
    assert len(place.statuses) == 6
    place.tell(asked_in("DMIRA", 8))
    assert len(place.workers.waiting) == 1, "there is room again"


def test_what_waits_in_a_full_channel_stays_stored_when_it_closes(place: Place) -> None:
    for n in range(5):
        place.tell(asked_in("DMIRA", n))
    place.desk.close()
    place.workers.go_on()
    assert len(place.statuses) == 2 and len(place.inbox.unfinished()) == 3


# What Slack sends: a message, a click in a message and in a view, a form, a shortcut, a command, news

TEAM = {"id": "T0HOME"}
USER = {"id": "UMIRA", "team_id": "T0HOME"}
ACTION = {
    "type": "button",
    "action_id": "promise_done",
    "value": "pr-1",
    "block_id": "row",
    "action_ts": "1.5",
}
IN_A_MESSAGE = {
    "type": "block_actions",
    "team": TEAM,
    "user": USER,
    "container": {"type": "message", "channel_id": "C1", "message_ts": "1.0"},
    "channel": {"id": "C1"},
    "message": {"ts": "1.0", "text": "hello", "blocks": []},
    "actions": [ACTION],
}
IN_A_VIEW = {
    "type": "block_actions",
    "team": TEAM,
    "user": USER,
    "container": {"type": "view", "view_id": "V1"},
    "view": {"id": "V1", "type": "home", "hash": "h1"},
    "actions": [ACTION],
}
FORM = {
    "type": "view_submission",
    "team": TEAM,
    "user": USER,
    "view": {"id": "V1", "hash": "h1", "callback_id": "x"},
}
ON_A_MESSAGE = {
    "type": "message_action",
    "team": TEAM,
    "user": USER,
    "callback_id": "promised_here",
    "channel": {"id": "C1"},
    "action_ts": "1.5",
}
ANYWHERE = {k: v for k, v in ON_A_MESSAGE.items() if k != "channel"} | {"type": "shortcut"}
COMMAND = {
    "command": "/promises",
    "team_id": "T0HOME",
    "user_id": "UMIRA",
    "channel_id": "C1",
    "trigger_id": "1.2.a",
}


def event(kind: str, **more: Any) -> dict[str, Any]:
    return {"type": "event_callback", "team_id": "T0HOME", "event_id": "Ev1", "event": {"type": kind, **more}}


PANE = event("assistant_thread_started", assistant_thread={"user_id": "UMIRA", "channel_id": "D1"})


@pytest.mark.parametrize(
    ("body", "route", "lane"),
    [
        (QUESTION, "event:message", "DMIRA"),
        (event("message", channel_type="mpim", channel="G1", user="UMIRA"), "event:app_mention", "G1"),
        (IN_A_MESSAGE, "action:promise_done", "C1"),
        (IN_A_VIEW, "action:promise_done", "UMIRA"),
        (FORM, "view:x", "UMIRA"),
        (ON_A_MESSAGE, "shortcut:promised_here", "C1"),
        (ANYWHERE, "shortcut:promised_here", "UMIRA"),
        (COMMAND, "command:promises", "C1"),
        (PANE, "event:assistant_thread_started", "D1"),
        (event("app_home_opened", user="UMIRA", channel="D1", tab="home"), "event:app_home_opened", "D1"),
        (event("app_uninstalled"), "event:app_uninstalled", ""),
        ({"type": "something new"}, "other", ""),
    ],
)
def test_every_kind_of_delivery_has_its_route_and_its_place(
    body: dict[str, Any], route: str, lane: str
) -> None:
    assert (route_of(body), lane_of(body)) == (route, lane)


@pytest.mark.parametrize(
    ("body", "other"),
    [
        (IN_A_MESSAGE, IN_A_MESSAGE | {"actions": [ACTION | {"action_ts": "1.6"}]}),
        (IN_A_VIEW, IN_A_VIEW | {"container": {"type": "view", "view_id": "V2"}}),
        (IN_A_VIEW, IN_A_VIEW | {"user": {"id": "UTOM"}}),
        (IN_A_VIEW, IN_A_VIEW | {"team": {"id": "T0ACME"}}),
        (FORM, FORM | {"view": {"id": "V1", "hash": "h2", "callback_id": "x"}}),
        (ON_A_MESSAGE, ON_A_MESSAGE | {"action_ts": "1.6"}),
        (ON_A_MESSAGE, ON_A_MESSAGE | {"callback_id": "remember_this"}),
        (COMMAND, COMMAND | {"trigger_id": "1.2.b"}),
        (PANE, PANE | {"event_id": "Ev2"}),
        (
            event("app_home_opened", user="UMIRA", channel="D1"),
            event("app_home_opened", user="UMIRA") | {"event_id": "Ev2"},
        ),
    ],
)
def test_a_repeat_has_the_same_name_and_nothing_else_has(body: dict[str, Any], other: dict[str, Any]) -> None:
    assert delivery_id(body) == delivery_id(dict(body))
    assert delivery_id(body) != delivery_id(other)


def test_a_mention_in_a_group_dm_that_comes_as_two_events_is_one_question() -> None:
    spoken = {"user": "UMIRA", "channel": "G1", "ts": "1.0", "text": "<@U0BOT> hello"}
    assert delivery_id(event("app_mention", **spoken)) == delivery_id(
        event("message", channel_type="mpim", **spoken) | {"event_id": "Ev2"}
    )


@pytest.mark.parametrize(
    ("body", "noise"),
    [
        (QUESTION, False),
        (PANE, False),
        (event("app_home_opened", user="UMIRA"), False),
        (event("app_uninstalled"), False),
        (event("tokens_revoked", tokens={}), False),
        (event("link_shared", user="UMIRA", channel="C1"), False),
        (event("link_shared", user="U0BOT", channel="C1"), True),
        (event("app_mention", user="UMIRA", bot_id="B1"), True),
        (event("app_mention", user="U0BOT"), True),
        (event("app_mention", user="USLACKBOT"), True),
        (event("app_mention"), True),
        (event("message", user="UMIRA", channel_type="im", subtype="message_changed"), True),
        (event("message", channel_type="im", subtype="message_deleted", deleted_ts="1.0"), True),
        (event("message", subtype="bot_message", bot_id="B1", channel_type="im"), True),
        (event("message", user="UMIRA", channel_type="channel", text="<@U0BOT>"), True),
        (event("message", user="UMIRA", channel_type="mpim", text="hello"), True),
        (event("message", user="UMIRA", channel_type="mpim", text="<@U0BOT> hello"), False),
        (IN_A_VIEW, False),
        (COMMAND, False),
    ],
)
def test_bots_edits_and_what_was_not_said_to_us_ask_nothing(body: dict[str, Any], noise: bool) -> None:
    assert is_noise(body, "U0BOT") is noise


def test_a_click_in_a_view_has_no_message() -> None:
    click = click_of(IN_A_VIEW)
    assert (click.channel, click.ts, click.view, click.view_hash) == ("", "", "V1", "h1")
    assert (click.action, click.subject, click.user) == ("promise_done", "pr-1", "UMIRA")


@pytest.mark.parametrize(
    "action",
    [
        {"type": "static_select", "selected_option": {"value": "good_answer:an-1"}},
        {"type": "feedback_buttons", "action_id": "feedback", "value": "good_answer:an-1"},
    ],
)
def test_a_menu_and_feedback_buttons_say_what_was_chosen(action: dict[str, Any]) -> None:
    click = click_of(IN_A_MESSAGE | {"actions": [action]})
    assert (click.action, click.subject) == ("good_answer", "an-1")
