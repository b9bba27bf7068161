"""Where Teams lets us speak: conversations that we were added to, and whose personal chat each one is."""

from dataclasses import asdict, dataclass

from sqlalchemy import ColumnElement, Row, delete, insert, select, update

from records.chat_tables import teams_conversation
from records.clock import Clock
from records.database import Database

_AT_MOST = 320
"""Characters of a conversation's id; Teams stays far below."""


@dataclass(frozen=True)
class TeamsConversation:
    """One conversation: its id, and what is needed to speak in it unasked."""

    conversation_id: str
    kind: str
    """"personal", "channel" or "groupChat"."""
    tenant: str
    service_url: str
    bot_id: str
    team_id: str | None = None
    person: str | None = None
    """Mail address of whose personal chat it is."""
    user_id: str | None = None


class TeamsConversations:
    """The references; gone as soon as we are removed from a conversation."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db, self._clock = database, clock

    def save(self, found: TeamsConversation) -> None:
        """Keep it, or what is new about it. What is not told (team, person, user) stays as it was known."""
        if len(found.conversation_id) > _AT_MOST:
            return
        c = teams_conversation.c
        known = asdict(found) | {"person": found.person.casefold() if found.person else None}
        told = {name: value for name, value in known.items() if value is not None}
        told["at"] = self._clock.now()
        with self._db.write() as tx:
            here = c.conversation_id == found.conversation_id
            if tx.execute(select(c.conversation_id).where(here)).first() is None:
                tx.execute(insert(teams_conversation).values(**told))
            else:
                tx.execute(update(teams_conversation).where(here).values(**told))

    def get(self, conversation_id: str) -> TeamsConversation | None:
        query = select(teams_conversation).where(teams_conversation.c.conversation_id == conversation_id)
        with self._db.read() as tx:
            row = tx.execute(query).first()
        return None if row is None else _read(row)

    def personal_of(self, person: str) -> TeamsConversation | None:
        """Somebody's own chat with us, the newest if there are several."""
        return self._personal(teams_conversation.c.person == person.casefold())

    def personal_with(self, user_id: str) -> TeamsConversation | None:
        """The chat with us of an account, by the id that Teams gave it for us."""
        return self._personal(teams_conversation.c.user_id == user_id)

    def of_team(self, team_id: str) -> list[TeamsConversation]:
        """Every channel of a team in which we were."""
        return self._all(teams_conversation.c.team_id == team_id)

    def rooms(self) -> list[TeamsConversation]:
        """Channels and group chats."""
        return self._all(teams_conversation.c.kind != "personal")

    def forget(self, conversation_id: str) -> None:
        with self._db.write() as tx:
            here = teams_conversation.c.conversation_id == conversation_id
            tx.execute(delete(teams_conversation).where(here))

    def _personal(self, whose: ColumnElement[bool]) -> TeamsConversation | None:
        c = teams_conversation.c
        query = select(teams_conversation).where(whose, c.kind == "personal").order_by(c.at.desc()).limit(1)
        with self._db.read() as tx:
            row = tx.execute(query).first()
        return None if row is None else _read(row)

    def _all(self, which: ColumnElement[bool]) -> list[TeamsConversation]:
        query = select(teams_conversation).where(which).order_by(teams_conversation.c.conversation_id)
        with self._db.read() as tx:
            return [_read(row) for row in tx.execute(query)]


def _read(row: Row[tuple[object, ...]]) -> TeamsConversation:
    return TeamsConversation(**{name: value for name, value in row._mapping.items() if name != "at"})
