"""What a message of any chat becomes: one event, found again under its place in the conversation."""

import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, timezone
from typing import NamedTuple
from zoneinfo import ZoneInfo

from integrations.formats.charsets import one_line
from integrations.formats.identity import event_id
from records.models import Attachment, Event, EventKind, Participant, Span

LONGEST = 60_000
MOST_PEOPLE = 20
"""Members of a conversation that one message is taken to be addressed to."""


class Speaker(NamedTuple):
    """Somebody in a chat, as far as the platform tells; `email` is "" where it doesn't."""

    email: str
    name: str
    tz: str = ""
    """IANA zone, "" if unknown."""

    @property
    def person(self) -> Participant:
        return Participant(email=self.email, name=self.name or None)


Who = Callable[[str], Speaker | None]
"""The platform's id of a user -> who that is."""


def chat_event(
    *,
    source: str,
    ref: str,
    thread: str,
    at: datetime,
    sender: Participant,
    to: Sequence[Participant],
    room: str,
    text: str,
    quoted: Sequence[Span] = (),
    files: Sequence[Attachment] = (),
    link: str = "",
) -> Event:
    """One message. Its id follows from its place and its words, so an edited one is another event."""
    others = [p for p in dict.fromkeys(to) if (p.email or p.name) != (sender.email or sender.name)]
    content = json.dumps([sender.email or sender.name, text, [(f.name, f.size) for f in files]])
    external_id = one_line(f"{source}:{ref}", 500)
    return Event(
        id=event_id(external_id, hashlib.sha256(content.encode("utf-8", "replace")).hexdigest()),
        source=source,
        external_id=external_id,
        kind=EventKind.chat,
        at=at,
        sender=sender,
        to=tuple(others[:MOST_PEOPLE]),
        subject=one_line(room, 200),
        text=text[:LONGEST],
        quoted=tuple((i, min(j, LONGEST)) for i, j in quoted if i < LONGEST),
        thread=one_line(f"{source}:{thread}", 500),
        attachments=tuple(files),
        link=link if link.startswith("https://") else None,
    )


def on_their_clock(at: datetime, tz: str) -> datetime:
    """The moment with the offset that the speaker's clock had then; as it is where the zone is unknown."""
    try:
        offset = at.astimezone(ZoneInfo(tz)).utcoffset() if tz else None
    except (ValueError, OSError, KeyError):  # ZoneInfoNotFoundError is a KeyError
        return at
    return at.astimezone(timezone(offset or timedelta())) if offset is not None else at


def file_named(name: str, media_type: str, size: object) -> Attachment:
    """A file that was shared: its name and size tell of it, its content stays where it is."""
    count = size if isinstance(size, int) and not isinstance(size, bool) and size >= 0 else 0
    return Attachment(name=one_line(name, 200) or "file", media_type=media_type[:100], size=count, sha256="")
