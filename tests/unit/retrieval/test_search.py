"""Search finds passages by words and meaning, and nothing that the asker may not read."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from records.errors import UnknownReader
from records.models import EventKind
from retrieval.chunking import embedding_text, passages
from retrieval.embedding import E5Embedder
from retrieval.index import ChromaIndex
from retrieval.search import Search
from retrieval.word_match import QuestionWords
from tests.unit.retrieval.company import CANARY, JANA, NOW, TOM, Company, ago, company

COMPANY = company()
WORDS = Search(COMPANY.ledger, None, None)


def fill(made: Company, index: ChromaIndex, embedder: E5Embedder) -> None:
    for event in made.ledger._events.values():
        cut = passages(event)
        vectors, words = embedder.embed_with_words([embedding_text(event, p) for p in cut])
        for box, owner in made.ledger._mailboxes.items():
            if owner in made.ledger._readers[event.id]:
                index.add(box, cut, vectors, words)


@pytest.fixture(scope="module")
def hybrid(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder: Path = tmp_path_factory.mktemp("index")
    embedder = E5Embedder(folder)
    with ChromaIndex(folder) as index:
        fill(COMPANY, index, embedder)
        yield Search(COMPANY.ledger, index, embedder)


def test_words_alone_find_the_passage_as_an_exact_slice() -> None:
    hit = WORDS.search("security questionnaire", JANA, 5, NOW)[0]
    event = COMPANY.ledger.events(JANA, [hit.event_id])[hit.event_id]
    assert "security questionnaire" in hit.text
    assert hit.text == event.text[hit.start : hit.end] and hit.external_id == event.external_id


def test_meaning_finds_what_words_do_not(hybrid: Search) -> None:
    query = "price reduction must not go away"
    hit = hybrid.search(query, JANA, 3, NOW)[0]
    assert "12% discount must stay" in hit.text


def test_each_event_comes_once_and_best_first(hybrid: Search) -> None:
    hits = hybrid.search("quote and deck and docs for Acme", JANA, 10, NOW)
    assert len({hit.event_id for hit in hits}) == len(hits) > 3
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


@pytest.mark.parametrize("query", [CANARY, "SSO for free", f"Welcome to Sekretko {CANARY}", "report"])
def test_another_reps_mail_is_never_found(hybrid: Search, query: str) -> None:
    for search in (WORDS, hybrid):
        found = search.search(query, JANA, 20, NOW)
        assert all(CANARY not in hit.text for hit in found)
    assert any(CANARY in hit.text for hit in hybrid.search(CANARY, TOM, 20, NOW))


def test_vectors_in_a_wrong_collection_still_show_nothing(tmp_path: Path) -> None:
    class Flat:
        name, dimensions = "flat", 4

        def embed_passages(self, texts: Sequence[str]) -> Any:
            return np.ones((len(texts), 4), np.float32)

        def embed_query(self, text: str) -> Any:
            return np.ones(4, np.float32)

        def embed_with_words(self, texts: Sequence[str]) -> Any:
            return self.embed_passages(texts), []

        def embed_question(self, text: str) -> Any:
            return self.embed_query(text), QuestionWords(np.ones((1, 384), np.float32), np.ones(1))

    secret = next(e for e in COMPANY.ledger._events.values() if CANARY in e.text)
    with ChromaIndex(tmp_path) as index:
        index.add(f"box-{JANA}", passages(secret), np.ones((1, 4), np.float32))
        found = Search(COMPANY.ledger, index, Flat()).search("anything", JANA, 10, NOW)
    assert all(hit.event_id != secret.id for hit in found)


def test_an_unknown_reader_gets_nothing() -> None:
    with pytest.raises(UnknownReader):
        WORDS.search("quote", "stranger@evil.example", 5, NOW)


def test_accounts_and_times_filter(hybrid: Search) -> None:
    for search in (WORDS, hybrid):
        of = COMPANY.ledger.accounts_of
        hits = search.search("send the quote or the docs", JANA, 10, NOW, account_ids=["hooli"])
        assert hits and all(of([hit.event_id])[hit.event_id] == ["hooli"] for hit in hits)
        since, until = datetime(2025, 11, 1, tzinfo=UTC), datetime(2025, 12, 1, tzinfo=UTC)
        dated = search.search("quote roadmap", JANA, 10, NOW, since=since, until=until)
        assert {hit.event_id for hit in dated} == {"e1", "e2"}
        assert search.search("quote", JANA, 10, NOW, account_ids=[]) == []


def test_a_named_account_moves_its_passages_up() -> None:
    made = Company()
    made.mail("The delivery date is fixed.", account="globex", at=ago(9))
    wanted = made.mail("The delivery date is fixed.", account="hooli", at=ago(9))
    assert (
        Search(made.ledger, None, None).search("delivery date for Hooli", JANA, 2, NOW)[0].event_id
        == wanted.id
    )


def test_a_named_time_moves_its_passages_up() -> None:
    made = Company()
    made.mail("The delivery date is fixed.", account="globex", at=ago(90))
    wanted = made.mail("The delivery date is fixed.", account="globex", at=ago(7))
    assert (
        Search(made.ledger, None, None).search("delivery date last week", JANA, 2, NOW)[0].event_id
        == wanted.id
    )


def test_the_answer_in_the_next_chat_message_is_found_as_well() -> None:
    made = Company()
    at, chat = ago(3), EventKind.chat
    made.mail("When does the warehouse training start?", account="acme", at=at, thread="t", kind=chat)
    answer = made.mail("In the second week of January, warehouse two first.", account="acme",
                       at=at + timedelta(minutes=1), thread="t", kind=chat)  # fmt: skip
    made.mail("The warehouse is full.", account="acme", at=ago(1))
    hits = Search(made.ledger, None, None).search("start of the warehouse training", JANA, 2, NOW)
    assert answer.id in {hit.event_id for hit in hits}


@pytest.mark.parametrize("query", ["", "   ", "?!", "😀", "\x00\x01", '"', "()", "''", "\ud800"])
def test_a_query_without_words_finds_nothing(hybrid: Search, query: str) -> None:
    assert hybrid.search(query, JANA, 5, NOW) == []


def test_endless_queries_are_answered(hybrid: Search) -> None:
    assert len(hybrid.search("quote " * 20_000, JANA, 5, NOW)) <= 5
    assert hybrid.search("x" * 100_000, JANA, 5, NOW) is not None


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=80), st.integers(-5, 500))
def test_no_query_makes_it_fail(query: str, k: int) -> None:
    assert len(WORDS.search(query, JANA, k, NOW)) <= 100


def test_a_named_person_moves_their_own_mails_up() -> None:
    made = Company()
    made.mail("The delivery date is fixed.", account="acme", at=ago(2))
    wanted = made.mail("The delivery date is fixed.", account="acme", at=ago(9), sender=TOM)
    assert (
        Search(made.ledger, None, None).search("Tom's delivery date", JANA, 2, NOW)[0].event_id == wanted.id
    )


def test_what_answers_comes_before_the_question_it_answers() -> None:
    made = Company()
    made.mail("What is the delivery date of the scanners?", account="acme", at=ago(3))
    made.mail("Könnten Sie uns den Liefertermin der Scanner nennen?", account="acme", at=ago(3))
    answer = made.mail("The scanners' delivery date is now 4 May.", account="acme", at=ago(2))
    found = Search(made.ledger, None, None).search("delivery date of the scanners", JANA, 3, NOW)
    assert found[0].event_id == answer.id and len(found) > 1
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)


@pytest.mark.parametrize(
    "query", ["who asked for the delivery date", "wer hat nach dem delivery date gefragt"]
)
def test_who_looks_for_a_question_finds_it(query: str) -> None:
    made = Company()
    asked = made.mail("What is the delivery date?", account="acme", at=ago(3))
    made.mail("The delivery date is fixed now.", account="acme", at=ago(2))
    assert Search(made.ledger, None, None).search(query, JANA, 2, NOW)[0].event_id == asked.id


def test_a_customers_mail_comes_before_a_newsletter() -> None:
    made = Company()
    mail = made.mail("The warehouse errors come from the old label printers.", account="acme", at=ago(9))
    letter = mail.model_copy(
        update={
            "id": "letter",
            "external_id": "<letter@news.example>",
            "flags": ("bulk",),
            "text": "Warehouse errors, and how to halve them.",
            "said": ((0, 40),),
        }
    )
    made.ledger.add_event(letter, [JANA], [])
    found = Search(made.ledger, None, None).search("warehouse errors", JANA, 2, NOW)
    assert [hit.event_id for hit in found] == [mail.id, "letter"]
