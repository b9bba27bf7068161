"""Something said unasked reaches a person once, where they are."""

from dataclasses import dataclass, field

import pytest

from bot.replies.answers import text_reply
from bot.replies.shapes import Reply
from bot.workflows.tell import Tell

HELLO = text_reply("Dana owes you a call back.")


@dataclass
class Room:
    name: str
    known: frozenset[str]
    down: bool = False
    told: list[str] = field(default_factory=list)
    painted: int = 0

    def deliver(self, email: str, reply: Reply) -> bool:
        if self.down:
            raise ConnectionError
        if email in self.known:
            self.told.append(email)
        return email in self.known

    def refresh(self, reply: Reply) -> None:
        if self.down:
            raise ConnectionError
        self.painted += 1


def both(*people: str) -> tuple[Room, Room]:
    return Room("slack", frozenset(people)), Room("teams", frozenset(people))


def test_it_comes_where_the_person_was_last_seen_and_only_there() -> None:
    slack, teams = both("mira@us.example")
    assert Tell((slack, teams), lambda email: "teams").deliver("mira@us.example", HELLO)
    assert (slack.told, teams.told) == ([], ["mira@us.example"])


def test_it_comes_on_the_other_platform_where_the_first_does_not_know_them() -> None:
    slack, teams = Room("slack", frozenset()), Room("teams", frozenset({"mira@us.example"}))
    assert Tell((slack, teams)).deliver("mira@us.example", HELLO)
    assert teams.told == ["mira@us.example"]


def test_a_platform_that_is_down_does_not_silence_the_other() -> None:
    slack, teams = both("mira@us.example")
    slack.down = True
    assert Tell((slack, teams)).deliver("mira@us.example", HELLO)
    assert teams.told == ["mira@us.example"]


def test_what_reached_nobody_because_a_platform_is_down_is_tried_again_by_whoever_sent_it() -> None:
    slack, teams = both()
    slack.down = True
    with pytest.raises(ConnectionError):
        Tell((slack, teams)).deliver("mira@us.example", HELLO)
    assert not Tell((teams,)).deliver("mira@us.example", HELLO)


def test_copies_elsewhere_are_painted_although_one_platform_is_down() -> None:
    slack, teams = both()
    slack.down = True
    with pytest.raises(ConnectionError):
        Tell((slack, teams)).refresh(HELLO)
    assert teams.painted == 1
