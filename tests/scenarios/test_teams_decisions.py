"""Approval cards in Teams: a click is answered with the fresh card, counts once, and every copy tells the outcome."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.replies.answers import error_reply
from bot.replies.cards import approval_card, decided_card, paused_card
from bot.teams.decisions import CANCELLED, NOT_A_COLLEAGUE, NOT_YOURS
from bot.teams.identity import STRANGER
from bot.teams.invokes import STILL_AT_IT
from bot.workflows.conversation import OUTDATED
from policies.approvals import what_is_shown
from records.models import ProposalStatus
from tests.doubles.adaptive_cards import actions, texts
from tests.doubles.teams import Message
from tests.doubles.teams_world import MIRA, TOM, Killed, World, world
from tests.pictures import samples

NEW = "Send the revised quote with volume discount by Fri 28 Nov"
KEY = "proposal:cp-7f3a"
MESSAGE = "application/vnd.microsoft.activity.message"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as started:
        yield started


def card(here: World) -> Message:
    return here.card(approval_card(samples.proposal(), citations=samples.citations(), names=samples.NAMES))


def mine(here: World) -> Message:
    return here.card(approval_card(samples.proposal()), email=samples.MIRA.email, user=MIRA)


def test_approve_answers_with_the_fresh_card_and_changes_it_everywhere(here: World) -> None:
    shown, other = card(here), mine(here)
    assert "approve_change" in here.buttons(shown) and "reject_change" in here.buttons(shown)
    here.press(shown, "approve_change")
    assert "Approved by Tom Reyes" in here.words(shown, TOM) and here.buttons(shown) == []
    here.settle()
    for copy in (shown, other):
        assert copy.card is not None
        assert "written to the CRM" in copy.words and actions(copy.card) == []
    assert here.conversation.decided == [("cp-7f3a", "approve", samples.TOM.email, None)]
    assert here.toasts == []


def test_reject_asks_for_the_reason_in_place_of_the_card(here: World) -> None:
    shown = card(here)
    here.press(shown, "reject_change")
    assert here.buttons(shown) == ["reject_change", "cancel_form"] and here.conversation.decided == []
    assert shown.edits == 0, "nobody else sees the form"
    here.press(shown, "reject_change", reason="Dana asked for a call instead")
    assert "Dana asked for a call instead" in here.words(shown, TOM) and here.buttons(shown) == []
    assert here.conversation.decided == [
        ("cp-7f3a", "reject", samples.TOM.email, "Dana asked for a call instead")
    ]
    here.settle()
    assert "Rejected by Tom Reyes" in shown.words


def test_edit_starts_from_the_proposed_value(here: World) -> None:
    shown = card(here)
    here.press(shown, "edit_change")
    (field,) = [e for e in here.seen(shown, TOM)["body"] if e["type"] == "Input.Text"]
    assert field["value"] == NEW
    here.press(shown, "edit_change", value="Send the quote on Monday")
    assert here.conversation.decided[0][3] == "Send the quote on Monday"
    assert "Send the quote on Monday" in here.words(shown, TOM)


@pytest.mark.parametrize("verb", ["edit_change", "reject_change", "card_snooze_pick"])
def test_what_would_change_stays_in_sight_above_the_form(here: World, verb: str) -> None:
    shown = card(here)
    before = here.words(shown, TOM)
    here.press(shown, verb)
    asked = here.words(shown, TOM)
    assert "Update the next step for Acme?" in before and "Update the next step for Acme?" in asked
    assert samples.proposal().old in asked and NEW in asked


@pytest.mark.parametrize(
    ("verb", "filled"), [("edit_change", {"value": "Send it Monday"}), ("reject_change", {"reason": "no"})]
)
def test_a_form_counts_only_for_the_change_that_it_was_opened_on(
    here: World, verb: str, filled: dict[str, str]
) -> None:
    ask, shown = here.conversation.form, card(here)
    mark = what_is_shown(here.conversation.proposal)
    here.conversation.form = lambda action, subject, *, actor: ask(action, f"{subject}@{mark}", actor=actor)
    here.press(shown, verb)
    here.conversation.proposal = samples.proposal().model_copy(update={"new": "Send nothing"})
    here.press(shown, verb, **filled)
    assert here.conversation.decided == []
    assert "look at it again" in here.words(shown, TOM) and "Send nothing" in here.words(shown, TOM)
    assert "approve_change" in here.buttons(shown)


def test_what_the_form_says_itself_is_not_said_twice(here: World) -> None:
    note = "Update the next step for Acme? Call Dana → Send the quote"
    plain = here.conversation.form
    here.conversation.form = lambda *told, **more: replace(plain(*told, **more), note=note)
    shown = card(here)
    here.press(shown, "reject_change")
    asked = here.words(shown, TOM)
    assert asked.count("Update the next step for Acme?") == 1 and NEW not in asked


def test_words_of_a_mail_in_a_sentence_for_the_clicker_are_no_link(here: World) -> None:
    shown = card(here)
    evil = "Not now: [pay](https://evil.example) ![x](https://evil.example/x.png) <at>Everyone</at>"
    here.conversation.decide = lambda *told, **more: error_reply(evil)
    here.press(shown, "approve_change")
    ((_, said),) = here.toasts
    assert said.startswith("Not now: [pay] (https") and "<" not in said


def test_cancel_brings_the_card_back(here: World) -> None:
    shown = card(here)
    before = here.buttons(shown)
    here.press(shown, "edit_change")
    here.press(shown, "cancel_form")
    assert here.buttons(shown) == before and here.conversation.decided == []


def test_a_paused_card_is_released_with_a_reason_and_then_waits_for_approval(here: World) -> None:
    shown = here.card(paused_card(samples.paused(), citations=samples.paused_citations()))
    here.press(shown, "release_change")
    here.press(shown, "release_change", reason="Spoke to Ian, outage is solved")
    assert "Released by Tom Reyes" in here.words(shown, TOM)
    assert "approve_change" in here.buttons(shown)


def test_a_card_that_is_put_aside_makes_room_for_who_did_it_and_stays_for_the_others(here: World) -> None:
    shown, other = card(here), mine(here)
    here.press(shown, "card_snooze_next_week")
    assert "Put aside until 2025-12-01" in here.words(shown, TOM)
    here.settle()
    assert "Put aside" in shown.words and "approve_change" in here.buttons(other, MIRA)
    assert here.posts.card_at(shown.room, shown.id) is None
    again = here.card(approval_card(samples.proposal()))
    assert again.id != shown.id, "what wakes up comes as a new message, because an edited one tells nobody"


def test_who_may_not_decide_reads_why_above_the_card_which_stays(here: World) -> None:
    shown = mine(here)
    here.press(shown, "approve_change", user=MIRA)
    assert "Only a manager or an admin" in here.words(shown, MIRA)
    assert "approve_change" in here.buttons(shown, MIRA)
    here.settle()
    assert "Only a manager" not in shown.words, "what is for the clicker is for nobody else"
    assert here.conversation.decided == []


def test_who_clicks_second_is_told_who_decided(here: World) -> None:
    shown = card(here)
    stale = here.pressing(shown, "approve_change")
    here.press(shown, "approve_change")
    here.shown(shown, TOM, here.tell(stale))
    assert "Tom Reyes decided this already" in here.words(shown, TOM) and here.buttons(shown) == []
    assert len(here.conversation.decided) == 1


def test_of_eight_clicks_at_once_one_counts_and_all_end_with_the_same_card(here: World) -> None:
    shown = card(here)
    clicks = [here.pressing(shown, "approve_change") for _ in range(8)]
    with ThreadPoolExecutor(8) as people:
        answers = list(people.map(here.tell, clicks))
    here.settle()
    assert len(here.conversation.decided) == 1
    said = ["\n".join(texts(a["value"])) for a in answers]
    assert all("Approved by Tom Reyes" in words for words in said)
    assert sum("decided this already" in words for words in said) == 7
    assert shown.card is not None and actions(shown.card) == [] and "Approved by Tom Reyes" in shown.words


def test_one_click_sent_twice_counts_once_and_shows_the_card_as_it_is(here: World) -> None:
    shown = card(here)
    click = here.pressing(shown, "approve_change")
    here.tell(click)
    again = here.tell(click)
    here.settle()
    assert len(here.conversation.decided) == 1
    said = "\n".join(texts(again["value"]))
    assert "Approved by Tom Reyes" in said and "already" not in said


def test_a_form_sent_in_twice_counts_once(here: World) -> None:
    shown = card(here)
    here.press(shown, "reject_change")
    sent = here.pressing(shown, "reject_change", reason="no")
    here.tell(sent)
    here.tell(sent)
    here.settle()
    assert len(here.conversation.decided) == 1


def test_a_private_chat_needs_no_view_of_ones_own(here: World) -> None:
    shown = card(here)
    answers = [here.press(shown, "edit_change"), here.press(shown, "cancel_form")]
    answers.append(here.press(shown, "approve_change"))
    here.settle()
    assert shown.edits and "refresh" not in (shown.card or {})
    assert not any("refresh" in answer["value"] for answer in answers)


def test_where_several_see_a_card_the_client_asks_for_everybodys_own_view(here: World) -> None:
    group = here.teams.group("Deal room", [MIRA, TOM])
    button = {"verb": "approve_change", "data": {"subject": "cp-7f3a"}}
    answer = here.tell(here.teams.click(TOM, group, button))
    assert answer["value"]["refresh"]["userIds"] == [TOM]


def test_what_is_asked_for_in_place_of_an_older_card_is_how_it_stands_now(here: World) -> None:
    """Cards of an older version still ask for somebody's own view."""
    shown = mine(here)
    here.conversation.proposal = samples.proposal(status=ProposalStatus.expired)
    room, refresh = here.teams.rooms[shown.room], {"verb": "refresh_card", "data": {"card": KEY}}
    here.shown(shown, MIRA, here.tell(here.teams.click(MIRA, room, refresh, message=shown)))
    assert "Expired" in here.words(shown, MIRA) and here.buttons(shown, MIRA) == []


