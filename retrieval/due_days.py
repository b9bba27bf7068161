"""Phrases that name one day: "tomorrow", "next Friday", "Monday week", "Friday in two weeks"."""

from __future__ import annotations

from datetime import date, timedelta

from retrieval import due_calendar as cal
from retrieval.due_amounts import amount_at, moved
from retrieval.due_clock import day_part_at
from retrieval.due_corrections import corrects
from retrieval.due_monthdays import AFTER_DAY, month_day_at, ordinal_at
from retrieval.due_nth import nth_at
from retrieval.due_numbered import day_of_month_at
from retrieval.due_numeric import numeric_at
from retrieval.due_periods import week_at
from retrieval.due_reader import GONE, Parsed, Reader, When, on_day
from retrieval.due_units import kind_of
from retrieval.due_words import (
    AFTER_NEXT,
    ARTICLES,
    CUES,
    DAY_UNITS,
    LAST,
    MONTHS,
    NEXT,
    NUMBERS,
    RISKY_WEEKDAYS,
    THIS,
    TODAY,
    TOMORROW,
    WEEKDAYS,
)

_PARTS_OF_TODAY = frozenset(
    {"morning", "afternoon", "evening", "aft", "arvo", "lunchtime", "matin", "soir", "midi", "nachmittag"}
)


def day_at(r: Reader, i: int) -> Parsed:
    """The longest day phrase that starts at `i`."""
    found: Parsed = None
    for rule in (_relative_day, _weekday, month_day_at, numeric_at, nth_at, day_of_month_at):
        parsed = rule(r, i)
        if parsed is not None and (found is None or parsed[0] > found[0]):
            found = parsed
    return found


def _relative_day(r: Reader, i: int) -> Parsed:
    low = r.low(i)
    j = i + 1 if low == "the" else i
    if r.lows(j, 2) in {("day", "after"), ("day", "following")} and r.low(j + 2) in TOMORROW:
        return j + 3, on_day(r.today + timedelta(days=2))
    if r.lows(j, 2) == ("day", "after") and r.low(j - 1) == "by" and r.low(j + 2) in {"", ".", ",", "!"}:
        return j + 2, on_day(r.today + timedelta(days=2))
    if r.lows(j, 3) == ("day", "before", "yesterday"):
        return j + 3, GONE
    if low in {"yesterday", "gestern", "vorgestern"}:
        return i + 1, GONE
    if low in {"übermorgen", "uebermorgen", "overmorrow"} or r.lows(i, 3) == ("après", "-", "demain"):
        return i + (1 if low.endswith("morgen") or low == "overmorrow" else 3), on_day(
            r.today + timedelta(days=2)
        )
    if low in {"end", "ende"}:
        k = i + 2 if r.low(i + 1) in {"of", "von"} else i + 1
        k = k + 1 if r.low(k) == "the" else k
        if r.low(k) in TODAY or r.low(k) in TOMORROW or r.low(k) in WEEKDAYS or r.low(k) in {"this", "next"}:
            inner = _relative_day(r, k) or _weekday(r, k)
            if inner is not None:
                return inner[0], When(inner[1].first, inner[1].last, gone=inner[1].gone, ends=True)
        return None
    if low in {"early", "later", "late", "earlier"}:
        inner = _relative_day(r, i + 1) if r.low(i + 1) in TODAY | THIS | TOMORROW else None
        if inner is not None and low == "earlier":
            return inner[0], GONE
        return inner
    if low in THIS and r.lows(i + 1, 2) == ("day", "week"):
        return i + 3, on_day(r.today + timedelta(days=7))
    if low in THIS and (r.low(i + 1) in _PARTS_OF_TODAY or day_part_at(r, i + 1) == i + 4):
        return (i + 2 if r.low(i + 1) in _PARTS_OF_TODAY else i + 4), on_day(r.today)
    if low in NEXT and r.low(i + 1) in _PARTS_OF_TODAY:
        return i + 2, on_day(r.today + timedelta(days=1))
    if low in LAST and r.low(i + 1) in {"night", "evening", "nacht", "abend"}:
        return i + 2, GONE
    if low == "aujourd" and r.low(i + 2) == "hui":
        return i + 3, on_day(r.today)
    day: date | None = None
    if low in TODAY:
        day = r.today
    elif low in TOMORROW:
        if low == "morgen" and r.low(i - 1) in {
            "guten",
            "jeden",
            "am",
            "vom",
            "der",
            "den",
            "diesen",
            "frau",
        }:
            return None
        day = r.today + timedelta(days=1)
    if day is None:
        return None
    if r.low(i + 1) == "week" and not r.low(i + 2).isdigit():
        return i + 2, on_day(day + timedelta(days=7))
    if low in {"heute", "morgen"} and r.low(i + 1) == "in":
        amount = amount_at(r, i + 2)
        when = moved(r, on_day(day), amount[1], amount[2]) if amount else None
        if amount is not None and when is not None:
            return amount[0], when
    return i + 1, on_day(day)


