"""Reminders in Teams: a private message that settles by a click and keeps up with what became of its promise."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.replies.answers import text_reply
from bot.teams.connector import Unreachable
from bot.teams.messages import NOT_YOURS_ANY_MORE
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


READERS = frozenset((samples.MIRA.email, samples.TOM.email))


@pytest.mark.parametrize("why", ["not a person here any more", "a guest now", "not among the readers"])
def test_a_card_is_taken_away_from_who_may_not_see_it_any_more(tmp_path: Path, why: str) -> None:
    with world(tmp_path) as here:
        shown, other = reminder(here), here.card(here.conversation.reminder())
        assert {place for place, _ in here.posts.of(REMINDER)} == {shown.room, other.room}
        readers = READERS
        if why == "not a person here any more":
            del here.conversation.people[samples.MIRA.email]
        elif why == "a guest now":
            here.restart()  # what was remembered of her is gone
            here.teams.people[MIRA].role = "guest"
        else:
            readers = frozenset((samples.TOM.email,))
        here.conversation.said["pr-ev-quote"] = "✅ Kept: the mail of Friday has it."
        here.door.surface.refresh(replace(here.conversation.reminder(), readers=readers))
        assert shown.words.strip() == NOT_YOURS_ANY_MORE and here.buttons(shown, MIRA) == []
        assert NOT_YOURS_ANY_MORE in (shown.summary or ""), "the notification tells nothing either"
        assert "the mail of Friday" in other.words
        assert here.posts.of(REMINDER) == [(other.room, other.id)]


def test_readers_keep_their_cards(here: World) -> None:
    shown = reminder(here)
    here.conversation.said["pr-ev-quote"] = "✅ Kept: the mail of Friday has it."
    here.door.surface.refresh(replace(here.conversation.reminder(), readers=READERS))
    assert "the mail of Friday" in shown.words


def test_what_could_not_be_taken_away_now_is_taken_away_later(here: World) -> None:
    shown = reminder(here)
    gone = replace(here.conversation.reminder(), readers=frozenset())
    here.teams.fail("update", 500)
    with pytest.raises(Unreachable):
        here.door.surface.refresh(gone)
    assert here.posts.of(REMINDER) == [(shown.room, shown.id)]
    here.door.surface.refresh(gone)
    assert shown.words.strip() == NOT_YOURS_ANY_MORE and here.posts.of(REMINDER) == []


def test_a_card_is_not_sent_to_who_may_not_see_it(here: World) -> None:
    here.add(MIRA)
    others = replace(here.conversation.reminder(), readers=frozenset((samples.TOM.email,)))
    assert not here.door.surface.deliver(samples.MIRA.email, others)
    assert here.chat() == []


def test_a_card_in_a_room_goes_when_one_of_the_members_may_not_see_it(here: World) -> None:
    room = here.teams.group("Deal room", [MIRA, TOM])
    here.conversation.may_read = READERS
    here.conversation.reply = here.conversation.reminder()
    here.mention("hello", room)
    shown = here.until_reads("send the revised quote", room)
    here.settle()
    here.door.surface.refresh(replace(here.conversation.reminder(), readers=READERS))
    assert "send the revised quote" in shown.words
    room.members.append("29:guest")
    here.teams.person("29:guest", samples.TOM.email, "Somebody", role="guest")
    here.door.surface.refresh(replace(here.conversation.reminder(), readers=READERS))
    assert shown.words.strip() == NOT_YOURS_ANY_MORE


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
    assert said.text == "" and said.summary == evil, "a summary is never read as markup"
    assert "https://evil.example" in said.words
    assert "selectAction" not in str(said.card)
