"""A tenant with our bot in it, which can be killed and started again; people act in it as in the Teams client."""

import logging
import socket
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import uvicorn

from bot.replies.answers import text_reply
from bot.replies.cards import proposal_card
from bot.replies.forms import INSIGHT, SETTINGS, SHOW_CARD
from bot.replies.reminders import reminder_card
from bot.replies.shapes import Button, Buttons, Form, Input, Reply
from bot.teams.app import PATH, MakeEar, TeamsDoor, build, http
from records.chat_tables import teams_conversation
from records.clock import SystemClock
from records.database import Database
from records.inbox import Inbox
from records.tables import metadata
from records.teams_conversations import TeamsConversation, TeamsConversations
from tests.doubles.adaptive_cards import actions, check_card, texts
from tests.doubles.conversation import MemoryPosts, StoryConversation
from tests.doubles.teams import APP_ID, TENANT, Message, Room, TeamsDouble
from tests.pictures import samples

Json = dict[str, Any]

MIRA, TOM = "29:mira", "29:tom"
REMINDER = "reminder:re-1"


class Killed(BaseException):
    """As if the process ended in the middle of the work."""


@dataclass
class Story(StoryConversation):
    """The small story, with what Teams asks besides: cards as they now stand, a search, a promise, a home."""

    replied: list[tuple[str, str, str]] = field(default_factory=list)
    found: Sequence[tuple[str, str, str]] = (("pr-ev-quote", "Acme: send the revised quote", "due Friday"),)
    readers: frozenset[str] = frozenset((samples.MIRA.email, samples.TOM.email))
    """Who may read the promise that is found."""
    saved: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    thumbs: list[tuple[str, bool]] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)
    searched: list[tuple[str, str]] = field(default_factory=list)

    def card(self, key: str, *, actor: str) -> Reply | None:
        if key == REMINDER and actor == samples.MIRA.email:
            return self.reminder()
        found = next((p for p in (self.proposal, self.paused) if key == f"proposal:{p.id}"), None)
        return proposal_card(found, names=samples.NAMES) if found and actor in self.people else None

    def reminder(self) -> Reply:
        shown = reminder_card(
            samples.reminders(), samples.MIRA, samples.DAY_BEFORE, reminder_id=REMINDER.partition(":")[2]
        )
        settled = [text_reply(f"{self.said[p]}").blocks[0] for p in self.said]
        kept = tuple(b for b in shown.blocks if not (self.said and type(b).__name__ == "Buttons"))
        return replace(shown, blocks=(*kept, *settled))

    def reminder_click(self, promise_id: str, kind: str, **more: Any) -> Reply:
        reply = super().reminder_click(promise_id, kind, **more)
        if reply.notice is None:
            self.said[promise_id] = reply.text
        return reply

    def reply_to(self, card: str, words: str, *, actor: str) -> Reply | None:
        self.replied.append((card, words, actor))
        moved = card == REMINDER and words.startswith("moved")
        return text_reply("Shall I put it on Tuesday?") if moved else None

    def search(self, words: str, *, actor: str) -> Sequence[tuple[str, str, str]]:
        self.searched.append((words, actor))
        return self.found if actor in self.readers else ()

    def promise(self, promise_id: str, *, actor: str) -> Reply | None:
        if promise_id != "pr-ev-quote" or actor not in self.readers:
            return None
        return text_reply("I'll send you the revised quote with the volume discount by Friday.")

    def home(self, *, actor: str) -> Reply:
        show = Button(SHOW_CARD, self.proposal.id, "Show")
        look = Button(INSIGHT, "ac-acme", "Acme")
        words = text_reply("One card waits for you.")
        return replace(words, blocks=(*words.blocks, Buttons("home", (show, look))))

    def form(self, action: str, subject: str, *, actor: str) -> Form | Reply:
        if action == SETTINGS:
            cap = Input("cap", "At most so many a day", "number", "5")
            return Form(SETTINGS, "", "When I may write to you", "Save", (cap,))
        return super().form(action, subject, actor=actor)

    def save_settings(self, values: Mapping[str, str], *, actor: str) -> Reply:
        self.saved.append((actor, dict(values)))
        return text_reply("Saved.")

    def helped(self, answer: str, good: bool, *, actor: str) -> Reply:
        self.thumbs.append((answer, good))
        return text_reply("Thank you.")

    def insight(self, about: str, *, actor: str) -> Reply:
        return text_reply(f"How {about} stands.")

    def decide(self, proposal_id: str, kind: str, **more: Any) -> Reply:
        if kind == "snooze":
            return text_reply(f"Put aside until {more['until']}.")
        if kind == "show":
            return self.card(f"proposal:{proposal_id}", actor=more["actor"]) or text_reply("No.")
        return super().decide(proposal_id, kind, **more)


