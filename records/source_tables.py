"""Tables of live sources: connections, what they hold, and whom it is shared with; only `records` may import this."""

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Integer, LargeBinary, String, Table, Text

from records.tables import UtcTime, key, metadata

connection = Table(
    "connection",
    metadata,
    Column("id", String(400), primary_key=True),
    Column("source", String(32), nullable=False),
    Column("account", String(320), nullable=False),
    Column("owner", String(320), nullable=False, index=True),
    Column("mailbox_id", ForeignKey("mailbox.id"), nullable=False),
    Column("options", JSON, nullable=False),
    Column("state", String(16), nullable=False),
    Column("problem", Text),
    # When the owner was last told that it needs to be connected again.
    Column("told_at", UtcTime),
    Column("created_at", UtcTime, nullable=False),
)
grant = Table(
    "grant",
    metadata,
    Column("connection_id", ForeignKey("connection.id", ondelete="CASCADE"), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
)
login = Table(
    "login",
    metadata,
    Column("state_hash", String(64), primary_key=True),
    Column("connection_id", String(400), nullable=False),
    Column("person", String(320), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
)
reading_state = Table(
    "reading_state",
    metadata,
    Column("connection_id", ForeignKey("connection.id", ondelete="CASCADE"), primary_key=True),
    Column("cursor", Text),
    Column("backfill_cursor", Text),
    Column("backfilled", Boolean, nullable=False),
    Column("remaining", Integer),
    Column("read_at", UtcTime),
    Column("reconciled_at", UtcTime),
    Column("missing", Integer),
    Column("extra", Integer),
    Column("failures", Integer, nullable=False),
    Column("next_at", UtcTime),
)
watch = Table(
    "watch",
    metadata,
    Column("connection_id", ForeignKey("connection.id", ondelete="CASCADE"), primary_key=True),
    Column("resource", String(400), primary_key=True),
    Column("remote_id", String(400), nullable=False, index=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("renew_at", UtcTime, nullable=False),
    Column("detail", Text, nullable=False),
)
source_item = Table(
    "source_item",
    metadata,
    Column("mailbox_id", ForeignKey("mailbox.id"), primary_key=True),
    Column("ref", String(700), primary_key=True),
    Column("version", Text, nullable=False),
    Column("labels", JSON, nullable=False),
    # Why it was read and not kept, where a rule at the door or its own form says so.
    Column("left_out", Text),
)
source_event = Table(
    "source_event",
    metadata,
    Column("mailbox_id", String(80), primary_key=True),
    Column("ref", String(700), primary_key=True),
    Column("event_id", ForeignKey("event.id"), primary_key=True, index=True),
)
share_rule = Table(
    "share_rule",
    metadata,
    key(),
    Column("made_by", String(320), nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("covers", String(16), nullable=False),
    Column("team", Text),
    Column("exclude", JSON, nullable=False),
)
share_answer = Table(
    "share_answer",
    metadata,
    Column("rule_id", ForeignKey("share_rule.id"), primary_key=True),
    Column("person", String(320), primary_key=True),
    Column("told_at", UtcTime),
    Column("accepted", Boolean),
    Column("answered_at", UtcTime),
)
