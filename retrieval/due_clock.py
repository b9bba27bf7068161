"""Clock times and time zones in words: "5pm ET", "17:00", "17 Uhr", "noon", "close of business"."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from records.models import Precision
from retrieval.due_numbers import below_hundred_at
from retrieval.due_reader import Reader, When
from retrieval.due_words import DAY_PARTS, MONTHS, NUMBERS

_PLACES = {
    "ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles",
    "EASTERN": "America/New_York", "CENTRAL": "America/Chicago", "MOUNTAIN": "America/Denver",
    "PACIFIC": "America/Los_Angeles",
}  # fmt: skip
_OFFSETS = {
    "UTC": 0.0, "GMT": 0.0, "WET": 0.0, "BST": 1.0, "CET": 1.0, "CEST": 2.0, "EET": 2.0, "EEST": 3.0,
    "MEZ": 1.0, "MESZ": 2.0, "IST": 5.5, "SGT": 8.0, "HKT": 8.0, "JST": 9.0, "AEST": 10.0, "AEDT": 11.0,
    "EST": -5.0, "EDT": -4.0, "CST": -6.0, "CDT": -5.0, "MST": -7.0, "MDT": -6.0, "PST": -8.0, "PDT": -7.0,
}  # fmt: skip
CLOCK_NAMES = {
    "noon": time(12), "midday": time(12), "mittag": time(12), "mittags": time(12), "midi": time(12),
    "midnight": time(23, 59), "mitternacht": time(23, 59), "minuit": time(23, 59),
}  # fmt: skip
_CLOCK_LEADS = frozenset(
    {"at", "@", "by", "before", "around", "about", "um", "bis", "gegen", "vor", "à", "avant", "approximately",
     "until", "till", "sharp", "for", "spätestens", "sometime", "after", "ab", "nach"}
)  # fmt: skip
_JOINS = frozenset({"to", "-", "–", "till", "until", "and", "bis", "through", "et", "und", "à"})

Clock = tuple[int, time, tzinfo | None]
"""The index after the phrase, the time of day, and the zone that was said."""


def zone_at(r: Reader, i: int) -> tuple[int, tzinfo | None]:
    """A time zone at `i`, which must be written in capitals or with "time"; (i, None) if there is none."""
    start = i
    if r.low(i) == "(":
        i += 1
    raw = r.token(i).raw
    zone: tzinfo | None = None
    upper = raw.upper()
    if upper in _PLACES and (raw == upper or raw[:1].isupper() and len(raw) > 2):
        try:
            zone = ZoneInfo(_PLACES[upper])
        except ZoneInfoNotFoundError:
            return start, None
        i += 1
        if r.low(i) in {"standard", "daylight"} and r.low(i + 1) == "time":
            i += 1
        if r.low(i) == "time":
            i += 1
    elif upper in _OFFSETS and raw == upper:
        hours = _OFFSETS[upper]
        i += 1
        shift = r.num(i + 1)
        if r.low(i) in {"+", "-"} and shift is not None and shift <= 14 and r.glued(i + 1):
            hours += shift if r.low(i) == "+" else -shift
            i += 2
        zone = timezone(timedelta(hours=hours))
    else:
        return start, None
    if r.low(start) == "(":
        if r.low(i) != ")":
            return start, None
        i += 1
    return i, zone


def clock_at(r: Reader, i: int, bare: bool = False) -> Clock | None:
    """A time of day at `i`; of "3 to 5pm" the later. With `bare` a plain hour ("at 5") counts too."""
    first = _one_clock(r, i, bare)
    if first is None:
        # "3-5pm", "2 to 4pm": the first half is bare, the second is not.
        first = _one_clock(r, i, True) if r.low(i + 1) in _JOINS else None
        if first is None or (second := _one_clock(r, first[0] + 1, False)) is None:
            return None
        return second
    if r.low(first[0]) in _JOINS:
        second = _one_clock(r, first[0] + 1, False)
        if second is None and bare and r.num(first[0] + 2) is None:
            second = _one_clock(r, first[0] + 1, True)
        if second is not None:
            return second
    return first


def _one_clock(r: Reader, i: int, bare: bool) -> Clock | None:
    if r.num(i) == 12 and r.low(i + 1) in {"noon", "midnight", "midday"}:
        i += 1
    low = r.low(i)
    if low in CLOCK_NAMES:
        j, zone = zone_at(r, i + 1)
        return j, CLOCK_NAMES[low], zone
    past = _past_hour(r, i)
    if past is not None:
        half, j = _half_of_day(r, past[0])
        past_hour = past[1] % 12 + (12 if half == "p" else 0) if half else _likely(past[1])
        j, zone = zone_at(r, j)
        return j, time(past_hour % 24, past[2]), zone
    four = r.num(i)
    if four is not None and r.token(i).end - r.token(i).start == 4 and four < 2400 and four % 100 < 60:
        # "1700 today", "0930 hrs"; "2030" alone is a year.
        named = r.low(i + 1) in {"hrs", "hours", "h", "local"}
        if named or r.low(i + 1) in {"today", "tomorrow", "tonight"}:
            j, zone = zone_at(r, i + 1 + named)
            return j, time(four // 100, four % 100), zone
    compound = below_hundred_at(r, i) if r.language == "fr" and r.low(i + 1) in {"-", "et"} else None
    if compound is not None and compound[1] < 24 and r.low(compound[0]) in {"heures", "heure"}:
        j, zone = zone_at(r, compound[0] + 1)
        return j, time(compound[1]), zone
    hour = r.num(i)
    spelled = False
    if hour is None:
        hour = NUMBERS.get(low)
        if hour is None or hour > 12 or low in {"a", "an", "un", "une", "ein", "eine", "few", "couple"}:
            return None
        spelled = True
    elif r.token(i).end - r.token(i).start > 2:
        return None
    j, minute, sure = i + 1, 0, False
    if spelled and bare and (after := _spelled_minutes(r, j + (r.low(j) == "-"))) is not None:
        j, minute = after
        sure, hour = True, _likely(hour)
    minutes = r.token(j + 1)
    if (
        not spelled
        and r.low(j) in {":", ".", "h"}
        and r.glued(j)
        and minutes.glued
        and minutes.num is not None
        and minutes.num < 60
        and minutes.end - minutes.start == 2
    ):
        # "17.30" is a time only with Uhr or am/pm behind it; "5.12" may be anything.
        sure = r.low(j) != "."
        minute, j = minutes.num, j + 2
        if r.low(j) == ":" and r.num(j + 1) is not None and r.glued(j + 1):
            j += 2
    half, j = _half_of_day(r, j)
    if half:
        sure = True
        if not 1 <= hour <= 12 and half == "p" and hour > 23:
            return None
        hour = hour % 12 + (12 if half == "p" else 0) if hour <= 12 else hour
    elif r.low(j) in {"uhr", "heures"} or (
        r.low(j) == "h"
        and (r.glued(j) or r.language == "fr")
        and (r.language == "fr" or r.low(i - 1) in {"à", "vers", "dès"})
    ):
        sure, j = True, j + 1
        follow = r.num(j)
        if minute == 0 and follow is not None and follow < 60 and r.low(j - 1) == "uhr":
            minute, j = follow, j + 1
    elif r.low(j) == "o" and r.low(j + 1) == "'" or r.low(j) == "oclock":
        sure, j = True, j + (1 if r.low(j) == "oclock" else 3)
        hour = _likely(hour)
    elif sure and minute >= 0 and hour < 7 and r.token(i).end - r.token(i).start == 1:
        # "at 3:30" among colleagues is the afternoon.
        hour = _likely(hour)
    if not sure:
        follow_word = r.low(j)
        decimal = r.low(i + 1) in {":", ".", "/", "%"} and r.glued(i + 1) and r.glued(i + 2)
        if not bare or hour > 23 or decimal or r.low(i + 1) == "%":
            return None
        if follow_word in {"%", "th", "st", "nd", "rd"} or (
            follow_word.isalpha()
            and follow_word not in _AFTER_BARE
            and not (r.language == "de" and r.low(i - 1) in {"um", "gegen"})
        ):
            return None
        hour = _likely(hour)
    if hour > 23:
        return None
    j, zone = zone_at(r, j)
    return j, time(hour, minute), zone


_AFTER_BARE = (
    frozenset(
        [
            "on",
            "today",
            "tomorrow",
            "tonight",
            "this",
            "next",
            "in",
            "and",
            "to",
            "for",
            "so",
            "but",
            "with",
            "if",
            "or",
            "sharp",
            "until",
            "till",
            "through",
            "please",
            "o",
            "all",
            "or",
            "pst",
            "est",
            "cst",
            "cet",
            "gmt",
            "utc",
            "is",
            "at",
            "by",
            "et",
            "pt",
            "ct",
            "ist",
            "und",
            "bis",
            "à",
        ]
    )
    | DAY_PARTS
)


_QUARTERS = {"quarter": 15, "half": 30, "viertel": 15, "halb": 30}


def _past_hour(r: Reader, i: int) -> tuple[int, int, int] | None:
    """ "half past three", "quarter to eight", "twenty past five", "halb drei": the index, hour and minute."""
    j = i + 1 if r.low(i) == "a" and r.low(i + 1) == "quarter" else i
    counted = below_hundred_at(r, j)
    if r.low(j) in _QUARTERS:
        minute, j = _QUARTERS[r.low(j)], j + 1
    elif r.num(j) is not None and (r.num(j) or 0) < 60:
        minute, j = r.num(j) or 0, j + 1
    elif counted is not None and counted[1] < 60:
        j, minute = counted
    else:
        return None
    if r.low(j) in {"minutes", "mins", "min"}:
        j += 1
    german = r.low(j - 1) == "halb"
    way = "" if german else r.low(j)
    hour = r.num(j + (not german)) or NUMBERS.get(r.low(j + (not german)), 0)
    if not 1 <= hour <= 12 or not german and way not in {"past", "to", "nach", "vor"}:
        return None
    if way in {"to", "vor"} and (r.low(j - 1) not in _QUARTERS or r.low(j - 1) == "half"):
        # "five to eight" may as well be a range.
        return None
    end = j + 1 if german else j + 2
    back = german or way in {"to", "vor"}
    hour = (hour - 1 or 12) if back else hour
    return end, hour, 60 - minute if way in {"to", "vor"} else minute


def _spelled_minutes(r: Reader, i: int) -> tuple[int, int] | None:
    """ "thirty", "forty five" behind an hour in words."""
    read = below_hundred_at(r, i)
    return read if read is not None and 10 <= read[1] < 60 else None


def _likely(hour: int) -> int:
    return hour + 12 if 1 <= hour <= 6 else hour


def _half_of_day(r: Reader, j: int) -> tuple[str | None, int]:
    low = r.low(j)
    if low in {"am", "pm"} or (low in {"a", "p"} and r.glued(j) and r.low(j + 1) != "."):
        return low[0], j + 1
    if low in {"a", "p"} and r.low(j + 1) == "." and r.low(j + 2) == "m":
        # The closing dot may end the sentence: it belongs to "p.m." either way.
        return low, j + 4 if r.low(j + 3) == "." and r.glued(j + 3) else j + 3
    if r.lows(j, 3) in {("in", "the", "afternoon"), ("in", "the", "evening"), ("in", "the", "morning")}:
        return ("a" if r.low(j + 2) == "morning" else "p"), j + 3
    return None, j


def day_end_at(r: Reader, i: int) -> int | None:
    """The index after "EOD", "COB", "close of business", "end of day", "first thing"; None if absent."""
    low = r.low(i)
    if low in {"eod", "cob", "eob", "feierabend", "tagesende"}:
        return i + 1
    if low == "the" and r.low(i + 1) in {"eod", "cob"}:
        return i + 2
    if r.lows(i, 2) == ("first", "thing"):
        return i + 2
    j = i + 1 if low in {"the", "my", "your"} else i
    if r.low(j) in {"end", "close", "rest", "remainder"} and r.low(j + 1) == "of":
        k = r.skip(j + 2, frozenset({"the", "my", "your", "our", "working", "work", "this", "current"}), 2)
        if r.low(k) in {"business", "biz"} and r.low(k + 1) == "day":
            return k + 2
        if r.low(k) in {"business", "play", "day", "biz"}:
            return k + 1
    if r.lows(j, 3) == ("ende", "des", "tages"):
        return j + 3
    if r.lows(j, 3) == ("fin", "de", "journée"):
        return j + 3
    if r.lows(j, 4) == ("fin", "de", "la", "journée"):
        return j + 4
    if r.lows(j, 4) == ("day", "'", "s", "end"):
        return j + 4
    return None


def day_part_at(r: Reader, i: int) -> int:
    """The index after "morning", "in the afternoon", "early evening", "Abend"; `i` if there is none."""
    j = i
    if r.low(j) == "mid":
        j += 2 if r.low(j + 1) == "-" else 1
    if r.low(j) in {"in", "early", "late", "am", "le", "de", "du"}:
        j += 1
        if r.low(j) == "the":
            j += 1
    if r.lows(j, 3) in {("après", "-", "midi"), ("apres", "-", "midi")}:
        return j + 3
    if r.low(j) in {"am", "pm"} and j == i:
        return j + 1
    return j + 1 if r.low(j) in DAY_PARTS else i


_MEALS = frozenset({"lunch", "lunchtime", "brunch", "breakfast", "dinner", "dinnertime"})
LATE_PARTS = frozenset({"tonight", "tonite", "evening", "afternoon", "night", "abend", "nachmittag", "soir"})


def with_clock(r: Reader, when: When, clock: Clock, late: bool = False) -> When:
    """`when` at that time of day, in the zone that was said or else the speaker's; `late` adds the p.m."""
    _, at, zone = clock
    if late and at.hour < 12:
        at = at.replace(hour=at.hour + 12)
    return When(
        when.first,
        when.last,
        Precision.minute,
        datetime.combine(when.last, at, zone or r.said.tzinfo),
        gone=when.gone,
        ends=True,
    )


