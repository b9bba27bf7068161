"""Meetings of Microsoft 365: series, time zones, privacy, and one meeting seen from several sides."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from integrations.errors import Expired, Skip
from integrations.formats.calendar import calendar_events
from integrations.formats.series import stretch_at
from integrations.outlook_calendar.normalise import meeting_event, series_uid
from integrations.outlook_calendar.window import window_around
from records.models import Event
from tests.contracts.outlook_calendar_world import OutlookCalendarWorld
from tests.contracts.source_contract import Reader
from tests.doubles.graph.agenda import Details, Person, exchange_uid, occurrence_uid
from tests.doubles.graph.credentials import Granted
from tests.doubles.graph.service import CALENDAR, Graph

DANA = Person("dana@acme.example", "Dana")
REVIEW = Details(
    subject="Weekly review",
    start=datetime(2026, 10, 6, 10, 0),
    zone="W. Europe Standard Time",
    html="<p>We will send the figures by Friday.</p>",
    location="Room 2",
    attendees=(DANA, Person("room2@solvent.example", "Room 2", "resource")),
)


@pytest.fixture(scope="module")
def graph() -> Iterator[Graph]:
    double = Graph()
    yield double
    double.close()


@pytest.fixture
def world(graph: Graph) -> Iterator[OutlookCalendarWorld]:
    made = OutlookCalendarWorld(graph)
    yield made
    made.close()


@pytest.fixture
def reader(world: OutlookCalendarWorld) -> Reader:
    return Reader(world)


def events(reader: Reader) -> dict[str, Event]:
    return {event.external_id: event for change in reader.held.values() for event in change.events}


def test_a_series_is_one_item_with_its_occurrences(world: OutlookCalendarWorld, reader: Reader) -> None:
    uid = exchange_uid()
    world.agenda.add(REVIEW, uid, every=7, count=5)
    reader.start()
    (change,) = reader.held.values()
    assert [e.external_id for e in change.events] == [
        f"{uid}#20261006T080000Z",
        f"{uid}#20261013T080000Z",
        f"{uid}#20261020T080000Z",
        f"{uid}#20261027T090000Z",  # the clocks were put back on 25 October
        f"{uid}#20261103T090000Z",
    ]
    assert {e.thread for e in change.events} == {uid}
    assert all("recurring" in e.flags for e in change.events)
    assert [e.at.isoformat() for e in change.events][2:4] == [
        "2026-10-20T10:00:00+02:00",
        "2026-10-27T10:00:00+01:00",
    ]


def test_one_occurrence_moved_keeps_its_id_and_one_deleted_is_gone(
    world: OutlookCalendarWorld, reader: Reader
) -> None:
    uid = exchange_uid()
    series = world.agenda.add(REVIEW, uid, every=7, count=4)
    reader.start()
    moved = replace(REVIEW, subject="Moved", start=datetime(2026, 10, 15, 16, 0))
    world.agenda.change_one(series.key, 1, moved)
    world.agenda.drop_one(series.key, 2)
    reader.follow()
    found = events(reader)
    assert set(found) == {f"{uid}#{s}" for s in ("20261006T080000Z", "20261013T080000Z", "20261027T090000Z")}
    assert found[f"{uid}#20261013T080000Z"].subject == "Moved"
    assert found[f"{uid}#20261013T080000Z"].at == datetime(2026, 10, 15, 14, 0, tzinfo=UTC)


def test_a_deleted_series_is_gone_at_once(world: OutlookCalendarWorld, reader: Reader) -> None:
    series = world.agenda.add(REVIEW, every=7, count=4)
    reader.start()
    world.agenda.trash(series.key)
    reader.follow()
    assert events(reader) == {}


def test_a_series_edited_and_thrown_away_between_two_looks_is_gone(
    world: OutlookCalendarWorld, reader: Reader
) -> None:
    series = world.agenda.add(REVIEW, every=7, count=4)
    reader.start()
    world.agenda.edit(series.key, replace(REVIEW, subject="New"))
    world.agenda.trash(series.key)
    reader.follow()
    assert events(reader) == {}
    source = world.source()
    (change,) = source.fetch([world.agenda.id_of(series)])
    assert change.gone
    source.close()


def test_a_meeting_outside_the_window_is_read_and_its_changes_are_followed(
    world: OutlookCalendarWorld, reader: Reader
) -> None:
    old = Details("Kick-off", datetime(2021, 3, 1, 9, 0), html="<p>We will deliver in May.</p>")
    meeting = world.agenda.add(old, "kick-off@solvent.example")
    reader.start()
    assert reader.texts == {"kick-off@solvent.example": "We will deliver in May."}
    world.agenda.edit(meeting.key, replace(old, html="<p>We will deliver in June.</p>"))
    reader.follow()
    assert reader.texts == {"kick-off@solvent.example": "We will deliver in June."}
    world.agenda.purge(meeting.key)
    reader.follow()
    assert reader.texts == {}


def test_a_new_quarter_shows_occurrences_that_were_out_of_sight(
    world: OutlookCalendarWorld, reader: Reader
) -> None:
    world.agenda.add(replace(REVIEW, start=datetime(2026, 10, 6, 10, 0)), every=7, count=120)
    reader.start()
    last = max(event.at for event in events(reader).values())
    source = world.source()
    (before,) = source.listed()
    source.close()
    world.clock.advance(timedelta(days=60))
    source = world.source()
    (after,) = source.listed()
    source.close()
    assert before.ref == after.ref and before.version != after.version
    reader.follow()
    (change,) = reader.held.values()
    assert change.version == after.version
    assert max(event.at for event in change.events) > last
    reader.follow()


def test_a_daily_series_of_years_is_cut_to_the_days_around_now(
    world: OutlookCalendarWorld, reader: Reader
) -> None:
    world.agenda.add(replace(REVIEW, start=datetime(2024, 1, 1, 10, 0)), every=1, count=1500)
    reader.start()
    (change,) = reader.held.values()
    days = sorted(event.at.date().isoformat() for event in change.events)
    assert (len(days), days[0], days[-1]) == (365, "2026-04-01", "2027-03-31")
    assert list(change.events) == sorted(change.events, key=lambda e: e.at)


@pytest.mark.parametrize(
    ("start", "every", "count", "first", "last"),
    [
        (datetime(2024, 9, 2, 9), 7, 1000, "2026-04-06", "2027-03-29"),
        (datetime(2019, 1, 7, 9), 1, 1000, "2020-10-02", "2021-10-02"),
        (datetime(2029, 1, 1, 9), 7, 1000, "2029-01-01", "2029-12-31"),
    ],
)
def test_a_series_now_over_or_still_to_come_is_the_same_as_its_file(
    world: OutlookCalendarWorld,
    reader: Reader,
    start: datetime,
    every: int,
    count: int,
    first: str,
    last: str,
) -> None:
    world.agenda.add(replace(REVIEW, start=start), "u1@solvent.example", every=every, count=count)
    reader.start()
    live = events(reader)
    days = sorted(event.at.date().isoformat() for event in live.values())
    assert (days[0], days[-1]) == (first, last)
    rule = f"RRULE:FREQ=DAILY;INTERVAL={every};COUNT={count}\n"
    data = ICS.format(uid="u1@solvent.example", rule=rule).replace("20261006T", f"{start:%Y%m%dT}")
    data = data.replace("T100000", f"T{start:%H%M%S}")
    data = data.replace("DTEND;TZID=Europe/Berlin", "X-END").replace("LOCATION", "DURATION:PT1H\nLOCATION")
    found = calendar_events(data.replace("\n", "\r\n").encode(), "a.ics", now=world.clock.now())
    assert {e.external_id: e.id for e in found if isinstance(e, Event)} == {k: e.id for k, e in live.items()}


def test_a_date_moved_into_sight_is_told_with_its_series(world: OutlookCalendarWorld, reader: Reader) -> None:
    series = world.agenda.add(replace(REVIEW, start=datetime(2026, 1, 6, 10, 0)), "u1@x", every=7, count=60)
    moved = replace(REVIEW, subject="At last", start=datetime(2026, 11, 12, 16, 0))
    world.agenda.change_one(series.key, 2, moved)
    reader.start()
    assert events(reader)["u1@x#20260120T090000Z"].subject == "At last"
    assert "u1@x#20260127T090000Z" not in events(reader)


def test_the_same_meeting_in_two_calendars_is_one_event(graph: Graph, world: OutlookCalendarWorld) -> None:
    uid = exchange_uid()
    world.agenda.add(REVIEW, uid)
    mine = Reader(world)
    mine.start()
    other = OutlookCalendarWorld(graph)
    other.agenda.add(REVIEW, uid)
    theirs = Reader(other)
    theirs.start()
    assert [e.id for e in events(mine).values()] == [e.id for e in events(theirs).values()]
    assert set(mine.held) != set(theirs.held)


ICS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Test//EN
BEGIN:VEVENT
UID:{uid}
DTSTAMP:20261001T000000Z
SUMMARY:Weekly review
DTSTART;TZID=Europe/Berlin:20261006T100000
DTEND;TZID=Europe/Berlin:20261006T110000
{rule}DESCRIPTION:We will send the figures by Friday.
LOCATION:Room 2
ORGANIZER;CN=Mara:mailto:mara@solvent.example
ATTENDEE;CN=Dana:mailto:dana@acme.example
ATTENDEE;CUTYPE=ROOM;CN=Room 2:mailto:room2@solvent.example
END:VEVENT
END:VCALENDAR
"""


