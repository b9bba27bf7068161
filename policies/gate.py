"""Proposal and decision in, approved change out: the only constructor of what a CRM will accept."""

from datetime import datetime
from typing import Any, NoReturn, Self

from pydantic import ValidationInfo, model_validator

from policies.approvals import already_decided, is_own, may_decide, why_not
from policies.crm_writes import value_problem
from records.errors import AlreadyDecided, NotAllowed
from records.models import Decision, DecisionKind, Frozen, Outcome, Person, Proposal, ProposalStatus, Verdict

_KEY = object()


class Paused(NotAllowed):
    """Policy pauses the change at this moment; `verdict` says why."""

    def __init__(self, message: str, verdict: Verdict) -> None:
        super().__init__(message)
        self.verdict = verdict


class Denied(NotAllowed):
    """Policy refuses the change for good; `verdict` says why."""

    def __init__(self, message: str, verdict: Verdict) -> None:
        super().__init__(message)
        self.verdict = verdict


class ApprovedChange(Frozen):
    """One field change that a permitted person approved and policy lets through; built by `approve` only."""

    key: str
    """Idempotency key: the proposal's id."""
    crm: str
    entity: str
    entity_id: str
    field: str
    old: str | None
    new: str
    approved_by: str
    account_id: str | None = None
    """The ledger's id of the account, for entities that are yet to be created under it."""
    owner: str | None = None
    """The colleague it concerns."""

    @model_validator(mode="before")
    @classmethod
    def _comes_through_the_gate(cls, data: Any, info: ValidationInfo) -> Any:
        if not isinstance(info.context, dict) or info.context.get("gate") is not _KEY:
            raise TypeError("an ApprovedChange is built by policies.gate.approve only")
        return data

    @classmethod
    def model_construct(cls, _fields_set: set[str] | None = None, **values: Any) -> NoReturn:
        raise TypeError("an ApprovedChange is built by policies.gate.approve only")

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("an ApprovedChange is not stored: store the decision and approve anew")

    def model_copy(self, *, update: Any = None, deep: bool = False) -> Self:
        if update:
            raise TypeError("an ApprovedChange is never altered: approve the proposal anew")
        return super().model_copy(deep=deep)


def approve(
    proposal: Proposal, decision: Decision, actor: Person, verdict_now: Verdict, *, wall_now: datetime
) -> ApprovedChange:
    """The change that the CRM may receive, or a plain sentence why not.

    Called at the click, with a pending proposal, and once more right before the write, with the
    approved proposal, its stored decision and a fresh verdict. A proposal can't expire between the
    two. An `edit` decision carries its own value and needs the same permission as an approval.
    `wall_now` is the real time, also where the company shown lives on another clock.

    Raises NotAllowed, Paused (with the verdict), Denied (with the verdict) or AlreadyDecided.
    """
    if decision.proposal_id != proposal.id:
        raise NotAllowed("This decision is about another proposal.")
    if _address(decision.actor) != _address(actor.email):
        raise NotAllowed("Only the person who clicked can be the one who approves.")
    if decision.kind not in (DecisionKind.approve, DecisionKind.edit):
        raise NotAllowed(f"A decision to {decision.kind.value} does not change the CRM.")
    if proposal.status is ProposalStatus.approved:
        if _address(proposal.decided_by) != _address(actor.email):
            raise AlreadyDecided(already_decided(proposal))
        problem = may_decide(actor, _as_pending(proposal), DecisionKind.approve)
    elif proposal.status in (ProposalStatus.pending, ProposalStatus.paused, ProposalStatus.expired):
        problem = why_not(actor, proposal, decision, wall_now=wall_now) or may_decide(
            actor, proposal, DecisionKind.approve
        )
    else:
        raise AlreadyDecided(already_decided(proposal))
    if problem:
        raise NotAllowed(problem)
    new = decision.value if decision.kind is DecisionKind.edit and decision.value else proposal.new
    unreadable = value_problem(proposal.field, new)
    if unreadable:
        raise NotAllowed(unreadable)
    if verdict_now.outcome is Outcome.deny:
        raise Denied(f"Policy refuses this change: {verdict_now.reason}", verdict_now)
    if verdict_now.outcome is Outcome.pause:
        raise Paused(f"This change is paused now: {verdict_now.reason}", verdict_now)
    if verdict_now.outcome is not Outcome.allow and is_own(actor, proposal):
        raise NotAllowed("You can't approve your own proposal: another manager or admin can.")
    return ApprovedChange.model_validate(
        {
            "key": proposal.id,
            "crm": proposal.crm,
            "entity": proposal.entity,
            "entity_id": proposal.entity_id,
            "field": proposal.field,
            "old": proposal.old,
            "new": new.strip(),
            "approved_by": actor.email,
            "account_id": proposal.account_id,
            "owner": proposal.proposer,
        },
        context={"gate": _KEY},
    )


def _as_pending(proposal: Proposal) -> Proposal:
    return proposal.model_copy(update={"status": ProposalStatus.pending})


def _address(person: str | None) -> str:
    return (person or "").strip().casefold()
