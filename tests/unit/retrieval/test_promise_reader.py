"""The reader tells promised words from others, and refuses matrices that are not the checked ones."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.models import Strength
from retrieval import promise_reader
from retrieval.promise_reader import UNREAD, PromiseReader


@pytest.fixture(scope="module")
def reader() -> PromiseReader:
    return PromiseReader()


def of_whole(reader: PromiseReader, sentence: str) -> promise_reader.Opinion:
    (opinion,) = reader.opinions("", sentence, [(0, len(sentence))])
    return opinion


@pytest.mark.parametrize(
    ("promised", "not_promised"),
    [
        ("I'll send you the drawings by Friday.", "I sent you the drawings on Friday."),
        ("We will replace the pump free of charge.", "Will you replace the pump free of charge?"),
        ("Ich schicke Ihnen das Angebot bis Montag.", "Haben Sie das Angebot am Montag bekommen?"),
        ("Je vous envoie le devis demain.", "Avez-vous reçu le devis hier ?"),
    ],
)
def test_a_promise_scores_above_its_near_miss(
    reader: PromiseReader, promised: str, not_promised: str
) -> None:
    assert of_whole(reader, promised).odds > 0 > of_whole(reader, not_promised).odds


def test_each_clause_has_an_opinion_of_its_own(reader: PromiseReader) -> None:
    sentence = "Thanks for the call yesterday; I'll send the notes tomorrow."
    past, future = reader.opinions("", sentence, [(0, 29), (31, len(sentence))])
    assert past.odds < 0 < future.odds


def test_it_reads_how_firm_a_promise_is(reader: PromiseReader) -> None:
    assert of_whole(reader, "I'll call you tomorrow.").strength is Strength.firm
    assert of_whole(reader, "Hopefully we can deliver on Monday.").strength is Strength.soft
    assert of_whole(reader, "If the board agrees, we'll extend the trial.").strength is Strength.conditional


def test_a_span_beyond_what_is_read_has_no_opinion(reader: PromiseReader) -> None:
    sentence = "and so on " * 200 + "I'll send it."
    assert reader.opinions("", sentence, [(2000, len(sentence))]) == [UNREAD]
    assert reader.opinions("", "", []) == []


@settings(max_examples=25, deadline=None)
@given(before=st.text(max_size=200), sentence=st.text(max_size=400))
def test_whatever_is_said_it_never_raises(reader: PromiseReader, before: str, sentence: str) -> None:
    (opinion,) = reader.opinions(before, sentence, [(0, len(sentence))])
    assert -9.3 < opinion.odds < 9.3
