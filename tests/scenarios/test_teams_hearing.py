"""Where the bot was added to a channel or chat it listens: what is promised there is its members', and nobody else's."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.app import App
from bot.teams.connector import Connector
from bot.teams.hearing import TeamsEar
from bot.teams.tenant import Tenant
from bot.workflows.hear import Hear
from bot.workflows.receive import Keep, Receive
from integrations.teams.normalise import read
from records.conversations import Conversations
from records.deliveries import Deliveries
from records.models import PromiseStatus
from records.source_items import SourceItems
from tests.builders import DANA, HENRIK, MARA, TOM, open_app
from tests.doubles.teams import BOT, Message, Room
from tests.doubles.teams_world import Story, World, world

UMARA, UTOM, UHENRIK, UDANA = "29:umara", "29:utom", "29:uhenrik", "29:udana"
PROMISE = "I'll send you the revised quote by Wednesday."


class Listening:
    """A home whose bot is in a channel with Mara, Tom and Dana of Acme, who is a guest there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.app: App = open_app(folder / "home")
        self.conversations = Conversations(self.app.database, self.app.wall)
        self.open_deliveries()
        self.here: World
        self.room: Room

    def open_deliveries(self) -> None:
        self.deliveries = Deliveries(self.folder / "deliveries.sqlite")
        keep = Keep(SourceItems(self.app.database, self.app.wall), self.app.log, self.app.digest)
        self.hear = Hear(self.conversations, self.app.people, self.deliveries, keep)

    def ear(self, tenant: Tenant, connector: Connector) -> TeamsEar:
        return TeamsEar(tenant, connector, self.hear, read)

    def fill(self, here: World) -> None:
        self.here, teams = here, here.teams
        for user, email, name in (
            (UMARA, MARA.email, "Mara Lindqvist"),
            (UTOM, TOM.email, "Tom Adeyemi"),
            (UHENRIK, HENRIK.email, "Henrik Vogt"),
        ):
            teams.person(user, email, name)
        teams.person(
            UDANA, DANA, "Dana Whitfield", role="guest", principal="dana_acme#EXT#@northbeam.example"
        )
        self.room = teams.channel("Acme", [UMARA, UTOM, UDANA])

    def says(self, user: str, text: str, room: Room | None = None, **more: Any) -> dict[str, Any]:
        activity = self.here.teams.message(user, text, room or self.room, **more)
        self.here.tell(activity)
        return activity

    def work(self) -> None:
        ear = self.here.door.ear
        assert ear is not None
        Receive(self.deliveries, {"teams": ear.handle}).run()
        self.app.catch_up()

    def promises(self, person: Any) -> list[str]:
        return [p.quote for p in self.app.reading.promises(person.email)]

    def announcements(self, room: Room | None = None) -> list[Message]:
        return [m for m in self.here.teams.in_room(room or self.room) if "I listen here" in m.words]


@pytest.fixture
def there(tmp_path: Path) -> Iterator[Listening]:
    listening = Listening(tmp_path)
    talks = Story()
    talks.who = listening.app.talk("teams").who  # type: ignore[method-assign]
    with world(tmp_path, hear=listening.ear, conversation=talks) as here:
        listening.fill(here)
        yield listening
    listening.app.close()


def test_a_promise_made_in_a_channel_is_its_members_and_nobody_elses(there: Listening) -> None:
    there.says(UMARA, PROMISE)
    there.work()
    assert there.promises(MARA) == there.promises(TOM) == [PROMISE]
    assert there.promises(HENRIK) == []
    (promised,) = there.app.reading.promises(TOM.email)
    assert promised.owner == MARA.email and promised.account == "Acme Corp Ltd"
    assert promised.beneficiary == DANA


def test_a_customer_in_the_channel_promises_too_and_a_reply_settles(there: Listening) -> None:
    asked = there.says(UDANA, "We'll send you the signed order form by Tuesday.")
    there.work()
    (theirs,) = there.app.reading.promises(MARA.email)
    assert theirs.owner == DANA
    there.says(UMARA, "Thanks, we received the signed order form.", root=asked["id"])
    there.work()
    assert there.app.reading.promises(MARA.email)[0].status is PromiseStatus.kept


