"""One event as Google Calendar gives it, to the same meeting that an .ics file of it would be: pure."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from integrations.errors import Skip
from integrations.formats.calendar import description_text
from integrations.formats.charsets import one_line
from integrations.formats.meeting import meeting_event
from integrations.formats.mime_limits import MAX_PEOPLE
from integrations.ports import Change
from records.models import Event, Participant

NO_MEETINGS = frozenset({"workingLocation", "birthday", "outOfOffice", "focusTime"})
"""Entries of a calendar in which nobody meets."""
_PRIVATE = frozenset({"private", "confidential"})


def is_there(item: Mapping[str, Any]) -> bool:
    return item.get("status") != "cancelled"


def meeting_change(ref: str, item: Mapping[str, Any], source: str) -> Change:
    """What became of a meeting that does not recur, or of one occurrence that stands alone. Never raises."""
    if not is_there(item):
        return Change(ref=ref, gone=True)
    return _change(ref, version(item), [item], set(), source)


def series_change(
    ref: str, marked: str, occurrences: Iterable[Mapping[str, Any]], is_cut: bool, source: str
) -> Change:
    """A recurring meeting by the occurrences that are kept; `marked` is its version, `is_cut` says that there
    were more. Never raises."""
    flags = {"recurring"} | ({"truncated"} if is_cut else set())
    return _change(ref, marked, [item for item in occurrences if is_there(item)], flags, source)


def version(item: Mapping[str, Any]) -> str:
    """Differs whenever Google's copy was touched, be it only by an answer to the invitation."""
    return str(item.get("etag") or item.get("updated") or "").strip('"')


def series_version(members: Iterable[Mapping[str, Any]], stamp: str) -> str:
    """One version for a series and its changed or cancelled occurrences, told in the stretch of this stamp."""
    parts = sorted(f"{item.get('id')}={version(item)}" for item in members)
    return hashlib.sha256("|".join([stamp, *parts]).encode()).hexdigest()[:20]


def starts_at(item: Mapping[str, Any]) -> datetime:
    """The start with its zone's offset; a whole day starts at midnight UTC. Raises Skip without one."""
    return _time(item.get("start") or {})


def placed_at(item: Mapping[str, Any]) -> datetime:
    """Where the series puts an occurrence, be it moved since; a whole day at midnight UTC. Raises Skip."""
    return _time(item.get("originalStartTime") or item.get("start") or {})


def _change(ref: str, marked: str, items: list[Mapping[str, Any]], flags: set[str], source: str) -> Change:
    try:
        events = tuple(
            _event(item, flags, source)
            for item in items
            if str(item.get("eventType", "default")) not in NO_MEETINGS
        )
    except Skip as why:
        return Change(ref=ref, version=marked, refused=str(why))
    except Exception as failure:
        reason = f"the meeting can't be understood ({type(failure).__name__})"
        return Change(ref=ref, version=marked, refused=reason)
    return Change(ref=ref, version=marked, events=events)


def _event(item: Mapping[str, Any], series: set[str], source: str) -> Event:
    uid = str(item.get("iCalUID") or f"{item['id']}@google.com")
    flags = set(series)
    external_id = uid
    if item.get("recurringEventId"):
        flags.add("recurring")
        external_id = f"{uid}#{_stamp(item.get('originalStartTime') or item.get('start') or {})}"
    if "date" in (item.get("start") or {}):
        flags.add("all_day")
    if item.get("visibility") in _PRIVATE:
        flags.add("personal")
    at = starts_at(item)
    organizers = _people([item.get("organizer") or {}])
    link = str(item.get("htmlLink") or "")
    return meeting_event(
        uid=uid,
        external_id=external_id,
        at=at,
        ends_at=_ends_at(item, at),
        subject=str(item.get("summary") or ""),
        description=description_text(str(item.get("description") or "")),
        location=str(item.get("location") or ""),
        organizer=organizers[0] if organizers else None,
        attendees=_people(item.get("attendees") or []),
        flags=flags,
        link=link if link.startswith("https://") else None,
        source=source,
    )


def _time(when: Mapping[str, Any]) -> datetime:
    """On the meeting's own clock, whatever zone the calendar's owner looks at it in."""
    try:
        if "date" in when:
            return datetime.fromisoformat(str(when["date"])).replace(tzinfo=UTC)
        at = datetime.fromisoformat(str(when["dateTime"]).replace("Z", "+00:00"))
    except (KeyError, ValueError) as failure:
        raise Skip("the meeting has no start") from failure
    zone = _zone(str(when.get("timeZone") or ""))
    if at.tzinfo is None:
        at = at.replace(tzinfo=zone or UTC)
    if zone is not None:
        at = at.astimezone(zone)
    offset = at.utcoffset() or timedelta()
    return at.replace(tzinfo=timezone(timedelta(minutes=round(offset.total_seconds() / 60))))


def _zone(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):
        return None


def _stamp(when: Mapping[str, Any]) -> str:
    """Which occurrence of a series: its original start, as RECURRENCE-ID says it."""
    at = _time(when)
    return f"{at:%Y%m%d}" if "date" in when else f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _ends_at(item: Mapping[str, Any], at: datetime) -> datetime | None:
    if item.get("endTimeUnspecified") or not item.get("end"):
        return None
    try:
        length = _time(item["end"]) - at
        return at + length if timedelta() <= length < timedelta(days=3660) else None
    except (Skip, OverflowError):
        return None


def _people(given: Iterable[Mapping[str, Any]]) -> tuple[Participant, ...]:
    """Who organises or attends, each once; rooms and other things are no people."""
    found: dict[str, Participant] = {}
    for each in list(given)[:MAX_PEOPLE]:
        if each.get("resource"):
            continue
        email = one_line(str(each.get("email") or ""), 320).lower()
        name = one_line(str(each.get("displayName") or ""), 200) or None
        if "@" not in email and not name:
            continue
        email = email if "@" in email else ""
        label = None if name and name.lower() == email else name
        found.setdefault(email or f"name:{name}", Participant(email=email, name=label))
    return tuple(found.values())
