"""Only what somebody may know of counts as contact, and only people who met count as having met."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from records.contact_dates import ContactDates
from records.models import Account, Deal, Event, EventKind, Participant, Promise
from tests.builders import DANA, MARA, NOW, TOM, digested, event, promise
from tests.unit.records.stores import Stores

ACC = "acc_acme"


@pytest.fixture
def ledger(tmp_path: Path) -> Stores:
    made = Stores(tmp_path / "home")
    made.box(MARA.email)
    made.people.add(TOM.email)
    made.people.add_domain("northbeam.example")
    account = Account(id=ACC, name="Acme", crm="x", crm_id="1", domains=("acme.example",), owner=MARA.email)
    deal = Deal(id="deal_1", account_id=ACC, name="Pilot", crm_id="7")
    made.accounts.import_snapshot([account], [], [deal])
    return made


def logged(ledger: Stores, at: datetime, *, owner: str = MARA.email, quote: str = "", **more: Any) -> Event:
    """An event with Acme in somebody's mailbox, and a promise of Mara's in it if there is a quote."""
    said = event("We'll send it.", at=at, external_id=f"{at}{owner}{more}", **more)
    made: tuple[Promise, ...] = (promise(said, quote, account_id=ACC),) if quote else ()
    ledger.log.append(ledger.box(owner), [digested(said, *made, accounts=[ACC])], version="test")
    return said


def last(ledger: Stores, whose: str = MARA.email) -> datetime | None:
    return ContactDates(ledger.db).of(whose).get(ACC)


def test_the_newest_contact_either_way_counts(ledger: Stores) -> None:
    logged(ledger, NOW - timedelta(days=9))
    logged(
        ledger, NOW - timedelta(days=3), sender=Participant(email=DANA), to=(Participant(email=MARA.email),)
    )
    assert last(ledger) == NOW - timedelta(days=3)


def test_an_account_that_the_crm_does_not_know_is_none(ledger: Stores) -> None:
    logged(ledger, NOW - timedelta(days=9), quote="We'll send it.")
    assert last(ledger) is not None
    with ledger.db.write() as connection:
        connection.exec_driver_sql("UPDATE account SET provisional = true")
    assert last(ledger) is None


@pytest.mark.parametrize(
    "more",
    [
        {"flags": ("auto_reply",)},
        {"flags": ("bulk",)},
        {"flags": ("cancelled",), "kind": EventKind.meeting},
        {"flags": ("date_absurd",)},
        {"kind": EventKind.billing},
        {"kind": EventKind.change},
        {"to": (Participant(email=TOM.email),)},
        {"kind": EventKind.meeting, "to": (Participant(email=TOM.email),), "subject": "Acme: prepare"},
    ],
    ids=[
        "out of office",
        "newsletter",
        "cancelled",
        "no real date",
        "invoice",
        "CRM",
        "colleagues",
        "our own meeting",
    ],
)
def test_what_is_no_contact_does_not_end_a_silence(ledger: Stores, more: dict[str, Any]) -> None:
    logged(ledger, NOW - timedelta(days=9))
    logged(ledger, NOW - timedelta(days=1), **more)
    assert last(ledger) == NOW - timedelta(days=9)


def test_a_call_counts_even_if_its_speakers_have_no_address(ledger: Stores) -> None:
    logged(ledger, NOW - timedelta(days=9))
    call = {"kind": EventKind.transcript, "sender": None, "to": ()}
    logged(ledger, NOW - timedelta(days=1), **call)
    assert last(ledger) == NOW - timedelta(days=1)


def test_a_colleagues_mail_that_one_may_not_read_is_no_contact(ledger: Stores) -> None:
    logged(ledger, NOW - timedelta(days=9))
    toms = {"sender": Participant(email=TOM.email), "owner": TOM.email}
    logged(ledger, NOW - timedelta(days=1), **toms)
    assert last(ledger) == NOW - timedelta(days=9)


def test_an_account_never_met_is_not_forgotten(ledger: Stores) -> None:
    assert last(ledger) is None


def test_it_is_somebodys_account_by_its_deal_or_by_what_they_owe(ledger: Stores) -> None:
    logged(ledger, NOW - timedelta(days=9), cc=(Participant(email=TOM.email),), quote="We'll send it.")
    assert last(ledger, TOM.email) is None
    (made,) = ledger.promises.of_account(ACC)
    ledger.promises.hand_over(made.id, TOM.email, MARA.email)
    assert last(ledger, TOM.email) == NOW - timedelta(days=9)
    assert last(ledger, "gone@northbeam.example") is None


def test_a_closed_deal_is_no_reason_to_speak(ledger: Stores) -> None:
    logged(ledger, NOW - timedelta(days=9))
    closed = Deal(id="deal_1", account_id=ACC, name="Pilot", crm_id="7", is_open=False)
    ledger.accounts.import_snapshot([], [], [closed])
    assert last(ledger) is None
    assert ContactDates(ledger.db).accounts([ACC])[ACC].deals == ()


def test_names_of_the_account_and_its_open_deals(ledger: Stores) -> None:
    (known,) = ContactDates(ledger.db).accounts([ACC, "acc_nothing"]).values()
    assert (known.name, known.deals) == ("Acme", ("Pilot",))