def test_it_says_once_that_it_listens_and_how_to_stop_it(there: Listening) -> None:
    there.here.tell(there.here.teams.moved(there.room, added=(BOT,)))
    there.says(UMARA, PROMISE)
    there.work()
    there.says(UTOM, "Fine.")
    there.work()
    (only,) = there.announcements()
    assert "remove me" in only.text and only.thread is None


def test_nothing_is_kept_before_the_members_were_told(there: Listening) -> None:
    there.says(UMARA, PROMISE)
    there.here.teams.fail("post", 403)
    there.work()
    assert there.promises(MARA) == [] and there.announcements() == []


def test_every_channel_is_told_for_itself(there: Listening) -> None:
    other = there.here.teams.channel("Globex", [UMARA, UTOM])
    there.says(UMARA, PROMISE)
    there.says(UMARA, "I'll call you tomorrow.", other)
    there.work()
    assert len(there.announcements()) == len(there.announcements(other)) == 1


def test_a_group_chat_is_heard_like_a_channel(there: Listening) -> None:
    group = there.here.teams.group("Deal room", [UMARA, UDANA])
    there.says(UMARA, PROMISE, group)
    there.work()
    assert there.promises(MARA) == [PROMISE] and there.promises(TOM) == []


def test_who_leaves_reads_it_no_more_and_who_joins_does(there: Listening) -> None:
    there.says(UMARA, PROMISE)
    there.work()
    there.room.members.remove(UTOM)
    there.here.tell(there.here.teams.moved(there.room, removed=(UTOM,)))
    there.work()
    assert there.promises(TOM) == [] and there.promises(MARA) == [PROMISE]
    there.room.members.append(UHENRIK)
    there.here.tell(there.here.teams.moved(there.room, added=(UHENRIK,)))
    there.work()
    assert there.promises(HENRIK) == [PROMISE]


def test_who_left_reads_it_no_more_also_while_the_roster_still_shows_them(there: Listening) -> None:
    there.says(UMARA, PROMISE)
    there.work()
    there.here.tell(there.here.teams.moved(there.room, removed=(UTOM,)))
    there.work()
    assert there.promises(TOM) == [] and there.promises(MARA) == [PROMISE]


def test_who_leaves_a_team_leaves_all_its_channels(there: Listening) -> None:
    general = there.here.teams.channel("General", [UMARA, UTOM])
    there.says(UMARA, "Welcome.", general)
    there.says(UMARA, PROMISE)
    there.work()
    there.here.tell(there.here.teams.moved(general, removed=(UTOM,)))
    there.work()
    assert there.promises(TOM) == [] and there.promises(MARA) == [PROMISE]


def test_who_left_while_nobody_told_us_is_noticed_all_the_same(there: Listening) -> None:
    there.says(UMARA, PROMISE)
    there.work()
    there.room.members.remove(UTOM)
    assert there.here.door.ear is not None
    there.here.door.ear.refresh()
    assert there.promises(TOM) == [] and there.promises(MARA) == [PROMISE]


def test_who_became_a_guest_reads_it_no_more(there: Listening) -> None:
    there.says(UMARA, PROMISE)
    there.work()
    there.here.teams.people[UTOM].role = "guest"
    assert there.here.door.ear is not None
    there.here.door.ear.refresh()
    assert there.promises(TOM) == []


def test_a_roster_that_can_not_be_seen_changes_nothing(there: Listening) -> None:
    there.says(UMARA, PROMISE)
    there.work()
    there.here.teams.fail("members", 403)
    assert there.here.door.ear is not None
    there.here.door.ear.refresh()
    assert there.promises(TOM) == [PROMISE]


def test_an_edit_is_followed_and_a_deletion_takes_the_promise_away(there: Listening) -> None:
    said = there.says(UMARA, PROMISE)
    there.work()
    new = "I'll send you the revised quote by Friday."
    there.here.tell(there.here.teams.changed(said, "messageUpdate", text=new))
    there.work()
    assert there.promises(MARA) == [new]
    there.here.tell(there.here.teams.changed(said, "messageDelete", text=""))
    there.work()
    assert there.promises(MARA) == []
    with there.app.database.read() as tx:
        assert tx.exec_driver_sql("SELECT count(*) FROM event WHERE text != ''").scalar() == 0


def test_a_repeated_delivery_is_one_message(there: Listening) -> None:
    said = there.says(UMARA, PROMISE)
    there.here.tell(said)
    there.work()
    there.here.tell(said)
    there.work()
    assert there.promises(MARA) == [PROMISE] and there.app.log.count() == 1


