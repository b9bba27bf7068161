"""The promise ledger's writing side: settle, dismiss, snooze, hand over; each with its history."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, and_, delete, func, insert, or_, select, update

from records import feedback
from records.audit_log import Noted
from records.clock import Clock, SystemClock
from records.database import Database
from records.errors import NotFound, QuoteMismatch
from records.models import Direction, Event, Promise, PromiseDraft, PromiseStatus, Settlement
from records.moves import after_moves, is_move, move, moved_by_hand
from records.participants import may_be_told, was_on
from records.replays import replace_successors, settle_one
from records.rows import to_promise
from records.tables import account, event, event_share, promise, promise_history
from records.unsharing import by_rule


def promise_id(draft: PromiseDraft) -> str:
    """The same words at the same place are the same promise, however often they are read."""
    words = f"{draft.event_id}|{draft.start}|{draft.end}|{draft.direction}|{draft.owner}|{draft.action}"
    return "pr_" + sha256(words.encode()).hexdigest()[:16]


def ledger_row(draft: PromiseDraft, event: Event, *, account_id: str | None, extractor: str) -> Promise:
    """A draft as a row of the ledger. Raises QuoteMismatch unless it quotes its event word for word."""
    if event.id != draft.event_id or event.text[draft.start : draft.end] != draft.quote:
        raise QuoteMismatch("A promise was refused because its quote is not in its source word for word.")
    return Promise(**draft.model_dump(), id=promise_id(draft), account_id=account_id, extractor=extractor)


@dataclass(frozen=True)
class Change:
    """One line of a promise's history: by mail (`event_id`, `quote`), or by a person (`actor`)."""

    status: str
    event_id: str | None
    quote: str | None
    actor: str | None
    why: str
    at: datetime

    @property
    def is_move(self) -> bool:
        return is_move(self.why, self.event_id)


