"""Which item of a live source is which event: stored with the cursor, followed by deletions and edits."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from records import answer_cache
from records.clock import Clock
from records.connections import note_reading
from records.database import Database
from records.erasure import empty_event, erase_proposals
from records.errors import NotFound, Outdated
from records.event_batch import Digested, add_work, see, write_events
from records.event_log import Refused
from records.models import Event
from records.moves import carry_over, last_moves, was_moved
from records.retold import retell, told_of
from records.rows import to_event
from records.source_tables import connection as connected
from records.source_tables import source_event, source_item
from records.tables import (
    event,
    event_account,
    event_seen,
    event_share,
    feedback,
    promise,
    promise_history,
    quarantine,
)
from records.unsharing import mark, withdraw

UNINDEX = "unindex"
"""Kind of the work that takes an event's vectors out of a mailbox; keys are `<mailbox id> <event id>`."""
_CHUNK = 400


@dataclass(frozen=True)
class Item:
    """One item as it stands now: no `event_ids` and a reason in `left_out` where it was not kept."""

    ref: str
    event_ids: tuple[str, ...] = ()
    version: str = ""
    labels: tuple[str, ...] = ()
    left_out: str | None = None


@dataclass
class Stored:
    new: int = 0
    updated: int = 0
    deleted: int = 0
    promises: int = 0
    quarantined: int = 0
    event_ids: list[str] = field(default_factory=list)
    """Events that this mailbox holds newly."""


class SourceItems:
    """An event is in a mailbox as long as one of its items is; in nobody's mailbox, it is emptied."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db, self._clock = database, clock

    def store(
        self,
        mailbox_id: str,
        items: Sequence[Item],
        *,
        gone: Sequence[str] = (),
        refused: Sequence[Refused] = (),
        digested: Sequence[Digested] = (),
        version: str = "",
        connection_id: str | None = None,
        reading: Mapping[str, Any] | None = None,
    ) -> Stored:
        """Log what is new, follow what changed or went, and advance the cursor: all or nothing.

        What is in `refused` is among `items` too, left out, so that both sides can be compared. `digested`
        are the events that the log does not hold yet, `reading` is what to note of the connection (see
        `ReadingState`). Harmless when repeated. Raises NotFound when the connection was removed meanwhile,
        Outdated when an event of `items` is neither in the log any more nor in `digested`.
        """
        done = Stored()
        touched = [*(i.ref for i in items), *gone]
        now = self._clock.now()
        with self._db.write() as tx:
            if connection_id is not None:
                _refuse_removed(tx, connection_id)
            before = _events_of(tx, mailbox_id, touched)
            known = _known_refs(tx, mailbox_id, touched)
            after = {i.ref: set(i.event_ids) for i in items}
            kept = set().union(*after.values()) if after else set()
            dropped = set().union(*before.values()) - kept if before else set()
            heirs = _heirs(before, after)
            clicks = _clicks(tx, dropped)
            moves = last_moves(tx, [row.id for row in clicks])
            told = told_of(tx, dropped)
            withdraw(tx, set().union(*before.values()) if before else ())
            _forget_refs(tx, mailbox_id, touched)
            dropped -= _still_held(tx, mailbox_id, dropped)
            self._leave(tx, mailbox_id, dropped, now)
            ids = [d.event.id for d in digested]
            here = _logged(tx, ids)
            fresh = list({d.event.id: d for d in digested if d.event.id in kept - here}.values())
            write_events(tx, fresh, version, now)
            if kept - set(ids) - _logged(tx, sorted(kept - set(ids))):
                raise Outdated("An event left the log while its item was being read.")
            newly = kept - set().union(*before.values()) if before else kept
            see(tx, sorted(kept), mailbox_id)
            mark(tx, newly)
            _note_refs(tx, mailbox_id, items)
            _settle_again(tx, newly - {d.event.id for d in fresh})
            _inherit(tx, clicks, moves, heirs)
            retell(tx, told, heirs)
            done.quarantined = _refuse(tx, mailbox_id, refused, now)
            if connection_id is not None:
                note_reading(tx, connection_id, reading or {})
            done.event_ids = sorted(newly)
        done.new = sum(1 for i in items if i.ref not in known and i.event_ids)
        done.updated = sum(1 for i in items if i.ref in known and before.get(i.ref, set()) != after[i.ref])
        done.deleted = sum(1 for ref in set(gone) if ref in known)
        done.promises = sum(len(d.promises) for d in fresh)
        return done

    def _leave(self, tx: Connection, mailbox_id: str, event_ids: set[str], now: datetime) -> None:
        """These events are no longer in this mailbox; what is in nobody's is emptied, vectors go later."""
        if not event_ids:
            return
        seen = event_seen.c
        for chunk in _chunks(event_ids):
            tx.execute(delete(event_seen).where(seen.mailbox_id == mailbox_id, seen.event_id.in_(chunk)))
        add_work(tx, UNINDEX, [f"{mailbox_id} {e}" for e in event_ids])
        elsewhere: set[str] = set()
        accounts: set[str] = set()
        for chunk in _chunks(event_ids):
            elsewhere |= set(tx.execute(select(seen.event_id).where(seen.event_id.in_(chunk))).scalars())
            of = event_account.c
            accounts |= set(tx.execute(select(of.account_id).where(of.event_id.in_(chunk))).scalars())
        orphans = _alive(tx, event_ids - elsewhere)
        for event_id, seq in sorted(orphans.items()):
            tx.execute(delete(event_share).where(event_share.c.event_id == event_id))
            # Its id becomes free, because the same mail may come back out of the trash.
            empty_event(tx, event_id, now, "deleted", f"gone_{seq}")
        if orphans:
            erase_proposals(tx, set(orphans))
            answer_cache.drop(tx, self._db.is_sqlite)
        add_work(tx, "settle", accounts)

    # What is known

    def refs(self, mailbox_id: str) -> dict[str, str]:
        """Ref -> version of everything that was read of a mailbox, kept or left out."""
        query = select(source_item.c.ref, source_item.c.version).where(source_item.c.mailbox_id == mailbox_id)
        with self._db.read() as tx:
            return {row.ref: row.version for row in tx.execute(query)}

    def count(self, mailbox_id: str) -> int:
        query = select(func.count()).select_from(source_item).where(source_item.c.mailbox_id == mailbox_id)
        with self._db.read() as tx:
            return tx.execute(query).scalar() or 0

    def left_out(self, mailbox_id: str) -> dict[str, int]:
        """Reason -> how many items were read and not kept."""
        query = (
            select(source_item.c.left_out, func.count().label("n"))
            .where(source_item.c.mailbox_id == mailbox_id, source_item.c.left_out.is_not(None))
            .group_by(source_item.c.left_out)
        )
        with self._db.read() as tx:
            return {row.left_out: row.n for row in tx.execute(query)}

    def refused(self, mailbox_id: str) -> dict[str, str]:
        """Ref -> why it could not be read."""
        query = select(quarantine.c.path, quarantine.c.reason).where(quarantine.c.mailbox_id == mailbox_id)
        with self._db.read() as tx:
            return {row.path: row.reason for row in tx.execute(query)}

    def same_mails(self, mails: Iterable[Event]) -> dict[str, str]:
        """Ids of mails -> the id under which the log holds the same mail.

        Vendors write the same mail anew with other line breaks; all else that makes it this mail must be
        the same. In doubt it is another one, because whoever holds a mail reads all of it.
        """
        wanted: dict[str, list[Event]] = {}
        for mail in mails:
            wanted.setdefault(mail.external_id, []).append(mail)
        found: dict[str, str] = {}
        logged: set[str] = set()
        with self._db.read() as tx:
            for chunk in _chunks(wanted):
                where = (event.c.external_id.in_(chunk), event.c.kind == "mail", event.c.erased_at.is_(None))
                for row in tx.execute(select(event).where(*where).order_by(event.c.seq)):
                    held = to_event(row)
                    logged.add(held.id)
                    for mail in wanted[held.external_id]:
                        if _made_of(mail) == _made_of(held):
                            found.setdefault(mail.id, held.id)
        return {own: same for own, same in found.items() if own not in logged}


