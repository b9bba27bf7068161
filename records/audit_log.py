"""What was done and by whom: append-only, hash-chained, its head anchored outside the table."""

import hmac
import json
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from filelock import FileLock
from sqlalchemy import Connection, insert, select

from records.clock import Clock
from records.database import Database
from records.models import Frozen
from records.tables import audit, meta

_START = "0" * 64
_BEGUN = "audit_begun"


Change = Callable[[Connection], bool]
"""Changes something in a transaction; False when there was nothing to change."""


class Noted(Protocol):
    """`AuditLog.record` with everything given but the change."""

    def __call__(self, *, together_with: Change) -> bool: ...


class Verified(Frozen):
    """The chain's state: `problem` names the first row that is not as it was written."""

    ok: bool
    rows: int
    problem: str | None = None


class AuditLog:
    """Rows carry the hash of the row before; `anchor` is a file that holds the newest row's number and hash.

    The anchor moves after the row is committed, under a lock that covers both, so it can lag behind by
    the one row of a crash but never run ahead: a row that it names and the table lacks was dropped. It is
    sealed with a key that lies beside it, and it stays where it was once the table no longer fits it, so
    that the writing that goes on can't cover up what happened.
    """

    def __init__(self, database: Database, clock: Clock, anchor: Path) -> None:
        self._db, self._clock, self._anchor = database, clock, anchor
        self._key = anchor.with_suffix(".key")

    def record(
        self,
        actor: str,
        action: str,
        subject: str,
        detail: Mapping[str, object] | None = None,
        *,
        together_with: Change | None = None,
    ) -> bool:
        """Write a row; `detail` holds ids, names of fields and verdicts, never message text.

        `together_with` is the change that the row tells of: both happen, or neither does. Returns
        False, and writes no row, when it changed nothing.
        """
        with FileLock(f"{self._anchor}.lock"):
            anchor = self._read_anchor() or self._begin()
            with self._db.write() as connection:
                if together_with is not None and not together_with(connection):
                    return False
                ends = self._ends(connection)
                seq, digest = self._append(connection, actor, action, subject, detail)
            if anchor in ends:
                self._write_anchor(seq, digest)
        return True

    def _begin(self) -> tuple[int, str] | None:
        """The anchor of a log without rows; None where there are rows that it should have named."""
        with self._db.read() as connection:
            if _has_begun(connection):
                return None
        if not self._key.exists():
            new = self._key.with_suffix(".new")
            new.touch(mode=0o600)
            new.write_text(secrets.token_hex(32))
            new.replace(self._key)
        self._write_anchor(0, _START)
        return 0, _START

    def _ends(self, connection: Connection) -> list[tuple[int, str]]:
        """Where the anchor may stand: at the last row, or one before it after a crash."""
        last = connection.execute(
            select(audit.c.seq, audit.c.hash, audit.c.previous).order_by(audit.c.seq.desc()).limit(1)
        ).first()
        return [(last.seq, last.hash), (last.seq - 1, last.previous)] if last else [(0, _START)]

    def _append(
        self,
        connection: Connection,
        actor: str,
        action: str,
        subject: str,
        detail: Mapping[str, object] | None = None,
    ) -> tuple[int, str]:
        last = connection.execute(
            select(audit.c.seq, audit.c.hash).order_by(audit.c.seq.desc()).limit(1)
        ).first()
        seq, previous = (last.seq + 1, last.hash) if last else (1, _START)
        if not _has_begun(connection):
            connection.execute(insert(meta).values(key=_BEGUN, value="yes"))
        at = self._clock.now()
        words = json.dumps(dict(detail or {}), sort_keys=True, ensure_ascii=False, default=str)
        digest = _hash(seq, at, actor, action, subject, words, previous)
        connection.execute(
            insert(audit).values(
                seq=seq,
                at=at,
                actor=actor,
                action=action,
                subject=subject,
                detail=words,
                previous=previous,
                hash=digest,
            )
        )
        return seq, digest

    def _write_anchor(self, seq: int, digest: str) -> None:
        swap = self._anchor.with_suffix(".new")
        swap.write_text(json.dumps([seq, digest, self._seal(seq, digest)]))
        swap.replace(self._anchor)

    def _read_anchor(self) -> tuple[int, str] | None:
        """None if it is missing, unreadable or not sealed by us."""
        try:
            seq, digest, seal = json.loads(self._anchor.read_text())
            genuine = hmac.compare_digest(str(seal), self._seal(int(seq), str(digest)))
        except (OSError, ValueError, TypeError):
            return None
        return (int(seq), str(digest)) if genuine else None

    def _seal(self, seq: int, digest: str) -> str:
        return hmac.new(self._key.read_bytes(), f"{seq}:{digest}".encode(), "sha256").hexdigest()

    def verify(self) -> Verified:
        """Walk the whole chain and hold its end against the anchor."""
        with FileLock(f"{self._anchor}.lock"):
            anchor = self._read_anchor()
            with self._db.read() as connection:
                begun = _has_begun(connection)
                rows = connection.execute(select(audit).order_by(audit.c.seq)).all()
        if anchor is None:
            if begun or rows or self._anchor.exists():
                return _broken(len(rows), "the file that anchors the log's end is missing or not ours")
            return Verified(ok=True, rows=0)
        previous, anchored = _START, anchor == (0, _START)
        for count, row in enumerate(rows, 1):
            if row.seq != count:
                return _broken(count, f"row {count} is missing")
            if row.previous != previous:
                return _broken(count, f"row {row.seq} does not follow the row before it")
            if row.hash != _hash(
                row.seq, row.at, row.actor, row.action, row.subject, row.detail, row.previous
            ):
                return _broken(count, f"row {row.seq} was edited")
            previous = row.hash
            anchored = anchored or (row.seq, row.hash) == anchor
        if anchor[0] > len(rows):
            return _broken(
                len(rows), f"the log ends at row {len(rows)}, but row {anchor[0]} was the last one written"
            )
        if not anchored:
            return _broken(len(rows), f"row {anchor[0]} is not the one that was written")
        if len(rows) > anchor[0] + 1:
            return _broken(len(rows), f"rows after {anchor[0]} were added by something else")
        return Verified(ok=True, rows=len(rows))


def _has_begun(connection: Connection) -> bool:
    """Whether a row was ever written, as the database outside the log remembers it."""
    return connection.execute(select(meta.c.key).where(meta.c.key == _BEGUN)).first() is not None


def _broken(rows: int, problem: str) -> Verified:
    return Verified(ok=False, rows=rows, problem=problem)


def _hash(seq: int, at: datetime, actor: str, action: str, subject: str, detail: str, previous: str) -> str:
    words = json.dumps([seq, at.isoformat(), actor, action, subject, detail, previous], ensure_ascii=False)
    return sha256(words.encode("utf-8", "surrogatepass")).hexdigest()