@pytest.mark.parametrize(("rule", "every", "count"), [("", 0, 1), ("RRULE:FREQ=WEEKLY;COUNT=5\n", 7, 5)])
def test_a_meeting_live_and_as_a_file_is_one_event(
    world: OutlookCalendarWorld, reader: Reader, rule: str, every: int, count: int
) -> None:
    uid = exchange_uid()
    world.agenda.add(REVIEW, uid, every=every, count=count)
    reader.start()
    data = ICS.format(uid=uid, rule=rule).replace("\n", "\r\n").encode()
    from_file = [each for each in calendar_events(data, "review.ics") if isinstance(each, Event)]
    live = events(reader)
    assert [e.id for e in from_file] == [live[e.external_id].id for e in from_file]
    assert len(from_file) == len(live) == count


def test_whole_days_are_days_wherever_the_owner_lives(world: OutlookCalendarWorld, reader: Reader) -> None:
    for zone in ("W. Europe Standard Time", "Pacific Standard Time", "Tokyo Standard Time"):
        day = Details(
            "Fair", datetime(2026, 11, 27), timedelta(days=1), zone, is_all_day=True, html="<p>Stand 4</p>"
        )
        world.agenda.add(day, f"one-{zone[:3]}@solvent.example")
        series = world.agenda.add(day, f"all-{zone[:3]}@solvent.example", every=7, count=2)
        moved = replace(day, start=datetime(2026, 12, 5))
        world.agenda.change_one(series.key, 1, moved)
    reader.start()
    found = events(reader)
    for zone in ("W. ", "Pac", "Tok"):
        single = found[f"one-{zone}@solvent.example"]
        assert "all_day" in single.flags
        assert single.at == datetime(2026, 11, 27, tzinfo=UTC)
        assert single.ends_at == datetime(2026, 11, 28, tzinfo=UTC)
        assert f"all-{zone}@solvent.example#20261127" in found
        assert found[f"all-{zone}@solvent.example#20261204"].at == datetime(2026, 12, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("sensitivity", "is_personal"),
    [("normal", False), ("personal", True), ("private", True), ("confidential", True)],
)
def test_private_meetings_are_flagged(
    world: OutlookCalendarWorld, reader: Reader, sensitivity: str, is_personal: bool
) -> None:
    world.agenda.add(replace(REVIEW, sensitivity=sensitivity))
    reader.start()
    (event,) = events(reader).values()
    assert ("personal" in event.flags) is is_personal


