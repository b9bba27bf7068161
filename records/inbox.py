"""Deliveries from outside in a file of their own: stored before they are acknowledged, handled once."""

import json
import sqlite3
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from records.clock import Clock, SystemClock

_SCHEMA = """
CREATE TABLE IF NOT EXISTS deliveries (
    id TEXT PRIMARY KEY,
    body TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    received_at TEXT NOT NULL,
    claimed_at TEXT NOT NULL,
    handled_at TEXT
);
CREATE INDEX IF NOT EXISTS deliveries_unhandled ON deliveries (received_at) WHERE handled_at IS NULL;
CREATE TABLE IF NOT EXISTS notes (
    delivery_id TEXT NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (delivery_id, key)
);
"""


class Inbox:
    """A durable inbox in SQLite, apart from the ledger so that a long import can't delay an acknowledgement.

    One process at a time owns the file (the data home is locked). A claim older than `lease` counts
    as dropped. A delivery that was tried `max_attempts` times is given up, so that a poisonous one
    can't stop every start. What was said in a delivery is erased as soon as it is handled; its id
    stays for `keep`, because repeats may still arrive.
    """

    def __init__(
        self,
        path: Path,
        *,
        clock: Clock | None = None,
        lease: timedelta = timedelta(minutes=5),
        keep: timedelta = timedelta(days=14),
        max_attempts: int = 5,
    ) -> None:
        self._clock = clock or SystemClock()
        self._lease, self._keep, self._max_attempts = lease, keep, max_attempts
        self._lock = threading.Lock()
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path, timeout=2.0, isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.execute("PRAGMA foreign_keys=ON")
        self._db.execute("PRAGMA secure_delete=ON")
        self._db.executescript(_SCHEMA)

    def accept(self, delivery_id: str, body: dict[str, Any]) -> bool:
        """Stores and claims a delivery; False if it was handled before or is being handled."""
        now = self._clock.now()
        with self._lock:
            claimed = self._db.execute(
                """
                INSERT INTO deliveries (id, body, attempts, received_at, claimed_at) VALUES (?, ?, 1, ?, ?)
                ON CONFLICT (id) DO UPDATE SET claimed_at = excluded.claimed_at, attempts = attempts + 1
                WHERE handled_at IS NULL AND claimed_at < ?
                """,
                (delivery_id, json.dumps(body), _text(now), _text(now), _text(now - self._lease)),
            )
            return claimed.rowcount == 1

    def done(self, delivery_id: str) -> None:
        """The delivery is handled; only its id is kept."""
        with self._lock:
            self._db.execute(
                "UPDATE deliveries SET handled_at = ?, body = '{}' WHERE id = ? AND handled_at IS NULL",
                (_text(self._clock.now()), delivery_id),
            )
            self._db.execute("DELETE FROM notes WHERE delivery_id = ?", (delivery_id,))

    def unfinished(self) -> list[tuple[str, dict[str, Any]]]:
        """Takes over, oldest first, what an earlier process left; call it once, before the first `accept`."""
        now = _text(self._clock.now())
        with self._lock:
            self._db.execute(
                "UPDATE deliveries SET handled_at = ?, body = '{}' WHERE handled_at IS NULL AND attempts >= ?",
                (now, self._max_attempts),
            )
            rows = self._db.execute(
                "SELECT id, body FROM deliveries WHERE handled_at IS NULL ORDER BY received_at, rowid"
            ).fetchall()
            self._db.execute(
                "UPDATE deliveries SET claimed_at = ?, attempts = attempts + 1 WHERE handled_at IS NULL",
                (now,),
            )
        return [(delivery_id, json.loads(body)) for delivery_id, body in rows]

    def remember(self, delivery_id: str, key: str, value: str) -> None:
        """Notes what was already done for a delivery, for a second attempt to go on from."""
        with self._lock:
            self._db.execute(
                "INSERT INTO notes VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
                (delivery_id, key, value),
            )

    def remembered(self, delivery_id: str, key: str) -> str | None:
        with self._lock:
            row = self._db.execute(
                "SELECT value FROM notes WHERE delivery_id = ? AND key = ?", (delivery_id, key)
            ).fetchone()
        return row[0] if row else None

    def purge(self) -> int:
        """Forgets ids handled longer ago than `keep`; returns how many."""
        with self._lock:
            return self._db.execute(
                "DELETE FROM deliveries WHERE handled_at < ?", (_text(self._clock.now() - self._keep),)
            ).rowcount

    def close(self) -> None:
        with self._lock:
            self._db.close()


def _text(at: datetime) -> str:
    """UTC with a fixed number of digits, so that times compare as text."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
