"""Where Teams lets us speak: known as long as we are there."""

from dataclasses import replace
from datetime import timedelta

import pytest

from records.teams_conversations import TeamsConversation, TeamsConversations
from tests.builders import MARA, TOM
from tests.unit.records.stores import Stores

CHAT = TeamsConversation(
    conversation_id="a:mara",
    kind="personal",
    tenant="t1",
    service_url="https://smba.trafficmanager.net/emea/",
    bot_id="28:bot",
    person=MARA.email,
    user_id="29:mara",
)
CHANNEL = TeamsConversation(
    conversation_id="19:acme@thread.tacv2",
    kind="channel",
    tenant="t1",
    service_url="https://smba.trafficmanager.net/emea/",
    bot_id="28:bot",
    team_id="19:sales@thread.tacv2",
)


@pytest.fixture
def kept(ledger: Stores) -> TeamsConversations:
    return TeamsConversations(ledger.db, ledger.clock)


def test_a_chat_is_found_by_its_id_its_person_and_its_account(kept: TeamsConversations) -> None:
    kept.save(CHAT)
    assert kept.get("a:mara") == kept.personal_of(MARA.email) == kept.personal_with("29:mara") == CHAT
    assert kept.personal_of(MARA.email.upper()) == CHAT
    assert kept.personal_of(TOM.email) is None and kept.personal_with("29:tom") is None


def test_saved_again_it_is_one_and_what_is_not_told_stays(kept: TeamsConversations) -> None:
    kept.save(CHAT)
    kept.save(replace(CHAT, service_url="https://smba.trafficmanager.net/amer/", person=None, user_id=None))
    found = kept.personal_of(MARA.email)
    assert found is not None and found.service_url.endswith("/amer/") and found.user_id == "29:mara"


def test_the_newest_chat_of_a_person_counts(ledger: Stores, kept: TeamsConversations) -> None:
    kept.save(CHAT)
    ledger.clock.advance(timedelta(days=1))
    kept.save(replace(CHAT, conversation_id="a:new"))
    found = kept.personal_of(MARA.email)
    assert found is not None and found.conversation_id == "a:new"


def test_rooms_are_no_private_chats_and_teams_have_channels(kept: TeamsConversations) -> None:
    group = replace(CHANNEL, conversation_id="19:group", kind="groupChat", team_id=None)
    for one in (CHAT, CHANNEL, group):
        kept.save(one)
    assert [r.conversation_id for r in kept.rooms()] == ["19:acme@thread.tacv2", "19:group"]
    assert kept.of_team("19:sales@thread.tacv2") == [CHANNEL] and kept.of_team("other") == []


def test_a_room_is_nobodys_private_chat(kept: TeamsConversations) -> None:
    kept.save(replace(CHANNEL, person=MARA.email, user_id="29:mara"))
    assert kept.personal_of(MARA.email) is None and kept.personal_with("29:mara") is None


def test_what_is_forgotten_is_gone(kept: TeamsConversations) -> None:
    kept.save(CHAT)
    kept.forget("a:mara")
    kept.forget("a:mara")
    assert kept.get("a:mara") is None and kept.personal_of(MARA.email) is None


def test_a_name_longer_than_any_of_teams_is_not_kept(kept: TeamsConversations) -> None:
    kept.save(replace(CHAT, conversation_id="a:" + "x" * 400))
    assert kept.personal_of(MARA.email) is None
