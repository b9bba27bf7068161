"""Reminders in a Slack DM: done, snooze, not a promise, wrong owner; each click changes its own row."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.replies.form_checks import NO_DAY, PAST
from bot.replies.reminders import digest_card, reminder_card
from bot.replies.shapes import Button, Buttons, Menu, Reply
from bot.slack.identity import STRANGER
from bot.slack.reminders import NOT_A_COLLEAGUE
from tests.doubles.slack import Message
from tests.doubles.slack_world import MIRA, TRANSPORTS, World, world
from tests.pictures import samples

BOTH = pytest.mark.parametrize("here", TRANSPORTS, indirect=True)
ONE = pytest.mark.parametrize("here", ["http"], indirect=True)
BUTTONS = ["promise_done", "snooze_tomorrow", "not_a_promise", "wrong_owner"]


@pytest.fixture
def here(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    with world(tmp_path, request.param) as started:
        yield started


def remind(here: World) -> Message:
    reply = reminder_card(
        samples.reminders(),
        samples.MIRA,
        samples.DAY_BEFORE,
        citations=samples.citations(),
        reminder_id="rm-1",
    )
    return here.card(reply, email=samples.MIRA.email, user=MIRA)


@BOTH
def test_a_reminder_says_what_is_due_with_the_words_that_promised_it(here: World) -> None:
    shown = remind(here)
    assert "You promised Acme: " in shown.words and "Due tomorrow, Fri 28 Nov 2025" in shown.words
    assert "I'll send you the revised quote with the volume discount by Friday." in shown.words
    assert shown.actions == BUTTONS


@BOTH
@pytest.mark.parametrize(
    ("action", "option", "kind", "extra", "shows"),
    [
        ("promise_done", 0, "done", None, "Kept, you said so"),
        ("not_a_promise", 0, "not_a_promise", None, "Not a promise"),
        ("snooze_tomorrow", 0, "snooze", "2025-11-25", "Asleep until 2025-11-25"),
        ("snooze_tomorrow", 1, "snooze", "2025-12-01", "Asleep until 2025-12-01"),
    ],
    ids=["done", "not a promise", "tomorrow", "next week"],
)
def test_one_click_settles_it(
    here: World, action: str, option: int, kind: str, extra: str | None, shows: str
) -> None:
    shown = remind(here)
    here.press(shown, action, user=MIRA, option=option)
    here.until_reads(shows)
    here.settle()
    assert here.conversation.settled == [("pr-ev-quote", kind, samples.MIRA.email, extra)]
    assert shown.actions == []
    assert "You promised Acme: " in shown.words, "the rest of the reminder stays"


@BOTH
def test_wrong_owner_asks_who_and_hands_over(here: World) -> None:
    shown = remind(here)
    here.press(shown, "wrong_owner", user=MIRA)
    view = here.slack.wait(lambda: here.slack.views)[-1]
    assert view["blocks"][0]["element"]["type"] == "users_select"
    here.fill_in(user=MIRA, chosen="UTOM")
    here.until_reads("Handed over to tom@")
    assert here.conversation.settled == [
        ("pr-ev-quote", "wrong_owner", samples.MIRA.email, samples.TOM.email)
    ]
    assert shown.actions == []


@ONE
def test_a_promise_is_not_handed_to_somebody_unknown(here: World) -> None:
    here.slack.person("UGUEST", "guest@elsewhere.example", is_restricted=True)
    shown = remind(here)
    here.press(shown, "wrong_owner", user=MIRA)
    here.fill_in(user=MIRA, chosen="UGUEST")
    here.slack.wait(lambda: here.slack.whispers)
    assert here.slack.whispers[0].text == NOT_A_COLLEAGUE
    assert here.conversation.settled == [] and shown.actions == BUTTONS


@ONE
def test_a_form_sent_in_after_a_restart_still_counts(here: World) -> None:
    remind(here)
    here.press(here.dm()[0], "wrong_owner", user=MIRA)
    here.slack.wait(lambda: here.slack.views)
    here.restart()
    here.fill_in(user=MIRA, chosen="UTOM")
    here.slack.wait(lambda: here.slack.whispers)
    assert "Handed over to tom@" in here.slack.whispers[0].text
    assert len(here.conversation.settled) == 1


@ONE
def test_in_a_digest_each_click_changes_its_own_row_even_when_two_come_together(here: World) -> None:
    promises = [
        samples.promise(id=f"pr-{n}", action=f"do thing {n}", due=samples.TODAY - timedelta(days=n))
        for n in range(1, 4)
    ]
    reply = digest_card(promises, samples.MIRA, samples.TODAY, reminder_id="rm-2")
    shown = here.card(reply, email=samples.MIRA.email, user=MIRA)
    assert "3 promises to look at" in shown.words and "3 overdue" in shown.words
    first = here.slack.click(MIRA, shown, "promise_done", row=0)
    third = here.slack.click(MIRA, shown, "not_a_promise", row=2)
    here.tell(first)
    here.tell(third)
    here.settle()
    assert shown.words.count("Kept, you said so") == 1 and shown.words.count("Not a promise: ") == 1
    assert shown.actions == BUTTONS, "one row is left"
    assert {s[0] for s in here.conversation.settled} == {"pr-1", "pr-3"}


@BOTH
def test_a_click_delivered_twice_counts_once(here: World) -> None:
    body = here.press(remind(here), "promise_done", user=MIRA)
    here.tell(body)
    here.settle()
    here.tell(body)
    here.settle()
    assert len(here.conversation.settled) == 1


@ONE
def test_a_reminder_delivered_twice_stands_there_once(here: World) -> None:
    remind(here)
    remind(here)
    assert len(here.dm()) == 1


@ONE
def test_a_click_on_a_promise_that_is_gone_says_so(here: World) -> None:
    reply = reminder_card((samples.promise(id="gone"),), samples.MIRA, samples.TODAY)
    shown = here.card(reply, email=samples.MIRA.email, user=MIRA)
    here.press(shown, "promise_done", user=MIRA)
    here.slack.wait(lambda: here.slack.whispers)
    here.settle()
    assert "not in the ledger" in here.slack.whispers[0].text
    assert shown.actions == BUTTONS


# ---------------------------------------------------------------- what is written below


@BOTH
def test_what_is_written_below_a_reminder_is_said_of_its_promise(here: World) -> None:
    shown = remind(here)
    here.slack.fail("assistant.threads.setStatus", "unknown_method")
    here.ask("moved to Tuesday", thread_ts=shown.ts)
    here.settle()
    proposed = here.dm()[-1]
    assert here.conversation.below == [("reminder:rm-1", "moved to Tuesday", samples.MIRA.email)]
    assert proposed.actions == ["move_due", "leave_it"] and proposed.thread_ts == shown.ts
    assert here.conversation.asked == [] and here.conversation.settled == [], (
        "nothing happens before the click"
    )
    here.press(proposed, "move_due", user=MIRA)
    here.until_reads("Now due on 2025-12-02")
    here.settle()
    assert here.conversation.settled == [("pr-ev-quote", "move", samples.MIRA.email, "2025-12-02")]
    assert shown.actions == BUTTONS, "the reminder keeps its own buttons"


@ONE
def test_what_is_proposed_below_a_reminder_can_be_left(here: World) -> None:
    shown = remind(here)
    here.ask("moved to Tuesday", thread_ts=shown.ts)
    here.settle()
    here.press(here.dm()[-1], "leave_it", user=MIRA)
    here.until_reads("Left as it was")
    here.settle()
    assert [kind for _, kind, _, _ in here.conversation.settled] == ["leave"]


@ONE
def test_a_question_below_a_reminder_is_a_question(here: World) -> None:
    shown = remind(here)
    here.ask("what else did we promise Acme?", thread_ts=shown.ts)
    here.settle()
    assert [q for q, _, _ in here.conversation.asked] == ["what else did we promise Acme?"]
    assert "We made Acme three promises" in here.dm()[-1].words


@ONE
def test_below_an_answer_nothing_is_said_of_a_promise(here: World) -> None:
    here.ask(samples.QUESTION)
    answer = here.until_reads("We made Acme three promises")
    here.settle()
    here.ask("moved to Tuesday", thread_ts=answer.ts)
    here.settle()
    assert here.conversation.below == [] and len(here.conversation.asked) == 2


@ONE
def test_a_stranger_below_a_card_learns_nothing(here: World) -> None:
    here.slack.person("UGUEST", samples.MIRA.email, is_restricted=True)
    here.posts.save("reminder:rm-1", here.slack.direct("UGUEST"), "1.000001")
    here.ask("moved to Tuesday", user="UGUEST", thread_ts="1.000001")
    here.until_reads(STRANGER, "UGUEST")
    here.settle()
    assert here.conversation.below == [] and here.conversation.asked == []


@BOTH
def test_a_day_to_be_reminded_again_can_be_picked(here: World) -> None:
    row = Buttons("promise:pr-1", (Menu("Snooze", (Button("snooze_pick", "pr-1", "Pick a day…"),)),))
    shown = here.card(Reply("Reminder", (row,), "reminder:rm-9"), email=samples.MIRA.email, user=MIRA)
    here.press(shown, "snooze_pick", user=MIRA)
    view = here.slack.wait(lambda: here.slack.views)[-1]
    here.tell(here.slack.filled(MIRA, view, until="2025-12-05"))
    here.until_reads("Asleep until 2025-12-05")
    here.settle()
    assert here.conversation.settled == [("pr-1", "snooze", samples.MIRA.email, "2025-12-05")]


@pytest.mark.parametrize("here", ["socket mode"], indirect=True)
@pytest.mark.parametrize("answers", [{}, {"until": "2020-02-29"}])
def test_a_form_that_says_no_day_to_come_comes_back_at_its_field(
    here: World, answers: dict[str, str]
) -> None:
    row = Buttons("promise:pr-1", (Menu("Snooze", (Button("snooze_pick", "pr-1", "Pick a day…"),)),))
    shown = here.card(Reply("Reminder", (row,), "reminder:rm-9"), email=samples.MIRA.email, user=MIRA)
    here.press(shown, "snooze_pick", user=MIRA)
    view = here.slack.wait(lambda: here.slack.views)[-1]
    answer = here.slack.acked(here.slack.send(here.slack.filled(MIRA, view, **answers)))
    assert answer == {"response_action": "errors", "errors": {"until": PAST if answers else NO_DAY}}
    here.settle()
    assert here.slack.whispers == []
    assert shown.actions == ["snooze_pick"] and here.conversation.settled == []


@ONE
def test_a_lead_that_went_quiet_can_be_looked_at_and_let_go(here: World) -> None:
    buttons = (Button("insight", "ac-acme", "Show Acme"), Button("forget_lead", "ac-acme", "Let it go"))
    shown = here.card(
        Reply("Quiet", (Buttons("lead:ac-acme", buttons),), "reminder:rm-8"),
        email=samples.MIRA.email,
        user=MIRA,
    )
    here.press(shown, "insight", user=MIRA)
    here.until_reads("Acme: where we stand")
    here.settle()
    assert shown.actions == ["insight", "forget_lead"]
    here.press(shown, "forget_lead", user=MIRA)
    here.until_reads("I won't bring Acme up again")
    here.settle()
    assert here.conversation.dismissed == [("ac-acme", samples.MIRA.email)] and shown.actions == []
