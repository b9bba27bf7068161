"""Everybody sets when and how often they are reminded; what can't be meant is said plainly and saves nothing."""

from datetime import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.replies.forms import SETTINGS
from bot.workflows.preferences import Preference, Preferences
from policies.reminders import is_quiet
from records.errors import UnknownReader
from records.preferences import PersonSettings
from tests.builders import MARA, TOM
from tests.unit.records.stores import Stores


@pytest.fixture
def choices(tmp_path: Path) -> Preferences:
    ledger = Stores(tmp_path / "home")
    ledger.box(MARA.email)
    ledger.people.add(TOM.email)
    ledger.people.add(MARA.email, tz="Europe/Berlin")
    return Preferences(ledger.people, PersonSettings(ledger.db), (18, 8), 5)


def test_the_form_is_filled_in_with_what_holds_now(choices: Preferences) -> None:
    form = choices.form(MARA.email)
    assert form.action == SETTINGS
    assert {i.name: i.initial for i in form.inputs} == {
        "digest_at": "08:00",
        "quiet_from": "18",
        "quiet_until": "8",
        "cap": "5",
        "tz": "Europe/Berlin",
    }


def test_what_is_saved_holds_and_is_said_in_plain_words(choices: Preferences) -> None:
    said = choices.save(
        {"digest_at": "09:30", "quiet_from": "17", "quiet_until": "9", "cap": "3", "tz": "America/New_York"},
        MARA.email,
    )
    assert said.notice is None
    assert said.text == (
        "Your digest comes at 09:30 on business days (America/New_York). "
        "You get at most 3 messages a day, and nothing between 17:00 and 09:00."
    )
    assert choices.of(MARA.email) == Preference((17, 9), 3, time(9, 30))
    assert choices.people.get(MARA.email).tz == "America/New_York"
    assert choices.of(TOM.email) == Preference((18, 8), 5)


def test_sending_the_form_as_it_stood_goes_on_following_the_house(choices: Preferences) -> None:
    choices.save({i.name: i.initial for i in choices.form(MARA.email).inputs}, MARA.email)
    stricter = Preferences(choices.people, choices.store, (20, 7), 2)
    assert stricter.of(MARA.email) == Preference((20, 7), 2)
    assert stricter.of(MARA.email).morning == time(7)


def test_an_emptied_field_goes_back_to_what_holds_in_the_house(choices: Preferences) -> None:
    choices.save({"digest_at": "10:15", "cap": "1"}, MARA.email)
    choices.save({"digest_at": " ", "cap": ""}, MARA.email)
    assert choices.of(MARA.email) == Preference((18, 8), 5)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"digest_at": "25:00"}, "no time of day"),
        ({"digest_at": "soon"}, "no time of day"),
        ({"digest_at": "07:00"}, "lies in your quiet hours (18:00 to 08:00)"),
        ({"digest_at": "08:30", "quiet_until": "9"}, "lies in your quiet hours (18:00 to 09:00)"),
        ({"quiet_from": "18:30"}, "full hour"),
        ({"quiet_from": "99"}, "no time of day"),
        ({"cap": "0"}, "between 1 and 50"),
        ({"cap": "1000"}, "between 1 and 50"),
        ({"cap": "many"}, "between 1 and 50"),
        ({"tz": "Mars/Olympus"}, "no time zone"),
        ({"tz": "../../etc/passwd"}, "no time zone"),
    ],
)
def test_a_bad_value_is_said_and_nothing_is_saved(
    choices: Preferences, values: dict[str, str], says: str
) -> None:
    before = choices.of(MARA.email), choices.people.get(MARA.email)
    reply = choices.save({"cap": "4", "tz": "Asia/Tokyo"} | values, MARA.email)
    assert says in (reply.notice or "")
    assert (choices.of(MARA.email), choices.people.get(MARA.email)) == before


@pytest.mark.parametrize(
    ("said", "zone"),
    [
        ("europe/berlin", "Europe/Berlin"),
        ("New York", "America/New_York"),
        ("UTC", "UTC"),
        (" Tokyo ", "Asia/Tokyo"),
    ],
)
def test_a_city_is_zone_enough(choices: Preferences, said: str, zone: str) -> None:
    choices.save({"tz": said}, MARA.email)
    assert choices.people.get(MARA.email).tz == zone


@pytest.mark.parametrize(
    ("said", "at"), [("8:05", time(8, 5)), ("9", time(9)), ("08.45", time(8, 45)), ("10h30", time(10, 30))]
)
def test_times_are_read_as_people_type_them(choices: Preferences, said: str, at: time) -> None:
    choices.save({"digest_at": said}, MARA.email)
    assert choices.of(MARA.email).morning == at


def test_without_quiet_hours_the_digest_still_comes_in_the_morning(choices: Preferences) -> None:
    said = choices.save({"quiet_from": "0", "quiet_until": "0"}, MARA.email)
    assert "08:00" in said.text and "no quiet hours" in said.text


def test_a_stranger_has_no_settings(choices: Preferences) -> None:
    with pytest.raises(UnknownReader):
        choices.form("stranger@else.example")
    assert choices.save({"cap": "1"}, "stranger@else.example").notice
    choices.note_surface("stranger@else.example", "slack:T1")
    assert choices.surface_of("stranger@else.example") is None and choices.store.all() == {}


def test_where_somebody_was_last_seen_is_remembered(choices: Preferences) -> None:
    choices.note_surface(MARA.email, "slack:T0HOME")
    choices.note_surface(MARA.email, "teams")
    assert choices.surface_of(MARA.email.upper()) == "teams"
    assert choices.of(MARA.email) == choices.of_the_house


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    values=st.dictionaries(
        st.sampled_from(["digest_at", "quiet_from", "quiet_until", "cap", "tz", "other"]),
        st.one_of(st.text(max_size=12), st.from_regex(r"\d{1,2}(:\d\d)?", fullmatch=True), st.just("")),
    )
)
def test_whatever_is_sent_in_is_answered_and_leaves_settings_that_can_hold(
    choices: Preferences, values: dict[str, str]
) -> None:
    before = choices.store.of(MARA.email)
    reply = choices.save(values, MARA.email)
    assert reply.text
    holds = choices.of(MARA.email)
    assert 1 <= holds.cap <= 50 and all(0 <= hour <= 23 for hour in holds.quiet_hours)
    assert holds.digest_at is None or not is_quiet(holds.digest_at.hour, holds.quiet_hours)
    if reply.notice:
        assert choices.store.of(MARA.email) == before
