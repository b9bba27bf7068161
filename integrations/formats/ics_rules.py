"""Which days a recurrence rule falls on, tried day by day and only so many, so that no rule is a trap."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from integrations.errors import Skip

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY = timedelta(days=1)
_DAY_KEYS = ("BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO")
_LONGEST = timedelta(days=15_000)


class Patience:
    """How many days may still be tried for one file, whatever rules are in it."""

    def __init__(self, days: int = 10_000_000) -> None:
        self._days = days

    def spend(self, days: int) -> None:
        """Raises Skip when there are not as many left."""
        if days > self._days:
            raise Skip("the calendar has too many long series to work them all out")
        self._days -= max(0, days)


class Rule:
    """An RRULE of RFC 5545 that repeats daily or less often. Raises Skip for any other."""

    def __init__(self, parts: dict[str, list[Any]], first: datetime) -> None:
        self.first = first
        self.frequency = str(_single(parts, "FREQ", "")).upper()
        if self.frequency not in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY"):
            raise Skip("the meeting repeats more often than daily")
        self.interval = int(_single(parts, "INTERVAL", 1))
        if self.interval < 1:
            raise Skip("the meeting repeats without an interval")
        self.count = int(_single(parts, "COUNT", -1))
        self.week_starts = _weekday(str(_single(parts, "WKST", "MO")))
        self.months = _numbers(parts, "BYMONTH")
        self.month_days = _numbers(parts, "BYMONTHDAY")
        self.year_days = _numbers(parts, "BYYEARDAY")
        self.weeks = _numbers(parts, "BYWEEKNO")
        self.positions = _numbers(parts, "BYSETPOS")
        self.week_days: set[int] = set()
        self.nth_days: set[tuple[int, int]] = set()
        for value in parts.get("BYDAY", [])[:100]:
            text = str(value).upper()
            if text[:-2]:
                self.nth_days.add((int(text[:-2]), _weekday(text[-2:])))
            else:
                self.week_days.add(_weekday(text))
        self.times = _times(parts, first)
        if not any(parts.get(key) for key in _DAY_KEYS):
            self._default_days()
        elif self.weeks and not (self.week_days or self.nth_days):
            self.week_days = {first.weekday()}

    def _default_days(self) -> None:
        if self.frequency == "WEEKLY":
            self.week_days = {self.first.weekday()}
        elif self.frequency in ("MONTHLY", "YEARLY"):
            self.month_days = {self.first.day}
            if self.frequency == "YEARLY" and not self.months:
                self.months = {self.first.month}

    def starts(self, since: datetime, until: datetime, patience: Patience) -> list[datetime]:
        """The rule's starts from `since` to `until`, both included, in order; none before the first one.

        Only a rule that counts has to be tried from its first start on. Over 41 years at most.
        """
        counts = self.count >= 0
        begin, end = (self.first if counts else max(self.first, since)).date(), until.date()
        if end < begin:
            return []
        if counts:
            end = min(end, begin + _LONGEST) if begin < date.max - _LONGEST else end
        elif end - begin > _LONGEST:
            begin = end - _LONGEST
        if self.positions:
            # A position counts within its whole month or year, also before the first start.
            begin = min(begin, date(begin.year, 1, 1) if self.frequency != "WEEKLY" else begin - 7 * _DAY)
            end = min(date(end.year, 12, 31), end + timedelta(days=366))
        patience.spend((end - begin).days)
        periods: dict[int, list[datetime]] = {}
        day = begin
        while day <= end:
            period = self._period(day)
            if period % self.interval == 0 and self._falls_on(day):
                periods.setdefault(period, []).extend(datetime.combine(day, at) for at in self.times)
            day += _DAY
        found: list[datetime] = []
        for candidates in periods.values():
            found.extend(self._at_positions(candidates))
        found = [at for at in found if self.first <= at <= until]
        return [at for at in (found[: self.count] if counts else found) if at >= since]

    def _at_positions(self, candidates: list[datetime]) -> Iterable[datetime]:
        if not self.positions:
            return candidates
        size = len(candidates)
        wanted = {each - 1 if each > 0 else size + each for each in self.positions if each}
        return [at for index, at in enumerate(candidates) if index in wanted]

    def _period(self, day: date) -> int:
        first = self.first.date()
        if self.frequency == "DAILY":
            return (day - first).days
        if self.frequency == "WEEKLY":
            lead = timedelta(days=(first.weekday() - self.week_starts) % 7)
            return (day - (first - lead)).days // 7
        if self.frequency == "MONTHLY":
            return (day.year - first.year) * 12 + day.month - first.month
        return day.year - first.year

    def _falls_on(self, day: date) -> bool:
        if self.months and day.month not in self.months:
            return False
        if self.month_days and not {day.day, day.day - _month_length(day) - 1} & self.month_days:
            return False
        if self.year_days:
            number = day.timetuple().tm_yday
            if not {number, number - _year_length(day) - 1} & self.year_days:
                return False
        if self.weeks:
            year, week, _ = day.isocalendar()
            last = date(year, 12, 28).isocalendar()[1]
            if not {week, week - last - 1} & self.weeks:
                return False
        if self.week_days or self.nth_days:
            return day.weekday() in self.week_days or self._is_nth(day)
        return True

    def _is_nth(self, day: date) -> bool:
        if not self.nth_days:
            return False
        if self.frequency == "YEARLY" and not self.months:
            number, length = day.timetuple().tm_yday, _year_length(day)
        else:
            number, length = day.day, _month_length(day)
        from_start, from_end = (number - 1) // 7 + 1, -((length - number) // 7 + 1)
        own = day.weekday()
        return (from_start, own) in self.nth_days or (from_end, own) in self.nth_days


def _single(parts: dict[str, list[Any]], key: str, default: Any) -> Any:
    values = parts.get(key)
    if not values:
        return default
    return values[0] if isinstance(values, list) else values


def _numbers(parts: dict[str, list[Any]], key: str) -> set[int]:
    values = parts.get(key) or []
    return {int(value) for value in (values if isinstance(values, list) else [values])[:400]}


def _weekday(text: str) -> int:
    if text.upper() not in _DAYS:
        raise ValueError(f"no weekday: {text[:10]}")
    return _DAYS.index(text.upper())


def _times(parts: dict[str, list[Any]], first: datetime) -> list[time]:
    hours = sorted(_numbers(parts, "BYHOUR")) or [first.hour]
    minutes = sorted(_numbers(parts, "BYMINUTE")) or [first.minute]
    seconds = sorted(_numbers(parts, "BYSECOND")) or [first.second]
    if len(hours) * len(minutes) * len(seconds) > 24:
        raise Skip("the meeting repeats more often than hourly")
    return [time(h, m, min(s, 59)) for h in hours for m in minutes for s in seconds]


def _month_length(day: date) -> int:
    following = (
        date(day.year + day.month // 12, day.month % 12 + 1, 1) if day.year < 9999 else date(9999, 12, 31)
    )
    return (following - date(day.year, day.month, 1)).days


def _year_length(day: date) -> int:
    return 366 if day.year % 4 == 0 and (day.year % 100 != 0 or day.year % 400 == 0) else 365