def _weekday(r: Reader, i: int) -> Parsed:
    j = i + 1 if r.low(i) in ARTICLES else i
    word = r.low(j)
    kind = ""
    if word in _GERMAN_SHORT and _german_short(r, i):
        after = _behind_weekday(r, i + 1 + (r.low(i + 1) in {".", ","}), _GERMAN_SHORT[word], "")
        return after or (i + 1, on_day(cal.coming_weekday(r.today, _GERMAN_SHORT[word])))
    if word not in WEEKDAYS:
        kind = "after next" if word in AFTER_NEXT else kind_of(word)
        if not kind:
            return None
        j += 1
        if r.low(j) not in WEEKDAYS:
            return None
    weekday = WEEKDAYS[r.low(j)]
    if r.low(j - 1) in _TITLES or r.low(j - 1) in {"a", "any", "some", "einem", "einen", "eines", "un"}:
        # "Frau Freitag"; "on a Tuesday" is any.
        return None
    if (
        r.low(j) in _FRENCH_DAYS
        and "le" in (r.low(i), r.low(i - 1))
        and r.num(j + 1) is None
        and not kind_of(r.low(j + 1))
    ):
        # "le lundi" is every Monday.
        return j + 1, GONE
    if r.low(j - 1) in {"black", "good", "casual", "cyber", "giving", "ruby", "ash", "fat", "super"}:
        return None
    if not kind and _is_named_friday(r, i, j):
        return None
    if r.low(j) in RISKY_WEEKDAYS and (r.low(j + 1) in _NO_DAY.get(r.low(j), ()) or not _sure_short(r, i, j)):
        return None
    if r.low(j) == "mon" and (r.language == "fr" or r.low(j - 1) in {"à", "de", "avec", "pour"}):
        return None
    short = len(r.low(j)) <= 5
    j += 1
    if not kind and kind_of(r.low(j)) and r.low(j) not in {"this", "current", "past", "ce", "cet"}:
        # French says it behind: "vendredi prochain".
        if r.low(j - 1) in _FRENCH_DAYS:
            kind = kind_of(r.low(j))
            j += 1
    day = _following(r, weekday) if word == "following" else _weekday_date(r, weekday, kind)
    if not kind and r.anchor is not None and corrects(r, i):
        # "next Tuesday, sorry, Wednesday": the same week's.
        meant = cal.monday_of(r.anchor.last) + timedelta(days=weekday)
        day = meant if meant >= r.today else day
    if day is None:
        return j, GONE
    after = _behind_weekday(r, j, weekday, kind)
    if after is None and short and r.low(j) == "." and r.glued(j):
        after = _behind_weekday(r, j + 1, weekday, kind)
    return after or (j, on_day(day))


_FRENCH_DAYS = frozenset({"lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"})
_TITLES = frozenset(
    {"frau", "herr", "herrn", "familie", "monsieur", "madame", "mr", "mrs", "ms", "dr", "summer"}
)
_GERMAN_SHORT = {"mo": 0, "di": 1, "mi": 2, "do": 3, "fr": 4, "sa": 5, "so": 6}


def _german_short(r: Reader, i: int) -> bool:
    """Whether "Fr", "Mo" is a weekday: in brackets or before a date."""
    if not r.token(i).raw[0].isupper() or len(r.token(i).raw) != 2 or r.token(i).raw.isupper():
        return False
    if r.low(i - 1) == "(" and r.low(i + 1) == ")" or r.low(i - 1) in {"bis", "am"} and r.language == "de":
        return True
    k = i + 1 + (r.low(i + 1) in {".", ","})
    return numeric_at(r, k, trusted=True) is not None or month_day_at(r, k) is not None


