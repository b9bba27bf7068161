"""Writes a batch of new events with everything read out of them, in a few statements for all of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from records.models import Event, EventKind, Intent, Promise
from records.rows import event_row, promise_row
from records.tables import (
    event,
    event_account,
    event_person,
    event_seen,
    intent,
    passage,
    pending_work,
    promise,
)
from records.threads import join_chains, join_later_replies, lacks_thread

REUSED = "message_id_reused"
FILES = "files"
_CHUNK = 500


@dataclass(frozen=True)
class Digested:
    """One event with everything read out of it, ready to be logged in one transaction."""

    event: Event
    subject_key: str
    passages: Sequence[tuple[int, int]]
    promises: Sequence[Promise] = ()
    intents: Sequence[Intent] = ()
    accounts: Sequence[str] = ()


def write_events(connection: Connection, items: Sequence[Digested], version: str, now: datetime) -> None:
    """Log events that are not in the log yet, each id once."""
    if not items:
        return
    rows = [_row(item, version, now) for item in items]
    _number_versions(connection, rows)
    connection.execute(insert(event), rows)
    write_words(connection, [(item.event, item.passages) for item in items])
    people = [{"event_id": i.event.id, "email": a} for i in items for a in sorted(_addresses(i.event))]
    if people:
        connection.execute(insert(event_person), people)
    accounts = [{"event_id": i.event.id, "account_id": a} for i in items for a in i.accounts]
    if accounts:
        connection.execute(insert(event_account), accounts)
    write_findings(connection, [(i.event, i.promises, i.intents) for i in items])
    add_work(connection, "settle", {*(a for i in items for a in i.accounts), *_rejoin(connection, items)})
    add_work(connection, "propose", {i.event.id for i in items if i.accounts and (i.promises or i.intents)})


def _row(item: Digested, version: str, now: datetime) -> dict[str, Any]:
    return {
        **event_row(item.event, item.subject_key, now),
        "thread_by_subject": lacks_thread(item.event, item.subject_key),
        "processed_by": version,
    }


def _addresses(e: Event) -> set[str]:
    return {p.email for p in e.participants if p.email} | {
        t.speaker.email for t in e.turns if t.speaker.email
    }


def _number_versions(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Other content under a known name becomes its next version, and all of them carry a flag."""
    names = {row["external_id"] for row in rows}
    logged = connection.execute(
        select(event.c.seq, event.c.source, event.c.external_id, event.c.version, event.c.body).where(
            event.c.external_id.in_(names)
        )
    ).all()
    newest: dict[tuple[str, str], int] = {}
    stored: dict[tuple[str, str], list[Any]] = {}
    for known in logged:
        key = known.source, known.external_id
        newest[key] = max(newest.get(key, 0), known.version)
        stored.setdefault(key, []).append(known)
    fresh: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        key = row["source"], row["external_id"]
        if key in newest:
            row["version"] = newest[key] + 1
            if row["kind"] == EventKind.meeting and row["source"] != FILES:
                # A live calendar tells a change by the meeting's new form; that is no reuse.
                newest[key] = row["version"]
                continue
            for known in stored.pop(key, []):
                if REUSED not in known.body["flags"]:
                    body = {**known.body, "flags": [*known.body["flags"], REUSED]}
                    connection.execute(update(event).where(event.c.seq == known.seq).values(body=body))
            for doubled in (row, fresh.get(key, row)):
                if REUSED not in doubled["body"]["flags"]:
                    doubled["body"]["flags"] = [*doubled["body"]["flags"], REUSED]
        newest[key] = row["version"]
        fresh[key] = row


def _rejoin(connection: Connection, items: Sequence[Digested]) -> set[str]:
    """Accounts whose conversations changed, because an event was logged that replies were waiting for."""
    keys = {item.subject_key for item in items if item.subject_key}
    answered = set(
        connection.execute(
            select(event.c.subject_key)
            .where(event.c.subject_key.in_(keys), event.c.thread_by_subject)
            .distinct()
        ).scalars()
    )
    changed: set[str] = set()
    for item in sorted(items, key=lambda i: (i.event.at, i.event.id)):
        if item.subject_key in answered:
            changed |= join_later_replies(connection, item.subject_key, item.event.at)
    regrouped = connection.execute(
        select(event.c.external_id).where(event.c.subject_key.in_(answered), event.c.thread_by_subject)
    ).scalars()
    return changed | join_chains(connection, [item.event for item in items], set(regrouped))


def write_words(connection: Connection, spoken: Iterable[tuple[Event, Sequence[tuple[int, int]]]]) -> None:
    """The passages of events and the words by which they are found."""
    last = connection.execute(select(func.max(passage.c.rowid))).scalar() or 0
    passages: list[dict[str, Any]] = []
    words: list[tuple[int, str, str]] = []
    for e, spans in spoken:
        context = f"{e.subject} {e.sender.label if e.sender else ''}"
        # An event without words of its own can still be found by its subject.
        for start, end in spans or [(0, 0)]:
            last += 1
            passages.append({"rowid": last, "event_id": e.id, "start": start, "end": end})
            words.append((last, context, e.text[start:end]))
    if passages:
        connection.execute(insert(passage), passages)
        connection.exec_driver_sql("INSERT INTO passage_words (rowid, context, text) VALUES (?, ?, ?)", words)


def write_findings(
    connection: Connection, found: Iterable[tuple[Event, Sequence[Promise], Sequence[Intent]]]
) -> None:
    """Promises and intents of logged events."""
    promises: list[dict[str, Any]] = []
    intents: dict[tuple[str, str, int, int], dict[str, Any]] = {}
    for e, own_promises, own_intents in found:
        promises += [promise_row(p) for p in own_promises]
        for i in own_intents:
            intents[e.id, i.label, i.start, i.end] = {
                "event_id": e.id,
                "label": i.label,
                "start": i.start,
                "end": i.end,
                "quote": i.quote,
                "confidence": i.confidence,
                "at": e.at,
                "sender_email": e.sender.email if e.sender else "",
            }
    if promises:
        connection.execute(insert(promise), promises)
    if intents:
        connection.execute(insert(intent), list(intents.values()))


def see(connection: Connection, event_ids: Iterable[str], mailbox_id: str) -> None:
    """Note that a mailbox holds these events."""
    wanted = list(dict.fromkeys(event_ids))
    here = set(
        connection.execute(
            select(event_seen.c.event_id).where(
                event_seen.c.mailbox_id == mailbox_id, event_seen.c.event_id.in_(wanted)
            )
        ).scalars()
    )
    fresh = [{"event_id": e, "mailbox_id": mailbox_id} for e in wanted if e not in here]
    if fresh:
        connection.execute(insert(event_seen), fresh)


def add_work(connection: Connection, kind: str, keys: Iterable[str]) -> None:
    """Ask for later work on these keys, each once."""
    wanted = sorted(set(keys))
    known: set[str] = set()
    for start in range(0, len(wanted), _CHUNK):
        here = pending_work.c.key.in_(wanted[start : start + _CHUNK])
        known |= set(
            connection.execute(select(pending_work.c.key).where(pending_work.c.kind == kind, here)).scalars()
        )
    fresh = [{"kind": kind, "key": key} for key in wanted if key not in known]
    if fresh:
        connection.execute(insert(pending_work), fresh)
