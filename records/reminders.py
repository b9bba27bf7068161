"""Reminders: each occurrence is made once, claimed once and sent once, and nothing is told twice."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, or_, select, update

from records.audit_log import Noted
from records.chat_tables import reminder_occasion
from records.clock import Clock
from records.database import Database
from records.models import Occasion, Reminder, ReminderKind
from records.tables import person, reminder

LEASE = timedelta(minutes=5)
"""A claim older than this belongs to a process that died."""

Choose = Callable[[list[Reminder]], list[Reminder]]
"""From the reminders that a person already has to those that they should get."""


class Reminders:
    """The unique `occurrence`, and the unique occasions that it tells, hold whoever ticks."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db, self._clock = database, clock

    def add(self, new: Reminder) -> bool:
        """False where it was made before, or all that it tells was told before."""
        with self._db.write() as connection:
            return _insert(connection, new) is not None

    def plan(self, whose: str, since: datetime, choose: Choose) -> list[Reminder]:
        """Stores what `choose` makes of the reminders that this person got since then, and returns it.

        Two processes that plan at once don't see half of each other's work: one waits for the other.
        """
        # What waits still counts, however long it waits.
        known = (reminder.c.person == whose, or_(reminder.c.send_at >= since, reminder.c.sent_at.is_(None)))
        if not choose(self._all(*known)):
            return []  # nearly always, and then nobody has to wait
        with self._db.write() as connection:
            connection.execute(select(person.c.email).where(person.c.email == whose).with_for_update())
            here = _read(connection, *known)
            return [made for wanted in choose(here) if (made := _insert(connection, wanted)) is not None]

    def since(self, whose: str, moment: datetime) -> list[Reminder]:
        return self._all(reminder.c.person == whose, reminder.c.send_at >= moment)

    def all(self) -> list[Reminder]:
        return self._all()

    def by_ids(self, ids: Collection[str]) -> list[Reminder]:
        found: list[Reminder] = []
        for chunk in _chunks(ids):
            found += self._all(reminder.c.id.in_(chunk))
        return found

    def claim_due(self, worker: str, now: datetime) -> list[Reminder]:
        """Those to send now, claimed for this worker in one transaction."""
        free = or_(reminder.c.claimed_at.is_(None), reminder.c.claimed_at < now - LEASE)
        due = (reminder.c.sent_at.is_(None), reminder.c.send_at <= now, free)
        with self._db.write() as connection:
            ids = list(connection.execute(select(reminder.c.id).where(*due)).scalars())
            for chunk in _chunks(ids):
                connection.execute(
                    update(reminder).where(reminder.c.id.in_(chunk)).values(claimed_by=worker, claimed_at=now)
                )
        return self.by_ids(ids)

    def postpone(self, reminder_id: str, until: datetime) -> None:
        """Not now after all: it waits, and nobody holds it."""
        waiting = (reminder.c.id == reminder_id, reminder.c.sent_at.is_(None))
        with self._db.write() as connection:
            connection.execute(
                update(reminder).where(*waiting).values(send_at=until, claimed_by=None, claimed_at=None)
            )

    def mark_sent(self, reminder_id: str, at: datetime, *, noted: Noted | None = None) -> bool:
        """False if it was marked before."""

        def change(connection: Connection) -> bool:
            here = (reminder.c.id == reminder_id, reminder.c.sent_at.is_(None))
            return connection.execute(update(reminder).where(*here).values(sent_at=at)).rowcount == 1

        if noted is not None:
            return noted(together_with=change)
        with self._db.write() as connection:
            return change(connection)

    # Silences that somebody let go

    def told_of(self, whose: str, account_id: str) -> Occasion | None:
        """The newest silence of an account that this person was told of."""
        o = reminder_occasion.c
        query = select(reminder_occasion).where(
            o.person == whose, o.account_id == account_id, o.reminder_id.is_not(None)
        )
        with self._db.read() as connection:
            row = connection.execute(query.order_by(o.since.desc()).limit(1)).first()
        return _to_occasion(row) if row else None

    def let_go(self, whose: str, silence: Occasion, *, noted: Noted) -> bool:
        """Remembers that this silence is not to be told again; False if that was said before."""

        def change(connection: Connection) -> bool:
            if _taken(connection, [silence]):
                return False
            connection.execute(insert(reminder_occasion).values(**_row(silence, whose, None)))
            return True

        return noted(together_with=change)

    def dropped(self, whose: str) -> frozenset[str]:
        """The keys under which this person let silences go."""
        o = reminder_occasion.c
        query = select(o.key).where(o.person == whose, o.reminder_id.is_(None))
        with self._db.read() as connection:
            return frozenset(connection.execute(query).scalars())

    def _all(self, *conditions: Any) -> list[Reminder]:
        with self._db.read() as connection:
            return _read(connection, *conditions)


