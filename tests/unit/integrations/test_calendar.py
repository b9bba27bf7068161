"""Meetings are read from .ics files: zones, series, changes to single dates, and traps."""

import pytest

from integrations.errors import Skip
from integrations.formats.calendar import calendar_events
from integrations.ports import Quarantined
from records.models import Event, EventKind, Participant


def calendar(*lines: str) -> bytes:
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *lines, "END:VCALENDAR", ""]).encode()


def meeting(*lines: str, uid: str = "u1", start: str = "DTSTART:20260915T090000Z") -> str:
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid}", start, *lines, "END:VEVENT"])


def read(data: bytes) -> list[Event]:
    return [each for each in calendar_events(data, "c.ics") if isinstance(each, Event)]


def starts(data: bytes) -> list[str]:
    return [event.at.isoformat() for event in read(data)]


def test_a_meeting_becomes_an_event() -> None:
    (event,) = read(
        calendar(
            meeting(
                "DTEND:20260915T100000Z",
                "SUMMARY:Renewal\\, Acme",
                "DESCRIPTION:We will bring\\nthe figures and a very long line that is fol",
                " ded.",
                "LOCATION:Room 1",
                'ORGANIZER;CN="Keller, Maria":mailto:Maria@Northwind.example',
                "ATTENDEE;CN=Tom Reed;PARTSTAT=ACCEPTED:MAILTO:tom@acme.example",
                "ATTENDEE;CUTYPE=ROOM:mailto:room1@northwind.example",
                "BEGIN:VALARM",
                "DESCRIPTION:Reminder",
                "END:VALARM",
            )
        )
    )
    assert event.kind is EventKind.meeting
    assert (event.external_id, event.thread, event.subject) == ("u1", "u1", "Renewal, Acme")
    assert event.text == "We will bring\nthe figures and a very long line that is folded.\n\nRoom 1"
    assert event.sender == Participant(email="maria@northwind.example", name="Keller, Maria")
    assert event.to == (Participant(email="tom@acme.example", name="Tom Reed"),)
    assert event.ends_at is not None and event.ends_at.isoformat() == "2026-09-15T10:00:00+00:00"
    assert event.location == "Room 1"


@pytest.mark.parametrize(
    ("start", "at"),
    [
        ("DTSTART;TZID=Europe/Berlin:20260915T090000", "2026-09-15T09:00:00+02:00"),
        ("DTSTART;TZID=W. Europe Standard Time:20261215T090000", "2026-12-15T09:00:00+01:00"),
        ('DTSTART;TZID="Eastern Standard Time":20260715T090000', "2026-07-15T09:00:00-04:00"),
        ("DTSTART:20260915T090000", "2026-09-15T09:00:00-04:00"),
        ("DTSTART;VALUE=DATE:20260915", "2026-09-15T00:00:00-04:00"),
        ("DTSTART;TZID=Our own clock:20260915T090000", "2026-09-15T09:00:00+05:45"),
    ],
)
def test_times_keep_the_zone_of_the_meeting(start: str, at: str) -> None:
    zone = "BEGIN:VTIMEZONE\r\nTZID:Our own clock\r\nBEGIN:STANDARD\r\nDTSTART:16010101T000000\r\nTZOFFSETFROM:+0545\r\nTZOFFSETTO:+0545\r\nEND:STANDARD\r\nEND:VTIMEZONE"
    assert starts(calendar("X-WR-TIMEZONE:America/New_York", zone, meeting(start=start))) == [at]


def test_a_series_keeps_its_local_hour_over_the_clock_change() -> None:
    data = calendar(
        meeting(
            "RRULE:FREQ=WEEKLY;COUNT=3", "DURATION:PT1H", start="DTSTART;TZID=Europe/Berlin:20261019T090000"
        )
    )
    assert starts(data) == [
        "2026-10-19T09:00:00+02:00",
        "2026-10-26T09:00:00+01:00",
        "2026-11-02T09:00:00+01:00",
    ]
    assert [event.external_id for event in read(data)] == [
        "u1#20261019T070000Z",
        "u1#20261026T080000Z",
        "u1#20261102T080000Z",
    ]
    assert all(
        event.flags == ("recurring",) and event.ends_at and (event.ends_at - event.at).seconds == 3600
        for event in read(data)
    )


