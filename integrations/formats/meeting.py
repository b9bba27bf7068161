"""A meeting as an Event, whichever way it came: the same words and people always give the same id."""

import hashlib
import json
from collections.abc import Collection
from datetime import UTC, datetime

from integrations.formats.charsets import one_line
from integrations.formats.identity import event_id
from records.models import Event, EventKind, Participant

_OF_THE_READING = frozenset({"truncated", "rule_ignored", "rule_unreadable"})
"""Flags that say how a series was read, and nothing of the meeting itself."""


def meeting_event(
    *,
    uid: str,
    external_id: str,
    at: datetime,
    ends_at: datetime | None,
    subject: str,
    description: str,
    location: str,
    organizer: Participant | None,
    attendees: tuple[Participant, ...],
    flags: Collection[str],
    link: str | None,
    source: str,
) -> Event:
    """`external_id` is the iCalendar UID, for an occurrence of a series `UID#20261127T090000Z`.

    `at` keeps the meeting's own offset, which is no content: the same moment written in another zone is
    the same meeting. `description` is text as a person reads it. Who accepted or declined is no content
    either, nor is by which name a calendar knows an address, in what order it lists people, or whether it
    lists the organizer among those who attend. The place stands below the description too, so that it can
    be found.
    Raises OverflowError for a moment that is no date in UTC.
    """
    subject, location = one_line(subject), one_line(location, 1000)
    text = description
    if location:
        text = f"{text}\n\n{location}" if text else location
    attendees = tuple(each for each in attendees if _known_as(each) != _known_as(organizer))
    people = [_known_as(organizer), *sorted(map(_known_as, attendees))]
    said = sorted(set(flags) - _OF_THE_READING)
    times = [_moment(at, said), _moment(ends_at, said) if ends_at else ""]
    content = json.dumps([*times, subject, text, said, people])
    return Event(
        id=event_id(external_id, hashlib.sha256(content.encode()).hexdigest()),
        source=source,
        external_id=external_id[:500],
        kind=EventKind.meeting,
        at=at,
        sender=organizer,
        to=attendees,
        subject=subject,
        text=text,
        thread=uid[:500],
        flags=tuple(sorted(flags)),
        link=link[:1000] if link else None,
        ends_at=ends_at,
        location=location or None,
    )


def _known_as(person: Participant | None) -> str:
    return (person.email or person.name or "") if person else ""


def _moment(at: datetime, flags: Collection[str]) -> str:
    """A whole day is the same day on every clock; a time without a zone is kept as it was understood."""
    if "all_day" in flags:
        return at.replace(tzinfo=UTC).isoformat()
    return (at if "floating_time" in flags else at.astimezone(UTC)).isoformat()
