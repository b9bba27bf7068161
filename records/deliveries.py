"""Webhook deliveries in a file of their own: stored before they are acknowledged, handled once in effect."""

import json
import sqlite3
import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from pathlib import Path

from records.clock import Clock, SystemClock

_SCHEMA = """
CREATE TABLE IF NOT EXISTS delivery (
    id INTEGER PRIMARY KEY,
    channel TEXT NOT NULL,
    sender TEXT NOT NULL,
    key TEXT NOT NULL,
    body BLOB NOT NULL,
    received_at TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at TEXT NOT NULL,
    handled_at TEXT,
    refused TEXT,
    UNIQUE (channel, sender, key)
);
CREATE INDEX IF NOT EXISTS delivery_waiting ON delivery (next_at) WHERE handled_at IS NULL AND refused IS NULL;
CREATE INDEX IF NOT EXISTS delivery_handled ON delivery (handled_at) WHERE handled_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS turned_away (
    sender TEXT NOT NULL,
    why TEXT NOT NULL,
    times INTEGER NOT NULL,
    last_at TEXT NOT NULL,
    PRIMARY KEY (sender, why)
);
CREATE TABLE IF NOT EXISTS latest (
    item TEXT PRIMARY KEY,
    moment TEXT NOT NULL,
    at TEXT NOT NULL
);
"""


@dataclass(frozen=True)
class Delivery:
    """What came in: `sender` is the id of the connection, `key` the same for every repeat of one delivery."""

    id: int
    channel: str
    sender: str
    key: str
    body: bytes
    received_at: datetime
    attempts: int = 0


@dataclass(frozen=True)
class SetAside:
    """A delivery that could not be handled, and why."""

    id: int
    channel: str
    sender: str
    received_at: datetime
    why: str


@dataclass(frozen=True)
class TurnedAway:
    """How often deliveries for a known connection were not let in, for one reason."""

    sender: str
    why: str
    times: int
    last_at: datetime


_LONGEST_ASKED = 86_400.0
"""Seconds: nobody else may put a delivery off for longer."""


