"""Dates in digits: "2026-11-12", "12/11/2026", "15.12.", "5/12"."""

from __future__ import annotations

from datetime import date

from retrieval import due_calendar as cal
from retrieval.due_reader import Parsed, Reader, on_day
from retrieval.due_words import WEEKDAYS


def numeric_at(r: Reader, i: int, trusted: bool = False) -> Parsed:
    """ "2026-11-12", "12/11/2026", "15.12.", "5/12"; short forms only behind a cue or when `trusted`."""
    a, b = r.num(i), r.num(i + 2)
    sep = r.low(i + 1)
    if a is None or b is None or sep not in {"/", "-", "."} or not r.glued(i + 1) or not r.glued(i + 2):
        return None
    if not trusted and r.glued(i) and r.low(i - 1) not in {"(", "[", '"', "'", ":", "~", "–", "—", "=", "-"}:
        return None
    if r.glued(i) and r.low(i - 1) == "-" and r.glued(i - 1) and r.low(i - 3) != sep:
        return None
    c = r.num(i + 4) if r.low(i + 3) == sep and r.glued(i + 3) and r.glued(i + 4) else None
    if c is not None:
        return _full_numeric(r, i, sep, a, b, c)
    width = r.token(i).end - r.token(i).start
    if width > 2 or r.token(i + 2).end - r.token(i + 2).start > 2:
        return None
    return _short_numeric(r, i, sep, a, b, trusted)


def _full_numeric(r: Reader, i: int, sep: str, a: int, b: int, c: int) -> Parsed:
    if r.low(i + 5) in {sep, "-", "/"} and r.glued(i + 5) and r.glued(i + 6):
        return None
    if r.low(i - 1) in {"version", "release", "build", "firmware", "#", "tel", "phone"}:
        return None
    widths = [r.token(k).end - r.token(k).start for k in (i, i + 2, i + 4)]
    if widths[0] == 4 and widths[1] <= 2 and widths[2] <= 2:
        year, month, day = a, b, c
    elif widths[0] <= 2 and widths[1] <= 2 and widths[2] in {2, 4}:
        year = c if widths[2] == 4 else 2000 + c
        day, month = (a, b) if sep == "." or r.day_first else (b, a)
        if widths[2] == 2 and sep == "." and not (r.cued(i) or r.alone(i, i + 5) or r.low(i - 1) in WEEKDAYS):
            return None
        if month > 12 >= day:
            day, month = month, day
    else:
        return None
    if not 1900 <= year <= 2199:
        return None
    try:
        return i + 5, on_day(date(year, month, day))
    except ValueError:
        return None


def _short_numeric(r: Reader, i: int, sep: str, a: int, b: int, trusted: bool) -> Parsed:
    end = i + 3
    low = r.low(end)
    ranged = (
        low in {"-", "to", "–", "through", "thru"} and r.num(end + 1) is not None and r.low(end + 2) == sep
    )
    if (
        low in {"%", "/", "-"}
        and r.glued(end)
        and not ranged
        or low in {"of", "stars", "done", "complete", "ratio"}
    ):
        return None
    if low in {"inch", "x", "th", "hour", "price", "cup", "off", "people", "support", "coverage"}:
        return None
    if (a, b) in {(24, 7), (9, 11), (50, 50), (360, 0)} and not trusted:
        return None
    german = r.low(i - 1) in {"am", "bis", "zum", "vom", "den", "dem", "ab", "spätestens", "le"}
    if sep == ".":
        dotted = low == "." and r.glued(end)
        if not (trusted or german or (dotted and r.language == "de") or (dotted and r.alone(i, end))):
            return None
        end = end + 1 if dotted and (german or r.language == "de" or trusted) else end
    elif sep == "-":
        closed = low in {"", ".", ",", "!", "?", ")"} and not (
            low in {".", ","} and r.num(end + 1) is not None
        )
        if r.low(i - 1) not in {"on", "by", "until", "before", "due"} or not closed:
            return None
    elif (
        not (trusted or ranged or r.low(i - 1) in _SLASH_CUES or r.alone(i, end))
        or (a, b) in {(1, 2), (1, 3), (2, 3), (1, 4), (3, 4)}
        and not trusted
        and _changes(r, i)
    ):
        return None
    day, month = (a, b) if r.day_first or (sep == "." and not r.months_first) else (b, a)
    if month > 12 >= day:
        day, month = month, day
    found = cal.next_month_day(r.today, month, day) if month <= 12 and month >= 1 else None
    return (end, on_day(found)) if found else None


_SLASH_CUES = frozenset(
    {"on", "by", "until", "till", "before", "due", "from", "to", "through", "between", "bis", "am",
     "and", "than",
     "-", "–", "or", "le", "eta", "deadline", ":", "starting", "avant", "back", "this", "next"}
)  # fmt: skip


def _changes(r: Reader, i: int) -> bool:
    """Whether "by 1/2" is an amount: a verb of change stands a few words before it."""
    verbs = {
        "reduce",
        "reduced",
        "cut",
        "increase",
        "increased",
        "lower",
        "lowered",
        "drop",
        "grow",
        "down",
        "up",
    }
    return any(r.low(k) in verbs for k in range(i - 7, i))
