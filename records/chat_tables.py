"""Tables of the chat surfaces: what was posted where, who wants to be told when, who installed us; only `records`
may import this."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from records.tables import UtcTime, key, metadata

card_post = Table(
    "card_post",
    metadata,
    # "slack:T0HOME" or "teams": ids of channels mean something only within it.
    Column("surface", String(80), primary_key=True),
    Column("card_key", String(120), primary_key=True),
    Column("channel", String(320), primary_key=True),
    Column("ts", String(128), primary_key=True),
    # The state that this copy shows; NULL where nobody said.
    Column("state", Text),
    Column("at", UtcTime, nullable=False),
    Index("card_post_place", "surface", "channel", "ts"),
    Index("card_post_at", "at"),
)
card_snooze = Table(
    "card_snooze",
    metadata,
    Column("proposal_id", String(80), primary_key=True),
    Column("person", String(320), primary_key=True),
    Column("until", UtcTime, nullable=False, index=True),
)
person_setting = Table(
    "person_setting",
    metadata,
    Column("person", String(320), primary_key=True),
    # Hours of the day, NULL: as the settings of the house say.
    Column("quiet_from", Integer),
    Column("quiet_until", Integer),
    Column("cap", Integer),
    # Minutes after midnight.
    Column("digest_at", Integer),
    # On which surface this person was last seen.
    Column("surface", String(80)),
)
reminder_occasion = Table(
    "reminder_occasion",
    metadata,
    # What is told to a person once; a digest tells several.
    Column("key", String(700), primary_key=True),
    Column("person", String(320), nullable=False, index=True),
    # NULL where it was let go rather than told.
    Column("reminder_id", ForeignKey("reminder.id"), index=True),
    Column("promise_id", String(80)),
    Column("account_id", String(80)),
    Column("since", UtcTime),
)
insight_shown = Table(
    "insight_shown",
    metadata,
    Column("person", String(320), primary_key=True),
    Column("account_id", String(80), primary_key=True),
    # When it was last shown unasked, and since when it never is.
    Column("shown_at", UtcTime),
    Column("dismissed_at", UtcTime),
)
held_message = Table(
    "held_message",
    metadata,
    key(),
    Column("person", String(320), nullable=False),
    Column("place", String(320), nullable=False),
    # Empty as soon as it served its purpose.
    Column("event", Text, nullable=False),
    Column("at", UtcTime, nullable=False, index=True),
    # What became of it.
    Column("promise_id", String(80)),
)
slack_installation = Table(
    "slack_installation",
    metadata,
    Column("enterprise_id", String(32), primary_key=True),
    Column("team_id", String(32), primary_key=True),
    Column("team_name", Text),
    Column("is_enterprise", Boolean, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("installed_by", String(32), nullable=False),
    Column("at", UtcTime, nullable=False),
)
slack_state = Table(
    "slack_state",
    metadata,
    Column("state_hash", String(64), primary_key=True),
    Column("expires_at", UtcTime, nullable=False),
)
teams_conversation = Table(
    "teams_conversation",
    metadata,
    Column("conversation_id", String(320), primary_key=True),
    # "personal", "channel" or "groupChat".
    Column("kind", String(16), nullable=False),
    Column("tenant", String(64), nullable=False),
    Column("service_url", Text, nullable=False),
    Column("bot_id", String(128), nullable=False),
    Column("team_id", String(320)),
    Column("person", String(320), index=True),
    Column("user_id", String(128)),
    Column("at", UtcTime, nullable=False),
)

TABLES = (
    card_post,
    card_snooze,
    person_setting,
    reminder_occasion,
    insight_shown,
    held_message,
    slack_installation,
    slack_state,
    teams_conversation,
)
