"""One meeting of Microsoft Graph to an Event, the same one that its .ics file gives: pure."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from integrations.errors import Skip
from integrations.formats.charsets import one_line
from integrations.formats.html_text import html_to_text
from integrations.formats.meeting import meeting_event as told
from integrations.formats.mime_limits import MAX_PEOPLE
from integrations.formats.plain_text import plain_to_text
from integrations.graph_api import Json, moment
from records.models import Event, Participant

_EXCHANGE_UID = re.compile(r"040000008200E00074C5B7101A82E008[0-9A-F]{32,1000}", re.IGNORECASE)
"""Exchange's own UIDs (MS-OXOCAL, PidLidGlobalObjectId): after these 16 bytes come 4 for the occurrence's day."""


def series_uid(uid: str) -> str:
    """The UID of the whole series: Graph writes an occurrence's day into an Exchange UID, .ics files don't."""
    if not _EXCHANGE_UID.fullmatch(uid):
        return uid
    return f"{uid[:32]}00000000{uid[40:]}"


def is_lone_occurrence(uid: str) -> bool:
    """Whether this is one occurrence of a series to which the owner was not invited as a whole."""
    return series_uid(uid) != uid


def meeting_event(meeting: Json, source: str, *, series: Json | None = None, is_cut: bool = False) -> Event:
    """The Event of a single meeting, or of an occurrence of `series` (its master), of which more dates were
    left out where it `is_cut`.

    Both as Graph's JSON writes an event. Raises Skip when it has no start or UID.
    """
    uid = _text_of(series if series is not None else meeting, "iCalUId")
    begins = starts_at(meeting)
    if not uid or begins is None:
        raise Skip("the meeting has no UID" if not uid else "the meeting has no start")
    whole_days = bool(meeting.get("isAllDay"))
    flags = {"truncated"} if is_cut else set()
    external_id = uid
    if series is not None or is_lone_occurrence(uid):
        flags.add("recurring")
        uid = series_uid(uid)
        placed = placed_at(meeting)
        external_id = f"{uid}#{placed:%Y%m%d}" if whole_days else f"{uid}#{placed:%Y%m%dT%H%M%SZ}"
    if whole_days:
        flags.add("all_day")
    if meeting.get("isCancelled"):
        flags.add("cancelled")
    if _text_of(meeting, "sensitivity") in ("personal", "private", "confidential"):
        flags.add("personal")
    at = begins if whole_days else _fixed(begins, zone_named(_text_of(meeting, "originalStartTimeZone")))
    organizer = _people([meeting.get("organizer")])
    link = _text_of(meeting, "webLink")
    return told(
        uid=uid,
        external_id=external_id,
        at=at,
        ends_at=_ends_at(at, begins, _moment(meeting.get("end"))),
        subject=_text_of(meeting, "subject"),
        description=_text(_object(meeting.get("body"))),
        location=_text_of(_object(meeting.get("location")), "displayName"),
        organizer=organizer[0] if organizer else None,
        attendees=_people([e for e in _list(meeting.get("attendees")) if _text_of(e, "type") != "resource"]),
        flags=flags,
        link=link if link.startswith("https://") else None,
        source=source,
    )


def zone_named(name: str) -> tzinfo:
    """An IANA or Windows zone; UTC where the name says nothing, such as "tzone://Microsoft/Custom"."""
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    for each in (name, WINDOWS_TO_OLSON.get(name, "")):
        if each:
            try:
                return ZoneInfo(each)
            except (KeyError, ValueError, OSError):
                continue
    return UTC


def starts_at(meeting: Json) -> datetime | None:
    """When it begins, in UTC."""
    return _moment(meeting.get("start"))


def placed_at(meeting: Json) -> datetime:
    """Where the series puts an occurrence, in UTC, be it moved since; a whole day at midnight. Raises Skip."""
    begins = starts_at(meeting)
    if begins is None:
        raise Skip("the meeting has no start")
    placed = moment(meeting.get("originalStart"))
    if not meeting.get("isAllDay"):
        return (placed or begins).astimezone(UTC)
    if placed is None or _text_of(meeting, "type") != "exception":
        return begins
    day = _day(placed.astimezone(UTC), _text_of(meeting, "originalStartTimeZone"))
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _moment(value: Any) -> datetime | None:
    """Graph's {dateTime, timeZone}: wall time with up to seven decimals, and the zone it is in."""
    match = re.fullmatch(
        r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d{1,9})?Z?", _text_of(_object(value), "dateTime")
    )
    if match is None:
        return None
    try:
        wall = datetime.fromisoformat(match[1])
        zone = zone_named(_text_of(_object(value), "timeZone") or "UTC")
        return wall.replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _fixed(at: datetime, zone: tzinfo) -> datetime:
    """The same moment with the offset of the organizer's clock, in whole minutes."""
    local = at.astimezone(zone)
    offset = local.utcoffset() or timedelta()
    return at.astimezone(timezone(timedelta(minutes=round(offset.total_seconds() / 60))))


def _day(placed: datetime, zone: str) -> date:
    """The day of a whole-day occurrence, given as midnight in UTC or as midnight in its own zone."""
    return placed.date() if not (placed.hour or placed.minute) else placed.astimezone(zone_named(zone)).date()


def _ends_at(at: datetime, begins: datetime, ends: datetime | None) -> datetime | None:
    if ends is None or not timedelta() <= ends - begins < timedelta(days=3660):
        return None
    try:
        return at + (ends - begins)
    except OverflowError:
        return None


def _text(body: Json) -> str:
    content = _text_of(body, "content")
    return html_to_text(content).text if _text_of(body, "contentType") == "html" else plain_to_text(content)


def _people(entries: Sequence[Any]) -> tuple[Participant, ...]:
    """Everybody once, rooms left out before; an Exchange-internal address (/o=...) is no mail address."""
    found: dict[str, Participant] = {}
    for each in entries[:MAX_PEOPLE]:
        who = _object(_object(each).get("emailAddress"))
        address = one_line(_text_of(who, "address"), 320).lower().strip()
        name = one_line(_text_of(who, "name"), 200) or None
        email = address if "@" in address and " " not in address else ""
        if not email and not name:
            continue
        label = None if name and name.lower() == email else name
        found.setdefault(email or f"name:{name}", Participant(email=email, name=label))
    return tuple(found.values())


def _object(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Json]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _text_of(item: Json, name: str) -> str:
    value = item.get(name)
    return value if isinstance(value, str) else ""
