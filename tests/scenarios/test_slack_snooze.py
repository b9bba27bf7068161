"""Approval cards in Slack that somebody puts off, and lists of cards: each person's own view of what waits."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.replies.cards import approval_card
from bot.replies.forms import SHOW_CARD
from bot.replies.shapes import Button, Buttons, Reply
from tests.doubles.slack import Message
from tests.doubles.slack_world import MIRA, TOM, TRANSPORTS, World, world
from tests.pictures import samples

BOTH = pytest.mark.parametrize("here", TRANSPORTS, indirect=True)
ONE = pytest.mark.parametrize("here", ["http"], indirect=True)
WAITING = ["approve_change", "edit_change", "reject_change", "card_snooze_tomorrow"]


@pytest.fixture
def here(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    with world(tmp_path, request.param) as started:
        yield started


def card(here: World) -> Message:
    return here.card(approval_card(samples.proposal(), citations=samples.citations(), names=samples.NAMES))


@BOTH
@pytest.mark.parametrize(
    ("option", "until"), [(0, "2025-11-25"), (1, "2025-12-01")], ids=["tomorrow", "next week"]
)
def test_who_puts_a_card_off_sees_it_go_and_nobody_else_does(here: World, option: int, until: str) -> None:
    waiting = approval_card(samples.proposal(), citations=samples.citations())
    mine = here.card(waiting)
    other = here.card(waiting, email=samples.MIRA.email, user=MIRA)
    here.press(mine, "card_snooze_tomorrow", option=option)
    here.until_reads("Snoozed until", TOM)
    here.settle()
    assert here.conversation.put_off == [("cp-7f3a", samples.TOM.email, until)]
    assert mine.actions == ["show_card"] and other.actions == WAITING
    assert here.conversation.decided == [] and here.slack.whispers == []


@BOTH
def test_the_day_until_which_it_sleeps_can_be_picked(here: World) -> None:
    mine = card(here)
    here.press(mine, "card_snooze_tomorrow", option=2)
    view = here.slack.wait(lambda: here.slack.views)[-1]
    assert view["blocks"][0]["element"]["type"] == "datepicker"
    here.tell(here.slack.filled(TOM, view, until="2025-12-05"))
    here.until_reads("Snoozed until Fri 5 Dec 2025", TOM)
    here.settle()
    assert here.conversation.put_off == [("cp-7f3a", samples.TOM.email, "2025-12-05")]


@ONE
def test_a_card_that_was_put_off_comes_back_in_its_place_and_is_kept_current_again(here: World) -> None:
    mine = card(here)
    here.press(mine, "card_snooze_tomorrow")
    here.until_reads("Snoozed until", TOM)
    here.settle()
    here.press(mine, "show_card")
    here.settle()
    assert mine.actions == WAITING and len(here.dm(TOM)) == 1
    here.press(mine, "approve_change")
    here.settle()
    assert mine.actions == [] and "Approved by Tom Reyes" in mine.words


@ONE
def test_looking_at_one_of_several_cards_leaves_the_list_and_sends_the_card(here: World) -> None:
    rows = tuple(
        Buttons(f"waiting:{name}", (Button(SHOW_CARD, name, "Look at it"),))
        for name in ("cp-7f3a", "cp-91be")
    )
    listed = here.card(Reply("Two changes wait", rows))
    here.press(listed, "show_card")
    here.settle()
    shown = here.dm(TOM)[-1]
    assert shown is not listed and shown.actions == WAITING
    assert listed.actions == ["show_card"] and "I put it into our messages" in listed.words
    here.press(shown, "approve_change")
    here.settle()
    assert "I put it into our messages" in listed.words, "the list is no copy of the card"
