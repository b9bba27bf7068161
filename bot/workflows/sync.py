"""One live source -> log: follows its changes, reads what was there before, and compares both sides."""

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from bot.workflows.extract import Digest
from bot.workflows.page_by_page import Circles, Halt, Stop, ended
from integrations.errors import Expired
from integrations.ports import Change, Forgetting, Source
from records.clock import Clock
from records.connections import Connection, Connections, ReadingState
from records.errors import Outdated, PromissoryError
from records.event_log import Digested, EventLog, Refused
from records.models import Event, EventKind
from records.source_items import Item, SourceItems, Stored
from retrieval.cleaning import clean

ROUNDS = 3
"""How often both sides are compared in one go: a busy mailbox moves on while it is being compared."""
COMPARED_AGAIN = timedelta(minutes=10)
"""After which both sides are compared again where they stayed unequal: listing 500,000 items is dear."""
FETCHED_AT_ONCE = 100
STORED_AT_ONCE = 200
"""Items a transaction, however long the source's page is: others wait to write meanwhile."""
EXPIRIES = 3
"""How often a backfill may have to start over in one go."""
UNREADABLE = "could not be read"
log = logging.getLogger("promissory.sync")

Progress = Callable[[int, int], None]
"""Called with items read and items in all, as far as the source can tell."""
Admit = Callable[[Connection, Change], str | None]
"""Why an item is not kept, by the rules at the door; None if it is."""
Share = Callable[[Connection, Sequence[str]], None]
"""Shares what came in newly as its owner's rules say."""


@dataclass
class Synced:
    new: int = 0
    updated: int = 0
    deleted: int = 0
    quarantined: int = 0
    promises: int = 0
    backfilled: bool = False
    reconciled: bool = False
    missing: int = 0
    extra: int = 0
    cursor: str | None = None
    problem: str | None = None

    @property
    def is_news(self) -> bool:
        return bool(self.new or self.updated or self.deleted)

    def take(self, other: "Synced | Stored") -> None:
        """What one more page, or another reading of the same connection, did."""
        self.new += other.new
        self.updated += other.updated
        self.deleted += other.deleted
        self.quarantined += other.quarantined
        self.promises += other.promises


