"""Who is a known reader, and who would read along: nobody is taken for one who is not, and nobody for too long."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from bot.slack.identity import MOST_VIEWERS, SLACKBOT, USER_SECONDS, Identity, is_colleague
from bot.slack.workspaces import Client
from tests.doubles.slack import BOT_USER, TEAM, SlackDouble

MIRA, TOM, ROOM = "UMIRA", "UTOM", "C0SALES"
KNOWN = {"mira@home.example", "tom@home.example"}


class Place:
    """A workspace with two known people and our bot in one channel."""

    def __init__(self, slack: SlackDouble) -> None:
        self.slack, self.at = slack, 0.0
        slack.person(MIRA, "mira@home.example")
        slack.person(TOM, "Tom@Home.example")
        slack.person(BOT_USER, None, is_bot=True)
        slack.members[ROOM] = [MIRA, TOM, BOT_USER]
        self.identity = self.made()

    def made(self, **more: Any) -> Identity:
        def who(_: str, email: str | None) -> str | None:
            return email if email in KNOWN else None

        quiet = logging.getLogger("promissory.slack.test")
        api = Client("xoxb-invented", self.slack.api, quiet)
        return Identity(api, who, TEAM, now=lambda: self.at, **more)


@pytest.fixture
def place() -> Iterator[Place]:
    with SlackDouble() as slack:
        yield Place(slack)


def test_a_known_colleague_is_a_reader_by_their_mail_address(place: Place) -> None:
    assert place.identity.reader(MIRA) == "mira@home.example"
    assert place.identity.reader(TOM) == "tom@home.example"


@pytest.mark.parametrize(
    "flags",
    [
        {"deleted": True},
        {"is_bot": True},
        {"is_workflow_bot": True},
        {"is_restricted": True},
        {"is_ultra_restricted": True},
        {"is_stranger": True},
        {"is_invited_user": True},
        {"is_email_confirmed": False},
        {"team_id": "T0ACME", "is_stranger": True},
        {"team_id": None, "is_stranger": True},
        {"profile": {}},
        {"profile": {"email": "somebody@elsewhere.example"}},
    ],
)
def test_guests_bots_strangers_and_the_unconfirmed_are_nobody(place: Place, flags: dict[str, Any]) -> None:
    place.slack.person(MIRA, "mira@home.example", **flags)
    assert place.identity.reader(MIRA) is None
    assert place.identity.viewers(ROOM) is None or flags.get("deleted") or flags.get("is_bot")


def test_somebody_of_another_team_is_no_colleague_whatever_else_slack_says() -> None:
    told = {"id": MIRA, "team_id": "T0ACME", "profile": {"email": "mira@home.example"}}
    assert not is_colleague(told, TEAM)
    assert not is_colleague({"id": MIRA}, TEAM)
    assert is_colleague(told | {"enterprise_user": {"teams": ["T0ACME", TEAM]}}, TEAM), "of our organisation"
    assert not is_colleague({"id": SLACKBOT, "team_id": TEAM}, TEAM)


def test_slack_is_asked_once_in_five_minutes_and_at_once_when_it_says_that_something_changed(
    place: Place,
) -> None:
    for _ in range(20):
        place.identity.reader(MIRA)
    assert place.slack.count("users.info") == 1
    place.slack.users[MIRA]["deleted"] = True
    place.identity.forget(TOM)
    assert place.identity.reader(MIRA) is not None, "nobody said so yet"
    place.identity.forget(MIRA)
    assert place.identity.reader(MIRA) is None
    place.slack.users[MIRA]["deleted"] = False
    place.at += USER_SECONDS
    assert place.identity.reader(MIRA) is not None


def test_an_answer_that_was_under_way_when_somebody_left_is_not_remembered(place: Place) -> None:
    told = place.slack._users_info

    def overtaken(args: dict[str, Any]) -> dict[str, Any]:
        found = {"user": dict(told(args)["user"])}
        place.slack.users[MIRA]["deleted"] = True
        place.identity.forget(MIRA)
        return found

    place.slack._users_info = overtaken  # type: ignore[method-assign]
    place.identity.reader(MIRA)
    place.slack._users_info = told  # type: ignore[method-assign]
    assert place.identity.reader(MIRA) is None


def test_when_slack_cannot_tell_nobody_is_guessed(place: Place) -> None:
    place.slack.fail("users.info", "internal_error")
    with pytest.raises(SlackApiError):
        place.identity.reader(MIRA)
    assert place.identity.reader(MIRA) == "mira@home.example"


def test_all_who_would_read_along_are_named_and_bots_are_not(place: Place) -> None:
    place.slack.person("UGONE", None, deleted=True)
    place.slack.members[ROOM] += ["UGONE", SLACKBOT]
    assert place.identity.viewers(ROOM) == ["mira@home.example", "tom@home.example"]


@pytest.mark.parametrize(
    "who",
    [
        {"email": "guest@home.example", "is_restricted": True},
        {"email": "mira@home.example", "is_ultra_restricted": True},
        {"email": "dana@acme.example", "is_stranger": True},
        {"email": "dana@acme.example", "is_stranger": True, "team_id": "T0ACME"},
        {"email": "colleague@home.example"},
        {"email": None},
        {"email": None, "is_bot": True, "is_stranger": True, "team_id": "T0ACME"},
    ],
)
def test_one_member_whom_we_do_not_know_is_enough_to_show_nothing(place: Place, who: dict[str, Any]) -> None:
    place.slack.person("UOTHER", **who)
    place.slack.members[ROOM].append("UOTHER")
    assert place.identity.viewers(ROOM) is None


@pytest.mark.parametrize(
    "room",
    [
        {"is_ext_shared": True},
        {"is_pending_ext_shared": True},
        {"is_org_shared": True},
        {"is_shared": True},
        {"pending_connected_team_ids": ["T0ACME"]},
        {"is_archived": True},
    ],
)
def test_a_channel_that_others_share_shows_nothing(place: Place, room: dict[str, Any]) -> None:
    place.slack.rooms[ROOM] = room
    assert place.identity.viewers(ROOM) is None


@pytest.mark.parametrize(
    ("room", "shown"), [({}, False), ({"is_private": True}, True), ({"is_mpim": True}, True)]
)
def test_where_public_channels_are_off_only_closed_ones_show_anything(
    place: Place, room: dict[str, Any], shown: bool
) -> None:
    place.slack.rooms[ROOM] = room
    assert (place.made(public_channels=False).viewers(ROOM) is not None) is shown


@pytest.mark.parametrize("problem", ["channel_not_found", "not_in_channel", "missing_scope"])
@pytest.mark.parametrize("method", ["conversations.info", "conversations.members"])
def test_where_the_members_cannot_be_seen_nothing_is_shown(place: Place, method: str, problem: str) -> None:
    place.slack.fail(method, problem)
    assert place.identity.viewers(ROOM) is None


def test_a_channel_with_too_many_people_shows_nothing(place: Place) -> None:
    for n in range(MOST_VIEWERS + 1):
        place.slack.person(f"U{n}", f"u{n}@home.example")
    identity = Identity(place.identity._client, lambda user, email: email, TEAM)
    place.slack.members[ROOM] = [f"U{n}" for n in range(MOST_VIEWERS)]
    found = identity.viewers(ROOM)
    assert found is not None and len(found) == MOST_VIEWERS
    place.slack.members[ROOM].append(f"U{MOST_VIEWERS}")
    assert identity.viewers(ROOM) is None


def test_who_joins_is_seen_at_the_next_look(place: Place) -> None:
    assert place.identity.viewers(ROOM) is not None
    place.slack.person("UGUEST", "guest@home.example", is_restricted=True)
    place.slack.members[ROOM].append("UGUEST")
    assert place.identity.viewers(ROOM) is None
    place.slack.members[ROOM].remove("UGUEST")
    assert place.identity.viewers(ROOM) is not None
