"""Years: ", 2026", "of next year", "'26", "2026-2028", "two thousand and twenty-seven"."""

from __future__ import annotations

from datetime import date

from records.models import Precision
from retrieval.due_numbers import spelled_year_at
from retrieval.due_reader import Parsed, Reader, When


def year_at(r: Reader, i: int, short: bool = False) -> tuple[int, int | None]:
    """A year at `i` (", 2026", "of 2026", "'26"), else (i, None)."""
    k = i
    if r.low(k) == ",":
        k += 1
    if r.low(k) in {"of", "in", "/", "-", "de"} or (r.low(k) == "." and r.glued(k + 1)):
        k += 1
    spelled = spelled_year_at(r, k + (r.low(k) == "year"))
    if spelled is not None and 1900 <= spelled[1] <= 2199:
        return spelled
    number, token = r.num(k), r.token(k)
    if number is not None and token.end - token.start == 4 and 1900 <= number <= 2199:
        if r.low(k + 1) in {":", "%"} and r.glued(k + 1):
            return i, None
        return k + 1, number
    if (
        r.low(i) == "'"
        and (two := r.num(i + 1)) is not None
        and r.token(i + 1).end - r.token(i + 1).start == 2
    ):
        return i + 2, 2000 + two
    if short and number is not None and token.end - token.start == 2 and r.low(i) in {"-", "/"}:
        return k + 1, 2000 + number
    return i, None


def said_year_at(r: Reader, i: int, short: bool = False) -> tuple[int, int | None]:
    """A year behind a day: ", 2026", "next year", "of this year", "in the year 2027"; else (i, None)."""
    end, year = year_at(r, i, short)
    if year is not None:
        return end, year
    k = i + 1 if r.low(i) in {",", "of", "in"} else i
    k = k + 1 if r.low(k) == "the" else k
    if r.low(k) == "year":
        after, year = year_at(r, k + 1)
        return (after, year) if year is not None else (i, None)
    shift = {"this": 0, "next": 1, "following": 1, "last": -1}.get(r.low(k))
    if shift is None or r.low(k + 1) != "year" or r.lows(k + 2, 2) == ("'", "s"):
        return i, None
    return k + 2, r.today.year + shift


def bare_year_at(r: Reader, i: int) -> Parsed:
    """ "2027" or "two thousand and twenty-seven" where nothing else can be meant."""
    spelled = spelled_year_at(r, i)
    if spelled is not None and 1990 <= spelled[1] <= r.today.year + 30:
        end, year = spelled
        if (
            r.low(i - 1) in {"year", "of", "in", "by", "before", "until", "end"}
            or r.alone(i, end)
            or r.low(end) == ""
        ):
            return end, When(date(year, 1, 1), date(year, 12, 31), Precision.year, dated=True)
        return None
    number, token = r.num(i), r.token(i)
    far = 2199 if r.low(i - 1) in {"in", "until", "till", "year"} else r.today.year + 30
    if number is None or token.end - token.start != 4 or not 1990 <= number <= far:
        return None
    if (ranged := _years_at(r, i)) is not None:
        return ranged
    if not r.alone(i, i + 1):
        # A number is a year only where nothing else can be meant.
        if r.low(i - 1) not in {
            "in",
            "of",
            "than",
            "by",
            "before",
            "until",
            "till",
            "during",
            "en",
            "fin",
            "ende",
            "end",
        }:
            joined = r.low(i - 1) in {"to", "and", "~"} and (r.num(i - 2) or 0) > 1989
            opens = r.low(i - 1) in {"from", "between"} and (r.num(i + 2) or 0) > 1989
            if not (joined or opens) and r.low(i - 1) not in {
                "early",
                "late",
                "mid",
                "-",
                "through",
                "bis",
                "anfang",
                "mitte",
                "jahr",
                "year",
            }:
                return None
        after = r.token(i + 1)
        if after.low.isalpha() and after.low not in _AFTER_YEAR:
            return None
        if (
            after.num is not None
            or after.low in {"%", "-", "/", ":", "€", "$"}
            or r.glued(i)
            and r.low(i - 1) not in {"-", "~", "–"}
        ):
            return None
        if after.low in {".", ","} and r.num(i + 2) is not None and r.glued(i + 2):
            return None
    return i + 1, When(date(number, 1, 1), date(number, 12, 31), Precision.year, dated=True)


def _years_at(r: Reader, i: int) -> Parsed:
    """ "from 2026-2028", "it runs 2026-2028.": the last day of the last year."""
    second, token = r.num(i + 2), r.token(i + 2)
    if second is None or token.end - token.start != 4 or not (r.num(i) or 0) < second <= 2199:
        return None
    if r.low(i + 1) not in {"-", "–"} or r.low(i - 1) not in _YEARS_CUES and not r.alone(i, i + 3):
        return None
    closing = r.token(i + 3)
    if (
        closing.glued
        and closing.low not in _CLOSING
        or closing.low.isalpha()
        and closing.low not in _AFTER_YEAR
    ):
        return None
    return i + 3, When(date(r.num(i) or 0, 1, 1), date(second, 12, 31), Precision.year, dated=True)


_YEARS_CUES = frozenset(
    {"from", "in", "for", "during", "between", "over", "is", "through", "covers", "runs", "span", "spans"}
)


_CLOSING = frozenset({".", ",", "!", "?", ";", ")"})


_AFTER_YEAR = frozenset(
    {"and", "or", "we", "i", "you", "if", "so", "but", "at", "with", "for", "when", "as", "is", "it",
     "the", "our", "they", "will", "then", "to", "through", "once", "because", "unless"}
)  # fmt: skip
