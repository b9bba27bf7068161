"""What counts as found, missed and wrong when the sample company is measured."""

from datetime import date
from typing import Any

from benchmarks.sample_company import Ledger, compare, slot
from records.models import Event, Promise
from tests.builders import NOW, event, promise

TEXT = "I'll send the\nquote by Friday. Our platform supports SAML. I'll see to it. I could ask around."
MAIL = event(TEXT, external_id="m1@northbeam.example")


def row(words: str, **more: Any) -> dict[str, Any]:
    said = {
        "id": MAIL.external_id,
        "at": NOW.isoformat(),
        "quote": words,
        "sentence": words,
        "why": "capability",
    }
    return said | more


def gold(*promises: str, near: str = "", borderline: str = "") -> dict[str, Any]:
    return {
        "promises": [row(words, key=words) for words in promises],
        "near_misses": [row(near)] if near else [],
        "borderline": [row(borderline)] if borderline else [],
        "internal": [],
    }


def ledger(*promises: Promise, events: tuple[Event, ...] = (MAIL,)) -> Ledger:
    return Ledger(events, promises, date(2026, 11, 20), {"acme corp ltd": "Acme"})


def test_a_quote_is_found_across_a_line_break() -> None:
    found = compare(
        ledger(promise(MAIL, "I'll send the\nquote by Friday")), gold("I'll send the quote by Friday")
    )
    assert len(found.pairs) == 1
    assert not found.missed and not found.wrong


def test_what_was_not_found_is_missed() -> None:
    found = compare(ledger(), gold("I'll see to it"))
    assert [label.row["key"] for label in found.missed] == ["I'll see to it"]


def test_a_near_miss_that_was_found_is_wrong_and_told_so() -> None:
    quote = "Our platform supports SAML"
    found = compare(ledger(promise(MAIL, quote)), gold(near=quote))
    assert [why for _, why in found.wrong] == ["near miss: capability"]


def test_a_borderline_case_is_neither_right_nor_wrong() -> None:
    quote = "I could ask around"
    found = compare(ledger(promise(MAIL, quote)), gold(borderline=quote))
    assert not found.wrong and not found.pairs


def test_one_label_is_found_once() -> None:
    both = promise(MAIL, "I'll see to it"), promise(MAIL, "I'll see to it.")
    found = compare(ledger(*both), gold("I'll see to it"))
    assert len(found.pairs) == 1
    assert [why for _, why in found.wrong] == ["a second time"]


def test_an_open_promise_past_its_day_counts_as_broken() -> None:
    late = promise(MAIL, "I'll see to it", due=date(2026, 11, 13))
    assert slot(late, "status", ledger(late)) == "broken"


def test_an_account_may_be_written_in_any_labelled_way() -> None:
    p = promise(MAIL, "I'll see to it").model_copy(update={"account": "Acme Corp Ltd"})
    assert slot(p, "account", ledger(p)) == "Acme"
