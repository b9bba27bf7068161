"""Where the bot was invited it listens: promises made in a channel are known to its members, and to nobody else."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.app import App
from bot.slack.ears import Ears
from bot.slack.listening import Ear
from bot.workflows.hear import Hear
from bot.workflows.receive import Keep, Receive
from integrations.slack.normalise import read
from records.conversations import Conversations
from records.deliveries import Deliveries
from records.models import PromiseStatus
from records.source_items import SourceItems
from tests.builders import DANA, HENRIK, MARA, TOM, open_app
from tests.doubles.conversation import StoryConversation
from tests.doubles.slack import BOT_USER, Message
from tests.doubles.slack_installs import TEAM
from tests.doubles.slack_world import World, world
from tests.scenarios.slack_installing import ACME, Browser, Company

UMARA, UTOM_A, UHENRIK, UDANA = "UMARA", "UTOMA", "UHENRIK", "UDANA"
ROOM = "C0SALES"
THEIRS = "I'll send you the signed contract by Friday."
PROMISE = "I'll send you the revised quote by Wednesday."


class Listening:
    """A home whose bot is in one channel with Mara, Tom and Dana of Acme, a company that shares it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.app: App = open_app(folder / "home")
        self.conversations = Conversations(self.app.database, self.app.wall)
        self.open_deliveries()
        self.here: World

    def open_deliveries(self) -> None:
        self.deliveries = Deliveries(self.folder / "deliveries.sqlite")
        keep = Keep(SourceItems(self.app.database, self.app.wall), self.app.log, self.app.digest)
        self.hear = Hear(self.conversations, self.app.people, self.deliveries, keep)

    def ear(self, client: Any, who: Any, messages: Any) -> Ear:
        return Ear(client, who, messages, self.hear, read)

    def fill(self, here: World) -> None:
        self.here, slack = here, here.slack
        slack.person(UMARA, MARA.email, real_name="Mara Lindqvist")
        slack.person(UTOM_A, TOM.email, real_name="Tom Adeyemi")
        slack.person(UHENRIK, HENRIK.email, real_name="Henrik Vogt")
        slack.person(UDANA, DANA, real_name="Dana Whitfield", is_stranger=True)
        slack.rooms[ROOM] = {"name": "acme-northbeam", "is_ext_shared": True}
        slack.members[ROOM] = [UMARA, UTOM_A, UDANA, BOT_USER]

    def says(self, user: str | None, text: str, **more: Any) -> dict[str, Any]:
        body = self.here.slack.channel_event(user, text, **more)
        self.here.tell(body)
        return body

    def work(self) -> None:
        ear = self.here.door.ear
        assert ear is not None
        Receive(self.deliveries, {"slack": ear.handle}).run()
        self.app.catch_up()

    def promises(self, person: Any) -> list[str]:
        return [p.quote for p in self.app.reading.promises(person.email)]

    def announcements(self) -> list[Message]:
        return [m for m in self.here.slack.in_channel(ROOM) if "I listen here" in m.words]


@pytest.fixture(params=["http", "socket mode"])
def there(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Listening]:
    listening = Listening(tmp_path)
    talks = StoryConversation()
    talks.who = listening.app.talk("slack").who  # type: ignore[method-assign]
    with world(tmp_path, request.param, hear=listening.ear, conversation=talks) as here:
        listening.fill(here)
        yield listening
    listening.app.close()


ONCE = pytest.mark.parametrize("there", ["http"], indirect=True)


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
    there.says(UMARA, "Thanks, we received the signed order form.", thread_ts=asked["event"]["ts"])
    there.work()
    assert there.app.reading.promises(MARA.email)[0].status is PromiseStatus.kept


def test_it_says_once_that_it_listens_and_how_to_stop_it(there: Listening) -> None:
    there.here.tell(there.here.slack.member_event("U0BOT2", joined=True))
    there.here.tell(there.here.slack.member_event(BOT_USER, joined=True))
    there.says(UMARA, PROMISE)
    there.work()
    there.says(UTOM_A, "Fine.")
    there.work()
    (only,) = there.announcements()
    assert f"/remove <@{BOT_USER}>" in only.text


@ONCE
def test_nothing_is_kept_before_the_members_were_told(there: Listening) -> None:
    there.says(UMARA, PROMISE)
    there.here.slack.fail("chat.postMessage", "restricted_action")
    there.work()
    assert there.promises(MARA) == [] and there.announcements() == []


def test_who_leaves_reads_it_no_more_and_who_joins_does(there: Listening) -> None:
    there.says(UMARA, PROMISE)
    there.work()
    there.here.tell(there.here.slack.member_event(UTOM_A, joined=False))
    there.work()
    assert there.promises(TOM) == [] and there.promises(MARA) == [PROMISE]
    there.here.tell(there.here.slack.member_event(UHENRIK, joined=True))
    there.work()
    assert there.promises(HENRIK) == [PROMISE]


@ONCE
def test_who_left_while_nobody_told_us_is_noticed_all_the_same(there: Listening) -> None:
    there.says(UMARA, PROMISE)
    there.work()
    there.here.slack.members[ROOM].remove(UTOM_A)
    assert there.here.door.ear is not None
    there.here.door.ear.refresh()
    assert there.promises(TOM) == [] and there.promises(MARA) == [PROMISE]


def test_an_edit_is_followed_and_a_deletion_takes_the_promise_away(there: Listening) -> None:
    ts = there.says(UMARA, PROMISE)["event"]["ts"]
    there.work()
    new = "I'll send you the revised quote by Friday."
    inner = {"type": "message", "user": UMARA, "text": new, "ts": ts}
    there.says(None, "", subtype="message_changed", message=inner)
    there.work()
    assert there.promises(MARA) == [new]
    there.says(None, "", subtype="message_deleted", deleted_ts=ts)
    there.work()
    assert there.promises(MARA) == []
    with there.app.database.read() as tx:
        assert tx.exec_driver_sql("SELECT count(*) FROM event WHERE text != ''").scalar() == 0


