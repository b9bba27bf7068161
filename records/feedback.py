"""What people said about our findings, and what became of them, with the version that found each."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from records import remembered
from records.database import Database
from records.models import Decision, DecisionKind, PromiseStatus
from records.tables import decision, event, feedback, promise, proposal

OUTCOMES = ("kept", "changed", "withdrawn", "unsure", "broken")
_MEANT = {"done": "kept", "kept": "kept", "still_open": "open"}
_DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b")

Judged = dict[str, bool]
"""What a click says of each thing it judges, by kind: `promise`, `owner`, `due`, `settlement`,
`proposal`, `intent`. What it does not say is not there."""


@dataclass(frozen=True)
class Said:
    """One row: a click (`actor` is its person), an expired card or an outcome (`actor` is None)."""

    at: datetime
    about: str
    """`promise`, `proposal` or `answer`."""
    subject_id: str
    kind: str
    actor: str | None
    judged: Mapping[str, bool]
    field: str | None
    extractor: str | None
    settler: str | None
    drafter: str | None
    confidence: float | None
    account_id: str | None
    event_id: str | None


# Written inside the transaction of the change that it is about


def note_promise(connection: Connection, promise_id: str, kind: str, actor: str, at: datetime) -> None:
    """A click on a promise: done, not_a_promise, still_open, wrong_owner, snooze or approved; or that somebody
    remembered it, which no extractor had read."""
    row = connection.execute(select(promise).where(promise.c.id == promise_id)).first()
    if row is not None:
        told = _of_promise(row, kind, at, judged=_judged_by_click(row, kind, actor), actor=actor)
        connection.execute(insert(feedback).values(**told))


def note_decision(connection: Connection, before: Any, made: Decision) -> None:
    """A click on a card; `before` is the proposal's row as it was. Call it before the decision is stored."""
    judged, promised = _judged_by_decision(connection, before, made)
    told = _of_proposal(connection, before, made.kind.value, made.at, judged=judged, actor=made.actor)
    connection.execute(insert(feedback).values(**told))
    if promised:
        note_promise(connection, before.promise_id, "approved", made.actor, made.at)


def note_expired(connection: Connection, rows: Sequence[Any], at: datetime) -> None:
    """Cards that nobody answered."""
    for row in rows:
        told = _of_proposal(connection, row, "expired", at, judged={}, actor=None)
        connection.execute(insert(feedback).values(**told))


def note_answer(connection: Connection, answer_id: str, good: bool, actor: str, at: datetime) -> None:
    """Whether an answer helped. Whoever changes their mind has said it once."""
    once = f"answer:{sha256(json.dumps([answer_id, actor]).encode()).hexdigest()}"
    connection.execute(delete(feedback).where(feedback.c.once == once))
    kind = "answer_good" if good else "answer_bad"
    told = {"at": at, "about": "answer", "subject_id": answer_id, "kind": kind, "actor": actor, "once": once}
    connection.execute(insert(feedback).values(judged={}, **told))


def note_outcomes(connection: Connection, promise_ids: Sequence[str]) -> None:
    """What mail says became of promises, each outcome once however often it is replayed, when it was said."""
    for start in range(0, len(promise_ids), 500):
        chunk = list(promise_ids[start : start + 500])
        rows = connection.execute(
            select(promise).where(
                promise.c.id.in_(chunk),
                promise.c.status.in_([s for s in OUTCOMES if s != "broken"]),
                promise.c.settled_by.not_like("click:%"),
            )
        ).all()
        _note_once(connection, [(row, row.status, row.settled_by, row.settled_at) for row in rows])


def note_broken(connection: Connection, today: date) -> None:
    """Open promises whose day has passed: it was the end of that day that broke them."""
    late = (promise.c.status == PromiseStatus.open.value, promise.c.due < today)
    rows = connection.execute(select(promise).where(*late)).all()
    _note_once(connection, [(row, "broken", str(row.due), _end_of(row.due)) for row in rows])


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), UTC)


def _note_once(connection: Connection, found: Sequence[tuple[Any, str, str, datetime]]) -> None:
    """`found` has the promise's row, the outcome, by what and when."""
    keys = {f"{row.id}:{kind}:{by}"[:160]: (row, kind, at) for row, kind, by, at in found}
    names = list(keys)
    for start in range(0, len(names), 500):
        chunk = names[start : start + 500]
        known = set(connection.execute(select(feedback.c.once).where(feedback.c.once.in_(chunk))).scalars())
        fresh = [
            {**_of_promise(*keys[name], judged={}, actor=None), "once": name}
            for name in chunk
            if name not in known
        ]
        if fresh:
            connection.execute(insert(feedback), fresh)


def _judged_by_click(row: Any, kind: str, actor: str) -> Judged:
    # Of what a colleague told, a click judges only what became of it: we found nothing there.
    judged: Judged = {} if remembered.is_name(row.extractor) else _judged_finding(row, kind, actor)
    by_mail = row.settled_by is not None and not row.settled_by.startswith("click:")
    if by_mail and row.status != PromiseStatus.unsure.value and kind in _MEANT:
        judged["settlement"] = row.status == _MEANT[kind]
    return judged