def test_a_click_during_which_the_process_died_counts_after_the_start(here: World) -> None:
    reached = threading.Event()

    def die() -> None:
        reached.set()
        raise Killed

    here.conversation.before_decision = die
    shown = card(here)
    status, _ = here.teams.send(here.url, here.pressing(shown, "approve_change"))
    assert status == 500 and reached.is_set()
    here.conversation.before_decision = lambda: None
    here.restart()
    here.until_reads("Approved by Tom Reyes", TOM)
    here.settle()
    assert len(here.conversation.decided) == 1 and shown.card is not None and actions(shown.card) == []


def test_a_card_posted_before_a_restart_still_works(here: World) -> None:
    shown = card(here)
    here.restart()
    here.press(shown, "approve_change")
    here.until_reads("Approved by Tom Reyes", TOM)


def test_a_card_of_which_nothing_is_known_any_more_still_works(here: World) -> None:
    shown = card(here)
    here.posts.posted.clear()
    here.press(shown, "approve_change")
    assert "Approved by Tom Reyes" in here.words(shown, TOM)


def test_a_decision_that_fails_leaves_the_card_and_says_so(here: World) -> None:
    def fail() -> None:
        raise RuntimeError("the CRM's password is hunter2")

    here.conversation.before_decision = fail
    shown = card(here)
    answer = here.press(shown, "approve_change")
    assert (
        answer["type"] == MESSAGE and "did not work" in answer["value"] and "hunter2" not in answer["value"]
    )
    here.settle()
    assert "approve_change" in here.buttons(shown)
    here.conversation.before_decision = lambda: None
    here.press(shown, "approve_change")
    assert len(here.conversation.decided) == 1


