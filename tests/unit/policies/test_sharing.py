"""What leaves its owner's privacy by a rule: mail with known customers, and every doubt keeps it private."""

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.sharing import NEVER_SENT, PRIVATE_FLAGS, account_team, may_share
from records.models import EventKind, Person, Role
from records.share_rules import Customer, Exclusions, MailFacts
from tests.unit.policies.builders import NOW

ROOT = Path(__file__).parents[3]
MARA, TOM, HENRIK = "mara@northbeam.example", "tom@northbeam.example", "henrik@northbeam.example"
DANA = "dana@acme.example"
ACME = Customer("acc_1", "Acme", MARA)
GLOBEX = Customer("acc_2", "Globex", HENRIK)
TEAM = frozenset({TOM})
ALL = Exclusions()


def mail(**changes: Any) -> MailFacts:
    """Mara writes to Dana at Acme."""
    people = frozenset({MARA, DANA})
    return MailFacts(
        **{
            "event_id": "ev_1",
            "mailbox_id": "mb_1",
            "kind": EventKind.mail,
            "at": NOW,
            "flags": frozenset(),
            "outside": frozenset({DANA}),
            "customers": (ACME,),
            "thread_flags": frozenset(),
            "thread_people": people,
            "thread_labels": frozenset({"INBOX"}),
            **changes,
        }
    )


def test_mail_with_a_known_customer_is_shared() -> None:
    assert may_share(mail(), ALL, TEAM).shared


KEPT: list[tuple[str, dict[str, Any], str]] = [
    ("internal_only", {"outside": frozenset(), "customers": ()}, "internal only"),
    ("internal_only", {"outside": frozenset()}, "internal only"),
    ("unknown_customer", {"customers": ()}, "not a known customer"),
    ("marked_private", {"flags": frozenset({"personal"})}, "marked personal"),
    ("marked_private", {"thread_flags": frozenset({"confidential"})}, "confidential"),
    ("never_sent", {"flags": frozenset({"label:Draft"})}, "a draft"),
    ("private_label", {"thread_labels": frozenset({"Privat/Steuer"})}, "filed as private"),
    ("private_label", {"thread_labels": frozenset({"Kunden/Acme/PRIVAT"})}, "filed as private"),
    ("private_label", {"thread_labels": frozenset({"INBOX.Acme.Perso\u0308nlich"})}, "filed as private"),
    ("private_label", {"thread_labels": frozenset({"Acme / Private / 2026"})}, "filed as private"),
    ("excluded_label", {"thread_labels": frozenset({"Invoices"})}, "label Invoices is excluded"),
    ("excluded_person", {"thread_people": frozenset({"a@lawyers.example"})}, "lawyers.example is excluded"),
    ("excluded_flag", {"flags": frozenset({"bulk"})}, "bulk is excluded"),
    ("excluded_kind", {"kind": EventKind.meeting}, "meetings are excluded"),
    ("other_kind", {"kind": EventKind.chat}, "are not shared by a rule"),
    ("other_kind", {"kind": EventKind.ticket}, "are not shared by a rule"),
]


@pytest.mark.parametrize(("rule", "changes", "reason"), KEPT, ids=lambda v: v if isinstance(v, str) else "")
def test_what_stays_private_says_why(rule: str, changes: dict[str, Any], reason: str) -> None:
    exclude = Exclusions(
        labels=("Invoices",), people=("lawyers.example",), flags=("bulk",), kinds=(EventKind.meeting,)
    )
    found = may_share(mail(**changes), exclude, TEAM)
    assert not found.shared
    assert found.rule == rule and reason in found.reason
    assert may_share(mail(), exclude, TEAM).shared


def test_where_nobody_else_would_read_it_nothing_is_shared() -> None:
    found = may_share(mail(), ALL, ())
    assert (found.shared, found.rule) == (False, "nobody_else")


WORDS = st.sampled_from(["", "personal", "private", "bulk", "label:Trash", "Invoices", "HR", "acme.example"])


