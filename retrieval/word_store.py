"""The word pieces of indexed passages in one SQLite file, beside the vectors and as disposable as they are."""

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from retrieval.encoder_graph import Array
from retrieval.ports import Passage
from retrieval.word_match import BYTES

_AT_ONCE = 400


class WordStore:
    """Passages' words by mailbox; whoever opens it holds the index's lock."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        # It can be built anew from the log, so a crash of the machine may cost it its last writes.
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "mmap_size=1073741824", "secure_delete=ON"):
            self._db.execute(f"PRAGMA {pragma}")
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS passage_words (mailbox TEXT NOT NULL, id TEXT NOT NULL,"
            ' event_id TEXT NOT NULL, "end" INTEGER NOT NULL, words BLOB NOT NULL, UNIQUE (id, mailbox))'
        )
        self._db.execute("CREATE INDEX IF NOT EXISTS by_event ON passage_words (event_id)")

    def add(self, mailbox: str, rows: Iterable[tuple[Passage, Any]]) -> None:
        """Passages and their words; a known id gets the new words."""
        self._db.execute("BEGIN")
        try:
            self._db.executemany(
                "INSERT OR REPLACE INTO passage_words VALUES (?, ?, ?, ?, ?)",
                [(mailbox, p.id, p.event_id, p.end, bytes(words)) for p, words in rows],
            )
            self._db.execute("COMMIT")
        except BaseException:
            self._db.execute("ROLLBACK")
            raise

    def of(self, mailboxes: Sequence[str], passage_ids: Sequence[str]) -> dict[str, Array]:
        """Words of shape (pieces, 48) by passage id; what none of the mailboxes holds is left out."""
        found: dict[str, Array] = {}
        allowed = set(mailboxes)
        for at in range(0, len(passage_ids), _AT_ONCE):
            part = list(passage_ids[at : at + _AT_ONCE])
            marks = ",".join("?" * len(part))
            query = f"SELECT id, mailbox, words FROM passage_words WHERE id IN ({marks})"  # noqa: S608
            for passage_id, mailbox, words in self._db.execute(query, part):
                if words and mailbox in allowed and passage_id not in found:
                    found[passage_id] = np.frombuffer(words, np.uint8).reshape(-1, BYTES)
        return found

    def ends(self, passage_ids: Sequence[str]) -> dict[str, int]:
        """Where each of these passages ends in its event's text."""
        found: dict[str, int] = {}
        for at in range(0, len(passage_ids), _AT_ONCE):
            part = list(passage_ids[at : at + _AT_ONCE])
            marks = ",".join("?" * len(part))
            query = f'SELECT id, "end" FROM passage_words WHERE id IN ({marks})'  # noqa: S608
            found.update(self._db.execute(query, part))
        return found

    def delete_events(self, mailbox: str, event_ids: Iterable[str]) -> None:
        self._db.executemany(
            "DELETE FROM passage_words WHERE event_id = ? AND mailbox = ?", [(e, mailbox) for e in event_ids]
        )
        self._empty_log()

    def drop(self, mailbox: str) -> None:
        self._db.execute("DELETE FROM passage_words WHERE mailbox = ?", (mailbox,))
        self._empty_log()

    def close(self) -> None:
        self._db.close()

    def _empty_log(self) -> None:
        """What was deleted must not live on in the write-ahead log."""
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
