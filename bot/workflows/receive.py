"""Deliveries that were stored and acknowledged -> log: each handled at least once, and once in effect."""

import json
import logging
import threading
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby
from typing import Protocol

from bot.workflows.extract import Digest
from integrations.errors import Retry, Skip
from integrations.ports import Change
from records.connections import Connection, Connections
from records.deliveries import Deliveries, Delivery
from records.errors import NotFound
from records.event_log import EventLog, Refused
from records.models import Event
from records.source_items import Item, SourceItems
from retrieval.cleaning import clean

WEBHOOK, PUSH = "webhook", "push"
AT_ONCE = 100
"""Deliveries handled in one go: large enough that the ledger's transactions are few."""
log = logging.getLogger("promissory.receive")


class StoreChanges(Protocol):
    """Makes a mailbox hold what its source tells of single items; harmless when repeated."""

    def __call__(self, mailbox_id: str, changes: Sequence[Change]) -> None: ...


class Handler(Protocol):
    """Handles deliveries of one sender, in order. Raises Retry, or anything else to have them tried again."""

    def __call__(self, deliveries: Sequence[Delivery]) -> Mapping[int, str]:
        """Delivery id -> one plain sentence, for those that can't be read and never will be."""
        ...


class ReadsDeliveries(Protocol):
    """One webhook connection as its sender's deliveries are read."""

    def read(self, body: bytes, received_at: datetime) -> Sequence[Change]:
        """Raises Skip (one sentence without its words)."""
        ...


@dataclass
class Received:
    handled: int = 0
    later: int = 0
    set_aside: int = 0


@dataclass(frozen=True)
class Receive:
    """The worker behind the door; its order is that of arrival, sender by sender."""

    deliveries: Deliveries
    handlers: MutableMapping[str, Handler]
    """Channel -> who handles it. What comes in on another channel waits."""
    _one: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def run(self, stop: Callable[[], bool] = lambda: False) -> Received:
        """Handle all that is due. Only one run at a time; another one returns at once."""
        done = Received()
        if not self._one.acquire(blocking=False):
            return done
        try:
            while not stop() and (due := self.deliveries.due(sorted(self.handlers), AT_ONCE)):
                due.sort(key=lambda d: (d.channel, d.sender, d.id))
                for (channel, _), of_sender in groupby(due, lambda d: (d.channel, d.sender)):
                    self._handle(self.handlers[channel], list(of_sender), done)
        finally:
            self._one.release()
        return done

    def _handle(self, handler: Handler, batch: list[Delivery], done: Received) -> None:
        """Together, and one by one where that fails, so that one of them can't hold up the others."""
        try:
            aside = handler(batch)
        except Exception as problem:  # noqa: BLE001 - whatever it is, the delivery is tried again or set aside
            if len(batch) > 1:
                for one in batch:
                    self._handle(handler, [one], done)
            else:
                self._put_off(batch[0], problem, done)
            return
        for delivery_id, why in aside.items():
            self.deliveries.set_aside(delivery_id, why)
        self.deliveries.done([d.id for d in batch if d.id not in aside])
        done.handled += len(batch) - len(aside)
        done.set_aside += len(aside)

    def _put_off(self, delivery: Delivery, problem: Exception, done: Received) -> None:
        kind = type(problem).__name__
        log.warning("delivery %d of %s failed: %s", delivery.id, delivery.sender, kind)
        after = problem.after if isinstance(problem, Retry) else None
        why = f"it failed at each of {delivery.attempts} attempts ({kind})"
        if self.deliveries.failed(delivery, why, after):
            done.set_aside += 1
        else:
            done.later += 1


