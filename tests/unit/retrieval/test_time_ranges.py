"""Stretches of time in a question, as people say them on Saturday, 21 November 2026."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.time_ranges import find_stretch

TODAY = date(2026, 11, 21)


def read(text: str, ahead: bool = False) -> str:
    found = find_stretch(text, TODAY, ahead=ahead)
    return f"{found.first}..{found.last}" if found else "-"


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("what did we promise Acme last November?", "2025-11-01..2025-11-30"),
        ("in November", "2026-11-01..2026-11-30"),
        ("this November", "2026-11-01..2026-11-30"),
        ("last October", "2026-10-01..2026-10-31"),
        ("in December", "2025-12-01..2025-12-31"),
        ("in March 2025", "2025-03-01..2025-03-31"),
        ("last week", "2026-11-09..2026-11-15"),
        ("this week", "2026-11-16..2026-11-22"),
        ("last month", "2026-10-01..2026-10-31"),
        ("last quarter", "2026-07-01..2026-09-30"),
        ("last year", "2025-01-01..2025-12-31"),
        ("in Q3", "2026-07-01..2026-09-30"),
        ("in the first quarter of 2025", "2025-01-01..2025-03-31"),
        ("in 2025", "2025-01-01..2025-12-31"),
        ("yesterday", "2026-11-20..2026-11-20"),
        ("in the last 30 days", "2026-10-22..2026-11-21"),
        ("in the last two weeks", "2026-11-07..2026-11-21"),
        ("3 days ago", "2026-11-18..2026-11-18"),
        ("two weeks ago", "2026-11-02..2026-11-08"),
        ("on Friday", "2026-11-20..2026-11-20"),
        ("since March", "2026-03-01..None"),
        ("since 2026-09-01", "2026-09-01..None"),
        ("before March", "None..2026-02-28"),
        ("until end of March", "None..2026-03-31"),
        ("between 1 May and 15 June", "2026-05-01..2026-06-15"),
        ("from March to May 2026", "2026-03-01..2026-05-31"),
        ("on 2026-11-03", "2026-11-03..2026-11-03"),
        ("November 3rd, 2025", "2025-11-03..2025-11-03"),
        ("am 3.11.2026", "2026-11-03..2026-11-03"),
        ("letzten November", "2025-11-01..2025-11-30"),
        ("letzte Woche", "2026-11-09..2026-11-15"),
        ("seit März", "2026-03-01..None"),
        ("vor zwei Wochen", "2026-11-02..2026-11-08"),
        ("in den letzten 14 Tagen", "2026-11-07..2026-11-21"),
        ("la semaine dernière", "2026-11-09..2026-11-15"),
        ("le mois dernier", "2026-10-01..2026-10-31"),
        ("en octobre", "2026-10-01..2026-10-31"),
    ],
)
def test_past_stretches(words: str, days: str) -> None:
    assert read(words) == days


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("due today", "2026-11-21..2026-11-21"),
        ("due tomorrow", "2026-11-22..2026-11-22"),
        ("due next week", "2026-11-23..2026-11-29"),
        ("due on Friday", "2026-11-27..2026-11-27"),
        ("due by Friday", "None..2026-11-27"),
        ("due in October", "2026-10-01..2026-10-31"),
        ("due in March", "2027-03-01..2027-03-31"),
        ("due in Q1", "2027-01-01..2027-03-31"),
        ("in the next 7 days", "2026-11-21..2026-11-28"),
        ("fällig nächste Woche", "2026-11-23..2026-11-29"),
    ],
)
def test_stretches_of_due_days_look_ahead(words: str, days: str) -> None:
    assert read(words, ahead=True) == days


@pytest.mark.parametrize(
    "words", ["may I ask something?", "march on", "we met", "version 2.11", "", "the second offer"]
)
def test_words_that_name_no_time(words: str) -> None:
    assert read(words) == "-"


@given(st.text(max_size=120), st.dates(min_value=date(1990, 1, 1), max_value=date(2200, 1, 1)), st.booleans())
def test_no_text_makes_it_fail(text: str, today: date, ahead: bool) -> None:
    found = find_stretch(text, today, ahead=ahead)
    if found and found.first and found.last:
        assert 0 <= found.start < found.end <= len(text.lower())


@given(
    st.lists(
        st.sampled_from(["since", "last", "next", "in", "between", "and", "31", "30", "2", "february", "march", "q3", "2026", "2025-02-30", "friday", "ago", "weeks", "999"]),
        max_size=9,
    ),
    st.booleans(),
)  # fmt: skip
def test_odd_mixes_of_time_words_do_not_make_it_fail(words: list[str], ahead: bool) -> None:
    find_stretch(" ".join(words), date(2024, 2, 29), ahead=ahead)
