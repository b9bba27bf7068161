"""A Teams meeting's WebVTT to an Event: pure."""

import hashlib
import json
import re
from datetime import datetime

from integrations.formats.identity import event_id
from integrations.formats.subtitles import transcript_event
from records.models import Event

_BEFORE_THE_START = re.compile(rb"^-(?=\d{1,3}:\d)", re.MULTILINE)


def spoken_event(
    vtt: bytes,
    *,
    source: str,
    transcript_id: str,
    meeting_id: str,
    begins: datetime,
    ends: datetime | None,
    organizer: str,
) -> Event:
    """The Event of one transcript; who spoke is known by name only. Raises Skip when nothing was said.

    Teams counts cues from the start of the transcript, below zero for what was said before it.
    """
    name = f"Teams meeting {begins:%Y-%m-%d %H%M}.vtt"
    event = transcript_event(_BEFORE_THE_START.sub(b"", vtt), name, begins, source)
    external_id = f"teams-transcript:{transcript_id}"[:500]
    content = json.dumps([begins.isoformat(), organizer, event.text])
    return event.model_copy(
        update={
            "id": event_id(external_id, hashlib.sha256(content.encode("utf-8", "replace")).hexdigest()),
            "external_id": external_id,
            "thread": f"teams-meeting:{meeting_id}"[:500],
            "subject": "Teams meeting",
            "at": begins,
            "ends_at": ends
            if ends is not None and ends >= begins
            else begins + (event.ends_at - event.at)
            if event.ends_at
            else None,
        }
    )
