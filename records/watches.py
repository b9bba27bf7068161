"""What vendors promised to push: whom a notice is about, and when to ask anew."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select

from records.database import Database
from records.source_tables import watch


@dataclass(frozen=True)
class Watched:
    """One subscription or channel; `sealed` holds the secret that its notices carry."""

    connection_id: str
    resource: str
    remote_id: str
    sealed: bytes
    expires_at: datetime
    renew_at: datetime
    detail: str = ""


class Watches:
    """One row per watched resource of a connection."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def of(self, connection_id: str) -> list[Watched]:
        return self._all(watch.c.connection_id == connection_id)

    def due(self, now: datetime) -> list[Watched]:
        """Those to be renewed by now."""
        return self._all(watch.c.renew_at <= now)

    def by_remote_id(self, remote_id: str) -> Watched | None:
        """Whose notice it is, by the vendor's own id."""
        return next(iter(self._all(watch.c.remote_id == remote_id)), None)

    def save(self, watched: Watched) -> None:
        """Store it in the place of an older one for the same resource."""
        with self._db.write() as tx:
            here = (watch.c.connection_id == watched.connection_id, watch.c.resource == watched.resource)
            tx.execute(delete(watch).where(*here))
            tx.execute(insert(watch).values(**watched.__dict__))

    def remove(self, connection_id: str, resource: str | None = None) -> None:
        with self._db.write() as tx:
            where = [watch.c.connection_id == connection_id]
            if resource is not None:
                where.append(watch.c.resource == resource)
            tx.execute(delete(watch).where(*where))

    def _all(self, condition: Any) -> list[Watched]:
        query = select(watch).where(condition).order_by(watch.c.connection_id, watch.c.resource)
        with self._db.read() as tx:
            return [Watched(**row._mapping) for row in tx.execute(query)]
