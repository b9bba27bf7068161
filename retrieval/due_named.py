"""Months, quarters, halves and years by name: "December 2026", "next May", "Q1", "second half of 2027"."""

from __future__ import annotations

from records.models import Precision
from retrieval import due_calendar as cal
from retrieval.due_reader import GONE, Parsed, Reader, When
from retrieval.due_units import at_edge, quarter_of, unit_at
from retrieval.due_words import COMING, LAST, MONTHS, NAME_MONTHS, NEXT, ORDINAL_ENDINGS, ORDINALS, THIS
from retrieval.due_years import bare_year_at, year_at


def month_at(r: Reader, i: int, needs_day: bool = True) -> int | None:
    """The month named at `i`; "may" and "mars" in small letters only where a cue or the language says so."""
    month = MONTHS.get(r.low(i))
    if month is None:
        return None
    raw, low = r.token(i).raw, r.low(i)
    if low == "sept" and r.language == "fr":
        return None
    if low == "may" and raw == "may" and not _may_is_month(r, i) and not r.alone(i, i + 1):
        return (
            month
            if needs_day and (r.glued(i) or r.low(i - 1) in ORDINAL_ENDINGS or r.num(i - 1) is not None)
            else None
        )
    return month


def _may_is_month(r: Reader, i: int) -> bool:
    return r.low(i - 1) in {
        "in",
        "by",
        "until",
        "till",
        "before",
        "during",
        "of",
        "from",
        "mid",
        "-",
        "early",
        "late",
    }


def is_name(r: Reader, i: int, end: int) -> bool:
    """Whether a month word is a person here: "approved by April from finance", "with June Smith"."""
    if r.low(i) not in NAME_MONTHS or end - i > 1:
        return False
    after = r.token(end)
    if r.low(i - 1) in {"frau", "herr", "herrn", "monsieur", "madame", "mr", "mrs", "ms", "dr"}:
        return True
    if after.low in {"are", "were", "both"} and r.low(i - 1) not in {"in", "of", "by"}:
        return True
    if r.low(i - 1) == "to" and any(r.low(k) in _TO_PEOPLE for k in range(i - 6, i - 1)):
        return True
    if (
        after.low == "in"
        and not r.low(end + 1).isdigit()
        and r.low(i - 1) in {"to", "and", "for", "at", "by"}
    ):
        return True
    if r.low(i) == "may" and r.token(i).raw == "May" and r.low(i - 1) in {"to", "and", "or", "-", "/"}:
        return after.raw != "" and after.low not in {".", ",", ")", "?", "!"}
    if r.low(i) == "march" and r.low(i - 1) in {"to", "and"} and not r.token(i).raw[0].isupper():
        return True
    if r.low(i) == "mars" and r.language != "fr" and r.low(i - 1) not in {"en", "fin", "début", "ici"}:
        return True
    if after.low in {
        "from",
        "'",
        "and",
        "who",
        "at",
        "will",
        "said",
        "has",
        "is",
        "wants",
        "needs",
        "(",
        "as",
    }:
        # "by April at the latest" is a month, "April at Acme" a person.
        return not (after.low == "at" and r.lows(end + 1, 2) == ("the", "latest")) and not (
            after.low in {"and", "is", "will", "("} and r.low(i - 1) in {"in", "until", "till"}
        )
    return after.raw[:1].isupper() and after.low not in MONTHS and after.raw != "I"


_TO_PEOPLE = frozenset(
    {"introduce", "introducing", "intro", "connect", "connecting", "speak", "talk", "talking",
     "report", "forward", "send", "hand", "give", "pass", "refer", "assign", "write", "reach"}
)  # fmt: skip


def named_at(r: Reader, i: int) -> Parsed:
    """ "December 2026", "next May", "Q1", "the second half of next year", "2027"."""
    kind = r.low(i)
    j = i + 1 if kind in THIS | NEXT | COMING | LAST else i
    month = month_at(r, j, needs_day=False)
    if month is not None and not (r.num(j + 1) is not None and r.glued(j + 1)):
        return _named_month(r, j, month, kind if j > i else "")
    if j == i or r.low(i) == "last" and r.low(j + 1) == "of":
        return _quarter_or_half(r, i) or bare_year_at(r, i)
    return None


def _named_month(r: Reader, j: int, month: int, kind: str) -> Parsed:
    if kind in LAST or r.low(j + 1) in {"dernier", "dernière"}:
        return j + 1, GONE
    end = j + 1
    if r.low(end) == "." and r.glued(end) and r.low(j) not in {"may", "june", "march"} and r.num(end + 1):
        end += 1
    after, year = year_at(r, end)
    if year is None and r.num(end) is not None and r.low(end + 1) not in {"%", ":"}:
        # "May 5" is a day; whoever reads days has already refused this number.
        return None
    if year is None:
        if r.lows(end, 3) == ("of", "this", "year"):
            after, year = end + 3, r.today.year
        elif r.lows(end, 2) in {("of", "next"), ("next", "year")} or r.lows(end, 3) == ("of", "next", "year"):
            skip = {"of": 3, "next": 2}[r.low(end)]
            if r.low(end + skip - 1) == "year":
                after, year = end + skip, r.today.year + 1
        elif r.lows(end, 2) == ("this", "year"):
            after, year = end + 2, r.today.year
        elif r.lows(end, 2) == ("last", "year") or r.lows(end, 3) == ("of", "last", "year"):
            return end + (2 if r.low(end) == "last" else 3), GONE
    if year is None:
        year = r.today.year if month >= r.today.month else r.today.year + 1
        if kind in NEXT and month == r.today.month:
            year = r.today.year + 1
        after = j + 1
        said_year = False
    else:
        said_year = True
    last = cal.month_end(year, month)
    return after, When(last.replace(day=1), last, Precision.month, dated=said_year)


