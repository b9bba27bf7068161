"""Days of a month in words: "14 Nov", "3rd of March 2027", "Dec 3-5", "the 12th", "first Monday of May"."""

from __future__ import annotations

from datetime import date

from retrieval import due_calendar as cal
from retrieval.due_named import month_at
from retrieval.due_reader import GONE, Parsed, Reader, When, on_day
from retrieval.due_units import kind_of
from retrieval.due_words import ARTICLES, MONTHS, NUMBERS, ORDINAL_ENDINGS, ORDINALS, RANGE_WORDS
from retrieval.due_years import said_year_at

_TENS = {"twenty": 20, "thirty": 30}


# A day number with one of these behind it is no ordinal of a thing ("the 12th floor").
AFTER_DAY = frozenset(
    {"at", "by", "or", "and", "to", "if", "so", "with", "for", "but", "in", "when", "as", "is",
     "works", "then", "unless", "because", "before", "after", "from", "we", "i", "you", "they", "it",
     "on", "latest", "that", "this", "should", "will", "would", "until", "till", "through", "the",
     "our", "your", "since", "while", "of", "sharp", "noon", "eod", "cob", "am", "pm", "between", "um",
     "und", "oder", "an", "à", "et", "ou", "werden", "haben", "senden", "schicken", "around", "about",
     "near", "midnight", "half", "quarter", "nous", "inst", "instant", "provided", "hopefully",
     "assuming", "subject", "weather", "depending", "without", "instead", "please", "though", "too",
     "also", "already", "still", "including", "plus", "via", "all", "okay", "ok", "right", "anyway",
     "onwards", "onward", "next", "come", "looking", "might", "may", "can", "could", "shall", "must",
     "not", "just", "only", "together", "once", "using", "per", "wird", "sind", "ist", "kommt",
     "kommen", "liefern", "bekommen", "ich", "wir", "je", "pour", "avec", "par"}
)  # fmt: skip


def ordinal_at(r: Reader, i: int) -> tuple[int, int] | None:
    """ "12th", "1er", "twelfth", "twenty-first" at `i`, and the index after it."""
    number = r.num(i)
    if number is not None:
        if r.low(i + 1) in ORDINAL_ENDINGS and r.glued(i + 1):
            return i + 2, number
        return None
    low = r.low(i)
    if low in _TENS:
        k = i + 2 if r.low(i + 1) == "-" else i + 1
        unit = ORDINALS.get(r.low(k))
        return (k + 1, _TENS[low] + unit) if unit is not None and unit < 10 else None
    if low in ORDINALS and ORDINALS[low] <= 31:
        return i + 1, ORDINALS[low]
    return None


def _day_number(r: Reader, i: int) -> tuple[int, int] | None:
    read = ordinal_at(r, i)
    if read is None:
        number, token = r.num(i), r.token(i)
        if number is None:
            read = _spelled_day(r, i)
            return read
        if token.end - token.start > 2:
            return None
        read = (i + 1, number)
    return read if 1 <= read[1] <= 31 else None


def _spelled_day(r: Reader, i: int) -> tuple[int, int] | None:
    """ "twenty two", "fifteen" beside a month, as transcripts spell days."""
    value = NUMBERS.get(r.low(i), 0)
    if (
        r.low(i) in {"couple", "few", "a", "an", "sept", "paar"}
        or not 2 <= value <= 30
        or r.token(i).raw[0].isupper()
    ):
        return None
    if value in {20, 30}:
        k = i + 2 if r.low(i + 1) == "-" else i + 1
        unit = NUMBERS.get(r.low(k), 0)
        if 1 <= unit <= 9 and r.low(k) not in {"a", "an", "few", "couple"} and value + unit <= 31:
            return k + 1, value + unit
    return i + 1, value


_STREETS = frozenset(
    {"straße", "strasse", "platz", "rue", "place", "avenue", "boulevard", "allee", "calle", "via"}
)


