"""Connected mailboxes and calendars: who owns them, what opens them, and how far they were read."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal

from sqlalchemy import Connection as Transaction
from sqlalchemy import delete, insert, select, update

from records.clock import Clock
from records.database import Database
from records.errors import NotFound, PromissoryError
from records.people import canonical
from records.source_tables import connection, grant, login, reading_state
from records.tables import mailbox, mailbox_owner

PUSHED_ONLY = frozenset({"webhooks"})
"""Sources that tell by themselves and can't be asked: nothing to pull, and nothing to compare with."""
State = Literal["ok", "reconnect", "failing", "paused"]


@dataclass(frozen=True)
class Connection:
    """One mailbox or calendar of one person at one vendor; `id` is `<source>:<account>`."""

    id: str
    source: str
    account: str
    owner: str
    mailbox_id: str
    created_at: datetime
    options: Mapping[str, str] = field(default_factory=dict)
    state: State = "ok"
    problem: str | None = None

    @property
    def is_pulled(self) -> bool:
        """Whether its source can be asked what it holds."""
        return self.source not in PUSHED_ONLY


@dataclass(frozen=True)
class ReadingState:
    """How far a connection was read. `missing` and `extra` are what the last comparison left unequal."""

    cursor: str | None = None
    backfill_cursor: str | None = None
    backfilled: bool = False
    remaining: int | None = None
    read_at: datetime | None = None
    reconciled_at: datetime | None = None
    missing: int | None = None
    extra: int | None = None
    failures: int = 0
    next_at: datetime | None = None

    @property
    def reconciled(self) -> bool:
        """Whether the last comparison of both sides found them equal."""
        return self.reconciled_at is not None and not self.missing and not self.extra


@dataclass(frozen=True)
class Login:
    """A login that was begun and not finished."""

    connection_id: str
    person: str
    sealed: bytes


