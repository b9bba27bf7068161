"""Whatever a person types becomes an expression that FTS5 accepts."""

import sqlite3

from hypothesis import given
from hypothesis import strategies as st

from retrieval.fulltext import match_expression, query_words


def _table() -> sqlite3.Connection:
    db = sqlite3.connect(":memory:")
    db.execute("create virtual table t using fts5(text, tokenize='porter unicode61 remove_diacritics 2')")
    db.execute(
        "insert into t values ('We will enable single sign-on for Müller GmbH by Friday, order AB-1234')"
    )
    return db


DB = _table()


def found(question: str) -> bool:
    expression = match_expression(question)
    return bool(expression) and bool(DB.execute("select 1 from t where t match ?", (expression,)).fetchall())


@given(st.text(max_size=200))
def test_no_text_is_ever_a_syntax_error(text: str) -> None:
    found(text)


@given(st.text(alphabet="\"'()*:^-+{}NEAR ANDORT\x00ab", max_size=60))
def test_full_text_syntax_is_only_words(text: str) -> None:
    found(text)


def test_words_are_found_in_any_case_and_form() -> None:
    assert found("did we promise FRIDAY?")
    assert found('what about "order AB-1234"?')
    assert found("muller")


def test_another_name_of_the_same_thing_is_found() -> None:
    assert found("did we ever promise SSO?")
    assert match_expression("SSO", widen=False) == '"sso"'
    assert '"sso"' in match_expression("which single sign-on do they use")


def test_words_that_say_nothing_are_left_out() -> None:
    assert query_words("What did we promise to Acme about the pricing?") == ["promise", "acme", "pricing"]


def test_a_question_of_small_words_alone_still_searches_them() -> None:
    assert query_words("who are you") == ["who", "are", "you"]


def test_nothing_to_search_is_no_expression() -> None:
    assert match_expression("") == ""
    assert match_expression("?!  😀 \x00") == ""


def test_a_very_long_question_stays_a_short_expression() -> None:
    assert len(match_expression("lorem ipsum " * 10_000)) < 100
    assert match_expression(" ".join(f"w{i}" for i in range(5_000))).count(" OR ") < 50
