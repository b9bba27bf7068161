"""What a replay of an account's mail writes: what became of each promise, and the successors it made."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from records.models import Promise, Settlement
from records.rows import promise_row
from records.successor import NAME
from records.tables import promise, promise_history


def settle_one(connection: Connection, settlement: Settlement, at: datetime, settler: str | None) -> None:
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


def replace_successors(connection: Connection, free: Sequence[str], wanted: Sequence[Promise]) -> None:
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
