"""Who may decide about a proposal: four eyes, and a plain sentence when the answer is no."""

from datetime import datetime

from records.models import (
    Decision,
    DecisionKind,
    Outcome,
    Person,
    Proposal,
    ProposalStatus,
    Role,
)

_DECIDERS = frozenset({Role.manager, Role.admin})
_OPEN = frozenset({ProposalStatus.pending, ProposalStatus.paused})
_NEEDS_REASON = {
    DecisionKind.reject: "Say in a few words why you reject it.",
    DecisionKind.release: "Say in a few words why it may go on although the account is at risk.",
}
_VERB = {
    DecisionKind.approve: "approve",
    DecisionKind.edit: "edit",
    DecisionKind.reject: "reject",
    DecisionKind.release: "release",
    DecisionKind.snooze: "snooze",
}


def may_decide(actor: Person, proposal: Proposal, kind: DecisionKind) -> str | None:
    """None if this person may do this to this proposal now, otherwise the sentence why not.

    Managers and admins decide, never about an own proposal. The colleague whom a proposal concerns
    may edit, reject or snooze it, and approve it only where policy says that the own click is enough.
    """
    state = _state_problem(proposal, kind)
    if state:
        return state
    own = is_own(actor, proposal)
    decider = actor.role in _DECIDERS
    verb = _VERB[kind]
    if kind in (DecisionKind.edit, DecisionKind.reject, DecisionKind.snooze):
        if own or decider:
            return None
        return f"You can't {verb} this proposal: {_proposer_or(proposal)}a manager or admin can."
    if kind is DecisionKind.approve and own and proposal.verdict.outcome is Outcome.allow:
        return None
    if own and decider:
        return f"You can't {verb} your own proposal: another manager or admin can."
    if not decider:
        return f"You can't {verb} this proposal: a manager or admin can."
    return None


def why_not(actor: Person, proposal: Proposal, decision: Decision, *, wall_now: datetime) -> str | None:
    """`may_decide` and everything else that can be wrong with a click: reason, value, expiry."""
    problem = may_decide(actor, proposal, decision.kind)
    if problem:
        return problem
    if has_expired(proposal, wall_now):
        return f"This proposal expired on {proposal.expires_at.date().isoformat()}, so it can't be decided any more."
    if decision.kind in _NEEDS_REASON and not (decision.reason or "").strip():
        return _NEEDS_REASON[decision.kind]
    if decision.kind is DecisionKind.edit and not (decision.value or "").strip():
        return f"Give the new {proposal.field.replace('_', ' ')}."
    return None


def is_own(actor: Person, proposal: Proposal) -> bool:
    """Whether the proposal concerns this person, who then counts as its proposer."""
    return bool(proposal.proposer) and _address(proposal.proposer) == _address(actor.email)


def has_expired(proposal: Proposal, wall_now: datetime) -> bool:
    """Whether an open proposal waited too long; what is decided does not expire."""
    return proposal.status is ProposalStatus.expired or (
        proposal.status in _OPEN and wall_now >= proposal.expires_at
    )


def _state_problem(proposal: Proposal, kind: DecisionKind) -> str | None:
    if proposal.status is ProposalStatus.paused and kind is DecisionKind.approve:
        return (
            f"This proposal is paused: {proposal.verdict.reason} A manager or admin"
            f"{_other_than(proposal)} can release it with a reason."
        )
    if proposal.status is ProposalStatus.pending and kind is DecisionKind.release:
        return "This proposal is not paused, so there is nothing to release."
    if proposal.status is ProposalStatus.expired:
        return f"This proposal expired on {proposal.expires_at.date().isoformat()}, so it can't be decided any more."
    if proposal.status not in _OPEN:
        return already_decided(proposal)
    return None


def already_decided(proposal: Proposal) -> str:
    """The sentence for who comes second."""
    what = {
        ProposalStatus.approved: "approved",
        ProposalStatus.applied: "approved and written to the CRM",
        ProposalStatus.rejected: "rejected",
        ProposalStatus.superseded: "replaced by a newer proposal",
    }.get(proposal.status, proposal.status.value)
    by = f" by {proposal.decided_by}" if proposal.decided_by else ""
    if proposal.status is ProposalStatus.failed:
        return f"This proposal was already approved{by}, but the CRM refused it."
    return f"This proposal was already {what}{by}."


def _proposer_or(proposal: Proposal) -> str:
    return f"{proposal.proposer}, or " if proposal.proposer else ""


def _other_than(proposal: Proposal) -> str:
    return f" other than {proposal.proposer}" if proposal.proposer else ""


def _address(person: str | None) -> str:
    return (person or "").strip().casefold()