@dataclass(frozen=True)
class Sync:
    """Events and cursor are stored together, so that stopping or failing anywhere loses nothing."""

    connections: Connections
    items: SourceItems
    log: EventLog
    digest: Digest
    wall: Clock
    admit: Admit = lambda connection, change: None
    share: Share = lambda connection, event_ids: None
    look_again: float = 5.0
    """Seconds of a backfill after which the newest changes are asked for in between."""
    _storing: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def run(
        self,
        connection: Connection,
        source: Source,
        *,
        on_progress: Progress = lambda done, total: None,
        stop: Stop = lambda: False,
        compare: bool = False,
    ) -> Synced:
        """Follow changes, finish the backfill, and compare where that was not done yet or is asked for.

        Raises what the source raises, and a plain sentence where it goes in circles; what was stored
        until then stays.
        """
        done, halt = Synced(), Halt(stop)
        self._begun(connection, source)
        expired = self._follow_or_begin_anew(connection, source, done, halt)
        if not halt.said and not self.connections.reading(connection.id).backfilled:
            self._backfill(connection, source, done, on_progress, halt)
        state = self.connections.reading(connection.id)
        compared = True
        if state.backfilled and not halt() and (compare or expired or self._is_to_compare(state)):
            compared = self._compare(connection, source, done, halt)
            state = self.connections.reading(connection.id)
        self.connections.note(connection.id, read_at=self.wall.now())
        done.backfilled, done.reconciled = state.backfilled, state.reconciled and compared
        done.missing, done.extra = state.missing or 0, state.extra or 0
        done.cursor = state.cursor
        return done

    def fetch(
        self,
        connection: Connection,
        source: Source,
        refs: Sequence[str],
        stop: Stop = lambda: False,
    ) -> Synced:
        """Read single items again, such as those that were set aside."""
        done = Synced()
        for start in range(0, len(refs), FETCHED_AT_ONCE):
            changes = tuple(source.fetch(refs[start : start + FETCHED_AT_ONCE]))
            done.take(self._store(connection, changes))
            if stop():
                break
        return done

    def _begun(self, connection: Connection, source: Source) -> None:
        if self.connections.reading(connection.id).cursor is None:
            self.connections.note(connection.id, cursor=source.begin())

    def _is_to_compare(self, state: ReadingState) -> bool:
        if state.reconciled or state.reconciled_at is None:
            return not state.reconciled
        waited = self.wall.now() - state.reconciled_at
        return not timedelta() <= waited < COMPARED_AGAIN

    def _follow_or_begin_anew(self, connection: Connection, source: Source, done: Synced, halt: Halt) -> bool:
        """Whether the cursor had expired: then both sides have to be compared."""
        try:
            self._follow(connection, source, done, halt)
            return False
        except Expired:
            log.info("%s: the cursor expired, everything is listed anew", connection.id)
            # Known to be unequal until a comparison says otherwise; a backfill in hand starts over.
            self.connections.note(
                connection.id, cursor=source.begin(), backfill_cursor=None, reconciled_at=None
            )
        try:
            self._follow(connection, source, done, halt)
        except Expired as again:
            raise PromissoryError(
                f"{connection.source} takes back each place to go on from as soon as it gave it."
            ) from again
        return True

    def _follow(self, connection: Connection, source: Source, done: Synced, halt: Halt) -> None:
        cursor = self.connections.reading(connection.id).cursor
        if cursor is None:
            raise PromissoryError(f"{connection.id} is no longer connected.")
        circles = self._circles(connection)
        with ended(source.changes(cursor)) as pages:
            for page in pages:
                stored = self._store(connection, page.changes, {"cursor": page.cursor})
                done.take(stored)
                if halt():
                    return
                circles.refuse(page, stored.is_news)

    def _backfill(
        self,
        connection: Connection,
        source: Source,
        done: Synced,
        on_progress: Progress,
        halt: Halt,
    ) -> None:
        """Page by page, newest first, with the newest changes in between."""
        for _ in range(1 + EXPIRIES):
            try:
                whole = self._backfill_pages(connection, source, done, on_progress, halt)
            except Expired:
                log.info("%s: the backfill expired, it starts over", connection.id)
                self.connections.note(connection.id, backfill_cursor=None)
                whole = False
            if halt.said:
                return
            if whole:
                self.connections.note(connection.id, backfilled=True, remaining=0)
                return
        raise PromissoryError(
            f"{connection.source} lets nobody read what was there before: it made us start over again and again."
        )

    def _backfill_pages(
        self,
        connection: Connection,
        source: Source,
        done: Synced,
        on_progress: Progress,
        halt: Halt,
    ) -> bool:
        """Whether all of it was read; if not, it was stopped or has to start over."""
        read, looked = self.items.count(connection.mailbox_id), time.monotonic()
        on_progress(read, 0)
        circles = self._circles(connection)
        with ended(source.backfill(self.connections.reading(connection.id).backfill_cursor)) as pages:
            for page in pages:
                remaining = None if page.remaining is None else max(0, page.remaining)
                places = {"backfill_cursor": page.cursor, "remaining": remaining}
                stored = self._store(connection, page.changes, places)
                done.take(stored)
                read += len(page.changes)
                on_progress(read, read + (remaining or 0))
                if halt():
                    return False
                circles.refuse(page, stored.is_news)
                if time.monotonic() - looked > self.look_again:
                    if self._follow_or_begin_anew(connection, source, done, halt) or halt.said:
                        return False
                    looked = time.monotonic()
        return True

    def _circles(self, connection: Connection) -> "Circles":
        return Circles(connection.source, lambda: self.items.count(connection.mailbox_id))

    def _compare(self, connection: Connection, source: Source, done: Synced, halt: Halt) -> bool:
        """Fetch what one side has and the other lacks, until both hold the same ids and versions.

        Returns whether that was finished; stopped before, nothing is noted of it.
        """
        missing, extra = self._difference(connection, source, halt)
        for _ in range(ROUNDS):
            if halt.said or not (missing or extra):
                break
            done.take(self.fetch(connection, source, [*missing, *extra], halt))
            if not halt.said:
                self._follow_or_begin_anew(connection, source, done, halt)
            if not halt.said:
                missing, extra = self._difference(connection, source, halt)
        if halt.said:
            return False
        self.connections.note(
            connection.id, reconciled_at=self.wall.now(), missing=len(missing), extra=len(extra)
        )
        return True

    def _difference(self, connection: Connection, source: Source, halt: Halt) -> tuple[list[str], list[str]]:
        """Refs that are missing here or differ, and those that are here only; of no use once halted.

        Only our side is held in memory: a mailbox may list 500,000 items.
        """
        held: dict[str, str | None] = dict(self.items.refs(connection.mailbox_id))
        missing: dict[str, None] = {}
        with ended(source.listed()) as listed:
            for one in listed:
                if halt():
                    return [], []
                version = held.get(one.ref, _UNKNOWN)
                if version is not None and version != one.version:
                    missing[one.ref] = None
                if version is not _UNKNOWN:
                    held[one.ref] = None
        forgotten = source.is_forgotten if isinstance(source, Forgetting) else lambda ref: False
        extra = [ref for ref, version in held.items() if version is not None and not forgotten(ref)]
        return list(missing), extra

    def _store(
        self, connection: Connection, changes: Sequence[Change], reading: Mapping[str, Any] | None = None
    ) -> Synced:
        """What changed and what it says, in portions; the place to go on from is noted with the last one."""
        done = Synced()
        # What is there comes first: mail that moved is in its new place before it leaves the old one.
        last = sorted({c.ref: c for c in changes}.values(), key=lambda c: c.gone)
        for start in range(0, max(1, len(last)), STORED_AT_ONCE):
            portion = last[start : start + STORED_AT_ONCE]
            is_last = start + STORED_AT_ONCE >= len(last)
            stored = self._store_again(connection, portion, reading if is_last else None)
            done.take(stored)
            self.share(connection, stored.event_ids)
        return done

    def _store_again(
        self, connection: Connection, changes: Sequence[Change], reading: Mapping[str, Any] | None
    ) -> Stored:
        """Once more where somebody else erased, at that moment, what the log had held of it."""
        try:
            return self._store_once(connection, changes, reading)
        except Outdated:
            return self._store_once(connection, changes, reading)

    def _store_once(
        self, connection: Connection, changes: Sequence[Change], reading: Mapping[str, Any] | None
    ) -> Stored:
        """One transaction for all of these."""
        with self._storing:
            items = [self._item(connection, c) for c in changes if not c.gone]
            known, digested = self._digested([e for _, events in items for e in events])
            return self.items.store(
                connection.mailbox_id,
                [
                    replace(item, event_ids=tuple(known.get(e.id, e.id) for e in events))
                    for item, events in items
                ],
                gone=[c.ref for c in changes if c.gone],
                refused=[Refused(c.ref, c.refused) for c in changes if c.refused and not c.gone],
                digested=digested,
                version=self.digest.version,
                connection_id=connection.id,
                reading=reading,
            )

    def _item(self, connection: Connection, change: Change) -> tuple[Item, tuple[Event, ...]]:
        left_out = UNREADABLE if change.refused else self.admit(connection, change)
        if left_out is None and not change.events:
            left_out = "nothing in it to keep"
        item = Item(change.ref, (), change.version, change.labels, left_out)
        return item, () if left_out else change.events

    def _digested(self, events: Sequence[Event]) -> tuple[dict[str, str], list[Digested]]:
        """Ids under which the log holds the same mail already, and the rest with all that it says."""
        logged = self.log.known([e.id for e in events])
        new = list({e.id: e for e in events if e.id not in logged}.values())
        mails = [e for e in new if e.kind is EventKind.mail]
        known = self.items.same_mails(mails)
        fresh = [clean(e) for e in new if e.id not in known]
        return known, self.digest.digest_all(fresh, self.digest.sides()) if fresh else []


_UNKNOWN = "\0 not held"
"""No version that a source tells: what is not held differs from all of them."""
