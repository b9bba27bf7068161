"""The one SQL condition that says which events a reader may read; every reading store uses it."""

from sqlalchemy import ColumnElement, exists, select

from records.tables import event_seen, event_share, mailbox_owner, person


def readable_by(reader: str, event_id: ColumnElement[str]) -> ColumnElement[bool]:
    """True for events seen in a mailbox the reader owns, or shared with the reader explicitly.

    Somebody who doesn't work here (any more) reads nothing.
    """
    in_own_mailbox = exists(
        select(event_seen.c.event_id)
        .join(mailbox_owner, mailbox_owner.c.mailbox_id == event_seen.c.mailbox_id)
        .where(event_seen.c.event_id == event_id, mailbox_owner.c.person == reader)
    )
    shared = exists(
        select(event_share.c.event_id).where(
            event_share.c.event_id == event_id, event_share.c.person == reader
        )
    )
    return works_here(reader) & (in_own_mailbox | shared)


def works_here(reader: str) -> ColumnElement[bool]:
    """True where the reader is a known person; it depends on no row."""
    return exists(select(person.c.email).where(person.c.email == reader))
