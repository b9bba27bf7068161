"""People and domains lead to companies; what was merged can be taken apart again exactly."""

from typing import Any

import pytest

from records.errors import NotFound, PromissoryError
from records.models import Account, Contact, Deal, Event, EventKind, Participant
from tests.builders import DANA, MARA, digested, event, promise
from tests.unit.records.stores import Stores

ACME = Account(id="acme", name="Acme Corp Ltd", domains=("acme.example",), crm="sqlcrm", crm_id="1")
OTHER = Account(id="other", name="Acme Holding", domains=("acme-holding.example",), crm="sqlcrm", crm_id="2")
DANA_IN_CRM = Contact(id="c1", account_id="acme", email=DANA, name="Dana", crm_id="11")
DEAL = Deal(id="d1", account_id="acme", name="Renewal", crm_id="21")


def us(e: Event) -> list[Participant]:
    return [p for p in e.participants if p.domain == "northbeam.example"]


def snapshot(ledger: Stores) -> None:
    ledger.accounts.import_snapshot([ACME, OTHER], [DANA_IN_CRM], [DEAL])


def everything(ledger: Stores) -> dict[str, list[tuple[Any, ...]]]:
    """All that says what belongs to which account."""
    queries = {
        "account": "SELECT id, merged_into FROM account ORDER BY id",
        "promise": "SELECT id, account_id FROM promise ORDER BY id",
        "contact": "SELECT id, account_id FROM contact ORDER BY id",
        "deal": "SELECT id, account_id FROM deal ORDER BY id",
        "event": "SELECT event_id, account_id FROM event_account ORDER BY event_id, account_id",
    }
    with ledger.db.read() as connection:
        return {name: [tuple(r) for r in connection.exec_driver_sql(q)] for name, q in queries.items()}


def talk(ledger: Stores) -> None:
    """A mail with Acme alone and one with both companies on it, each promising something."""
    both = event(
        "We'll call both.", number=2, cc=(Participant(email="x@acme-holding.example"),), subject="Both of you"
    )
    for e in (event(), both):
        of = sorted(set(ledger.accounts.resolve(e, us(e)).values()))
        ledger.log.append(
            ledger.box(), [digested(e, promise(e, account_id=of[0]), accounts=of)], version="v1"
        )


def test_an_address_leads_to_the_crms_account(ledger: Stores) -> None:
    snapshot(ledger)
    assert ledger.accounts.resolve(event(), us(event())) == {DANA: "acme"}


def test_an_unknown_domain_makes_one_provisional_account(ledger: Stores) -> None:
    for sender in ("ann@mail.newco.example", "bob@newco.example"):
        e = event(sender=Participant(email=sender), to=(Participant(email=MARA.email),))
        assert len(ledger.accounts.resolve(e, us(e))) == 1
    (made,) = ledger.accounts.all()
    assert (made.provisional, made.name, made.domains) == (True, "Newco", ("newco.example",))


def test_private_addresses_of_one_provider_are_different_customers(ledger: Stores) -> None:
    e = event(to=(Participant(email="a@gmail.com"), Participant(email="b@gmail.com")))
    found = ledger.accounts.resolve(e, us(e))
    assert len(set(found.values())) == 2


@pytest.mark.parametrize("flag", ["bulk", "auto_reply"])
def test_newsletters_make_no_accounts(ledger: Stores, flag: str) -> None:
    e = event(
        sender=Participant(email="news@letters.example"), to=(Participant(email=MARA.email),), flags=(flag,)
    )
    assert ledger.accounts.resolve(e, us(e)) == {}
    assert ledger.accounts.all() == []


def test_a_meeting_without_outside_addresses_is_matched_by_its_title(ledger: Stores) -> None:
    ledger.accounts.import_snapshot([ACME], [], [])
    e = event(kind=EventKind.meeting, subject="Acme: pricing call", to=())
    assert ledger.accounts.resolve(e, us(e)) == {"": "acme"}


