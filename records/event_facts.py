"""What a search and an answer must know of an event without its text."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class EventFacts:
    """Without text: whoever shows one of these events reads it through the reader's own permissions."""

    at: datetime
    is_chat: bool
    sender_name: str
    """"" where nobody is named."""
    accounts: frozenset[str]


@dataclass(frozen=True)
class SaidIntent:
    """A labelled sentence of an event, by place only."""

    event_id: str
    label: str
    start: int
    end: int
    at: datetime
    sender: str
