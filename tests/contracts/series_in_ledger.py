"""What the ledger knows of a series once a source was read, as the bot reads it: no comparison is asked for."""

from sqlalchemy import select

from records.clock import SystemClock
from records.connections import Connections
from records.tables import event, event_seen
from tests.contracts.source_model import Ledger
from tests.contracts.source_world import OWNER, SourceWorld


def last_date_after_sync(world: SourceWorld, ledger: Ledger) -> str:
    """The last day on which a meeting is now known to take place."""
    connections = Connections(ledger.database, SystemClock())
    connection = connections.find(world.name, OWNER) or connections.add(world.name, OWNER, OWNER)
    source = world.source()
    try:
        done = ledger.sync().run(connections.get(connection.id), source)
    finally:
        source.close()
    assert done.reconciled and not (done.missing or done.extra)
    with ledger.database.read() as tx:
        seen = select(event_seen.c.event_id).where(event_seen.c.mailbox_id == connection.mailbox_id)
        last = tx.execute(select(event.c.at).where(event.c.id.in_(seen)).order_by(event.c.at.desc())).first()
    assert last is not None
    return str(last[0])[:10]
