"""Reminders: each occurrence is made once, claimed once and sent once."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, or_, select, update

from records.audit_log import Noted
from records.clock import Clock
from records.database import Database
from records.models import Reminder, ReminderKind
from records.tables import reminder

LEASE = timedelta(minutes=5)
"""A claim older than this belongs to a process that died."""


class Reminders:
    """The unique `occurrence` makes a reminder once only, whoever ticks."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db, self._clock = database, clock

    def add(self, new: Reminder) -> bool:
        with self._db.write() as connection:
            if connection.execute(
                select(reminder.c.id).where(reminder.c.occurrence == new.occurrence)
            ).first():
                return False
            connection.execute(
                insert(reminder).values(
                    id=new.id,
                    person=new.person,
                    kind=new.kind.value,
                    promise_ids=list(new.promise_ids),
                    occurrence=new.occurrence,
                    send_at=new.send_at,
                )
            )
        return True

    def since(self, person: str, moment: datetime) -> list[Reminder]:
        return self._all(reminder.c.person == person, reminder.c.send_at >= moment)

    def all(self) -> list[Reminder]:
        return self._all()

    def claim_due(self, worker: str, now: datetime) -> list[Reminder]:
        """Those to send now, claimed for this worker in one transaction."""
        free = or_(reminder.c.claimed_at.is_(None), reminder.c.claimed_at < now - LEASE)
        due = (reminder.c.sent_at.is_(None), reminder.c.send_at <= now, free)
        with self._db.write() as connection:
            ids = list(connection.execute(select(reminder.c.id).where(*due)).scalars())
            if ids:
                connection.execute(
                    update(reminder).where(reminder.c.id.in_(ids)).values(claimed_by=worker, claimed_at=now)
                )
        return self._all(reminder.c.id.in_(ids)) if ids else []

    def mark_sent(self, reminder_id: str, at: datetime, *, noted: Noted | None = None) -> bool:
        """False if it was marked before."""

        def change(connection: Connection) -> bool:
            here = (reminder.c.id == reminder_id, reminder.c.sent_at.is_(None))
            return connection.execute(update(reminder).where(*here).values(sent_at=at)).rowcount == 1

        if noted is not None:
            return noted(together_with=change)
        with self._db.write() as connection:
            return change(connection)

    def _all(self, *conditions: object) -> list[Reminder]:
        query = select(reminder).where(*conditions).order_by(reminder.c.send_at, reminder.c.id)  # type: ignore[arg-type]
        with self._db.read() as connection:
            return [
                Reminder(
                    id=row.id,
                    person=row.person,
                    kind=ReminderKind(row.kind),
                    promise_ids=tuple(row.promise_ids),
                    occurrence=row.occurrence,
                    send_at=row.send_at,
                    sent_at=row.sent_at,
                )
                for row in connection.execute(query)
            ]
