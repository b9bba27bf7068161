"""Whose promise it is when somebody else than the writer will act."""

from datetime import UTC, datetime

import pytest

from records.models import Event, EventKind, Participant, Turn
from retrieval.extract import Sides, extract

NIGEL = Participant(email="nigel@pumps.example", name="Nigel Ashdown")
ROB = Participant(email="rob.tindall@pumps.example", name="Rob Tindall")
CARYS = Participant(email="carys@water.example", name="Carys Penhallow")
HERR_LOTZ = Participant(email="lotz@pumps.example", name="Dieter Lotz")
SIDES = Sides(our_domains=frozenset({"pumps.example"}))


def owners(text: str, **fields: object) -> list[str]:
    known: dict[str, object] = {
        "id": "e1",
        "source": "test",
        "external_id": "x1",
        "kind": EventKind.mail,
        "at": datetime(2026, 2, 11, 9, tzinfo=UTC),
        "sender": NIGEL,
        "to": (CARYS, ROB, HERR_LOTZ),
        "text": text,
        "said": ((0, len(text)),),
    }
    return [p.owner for p in extract(Event.model_validate(known | fields), SIDES).promises]


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("Rob will send you the drawing tomorrow.", ROB),
        ("Rob Tindall will be calling you on Friday.", ROB),
        ("Herr Lotz wird Ihnen das Angebot morgen schicken.", HERR_LOTZ),
        ("I'll ask Rob and send you the drawing tomorrow.", NIGEL),
        ("I'll send Rob's drawing over tomorrow.", NIGEL),
        ("We will deliver the pump to Carys on Friday.", NIGEL),
    ],
)
def test_the_one_who_is_said_to_act_owes_it(text: str, owner: Participant) -> None:
    assert owners(text) == [owner.email]


def test_he_is_the_one_named_before() -> None:
    assert owners("Rob has your drawing. He'll send it to you tomorrow.") == [ROB.email]


def test_an_item_of_notes_belongs_to_the_name_it_begins_with() -> None:
    text = "Actions:\n- Carys to send the photographs by Friday\n- Rob to order the casting by Monday\n"
    assert owners(text) == [CARYS.email, ROB.email]


def test_in_speech_names_have_no_capital() -> None:
    text = "rob'll send you the drawing tomorrow"
    turns = (Turn(start=0, end=len(text), speaker=NIGEL),)
    assert owners(text, kind=EventKind.transcript, turns=turns) == [ROB.email]


def test_a_thing_with_a_capital_owes_nothing() -> None:
    assert owners("Photos to follow tomorrow.") in ([], [NIGEL.email])
