"""Whose calendar counts: order of day and month, holidays and business days by sender."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.due_dates import find_due_dates, resolve_due
from retrieval.due_locale import country_of_address, country_of_locale, language_of_locale

NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)


def due(text: str, said: datetime = NOON, **who: object) -> date | None:
    found = resolve_due(text, said, **who)  # type: ignore[arg-type]
    return found.due if found else None


@pytest.mark.parametrize(
    ("address", "country"),
    [
        ("jana@muster.de", "DE"),
        ("Ann Lee <ann@shop.co.uk>", "GB"),
        ("joe@acme.com", None),
        ("dev@startup.io", None),
        ("", None),
        ("no address", None),
    ],
)
def test_an_address_may_tell_its_country(address: str, country: str | None) -> None:
    assert country_of_address(address) == country


def test_a_locale_tells_language_and_country() -> None:
    assert (language_of_locale("de-AT"), country_of_locale("de-AT")) == ("de", "AT")
    assert (language_of_locale("fr"), country_of_locale("fr")) == ("fr", None)
    assert (language_of_locale("C"), country_of_locale("C")) == (None, None)


def test_day_and_month_by_sender() -> None:
    text = "You'll have it by 03/12/2026."
    assert due(text, locale="en_GB") == date(2026, 12, 3)
    assert due(text, locale="en_US") is None  # 12 March 2026 has passed
    assert due("by 12/03/2026", country="US") == date(2026, 12, 3)
    assert due("by 12/03/2026", NOON.astimezone(timezone(timedelta(hours=-5)))) == date(2026, 12, 3)


def test_what_the_text_itself_shows_wins_over_the_clock() -> None:
    said = NOON.astimezone(timezone(timedelta(hours=-5)))
    assert due("Not on 25/11/2026 but by 03/12/2026 you'll have it.", said) == date(2026, 12, 3)


@pytest.mark.parametrize(
    ("text", "country", "day"),
    [
        ("by Mother's Day", "GB", date(2027, 3, 7)),
        ("by Mother's Day", "US", date(2027, 5, 9)),
        ("before Labour Day", "IN", date(2027, 4, 30)),
        ("by Labor Day", "US", date(2027, 9, 6)),
        ("by Thanksgiving", "CA", date(2027, 10, 11)),
        ("by Thanksgiving", "US", date(2026, 11, 26)),
        ("bis zum Nationalfeiertag", "AT", date(2027, 10, 26)),
        ("bis zum Nationalfeiertag", "CH", date(2027, 8, 1)),
        ("by Independence Day", "IN", date(2027, 8, 15)),
        ("by Diwali", "IN", date(2027, 10, 29)),
        ("by the early May bank holiday", "GB", date(2027, 5, 3)),
        ("bis Karfreitag", "DE", date(2027, 3, 26)),
        ("avant la Toussaint", "FR", date(2027, 10, 31)),
    ],
)
def test_holidays_by_country(text: str, country: str, day: date) -> None:
    assert due(text, country=country) == day


def test_business_days_skip_the_holidays_of_the_country() -> None:
    said = datetime(2026, 12, 23, 9, 0, tzinfo=UTC)
    assert due("We'll send it in two business days.", said, country="GB") == date(2026, 12, 29)
    assert due("We'll send it in two business days.", said) == date(2026, 12, 28)
    assert due("We'll send it on the last working day of December.", said) == date(2026, 12, 31)


def test_a_day_that_leans_on_one_said_before() -> None:
    before = "The fair opens on 3 December. "
    assert due("You'll have the stand the day before.", context=before) == date(2026, 12, 2)
    assert due("We'll keep the van until then.", context=before) == date(2026, 12, 3)
    assert due("You'll have the stand the day before.") is None
    assert due("We install on 3 December and we'll be done by the end of that week.") == date(2026, 12, 4)


def test_misspelt_days_are_read() -> None:
    assert due("I'll send it by firday.") == date(2026, 11, 20)
    assert due("You'll have it on wendsday.") == date(2026, 11, 18)
    assert due("We'll do it in Febuary.") == date(2027, 2, 28)
    assert due("We'll sort out the sundry items.") is None


_WORDS = st.lists(
    st.sampled_from(
        [
            "by",
            "until",
            "the",
            "a",
            "on",
            "in",
            "at",
            "next",
            "last",
            "this",
            "first",
            "second",
            "3",
            "12",
            "31",
            "99",
            "2026",
            "monday",
            "tuesday",
            "may",
            "march",
            "dez",
            "january",
            "week",
            "month",
            "quarter",
            "year",
            "days",
            "of",
            "from",
            "to",
            "and",
            "-",
            "/",
            ".",
            ":",
            ",",
            "'",
            "s",
            "th",
            "before",
            "after",
            "two",
            "half",
            "past",
            "noon",
            "pm",
            "eod",
            "christmas",
            "day",
            "jours",
            "bis",
            "zum",
            "vom",
            "le",
            "la",
            "semaine",
            "end",
            "mid",
            "early",
            "then",
            "that",
            "same",
            "once",
            "if",
            "we",
            "will",
            "sent",
            "was",
            "1st",
            "2/3",
            "w",
            "q",
        ]
    ),
    max_size=14,
).map(" ".join)


@settings(max_examples=300, deadline=None)
@given(_WORDS, st.sampled_from(["en_US", "de_DE", "fr_FR", "xx", ""]))
def test_any_heap_of_date_words_is_read_without_a_fall(text: str, locale: str) -> None:
    for found in find_due_dates(text, NOON, locale=locale):
        assert found.due >= NOON.date() - timedelta(days=1)
        assert text[found.start : found.end] == found.as_said
    resolve_due(text, NOON, locale=locale, context=text)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80), st.text(max_size=40), st.datetimes(timezones=st.just(UTC)))
def test_any_text_at_any_time_is_read_without_a_fall(text: str, context: str, said: datetime) -> None:
    resolve_due(text, said, context=context)
    find_due_dates(context, said)
