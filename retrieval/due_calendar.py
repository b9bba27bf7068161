"""Date arithmetic for due dates: weeks, months, quarters, business days and well-known holidays."""

from __future__ import annotations

from collections.abc import Callable
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
def _holidays_in(country: str, year: int) -> frozenset[date]:
    import holidays  # heavy, and only needed when a country is known

    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except (NotImplementedError, KeyError, ValueError):
        return frozenset()


def add_business_days(start: date, count: int, country: str | None) -> date:
    """`count` business days after `start`, counting from the next day and skipping weekends and holidays."""
    day = start
    left = count
    while left > 0:
        day += timedelta(days=1)
        if day.weekday() < 5 and not (country and day in _holidays_in(country.upper(), day.year)):
            left -= 1
    return day


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


def _nth(month: int, weekday: int, nth: int) -> Callable[[int, bool], date]:
    def on(year: int, canada: bool) -> date:
        found = nth_weekday(year, month, weekday, nth)
        assert found is not None
        return found

    return on


def _fixed(month: int, day: int) -> Callable[[int, bool], date]:
    return lambda year, canada: date(year, month, day)


def _easter(offset: int) -> Callable[[int, bool], date]:
    return lambda year, canada: easter_sunday(year) + timedelta(days=offset)


def _thanksgiving(year: int, canada: bool) -> date:
    return _nth(10, 0, 2)(year, canada) if canada else _nth(11, 3, 4)(year, canada)


def _black_friday(year: int, canada: bool) -> date:
    return _nth(11, 3, 4)(year, canada) + timedelta(days=1)


# Names in words; a trailing "day" and possessive 's are optional where people leave them out.
HOLIDAYS: dict[tuple[str, ...], Callable[[int, bool], date]] = {
    ("christmas", "eve"): _fixed(12, 24),
    ("xmas", "eve"): _fixed(12, 24),
    ("christmas", "day"): _fixed(12, 25),
    ("christmas",): _fixed(12, 25),
    ("xmas",): _fixed(12, 25),
    ("boxing", "day"): _fixed(12, 26),
    ("new", "year", "'", "s", "eve"): _fixed(12, 31),
    ("new", "years", "eve"): _fixed(12, 31),
    ("new", "year", "'", "s", "day"): _fixed(1, 1),
    ("new", "year", "'", "s"): _fixed(1, 1),
    ("new", "year", "day"): _fixed(1, 1),
    ("new", "years", "day"): _fixed(1, 1),
    ("new", "years"): _fixed(1, 1),
    ("new", "year"): _fixed(1, 1),
    ("thanksgiving", "day"): _thanksgiving,
    ("thanksgiving",): _thanksgiving,
    ("black", "friday"): _black_friday,
    ("easter", "monday"): _easter(1),
    ("easter", "sunday"): _easter(0),
    ("easter",): _easter(0),
    ("good", "friday"): _easter(-2),
    ("halloween",): _fixed(10, 31),
    ("independence", "day"): _fixed(7, 4),
    ("labor", "day"): _nth(9, 0, 1),
    ("labour", "day"): _nth(9, 0, 1),
    ("memorial", "day"): _nth(5, 0, -1),
    ("veterans", "day"): _fixed(11, 11),
    ("presidents", "day"): _nth(2, 0, 3),
    ("martin", "luther", "king", "day"): _nth(1, 0, 3),
    ("mlk", "day"): _nth(1, 0, 3),
    ("columbus", "day"): _nth(10, 0, 2),
    ("juneteenth",): _fixed(6, 19),
    ("valentine", "'", "s", "day"): _fixed(2, 14),
    ("valentines", "day"): _fixed(2, 14),
    ("earth", "day"): _fixed(4, 22),
    ("mother", "'", "s", "day"): _nth(5, 6, 2),
    ("mothers", "day"): _nth(5, 6, 2),
    ("father", "'", "s", "day"): _nth(6, 6, 3),
    ("fathers", "day"): _nth(6, 6, 3),
    ("st", "patrick", "'", "s", "day"): _fixed(3, 17),
    ("saint", "patrick", "'", "s", "day"): _fixed(3, 17),
    ("may", "day"): _fixed(5, 1),
    ("international", "workers", "'", "day"): _fixed(5, 1),
    ("workers", "'", "day"): _fixed(5, 1),
    ("groundhog", "day"): _fixed(2, 2),
    ("april", "fools", "day"): _fixed(4, 1),
    ("april", "fool", "'", "s", "day"): _fixed(4, 1),
    ("cinco", "de", "mayo"): _fixed(5, 5),
    ("bastille", "day"): _fixed(7, 14),
    ("canada", "day"): _fixed(7, 1),
    ("australia", "day"): _fixed(1, 26),
    ("anzac", "day"): _fixed(4, 25),
    ("cyber", "monday"): lambda year, canada: _black_friday(year, canada) + timedelta(days=3),
    ("ash", "wednesday"): _easter(-46),
    ("palm", "sunday"): _easter(-7),
    ("whit", "monday"): _easter(50),
    ("ascension", "day"): _easter(39),
    ("mardi", "gras"): _easter(-47),
    ("new", "year", "s", "eve"): _fixed(12, 31),
    ("christmas", "'", "s", "eve"): _fixed(12, 24),
    ("martin", "luther", "king", "jr", "day"): _nth(1, 0, 3),
    ("indigenous", "peoples", "'", "day"): _nth(10, 0, 2),
    ("president", "'", "s", "day"): _nth(2, 0, 3),
    ("presidents", "'", "day"): _nth(2, 0, 3),
    ("veterans", "'", "day"): _fixed(11, 11),
    ("veteran", "'", "s", "day"): _fixed(11, 11),
    ("heiligabend",): _fixed(12, 24),
    ("weihnachten",): _fixed(12, 25),
    ("silvester",): _fixed(12, 31),
    ("neujahr",): _fixed(1, 1),
    ("ostern",): _easter(0),
    ("pfingsten",): _easter(49),
    ("noël",): _fixed(12, 25),
    ("noel",): _fixed(12, 25),
    ("pâques",): _easter(0),
}
HOLIDAY_STARTS = frozenset(name[0] for name in HOLIDAYS)


def next_holiday(name: tuple[str, ...], today: date, year: int | None, country: str | None) -> date:
    """The day of a holiday in `year`, or its next one, today included."""
    on = HOLIDAYS[name]
    canada = (country or "").upper() == "CA"
    if year:
        return on(year, canada)
    found = on(today.year, canada)
    return found if found >= today else on(today.year + 1, canada)