def test_questions_and_private_chats_are_answered_and_not_kept(there: Listening) -> None:
    there.here.ask("What did we promise Acme?", user=UMARA)
    there.here.mention("what did we promise Acme?", there.room, user=UMARA)
    there.here.settle()
    there.work()
    assert there.app.log.count() == 0 and len(there.here.conversation.asked) == 2
    assert there.announcements() == [], "a question to us is no reason to listen"


def test_a_promise_that_mentions_us_in_passing_is_kept(there: Listening) -> None:
    words = "I'll send you the revised quote by Wednesday, <at>Promissory</at> take note."
    entity = {"type": "mention", "text": "<at>Promissory</at>", "mentioned": {"id": BOT}}
    there.says(UMARA, words, entities=[entity])
    there.work()
    assert len(there.promises(MARA)) == 1


def test_bots_and_notices_are_not_even_stored(there: Listening) -> None:
    there.says(UMARA, PROMISE, **{"from": {"id": "28:other"}})
    there.says(UMARA, PROMISE, **{"from": {"id": "29:x", "role": "bot"}})
    there.here.tell(there.here.teams.activity("messageReaction", UMARA, there.room))
    there.here.tell(there.here.teams.activity("typing", UMARA, there.room))
    there.here.tell(there.here.teams.event(there.room, "channelRenamed"))
    assert there.deliveries.waiting() == 0


def test_after_a_crash_what_was_acknowledged_is_worked_on(there: Listening) -> None:
    there.says(UMARA, PROMISE)
    there.deliveries.close()
    there.open_deliveries()
    there.here.restart()
    there.work()
    assert there.promises(MARA) == [PROMISE]


def test_removed_it_hears_no_more_and_added_again_it_says_so_again(there: Listening) -> None:
    there.says(UMARA, PROMISE)
    there.work()
    there.here.tell(there.here.teams.moved(there.room, removed=(BOT,)))
    there.work()
    assert there.conversations.all("teams") == [] and there.promises(MARA) == [PROMISE]
    there.here.tell(there.here.teams.moved(there.room, added=(BOT,)))
    there.work()
    assert len(there.announcements()) == 2


def test_a_team_that_removes_us_ends_all_its_channels(there: Listening) -> None:
    general = there.here.teams.channel("General", [UMARA, UTOM])
    there.says(UMARA, PROMISE)
    there.says(UMARA, "Welcome.", general)
    there.work()
    assert len(there.conversations.all("teams")) == 2
    there.here.tell(there.here.teams.installed(UMARA, general, "remove"))
    there.here.settle()
    there.work()
    assert there.conversations.all("teams") == [] and there.promises(TOM) == [PROMISE]


def test_a_deleted_channel_ends_and_its_team_goes_on(there: Listening) -> None:
    general = there.here.teams.channel("General", [UMARA, UTOM])
    there.says(UMARA, PROMISE)
    there.says(UMARA, "Welcome.", general)
    there.work()
    gone = {"channel": {"id": there.room.id, "name": "Acme"}}
    there.here.tell(there.here.teams.event(general, "channelDeleted", **gone))
    there.work()
    assert [c.place for c in there.conversations.all("teams")] == [general.id]


def test_what_a_channel_is_called_is_asked_for_and_a_new_name_is_noticed(there: Listening) -> None:
    there.says(UMARA, PROMISE)
    there.work()
    there.room.name = "Acme renewal"
    there.here.tell(there.here.teams.event(there.room, "channelRenamed", channel={"id": there.room.id}))
    there.says(UMARA, "I'll call you tomorrow.")
    there.work()
    with there.app.database.read() as tx:
        rooms = tx.exec_driver_sql("SELECT subject FROM event ORDER BY at").scalars().all()
    assert rooms == ["Sales / Acme", "Sales / Acme renewal"]


def test_a_name_that_can_not_be_asked_for_stops_nothing(there: Listening) -> None:
    there.here.teams.fail("team", 403, times=5)
    there.says(UMARA, PROMISE)
    there.work()
    assert there.promises(MARA) == [PROMISE]


def test_teams_that_is_down_for_a_moment_loses_nothing(there: Listening) -> None:
    there.here.teams.fail("members", 500)
    there.says(UMARA, PROMISE)
    there.work()
    assert there.promises(MARA) == [] and there.deliveries.waiting() == 1
