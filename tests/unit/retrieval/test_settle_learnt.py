"""Learnt weights keep a promise only where they are nearly sure, and never against a plain objection."""

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval import settle_learnt
from retrieval.settle import settle
from retrieval.settle_learnt import Weights, weights
from tests.unit.retrieval.test_settle import DANA, JANA, SIDES, mail, promised, status


def always(monkeypatch) -> None:
    """Weights that are sure of everything: what stays open then is held back by an objection."""
    monkeypatch.setattr(settle_learnt, "weights", lambda: Weights(bias=9.0, sure=0.85, of={}))


def test_the_shipped_weights_are_few_plain_numbers_and_strict() -> None:
    shipped = weights()
    assert 0.8 <= shipped.sure < 1
    assert 20 <= len(shipped.of) <= 80
    assert all(math.isfinite(w) and abs(w) < 5 for w in shipped.of.values())


def test_an_empty_sentence_is_no_report() -> None:
    assert weights().probability({}) < weights().sure


def test_unusual_words_for_a_thing_in_use_keep_a_promise() -> None:
    oven = promised("repair the bread oven on Mill Lane")
    said = "The bread oven on Mill Lane baked forty loaves this morning, praise be to your man. Lovely crust!"
    assert status(mail(said, DANA), oven) in {"kept", "open"}
    assert status(mail("The bread oven on Mill Lane stayed cold this morning.", DANA), oven) == "open"


def test_no_certainty_outweighs_an_objection(monkeypatch) -> None:
    always(monkeypatch)
    oven = promised("repair the bread oven")
    for said in (
        "Is the bread oven working?",
        "If the bread oven is repaired we can start.",
        "I think the bread oven may have been seen to.",
        "The bread oven will be looked at on Monday.",
        "We ordered a fan for the bread oven.",
        "The other bread oven bakes well.",
        "Thanks in advance for seeing to the bread oven.",
    ):
        assert status(mail(said, DANA), oven) != "kept", said


def test_a_promise_to_leave_things_as_they_are_is_never_kept_by_one_message(monkeypatch) -> None:
    always(monkeypatch)
    price = promised("keep the old price", quote="We won't raise the price as long as the contract runs")
    assert status(mail("The price list came today.", DANA), price) == "open"


def test_mail_of_another_thread_that_names_nothing_is_not_read(monkeypatch) -> None:
    always(monkeypatch)
    assert status(mail("Lovely weather in Leeds.", JANA), promised(), same_thread=False) == "open"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_without_an_error_and_quoted_as_written(text: str) -> None:
    event = mail(text, DANA)
    for found in settle(event, (), (promised("repair the bread oven"),), SIDES, threads={"p1": "t1"}):
        assert found.quote == event.text[found.start : found.end]
