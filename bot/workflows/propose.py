"""Turns what an event says into proposed CRM changes, each with a verdict before anybody sees it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from bot.workflows.extract import Digest
from bot.workflows.facts import Facts
from integrations.errors import Rejected, Retry
from integrations.ports import Crm
from policies.engine import Policy
from records.accounts import Accounts
from records.audit_log import AuditLog
from records.clock import Clock
from records.event_log import EventLog
from records.models import ChangeDraft, Event, Outcome, PromiseStatus, Proposal, ProposalStatus
from records.promises import Promises
from records.proposals import Proposals, proposal_id
from retrieval.draft import draft_changes
from retrieval.versions import drafter_version

STALE = timedelta(days=45)
"""A signal older than this is history: the CRM was surely looked after since."""


@dataclass(frozen=True)
class Propose:
    """Without a CRM there is nothing to propose."""

    crm: Crm | None
    policy: Policy
    facts: Facts
    log: EventLog
    promises: Promises
    accounts: Accounts
    proposals: Proposals
    audit: AuditLog
    digest: Digest
    clock: Clock
    wall: Clock

    def events(self, event_ids: Sequence[str]) -> None:
        """Propose from these events, oldest first. Harmless when repeated."""
        if self.crm is None:
            return
        found = self.log.get(event_ids)
        of_event = self.log.accounts_of(event_ids)
        for event in sorted(found.values(), key=lambda e: (e.at, e.id)):
            if event.at < self.clock.now() - STALE or event.at > self.clock.now() + timedelta(days=1):
                continue
            for account_id in of_event.get(event.id, []):
                self._from(event, account_id)

    def _from(self, event: Event, account_id: str) -> None:
        account = self.accounts.get(account_id)
        if account.crm is None:
            return
        today = self.clock.now().date()
        promises = [
            p
            for p in self.promises.of_event(event.id)
            if p.account_id == account.id and p.status_at(today) is PromiseStatus.open
        ]
        drafts = draft_changes(
            event,
            promises,
            self.log.intents_of(event.id),
            account=account,
            contacts=self.accounts.contacts(account.id),
            deals=self.accounts.deals(account.id),
            sides=self.digest.sides(),
        )
        for draft in drafts:
            self._propose(draft, event)

    def _propose(self, draft: ChangeDraft, event: Event) -> None:
        assert self.crm is not None
        name = proposal_id(self.crm.name, draft.entity, draft.entity_id, draft.field, draft.new, event.id)
        if self.proposals.known(name) or self._is_overtaken(draft, event):
            return
        try:
            old = self.crm.read(draft.entity, draft.entity_id, draft.field) if draft.entity_id else None
        except (Rejected, Retry) as problem:
            self.audit.record("promissory", "not_proposed", name, {"why": type(problem).__name__})
            return
        verdict = self.policy.evaluate(draft, self.facts.of(draft.account_id), old=old)
        if verdict.outcome is Outcome.deny:
            return
        paused = verdict.outcome is Outcome.pause
        now = self.wall.now()
        proposal = Proposal(
            id=name,
            crm=self.crm.name,
            entity=draft.entity,
            entity_id=draft.entity_id,
            field=draft.field,
            old=old,
            new=draft.new,
            evidence=draft.evidence,
            confidence=draft.confidence,
            why=draft.why,
            account_id=draft.account_id,
            promise_id=draft.promise_id,
            proposer=draft.owner,
            verdict=verdict,
            status=ProposalStatus.paused if paused else ProposalStatus.pending,
            created_at=now,
            expires_at=now + timedelta(days=self.policy.limits.expires_after_days),
        )
        told = {
            "field": f"{proposal.entity}.{proposal.field}",
            "evidence": [e.event_id for e in proposal.evidence],
            "confidence": round(proposal.confidence, 3),
            "verdict": verdict.outcome.value,
            "rule": verdict.rule,
        }
        self.proposals.add(
            proposal,
            drafter=drafter_version(),
            noted=partial(self.audit.record, "promissory", "proposed", proposal.id, told),
        )

    def _is_overtaken(self, draft: ChangeDraft, event: Event) -> bool:
        """Whether a later event already spoke about this field; old mail must not undo newer words."""
        if not draft.entity_id:
            return False
        others = self.proposals.latest_values(draft.entity, draft.entity_id, draft.field)
        cited = self.log.get([e.event_id for p in others for e in p.evidence])
        return any(e.at > event.at for e in cited.values())
