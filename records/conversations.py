"""Conversations that are listened to: a mailbox each, read by those of its members who work here."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import delete, insert, select

from records.clock import Clock
from records.database import Database
from records.tables import mailbox, mailbox_owner, meta

_KEY = "conversation:"


@dataclass(frozen=True)
class Conversation:
    """One channel or group; `place` is the platform's id of it, unique in its source."""

    source: str
    place: str
    mailbox_id: str


class Conversations:
    """Which conversations there are, and who may read them. Nobody may until somebody is named."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db, self._clock = database, clock

    def mailbox_of(self, source: str, place: str) -> str:
        """The id of a conversation's mailbox, made on first use; at first nobody reads it."""
        mailbox_id = _mailbox_id(source, place)
        with self._db.write() as tx:
            if tx.execute(select(mailbox.c.id).where(mailbox.c.id == mailbox_id)).first() is None:
                tx.execute(insert(mailbox).values(id=mailbox_id, source=source))
        return mailbox_id

    def begin(self, source: str, place: str) -> None:
        """It is listened to, and its members were told so."""
        self.mailbox_of(source, place)
        with self._db.write() as tx:
            tx.execute(delete(meta).where(meta.c.key == _key(source, place)))
            told = {"source": source, "place": place, "since": self._clock.now().isoformat()}
            tx.execute(insert(meta).values(key=_key(source, place), value=json.dumps(told)))

    def has_begun(self, source: str, place: str) -> bool:
        with self._db.read() as tx:
            return tx.execute(select(meta.c.key).where(meta.c.key == _key(source, place))).first() is not None

    def end(self, source: str, place: str) -> None:
        """It is no longer listened to: what was said stays with those who were there."""
        with self._db.write() as tx:
            tx.execute(delete(meta).where(meta.c.key == _key(source, place)))

    def all(self, source: str) -> list[Conversation]:
        """Those that are listened to."""
        query = select(meta.c.value).where(meta.c.key.like(f"{_KEY}{source}:%")).order_by(meta.c.key)
        with self._db.read() as tx:
            told = [json.loads(value) for value in tx.execute(query).scalars()]
        return [Conversation(t["source"], t["place"], _mailbox_id(t["source"], t["place"])) for t in told]

    def readers(self, mailbox_id: str) -> list[str]:
        query = select(mailbox_owner.c.person).where(mailbox_owner.c.mailbox_id == mailbox_id)
        with self._db.read() as tx:
            return sorted(tx.execute(query).scalars())

    def set_readers(self, mailbox_id: str, people: Iterable[str]) -> None:
        """Exactly these addresses may read it from now on."""
        with self._db.write() as tx:
            tx.execute(delete(mailbox_owner).where(mailbox_owner.c.mailbox_id == mailbox_id))
            rows = [{"mailbox_id": mailbox_id, "person": p} for p in sorted(set(people))]
            if rows:
                tx.execute(insert(mailbox_owner), rows)

    def leave(self, mailbox_id: str, person: str) -> None:
        """Somebody left: from the next question on they read nothing of it."""
        where = (mailbox_owner.c.mailbox_id == mailbox_id, mailbox_owner.c.person == person)
        with self._db.write() as tx:
            tx.execute(delete(mailbox_owner).where(*where))


def _mailbox_id(source: str, place: str) -> str:
    return "mb_" + sha256(f"conversation|{source}|{place}".encode()).hexdigest()[:16]


def _key(source: str, place: str) -> str:
    """Short enough for its column, whatever the platform calls a conversation."""
    return f"{_KEY}{source}:{sha256(place.encode()).hexdigest()[:32]}"