def test_a_cancelled_meeting_is_kept_and_flagged(world: OutlookCalendarWorld, reader: Reader) -> None:
    meeting = world.agenda.add(REVIEW)
    reader.start()
    world.agenda.edit(meeting.key, replace(REVIEW, is_cancelled=True))
    reader.follow()
    (event,) = events(reader).values()
    assert "cancelled" in event.flags


def test_rooms_are_no_people_and_inner_addresses_are_names_only(
    world: OutlookCalendarWorld, reader: Reader
) -> None:
    inner = Person("/o=ExchangeLabs/ou=Group/cn=Recipients/cn=lena", "Lena")
    world.agenda.add(replace(REVIEW, attendees=(*REVIEW.attendees, inner)))
    reader.start()
    (event,) = events(reader).values()
    assert [(p.email, p.name) for p in event.to] == [("dana@acme.example", "Dana"), ("", "Lena")]
    assert event.sender is not None and event.sender.email == "mara@solvent.example"
    assert event.location == "Room 2"
    assert event.text == "We will send the figures by Friday.\n\nRoom 2"


def test_meetings_that_begin_together_are_all_read(world: OutlookCalendarWorld) -> None:
    for n in range(120):
        world.agenda.add(replace(REVIEW, subject=f"Slot {n}"))
    source = world.source()
    refs: list[str] = []
    cursor = None
    while (page := next(iter(source.backfill(cursor)), None)) is not None:
        refs += [change.ref for change in page.changes]
        cursor = page.cursor
    source.close()
    assert len(refs) == len(set(refs)) == 120


