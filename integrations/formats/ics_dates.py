"""When the dates of a VEVENT are: its first start, its rules, and the dates that are added or left out."""

from datetime import UTC, date, datetime, tzinfo
from typing import Any

from integrations.errors import Skip
from integrations.formats.ics_rules import Patience, Rule
from integrations.formats.series import MARGIN, YEAR, Stretch, kept


def first_of(value: Any) -> Any:
    """A property that icalendar gives alone or, where it is there twice, as a list."""
    return value[0] if isinstance(value, list) else value


def all_of(value: Any) -> list[Any]:
    """As a list, however often the property is there."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def aware(value: date | datetime, zone: tzinfo) -> datetime:
    """Floating times and whole days are read on the calendar's own clock."""
    if not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day)
    return value if value.tzinfo is not None else value.replace(tzinfo=zone)


def stamp_of(value: date | datetime, zone: tzinfo) -> str:
    """What tells an occurrence from the others of its series: its day, or its moment in UTC."""
    if not isinstance(value, datetime):
        return f"{value:%Y%m%d}"
    return f"{aware(value, zone).astimezone(UTC):%Y%m%dT%H%M%SZ}"


def occurrences(
    master: Any, zone: tzinfo, flags: set[str], stretch: Stretch | None, patience: Patience
) -> list[date | datetime]:
    """The starts that are kept, without the excluded ones."""
    start = first_of(master["DTSTART"]).dt
    whole_days = not isinstance(start, datetime)
    own_zone = None if whole_days else start.tzinfo
    first = datetime(start.year, start.month, start.day) if whole_days else start.replace(tzinfo=None)
    clock: tzinfo = UTC if whole_days else own_zone or zone
    try:
        _ = first + 2 * YEAR, first - 2 * YEAR
    except OverflowError as failure:
        raise Skip("the meeting's date is absurd") from failure
    rules = _rules(master, first, own_zone, flags)
    added = [_naive(value, own_zone) for value in _dates(master.get("RDATE"))]
    excluded = {stamp_of(value, zone) for value in _dates(master.get("EXDATE"))}

    def between(low: datetime, high: datetime) -> list[tuple[datetime, date | datetime]]:
        since, until = (at.astimezone(clock).replace(tzinfo=None) for at in (low - MARGIN, high + MARGIN))
        naive = {first, *(at for at in added if at >= first)}
        for rule, ends in rules:
            try:
                naive.update(rule.starts(since, min(until, ends), patience))
            except Skip:
                flags.add("rule_ignored")
            except (ValueError, TypeError, KeyError, OverflowError):
                flags.add("rule_unreadable")
        found: list[tuple[datetime, date | datetime]] = []
        for at in sorted(naive):
            moment = at.replace(tzinfo=clock).astimezone(UTC)
            if low <= moment < high:
                each = at.date() if whole_days else at.replace(tzinfo=own_zone)
                if stamp_of(each, zone) not in excluded and f"{at:%Y%m%d}" not in excluded:
                    found.append((moment, each))
        return found

    found, is_cut = kept(between, first.replace(tzinfo=clock).astimezone(UTC), stretch)
    if is_cut:
        flags.add("truncated")
    return found


def _naive(value: date | datetime, own_zone: tzinfo | None) -> datetime:
    """On the clock of the series."""
    if not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day)
    at = value.astimezone(own_zone) if value.tzinfo is not None and own_zone is not None else value
    return at.replace(tzinfo=None)


def _rules(
    master: Any, first: datetime, own_zone: tzinfo | None, flags: set[str]
) -> list[tuple[Rule, datetime]]:
    """Each rule and when it ends, on the clock of the series; those that no meeting has are left out."""
    found: list[tuple[Rule, datetime]] = []
    for parts in all_of(master.get("RRULE"))[:5]:
        try:
            found.append((Rule(parts, first), _until(parts, own_zone)))
        except Skip:
            flags.add("rule_ignored")
        except (ValueError, TypeError, KeyError, OverflowError):
            flags.add("rule_unreadable")
    return found


def _until(parts: Any, own_zone: tzinfo | None) -> datetime:
    ends = parts.get("UNTIL")
    if not ends:
        return datetime.max
    end = first_of(ends)
    if not isinstance(end, datetime):
        return datetime(end.year, end.month, end.day, 23, 59, 59)
    return end if end.tzinfo is None else end.astimezone(own_zone or UTC).replace(tzinfo=None)


def _dates(value: Any) -> list[date | datetime]:
    found: list[date | datetime] = []
    for each in all_of(value):
        for one in list(getattr(each, "dts", ()))[:2000]:
            at = one.dt
            found.append(at[0] if isinstance(at, tuple) else at)
    return found
