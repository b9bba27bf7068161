"""Questions typed in a hurry, or with a greeting around them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.question_spelling import spelled


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("due nxt wk", "due next week"),
        ("whats late", "what's late"),
        ("what did we promse", "what did we promise"),
        ("Hi there, what's late? Thanks a lot!", "what's late?"),
        ("Hallo zusammen, was ist offen, danke", "was ist offen"),
        ("hi there", "hi there"),
        ("thanks", "thanks"),
    ],
)
def test_what_was_meant(typed: str, meant: str) -> None:
    assert spelled(typed, None) == meant


def test_a_word_that_stands_in_the_mail_is_no_typo() -> None:
    assert spelled("the promises committee", lambda word: True) == "the promises committee"
    assert spelled("ppl count", lambda word: word == "ppl") == "ppl count"


def test_names_and_addresses_stay() -> None:
    assert spelled("what did r.abt@wk.example say", None) == "what did r.abt@wk.example say"


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    assert isinstance(spelled(text, None), str)
