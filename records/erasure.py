"""Takes a person out of every table; what is left of an event is that there was one."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, select, text, update

from records import answer_cache
from records.chat_tables import held_message
from records.clock import Clock
from records.database import Database
from records.tables import (
    account,
    account_alias,
    contact,
    decision,
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
                empty_event(connection, event_id, self._clock.now(), "erased")
            erase_proposals(connection, set(event_ids))
            _erase_private_account(connection, email)
            # A worded answer may name anybody, and it can be worded again.
            answer_cache.drop(connection, self._db.is_sqlite)
            connection.execute(delete(contact).where(contact.c.email == email))
            connection.execute(
                delete(held_message).where(held_message.c.event.icontains(email, autoescape=True))
            )
            connection.execute(delete(quarantine).where(quarantine.c.path.contains(email)))
            if self._db.is_sqlite:
                # The full-text index only marks words as deleted until its parts are written anew.
                connection.exec_driver_sql("INSERT INTO passage_words (passage_words) VALUES ('optimize')")
        if self._db.is_sqlite:
            with self._db.read() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def empty_event(
    connection: Connection, event_id: str, now: datetime, flag: str, new_id: str | None = None
) -> None:
    """Take everything out of one event that it said; that there was one stays, under `new_id` if given."""
    promises = select(promise.c.id).where(promise.c.event_id == event_id).scalar_subquery()
    connection.execute(delete(promise_history).where(promise_history.c.promise_id.in_(promises)))
    connection.execute(
        update(promise_history)
        .where(promise_history.c.event_id == event_id)
        .values(quote=None, start=None, end=None, why=flag)
    )
    connection.execute(delete(promise).where(promise.c.event_id == event_id))
    connection.execute(delete(intent).where(intent.c.event_id == event_id))
    rows = list(connection.execute(select(passage.c.rowid).where(passage.c.event_id == event_id)).scalars())
    for rowid in rows:
        connection.execute(text("DELETE FROM passage_words WHERE rowid = :r"), {"r": rowid})
    connection.execute(delete(passage).where(passage.c.event_id == event_id))
    connection.execute(delete(event_person).where(event_person.c.event_id == event_id))
    connection.execute(delete(event_account).where(event_account.c.event_id == event_id))
    connection.execute(
        update(event)
        .where(event.c.id == event_id)
        .values(
            id=new_id or event_id,
            external_id=f"{flag}:{new_id or event_id}",
            thread=f"{flag}:{new_id or event_id}",
            text="",
            subject="",
            subject_key="",
            sender_email="",
            sender_name=None,
            body={"to": [], "cc": [], "said": [], "quoted": [], "signature": [], "flags": [flag]},
            erased_at=now,
        )
    )


def erase_proposals(connection: Connection, gone: set[str]) -> None:
    """A change that rested on what is gone is no longer proposed, and what it said goes too."""
    for row in connection.execute(select(proposal)).all():
        if not gone & {e["event_id"] for e in row.evidence}:
            continue
        connection.execute(
            update(proposal)
            .where(proposal.c.id == row.id)
            .values(
                evidence=[],
                old=None,
                new="",
                why="",
                verdict={**row.verdict, "reason": "Erased.", "evidence": []},
                status="superseded" if row.status in ("pending", "paused", "approved") else row.status,
                decision_reason=None,
                failure=None,
            )
        )
        connection.execute(
            update(decision).where(decision.c.proposal_id == row.id).values(reason=None, value=None)
        )


def _erase_private_account(connection: Connection, email: str) -> None:
    """A customer who is known by a private address only is an account by that name."""
    a = account_alias.c
    ids = list(connection.execute(select(a.account_id).where(a.kind == "mail", a.value == email)).scalars())
    for account_id in ids:
        connection.execute(delete(account_alias).where(a.account_id == account_id, a.kind != "domain"))
        connection.execute(
            update(account).where(account.c.id == account_id, account.c.provisional).values(name="(erased)")
        )
