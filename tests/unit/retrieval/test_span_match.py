"""A promise is found by what it means, from the words kept with its passage."""

from pathlib import Path

import pytest

from retrieval.chunking import embedding_text, passages
from retrieval.embedding import E5Embedder
from retrieval.index import ChromaIndex
from retrieval.search import Search
from retrieval.span_match import scores
from tests.unit.retrieval.company import CANARY, JANA, Company, ago

TEXT = (
    "Hi Ann,\n\nthanks for the visit last week, it was good to see the new hall with your own eyes and to meet everybody.\n\n"
    "I'll send you the insurance certificate by Friday. Our engineers will repair the label printer next week.\n"
)
CERTIFICATE = "I'll send you the insurance certificate by Friday"
PRINTER = "Our engineers will repair the label printer next week"


@pytest.fixture(scope="module")
def embedder(tmp_path_factory: pytest.TempPathFactory) -> E5Embedder:
    return E5Embedder(tmp_path_factory.mktemp("stamps"))


def test_other_words_find_the_right_sentence_of_one_passage(embedder: E5Embedder, tmp_path: Path) -> None:
    made = Company()
    mail = made.mail(TEXT, account="acme", at=ago(3), subject="Papers")
    cut = passages(mail)
    vectors, words = embedder.embed_with_words([embedding_text(mail, p) for p in cut])
    places = [(mail, TEXT.index(q), TEXT.index(q) + len(q)) for q in (CERTIFICATE, PRINTER)]
    with ChromaIndex(tmp_path) as index:
        index.add(f"box-{JANA}", cut, vectors, words)
        papers = scores("insurance papers", places, [f"box-{JANA}"], index, embedder)
        fixing = scores("fixing the printers", places, [f"box-{JANA}"], index, embedder)
        nothing = scores(CANARY, places, [], index, embedder)
        search = Search(made.ledger, index, embedder)
        assert search.alike("insurance papers", JANA, places) == papers
    assert papers[0] > 0.35 > papers[1]
    assert fixing[1] > 0.35 > fixing[0]
    assert nothing == [0.0, 0.0]


def test_by_words_only_nothing_is_known_of_meaning() -> None:
    made = Company()
    mail = made.mail(TEXT, account="acme", at=ago(3))
    assert Search(made.ledger, None, None).alike("insurance", JANA, [(mail, 0, 20)]) is None