def test_a_provisional_account_becomes_the_crms_once_it_knows_the_domain(ledger: Stores) -> None:
    talk(ledger)
    assert {a.provisional for a in ledger.accounts.all()} == {True}
    stray = ledger.accounts.resolve(event(), us(event()))[DANA]
    snapshot(ledger)
    assert {a.id for a in ledger.accounts.all()} == {"acme", "other"}
    assert ledger.accounts.survivor(stray) == ledger.accounts.get(stray).id == "acme"
    assert {p.account_id for p in ledger.promises.of_event(event().id)} == {"acme"}
    assert "acme" in ledger.log.work("settle")


def test_undoing_a_merge_restores_exactly_what_was(ledger: Stores) -> None:
    snapshot(ledger)
    talk(ledger)
    before = everything(ledger)
    number = ledger.accounts.merge("acme", "other", by=MARA.email, why="same people")
    merged = everything(ledger)
    assert {p.account_id for p in ledger.promises.of_account("other")} == {"other"}
    assert [a.id for a in ledger.accounts.all()] == ["other"]
    ledger.accounts.undo_merge(number)
    assert everything(ledger) == before != merged
    assert set(ledger.log.work("settle")) >= {"acme", "other"}


def test_two_merges_are_undone_in_the_opposite_order_only(ledger: Stores) -> None:
    third = Account(id="third", name="Third", crm="sqlcrm", crm_id="3")
    ledger.accounts.import_snapshot([ACME, OTHER, third], [DANA_IN_CRM], [DEAL])
    talk(ledger)
    before = everything(ledger)
    first = ledger.accounts.merge("acme", "other", by=MARA.email, why="a")
    second = ledger.accounts.merge("other", "third", by=MARA.email, why="b")
    with pytest.raises(PromissoryError, match=f"[Uu]ndo merge {second} first"):
        ledger.accounts.undo_merge(first)
    ledger.accounts.undo_merge(second)
    ledger.accounts.undo_merge(first)
    assert everything(ledger) == before


def test_a_merge_survives_the_next_import_from_the_crm(ledger: Stores) -> None:
    snapshot(ledger)
    talk(ledger)
    ledger.accounts.merge("acme", "other", by=MARA.email, why="same people")
    merged = everything(ledger)
    snapshot(ledger)
    assert everything(ledger) == merged
    assert [c.email for c in ledger.accounts.contacts("other")] == [DANA]


def test_an_adoption_that_a_person_undid_is_not_done_again(ledger: Stores) -> None:
    talk(ledger)
    stray = ledger.accounts.resolve(event(), us(event()))[DANA]
    ledger.accounts.import_snapshot([ACME], [], [])
    ledger.accounts.undo_merge(1)
    ledger.accounts.import_snapshot([ACME], [], [])
    assert ledger.accounts.survivor(stray) == stray


def test_a_merge_is_undone_once(ledger: Stores) -> None:
    snapshot(ledger)
    number = ledger.accounts.merge("acme", "other", by=MARA.email, why="x")
    ledger.accounts.undo_merge(number)
    for missing in (number, 99):
        with pytest.raises(NotFound, match=f"no merge {missing}"):
            ledger.accounts.undo_merge(missing)


def test_an_account_is_not_merged_into_itself(ledger: Stores) -> None:
    with pytest.raises(PromissoryError, match="into itself"):
        ledger.accounts.merge("acme", "acme", by=MARA.email, why="x")


def test_importing_twice_changes_nothing(ledger: Stores) -> None:
    snapshot(ledger)
    before = everything(ledger), ledger.accounts.all()
    snapshot(ledger)
    assert (everything(ledger), ledger.accounts.all()) == before


def test_what_left_the_crm_is_updated_on_the_next_import(ledger: Stores) -> None:
    snapshot(ledger)
    ledger.accounts.import_snapshot(
        [ACME.model_copy(update={"at_risk_flag": True, "name": "Acme SE"})], [], []
    )
    after = ledger.accounts.get("acme")
    assert (after.at_risk_flag, after.name) == (True, "Acme SE")
