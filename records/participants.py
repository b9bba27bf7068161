"""Who was on an event: the SQL conditions that say to whom a reminder may quote it."""

from sqlalchemy import ColumnElement, exists, select

from records.readers import readable_by, works_here
from records.tables import event_person


def was_on(person: str, event_id: ColumnElement[str]) -> ColumnElement[bool]:
    """True for events that a colleague sent, got, attended or spoke in, whether or not we read their mailbox."""
    e = event_person.c
    return works_here(person) & exists(select(e.event_id).where(e.event_id == event_id, e.email == person))


def may_be_told(person: str, event_id: ColumnElement[str]) -> ColumnElement[bool]:
    """True for events whose words a colleague knows, or may read."""
    return was_on(person, event_id) | readable_by(person, event_id)
