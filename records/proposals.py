"""Proposals and what people decided; every change of state is a compare-and-set, so one decision wins."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection, func, insert, select, update

from records import feedback
from records.audit_log import Change, Noted
from records.clock import Clock
from records.database import Database
from records.errors import NotFound
from records.models import Decision, DecisionKind, Proposal, ProposalStatus, Verdict
from records.rows import to_proposal
from records.tables import account, alert, decision, proposal

OPEN = (ProposalStatus.pending, ProposalStatus.paused)
_AT_ONCE = 500


def proposal_id(crm: str, entity: str, entity_id: str, field: str, new: str, event_id: str) -> str:
    """The same change read from the same event is the same proposal."""
    words = "|".join((crm, entity, entity_id, field, new, event_id))
    return "prop_" + sha256(words.encode()).hexdigest()[:12]


class Proposals:
    """The store of proposals and of what people decided about them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db, self._clock = database, clock

    def add(self, new: Proposal, *, drafter: str | None = None, noted: Noted | None = None) -> bool:
        """Store a proposal once; an open older one of the same field is superseded by it.

        `drafter` names the version of the code that drafted it.
        """

        def change(connection: Connection) -> bool:
            if connection.execute(select(proposal.c.id).where(proposal.c.id == new.id)).first() is not None:
                return False
            same_field = (
                proposal.c.crm == new.crm,
                proposal.c.entity == new.entity,
                proposal.c.field == new.field,
                proposal.c.entity_id == new.entity_id,
                proposal.c.status.in_([s.value for s in OPEN]),
            )
            if new.entity_id:
                connection.execute(
                    update(proposal).where(*same_field).values(status=ProposalStatus.superseded.value)
                )
            row = new.model_dump(exclude={"account"}, mode="python")
            row |= {
                "verdict": new.verdict.model_dump(mode="json"),
                "status": new.status.value,
                "evidence": [e.model_dump() for e in new.evidence],
                "drafter": drafter,
            }
            connection.execute(insert(proposal).values(**row))
            return True

        return self._do(change, noted)

    def known(self, proposal_id: str) -> bool:
        with self._db.read() as connection:
            return (
                connection.execute(select(proposal.c.id).where(proposal.c.id == proposal_id)).first()
                is not None
            )

    def get(self, proposal_id: str) -> Proposal:
        found = self._all(proposal.c.id == proposal_id.strip())
        if not found:
            raise NotFound(f"There is no proposal {proposal_id}: `promissory proposals` lists them.")
        return found[0]

    def by_ids(self, ids: Sequence[str]) -> list[Proposal]:
        """Those of them that there are, in a few queries however many they are."""
        names = list(dict.fromkeys(ids))
        chunks = (names[start : start + _AT_ONCE] for start in range(0, len(names), _AT_ONCE))
        return [p for chunk in chunks for p in self._all(proposal.c.id.in_(chunk))]

    def all(self, statuses: Sequence[ProposalStatus] | None = None) -> list[Proposal]:
        if statuses is None:
            return self._all()
        return self._all(proposal.c.status.in_([s.value for s in statuses]))

    def latest_values(self, entity: str, entity_id: str, field: str) -> list[Proposal]:
        return self._all(
            proposal.c.entity == entity, proposal.c.entity_id == entity_id, proposal.c.field == field
        )

    def decide(
        self,
        made: Decision,
        expected: ProposalStatus,
        then: ProposalStatus,
        *,
        new: str | None = None,
        why: str | None = None,
        verdict: Verdict | None = None,
        seen: Proposal | None = None,
        noted: Noted | None = None,
    ) -> bool:
        """Move a proposal from one state to the next; False when somebody else was faster.

        With `seen`, the proposal as it was weighed, any change since then counts as faster too: another
        new value, another value in the CRM, another verdict.
        """
        values: dict[str, object] = {"status": then.value}
        if made.kind is DecisionKind.release:
            values["released_by"] = made.actor
        elif then not in OPEN:
            values |= {
                "decided_by": made.actor,
                "decided_at": made.at,
                "decision_reason": made.reason,
                "decision_kind": made.kind.value,
            }
        if new is not None:
            values["new"] = new
        if why is not None:
            values["why"] = why
        if verdict is not None:
            values["verdict"] = verdict.model_dump(mode="json")

        def change(connection: Connection) -> bool:
            here = (proposal.c.id == made.proposal_id, proposal.c.status == expected.value)
            before = connection.execute(select(proposal).where(*here).with_for_update()).first()
            if before is None or (seen is not None and not _same(to_proposal(before, None), seen)):
                return False
            changed = connection.execute(update(proposal).where(*here).values(**values))
            if changed.rowcount != 1:
                return False
            feedback.note_decision(connection, before, made)
            connection.execute(
                insert(decision).values(
                    proposal_id=made.proposal_id,
                    kind=made.kind.value,
                    actor=made.actor,
                    at=made.at,
                    reason=made.reason,
                    value=made.value,
                    surface=made.surface,
                )
            )
            return True

        return self._do(change, noted)

    def decision_of(self, proposal_id: str) -> Decision:
        """The approving decision of an approved proposal."""
        found = self.last_change(proposal_id)
        if found is None:
            raise NotFound(f"Nobody approved proposal {proposal_id}.")
        return found

    def last_change(self, proposal_id: str) -> Decision | None:
        """The last click that approved it or gave it another value."""
        query = (
            select(decision)
            .where(decision.c.proposal_id == proposal_id, decision.c.kind.in_(["approve", "edit"]))
            .order_by(decision.c.id.desc())
            .limit(1)
        )
        with self._db.read() as connection:
            row = connection.execute(query).first()
        if row is None:
            return None
        return Decision(
            proposal_id=row.proposal_id,
            kind=DecisionKind(row.kind),
            actor=row.actor,
            at=row.at,
            reason=row.reason,
            value=row.value,
            surface=row.surface,
        )

    def finish(
        self,
        proposal_id: str,
        then: ProposalStatus,
        failure: str | None = None,
        *,
        noted: Noted | None = None,
    ) -> bool:
        """An approved proposal was applied or failed; harmless when repeated."""
        return self._move(
            proposal_id, ProposalStatus.approved, noted, {"status": then.value, "failure": failure}
        )

    def set_verdict(
        self,
        proposal_id: str,
        verdict: Verdict,
        status: ProposalStatus,
        *,
        expected: ProposalStatus,
        noted: Noted | None = None,
    ) -> bool:
        """Policy thinks otherwise by now; changes nothing once somebody decided meanwhile."""
        values = {"verdict": verdict.model_dump(mode="json"), "status": status.value}
        return self._move(proposal_id, expected, noted, values)

    def refresh(
        self, proposal_id: str, old: str | None, status: ProposalStatus, *, noted: Noted | None = None
    ) -> bool:
        """The CRM moved on: show an approved proposal again, against the value that it holds now."""
        undecided = {"decided_by": None, "decided_at": None, "decision_kind": None, "decision_reason": None}
        return self._move(
            proposal_id, ProposalStatus.approved, noted, {"old": old, "status": status.value, **undecided}
        )

    def _move(
        self, proposal_id: str, expected: ProposalStatus, noted: Noted | None, values: Mapping[str, object]
    ) -> bool:
        def change(connection: Connection) -> bool:
            here = (proposal.c.id == proposal_id, proposal.c.status == expected.value)
            return connection.execute(update(proposal).where(*here).values(**values)).rowcount == 1

        return self._do(change, noted)

    def _do(self, change: Change, noted: Noted | None) -> bool:
        """In one transaction with the audit row that tells of it, where there is one."""
        if noted is not None:
            return noted(together_with=change)
        with self._db.write() as connection:
            return change(connection)

    def expire(self, wall_now: datetime) -> list[str]:
        """Close what waited too long; returns the ids."""
        due = (proposal.c.expires_at <= wall_now, proposal.c.status.in_([s.value for s in OPEN]))
        with self._db.write() as connection:
            rows = connection.execute(select(proposal).where(*due)).all()
            ids = [row.id for row in rows]
            if ids:
                feedback.note_expired(connection, rows, wall_now)
                connection.execute(update(proposal).where(*due).values(status=ProposalStatus.expired.value))
        return ids

    def unposted(self) -> list[Proposal]:
        return self._all(proposal.c.card_posted_at.is_(None), proposal.c.status.in_([s.value for s in OPEN]))

    def mark_posted(self, proposal_id: str) -> None:
        with self._db.write() as connection:
            connection.execute(
                update(proposal).where(proposal.c.id == proposal_id).values(card_posted_at=self._clock.now())
            )

    def counts(self) -> dict[str, int]:
        query = select(proposal.c.status, func.count().label("n")).group_by(proposal.c.status)
        with self._db.read() as connection:
            return {row.status: row.n for row in connection.execute(query)}

    def _all(self, *conditions: object) -> list[Proposal]:
        query = (
            select(proposal, account.c.name.label("account_name"))
            .outerjoin(account, account.c.id == proposal.c.account_id)
            .where(*conditions)  # type: ignore[arg-type]
            .order_by(proposal.c.created_at, proposal.c.id)
        )
        with self._db.read() as connection:
            return [to_proposal(row, row.account_name) for row in connection.execute(query)]


def _same(one: Proposal, other: Proposal) -> bool:
    return (one.old, one.new, one.verdict) == (other.old, other.new, other.verdict)


class Alerts:
    """What developers must hear of; ids and field names, never message text."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db, self._clock = database, clock

    def raise_alert(self, kind: str, subject: str, words: str) -> None:
        with self._db.write() as connection:
            connection.execute(
                insert(alert).values(at=self._clock.now(), kind=kind, subject=subject, text=words)
            )

    def unsent(self) -> list[tuple[int, str, str]]:
        with self._db.read() as connection:
            rows = connection.execute(select(alert).where(alert.c.sent_at.is_(None)).order_by(alert.c.id))
            return [(row.id, row.kind, f"{row.subject}: {row.text}") for row in rows]

    def mark_sent(self, number: int) -> None:
        with self._db.write() as connection:
            connection.execute(update(alert).where(alert.c.id == number).values(sent_at=self._clock.now()))
