"""Days of a month by their number alone: "the 12th", "by the twelfth", "am 15.", "until the 30."."""

from __future__ import annotations

from retrieval import due_calendar as cal
from retrieval.due_clock import clock_at
from retrieval.due_corrections import corrects
from retrieval.due_monthdays import AFTER_DAY, ordinal_at
from retrieval.due_numbers import below_hundred_at
from retrieval.due_reader import Parsed, Reader, on_day

_LOW_CUES = frozenset(
    {"on", "by", "until", "till", "til", "before", "for", "through", "thru", "around", "about", "is", "due", "latest", "and",
     "to", "between", "from", "or", "starting", "am", "bis", "zum", "ab", "le"}
)  # fmt: skip
_LATER_THAN = frozenset({("later", "than"), ("earlier", "than"), ("sooner", "than")})
_DAY_LEADS = frozenset(
    {"on", "by", "until", "till", "til", "before", "for", "through", "thru", "jusqu", "bis"}
)


# What a low ordinal with a small word behind it would count: "on 5th floor", "the 20th century".
_COUNTED_THINGS = frozenset(
    {
        "floor", "avenue", "ave", "street", "st", "century", "anniversary", "birthday", "edition", "grade",
        "generation", "percentile", "place", "position", "time", "attempt", "amendment", "article", "page",
        "line", "row", "item", "party", "parties", "quarter", "half", "week", "month", "year", "hour", "minute",
    }
)  # fmt: skip


def day_of_month_at(r: Reader, i: int) -> Parsed:
    """ "the 12th", "by the twelfth", "on twenty fourth", "am 15.", "until the 30."; no "12th floor"."""
    the = r.low(i) in {"the", "le", "den", "dem"}
    j = i + 1 if the else i
    if the and r.low(j) == "day" and r.num(j + 1) is not None:
        j += 1
    read = _spoken_day(r, i, j, the) if r.num(j) is None else _digits_day(r, i, j)
    if read is None:
        return None
    end, day = read
    opening = i == 0 and r.num(j) is None
    if not (the or opening or r.cued(i) or r.alone(i, end) or corrects(r, i)) or not 1 <= day <= 31:
        return None
    if not _free_behind(r, i, end, day):
        return None
    last = end
    if r.low(end) in {"or", "to", "through", "and", "&"}:
        other = ordinal_at(r, r.skip(end + 1, frozenset({"the"}), 1))
        near = other is not None and (r.low(end) not in {"and", "&"} or other[1] == day + 1)
        if other is not None and near and other[1] > day and not r.low(other[0]).isalpha():
            first, (last, day) = day, other
            if r.low(i - 1) == "from" and (begins := cal.next_day_of_month(r.today, first)):
                found = cal.next_day_of_month(begins, day)
                return (last, on_day(found)) if found else None
    found = cal.next_day_of_month(r.today, day)
    return (last, on_day(found)) if found else None


def _spoken_day(r: Reader, i: int, j: int, the: bool) -> tuple[int, int] | None:
    """ "twelfth", "twenty first", as transcripts have them; a low one only behind "the" and a cue."""
    read = ordinal_at(r, j)
    if read is None and r.low(i) == "le":
        counted = below_hundred_at(r, j)
        return counted if counted is not None and counted[1] > 1 and not r.low(counted[0]).isalpha() else None
    if read is None:
        return None
    if the:
        # "quicker than the first", "from the second to the third" compares or counts things.
        low_cued = r.low(i - 1) in _LOW_CUES or r.lows(i - 2, 2) in _LATER_THAN or corrects(r, i)
        return read if low_cued or read[1] > 12 else None
    if r.low(i - 1) in {"am", "zum", "vom"}:
        return read
    return (
        read
        if read[1] > 12
        and (r.low(i - 1) in _DAY_LEADS | {"and", "or", "to"} or i == 0 or r.alone(i, read[0]))
        else None
    )


def _digits_day(r: Reader, i: int, j: int) -> tuple[int, int] | None:
    read = ordinal_at(r, j)
    if read is not None:
        return read
    number, token = r.num(j), r.token(j)
    if number is None or token.end - token.start > 2 or r.glued(j):
        return None
    dotted = r.low(j + 1) == "." and r.glued(j + 1)
    sign = r.low(j + 1) in {":", "/", "h", "%", "-", "–"} and r.glued(j + 1)
    german = r.low(j - 1) in {"am", "zum", "den", "dem"} and dotted
    french = r.low(j - 1) == "le" and not sign
    english = r.low(i) == "the" and (r.low(i - 1) in _DAY_LEADS or r.low(j - 1) == "day") and not sign
    closed = r.low(j + 1) in {"", "?", "!"} or dotted and r.low(j + 2) == "" or r.low(j + 1) == "at"
    bare = r.low(j - 1) == "on" and closed and i == j
    if not (german or french or english or bare) or dotted and r.num(j + 2) is not None and r.glued(j + 2):
        return None
    return (j + 2 if dotted and (german or r.low(j + 2).islower()) else j + 1), number


# German and French number few things with "am 5." or "le 5".
_COUNTED_ABROAD = frozenset(
    {"stock", "stockwerk", "etage", "obergeschoss", "og", "platz", "rang", "versuch", "mal", "geburtstag", "jahrestag",
     "tag", "tor", "spieltag", "loch", "kapitel", "punkt", "quartal", "jahrhundert", "étage", "pièces", "portes",
     "étoiles", "roues", "places", "tonnes", "litres", "mm", "cm", "km", "m", "kg", "heures", "h", "pouces", "euros",
     "ans", "jours", "semaines", "mois", "fois", "février", "rue", "boulevard", "avenue", "place", "bis", "ter"}
)  # fmt: skip


def _free_behind(r: Reader, i: int, end: int, day: int) -> bool:
    """Whether nothing follows that the number belongs to."""
    after = r.token(end)
    led = r.low(i) if r.low(i) in {"le", "den", "dem"} else r.low(i - 1)
    abroad = r.language == "de" and led in {"am", "zum", "den", "dem"} or r.language == "fr" and led == "le"
    if abroad and after.low.isalpha() and after.low not in _COUNTED_ABROAD:
        return True
    if after.num is not None and clock_at(r, end) is not None:
        return True
    if after.num is not None or after.low in {"-", "/", "%"} and after.glued or after.low == "of":
        return False
    if not after.low.isalpha() or after.low in AFTER_DAY:
        return True
    # "we hold it on 16th anyway": too high a number to count things with.
    return day > 12 and r.low(i - 1) in _DAY_LEADS and after.low not in _COUNTED_THINGS
