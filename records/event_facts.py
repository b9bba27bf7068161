"""What a search must know of an event to rank its passages."""

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