@given(
    kind=st.sampled_from(list(EventKind)),
    flags=st.frozensets(WORDS),
    thread_flags=st.frozensets(WORDS),
    labels=st.frozensets(st.text(max_size=20) | WORDS),
    people=st.frozensets(st.sampled_from([DANA, MARA, "x@lawyers.example", "jo@gmail.com", "odd", ""])),
    outside=st.frozensets(st.sampled_from([DANA, "jo@gmail.com"])),
    customers=st.sampled_from([(), (ACME,), (ACME, GLOBEX)]),
    exclude=st.builds(
        Exclusions,
        labels=st.tuples(WORDS),
        people=st.tuples(st.sampled_from(["lawyers.example", "private-mail", DANA])),
        flags=st.tuples(WORDS),
        kinds=st.tuples(st.sampled_from(list(EventKind))),
    ),
    team=st.frozensets(st.sampled_from([TOM, HENRIK])),
)
def test_whatever_is_shared_passed_every_guard(
    kind: EventKind,
    flags: frozenset[str],
    thread_flags: frozenset[str],
    labels: frozenset[str],
    people: frozenset[str],
    outside: frozenset[str],
    customers: tuple[Customer, ...],
    exclude: Exclusions,
    team: frozenset[str],
) -> None:
    one = mail(
        kind=kind,
        flags=flags,
        thread_flags=thread_flags,
        thread_labels=labels,
        thread_people=people,
        outside=outside,
        customers=customers,
    )
    found = may_share(one, exclude, team)
    assert found.reason and found.rule
    if found.shared:
        assert outside and customers and team
        assert kind in (EventKind.mail, EventKind.meeting, EventKind.transcript)
        assert not PRIVATE_FLAGS & (flags | thread_flags) and not NEVER_SENT & flags
        assert not set(exclude.flags) & flags and kind not in exclude.kinds
        assert not {"Invoices", "HR"} & labels & set(exclude.labels)
        assert not ("x@lawyers.example" in people and "lawyers.example" in exclude.people)
    else:
        # Leaving out more never shares more.
        assert not may_share(one, exclude | Exclusions(labels=("More",), flags=("more",)), team).shared


def person(email: str, team: str | None) -> Person:
    return Person(email=email, role=Role.rep, team=team)


def test_an_accounts_team_is_its_salesperson_and_who_works_in_the_same_team() -> None:
    people = [person(MARA, "Sales"), person(TOM, " sales"), person(HENRIK, "Finance")]
    assert account_team([ACME], people) == {MARA, TOM}
    assert account_team([ACME, GLOBEX], people) == {MARA, TOM, HENRIK}


def test_a_salesperson_without_a_team_is_alone() -> None:
    people = [person(MARA, None), person(TOM, None), person(HENRIK, " ")]
    assert account_team([ACME], people) == {MARA}


@pytest.mark.parametrize("owner", [None, "", "gone@northbeam.example", "DANA@acme.example"])
def test_an_account_that_no_colleague_owns_has_no_team(owner: str | None) -> None:
    assert account_team([Customer("acc_1", "Acme", owner)], [person(MARA, "Sales")]) == frozenset()


def test_the_crm_may_write_the_owners_address_in_capitals() -> None:
    assert account_team([Customer("acc_1", "Acme", MARA.upper())], [person(MARA, None)]) == {MARA}


def test_every_rule_of_sharing_and_of_the_door_is_in_the_reference() -> None:
    named = set()
    for file in ("sharing.py", "door.py"):
        text = (ROOT / "policies" / file).read_text(encoding="utf-8")
        named |= set(re.findall(r"\.(?:keep|share|stay_out|come_in)\(\s*\"(\w+)\"", text))
    assert {"internal_only", "known_customer", "door_label"} <= named
    reference = (ROOT / "docs" / "reference" / "policies.md").read_text(encoding="utf-8")
    assert not {rule for rule in named if f"`{rule}`" not in reference}
