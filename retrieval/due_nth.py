"""Places in a period: "the last working day of January", "first Monday of May", "third day of next month"."""

from __future__ import annotations

from datetime import date, timedelta

from records.models import Precision
from retrieval import due_calendar as cal
from retrieval.due_monthdays import ordinal_at
from retrieval.due_named import named_at
from retrieval.due_reader import GONE, Parsed, Reader, When, on_day
from retrieval.due_units import current, unit_at
from retrieval.due_words import DAY_PARTS, DAY_UNITS, MONTHS, WEEKDAYS, WORKING

_LASTS = frozenset({"last", "final", "letzte", "letzten", "letzter", "letztem", "dernier", "dernière"})
_OF = frozenset({"of", "in", "des", "im", "de", "du", "vom", "von"})


def nth_at(r: Reader, i: int) -> Parsed:
    """The nth day, business day, weekday or month of a period; without a year the next one to come."""
    j = r.skip(i, frozenset({"the", "am", "le", "very", "dem", "den"}), 2)
    place = _place_at(r, j)
    if place is None:
        return None
    j, nth = place
    named = _thing_at(r, j)
    if named is None:
        return None
    j, thing, weekday = named
    if thing == "weekday" and r.low(j) in DAY_PARTS:
        j += 1
    if r.low(j) not in _OF and r.low(j) not in MONTHS:
        return None
    k = r.skip(j + (r.low(j) in _OF), frozenset({"the", "der", "des", "la", "le", "l", "'"}), 3)
    if r.low(k) in {"every", "each", "any", "jedes", "jeden", "chaque"}:
        return k + 1, GONE
    end, past = k, False
    for when, end in _periods(r, k):
        found = _place_in(when, thing, weekday, nth, r.country)
        if found is not None and found.last >= r.today:
            return end, found
        past = past or found is not None
    return (end, GONE) if past else None


def _place_at(r: Reader, j: int) -> tuple[int, int] | None:
    if r.low(j) in _LASTS:
        return j + 1, -1
    if r.lows(j, 2) in {("second", "last"), ("second", "to")} or r.low(j) == "penultimate":
        return (j + 1 if r.low(j) == "penultimate" else j + 2 if r.low(j + 1) == "last" else j + 3), -2
    if r.num(j) is not None and r.low(j + 1) == "." and r.glued(j + 1):
        return j + 2, r.num(j) or 0
    read = ordinal_at(r, j)
    if read is None or not 1 <= read[1] <= 31:
        return None
    if r.lows(read[0], 2) == ("to", "last"):
        # "the third to last Friday"
        return read[0] + 2, -read[1]
    return (read[0] + 1, -read[1]) if r.low(read[0]) == "last" else read


def _thing_at(r: Reader, j: int) -> tuple[int, str, int] | None:
    """What is counted: "day", "business", "weekday" with its number, "month" or "weekend"."""
    low = r.low(j)
    if low in WEEKDAYS:
        return j + 1, "weekday", WEEKDAYS[low]
    if low in WORKING and DAY_UNITS.get(r.low(j + 1)) == "day":
        return j + 2, "business", 0
    if low == "weekend":
        return j + 1, "weekend", 0
    unit = DAY_UNITS.get(low)
    if unit in {"day", "business", "month"}:
        return (j + 2, "business", 0) if r.low(j + 1) in WORKING else (j + 1, unit, 0)
    return None


def _periods(r: Reader, k: int) -> list[tuple[When, int]]:
    """The period at `k`; where it may be this or the next one of its kind, both."""
    if r.lows(k, 2) == ("new", "year"):
        return [(current(r, "year", 1), k + 2)]
    unit = unit_at(r, k, edged=True)
    if unit is not None:
        end, when = unit
        if when.gone:
            return [(When(when.first, when.last, gone=True, dated=True), end)]
        if end == k + 1 and when.precision is not Precision.week:
            kind = when.precision.value
            return [(when, end), (current(r, kind, 1), end)]
        return [(_whole(when), end)]
    named = named_at(r, k)
    if named is None or named[1].gone:
        return []
    end, when = named
    if when.dated or when.precision is Precision.year:
        return [(When(when.first, when.last, when.precision, dated=True), end)]
    if when.precision is Precision.month:
        later = cal.month_end(when.last.year + 1, when.last.month)
        return [(when, end), (When(later.replace(day=1), later, Precision.month), end)]
    return [(when, end)]


def _whole(when: When) -> When:
    """A week to its Sunday, for its days are counted."""
    if when.precision is Precision.week:
        return When(when.first, cal.monday_of(when.first) + timedelta(days=6), when.precision)
    return when


def _place_in(when: When, thing: str, weekday: int, nth: int, country: str | None) -> When | None:
    if when.gone:
        return GONE
    day: date | None = None
    if thing == "business":
        day = cal.business_day_of(when.first, when.last, nth, country)
    elif thing == "day":
        day = when.last + timedelta(days=nth + 1) if nth < 0 else when.first + timedelta(days=nth - 1)
    elif thing == "month":
        if when.precision not in {Precision.year, Precision.quarter}:
            return None
        first = (
            cal.add_months(when.first, nth - 1)
            if nth > 0
            else cal.add_months(when.last.replace(day=1), nth + 1)
        )
        last = cal.month_end(first.year, first.month)
        return When(first, last, Precision.month) if when.first <= first <= when.last else None
    else:
        weekday = 6 if thing == "weekend" else weekday
        if nth < 0:
            day = when.last - timedelta(days=(when.last.weekday() - weekday) % 7 - 7 * (nth + 1))
        else:
            day = when.first + timedelta(days=(weekday - when.first.weekday()) % 7 + 7 * (nth - 1))
    return on_day(day) if day is not None and when.first <= day <= when.last else None
