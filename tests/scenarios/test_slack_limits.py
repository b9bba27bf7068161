"""Slack's pace, and what people do to messages: nothing is refused, lost or said twice, and nobody waits for others."""

import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from slack_sdk.http_retry import builtin_handlers

from bot.replies.answers import text_reply
from bot.replies.shapes import Reply
from bot.slack.clicks import click_of
from bot.slack.desk import Delivery
from bot.slack.identity import STRANGER
from bot.slack.messages import NOT_YOURS
from bot.slack.pace import Pace
from tests.doubles.slack import BOT_USER, TEAM, Message
from tests.doubles.slack_world import MIRA, TOM, World, world
from tests.pictures import samples
from tests.pictures.samples import QUESTION


class Clock:
    """Time that passes when a test says so; who sleeps wakes then."""

    def __init__(self) -> None:
        self.at = 0.0
        self._moved = threading.Condition()

    def now(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        with self._moved:
            until = self.at + seconds
            while self.at < until:
                self._moved.wait(30)

    def advance(self, seconds: float) -> None:
        with self._moved:
            self.at += seconds
            self._moved.notify_all()


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path, "http") as started:
        yield started


# ---------------------------------------------------------------- one message a second in each channel


def test_the_first_message_goes_at_once_and_a_burst_takes_its_turns() -> None:
    waited: list[float] = []
    at = 100.0
    pace = Pace(now=lambda: at, sleep=waited.append)
    for _ in range(4):
        pace.turn("C1")
    pace.turn("C2")
    assert waited == [1.0, 2.0, 3.0]
    at = 110.0
    pace.turn("C1")
    assert waited == [1.0, 2.0, 3.0]


def test_turns_that_threads_take_never_fall_into_the_same_second() -> None:
    waited: list[float] = []
    pace = Pace(now=lambda: 0.0, sleep=waited.append)
    people = [threading.Thread(target=pace.turn, args=("C1",)) for _ in range(20)]
    for person in people:
        person.start()
    for person in people:
        person.join(30)
    assert sorted(waited) == [float(n) for n in range(1, 20)]


@pytest.fixture
def clock() -> Iterator[Clock]:
    made = Clock()
    yield made
    made.advance(1_000_000.0)  # so that nobody sleeps for ever where a test failed


def test_a_burst_in_one_channel_keeps_nobody_else_waiting(tmp_path: Path, clock: Clock) -> None:
    with world(tmp_path, "http", pace=lambda: Pace(now=clock.now, sleep=clock.sleep)) as here:
        for _ in range(6):
            here.ask(QUESTION)
        here.slack.wait(lambda: here.dm(MIRA))
        here.ask(QUESTION, user=TOM)
        here.until_reads("We made Acme three promises", TOM)
        assert len(here.dm(MIRA)) == 1
        for n in range(2, 7):
            clock.advance(1.0)
            here.slack.wait(lambda n=n: len(here.dm(MIRA)) == n)
        here.settle()
        assert all("We made Acme three promises" in m.words for m in here.dm(MIRA))


def test_what_only_one_person_sees_counts_too(tmp_path: Path) -> None:
    waited: list[float] = []
    with world(tmp_path, "http", pace=lambda: Pace(now=lambda: 0.0, sleep=waited.append)) as here:
        messages = here.door.workspaces.all()[0].messages
        messages.say("C0SALES", "one")
        messages.whisper("C0SALES", MIRA, "two")
        messages.say("C0SALES", "three")
        messages.change("C0SALES", messages.say("D" + MIRA, "four"), "five")
        assert waited == [1.0, 2.0], "changing a message is no new one"