def _is_named_friday(r: Reader, i: int, j: int) -> bool:
    """Whether the weekday is part of a name: "Sunday Labs", "Mr. Friday"."""
    if r.low(i - 1) == "." and r.low(i - 2) in {"mr", "mrs", "ms", "dr"}:
        return True
    after = r.token(j + 1).raw
    if r.cued(i) or len(after) < 3 or not after[0].isupper() or after.isupper():
        return False
    return after.lower() not in WEEKDAYS and after.lower() not in MONTHS and after.lower() in _NAME_ENDS


_NAME_ENDS = frozenset(
    {"labs", "lab", "inc", "llc", "ltd", "gmbh", "group", "partners", "capital", "media", "studio",
     "studios", "software", "systems", "technologies", "ventures", "foundation", "consulting",
     "energy", "foods", "health", "bank"}
)  # fmt: skip


_NO_DAY = {
    "sat": frozenset(
        {
            "nav",
            "navs",
            "in",
            "on",
            "with",
            "down",
            "through",
            "beside",
            "there",
            "around",
            "opposite",
            "back",
        }
    ),
    "sun": frozenset(
        {"shines", "shone", "is", "sets", "rises", "rose", "set", "has", "was", "cream", "screen", "life"}
    ),
    "wed": frozenset({"her", "him", "in", "to", "couple"}),
    "mon": frozenset({"ami", "cher"}),
}
"""What shows that "sat" is a verb or a part of a name."""


def _sure_short(r: Reader, i: int, j: int) -> bool:
    """Whether "Sat", "Sun", "Mon" is a day here: capital letter or a cue, and no name behind it."""
    if r.token(j + 1).raw[:1].isupper() and r.low(j) == "sun":
        return False
    return (
        r.token(j).raw[0].isupper()
        or r.alone(i, j + 1)
        or (j > i and r.low(j - 1) not in ARTICLES)
        or (r.low(i - 1) in CUES)
        or r.low(i - 1) in WEEKDAYS
        or r.low(j + 1) in {"am", "pm", "morning", "afternoon", "evening", "arvo"}
        and r.low(j - 1) not in {"he", "she", "we", "i", "they", "who"}
        or r.low(j + 1) in {"-", "–", "/"}
        and r.low(j + 2) in WEEKDAYS
    )


def _following(r: Reader, weekday: int) -> date:
    """ "the following Friday": the one after the date named before it, else next week's."""
    if r.anchor is not None and not r.anchor.gone:
        return cal.coming_weekday(r.anchor.last, weekday)
    return cal.monday_of(r.today) + timedelta(days=7 + weekday)


def _weekday_date(r: Reader, weekday: int, kind: str) -> date | None:
    monday = cal.monday_of(r.today)
    if kind == "last":
        return None
    if kind in {"next", "after next"}:
        return monday + timedelta(days=(7 if kind == "next" else 14) + weekday)
    if kind == "this" and monday + timedelta(days=weekday) >= r.today:
        return monday + timedelta(days=weekday)
    return cal.coming_weekday(r.today, weekday)


def _behind_weekday(r: Reader, j: int, weekday: int, kind: str) -> Parsed:
    """What may follow a weekday: its week, its date, "week", "after next"."""
    if r.low(j) == "en" and r.low(j + 1) in {"huit", "quinze"}:
        weeks = 1 if r.low(j + 1) == "huit" else 2
        return j + 2, on_day(cal.coming_weekday(r.today, weekday) + timedelta(days=7 * weeks))
    if r.lows(j, 2) == ("after", "next"):
        return j + 2, on_day(cal.monday_of(r.today) + timedelta(days=14 + weekday))
    if r.low(j) in {"mornings", "afternoons", "evenings", "nights", "lunchtimes"}:
        # "Friday mornings" is a habit.
        return j + 1, GONE
    k = day_part_at(r, j)
    if r.low(k) in {",", "-", "(", "of", "in", "de", "–"}:
        k += 1
    if r.low(k) in {"the", "la", "der", "den", "dem", "le"} and r.num(k + 1) is None:
        k += 1
    bare = r.low(k) in {"week", "semaine", "woche"} and r.num(k + 1) is None and r.low(k + 1) != "after"
    week = None if bare else week_at(r, k)
    if week is not None and (week[1].gone or week[1].last - week[1].first <= timedelta(days=6)):
        if week[1].gone:
            return week[0], GONE
        return week[0], on_day(cal.monday_of(week[1].first) + timedelta(days=weekday))
    if kind in {"", "coming"} and r.low(j) == "week" and r.num(j + 1) is None:
        return j + 1, on_day(cal.coming_weekday(r.today, weekday) + timedelta(days=7))
    if r.low(j) == "fortnight":
        return j + 1, on_day(cal.coming_weekday(r.today, weekday) + timedelta(days=14))
    later = _weeks_behind(r, j)
    if later is not None:
        return later[0], on_day(cal.coming_weekday(r.today, weekday) + timedelta(days=7 * later[1]))
    ahead = _weeks_ahead(r, j)
    if ahead is not None:
        return ahead[0], on_day(cal.monday_of(r.today) + timedelta(days=7 * ahead[1] + weekday))
    bracket = r.low(j) == "("
    k = j + 1 if r.low(j) in {",", "(", "-", "–"} else j
    dated = month_day_at(r, k) or numeric_at(r, k, trusted=True)
    if dated is None:
        dated = _weekday_number(r, k, weekday)
    if dated is None:
        return None
    end = dated[0] + 1 if bracket and r.low(dated[0]) == ")" else dated[0]
    return end, dated[1]


