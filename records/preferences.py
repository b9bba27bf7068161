"""What each person chose for their reminders, and on which surface they were last seen."""

from dataclasses import dataclass
from datetime import time
from typing import Any

from sqlalchemy import insert, select, update

from records.chat_tables import person_setting
from records.database import Database


@dataclass(frozen=True)
class Chosen:
    """None stands for what the settings of the house say."""

    quiet_from: int | None = None
    quiet_until: int | None = None
    """Hours of the day."""
    cap: int | None = None
    digest_at: time | None = None


NOTHING = Chosen()


class PersonSettings:
    """One row a person, made at the first thing there is to remember."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def of(self, person: str) -> Chosen:
        with self._db.read() as connection:
            row = connection.execute(
                select(person_setting).where(person_setting.c.person == person)
            ).one_or_none()
        return _chosen(row) if row else NOTHING

    def all(self) -> dict[str, Chosen]:
        with self._db.read() as connection:
            return {row.person: _chosen(row) for row in connection.execute(select(person_setting))}

    def save(self, person: str, chosen: Chosen) -> None:
        at = chosen.digest_at
        self._write(
            person,
            quiet_from=chosen.quiet_from,
            quiet_until=chosen.quiet_until,
            cap=chosen.cap,
            digest_at=None if at is None else at.hour * 60 + at.minute,
        )

    def surface_of(self, person: str) -> str | None:
        query = select(person_setting.c.surface).where(person_setting.c.person == person)
        with self._db.read() as connection:
            return connection.execute(query).scalar()

    def note_surface(self, person: str, surface: str) -> bool:
        """Whether that was news; every message says it again, so only news is written."""
        if self.surface_of(person) == surface:
            return False
        self._write(person, surface=surface)
        return True

    def _write(self, person: str, **values: Any) -> None:
        here = person_setting.c.person == person
        with self._db.write() as connection:
            if connection.execute(select(person_setting.c.person).where(here)).first() is None:
                connection.execute(insert(person_setting).values(person=person, **values))
            else:
                connection.execute(update(person_setting).where(here).values(**values))


def _chosen(row: Any) -> Chosen:
    at = None if row.digest_at is None else time(*divmod(row.digest_at, 60))
    return Chosen(row.quiet_from, row.quiet_until, row.cap, at)
