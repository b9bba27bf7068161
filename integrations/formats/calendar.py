"""Meetings out of .ics files: one event per VEVENT, one per occurrence where it recurs."""

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from integrations.errors import Skip
from integrations.formats.charsets import decode, one_line
from integrations.formats.html_text import html_to_text
from integrations.formats.ics_blocks import IcsFile, read_blocks
from integrations.formats.ics_rules import Rule
from integrations.formats.identity import FILES, event_id
from integrations.formats.mime_limits import MAX_OCCURRENCES, MAX_PEOPLE
from integrations.formats.plain_text import plain_to_text
from integrations.ports import Quarantined
from records.models import Event, EventKind, Participant

_MARKUP = re.compile(r"<(?:br|p|div|a|b|i|u|ul|ol|li|span|html|body|table)\b[^>]{0,500}>", re.IGNORECASE)
_MOST_EVENTS = 100_000
_WINDOW = timedelta(days=366)


def calendar_events(data: bytes, path: str, source: str = FILES) -> Iterator[Event | Quarantined]:
    """The meetings of one file in its order; one that can't be read is quarantined alone.

    Raises Skip when the file is no calendar.
    """
    text, _ = decode(data.removeprefix(b"\xef\xbb\xbf"), None)
    file = read_blocks(text)
    count = 0
    for uid, blocks in file.meetings.items():
        try:
            for event in _meeting(file, uid, blocks):
                count += 1
                if count > _MOST_EVENTS:
                    reason = f"the calendar has more than {_MOST_EVENTS:,} occurrences; the rest was left out"
                    yield Quarantined(path=path, reason=reason)
                    return
                yield event if source == FILES else event.model_copy(update={"source": source})
        except Skip as why:
            yield Quarantined(path=f"{path}#{uid[:200]}", reason=str(why))
        except Exception as failure:
            reason = f"the meeting can't be understood ({type(failure).__name__})"
            yield Quarantined(path=f"{path}#{uid[:200]}", reason=reason)
    for reason in file.problems:
        yield Quarantined(path=path, reason=reason)


def _meeting(file: IcsFile, uid: str, blocks: list[str]) -> Iterator[Event]:
    from icalendar import Calendar

    calendar = Calendar.from_ical(file.wrapped(blocks))
    parts = list(calendar.walk("VEVENT"))
    zone = _zone(file.zone)
    overrides: dict[str, Any] = {}
    masters: list[Any] = []
    for part in parts:
        if "DTSTART" not in part:
            raise Skip("the meeting has no start")
        if "RECURRENCE-ID" in part:
            overrides[_stamp(_first(part["RECURRENCE-ID"]).dt, zone)] = part
        else:
            masters.append(part)
    for master in masters[-1:] if len(masters) > 1 and _repeats(masters[-1]) else _latest(masters):
        if not _repeats(master):
            yield _event(file, master, uid, uid, _first(master["DTSTART"]).dt, zone, set())
            continue
        flags = {"recurring"}
        for start in _occurrences(master, zone, flags):
            stamp = _stamp(start, zone)
            part = overrides.pop(stamp, None)
            if part is None:
                yield _event(file, master, uid, f"{uid}#{stamp}", start, zone, flags)
            else:
                own = _first(part["DTSTART"]).dt
                yield _event(file, part, uid, f"{uid}#{stamp}", own, zone, flags)
    for stamp, part in overrides.items():
        own = _first(part["DTSTART"]).dt
        yield _event(file, part, uid, f"{uid}#{stamp}", own, zone, {"recurring"})


def _latest(masters: list[Any]) -> list[Any]:
    """The same meeting sent again with a higher SEQUENCE replaces the older one."""
    if not masters:
        return []
    return [max(masters, key=lambda part: _number(part.get("SEQUENCE")))]


def _number(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        return 0


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) else value


def _all(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _repeats(part: Any) -> bool:
    return "RRULE" in part or "RDATE" in part


def _zone(name: str) -> tzinfo:
    """An IANA or Windows zone by name; UTC where nothing is known."""
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    for each in (name, WINDOWS_TO_OLSON.get(name, "")):
        if each:
            try:
                return ZoneInfo(each)
            except (KeyError, ValueError, OSError):
                continue
    return UTC


def _aware(value: date | datetime, zone: tzinfo) -> datetime:
    """Floating times and whole days are read on the calendar's own clock."""
    if not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day)
    return value if value.tzinfo is not None else value.replace(tzinfo=zone)


def _fixed(at: datetime) -> datetime:
    offset = at.utcoffset() or timedelta()
    return at.replace(tzinfo=timezone(timedelta(minutes=round(offset.total_seconds() / 60))))


