"""Indices for what is looked up with every page of a live source: a mail by its own id, what settled by it."""

from alembic import op

from records.tables import event, promise_history

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    # A new home already has them: the first migration makes every table as it stands today.
    for table in (event, promise_history):
        for index in table.indexes:
            index.create(op.get_bind(), checkfirst=True)
