"""Google Calendar holds to the source contract, with myworld as the vendor."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from integrations.errors import Expired, Rejected
from integrations.formats.calendar import calendar_events
from integrations.google_calendar.connector import GoogleCalendarSource
from integrations.google_calendar.notices import check, notice_of
from integrations.ports import Change
from records.models import Event
from tests.contracts.caldav_world import ics
from tests.contracts.google_calendar_world import GoogleCalendarWorld, meeting
from tests.contracts.series_in_ledger import last_date_after_sync
from tests.contracts.source_contract import SourceContract
from tests.contracts.source_model import RUNS, Ledger, live_a_life
from tests.contracts.source_world import NOON, OWNER, Item
from tests.doubles.faulty_proxy import Answer, Asked, FaultyProxy
from tests.peers.myworld import MyWorld, myworld_or_skip, running


@pytest.fixture(scope="session")
def server() -> Iterator[MyWorld]:
    myworld_or_skip()
    with running() as server:
        yield server


@pytest.fixture(scope="session")
def proxy(server: MyWorld) -> Iterator[FaultyProxy]:
    proxy = FaultyProxy(server.url)
    yield proxy
    proxy.close()


@pytest.fixture
def world(server: MyWorld, proxy: FaultyProxy) -> Iterator[GoogleCalendarWorld]:
    world = GoogleCalendarWorld(server, proxy)
    yield world
    proxy.answer = None
    world.heal()
    world.close()


class TestGoogleCalendar(SourceContract):
    """Every promise of the port, kept against myworld."""


@pytest.mark.slow
@pytest.mark.parametrize("block", range(2))
def test_any_life_of_a_calendar_ends_in_an_equal_ledger(
    block: int, server: MyWorld, proxy: FaultyProxy, tmp_path: Path
) -> None:
    for seed in range(block * RUNS // 2, (block + 1) * RUNS // 2):
        world = GoogleCalendarWorld(server, proxy)
        live_a_life(world, Ledger(tmp_path / f"{seed}.sqlite"), seed)
        world.close()


def weekly(key: str = "weekly@acme.example", **more: object) -> dict[str, object]:
    """A series of six Mondays, the first of them on 16 November."""
    return {
        **meeting(Item(key=key, subject="Standup")),
        "recurrence": ["RRULE:FREQ=WEEKLY;COUNT=6"],
        **more,
    }


def backfilled(source: GoogleCalendarSource) -> list[Change]:
    return [change for page in source.backfill(None) for change in page.changes]


def test_a_series_is_one_item_with_all_its_dates(world: GoogleCalendarWorld) -> None:
    world.put("weekly", weekly())
    (change,) = backfilled(world.source())
    assert [e.external_id for e in change.events] == [
        f"weekly@acme.example#202611{day}T120000Z" for day in (16, 23, 30)
    ] + [f"weekly@acme.example#202612{day:02}T120000Z" for day in (7, 14, 21)]
    assert {e.flags for e in change.events} == {("recurring",)}
    assert {e.thread for e in change.events} == {"weekly@acme.example"}


def test_a_date_that_was_moved_or_cancelled_is_told_with_its_series(world: GoogleCalendarWorld) -> None:
    ref = world.put("weekly", weekly())
    source = world.source()
    (before,) = backfilled(source)
    cursor = source.begin()
    world.ask("DELETE", f"/calendars/primary/events/{ref}_20261123T120000Z")
    later = {
        "start": {"dateTime": "2026-12-01T15:00:00Z", "timeZone": "UTC"},
        "end": {"dateTime": "2026-12-01T15:30:00Z", "timeZone": "UTC"},
    }
    world.ask("PATCH", f"/calendars/primary/events/{ref}_20261130T120000Z", later)
    (after,) = [c for page in source.changes(cursor) for c in page.changes]
    assert after.ref == before.ref and after.version != before.version
    times = {e.external_id.partition("#")[2]: e.at.isoformat() for e in after.events}
    assert "20261123T120000Z" not in times and len(times) == 5
    assert times["20261130T120000Z"] == "2026-12-01T15:00:00+00:00"
    assert [(one.ref, one.version) for one in source.listed()] == [(after.ref, after.version)]
    (fetched,) = source.fetch([after.ref])
    assert fetched == after


def test_a_series_that_is_deleted_is_gone_as_a_whole(world: GoogleCalendarWorld) -> None:
    world.put("weekly", weekly())
    source = world.source()
    (before,) = backfilled(source)
    cursor = source.begin()
    world.delete("weekly")
    changes = [c for page in source.changes(cursor) for c in page.changes]
    assert [(c.ref, c.gone) for c in changes] == [(before.ref, True)]
    assert list(source.listed()) == []


def test_a_daily_meeting_without_end_is_kept_until_the_next_quarter_is_over(
    world: GoogleCalendarWorld,
) -> None:
    world.put("daily", weekly("daily@acme.example", recurrence=["RRULE:FREQ=DAILY"]))
    (change,) = backfilled(world.source())
    assert [e.at.date().isoformat() for e in (change.events[0], change.events[-1])] == [
        "2026-11-16",
        "2027-03-31",
    ]
    assert len(change.events) == 136


def test_a_meeting_that_recurs_for_years_is_kept_around_today(world: GoogleCalendarWorld) -> None:
    start = {"dateTime": "2019-01-07T09:00:00Z", "timeZone": "UTC"}
    end = {"dateTime": "2019-01-07T09:30:00Z", "timeZone": "UTC"}
    world.put("old", weekly("old@acme.example", start=start, end=end, recurrence=["RRULE:FREQ=WEEKLY"]))
    (change,) = backfilled(world.source())
    assert change.events[0].at.date().isoformat() == "2026-04-06"
    assert change.events[-1].at.date().isoformat() == "2027-03-29"
    assert 50 <= len(change.events) <= 53


def test_a_new_quarter_brings_the_dates_that_have_come_near(
    world: GoogleCalendarWorld, tmp_path: Path
) -> None:
    start = {"dateTime": "2019-01-07T09:00:00Z", "timeZone": "UTC"}
    end = {"dateTime": "2019-01-07T09:30:00Z", "timeZone": "UTC"}
    world.put("old", weekly("old@acme.example", start=start, end=end, recurrence=["RRULE:FREQ=WEEKLY"]))
    world.add(Item(key="m1@acme.example"))
    ledger = Ledger(tmp_path / "ledger.sqlite")
    assert last_date_after_sync(world, ledger) == "2027-03-29"
    world.clock.advance(timedelta(days=60))
    assert last_date_after_sync(world, ledger) == "2027-06-28"


def test_a_long_series_is_the_same_as_its_file(world: GoogleCalendarWorld) -> None:
    start = {"dateTime": "2024-09-02T09:00:00Z", "timeZone": "UTC"}
    end = {"dateTime": "2024-09-02T09:30:00Z", "timeZone": "UTC"}
    world.put("long", weekly(start=start, end=end, recurrence=["RRULE:FREQ=WEEKLY"]))
    (change,) = backfilled(world.source())
    item = Item(key="weekly@acme.example", subject="Standup", at=datetime(2024, 9, 2, 9, tzinfo=UTC))
    data = ics(item, "RRULE:FREQ=WEEKLY").encode()
    file = [e for e in calendar_events(data, "a.ics", now=world.clock.now()) if isinstance(e, Event)]
    assert {e.external_id: e.id for e in change.events} == {e.external_id: e.id for e in file}


def test_a_series_that_is_over_is_known_by_its_last_year(world: GoogleCalendarWorld) -> None:
    start = {"dateTime": "2019-01-07T09:00:00Z", "timeZone": "UTC"}
    end = {"dateTime": "2019-01-07T09:30:00Z", "timeZone": "UTC"}
    world.put("old", weekly(start=start, end=end, recurrence=["RRULE:FREQ=DAILY;COUNT=700"]))
    (change,) = backfilled(world.source())
    assert len(change.events) == 366
    assert change.events[-1].at.date().isoformat() == "2020-12-06"


def test_a_series_that_is_over_is_not_lost(world: GoogleCalendarWorld) -> None:
    start = {"dateTime": "2019-01-07T09:00:00Z", "timeZone": "UTC"}
    end = {"dateTime": "2019-01-07T09:30:00Z", "timeZone": "UTC"}
    world.put("old", weekly("old@acme.example", start=start, end=end))
    (change,) = backfilled(world.source())
    assert len(change.events) == 6 and change.events[0].at.year == 2019


def test_a_calendar_of_many_years_comes_newest_first_and_whole(world: GoogleCalendarWorld) -> None:
    for days in (-9000, -800, -130, -62, -31, -3, 0, 10, 31, 40, 900):
        at = NOON + timedelta(days=days)
        world.add(Item(key=f"d{days}@acme.example", at=at))
    world.put("weekly", weekly())
    told = [c.events[-1].at for c in backfilled(world.source())]
    assert len(told) == 12
    assert told == sorted(told, reverse=True)


def test_a_backfill_of_one_busy_month_goes_on_where_it_was_stopped(world: GoogleCalendarWorld) -> None:
    for n in range(130):
        world.add(Item(key=f"b{n}@acme.example", at=NOON + timedelta(minutes=n % 60)))
    pages = iter(world.source().backfill(None))
    first = next(page for page in pages if page.changes)
    rest = [c for page in world.source().backfill(first.cursor) for c in page.changes]
    assert len(first.changes) == 100 and len(rest) == 30
    assert len({c.ref for c in (*first.changes, *rest)}) == 130


def test_a_private_meeting_is_flagged_and_a_whole_day_is_one(world: GoogleCalendarWorld) -> None:
    world.put("dentist", {**meeting(Item(key="dentist@acme.example")), "visibility": "private"})
    day = {"start": {"date": "2026-11-20"}, "end": {"date": "2026-11-21"}}
    world.put("fair", {**meeting(Item(key="fair@acme.example")), **day})
    flags = {c.events[0].external_id: c.events[0].flags for c in backfilled(world.source())}
    assert flags == {"dentist@acme.example": ("personal",), "fair@acme.example": ("all_day",)}


def test_an_answer_to_an_invitation_changes_no_words(world: GoogleCalendarWorld) -> None:
    world.add(Item(key="m@acme.example"))
    source = world.source()
    (before,) = backfilled(source)
    cursor = source.begin()
    answered = [{"email": "dana@acme.example", "responseStatus": "accepted"}]
    world.ask("PATCH", f"/calendars/primary/events/{before.ref.partition('/')[2]}", {"attendees": answered})
    changes = [c for page in source.changes(cursor) for c in page.changes]
    assert [c.events[0].id for c in changes] == [before.events[0].id]


def test_only_calendars_that_are_named_are_read(world: GoogleCalendarWorld) -> None:
    world.add(Item(key="mine@acme.example"))
    assert len(backfilled(world.source(calendars=f"primary, {OWNER}"))) == 2
    with pytest.raises(Rejected, match="the calendar nobody@acme.example is not there"):
        world.source(calendars="nobody@acme.example").begin()


def test_a_calendar_that_is_added_makes_everything_be_read_anew(world: GoogleCalendarWorld) -> None:
    cursor = world.source().begin()
    with pytest.raises(Expired):
        list(world.source(calendars=f"primary,{OWNER}").changes(cursor))


def test_an_occurrence_without_its_series_stands_alone(
    world: GoogleCalendarWorld, proxy: FaultyProxy
) -> None:
    """Somebody was invited to one date of a series only: Google shows the date, and no series."""
    lonely = {
        **meeting(Item(key="series@acme.example")),
        "id": "series_20261123T120000Z",
        "etag": '"7"',
        "recurringEventId": "series",
        "originalStartTime": {"dateTime": "2026-11-23T12:00:00Z"},
    }

    def google(asked: Asked) -> Answer | None:
        path = asked.path.partition("?")[0]
        if path.endswith("/events/series"):
            return Answer(404, b"{}")
        if path.endswith("/events/series_20261123T120000Z"):
            return Answer(200, json.dumps(lonely).encode())
        return Answer(200, json.dumps({"items": [lonely], "nextSyncToken": "1"}).encode())

    proxy.answer = google
    source = world.source()
    (change,) = backfilled(source)
    assert change.events[0].external_id == "series@acme.example#20261123T120000Z"
    assert [(one.ref, one.version) for one in source.listed()] == [(change.ref, change.version)]
    assert list(source.fetch([change.ref])) == [change]


def test_a_channel_calls_our_address_until_it_is_replaced_or_stopped(world: GoogleCalendarWorld) -> None:
    source = world.source()
    (watch,) = source.watch("https://bot.solvent.example/notices/google", world.clock.now())
    assert watch.resource == "primary" and len(watch.secret) > 30
    fresh = source.renew(watch, world.clock.now())
    assert fresh.remote_id != watch.remote_id and fresh.secret != watch.secret
    assert fresh.expires_at >= watch.expires_at
    source.unwatch(watch)  # stopped already when it was replaced
    source.unwatch(fresh)
    headers = {
        "X-Goog-Channel-ID": fresh.remote_id,
        "X-Goog-Channel-Token": fresh.secret,
        "X-Goog-Resource-State": "exists",
    }
    check(notice_of(headers), fresh)
    with pytest.raises(Rejected, match="channel's token"):
        check(notice_of({**headers, "X-Goog-Channel-Token": watch.secret}), fresh)


def test_a_channel_needs_an_https_address(world: GoogleCalendarWorld) -> None:
    with pytest.raises(Rejected, match="https"):
        world.source().watch("http://bot.solvent.example/notices", world.clock.now())
