"""A question's words find the passage that says the same in other words, one by one."""

from pathlib import Path

import numpy as np
import pytest

from retrieval.embedding import E5Embedder
from retrieval.word_match import BYTES, QuestionWords, match, packed


@pytest.fixture(scope="module")
def embedder(tmp_path_factory: pytest.TempPathFactory) -> E5Embedder:
    return E5Embedder(tmp_path_factory.mktemp("stamps"))


PASSAGES = [
    "Our direct line in the Kassel office is +49 561 5550 398 from now on.",
    "The label printers in the warehouse stopped working over the weekend.",
    "We will send the revised quote with the discount by Friday.",
    "Die deutschen Schulungsunterlagen kommen Ende Oktober.",
]


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("new phone number", 0),
        ("printing outage", 1),
        ("discount on the price", 2),
        ("German training material", 3),
    ],
)
def test_the_passage_that_means_it_matches_best(embedder: E5Embedder, question: str, place: int) -> None:
    _, words = embedder.embed_with_words(PASSAGES)
    _, asked = embedder.embed_question(question)
    assert int(match(asked, words).argmax()) == place


def test_words_come_with_the_same_rows_as_without(embedder: E5Embedder) -> None:
    rows, words = embedder.embed_with_words(PASSAGES)
    assert np.allclose(rows, embedder.embed_passages(PASSAGES), atol=1e-6)
    assert [w.dtype == np.uint8 and w.shape[1] == BYTES for w in words] == [True] * 4
    assert all(len(w) > 5 for w in words)


def test_rare_words_of_a_question_weigh_more_than_common_ones(embedder: E5Embedder) -> None:
    _, asked = embedder.embed_question("what is the penetration")
    assert asked.weights[-1] > 5 * asked.weights[0]


def test_a_question_asked_again_is_remembered(embedder: E5Embedder) -> None:
    assert embedder.embed_question("asked twice")[1] is embedder.embed_question("asked twice")[1]


def test_a_bit_per_dimension_keeps_the_order_of_cosines() -> None:
    rng = np.random.default_rng(4)
    states = rng.standard_normal((50, 384)).astype(np.float32)
    asked = QuestionWords(np.eye(384, dtype=np.float32)[:1], np.ones(1, np.float32))
    scores = match(asked, [packed(states[i : i + 1]) for i in range(50)])
    assert set(np.unique(np.round(scores, 4))) <= {np.float32(-0.051), np.float32(0.051)}


def test_nothing_to_compare_is_zero(embedder: E5Embedder) -> None:
    _, asked = embedder.embed_question("anything")
    none = np.zeros((0, BYTES), np.uint8)
    assert match(asked, []).shape == (0,)
    assert match(asked, [none, none]).tolist() == [0.0, 0.0]
    with_one = match(asked, [none, packed(np.ones((3, 384), np.float32))])
    assert with_one[0] == 0.0 and np.isfinite(with_one).all()
    for odd in ("", "😀", "\u200b", "x" * 100_000):
        assert np.isfinite(match(embedder.embed_question(odd)[1], [packed(np.ones((3, 384)))])).all()


def test_the_centre_comes_with_the_package() -> None:
    from retrieval.word_match import CENTRE

    assert Path(CENTRE).is_file() and np.load(CENTRE, allow_pickle=False).shape == (384,)
