"""When somebody hears of a promise: in office hours of their own day, once, and never in a flood."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from records.models import Direction, Person, Promise, PromiseStatus, Reminder, ReminderKind


class Days(Protocol):
    """Any collection of dates: a set, or the calendar of a country."""

    def __contains__(self, day: object, /) -> bool: ...


_NO_DAYS: frozenset[date] = frozenset()


def due_reminders(
    promises: Iterable[Promise],
    person: Person,
    now: datetime,
    *,
    holidays: Days = _NO_DAYS,
    quiet_hours: tuple[int, int] = (18, 8),
    cap: int = 5,
    lead_days: int = 2,
    stop_after_weeks: int = 8,
    snoozed: Mapping[str, datetime] | None = None,
    already: Iterable[Reminder] = (),
) -> list[Reminder]:
    """What this person should hear at the next moment at which they may be disturbed.

    A promise the person owes is told once from `lead_days` business days before its due day
    (`due_soon`), then on the first business day after it and weekly (`overdue`), for at most
    `stop_after_weeks`. A promise of the other side is told only when overdue; the caller passes
    those whose conversation the person took part in.

    `snoozed` maps promise ids to the time until which they are left alone; afterwards they are told
    again. `already` are the reminders made for this person in the last weeks: what they covered is
    not told twice, and they count towards `cap` (per day). Above the cap, what is left becomes one
    digest, at most one a day. `send_at` is UTC; check once more that a promise is open before sending.
    """
    tz = _zone(person.tz)
    send_at = next_allowed(now, tz, holidays=holidays, quiet_hours=quiet_hours)
    day = send_at.astimezone(tz).date()
    snoozes = snoozed or {}
    earlier = [r for r in already if _same_person(r.person, person.email)]
    told = {r.occurrence for r in earlier}
    digests = [r for r in earlier if r.kind is ReminderKind.digest]
    today = [r for r in earlier if r.send_at.astimezone(tz).date() == day]

    new: list[tuple[Promise, ReminderKind, str]] = []
    for promise in sorted(promises, key=lambda p: (p.due or date.max, p.id)):
        snoozed_until = snoozes.get(promise.id)
        if snoozed_until is not None and snoozed_until > now:
            continue
        found = _occasion(promise, person, day, holidays, lead_days, stop_after_weeks, snoozed_until)
        if found is None or found[1] in told:
            continue
        in_digest = (
            _occasion(
                promise,
                person,
                digest.send_at.astimezone(tz).date(),
                holidays,
                lead_days,
                stop_after_weeks,
                snoozed_until if snoozed_until and snoozed_until <= digest.send_at else None,
            )
            for digest in digests
            if promise.id in digest.promise_ids
        )
        if found in in_digest or any(found[1] == key for _, _, key in new):
            continue
        new.append((promise, *found))

    digest_today = any(r.kind is ReminderKind.digest for r in today)
    if not new or digest_today:
        return []
    if len(today) + len(new) > cap:
        ids = tuple(promise.id for promise, _, _ in new)
        return [
            _reminder(person, ReminderKind.digest, ids, f"digest:{person.email}:{day.isoformat()}", send_at)
        ]
    return [_reminder(person, kind, (promise.id,), key, send_at) for promise, kind, key in new]


def next_allowed(
    now: datetime, tz: ZoneInfo, *, holidays: Days = _NO_DAYS, quiet_hours: tuple[int, int] = (18, 8)
) -> datetime:
    """`now`, or the next moment (UTC) on a business day outside the quiet hours of that zone."""
    if _is_allowed(now.astimezone(tz), holidays, quiet_hours):
        return now.astimezone(UTC)
    first = now.astimezone(tz).date()
    for offset in range(400):
        day = first + timedelta(days=offset)
        for hour in sorted({0, quiet_hours[1] % 24}):
            # Through UTC and back, because a wall-clock time that a clock change skips does not exist.
            moment = datetime.combine(day, time(hour), tzinfo=tz).astimezone(UTC)
            if moment > now and _is_allowed(moment.astimezone(tz), holidays, quiet_hours):
                return moment
    raise ValueError("the holiday calendar leaves no business day within a year")


def is_business_day(day: date, holidays: Days = _NO_DAYS) -> bool:
    """Monday to Friday, unless the country rests."""
    return day.weekday() < 5 and day not in holidays


def add_business_days(day: date, count: int, holidays: Days = _NO_DAYS) -> date:
    """The `count`-th business day after `day`, or before it where `count` is negative."""
    step = timedelta(days=1 if count > 0 else -1)
    left = abs(count)
    while left:
        day += step
        if is_business_day(day, holidays):
            left -= 1
    return day


def _occasion(
    promise: Promise,
    person: Person,
    day: date,
    holidays: Days,
    lead_days: int,
    stop_after_weeks: int,
    snoozed_until: datetime | None,
) -> tuple[ReminderKind, str] | None:
    """Which reminder a promise deserves on a day, with the key that makes it unique."""
    if promise.status is not PromiseStatus.open or promise.due is None:
        return None
    ours = promise.direction is Direction.ours
    if ours and not _owes(promise, person):
        return None
    tail = f"{promise.id}:{promise.due.isoformat()}:{person.email}"
    again = f":after-{snoozed_until.astimezone(UTC):%Y%m%dT%H%M}" if snoozed_until else ""
    if day <= promise.due:
        if not ours or day < add_business_days(promise.due, -lead_days, holidays):
            return None
        return ReminderKind.due_soon, f"due_soon:{tail}{again}"
    first = add_business_days(promise.due, 1, holidays)
    week = max((day - first).days, 0) // 7
    if week >= stop_after_weeks:
        return None
    return ReminderKind.overdue, f"overdue:{tail}:{week}{again}"


def _owes(promise: Promise, person: Person) -> bool:
    owner = promise.owner.strip().casefold()
    return owner == person.email.casefold() or (
        "@" not in owner and bool(person.name) and owner == (person.name or "").strip().casefold()
    )


def _is_allowed(local: datetime, holidays: Days, quiet_hours: tuple[int, int]) -> bool:
    return is_business_day(local.date(), holidays) and not _is_quiet(local.hour, quiet_hours)


def _is_quiet(hour: int, quiet_hours: tuple[int, int]) -> bool:
    start, end = quiet_hours[0] % 24, quiet_hours[1] % 24
    if start <= end:
        return start <= hour < end
    return hour >= start or hour < end


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def _same_person(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def _reminder(
    person: Person, kind: ReminderKind, promise_ids: tuple[str, ...], occurrence: str, send_at: datetime
) -> Reminder:
    return Reminder(
        id=f"rem_{sha256(occurrence.encode()).hexdigest()[:16]}",
        person=person.email,
        kind=kind,
        promise_ids=promise_ids,
        occurrence=occurrence,
        send_at=send_at,
    )
