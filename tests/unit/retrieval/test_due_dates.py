"""Due dates in the words people use, by the conventions: what day keeps the promise."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.models import Precision
from retrieval.due_calendar import easter_sunday
from retrieval.due_dates import DueDate, find_due_dates, resolve_due

WEDNESDAY = datetime(2026, 11, 18, 10, 0, tzinfo=timezone(timedelta(hours=1)))
"""18 November 2026, in Paris or Berlin."""
NEW_YORK = datetime(2026, 11, 20, 16, 30, tzinfo=timezone(timedelta(hours=-5)))
"""Friday afternoon, 20 November 2026."""


def due_of(text: str, said: datetime = WEDNESDAY) -> tuple[str, str] | None:
    found = resolve_due(text, said)
    return (found.due.isoformat(), found.precision.value) if found else None


@pytest.mark.parametrize(
    ("text", "due", "precision"),
    [
        ("I'll send it by Friday.", "2026-11-20", "day"),
        ("No later than Monday.", "2026-11-23", "day"),
        ("We'll ship it on Wednesday.", "2026-11-25", "day"),  # said on a Wednesday
        ("I'll have it next Friday.", "2026-11-27", "day"),
        ("We can do Monday week.", "2026-11-30", "day"),
        ("You'll have it by end of week.", "2026-11-20", "week"),
        ("We'll look at it this week.", "2026-11-20", "week"),
        ("We'll look at it next week.", "2026-11-27", "week"),
        ("It will be there by the end of next week.", "2026-11-27", "week"),
        ("You'll hear from us early next week.", "2026-11-27", "week"),
        ("We'll be there in the week of the 7th.", "2026-12-11", "week"),
        ("Done by EOM.", "2026-11-30", "month"),
        ("We'll go live in January.", "2027-01-31", "month"),
        ("We'll be live by mid-December.", "2026-12-15", "day"),
        ("It ships in Q1.", "2027-03-31", "quarter"),
        ("It ships by the end of Q4.", "2026-12-31", "quarter"),
        ("It will be ready by year end.", "2026-12-31", "year"),
        ("It will be ready in two weeks.", "2026-12-02", "day"),
        ("It will be ready in a fortnight.", "2026-12-02", "day"),
        ("You'll have it in three business days.", "2026-11-23", "day"),
        ("I'll send it between 3 and 5 December.", "2026-12-05", "day"),
        ("We'll be on site Dec 8-10.", "2026-12-10", "day"),
        ("I'll call you Monday or Tuesday.", "2026-11-24", "day"),
        ("I can do the 12th.", "2026-12-12", "day"),
        ("The credit comes on 5 March.", "2027-03-05", "day"),
        ("I'll send it by 2026-12-04.", "2026-12-04", "day"),
        ("You'll have it by EOD.", "2026-11-18", "day"),
        ("You'll have it by close of business tomorrow.", "2026-11-19", "day"),
        ("I'll send it tonight.", "2026-11-18", "day"),
        ("I'll send it before Friday.", "2026-11-19", "day"),
        ("I'll send it before Friday's call.", "2026-11-20", "day"),
        ("I'll send it before the end of November.", "2026-11-30", "month"),
        ("We'll have it in the first week of December.", "2026-12-04", "week"),
        ("We'll have it before Christmas.", "2026-12-24", "day"),
        ("Next week, Thursday at the latest, I'll send it.", "2026-11-26", "day"),
        ("Ich schicke es bis Freitag.", "2026-11-20", "day"),
        ("Wir liefern bis Ende der Woche.", "2026-11-20", "week"),
        ("Sie haben es übermorgen.", "2026-11-20", "day"),
        ("Die Lieferung kommt in KW 48.", "2026-11-27", "week"),
        ("Wir liefern am 15. Dezember.", "2026-12-15", "day"),
        ("Wir liefern bis 15.12. an Sie.", "2026-12-15", "day"),
        ("Wir liefern in zwei Wochen.", "2026-12-02", "day"),
        ("Nous livrons demain.", "2026-11-19", "day"),
        ("Vous l'aurez d'ici lundi.", "2026-11-23", "day"),
        ("Nous répondrons la semaine prochaine.", "2026-11-27", "week"),
        ("La facture arrive fin du mois.", "2026-11-30", "month"),
        ("Nous livrons le 15 décembre.", "2026-12-15", "day"),
    ],
)
def test_the_last_day_that_keeps_the_promise(text: str, due: str, precision: str) -> None:
    assert due_of(text) == (due, precision)


@pytest.mark.parametrize(
    "text",
    [
        "We'll send it as soon as possible.",
        "I'll get back to you shortly.",
        "I'll send it once legal has signed.",
        "Within 10 days of signature we will deliver.",
        "The price is $5,000 and 12,500 EUR.",
        "We'll move you to version 3.11.",
        "Order SO-2026-1204 is on its way.",
        "Call me at +1 415 555 1212, we're here 24/7.",
        "1/2 of the licences will be free.",
        "May I send you the deck?",
        "April from finance will call you.",
        "We sent the SOW on Monday.",
        "As discussed on Monday, we will waive the fee.",
        "We'll send the notes from Tuesday's call.",
        "If you decide by Friday, we'll honour the price.",
        "After the holidays we'll see.",
        "The Q4 pricing will be waived.",
        "We ship every Friday.",
        "At the end of the day, we will do what is right.",
        "Last week we agreed to this; yesterday we started.",
        "We'll use Monday.com and the Friday deck.",
        "",
    ],
)
def test_no_date_is_invented(text: str) -> None:
    assert resolve_due(text, WEDNESDAY) is None


def test_the_date_of_the_promise_wins_over_the_date_it_was_made() -> None:
    assert due_of("As I said on Monday, I'll send it by Wednesday.") == ("2026-11-25", "day")
    assert due_of("We'll ship by Friday if you sign by Thursday.") == ("2026-11-20", "day")
    assert due_of("It'll be Tuesday instead of Friday.") == ("2026-11-24", "day")


def test_all_coming_dates_are_found_in_order() -> None:
    text = "The draft comes tomorrow, the contract by 3 December; we met last Monday."
    assert [found.due for found in find_due_dates(text, WEDNESDAY)] == [date(2026, 11, 19), date(2026, 12, 3)]


def test_the_words_are_quoted_exactly() -> None:
    text = "  İ’ll send it — by 5pm on Friday, ok?"
    found = resolve_due(text, WEDNESDAY)
    assert found is not None
    assert found.as_said == text[found.start : found.end] == "by 5pm on Friday"


def test_a_clock_time_gives_a_moment_and_a_day_does_not() -> None:
    at_five = resolve_due("I'll call by 5pm Friday.", WEDNESDAY)
    assert at_five is not None
    assert at_five.due_at == datetime(2026, 11, 20, 17, 0, tzinfo=WEDNESDAY.tzinfo)
    assert at_five.precision is Precision.minute
    plain = resolve_due("I'll call by EOD Friday.", WEDNESDAY)
    assert plain is not None and plain.due_at is None and plain.precision is Precision.day


def test_hours_are_added_to_the_moment_of_speaking() -> None:
    found = resolve_due("You'll hear from us within 48 hours.", WEDNESDAY)
    assert found is not None
    assert (found.due, found.due_at) == (date(2026, 11, 20), WEDNESDAY + timedelta(hours=48))


def test_a_said_time_zone_is_kept() -> None:
    found = resolve_due("I'll send it by 5pm ET on Friday.", WEDNESDAY)
    assert found is not None
    assert found.due_at == datetime(2026, 11, 20, 17, 0, tzinfo=ZoneInfo("America/New_York"))
    assert found.due == date(2026, 11, 20)


def test_a_time_that_has_passed_is_tomorrows() -> None:
    assert due_of("I'll call at 9am.") == ("2026-11-19", "minute")
    assert due_of("I'll call at 3pm.") == ("2026-11-18", "minute")


def test_today_is_the_speakers_day() -> None:
    late = datetime(2026, 11, 18, 23, 30, tzinfo=timezone(timedelta(hours=-8)))
    assert due_of("I'll send it tomorrow.", late) == ("2026-11-19", "day")


def test_numeric_dates_follow_the_writers_habit() -> None:
    assert due_of("We'll ship by 04/12/2026.") == ("2026-12-04", "day")
    assert due_of("We'll ship by 12/04/2026.", NEW_YORK) == ("2026-12-04", "day")
    assert due_of("We'll ship by 25/12/2026.", NEW_YORK) == ("2026-12-25", "day")
    found = resolve_due("We'll ship by 12/04/2026.", WEDNESDAY, day_first=False)
    assert found is not None and found.due == date(2026, 12, 4)
    clear = find_due_dates("From 25/12/2026 on, or by 04/01/2027.", NEW_YORK)
    assert clear[-1].due == date(2027, 1, 4)


def test_business_days_skip_the_countrys_holidays() -> None:
    tuesday = datetime(2026, 11, 24, 9, 0, tzinfo=timezone(timedelta(hours=-5)))
    plain = resolve_due("You'll have it in three business days.", tuesday)
    american = resolve_due("You'll have it in three business days.", tuesday, country="US")
    nowhere = resolve_due("You'll have it in three business days.", tuesday, country="ZZ")
    assert plain is not None and american is not None and nowhere is not None
    assert plain.due == nowhere.due == date(2026, 11, 27)
    assert american.due == date(2026, 11, 30)


def test_said_in_october_the_first_quarter_is_next_years() -> None:
    october = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)
    assert due_of("It ships in Q1.", october) == ("2027-03-31", "quarter")
    assert due_of("It ships in Q4.", october) == ("2026-12-31", "quarter")


def test_thanksgiving_is_in_october_in_canada() -> None:
    september = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
    canadian = resolve_due("You'll have it by Thanksgiving.", september, country="CA")
    assert canadian is not None and canadian.due == date(2026, 10, 12)
    assert due_of("You'll have it by Thanksgiving.", september) == ("2026-11-26", "day")


def test_easter_falls_where_the_church_says() -> None:
    known = {2024: (3, 31), 2025: (4, 20), 2026: (4, 5), 2027: (3, 28), 2038: (4, 25)}
    assert {year: (easter_sunday(year).month, easter_sunday(year).day) for year in known} == known


_WORDS = st.sampled_from(
    [
        "by",
        "on",
        "next",
        "last",
        "this",
        "the",
        "Friday",
        "Monday",
        "week",
        "weeks",
        "end",
        "of",
        "month",
        "Q1",
        "Q",
        "4",
        "2027",
        "99999",
        "31",
        "30",
        "29",
        "Feb",
        "May",
        "12th",
        "5",
        "pm",
        ":",
        "/",
        "-",
        ".",
        ",",
        "in",
        "two",
        "9999",
        "days",
        "months",
        "years",
        "hours",
        "between",
        "and",
        "to",
        "until",
        "before",
        "after",
        "Christmas",
        "24",
        "12",
        "tomorrow",
        "half",
        "quarter",
        "KW",
        "53",
        "0",
        "fin",
        "du",
        "mois",
        "bis",
        "Ende",
        "der",
        "from",
        "now",
        "w",
        "c",
        "first",
        "last",
        "'",
        "s",
        "at",
        "ET",
    ]
)
_MOMENTS = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=-11))]))


def _well_formed(found: list[DueDate], text: str, said: datetime) -> None:
    for one in found:
        assert one.as_said == text[one.start : one.end] and one.as_said
        assert one.due >= said.date() and isinstance(one.precision, Precision)
        assert (one.due_at is not None) == (one.precision is Precision.minute)


@settings(max_examples=300, deadline=None)
@given(st.lists(_WORDS, max_size=14), _MOMENTS, st.sampled_from([None, "DE", "US"]))
def test_no_heap_of_date_words_breaks_it(words: list[str], said: datetime, country: str | None) -> None:
    text = " ".join(words)
    _well_formed(find_due_dates(text, said, country=country), text, said)
    resolve_due(text.replace(" ", ""), said, country=country)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=120), _MOMENTS)
def test_no_text_breaks_it(text: str, said: datetime) -> None:
    _well_formed(find_due_dates(text, said), text, said)


@pytest.mark.parametrize(
    "piece",
    [
        "9",
        "1/",
        "by ",
        "next ",
        "the first of ",
        "in 2 days and ",
        "Monday to ",
        "12-",
        "between ",
        "½² ٣ ",
        "'",
        "\x00",
    ],
)
def test_a_hundred_thousand_characters_are_read(piece: str) -> None:
    text = piece * (100_000 // len(piece)) + " by Friday"
    found = find_due_dates(text, WEDNESDAY)
    assert all(one.as_said == text[one.start : one.end] for one in found)
