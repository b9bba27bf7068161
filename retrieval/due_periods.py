"""Phrases that name a longer stretch: "end of next week", "mid-December", "KW 48", "year end"."""

from __future__ import annotations

from datetime import date, timedelta

from records.models import Precision
from retrieval import due_calendar as cal
from retrieval.due_named import is_name, named_at
from retrieval.due_reader import GONE, Parsed, Reader, When, on_day
from retrieval.due_units import at_edge, current, edge_of, unit_at
from retrieval.due_words import (
    COMING,
    DAY_UNITS,
    LAST,
    LINKS,
    MONTHS,
    NEXT,
    ORDINALS,
    PERIOD_UNITS,
    RANGE_WORDS,
    THIS,
)
from retrieval.due_years import bare_year_at, year_at

_SHORT_ENDS = {
    "eom": "month", "eow": "week", "eoq": "quarter", "eoy": "year", "monatsende": "month", "ultimo": "month",
    "jahresende": "year", "quartalsende": "quarter",
}  # fmt: skip


_THROUGHOUT = frozenset({"for", "over", "during", "through", "throughout", "in"})
_STOPS = frozenset({"", ".", ",", "!", "?", ";"})
_WEEK_WORDS = frozenset({"w", "week", "kw", "cw", "kalenderwoche", "semaine", "woche", "wk"})


def period_at(r: Reader, i: int) -> Parsed:
    """A week, month, quarter, half or year at `i`, with its edge ("end of", "mid", "early")."""
    return _edged(r, i) or _ordinal_week(r, i) or _plain(r, i)


def week_at(r: Reader, i: int) -> Parsed:
    """A whole week: "next week", "the week after next", "KW 48"; used by weekdays ("Friday next week")."""
    parsed = unit_at(r, r.skip(i, frozenset({"the", "der", "la", "de"}), 2), edged=False) or _numbered_week(
        r, i
    )
    if parsed is None or parsed[1].precision is not Precision.week and not parsed[1].gone:
        return None
    return parsed


def _edged(r: Reader, i: int) -> Parsed:
    j = r.skip(i, frozenset({"the", "very", "le", "la"}), 2)
    low = r.low(j)
    if low in _SHORT_ENDS:
        return _short_end(r, j, _SHORT_ENDS[low])
    if low == "earlier" and r.low(j + 1) in THIS:
        inner = unit_at(r, j + 1, edged=False)
        return (inner[0], GONE) if inner else None
    edge = edge_of(low)
    if low == "turn" and r.lows(j + 1, 3) == ("of", "the", "month"):
        return j + 4, at_edge(r, current(r, "month", 0), "end")
    if low == "turn" and r.lows(j + 1, 3) == ("of", "the", "year") or low == "jahreswechsel":
        return j + (1 if low == "jahreswechsel" else 4), at_edge(r, current(r, "year", 0), "end")
    if (
        low in {"laufe", "course"}
        or low == "courant"
        and r.low(j + 1) == "de"
        or r.lows(i - 1, 2) in {("dans", "la"), ("dans", "le")}
    ):
        return _course_of(r, i, j)
    if low == "ends" and r.low(j + 1) in {"in", "on", "at"}:
        # "The number ends in 2026."
        return None
    if edge is None or low == "balance" and r.low(i - 1) not in _THROUGHOUT:
        return _suffix_end(r, j)
    if low == "mi" and r.low(j + 1) != "-":
        return None
    k = j + 1
    if r.lows(k, 3) == ("-", "to", "-") and edge_of(r.low(k + 3)) is not None:
        # "mid-to-late August"
        edge, k = edge_of(r.low(k + 3)) or edge, k + 4
    elif r.lows(k, 3) == ("-", "of", "-"):
        k += 3
    elif r.low(k) == "-" and (edge == "mid" or r.low(k + 1) in MONTHS):
        k += 1
    if r.low(k) == "to" and r.low(k + 1) == "late":
        edge, k = "late", k + 2
    if low == "close" and r.low(k) != "of":
        return None
    k = r.skip(k, LINKS | {"my", "our", "your"}, 3)
    unit = unit_at(r, k, edged=True)
    inner = unit or named_at(r, k) or _numbered_week(r, k)
    if inner is None or inner[1].gone:
        return inner
    when = at_edge(r, inner[1], edge)
    if when.last < r.today and inner[1].precision is Precision.month and not inner[1].dated:
        # Said on the 20th, "mid-December" is next year's and "mid-month" the next one's.
        later = (
            cal.next_month_day(r.today, when.last.month, when.last.day)
            if unit is None
            else cal.next_day_of_month(r.today, when.last.day)
        )
        when = When(later, later, when.precision, ends=True) if later else when
    return inner[0], when


def _course_of(r: Reader, i: int, j: int) -> Parsed:
    """ "in the course of the week", "im Laufe des Tages", "dans la journée": up to its end."""
    k = r.skip(j + 1, LINKS, 3) if r.low(j) in {"laufe", "course", "courant"} else j
    if r.low(k) in {"tages", "day", "journée"}:
        return k + 1, When(r.today, r.today, ends=True)
    unit = unit_at(r, k, edged=True)
    if unit is None or unit[1].gone:
        return unit
    return unit[0], at_edge(r, unit[1], "end")


