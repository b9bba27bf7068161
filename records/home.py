"""Facts about this data home itself, such as the clock that the sample company lives on."""

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from records.audit_log import Change
from records.clock import Clock, ShiftedClock, SystemClock
from records.database import Database
from records.tables import meta


class HomeFacts:
    """Small named texts."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def get(self, key: str) -> str | None:
        with self._db.read() as connection:
            return connection.execute(select(meta.c.value).where(meta.c.key == key)).scalar()

    def set(self, key: str, value: str) -> None:
        with self._db.write() as connection:
            self.setting(key, value)(connection)

    def setting(self, key: str, value: str) -> Change:
        """The change that sets it, to be made together with the audit row that tells of it."""

        def change(connection: Connection) -> bool:
            connection.execute(delete(meta).where(meta.c.key == key))
            connection.execute(insert(meta).values(key=key, value=value))
            return True

        return change

    def clock(self) -> Clock:
        """The system's clock, or in a home of the sample company one that runs from its own "now"."""
        started, shown = self.get("sample_started_at"), self.get("sample_now")
        if started is None or shown is None:
            return SystemClock()
        return ShiftedClock(datetime.fromisoformat(started), datetime.fromisoformat(shown))
