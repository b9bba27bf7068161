"""Cards that a person put off: each comes back to them once, however often we crash meanwhile."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from records.audit_log import Noted
from records.chat_tables import card_snooze
from records.database import Database

LEASE = timedelta(minutes=5)
"""Who claimed a card and did not bring it back within this time has died; the card is due again."""


class CardSnoozes:
    """Per person: that one colleague puts a card off changes nothing for the others, nor the proposal."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def set(self, proposal_id: str, person: str, until: datetime, *, noted: Noted | None = None) -> None:
        """A later choice replaces an earlier one."""

        def change(connection: Connection) -> bool:
            connection.execute(delete(card_snooze).where(*_of(proposal_id, person)))
            connection.execute(
                insert(card_snooze).values(proposal_id=proposal_id, person=person, until=until)
            )
            return True

        if noted is not None:
            noted(together_with=change)
            return
        with self._db.write() as connection:
            change(connection)

    def clear(self, proposal_id: str, person: str) -> bool:
        """The person wants to see it now; False if it was not asleep."""
        with self._db.write() as connection:
            return connection.execute(delete(card_snooze).where(*_of(proposal_id, person))).rowcount == 1

    def asleep(self, person: str) -> dict[str, datetime]:
        """Until when which proposals sleep for this person."""
        with self._db.read() as connection:
            rows = connection.execute(select(card_snooze).where(card_snooze.c.person == person))
            return {row.proposal_id: row.until for row in rows}

    def due(self, now: datetime) -> list[tuple[str, str]]:
        """Proposal and person of what is to come back, claimed for the caller, who says `done` of each."""
        c = card_snooze.c
        with self._db.write() as connection:
            rows = connection.execute(select(card_snooze).where(c.until <= now).order_by(c.until)).all()
            if rows:
                connection.execute(update(card_snooze).where(c.until <= now).values(until=now + LEASE))
        return [(row.proposal_id, row.person) for row in rows]

    def done(self, proposal_id: str, person: str, now: datetime) -> None:
        """What was claimed at `now` came back. Put off once more meanwhile, it stays put off."""
        claimed = card_snooze.c.until == now + LEASE
        with self._db.write() as connection:
            connection.execute(delete(card_snooze).where(*_of(proposal_id, person), claimed))


def _of(proposal_id: str, person: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return card_snooze.c.proposal_id == proposal_id, card_snooze.c.person == person
