"""The chat surfaces: where cards stand and in which state, settings of people, installations, references."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from records.chat_tables import TABLES, card_post
from records.tables import metadata

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    connection = op.get_bind()
    # A new home already has them: the first migration makes every table as it stands today.
    metadata.create_all(connection, tables=list(TABLES), checkfirst=True)
    found = sa.inspect(connection)
    if "account_id" not in {column["name"] for column in found.get_columns("reminder")}:
        op.add_column("reminder", sa.Column("account_id", sa.String(80)))
    if "post" in found.get_table_names():
        old = sa.table("post", sa.column("card_key"), sa.column("channel"), sa.column("ts"))
        now = datetime.now(UTC)
        for row in connection.execute(sa.select(old)).all():
            # Which workspace it was is not known any more; there was only one.
            connection.execute(
                sa.insert(card_post).values(
                    surface="slack", card_key=row.card_key, channel=row.channel, ts=row.ts, at=now
                )
            )
        op.drop_table("post")
