"""A passage that only asks, or goes to everybody, rarely answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.non_answers import asks, seeks_a_question


@pytest.mark.parametrize(
    "text",
    [
        "Could you send us the current certificate?",
        "We have auditors next week. Are you certified, and where does the data live?",
        "Können Sie uns dafür ein Angebot machen?",
        "Vous pouvez le faire avant vendredi ?",
        'He wrote "who pays for the scanners?"',
        "(Is that still the plan?)",
        "Really?!",
    ],
)
def test_it_asks(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The certificate is attached.",
        "Is that still the plan? It is, we start on Monday.",
        "See https://example.org/find?id=4",
        "The new price is 1,300 EUR a seat, it holds until the end of 2026 and for every seat you add. OK?",
        "Für 22 Anwender sind es 28.600 EUR im Jahr, die Schulung ist optional und kommt einmal dazu. Ok?",
    ],
)
def test_it_does_not_ask(text: str) -> None:
    assert not asks(text)


@pytest.mark.parametrize(
    "query",
    [
        "what did Dana ask",
        "which features do they want",
        "Was hat Frau Köhler gefragt?",
        "que veut le client",
        "open questions of the auditors",
        "what does legal need from us",
    ],
)
def test_somebody_looks_for_what_was_asked(query: str) -> None:
    assert seeks_a_question(query)


@pytest.mark.parametrize(
    "query", ["when do we deliver", "price for 40 users", "neue Adresse", "task list", "combien de sièges"]
)
def test_somebody_looks_for_an_answer(query: str) -> None:
    assert not seeks_a_question(query)


@given(st.text(max_size=200))
def test_any_text_can_be_judged(text: str) -> None:
    assert asks(text) in (True, False)
    assert asks(f"{text} And when?") or len(text) > 20
