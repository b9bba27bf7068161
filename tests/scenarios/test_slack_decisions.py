"""Approval cards in Slack: every click is felt at once, counts once, and every copy tells the outcome."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from bot.replies.cards import approval_card, decided_card, paused_card
from bot.replies.form_checks import NO_REASON, PAST
from bot.replies.forms import EDIT, form_for
from bot.replies.shapes import Form, Reply
from bot.slack.buttons import NOT_OPENED
from bot.slack.clicks import click_of
from bot.slack.desk import Delivery
from bot.slack.identity import STRANGER
from bot.slack.outcomes import apologise
from bot.slack.render import status_row
from bot.workflows.conversation import OUTDATED
from policies.approvals import what_is_shown
from records.models import ProposalStatus
from tests.doubles.slack import Message
from tests.doubles.slack_world import MIRA, TOM, TRANSPORTS, Killed, World, world
from tests.pictures import samples

BOTH = pytest.mark.parametrize("here", TRANSPORTS, indirect=True)
ONE = pytest.mark.parametrize("here", ["http"], indirect=True)
WAITING = ["approve_change", "edit_change", "reject_change", "card_snooze_tomorrow"]
PAUSED = ["release_change", "reject_change", "card_snooze_tomorrow"]
NEW = "Send the revised quote with volume discount by Fri 28 Nov"


@pytest.fixture
def here(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    with world(tmp_path, request.param) as started:
        yield started


def card(here: World) -> Message:
    return here.card(approval_card(samples.proposal(), citations=samples.citations(), names=samples.NAMES))


@BOTH
def test_approve_changes_the_card_everywhere_it_was_posted(here: World) -> None:
    waiting = approval_card(samples.proposal(), citations=samples.citations())
    mine = here.card(waiting)
    other = here.card(waiting, email=samples.MIRA.email, user=MIRA)
    assert mine.actions == WAITING
    here.press(mine, "approve_change")
    here.until_reads("Approved by Tom Reyes", TOM)
    here.settle()
    for copy in (mine, other):
        assert "written to the CRM" in copy.words
        assert copy.actions == []
    assert here.conversation.decided == [("cp-7f3a", "approve", samples.TOM.email, None)]
    assert here.slack.whispers == []


@BOTH
def test_a_click_is_felt_before_the_decision_is_made(here: World) -> None:
    go_on = threading.Event()
    working_in = []

    def work() -> None:
        working_in.append(threading.current_thread().name)
        _wait(go_on)

    here.conversation.before_decision = work
    shown = card(here)
    here.press(shown, "approve_change")
    here.until_reads("Approving…", TOM)
    assert shown.actions == [], "no second click while the first one is worked on"
    assert here.conversation.decided == []
    go_on.set()
    here.until_reads("Approved by Tom Reyes", TOM)
    assert working_in[0].startswith(("slack-work", "slack-quick")), (
        "never in the thread that must acknowledge"
    )


@BOTH
def test_reject_asks_for_the_reason_in_a_form(here: World) -> None:
    shown = card(here)
    here.press(shown, "reject_change")
    here.slack.wait(lambda: here.slack.views)
    assert here.conversation.decided == []
    here.fill_in(value="Dana asked for a call instead")
    here.until_reads("Rejected by Tom Reyes", TOM)
    assert "Dana asked for a call instead" in shown.words
    assert here.conversation.decided == [
        ("cp-7f3a", "reject", samples.TOM.email, "Dana asked for a call instead")
    ]
    assert shown.actions == []


@BOTH
def test_edit_starts_from_the_proposed_value(here: World) -> None:
    shown = card(here)
    here.press(shown, "edit_change")
    view = here.slack.wait(lambda: here.slack.views)[-1]
    assert view["blocks"][0]["element"]["initial_value"] == NEW
    here.fill_in(value="Send the quote on Monday")
    here.until_reads("Approved by Tom Reyes", TOM)
    assert here.conversation.decided[0] == (
        "cp-7f3a",
        "edit",
        samples.TOM.email,
        "Send the quote on Monday",
    )
    assert "Send the quote on Monday" in shown.words


@BOTH
def test_a_paused_card_is_released_with_a_reason_and_then_waits_for_approval(here: World) -> None:
    shown = here.card(paused_card(samples.paused(), citations=samples.paused_citations()))
    assert shown.actions == PAUSED
    here.press(shown, "release_change")
    here.fill_in(value="Spoke to Ian, outage is solved")
    here.until_reads("Released by Tom Reyes", TOM)
    assert shown.actions == WAITING


@ONE
def test_who_may_not_decide_hears_why_and_the_card_stays(here: World) -> None:
    shown = here.card(approval_card(samples.proposal()), email=samples.MIRA.email, user=MIRA)
    here.press(shown, "approve_change", user=MIRA)
    here.slack.wait(lambda: here.slack.whispers)
    assert here.slack.whispers[0].only_for == MIRA
    assert "Only a manager or an admin" in here.slack.whispers[0].text
    here.settle()
    assert shown.actions == WAITING
    assert here.conversation.decided == []


@ONE
def test_who_clicks_second_is_told_who_decided(here: World) -> None:
    shown = card(here)
    stale = here.slack.click(TOM, shown, "approve_change")
    here.press(shown, "approve_change")
    here.until_reads("Approved by Tom Reyes", TOM)
    here.tell(stale)
    here.slack.wait(lambda: here.slack.whispers)
    assert "decided this already" in here.slack.whispers[0].text
    here.settle()
    assert shown.actions == [] and "Approved by Tom Reyes" in shown.words
    assert len(here.conversation.decided) == 1


@ONE
def test_of_eight_clicks_at_once_one_counts(here: World) -> None:
    shown = card(here)
    clicks = [here.slack.click(TOM, shown, "approve_change") for _ in range(8)]
    with ThreadPoolExecutor(8) as people:
        list(people.map(here.tell, clicks))
    here.settle()
    assert len(here.conversation.decided) == 1
    assert len(here.slack.whispers) == 7
    assert shown.actions == [] and "Approved by Tom Reyes" in shown.words


@BOTH
def test_one_click_delivered_twice_counts_once_and_silently(here: World) -> None:
    body = here.press(card(here), "approve_change")
    here.tell(body)
    here.until_reads("Approved by Tom Reyes", TOM)
    here.tell(body)
    here.settle()
    assert len(here.conversation.decided) == 1
    assert here.slack.whispers == []


@BOTH
def test_a_form_sent_in_twice_counts_once(here: World) -> None:
    here.press(card(here), "reject_change")
    body = here.fill_in(value="no")
    here.tell(body)
    here.settle()
    assert len(here.conversation.decided) == 1
    assert here.slack.whispers == []


@ONE
def test_a_click_during_which_the_process_died_counts_after_the_start(here: World) -> None:
    reached = threading.Event()

    def die() -> None:
        reached.set()
        raise Killed

    here.conversation.before_decision = die
    shown = card(here)
    here.press(shown, "approve_change")
    assert reached.wait(30)
    here.conversation.before_decision = lambda: None
    here.restart()
    here.until_reads("Approved by Tom Reyes", TOM)
    here.settle()
    assert shown.actions == []
    assert len(here.conversation.decided) == 1


@ONE
def test_who_decided_is_not_told_so_because_the_card_could_not_be_drawn_at_first(here: World) -> None:
    shown = card(here)
    messages = here.door.workspaces.all()[0].messages
    refresh, failures = messages.refresh, iter([OSError("reset")])

    def fail_once(reply: Reply) -> None:
        if (error := next(failures, None)) is not None:
            raise error
        refresh(reply)

    messages.refresh = fail_once  # type: ignore[method-assign]
    here.press(shown, "approve_change")
    here.until_reads("Approved by Tom Reyes", TOM)
    here.settle()
    assert here.slack.whispers == [] and len(here.conversation.decided) == 1 and shown.actions == []


@ONE
def test_a_card_posted_before_a_restart_still_works(here: World) -> None:
    shown = card(here)
    here.posts.posted.clear()
    here.restart()
    here.press(shown, "approve_change")
    here.until_reads("Approved by Tom Reyes", TOM)
    assert shown.actions == []


@ONE
def test_a_decision_that_keeps_failing_gives_the_buttons_back(here: World) -> None:
    def fail() -> None:
        raise RuntimeError("the CRM's password is hunter2")

    here.conversation.before_decision = fail
    shown = card(here)
    here.press(shown, "approve_change")
    here.slack.wait(lambda: here.slack.whispers)
    here.settle()
    assert "did not work" in here.slack.whispers[0].text and "hunter2" not in here.slack.whispers[0].text
    assert shown.actions == WAITING


@ONE
def test_a_stranger_can_not_decide_nor_open_a_form(here: World) -> None:
    here.slack.person("UGUEST", samples.TOM.email, is_restricted=True)
    shown = card(here)
    here.press(shown, "approve_change", user="UGUEST")
    here.press(shown, "reject_change", user="UGUEST")
    here.slack.wait(lambda: len(here.slack.whispers) == 2)
    assert {(w.only_for, w.text) for w in here.slack.whispers} == {("UGUEST", STRANGER)}
    assert here.slack.views == [] and here.conversation.decided == []
    assert shown.actions == WAITING


@ONE
def test_the_actor_is_who_slack_says_whatever_the_button_says(here: World) -> None:
    shown = here.card(approval_card(samples.proposal()), email=samples.MIRA.email, user=MIRA)
    body = here.slack.click(MIRA, shown, "approve_change")
    body["actions"][0]["value"] = f"cp-7f3a&actor={samples.TOM.email}"
    here.tell(body)
    here.slack.wait(lambda: here.slack.whispers)
    here.settle()
    assert "no such proposal" in here.slack.whispers[0].text
    assert here.conversation.decided == []
    assert shown.actions == WAITING


@ONE
def test_a_click_that_slack_finds_too_old_for_a_form_says_so(here: World) -> None:
    shown = card(here)
    body = here.slack.click(TOM, shown, "reject_change")
    here.slack.outlive_triggers()
    here.tell(body)
    here.slack.wait(lambda: here.slack.whispers)
    assert here.slack.whispers[0].text == NOT_OPENED


@ONE
def test_a_button_of_an_older_version_says_so(here: World) -> None:
    shown = card(here)
    shown.blocks[-1]["elements"][0]["action_id"] = "approve_like_in_2019"
    here.press(shown, "approve_like_in_2019")
    here.slack.wait(lambda: here.slack.whispers)
    assert here.slack.whispers[0].text == OUTDATED
    assert here.conversation.decided == []


@ONE
def test_a_form_that_can_not_be_prepared_says_so_instead_of_nothing(here: World) -> None:
    def fail(*_: object, **__: object) -> str:
        raise RuntimeError("database is locked")

    here.conversation.form = fail  # type: ignore[method-assign]
    here.press(card(here), "edit_change")
    here.slack.wait(lambda: here.slack.whispers)
    assert here.slack.whispers[0].text == NOT_OPENED


@ONE
def test_a_card_delivered_again_is_replaced_not_repeated(here: World) -> None:
    card(here)
    assert here.door.surface.deliver(
        samples.TOM.email, decided_card(samples.proposal(status=ProposalStatus.expired))
    )
    assert len(here.dm(TOM)) == 1
    assert "Expired" in here.dm(TOM)[0].words
    assert not here.door.surface.deliver("nobody@lumenworks.example", approval_card(samples.proposal()))


@ONE
def test_a_copy_that_somebody_deleted_stops_nothing(here: World) -> None:
    shown = card(here)
    here.posts.save("proposal:cp-7f3a", "C0SALES", "1.000001")
    here.press(shown, "approve_change")
    here.until_reads("Approved by Tom Reyes", TOM)
    here.settle()


@ONE
def test_approving_counts_only_for_what_the_card_shows(here: World) -> None:
    shown = card(here)
    here.conversation.proposal = samples.proposal().model_copy(update={"new": "Send nothing"})
    here.press(shown, "approve_change")
    here.slack.wait(lambda: here.slack.whispers)
    here.settle()
    assert "look at it again" in here.slack.whispers[0].text and here.conversation.decided == []
    assert "Send nothing" in shown.words and shown.actions == WAITING, "the card shows what it would be now"
    here.press(shown, "approve_change")
    here.settle()
    assert len(here.conversation.decided) == 1


@pytest.mark.parametrize("verb", ["edit_change", "reject_change"])
@ONE
def test_a_form_counts_only_for_the_change_that_it_was_opened_on(here: World, verb: str) -> None:
    ask, shown = here.conversation.form, card(here)
    mark = what_is_shown(here.conversation.proposal)
    here.conversation.form = lambda action, subject, *, actor: ask(action, f"{subject}@{mark}", actor=actor)
    here.press(shown, verb)
    here.slack.wait(lambda: here.slack.views)
    here.conversation.proposal = samples.proposal().model_copy(update={"new": "Send nothing"})
    here.fill_in(value="Send the quote on Monday")
    here.slack.wait(lambda: here.slack.whispers)
    here.settle()
    assert "look at it again" in here.slack.whispers[0].text and here.conversation.decided == []
    assert "Send nothing" in shown.words and shown.actions == WAITING, "the card shows what it would be now"


@pytest.mark.parametrize("here", ["socket mode"], indirect=True)
@pytest.mark.parametrize(
    ("verb", "wrong", "told", "mended", "kept"),
    [
        ("reject_change", {"reason": " "}, NO_REASON, {"reason": "wrong deal"}, "wrong deal"),
        (
            "edit_change",
            {"value": "soon"},
            "A close date is written like",
            {"value": "2026-01-15"},
            "2026-01-15",
        ),
        ("card_snooze_pick", {"until": "2020-02-29"}, PAST, {"until": "2026-02-27"}, "2026-02-27"),
    ],
)
def test_a_form_with_a_mistake_in_it_comes_back_at_its_field_and_counts_once_mended(
    here: World, verb: str, wrong: dict[str, str], told: str, mended: dict[str, str], kept: str
) -> None:
    ask = here.conversation.form

    def asked(action: str, subject: str, *, actor: str) -> Form | Reply:
        edited = form_for(action, subject, field="close_date")
        return edited if action == EDIT and edited else ask(action, subject, actor=actor)

    here.conversation.form = asked
    shown = card(here)
    press(here, shown, verb)
    view = here.slack.wait(lambda: here.slack.views)[-1]
    for _ in range(2):
        answer = here.slack.acked(here.slack.send(here.slack.filled(TOM, view, **wrong)))
        assert answer["response_action"] == "errors" and list(answer["errors"]) == list(wrong)
        assert answer["errors"][next(iter(wrong))].startswith(told)
    here.settle()
    assert here.conversation.decided == here.conversation.put_off == [] and here.slack.whispers == []
    assert shown.actions == WAITING, "nothing was touched"
    assert not here.slack.acked(here.slack.send(here.slack.filled(TOM, view, **mended)))
    here.settle()
    done = [one[-1] for one in (*here.conversation.decided, *here.conversation.put_off)]
    assert done == [kept] and here.slack.whispers == []


def press(here: World, shown: Message, verb: str) -> None:
    """Also what is picked from a menu, which goes by the name of its first option."""
    if verb == "card_snooze_pick":
        here.press(shown, "card_snooze_tomorrow", option=2)
    else:
        here.press(shown, verb)


@ONE
def test_a_menu_of_an_older_version_says_so(here: World) -> None:
    mine = card(here)
    body = here.slack.click(TOM, mine, "card_snooze_tomorrow")
    body["actions"][0]["selected_option"]["value"] = "card_snooze_for_ever:cp-7f3a"
    here.tell(body)
    here.slack.wait(lambda: here.slack.whispers)
    assert "older version" in here.slack.whispers[0].text
    assert mine.actions == WAITING and here.conversation.put_off == []


@ONE
def test_a_form_of_which_nothing_came_gives_the_buttons_back(here: World) -> None:
    mine = card(here)
    here.press(mine, "reject_change")
    view = here.slack.wait(lambda: here.slack.views)[-1]
    here.conversation.proposal = samples.proposal("cp-other")
    here.tell(here.slack.filled(TOM, view, reason="no"))
    here.slack.wait(lambda: here.slack.whispers)
    here.settle()
    assert "no such proposal" in here.slack.whispers[0].text and mine.actions == WAITING


@ONE
def test_a_form_whose_work_failed_for_good_gives_the_buttons_back(here: World) -> None:
    mine = card(here)
    here.press(mine, "reject_change")
    view = here.slack.wait(lambda: here.slack.views)[-1]
    body, place = here.slack.filled(TOM, view, reason="no"), here.door.workspaces.all()[0]
    place.messages.replace_row(
        click_of(here.slack.click(TOM, mine, "reject_change")), [status_row("⏳ Rejecting…")]
    )
    apologise(place, here.conversation, Delivery("d1", body, here.inbox), "Sorry, that did not work.")
    assert mine.actions == WAITING and "Rejecting" not in mine.words
    assert [(w.only_for, w.text) for w in here.slack.whispers] == [(TOM, "Sorry, that did not work.")]


@ONE
def test_a_message_of_ours_does_not_become_a_card_because_somebody_clicks_who_may_not_see_it(
    here: World,
) -> None:
    shown = card(here)
    here.posts.posted.clear()
    here.conversation.decide = lambda *_, **__: Reply("No.", notice="That is not yours to decide.")
    here.press(shown, "approve_change")
    here.slack.wait(lambda: here.slack.whispers)
    here.settle()
    assert here.posts.posted == {} and "not yours to decide" in here.slack.whispers[0].text
    assert shown.actions == WAITING


@ONE
def test_a_card_that_not_everybody_in_the_channel_may_see_is_not_drawn_there(here: World) -> None:
    shown = card(here)
    here.posts.posted.clear()
    del here.slack.messages[shown.channel, shown.ts]
    shown.channel = "C0SALES"
    here.slack.messages[shown.channel, shown.ts] = shown
    here.slack.members["C0SALES"] = [MIRA, TOM]
    decide = here.conversation.decide
    here.conversation.decide = lambda *a, **k: replace(
        decide(*a, **k), readers=frozenset({samples.TOM.email})
    )
    here.press(shown, "approve_change")
    here.settle()
    assert here.posts.posted == {} and len(here.conversation.decided) == 1
    assert "Approved by Tom Reyes" in shown.words, "one line where the buttons were, not the card"


@ONE
def test_what_one_person_is_told_is_never_read_as_markup(here: World) -> None:
    words = "*Dana* says <!channel> see https://evil.example & `run` _this_"
    messages = here.door.workspaces.all()[0].messages
    messages.whisper("C0SALES", TOM, words)
    messages.whisper("", TOM, words)
    messages.say_plainly("C0SALES", words)
    messages.whisper("C0SALES", TOM, "long " * 2000)
    said = [*here.slack.whispers, here.dm(TOM)[-1], *here.slack.in_channel("C0SALES")]
    assert len(said) == 4
    for message in said:
        block = message.blocks[0]["text"]
        assert block["type"] == "plain_text" and len(block["text"]) <= 3000
        assert "<!channel>" not in message.text
    assert said[0].blocks[0]["text"]["text"] == words


def _wait(event: threading.Event) -> None:
    assert event.wait(30)
