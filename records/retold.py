"""What a person told of a message goes over to the form that it has after an edit, if its words still stand there."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from records import remembered
from records.models import Promise
from records.promises import promise_id
from records.rows import promise_row, to_promise
from records.tables import event, promise, promise_history


def told_of(tx: Connection, event_ids: Iterable[str]) -> list[Any]:
    """The rows that people told of these events; to be asked before the events are emptied."""
    of = promise.c
    rows = tx.execute(
        select(promise).where(of.event_id.in_(sorted(event_ids)), of.extractor.startswith(remembered.PREFIX))
    ).all()
    return list(rows)


def retell(tx: Connection, told: Sequence[Any], heirs: Mapping[str, set[str]]) -> None:
    """`heirs`: old event -> the events that stand in its place now. What was read there in these words gives way."""
    for row in told:
        for heir in sorted(heirs.get(row.event_id, ())):
            text = tx.execute(select(event.c.text).where(event.c.id == heir)).scalar() or ""
            start = text.find(row.quote)
            if start >= 0:
                _put(tx, row, heir, start)
                break


def _put(tx: Connection, row: Any, heir: str, start: int) -> None:
    moved = {"event_id": heir, "start": start, "end": start + len(row.quote)}
    anew = to_promise(row, None).model_copy(update=moved)
    anew = anew.model_copy(update={"id": promise_id(anew)})
    read = tx.execute(
        select(promise.c.id, promise.c.start, promise.c.end).where(promise.c.event_id == heir)
    ).all()
    gone = [r.id for r in read if remembered.stands_for((anew.start, anew.end), (r.start, r.end))]
    tx.execute(delete(promise_history).where(promise_history.c.promise_id.in_(gone)))
    tx.execute(delete(promise).where(promise.c.id.in_(gone)))
    tx.execute(insert(promise).values(**_row(anew, row)))


def _row(anew: Promise, old: Any) -> dict[str, Any]:
    kept = {"settled_at": old.settled_at, "settler": old.settler, "snoozed_until": old.snoozed_until}
    return {**promise_row(anew), **kept}