def _quarter_or_half(r: Reader, i: int) -> Parsed:
    low, number = r.low(i), r.num(i + 1)
    year: int | None = None
    end = i
    quarter = half = 0
    if low in {"q", "h", "t", "s"} and number is not None and r.glued(i + 1):
        if low in {"t", "s"} and r.language != "fr" or number > (4 if low in {"q", "t"} else 2) or number < 1:
            return None
        if r.token(i).raw == low and not r.cued(i) and low == "h":
            return None
        quarter, half = (number, 0) if low in {"q", "t"} else (0, number)
        end, year = _year_behind(r, i + 2)
    elif r.num(i) is not None and r.low(i + 1) == "q" and r.glued(i + 1) and 1 <= (r.num(i) or 0) <= 4:
        quarter = r.num(i) or 0
        end, year = _year_behind(r, i + 2)
    elif is_half_year(r, i):
        half = r.num(i) or 0
        end, year = _year_behind(r, i + 2)
    elif 1900 < (r.num(i) or 0) < 2200:
        worded = _worded_quarter(r, i + 1) if r.low(i + 1) in ORDINALS else None
        if worded is not None and worded[1].precision is Precision.quarter:
            quarter = (worded[1].last.month + 2) // 3
            return worded[0], _next_part(r, quarter, 0, r.num(i))
        k = i + 2 if r.low(i + 1) in {"-", "/"} else i + 1
        second = r.num(k + 1)
        if r.low(k) not in {"q", "h"} or second is None or not r.glued(k + 1):
            return None
        quarter, half = (second, 0) if r.low(k) == "q" else (0, second)
        if not 1 <= second <= (4 if quarter else 2):
            return None
        end, year = k + 2, r.num(i)
    else:
        return _worded_quarter(r, i)
    return end, _next_part(r, quarter, half, year)


def is_half_year(r: Reader, i: int) -> bool:
    """Whether "2H26", "1H 2027" stands at `i`: a half with its year, and no hours."""
    if r.num(i) not in {1, 2} or r.token(i + 1).raw != "H" or not r.glued(i + 1):
        return False
    year = r.num(i + 2)
    short = r.glued(i + 2) and r.token(i + 2).end - r.token(i + 2).start == 2
    return r.low(i + 2) == "fy" or year is not None and (1990 <= year <= 2199 or short and year >= 20)


def _year_behind(r: Reader, i: int) -> tuple[int, int | None]:
    k = i
    if r.low(k) == "fy":
        k += 1
    end, year = year_at(r, k)
    if year is not None:
        return end, year
    if r.low(k) in {"of", "in"} and r.lows(k + 1, 2) == ("next", "year"):
        return k + 3, r.today.year + 1
    if r.low(k) in {"of", "in"} and r.lows(k + 1, 2) in {("this", "year"), ("the", "year")}:
        return k + 3, r.today.year if r.low(k + 1) == "this" else None
    if r.lows(k, 2) == ("next", "year"):
        return k + 2, r.today.year + 1
    if r.lows(k, 2) == ("this", "year"):
        return k + 2, r.today.year
    two = r.num(k)
    if two is not None and k > 0 and (r.low(k - 1) == "fy" or r.glued(k)) and 20 <= two <= 99:
        return k + 1, 2000 + two
    return i, None


def _worded_quarter(r: Reader, i: int) -> Parsed:
    """ "first quarter of 2027", "second half of the year", "1. Quartal"."""
    place, k = ORDINALS.get(r.low(i), 0), i + 1
    if not place and r.num(i) is not None:
        place = r.num(i) or 0
        if r.low(k) in {"st", "nd", "rd", "th", "er", "ème", "."} and r.glued(k):
            k += 1
        else:
            return None
    if (
        not place
        and r.low(i) in {"last", "final"}
        and r.low(k) in {"quarter", "half"}
        and r.low(k + 1) == "of"
    ):
        place = 4 if r.low(k) == "quarter" else 2
    unit = r.low(k)
    if unit in {"quarter", "qtr", "quartal", "trimestre"} and 1 <= place <= 4:
        end, year = _year_behind(r, k + 1)
        return end, _next_part(r, place, 0, year)
    if unit != "half" or r.low(k + 1) != "of" or place not in {1, 2}:
        return None
    k = r.skip(k + 2, frozenset({"the"}), 1)
    inner = unit_at(r, k, edged=True) or named_at(r, k)
    if inner is None or inner[1].gone:
        return inner
    when = inner[1]
    if place == 2:
        part = Precision.quarter if when.precision is Precision.year else when.precision
        return inner[0], When(when.first, when.last, part, dated=True)
    if when.precision is Precision.year:
        return inner[0], When(when.first, when.first.replace(month=6, day=30), Precision.quarter, dated=True)
    return inner[0], at_edge(r, when, "mid")


def _next_part(r: Reader, quarter: int, half: int, year: int | None) -> When:
    """A quarter or half of `year`, or the next one that has not passed."""
    number = quarter or half * 2
    when = quarter_of(year or r.today.year, number)
    if year is None and when.last < r.today:
        when = quarter_of(r.today.year + 1, number)
    first = cal.add_months(when.first, -3) if half else when.first
    return When(first, when.last, Precision.quarter, dated=year is not None)