def month_day_at(r: Reader, i: int) -> Parsed:
    """ "Nov 14", "14 November 2026", "3-5 December", "second of August"; a range gives its last day."""
    if r.low(i - 1) == "." and r.low(i - 3) in {"des", "du"} and r.low(i - 4) in _STREETS:
        return None
    if r.low(i - 1) in {"des", "du", "der", "de"} and r.low(i - 2) in _STREETS or r.low(i - 1) in _STREETS:
        return None
    return _month_first(r, i) or _day_first(r, i)


def _month_first(r: Reader, i: int) -> Parsed:
    year: int | None = None
    if 1900 < (r.num(i) or 0) < 2200:
        k = i + 2 if r.low(i + 1) in {"/", "-"} else i + 1
        if r.low(k) in MONTHS:
            year, i = r.num(i), k
    month = MONTHS.get(r.low(i))
    if month is None or r.low(i) == "sept" and r.language == "fr":
        return None
    j = i + 1
    if r.low(j) == "." and r.token(j + 1).num is not None or r.low(j) in {",", "/", "-"}:
        j += 1
    if r.low(j) == "the":
        j += 1
    read = _day_number(r, j)
    if read is None:
        return None
    sure_may = r.cued(i) or r.low(read[0] - 1) in ORDINAL_ENDINGS or r.num(read[0]) or ordinal_at(r, j)
    if r.token(i).raw == "may" and not sure_may and r.low(i + 1) not in {"-", "/"}:
        # "the step may 5 times fail"
        return None
    j, first = read
    if r.low(j) == ":" and r.glued(j) or r.low(j) in {"%", "am", "pm"}:
        return None
    last = first
    if (
        r.low(j) in RANGE_WORDS
        or r.low(j) in {"/", "&"}
        or r.low(j) == "and"
        and (ordinal_at(r, j + 1) or r.num(j + 1) == first + 1)
    ):
        k = j + 2 if r.low(j + 1) in ARTICLES else j + 1
        other = _day_number(r, k)
        counts = r.low(j) == "and" and ordinal_at(r, k) is None and not _ends_phrase(r, k + 1)
        if other is not None and _free_number(r, other[0]) and other[1] > first and not counts:
            j, last = other
    if year is None:
        j, year = said_year_at(r, j, short=r.low(i + 1) in {"-", "/"})
    if year is None and r.low(j + 1) == r.low(j + 3) == ":" and 1900 < (r.num(j + 5) or 0) < 2200:
        # "Oct 26 15:50:06 2016", as programs write it.
        j, year = j + 6, r.num(j + 5)
    return _dated(r, j, month, first, last, year)


def _ends_phrase(r: Reader, i: int) -> bool:
    return not r.low(i).isalpha() or r.low(i) in AFTER_DAY


def _free_number(r: Reader, i: int) -> bool:
    """Whether the number before `i` is a plain day: no month, clock sign or unit belongs to it."""
    low = r.low(i)
    if (
        low in {":", "%", "am", "pm", "h", "uhr"}
        or low in {"/", "-"}
        and r.glued(i)
        and r.num(i + 1) is not None
    ):
        return False
    named = i + 1 if low in {"of", "de"} else i
    if r.low(named) in MONTHS and (r.low(named) != "may" or named > i or _may_follows(r, named)):
        return False
    return not (low == "." and r.num(i + 1) is not None and r.glued(i + 1))


def _may_follows(r: Reader, i: int) -> bool:
    """Whether a small "may" behind a number is the month: no verb comes after it."""
    after = r.token(i + 1)
    return not after.low.isalpha() or after.low in AFTER_DAY or after.low in RANGE_WORDS


_PLACES = frozenset(
    {"court", "close", "drive", "gardens", "terrace", "crescent", "hill", "mews", "row", "boulevard",
     "grove", "way"}
)  # fmt: skip


