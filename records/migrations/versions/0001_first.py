"""The first schema: every table, the verbatim-quote constraint and the full-text index."""

from alembic import op

from records.tables import metadata
from records.triggers import POSTGRESQL, SQLITE

revision = "0001"
down_revision = None


def upgrade() -> None:
    connection = op.get_bind()
    metadata.create_all(connection)
    for statement in SQLITE if connection.dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)
