"""Every SQL table of the ledger; only `records` may import this."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect

metadata = MetaData()


class UtcTime(TypeDecorator[datetime]):
    """A moment, kept as sortable UTC text so that every database compares it alike."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        return None if value is None else value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


def key(name: str = "id") -> Column[str]:
    """A primary key of text."""
    return Column(name, String(80), primary_key=True)


meta = Table("meta", metadata, key("key"), Column("value", Text, nullable=False))

person = Table(
    "person",
    metadata,
    key("email"),
    Column("role", String(16), nullable=False),
    Column("name", Text),
    Column("team", Text),
    Column("tz", String(64), nullable=False),
    Column("slack_id", String(32), unique=True),
    Column("added_seq", Integer, nullable=False),
)
our_domain = Table("our_domain", metadata, key("domain"))

mailbox = Table("mailbox", metadata, key(), Column("source", String(32), nullable=False))
mailbox_owner = Table(
    "mailbox_owner",
    metadata,
    Column("mailbox_id", ForeignKey("mailbox.id"), primary_key=True),
    Column("person", String(320), primary_key=True, index=True),
)

event = Table(
    "event",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("id", String(40), nullable=False, unique=True),
    Column("source", String(32), nullable=False),
    Column("external_id", Text, nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("at", UtcTime, nullable=False, index=True),
    Column("at_offset", Integer, nullable=False),
    Column("sender_email", String(320), nullable=False, index=True),
    Column("sender_name", Text),
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("thread", Text, nullable=False, index=True),
    Column("thread_by_subject", Boolean, nullable=False),
    Column("subject_key", Text, nullable=False),
    Column("body", JSON, nullable=False),
    Column("logged_at", UtcTime, nullable=False),
    Column("processed_by", String(64), index=True),
    Column("erased_at", UtcTime),
    UniqueConstraint("source", "external_id", "version"),
    # What an answer searched is counted for every answer.
    Index("event_coverage", "source", "kind", "at", "erased_at", "id"),
    Index("event_subject", "subject_key", "at"),
)
event_seen = Table(
    "event_seen",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("mailbox_id", ForeignKey("mailbox.id"), primary_key=True, index=True),
    Column("embedded_by", String(64)),
    Index("event_seen_pending", "mailbox_id", "embedded_by"),
)
event_share = Table(
    "event_share",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("person", String(320), primary_key=True, index=True),
    Column("shared_by", String(320), nullable=False),
)
event_account = Table(
    "event_account",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("account_id", String(80), primary_key=True, index=True),
)
event_person = Table(
    "event_person",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("email", String(320), primary_key=True, index=True),
)
passage = Table(
    "passage",
    metadata,
    Column("rowid", Integer, primary_key=True, autoincrement=True),
    Column("event_id", String(40), nullable=False, index=True),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
)

account = Table(
    "account",
    metadata,
    key(),
    Column("name", Text, nullable=False),
    Column("crm", String(32)),
    Column("crm_id", Text),
    Column("provisional", Boolean, nullable=False),
    Column("at_risk_flag", Boolean, nullable=False),
    Column("owner", String(320)),
    Column("region", String(32)),
    Column("merged_into", String(80)),
    UniqueConstraint("crm", "crm_id"),
)
account_alias = Table(
    "account_alias",
    metadata,
    Column("account_id", ForeignKey("account.id"), primary_key=True),
    Column("kind", String(8), primary_key=True),
    Column("value", String(320), primary_key=True, index=True),
)
account_merge = Table(
    "account_merge",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("source_id", String(80), nullable=False),
    Column("target_id", String(80), nullable=False),
    Column("by", String(320), nullable=False),
    Column("why", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("undone_at", UtcTime),
    Column("moved", JSON, nullable=False),
)
contact = Table(
    "contact",
    metadata,
    key(),
    Column("account_id", String(80), nullable=False, index=True),
    Column("email", String(320), nullable=False, index=True),
    Column("name", Text),
    Column("phone", Text),
    Column("title", Text),
    Column("crm_id", Text),
)
deal = Table(
    "deal",
    metadata,
    key(),
    Column("account_id", String(80), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("crm_id", Text, nullable=False),
    Column("stage", Text),
    Column("amount", Text),
    Column("close_date", Date),
    Column("next_step", Text),
    Column("is_open", Boolean, nullable=False),
)

promise = Table(
    "promise",
    metadata,
    key(),
    Column("account_id", String(80), index=True),
    Column("direction", String(8), nullable=False),
    Column("owner", String(320), nullable=False, index=True),
    Column("beneficiary", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("quote", Text, nullable=False),
    Column("event_id", ForeignKey("event.id"), nullable=False, index=True),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("strength", String(16), nullable=False),
    Column("due_as_said", Text),
    Column("due", Date, index=True),
    Column("due_at", String(40)),
    Column("precision", String(8)),
    Column("status", String(16), nullable=False, index=True),
    Column("superseded_by", String(80)),
    Column("settled_by", Text),
    Column("settled_at", UtcTime),
    Column("settler", String(64)),
    Column("confidence", Float, nullable=False),
    Column("at", UtcTime, nullable=False, index=True),
    Column("at_offset", Integer, nullable=False),
    Column("extractor", String(64), nullable=False),
    Column("snoozed_until", UtcTime),
)
promise_history = Table(
    "promise_history",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("promise_id", ForeignKey("promise.id"), nullable=False, index=True),
    Column("old_status", String(16), nullable=False),
    Column("new_status", String(16), nullable=False),
    Column("event_id", String(40), index=True),
    Column("start", Integer),
    Column("end", Integer),
    Column("quote", Text),
    Column("actor", Text),
    Column("why", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
)
intent = Table(
    "intent",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("label", String(24), primary_key=True),
    Column("start", Integer, primary_key=True),
    Column("end", Integer, primary_key=True),
    Column("quote", Text, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("sender_email", String(320), nullable=False),
)

proposal = Table(
    "proposal",
    metadata,
    key(),
    Column("crm", String(32), nullable=False),
    Column("entity", String(16), nullable=False),
    Column("entity_id", Text, nullable=False),
    Column("field", String(32), nullable=False),
    Column("old", Text),
    Column("new", Text, nullable=False),
    Column("evidence", JSON, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("why", Text, nullable=False),
    Column("account_id", String(80), index=True),
    Column("promise_id", String(80)),
    Column("proposer", String(320)),
    Column("verdict", JSON, nullable=False),
    Column("status", String(16), nullable=False, index=True),
    Column("created_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("decided_by", String(320)),
    Column("decided_at", UtcTime),
    Column("decision_reason", Text),
    Column("decision_kind", String(16)),
    Column("released_by", String(320)),
    Column("failure", Text),
    Column("snoozed_until", UtcTime),
    Column("card_posted_at", UtcTime),
    Column("drafter", String(64)),
)
decision = Table(
    "decision",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("proposal_id", ForeignKey("proposal.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("actor", String(320), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("reason", Text),
    Column("value", Text),
    Column("surface", String(16), nullable=False),
)

reminder = Table(
    "reminder",
    metadata,
    key(),
    Column("person", String(320), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("promise_ids", JSON, nullable=False),
    # Of a reminder that is about an account rather than about promises.
    Column("account_id", String(80)),
    Column("occurrence", Text, nullable=False, unique=True),
    Column("send_at", UtcTime, nullable=False),
    Column("claimed_by", Text),
    Column("claimed_at", UtcTime),
    Column("sent_at", UtcTime),
)

audit = Table(
    "audit",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcTime, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", String(48), nullable=False),
    Column("subject", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)
alert = Table(
    "alert",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", UtcTime, nullable=False),
    Column("kind", String(48), nullable=False),
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("sent_at", UtcTime),
)
quarantine = Table(
    "quarantine",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("mailbox_id", String(80), nullable=False),
    Column("path", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("at", UtcTime, nullable=False),
    UniqueConstraint("mailbox_id", "path"),
)
pending_work = Table(
    "pending_work",
    metadata,
    Column("kind", String(16), primary_key=True),
    Column("key", String(80), primary_key=True),
)
progress = Table(
    "progress",
    metadata,
    Column("mailbox_id", String(80), primary_key=True),
    Column("path", Text, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("mtime", Float, nullable=False),
    Column("offset", Integer, nullable=False),
    Column("head_sha", String(64), nullable=False),
)

model_call = Table(
    "model_call",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", UtcTime, nullable=False),
    Column("person", String(320), nullable=False),
    Column("team", Text),
    # The day that it was where the person is.
    Column("day", Date, nullable=False),
    Column("task", String(32), nullable=False),
    Column("model", String(200), nullable=False, index=True),
    Column("prompt_version", String(64), nullable=False),
    Column("input_tokens", Integer, nullable=False),
    Column("output_tokens", Integer, nullable=False),
    Column("estimated", Boolean, nullable=False),
    # Billionths, because sums of them are exact; NULL where the model has no price.
    Column("cost_nano", BigInteger),
    Column("ms", Float, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("reason", String(64)),
    Index("model_call_day", "day", "person"),
)
token_reservation = Table(
    "token_reservation",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("person", String(320), nullable=False),
    Column("team", Text),
    Column("day", Date, nullable=False),
    Column("tokens", Integer, nullable=False),
    Column("lapses_at", UtcTime, nullable=False),
)
budget_warning = Table(
    "budget_warning",
    metadata,
    Column("day", Date, primary_key=True),
    Column("scope", String(16), primary_key=True),
    Column("subject", String(320), primary_key=True),
    Column("at", UtcTime, nullable=False),
)
answer_cache = Table(
    "answer_cache",
    metadata,
    Column("key", String(128), primary_key=True),
    Column("value", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("at", UtcTime, nullable=False, index=True),
)
feedback = Table(
    "feedback",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", UtcTime, nullable=False, index=True),
    Column("about", String(16), nullable=False),
    Column("subject_id", String(80), nullable=False, index=True),
    Column("kind", String(24), nullable=False),
    Column("actor", String(320)),
    Column("judged", JSON, nullable=False),
    Column("field", String(64)),
    Column("extractor", String(64)),
    Column("settler", String(64)),
    Column("drafter", String(64)),
    Column("confidence", Float),
    Column("account_id", String(80)),
    Column("event_id", String(40)),
    # What happens once only carries a key, so that a replay does not tell it again.
    Column("once", String(160), unique=True),
)
