"""Phrases counted from a date: "a week from Friday", "the Friday after Thanksgiving", "the week of the 16th"."""

from __future__ import annotations

from datetime import timedelta

from records.models import Precision
from retrieval import due_calendar as cal
from retrieval.due_amounts import CLOCK_UNITS, Amount, amount_at, count_at, moved
from retrieval.due_days import day_at
from retrieval.due_feasts import weekend_of
from retrieval.due_holidays import holiday_at
from retrieval.due_monthdays import ordinal_at
from retrieval.due_numeric import numeric_at
from retrieval.due_periods import period_at
from retrieval.due_reader import GONE, Parsed, Reader, When, on_day
from retrieval.due_units import edge_of
from retrieval.due_words import MONTHS, NEXT, NUMBERS, THIS, TODAY, WEEKDAYS


def from_date(r: Reader, i: int) -> Parsed:
    """ "a week from Friday", "two days before Christmas", "a week on Tuesday", "3 weeks from now"."""
    if (
        r.low(i) in {"the"}
        and r.low(i + 1) in {"week", "day", "month"}
        and r.low(i + 2) in {"after", "before"}
    ):
        return _neighbour(r, i)
    amount = amount_at(r, r.skip(i, frozenset({"about", "around", "roughly"}), 1))
    if amount is None or r.token(i).glued and r.low(i - 1) in {"-", "$", "."}:
        return None
    end, number, unit = amount
    if (both := amount_at(r, end + (r.low(end) == "and"))) is not None:
        return _from_now(r, (number, unit), both)
    low = r.low(end)
    if (
        low == "hence"
        or low == "later"
        and r.low(end + 1) != "than"
        and r.low(end + 1) not in THIS | NEXT | TODAY
        and (unit in CLOCK_UNITS or r.num(i) is not None or r.low(i) in NUMBERS)
    ):
        when = moved(r, None, number, unit)
        return (end + 1, when) if when else None
    if low == "ago":
        return end + 1, GONE
    if (
        low in {"away", "out"}
        and r.low(end + 1) == "from"
        and unit not in CLOCK_UNITS
        and r.low(i - 1) in _BEING
    ):
        # "We're two weeks away from finishing."
        when = moved(r, None, number, unit)
        return (end + 1, when) if when else None
    if low == "before" and r.lows(i - 2, 2) in {
        ("will", "be"),
        ("ll", "be"),
        ("will", "take"),
        ("ll", "take"),
    }:
        # "It'll be a fortnight before the tiles arrive."
        when = moved(r, None, number, unit)
        return (end, when) if when else None
    if r.lows(end, 2) in {("from", "now"), ("from", "today"), ("after", "today")}:
        when = moved(r, None, number, unit)
        return (end + 2, when) if when else None
    if low in {"today", "tomorrow"} and unit in {"week", "fortnight"}:
        base = on_day(r.today + timedelta(days=low == "tomorrow"))
        when = moved(r, base, number, unit)
        return (end + 1, when) if when else None
    weeks = number in {1, 2, 3, 4} and (number == 1 or r.low(i - 1) not in _SPANNED)
    if low in WEEKDAYS and unit in {"week", "fortnight"} and weeks and r.low(i - 1) not in _RATED:
        # "a week Friday"
        day = cal.coming_weekday(r.today, WEEKDAYS[low])
        return end + 1, on_day(day + timedelta(days=int(number) * (14 if unit == "fortnight" else 7)))
    if low not in {"from", "after", "before", "on", "following", "prior", "nach", "vor", "après", "avant"}:
        return None
    if low == "on" and not (unit in {"week", "fortnight"} and r.low(end + 1) in WEEKDAYS):
        return None
    start = end + 2 if r.lows(end, 2) == ("prior", "to") else end + 1
    dated = day_at(r, start) or holiday_at(r, start, cued=True) or thing_on(r, start)
    if dated is None and edge_of(r.low(r.skip(start, frozenset({"the"}), 1))) is not None:
        dated = period_at(r, start)
    if dated is None or dated[1].gone:
        return (dated[0], GONE) if dated else None
    sign = -1 if low in {"before", "prior", "vor", "avant"} else 1
    when = moved(r, dated[1], number, unit, sign)
    return (dated[0], when) if when else None


_BEING = frozenset({"re", "are", "is", "s", "still", "only", "about", "m", "am", "be", "just"})
_SPANNED = frozenset(
    {"for", "in", "after", "last", "past", "within", "next", "the", "every", "takes", "took", "these"}
)
_RATED = frozenset({"once", "twice", "thrice", "times", "day", "days", "hours", "per", "than"})


def thing_on(r: Reader, i: int) -> Parsed:
    """ "the kick-off on 3 May": an event with its day."""
    if r.low(i) not in {"the", "our", "your", "their", "der", "dem", "la", "le"}:
        return None
    for k in range(i + 2, i + 7):
        if r.low(k) in {"on", "am", "du", "vom"}:
            return day_at(r, k + 1)
        if r.low(k) == "," and r.low(k + 1) in {"which", "that"} and r.low(k + 3) == "on":
            return day_at(r, k + 4)
        if not (r.low(k).isalpha() or r.low(k) == "-"):
            return None
    return None