def _insert(connection: Connection, new: Reminder) -> Reminder | None:
    """What it tells and was told before is left out of it."""
    same = select(reminder.c.id).where(reminder.c.occurrence == new.occurrence)
    if connection.execute(same).first() is not None:
        return None
    taken = _taken(connection, new.told)
    left = tuple(o for o in new.told if o.key not in taken)
    if new.told and not left:
        return None
    if taken:
        new = new.model_copy(
            update={"told": left, "promise_ids": tuple(o.promise_id for o in left if o.promise_id)}
        )
    connection.execute(
        insert(reminder).values(
            id=new.id,
            person=new.person,
            kind=new.kind.value,
            promise_ids=list(new.promise_ids),
            account_id=new.account_id,
            occurrence=new.occurrence,
            send_at=new.send_at,
        )
    )
    if left:
        connection.execute(insert(reminder_occasion), [_row(o, new.person, new.id) for o in left])
    return new


def _taken(connection: Connection, occasions: Sequence[Occasion]) -> set[str]:
    found: set[str] = set()
    for chunk in _chunks([o.key for o in occasions]):
        query = select(reminder_occasion.c.key).where(reminder_occasion.c.key.in_(chunk))
        found |= set(connection.execute(query).scalars())
    return found


def _row(one: Occasion, whose: str, reminder_id: str | None) -> dict[str, Any]:
    return {**one.model_dump(), "person": whose, "reminder_id": reminder_id}


def _to_occasion(row: Any) -> Occasion:
    return Occasion(key=row.key, promise_id=row.promise_id, account_id=row.account_id, since=row.since)


def _read(connection: Connection, *conditions: Any) -> list[Reminder]:
    rows = connection.execute(
        select(reminder).where(*conditions).order_by(reminder.c.send_at, reminder.c.id)
    ).all()
    told: dict[str, list[Occasion]] = {}
    for chunk in _chunks([row.id for row in rows]):
        query = select(reminder_occasion).where(reminder_occasion.c.reminder_id.in_(chunk))
        for row in connection.execute(query):
            told.setdefault(row.reminder_id, []).append(_to_occasion(row))
    return [
        Reminder(
            id=row.id,
            person=row.person,
            kind=ReminderKind(row.kind),
            promise_ids=tuple(row.promise_ids),
            account_id=row.account_id,
            told=_in_order(told.get(row.id, ()), row.promise_ids),
            occurrence=row.occurrence,
            send_at=row.send_at,
            sent_at=row.sent_at,
        )
        for row in rows
    ]


def _in_order(told: Iterable[Occasion], promise_ids: Sequence[str]) -> tuple[Occasion, ...]:
    """Promises in the order in which they are told, then accounts, the newest silence first."""
    place = {name: n for n, name in enumerate(promise_ids)}
    promises = [o for o in told if o.promise_id is not None]
    silences = [o for o in told if o.promise_id is None]
    return (
        *sorted(promises, key=lambda o: place.get(o.promise_id or "", len(place))),
        *sorted(silences, key=lambda o: (o.since is not None and o.since.isoformat(), o.key), reverse=True),
    )


def _chunks(ids: Collection[str]) -> Iterable[list[str]]:
    names = list(ids)
    return (names[start : start + 500] for start in range(0, len(names), 500))
