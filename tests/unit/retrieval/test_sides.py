"""Who is on our side, and whom a name means."""

from datetime import UTC, datetime

from records.models import Direction, Event, EventKind, Participant, Turn
from retrieval.sides import Sides, owed, person_named

JANA = Participant(email="jana.roth@ours.example", name="Jana Roth")
BOB = Participant(email="bob@acme.example", name="Bob Meyer")
SIDES = Sides(
    our_domains=frozenset({"ours.example"}),
    our_people=frozenset({"jana.private@freemail.example"}),
    names={"lena fox": "lena@ours.example"},
)
CALL = Event(
    id="e",
    source="t",
    external_id="e",
    kind=EventKind.transcript,
    at=datetime(2026, 1, 5, tzinfo=UTC),
    sender=JANA,
    to=(BOB,),
    text="hello there",
    said=((0, 11),),
    turns=(Turn(start=6, end=11, speaker=Participant(email="", name="Bob Meyer")),),
)


def test_domains_subdomains_people_and_names_are_ours() -> None:
    assert SIDES.is_ours(JANA)
    assert SIDES.is_ours(Participant(email="x@mail.ours.example"))
    assert SIDES.is_ours(Participant(email="jana.private@freemail.example"))
    assert SIDES.is_ours(Participant(email="", name="Lena Fox"))
    assert not SIDES.is_ours(Participant(email="x@notours.example"))
    assert not SIDES.is_ours(Participant(email="", name="Stranger"))


def test_a_first_name_finds_its_person() -> None:
    assert person_named("Bob", CALL, SIDES) == BOB
    lena = person_named("Lena", CALL, SIDES)
    assert lena is not None and lena.email == "lena@ours.example"
    assert person_named("Bob Miller", CALL, SIDES) is None


def test_a_company_owes_through_its_people() -> None:
    debt = owed("Acme", "", CALL, 0, SIDES)
    assert debt is not None
    assert (debt.owner, debt.direction, debt.beneficiary) == (BOB.email, Direction.theirs, JANA.email)


def test_an_unknown_name_stays_a_name() -> None:
    debt = owed("Hugo", "Acme", CALL, 0, SIDES)
    assert debt is not None
    assert (debt.owner, debt.direction, debt.strange) == ("Hugo", Direction.theirs, True)


def test_a_speaker_with_only_a_name_gets_the_address_of_the_invitation() -> None:
    debt = owed("", "", CALL, 7, SIDES)
    assert debt is not None and debt.owner == BOB.email
