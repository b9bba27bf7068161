"""A message that a promise was told of is edited."""

from collections.abc import Sequence

import pytest

from records import remembered
from records.models import Promise, PromiseStatus
from records.retold import retell, told_of
from tests.builders import MARA, digested, event, promise
from tests.unit.records.stores import Stores

WORDS = "consider the scanner yours"


def edited(ledger: Stores, text: str, told: Promise, *read: str) -> Sequence[Promise]:
    """What stands in the ledger of the message's new form, of which the extractor reads some words."""
    new = event(text, external_id="C1:1", number=2)
    ledger.log.append(ledger.box(), [digested(new, *(promise(new, words) for words in read))], version="test")
    with ledger.db.write() as tx:
        retell(tx, told_of(tx, [told.event_id, "ev_other"]), {told.event_id: {new.id}})
    return [p for p in ledger.reading.promises(MARA.email) if p.event_id == new.id]


@pytest.fixture
def told(ledger: Stores) -> Promise:
    old = event(f"Dana, {WORDS}. And the tiping error too.", external_id="C1:1")
    made = promise(old, WORDS).model_copy(update={"extractor": remembered.name(MARA.email)})
    ledger.log.append(ledger.box(), [digested(old, made)], version="test")
    return made


def test_it_goes_over_where_its_words_still_stand(ledger: Stores, told: Promise) -> None:
    ledger.promises.click(told.id, PromiseStatus.kept, MARA.email, "said it is done")
    (found,) = edited(ledger, f"Hi Dana, {WORDS}. And the typing error too.", told)
    assert (found.quote, found.start, found.owner) == (WORDS, 9, told.owner)
    assert found.status is PromiseStatus.kept and found.id != told.id and remembered.is_one(found)


def test_it_stays_behind_where_they_do_not(ledger: Stores, told: Promise) -> None:
    assert edited(ledger, "Dana, no scanner for you.", told) == []


def test_what_is_read_in_the_same_words_gives_way_and_the_rest_stays(ledger: Stores, told: Promise) -> None:
    found = edited(ledger, f"{WORDS}. We'll call you.", told, WORDS, "We'll call you")
    assert {(p.quote, remembered.is_one(p)) for p in found} == {(WORDS, True), ("We'll call you", False)}


def test_what_nobody_told_is_left_to_the_extractor(ledger: Stores) -> None:
    made = ledger.log_promise("We'll send the quote on Friday.")
    assert edited(ledger, "We'll send the quote on Friday!", made) == []