def clock_alone(r: Reader, clock: Clock) -> When:
    """A time without a day: today, or tomorrow when that has passed."""
    _, at, zone = clock
    moment = datetime.combine(r.today, at, zone or r.said.tzinfo)
    day: date = r.today if moment > r.said else r.today + timedelta(days=1)
    return with_clock(r, When(day, day), clock)


def after_date(r: Reader, i: int, when: When) -> tuple[int, When]:
    """Reads on past a day: ", at 5pm", "EOD", "morning", "between 10 and 11"."""
    if when.at is not None or when.precision is not Precision.day:
        return i, when
    j = day_part_at(r, i)
    if r.low(j) in {"at", "over", "around", "by", "before", "after", "during"} and r.low(j + 1) in _MEALS:
        j += 2
    if r.lows(j, 2) == ("first", "thing"):
        j += 5 if r.lows(j + 2, 3) == ("in", "the", "morning") else 2
    part = j != i
    i = j
    k = i + 1 if r.low(i) in {",", "-", "(", "–"} else i
    ending = day_end_at(r, k)
    if ending is None and r.low(k) in {"by", "at", "before"}:
        ending = day_end_at(r, k + 1)
    if ending is not None and r.low(k) != "first":
        return ending + (1 if r.low(k - 1) == "(" and r.low(ending) == ")" else 0), When(
            when.first, when.last, ends=True, gone=when.gone
        )
    late = r.low(k) in {"after", "ab", "nach"} or r.lows(k, 3) == ("no", "earlier", "than")
    led = r.low(k) in _CLOCK_LEADS or r.low(k) in {"from", "between"}
    if r.lows(k, 3) in {("no", "later", "than"), ("not", "later", "than"), ("no", "earlier", "than")}:
        led, k = True, k + 2
    ranged = r.low(k) in {"from", "between"}
    if led:
        k += 1
        if r.low(k) in _CLOCK_LEADS:
            k += 1
    if r.num(k) is not None and r.low(k + 1 + (r.low(k + 1) == ".")) in MONTHS:
        # "24. Dezember bis 2. Januar"
        return i, when
    clock = clock_at(r, k, bare=(led and r.low(k - 1) != "for") or part)
    if clock is None:
        return i, when
    if ranged and r.low(clock[0]) in _JOINS:
        clock = _one_clock(r, clock[0] + 1, True) or clock
    if late:
        return clock[0], when
    return clock[0], with_clock(r, when, clock, r.low(i - 1) in LATE_PARTS)
