"""Rules by which people share their mail with the team of an account, and what owners answered to them."""

from alembic import op

from records.source_tables import share_answer, share_rule
from records.tables import metadata

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    # A new home already has them: the first migration makes every table as it stands today.
    metadata.create_all(op.get_bind(), tables=[share_rule, share_answer], checkfirst=True)