def _short_end(r: Reader, j: int, unit: str) -> Parsed:
    k = r.skip(j + 1, LINKS, 2)
    if unit == "month":
        named = named_at(r, k)
        if named is not None and named[1].precision is Precision.month:
            return named[0], at_edge(r, named[1], "end")
    if unit in {"year", "quarter"}:
        named = named_at(r, k)
        if named is not None and named[1].precision is Precision(unit):
            return named[0], at_edge(r, named[1], "end")
    inner = unit_at(r, k, edged=False)
    if inner is not None and not inner[1].gone and inner[1].precision is Precision(unit):
        return inner[0], at_edge(r, inner[1], "end")
    return j + 1, at_edge(r, current(r, unit, 0), "end")


def _suffix_end(r: Reader, j: int) -> Parsed:
    """ "month end", "year-end", "week's end", "mid-week"."""
    kind = r.low(j)
    k = j + 1 if kind in THIS | NEXT | COMING else j
    shift = 1 if kind in NEXT | COMING else 0
    unit = DAY_UNITS.get(r.low(k), "")
    if r.low(k) == "fiscal" or unit not in PERIOD_UNITS:
        if r.low(j) == "midweek":
            return j + 1, at_edge(r, current(r, "week", 0 if r.today.weekday() < 2 else 1), "mid")
        named = named_at(r, j)
        if named is not None and r.low(named[0]) == "-" and r.low(named[0] + 1) == "end":
            return named[0] + 2, at_edge(r, named[1], "end")
        return None
    k += 1
    if r.lows(k, 2) == ("'", "s"):
        k += 2
    if r.low(k) == "-":
        if unit == "week":
            # The "week-end" is Saturday and Sunday.
            return None
        k += 1
    if r.low(k) != "end":
        return None
    end, year = year_at(r, k + 1)
    if unit == "year" and year:
        return end, When(date(year, 1, 1), date(year, 12, 31), Precision.year, ends=True)
    return k + 1, at_edge(r, current(r, unit, shift), "end")


def _plain(r: Reader, i: int) -> Parsed:
    j = i + 1 if r.low(i) in {"the", "der", "die", "la", "le", "l"} else i
    j = j + 1 if r.low(i) == "l" and r.low(j) == "'" else j
    unit = unit_at(r, j, edged=False)
    if unit is not None and not (unit[1].gone and r.low(unit[0]) == "of"):
        return unit
    week = _numbered_week(r, j)
    if week is not None:
        return week
    if r.low(i) in {"in", "within", "before"}:
        return None
    if r.lows(j, 2) == ("fiscal", "year"):
        j += 1
    if r.low(j) == "fy" and r.num(j + 1) is not None and r.low(j - 1) not in {"q", "h"}:
        short = r.num(j + 1) or 0
        fiscal = year_at(r, j + 1)[1] or (2000 + short if 20 <= short < 80 else None)
        if fiscal is None or not r.allowed(i, j + 2):
            return None
        return j + 2, When(date(fiscal, 1, 1), date(fiscal, 12, 31), Precision.year, dated=True)
    if r.low(j) == "year" and r.num(j + 1) is not None:
        year = bare_year_at(r, j + 1)
        return year if year is not None and r.allowed(i, year[0]) else None
    if r.lows(j, 2) == ("month", "of"):
        j += 2
    named = named_at(r, j)
    if named is None:
        # "before the quarter is out", "within the month"
        plain = DAY_UNITS.get(r.low(j), "")
        if j > i and plain in PERIOD_UNITS and r.low(j) in PERIOD_UNITS:
            if r.lows(j + 1, 3) == ("'", "s", "out"):
                return j + 4, at_edge(r, current(r, plain, 0), "end")
            if r.lows(j + 1, 2) in {("is", "out"), ("is", "over"), ("ends", ""), ("is", "up")}:
                return j + 3, at_edge(r, current(r, plain, 0), "end")
            closes = r.low(j + 1) in {"ends", "closes", "finishes"} and r.low(j + 2) not in {
                "on",
                "in",
                "at",
                "with",
            }
            if closes or r.low(i - 1) in {"within", "inside"}:
                return j + (2 if r.low(j + 1) in {"ends", "closes", "finishes"} else 1), at_edge(
                    r, current(r, plain, 0), "end"
                )
        return None
    modified = r.low(j) in THIS | NEXT | COMING
    ranged = r.low(named[0]) in RANGE_WORDS and (
        r.low(named[0] + 1) in MONTHS
        or r.low(named[0] + 1) == "q"
        or 1990 < (r.num(named[0] + 1) or 0) < 2100
    )
    quarter = named[1].precision is Precision.quarter and (named[1].dated or r.low(named[0]) in _STOPS)
    sure = modified or quarter or r.low(j + 1) == "half" or named[1].dated and named[0] - j > 1
    return named if sure or (ranged or r.allowed(i, named[0])) and not is_name(r, j, named[0]) else None


