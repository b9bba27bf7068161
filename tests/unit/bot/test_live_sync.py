"""Live mailboxes: what comes, changes and goes there does so in the ledger, and nobody waits for the others."""

from datetime import timedelta
from pathlib import Path

import pytest

from integrations.errors import Reauth, Rejected
from records.clock import FixedClock
from records.models import PromiseStatus
from records.promises import Promises
from records.source_items import UNINDEX
from tests.contracts.source_contract import item
from tests.contracts.source_world import NOON, OWNER, Item
from tests.doubles.live import LiveHome, busy
from tests.doubles.source import MemorySource

BEN = "ben@solvent.example"
SAID = "I'll send you the revised order form by Tuesday 24 November."


@pytest.fixture
def home(tmp_path: Path) -> LiveHome:
    return LiveHome(tmp_path, FixedClock(NOON + timedelta(days=5)))


def promises(home: LiveHome) -> list[str]:
    account_ids = [a.id for a in home.accounts.all()]
    ledger = Promises(home.database, home.clock)
    return [p.quote for a in account_ids for p in ledger.of_account(a)]


def all_ids(home: LiveHome) -> list[str]:
    with home.database.read() as tx:
        return [row[0] for row in tx.exec_driver_sql("SELECT id FROM event WHERE erased_at IS NULL")]


def test_a_promise_in_a_new_mail_is_in_the_ledger_after_one_sync(home: LiveHome) -> None:
    mara, box = home.connect()
    box.add(Item(key="a@acme.example", text=SAID))
    done = home.listen.pull(mara)
    assert (done.new, done.promises, done.backfilled, done.reconciled) == (1, 1, True, True)
    assert promises(home) == [SAID]


def test_a_deleted_mail_takes_its_promise_its_words_and_its_vectors_along(home: LiveHome) -> None:
    mara, box = home.connect()
    box.add(Item(key="a@acme.example", text=SAID))
    home.listen.pull(mara)
    (event_id,) = all_ids(home)
    box.delete("a@acme.example")
    done = home.listen.pull(mara)
    assert done.deleted == 1
    assert promises(home) == [] and all_ids(home) == []
    with home.database.read() as tx:
        assert tx.exec_driver_sql("SELECT count(*) FROM passage_words").scalar() == 0
        assert tx.exec_driver_sql("SELECT text, subject, sender_email FROM event").one() == ("", "", "")
    assert home.log.work(UNINDEX) == [f"{mara.mailbox_id} {event_id}"]


def test_a_mail_that_comes_back_out_of_the_trash_is_read_again(home: LiveHome) -> None:
    mara, box = home.connect()
    box.add(Item(key="a@acme.example", text=SAID))
    for deed in (lambda: None, lambda: box.hide("a@acme.example"), lambda: box.show("a@acme.example")):
        deed()
        home.listen.pull(mara)
    assert promises(home) == [SAID]


def test_what_one_deletes_stays_with_the_colleague_who_has_it_too(home: LiveHome) -> None:
    mara, hers = home.connect()
    ben, his = home.connect(BEN, BEN)
    for box in (hers, his):
        box.add(Item(key="a@acme.example", text=SAID))
    home.listen.pull_all([mara, ben])
    assert len(all_ids(home)) == 1
    hers.delete("a@acme.example")
    home.listen.pull_all([mara, ben])
    assert promises(home) == [SAID]
    (event_id,) = all_ids(home)
    assert home.log.readers(event_id) == [BEN]


def test_the_same_mail_with_other_line_breaks_is_one_mail(home: LiveHome) -> None:
    """Exchange writes a mail anew; its Message-ID and words say that it is the same."""
    mara, hers = home.connect()
    ben, his = home.connect(BEN, BEN)
    hers.add(Item(key="a@acme.example", text=SAID))
    his.add(Item(key="a@acme.example", text=SAID.replace(" by ", "\n by  ")))
    home.listen.pull(mara)
    home.listen.pull(ben)
    (event_id,) = all_ids(home)
    assert home.log.readers(event_id) == [BEN, OWNER]
    assert promises(home) == [SAID]


def test_a_mail_under_the_same_id_with_other_words_is_another_one(home: LiveHome) -> None:
    mara, hers = home.connect()
    ben, his = home.connect(BEN, BEN)
    hers.add(Item(key="a@acme.example", text=SAID))
    his.add(Item(key="a@acme.example", text="Something else was written here."))
    home.listen.pull_all([mara, ben])
    assert len(all_ids(home)) == 2


def test_what_a_person_clicked_stays_when_the_item_changes_around_it(home: LiveHome) -> None:
    mara, box = home.connect()
    box.add(Item(key="a@acme.example", text=SAID))
    home.listen.pull(mara)
    ledger = Promises(home.database, home.clock)
    (account,) = {a.id for a in home.accounts.all()}
    (said,) = ledger.of_account(account)
    ledger.click(said.id, PromiseStatus.kept, OWNER, "done")
    box.edit(Item(key="a@acme.example", text=f"{SAID} The hall is booked."))
    assert home.listen.pull(mara).updated == 1
    (now,) = ledger.of_account(account)
    assert (now.status, now.settled_by) == (PromiseStatus.kept, f"click:{OWNER}")
    assert now.event_id != said.event_id


