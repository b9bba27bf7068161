"""Date arithmetic for due dates: weeks, months, quarters, business days and well-known holidays."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache


def monday_of(day: date) -> date:
    """The Monday of the week that holds `day`."""
    return day - timedelta(days=day.weekday())


def friday_of(day: date) -> date:
    """The Friday of the week that holds `day`."""
    return monday_of(day) + timedelta(days=4)


def coming_weekday(today: date, weekday: int) -> date:
    """The next such weekday after today, never today."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def month_end(year: int, month: int) -> date:
    """The last day of a month; `month` may lie outside 1..12 and then counts on."""
    year, month = year + month // 12, month % 12 + 1
    return date(year, month, 1) - timedelta(days=1)


def add_months(day: date, months: int) -> date:
    """The same day some months later, or the last of that month when it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, month_end(year, month + 1).day))


def quarter_end(year: int, quarter: int) -> date:
    """The last day of a quarter; `quarter` may lie outside 1..4 and then counts on."""
    return month_end(year, quarter * 3)


def next_month_day(today: date, month: int, day: int) -> date | None:
    """The next such calendar day, today included; None for days no year has."""
    for year in range(today.year, min(today.year + 9, 10000)):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found >= today:
            return found
    return None


def next_day_of_month(today: date, day: int) -> date | None:
    """The next day with this number, today included, in a month long enough."""
    year, month = today.year, today.month
    for _ in range(13):
        if day <= month_end(year, month).day and date(year, month, day) >= today:
            return date(year, month, day)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return None


def week_of_year(today: date, week: int, year: int | None = None) -> date | None:
    """The Monday of an ISO week; without a year the next such week whose Sunday has not passed."""
    years = [year] if year else [today.year, today.year + 1, today.year + 2]
    for candidate in years:
        try:
            monday = date.fromisocalendar(candidate, week, 1)
        except ValueError:
            continue
        if year or monday + timedelta(days=6) >= today:
            return monday
    return None


@lru_cache(maxsize=256)
def holidays_in(country: str, year: int) -> Mapping[date, str]:
    """The official holidays of a country (ISO 3166) with their English names; empty where none are known."""
    import holidays  # heavy, and only needed where holidays matter

    try:
        found = holidays.country_holidays(country, years=year, language="en_US")
    except (NotImplementedError, KeyError, ValueError):
        return {}
    return dict(found)


def is_day_off(day: date, country: str | None) -> bool:
    """Whether nobody works: a weekend, a holiday of the country, or one kept nearly everywhere."""
    if day.weekday() > 4 or (day.month, day.day) in {(1, 1), (12, 25)}:
        return True
    return bool(country) and day in holidays_in(str(country).upper(), day.year)


def add_business_days(start: date, count: int, country: str | None) -> date:
    """`count` business days after `start`, before it where negative; days off do not count."""
    day, left, step = start, abs(count), timedelta(days=1 if count > 0 else -1)
    while left > 0:
        day += step
        left -= not is_day_off(day, country)
    return day


def business_day_of(first: date, last: date, nth: int, country: str | None) -> date | None:
    """The nth business day from `first` to `last`, -1 for the last one; None if there are not so many."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    at_work = [day for day in days if not is_day_off(day, country)]
    place = nth if nth < 0 else nth - 1
    return at_work[place] if -len(at_work) <= place < len(at_work) else None


def easter_sunday(year: int) -> date:
    """Easter Sunday of the Gregorian calendar, by the anonymous computus."""
    golden = year % 19
    century, rest = divmod(year, 100)
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    to_sunday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    fix = (golden + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * fix + 114, 31)
    return date(year, month, day + 1)


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date | None:
    """The nth such weekday of a month, -1 for the last; None when the month has no fifth one."""
    if nth < 0:
        last = month_end(year, month)
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    found = first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
    return found if found.month == month else None
