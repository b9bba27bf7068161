"""Takes a person out of every table; what is left of an event is that there was one."""

from collections.abc import Sequence

from sqlalchemy import delete, select, text, update

from records.clock import Clock
from records.database import Database
from records.tables import (
    contact,
    event,
    event_account,
    event_person,
    event_seen,
    intent,
    passage,
    promise,
    promise_history,
    proposal,
    quarantine,
)


class Erasure:
    """Deletes in one transaction, then has SQLite overwrite the freed pages."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db, self._clock = database, clock

    def events_of(self, email: str) -> list[str]:
        query = (
            select(event.c.id)
            .join(event_person, event_person.c.event_id == event.c.id)
            .where(event_person.c.email == email, event.c.erased_at.is_(None))
        )
        with self._db.read() as connection:
            return list(connection.execute(query).scalars())

    def by_mailbox(self, event_ids: Sequence[str]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        with self._db.read() as connection:
            for start in range(0, len(event_ids), 500):
                chunk = list(event_ids[start : start + 500])
                for row in connection.execute(select(event_seen).where(event_seen.c.event_id.in_(chunk))):
                    found.setdefault(row.mailbox_id, []).append(row.event_id)
        return found

    def erase(self, event_ids: Sequence[str], email: str) -> None:
        with self._db.write() as connection:
            if self._db.is_sqlite:
                connection.exec_driver_sql("PRAGMA secure_delete=ON")
            for event_id in event_ids:
                promises = select(promise.c.id).where(promise.c.event_id == event_id).scalar_subquery()
                connection.execute(delete(promise_history).where(promise_history.c.promise_id.in_(promises)))
                connection.execute(
                    update(promise_history)
                    .where(promise_history.c.event_id == event_id)
                    .values(quote=None, start=None, end=None)
                )
                connection.execute(delete(promise).where(promise.c.event_id == event_id))
                connection.execute(delete(intent).where(intent.c.event_id == event_id))
                rows = list(
                    connection.execute(
                        select(passage.c.rowid).where(passage.c.event_id == event_id)
                    ).scalars()
                )
                for rowid in rows:
                    connection.execute(text("DELETE FROM passage_words WHERE rowid = :r"), {"r": rowid})
                connection.execute(delete(passage).where(passage.c.event_id == event_id))
                connection.execute(delete(event_person).where(event_person.c.event_id == event_id))
                connection.execute(delete(event_account).where(event_account.c.event_id == event_id))
                connection.execute(
                    update(event)
                    .where(event.c.id == event_id)
                    .values(
                        text="",
                        subject="",
                        subject_key="",
                        sender_email="",
                        sender_name=None,
                        body={
                            "to": [],
                            "cc": [],
                            "said": [],
                            "quoted": [],
                            "signature": [],
                            "flags": ["erased"],
                        },
                        erased_at=self._clock.now(),
                    )
                )
            gone = set(event_ids)
            for row in connection.execute(select(proposal.c.id, proposal.c.evidence)).all():
                if gone & {e["event_id"] for e in row.evidence}:
                    connection.execute(
                        update(proposal)
                        .where(proposal.c.id == row.id)
                        .values(
                            evidence=[{**e, "quote": ""} for e in row.evidence if e["event_id"] not in gone],
                            status="superseded",
                        )
                    )
            connection.execute(delete(contact).where(contact.c.email == email))
            connection.execute(delete(quarantine).where(quarantine.c.path.contains(email)))
