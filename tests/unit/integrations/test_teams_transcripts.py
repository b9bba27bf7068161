"""Transcripts of Teams meetings: who spoke, when, and what Microsoft does not tell."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from integrations.errors import Expired, Reauth, Rejected
from integrations.ports import Change
from integrations.teams_transcripts.connector import TeamsTranscripts, transcripts
from records.clock import FixedClock
from tests.doubles.graph.credentials import Granted
from tests.doubles.graph.service import MAIL, SPOKEN, Graph, User

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
CALL = datetime(2026, 11, 16, 14, 0, tzinfo=UTC)
OWNER = "mara@solvent.example"


def vtt(words: str) -> bytes:
    return (
        "WEBVTT\r\n\r\n-0:0:1.500 --> 0:0:2.000\r\n<v Mara Keller>Hello Dana.</v>\r\n\r\n"
        f"0:0:2.500 --> 0:0:7.320\r\n<v Mara Keller>{words}</v>\r\n\r\n"
        "0:0:8.0 --> 0:0:9.0\r\n<v Dana>Thanks.</v>\r\n"
    ).encode()


@pytest.fixture(scope="module")
def graph() -> Iterator[Graph]:
    double = Graph()
    yield double
    double.close()


@pytest.fixture
def user(graph: Graph) -> User:
    graph.users.clear()
    graph.heal()
    return graph.add_user(OWNER)


def opened(graph: Graph, user: User, *scopes: str, address: str | None = None) -> TeamsTranscripts:
    options = {"endpoint": graph.base, "user_id": user.guid}
    granted = Granted(graph, address, *(scopes or (SPOKEN,)))
    return transcripts(OWNER, options, granted, FixedClock(NOW), sleep=lambda seconds: None)


def add(user: User, n: int) -> str:
    at = CALL + timedelta(days=n)
    made = user.transcripts.add(vtt(f"We'll send offer {n} by Friday."), at, at + timedelta(minutes=30))
    return f"{made.meeting_id}/{made.id}"


def read(source: TeamsTranscripts, after: str | None = None) -> list[Change]:
    return [change for page in source.backfill(after) for change in page.changes]


def test_what_was_said_is_read_newest_first_with_its_speakers(graph: Graph, user: User) -> None:
    for n in range(3):
        add(user, n)
    source = opened(graph, user)
    found = [change.events[0] for change in read(source)]
    assert [event.at.date().day for event in found] == [18, 17, 16]
    assert found[0].text == "Hello Dana. We'll send offer 2 by Friday.\nThanks."
    assert [turn.speaker.name for turn in found[0].turns] == ["Mara Keller", "Dana"]
    assert found[0].ends_at is not None
    assert found[0].ends_at - found[0].at == timedelta(minutes=29, seconds=59, microseconds=493_424)
    assert found[0].source == "teams_transcripts"
    source.close()


def test_a_new_transcript_is_told_once(graph: Graph, user: User) -> None:
    add(user, 0)
    source = opened(graph, user)
    cursor = source.begin()
    assert list(source.changes(cursor)) == [] or not [c for p in source.changes(cursor) for c in p.changes]
    ref = add(user, 1)
    pages = list(source.changes(cursor))
    assert [change.ref for page in pages for change in page.changes] == [ref]
    assert [c for page in source.changes(pages[-1].cursor) for c in page.changes] == []
    source.close()


def test_a_backfill_goes_on_where_it_stopped(graph: Graph, user: User) -> None:
    for n in range(25):
        add(user, n)
    source = opened(graph, user)
    first = next(iter(source.backfill(None)))
    assert first.remaining == 5
    rest = read(source, first.cursor)
    assert len({c.ref for c in first.changes} | {c.ref for c in rest}) == 25
    assert len(rest) == 5
    source.close()


def test_single_ones_can_be_fetched_and_what_is_gone_is_said(graph: Graph, user: User) -> None:
    here, gone = add(user, 0), add(user, 1)
    del user.transcripts.held[gone.partition("/")[2]]
    source = opened(graph, user)
    found = {change.ref: change for change in source.fetch([here, gone, here, "nonsense"])}
    assert len(found[here].events) == 1
    assert found[gone].gone and found["nonsense"].gone
    assert [each.ref for each in source.listed()] == [here]
    source.close()


def test_an_empty_transcript_is_set_aside(graph: Graph, user: User) -> None:
    user.transcripts.add(b"WEBVTT\r\n\r\n", CALL, CALL)
    source = opened(graph, user)
    (change,) = read(source)
    assert change.refused == "the transcript has no spoken words"
    source.close()


def test_a_stale_place_is_expired(graph: Graph, user: User) -> None:
    source = opened(graph, user)
    cursor = source.begin()
    user.transcripts.rounds.expire()
    for stale in (cursor, "", '{"link": "https://evil.example/"}'):
        with pytest.raises(Expired):
            list(source.changes(stale))
    source.close()


def test_the_missing_permission_is_named(graph: Graph, user: User) -> None:
    source = opened(graph, user, MAIL)
    with pytest.raises(Reauth, match=SPOKEN):
        source.begin()
    source.close()


def test_a_persons_own_grant_or_no_user_id_is_refused_before_asking(graph: Graph, user: User) -> None:
    granted = Granted(graph, OWNER, SPOKEN)
    with pytest.raises(Rejected, match="application permission"):
        transcripts(OWNER, {"access": "delegated", "user_id": user.guid}, granted, FixedClock(NOW))
    with pytest.raises(Rejected, match="user_id"):
        transcripts(OWNER, {}, granted, FixedClock(NOW))