def weekdays_ahead(r: Reader, i: int) -> Parsed:
    """ "two Sundays from now", "three Fridays later": the nth such day after today."""
    placed = ordinal_at(r, i + (r.low(i) == "the"))
    counted = count_at(r, i) if placed is None else (placed[0], float(placed[1]))
    if counted is None or not 1 <= counted[1] <= 52:
        return None
    j, number = counted
    name = r.low(j)[:-1] if r.low(j).endswith("days") else r.low(j)
    if name not in WEEKDAYS:
        return None
    if r.lows(j + 1, 2) in {("from", "now"), ("from", "today")}:
        end = j + 3
    elif r.low(j + 1) in {"later", "hence"} or r.lows(j + 1, 1) == ("away",):
        end = j + 2
    else:
        return None
    return end, on_day(cal.coming_weekday(r.today, WEEKDAYS[name]) + timedelta(days=7 * (int(number) - 1)))


def weekday_beside(r: Reader, i: int) -> Parsed:
    """ "the Friday after Thanksgiving", "the first Monday after 5 January", "the Tuesday before Christmas"."""
    j = i + 1 if r.low(i) == "the" else i
    j = j + 1 if r.low(j) in {"first", "next"} else j
    weekday = WEEKDAYS.get(r.low(j))
    if weekday is None or r.low(j + 1) not in {"after", "before", "following", "preceding"}:
        return None
    named = r.low(i) == "the"
    dated = (
        holiday_at(r, j + 2, cued=True)
        or (day_at(r, j + 2) if named else None)
        or (period_at(r, j + 2) if named else None)
    )
    if dated is None or dated[1].gone:
        return None
    end, when = dated
    if r.low(j + 1) in {"after", "following"}:
        return end, on_day(cal.coming_weekday(when.last, weekday))
    return end, on_day(when.first - timedelta(days=(when.first.weekday() - weekday - 1) % 7 + 1))


def _from_now(r: Reader, first: tuple[float, str], then: Amount) -> Parsed:
    """ "a week and 3 days from now", "2 years 1 month 21 days later"."""
    when = moved(r, None, *first)
    end = then[0]
    parts: list[tuple[float, str]] = [(then[1], then[2])]
    while len(parts) < 4 and (more := amount_at(r, end + (r.low(end) == "and"))) is not None:
        parts.append((more[1], more[2]))
        end = more[0]
    if r.low(end) == "ago":
        return end + 1, GONE
    if r.low(end) == "later":
        end += 1
    elif r.lows(end, 2) in {("from", "now"), ("from", "today")}:
        end += 2
    else:
        return None
    for number, unit in parts:
        when = moved(r, when, number, unit) if when is not None else None
    return (end, when) if when is not None else None


def _neighbour(r: Reader, i: int) -> Parsed:
    """ "the week after Thanksgiving", "the day before Christmas"."""
    unit, sign = r.low(i + 1), 1 if r.low(i + 2) == "after" else -1
    dated = holiday_at(r, i + 3, cued=True) or day_at(r, i + 3) or thing_on(r, i + 3)
    if dated is None or dated[1].gone:
        return None
    day = dated[1].last
    if unit == "day":
        return dated[0], on_day(day + timedelta(days=sign))
    if unit == "week":
        monday = cal.monday_of(day) + timedelta(days=7 * sign)
        return dated[0], When(monday, monday + timedelta(days=4), Precision.week)
    return None


def week_of(r: Reader, i: int) -> Parsed:
    """ "the week of the 16th", "week commencing 16 Nov", "w/c 16/11", "week ending Nov 20"."""
    j = i + 1 if r.low(i) in {"the", "der", "la"} else i
    if r.lows(j, 3) in {("w", "/", "c"), ("w", "/", "b")}:
        k, ending = j + 3, False
    elif r.low(j) == "wc" and (r.num(j + 1) is not None or r.low(j + 1) in MONTHS):
        k, ending = j + 1, False
    elif r.lows(j, 3) == ("w", "/", "e"):
        k, ending = j + 3, True
    elif r.low(j) in {"week", "wk", "woche", "semaine", "weekend"}:
        if r.low(j + 1) in {"of", "commencing", "beginning", "starting", "du", "vom", "ending"}:
            k, ending = j + 2, r.low(j + 1) == "ending"
        else:
            return None
    else:
        return None
    k = r.skip(k, frozenset({"on"}), 1)
    # A week is still to come while its Friday is: "the week of the 16th" said on the 18th is this week.
    today = r.today
    try:
        r.today = cal.monday_of(today) if today.weekday() < 5 else today
        dated = numeric_at(r, k, trusted=True) or day_at(r, k) or holiday_at(r, k, cued=True)
    finally:
        r.today = today
    if dated is None and r.low(k) == "du":
        dated = day_at(r, k + 1)
    if dated is None and r.num(k) is not None and 1 <= (r.num(k) or 0) <= 31 and not r.low(k + 1).isalpha():
        day = cal.next_day_of_month(r.today, r.num(k) or 0)
        dated = (k + 1, on_day(day)) if day else None
    if dated is None or dated[1].gone:
        return None
    day = dated[1].last
    if r.low(j) == "weekend":
        return dated[0], on_day(weekend_of(day))
    if ending:
        return dated[0], When(cal.monday_of(day), day, Precision.week)
    monday = cal.monday_of(day)
    return dated[0], When(monday, monday + timedelta(days=4), Precision.week)