def _judged_finding(row: Any, kind: str, actor: str) -> Judged:
    if kind == "not_a_promise":
        return {"promise": False}
    judged: Judged = {}
    if kind in ("done", "still_open", "wrong_owner", "approved"):
        judged["promise"] = True
    if kind == "wrong_owner":
        judged["owner"] = False
    elif kind == "done" and row.owner == actor:
        # A colleague may note for another that it is done; only the owner says whose it was.
        judged["owner"] = True
    return judged


def _judged_by_decision(connection: Connection, row: Any, made: Decision) -> tuple[Judged, bool]:
    """What it says of the proposal, and whether it also says that its promise is one."""
    edited = connection.execute(
        select(func.count())
        .select_from(decision)
        .where(decision.c.proposal_id == row.id, decision.c.kind == DecisionKind.edit.value)
    ).scalar()
    own = row.promise_id is None
    days = set(_DAY.findall(row.new)) if row.promise_id else set()
    if made.kind is DecisionKind.approve:
        if edited:
            return {}, not own
        return _some(proposal=True, intent=True if own else None, due=True if days else None), not own
    if made.kind is DecisionKind.edit:
        typed = set(_DAY.findall(made.value or ""))
        return _some(
            proposal=False, intent=True if own else None, due=days == typed if days and typed else None
        ), False
    if made.kind is DecisionKind.reject:
        return _some(proposal=False, intent=False if own and not edited else None), False
    return {}, False


def _some(**judged: bool | None) -> Judged:
    return {name: right for name, right in judged.items() if right is not None}


def _of_promise(row: Any, kind: str, at: datetime, *, judged: Judged, actor: str | None) -> dict[str, Any]:
    return {
        "at": at,
        "about": "promise",
        "subject_id": row.id,
        "kind": kind,
        "actor": actor,
        "judged": judged,
        "extractor": None if remembered.is_name(row.extractor) else row.extractor,
        "settler": row.settler,
        "confidence": row.confidence,
        "account_id": row.account_id,
        "event_id": row.event_id,
        "once": None,
    }


def _of_proposal(
    connection: Connection, row: Any, kind: str, at: datetime, *, judged: Judged, actor: str | None
) -> dict[str, Any]:
    cited = row.evidence[0]["event_id"] if row.evidence else None
    read_by = connection.execute(select(event.c.processed_by).where(event.c.id == cited)).scalar()
    if row.promise_id:
        found = connection.execute(select(promise.c.extractor).where(promise.c.id == row.promise_id)).scalar()
        read_by = None if remembered.is_name(found) else found or read_by
    return {
        "at": at,
        "about": "proposal",
        "subject_id": row.id,
        "kind": kind,
        "actor": actor,
        "judged": judged,
        "field": f"{row.entity}.{row.field}",
        "extractor": read_by,
        "drafter": row.drafter,
        "confidence": row.confidence,
        "account_id": row.account_id,
        "event_id": cited,
    }


@dataclass(frozen=True)
class Volume:
    """How much was read and found between two moments."""

    events: int
    promises: int
    proposals: int


class Feedback:
    """What was said, read for reports and for fitting."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def note_answer(self, answer_id: str, good: bool, actor: str, at: datetime | None = None) -> None:
        """Whether an answer helped this person; the last word counts."""
        with self._db.write() as connection:
            note_answer(connection, answer_id[:80], good, actor, at or datetime.now(UTC))

    def note_broken(self, today: date) -> None:
        """Remember what is overdue by now. Harmless when repeated."""
        with self._db.write() as connection:
            note_broken(connection, today)

    def between(self, start: datetime, end: datetime) -> list[Said]:
        """In the order in which it was said."""
        return self._all(feedback.c.at >= start, feedback.c.at < end)

    def on_promises(self) -> list[Said]:
        """Every click on a promise, oldest first."""
        return self._all(feedback.c.about == "promise", feedback.c.actor.is_not(None))

    def volume(self, start: datetime, end: datetime) -> Volume:
        """By the hour at which it was logged, not by the hour at which it was said."""
        e = event.c
        here = (e.logged_at >= start, e.logged_at < end, e.erased_at.is_(None))
        queries = (
            select(func.count()).select_from(event).where(*here),
            select(func.count()).select_from(promise.join(event, e.id == promise.c.event_id)).where(*here),
            select(func.count())
            .select_from(proposal)
            .where(proposal.c.created_at >= start, proposal.c.created_at < end),
        )
        with self._db.read() as connection:
            events, promises, proposals = (connection.execute(q).scalar() or 0 for q in queries)
        return Volume(events=events, promises=promises, proposals=proposals)

    def _all(self, *conditions: Any) -> list[Said]:
        query = select(feedback).where(*conditions).order_by(feedback.c.at, feedback.c.id)
        with self._db.read() as connection:
            return [
                Said(
                    at=row.at,
                    about=row.about,
                    subject_id=row.subject_id,
                    kind=row.kind,
                    actor=row.actor,
                    judged=row.judged,
                    field=row.field,
                    extractor=row.extractor,
                    settler=row.settler,
                    drafter=row.drafter,
                    confidence=row.confidence,
                    account_id=row.account_id,
                    event_id=row.event_id,
                )
                for row in connection.execute(query)
            ]
