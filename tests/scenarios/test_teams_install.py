"""Added and removed: how to reach a conversation is kept as long as we are there, and not a moment longer."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.replies.cards import approval_card
from bot.teams.identity import STRANGER
from tests.doubles.teams import BOT
from tests.doubles.teams_world import MIRA, TOM, World, world
from tests.pictures import samples


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as started:
        yield started


def install(here: World, user: str = MIRA) -> None:
    room = here.teams.personal(user)
    here.tell(here.teams.moved(room, added=(BOT,)) | {"from": {"id": user}})
    here.tell(here.teams.installed(user, room))
    here.settle()


def test_who_adds_us_is_greeted_once_and_can_be_written_to(here: World) -> None:
    install(here)
    (hello,) = here.chat()
    assert "Ask me in your own words" in hello.words and "home" in hello.words
    found = here.references.personal_of(samples.MIRA.email)
    assert found is not None and (found.conversation_id, found.user_id) == ("a:29:mira", MIRA)
    assert here.door.surface.deliver(samples.MIRA.email, here.conversation.reminder())


def test_a_stranger_who_adds_us_hears_one_sentence_and_is_not_kept(here: World) -> None:
    here.teams.person("29:x", "dana@acme.example", "Dana")
    install(here, "29:x")
    assert [m.words.strip() for m in here.chat("29:x")] == [STRANGER]
    assert here.references.personal_of("dana@acme.example") is None
    assert here.references.personal_with("29:x") is None


def test_an_upgrade_is_no_reason_to_greet_again(here: World) -> None:
    install(here)
    here.tell(here.teams.installed(MIRA, here.teams.personal(MIRA), "upgrade"))
    here.settle()
    assert len(here.chat()) == 1


def test_who_removes_us_is_forgotten_with_every_card(here: World) -> None:
    shown = here.card(approval_card(samples.proposal()))
    here.card(approval_card(samples.proposal()), email=samples.MIRA.email, user=MIRA)
    here.teams.rooms[shown.room].installed = False
    here.tell(here.teams.installed(TOM, here.teams.personal(TOM), "remove"))
    here.settle()
    assert here.references.personal_of(samples.TOM.email) is None
    assert [room for room, _ in here.posts.of("proposal:cp-7f3a")] == ["a:29:mira"]
    before = here.teams.count("update")
    here.door.surface.refresh(approval_card(samples.proposal()))
    assert here.teams.count("update") == before + 1, "nobody is written to where we are not"


def test_a_removal_that_nobody_told_us_of_is_noticed_when_we_speak(here: World) -> None:
    shown = here.card(approval_card(samples.proposal()))
    here.teams.rooms[shown.room].installed = False
    here.teams.addable.clear()
    assert not here.door.surface.deliver(samples.TOM.email, here.conversation.reminder())


def test_who_comes_back_is_written_to_again(here: World) -> None:
    install(here)
    room = here.teams.personal(MIRA)
    room.installed = False
    here.tell(here.teams.installed(MIRA, room, "remove"))
    here.settle()
    room.installed = True
    install(here)
    assert here.door.surface.deliver(samples.MIRA.email, here.conversation.reminder())


def test_a_repeated_removal_does_not_undo_a_later_addition(here: World) -> None:
    install(here)
    room = here.teams.personal(MIRA)
    gone = here.teams.installed(MIRA, room, "remove")
    here.tell(gone)
    here.settle()
    install(here)
    here.tell(gone)
    here.settle()
    assert here.references.personal_of(samples.MIRA.email) is not None


def test_a_team_that_removes_us_takes_all_its_channels_along(here: World) -> None:
    general = here.teams.channel("General", [MIRA, TOM])
    acme = here.teams.channel("Acme", [MIRA, TOM])
    other = here.teams.channel("Else", [MIRA], team="19:other@thread.tacv2")
    for room in (general, acme, other):
        here.mention("hello", room)
    here.settle()
    assert len(here.references.rooms()) == 3
    here.tell(here.teams.moved(general, removed=(BOT,)))
    here.settle()
    assert [r.conversation_id for r in here.references.rooms()] == [other.id]


@pytest.mark.parametrize("event", ["teamDeleted", "teamHardDeleted", "teamArchived"])
def test_a_team_that_is_gone_is_forgotten(here: World, event: str) -> None:
    general, acme = here.teams.channel("General", [MIRA, TOM]), here.teams.channel("Acme", [MIRA])
    for room in (general, acme):
        here.mention("hello", room)
    here.settle()
    here.tell(here.teams.event(general, event))
    here.settle()
    assert here.references.rooms() == []


def test_a_deleted_channel_is_forgotten_and_its_team_is_not(here: World) -> None:
    general, acme = here.teams.channel("General", [MIRA, TOM]), here.teams.channel("Acme", [MIRA])
    for room in (general, acme):
        here.mention("hello", room)
    here.settle()
    here.tell(here.teams.event(general, "channelDeleted", channel={"id": acme.id, "name": "Acme"}))
    here.settle()
    assert [r.conversation_id for r in here.references.rooms()] == [general.id]


def test_people_who_come_and_go_change_nothing_of_ours(here: World) -> None:
    room = here.teams.channel("Acme", [MIRA, TOM])
    here.mention("hello", room)
    here.settle()
    here.tell(here.teams.moved(room, removed=(TOM,)))
    here.tell(here.teams.moved(room, added=(TOM,)))
    here.settle()
    assert len(here.references.rooms()) == 1


def test_another_server_for_the_same_chat_is_kept(here: World) -> None:
    install(here)
    moved = here.teams.service_url + "emea/"
    activity = here.teams.message(MIRA, "", here.teams.personal(MIRA), serviceUrl=moved)
    here.teams.send(here.url, activity)
    here.teams.wait(lambda: here.references.get("a:29:mira").service_url == moved)  # type: ignore[union-attr]
