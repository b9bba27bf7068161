"""One meeting is one event, whether it came as a file, over CalDAV, from Google or from Microsoft 365."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from integrations.caldav.discovery import Calendar
from integrations.caldav.multistatus import DAV, Property, Resource
from integrations.caldav.normalise import DATA, to_change
from integrations.formats.calendar import calendar_events
from integrations.formats.series import kept, stretch_at
from integrations.google_calendar.normalise import meeting_change, placed_at, series_change
from integrations.outlook_calendar import normalise as graph
from integrations.ports import Change
from records.models import Event

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
UID = "040000008200E00074C5B7101A82E00800000000" + "A" * 72
WINDOWS = {
    "Europe/Berlin": "W. Europe Standard Time",
    "America/New_York": "Eastern Standard Time",
    "UTC": "UTC",
}


@dataclass(frozen=True)
class Meeting:
    """Wall time in `zone`; a series where `rule` is set, whose dates are `every` so many days, `count` in all."""

    start: datetime
    length: timedelta = timedelta(minutes=45)
    zone: str = "Europe/Berlin"
    rule: str = ""
    every: int = 0
    count: int = 1
    left_out: tuple[int, ...] = ()
    moved: dict[int, datetime] = field(default_factory=dict)
    cancelled: tuple[int, ...] = ()
    all_day: bool = False
    private: bool = False

    def dates(self) -> list[tuple[int, datetime, datetime]]:
        """(number, where the series puts it, where it is)."""
        placed = [(n, self.start + timedelta(days=n * self.every)) for n in range(self.count)]
        return [(n, at, self.moved.get(n, at)) for n, at in placed if n not in self.left_out]


# The meeting as a calendar program writes it


def ics(meeting: Meeting, zone: str | None = None) -> str:
    """`zone` is the one that it is written in; for a series it has to be the meeting's own."""
    written = zone or meeting.zone

    def when(name: str, at: datetime) -> str:
        if meeting.all_day:
            return f"{name};VALUE=DATE:{at:%Y%m%d}"
        local = at.replace(tzinfo=ZoneInfo(meeting.zone)).astimezone(ZoneInfo(written))
        if written == "UTC":
            return f"{name}:{local:%Y%m%dT%H%M%SZ}"
        return f"{name};TZID={written}:{local:%Y%m%dT%H%M%S}"

    def block(at: datetime, *more: str) -> list[str]:
        return [
            "BEGIN:VEVENT",
            f"UID:{UID}",
            "DTSTAMP:20261001T000000Z",
            when("DTSTART", at),
            when("DTEND", _end(meeting, at)),
            "SUMMARY:Contract review",
            "DESCRIPTION:We will send the figures by Friday.",
            "LOCATION:Room 2",
            *["CLASS:PRIVATE"] * meeting.private,
            "ORGANIZER;CN=Mara Voss:mailto:mara@solvent.example",
            "ATTENDEE;CN=Dana;PARTSTAT=ACCEPTED:mailto:Dana@acme.example",
            "ATTENDEE;CUTYPE=ROOM:mailto:room2@solvent.example",
            *more,
            "END:VEVENT",
        ]

    lines = ["BEGIN:VCALENDAR", "VERSION:2.0"]
    rule = [f"RRULE:{meeting.rule}"] if meeting.rule else []
    skipped = [meeting.start + timedelta(days=n * meeting.every) for n in meeting.left_out]
    status = ["STATUS:CANCELLED"] if not meeting.rule and meeting.cancelled else []
    lines += block(meeting.start, *rule, *(when("EXDATE", at) for at in skipped), *status)
    for n, placed, at in meeting.dates():
        if meeting.rule and (n in meeting.moved or n in meeting.cancelled):
            cancelled = ["STATUS:CANCELLED"] if n in meeting.cancelled else []
            lines += block(at, when("RECURRENCE-ID", placed), *cancelled)
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


