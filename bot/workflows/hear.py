"""Conversations in chats -> log: what is said, edited and deleted where we were invited, for its members."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.workflows.receive import StoreChanges
from integrations.formats.chat import Speaker as Speaker
from integrations.ports import Change
from records.conversations import Conversation, Conversations
from records.deliveries import Deliveries
from records.models import Participant, Person
from records.people import People

Json = Mapping[str, Any]


class Platform(Protocol):
    """One chat platform, as far as listening needs it. Raises whatever its client raises."""

    source: str

    def read(self, event: Json, place: str, members: Sequence[Participant]) -> Sequence[Change]:
        """What an event tells; each change's `version` is the moment at which it happened."""
        ...

    def readers(self, place: str, known: Sequence[Person]) -> list[str] | None:
        """Addresses of those known people who are members now; None where members can't be seen."""
        ...

    def members(self, place: str) -> Sequence[Participant]:
        """Those to whom what is said there is said, a few of them at the most."""
        ...

    def announce(self, place: str) -> None:
        """Tell everybody there that we listen, and how to stop it."""
        ...


@dataclass(frozen=True)
class Hear:
    """Reads what was heard. Nobody outside a conversation reads it, and who leaves it reads it no more."""

    conversations: Conversations
    people: People
    deliveries: Deliveries
    store: StoreChanges

    def heard(self, source: str, place: str, key: str, event: Json) -> bool:
        """Store an event before it is acknowledged; False if it is a repeat."""
        return self.deliveries.accept(source, place, key, json.dumps(event).encode())

    def take_in(self, platform: Platform, place: str, events: Sequence[Json]) -> None:
        """Log what these events of one conversation tell; announced first, if that was not done yet."""
        mailbox_id = self.begin(platform, place)
        members = platform.members(place)
        changes = [c for e in events for c in platform.read(e, place, members)]
        # Deliveries come in any order: an edit may overtake its message, and a repeat its deletion.
        new = [c for c in changes if not self.deliveries.outrun(f"{mailbox_id}:{c.ref}", c.version)]
        new.sort(key=lambda c: c.version)
        if new:
            self.store(mailbox_id, new)
            self.deliveries.note_handled({f"{mailbox_id}:{c.ref}": c.version for c in new})

    def begin(self, platform: Platform, place: str) -> str:
        """The conversation's mailbox; on the first time its members are told and become its readers."""
        mailbox_id = self.conversations.mailbox_of(platform.source, place)
        if not self.conversations.has_begun(platform.source, place):
            self._see_members(platform, Conversation(platform.source, place, mailbox_id))
            platform.announce(place)
            self.conversations.begin(platform.source, place)
        return mailbox_id

    def left(self, source: str, place: str, person: str) -> None:
        """Somebody left: they read nothing of it from the next question on."""
        self.conversations.leave(self.conversations.mailbox_of(source, place), person)

    def joined(self, platform: Platform, place: str) -> None:
        """Somebody came: members read what was said before, as on the platform itself."""
        mailbox_id = self.conversations.mailbox_of(platform.source, place)
        self._see_members(platform, Conversation(platform.source, place, mailbox_id))

    def ended(self, source: str, place: str) -> None:
        """We were removed. What was said stays with those who were there."""
        self.conversations.end(source, place)

    def refresh(self, platform: Platform) -> None:
        """Look at all members anew, for who left or joined while nobody told us."""
        for conversation in self.conversations.all(platform.source):
            self._see_members(platform, conversation)

    def _see_members(self, platform: Platform, conversation: Conversation) -> None:
        readers = platform.readers(conversation.place, self.people.all())
        if readers is not None:
            self.conversations.set_readers(conversation.mailbox_id, readers)
