"""Who may decide about a proposal: four eyes, and a plain sentence when the answer is no."""

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

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
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

Names = Mapping[str, str]
"""What to call people, by their addresses; who is not in it is called by the address."""
_NAMELESS: Names = {}


def may_see(actor: Person, proposal: Proposal) -> bool:
    """Whether the card is for this person: whoever may decide, and the colleague whom it concerns."""
    return actor.role in _DECIDERS or is_own(actor, proposal)


def may_decide(
    actor: Person, proposal: Proposal, kind: DecisionKind, *, names: Names = _NAMELESS
) -> str | None:
    """None if this person may do this to this proposal now, otherwise the sentence why not.

    Managers and admins decide, never about an own proposal. The colleague whom a proposal concerns
    may edit, reject or snooze it, and approve it only where policy says that the own click is enough.
    """
    own = is_own(actor, proposal)
    decider = actor.role in _DECIDERS
    verb = _VERB[kind]
    by_owner = kind in (DecisionKind.edit, DecisionKind.reject, DecisionKind.snooze)
    if not may_see(actor, proposal):  # first of all: how it stands, and why, is not for everybody
        who = _proposer_or(proposal, names) if by_owner else ""
        return f"You can't {verb} this proposal: {who}a manager or admin can."
    state = _state_problem(actor, proposal, kind, names)
    if state:
        return state
    if by_owner or (kind is DecisionKind.approve and own and proposal.verdict.outcome is Outcome.allow):
        return None
    if own and decider:
        return f"You can't {verb} your own proposal: another manager or admin can."
    if not decider:
        return f"You can't {verb} this proposal: a manager or admin can."
    return None


def why_not(
    actor: Person,
    proposal: Proposal,
    decision: Decision,
    *,
    wall_now: datetime,
    names: Names = _NAMELESS,
) -> str | None:
    """`may_decide` and everything else that can be wrong with a click: reason, value, expiry."""
    problem = may_decide(actor, proposal, decision.kind, names=names)
    if problem:
        return problem
    if has_expired(proposal, wall_now):
        return _expired(proposal)
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


def what_is_shown(proposal: Proposal) -> str:
    """A short mark of the change that a card shows; whoever approves says with it what they looked at."""
    return "s" + sha256(json.dumps([proposal.old, proposal.new]).encode()).hexdigest()[:12]


def already_decided(proposal: Proposal, *, names: Names = _NAMELESS, tz: str = "UTC") -> str:
    """The sentence for who comes second: what was decided, by whom and when, on a clock in `tz`."""
    if proposal.status is ProposalStatus.expired:
        return _expired(proposal)
    what = {
        ProposalStatus.approved: "approved",
        ProposalStatus.applied: "approved and written to the CRM",
        ProposalStatus.failed: "approved",
        ProposalStatus.rejected: "rejected",
        ProposalStatus.superseded: "replaced by a newer proposal",
    }.get(proposal.status, proposal.status.value)
    by = f" by {_called(proposal.decided_by, names)}" if proposal.decided_by else ""
    at = f" on {_moment(proposal.decided_at, tz)}" if proposal.decided_by and proposal.decided_at else ""
    but = ", but the CRM refused it" if proposal.status is ProposalStatus.failed else ""
    return f"This proposal was already {what}{by}{at}{but}."


def _state_problem(actor: Person, proposal: Proposal, kind: DecisionKind, names: Names) -> str | None:
    if proposal.status is ProposalStatus.paused and kind is DecisionKind.approve:
        return (
            f"This proposal is paused: {proposal.verdict.reason} A manager or admin"
            f"{_other_than(proposal, names)} can release it with a reason."
        )
    if proposal.status is ProposalStatus.pending and kind is DecisionKind.release:
        return "This proposal is not paused, so there is nothing to release."
    if proposal.status not in _OPEN:
        return already_decided(proposal, names=names, tz=actor.tz)
    return None


def _expired(proposal: Proposal) -> str:
    return (
        f"This proposal expired on {proposal.expires_at.date().isoformat()}, so it can't be decided any more."
    )


def _moment(at: datetime, tz: str) -> str:
    """ "20 Nov 2026 at 10:00 CET"."""
    try:
        there = at.astimezone(ZoneInfo(tz))
    except (ZoneInfoNotFoundError, ValueError):
        there = at
    return f"{there.day} {_MONTHS[there.month - 1]} {there.year} at {there:%H:%M} {there.tzname() or ''}".rstrip()


def _called(address: str, names: Names) -> str:
    """A name comes from outside, so it is kept short and on one line."""
    return " ".join(names.get(address, address).split())[:80] or address


def _proposer_or(proposal: Proposal, names: Names) -> str:
    return f"{_called(proposal.proposer, names)}, or " if proposal.proposer else ""


def _other_than(proposal: Proposal, names: Names) -> str:
    return f" other than {_called(proposal.proposer, names)}" if proposal.proposer else ""


def _address(person: str | None) -> str:
    return (person or "").strip().casefold()
