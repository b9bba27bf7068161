"""What is said by the clock reaches everybody who can be reached, whoever can't."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bot.app import App
from bot.replies.shapes import Reply
from bot.ticks import Ticks
from bot.workflows.tell import Tell
from tests.builders import HENRIK, MARA, PRIYA, open_app, proposal


@dataclass
class Room:
    """A surface on which one person's DM refuses everything."""

    closed: str = ""
    name: str = "slack"
    got: dict[str, list[Reply]] = field(default_factory=dict)

    def deliver(self, email: str, reply: Reply) -> bool:
        if email == self.closed:
            raise ConnectionError("restricted_action")
        self.got.setdefault(email, []).append(reply)
        return True

    def refresh(self, reply: Reply) -> None: ...


@dataclass
class OneRoom:
    """As `Doors`, with one surface."""

    room: Room
    names: str = "Slack"
    slack: Any = None

    @property
    def tell(self) -> Tell:
        return Tell((self.room,))


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    opened = open_app(tmp_path / "home")
    for n in range(3):
        opened.proposals.add(proposal(f"prop_{n}", entity_id=str(n), proposer=MARA.email))
    yield opened
    opened.close()


def test_somebody_who_cannot_be_reached_keeps_nobody_else_from_their_cards(app: App) -> None:
    room = Room(closed=PRIYA.email)
    ticks = Ticks(app, OneRoom(room))  # type: ignore[arg-type]
    ticks.post_cards()
    assert len(room.got[HENRIK.email]) == len(room.got[MARA.email]) == 3
    ticks.post_cards()
    assert len(room.got[HENRIK.email]) == 3, "not every few seconds again"


def test_a_card_that_everybody_has_is_not_sent_again(app: App) -> None:
    room = Room()
    ticks = Ticks(app, OneRoom(room))  # type: ignore[arg-type]
    for _ in range(2):
        ticks.post_cards()
    assert {who: len(cards) for who, cards in room.got.items()} == {
        PRIYA.email: 3,
        HENRIK.email: 3,
        MARA.email: 3,
    }
    assert app.proposals.unposted() == []


def test_a_card_says_who_may_see_it_so_that_others_lose_their_copy(app: App) -> None:
    shown = app.show.card("proposal:prop_0")
    assert shown is not None and shown.readers == {PRIYA.email, HENRIK.email, MARA.email}
