"""Worded answers kept for a while, each under a key that only the same reader with the same evidence can make."""

import json
from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256

from sqlalchemy import Connection, delete, func, insert, or_, select

from records.clock import Clock
from records.database import Database
from records.readers import readable_by, works_here
from records.tables import answer_cache, event, event_share, mailbox_owner, promise

MAX_AGE = timedelta(hours=24)
MAX_ENTRIES = 5_000
MAX_CHARACTERS = 20_000_000
LONGEST = 200_000
"""Characters; a longer value is not kept."""


class CachedAnswers:
    """The router's answer cache, over SQL.

    It holds text that was read to one person, so what leaves it is overwritten on disk, and an erasure
    empties it (`records.erasure`).
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db, self._clock = database, clock

    def get(self, key: str) -> str | None:
        """The value, unless it is too old."""
        fresh = answer_cache.c.at > self._clock.now() - MAX_AGE
        with self._db.read() as connection:
            return connection.execute(
                select(answer_cache.c.value).where(answer_cache.c.key == key, fresh)
            ).scalar()

    def put(self, key: str, value: str) -> None:
        """Keep a value; the oldest make room."""
        if len(value) > LONGEST:
            return
        with self._db.write() as connection:
            drop(connection, self._db.is_sqlite, answer_cache.c.key == key)
            connection.execute(
                insert(answer_cache).values(key=key, value=value, size=len(value), at=self._clock.now())
            )
            self._make_room(connection)

    def standing(self, reader: str, event_ids: Sequence[str]) -> str | None:
        """A digest of what the reader may read and of how the evidence stands; part of every key.

        It changes with the reader's mailboxes and shares, with a newer version of an event, and with the
        status, owner or due day of a promise in one. None when the reader may not read all of it: then
        nothing may be kept or found.
        """
        wanted = sorted(set(event_ids))
        with self._db.read() as connection:
            if connection.execute(select(works_here(reader))).scalar() is not True:
                return None
            boxes = select(mailbox_owner.c.mailbox_id).where(mailbox_owner.c.person == reader)
            shares = select(event_share.c.event_id).where(event_share.c.person == reader)
            told: list[object] = [
                reader,
                sorted(connection.execute(boxes).scalars()),
                sorted(connection.execute(shares).scalars()),
            ]
            for start in range(0, len(wanted), 500):
                chunk = wanted[start : start + 500]
                seen = _events(connection, reader, chunk)
                if len(seen) != len(chunk):
                    return None
                told += [seen, _promises(connection, chunk)]
        return sha256(json.dumps(told, default=str).encode()).hexdigest()

    def purge(self) -> None:
        """Drop what is too old, also where nobody asks any more."""
        with self._db.write() as connection:
            drop(connection, self._db.is_sqlite, answer_cache.c.at <= self._clock.now() - MAX_AGE)

    def clear(self) -> None:
        with self._db.write() as connection:
            drop(connection, self._db.is_sqlite)

    def count(self) -> int:
        with self._db.read() as connection:
            return connection.execute(select(func.count()).select_from(answer_cache)).scalar() or 0

    def _make_room(self, connection: Connection) -> None:
        c = answer_cache.c
        drop(connection, self._db.is_sqlite, c.at <= self._clock.now() - MAX_AGE)
        entries, characters = connection.execute(
            select(func.count(), func.coalesce(func.sum(c.size), 0)).select_from(answer_cache)
        ).one()
        if entries <= MAX_ENTRIES and characters <= MAX_CHARACTERS:
            return
        gone = []
        for row in connection.execute(select(c.key, c.size).order_by(c.at, c.key)):
            if entries <= MAX_ENTRIES and characters <= MAX_CHARACTERS:
                break
            gone.append(row.key)
            entries, characters = entries - 1, characters - row.size
        drop(connection, self._db.is_sqlite, c.key.in_(gone))


def drop(connection: Connection, is_sqlite: bool, *conditions: object) -> None:
    """Delete entries, all of them without a condition, so that SQLite overwrites what they said."""
    if is_sqlite:
        connection.exec_driver_sql("PRAGMA secure_delete=ON")
    connection.execute(delete(answer_cache).where(*conditions))  # type: ignore[arg-type]


def _events(connection: Connection, reader: str, ids: Sequence[str]) -> list[list[object]]:
    newest = event.alias("newest")
    latest = (
        select(func.max(newest.c.version))
        .where(newest.c.source == event.c.source, newest.c.external_id == event.c.external_id)
        .scalar_subquery()
    )
    query = (
        select(event.c.id, event.c.version, latest)
        .where(event.c.id.in_(ids), event.c.erased_at.is_(None), readable_by(reader, event.c.id))
        .order_by(event.c.id)
    )
    return [list(row) for row in connection.execute(query)]


def _promises(connection: Connection, ids: Sequence[str]) -> list[list[object]]:
    """Those said in the events, and those that one of the events settled."""
    p = promise.c
    query = (
        select(p.id, p.status, p.superseded_by, p.settled_by, p.owner, p.due, p.account_id)
        .where(or_(p.event_id.in_(ids), p.settled_by.in_(ids)))
        .order_by(p.id)
    )
    return [list(row) for row in connection.execute(query)]