def _weeks_behind(r: Reader, j: int) -> tuple[int, int] | None:
    """ "Montag in einer Woche", "mardi dans quinze jours", "Friday in a week": weeks after the coming one."""
    if r.low(j) not in {"in", "dans"}:
        return None
    count = r.num(j + 1) if r.num(j + 1) is not None else NUMBERS.get(r.low(j + 1))
    unit = r.low(j + 2)
    if count is None:
        return None
    if unit in {"tagen", "jours"} and count in {8, 14, 15}:
        return j + 3, 1 if count == 8 else 2
    foreign = unit in {"woche", "wochen", "semaine", "semaines"}
    if not 1 <= count <= 52 or not (foreign or unit == "week" and count == 1):
        return None
    if unit == "week" and r.low(j + 3) in {"'", "or"}:
        return None
    return j + 3, count


def _weeks_ahead(r: Reader, j: int) -> tuple[int, int] | None:
    """ "in two weeks", "two weeks from now" behind a weekday: the weeks."""
    k = j + 1 if r.low(j) in {"in", ","} else j
    k = k + 1 if r.low(k) == "in" else k
    count = r.num(k) if r.num(k) is not None else NUMBERS.get(r.low(k))
    unit = DAY_UNITS.get(r.low(k + 1), "")
    if count is None or count > 52 or unit not in {"week", "month", "year"}:
        return None
    later = cal.add_months(r.today, count * (12 if unit == "year" else 1))
    weeks = count if unit == "week" else (cal.monday_of(later) - cal.monday_of(r.today)).days // 7
    if r.low(k - 1) == "in":
        end = k + 4 if r.lows(k + 2, 2) == ("'", "time") else k + 3 if r.low(k + 2) == "time" else k + 2
        return end, weeks
    return (k + 4, weeks) if r.lows(k + 2, 2) in {("from", "now"), ("from", "today")} else None


def _weekday_number(r: Reader, k: int, weekday: int) -> Parsed:
    """ "Friday the 31st", "Monday 21": the next day with that number on that weekday, if it is near."""
    the = r.low(k) in {"the", "den", "le"}
    k = k + 1 if the else k
    if r.lows(k, 2) == ("first", "thing"):
        return None
    read = ordinal_at(r, k)
    sure = read is not None
    if read is None:
        number = r.num(k)
        if r.low(k + 1) == "." and r.glued(k + 1) and r.num(k + 2) is not None and r.glued(k + 2):
            # "Monday 7.00" is an hour.
            return None
        if number is None or r.low(k + 1) in {":", "-", "/", "am", "pm", "%", "h", "uhr"} or r.glued(k):
            return None
        if r.low(k + 1).isalpha() and r.low(k + 1) not in AFTER_DAY:
            return None
        read = (k + 1, number)
    end, number = read
    if not 1 <= number <= 31:
        return None
    day = r.today
    far = sure or the or r.low(end) in {"", ".", "!", "?", ",", "at", "between", "from"}
    for _ in range(24 if far else 3):
        found = cal.next_day_of_month(day, number)
        if found is None:
            return None
        if found.weekday() == weekday:
            return end, on_day(found)
        day = found + timedelta(days=1)
    return None
