"""When somebody hears of a promise: in office hours of their own day, once, and never in a flood."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from records.models import Direction, Occasion, Person, Promise, PromiseStatus, Reminder, ReminderKind


class Days(Protocol):
    """Any collection of dates: a set, or the calendar of a country."""

    def __contains__(self, day: object, /) -> bool: ...


_NO_DAYS: frozenset[date] = frozenset()
MOST_LEADS = 5
"""How many forgotten leads are told on one day; the others come on the next."""


def due_reminders(
    promises: Iterable[Promise],
    person: Person,
    now: datetime,
    *,
    holidays: Days = _NO_DAYS,
    quiet_hours: tuple[int, int] = (18, 8),
    digest_at: time | None = None,
    cap: int = 5,
    lead_days: int = 2,
    stop_after_weeks: int = 8,
    snoozed: Mapping[str, datetime] | None = None,
    silences: Iterable[Occasion] = (),
    already: Iterable[Reminder] = (),
) -> list[Reminder]:
    """What this person should hear at the next moment at which they may be disturbed.

    A promise the person owes is told once from `lead_days` business days before its due day
    (`due_soon`), then on the first business day after it and weekly (`overdue`), for at most
    `stop_after_weeks`. A promise of the other side is told only when overdue; the caller passes
    those whose conversation the person took part in. `silences` are accounts that fell silent.

    Nothing comes before `digest_at` on the person's own clock, by default the end of their quiet hours.
    What is to be told then comes as one digest, or as itself if it is only one thing. What is new later
    comes by itself; where several things are new at once and no digest came that day, they make it.
    A day has at most one digest and `cap` messages, the digest included. The rest waits for the next
    morning.

    `snoozed` maps promise ids to the time until which they are left alone; from that day on they are
    told again. `already` are the reminders made for this person in the last weeks: what they told is
    not told twice, and what was not sent yet counts as sent with these. `send_at` is UTC; check once
    more that a promise is open before sending.
    """
    tz = zone_of(person)
    send_at = next_moment(now, tz, holidays=holidays, quiet_hours=quiet_hours, digest_at=digest_at)
    day = send_at.astimezone(tz).date()
    earlier = [r for r in already if r.person.casefold() == person.email.casefold()]
    told = {key for r in earlier for key in (r.occurrence, *(o.key for o in r.told))}
    today = [r for r in earlier if (r.sent_at or max(r.send_at, send_at)).astimezone(tz).date() == day]
    new: dict[str, tuple[ReminderKind, Occasion]] = {}
    for promise in sorted(promises, key=lambda p: (p.due or date.max, p.id)):
        until = (snoozed or {}).get(promise.id)
        if until is not None and until.astimezone(tz).date() > day:
            continue
        found = _occasion(promise, person, day, holidays, lead_days, stop_after_weeks, until)
        if found is not None and found[1].key not in told:
            new.setdefault(found[1].key, found)
    silent = [o for o in silences if o.key not in told]
    new |= {o.key: (ReminderKind.forgotten, o) for o in silent[:MOST_LEADS]}

    free = cap - len(today)
    if not new or free < 1:
        return []
    if len(new) > 1 and not any(r.kind is ReminderKind.digest for r in today):
        key = f"digest:{person.email}:{day.isoformat()}"
        return [_reminder(person, ReminderKind.digest, [o for _, o in new.values()], key, send_at)]
    return [_reminder(person, kind, [o], o.key, send_at) for kind, o in list(new.values())[:free]]


def next_moment(
    now: datetime,
    tz: ZoneInfo,
    *,
    holidays: Days = _NO_DAYS,
    quiet_hours: tuple[int, int] = (18, 8),
    digest_at: time | None = None,
) -> datetime:
    """`now`, or the next moment (UTC) at which something may be told: never before the day's digest."""
    moment = next_allowed(now, tz, holidays=holidays, quiet_hours=quiet_hours)
    return max(moment, _morning(moment.astimezone(tz).date(), tz, quiet_hours, digest_at))


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


def is_quiet(hour: int, quiet_hours: tuple[int, int]) -> bool:
    """Whether an hour of the day lies in the quiet hours; none do where both ends are the same."""
    start, end = quiet_hours[0] % 24, quiet_hours[1] % 24
    if start <= end:
        return start <= hour < end
    return hour >= start or hour < end


def digest_time(quiet_hours: tuple[int, int], digest_at: time | None) -> time:
    """When the digest comes for somebody who has chosen no time: at the end of the quiet hours."""
    if digest_at is not None:
        return digest_at
    start, end = quiet_hours[0] % 24, quiet_hours[1] % 24
    return time(8 if start == end else end)


def zone_of(person: Person) -> ZoneInfo:
    try:
        return ZoneInfo(person.tz)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def _morning(day: date, tz: ZoneInfo, quiet_hours: tuple[int, int], digest_at: time | None) -> datetime:
    """When the digest of a day comes: as soon after its time as the quiet hours allow, else before it."""
    wanted = digest_time(quiet_hours, digest_at)
    later = [time(hour) for hour in range(wanted.hour + 1, 24)]
    for clock in (wanted, *later, *(time(hour) for hour in range(24))):
        moment = datetime.combine(day, clock, tzinfo=tz).astimezone(UTC)
        local = moment.astimezone(tz)
        if local.date() == day and not is_quiet(local.hour, quiet_hours):
            return moment
    return datetime.combine(day, time(), tzinfo=tz).astimezone(UTC)


def _occasion(
    promise: Promise,
    person: Person,
    day: date,
    holidays: Days,
    lead_days: int,
    stop_after_weeks: int,
    snoozed_until: datetime | None,
) -> tuple[ReminderKind, Occasion] | None:
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
        return ReminderKind.due_soon, Occasion(key=f"due_soon:{tail}{again}", promise_id=promise.id)
    first = add_business_days(promise.due, 1, holidays)
    week = max((day - first).days, 0) // 7
    if week >= stop_after_weeks:
        return None
    return ReminderKind.overdue, Occasion(key=f"overdue:{tail}:{week}{again}", promise_id=promise.id)


def _owes(promise: Promise, person: Person) -> bool:
    owner = promise.owner.strip().casefold()
    return owner == person.email.casefold() or (
        "@" not in owner and bool(person.name) and owner == (person.name or "").strip().casefold()
    )


def _is_allowed(local: datetime, holidays: Days, quiet_hours: tuple[int, int]) -> bool:
    return is_business_day(local.date(), holidays) and not is_quiet(local.hour, quiet_hours)


def _reminder(
    person: Person, kind: ReminderKind, told: list[Occasion], occurrence: str, send_at: datetime
) -> Reminder:
    return Reminder(
        id=f"rem_{sha256(occurrence.encode()).hexdigest()[:16]}",
        person=person.email,
        kind=kind,
        promise_ids=tuple(o.promise_id for o in told if o.promise_id),
        account_id=told[0].account_id if kind is ReminderKind.forgotten else None,
        told=tuple(told),
        occurrence=occurrence,
        send_at=send_at,
    )
