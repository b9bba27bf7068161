"""A CRM in memory that keeps every promise of the Crm port, and the short way to an approved change."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from integrations.errors import Drift, Rejected, Retry
from integrations.ports import Applied, CrmSnapshot
from policies.gate import ApprovedChange, approve
from records.models import (
    Decision,
    DecisionKind,
    Evidence,
    Person,
    Proposal,
    ProposalStatus,
    Role,
    Verdict,
)

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


class MemoryCrm:
    """Fields by (entity, id); `fail_next` makes the next writes fail, before or after they happened."""

    def __init__(
        self,
        name: str = "memory",
        fields: dict[tuple[str, str], dict[str, str | None]] | None = None,
        snapshot: CrmSnapshot | None = None,
        refuses: Callable[[str, str], str | None] = lambda field, value: None,
    ) -> None:
        self.name = name
        self.fields = fields if fields is not None else {}
        self.writes: list[ApprovedChange] = []
        self._snapshot = snapshot or CrmSnapshot(accounts=(), contacts=(), deals=())
        self._refuses = refuses
        self._applied: dict[str, Applied] = {}
        self._asked: dict[str, tuple[str, str, str]] = {}
        self._lock = threading.Lock()
        self._failures: list[str] = []

    def fail_next(self, *moments: str) -> None:
        """`before` or `after` the write, one for each of the next calls."""
        self._failures += moments

    def snapshot(self) -> CrmSnapshot:
        return self._snapshot

    def read(self, entity: str, entity_id: str, field: str) -> str | None:
        if (entity, field) == ("task", "task") and not entity_id:
            return None
        row = self.fields.get((entity, entity_id))
        if row is None:
            raise Rejected(f"The CRM has no {entity} {entity_id!r}.")
        if field not in row:
            raise Rejected(f"The CRM's {entity} has no field {field}.")
        return row[field]

    def apply(self, change: ApprovedChange) -> Applied:
        with self._lock:
            moment = self._failures.pop(0) if self._failures else ""
            if moment == "before":
                raise Retry("The CRM is busy; nothing was changed.")
            applied = self._write(change)
            if moment == "after":
                raise Retry("The CRM did not answer.")
            return applied

    def _write(self, change: ApprovedChange) -> Applied:
        asked = (change.entity, change.field, change.new)
        if change.key in self._applied:
            if self._asked[change.key] != asked:
                raise Rejected("Another change was already written under this proposal; nothing was changed.")
            return self._applied[change.key].model_copy(update={"already": True})
        problem = self._refuses(change.field, change.new)
        if problem:
            raise Rejected(f"The CRM can't take this {change.field}: {problem}. Nothing was changed.")
        if (change.entity, change.field) == ("task", "task"):
            number = sum(entity == "task" for entity, _ in self.fields) + 1
            applied = Applied(old=None, new=change.new, entity_id=str(number))
            self.fields[("task", str(number))] = {"task": change.new}
        else:
            current = self.read(change.entity, change.entity_id, change.field)
            if current == change.new:
                return Applied(old=current, new=change.new, already=True, entity_id=change.entity_id)
            if current != change.old:
                raise Drift(
                    f"The CRM now holds {current}, no longer {change.old}; nothing was changed.", current
                )
            self.fields[(change.entity, change.entity_id)][change.field] = change.new
            applied = Applied(old=current, new=change.new, entity_id=change.entity_id)
        self.writes.append(change)
        self._applied[change.key] = applied
        self._asked[change.key] = asked
        return applied


def approved_change(
    *,
    entity: str = "deal",
    entity_id: str = "1",
    field: str = "next_step",
    old: str | None = None,
    new: str = "Send the revised quote",
    key: str = "prop_1",
    account_id: str | None = None,
    owner: str | None = "rep@initech.example",
) -> ApprovedChange:
    """What a manager's click on a well-founded proposal gives, by way of the real gate."""
    proposal = Proposal(
        id=key,
        crm="crm",
        entity=entity,
        entity_id=entity_id,
        field=field,
        old=old,
        new=new,
        evidence=(Evidence(event_id="evt_1", quote="We'll send the revised quote."),),
        confidence=0.9,
        account_id=account_id,
        proposer=owner,
        verdict=Verdict.needs_approval("crm_write", "A manager or admin must approve every CRM update."),
        status=ProposalStatus.pending,
        created_at=NOW,
        expires_at=NOW + timedelta(days=7),
    )
    decision = Decision(proposal_id=key, kind=DecisionKind.approve, actor="boss@initech.example", at=NOW)
    boss = Person(email="boss@initech.example", role=Role.manager)
    return approve(proposal, decision, boss, proposal.verdict, wall_now=NOW)
