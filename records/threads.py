"""Joins replies whose headers name no thread to the conversation of the same subject and people."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, or_, select, update

from records.models import Event
from records.tables import event, event_account, event_person

REPLY_WITHOUT_REFERENCES = timedelta(days=30)
"""How far apart two mails of one subject may lie to count as one thread when no header says so."""

_LONGEST_CHAIN = 100

_REPLY = ("re:", "aw:", "fw:", "wg:", "fwd:", "sv:", "re ", "tr:", "rv:")


def lacks_thread(e: Event, subject_key: str) -> bool:
    """Whether only the subject can say which conversation this answers."""
    return (
        e.thread == e.external_id and bool(subject_key) and e.subject.lstrip().casefold().startswith(_REPLY)
    )


def older_thread(
    connection: Connection, event_id: str, subject_key: str, at: datetime, people: Sequence[str]
) -> str | None:
    """The thread of the newest older event of this subject with one of these people, if there is one."""
    return connection.execute(
        select(event.c.thread)
        .join(event_person, event_person.c.event_id == event.c.id)
        .where(
            event.c.subject_key == subject_key,
            event.c.at >= at - REPLY_WITHOUT_REFERENCES,
            or_(event.c.at < at, and_(event.c.at == at, event.c.id < event_id)),
            event_person.c.email.in_(list(people)),
        )
        .order_by(event.c.at.desc(), event.c.id.desc())
        .limit(1)
    ).scalar()


def join_later_replies(connection: Connection, subject_key: str, at: datetime) -> set[str]:
    """After an event of that subject and time was logged, let the replies that came in before it find it.

    Mail arrives in any order, and the threads must come out the same. Returns the accounts whose
    conversations changed.
    """
    if not subject_key:
        return set()
    later = connection.execute(
        select(event.c.id, event.c.external_id, event.c.at, event.c.thread)
        .where(event.c.subject_key == subject_key, event.c.at >= at, event.c.thread_by_subject)
        .order_by(event.c.at, event.c.id)
    ).all()
    reach, moved = at + REPLY_WITHOUT_REFERENCES, []
    for row in later:
        if row.at > reach:
            break
        people = connection.execute(
            select(event_person.c.email).where(event_person.c.event_id == row.id)
        ).scalars()
        thread = older_thread(connection, row.id, subject_key, row.at, list(people)) or row.external_id
        if thread != row.thread:
            connection.execute(update(event).where(event.c.id == row.id).values(thread=thread))
            moved.append(row.id)
            reach = row.at + REPLY_WITHOUT_REFERENCES
    if not moved:
        return set()
    return set(
        connection.execute(
            select(event_account.c.account_id).where(event_account.c.event_id.in_(moved))
        ).scalars()
    )


def join_chains(connection: Connection, logged: Sequence[Event], regrouped: set[str]) -> set[str]:
    """Mail that names only the mail before it belongs to that mail's thread, whichever came in first.

    `regrouped` are external ids of events whose thread the subject may just have changed. Returns the
    accounts whose conversations changed.
    """
    ids = {e.external_id for e in logged} | regrouped
    threads = {e.thread for e in logged if e.thread and e.thread != e.external_id}
    roots: dict[str, str] = {}
    wanted = list(ids | threads)
    for start in range(0, len(wanted), 500):
        query = select(event.c.external_id, event.c.thread).where(
            event.c.source.in_({e.source for e in logged}),
            event.c.external_id.in_(wanted[start : start + 500]),
            event.c.thread != event.c.external_id,
        )
        roots |= {row.external_id: row.thread for row in connection.execute(query)}
    moved: set[str] = set()
    for name in roots:
        root, steps = roots[name], 0
        while root in roots and steps < _LONGEST_CHAIN:
            root, steps = roots[root], steps + 1
        here = (event.c.thread == name, event.c.external_id != root)
        replies = list(connection.execute(select(event.c.id).where(*here)).scalars())
        if replies and root != name:
            connection.execute(update(event).where(event.c.id.in_(replies)).values(thread=root))
            moved |= set(replies)
    if not moved:
        return set()
    return set(
        connection.execute(
            select(event_account.c.account_id).where(event_account.c.event_id.in_(list(moved)))
        ).scalars()
    )