def test_a_decision_that_takes_long_says_so_and_shows_in_the_end(tmp_path: Path) -> None:
    go_on = threading.Event()
    with world(tmp_path, patience=0.2) as here:
        here.conversation.before_decision = lambda: assert_in_time(go_on)
        shown = card(here)
        here.press(shown, "approve_change")
        assert here.toasts == [(TOM, STILL_AT_IT)]
        go_on.set()
        here.until_reads("Approved by Tom Reyes", TOM)


def test_while_one_click_takes_long_questions_are_taken_in(tmp_path: Path) -> None:
    go_on = threading.Event()
    with world(tmp_path, patience=8.0) as here, ThreadPoolExecutor(4) as people:
        shown = card(here)
        here.conversation.before_decision = lambda: assert_in_time(go_on)
        clicks = [here.pressing(shown, "approve_change") for _ in range(4)]
        waiting = [people.submit(here.tell, click) for click in clicks]
        here.ask(samples.QUESTION)
        here.until_reads("We made Acme three promises")
        go_on.set()
        assert all(w.result()["statusCode"] == 200 for w in waiting)


def test_a_stranger_can_not_decide_nor_open_a_form_nor_look(here: World) -> None:
    shown = card(here)
    here.teams.person("29:guest", samples.TOM.email, "Tom Reyes", role="guest")
    here.teams.rooms[shown.room].members.append("29:guest")
    for verb in ("approve_change", "reject_change"):
        here.press(shown, verb, user="29:guest")
    refresh = {"verb": "refresh_card", "data": {"card": KEY}}
    room = here.teams.rooms[shown.room]
    looked = here.tell(here.teams.click("29:guest", room, refresh, message=shown))
    assert {words for _, words in here.toasts} == {STRANGER} and looked["value"] == STRANGER
    assert here.conversation.decided == []