class Deliveries:
    """A durable inbox in SQLite, apart from the ledger so that no import can delay an acknowledgement.

    `accept` returns once the delivery is on the disk. One worker of one process handles them (the data
    home is locked), so none is claimed. A body is erased as soon as it is handled; its key stays for
    `keep`, because repeats may still arrive.
    """

    def __init__(
        self,
        path: Path,
        *,
        clock: Clock | None = None,
        max_attempts: int = 5,
        keep: timedelta = timedelta(days=14),
        first_wait: timedelta = timedelta(seconds=5),
    ) -> None:
        self._clock = clock or SystemClock()
        self._max_attempts, self._keep, self._first_wait = max_attempts, keep, first_wait
        self._lock = threading.Lock()
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path, timeout=5.0, isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode=WAL")
        # Acknowledged means that a power cut can't lose it either.
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.execute("PRAGMA secure_delete=ON")
        self._db.executescript(_SCHEMA)
        # The worker reads many rows at a time, and nobody waits at the door meanwhile.
        self._reading = threading.Lock()
        self._reader = sqlite3.connect(path, timeout=5.0, isolation_level=None, check_same_thread=False)

    # At the door

    def accept(self, channel: str, sender: str, key: str, body: bytes) -> bool:
        """Stores a delivery; False if it is a repeat. Afterwards it survives any crash."""
        now = _text(self._clock.now())
        with self._lock:
            stored = self._db.execute(
                "INSERT INTO delivery (channel, sender, key, body, received_at, next_at) "
                "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (channel, sender, key, body, now, now),
            )
            return stored.rowcount == 1

    def note_turned_away(self, counts: Mapping[tuple[str, str], int]) -> None:
        """Counts (sender, why) of what was not let in, for `doctor` to tell."""
        now = _text(self._clock.now())
        with self._lock:
            self._db.executemany(
                "INSERT INTO turned_away VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
                "times = times + excluded.times, last_at = excluded.last_at",
                [(sender, why, times, now) for (sender, why), times in counts.items()],
            )

    # In the worker

    def due(self, channels: Collection[str], limit: int = 100) -> list[Delivery]:
        """What waits there and may be tried now, in the order it came; counts as an attempt at each.

        Counted before the work, so that a delivery which ends the process is set aside in the end; and
        what was tried before comes alone, so that it takes no others with it.
        """
        now = _text(self._clock.now())
        here = ", ".join("?" * len(channels))
        with self._lock:
            self._db.execute(
                "UPDATE delivery SET refused = ? "
                "WHERE handled_at IS NULL AND refused IS NULL AND attempts >= ? AND next_at <= ?",
                ("the process ended at every attempt", self._max_attempts, now),
            )
        with self._reading:
            rows = self._reader.execute(
                "SELECT id, channel, sender, key, body, received_at, attempts + 1 FROM delivery "  # noqa: S608
                "WHERE handled_at IS NULL AND refused IS NULL AND next_at <= ? "
                f"AND channel IN ({here}) ORDER BY id LIMIT ?",
                (now, *channels, limit),
            ).fetchall()
        rows = rows[:1] + [r for r in takewhile(lambda r: r[6] == 1, rows[1:]) if rows[0][6] == 1]
        with self._lock:
            self._many("attempts = attempts + 1", [r[0] for r in rows])
        return [
            Delivery(i, channel, sender, key, body, _moment(at), n)
            for i, channel, sender, key, body, at, n in rows
        ]

    def done(self, ids: Sequence[int]) -> None:
        """They are handled; only their keys are kept."""
        now = _text(self._clock.now())
        with self._lock:
            self._many("handled_at = ?, body = x'', refused = NULL", ids, now)

    def failed(self, delivery: Delivery, why: str, after: float | None = None) -> bool:
        """It must be tried again, `after` seconds or later and later; True if it is set aside instead."""
        if after is None and delivery.attempts >= self._max_attempts:
            self.set_aside(delivery.id, why)
            return True
        asked = timedelta(seconds=min(max(after or 0.0, 0.0), _LONGEST_ASKED))
        wait = self._first_wait * 2 ** (delivery.attempts - 1) if after is None else asked
        again = 0 if after is None else 1  # waiting for somebody else's sake is no failure of this delivery
        with self._lock:
            self._db.execute(
                "UPDATE delivery SET next_at = ?, attempts = attempts - ? WHERE id = ?",
                (_text(self._clock.now() + wait), again, delivery.id),
            )
        return False

    def set_aside(self, delivery_id: int, why: str) -> None:
        """It is not tried again until somebody asks for it; `why` is one plain sentence without its words."""
        with self._lock:
            self._db.execute("UPDATE delivery SET refused = ? WHERE id = ?", (why, delivery_id))

    # For people

    def quarantined(self, sender: str | None = None) -> list[SetAside]:
        """What was set aside, oldest first."""
        where, values = ("AND sender = ?", (sender,)) if sender is not None else ("", ())
        with self._lock:
            rows = self._db.execute(
                "SELECT id, channel, sender, received_at, refused FROM delivery "  # noqa: S608 - no input in it
                f"WHERE refused IS NOT NULL AND handled_at IS NULL {where} ORDER BY id",
                values,
            ).fetchall()
        return [SetAside(i, channel, who, _moment(at), why) for i, channel, who, at, why in rows]

    def retry(self, sender: str | None = None) -> int:
        """Lets the worker try again what was set aside; returns how many."""
        ids = [bad.id for bad in self.quarantined(sender)]
        now = _text(self._clock.now())
        with self._lock:
            self._many("refused = NULL, attempts = 0, next_at = ?", ids, now)
        return len(ids)

    def turned_away(self, since: timedelta = timedelta(days=1)) -> list[TurnedAway]:
        """What was not let in lately, most often first."""
        with self._lock:
            rows = self._db.execute(
                "SELECT sender, why, times, last_at FROM turned_away WHERE last_at >= ? ORDER BY times DESC",
                (_text(self._clock.now() - since),),
            ).fetchall()
        return [TurnedAway(sender, why, times, _moment(at)) for sender, why, times, at in rows]

    def waiting(self) -> int:
        """How many are stored and not handled yet."""
        with self._lock:
            (count,) = self._db.execute(
                "SELECT count(*) FROM delivery WHERE handled_at IS NULL AND refused IS NULL"
            ).fetchone()
        return int(count)

    # Items that may be told of out of order

    def outrun(self, item: str, moment: str) -> bool:
        """Whether something later than `moment` was already handled for this item; moments compare as text."""
        with self._lock:
            row = self._db.execute("SELECT moment FROM latest WHERE item = ?", (item,)).fetchone()
        return row is not None and row[0] > moment

    def note_handled(self, moments: Mapping[str, str]) -> None:
        """Item -> moment of the newest change of it that was handled."""
        now = _text(self._clock.now())
        with self._lock:
            self._db.executemany(
                "INSERT INTO latest VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET moment = excluded.moment, "
                "at = excluded.at WHERE excluded.moment > moment",
                [(item, moment, now) for item, moment in moments.items()],
            )

    def purge(self) -> int:
        """Forgets keys handled longer ago than `keep`; returns how many."""
        before = _text(self._clock.now() - self._keep)
        with self._lock:
            self._db.execute("DELETE FROM latest WHERE at < ?", (before,))
            self._db.execute("DELETE FROM turned_away WHERE last_at < ?", (before,))
            return self._db.execute("DELETE FROM delivery WHERE handled_at < ?", (before,)).rowcount

    def close(self) -> None:
        with self._lock, self._reading:
            self._reader.close()
            self._db.close()

    def _many(self, changed: str, ids: Sequence[int], *values: object) -> None:
        """One statement, and so one write to the disk, for all of them.

        Row by row, each would give other threads a turn while the door is locked.
        """
        if ids:
            self._db.execute(
                f"UPDATE delivery SET {changed} WHERE id IN (SELECT value FROM json_each(?))",  # noqa: S608
                (*values, json.dumps(list(ids))),
            )


def _text(at: datetime) -> str:
    """UTC with a fixed number of digits, so that times compare as text."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")


def _moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%f").replace(tzinfo=UTC)
