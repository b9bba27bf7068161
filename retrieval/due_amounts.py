"""Amounts of time, and moments so far from now: "two", "2-3 business days", "a couple of weeks"."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from records.models import Precision
from retrieval import due_calendar as cal
from retrieval.due_numbers import below_hundred_at, hundreds_at
from retrieval.due_reader import Reader, When, on_day
from retrieval.due_words import DAY_UNITS, NUMBERS, WORKING

CLOCK_UNITS = frozenset({"second", "minute", "hour"})


Amount = tuple[int, float, str]


def _count(r: Reader, i: int) -> tuple[int, float] | None:
    """A number at `i`: "2", "two", "a couple of", "twenty-one", "1.5", "half an"; of "2-3" the greater."""
    if r.low(i) == "half" and r.low(i + 1) in {"a", "an"}:
        return i + 2, 0.5
    if r.low(i) in {"einer", "einem", "eine"} and r.low(i + 1) in {"halben", "halbe"}:
        return i + 2, 0.5
    if r.lows(i, 3) == ("une", "demi", "-"):
        return i + 3, 0.5
    if r.lows(i + 1, 3) == ("quarter", "of", "an") and r.low(i) == "a":
        return i + 4, 0.25
    if r.lows(i, 4) == ("three", "quarters", "of", "an"):
        return i + 4, 0.75
    if r.low(i) in {"a", "an"} and r.low(i + 1) in {"couple", "few", "half", "good", "full", "single"}:
        if r.low(i + 1) == "half":
            return i + 2, 0.5
        i += 1
        if r.low(i) in {"good", "full", "single"}:
            return i + 1, 1
    first = (i, 1.0) if r.low(i - 1) == "another" and r.low(i) in DAY_UNITS else count_at(r, i)
    if first is None:
        return None
    j, number = first
    if r.low(j) in {"-", "–", "to", "or", "bis", "à", "oder", "ou"}:
        second = count_at(r, j + 1)
        if second is not None and second[1] > number:
            return second
    if r.low(j) == "and" and r.lows(j, 3) == ("and", "a", "half"):
        return j + 3, number + 0.5
    return first


def _alternative(r: Reader, i: int) -> tuple[int, float] | None:
    """ "2/3 weeks", two or three of them; "1/2 hour", half of one."""
    first, second = r.num(i), r.num(i + 2)
    if first is None or second is None or r.low(i + 1) != "/" or not (r.glued(i + 1) and r.glued(i + 2)):
        return None
    unit = r.low(i + 3)
    if (first, second) == (1, 2) and not unit.endswith("s"):
        return i + 3, 0.5
    return (i + 3, second) if second == first + 1 and second < 10 and unit.endswith("s") else None


def count_at(r: Reader, i: int) -> tuple[int, float] | None:
    number = r.num(i)
    if number is not None:
        part = r.num(i + 2)
        if r.low(i + 1) in {".", ","} and r.glued(i + 1) and part is not None and r.glued(i + 2):
            width = r.token(i + 2).end - r.token(i + 2).start
            return (i + 3, number + part / 10**width) if r.low(i + 1) == "." else None
        if r.glued(i) and r.low(i - 1) in {"$", "€", "£", ".", "#", "v"}:
            return None
        return i + 1, number
    low = r.low(i)
    spelled = hundreds_at(r, i) or below_hundred_at(r, i)
    if spelled is not None:
        j, value = spelled
    elif low in NUMBERS:
        j, value = i + 1, NUMBERS[low]
    else:
        return None
    if low == "couple" and r.low(j) == "of":
        j += 1
    if r.low(j) == "(" and r.num(j + 1) == value and r.low(j + 2) == ")":
        # Contracts say it twice: "ten (10) days".
        j += 3
    return j, value


def unit_word_at(r: Reader, i: int) -> tuple[int, str] | None:
    business = False
    while r.low(i) in WORKING | {"calendar", "full", "short", "more", "further", "weitere", "clear"}:
        business = business or r.low(i) in WORKING
        i += 1
    unit = DAY_UNITS.get(r.low(i))
    if unit is None or (r.low(i) in {"h", "mo", "an", "mos"} and r.low(i) in {"mo", "an"} and not r.glued(i)):
        return None
    i += 1
    if r.low(i) in WORKING and r.low(i - 1) in {"jours", "jour"}:
        business, i = True, i + 1
    if business:
        if unit != "day":
            return (i, unit)
        unit = "business"
    return i, unit


def amount_at(r: Reader, i: int) -> Amount | None:
    if r.token(i + 1).raw == "H" and r.num(i + 2) is not None:
        # "2H26", "1H 2027" is half a year.
        return None
    counted = _alternative(r, i) or _count(r, i)
    if counted is None:
        return None
    named = unit_word_at(r, counted[0])
    if named is None:
        return None
    j, number, unit = named[0], counted[1], named[1]
    minutes = r.num(j)
    if unit == "hour" and minutes is not None and minutes < 60 and r.glued(j) and r.low(j - 1) == "h":
        # "1h30"
        return j + 1, number + minutes / 60, unit
    if r.low(j) == "or" and (other := count_at(r, j + 1)) is not None and other[1] > number:
        # "in a week or two"
        again = unit_word_at(r, other[0])
        j, number = (again[0] if again and again[1] == unit else other[0]), other[1]
    elif r.lows(j, 2) == ("or", "so"):
        j += 2
    elif r.lows(j, 3) == ("and", "a", "half"):
        j, number = j + 3, number + 0.5
    return j, number, unit


def moved(r: Reader, base: When | None, number: float, unit: str, sign: int = 1) -> When | None:
    """`number` units after (or before) a day, or after the moment of speaking."""
    if number > 3660:
        return None
    if unit in CLOCK_UNITS:
        if base is not None and base.at is None:
            return None
        span = timedelta(seconds=number * {"second": 1, "minute": 60, "hour": 3600}[unit])
        start = r.said if base is None or base.at is None else base.at
        moment = (start.astimezone(UTC) + sign * span).astimezone(start.tzinfo)
        return When(moment.date(), moment.date(), Precision.minute, _plain_moment(moment), ends=True)
    day = r.today if base is None else base.last
    whole = int(number)
    if unit == "business":
        return on_day(cal.add_business_days(day, sign * whole, r.country)) if whole <= 400 else None
    if unit in {"month", "quarter", "year"}:
        months = {"month": 1, "quarter": 3, "year": 12}[unit]
        moved = cal.add_months(day, sign * int(number * months))
        if number != whole and unit == "month":
            moved += timedelta(days=sign * 15)
        return on_day(moved)
    days = {"day": 1, "week": 7, "fortnight": 14}[unit]
    return on_day(day + timedelta(days=sign * int(number * days + 0.5)))


def _plain_moment(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)
