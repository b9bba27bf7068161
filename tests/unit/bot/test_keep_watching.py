"""Pushed notices are asked for, renewed at half time, and polling goes on when that fails."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.workflows.watch import KeepWatching
from integrations.errors import Retry
from integrations.ports import Watch
from records.clock import FixedClock
from records.watches import Watches
from tests.contracts.source_world import NOON
from tests.doubles.live import LiveHome
from tests.doubles.source import MemorySource, MemoryWorld

DAY = timedelta(days=1)


@dataclass
class Vendor:
    """Grants a day to each watch, and remembers what it was asked."""

    asked: list[str] = field(default_factory=list)
    down: bool = False


class Pushing(MemorySource):
    def __init__(self, world: MemoryWorld, vendor: Vendor) -> None:
        super().__init__(world)
        self.vendor = vendor

    def watch(self, notify_url: str, now: datetime) -> list[Watch]:
        self._ask(f"watch {notify_url}")
        return [self._made(now, 1)]

    def renew(self, watch: Watch, now: datetime) -> Watch:
        self._ask(f"renew {watch.remote_id} {watch.secret}")
        return self._made(now, len(self.vendor.asked))

    def unwatch(self, watch: Watch) -> None:
        self._ask(f"stop {watch.remote_id}")

    def _ask(self, words: str) -> None:
        if self.vendor.down:
            raise Retry("Down.", after=1)
        self.vendor.asked.append(words)

    def _made(self, now: datetime, n: int) -> Watch:
        return Watch(resource="inbox", remote_id=f"sub-{n}", secret="s3cret", expires_at=now + DAY)


@dataclass
class Home:
    live: LiveHome
    vendor: Vendor
    clock: FixedClock
    url: str | None = "https://bot.acme.example/push/graph"

    def __post_init__(self) -> None:
        self.connection, self.world = self.live.connect()
        self.watches = Watches(self.live.database)
        self.keeping = KeepWatching(
            connections=self.live.connections,
            watches=self.watches,
            open_source=lambda connection: Pushing(self.world, self.vendor),
            notify_url=lambda connection: self.url,
            seal=lambda secret, name: f"{name}|{secret}".encode()[::-1],
            unseal=lambda sealed, name: sealed[::-1].decode().removeprefix(f"{name}|"),
            wall=self.clock,
        )


@pytest.fixture
def home(tmp_path: Path) -> Home:
    clock = FixedClock(NOON)
    return Home(LiveHome(tmp_path, clock), Vendor(), clock)


def test_a_new_connection_is_watched_and_renewed_at_half_of_what_was_granted(home: Home) -> None:
    home.keeping.tick()
    home.clock.advance(timedelta(hours=11))
    home.keeping.tick()
    assert home.vendor.asked == ["watch https://bot.acme.example/push/graph"]
    home.clock.advance(timedelta(hours=2))
    home.keeping.tick()
    assert home.vendor.asked[1:] == ["renew sub-1 s3cret"]
    (held,) = home.watches.of(home.connection.id)
    assert (held.remote_id, held.expires_at) == ("sub-2", home.clock.now() + DAY)
    assert held.renew_at == home.clock.now() + DAY / 2


def test_the_secret_is_not_stored_as_it_is(home: Home) -> None:
    home.keeping.tick()
    (held,) = home.watches.of(home.connection.id)
    assert b"s3cret" not in held.sealed
    assert home.keeping.secret_of(held) == "s3cret"


def test_a_notice_is_found_by_the_vendors_own_id(home: Home) -> None:
    home.keeping.tick()
    found = home.watches.by_remote_id("sub-1")
    assert found is not None and found.connection_id == home.connection.id
    assert home.watches.by_remote_id("sub-9") is None


def test_without_a_public_address_nothing_is_asked_for(home: Home) -> None:
    home.url = None
    home.keeping.tick()
    assert home.vendor.asked == []


def test_a_vendor_that_is_down_is_asked_again_in_minutes(home: Home) -> None:
    home.keeping.tick()
    home.clock.advance(timedelta(hours=13))
    home.vendor.down = True
    home.keeping.tick()
    home.vendor.down = False
    home.keeping.tick()
    assert len(home.vendor.asked) == 1
    home.clock.advance(timedelta(minutes=6))
    home.keeping.tick()
    assert home.vendor.asked[1:] == ["renew sub-1 s3cret"]


@pytest.mark.parametrize(
    ("said", "asked", "compared"),
    [
        ("subscriptionRemoved", ["renew sub-1 s3cret"], True),
        ("reauthorizationRequired", ["renew sub-1 s3cret"], False),
        ("missed", [], True),
    ],
)
def test_what_a_vendor_says_of_its_watch_is_followed_at_the_next_tick(
    home: Home, said: str, asked: list[str], compared: bool
) -> None:
    home.keeping.tick()
    assert home.keeping.attend(home.connection.id, said) == compared
    home.keeping.tick()
    assert home.vendor.asked[1:] == asked


def test_disconnecting_stops_what_was_watched(home: Home) -> None:
    home.keeping.tick()
    home.keeping.stop(home.connection)
    assert home.vendor.asked[1:] == ["stop sub-1"]
    assert home.watches.of(home.connection.id) == []


def test_a_vendor_that_refuses_a_first_watch_is_not_asked_again_and_again(home: Home) -> None:
    home.vendor.down = True
    home.keeping.tick()
    home.vendor.down = False
    home.keeping.tick()
    assert home.vendor.asked == []
    home.clock.advance(timedelta(minutes=6))
    home.keeping.tick()
    assert len(home.vendor.asked) == 1