def test_where_slack_says_later_it_is_later_and_nobody_else_waits(
    here: World, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    # slack_sdk sleeps as long as Retry-After says; here that time passes when the test says so, not by a busy machine
    monkeypatch.setattr(builtin_handlers, "time", SimpleNamespace(sleep=clock.sleep))
    here.slack.fail("chat.postMessage", "ratelimited")
    here.ask(QUESTION)
    here.slack.wait(lambda: not here.slack.failures["chat.postMessage"])
    here.ask(QUESTION, user=TOM)
    here.until_reads("We made Acme three promises", TOM)
    assert here.dm(MIRA) == []
    clock.advance(5.0)
    here.until_reads("We made Acme three promises")
    here.settle()
    assert len(here.dm(MIRA)) == len(here.dm(TOM)) == 1


# ---------------------------------------------------------------- cards, wherever they stand


def one(here: World, number: int = 0) -> Reply:
    return here.conversation.waiting(actor="")[number]  # type: ignore[no-any-return]


def test_a_card_that_somebody_deleted_is_forgotten_and_comes_again_when_it_is_sent_again(here: World) -> None:
    card = one(here)
    first = here.card(card)
    del here.slack.messages[first.channel, first.ts]
    here.door.surface.refresh(card)
    assert here.posts.of(str(card.card)) == []
    again = here.card(card)
    assert again.ts != first.ts and here.posts.of(str(card.card)) == [(again.channel, again.ts)]
    here.slack.messages.clear()
    assert here.card(card).ts != again.ts


def test_one_copy_that_can_not_be_repainted_does_not_keep_the_others_old(here: World) -> None:
    card = one(here)
    here.card(card)
    second = here.card(card, email=samples.MIRA.email, user=MIRA)
    here.slack.fail("chat.update", "internal_error")
    with pytest.raises(Exception, match="internal_error"):
        here.door.surface.refresh(text_like(card, "Decided"))
    assert "Decided" in second.text


def text_like(card: Reply, words: str) -> Reply:
    new = text_reply(words)
    return Reply(new.text, new.blocks, card.card)


@pytest.mark.parametrize("refused", ["is_archived", "channel_not_found", "cant_update_message"])
def test_a_copy_that_slack_refuses_to_change_is_not_noted_as_current_but_forgotten(
    here: World, refused: str
) -> None:
    card = replace(one(here), state="pending")
    shown = here.card(card)
    here.slack.fail("chat.update", refused)
    here.door.surface.refresh(replace(card, state="applied"))
    assert here.posts.of(str(card.card)) == []
    assert here.posts.states[str(card.card), shown.channel, shown.ts] == "pending"
    assert here.card(card).ts != shown.ts


# ---------------------------------------------------------------- whose a card is


@pytest.mark.parametrize("flags", [{"is_restricted": True}, {"is_email_confirmed": False}, {"deleted": True}])
def test_who_is_no_reader_any_more_keeps_one_sentence_of_a_card(here: World, flags: dict[str, Any]) -> None:
    card = one(here)
    toms, miras = here.card(card), here.card(card, email=samples.MIRA.email, user=MIRA)
    gone(here, TOM, **flags)
    here.door.surface.refresh(text_like(card, "A secret of Acme"))
    assert toms.words.split("\n")[-1] == NOT_YOURS and toms.actions == [] and "Acme" not in toms.words
    assert "A secret of Acme" in miras.words
    assert here.posts.of(str(card.card)) == [(miras.channel, miras.ts)]


def test_who_is_demoted_keeps_one_sentence_of_a_card(here: World) -> None:
    card = one(here)
    toms, miras = here.card(card), here.card(card, email=samples.MIRA.email, user=MIRA)
    told = replace(text_like(card, "A secret of Acme"), readers=frozenset({samples.MIRA.email}))
    here.door.surface.refresh(told)
    assert NOT_YOURS in toms.words and "Acme" not in toms.words and "A secret of Acme" in miras.words
    assert here.posts.of(str(card.card)) == [(miras.channel, miras.ts)]


@pytest.mark.parametrize("known", [True, False])
def test_after_a_start_slack_is_asked_whose_dm_it_is(here: World, known: bool) -> None:
    card = one(here)
    toms = here.card(card)
    here.restart()
    client = here.door.workspaces.all()[0].client
    asked: list[str] = []

    def whose(*, channel: str, return_im: bool) -> dict[str, Any]:
        asked.append(channel)
        return {"channel": {"id": channel} | ({"user": TOM} if known else {})}

    client.conversations_open = whose  # type: ignore[assignment, method-assign]
    here.door.surface.refresh(text_like(card, "Decided"))
    here.door.surface.refresh(text_like(card, "Decided"))
    assert asked == [toms.channel]
    assert ("Decided" in toms.words) is known and (NOT_YOURS in toms.words) is not known


@pytest.mark.parametrize("flags", [{"is_email_confirmed": False}, {"team_id": "T0ELSEWHERE"}])
def test_an_address_alone_makes_nobody_a_reader(here: World, flags: dict[str, Any]) -> None:
    here.slack.person(TOM, samples.TOM.email, **flags)
    assert here.door.surface.deliver(samples.TOM.email, one(here)) is False
    assert here.dm(TOM) == []


def test_an_account_that_belongs_to_another_reader_gets_no_card_for_its_address(here: World) -> None:
    who = here.conversation.who
    here.conversation.who = lambda user, email: samples.MIRA.email if user == TOM else who(user, email)
    here.restart()
    assert here.door.surface.deliver(samples.TOM.email, one(here)) is False
    assert here.dm(TOM) == []


def test_the_same_card_sent_by_many_at_once_stands_there_once(here: World) -> None:
    card = one(here)
    of, together = here.posts.of, threading.Barrier(2)

    def slowly(key: str) -> list[tuple[str, str]]:
        found = of(key)
        with suppress(threading.BrokenBarrierError):
            together.wait(0.2)  # two that looked before either posted would meet here
        return found

    here.posts.of = slowly  # type: ignore[method-assign]
    people = [
        threading.Thread(target=here.door.surface.deliver, args=(samples.TOM.email, card)) for _ in range(4)
    ]
    for person in people:
        person.start()
    for person in people:
        person.join(30)
    assert len(here.dm(TOM)) == 1


def gone(here: World, user: str, **flags: Any) -> None:
    """Slack says that something about a user changed."""
    here.slack.users[user] |= flags
    here.door.workspaces.all()[0].identity.forget(user)


@pytest.mark.parametrize("flags", [{"deleted": True}, {"is_restricted": True}, {"is_stranger": True}])
def test_who_left_or_is_a_guest_gets_no_card(here: World, flags: dict[str, Any]) -> None:
    here.slack.person(TOM, samples.TOM.email, **flags)
    assert here.door.surface.deliver(samples.TOM.email, one(here)) is False
    assert here.dm(TOM) == [] and here.posts.posted == {}


def test_who_leaves_in_that_very_moment_gets_none_either(here: World) -> None:
    here.slack.fail("conversations.open", "user_disabled")
    assert here.door.surface.deliver(samples.TOM.email, one(here)) is False
    here.slack.fail("users.lookupByEmail", "fatal_error")
    with pytest.raises(Exception, match="fatal_error"):
        here.door.surface.deliver(samples.TOM.email, one(here))


def test_a_whole_message_makes_room_for_a_reply_and_is_no_card_any_more(here: World) -> None:
    card = one(here)
    shown = here.card(card)
    click = click_of(here.slack.click(TOM, shown, "approve_change"))
    here.door.workspaces.all()[0].messages.replace_message(click, text_reply("Asleep until Monday."))
    assert "Asleep until Monday" in shown.words and shown.actions == []
    assert here.posts.of(str(card.card)) == []


def test_a_home_tab_that_changed_meanwhile_is_drawn_again_from_what_is_true_then(here: World) -> None:
    messages, drawn = here.door.workspaces.all()[0].messages, []

    def view() -> dict[str, Any]:
        drawn.append(1)
        return {"type": "home", "blocks": [{"type": "divider"} for _ in drawn]}

    here.slack.fail("views.publish", "hash_conflict")
    assert messages.publish_home(MIRA, view, "old hash")
    assert len(drawn) == 2 and len(here.slack.homes[MIRA]["blocks"]) == 2
    here.slack.fail("views.publish", "not_enabled")
    assert not messages.publish_home(MIRA, view)


# ---------------------------------------------------------------- what people do to a question


def about(here: World, kind: str, asked: dict[str, Any], **more: Any) -> dict[str, Any]:
    event = asked["event"]
    return here.slack.channel_event(
        None, "", channel=event["channel"], channel_type="im", subtype=kind, hidden=True, **more
    )


def test_an_edited_question_is_not_answered_twice_and_a_deleted_one_not_again(here: World) -> None:
    asked = here.ask(QUESTION)
    here.until_reads("We made Acme three promises")
    inner = {k: asked["event"][k] for k in ("user", "text", "ts")} | {"edited": {"user": MIRA}}
    here.tell(about(here, "message_changed", asked, message=inner, previous_message=inner))
    here.tell(about(here, "message_deleted", asked, deleted_ts=asked["event"]["ts"], previous_message=inner))
    here.settle()
    assert len(here.conversation.asked) == 1 and len(here.dm()) == 1


def test_an_edit_of_a_mention_comes_as_a_mention_again_and_is_not_answered_twice(here: World) -> None:
    body = here.slack.message_event(MIRA, f"<@{BOT_USER}> {QUESTION}", channel="C0SALES")
    here.tell(body)
    here.settle()
    edited = {**body["event"], "text": f"<@{BOT_USER}> something else?", "edited": {"user": MIRA}}
    here.tell({**body, "event": edited, "event_id": "EvEdited"})
    here.settle()
    assert len(here.conversation.asked) == 1


def test_a_question_that_was_deleted_before_we_spoke_gets_no_answer_and_no_apology(here: World) -> None:
    body = here.slack.message_event(MIRA, f"<@{BOT_USER}> {QUESTION}", channel="C0SALES")
    here.slack.deleted.add(body["event"]["ts"])
    here.tell(body)
    here.settle()
    assert here.slack.in_channel("C0SALES") == [] and here.slack.whispers == [] and here.dm() == []


def test_a_status_line_that_somebody_deleted_does_not_take_the_answer_with_it(here: World) -> None:
    def tidy() -> None:
        here.slack.messages.clear()

    here.conversation.before_answer = tidy
    here.ask(QUESTION)
    here.until_reads("We made Acme three promises")
    here.settle()
    assert len(here.dm()) == 1


@pytest.mark.parametrize(
    "more",
    [
        {"bot_id": "B0OTHER"},
        {"bot_id": "B0OTHER", "subtype": "bot_message"},
        {"user": BOT_USER},
        {"user": "USLACKBOT"},
        {"user": None, "bot_profile": {"app_id": "A0OTHER"}},
    ],
)
@pytest.mark.parametrize("channel", [None, "C0SALES"])
def test_a_bot_that_talks_to_us_is_not_answered(
    here: World, more: dict[str, Any], channel: str | None
) -> None:
    body = here.slack.message_event(MIRA, f"<@{BOT_USER}> {QUESTION}", channel=channel)
    here.tell({**body, "event": {**body["event"], **more}})
    here.settle()
    assert here.conversation.asked == []
    assert here.slack.messages == {} and here.slack.whispers == []


def test_a_mention_in_a_group_dm_is_answered_once_though_it_comes_as_two_events(here: World) -> None:
    here.slack.channels.add("G0GROUP")
    body = here.slack.message_event(MIRA, f"<@{BOT_USER}> {QUESTION}", channel="G0GROUP")
    as_message = {**body["event"], "type": "message", "channel_type": "mpim"}
    here.tell({**body, "event": as_message, "event_id": "EvOther"})
    here.tell(body)
    here.settle()
    assert len(here.conversation.asked) == 1
    assert {m.thread_ts for m in here.slack.in_channel("G0GROUP")} == {body["event"]["ts"]}


def test_what_is_said_in_a_group_dm_to_others_is_not_answered(here: World) -> None:
    body = here.slack.message_event(MIRA, QUESTION, channel="G0GROUP", type="message", channel_type="mpim")
    here.tell(body)
    here.settle()
    assert here.conversation.asked == [] and here.slack.messages == {}


# ---------------------------------------------------------------- who somebody is, and from where


def test_who_becomes_a_guest_is_nobody_from_the_next_question_on(here: World) -> None:
    here.ask(QUESTION)
    here.until_reads("We made Acme three promises")
    here.slack.users[MIRA]["is_restricted"] = True
    news = here.slack.message_event(MIRA, "", type="user_change", channel="C0SALES", ts=None)
    here.tell({**news, "event": {**news["event"], "user": here.slack.users[MIRA]}})
    here.ask(QUESTION)
    here.until_reads(STRANGER)
    assert len(here.conversation.asked) == 1


def test_slack_is_not_asked_who_somebody_is_at_every_question(here: World) -> None:
    for _ in range(5):
        here.ask(QUESTION)
    here.settle()
    assert 1 <= here.slack.count("users.info") <= 5
    before = here.slack.count("users.info")
    here.ask(QUESTION)
    here.settle()
    assert here.slack.count("users.info") == before


def test_what_comes_from_a_workspace_that_is_not_ours_is_dropped(here: World) -> None:
    shown = here.card(one(here))
    here.tell(here.slack.elsewhere(here.slack.message_event(MIRA, QUESTION), "T0EVIL"))
    here.tell(here.slack.elsewhere(here.slack.click(TOM, shown, "approve_change"), "T0EVIL"))
    here.settle()
    assert here.conversation.asked == [] and here.conversation.decided == []


@pytest.mark.parametrize(
    ("route", "body"),
    [
        (
            "command:promises",
            {
                "command": "/promises",
                "text": "",
                "channel_id": "C0SALES",
                "trigger_id": "1.2",
                "user_id": MIRA,
            },
        ),
        (
            "shortcut:promised_here",
            {
                "type": "message_action",
                "callback_id": "promised_here",
                "action_ts": "1.5",
                "channel": {"id": "C0SALES"},
                "user": {"id": MIRA, "team_id": TEAM},
            },
        ),
    ],
)
def test_whatever_fails_for_good_is_said_to_the_one_who_waits(
    here: World, route: str, body: dict[str, Any]
) -> None:
    def fail(_: Delivery) -> None:
        raise OSError("disk")

    here.door.desk.on(route, fail)
    here.door.desk.work(body | {"team_id": TEAM, "team": {"id": TEAM}})
    said: list[Message] = here.slack.wait(lambda: here.slack.whispers)
    assert said[0].only_for == MIRA and said[0].text.startswith("Sorry, that did not work")
