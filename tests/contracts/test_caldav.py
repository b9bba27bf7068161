"""CalDAV keeps the contract of a source, with sync tokens and without them, over a real radicale."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from integrations.caldav.connector import CaldavSource
from integrations.errors import Expired, Reauth, Rejected
from tests.contracts.caldav_world import CaldavWorld, ListingWorld, PasswordOnly, ics
from tests.contracts.series_in_ledger import last_date_after_sync
from tests.contracts.source_contract import SourceContract
from tests.contracts.source_model import RUNS, Ledger, live_a_life
from tests.contracts.source_world import NOON, Item
from tests.doubles.faulty_proxy import Answer, Asked, FaultyProxy
from tests.peers.radicale import Radicale, radicale_or_skip, running


@pytest.fixture(scope="module")
def radicale() -> Iterator[Radicale]:
    radicale_or_skip()
    with running() as server:
        yield server


@pytest.fixture(scope="module")
def proxy(radicale: Radicale) -> Iterator[FaultyProxy]:
    one = FaultyProxy(radicale.url)
    yield one
    one.close()


class TestCaldav(SourceContract):
    @pytest.fixture
    def world(self, radicale: Radicale, proxy: FaultyProxy) -> Iterator[CaldavWorld]:
        one = CaldavWorld(radicale, proxy)
        yield one
        one.close()


class TestCaldavWithoutSyncTokens(SourceContract):
    @pytest.fixture
    def world(self, radicale: Radicale, proxy: FaultyProxy) -> Iterator[ListingWorld]:
        one = ListingWorld(radicale, proxy)
        yield one
        one.close()


@pytest.fixture
def world(radicale: Radicale, proxy: FaultyProxy) -> Iterator[CaldavWorld]:
    one = CaldavWorld(radicale, proxy)
    yield one
    one.close()


def test_a_meeting_that_moves_is_gone_here_and_new_there(world: CaldavWorld) -> None:
    world.add(Item(key="m1@acme.example"))
    source = world.source()
    cursor, before = source.begin(), world.path("m1@acme.example")
    world.move("m1@acme.example")
    changes = [change for page in source.changes(cursor) for change in page.changes]
    source.close()
    assert {(c.ref, c.gone, c.labels) for c in changes} == {
        (before, True, ()),
        (world.path("m1@acme.example"), False, ("Team",)),
    }


def test_a_wrong_password_means_connect_again(world: CaldavWorld) -> None:
    settings = world.source()._settings
    source = CaldavSource(settings, PasswordOnly("guessed"), world.clock, sleep=lambda _: None)
    with pytest.raises(Reauth, match="connect again"):
        source.begin()
    source.close()


def test_the_calendar_of_someone_else_is_refused(world: CaldavWorld, proxy: FaultyProxy) -> None:
    other = CaldavWorld(world._server, proxy)
    source = world.source(url=f"{proxy.url}{other.home}work/")
    with pytest.raises(Rejected, match="check the url and who may read it"):
        source.begin()
    source.close()
    other.close()


def test_a_calendar_that_was_deleted_means_list_anew(world: CaldavWorld) -> None:
    source = world.source()
    cursor = source.begin()
    world.dav.delete(f"{world.home}team/")
    with pytest.raises(Expired):
        list(source.changes(cursor))
    named = world.source(calendars="Team")
    with pytest.raises(Rejected, match="no calendar 'Team'"):
        list(named.changes(cursor))
    source.close()
    named.close()


def test_floating_times_are_meant_on_the_calendars_own_clock(world: CaldavWorld) -> None:
    zone = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//EN\nBEGIN:VTIMEZONE\nTZID:Europe/Berlin\n"
    zone += "BEGIN:STANDARD\nDTSTART:19701025T030000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\nEND:STANDARD\n"
    zone += "END:VTIMEZONE\nEND:VCALENDAR\n"
    world.dav.make_calendar(
        f"{world.home}berlin/", "Berlin", f"<C:calendar-timezone>{zone}</C:calendar-timezone>"
    )
    floating = ics(Item(key="m1@acme.example")).replace("T120000Z", "T120000").replace("T123000Z", "T123000")
    world.dav.put(f"{world.home}berlin/m1.ics", floating)
    source = world.source()
    ((change,),) = [page.changes for page in source.backfill(None)]
    source.close()
    assert change.events[0].at == NOON - timedelta(hours=1)


def test_a_task_is_listed_and_tells_nothing(world: CaldavWorld) -> None:
    task = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\nBEGIN:VTODO\r\nUID:t1\r\n"
    task += "DTSTAMP:20261116T120000Z\r\nSUMMARY:Call Dana\r\nEND:VTODO\r\nEND:VCALENDAR\r\n"
    world.dav.put(f"{world.home}work/t1.ics", task)
    source = world.source()
    ((change,),) = [page.changes for page in source.backfill(None)]
    assert not change.events and not change.refused and not change.gone
    assert [one.ref for one in source.listed()] == [change.ref]
    source.close()


@pytest.mark.parametrize("kind", [CaldavWorld, ListingWorld])
def test_a_new_quarter_brings_the_dates_that_have_come_near(
    kind: type[CaldavWorld], radicale: Radicale, proxy: FaultyProxy, tmp_path: Path
) -> None:
    world = kind(radicale, proxy)
    weekly = Item(key="weekly@acme.example", at=NOON - timedelta(days=7 * 110))
    world.dav.put(f"{world.home}work/weekly.ics", ics(weekly, "RRULE:FREQ=WEEKLY"))
    world.add(Item(key="m1@acme.example"))
    ledger = Ledger(tmp_path / "ledger.sqlite")
    assert last_date_after_sync(world, ledger) == "2027-03-29"
    world.clock.advance(timedelta(days=60))
    assert last_date_after_sync(world, ledger) == "2027-06-28"
    world.close()


MANY = 5000


@pytest.mark.slow
@pytest.mark.parametrize("kind", [CaldavWorld, ListingWorld])
def test_a_calendar_of_thousands_takes_few_questions(
    kind: type[CaldavWorld], radicale: Radicale, proxy: FaultyProxy
) -> None:
    world = kind(radicale, proxy)
    refuse, asked = proxy.answer, 0

    def count(one: Asked) -> Answer | None:
        nonlocal asked
        asked += 1
        return refuse(one) if refuse else None

    proxy.answer = count
    items = [Item(key=f"m{n}@acme.example", at=NOON - timedelta(hours=n)) for n in range(MANY)]
    meetings = [ics(item).partition("BEGIN:VEVENT")[2].partition("END:VEVENT")[0] for item in items]
    whole = "".join(f"BEGIN:VEVENT{one}END:VEVENT\r\n" for one in meetings)
    head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\n"
    world.dav.put(f"{world.home}work/", f"{head}{whole}END:VCALENDAR\r\n")
    source = world.source(timeout="300")
    cursor = source.begin()
    assert asked <= 10
    asked = 0
    read = [e.external_id for page in source.backfill(None) for c in page.changes for e in c.events]
    assert read == [item.key for item in items]
    assert asked <= MANY / 50 + 10
    asked = 0
    assert len(list(source.listed())) == MANY
    assert asked <= 5
    world.add(Item(key="new@acme.example"))
    asked = 0
    (page,) = source.changes(cursor)
    assert [e.external_id for c in page.changes for e in c.events] == ["new@acme.example"]
    assert asked <= 6
    assert len(page.cursor) < 100 * MANY
    source.close()
    world.close()


@pytest.mark.slow
@pytest.mark.parametrize(("block", "kind"), enumerate([CaldavWorld, ListingWorld]))
def test_any_life_of_a_calendar_ends_in_an_equal_ledger(
    block: int, kind: type[CaldavWorld], radicale: Radicale, proxy: FaultyProxy, tmp_path: Path
) -> None:
    for seed in range(block * RUNS // 2, (block + 1) * RUNS // 2):
        world = kind(radicale, proxy)
        live_a_life(world, Ledger(tmp_path / f"{seed}.sqlite"), seed)
        world.close()