@dataclass
class World:
    teams: TeamsDouble
    home: Path
    conversation: Any = field(default_factory=Story)
    posts: MemoryPosts = field(default_factory=MemoryPosts)
    waits: tuple[float, ...] = (0.05, 0.05)
    hear: MakeEar | None = None
    pace: float = 0.0
    patience: float = 8.0
    workers: int = 8
    signed: bool = True
    colleagues: Sequence[tuple[str, str]] = ()

    def __post_init__(self) -> None:
        self.database = Database(f"sqlite:///{self.home / 'references.sqlite'}")
        metadata.create_all(self.database.engine, tables=[teams_conversation], checkfirst=True)
        self.references = TeamsConversations(self.database, SystemClock())
        self.views: dict[tuple[str, str], Json] = {}
        """What somebody sees of a message, where that is another card than the others see."""
        self.toasts: list[tuple[str, str]] = []
        """Sentences that only the one who clicked saw."""

    def start(self) -> None:
        self.inbox = Inbox(self.home / "inbox.sqlite")
        self.door: TeamsDoor = build(
            app_id=APP_ID,
            tenant=TENANT,
            token=self.teams.token,
            conversation=self.conversation,
            deliveries=self.inbox,
            posts=self.posts,
            references=self.references,
            make_reference=TeamsConversation,
            service_url=self.teams.service_url,
            openid_url=self.teams.openid_url,
            waits=self.waits,
            hear=self.hear,
            pace=self.pace,
            wait=0.02,
            patience=self.patience,
            workers=self.workers,
            signed=self.signed,
            colleagues=lambda: self.colleagues,
        )
        self.door.resume()
        listener = socket.socket()
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)  # requests may come before the server is up
        self.url = f"http://127.0.0.1:{listener.getsockname()[1]}{PATH}"
        self.server = uvicorn.Server(
            uvicorn.Config(http(self.door), log_level="critical", lifespan="off", ws="none")
        )
        self._serving = threading.Thread(target=self.server.run, args=([listener],), daemon=True)
        self._serving.start()

    def stop(self) -> None:
        """Ends in good order, as far as it can; hung work is left to itself."""
        self.server.should_exit = True
        self.door.desk.close()

    def restart(self) -> None:
        """The process is gone and comes back with the same files."""
        self.stop()
        self.inbox.close()
        self.door.close()
        self.start()

    # ------------------------------------------------------------ what people do

    def tell(self, activity: Json, *, status: int = 200) -> Any:
        """Delivers and returns the body of the answer."""
        got, body = self.teams.send(self.url, activity)
        assert got == status, (got, body)
        return body

    def ask(self, text: str, *, user: str = MIRA, **more: Any) -> Json:
        activity = self.teams.message(user, text, self.teams.personal(user), **more)
        self.tell(activity)
        return activity

    def mention(self, text: str, room: Room, *, user: str = MIRA, **more: Any) -> Json:
        activity = self.teams.mention(user, text, room, **more)
        self.tell(activity)
        return activity

    def seen(self, message: Message, user: str) -> Json:
        """The card as this person sees it."""
        return self.views.get((message.id, user)) or message.card or {}

    def words(self, message: Message, user: str) -> str:
        return "\n".join(texts(self.seen(message, user)))

    def buttons(self, message: Message, user: str = TOM) -> list[str]:
        return [a["verb"] for a in actions(self.seen(message, user))]

    def pressing(self, message: Message, verb: str, *, user: str = TOM, **typed: Any) -> Json:
        """The activity of a click on a button that this person really sees."""
        shown = next(a for a in actions(self.seen(message, user)) if a["verb"] == verb)
        return self.teams.click(user, self.teams.rooms[message.room], shown, message=message, **typed)

    def press(self, message: Message, verb: str, *, user: str = TOM, **typed: Any) -> Json:
        """Clicks, and shows what comes back as the client does. Returns the answer."""
        return self.shown(message, user, self.tell(self.pressing(message, verb, user=user, **typed)))

    def shown(self, message: Message, user: str, answer: Json) -> Json:
        if answer["type"] == "application/vnd.microsoft.card.adaptive":
            check_card(answer["value"])
            self.views[message.id, user] = answer["value"]
        elif answer["type"] == "application/vnd.microsoft.activity.message":
            assert "](" not in answer["value"], "a sentence in which somebody's words are a link"
            self.toasts.append((user, answer["value"]))
        return answer

    def add(self, user: str) -> Room:
        """Somebody adds the bot for themselves."""
        room = self.teams.personal(user)
        room.installed = True
        self.teams.addable.add(user)
        self.tell(self.teams.installed(user, room))
        self.settle()
        self.teams.messages[:] = [m for m in self.teams.messages if m.room != room.id]
        return room

    def card(self, reply: Reply, *, email: str = samples.TOM.email, user: str = TOM) -> Message:
        """Delivers a card into somebody's chat and returns it as it stands there."""
        if self.references.personal_of(email) is None:
            self.add(user)
        assert self.door.surface.deliver(email, reply)
        return self.chat(user)[-1]

    def chat(self, user: str = MIRA) -> list[Message]:
        return self.teams.in_room(self.teams.personal(user))

    def until_reads(self, words: str, room: Room | str = MIRA) -> Message:
        """The message in somebody's chat, or in a room, that contains these words, once it is there."""
        where = self.teams.personal(room) if isinstance(room, str) else room
        found: Message = self.teams.wait(
            lambda: next((m for m in self.teams.in_room(where) if words in m.words), None)
        )
        return found

    def settle(self) -> None:
        """Waits until everything that was accepted is handled."""
        self.teams.wait(lambda: not self._open_deliveries())

    def _open_deliveries(self) -> int:
        rows = self.inbox._db.execute("SELECT count(*) FROM deliveries WHERE handled_at IS NULL").fetchone()
        return int(rows[0])


@contextmanager
def world(home: Path, **more: Any) -> Iterator[World]:
    """A started world with a rep and a manager. Ends by asking whether Teams refused anything."""
    logging.getLogger("promissory.teams").setLevel(logging.CRITICAL)
    with TeamsDouble() as teams:
        teams.person(MIRA, samples.MIRA.email, "Mira Okafor")
        teams.person(TOM, samples.TOM.email, "Tom Reyes")
        here = World(teams, home, **more)
        here.start()
        try:
            yield here
        finally:
            here.stop()
            here.door.close()
        assert not teams.refusals, teams.refusals