def test_a_missing_permission_names_calendars(graph: Graph, world: OutlookCalendarWorld) -> None:
    from integrations.errors import Reauth

    world.credentials = Granted(graph, "mara@solvent.example", "Mail.Read")
    source = world.source()
    with pytest.raises(Reauth, match=CALENDAR):
        source.begin()
    source.close()


@pytest.mark.parametrize("cursor", ["", "{}", '{"label": "202610", "link": "https://evil.example/"}'])
def test_a_cursor_that_is_none_of_ours_is_expired(world: OutlookCalendarWorld, cursor: str) -> None:
    source = world.source()
    with pytest.raises(Expired):
        list(source.changes(cursor))
    source.close()


def test_the_day_in_an_exchange_uid_is_taken_out() -> None:
    uid = exchange_uid()
    assert series_uid(occurrence_uid(uid, datetime(2026, 11, 27).date())) == uid
    assert series_uid("abc@google.com") == "abc@google.com"
    assert series_uid("0400") == "0400"


def test_an_invitation_to_one_occurrence_alone_belongs_to_its_series() -> None:
    uid = exchange_uid()
    lone = {
        "iCalUId": occurrence_uid(uid, datetime(2026, 11, 27).date()),
        "start": {"dateTime": "2026-11-27T09:00:00.0000000", "timeZone": "UTC"},
    }
    event = meeting_event(lone, "outlook_calendar")
    assert event.external_id == f"{uid}#20261127T090000Z"
    assert event.thread == uid


@pytest.mark.parametrize(
    "meeting",
    [
        {},
        {"iCalUId": "x"},
        {"iCalUId": "x", "start": None},
        {"iCalUId": "x", "start": {"dateTime": "soon"}},
        {"iCalUId": "x", "start": {"dateTime": "0001-01-01T00:00:00", "timeZone": "Tokyo Standard Time"}},
        {"iCalUId": "x", "start": {"dateTime": "2026-13-45T00:00:00"}},
        {"start": {"dateTime": "2026-11-27T09:00:00", "timeZone": "UTC"}},
    ],
)
def test_a_meeting_without_start_or_uid_is_skipped(meeting: dict[str, object]) -> None:
    with pytest.raises(Skip):
        meeting_event(meeting, "outlook_calendar")


def test_odd_fields_do_no_harm() -> None:
    odd = {
        "iCalUId": "x",
        "start": {"dateTime": "2026-11-27T09:00:00.0000000Z", "timeZone": "tzone://Microsoft/Custom"},
        "end": {"dateTime": "2026-11-27T08:00:00"},
        "body": "text",
        "attendees": ["dana", {"emailAddress": None}, {"emailAddress": {"address": 5}}],
        "organizer": [],
        "location": None,
        "webLink": "http://insecure.example/",
        "originalStartTimeZone": 7,
    }
    event = meeting_event(odd, "outlook_calendar")
    assert event.ends_at is None and event.to == () and event.link is None and event.text == ""


def test_the_window_stands_still_for_a_quarter() -> None:
    first = window_around(stretch_at(datetime(2026, 10, 1, tzinfo=UTC)))
    last = window_around(stretch_at(datetime(2026, 12, 31, 23, 59, tzinfo=UTC)))
    assert first == last and first.label == "202610"
    assert first.begins <= datetime(2025, 10, 1, tzinfo=UTC)
    assert last.ends >= datetime(2027, 12, 31, tzinfo=UTC)
    assert window_around(stretch_at(datetime(2027, 1, 1, tzinfo=UTC))).label == "202701"
