"""A source that is not read is never passed over in silence, and "synced" is said only after a comparison."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.workflows.source_health import SourceHealth
from integrations.errors import Reauth, Rejected, Retry
from records.clock import FixedClock
from tests.contracts.source_contract import item
from tests.contracts.source_world import NOON, OWNER
from tests.doubles.live import LiveHome

BEN = "ben@solvent.example"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON + timedelta(days=5))


@pytest.fixture
def home(tmp_path: Path, clock: FixedClock) -> LiveHome:
    return LiveHome(tmp_path, clock)


def health(home: LiveHome) -> SourceHealth:
    return SourceHealth(home.connections, home.items, home.clock)


def test_synced_is_said_only_after_both_sides_were_compared(home: LiveHome) -> None:
    mara, box = home.connect()
    for n in range(35):
        box.add(item(n))
    assert health(home).findings()[0][1:] == (
        False,
        "connected and not read yet: `promissory sync` or `promissory serve`.",
    )
    pages = iter([False, True])
    home.listen.pull(mara, stop=lambda: next(pages))
    name, ok, says = health(home).findings()[0]
    assert (name, ok) == (mara.id, False) and "20 items, about 15 to come" in says
    home.connections.note(mara.id, backfilled=True)
    assert "both sides were not compared yet" in health(home).findings()[0][2]
    home.connections.note(mara.id, reconciled_at=home.clock.now(), missing=3, extra=0)
    assert "3 missing here" in health(home).findings()[0][2]
    home.listen.pull(mara, compare=True)
    assert health(home).findings()[0][1:] == (True, "synced: 35 items on both sides, compared just now.")


def test_a_source_that_nobody_reads_any_more_is_said_to_be_stale(home: LiveHome, clock: FixedClock) -> None:
    mara, _ = home.connect()
    home.listen.pull(mara)
    clock.advance(timedelta(hours=3))
    _, ok, says = health(home).findings()[0]
    assert not ok and "last read 3 hours ago" in says


def test_a_try_that_failed_is_said_beside_synced(home: LiveHome) -> None:
    mara, _ = home.connect()
    home.listen.pull(mara)
    home.broken[mara.id] = Retry("The server doesn't answer.")
    home.listen.pull(mara)
    assert health(home).findings()[0][2].endswith("compared just now; the last try failed.")
    home.listen.pull(mara)
    assert health(home).findings()[0][2].endswith("the last 2 tries failed.")


def test_the_command_that_mends_names_the_mailbox_where_it_is_not_the_owners_own(home: LiveHome) -> None:
    shared, _ = home.connect("sales@solvent.example", BEN)
    home.broken[shared.id] = Reauth("The password was changed.")
    home.listen.pull(shared)
    says = health(home).findings()[0][2]
    assert f"`promissory connect memory --as {BEN} --account sales@solvent.example`" in says


def test_whoever_owns_it_hears_once_that_it_must_be_connected_again(
    home: LiveHome, clock: FixedClock
) -> None:
    ben, _ = home.connect(BEN, BEN)
    home.broken[ben.id] = Reauth("Google took the grant back.")
    home.listen.pull(ben)
    told: list[tuple[str, str]] = []
    reached = [False, True]

    def tell(owner: str, words: str) -> bool:
        told.append((owner, words))
        return reached[len(told) - 1]

    looking = health(home)
    for minutes in (0, 1, 10, 10):
        clock.advance(timedelta(minutes=minutes))
        looking.tell_owners(tell)
    assert [owner for owner, _ in told] == [BEN, BEN]
    assert told[1][1] == (
        "I can't read memory of ben@solvent.example any more, so my answers lack what is new there. "
        "Google took the grant back. Please connect it again: `promissory connect memory --as ben@solvent.example`"
    )


def test_an_answer_says_what_it_may_lack_to_the_owner_only(home: LiveHome) -> None:
    mara, _ = home.connect()
    ben, _ = home.connect(BEN, BEN)
    home.broken[ben.id] = Rejected("There is no such host.")
    home.listen.pull_all([mara, ben])
    assert health(home).gaps(OWNER) is None
    assert health(home).gaps(BEN) == f"{ben.id} can't be read at the moment"
