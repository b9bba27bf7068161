"""Which customer's room a channel is, by its name."""

import pytest

from records.models import Account
from retrieval.room_accounts import named_in, of_room

ACCOUNTS = [
    Account(id="acme", name="Acme Corp Ltd", domains=("acme.example",)),
    Account(id="robots", name="Acme Robotics GmbH"),
    Account(id="hw", name="Hollis & Wray Foods plc", aliases=("H&W Foods",)),
    Account(id="lake", name="Blue Lake Water Authority", domains=("bluelakewater.example",)),
    Account(id="globex", name="Globex Industries", domains=("globex.example",)),
    Account(id="mueller", name="Müller AG"),
    Account(id="general", name="General Sales Inc"),
    Account(id="ab", name="AB"),
]


@pytest.mark.parametrize(
    ("room", "account"),
    [
        ("#acme-renewal", "acme"),
        ("deal-globex-2026", "globex"),
        ("#ext_acme_robotics", "robots"),
        ("hollis-and-wray-foods", "hw"),
        ("hollis-wray-foods-q1", "hw"),
        ("#hollis-wray", "hw"),
        ("hollis-deal", "hw"),
        ("h-w-foods", "hw"),
        ("#bluelakewater", "lake"),
        ("blue-lake", "lake"),
        ("#mueller", "mueller"),
        ("#muller-deal", "mueller"),
        ("müller", "mueller"),
        ("Globex Industries", "globex"),
    ],
)
def test_a_room_is_known_by_the_name_in_it(room: str, account: str) -> None:
    assert [a.id for a in of_room(room, ACCOUNTS)] == [account]


@pytest.mark.parametrize(
    "room",
    ["", "#", "general", "#sales", "random", "team-sales", "hollis", "acme-and-globex", "#acme-globex-2026", "ab-test",
     "acmerenewal", "initech-deal", "🎉", "the-deal", "-" * 500, "2026-q1", "customer-success"],
)  # fmt: skip
def test_other_rooms_and_rooms_of_two_are_nobodys(room: str) -> None:
    assert len(of_room(room, ACCOUNTS)) != 1


def test_a_sentence_may_name_several() -> None:
    said = "Acme Robotics and Globex want the same price as Acme."
    assert {a.id for a in named_in(said, ACCOUNTS)} == {"robots", "globex", "acme"}
    assert named_in("Nobody we know was there.", ACCOUNTS) == []
