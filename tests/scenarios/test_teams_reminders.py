"""Reminders in Teams: a private message that settles by a click and keeps up with what became of its promise."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.replies.answers import text_reply
from tests.doubles.teams import Message
from tests.doubles.teams_world import MIRA, REMINDER, TOM, World, world
from tests.pictures import samples


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as started:
        yield started


def reminder(here: World) -> Message:
    return here.card(here.conversation.reminder(), email=samples.MIRA.email, user=MIRA)


def test_a_reminder_comes_unasked_into_the_private_chat(here: World) -> None:
    shown = reminder(here)
    assert "send the revised quote" in shown.words and shown.room == "a:29:mira"
    assert shown.summary and "Acme" in shown.summary
    assert {"promise_done", "not_a_promise", "wrong_owner"} <= set(here.buttons(shown, MIRA))


def test_done_shows_the_card_as_it_now_stands(here: World) -> None:
    shown = reminder(here)
    here.press(shown, "promise_done", user=MIRA)
    assert here.conversation.settled == [("pr-ev-quote", "done", samples.MIRA.email, None)]
    assert "Kept, you said so" in here.words(shown, MIRA) and here.buttons(shown, MIRA) == []
    here.settle()
    assert "Kept, you said so" in shown.words


@pytest.mark.parametrize(
    ("verb", "until"), [("snooze_tomorrow", "2025-11-25"), ("snooze_next_week", "2025-12-01")]
)
def test_snooze_ends_on_the_day_it_says(here: World, verb: str, until: str) -> None:
    shown = reminder(here)
    here.press(shown, verb, user=MIRA)
    assert here.conversation.settled == [("pr-ev-quote", "snooze", samples.MIRA.email, until)]
    assert f"Asleep until {until}" in here.words(shown, MIRA)


def test_wrong_owner_asks_who_it_is(here: World) -> None:
    shown = reminder(here)
    here.press(shown, "wrong_owner", user=MIRA)
    assert here.conversation.settled == []
    here.press(shown, "wrong_owner", user=MIRA, owner=samples.TOM.email.upper())
    assert here.conversation.settled == [
        ("pr-ev-quote", "wrong_owner", samples.MIRA.email, samples.TOM.email)
    ]
    assert "Handed over to" in here.words(shown, MIRA)


def test_who_it_is_can_be_chosen_from_the_colleagues(tmp_path: Path) -> None:
    with world(tmp_path, colleagues=[(samples.TOM.email, "Tom Reyes")]) as here:
        shown = reminder(here)
        here.press(shown, "wrong_owner", user=MIRA)
        assert "Tom Reyes" in str(here.seen(shown, MIRA)["body"])


def test_a_click_repeated_settles_once(here: World) -> None:
    shown = reminder(here)
    click = here.pressing(shown, "promise_done", user=MIRA)
    here.tell(click)
    answer = here.tell(click)
    assert len(here.conversation.settled) == 1
    assert answer["type"] == "application/vnd.microsoft.card.adaptive"


def test_the_same_reminder_delivered_again_stands_there_once(here: World) -> None:
    shown = reminder(here)
    assert reminder(here).id == shown.id and len(here.chat()) == 1


def test_settlement_edits_the_card_that_was_sent(here: World) -> None:
    shown = reminder(here)
    here.conversation.said["pr-ev-quote"] = "✅ Kept: the mail of Friday has it."
    here.door.surface.refresh(here.conversation.reminder())
    assert "the mail of Friday" in shown.words and shown.edits == 1


def test_a_reminder_needs_a_colleague_whom_teams_knows(here: World) -> None:
    assert not here.door.surface.deliver(samples.MIRA.email, here.conversation.reminder())
    assert here.teams.messages == []


def test_a_colleague_known_from_a_channel_gets_a_chat_of_their_own(here: World) -> None:
    room = here.teams.channel("Acme", [TOM, MIRA])
    here.mention("hello", room, user=TOM)
    here.settle()
    here.teams.addable.add(MIRA)
    assert here.door.surface.deliver(samples.MIRA.email, here.conversation.reminder())
    assert "send the revised quote" in here.chat(MIRA)[-1].words
    assert here.posts.of(REMINDER) == [("a:29:mira", here.chat(MIRA)[-1].id)]


def test_who_is_in_no_room_with_us_is_not_looked_for_all_the_time(here: World) -> None:
    room = here.teams.channel("Acme", [TOM])
    here.mention("hello", room, user=TOM)
    here.settle()
    before = here.teams.count("members")
    for _ in range(5):
        assert not here.door.surface.deliver(samples.MIRA.email, here.conversation.reminder())
    assert here.teams.count("members") == before + 1


def test_who_became_a_guest_gets_no_reminder_any_more(tmp_path: Path) -> None:
    with world(tmp_path) as here:
        here.add(MIRA)
        here.restart()  # what was remembered of her is gone
        here.teams.people[MIRA].role = "guest"
        assert not here.door.surface.deliver(samples.MIRA.email, here.conversation.reminder())
        assert here.chat() == []


def test_a_long_report_comes_in_several_messages(here: World) -> None:
    here.add(MIRA)
    assert here.door.surface.deliver(samples.MIRA.email, text_reply("How the week went. " * 2_000))
    assert len(here.chat()) > 1 and "Page 2 of" in here.chat()[1].words


def test_markup_in_what_somebody_wrote_stays_text(here: World) -> None:
    here.add(MIRA)
    evil = "<at>Everyone</at> **now** [pay](https://evil.example) {{DATE(2026-01-01T00:00:00Z,SHORT)}}"
    assert here.door.surface.deliver(samples.MIRA.email, text_reply(evil))
    (said,) = here.chat()
    assert said.text == "" and "https://evil.example" in said.words
    assert "selectAction" not in str(said.card)