def _end(meeting: Meeting, at: datetime) -> datetime:
    """Hours are hours that pass."""
    if meeting.all_day:
        return at + meeting.length
    begins = at.replace(tzinfo=ZoneInfo(meeting.zone)).astimezone(UTC)
    return (begins + meeting.length).astimezone(ZoneInfo(meeting.zone)).replace(tzinfo=None)


def as_file(meeting: Meeting) -> list[Event]:
    return [e for e in calendar_events(ics(meeting).encode(), "a.ics") if isinstance(e, Event)]


def over_caldav(meeting: Meeting) -> list[Event]:
    found = Resource(
        path="/work/a.ics", props={DAV + "getetag": Property('"1"'), DATA: Property(ics(meeting))}
    )
    calendar = Calendar("https://dav.example/work/", "/work/", "Work", zone="America/New_York")
    return told(to_change(found.path, found, calendar, "caldav", NOW))


# The meeting as Google shows it to somebody in Tokyo


def google_item(meeting: Meeting, n: int, placed: datetime, at: datetime) -> dict[str, Any]:
    def when(wall: datetime) -> dict[str, str]:
        if meeting.all_day:
            return {"date": f"{wall:%Y-%m-%d}"}
        local = wall.replace(tzinfo=ZoneInfo(meeting.zone)).astimezone(ZoneInfo("Asia/Tokyo"))
        return {"dateTime": local.isoformat(), "timeZone": meeting.zone}

    item: dict[str, Any] = {
        "id": f"abc_{n}" if meeting.rule else "abc",
        "etag": '"1"',
        "status": "cancelled" if n in meeting.cancelled else "confirmed",
        "iCalUID": UID,
        "summary": "Contract review",
        "description": "We will send the figures by Friday.",
        "location": "Room 2",
        "visibility": "private" if meeting.private else "default",
        "start": when(at),
        "end": when(_end(meeting, at)),
        "organizer": {"email": "mara@solvent.example", "displayName": "Mara Voss"},
        "attendees": [
            {"email": "dana@acme.example", "displayName": "Dana", "responseStatus": "accepted"},
            {"email": "room2@solvent.example", "resource": True},
        ],
    }
    if meeting.rule:
        item |= {"recurringEventId": "abc", "originalStartTime": when(placed)}
    return item


def from_google(meeting: Meeting) -> list[Event]:
    items = [google_item(meeting, *each) for each in meeting.dates()]
    if not meeting.rule:
        return told(meeting_change("primary/abc", items[0], "google_calendar"))
    dated = [(placed_at(item), item) for item in items]
    found, is_cut = kept(
        lambda low, high: [one for one in dated if low <= one[0] < high], dated[0][0], stretch_at(NOW)
    )
    return told(series_change("primary/abc", "v", found, is_cut, "google_calendar"))


# The meeting as Microsoft Graph shows it, in UTC


def graph_item(meeting: Meeting, n: int | None, placed: datetime, at: datetime) -> dict[str, Any]:
    def utc(wall: datetime) -> datetime:
        if meeting.all_day:
            return wall.replace(tzinfo=UTC)
        return wall.replace(tzinfo=ZoneInfo(meeting.zone)).astimezone(UTC)

    def when(wall: datetime) -> dict[str, str]:
        return {"dateTime": f"{utc(wall):%Y-%m-%dT%H:%M:%S}.0000000", "timeZone": "UTC"}

    day = f"{placed.year:04X}{placed.month:02X}{placed.day:02X}"
    return {
        "id": "AAMk" + ("" if n is None else str(n)),
        "iCalUId": UID if n is None else UID[:32] + day + UID[40:],
        "type": "exception" if n in meeting.moved else "occurrence",
        "originalStartTimeZone": WINDOWS[meeting.zone],
        "originalStart": f"{utc(placed):%Y-%m-%dT%H:%M:%SZ}" if n is not None else None,
        "subject": "Contract review",
        "body": {"contentType": "html", "content": "<p>We will send the figures by Friday.</p>"},
        "location": {"displayName": "Room 2"},
        "sensitivity": "private" if meeting.private else "normal",
        "isAllDay": meeting.all_day,
        "isCancelled": n in meeting.cancelled or bool(n is None and meeting.cancelled),
        "start": when(at),
        "end": when(_end(meeting, at)),
        "organizer": {"emailAddress": {"address": "mara@solvent.example", "name": "Mara Voss"}},
        "attendees": [
            {"type": "required", "emailAddress": {"address": "Dana@acme.example", "name": "Dana"}},
            {"type": "resource", "emailAddress": {"address": "room2@solvent.example"}},
        ],
    }


