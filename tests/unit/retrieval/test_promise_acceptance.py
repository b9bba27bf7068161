"""A second opinion is asked where the classifier wavers, and only there."""

from collections.abc import Sequence
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from records.models import Event, EventKind, Participant, Span
from retrieval.extract import Sides, extract
from retrieval.promise_acceptance import UNDECIDED, Rationed, combined, judged
from retrieval.promise_candidates import candidates
from retrieval.promise_classifier import shipped_model
from retrieval.sentences import Sentence, split

SIDES = Sides(our_domains=frozenset({"ours.example"}))


class Always:
    """Says the same of every span and remembers which ones it was asked about."""

    def __init__(self, odds: float) -> None:
        self.asked: list[Span] = []
        self._odds = odds

    def odds(self, text: str, sentence: Sentence, spans: Sequence[Span]) -> list[float]:
        self.asked += spans
        return [self._odds for _ in spans]


def event(text: str) -> Event:
    return Event(
        id="e1",
        source="test",
        external_id="x1",
        kind=EventKind.mail,
        at=datetime(2026, 11, 18, 9, tzinfo=UTC),
        sender=Participant(email="jana@ours.example", name="Jana Roth"),
        to=(Participant(email="bob@acme.example", name="Bob Meyer"),),
        text=text,
        said=((0, len(text)),),
    )


LETTER = (
    "We'll send you the revised quote by Friday. The Tuesday slot could go to your crew. "
    "It rained all night. My team looks at the valve this week. Could you send the drawing?"
)


def undecided(text: str) -> list[Span]:
    model = shipped_model()
    found: list[Span] = []
    for sentence in split(text, [(0, len(text))]):
        for candidate, probability in judged(text, sentence, candidates(text, sentence), model):
            if UNDECIDED[0] < probability < UNDECIDED[1]:
                found.append((candidate.start, candidate.end))
    return found


def test_only_what_is_open_is_asked_about() -> None:
    second = Always(0.0)
    extract(event(LETTER), SIDES, second=second)
    assert second.asked == undecided(LETTER)
    assert second.asked


def test_once_its_ration_is_used_up_nobody_is_asked() -> None:
    second = Always(9.0)
    long = "\n".join([LETTER] * 300)
    found = extract(event(long), SIDES, second=second).promises
    assert 0 < len(second.asked) < len(undecided(long))
    assert found
    rationed = Rationed(second, 1)
    sentence = Sentence(0, 4)
    assert rationed.odds("Done", sentence, [(0, 4)]) == [9.0]
    assert rationed.odds("Done", sentence, [(0, 4)]) is None


def test_without_another_reader_the_classifier_stands_alone() -> None:
    (sentence,) = split("We'll send the quote.", [(0, 21)])
    offered = candidates("We'll send the quote.", sentence)
    alone = judged("We'll send the quote.", sentence, offered, shipped_model())
    assert [p for _, p in alone] == [shipped_model().probability(c) for c, _ in alone]


def test_a_sure_reader_adds_and_takes_away() -> None:
    many = extract(event(LETTER), SIDES, second=Always(9.0)).promises
    few = extract(event(LETTER), SIDES, second=Always(-9.0)).promises
    assert len(many) > len(few)


@given(st.floats(0, 1), st.floats(allow_nan=False))
def test_any_two_opinions_make_a_probability(probability: float, odds: float) -> None:
    assert 0 <= combined(probability, odds) <= 1
    assert combined(probability, odds) <= combined(probability, odds + abs(odds) + 1)
