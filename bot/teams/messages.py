"""Puts replies into Teams: answers, and cards that stay current wherever they stand."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from bot.replies.answers import text_reply
from bot.replies.shapes import Reply
from bot.teams import activities, render
from bot.teams.connector import Connector, Gone, Spot, Unreachable
from bot.teams.identity import Identity
from bot.teams.references import Reference, References
from bot.workflows.conversation import Posts

Json = dict[str, Any]
LOOK_AGAIN = 600.0
"""Seconds after which somebody who was in no room with us is looked for again."""
NOT_YOURS_ANY_MORE = "This card is not yours any more."
log = logging.getLogger("promissory.teams")


class Memory(Protocol):
    """Keeps which message was already posted, across attempts."""

    def remember(self, key: str, value: str) -> None: ...

    def remembered(self, key: str) -> str | None: ...


class Messages:
    """Everything that we say in Teams outside the answer to a click goes through here."""

    def __init__(
        self,
        connector: Connector,
        references: References,
        identity: Identity,
        posts: Posts,
        *,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._connector, self._references, self._identity = connector, references, identity
        self._posts, self._now = posts, now
        self._looked_for: dict[str, float] = {}
        self._locks = [threading.RLock() for _ in range(64)]

    def one_at_a_time(self, key: str) -> threading.RLock:
        """Held around a look at a card and its repaint, so that an older state never covers a newer one, and
        around a delivery, so that a card stands in a chat once."""
        return self._locks[hash(key) % len(self._locks)]

    def say(self, spot: Spot, text: str, memory: Memory | None = None, key: str = "said") -> None:
        """One of our own sentences, once for each `memory`."""
        if memory is not None and memory.remembered(key):
            return
        message = self._connector.say(spot, text)
        if memory is not None:
            memory.remember(key, message)

    def typing(self, spot: Spot) -> None:
        self._connector.typing(spot)

    def post(self, spot: Spot, reply: Reply, memory: Memory, *, name: str = "page") -> None:
        """All pages of a reply. What `memory` knows by this name as posted by an attempt that crashed is replaced."""
        cards = [render.card(reply)] if reply.card else render.pages(reply)
        for n, card in enumerate(cards):
            message = memory.remembered(f"{name}{n}")
            if message:
                self._connector.replace(spot, message, card, render.text(reply))
            else:
                message = self._connector.post(spot, card, render.text(reply))
                memory.remember(f"{name}{n}", message)
            if reply.card:
                self._posts.save(reply.card, _place(spot), message, reply.state)

    def deliver(self, email: str, reply: Reply) -> bool:
        """Sends a card or reminder into the private chat of a colleague; False if Teams does not know them,
        or they don't have us. A card that already stands there is replaced, so repeating is harmless."""
        with self.one_at_a_time(reply.card or email):
            return self._deliver(email, reply)

    def _deliver(self, email: str, reply: Reply) -> bool:
        known = self._references.personal(email)
        if known is not None and self._put(known, email, reply):
            return True
        if self._looked_for.get(email, 0.0) > self._now():
            return False
        opened = self.open(email)
        if opened is None:  # to look through every room costs too much to do it for each message
            self._looked_for[email] = self._now() + LOOK_AGAIN
        return opened is not None and self._put(opened, email, reply)

    def refresh(self, reply: Reply) -> None:
        """Repaints every posted copy of a card; one that fails does not keep the others old. A copy that stands
        before somebody who may not see it any more says so and nothing else."""
        if reply.card is None or not reply.blocks:
            return
        problem: Unreachable | None = None
        for place, message in dict.fromkeys(self._posts.of(reply.card)):
            found = self._references.at(place)
            if found is None:
                self._posts.drop(place, message)
                continue
            try:
                if self._may_see(found, reply):
                    self._repaint(found, message, reply)
                else:
                    self._take_away(found, message)
            except Unreachable as error:
                problem = error
        if problem is not None:
            raise problem

    def show(self, email: str, reply: Reply) -> bool:
        """A reply anew at the end of somebody's private chat, also if it stands further up already."""
        chat = self._references.personal(email) or self.open(email)
        return chat is not None and self._put(chat, email, reply, anew=True)

    def give_way(self, spot: Spot, message: str, reply: Reply) -> None:
        """Puts a reply in the place of a message, which is no card from then on."""
        self._posts.drop(_place(spot), message)
        try:
            self._connector.replace(spot, message, render.card(reply), render.text(reply))
        except Gone:
            log.info("what was put aside in Teams is gone")

    def post_form(self, spot: Spot, card: Json, title: str, memory: Memory) -> None:
        if not memory.remembered("page0"):
            memory.remember("page0", self._connector.post(spot, card, title))

    def open(self, email: str) -> Reference | None:
        """The private chat with a colleague whom we know from a conversation that we are both in; None where
        we share none, or they have not added us."""
        for room in self._references.rooms():
            spot = Spot(room.service_url, room.conversation_id)
            try:
                members = self._identity.members(spot)
            except Gone:
                self.left(room.conversation_id)
                continue
            for member in members:
                if self._identity.known(member) != email:
                    continue
                try:
                    chat = self._connector.open(room.service_url, room.tenant, member.user_id)
                except Gone:
                    return None
                return self._references.opened(room, chat, email, member.user_id)
        return None

    def left(self, place: str) -> None:
        """We are not there any more: nothing is said there, and no copy there is kept current."""
        self._references.forget(place)
        self._posts.drop(place)

    def _put(self, chat: Reference, email: str, reply: Reply, *, anew: bool = False) -> bool:
        """False where the chat is not theirs, or not ours, any more."""
        spot = Spot(chat.service_url, chat.conversation_id)
        if chat.user_id is None or self._identity.reader_at(spot, chat.user_id) != email:
            return False
        if reply.readers is not None and email not in reply.readers:
            return False
        if reply.card is not None and not anew:
            here = [message for place, message in self._posts.of(reply.card) if place == chat.conversation_id]
            if here and self._repaint(chat, here[-1], reply):
                return True
        # A card is always one card, because it is replaced later; other replies may need several.
        cards = [render.card(reply)] if reply.card else render.pages(reply)
        try:
            for card in cards:
                message = self._connector.post(spot, card, render.text(reply))
        except Gone:
            self.left(chat.conversation_id)
            return False
        if reply.card is not None:
            self._posts.save(reply.card, chat.conversation_id, message, reply.state)
        return True

    def _may_see(self, chat: Reference, reply: Reply) -> bool:
        """Whether everybody before whom a copy stands may still see it."""
        spot, readers = Spot(chat.service_url, chat.conversation_id), reply.readers
        if chat.kind == activities.PERSONAL:
            person = self._identity.reader_at(spot, chat.user_id) if chat.user_id else None
            return person is not None and person == chat.person and (readers is None or person in readers)
        try:
            return readers is None or all(
                self._identity.known(member) in readers for member in self._identity.members(spot)
            )
        except Gone:
            return False

    def _take_away(self, chat: Reference, message: str) -> None:
        """Dropped only after it was painted over: what could not be reached now is tried again."""
        gone = text_reply(NOT_YOURS_ANY_MORE)
        spot = Spot(chat.service_url, chat.conversation_id)
        try:
            self._connector.replace(spot, message, render.card(gone), render.text(gone))
        except Gone:
            log.info("a card in Teams that is not theirs any more is gone")
        self._posts.drop(chat.conversation_id, message)

    def _repaint(self, chat: Reference, message: str, reply: Reply) -> bool:
        assert reply.card is not None
        spot = Spot(chat.service_url, chat.conversation_id)
        try:
            self._connector.replace(spot, message, render.card(reply), render.text(reply))
        except Gone:
            log.info("a card in Teams is gone: %s", reply.card)
            self._posts.drop(chat.conversation_id, message)
            return False
        self._posts.save(reply.card, chat.conversation_id, message, reply.state)
        return True


def _place(spot: Spot) -> str:
    return spot.conversation.partition(";messageid=")[0]


@dataclass(frozen=True, slots=True)
class TeamsSurface:
    """`Surface`: what reminders, cards and notices are sent through."""

    messages: Messages
    name: str = "teams"

    def deliver(self, email: str, reply: Reply) -> bool:
        return self.messages.deliver(email, reply)

    def refresh(self, reply: Reply) -> None:
        self.messages.refresh(reply)