@dataclass(frozen=True)
class FromWebhooks:
    """What support desk, billing and CRM tell, into the mailbox of their connection."""

    connections: Connections
    open_webhook: Callable[[Connection], ReadsDeliveries]
    store: StoreChanges

    def __call__(self, deliveries: Sequence[Delivery]) -> Mapping[int, str]:
        try:
            connection = self.connections.get(deliveries[0].sender)
        except NotFound:
            log.info("%d deliveries of %s dropped: disconnected", len(deliveries), deliveries[0].sender)
            return {}
        webhook = self.open_webhook(connection)
        aside: dict[int, str] = {}
        changes: list[Change] = []
        for delivery in deliveries:
            try:
                changes += webhook.read(delivery.body, delivery.received_at)
            except Skip as unreadable:
                aside[delivery.id] = str(unreadable)
        if changes:
            self.store(connection.mailbox_id, changes)
        return aside


@dataclass(frozen=True)
class FromPushes:
    """A push only says that a connection has news: however many came, it is looked at once."""

    poke: Callable[[str, str | None], None]

    def __call__(self, deliveries: Sequence[Delivery]) -> Mapping[int, str]:
        for lifecycle in dict.fromkeys(_lifecycle(d.body) for d in deliveries):
            self.poke(deliveries[0].sender, lifecycle)
        return {}


def push_body(lifecycle: str | None) -> bytes:
    """What is stored of a push."""
    return json.dumps({"lifecycle": lifecycle}).encode()


def _lifecycle(body: bytes) -> str | None:
    told = json.loads(body).get("lifecycle")
    return str(told) if told else None


@dataclass(frozen=True)
class Keep:
    """`StoreChanges` over the ledger: cleaned and read like files, with edits and deletions followed."""

    items: SourceItems
    log: EventLog
    digest: Digest

    def __call__(self, mailbox_id: str, changes: Sequence[Change]) -> None:
        last, gone = self._in_the_end(mailbox_id, changes)
        events = {c.ref: c.events for c in last if not c.refused}
        told = {e.id: e for of in events.values() for e in of}
        known = self.log.known(sorted(told))
        fresh: list[Event] = [clean(e) for e in told.values() if e.id not in known]
        self.items.store(
            mailbox_id,
            [_item(c) for c in last],
            gone=sorted(gone),
            refused=[Refused(c.ref, c.refused) for c in last if c.refused],
            digested=self.digest.digest_all(fresh, self.digest.sides()) if fresh else [],
            version=self.digest.version,
        )

    def _in_the_end(self, mailbox_id: str, changes: Sequence[Change]) -> tuple[list[Change], set[str]]:
        """How each item stands after all changes. What is gone takes along what stands below it ("a" and "a/b")."""
        last: dict[str, Change] = {}
        gone: set[str] = set()
        for change in changes:
            if not change.gone:
                gone.discard(change.ref)
                last[change.ref] = change
                continue
            below = {r for r in (*last, *self.items.refs(mailbox_id)) if r.startswith(change.ref + "/")}
            gone |= below | {change.ref}
            last = {ref: c for ref, c in last.items() if ref not in gone}
        return list(last.values()), gone


def _item(change: Change) -> Item:
    item = Item(change.ref, (), change.version, change.labels)
    if change.refused:
        return replace(item, left_out="could not be read")
    if not change.events:
        return replace(item, left_out="nothing in it to keep")
    return replace(item, event_ids=tuple(e.id for e in change.events))


def state_of(deliveries: Deliveries) -> tuple[bool, str]:
    """What `doctor` says of webhooks: what was set aside or not let in, and what waits."""
    aside, refused, waiting = deliveries.quarantined(), deliveries.turned_away(), deliveries.waiting()
    said = []
    if aside:
        newest = aside[-1]
        said.append(
            f"{len(aside)} deliver{'ies' if len(aside) > 1 else 'y'} set aside, the newest of {newest.sender}: "
            f"{newest.why}; `promissory retry` tries again"
        )
    for one in refused[:3]:
        said.append(f"{one.sender} was refused {one.times} times in the last day: {one.why}")
    if said:
        return False, "; ".join(said) + "."
    return True, f"{waiting} waiting." if waiting else "all handled."