def _made_of(mail: Event) -> tuple[object, ...]:
    """What makes it this mail, but for white space."""
    sender = mail.sender.email if mail.sender else ""
    files = sorted(each.sha256 for each in mail.attachments)
    return sender, mail.at, _squeezed(mail.subject), _squeezed(mail.text), files


def _refuse_removed(tx: Connection, connection_id: str) -> None:
    if tx.execute(select(connected.c.id).where(connected.c.id == connection_id)).first() is None:
        raise NotFound(f"{connection_id} is no longer connected.")


def _squeezed(words: str) -> str:
    return "".join(words.split())


def _chunks(values: Iterable[str]) -> Iterable[list[str]]:
    every = sorted(values)
    for start in range(0, len(every), _CHUNK):
        yield every[start : start + _CHUNK]


def _events_of(tx: Connection, mailbox_id: str, refs: Sequence[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    of = source_event.c
    for chunk in _chunks(set(refs)):
        query = select(of.ref, of.event_id).where(of.mailbox_id == mailbox_id, of.ref.in_(chunk))
        for row in tx.execute(query):
            found.setdefault(row.ref, set()).add(row.event_id)
    return found


def _known_refs(tx: Connection, mailbox_id: str, refs: Sequence[str]) -> set[str]:
    found: set[str] = set()
    of = source_item.c
    for chunk in _chunks(set(refs)):
        found |= set(
            tx.execute(select(of.ref).where(of.mailbox_id == mailbox_id, of.ref.in_(chunk))).scalars()
        )
    return found


def _forget_refs(tx: Connection, mailbox_id: str, refs: Sequence[str]) -> None:
    for table in (source_event, source_item):
        for chunk in _chunks(set(refs)):
            tx.execute(delete(table).where(table.c.mailbox_id == mailbox_id, table.c.ref.in_(chunk)))
    for chunk in _chunks(set(refs)):
        q = quarantine.c
        tx.execute(delete(quarantine).where(q.mailbox_id == mailbox_id, q.path.in_(chunk)))


def _note_refs(tx: Connection, mailbox_id: str, items: Sequence[Item]) -> None:
    last = {i.ref: i for i in items}
    rows = [
        {
            "mailbox_id": mailbox_id,
            "ref": i.ref,
            "version": i.version,
            "labels": list(i.labels),
            "left_out": i.left_out,
        }
        for i in last.values()
    ]
    events = [
        {"mailbox_id": mailbox_id, "ref": i.ref, "event_id": e}
        for i in last.values()
        for e in dict.fromkeys(i.event_ids)
    ]
    if rows:
        tx.execute(insert(source_item), rows)
    if events:
        tx.execute(insert(source_event), events)


def _refuse(tx: Connection, mailbox_id: str, refused: Sequence[Refused], now: datetime) -> int:
    last = {r.path: r for r in refused}
    for bad in last.values():
        tx.execute(
            insert(quarantine).values(
                mailbox_id=mailbox_id, path=bad.path, reason=bad.reason, sha256=bad.sha256, at=now
            )
        )
    return len(last)


def _still_held(tx: Connection, mailbox_id: str, event_ids: set[str]) -> set[str]:
    """Events that another item of the same mailbox is too: a copy, or the mail where it was moved to."""
    found: set[str] = set()
    of = source_event.c
    for chunk in _chunks(event_ids):
        # Asked for the mailbox as well, SQLite would go through all of its items.
        rows = tx.execute(select(of.event_id, of.mailbox_id).where(of.event_id.in_(chunk)))
        found |= {row.event_id for row in rows if row.mailbox_id == mailbox_id}
    return found


def _logged(tx: Connection, event_ids: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for chunk in _chunks(set(event_ids)):
        found |= set(tx.execute(select(event.c.id).where(event.c.id.in_(chunk))).scalars())
    return found


def _alive(tx: Connection, event_ids: set[str]) -> dict[str, int]:
    """Id -> number of those that still say something: what was erased for a person stays as it is."""
    found: dict[str, int] = {}
    for chunk in _chunks(event_ids):
        where = (event.c.id.in_(chunk), event.c.erased_at.is_(None))
        found |= {row.id: row.seq for row in tx.execute(select(event.c.id, event.c.seq).where(*where))}
    return found


def _settle_again(tx: Connection, event_ids: set[str]) -> None:
    """Events that were in the log already and are new to this mailbox may change what is known."""
    of = event_account.c
    for chunk in _chunks(event_ids):
        accounts = set(tx.execute(select(of.account_id).where(of.event_id.in_(chunk))).scalars())
        add_work(tx, "settle", accounts)


# What people clicked stays with a meeting's new form


def _heirs(before: Mapping[str, set[str]], after: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """Old event -> the events that stand in its item's place now."""
    return {
        old: after[ref] - events
        for ref, events in before.items()
        if ref in after
        for old in events - after[ref]
    }


def _clicks(tx: Connection, event_ids: set[str]) -> list[Any]:
    found: list[Any] = []
    for chunk in _chunks(event_ids):
        p = promise.c
        found += tx.execute(
            select(promise).where(
                p.event_id.in_(chunk),
                p.settled_by.like("click:%") | p.snoozed_until.is_not(None) | was_moved(p.id),
            )
        ).all()
    return found


def _inherit(
    tx: Connection, clicks: Sequence[Any], moves: Mapping[str, Any], heirs: Mapping[str, set[str]]
) -> None:
    """The same words in the new form of a meeting keep what a person said of them."""
    for old in clicks:
        for heir in heirs.get(old.event_id, ()):
            same = (promise.c.event_id == heir, promise.c.quote == old.quote)
            for new in tx.execute(select(promise.c.id, promise.c.status).where(*same)).all():
                clicked = (old.settled_by or "").startswith("click:")
                fate = {"status": old.status, "settled_by": old.settled_by, "settled_at": old.settled_at}
                tx.execute(
                    update(promise)
                    .where(promise.c.id == new.id)
                    .values(owner=old.owner, snoozed_until=old.snoozed_until, **(fate if clicked else {}))
                )
                if old.id in moves:
                    carry_over(tx, old, moves[old.id], new.id)
                if clicked:
                    tx.execute(
                        insert(promise_history).values(
                            promise_id=new.id,
                            old_status=new.status,
                            new_status=old.status,
                            actor=old.settled_by.removeprefix("click:"),
                            why="said of the same words before the source changed",
                            at=old.settled_at,
                        )
                    )
                tx.execute(update(feedback).where(feedback.c.subject_id == old.id).values(subject_id=new.id))
