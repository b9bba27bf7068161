"""Dates in digits: "2026-11-12", "12/11/2026", "15.12.", "5/12"."""

from __future__ import annotations

from datetime import date

from records.models import Precision
from retrieval import due_calendar as cal
from retrieval.due_clock import clock_at
from retrieval.due_monthdays import month_day_at
from retrieval.due_reader import Parsed, Reader, When, on_day
from retrieval.due_words import MONTHS, RANGE_WORDS, WEEKDAYS


def numeric_at(r: Reader, i: int, trusted: bool = False) -> Parsed:
    """ "2026-11-12", "12/11/2026", "15.12.", "5/12"; short forms only behind a cue or when `trusted`."""
    a, b = r.num(i), r.num(i + 2)
    sep = r.low(i + 1)
    whole = _shuffled(r, i) or _month_of_year(r, i)
    if whole is not None:
        return whole
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


def _shuffled(r: Reader, i: int) -> Parsed:
    """Day, month by name and year in any order: "2026/15/Jun", "15-2026-June", "June-2026-15"."""
    sep = r.low(i + 1)
    if sep not in {"-", "/", "."} or r.low(i + 3) != sep or not all(r.glued(k) for k in range(i + 1, i + 5)):
        return None
    parts = [i, i + 2, i + 4]
    months = [MONTHS[r.low(k)] for k in parts if r.low(k) in MONTHS]
    years = [n for k in parts if (n := r.num(k)) is not None and n >= 1900]
    days = [n for k in parts if (n := r.num(k)) is not None and n <= 31]
    if not (len(months) == len(years) == len(days) == 1) or r.glued(i + 5) and r.low(i + 5) == sep:
        return None
    try:
        return i + 5, on_day(date(years[0], months[0], days[0]))
    except ValueError:
        return None


def _month_of_year(r: Reader, i: int) -> Parsed:
    """ "12/2026", "2026-12" behind a cue or alone."""
    a, b, sep = r.num(i), r.num(i + 2), r.low(i + 1)
    if (
        a is None
        or b is None
        or sep not in {"/", "-"}
        or r.glued(i)
        or not (r.glued(i + 1) and r.glued(i + 2))
    ):
        return None
    widths = [r.token(k).end - r.token(k).start for k in (i, i + 2)]
    month, year = (a, b) if widths[1] == 4 else (b, a)
    if sorted(widths) not in ([1, 4], [2, 4]) or not (1 <= month <= 12 and 1990 <= year <= 2199):
        return None
    if r.glued(i + 3) and (r.low(i + 3) in {"/", "-"} or r.low(i + 3).isalnum()):
        return None
    if not (
        r.low(i - 1) in _MONTH_CUES
        or r.alone(i, i + 3)
        or r.low(i + 3) == ""
        and sep == "-"
        and widths[1] == 4
    ):
        return None
    last = cal.month_end(year, month)
    return i + 3, When(last.replace(day=1), last, Precision.month, dated=True)


_MONTH_CUES = frozenset(
    {"in", "by", "until", "till", "before", "during", "end", "of", "mid", "bis", "im", "ende", "en"}
)