class Promises:
    """Promises as workflows see them; readers go through `records.reading.Reading`.

    What became of a promise goes by `clock`; that somebody clicked goes by `wall`.
    """

    def __init__(self, database: Database, clock: Clock, wall: Clock | None = None) -> None:
        self._db, self._clock, self._wall = database, clock, wall or SystemClock()

    def get(self, promise_id: str) -> Promise:
        found = self.by_ids([promise_id])
        if not found:
            raise NotFound(f"There is no promise {promise_id}.")
        return found[0]

    def by_ids(self, ids: Sequence[str]) -> list[Promise]:
        return self._all(promise.c.id.in_(list(ids)))

    def of_event(self, event_id: str) -> list[Promise]:
        return self._all(promise.c.event_id == event_id)

    def of_account(self, account_id: str) -> list[Promise]:
        return self._all(promise.c.account_id == account_id)

    def to_tell(self, person: str, first: date, last: date) -> list[Promise]:
        """Open promises due from `first` to `last` that may be brought up with this person: what they owe,
        where they were on the mail or may read it, and what is owed to us in mails that they were on."""
        p = promise.c
        owed = and_(p.direction == Direction.ours.value, p.owner == person, may_be_told(person, p.event_id))
        owed_to_us = and_(p.direction == Direction.theirs.value, was_on(person, p.event_id))
        return self._all(
            p.status == PromiseStatus.open.value, p.due >= first, p.due <= last, or_(owed, owed_to_us)
        )

    def may_be_told(self, person: str, event_ids: Collection[str]) -> set[str]:
        """Which of these events may be quoted to this person: those that they were on or may read."""
        query = select(event.c.id).where(event.c.id.in_(list(event_ids)), may_be_told(person, event.c.id))
        with self._db.read() as connection:
            return set(connection.execute(query).scalars())

    def history(self, ids: Collection[str]) -> dict[str, list[Change]]:
        """What became of these promises, in order; those of which nothing did are not there."""
        found: dict[str, list[Change]] = {}
        h = promise_history.c
        query = select(promise_history).where(h.promise_id.in_(list(ids))).order_by(h.id)
        with self._db.read() as connection:
            for row in connection.execute(query):
                change = Change(row.new_status, row.event_id, row.quote, row.actor, row.why, row.at)
                found.setdefault(row.promise_id, []).append(change)
        return found

    def open_with(self, person: str, account_ids: Collection[str]) -> list[Promise]:
        """What is open with these accounts both ways, as far as this person may be told of it."""
        return self._all(
            promise.c.account_id.in_(list(account_ids)),
            promise.c.status == PromiseStatus.open.value,
            may_be_told(person, promise.c.event_id),
        )

    def count(self) -> int:
        with self._db.read() as connection:
            return connection.execute(select(func.count()).select_from(promise)).scalar() or 0

    def threads(self, ids: Sequence[str]) -> dict[str, str]:
        query = (
            select(promise.c.id, event.c.thread)
            .join(event, event.c.id == promise.c.event_id)
            .where(promise.c.id.in_(list(ids)))
        )
        with self._db.read() as connection:
            return {row.id: row.thread for row in connection.execute(query)}

    def snoozes(self, ids: Sequence[str] | None = None) -> dict[str, datetime]:
        query = select(promise.c.id, promise.c.snoozed_until).where(promise.c.snoozed_until.is_not(None))
        if ids is not None:
            query = query.where(promise.c.id.in_(list(ids)))
        with self._db.read() as connection:
            return {row.id: row.snoozed_until for row in connection.execute(query)}

    def resettle(
        self,
        account_id: str,
        settlements: Sequence[tuple[Settlement, datetime]],
        successors: Sequence[Promise],
        *,
        settler: str | None = None,
    ) -> None:
        """Replace what mail said became of an account's promises; what a person clicked stays, and of a
        promise whose day somebody moved only what was said after that counts.

        Settling is recomputed over all mail in order, so late or disordered mail ends in the same
        state as mail in order. `settler` names the version of the rules that did it.
        """
        with self._db.write() as connection:
            rows = connection.execute(
                select(promise.c.id, promise.c.settled_by).where(promise.c.account_id == account_id)
            ).all()
            clicked = {row.id for row in rows if (row.settled_by or "").startswith("click:")}
            free = [row.id for row in rows if row.id not in clicked]
            if free:
                connection.execute(
                    delete(promise_history).where(
                        promise_history.c.promise_id.in_(free), promise_history.c.event_id.is_not(None)
                    )
                )
                connection.execute(
                    update(promise)
                    .where(promise.c.id.in_(free))
                    .values(
                        status=PromiseStatus.open.value,
                        superseded_by=None,
                        settled_by=None,
                        settled_at=None,
                        settler=None,
                    )
                )
            moved = moved_by_hand(connection, free)
            settlements, successors = after_moves(moved, settlements, successors)
            if free:
                replace_successors(connection, free, successors)
            for settlement, at in settlements:
                if settlement.promise_id in clicked:
                    continue
                settle_one(connection, settlement, at, settler)
            feedback.note_outcomes(connection, [s.promise_id for s, _ in settlements])

    def click(
        self,
        promise_id: str,
        status: PromiseStatus,
        actor: str,
        why: str,
        kind: str = "",
        *,
        noted: Noted | None = None,
    ) -> Promise:
        """A person says what became of a promise; `kind` names the click, as feedback keeps it."""
        now = self._clock.now()

        def change(connection: Connection) -> bool:
            old = _row(connection, promise_id)
            feedback.note_promise(connection, promise_id, kind or status.value, actor, self._wall.now())
            connection.execute(
                update(promise)
                .where(promise.c.id == promise_id)
                .values(status=status.value, settled_by=f"click:{actor}", settled_at=now, snoozed_until=None)
            )
            _note(connection, old, status.value, actor, why, now)
            return True

        return self._together(promise_id, change, noted)

    def snooze(self, promise_id: str, until: datetime, actor: str, *, noted: Noted | None = None) -> Promise:
        def change(connection: Connection) -> bool:
            if _row(connection, promise_id).snoozed_until == until:
                return False
            feedback.note_promise(connection, promise_id, "snooze", actor, self._wall.now())
            connection.execute(update(promise).where(promise.c.id == promise_id).values(snoozed_until=until))
            return True

        return self._together(promise_id, change, noted)

    def move(self, promise_id: str, due: date, actor: str, *, noted: Noted | None = None) -> Promise:
        """It is due on another day from now on; only mail after this settles it."""
        now = self._clock.now()

        def change(connection: Connection) -> bool:
            _row(connection, promise_id)
            if not move(connection, promise_id, due, actor, now):
                return False
            feedback.note_promise(connection, promise_id, "moved", actor, self._wall.now())
            return True

        return self._together(promise_id, change, noted)

    def hand_over(self, promise_id: str, owner: str, actor: str, *, noted: Noted | None = None) -> Promise:
        """Somebody else owes it, and may read from now on what was said."""
        now = self._clock.now()

        def change(connection: Connection) -> bool:
            before = _row(connection, promise_id)
            if before.owner == owner:
                return False
            feedback.note_promise(connection, promise_id, "wrong_owner", actor, self._wall.now())
            connection.execute(update(promise).where(promise.c.id == promise_id).values(owner=owner))
            may_read = (event_share.c.event_id == before.event_id, event_share.c.person == owner)
            # A share by a rule ends with the rule; this one is a person's own act and stays.
            connection.execute(delete(event_share).where(*may_read, by_rule()))
            if connection.execute(select(event_share.c.person).where(*may_read)).first() is None:
                connection.execute(
                    insert(event_share).values(event_id=before.event_id, person=owner, shared_by=actor)
                )
            _note(connection, before, before.status, actor, f"owner {before.owner} -> {owner}", now)
            return True

        return self._together(promise_id, change, noted)

    def _together(
        self, promise_id: str, change: Callable[[Connection], bool], noted: Noted | None
    ) -> Promise:
        """The change and the audit's note of it happen both or not at all."""
        if noted is not None:
            noted(together_with=change)
        else:
            with self._db.write() as connection:
                change(connection)
        return self.get(promise_id)

    def _all(self, *conditions: object) -> list[Promise]:
        query = (
            select(promise, account.c.name.label("account_name"))
            .outerjoin(account, account.c.id == promise.c.account_id)
            .where(*conditions)  # type: ignore[arg-type]
            .order_by(promise.c.at, promise.c.start)
        )
        with self._db.read() as connection:
            return [to_promise(row, row.account_name) for row in connection.execute(query)]


def _row(connection: Connection, promise_id: str) -> Any:
    row = connection.execute(select(promise).where(promise.c.id == promise_id)).first()
    if row is None:
        raise NotFound(f"There is no promise {promise_id}.")
    return row


def _note(connection: Connection, before: Any, status: str, actor: str, why: str, at: datetime) -> None:
    connection.execute(
        insert(promise_history).values(
            promise_id=before.id, old_status=before.status, new_status=status, actor=actor, why=why, at=at
        )
    )
