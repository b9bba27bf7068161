"""One item as a CalDAV server hands it out -> what became of it."""

import re
from datetime import datetime

from integrations.caldav.discovery import Calendar
from integrations.caldav.multistatus import CAL, Resource
from integrations.errors import Skip
from integrations.formats.calendar import calendar_events
from integrations.ports import Change
from records.models import Event

_MOST_EVENTS = 2000
_START = re.compile(r"^DTSTART[^:\n]{0,200}:(\d{8})(?:T(\d{6}))?", re.MULTILINE | re.IGNORECASE)
_FLOATING = re.compile(
    r"^DTSTART(?![^:\n]*TZID)[^:\n]{0,200}:\d{8}T\d{6}[ \t\r]*$", re.MULTILINE | re.IGNORECASE
)
_BEGIN = re.compile(r"^BEGIN:VCALENDAR[ \t]*\r?$", re.MULTILINE | re.IGNORECASE)
DATA = CAL + "calendar-data"


def to_change(path: str, found: Resource, calendar: Calendar, source: str, now: datetime) -> Change:
    """The item as it stands now, of a series the dates around `now`; `refused` with one plain sentence where
    it can't be read."""
    version = found.etag
    data = found.props.get(DATA)
    if data is not None and data.too_long:
        return refusal(path, version, calendar, "the meeting is larger than 20 MB")
    if data is None or not data.text.strip():
        return refusal(path, version, calendar, "the server hands out no content for this meeting")
    try:
        events, reasons = _read(_on_its_clock(data.text, calendar.zone), path, source, now)
    except Skip as why:
        return refusal(path, version, calendar, str(why))
    except Exception as failure:
        reason = f"the meeting can't be understood ({type(failure).__name__})"
        return refusal(path, version, calendar, reason)
    if reasons and not events:
        return refusal(path, version, calendar, reasons[0])
    return Change(ref=path, version=version, events=tuple(events), labels=(calendar.name,))


def refusal(path: str, version: str, calendar: Calendar, reason: str) -> Change:
    """An item that is there and can't be read."""
    return Change(ref=path, version=version, labels=(calendar.name,), refused=reason)


def starts_at(data: str) -> str:
    """The latest start that is written in an item, as sortable digits; "" if there is none."""
    return max((day + (time or "") for day, time in _START.findall(data.replace("\r", ""))), default="")


def _read(data: str, path: str, source: str, now: datetime) -> tuple[list[Event], list[str]]:
    events: list[Event] = []
    reasons: list[str] = []
    for each in calendar_events(data.encode("utf-8", "replace"), path, source=source, now=now):
        if not isinstance(each, Event):
            reasons.append(each.reason)
        elif len(events) >= _MOST_EVENTS:
            raise Skip(f"the meeting has more than {_MOST_EVENTS:,} dates")
        else:
            safe = each.link is None or each.link.startswith("https://")
            events.append(each if safe else each.model_copy(update={"link": None}))
    return events, reasons


def _on_its_clock(data: str, zone: str) -> str:
    """Floating times are meant on the calendar's own clock, which the server keeps beside the item."""
    if not zone or "X-WR-TIMEZONE" in data[:4000].upper() or not _FLOATING.search(data):
        return data
    return _BEGIN.sub(lambda found: f"{found[0].rstrip()}\nX-WR-TIMEZONE:{zone}", data, count=1)