def from_microsoft(meeting: Meeting) -> list[Event]:
    master = graph_item(meeting, None, meeting.start, meeting.start)
    if not meeting.rule:
        return [graph.meeting_event(master, "outlook_calendar")]
    dated = [(graph.placed_at(item), item) for item in (graph_item(meeting, *d) for d in meeting.dates())]
    found, is_cut = kept(
        lambda low, high: [one for one in dated if low <= one[0] < high], dated[0][0], stretch_at(NOW)
    )
    return [graph.meeting_event(m, "outlook_calendar", series=master, is_cut=is_cut) for m in found]


def told(change: Change) -> list[Event]:
    assert not change.refused
    return list(change.events)


WAYS = {"file": as_file, "caldav": over_caldav, "google": from_google, "microsoft": from_microsoft}

MEETINGS = {
    "single": (Meeting(datetime(2026, 11, 27, 10)), 1),
    "single, private, in New York": (
        Meeting(datetime(2026, 7, 1, 16, 30), zone="America/New_York", private=True),
        1,
    ),
    "over the night when the clocks are put back": (
        Meeting(datetime(2026, 10, 25, 0, 30), timedelta(hours=4)),
        1,
    ),
    "over the night when the clocks are put forward": (
        Meeting(datetime(2026, 3, 29, 0, 30), timedelta(hours=4)),
        1,
    ),
    "a whole day": (Meeting(datetime(2026, 11, 20), timedelta(days=1), all_day=True), 1),
    "three days around the clock change": (
        Meeting(datetime(2026, 10, 24), timedelta(days=3), all_day=True),
        1,
    ),
    "weekly over the clock change": (
        Meeting(datetime(2026, 10, 6, 10), rule="FREQ=WEEKLY;COUNT=6", every=7, count=6),
        6,
    ),
    "weekly in UTC": (
        Meeting(datetime(2026, 10, 6, 10), zone="UTC", rule="FREQ=WEEKLY;COUNT=6", every=7, count=6),
        6,
    ),
    "weekly with one date left out and one moved to another day": (
        Meeting(
            datetime(2026, 10, 6, 10),
            rule="FREQ=WEEKLY;COUNT=6",
            every=7,
            count=6,
            left_out=(2,),
            moved={3: datetime(2026, 10, 29, 15, 30)},
        ),
        5,
    ),
    "weekly since two years ago": (
        Meeting(
            datetime(2024, 9, 2, 9, 15),
            rule="FREQ=WEEKLY",
            every=7,
            count=300,
            left_out=(110,),
            moved={112: datetime(2026, 10, 27, 8)},
        ),
        51,
    ),
    "every day since two years ago": (
        Meeting(datetime(2024, 9, 2, 23, 45), rule="FREQ=DAILY", every=1, count=2000),
        365,
    ),
    "weekly and over for years": (
        Meeting(datetime(2019, 1, 7, 9), rule="FREQ=WEEKLY;COUNT=80", every=7, count=80),
        53,
    ),
    "weekly from the year after next": (
        Meeting(datetime(2028, 1, 3, 9), rule="FREQ=WEEKLY;COUNT=20", every=7, count=20),
        20,
    ),
    "a whole day every week, one of them moved": (
        Meeting(
            datetime(2025, 1, 6),
            timedelta(days=1),
            zone="America/New_York",
            rule="FREQ=WEEKLY",
            every=7,
            count=300,
            moved={97: datetime(2026, 11, 19)},
            all_day=True,
        ),
        52,
    ),
}