def test_who_is_not_in_the_chat_can_not_click_in_it(here: World) -> None:
    """Somebody else's click with the place of a card that is not theirs."""
    shown = card(here)
    here.teams.person("29:dana", "dana@acme.example", "Dana")
    answer = here.tell(here.pressing(shown, "approve_change") | {"from": {"id": "29:dana"}})
    assert answer["value"] == STRANGER and here.conversation.decided == []


def test_the_actor_is_who_teams_says_whatever_the_button_says(here: World) -> None:
    shown = mine(here)
    click = here.pressing(shown, "approve_change", user=MIRA, actor=samples.TOM.email)
    click["value"]["action"]["data"] |= {"user": TOM, "from": {"id": TOM}}
    here.shown(shown, MIRA, here.tell(click))
    assert "Only a manager or an admin" in here.words(shown, MIRA)
    assert here.conversation.decided == []


def test_a_button_says_nothing_but_what_it_is_about(here: World) -> None:
    """A reason or a value that was put into the request of a plain click is nobody's."""
    click = here.pressing(card(here), "approve_change", value="1,000,000", reason="sent by hand", sent=True)
    here.tell(click)
    assert here.conversation.decided == [("cp-7f3a", "approve", samples.TOM.email, None)]


def test_a_proposal_that_is_not_there_is_a_plain_sentence(here: World) -> None:
    click = here.pressing(card(here), "approve_change", subject="cp-of-somebody-else")
    assert "no such proposal" in here.tell(click)["value"]
    assert here.conversation.decided == []


def test_a_look_at_what_is_not_theirs_shows_nothing(here: World) -> None:
    shown = mine(here)
    answer = here.tell(
        here.teams.click(
            MIRA,
            here.teams.rooms[shown.room],
            {"verb": "refresh_card", "data": {"card": "reminder:of-somebody"}},
            message=shown,
        )
    )
    assert texts(answer["value"]) == [NOT_YOURS]


def test_nobody_can_put_aside_what_others_read_too(here: World) -> None:
    group = here.teams.group("Deal room", [MIRA, TOM])
    here.conversation.may_read = frozenset((samples.MIRA.email, samples.TOM.email))
    here.mention(samples.QUESTION, group)
    answer = here.until_reads("We made Acme three promises", group)
    button = {"verb": "card_snooze_tomorrow", "data": {"subject": "cp-7f3a"}}
    here.tell(here.teams.click(TOM, group, button, message=answer))
    here.settle()
    assert "We made Acme three promises" in answer.words and answer.edits == 0


