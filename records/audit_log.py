"""What was done and by whom: append-only, hash-chained, its head anchored outside the table."""

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from filelock import FileLock
from sqlalchemy import Connection, insert, select

from records.clock import Clock
from records.database import Database
from records.models import Frozen
from records.tables import audit

_START = "0" * 64


class Verified(Frozen):
    """The chain's state: `problem` names the first row that is not as it was written."""

    ok: bool
    rows: int
    problem: str | None = None


class AuditLog:
    """Rows carry the hash of the row before; `anchor` is a file that holds the newest row's number and hash.

    The anchor moves after the row is committed, under a lock that covers both, so it can lag behind by
    the one row of a crash but never run ahead: a row that it names and the table lacks was dropped.
    """

    def __init__(self, database: Database, clock: Clock, anchor: Path) -> None:
        self._db, self._clock, self._anchor = database, clock, anchor

    def record(
        self, actor: str, action: str, subject: str, detail: Mapping[str, object] | None = None
    ) -> None:
        """`detail` holds ids, names of fields and verdicts; never message text."""
        with FileLock(f"{self._anchor}.lock"):
            with self._db.write() as connection:
                seq, digest = self._append(connection, actor, action, subject, detail)
            swap = self._anchor.with_suffix(".new")
            swap.write_text(json.dumps([seq, digest]))
            swap.replace(self._anchor)

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

    def _read_anchor(self) -> tuple[int, str] | None:
        try:
            seq, digest = json.loads(self._anchor.read_text())
            return int(seq), str(digest)
        except (OSError, ValueError, TypeError):
            return None

    def verify(self) -> Verified:
        """Walk the whole chain and hold its end against the anchor."""
        anchor = self._read_anchor()
        previous, count, anchored = _START, 0, anchor is None
        with self._db.read() as connection:
            for row in connection.execute(select(audit).order_by(audit.c.seq)):
                count += 1
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
        if anchor is None and count:
            return _broken(count, "the file that anchors the log's end is missing or unreadable")
        if anchor is not None and not anchored:
            if anchor[0] > count:
                return _broken(
                    count, f"the log ends at row {count}, but row {anchor[0]} was the last one written"
                )
            return _broken(count, f"row {anchor[0]} is not the one that was written")
        if anchor is not None and count > anchor[0] + 1:
            return _broken(count, f"rows after {anchor[0]} were added by something else")
        return Verified(ok=True, rows=count)


def _broken(rows: int, problem: str) -> Verified:
    return Verified(ok=False, rows=rows, problem=problem)


def _hash(seq: int, at: datetime, actor: str, action: str, subject: str, detail: str, previous: str) -> str:
    words = json.dumps([seq, at.isoformat(), actor, action, subject, detail, previous], ensure_ascii=False)
    return sha256(words.encode("utf-8", "surrogatepass")).hexdigest()
