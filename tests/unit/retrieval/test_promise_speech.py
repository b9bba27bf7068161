"""Raw speech in one line: a head of its own, whose weights come with the others."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.models import Event, EventKind, Participant, Turn
from retrieval.promise_classifier import shipped_model
from retrieval.promise_speech import SPEECH_BUCKETS, is_scrap, speech_features

JANA = Participant(email="jana@ours.example", name="Jana Roth")


def event(text: str, **fields: object) -> Event:
    known: dict[str, object] = {
        "id": "e1",
        "source": "test",
        "external_id": "x1",
        "kind": EventKind.mail,
        "at": datetime(2026, 11, 18, 9, tzinfo=UTC),
        "sender": JANA,
        "text": text,
        "said": ((0, len(text)),),
    }
    return Event.model_validate(known | fields)


def test_one_line_of_lower_case_is_a_scrap() -> None:
    assert is_scrap(event("so um i'll send you the transcripts."))


@pytest.mark.parametrize(
    "text",
    [
        "I'll send it.",
        "i'll send it. thanks",
        "i'll send it\nbye",
        "i'll send it by 5",
        "ok, i'll send it.",
        "i'll send it",
    ],
)
def test_what_somebody_wrote_is_none(text: str) -> None:
    assert not is_scrap(event(text))


def test_a_call_with_turns_is_none() -> None:
    text = "i'll send you the transcripts"
    turns = (Turn(start=0, end=len(text), speaker=JANA),)
    assert not is_scrap(event(text, kind=EventKind.transcript, turns=turns))


def test_the_head_comes_with_the_model() -> None:
    head = shipped_model().speech
    assert head is not None
    assert len(head.weights) == SPEECH_BUCKETS
    plan = head.probability("i'll check that and send you a note", [], [])
    past = head.probability("yeah that was the one we had before", [], [])
    assert 0 < past < plan < 1


@given(st.text(max_size=200))
def test_any_line_can_be_heard(text: str) -> None:
    found = list(speech_features(text, [], []))
    assert all(0 <= bucket < SPEECH_BUCKETS for bucket, _ in found)