@ONCE
def test_what_comes_out_of_order_ends_as_slack_has_it(there: Listening) -> None:
    """An edit that overtakes its message, and a message that is repeated after its deletion."""
    slack = there.here.slack
    first, second = slack.channel_event(UMARA, PROMISE), slack.channel_event(UMARA, "I'll call you tomorrow.")
    new = "I'll send you the revised quote by Friday."
    inner = {"type": "message", "user": UMARA, "text": new, "ts": first["event"]["ts"]}
    changed = slack.channel_event(None, "", subtype="message_changed", message=inner)
    gone = slack.channel_event(None, "", subtype="message_deleted", deleted_ts=second["event"]["ts"])
    for body in (changed, gone):
        there.here.tell(body)
        there.work()
    for late in (first, second):
        there.here.tell(late)
        there.work()
    assert there.promises(MARA) == [new]


def test_a_repeated_delivery_is_one_message(there: Listening) -> None:
    body = there.says(UMARA, PROMISE)
    there.here.tell(body, retry=1)
    there.work()
    there.here.tell(body, retry=2)
    there.work()
    assert there.promises(MARA) == [PROMISE] and there.app.log.count() == 1


def test_questions_and_direct_messages_are_answered_and_not_kept(there: Listening) -> None:
    there.here.ask("What did we promise Acme?", user=UMARA)
    there.here.ask(f"<@{BOT_USER}> what did we promise Acme?", user=UMARA, channel=ROOM)
    there.says(UMARA, f"<@{BOT_USER}> what did we promise Acme?")
    there.here.settle()
    there.work()
    assert there.app.log.count() == 0
    assert len(there.here.conversation.asked) == 2


@ONCE
def test_bots_and_notices_are_not_even_stored(there: Listening) -> None:
    there.says(UMARA, PROMISE, bot_id="B1")
    there.says(UMARA, "joined", subtype="channel_join")
    there.says(BOT_USER, PROMISE)
    there.says(UMARA, PROMISE, team_id="T0ELSEWHERE")
    assert there.deliveries.waiting() == 1


@ONCE
def test_what_a_partner_company_says_comes_from_its_own_workspace(there: Listening) -> None:
    slack = there.here.slack
    body = slack.channel_event(UDANA, "We'll send you the signed order form by Tuesday.")
    there.here.tell({**body, "team_id": "T0ACME", "context_team_id": "T0HOME"})
    foreign = slack.channel_event(UDANA, "We'll pay by Friday.")
    there.here.tell({**foreign, "team_id": "T0ACME", "authorizations": [{"team_id": "T0ACME"}]})
    there.work()
    assert there.promises(MARA) == ["We'll send you the signed order form by Tuesday."]


@ONCE
def test_after_a_crash_what_was_acknowledged_is_worked_on(there: Listening) -> None:
    there.says(UMARA, PROMISE)
    there.deliveries.close()
    there.open_deliveries()
    there.here.restart()
    there.work()
    assert there.promises(MARA) == [PROMISE]


@ONCE
def test_removed_it_hears_no_more_and_invited_again_it_says_so_again(there: Listening) -> None:
    slack = there.here.slack
    there.says(UMARA, PROMISE)
    there.work()
    there.here.tell(slack.member_event(BOT_USER, joined=False))
    there.work()
    assert there.conversations.all("slack") == [] and there.promises(MARA) == [PROMISE]
    there.here.tell(slack.member_event(BOT_USER, joined=True))
    there.work()
    assert len(there.announcements()) == 2


def test_two_workspaces_with_a_channel_of_the_same_name_hear_nothing_of_each_other(tmp_path: Path) -> None:
    listening, company = Listening(tmp_path), Company(tmp_path)
    talks = StoryConversation()
    talks.who = lambda user, email: email  # type: ignore[method-assign,assignment]
    with world(tmp_path, "http", hear=listening.ear, conversation=talks, more=company.for_build) as here:
        listening.fill(here)
        slack = here.slack
        slack.workspace(ACME, "Acme")
        slack.person(UHENRIK, HENRIK.email, real_name="Henrik Vogt", team_id=ACME)
        slack.person("UMARA2", MARA.email, real_name="Mara Lindqvist", team_id=ACME)
        for team, user in ((TEAM, UMARA), (ACME, UHENRIK)):
            assert Browser(here).install(team, user).status == 200
        ear = here.door.ear
        assert isinstance(ear, Ears)
        receive = Receive(listening.deliveries, {"slack": ear.handle})
        here.tell(slack.channel_event(UMARA, PROMISE))
        receive.run()
        slack.members[ROOM], slack.rooms_of[ROOM] = [UHENRIK], ACME
        here.tell(slack.elsewhere(slack.channel_event(UHENRIK, THEIRS), ACME))
        receive.run()
        listening.app.catch_up()
        assert listening.promises(TOM) == [PROMISE] and listening.promises(HENRIK) == [THEIRS]
        slack.remove_app(ACME)
        slack.rooms_of.clear()
        here.tell(slack.removal(ACME, at=int(time.time()) + 1))
        here.settle()
        here.tell(slack.elsewhere(slack.channel_event(UHENRIK, PROMISE), ACME))
        receive.run()
        ear.refresh()
        assert [c.place for c in listening.conversations.all("slack")] == [f"{TEAM}/{ROOM}"]
        assert listening.promises(HENRIK) == [THEIRS], "what was said stays with those who were there"
    listening.app.close()
    company.database.close()