class Connections:
    """One row per connection; what opens it is stored sealed and never leaves this table unsealed."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db, self._clock = database, clock

    def add(
        self, source: str, account: str, owner: str, options: Mapping[str, str] | None = None
    ) -> Connection:
        """The connection, made or with new options; a known one goes on where it was read to.

        Raises PromissoryError when somebody else connected that mailbox.
        """
        owner, name = canonical(owner), account.strip().casefold()
        key = f"{source}:{name}"
        with self._db.write() as tx:
            known = tx.execute(select(connection).where(connection.c.id == key)).one_or_none()
            if known is not None and known.owner != owner:
                raise PromissoryError(f"{key} is connected already, as the mailbox of {known.owner}.")
            values = {"options": dict(options or {}), "state": "ok", "problem": None, "told_at": None}
            if known is not None:
                tx.execute(update(connection).where(connection.c.id == key).values(**values))
            else:
                tx.execute(
                    insert(connection).values(
                        id=key,
                        source=source,
                        account=name,
                        owner=owner,
                        mailbox_id=_mailbox(tx, source, name, owner),
                        created_at=self._clock.now(),
                        **values,
                    )
                )
                tx.execute(insert(reading_state).values(connection_id=key, backfilled=False, failures=0))
        return self.get(key)

    def get(self, connection_id: str) -> Connection:
        with self._db.read() as tx:
            row = tx.execute(select(connection).where(connection.c.id == connection_id)).one_or_none()
        if row is None:
            raise NotFound(f"There is no connection {connection_id}: `promissory connections` lists them.")
        return _to_connection(row)

    def find(self, source: str, account: str) -> Connection | None:
        """The connection of that source and account, if there is one."""
        name = account.strip().casefold()
        return next((c for c in self.all() if (c.source, c.account) == (source, name)), None)

    def all(self) -> list[Connection]:
        with self._db.read() as tx:
            return [_to_connection(row) for row in tx.execute(select(connection).order_by(connection.c.id))]

    def named(self, words: str | None) -> list[Connection]:
        """All, those of one source, or the one of that id. Raises NotFound where there is none."""
        found = [c for c in self.all() if words is None or words in (c.id, c.source)]
        if words is not None and not found:
            known = ", ".join(c.id for c in self.all()) or "none yet"
            raise NotFound(f"Nothing is connected as {words} (connected: {known}).")
        return found

    def set_state(self, connection_id: str, state: State, problem: str | None = None) -> None:
        with self._db.write() as tx:
            row = (connection.c.id == connection_id,)
            tx.execute(update(connection).where(*row).values(state=state, problem=problem))
            if state == "ok":
                tx.execute(update(connection).where(*row).values(told_at=None))

    def set_options(self, connection_id: str, options: Mapping[str, str]) -> None:
        with self._db.write() as tx:
            tx.execute(
                update(connection).where(connection.c.id == connection_id).values(options=dict(options))
            )

    def untold(self) -> list[Connection]:
        """Those whose owner must connect again and was not told so yet."""
        query = select(connection).where(connection.c.state == "reconnect", connection.c.told_at.is_(None))
        with self._db.read() as tx:
            return [_to_connection(row) for row in tx.execute(query)]

    def mark_told(self, connection_id: str) -> None:
        with self._db.write() as tx:
            tx.execute(
                update(connection).where(connection.c.id == connection_id).values(told_at=self._clock.now())
            )

    def remove(self, connection_id: str) -> None:
        """Forget how it is opened and how far it was read; its events stay where they are."""
        with self._db.write() as tx:
            tx.execute(delete(login).where(login.c.connection_id == connection_id))
            tx.execute(delete(connection).where(connection.c.id == connection_id))

    # What opens it

    def grant(self, connection_id: str) -> bytes | None:
        with self._db.read() as tx:
            return tx.execute(select(grant.c.sealed).where(grant.c.connection_id == connection_id)).scalar()

    def grants(self) -> list[str]:
        """Ids of the connections that have one."""
        with self._db.read() as tx:
            return list(tx.execute(select(grant.c.connection_id).order_by(grant.c.connection_id)).scalars())

    def save_grant(self, connection_id: str, sealed: bytes) -> None:
        with self._db.write() as tx:
            tx.execute(delete(grant).where(grant.c.connection_id == connection_id))
            tx.execute(
                insert(grant).values(connection_id=connection_id, sealed=sealed, updated_at=self._clock.now())
            )

    def start_login(
        self, state_hash: str, connection_id: str, person: str, sealed: bytes, expires_at: datetime
    ) -> None:
        """Remember a login that was begun; `connection_id` need not exist yet."""
        with self._db.write() as tx:
            tx.execute(delete(login).where(login.c.expires_at < self._clock.now()))
            tx.execute(
                insert(login).values(
                    state_hash=state_hash,
                    connection_id=connection_id,
                    person=canonical(person),
                    sealed=sealed,
                    expires_at=expires_at,
                )
            )

    def pending_login(self, state_hash: str) -> Login | None:
        """The login of that state, which stays; None if there is none or it is too old."""
        with self._db.read() as tx:
            row = tx.execute(select(login).where(login.c.state_hash == state_hash)).one_or_none()
        if row is None or row.expires_at <= self._clock.now():
            return None
        return Login(row.connection_id, row.person, row.sealed)

    def finish_login(self, state_hash: str, person: str | None = None) -> Login | None:
        """The login of that state, once; None if there is none, it is too old or another person's."""
        with self._db.write() as tx:
            row = tx.execute(select(login).where(login.c.state_hash == state_hash)).one_or_none()
            if row is None:
                return None
            tx.execute(delete(login).where(login.c.state_hash == state_hash))
        if row.expires_at <= self._clock.now() or (person is not None and row.person != canonical(person)):
            return None
        return Login(row.connection_id, row.person, row.sealed)

    # How far it was read

    def reading(self, connection_id: str) -> ReadingState:
        with self._db.read() as tx:
            row = tx.execute(
                select(reading_state).where(reading_state.c.connection_id == connection_id)
            ).one_or_none()
        if row is None:
            return ReadingState()
        return ReadingState(**{k: v for k, v in row._mapping.items() if k != "connection_id"})

    def note(self, connection_id: str, **values: Any) -> None:
        """Change some of the reading state; names as in `ReadingState`."""
        with self._db.write() as tx:
            note_reading(tx, connection_id, values)


def note_reading(tx: Transaction, connection_id: str, values: Mapping[str, Any]) -> None:
    """The same inside a transaction, so that items and cursor are stored together."""
    if values:
        tx.execute(
            update(reading_state).where(reading_state.c.connection_id == connection_id).values(**values)
        )


def _mailbox(tx: Transaction, source: str, account: str, owner: str) -> str:
    """Its own mailbox: the same person may have two of one source."""
    mailbox_id = "mb_" + sha256(json.dumps([source, account, owner]).encode()).hexdigest()[:16]
    if tx.execute(select(mailbox.c.id).where(mailbox.c.id == mailbox_id)).first() is None:
        tx.execute(insert(mailbox).values(id=mailbox_id, source=source))
        tx.execute(insert(mailbox_owner).values(mailbox_id=mailbox_id, person=owner))
    return mailbox_id


def _to_connection(row: Any) -> Connection:
    return Connection(
        id=row.id,
        source=row.source,
        account=row.account,
        owner=row.owner,
        mailbox_id=row.mailbox_id,
        created_at=row.created_at,
        options=row.options,
        state=row.state,
        problem=row.problem,
    )
