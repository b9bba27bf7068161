"""Holidays, their weekends and weeks as due dates: "before Christmas", "Labor Day weekend"."""

from __future__ import annotations

from datetime import timedelta

from records.models import Precision
from retrieval import due_calendar as cal
from retrieval.due_feasts import (
    HOLIDAY_STARTS,
    HOLIDAYS,
    LONGEST_NAME,
    SHORT_HOLIDAYS,
    bank_holiday_after,
    holiday_on,
    weekend_of,
)
from retrieval.due_reader import Parsed, Reader, When, on_day
from retrieval.due_words import ARTICLES, COMING, LAST, NEXT, THIS
from retrieval.due_years import year_at

_THINGS = frozenset(
    {
        "'", "party", "season", "card", "cards", "gift", "gifts", "sale", "sales", "tree", "campaign", "dinner",
        "bonus", "edition", "agreement", "special", "promo", "promotion", "market", "offer", "offers", "deal",
        "deals", "present", "presents", "menu", "lights", "jumper", "story",
    }
)  # fmt: skip
_DAYS_OFF = frozenset({"break", "holidays", "shutdown", "closure", "closedown", "rush", "vacation", "ferien"})
_WISHES = frozenset({"happy", "merry", "frohe", "frohes", "schöne", "joyeux", "joyeuses", "bonne", "great"})
_SURE_ENDS = frozenset(
    {"day", "eve", "friday", "monday", "sunday", "wednesday", "thursday", "tuesday", "saturday", "july"}
)


def holiday_at(r: Reader, i: int, cued: bool = False) -> Parsed:
    """A holiday behind a cue, or one whose name can mean nothing else: "by Thanksgiving 2026"."""
    j = i + 1 if r.low(i) in ARTICLES else i
    modified = r.low(j) in THIS | NEXT | COMING
    j = j + 1 if modified else j
    if r.low(j) in LAST or r.low(j - 1) in _WISHES:
        return None
    if r.low(j) in {"bank", "public"} and r.low(j + 1) in {"holiday", "hol"}:
        return _bank_holiday(r, i, j + 2, cued or modified)
    if r.low(j) not in HOLIDAY_STARTS:
        return None
    for length in range(LONGEST_NAME, 0, -1):
        name = r.lows(j, length)
        if name in HOLIDAYS:
            return _named(r, i, j, name, cued or modified)
        if name in SHORT_HOLIDAYS and year_at(r, j + length)[1] is not None:
            return _named(r, i, j, name, cued or modified)
    return None


def _bank_holiday(r: Reader, i: int, end: int, sure: bool) -> Parsed:
    if not (sure or r.cued(i)):
        return None
    day = bank_holiday_after(r.today, r.country or "GB")
    if day is None:
        return None
    if r.low(end) == "weekend":
        return end + 1, on_day(weekend_of(day))
    return (end + 1 if r.low(end) == "monday" else end), on_day(day)


def _named(r: Reader, i: int, j: int, name: tuple[str, ...], sure: bool) -> Parsed:
    end, year = year_at(r, j + len(name))
    if year is None and r.lows(end, 2) == ("next", "year"):
        end, year = end + 2, r.today.year + 1
    elif year is None and r.lows(end, 2) == ("this", "year"):
        end, year = end + 2, r.today.year
    telling = len(name) > 1 and name[-1] in _SURE_ENDS and name != ("may", "day")
    spanned = r.low(end) in {"weekend", "week"}
    if not (sure or telling or spanned or year or r.cued(i) or r.alone(i, end)):
        return None
    if name[-1] == "year" and len(name) == 2 and "in" in (r.low(i - 1), r.low(i - 2)):
        # "in the new year" may be any day of it.
        return None
    day = holiday_on(name, r.today, year, r.country)
    if day is None or r.low(end) in _THINGS and not (r.low(end) == "'" and r.low(end + 1) != "s"):
        return None
    if r.low(end) in {"weekend", "week"} and year is None:
        after, later = year_at(r, end + 1)
        if later is not None:
            day = holiday_on(name, r.today, later, r.country) or day
            return after, on_day(weekend_of(day)) if r.low(end) == "weekend" else on_day(day)
    if r.low(end) == "weekend":
        return end + 1, on_day(weekend_of(day))
    if r.low(end) == "week":
        monday = cal.monday_of(day)
        return end + 1, When(monday, monday + timedelta(days=4), Precision.week)
    if r.low(end) in _DAYS_OFF:
        # "before the Christmas break" is kept before Christmas; when a break ends nobody says.
        return (end + 1, on_day(day)) if r.low(i - 1) in {"before", "vor", "avant", "by"} else None
    return end, on_day(day)