def _stamp(value: date | datetime, zone: tzinfo) -> str:
    if not isinstance(value, datetime):
        return f"{value:%Y%m%d}"
    return f"{_aware(value, zone).astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _occurrences(master: Any, zone: tzinfo, flags: set[str]) -> list[date | datetime]:
    """Starts within a year of the first one, at most 400, without the excluded ones."""
    start = _first(master["DTSTART"]).dt
    whole_days = not isinstance(start, datetime)
    own_zone = None if whole_days else start.tzinfo
    first = datetime(start.year, start.month, start.day) if whole_days else start.replace(tzinfo=None)
    try:
        horizon = first + _WINDOW
    except OverflowError as failure:
        raise Skip("the meeting's date is absurd") from failure
    naive = {first}
    for rule in _all(master.get("RRULE"))[:5]:
        try:
            naive.update(_by_rule(rule, first, horizon, own_zone))
        except Skip:
            flags.add("rule_ignored")
        except (ValueError, TypeError, KeyError, OverflowError):
            flags.add("rule_unreadable")
    for value in _dates(master.get("RDATE")):
        at = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
        if at.tzinfo is not None and own_zone is not None:
            at = at.astimezone(own_zone)
        at = at.replace(tzinfo=None)
        if first <= at <= horizon:
            naive.add(at)
    excluded = {_stamp(value, zone) for value in _dates(master.get("EXDATE"))}
    found: list[date | datetime] = []
    for at in sorted(naive):
        each = at.date() if whole_days else at.replace(tzinfo=own_zone)
        if _stamp(each, zone) not in excluded and f"{at:%Y%m%d}" not in excluded:
            found.append(each)
    if len(found) > MAX_OCCURRENCES:
        flags.add("truncated")
    return found[:MAX_OCCURRENCES]


def _dates(value: Any) -> list[date | datetime]:
    found: list[date | datetime] = []
    for each in _all(value):
        for one in list(getattr(each, "dts", ()))[:2000]:
            at = one.dt
            found.append(at[0] if isinstance(at, tuple) else at)
    return found


def _by_rule(parts: Any, first: datetime, horizon: datetime, own_zone: tzinfo | None) -> list[datetime]:
    """The rule's starts up to the horizon. Raises Skip for a rule that no meeting has."""
    until = horizon
    if ends := parts.get("UNTIL"):
        end = _first(ends)
        if not isinstance(end, datetime):
            end = datetime(end.year, end.month, end.day, 23, 59, 59)
        elif end.tzinfo is not None:
            end = end.astimezone(own_zone or UTC).replace(tzinfo=None)
        until = min(until, end)
    return Rule(parts, first).starts(until)


def _event(
    file: IcsFile,
    part: Any,
    uid: str,
    external_id: str,
    start: date | datetime,
    zone: tzinfo,
    series: set[str],
) -> Event:
    flags = set(series)
    if not isinstance(start, datetime):
        flags.add("all_day")
    elif start.tzinfo is None:
        flags.add("floating_time")
    at = _fixed(_aware(start, zone))
    ends_at = _ends_at(part, at, zone)
    status = str(_first(part.get("STATUS", ""))).upper()
    if status == "CANCELLED" or file.method == "CANCEL":
        flags.add("cancelled")
    if str(_first(part.get("CLASS", ""))).upper() in ("PRIVATE", "CONFIDENTIAL"):
        flags.add("personal")
    subject = one_line(str(_first(part.get("SUMMARY", ""))))
    location = one_line(str(_first(part.get("LOCATION", ""))), 1000)
    text = _description(str(_first(part.get("DESCRIPTION", ""))))
    if location:
        text = f"{text}\n\n{location}" if text else location
    organizer = _people(part.get("ORGANIZER"))
    attendees = _people(part.get("ATTENDEE"))
    url = str(_first(part.get("URL", "")))
    people = [(each.email, each.name) for each in (*organizer, *attendees)]
    content = json.dumps(
        [at.isoformat(), ends_at.isoformat() if ends_at else "", subject, text, sorted(flags), people]
    )
    return Event(
        id=event_id(external_id, hashlib.sha256(content.encode()).hexdigest()),
        source=FILES,
        external_id=external_id[:500],
        kind=EventKind.meeting,
        at=at,
        sender=organizer[0] if organizer else None,
        to=attendees,
        subject=subject,
        text=text,
        thread=uid[:500],
        flags=tuple(sorted(flags)),
        link=url[:1000] if url.startswith(("https://", "http://")) else None,
        ends_at=ends_at,
        location=location or None,
    )


def _ends_at(part: Any, at: datetime, zone: tzinfo) -> datetime | None:
    """The occurrence's end: as far from its start as the part's own end is from the part's start."""
    begin = _aware(_first(part["DTSTART"]).dt, zone)
    try:
        if "DTEND" in part:
            length = _aware(_first(part["DTEND"]).dt, zone) - begin
        elif "DURATION" in part:
            length = _first(part["DURATION"]).dt
        else:
            return None
        return at + length if timedelta() <= length < timedelta(days=3660) else None
    except (OverflowError, TypeError, AttributeError, KeyError):
        return None


def _description(raw: str) -> str:
    if _MARKUP.search(raw):
        return html_to_text(raw.replace("\n", "<br>")).text
    return plain_to_text(raw)


def _people(value: Any) -> tuple[Participant, ...]:
    found: dict[str, Participant] = {}
    for each in _all(value)[:MAX_PEOPLE]:
        parameters = getattr(each, "params", {})
        if str(parameters.get("CUTYPE", "")).upper() in ("ROOM", "RESOURCE"):
            continue
        address = one_line(str(each), 320).lower().removeprefix("mailto:").strip()
        name = one_line(str(parameters.get("CN", "")), 200) or None
        if "@" not in address or " " in address:
            address = one_line(str(parameters.get("EMAIL", "")), 320).lower()
        if "@" not in address and not name:
            continue
        email = address if "@" in address else ""
        label = None if name and name.lower() == email else name
        found.setdefault(email or f"name:{name}", Participant(email=email, name=label))
    return tuple(found.values())
