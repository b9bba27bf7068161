"""Mailboxes and calendars that are connected live, and which item of theirs is which event."""

from alembic import op

from records.source_tables import connection, grant, login, reading_state, source_event, source_item, watch
from records.tables import metadata

revision = "0004"
down_revision = "0003"

_TABLES = [connection, grant, login, reading_state, watch, source_item, source_event]


def upgrade() -> None:
    # A new home already has them: the first migration makes every table as it stands today.
    metadata.create_all(op.get_bind(), tables=_TABLES, checkfirst=True)
