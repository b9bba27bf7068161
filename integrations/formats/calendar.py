"""Meetings out of .ics files: one event per VEVENT, one per occurrence where it recurs."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from integrations.errors import Skip
from integrations.formats.charsets import decode, one_line
from integrations.formats.html_text import html_to_text
from integrations.formats.ics_blocks import IcsFile, read_blocks
from integrations.formats.ics_dates import all_of, aware, first_of, occurrences, stamp_of
from integrations.formats.ics_rules import Patience
from integrations.formats.identity import FILES
from integrations.formats.meeting import meeting_event
from integrations.formats.mime_limits import MAX_PEOPLE
from integrations.formats.plain_text import plain_to_text
from integrations.formats.series import Stretch, stretch_at
from integrations.ports import Quarantined
from records.models import Event, Participant

_MARKUP = re.compile(r"<(?:br|p|div|a|b|i|u|ul|ol|li|span|html|body|table)\b[^>]{0,500}>", re.IGNORECASE)
_MOST_EVENTS = 100_000


def calendar_events(
    data: bytes, path: str, source: str = FILES, now: datetime | None = None
) -> Iterator[Event | Quarantined]:
    """The meetings of one file in its order; one that can't be read is quarantined alone.

    `now` says which stretch of a series is kept (see `series.py`). A file on a disk has no now, so that it
    always tells the same: it is read as of the latest DTSTAMP in it, and where it has none, its series
    tell their first year. Dates that were changed are told wherever they lie.
    Raises Skip when the file is no calendar.
    """
    text, _ = decode(data.removeprefix(b"\xef\xbb\xbf"), None)
    file = read_blocks(text)
    now = now or _written(file)
    stretch = stretch_at(now) if now else None
    patience = Patience()
    count = 0
    for uid, blocks in file.meetings.items():
        try:
            for event in _meeting(file, uid, blocks, stretch, patience):
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


def _written(file: IcsFile) -> datetime | None:
    try:
        return datetime.strptime(file.written, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None


def _meeting(
    file: IcsFile, uid: str, blocks: list[str], stretch: Stretch | None, patience: Patience
) -> Iterator[Event]:
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
            overrides[stamp_of(first_of(part["RECURRENCE-ID"]).dt, zone)] = part
        else:
            masters.append(part)
    for master in masters[-1:] if len(masters) > 1 and _repeats(masters[-1]) else _latest(masters):
        if not _repeats(master):
            yield _event(file, master, uid, uid, first_of(master["DTSTART"]).dt, zone, set())
            continue
        flags = {"recurring"}
        for start in occurrences(master, zone, flags, stretch, patience):
            stamp = stamp_of(start, zone)
            part = overrides.pop(stamp, None)
            if part is None:
                yield _event(file, master, uid, f"{uid}#{stamp}", start, zone, flags)
            else:
                own = first_of(part["DTSTART"]).dt
                yield _event(file, part, uid, f"{uid}#{stamp}", own, zone, flags)
    for stamp, part in overrides.items():
        own = first_of(part["DTSTART"]).dt
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


def _fixed(at: datetime) -> datetime:
    offset = at.utcoffset() or timedelta()
    return at.replace(tzinfo=timezone(timedelta(minutes=round(offset.total_seconds() / 60))))


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
    at = _fixed(aware(start, zone))
    ends_at = _ends_at(part, at, zone)
    status = str(first_of(part.get("STATUS", ""))).upper()
    if status == "CANCELLED" or file.method == "CANCEL":
        flags.add("cancelled")
    if str(first_of(part.get("CLASS", ""))).upper() in ("PRIVATE", "CONFIDENTIAL"):
        flags.add("personal")
    organizers = _people(part.get("ORGANIZER"))
    url = str(first_of(part.get("URL", "")))
    return meeting_event(
        uid=uid,
        external_id=external_id,
        at=at,
        ends_at=ends_at,
        subject=str(first_of(part.get("SUMMARY", ""))),
        description=description_text(str(first_of(part.get("DESCRIPTION", "")))),
        location=str(first_of(part.get("LOCATION", ""))),
        organizer=organizers[0] if organizers else None,
        attendees=_people(part.get("ATTENDEE")),
        flags=flags,
        link=url if url.startswith(("https://", "http://")) else None,
        source=FILES,
    )


def _ends_at(part: Any, at: datetime, zone: tzinfo) -> datetime | None:
    """The occurrence's end: as far from its start as the part's own end is from the part's start."""
    begin = first_of(part["DTSTART"]).dt
    try:
        if "DTEND" in part:
            length = _length(begin, first_of(part["DTEND"]).dt, zone)
        elif "DURATION" in part:
            length = first_of(part["DURATION"]).dt
        else:
            return None
        return at + length if timedelta() <= length < timedelta(days=3660) else None
    except (OverflowError, TypeError, AttributeError, KeyError):
        return None


def _length(begin: date | datetime, end: date | datetime, zone: tzinfo) -> timedelta:
    """Whole days are counted; hours are those that pass, also in the night when a clock is changed."""
    if isinstance(begin, datetime) or isinstance(end, datetime):
        return aware(end, zone).astimezone(UTC) - aware(begin, zone).astimezone(UTC)
    return end - begin


def description_text(raw: str) -> str:
    """A meeting's description as a person reads it, whether it was written as plain text or as a page."""
    if _MARKUP.search(raw):
        return html_to_text(raw.replace("\n", "<br>")).text
    return plain_to_text(raw)


def _people(value: Any) -> tuple[Participant, ...]:
    found: dict[str, Participant] = {}
    for each in all_of(value)[:MAX_PEOPLE]:
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