def test_a_form_that_belongs_to_no_card_is_cancelled_in_words(here: World) -> None:
    here.add(TOM)
    room = here.teams.personal(TOM)
    button = {"verb": "cancel_form", "data": {"card": "pr-ev-quote", "subject": "pr-ev-quote"}}
    assert texts(here.tell(here.teams.click(TOM, room, button))["value"]) == [CANCELLED]


def test_a_button_of_an_older_version_says_so(here: World) -> None:
    click = here.pressing(card(here), "approve_change")
    click["value"]["action"]["verb"] = "approve_like_in_2019"
    assert here.tell(click)["value"] == OUTDATED
    assert here.conversation.decided == []


def test_nobody_is_handed_a_promise_whom_we_do_not_know(here: World) -> None:
    here.add(TOM)
    room = here.teams.personal(TOM)
    data = {"action": "wrong_owner", "subject": "pr-ev-quote", "sent": True, "owner": "x@elsewhere.example"}
    answer = here.tell(here.teams.click(TOM, room, {"verb": "wrong_owner", "data": data}))
    assert answer["value"] == NOT_A_COLLEAGUE and here.conversation.settled == []


def test_a_card_delivered_again_is_replaced_not_repeated(here: World) -> None:
    card(here)
    expired = decided_card(samples.proposal(status=ProposalStatus.expired))
    assert here.door.surface.deliver(samples.TOM.email, expired)
    assert len(here.chat(TOM)) == 1 and "Expired" in here.chat(TOM)[0].words
    assert not here.door.surface.deliver("nobody@lumenworks.example", approval_card(samples.proposal()))


def test_a_copy_that_is_gone_stops_nothing_and_is_forgotten(here: World) -> None:
    shown, other = card(here), mine(here)
    here.teams.rooms[other.room].installed = False
    here.press(shown, "approve_change")
    here.settle()
    assert "Approved by Tom Reyes" in shown.words
    assert here.posts.of(KEY) == [(shown.room, shown.id)]


def test_teams_that_is_down_for_a_moment_repaints_later(here: World) -> None:
    shown = card(here)
    here.teams.fail("update", 500, times=2)
    here.press(shown, "approve_change")
    here.until_reads("Approved by Tom Reyes", TOM)
    here.settle()


wild: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.just("approve_change"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
actions_like = st.fixed_dictionaries(
    {},
    optional={
        "type": wild | st.just("Action.Execute"),
        "verb": wild | st.sampled_from(["approve_change", "reject_change", "refresh_card", "show_promise"]),
        "data": wild
        | st.fixed_dictionaries({}, optional={"subject": wild, "card": wild, "sent": wild, "row": wild}),
    },
)


def test_whatever_is_sent_as_a_click_gets_a_plain_answer_and_no_effect(here: World) -> None:
    here.add(TOM)
    room = here.teams.personal(TOM)

    @settings(
        max_examples=60,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )
    @given(wild | st.fixed_dictionaries({"action": wild | actions_like}))
    def check(value: Any) -> None:
        activity = here.teams.activity("invoke", TOM, room, name="adaptiveCard/action", value=value)
        answer = here.tell(activity)
        assert answer["statusCode"] in (200, 400) and "Traceback" not in str(answer)

    check()
    assert here.conversation.decided == []


def test_an_invoke_that_is_none_of_ours_is_refused_in_words(here: World) -> None:
    room = here.teams.personal(TOM)
    for name in ("task/fetch", "signin/verifyState", "fileConsent/invoke", 7, None):
        answer = here.tell(here.teams.activity("invoke", TOM, room, name=name, value={}))
        assert answer["statusCode"] == 400 and "fresh one" in answer["value"]["message"]


def assert_in_time(event: threading.Event) -> None:
    assert event.wait(30)
