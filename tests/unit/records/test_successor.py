"""A promise whose date was moved by a mere statement goes on under the new date, quoting those words."""

from datetime import date, timedelta

from records import successor
from records.models import Promise, PromiseStatus, Settlement
from records.promises import ledger_row
from tests.builders import MARA, NOW, digested, event, promise
from tests.unit.records.stores import Stores

SAID = event("We'll send the quote on Friday.")
MOVED = event("It will be Tuesday instead.", number=2, at=NOW)
OLD = promise(SAID, due=date(2026, 11, 27), account_id="acc")
FOUND = Settlement(
    promise_id=OLD.id,
    status=PromiseStatus.changed,
    event_id=MOVED.id,
    start=0,
    end=len(MOVED.text),
    quote=MOVED.text,
    confidence=0.7,
    why="moved",
    new_due=date(2026, 12, 1),
)


def later() -> Promise:
    made = successor.draft(OLD, FOUND, MOVED)
    return ledger_row(made, MOVED, account_id="acc", extractor=successor.NAME)


def log(ledger: Stores) -> None:
    ledger.log.append(ledger.box(), [digested(SAID, OLD), digested(MOVED)], version="v1")


def replay(ledger: Stores, account: str = "acc") -> None:
    found = FOUND.model_copy(update={"superseded_by": later().id})
    ledger.promises.resettle(account, [(found, NOW)], [later()])


def test_it_owes_the_same_by_the_new_date_in_the_words_that_moved_it() -> None:
    new = later()
    assert successor.is_one(new) and not successor.is_one(OLD)
    assert (new.due, new.quote, new.action, new.owner) == (
        date(2026, 12, 1),
        MOVED.text,
        OLD.action,
        OLD.owner,
    )
    assert new.confidence == 0.7


def test_old_and_new_are_chained_and_a_replay_changes_nothing(ledger: Stores) -> None:
    log(ledger)
    for _ in range(3):
        replay(ledger)
        assert ledger.promises.get(OLD.id).superseded_by == later().id
        assert ledger.promises.of_account("acc") == [ledger.promises.get(OLD.id), later()]


def test_it_goes_when_the_replay_no_longer_makes_it(ledger: Stores) -> None:
    log(ledger)
    replay(ledger)
    ledger.promises.resettle("acc", [], [])
    assert ledger.promises.of_account("acc") == [OLD]


def test_it_stays_as_clicked_even_if_a_replay_makes_it_again(ledger: Stores) -> None:
    log(ledger)
    replay(ledger)
    ledger.promises.click(later().id, PromiseStatus.kept, MARA.email, "done")
    replay(ledger)
    assert ledger.promises.get(later().id).status is PromiseStatus.kept


def test_it_follows_its_account_through_a_merge_that_is_undone(ledger: Stores) -> None:
    log(ledger)
    replay(ledger)
    with ledger.db.write() as connection:  # as a merge that happened before the successor was made leaves it
        connection.exec_driver_sql("UPDATE promise SET account_id = 'other' WHERE extractor = 'settled'")
    replay(ledger)
    ledger.promises.resettle("other", [], [])
    assert [p.id for p in ledger.promises.of_account("acc")] == [OLD.id, later().id]


def test_threads_of_promises_are_those_of_their_mails(ledger: Stores) -> None:
    log(ledger)
    assert ledger.promises.threads([OLD.id]) == {OLD.id: SAID.thread}
    assert ledger.promises.snoozes() == {}
    assert NOW - SAID.at == timedelta(days=1)
