"""Who works here: the first is admin, nobody slips in by another spelling."""

import pytest

from records.errors import PromissoryError, UnknownReader
from records.models import Role
from tests.unit.records.stores import Stores


def test_the_first_person_of_a_home_is_its_admin_whatever_was_asked(ledger: Stores) -> None:
    assert ledger.people.add("Ann@Northbeam.Example", Role.rep).role is Role.admin
    assert ledger.people.add("bob@northbeam.example").role is Role.rep


def test_adding_somebody_again_changes_only_what_is_given(ledger: Stores) -> None:
    ledger.people.add("ann@northbeam.example", name="Ann", tz="Europe/Berlin", team="Sales")
    again = ledger.people.add(" ANN@northbeam.example ", tz="Europe/London")
    assert (again.name, again.tz, again.team, again.role) == ("Ann", "Europe/London", "Sales", Role.admin)
    assert len(ledger.people.all()) == 1


def test_the_last_admin_stays_admin(ledger: Stores) -> None:
    ledger.people.add("ann@northbeam.example")
    with pytest.raises(PromissoryError, match="only admin"):
        ledger.people.add("ann@northbeam.example", Role.rep)
    ledger.people.add("bob@northbeam.example", Role.admin)
    assert ledger.people.add("ann@northbeam.example", Role.rep).role is Role.rep


@pytest.mark.parametrize(
    "bad", ["", "ann", "@northbeam.example", "ann@", "a b@northbeam.example", "x" * 400 + "@a.b"]
)
def test_what_is_no_address_is_refused_in_a_sentence(ledger: Stores, bad: str) -> None:
    with pytest.raises(PromissoryError, match="not a mail address"):
        ledger.people.add(bad)
    assert ledger.people.all() == []


@pytest.mark.parametrize("bad", ["Europe/Atlantis", "", "../../etc/passwd", "+01:00"])
def test_what_is_no_time_zone_is_refused_in_a_sentence(ledger: Stores, bad: str) -> None:
    with pytest.raises(PromissoryError, match="not a time zone"):
        ledger.people.add("ann@northbeam.example", tz=bad)
    assert ledger.people.all() == []


def test_a_stranger_is_unknown(ledger: Stores) -> None:
    ledger.people.add("ann@northbeam.example")
    for stranger in ("bob@northbeam.example", "", "ann@northbeam.example.evil.example"):
        assert ledger.people.find(stranger) is None
        with pytest.raises(UnknownReader, match="not known here"):
            ledger.people.get(stranger)


def test_our_domains_are_those_of_people_and_those_said_but_never_free_mail(ledger: Stores) -> None:
    ledger.people.add("ann@northbeam.example")
    ledger.people.add("me@gmail.com")
    ledger.people.add_domain("@Northbeam-Labs.example")
    assert ledger.people.our_domains() == {"northbeam.example", "northbeam-labs.example"}
    with pytest.raises(PromissoryError, match="not a domain"):
        ledger.people.add_domain("northbeam")


def test_a_mailbox_belongs_to_its_owner_alone(ledger: Stores) -> None:
    ann, bob = (
        ledger.people.mailbox_of("Ann@a.example", "files"),
        ledger.people.mailbox_of("bob@a.example", "files"),
    )
    assert ann != bob
    assert ledger.people.mailbox_of("ann@a.example", "files") == ann
    assert ledger.people.mailboxes("ann@a.example") == [ann]
    assert ledger.people.mailboxes() == sorted([ann, bob])


def test_a_slack_name_leads_to_one_person(ledger: Stores) -> None:
    ledger.people.add("ann@a.example", slack_id="U1")
    found = ledger.people.by_slack_id("U1")
    assert found is not None and found.email == "ann@a.example"
    assert ledger.people.by_slack_id("U2") is None
