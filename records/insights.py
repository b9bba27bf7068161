"""What was exchanged with an account last, for one reader, and to whom its insight card was shown."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, insert, select, update

from records.chat_tables import insight_shown
from records.clock import Clock
from records.database import Database
from records.models import Event, EventKind
from records.readers import readable_by
from records.rows import to_event
from records.tables import event, event_account

_SPOKEN = tuple(k.value for k in (EventKind.mail, EventKind.meeting, EventKind.transcript, EventKind.chat))
_LOOKED_AT = 25
"""Newest events of an account among which conversations are looked for."""
_LONGEST_THREAD = 30
ONE_TALK = timedelta(hours=12)
"""Messages of one room that lie no further apart are one conversation: in a chat threads are rare."""


class InsightRecord:
    """Every query filters by reader, in SQL; `clock` says what has happened, `wall` when a card was shown."""

    def __init__(self, database: Database, clock: Clock, wall: Clock) -> None:
        self._db, self._clock, self._wall = database, clock, wall

    def conversations(self, reader: str, account_id: str, most: int = 3) -> list[list[Event]]:
        """The newest conversations with an account, the newest first, each in the order of what was said."""
        heads = (
            select(event)
            .join(event_account, event_account.c.event_id == event.c.id)
            .where(
                event_account.c.account_id == account_id, event.c.kind.in_(_SPOKEN), *self._seen_by(reader)
            )
            .order_by(event.c.at.desc(), event.c.id)
            .limit(_LOOKED_AT)
        )
        with self._db.read() as connection:
            newest = [to_event(row) for row in connection.execute(heads)]
        found: list[list[Event]] = []
        taken: set[str] = set()
        for head in newest:
            if head.id in taken or not head.said or len(found) == most:
                continue
            whole = self._around(reader, head) or [head]
            taken |= {e.id for e in whole}
            found.append(whole)
        return found

    def _around(self, reader: str, head: Event) -> list[Event]:
        """The conversation up to `head`."""
        same: ColumnElement[bool] = event.c.thread == (head.thread or head.external_id)
        if head.kind is EventKind.chat and head.subject:
            near = event.c.at.between(head.at - ONE_TALK, head.at)
            same = same | (
                (event.c.kind == head.kind.value)
                & (event.c.source == head.source)
                & (event.c.subject == head.subject)
                & near
            )
        query = (
            select(event)
            .where(same, event.c.at <= head.at, *self._seen_by(reader))
            .order_by(event.c.at.desc(), event.c.id)
            .limit(_LONGEST_THREAD)
        )
        with self._db.read() as connection:
            return [to_event(row) for row in connection.execute(query)][::-1]

    def later_in_thread(self, reader: str, earlier: Event) -> list[Event]:
        """What was said in its thread afterwards, as far as the reader may read it."""
        if not earlier.thread:
            return []
        query = (
            select(event)
            .where(event.c.thread == earlier.thread, event.c.at > earlier.at, *self._seen_by(reader))
            .order_by(event.c.at)
            .limit(_LONGEST_THREAD)
        )
        with self._db.read() as connection:
            return [to_event(row) for row in connection.execute(query)]

    def last_heard(
        self, reader: str, account_ids: Collection[str] | None = None, since: datetime | None = None
    ) -> dict[str, datetime]:
        """Account -> when the reader's newest event of it was, of all accounts or of these."""
        query = (
            select(event_account.c.account_id, func.max(event.c.at).label("at"))
            .join(event, event.c.id == event_account.c.event_id)
            .where(*self._seen_by(reader))
            .group_by(event_account.c.account_id)
        )
        if account_ids is not None:
            query = query.where(event_account.c.account_id.in_(list(account_ids)))
        if since is not None:
            query = query.where(event.c.at >= since)
        with self._db.read() as connection:
            return {row.account_id: row.at for row in connection.execute(query)}

    def _seen_by(self, reader: str) -> Sequence[ColumnElement[bool]]:
        happened = event.c.at <= self._clock.now()
        return (readable_by(reader, event.c.id), event.c.erased_at.is_(None), happened)

    # Whom it was shown

    def is_dismissed(self, person: str, account_id: str) -> bool:
        query = select(insight_shown.c.dismissed_at).where(*_of(person, account_id))
        with self._db.read() as connection:
            return connection.execute(query).scalar() is not None

    def claim(self, person: str, account_id: str, quiet: timedelta) -> bool:
        """Whether it may be shown unasked now; who is told yes has shown it. No within `quiet` of the last time,
        and for good once it was dismissed."""
        now = self._wall.now()
        with self._db.write() as connection:
            row = connection.execute(select(insight_shown).where(*_of(person, account_id))).one_or_none()
            if row is None:
                connection.execute(
                    insert(insight_shown).values(person=person, account_id=account_id, shown_at=now)
                )
                return True
            if row.dismissed_at is not None or (row.shown_at is not None and now - row.shown_at < quiet):
                return False
            connection.execute(update(insight_shown).where(*_of(person, account_id)).values(shown_at=now))
            return True

    def dismiss(self, person: str, account_id: str) -> bool:
        """Not unasked any more, for good; False if that was so already."""
        now = self._wall.now()
        with self._db.write() as connection:
            row = connection.execute(select(insight_shown).where(*_of(person, account_id))).one_or_none()
            if row is None:
                connection.execute(
                    insert(insight_shown).values(person=person, account_id=account_id, dismissed_at=now)
                )
                return True
            if row.dismissed_at is not None:
                return False
            connection.execute(update(insight_shown).where(*_of(person, account_id)).values(dismissed_at=now))
            return True


def _of(person: str, account_id: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return insight_shown.c.person == person, insight_shown.c.account_id == account_id
