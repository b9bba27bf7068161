"""The promise ledger's writing side: settle, dismiss, snooze, hand over; each with its history."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection, delete, func, insert, select, update

from records import feedback
from records.clock import Clock, SystemClock
from records.database import Database
from records.errors import NotFound, QuoteMismatch
from records.models import Event, Promise, PromiseDraft, PromiseStatus, Settlement
from records.rows import promise_row, to_promise
from records.successor import NAME
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

    def open_with_due(self) -> list[Promise]:
        return self._all(promise.c.status == PromiseStatus.open.value, promise.c.due.is_not(None))

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

    def snoozes(self) -> dict[str, datetime]:
        query = select(promise.c.id, promise.c.snoozed_until).where(promise.c.snoozed_until.is_not(None))
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
        """Replace what mail said became of an account's promises; what a person clicked stays.

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
                _replace_successors(connection, free, successors)
            for settlement, at in settlements:
                if settlement.promise_id in clicked:
                    continue
                self._settle(connection, settlement, at, settler)
            feedback.note_outcomes(connection, [s.promise_id for s, _ in settlements])

    def _settle(
        self, connection: Connection, settlement: Settlement, at: datetime, settler: str | None
    ) -> None:
        old = connection.execute(
            select(promise.c.status).where(promise.c.id == settlement.promise_id)
        ).scalar_one()
        connection.execute(
            update(promise)
            .where(promise.c.id == settlement.promise_id)
            .values(
                status=settlement.status.value,
                superseded_by=settlement.superseded_by,
                settled_by=settlement.event_id,
                settled_at=at,
                settler=settler,
            )
        )
        connection.execute(
            insert(promise_history).values(
                promise_id=settlement.promise_id,
                old_status=old,
                new_status=settlement.status.value,
                event_id=settlement.event_id,
                start=settlement.start,
                end=settlement.end,
                quote=settlement.quote,
                actor=None,
                why=settlement.why,
                at=at,
            )
        )

    def click(self, promise_id: str, status: PromiseStatus, actor: str, why: str, kind: str = "") -> Promise:
        """A person says what became of a promise; `kind` names the click, as feedback keeps it."""
        now = self._clock.now()
        with self._db.write() as connection:
            old = connection.execute(select(promise.c.status).where(promise.c.id == promise_id)).scalar()
            if old is None:
                raise NotFound(f"There is no promise {promise_id}.")
            feedback.note_promise(connection, promise_id, kind or status.value, actor, self._wall.now())
            connection.execute(
                update(promise)
                .where(promise.c.id == promise_id)
                .values(status=status.value, settled_by=f"click:{actor}", settled_at=now, snoozed_until=None)
            )
            connection.execute(
                insert(promise_history).values(
                    promise_id=promise_id,
                    old_status=old,
                    new_status=status.value,
                    actor=actor,
                    why=why,
                    at=now,
                )
            )
        return self.get(promise_id)

    def snooze(self, promise_id: str, until: datetime, actor: str) -> None:
        with self._db.write() as connection:
            feedback.note_promise(connection, promise_id, "snooze", actor, self._wall.now())
            connection.execute(update(promise).where(promise.c.id == promise_id).values(snoozed_until=until))

    def hand_over(self, promise_id: str, owner: str, actor: str) -> Promise:
        """Somebody else owes it, and may read from now on what was said."""
        now = self._clock.now()
        before = self.get(promise_id)
        with self._db.write() as connection:
            feedback.note_promise(connection, promise_id, "wrong_owner", actor, self._wall.now())
            connection.execute(update(promise).where(promise.c.id == promise_id).values(owner=owner))
            may_read = (event_share.c.event_id == before.event_id, event_share.c.person == owner)
            # A share by a rule ends with the rule; this one is a person's own act and stays.
            connection.execute(delete(event_share).where(*may_read, by_rule()))
            if connection.execute(select(event_share.c.person).where(*may_read)).first() is None:
                connection.execute(
                    insert(event_share).values(event_id=before.event_id, person=owner, shared_by=actor)
                )
            connection.execute(
                insert(promise_history).values(
                    promise_id=promise_id,
                    old_status=before.status.value,
                    new_status=before.status.value,
                    actor=actor,
                    why=f"owner {before.owner} -> {owner}",
                    at=now,
                )
            )
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


def _replace_successors(connection: Connection, free: Sequence[str], wanted: Sequence[Promise]) -> None:
    """Keep the successors that the replay made again, drop the others, add the new."""
    here = set(
        connection.execute(
            select(promise.c.id).where(promise.c.id.in_(free), promise.c.extractor == NAME)
        ).scalars()
    )
    gone = here - {p.id for p in wanted}
    if gone:
        connection.execute(delete(promise_history).where(promise_history.c.promise_id.in_(gone)))
        connection.execute(delete(promise).where(promise.c.id.in_(gone)))
    for new in wanted:
        stored = connection.execute(select(promise.c.account_id).where(promise.c.id == new.id)).first()
        if stored is None:
            connection.execute(insert(promise).values(**promise_row(new)))
        elif stored.account_id != new.account_id:
            # Its account was merged or taken apart since.
            connection.execute(
                update(promise).where(promise.c.id == new.id).values(account_id=new.account_id)
            )
