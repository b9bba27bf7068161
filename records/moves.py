"""Due days that a person moved: what is read or settled anew must not move them back."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, exists, func, insert, select, update

from records.models import Precision, Promise, PromiseStatus, Settlement
from records.tables import promise, promise_history

_MOVED = "due "
"""How the history of a moved due day begins; mail's own rows name their event."""


def move(connection: Connection, promise_id: str, due: date, actor: str, at: datetime) -> bool:
    """The new due day and its line of history; False where nothing changes.

    A promise that mail left unsure is open again: whoever moves it says so.
    """
    row = connection.execute(select(promise).where(promise.c.id == promise_id)).one()
    if row.due == due and row.due_at is None and row.status == PromiseStatus.open.value:
        return False
    values = {"due": due, "due_at": None, "precision": Precision.day.value, "snoozed_until": None}
    if row.status != PromiseStatus.open.value:
        values |= {
            "status": PromiseStatus.open.value,
            "settled_by": None,
            "settled_at": None,
            "settler": None,
        }
    connection.execute(update(promise).where(promise.c.id == promise_id).values(**values))
    connection.execute(
        insert(promise_history).values(
            promise_id=promise_id,
            old_status=row.status,
            new_status=PromiseStatus.open.value,
            actor=actor,
            why=f"{_MOVED}{row.due or 'never'} -> {due}",
            at=at,
        )
    )
    return True


def moved_by_hand(connection: Connection, promise_ids: Collection[str]) -> dict[str, datetime]:
    """Promise id -> when a person last moved its day."""
    found: dict[str, datetime] = {}
    ids, h = list(promise_ids), promise_history.c
    for start in range(0, len(ids), 500):
        query = (
            select(h.promise_id, func.max(h.at).label("at"))
            .where(h.promise_id.in_(ids[start : start + 500]), h.event_id.is_(None), h.why.startswith(_MOVED))
            .group_by(h.promise_id)
        )
        found |= {row.promise_id: row.at for row in connection.execute(query)}
    return found


def was_moved(promise_id: ColumnElement[str]) -> ColumnElement[bool]:
    """A condition: somebody moved the day of the promise with this id."""
    h = promise_history.c
    return exists().where(h.promise_id == promise_id, h.event_id.is_(None), h.why.startswith(_MOVED))


def last_moves(connection: Connection, promise_ids: Collection[str]) -> dict[str, Any]:
    """Promise id -> the line of history of its last move."""
    h = promise_history.c
    found: dict[str, Any] = {}
    for promise_id in moved_by_hand(connection, promise_ids):
        query = select(promise_history).where(
            h.promise_id == promise_id, h.event_id.is_(None), h.why.startswith(_MOVED)
        )
        found[promise_id] = connection.execute(query.order_by(h.id.desc()).limit(1)).one()
    return found


def carry_over(connection: Connection, old: Any, line: Any, promise_id: str) -> None:
    """The same words in the new form of their source keep the day that a person gave them."""
    day = {"due": old.due, "due_at": old.due_at, "precision": old.precision}
    connection.execute(update(promise).where(promise.c.id == promise_id).values(**day))
    connection.execute(
        insert(promise_history).values(
            promise_id=promise_id,
            old_status=line.old_status,
            new_status=line.new_status,
            actor=line.actor,
            why=line.why,
            at=line.at,
        )
    )


def is_move(why: str, event_id: str | None) -> bool:
    """Whether a line of history tells that a person moved the day."""
    return event_id is None and why.startswith(_MOVED)


def after_moves(
    moved: dict[str, datetime],
    settlements: Sequence[tuple[Settlement, datetime]],
    successors: Sequence[Promise],
) -> tuple[list[tuple[Settlement, datetime]], list[Promise]]:
    """What mail said after people moved due days, and the successors that are left.

    Somebody who moves the day says that the promise is open, whatever mail said until then. Where an
    older mail had made a successor with another day, it is the moved promise that goes on instead.
    """
    made = {s.id for s in successors}
    instead: dict[str, str] = {}
    left: list[tuple[Settlement, datetime]] = []
    for found, at in settlements:
        of = instead.get(found.promise_id, found.promise_id)
        if of in moved and at <= moved[of]:
            if found.superseded_by in made:
                instead[found.superseded_by or ""] = of
            continue
        left.append((found if of == found.promise_id else found.model_copy(update={"promise_id": of}), at))
    return left, [s for s in successors if s.id not in instead]
