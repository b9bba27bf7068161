"""A form says what is wrong with it where the form alone can tell; the rest is for the work to find."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_bolt import Ack, BoltContext

from bot.replies.form_checks import NO_DAY, NO_REASON, PAST, mistakes
from bot.replies.forms import ACTIONS, ASKS_FIRST, EDIT, form_for
from bot.slack.buttons import wrong_in
from bot.slack.desk import Desk
from bot.workflows.conversation import press
from records.inbox import Inbox
from tests.doubles.conversation import StoryConversation
from tests.pictures.samples import TOM

MONDAY = "2026-11-23"


@pytest.mark.parametrize("action", ["reject_change", "release_change"])
@pytest.mark.parametrize("reason", ["", "   ", "\n\t"])
def test_a_reason_must_say_something(action: str, reason: str) -> None:
    assert mistakes(action, {"reason": reason}) == {"reason": NO_REASON} == mistakes(action, {})
    assert mistakes(action, {"reason": "wrong deal"}) == {}


@pytest.mark.parametrize("action", ["snooze_pick", "card_snooze_pick"])
@pytest.mark.parametrize(
    ("until", "told"),
    [
        ("2026-11-22", PAST),
        ("2020-02-29", PAST),
        ("2026-11-23", None),
        ("2026-11-24", None),
        ("9999-12-31", None),
        ("", NO_DAY),
        ("tomorrow", NO_DAY),
        ("2026-02-30", NO_DAY),
    ],
)
def test_a_day_must_be_one_that_is_still_to_come(action: str, until: str, told: str | None) -> None:
    assert mistakes(action, {"until": until}, today=MONDAY) == ({"until": told} if told else {})


def test_without_knowing_what_day_it_is_no_day_is_called_over() -> None:
    assert mistakes("snooze_pick", {"until": "1999-01-01"}) == {}


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("close_date", "soon", "A close date is written like 2026-11-27."),
        ("amount", "about 5k", "An amount is a plain number such as 52000.00."),
        ("amount", "-1", "An amount can't be negative."),
        ("phone", "12", "A phone number has at least five digits."),
        ("next_step", "  ", "The new next step is empty."),
        ("amount", "52000.00", None),
        ("next_step", "Call Dana", None),
        ("", "", None),
    ],
)
def test_a_value_must_be_readable_for_its_field(field: str, value: str, told: str | None) -> None:
    assert mistakes(EDIT, {"value": value}, field=field) == ({"value": told} if told else {})


def test_what_asks_who_somebody_is_or_about_settings_is_checked_later() -> None:
    for action in ("wrong_owner", "settings", "approve_change", "nothing of ours"):
        assert mistakes(action, {"owner": "", "cap": "a lot"}, today=MONDAY) == {}


@given(
    st.one_of(st.sampled_from(sorted(ACTIONS)), st.text(max_size=20)),
    st.dictionaries(st.sampled_from(["reason", "until", "value", "owner"]), st.text(max_size=40)),
    st.one_of(st.text(max_size=12), st.dates().map(str)),
    st.one_of(st.text(max_size=12), st.sampled_from(["close_date", "amount", "phone", "task"])),
)
def test_whatever_is_sent_in_gets_plain_sentences_at_inputs_that_the_form_has(
    action: str, values: dict[str, str], today: str, field: str
) -> None:
    found = mistakes(action, values, today=today, field=field)
    form = form_for(action, "x")
    assert set(found) <= {i.name for i in form.inputs} if form else not found
    assert all(words.endswith(".") and len(words) < 120 for words in found.values())


@given(st.dates(min_value=date(2025, 11, 25), max_value=date(2030, 1, 1)), st.integers(-400, 400))
def test_what_passes_here_is_a_day_for_the_work_as_well(today: date, ahead: int) -> None:
    until = (today + timedelta(days=ahead)).isoformat()
    passes = not mistakes("snooze_pick", {"until": until}, today=today.isoformat())
    assert passes is (ahead >= 0)
    said = press(StoryConversation(), "snooze_pick", "pr-1", actor=TOM.email, values={"until": until})
    assert said.notice is None


def test_every_form_that_waits_for_a_decision_is_known_here_or_asks_for_a_person() -> None:
    unchecked = [
        action for action in ASKS_FIRST if form_for(action, "x") and not mistakes(action, {}, field="phone")
    ]
    assert unchecked == ["wrong_owner"]


@pytest.mark.parametrize("today", ["", "today", "2026-13-01", "None", "9" * 5000])
def test_a_form_that_does_not_know_what_day_it_is_calls_no_good_day_wrong(today: str) -> None:
    assert mistakes("snooze_pick", {"until": "2026-11-24"}, today=today) == {}
    assert mistakes("snooze_pick", {"until": "soon"}, today=today) == {"until": NO_DAY}


def sent_in(metadata: Any, values: Any) -> dict[str, Any]:
    return {
        "type": "view_submission",
        "team": {"id": "T0HOME"},
        "user": {"id": "UMIRA", "team_id": "T0HOME"},
        "view": {
            "id": "V1",
            "hash": "h1",
            "callback_id": "reject_change",
            "private_metadata": metadata,
            "state": {"values": values},
        },
    }


REASON = {"reason": {"reason": {"type": "plain_text_input", "value": "wrong deal"}}}


@pytest.mark.parametrize(
    ("metadata", "values"),
    [
        ("no json", REASON),
        ('["a list"]', REASON),
        ("null", REASON),
        ('"a word"', REASON),
        ("{" * 3000, REASON),
        ("", None),
        ("{}", {"reason": None}),
        ("{}", {"reason": {"reason": None}}),
    ],
)
def test_a_form_that_can_not_be_checked_is_taken_and_answered_by_the_work(
    tmp_path: Path, metadata: str, values: Any
) -> None:
    with ThreadPoolExecutor(1) as workers:
        desk = Desk(Inbox(tmp_path / "inbox.sqlite"), workers, lambda delivery: None)
        desk.on("view:reject_change", lambda delivery: None)
        desk.check("view:reject_change", wrong_in)
        ack, went_on = Ack(), list[bool]()
        desk.keep(sent_in(metadata, values), BoltContext(), ack, lambda: went_on.append(True))
    assert went_on == [True] and ack.response is None, "nothing is called wrong, and nothing is lost"


def test_a_form_from_before_an_upgrade_is_checked_by_what_it_says_itself() -> None:
    old = '{"subject": "cp-1", "channel": "C1", "ts": "1.0", "row": "r"}'
    assert wrong_in(sent_in(old, REASON)) == {}
    assert wrong_in(sent_in(old, {"reason": {"reason": {"value": " "}}})) == {"reason": NO_REASON}
