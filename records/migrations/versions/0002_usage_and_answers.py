"""What language models used, what was reserved for them, and answers kept for a while."""

from alembic import op

from records.tables import answer_cache, budget_warning, metadata, model_call, token_reservation

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    # A new home already has them: the first migration makes every table as it stands today.
    metadata.create_all(
        op.get_bind(), tables=[model_call, token_reservation, budget_warning, answer_cache], checkfirst=True
    )
