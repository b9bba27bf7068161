"""Messages kept aside: for one person, for a day, for one promise, and all or nothing."""

from datetime import timedelta
from functools import partial

import pytest

from records import feedback, remembered
from records.held_messages import HeldMessages, Remembered
from records.models import Event, Promise
from tests.builders import HENRIK, MARA, TOM, digested, event, promise
from tests.unit.records.stores import Stores

SAID = event("We'll send the quote on Friday. And lunch is on us.")


@pytest.fixture
def held(ledger: Stores) -> HeldMessages:
    ledger.box()
    return HeldMessages(ledger.db, ledger.clock)


def told(of: Event = SAID, words: str = "We'll send the quote on Friday", **changes: object) -> Promise:
    made = promise(of, words, **changes)  # type: ignore[arg-type]
    return made.model_copy(update={"extractor": remembered.name(MARA.email)})


def remember(
    ledger: Stores, held: HeldMessages, name: str, made: Promise, *read: Promise, by: str = MARA.email
) -> Remembered | None:
    return held.remember(
        name,
        made,
        digested(SAID, *read),
        mailbox_id=ledger.box(by),
        version="v1",
        by=by,
        noted=partial(ledger.audit.record, by, "remembered", made.id),
    )


def test_a_message_comes_back_as_it_was_held(held: HeldMessages) -> None:
    kept = held.get(held.hold(SAID, "C1", MARA.email), MARA.email)
    assert kept is not None and (kept.event, kept.place, kept.promise_id) == (SAID, "C1", None)


def test_nobody_else_gets_it_and_nobody_after_a_day(ledger: Stores, held: HeldMessages) -> None:
    name = held.hold(SAID, "C1", MARA.email)
    assert held.get(name, TOM.email) is None and held.get("held_x", MARA.email) is None
    ledger.clock.advance(timedelta(hours=23))
    assert held.get(name, MARA.email) is not None
    ledger.clock.advance(timedelta(hours=1))
    assert held.get(name, MARA.email) is None


def test_after_a_day_it_is_not_in_the_database_any_more(ledger: Stores, held: HeldMessages) -> None:
    held.hold(SAID, "C1", MARA.email)
    ledger.clock.advance(timedelta(hours=23))
    fresh = held.hold(event("Something else."), "C1", TOM.email)
    ledger.clock.advance(timedelta(hours=2))
    held.purge()
    with ledger.db.read() as connection:
        rows = connection.exec_driver_sql("SELECT id FROM held_message").all()
    assert [row[0] for row in rows] == [fresh]


def test_the_same_message_held_twice_has_two_names(held: HeldMessages) -> None:
    assert held.hold(SAID, "C1", MARA.email) != held.hold(SAID, "C1", MARA.email)


def test_it_is_used_once(ledger: Stores, held: HeldMessages) -> None:
    name, made = held.hold(SAID, "C1", MARA.email), told()
    assert remember(ledger, held, name, made) == Remembered(made.id, new=True)
    other = told(words="lunch is on us")
    assert remember(ledger, held, name, other) == Remembered(made.id, new=False)
    assert [p.id for p in ledger.reading.promises(MARA.email)] == [made.id]
    kept = held.get(name, MARA.email)
    assert kept is not None and kept.event is None and kept.promise_id == made.id


def test_another_person_can_not_use_it(ledger: Stores, held: HeldMessages) -> None:
    name = held.hold(SAID, "C1", MARA.email)
    assert remember(ledger, held, name, told(), by=TOM.email) is None
    assert ledger.log.count() == 0


def test_what_was_read_in_the_same_words_gives_way_and_the_rest_is_logged_too(
    ledger: Stores, held: HeldMessages
) -> None:
    same = promise(SAID, "send the quote on Friday", action="x")
    rest = promise(SAID, "lunch is on us")
    remember(ledger, held, held.hold(SAID, "C1", MARA.email), made := told(), same, rest)
    assert {p.id for p in ledger.reading.promises(MARA.email)} == {made.id, rest.id}


def test_what_the_ledger_holds_already_is_not_told_twice(ledger: Stores, held: HeldMessages) -> None:
    read = promise(SAID, "send the quote on Friday")
    ledger.log.append(ledger.box(), [digested(SAID, read)], version="v1")
    found = remember(ledger, held, held.hold(SAID, "C1", MARA.email), told())
    assert found == Remembered(read.id, new=False)
    assert ledger.reading.promises(MARA.email) == [read]


def test_another_text_under_the_same_id_is_not_touched(ledger: Stores, held: HeldMessages) -> None:
    ledger.log.append(
        ledger.box(TOM.email), [digested(SAID.model_copy(update={"text": "HERON", "said": ()}))], version="v1"
    )
    assert remember(ledger, held, held.hold(SAID, "C1", MARA.email), told()) is None
    assert ledger.reading.events(MARA.email, [SAID.id]) == {}


def test_its_owner_may_read_it_and_nobody_else(ledger: Stores, held: HeldMessages) -> None:
    for colleague in (TOM, HENRIK):
        ledger.people.add(colleague.email)
    remember(ledger, held, held.hold(SAID, "C1", MARA.email), told(owner=TOM.email))
    assert ledger.reading.promises(TOM.email) and not ledger.reading.promises(HENRIK.email)


def test_it_joins_the_account_and_asks_for_settling_and_proposing(ledger: Stores, held: HeldMessages) -> None:
    remember(ledger, held, held.hold(SAID, "C1", MARA.email), told(account_id="acc_acme"))
    assert ledger.log.accounts_of([SAID.id]) == {SAID.id: ["acc_acme"]}
    assert ledger.log.work("settle") == ["acc_acme"] and ledger.log.work("propose") == [SAID.id]


def test_a_crash_in_the_middle_leaves_nothing_and_can_be_repeated(
    ledger: Stores, held: HeldMessages, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, made = held.hold(SAID, "C1", MARA.email), told()

    def breaks(*args: object) -> None:
        raise RuntimeError("the plug was pulled")

    with monkeypatch.context() as broken:
        broken.setattr(feedback, "note_promise", breaks)
        with pytest.raises(RuntimeError):
            remember(ledger, held, name, made)
    assert ledger.log.count() == 0 and ledger.reading.promises(MARA.email) == []
    assert ledger.audit.verify().rows == 0
    assert remember(ledger, held, name, made) == Remembered(made.id, new=True)
    assert ledger.audit.verify().rows == 1
