"""Files -> log: reads, cleans and stores in batches, and takes up where it was stopped."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256

from bot.workflows.extract import Digest
from integrations.ports import FileSource, FileUnit, Quarantined, ReadItem
from records.event_log import Digested, EventLog, Position, Refused
from records.models import Event
from records.people import People
from retrieval.cleaning import clean

BATCH = 200
"""Events a transaction: large enough that the disk is no limit, small enough to lose little."""

Progress = Callable[[int, int], None]
"""Called with bytes done and bytes in all."""


@dataclass
class Ingested:
    read: int = 0
    new: int = 0
    duplicate: int = 0
    quarantined: list[Quarantined] = field(default_factory=list)
    promises: int = 0
    seconds: float = 0.0


@dataclass(frozen=True)
class Ingest:
    """The first phase: afterwards everything is answerable by words."""

    source: FileSource
    log: EventLog
    people: People
    digest: Digest

    def run(self, paths: list[str], owner: str, on_progress: Progress = lambda done, total: None) -> Ingested:
        """Read files into the owner's mailbox. Harmless when repeated; goes on after an interruption."""
        started, done = time.monotonic(), Ingested()
        batch = _Batch(self.people.mailbox_of(owner, self.source.name))
        units: list[FileUnit] = []
        for found in self.source.scan(paths):
            if isinstance(found, Quarantined):
                batch.refused.append(found)
            else:
                units.append(found)
        # Transcripts name people whose addresses are in the mail, so mail is read first.
        units.sort(key=lambda u: u.kind not in ("mbox", "eml"))
        total, before = sum(u.size for u in units), 0
        for unit in units:
            if unit.kind in ("vtt", "srt") and batch.size:
                self._store(batch, done)
            head = _head(unit) if unit.kind == "mbox" else ""
            since = self._resume_at(batch.mailbox, unit, head) if head else 0
            for item in self.source.read(unit, since):
                batch.take(item)
                if head:
                    batch.position = _position(unit, item.offset, head)
                if batch.size >= BATCH:
                    self._store(batch, done)
                    on_progress(before + item.offset, total)
            before += unit.size
            if head:
                batch.position = _position(unit, unit.size, head)
                self._store(batch, done)
            on_progress(before, total)
        self._store(batch, done)
        done.seconds = time.monotonic() - started
        return done

    def _resume_at(self, mailbox: str, unit: FileUnit, head: str) -> int:
        """Where an interrupted reading of this file stopped; a file read to its end is read anew."""
        known = self.log.position(mailbox, unit.path)
        if known is None or known.head_sha != head or known.offset >= known.size or known.offset > unit.size:
            return 0
        return known.offset

    def _store(self, batch: "_Batch", done: Ingested) -> None:
        """One transaction for the events, what was read out of them, and the reading position."""
        sides = self.digest.sides()
        known = self.log.known([e.id for e in batch.events])
        read = iter(self.digest.digest_all((clean(e) for e in batch.events if e.id not in known), sides))
        digested = [Digested(e, "", ()) if e.id in known else next(read) for e in batch.events]
        stored = self.log.append(
            batch.mailbox,
            digested,
            version=self.digest.version,
            refused=[Refused(q.path, q.reason, q.sha256) for q in batch.refused],
            position=batch.position,
        )
        done.read += len(batch.events)
        done.new += stored.new
        done.duplicate += stored.duplicate
        done.promises += stored.promises
        done.quarantined += batch.refused
        batch.clear()


@dataclass
class _Batch:
    """What was read and not yet stored."""

    mailbox: str
    events: list[Event] = field(default_factory=list)
    refused: list[Quarantined] = field(default_factory=list)
    position: Position | None = None

    @property
    def size(self) -> int:
        return len(self.events) + len(self.refused)

    def take(self, item: ReadItem) -> None:
        if item.quarantined is not None:
            self.refused.append(item.quarantined)
        elif item.event is not None:
            self.events.append(item.event)

    def clear(self) -> None:
        self.events, self.refused, self.position = [], [], None


def _position(unit: FileUnit, offset: int, head: str) -> Position:
    return Position(unit.path, unit.size, unit.mtime, offset, head)


def _head(unit: FileUnit) -> str:
    """Tells a file that grew from another one of the same name."""
    try:
        with open(unit.path, "rb") as file:
            return sha256(file.read(4096)).hexdigest()
    except OSError:
        return ""
