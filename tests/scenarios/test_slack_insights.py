"""The insight card in Slack: to whoever opens the channel of a deal, and on request, for one person at a time."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.replies.shapes import Button, Buttons, Reply
from bot.slack.identity import STRANGER
from bot.slack.insights import greet_with_insight
from bot.slack.outcomes import SENT
from tests.doubles.slack_world import MIRA, TOM, World, world
from tests.pictures import samples


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path, "http") as started:
        yield started


def greet(here: World, user: str, room: str = "#acme-renewal") -> bool:
    return greet_with_insight(here.conversation, here.door.workspaces.all()[0], "C0SALES", room, user)


def test_whoever_opens_the_channel_of_a_deal_sees_its_card_alone_and_once(here: World) -> None:
    assert greet(here, MIRA) and not greet(here, MIRA)
    assert not greet(here, TOM, "#lunch") and greet(here, TOM)
    assert [w.only_for for w in here.slack.whispers] == [MIRA, TOM]
    assert "Acme: where we stand" in here.slack.whispers[0].words
    assert here.slack.in_channel("C0SALES") == [] and here.dm() == []


def test_a_guest_who_opens_it_sees_nothing(here: World) -> None:
    here.slack.person("UGUEST", samples.MIRA.email, is_restricted=True)
    assert not greet(here, "UGUEST") and not greet(here, "UNOBODY")
    assert here.slack.whispers == [] and here.conversation.shown_unasked == set()


def test_the_card_can_be_dismissed_where_it_stands(here: World) -> None:
    greet(here, MIRA)
    (card,) = here.slack.whispers
    here.tell(here.slack.click_in_whisper(MIRA, card, "dismiss_insight"))
    here.settle()
    assert here.conversation.dismissed == [("ac-acme", samples.MIRA.email)]
    assert "unasked any more" in card.words and card.actions == []


def test_asked_for_in_a_dm_it_comes_below_and_the_button_stays(here: World) -> None:
    asked = here.card(
        Reply("Acme", (Buttons("about", (Button("insight", "ac-acme", "Where we stand"),)),), "x:1")
    )
    here.press(asked, "insight")
    here.settle()
    assert "Acme: where we stand" in here.dm(TOM)[-1].words and asked.actions == ["insight"]


def test_asked_for_in_a_channel_it_comes_in_the_dm(here: World) -> None:
    asked = here.card(
        Reply("Acme", (Buttons("about", (Button("insight", "ac-acme", "Where we stand"),)),), "x:1")
    )
    asked.channel = "C0SALES"
    here.slack.messages["C0SALES", asked.ts] = asked
    here.press(asked, "insight", user=MIRA)
    here.settle()
    assert "Acme: where we stand" in here.until_reads("where we stand").words
    assert [(w.only_for, w.text) for w in here.slack.whispers] == [(MIRA, SENT)]
    assert "where we stand" not in "".join(m.words for m in here.slack.in_channel("C0SALES"))


def test_a_customer_that_nobody_knows_is_said_so_and_the_button_stays(here: World) -> None:
    asked = here.card(
        Reply("Hooli", (Buttons("about", (Button("insight", "hooli", "Where we stand"),)),), "x:1")
    )
    here.press(asked, "insight")
    here.slack.wait(lambda: here.slack.whispers)
    here.settle()
    assert "I know no customer called “hooli”." in here.slack.whispers[0].text and asked.actions == [
        "insight"
    ]


def test_a_stranger_who_clicks_learns_nothing(here: World) -> None:
    here.slack.person("UGUEST", samples.TOM.email, is_restricted=True)
    asked = here.card(
        Reply("Acme", (Buttons("about", (Button("insight", "ac-acme", "Where we stand"),)),), "x:1")
    )
    here.press(asked, "insight", user="UGUEST")
    here.slack.wait(lambda: here.slack.whispers)
    here.settle()
    assert [(w.only_for, w.text) for w in here.slack.whispers] == [("UGUEST", STRANGER)]
