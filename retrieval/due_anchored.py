"""Dates that lean on one named before: "the day before", "by the end of that week", "until then"."""

from __future__ import annotations

from datetime import date, timedelta

from records.models import Precision
from retrieval import due_calendar as cal
from retrieval.due_amounts import CLOCK_UNITS, amount_at, moved
from retrieval.due_reader import GONE, Parsed, Reader, When, on_day
from retrieval.due_words import WEEKDAYS

LEANING = frozenset(
    {
        "before", "after", "later", "earlier", "beforehand", "afterwards", "same", "that", "then", "previous",
        "following", "vorher", "davor", "danach", "später", "zuvor", "selben", "gleichen", "vortag", "folgetag",
        "dahin", "veille", "lendemain", "même", "avant", "après", "tard", "là", "darauf",
    }
)  # fmt: skip
_EARLIER = frozenset({"before", "earlier", "beforehand", "vorher", "davor", "zuvor", "avant", "previously"})
_LATER = frozenset({"after", "later", "afterwards", "danach", "später", "darauf", "après", "thereafter"})
_CLOSERS = frozenset(
    {"", ".", ",", "!", "?", ";", ")", ":", "and", "und", "et", "so", "but", "that", "at", "in", "with", "to",
     "from", "by", "via", "–", "—", "-", "once", "as", "we", "i", "you", "for", "on", "too", "again", "if", "latest",
     "then"}
)  # fmt: skip
_PARTS = frozenset({"evening", "night", "morning", "afternoon"})
_SAME = frozenset({"same", "very", "selben", "gleichen", "même"})


def leaning_at(r: Reader, i: int) -> Parsed:
    """A phrase that leans on the date named last; without one it names a day nobody knows."""
    found = (
        _same_stretch(r, i) or _neighbour(r, i) or _weekday_of_it(r, i) or _one_word(r, i) or _counted(r, i)
    )
    if found is None:
        return None
    end, when = found
    if when is None:
        return end, GONE
    return end, When(when.first, when.last, when.precision, ends=when.ends, leans=True)


_Found = tuple[int, When | None] | None


def _anchor_day(r: Reader) -> date | None:
    return r.anchor.last if r.anchor is not None else None


def _closed(r: Reader, end: int) -> bool:
    return r.low(end) in _CLOSERS


def _same_stretch(r: Reader, i: int) -> _Found:
    """ "the same day", "that week", "by the end of that month", "am selben Tag", "le même jour"."""
    j = i
    edge = r.low(j) in {"end", "ende", "fin"}
    if edge:
        j = r.skip(j + 1, frozenset({"of", "the", "de", "la", "der"}), 3)
    if (
        r.low(j) == "that"
        and r.low(j + 1) in _SAME
        or r.low(j) in {"the", "le", "la"}
        and (r.low(j + 1) in _SAME or r.low(j + 2) == "même")
    ):
        j += 1
    if r.low(j) not in _SAME | {"that"} and r.low(j + 1) != "même":
        return None
    unit = r.low(j) if r.low(j + 1) == "même" else r.low(j + 1)
    end = j + 2
    if r.low(end) in {"i", "we", "you", "he", "she", "they", "the", "your", "our"}:
        # "the same day you sign": nobody knows when that is.
        return end, None
    day = _anchor_day(r)
    if unit in {"day", "tag", "jour"} or unit in _PARTS and not edge:
        return end, on_day(day) if day else None
    if unit in {"week", "woche", "semaine"}:
        if day is None:
            return end, None
        monday = cal.monday_of(day)
        last = monday + timedelta(days=4)
        return end, When(monday, max(last, day) if day.weekday() > 4 else last, Precision.week, ends=True)
    if unit in {"month", "monat", "mois"}:
        if day is None:
            return end, None
        last = cal.month_end(day.year, day.month)
        return end, When(last.replace(day=1), last, Precision.month, ends=True)
    return None


