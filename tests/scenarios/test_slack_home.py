"""The home tab in Slack: what a person owes, what waits for them, and their settings; drawn anew after every click."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from bot.replies.shapes import Button, Buttons, Context, Paragraph, Reply, Run
from bot.slack.desk import Delivery
from bot.slack.identity import STRANGER
from bot.slack.outcomes import SENT, apologise, outcome_of
from bot.slack.views import MORE
from tests.doubles.slack_blocks import texts
from tests.doubles.slack_world import MIRA, TOM, TRANSPORTS, Killed, World, world
from tests.pictures import samples

Json = dict[str, Any]

BOTH = pytest.mark.parametrize("here", TRANSPORTS, indirect=True)
ONE = pytest.mark.parametrize("here", ["http"], indirect=True)


@pytest.fixture
def here(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    with world(tmp_path, request.param) as started:
        yield started


def opened(here: World, user: str = TOM, *, tab: str = "home") -> None:
    here.tell(here.slack.home_event(user, tab=tab))
    here.settle()


def shows(here: World, user: str = TOM) -> str:
    return "\n".join(texts(here.slack.homes[user]["blocks"]))


def press(here: World, action: str, *, user: str = TOM, row: int = 0, option: int = 0) -> None:
    here.tell(here.slack.click_in_view(user, here.slack.homes[user], action, row=row, option=option))
    here.settle()


@BOTH
def test_the_home_tab_shows_what_waits_for_its_owner(here: World) -> None:
    opened(here)
    for words in (
        "send the revised quote",
        "What waits for your approval",
        "is read, and nothing is missing.",
        "Your digest",
    ):
        assert words in shows(here)
    assert here.dm(TOM) == [] and here.slack.whispers == []


@ONE
def test_opening_the_messages_tab_draws_nothing(here: World) -> None:
    opened(here, tab="messages")
    assert here.slack.homes == {}


@ONE
def test_a_stranger_sees_one_plain_sentence(here: World) -> None:
    here.slack.person("UGUEST", samples.TOM.email, is_restricted=True)
    opened(here, "UGUEST")
    assert shows(here, "UGUEST") == STRANGER


@BOTH
@pytest.mark.parametrize(
    ("action", "option", "kind", "says"),
    [
        ("promise_done", 0, "done", "Kept, you said so"),
        ("snooze_tomorrow", 1, "snooze", "Asleep until"),
        ("not_a_promise", 0, "not_a_promise", "Not a promise"),
    ],
)
def test_a_click_on_a_promise_counts_and_the_page_says_so(
    here: World, action: str, option: int, kind: str, says: str
) -> None:
    opened(here)
    press(here, action, row=1, option=option)
    assert here.conversation.settled[0][:3] == ("pr-ev-quote", kind, samples.TOM.email)
    assert says in next(iter(texts(here.slack.homes[TOM]["blocks"])))
    assert "send the revised quote" in shows(here), "all of the page is drawn anew"


@ONE
def test_a_click_at_home_is_felt_before_the_work_is_done(here: World) -> None:
    opened(here)
    go_on = threading.Event()
    here.conversation.before_answer = lambda: _wait(go_on)
    here.tell(here.slack.click_in_view(TOM, here.slack.homes[TOM], "promise_done"))
    here.slack.wait(lambda: "Noting it…" in shows(here))
    go_on.set()
    here.settle()
    assert "Noting it…" not in shows(here) and "Kept, you said so" in shows(here)


@ONE
def test_handing_a_promise_over_asks_who(here: World) -> None:
    opened(here)
    press(here, "wrong_owner")
    form = here.slack.wait(lambda: here.slack.views)[-1]
    here.tell(here.slack.filled(TOM, form, owner=MIRA))
    here.settle()
    assert "Handed over to mira@" in shows(here) and here.conversation.settled[0][3] == samples.MIRA.email


@BOTH
def test_a_card_that_waits_is_sent_as_a_message(here: World) -> None:
    opened(here)
    press(here, "show_card")
    (card,) = here.dm(TOM)
    assert "approve_change" in card.actions and "I put it into our messages" in shows(here)
    here.press(card, "approve_change")
    here.settle()
    assert "Approved by Tom Reyes" in card.words, "the card is kept current"
    press(here, "show_card")
    assert len(here.dm(TOM)) == 1, "shown again it replaces itself"


@ONE
def test_an_insight_asked_for_at_home_comes_as_a_message(here: World) -> None:
    here.conversation.page = Reply(
        "Home", (Buttons("about", (Button("insight", "ac-acme", "Where we stand"),)),)
    )
    opened(here)
    press(here, "insight")
    assert "Acme: where we stand" in here.dm(TOM)[0].words and SENT in shows(here)


@BOTH
def test_settings_are_changed_in_a_window_and_the_page_follows(here: World) -> None:
    opened(here)
    press(here, "settings")
    form = here.slack.wait(lambda: here.slack.views)[-1]
    before = here.slack.homes[TOM]["hash"]
    here.tell(here.slack.filled(TOM, form, cap="3"))
    here.settle()
    assert here.conversation.saved[0][0]["cap"] == "3"
    assert "Your digest comes at 08:00" in str(form["blocks"]) and here.slack.homes[TOM]["hash"] != before


@ONE
def test_a_click_of_which_nothing_came_says_why_in_a_message_too(here: World) -> None:
    opened(here)
    body = here.slack.click_in_view(TOM, here.slack.homes[TOM], "promise_done")
    body["actions"][0]["value"] = "gone"
    here.tell(body)
    here.settle()
    assert "not in the ledger any more" in shows(here)
    assert "not in the ledger any more" in here.until_reads("not in the ledger", TOM).words


@ONE
def test_a_page_that_changed_meanwhile_is_drawn_all_the_same(here: World) -> None:
    opened(here)
    here.slack.fail("views.publish", "hash_conflict")
    press(here, "promise_done")
    assert "Kept, you said so" in shows(here)


@ONE
def test_clicks_on_the_page_at_the_same_time_all_count(here: World) -> None:
    opened(here)
    view = here.slack.homes[TOM]
    bodies = [here.slack.click_in_view(TOM, view, "promise_done", row=row) for row in (0, 1)]
    bodies += [here.slack.click_in_view(TOM, view, "not_a_promise", row=row) for row in (0, 1)]
    with ThreadPoolExecutor(4) as people:
        list(people.map(here.tell, bodies))
    here.settle()
    assert len(here.conversation.settled) == 4


@ONE
def test_a_page_with_more_than_slack_takes_ends_with_a_line_that_says_so(here: World) -> None:
    blocks = tuple(Paragraph((Run(f"promise {n}"),)) for n in range(300))
    here.conversation.page = Reply("Home", blocks)
    opened(here)
    assert len(here.slack.homes[TOM]["blocks"]) == 100 and MORE in shows(here)
    here.conversation.page = Reply(
        "Home", (*blocks[:98], Buttons("row", (Button("promise_done", "pr-1", "Done"),)))
    )
    opened(here)
    press(here, "promise_done")
    assert len(here.slack.homes[TOM]["blocks"]) == 100, "the line above takes its place too"


@ONE
def test_words_from_a_mail_are_nothing_but_words_at_home(here: World) -> None:
    hostile = "<!channel> *now* <https://evil.example|portal>"
    here.conversation.page = Reply(hostile, (Context(hostile), Paragraph((Run(hostile),))))
    opened(here)
    assert "mrkdwn" not in str(here.slack.homes[TOM]) and hostile in shows(here)


@ONE
def test_a_page_that_was_being_drawn_when_the_process_died_is_drawn_after_the_start(here: World) -> None:
    def die() -> None:
        raise Killed

    here.conversation.before_answer = die
    here.tell(here.slack.home_event(TOM))
    here.conversation.before_answer = lambda: None
    here.restart()
    here.settle()
    assert "send the revised quote" in shows(here)


@ONE
def test_a_click_of_a_stranger_changes_nothing(here: World) -> None:
    opened(here)
    here.slack.person("UGUEST", samples.TOM.email, is_restricted=True)
    here.tell(here.slack.click_in_view("UGUEST", here.slack.homes[TOM], "promise_done"))
    here.until_reads(STRANGER, "UGUEST")
    here.settle()
    assert here.conversation.settled == []


@ONE
def test_a_click_whose_work_failed_for_good_leaves_no_page_that_seems_at_it(here: World) -> None:
    opened(here)
    body = here.slack.click_in_view(TOM, here.slack.homes[TOM], "promise_done")
    here.inbox.accept("d1", body)
    place, delivery = here.door.workspaces.all()[0], Delivery("d1", body, here.inbox)
    outcome_of(place, here.conversation, delivery).working("⏳ Noting it…")
    apologise(place, here.conversation, delivery, "Sorry, that did not work.")
    assert "Noting it" not in shows(here) and "did not work" in shows(here)
    assert "did not work" in here.dm(TOM)[0].words


def _wait(event: threading.Event) -> None:
    assert event.wait(30)