def _numbered_week(r: Reader, i: int) -> Parsed:
    """ "week 48", "KW 48", "calendar week 48 of 2027"."""
    iso = _iso_week(r, i)
    if iso is not None:
        return iso
    j = i + 1 if r.low(i) == "calendar" else i
    if r.low(j) not in _WEEK_WORDS:
        return None
    k = j + 1 if r.low(j + 1) not in {"#", ".", "nr", "no"} else j + 2
    if r.low(j) == "w" and not (r.token(j).raw == "W" and r.glued(k)):
        return None
    number = r.num(k)
    if number is None or not 1 <= number <= 53 or r.low(k + 1) in {".", ":"} and r.glued(k + 2):
        return None
    if r.low(j) in {"week", "wk"} and r.low(k + 1) == "of" and r.low(k + 2) in {"the", "our", "your"}:
        # "week 3 of the project" counts from the project's start.
        return None
    end, year = year_at(r, k + 1)
    if r.low(k + 1) in {"of", "in"} and r.lows(k + 2, 2) in {
        ("last", "year"),
        ("next", "year"),
        ("this", "year"),
    }:
        if r.low(k + 2) == "last":
            return k + 4, GONE
        end, year = k + 4, r.today.year + (r.low(k + 2) == "next")
    if r.low(k + 1) in {"/"} and year is None:
        return None
    monday = cal.week_of_year(r.today, number, year)
    if monday is None:
        return None
    friday = monday + timedelta(days=4)
    return end, When(monday, friday if friday >= r.today else monday + timedelta(days=6), Precision.week)


def _iso_week(r: Reader, i: int) -> Parsed:
    """ "2026-W26", "2026W26"; with its day ("2026-W26-3") the day."""
    year, k = r.num(i), i + 2 if r.low(i + 1) == "-" else i + 1
    number = r.num(k + 1)
    glued = r.glued(k - 1) and r.glued(k) and r.glued(k + 1) or k == i + 1 and r.glued(k) and r.glued(k + 1)
    if year is None or number is None or r.token(k).raw != "W" or not glued or not 1990 <= year <= 2199:
        return None
    monday = cal.week_of_year(r.today, number, year)
    if monday is None:
        return None
    day = r.num(k + 3)
    if r.low(k + 2) == "-" and r.glued(k + 2) and r.glued(k + 3) and day is not None and 1 <= day <= 7:
        return k + 4, on_day(monday + timedelta(days=day - 1))
    return k + 2, When(monday, monday + timedelta(days=4), Precision.week)


def _ordinal_week(r: Reader, i: int) -> Parsed:
    """ "the first week of December", "last week of next month"."""
    j = r.skip(i, frozenset({"the", "in", "der", "die", "den", "la"}), 2)
    place = -1 if r.low(j) in LAST else ORDINALS.get(r.low(j), 0)
    k = j + 1
    if not place and r.num(j) is not None and r.low(k) in {"st", "nd", "rd", "th"}:
        place, k = r.num(j) or 0, k + 1
    if r.low(k) == "full":
        k += 1
    if r.num(j) is not None and r.low(j + 1) == "." and r.low(j + 2) in {"kalenderwoche", "kw"}:
        number = r.num(j) or 0
        monday = cal.week_of_year(r.today, number) if 1 <= number <= 53 else None
        return (j + 3, When(monday, monday + timedelta(days=4), Precision.week)) if monday else None
    if not (place == -1 or 1 <= place <= 53) or r.low(k) not in {"week", "woche", "semaine"}:
        return None
    if r.low(k + 1) not in {"of", "in", "im", "des", "de", "du", "d"}:
        if r.low(k + 1) not in MONTHS:
            return None
        k -= 1
    if place > 5:
        inner = unit_at(r, r.skip(k + 2, frozenset({"the"}), 1), edged=True) or named_at(r, k + 2)
        monday = cal.week_of_year(r.today, place, inner[1].last.year if inner else None)
        if inner is None or inner[1].precision is not Precision.year or monday is None:
            return None
        return inner[0], When(monday, monday + timedelta(days=4), Precision.week)
    k = r.skip(k + 2, frozenset({"the", "'", "mois", "de"}), 2)
    inner = unit_at(r, k, edged=True) or named_at(r, k)
    if inner is None or inner[1].gone or inner[1].precision not in {Precision.month, Precision.year}:
        return None
    when = inner[1]
    # A week belongs to the month that holds its Thursday.
    thursday = when.first + timedelta(days=(3 - when.first.weekday()) % 7)
    if place == -1:
        thursday = when.last - timedelta(days=(when.last.weekday() - 3) % 7)
    else:
        thursday += timedelta(days=7 * (place - 1))
    friday = min(thursday + timedelta(days=1), when.last)
    if friday < r.today and not when.dated and when.precision is Precision.month:
        return None
    return inner[0], When(thursday - timedelta(days=3), friday, Precision.week)