def _day_first(r: Reader, i: int) -> Parsed:
    j = i + 1 if r.low(i) in {"the", "le", "den", "dem"} else i
    if r.low(j) == "day" and r.num(j + 1) is not None:
        j += 1
    read = _day_number(r, j)
    if read is None or r.low(i - 1) in {"$", "€", "£"}:
        return None
    j, first = read
    if r.low(j) == "." and r.low(j + 1) in MONTHS:
        j += 1
    last = first
    if r.low(j) in RANGE_WORDS or r.low(j) in {"and", "und", "et", "/", "&", ".", "du"}:
        k = j + 1 if r.low(j) != "." else j + 2
        k = k + 1 if r.low(k) in ARTICLES else k
        other = _day_number(r, k)
        if other is not None and other[1] > first:
            k, last = other
            k = k + 1 if r.low(k) == "." and r.low(k + 1) in MONTHS else k
            named = r.skip(k, frozenset({"of", "in"}), 1)
            if month_at(r, named) is None and not (kind_of(r.low(named)) and r.low(named + 1) == "month"):
                return None
            j = k
    if r.lows(j, 2) == ("day", "of"):
        j += 1
    if r.low(j) in {"of", "-", "/", "de"} or r.low(j) == "in" and r.low(j + 2) == "month":
        j += 1
    month = month_at(r, j)
    if month is None:
        return _day_of_named_month(r, i, j, last)
    raw = r.token(j).raw
    if (
        r.low(j) == "may"
        and raw == "may"
        and not (r.cued(i) or r.low(j - 1) in {"of", "-", "/"} or _may_follows(r, j))
    ):
        return None
    dashed = r.low(j - 1) in {"-", "/"}
    j += 1
    if r.low(j) in {
        "strasse",
        "straße",
        "platz",
        "street",
        "road",
        "avenue",
        "lane",
        "st",
        "ave",
        "square",
        "madness",
    }:
        return None
    if r.low(j) in _PLACES and r.token(j).raw[0].isupper():
        # "5 April Court"
        return None
    if r.low(j) == "." and (r.num(j + 1) or 0) > 1900:
        j += 1
    end, year = said_year_at(r, j, short=dashed)
    short = r.num(j)
    if year is None and r.glued(j - 1) and r.glued(j) and short is not None and 20 <= short <= 99:
        # "15JUN26"
        end, year = j + 1, 2000 + short
    return _dated(r, end, month, first, last, year)


def _day_of_named_month(r: Reader, i: int, j: int, day: int) -> Parsed:
    """ "the 5th of next month"."""
    kind = kind_of(r.low(j))
    if r.low(j) == "des" or r.low(j) == "." and r.low(j + 1) == "des":
        j += 2 if r.low(j) == "." else 1
        kind = kind_of(r.low(j))
        if r.low(j + bool(kind)) not in {"monats"}:
            return None
    elif r.low(j - 1) != "of" and not (kind and r.low(j + 1) == "month"):
        return None
    if r.low(j) == "the" and kind_of(r.low(j + 1)):
        j, kind = j + 1, kind_of(r.low(j + 1))
    j = j + 1 if kind or r.low(j) == "the" else j
    if r.low(j) not in {"month", "monats", "mois"}:
        return None
    if kind == "last":
        return j + 1, GONE
    shift = 1 if kind in {"next", "coming"} else 0
    end = cal.month_end(r.today.year, r.today.month + shift)
    found = end.replace(day=min(day, end.day))
    if found < r.today and not kind:
        end = cal.month_end(r.today.year, r.today.month + 1)
        found = end.replace(day=min(day, end.day))
    return j + 1, on_day(found)


def _dated(r: Reader, end: int, month: int, first: int, last: int, year: int | None) -> Parsed:
    if year is None:
        found = cal.next_month_day(r.today, month, last)
        if found is None:
            return None
    else:
        try:
            found = date(year, month, last)
        except ValueError:
            return None
    return end, When(found.replace(day=min(first, found.day)), found)
