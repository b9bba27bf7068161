"""A search scores the rare words of a question and never most of the log."""

import pytest
from sqlalchemy import Connection, create_engine, text

from records import telling_words
from records.telling_words import telling


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Connection:
    monkeypatch.setattr(telling_words, "MOST_ROWS", 10)
    connection = create_engine("sqlite://").connect()
    connection.execute(
        text("CREATE VIRTUAL TABLE passage_words USING fts5(text, tokenize='porter unicode61')")
    )
    for n in range(40):
        words = [
            "price",
            "offer" if n % 2 else "",
            "gearbox" if n == 7 else "",
            "crane" if n % 9 == 0 else "",
        ]
        connection.execute(
            text("INSERT INTO passage_words (rowid, text) VALUES (:n, :t)"),
            {"n": n + 1, "t": " ".join(words)},
        )
    return connection


def test_common_words_are_left_out_beside_rare_ones(log: Connection) -> None:
    assert telling(log, '"price" OR "gearbox" OR "crane"') == ('"gearbox" OR "crane"', 0)


def test_words_of_few_passages_all_stay_in_their_order(log: Connection) -> None:
    assert telling(log, '"crane" OR "gearbox" OR "nowhere"') == ('"crane" OR "gearbox"', 0)


def test_words_that_nobody_wrote_find_nothing(log: Connection) -> None:
    assert telling(log, '"nowhere" OR "never"') == ('"nowhere" OR "never"', 0)


def test_of_common_words_alone_the_rarest_is_searched_among_the_newest(log: Connection) -> None:
    expression, oldest = telling(log, '"price" OR "unheard" OR "offers"')
    assert expression in ('"price"', '"offers"') and oldest > 0
    expression, oldest = telling(log, '"price" OR "offers"')
    found = log.execute(
        text("SELECT count(*) FROM passage_words WHERE passage_words MATCH :e AND rowid >= :o"),
        {"e": expression, "o": oldest},
    ).scalar()
    assert expression in ('"price"', '"offers"') and found == 10
