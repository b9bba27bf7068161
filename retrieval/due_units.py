"""Weeks, months, quarters and years counted from now, and their edges: "next week", "end of", "early"."""

from __future__ import annotations

from datetime import date, timedelta

from records.models import Precision
from retrieval import due_calendar as cal
from retrieval.due_reader import GONE, Parsed, Reader, When
from retrieval.due_words import (
    AFTER_NEXT,
    COMING,
    DAY_UNITS,
    EARLY,
    ENDS,
    LAST,
    LATE,
    MIDDLE,
    NEXT,
    PERIOD_UNITS,
    THIS,
)


def kind_of(word: str) -> str:
    if word in NEXT:
        return "next"
    if word in COMING:
        return "coming"
    if word in THIS:
        return "this"
    return "last" if word in LAST else ""


def edge_of(word: str) -> str | None:
    if word in ENDS:
        return "end"
    if word in EARLY:
        return "early"
    if word in LATE:
        return "late"
    return "mid" if word in MIDDLE else None


def at_edge(r: Reader, when: When, edge: str) -> When:
    """Where in its period the edge lies; the precision stays that of the period."""
    first, last = when.first, when.last
    if when.precision is Precision.week:
        days = {"early": 4, "mid": 2, "late": 4, "end": 4}
        last = first + timedelta(days=days[edge]) if (last - first).days >= 3 else last
    elif when.precision is Precision.month:
        last = first.replace(day={"early": 10, "mid": 15}.get(edge, last.day))
        if edge == "mid":
            # The middle of a month is its 15th, a day like any other.
            return When(first, last, ends=True)
    elif edge in {"early", "mid"}:
        months = (last.year - first.year) * 12 + last.month - first.month + 1
        # Early in a year is its first quarter, early in a quarter its first month.
        share = max(1, months // 4) if edge == "early" else max(1, months // 2)
        if edge == "mid" and months == 3:
            last = date(first.year, first.month + 1, 15)
        else:
            last = cal.month_end(first.year, first.month + share - 1)
    return When(first, last, when.precision, ends=True)


def current(r: Reader, unit: str, shift: int) -> When:
    """The week, month, quarter or year `shift` after the one we are in."""
    today = r.today
    if unit == "week":
        monday = cal.monday_of(today) + timedelta(days=7 * shift)
        friday = monday + timedelta(days=4)
        # Said at the weekend, "this week" can only mean until Sunday.
        return When(monday, friday if friday >= today else monday + timedelta(days=6), Precision.week)
    if unit == "month":
        last = cal.month_end(today.year, today.month + shift)
        return When(last.replace(day=1), last, Precision.month)
    if unit == "quarter":
        return quarter_of(today.year, (today.month - 1) // 3 + 1 + shift)
    return When(date(today.year + shift, 1, 1), date(today.year + shift, 12, 31), Precision.year)


def quarter_of(year: int, quarter: int) -> When:
    last = cal.quarter_end(year, quarter)
    return When(date(last.year, last.month - 2, 1), last, Precision.quarter)


def unit_at(r: Reader, i: int, edged: bool) -> Parsed:
    """ "this week", "next month", "the week after next", "semaine prochaine"; edged also "week"."""
    if r.lows(i, 3) in {("this", "or", "next"), ("this", "and", "next")}:
        i += 2
    low = r.low(i)
    shift: int | None = None
    j = i
    if low in THIS:
        shift, j = 0, i + 1
    elif low in NEXT or low in COMING:
        shift, j = 1, i + 1
    elif low in AFTER_NEXT:
        shift, j = 2, i + 1
    elif low in LAST:
        j = i + 1
    if r.low(j) in {"calendar", "business", "working", "work"}:
        j += 1
    word = r.low(j)
    dashed = r.lows(j, 3) == ("week", "-", "end")
    weekend = word in {"weekend", "wochenende"} or (r.lows(j, 2) == ("week", "end") or dashed) and not edged
    unit = DAY_UNITS.get(word, "")
    if word == "quarter" and r.low(j + 1) in {"hour", "hours", "past", "mile", "final", "finals"}:
        return None
    if weekend:
        return _weekend(r, j + (3 if dashed else 2 if word == "week" else 1), low, shift)
    if unit not in PERIOD_UNITS or word in {
        "mo",
        "mos",
        "an",
        "ans",
        "yrs",
        "weeks",
        "months",
        "years",
        "quarters",
    }:
        return None
    j += 1
    if low in LAST:
        return j, GONE
    follow = r.low(j)
    if shift is None:
        if r.lows(j, 2) == ("after", "next"):
            return j + 2, current(r, unit, 2)
        if follow in NEXT or follow in COMING:
            shift, j = 1, j + 1
        elif follow in LAST and not (follow == "past" and unit == "quarter"):
            return j + 1, GONE
        elif follow in {"courant", "courante"}:
            shift, j = 0, j + 1
        elif edged and not (unit == "week" and (r.num(j) is not None or follow == "of")):
            shift = 0
        else:
            return None
    elif r.lows(j, 2) == ("or", "next"):
        shift, j = 1, j + 2
    elif r.lows(j, 4) == ("or", "the", "week", "after") and unit == "week":
        shift, j = shift + 1, j + 4
    if unit == "week" and low in COMING and r.today.weekday() >= 5:
        shift = 1
    return j, current(r, unit, shift)


def _weekend(r: Reader, end: int, modifier: str, shift: int | None) -> Parsed:
    if r.lows(end, 2) == ("after", "next"):
        end, shift = end + 2, 2
    if modifier in LAST:
        return end, GONE
    later = modifier in NEXT and r.today.weekday() < 5 and modifier == "next"
    monday = cal.monday_of(r.today) + timedelta(days=7 * (2 if shift == 2 else 1 if later else 0))
    return end, When(monday + timedelta(days=5), monday + timedelta(days=6))
