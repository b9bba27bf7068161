"""One message a second in a conversation, and as slowly as Teams asks."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.teams.pace import Pace, seconds_told

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC).timestamp()


@given(st.lists(st.floats(0, 0.5), min_size=2, max_size=20))
def test_between_two_messages_in_a_conversation_lies_a_second(gaps: list[float]) -> None:
    pace, now, said = Pace(1.0), 100.0, []
    for gap in gaps:
        now += gap
        said.append(now + pace.turn("a", now))
    assert all(b - a >= 1.0 - 1e-6 for a, b in zip(said, said[1:], strict=False))


def test_one_conversation_does_not_wait_for_another() -> None:
    pace = Pace(1.0)
    assert [pace.turn(name, 5.0) for name in ("a", "b", "a", "b")] == [0.0, 0.0, 1.0, 1.0]


def test_where_teams_asks_us_to_wait_everybody_there_waits() -> None:
    pace = Pace(1.0)
    pace.turn("a", 0.0)
    pace.rest("a", 0.0, 30.0)
    assert (pace.turn("a", 1.0), pace.turn("b", 1.0)) == (29.0, 0.0)


def test_conversations_that_are_long_over_are_forgotten() -> None:
    pace = Pace(1.0)
    for n in range(6_000):
        pace.turn(str(n), n * 10.0)
    assert len(pace._next) < 5_100


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("7", 7.0),
        ("0.5", 0.5),
        ("-3", 0.0),
        ("Fri, 20 Nov 2026 12:00:30 GMT", 30.0),
        ("Fri, 20 Nov 2026 11:00:00 GMT", 0.0),
        ("soon", None),
        ("nan", None),
        ("", None),
        (None, None),
    ],
)
def test_how_long_teams_asks_us_to_wait(told: str | None, seconds: float | None) -> None:
    assert seconds_told(told, NOON) == seconds
