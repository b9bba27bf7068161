"""Holidays and their weekends as due dates: "before Christmas", "Labor Day weekend"."""

from __future__ import annotations

from datetime import date, timedelta

from retrieval import due_calendar as cal
from retrieval.due_named import year_at
from retrieval.due_reader import Parsed, Reader, on_day
from retrieval.due_words import ARTICLES, COMING, LAST, NEXT, THIS


def holiday_at(r: Reader, i: int, cued: bool = False) -> Parsed:
    """A holiday behind a cue: "before Christmas", "by Thanksgiving 2026"."""
    j = i + 1 if r.low(i) in ARTICLES else i
    modified = r.low(j) in THIS | NEXT | COMING
    j = j + 1 if modified else j
    if r.low(j) in LAST:
        return None
    if r.low(j) not in cal.HOLIDAY_STARTS:
        return None
    for length in range(5, 0, -1):
        name = r.lows(j, length)
        if name not in cal.HOLIDAYS:
            continue
        end, year = year_at(r, j + length)
        if not (cued or modified or r.cued(i) or r.alone(i, end)):
            return None
        if r.low(end) == "weekend":
            return end + 1, on_day(weekend_of(cal.next_holiday(name, r.today, year, r.country)))
        if r.low(end) in {"'", "party", "season", "card", "cards", "gift", "gifts", "break", "sale"}:
            return None
        if name[-1] == "year" and r.low(i - 1) == "in":
            # "in the new year" may be any day of it.
            return None
        if name[-1] == "year" and r.low(i - 2) == "in":
            return None
        day = cal.next_holiday(name, r.today, year, r.country)
        return end, on_day(day)
    return None


def weekend_of(day: date) -> date:
    """The last day of the weekend nearest to `day`; a Monday off belongs to it."""
    return day if day.weekday() == 0 else cal.monday_of(day) + timedelta(days=-1 if day.weekday() == 1 else 6)
