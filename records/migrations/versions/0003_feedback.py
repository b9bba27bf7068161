"""What people said about our findings, with the versions that found them."""

import sqlalchemy as sa
from alembic import op

from records.tables import feedback, metadata

revision = "0003"
down_revision = "0002"

_COLUMNS = (("promise", "settler"), ("proposal", "drafter"))


def upgrade() -> None:
    # A new home already has all of it: the first migration makes every table as it stands today.
    connection = op.get_bind()
    metadata.create_all(connection, tables=[feedback], checkfirst=True)
    for table, column in _COLUMNS:
        if column not in {c["name"] for c in sa.inspect(connection).get_columns(table)}:
            op.add_column(table, sa.Column(column, sa.String(64)))