def _full_numeric(r: Reader, i: int, sep: str, a: int, b: int, c: int) -> Parsed:
    ranged = r.low(i + 5) == "-" != sep and r.num(i + 6) is not None and r.low(i + 7) == sep
    if r.low(i + 5) in {sep, "-", "/"} and r.glued(i + 5) and r.glued(i + 6) and not ranged:
        return None
    if r.low(i - 1) in {"version", "release", "build", "firmware", "#", "tel", "phone"}:
        return None
    widths = [r.token(k).end - r.token(k).start for k in (i, i + 2, i + 4)]
    if widths[0] == 4 and widths[1] <= 2 and widths[2] <= 2:
        year, month, day = a, b, c
    elif widths[0] <= 2 and widths[1] <= 2 and widths[2] in {2, 4}:
        year = c if widths[2] == 4 else 2000 + c
        day, month = (a, b) if r.day_first or sep == "." and not r.months_first else (b, a)
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
    ranged = low in RANGE_WORDS and (
        r.num(end + 1) is not None and r.low(end + 2) == sep or month_day_at(r, end + 1) is not None
    )
    if (
        low in {"%", "/", "-"}
        and r.glued(end)
        and not ranged
        or low in {"of", "stars", "done", "complete", "ratio"}
    ):
        return None
    if sep == "." and low in {"am", "pm", "uhr", "h", "p", "a"}:
        return None
    if low in {"inch", "x", "th", "hour", "price", "cup", "off", "people", "support", "coverage"}:
        return None
    if (a, b) in {(24, 7), (9, 11), (50, 50), (360, 0)} and not trusted:
        return None
    if sep == "." and r.low(i - 1) in _NUMBERED_ABROAD:
        return None
    german = r.low(i - 1) in {"am", "bis", "zum", "vom", "den", "dem", "ab", "spätestens", "le"}
    if sep == ".":
        dotted = low == "." and r.glued(end)
        day_like = (
            r.low(i - 1) in _DOT_CUES
            and (dotted or r.low(end) in {"", "!", "?"})
            and not _numbers_things(r, i)
        )
        if not (trusted or german or dotted and (r.language == "de" or r.alone(i, end)) or day_like):
            return None
        german = german or day_like and dotted and r.low(end + 1) != ""
        end = end + 1 if dotted and (german or r.language == "de" or trusted) else end
    elif sep == "-":
        closed = low in {"", ".", ",", "!", "?", ")"} and not (
            low in {".", ","} and r.num(end + 1) is not None
        )
        if r.low(i - 1) not in {"on", "by", "until", "before", "due"} or not closed:
            return None
    elif (
        not (
            trusted
            or ranged
            or r.low(i - 1) in _SLASH_CUES
            or r.alone(i, end)
            or _only_a_date(r, i, end, a, b)
            or r.low(i - 1) == ","
            and low == ""
            and i > 2
            and max(a, b) > 4
        )
        or (a, b) in {(1, 2), (1, 3), (2, 3), (1, 4), (3, 4)}
        and not trusted
        and _changes(r, i)
    ):
        return None
    day, month = (a, b) if r.day_first or (sep == "." and not r.months_first) else (b, a)
    if month > 12 >= day and (sep != "." or r.months_first):
        day, month = month, day
    year, width = r.num(end + 1), r.token(end + 1).end - r.token(end + 1).start
    if low == "," and sep == "/" and width == 4 and year is not None and 1990 <= year <= 2199:
        # "5/7, 2020"
        try:
            return end + 2, on_day(date(year, month, day))
        except ValueError:
            return None
    found = cal.next_month_day(r.today, month, day) if month <= 12 and month >= 1 else None
    return (end, on_day(found)) if found else None


def _only_a_date(r: Reader, i: int, end: int, a: int, b: int) -> bool:
    """ "testing starts 10/19": too great for a fraction, and nothing of it counted."""
    if r.low(end) in _TIME_WORDS or clock_at(r, end + (r.low(end) in {",", "@"})) is not None:
        return not _numbers_things(r, i)
    if r.low(i - 1) == "for" and (
        max(a, b) > 12 and min(a, b) <= 12 or any(r.low(k) in _BOOKED for k in range(i - 6, i - 1))
    ):
        return not _numbers_things(r, i)
    closed = r.low(end) in {"", ".", ",", "!", "?", ";", ")"} and not (
        r.num(end + 1) is not None and r.glued(end + 1)
    )
    return (
        closed and max(a, b) > 12 and min(a, b) <= 12 and r.low(i - 1).isalpha() and not _numbers_things(r, i)
    )


_BOOKED = frozenset(
    {"locked", "booked", "set", "scheduled", "planned", "pencilled", "penciled", "slated", "confirmed", "fixed",
     "lined", "down", "arranged", "reserved", "slotted", "penned", "inked", "blocked", "aiming", "targeting",
     "moved", "pushed", "rebooked", "rescheduled", "signed"}
)  # fmt: skip
_TIME_WORDS = frozenset(
    {"at", "@", "around", "between", "before", "by", "from", "until", "noon", "midnight", "after",
     "eod", "cob"}
)  # fmt: skip
_SLASH_CUES = frozenset(
    {"on", "by", "until", "till", "before", "due", "from", "to", "through", "between", "bis", "am",
     "and", "than",
     "-", "–", "or", "le", "eta", "deadline", ":", "starting", "avant", "back", "this", "next"}
)  # fmt: skip


_NUMBERED_ABROAD = frozenset(
    {"raum", "salle", "zimmer", "saal", "halle", "kapitel", "abschnitt", "ziffer", "punkt", "room", "section", "version",
     "chapitre", "article", "artikel", "stand", "release"}
)  # fmt: skip
_DOT_CUES = frozenset({"on", "by", "until", "till", "before", "due", "latest"})
_VERSIONED = frozenset(
    {"version", "versions", "release", "run", "runs", "running", "works", "built", "build", "python", "java", "based",
     "support", "supports", "tested", "upgrade", "upgraded", "firmware", "section", "chapter", "clause", "score",
     "scored", "room", "rate", "rated", "up", "down", "grew", "fell", "rose", "cut", "raise", "increase", "reduce"}
)  # fmt: skip


def _numbers_things(r: Reader, i: int) -> bool:
    """Whether "on 3.11" is a version, a room or an amount."""
    return any(r.low(k) in _VERSIONED for k in range(i - 7, i))


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