def _neighbour(r: Reader, i: int) -> _Found:
    """ "the day before", "the following day", "the week after", "the night before", "la veille"."""
    if r.low(i) != "the":
        return None
    if r.low(i + 1) in {"following", "previous", "preceding", "next"} and r.low(i + 2) in {"day"} | _PARTS:
        later, unit, end = r.low(i + 1) in {"following", "next"}, "day", i + 3
        if later and r.anchor is None:
            return end, on_day(r.today + timedelta(days=1))
    elif r.low(i + 1) in {"day", "week"} | _PARTS and r.low(i + 2) in {"before", "after"}:
        later, unit, end = r.low(i + 2) == "after", r.low(i + 1), i + 3
        if r.low(end) in {"that", "this", "it"} and _closed(r, end + 1):
            end += 1
        elif not _closed(r, end) or r.low(end) in {"that", "we", "i", "you"}:
            return None
    else:
        return None
    day = _anchor_day(r)
    if day is None:
        return end, None
    if unit == "week":
        monday = cal.monday_of(day) + timedelta(days=7 if later else -7)
        return end, When(monday, monday + timedelta(days=4), Precision.week)
    return end, on_day(day + timedelta(days=1 if later else -1))


def _weekday_of_it(r: Reader, i: int) -> _Found:
    """ "that Thursday" on or after the date, "the Friday before", "the Monday after"."""
    weekday = WEEKDAYS.get(r.low(i + 1))
    if weekday is None:
        return None
    day = _anchor_day(r)
    if r.low(i) == "that":
        return i + 2, _coming(day, weekday, 0) if day else None
    if r.low(i) == "the" and r.low(i - 1) == "on" and r.anchor is not None and _closed(r, i + 2):
        return i + 2, _coming(r.anchor.first, weekday, 0)
    if r.low(i) != "the" or r.low(i + 2) not in {"before", "after"} or not _closed(r, i + 3):
        return None
    if day is None:
        return i + 3, None
    later = r.low(i + 2) == "after"
    return i + 3, _coming(day, weekday, 1) if later else on_day(
        day - timedelta(days=(day.weekday() - weekday - 1) % 7 + 1)
    )


def _coming(day: date, weekday: int, least: int) -> When:
    return on_day(day + timedelta(days=(weekday - day.weekday() - least) % 7 + least))


def _one_word(r: Reader, i: int) -> _Found:
    day = _anchor_day(r)
    low = r.low(i)
    if low == "then" and r.low(i - 1) in {"by", "until", "till", "before"} and _closed(r, i + 1):
        return (i + 1, r.anchor) if r.anchor else None
    if low == "dahin" and r.low(i - 1) == "bis" or low == "là" and r.low(i - 1) == "ici":
        return (i + 1, r.anchor) if r.anchor else None
    j = i + 1 if low in {"la", "le", "am"} else i
    if r.low(j) in {"veille", "vortag"} and _closed(r, j + 1):
        return j + 1, on_day(day - timedelta(days=1)) if day else None
    if r.low(j) in {"lendemain", "folgetag"} and _closed(r, j + 1):
        return j + 1, on_day(day + timedelta(days=1)) if day else None
    return None


def _counted(r: Reader, i: int) -> _Found:
    """ "a day earlier", "two days after that", "einen Tag vorher", "am Tag davor", "trois jours plus tard"."""
    if r.low(i) == "tag" and r.low(i - 1) == "am" and r.low(i + 1) in _EARLIER | _LATER:
        end, number, unit = i + 1, 1.0, "day"
    else:
        amount = amount_at(r, i)
        if amount is None or amount[2] in CLOCK_UNITS:
            return None
        end, number, unit = amount
    if r.low(end) == "plus" and r.low(end + 1) in {"tard", "tôt"}:
        later, end = r.low(end + 1) == "tard", end + 2
    elif r.low(end) in _EARLIER | _LATER:
        later, end = r.low(end) in _LATER, end + 1
    else:
        return None
    if r.low(end) in {"that", "this"} and _closed(r, end + 1):
        end += 1
    elif not _closed(r, end) or r.low(end) in {"that", "we", "i", "you"}:
        return None
    if r.anchor is None:
        return None if later else (end, None)
    return end, moved(r, on_day(r.anchor.last), number, unit, 1 if later else -1)