def test_a_date_that_was_moved_or_left_out_is_followed() -> None:
    data = calendar(
        meeting("RRULE:FREQ=DAILY;COUNT=4", "EXDATE:20260917T090000Z", "SUMMARY:Stand-up"),
        meeting("RECURRENCE-ID:20260916T090000Z", "SUMMARY:Moved", start="DTSTART:20260916T150000Z"),
    )
    assert [(event.subject, event.at.strftime("%d %H")) for event in read(data)] == [
        ("Stand-up", "15 09"),
        ("Moved", "16 15"),
        ("Stand-up", "18 09"),
    ]
    assert read(data)[1].external_id == "u1#20260916T090000Z"


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=MONTHLY;BYDAY=-1FR;COUNT=2", ["09-25", "10-30"]),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=2", ["09-30", "10-30"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;COUNT=4", ["09-15", "09-17", "09-29", "10-01"]),
        ("FREQ=MONTHLY;BYMONTHDAY=31;UNTIL=20261231T235959Z", ["10-31", "12-31"]),
        ("FREQ=YEARLY;COUNT=5", ["09-15", "09-15"]),
        ("FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", ["11-26"]),
        ("FREQ=DAILY;UNTIL=20260917", ["09-15", "09-16", "09-17"]),
    ],
)
def test_rules_fall_on_the_days_they_mean(rule: str, days: list[str]) -> None:
    found = [event.at.strftime("%m-%d") for event in read(calendar(meeting(f"RRULE:{rule}")))]
    assert [day for day in found if day in days or day != "09-15"] == days


def test_added_dates_count(tmp_path: object) -> None:
    assert len(starts(calendar(meeting("RDATE:20260920T090000Z,20260921T090000Z")))) == 3


@pytest.mark.parametrize("lines", [("STATUS:CANCELLED",), ("METHOD:CANCEL",)])
def test_a_cancelled_meeting_is_flagged(lines: tuple[str, ...]) -> None:
    inside = [line for line in lines if line.startswith("STATUS")]
    outside = [line for line in lines if line.startswith("METHOD")]
    assert read(calendar(*outside, meeting(*inside)))[0].flags == ("cancelled",)


def test_a_private_meeting_is_personal() -> None:
    assert "personal" in read(calendar(meeting("CLASS:PRIVATE")))[0].flags


def test_a_newer_version_of_a_meeting_replaces_the_older_one() -> None:
    data = calendar(meeting("SEQUENCE:1", "SUMMARY:New"), meeting("SEQUENCE:0", "SUMMARY:Old"))
    assert [event.subject for event in read(data)] == ["New"]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;COUNT=9999999",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=HOURLY",
        "FREQ=NONSENSE",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31",
    ]
    + ["FREQ=DAILY;BYHOUR=" + ",".join(map(str, range(24))) + ";BYMINUTE=" + ",".join(map(str, range(60)))],
)
def test_a_rule_that_is_a_trap_leaves_the_first_date(rule: str) -> None:
    assert starts(calendar(meeting(f"RRULE:{rule}"))) == ["2026-09-15T09:00:00+00:00"]


def test_a_daily_series_without_end_is_cut_after_a_year() -> None:
    assert len(starts(calendar(meeting("RRULE:FREQ=DAILY")))) == 366


def test_one_bad_meeting_does_not_hide_the_others() -> None:
    bad = meeting(uid="bad", start="DTSTART:tomorrow")
    missing = meeting(uid="none", start="SUMMARY:No start")
    found = list(calendar_events(calendar(bad, missing, meeting()), "c.ics"))
    assert [each.path for each in found if isinstance(each, Quarantined)] == ["c.ics#bad", "c.ics#none"]
    assert [each.external_id for each in found if isinstance(each, Event)] == ["u1"]


def test_a_calendar_that_was_cut_off_gives_what_it_has() -> None:
    found = list(calendar_events(calendar(meeting()) + b"BEGIN:VEVENT\r\nUID:u2\r\n", "c.ics"))
    assert isinstance(found[0], Event) and isinstance(found[1], Quarantined)


def test_zones_whose_rules_are_a_trap_are_left_out() -> None:
    zone = "BEGIN:VTIMEZONE\r\nTZID:Trap\r\nBEGIN:STANDARD\r\nDTSTART:16010101T000000\r\nRRULE:FREQ=SECONDLY\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\nEND:VTIMEZONE"
    assert len(starts(calendar(zone, meeting(start="DTSTART;TZID=Trap:20260915T090000")))) == 1


def test_something_else_is_no_calendar() -> None:
    with pytest.raises(Skip, match="no calendar"):
        list(calendar_events(b"hello", "c.ics"))


def test_html_in_a_description_is_read_as_seen() -> None:
    (event,) = read(
        calendar(meeting("DESCRIPTION:<p>Agenda</p><span style='display:none'>x</span><b>Price</b>"))
    )
    assert event.text == "Agenda\n\nPrice"
