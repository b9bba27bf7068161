"""Where each card was posted on which surface, and in which state that copy shows it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from records.chat_tables import card_post
from records.clock import Clock
from records.database import Database

_OLD = "slack"
"""What an older version posted carries no workspace."""


class SurfacePosts:
    """The cards of one surface, such as "slack:T0HOME" or "teams"."""

    def __init__(self, database: Database, clock: Clock, surface: str) -> None:
        self._db, self._clock, self.surface = database, clock, surface
        known = [surface, _OLD] if surface.startswith(f"{_OLD}:") else [surface]
        self._here = card_post.c.surface.in_(known)

    def save(self, card: str, channel: str, ts: str, state: str | None = None) -> None:
        """Remember a copy and what it shows; harmless when repeated. Without `state` what is known stays.

        What an older version posted belongs to this surface from then on, because it was found there.
        """
        c = card_post.c
        copy = (c.card_key == card, c.channel == channel, c.ts == ts)
        with self._db.write() as connection:
            known = connection.execute(select(c.surface).where(self._here, *copy)).scalars().all()
            if not known:
                row = {"card_key": card, "channel": channel, "ts": ts, "state": state}
                connection.execute(
                    insert(card_post).values(surface=self.surface, at=self._clock.now(), **row)
                )
                return
            found = self.surface if self.surface in known else known[0]
            new = {"surface": self.surface} | ({} if state is None else {"state": state})
            connection.execute(update(card_post).where(c.surface == found, *copy).values(new))

    def of(self, card: str) -> list[tuple[str, str]]:
        """Channel and message of each copy, oldest first."""
        query = select(card_post).where(self._here, card_post.c.card_key == card)
        with self._db.read() as connection:
            return [(row.channel, row.ts) for row in connection.execute(query.order_by(card_post.c.ts))]

    def card_at(self, channel: str, ts: str) -> str | None:
        """Which card a message is."""
        here = (self._here, card_post.c.channel == channel, card_post.c.ts == ts)
        with self._db.read() as connection:
            return connection.execute(select(card_post.c.card_key).where(*here).limit(1)).scalar()

    def drop(self, channel: str, ts: str | None = None) -> None:
        """A copy is gone, or all of a channel's are.

        What an older version posted may stand on another surface, so it stays until it is found on one.
        """
        here = [card_post.c.surface == self.surface, card_post.c.channel == channel]
        if ts is not None:
            here.append(card_post.c.ts == ts)
        with self._db.write() as connection:
            connection.execute(delete(card_post).where(*here))

    def drop_all(self) -> None:
        """The surface is gone: we were uninstalled."""
        with self._db.write() as connection:
            connection.execute(delete(card_post).where(card_post.c.surface == self.surface))


class Posts:
    """All surfaces together."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db, self._clock = database, clock

    def on(self, surface: str) -> SurfacePosts:
        return SurfacePosts(self._db, self._clock, surface)

    def shown(self, kind: str, since: datetime) -> Sequence[tuple[str, str | None]]:
        """Key and state of every copy of a kind of card ("proposal", "reminder") posted since then."""
        c = card_post.c
        query = select(c.card_key, c.state).where(c.card_key.startswith(f"{kind}:"), c.at >= since).distinct()
        with self._db.read() as connection:
            return [(row.card_key, row.state) for row in connection.execute(query)]