@pytest.mark.parametrize("name", MEETINGS)
def test_a_meeting_is_the_same_events_whichever_way_it_comes(name: str) -> None:
    meeting, count = MEETINGS[name]
    seen = {way: {e.external_id: e.id for e in read(meeting)} for way, read in WAYS.items()}
    assert len(seen["file"]) == count
    assert seen["caldav"] == seen["google"] == seen["microsoft"] == seen["file"]
    times = {way: {(e.at, e.ends_at, e.thread) for e in read(meeting)} for way, read in WAYS.items()}
    assert times["caldav"] == times["google"] == times["microsoft"] == times["file"]


def test_a_date_that_is_cancelled_is_the_same_where_it_is_still_shown() -> None:
    """Google hides it; the others show it as cancelled."""
    meeting = Meeting(datetime(2026, 10, 6, 10), rule="FREQ=WEEKLY;COUNT=4", every=7, count=4, cancelled=(1,))
    seen = {way: {e.external_id: e.id for e in read(meeting)} for way, read in WAYS.items()}
    assert seen["file"] == seen["caldav"] == seen["microsoft"]
    (cancelled,) = [e for e in as_file(meeting) if "cancelled" in e.flags]
    assert cancelled.external_id == f"{UID}#20261013T080000Z"
    assert seen["google"] == {key: each for key, each in seen["file"].items() if key != cancelled.external_id}


@pytest.mark.parametrize("written", ["UTC", "America/New_York", "Asia/Kolkata"])
def test_the_zone_in_which_a_moment_is_written_makes_no_other_meeting(written: str) -> None:
    meeting = Meeting(datetime(2026, 11, 27, 10))
    (here,) = as_file(meeting)
    (there,) = [e for e in calendar_events(ics(meeting, written).encode(), "b.ics") if isinstance(e, Event)]
    assert there.id == here.id and there.at == here.at
    assert there.at.utcoffset() != here.at.utcoffset()


def test_another_moment_is_another_meeting() -> None:
    ids = {as_file(Meeting(datetime(2026, 11, 27, hour)))[0].id for hour in (9, 10, 11)}
    assert len(ids) == 3


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Asia/Tokyo"])
def test_a_whole_day_is_the_same_day_on_every_calendars_clock(zone: str) -> None:
    meeting, _ = MEETINGS["a whole day"]
    exported = ics(meeting).replace("VERSION:2.0", f"VERSION:2.0\r\nX-WR-TIMEZONE:{zone}")
    (event,) = [e for e in calendar_events(exported.encode(), "a.ics") if isinstance(e, Event)]
    assert event.id == as_file(meeting)[0].id
    assert (event.at.date(), event.at.time()) == (date(2026, 11, 20), time())


def test_who_is_listed_how_makes_no_other_meeting() -> None:
    """Google lists the organizer among those who attend and Exchange doesn't; names come from address books."""
    meeting = Meeting(datetime(2026, 11, 27, 10))
    said = ics(meeting)
    mara = "ATTENDEE;CN=M. Voss:mailto:MARA@solvent.example\r\n"
    tom = "ATTENDEE:mailto:tom@acme.example\r\n"
    dana = "ATTENDEE;CN=Dana;PARTSTAT=ACCEPTED:mailto:Dana@acme.example\r\n"
    variants = [said.replace(dana, mara + dana), said.replace("CN=Dana;", "CN=Dana Reyes;")]
    (here,) = as_file(meeting)
    for text in variants:
        (there,) = [e for e in calendar_events(text.encode(), "b.ics") if isinstance(e, Event)]
        assert there.id == here.id
        assert [person.email for person in there.to] == ["dana@acme.example"]
    first, second = (
        next(iter(calendar_events(said.replace(dana, people).encode(), "c.ics")))
        for people in (dana + tom, tom + dana)
    )
    assert isinstance(first, Event) and isinstance(second, Event)
    assert first.id == second.id != here.id
