"""What a click on a card does: checked by policy again, decided once, audited."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from bot.workflows.apply import refresh_from_crm
from bot.workflows.facts import Facts
from integrations.ports import Crm
from policies.approvals import already_decided, why_not
from policies.crm_writes import value_problem
from policies.engine import Policy
from policies.gate import Denied, Paused, approve
from records.accounts import Accounts
from records.audit_log import AuditLog
from records.clock import Clock
from records.errors import AlreadyDecided, NotAllowed
from records.models import Decision, DecisionKind, Outcome, Person, Proposal, ProposalStatus
from records.people import People
from records.proposals import OPEN, Proposals

_CHANGED = "; the value was changed by"


@dataclass(frozen=True)
class Decide:
    """`write` brings an approved proposal into the CRM; durable where an engine runs."""

    crm: Crm | None
    policy: Policy
    facts: Facts
    proposals: Proposals
    people: People
    accounts: Accounts
    audit: AuditLog
    wall: Clock
    write: Callable[[str], None]

    def decide(
        self,
        proposal_id: str,
        kind: DecisionKind,
        actor: str,
        *,
        reason: str | None = None,
        value: str | None = None,
        surface: str = "terminal",
    ) -> Proposal:
        """The proposal as it stands afterwards. Raises a plain sentence when the click can't count."""
        person = self.people.get(actor)
        self.proposals.expire(self.wall.now())
        p = self.proposals.get(proposal_id)
        made = Decision(
            proposal_id=p.id,
            kind=kind,
            actor=person.email,
            at=self.wall.now(),
            reason=(reason or "").strip() or None,
            value=(value or "").strip() or None,
            surface=surface,
        )
        problem = why_not(person, p, made, wall_now=made.at)
        if problem:
            raise AlreadyDecided(problem) if p.status not in OPEN else NotAllowed(problem)
        handle = {
            DecisionKind.approve: self._approve,
            DecisionKind.edit: self._edit,
            DecisionKind.reject: self._reject,
            DecisionKind.release: self._release,
        }.get(kind)
        if handle is None:
            raise NotAllowed(f"A proposal can't be decided by {kind.value}.")
        handle(p, made, person)
        return self.proposals.get(p.id)

    def _approve(self, p: Proposal, made: Decision, person: Person) -> None:
        if self.crm is None:
            raise NotAllowed("No CRM is connected, so there is nothing to write to: see docs/how-to/crm.md.")
        refresh_from_crm(self.crm, self.accounts)
        verdict = self.policy.evaluate(p, self.facts.of(p.account_id))
        try:
            approve(p, made, person, verdict, wall_now=made.at)
        except Paused as stop:
            noted = self._noted(p, made, "paused_at_click", stop.verdict.rule)
            self.proposals.set_verdict(
                p.id, stop.verdict, ProposalStatus.paused, expected=p.status, noted=noted
            )
            raise
        except Denied as stop:
            self._noted(p, made, "denied_at_click", stop.verdict.rule)()
            raise
        self._move(p, made, ProposalStatus.approved, "approved")
        self.write(p.id)

    def _edit(self, p: Proposal, made: Decision, person: Person) -> None:
        unreadable = value_problem(p.field, made.value or "")
        if unreadable:
            raise NotAllowed(unreadable)
        changed = p.model_copy(update={"new": made.value})
        verdict = self.policy.evaluate(changed, self.facts.of(p.account_id))
        if verdict.outcome is Outcome.deny:
            raise NotAllowed(f"Policy refuses this value: {verdict.reason}")
        paused = verdict.outcome is Outcome.pause
        then = ProposalStatus.paused if paused else ProposalStatus.pending
        if not self.proposals.decide(
            made,
            p.status,
            then,
            new=made.value,
            why=f"{p.why.split(_CHANGED)[0]}{_CHANGED} {person.name or person.email}, so the quote may say otherwise",
            verdict=None if p.released_by and not paused else verdict,
            seen=p.new,
            noted=self._noted(p, made, "edited", verdict.rule),
        ):
            raise self._late(p)

    def _reject(self, p: Proposal, made: Decision, person: Person) -> None:
        self._move(p, made, ProposalStatus.rejected, "rejected")

    def _release(self, p: Proposal, made: Decision, person: Person) -> None:
        self._move(p, made, ProposalStatus.pending, "released")

    def _move(self, p: Proposal, made: Decision, then: ProposalStatus, action: str) -> None:
        noted = self._noted(p, made, action, p.verdict.rule)
        if not self.proposals.decide(made, p.status, then, seen=p.new, noted=noted):
            raise self._late(p)

    def _late(self, p: Proposal) -> AlreadyDecided:
        now = self.proposals.get(p.id)
        if now.status in OPEN:
            return AlreadyDecided("Somebody changed this proposal just now: look at it again, then decide.")
        return AlreadyDecided(already_decided(now))

    def _noted(self, p: Proposal, made: Decision, action: str, rule: str) -> "partial[bool]":
        """The audit row of a click, written together with what it changed."""
        told = {
            "field": f"{p.entity}.{p.field}",
            "surface": made.surface,
            "rule": rule,
            "reason_given": made.reason is not None,
        }
        return partial(self.audit.record, made.actor, action, p.id, told)