def test_a_revoked_grant_says_reconnect_and_the_others_go_on(home: LiveHome) -> None:
    mara, hers = home.connect()
    ben, his = home.connect(BEN, BEN)
    hers.add(item(1))
    his.add(item(2))
    home.broken[ben.id] = Reauth("Google no longer lets us in: connect again.")
    done = home.listen.pull_all([mara, ben])
    assert done[mara.id].reconciled and done[ben.id].problem is not None
    assert (home.state(mara).state, home.state(ben).state) == ("ok", "reconnect")
    assert [c.id for c in home.connections.untold()] == [ben.id]
    assert [c.id for c in home.listen.due()] == [mara.id]
    home.connections.mark_told(ben.id)
    assert home.connections.untold() == []


def test_a_busy_source_is_asked_again_later_and_called_failing_only_in_the_end(home: LiveHome) -> None:
    mara, _ = home.connect()
    home.broken[mara.id] = busy(after=120)
    for n in range(5):
        assert home.state(mara).state == "ok", n
        home.listen.pull(mara)
        assert home.listen.due() == []
    assert home.state(mara).state == "failing"
    del home.broken[mara.id]
    home.listen.pull(mara)
    assert (home.state(mara).state, home.connections.reading(mara.id).failures) == ("ok", 0)


@pytest.mark.parametrize("failure", [Rejected("There is no such host."), KeyError("a customer's words")])
def test_whatever_else_goes_wrong_is_one_sentence_without_anybodys_words(
    home: LiveHome, failure: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    mara, _ = home.connect()
    home.broken[mara.id] = failure
    problem = home.listen.pull(mara).problem
    assert problem and "customer" not in problem + caplog.text
    assert home.state(mara).state == "failing"


def test_a_backfill_that_is_stopped_goes_on_and_is_not_called_synced_before(home: LiveHome) -> None:
    mara, box = home.connect()
    for n in range(35):
        box.add(item(n))
    pages = iter([False, True])
    first = home.listen.pull(mara, stop=lambda: next(pages))
    assert (first.new, first.backfilled, first.reconciled) == (20, False, False)
    second = home.listen.pull(mara)
    assert (second.new, second.backfilled, second.reconciled) == (15, True, True)


def test_the_newest_mail_is_there_before_the_backfill_is_done(home: LiveHome) -> None:
    mara, box = home.connect()
    for n in range(30):
        box.add(item(n))
    seen: list[bool] = []

    def told(name: str, done: int, total: int) -> None:
        if done == 10:
            box.add(item(99))
        seen.append(any(e.external_id == item(99).key for e in home.log.get(all_ids(home)).values()))

    home.listen.pull(mara, told=told)
    assert seen[-1] and not seen[0]
    assert seen.index(True) < len(seen) - 1


def test_an_item_that_cannot_be_read_is_set_aside_and_can_be_tried_again(home: LiveHome) -> None:
    mara, box = home.connect()
    box.add(item(1))
    box.add_unreadable("broken@acme.example")
    done = home.listen.pull(mara)
    assert (done.new, done.quarantined, done.reconciled) == (1, 1, True)
    assert home.items.refused(mara.mailbox_id) == {"broken@acme.example": "It can't be understood."}
    box.kept["broken@acme.example"].readable = True
    home.listen.retry(mara)
    assert home.items.refused(mara.mailbox_id) == {}
    assert len(all_ids(home)) == 2


def test_what_is_missing_or_too_much_is_found_by_comparing(home: LiveHome) -> None:
    """A vendor that forgets to tell: only the comparison finds it."""
    mara, box = home.connect()
    for n in range(3):
        box.add(item(n))
    home.listen.pull(mara)
    told = len(box.told)
    box.add(item(7))
    box.delete(item(0).key)
    del box.told[told:]
    assert not home.listen.pull(mara).new
    done = home.listen.pull(mara, compare=True)
    assert (done.new, done.deleted, done.reconciled) == (1, 1, True)


def test_a_comparison_that_could_not_be_finished_is_not_called_synced(home: LiveHome) -> None:
    mara, box = home.connect()
    home.listen.pull(mara)
    box.add(item(1))
    box.told.clear()
    box.fetches_fail = True
    done = home.listen.pull(mara, compare=True)
    assert done.problem is not None and not done.reconciled


def test_a_rule_at_the_door_keeps_an_item_out_and_it_counts_as_known(home: LiveHome) -> None:
    mara, box = home.connect()
    box.add(item(1))
    box.add(item(2))
    home.sync.__dict__["admit"] = lambda c, change: (
        "label Private is excluded" if change.ref == item(2).key else None
    )
    done = home.listen.pull(mara)
    assert (len(all_ids(home)), done.reconciled) == (1, True)
    assert home.items.left_out(mara.mailbox_id) == {"label Private is excluded": 1}


def test_two_readings_of_one_mailbox_at_once_are_one(home: LiveHome) -> None:
    mara, box = home.connect()
    box.add(item(1))
    inner: list[str | None] = []
    home.listen.pull(mara, told=lambda *_: inner.append(home.listen.pull(mara).problem))
    assert set(inner) == {"it is being read already"}


def test_what_a_vendor_forgot_by_age_is_not_taken_for_deleted(
    home: LiveHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Google Meet lists transcripts for thirty days; what was promised in one is remembered longer."""
    mara, box = home.connect()
    box.add(item(1))
    box.add(item(2))
    home.listen.pull(mara)
    told = len(box.told)
    box.delete(item(1).key)
    box.delete(item(2).key)
    del box.told[told:]
    monkeypatch.setattr(MemorySource, "is_forgotten", lambda self, ref: ref == item(1).key, raising=False)
    assert home.listen.pull(mara, compare=True).reconciled
    assert [e.external_id for e in home.log.get(all_ids(home)).values()] == [item(1).key]
