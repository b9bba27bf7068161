"""The log of events: append once, never edit, and ask what has not been processed yet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, text, update

from records import remembered, successor
from records.clock import Clock
from records.database import Database
from records.event_batch import Digested as Digested
from records.event_batch import add_work, see, write_events, write_findings, write_words
from records.models import Event, Intent, Promise
from records.moves import moved_by_hand
from records.rows import to_event
from records.tables import (
    account,
    event,
    event_account,
    event_seen,
    event_share,
    intent,
    mailbox_owner,
    passage,
    pending_work,
    progress,
    promise,
    promise_history,
    quarantine,
)
from records.unsharing import mark


@dataclass(frozen=True)
class Refused:
    """One item that could not be read."""

    path: str
    reason: str
    sha256: str = ""


@dataclass(frozen=True)
class Position:
    """How far a file has been read."""

    path: str
    size: int
    mtime: float
    offset: int
    head_sha: str = ""


@dataclass
class Appended:
    new: int = 0
    duplicate: int = 0
    promises: int = 0
    quarantined: int = 0


class EventLog:
    """Events are idempotent by id; one Message-ID with other content is kept as a further version."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db, self._clock = database, clock

    def known(self, ids: Sequence[str]) -> set[str]:
        with self._db.read() as connection:
            return set(connection.execute(select(event.c.id).where(event.c.id.in_(ids))).scalars())

    def append(
        self,
        mailbox_id: str,
        digested: Sequence[Digested],
        *,
        version: str,
        refused: Sequence[Refused] = (),
        position: Position | None = None,
    ) -> Appended:
        """Log a batch, its promises, its words and the reading position in one transaction."""
        done = Appended()
        with self._db.write() as connection:
            ids = [d.event.id for d in digested]
            here = set(connection.execute(select(event.c.id).where(event.c.id.in_(ids))).scalars())
            fresh = list({d.event.id: d for d in reversed(digested) if d.event.id not in here}.values())[::-1]
            write_events(connection, fresh, version, self._clock.now())
            see(connection, ids, mailbox_id)
            mark(connection, ids)
            done.new = len(fresh)
            done.duplicate = len(digested) - len(fresh)
            done.promises = sum(len(d.promises) for d in fresh)
            for bad in refused:
                done.quarantined += _quarantine(connection, mailbox_id, bad, self._clock.now())
            if position is not None:
                _advance(connection, mailbox_id, position)
        return done

    def replace_findings(
        self,
        event_id: str,
        version: str,
        promises: Sequence[Promise],
        intents: Sequence[Intent],
        accounts: Sequence[str],
    ) -> None:
        """Store what a newer extractor reads out of a logged event; clicked promises keep their fate.

        What it no longer reads goes, unless somebody clicked on it or told it; then the same words are not
        added anew.
        """
        with self._db.write() as connection:
            read = (promise.c.event_id == event_id, promise.c.extractor != successor.NAME)
            stored = connection.execute(select(promise).where(*read)).all()
            told = [s for s in stored if remembered.is_name(s.extractor)]
            moved = moved_by_hand(connection, [s.id for s in stored])
            clicked = {
                (s.start, s.end) for s in stored if (s.settled_by or "").startswith("click:") or s.id in moved
            }
            wanted = {p.id for p in promises} | {s.id for s in told}
            gone = [s.id for s in stored if s.id not in wanted and (s.start, s.end) not in clicked]
            connection.execute(delete(promise_history).where(promise_history.c.promise_id.in_(gone)))
            connection.execute(delete(promise).where(promise.c.id.in_(gone)))
            kept = {s.id for s in stored}
            fresh = [
                p
                for p in promises
                if p.id not in kept
                and (p.start, p.end) not in clicked
                and not any(remembered.stands_for((t.start, t.end), (p.start, p.end)) for t in told)
            ]
            connection.execute(delete(intent).where(intent.c.event_id == event_id))
            e = to_event(connection.execute(select(event).where(event.c.id == event_id)).one())
            write_findings(connection, [(e, fresh, intents)])
            add_work(connection, "settle", accounts)
            if accounts and (promises or intents):
                add_work(connection, "propose", [event_id])
            connection.execute(update(event).where(event.c.id == event_id).values(processed_by=version))

    def unprocessed(self, version: str, limit: int = 200) -> list[Event]:
        query = (
            select(event)
            .where(
                (event.c.processed_by.is_(None)) | (event.c.processed_by != version),
                event.c.erased_at.is_(None),
            )
            .order_by(event.c.seq)
            .limit(limit)
        )
        with self._db.read() as connection:
            return [to_event(row) for row in connection.execute(query)]

    def get(self, event_ids: Sequence[str]) -> dict[str, Event]:
        """Events by id, for workflows only: readers go through `Ledger`."""
        found: dict[str, Event] = {}
        with self._db.read() as connection:
            for start in range(0, len(event_ids), 500):
                chunk = list(event_ids[start : start + 500])
                for row in connection.execute(select(event).where(event.c.id.in_(chunk))):
                    found[row.id] = to_event(row)
        return found

    def before_in_thread(self, later: Event) -> Event | None:
        query = (
            select(event)
            .where(event.c.thread == later.thread, event.c.at < later.at, event.c.erased_at.is_(None))
            .order_by(event.c.at.desc())
            .limit(1)
        )
        with self._db.read() as connection:
            row = connection.execute(query).one_or_none() if later.thread else None
        return to_event(row) if row else None

    def of_account(self, account_id: str) -> list[Event]:
        """Everything exchanged with an account, oldest first."""
        query = (
            select(event)
            .join(event_account, event_account.c.event_id == event.c.id)
            .where(event_account.c.account_id == account_id, event.c.erased_at.is_(None))
            .order_by(event.c.at, event.c.seq)
        )
        with self._db.read() as connection:
            return [to_event(row) for row in connection.execute(query)]

    def names_of(self, domains: Iterable[str], addresses: Iterable[str]) -> dict[str, str]:
        """Display name (casefolded) -> address of colleagues, as they sign their own mail."""
        found: dict[str, str] = {}
        people = set(addresses)
        ours = set(domains)
        query = (
            select(event.c.sender_name, event.c.sender_email)
            .where(event.c.sender_name.is_not(None))
            .distinct()
        )
        with self._db.read() as connection:
            for row in connection.execute(query):
                if row.sender_email in people or row.sender_email.rpartition("@")[2] in ours:
                    found.setdefault(row.sender_name.casefold(), row.sender_email)
        return found

    def addresses_of(self, names: Iterable[str]) -> dict[str, str]:
        """Display name (casefolded) -> the one address that writes under it; doubtful names are left out."""
        wanted = list(names)
        query = (
            select(event.c.sender_name, event.c.sender_email)
            .where(event.c.sender_name.in_(wanted), event.c.sender_email != "")
            .distinct()
        )
        found: dict[str, set[str]] = {}
        with self._db.read() as connection:
            for row in connection.execute(query):
                found.setdefault(row.sender_name.casefold(), set()).add(row.sender_email)
        return {name: addresses.pop() for name, addresses in found.items() if len(addresses) == 1}

    def intents_of(self, event_id: str) -> list[Intent]:
        with self._db.read() as connection:
            rows = connection.execute(
                select(intent).where(intent.c.event_id == event_id).order_by(intent.c.start)
            )
            return [_to_intent(row) for row in rows]

    def account_intents(
        self, account_id: str, labels: Sequence[str], since: datetime
    ) -> list[tuple[Intent, Any]]:
        """Intents of an account's events with their row (event_id, at, sender_email), newest first."""
        query = (
            select(intent, event.c.kind)
            .join(event_account, event_account.c.event_id == intent.c.event_id)
            .join(event, event.c.id == intent.c.event_id)
            .where(event_account.c.account_id == account_id, intent.c.label.in_(labels), intent.c.at >= since)
            .order_by(intent.c.at.desc())
        )
        with self._db.read() as connection:
            return [(_to_intent(row), row) for row in connection.execute(query)]

    def accounts_of(self, event_ids: Sequence[str]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        with self._db.read() as connection:
            rows = connection.execute(
                select(event_account).where(event_account.c.event_id.in_(list(event_ids)))
            )
            for row in rows:
                found.setdefault(row.event_id, []).append(row.account_id)
        return found

    def account_names(self, event_ids: Sequence[str]) -> dict[str, str]:
        """Event id -> the name of its account, where it has exactly one."""
        query = (
            select(event_account.c.event_id, func.min(account.c.name).label("name"))
            .join(account, account.c.id == event_account.c.account_id)
            .where(event_account.c.event_id.in_(list(event_ids)))
            .group_by(event_account.c.event_id)
            .having(func.count() == 1)
        )
        with self._db.read() as connection:
            return {row.event_id: row.name for row in connection.execute(query)}

    def readers(self, event_id: str) -> list[str]:
        with self._db.read() as connection:
            owners = connection.execute(
                select(mailbox_owner.c.person)
                .join(event_seen, event_seen.c.mailbox_id == mailbox_owner.c.mailbox_id)
                .where(event_seen.c.event_id == event_id)
            ).scalars()
            shared = connection.execute(
                select(event_share.c.person).where(event_share.c.event_id == event_id)
            ).scalars()
            return sorted({*owners, *shared})

    def count(self) -> int:
        with self._db.read() as connection:
            return connection.execute(select(func.count()).select_from(event)).scalar() or 0

    def count_quarantined(self) -> int:
        with self._db.read() as connection:
            return connection.execute(select(func.count()).select_from(quarantine)).scalar() or 0

    def position(self, mailbox_id: str, path: str) -> Position | None:
        with self._db.read() as connection:
            row = connection.execute(
                select(progress).where(progress.c.mailbox_id == mailbox_id, progress.c.path == path)
            ).one_or_none()
        return Position(row.path, row.size, row.mtime, row.offset, row.head_sha) if row else None

    def work(self, kind: str) -> list[str]:
        with self._db.read() as connection:
            return list(
                connection.execute(
                    select(pending_work.c.key).where(pending_work.c.kind == kind).order_by(pending_work.c.key)
                ).scalars()
            )

    def finish_work(self, kind: str, keys: Sequence[str]) -> None:
        with self._db.write() as connection:
            connection.execute(
                delete(pending_work).where(pending_work.c.kind == kind, pending_work.c.key.in_(list(keys)))
            )

    def add_work(self, kind: str, key: str) -> None:
        with self._db.write() as connection:
            add_work(connection, kind, [key])

    def unembedded(self, embedder: str, limit: int = 64) -> list[tuple[str, str]]:
        """(mailbox id, event id) pairs whose vectors are missing, newest events first."""
        query = (
            select(event_seen.c.mailbox_id, event_seen.c.event_id)
            .join(event, event.c.id == event_seen.c.event_id)
            .where((event_seen.c.embedded_by.is_(None)) | (event_seen.c.embedded_by != embedder))
            .order_by(event.c.at.desc())
            .limit(limit)
        )
        with self._db.read() as connection:
            return [(row.mailbox_id, row.event_id) for row in connection.execute(query)]

    def count_unembedded(self, embedder: str) -> int:
        query = (
            select(func.count())
            .select_from(event_seen)
            .where((event_seen.c.embedded_by.is_(None)) | (event_seen.c.embedded_by != embedder))
        )
        with self._db.read() as connection:
            return connection.execute(query).scalar() or 0

    def mark_embedded(self, pairs: Iterable[tuple[str, str]], embedder: str) -> None:
        rows = [{"m": m, "e": e, "by": embedder} for m, e in pairs]
        statement = (
            update(event_seen)
            .where(event_seen.c.mailbox_id == bindparam("m"), event_seen.c.event_id == bindparam("e"))
            .values(embedded_by=bindparam("by"))
        )
        if rows:
            with self._db.write() as connection:
                connection.execute(statement, rows)

    def unseen(self, pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        """Those (mailbox id, event id) pairs that are in the mailbox no longer."""
        wanted = list(pairs)
        query = select(event_seen.c.mailbox_id, event_seen.c.event_id).where(
            event_seen.c.event_id.in_([e for _, e in wanted])
        )
        with self._db.read() as connection:
            here = {(row.mailbox_id, row.event_id) for row in connection.execute(query)}
        return [pair for pair in wanted if pair not in here]

    def forget_embeddings(self, mailbox_id: str | None = None) -> None:
        statement = update(event_seen).values(embedded_by=None)
        if mailbox_id is not None:
            statement = statement.where(event_seen.c.mailbox_id == mailbox_id)
        with self._db.write() as connection:
            connection.execute(statement)

    def seen_in(self, event_id: str) -> list[str]:
        with self._db.read() as connection:
            return list(
                connection.execute(
                    select(event_seen.c.mailbox_id).where(event_seen.c.event_id == event_id)
                ).scalars()
            )

    def rebuild_words(self, passages_of: Any, on_progress: Any = None) -> int:
        """Write the full-text index anew from the log; returns the number of passages."""
        written = 0
        with self._db.write() as connection:
            connection.execute(delete(passage))
            connection.execute(text("DELETE FROM passage_words"))
            rows = connection.execute(
                select(event).where(event.c.erased_at.is_(None)).order_by(event.c.seq)
            ).all()
            for start in range(0, len(rows), 200):
                events = [to_event(row) for row in rows[start : start + 200]]
                spoken = [(e, passages_of(e)) for e in events]
                write_words(connection, spoken)
                written += sum(len(spans) for _, spans in spoken)
                if on_progress:
                    on_progress(start + len(events), len(rows))
        return written


def _quarantine(connection: Connection, mailbox_id: str, bad: Refused, now: datetime) -> int:
    known = select(quarantine.c.id).where(
        quarantine.c.mailbox_id == mailbox_id, quarantine.c.path == bad.path
    )
    if connection.execute(known).first() is not None:
        return 0
    connection.execute(
        insert(quarantine).values(
            mailbox_id=mailbox_id, path=bad.path, reason=bad.reason, sha256=bad.sha256, at=now
        )
    )
    return 1


def _advance(connection: Connection, mailbox_id: str, at: Position) -> None:
    connection.execute(
        delete(progress).where(progress.c.mailbox_id == mailbox_id, progress.c.path == at.path)
    )
    connection.execute(
        insert(progress).values(
            mailbox_id=mailbox_id,
            path=at.path,
            size=at.size,
            mtime=at.mtime,
            offset=at.offset,
            head_sha=at.head_sha,
        )
    )


def _to_intent(row: Any) -> Intent:
    return Intent(label=row.label, quote=row.quote, start=row.start, end=row.end, confidence=row.confidence)
