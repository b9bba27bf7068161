"""A meeting out of Google's API is the same meeting as in an .ics file; and which part of a calendar is read when."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.errors import Rejected
from integrations.formats.calendar import calendar_events
from integrations.google_calendar.connector import open_source
from integrations.google_calendar.normalise import meeting_change, series_change, series_version
from integrations.google_calendar.notices import check, notice_of
from integrations.google_calendar.windows import Backfill, window_end
from integrations.ports import Watch
from records.clock import FixedClock
from records.models import Event
from tests.contracts.gmail_world import Bearer
from tests.contracts.source_world import NOON

ICS = """BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:review@acme.example
SUMMARY:Contract review
DESCRIPTION:Please <b>read</b> the draft.<br>Dana brings the figures.
LOCATION:Room 4
CLASS:PRIVATE
DTSTART;TZID=Europe/Berlin:20261127T100000
DTEND;TZID=Europe/Berlin:20261127T110000
{rule}ORGANIZER;CN=Mara Voss:mailto:mara@solvent.example
ATTENDEE;CN=Dana:mailto:Dana@acme.example
ATTENDEE;CUTYPE=ROOM:mailto:room4@solvent.example
END:VEVENT
END:VCALENDAR
"""


def google(**more: object) -> dict[str, object]:
    """The same meeting as ICS, seen by somebody whose calendar is set to New York."""
    return {
        "id": "abc123",
        "etag": '"33"',
        "status": "confirmed",
        "htmlLink": "https://www.google.com/calendar/event?eid=abc123",
        "iCalUID": "review@acme.example",
        "summary": "Contract review",
        "description": "Please <b>read</b> the draft.<br>Dana brings the figures.",
        "location": "Room 4",
        "visibility": "private",
        "start": {"dateTime": "2026-11-27T04:00:00-05:00", "timeZone": "Europe/Berlin"},
        "end": {"dateTime": "2026-11-27T05:00:00-05:00", "timeZone": "Europe/Berlin"},
        "organizer": {"email": "mara@solvent.example", "displayName": "Mara Voss"},
        "attendees": [
            {"email": "dana@acme.example", "displayName": "Dana", "responseStatus": "accepted"},
            {"email": "room4@solvent.example", "resource": True},
        ],
        **more,
    }


def from_file(rule: str = "") -> list[Event]:
    found = list(calendar_events(ICS.format(rule=rule).replace("\n", "\r\n").encode(), "review.ics"))
    assert all(isinstance(each, Event) for each in found)
    return [each for each in found if isinstance(each, Event)]


def test_a_meeting_is_the_same_event_as_its_file() -> None:
    change = meeting_change("primary/abc123", google(), "google_calendar")
    (event,) = change.events
    (file,) = from_file()
    assert event.id == file.id
    assert event.model_copy(update={"source": "files", "link": None}) == file
    assert change.version == "33"
    assert event.link == "https://www.google.com/calendar/event?eid=abc123"


def test_an_occurrence_is_the_same_event_as_its_files() -> None:
    first, second = from_file("RRULE:FREQ=WEEKLY;COUNT=2\r\n")
    occurrence = google(
        id="abc123_20261204T090000Z",
        recurringEventId="abc123",
        originalStartTime={"dateTime": "2026-12-04T10:00:00+01:00", "timeZone": "Europe/Berlin"},
        start={"dateTime": "2026-12-04T10:00:00+01:00", "timeZone": "Europe/Berlin"},
        end={"dateTime": "2026-12-04T11:00:00+01:00", "timeZone": "Europe/Berlin"},
    )
    (event,) = series_change("primary/abc123", "v", [occurrence], False, "google_calendar").events
    assert event.external_id == second.external_id == "review@acme.example#20261204T090000Z"
    assert event.id == second.id != first.id


def test_an_answer_to_the_invitation_makes_no_new_event() -> None:
    declined = google(
        attendees=[{"email": "dana@acme.example", "displayName": "Dana", "responseStatus": "declined"}]
    )
    before = meeting_change("r", google(), "google_calendar").events[0].id
    assert meeting_change("r", declined, "google_calendar").events[0].id == before


def test_a_cancelled_meeting_is_gone() -> None:
    assert meeting_change("r", {"id": "abc123", "status": "cancelled"}, "google_calendar").gone


@pytest.mark.parametrize("kind", ["workingLocation", "birthday", "outOfOffice", "focusTime"])
def test_entries_in_which_nobody_meets_bring_no_events(kind: str) -> None:
    change = meeting_change("r", google(eventType=kind), "google_calendar")
    assert change.events == () and not change.gone and not change.refused


def test_a_meeting_without_a_start_is_refused() -> None:
    assert meeting_change("r", google(start={}), "google_calendar").refused == "the meeting has no start"


def test_a_link_that_is_not_https_is_not_shown() -> None:
    assert meeting_change("r", google(htmlLink="javascript:alert(1)"), "g").events[0].link is None


def test_a_series_of_which_dates_were_left_out_says_so() -> None:
    occurrence = google(id="abc_1", recurringEventId="abc")
    (cut,) = series_change("r", "v", [occurrence], True, "g").events
    (whole,) = series_change("r", "v", [occurrence], False, "g").events
    assert cut.flags == ("personal", "recurring", "truncated") and whole.flags == ("personal", "recurring")
    assert cut.id == whole.id


def test_a_series_has_a_new_version_when_any_date_of_it_was_touched() -> None:
    master, moved = {"id": "a", "etag": '"1"'}, {"id": "a_1", "etag": '"2"'}
    one = series_version([master, moved], "202610")
    assert series_version([moved, master], "202610") == one
    assert series_version([master, {**moved, "etag": '"3"'}], "202610") != one
    assert series_version([master], "202610") != one
    assert series_version([master, moved], "202701") != one


_WILD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(list(google())), _WILD))
def test_whatever_google_gives_is_told_somehow(odd: dict[str, object]) -> None:
    change = meeting_change("r", {**google(), **odd}, "google_calendar")
    assert change.gone or change.refused or len(change.events) <= 1


def test_windows_go_back_from_the_far_future_to_the_beginning_without_a_gap() -> None:
    at, count = Backfill(), 0
    while at.calendar == 0:
        low = window_end(at, NOON)
        assert low is None or at.below is None or low < at.below
        at, count = at.after_window(low), count + 1
    assert at == Backfill(calendar=1)
    assert count < 12


WATCH = Watch(resource="primary", remote_id="c1", secret="s3cret", expires_at=NOON)


def test_a_notice_is_read_from_headers_in_any_case() -> None:
    notice = notice_of(
        {
            "x-goog-channel-id": "c1",
            "X-GOOG-CHANNEL-TOKEN": "s3cret",
            "X-Goog-Resource-State": "sync",
            "X-Goog-Message-Number": "1",
            "X-Goog-Resource-ID": "r1",
        }
    )
    check(notice, WATCH)
    assert notice.is_only_a_greeting and notice.number == 1 and notice.resource_id == "r1"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Goog-Channel-ID": "c1"},
        {"X-Goog-Resource-State": "exists"},
        {"X-Goog-Channel-ID": "c1", "X-Goog-Resource-State": "burning"},
        {"X-Goog-Channel-ID": "c" * 65, "X-Goog-Resource-State": "exists"},
    ],
)
def test_headers_that_carry_no_notice_are_rejected(headers: dict[str, str]) -> None:
    with pytest.raises(Rejected):
        notice_of(headers)


@pytest.mark.parametrize(("channel", "token"), [("c1", ""), ("c1", "guess"), ("c2", "s3cret"), ("c1", "ß")])
def test_a_notice_that_does_not_know_the_token_is_rejected(channel: str, token: str) -> None:
    headers = {"X-Goog-Channel-ID": channel, "X-Goog-Channel-Token": token, "X-Goog-Resource-State": "exists"}
    with pytest.raises(Rejected):
        check(notice_of(headers), WATCH)


@pytest.mark.parametrize("calendars", ["", "a,,b", "a/b"])
def test_calendars_are_named_by_id(calendars: str) -> None:
    clock = FixedClock(NOON)
    with pytest.raises(Rejected, match="option `calendars`"):
        open_source("mara@solvent.example", {"calendars": calendars}, Bearer("t", clock), clock)
