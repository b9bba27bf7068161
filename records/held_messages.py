"""Messages kept aside for a day at most, until who held one says what is promised in it; then it goes to the ledger."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from records import feedback, remembered
from records.audit_log import Noted
from records.chat_tables import held_message
from records.clock import Clock
from records.database import Database
from records.event_batch import Digested, add_work, see, write_events
from records.models import Direction, Event, Promise, PromiseStatus
from records.rows import promise_row
from records.tables import (
    event,
    event_account,
    event_seen,
    event_share,
    mailbox_owner,
    promise,
    promise_history,
)
from records.unsharing import by_rule, mark

KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Held:
    """A message that somebody means to remember; `event` is None once it is in the ledger as `promise_id`."""

    id: str
    place: str
    event: Event | None
    promise_id: str | None


@dataclass(frozen=True)
class Remembered:
    """What became of it: a new promise, or one that was known already."""

    promise_id: str
    new: bool


class HeldMessages:
    """Nobody but who held a message can use it, and only once."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db, self._clock = database, clock

    def hold(self, message: Event, place: str, person: str) -> str:
        """The id under which the message is kept."""
        held_id = f"held_{secrets.token_hex(12)}"
        with self._db.write() as connection:
            self._purge(connection)
            connection.execute(
                insert(held_message).values(
                    id=held_id,
                    person=person,
                    place=place,
                    event=message.model_dump_json(),
                    at=self._clock.now(),
                )
            )
        return held_id

    def get(self, held_id: str, person: str) -> Held | None:
        """None where there is none, it is another person's, or it was kept long enough."""
        h = held_message.c
        query = select(held_message).where(
            h.id == held_id, h.person == person, h.at > self._clock.now() - KEPT
        )
        with self._db.read() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            return None
        kept = Event.model_validate_json(row.event) if row.event else None
        return Held(row.id, row.place, kept, row.promise_id)

    def purge(self) -> None:
        """Forget what was kept for a day."""
        with self._db.write() as connection:
            self._purge(connection)

    def _purge(self, connection: Connection) -> None:
        connection.execute(delete(held_message).where(held_message.c.at <= self._clock.now() - KEPT))

    def remember(
        self,
        held_id: str,
        told: Promise,
        item: Digested,
        *,
        mailbox_id: str,
        version: str,
        by: str,
        noted: Noted,
    ) -> Remembered | None:
        """Log the message if it is not, and put the promise that `by` told of it into the ledger: all or nothing.

        `item` is the message as the extractor (`version`) reads it; what it read in the told words gives way.
        The owner may read from now on what was said. None where the message can't be used any more.
        """
        done: list[Remembered] = []

        def change(connection: Connection) -> bool:
            found = self._remember(connection, held_id, told, item, mailbox_id, version, by)
            if found is not None:
                done.append(found)
            return found is not None and found.new

        noted(together_with=change)
        return done[0] if done else None

    def _remember(
        self,
        tx: Connection,
        held_id: str,
        told: Promise,
        item: Digested,
        mailbox_id: str,
        version: str,
        by: str,
    ) -> Remembered | None:
        now = self._clock.now()
        mine = (held_message.c.id == held_id, held_message.c.person == by)
        held = tx.execute(select(held_message.c.promise_id).where(*mine)).one_or_none()
        if held is None:
            return None
        if held.promise_id is not None:
            return Remembered(held.promise_id, new=False)
        logged = tx.execute(
            select(event.c.text, event.c.erased_at).where(event.c.id == told.event_id)
        ).first()
        if logged is not None and (logged.erased_at is not None or logged.text != item.event.text):
            return None
        known = None
        if logged is None:
            write_events(tx, [_without(item, told)], version, now)
        else:
            known = _known(tx, told)
        see(tx, [told.event_id], mailbox_id)
        mark(tx, [told.event_id])
        if known is None:
            _put(tx, told, by, now)
            _share_with_owner(tx, told, by)
            feedback.note_promise(tx, told.id, "remembered", by, now)
        became = known or told.id
        tx.execute(update(held_message).where(*mine).values(promise_id=became, event=""))
        return Remembered(became, new=known is None)


def _without(item: Digested, told: Promise) -> Digested:
    """The message without what the extractor read in the words that were told."""
    kept = [p for p in item.promises if not _is_same(told, p.start, p.end)]
    return Digested(item.event, item.subject_key, item.passages, kept, item.intents, item.accounts)


def _is_same(told: Promise, start: int, end: int) -> bool:
    return remembered.stands_for((told.start, told.end), (start, end))


def _known(tx: Connection, told: Promise) -> str | None:
    """The promise that the ledger holds of these words already; what was dismissed is none."""
    p = promise.c
    rows = tx.execute(
        select(p.id, p.start, p.end)
        .where(
            p.event_id == told.event_id,
            p.direction == told.direction.value,
            p.status != PromiseStatus.dismissed.value,
        )
        .order_by(p.start)
    ).all()
    return next((row.id for row in rows if _is_same(told, row.start, row.end)), None)


def _put(tx: Connection, told: Promise, by: str, now: datetime) -> None:
    """A new row, or the dismissed one of the same words again."""
    old = tx.execute(select(promise.c.status).where(promise.c.id == told.id)).scalar()
    if old is None:
        tx.execute(insert(promise).values(**promise_row(told)))
    else:
        again = {k: v for k, v in promise_row(told).items() if k != "id"}
        tx.execute(
            update(promise).where(promise.c.id == told.id).values(**again, settled_at=None, settler=None)
        )
        tx.execute(
            insert(promise_history).values(
                promise_id=told.id,
                old_status=old,
                new_status=told.status.value,
                actor=by,
                why="remembered it after all",
                at=now,
            )
        )
    if told.account_id is not None:
        link = {"event_id": told.event_id, "account_id": told.account_id}
        of = event_account.c
        here = select(of.event_id).where(of.event_id == told.event_id, of.account_id == told.account_id)
        if tx.execute(here).first() is None:
            tx.execute(insert(event_account).values(**link))
        add_work(tx, "settle", [told.account_id])
        add_work(tx, "propose", [told.event_id])


def _share_with_owner(tx: Connection, told: Promise, by: str) -> None:
    """Whoever owes it reads what was said, as when a promise is handed over."""
    if told.direction is not Direction.ours or told.owner == by:
        return
    own = (
        select(mailbox_owner.c.person)
        .join(event_seen, event_seen.c.mailbox_id == mailbox_owner.c.mailbox_id)
        .where(event_seen.c.event_id == told.event_id, mailbox_owner.c.person == told.owner)
    )
    if tx.execute(own).first() is not None:
        return
    may_read = (event_share.c.event_id == told.event_id, event_share.c.person == told.owner)
    # A share by a rule ends with the rule; this one is a person's own act and stays.
    tx.execute(delete(event_share).where(*may_read, by_rule()))
    if tx.execute(select(event_share.c.person).where(*may_read)).first() is None:
        tx.execute(insert(event_share).values(event_id=told.event_id, person=told.owner, shared_by=by))
