"""Google Meet holds to the source contract, with a double of its API, as no real peer has one."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from integrations.ports import Change
from tests.contracts.google_meet_world import GoogleMeetWorld
from tests.contracts.source_contract import Reader, SourceContract, item
from tests.contracts.source_model import RUNS, Ledger, live_a_life
from tests.contracts.source_world import NOON, SourceWorld
from tests.doubles.faulty_proxy import FaultyProxy
from tests.doubles.google_meet import Conference


@pytest.fixture(scope="module")
def proxy() -> Iterator[FaultyProxy]:
    proxy = FaultyProxy("http://127.0.0.1:9")
    yield proxy
    proxy.close()


@pytest.fixture
def world(proxy: FaultyProxy) -> Iterator[GoogleMeetWorld]:
    world = GoogleMeetWorld(proxy)
    yield world
    world.heal()
    world.close()


class TestGoogleMeet(SourceContract):
    """Every promise of the port, but for one: Meet names speakers and tells no addresses."""

    def test_an_event_carries_who_when_and_what(self, world: SourceWorld, reader: Reader) -> None:
        world.add(item(1))
        reader.start()
        (change,) = reader.held.values()
        (event,) = change.events
        assert (event.source, event.subject) == ("google_meet", "Google Meet abc-mnop-xyz")
        assert event.at == item(1).at
        assert [turn.speaker.name for turn in event.turns] == ["Mara Voss"]
        assert event.link == "https://docs.google.com/document/d/d1/view"


@pytest.mark.slow
def test_any_life_of_a_persons_calls_ends_in_an_equal_ledger(proxy: FaultyProxy, tmp_path: Path) -> None:
    for seed in range(RUNS):
        world = GoogleMeetWorld(proxy)
        live_a_life(world, Ledger(tmp_path / f"{seed}.sqlite"), seed)
        world.close()


def read(world: GoogleMeetWorld, cursor: str) -> tuple[list[Change], str]:
    changes: list[Change] = []
    for page in world.source().changes(cursor):
        changes += page.changes
        cursor = page.cursor
    return changes, cursor


def test_everybody_is_told_apart_and_their_words_are_kept_as_said(world: GoogleMeetWorld) -> None:
    said = [
        ("Mara Voss", "We'll send the <b>draft</b> & the price --> 5 < 7 by Friday."),
        ("Dana", "Note: that works."),
        ("Mara Voss", "Good."),
    ]
    world.meet.conferences["c1"] = Conference(NOON, said)
    (change,) = [c for page in world.source().backfill(None) for c in page.changes]
    (event,) = change.events
    assert [(t.speaker.name, event.text[t.start : t.end]) for t in event.turns] == said


def test_a_call_that_goes_on_is_told_when_its_transcript_is_finished(world: GoogleMeetWorld) -> None:
    world.clock = type(world.clock)(NOON + timedelta(minutes=10))
    world.meet.conferences["c1"] = Conference(NOON, [("Mara", "Hello.")], state="STARTED")
    changes, cursor = read(world, world.source().begin())
    assert changes == []
    world.meet.conferences["c1"].state = "ENDED"
    changes, cursor = read(world, cursor)
    assert [e.text for c in changes for e in c.events] == ["Hello."]
    assert read(world, cursor)[0] == []


def test_what_google_forgets_after_thirty_days_is_not_called_deleted(world: GoogleMeetWorld) -> None:
    world.add(item(1))
    source = world.source()
    (ref,) = [one.ref for one in source.listed()]
    cursor = source.begin()
    world.meet.conferences.clear()
    assert [(c.ref, c.gone) for c in read(world, cursor)[0]] == [(ref, True)]
    assert [c.gone for c in source.fetch([ref])] == [True]
    world.clock.advance(timedelta(days=30))
    changes, later = read(world, cursor)
    assert changes == [] and later == "{}"
    assert list(source.fetch([ref])) == []
    assert source.is_forgotten(ref)


def test_old_calls_are_not_looked_at_again(world: GoogleMeetWorld) -> None:
    for n in range(5):
        world.add(item(n))
    cursor = world.source().begin()
    world.meet.asked.clear()
    assert read(world, cursor)[0] == []
    assert set(world.meet.asked) == {"/v2/conferenceRecords"}
