"""Writes an approved change: policy once more, then compare-and-set, then the audit row."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from bot.workflows.facts import Facts
from integrations.errors import Drift, Rejected, Retry
from integrations.ports import Crm
from policies.engine import Policy
from policies.gate import Denied, Paused, approve
from records.accounts import Accounts
from records.audit_log import AuditLog
from records.clock import Clock
from records.errors import NotAllowed, UnknownReader
from records.models import Proposal, ProposalStatus
from records.people import People
from records.proposals import Alerts, Proposals

log = logging.getLogger("promissory.apply")


@dataclass(frozen=True)
class Apply:
    """Harmless when repeated: the CRM remembers the key of each change it took."""

    crm: Crm | None
    policy: Policy
    facts: Facts
    proposals: Proposals
    people: People
    accounts: Accounts
    audit: AuditLog
    alerts: Alerts
    wall: Clock

    def changes(self, proposal_ids: Sequence[str]) -> None:
        for name in proposal_ids:
            self.change(name)

    def change(self, proposal_id: str) -> Proposal:
        """Bring one approved proposal to its end. Raises Retry when the CRM is busy: it stays approved."""
        p = self.proposals.get(proposal_id)
        if p.status is not ProposalStatus.approved or self.crm is None or p.decided_by is None:
            return p
        decision = self.proposals.decision_of(p.id)
        try:
            refresh_from_crm(self.crm, self.accounts)
            verdict = self.policy.evaluate(p, self.facts.of(p.account_id))
            actor = self.people.get(p.decided_by)
            change = approve(p, decision, actor, verdict, wall_now=self.wall.now())
            self._noted(p, "crm_write_started")()
            applied = self.crm.apply(change)
        except Paused as stop:
            noted = self._noted(p, "paused_before_write", rule=stop.verdict.rule)
            self.proposals.set_verdict(
                p.id, stop.verdict, ProposalStatus.paused, expected=p.status, noted=noted
            )
        except (Denied, NotAllowed, UnknownReader) as stop:
            self._fail(p, str(stop))
        except Drift as drift:
            noted = self._noted(p, "crm_had_changed")
            self.proposals.refresh(p.id, drift.current, ProposalStatus.pending, noted=noted)
        except Rejected as refusal:
            if self._fail(p, str(refusal)):
                self.alerts.raise_alert(
                    "crm_write_failed", p.id, f"{p.entity}.{p.field} was refused by {p.crm}"
                )
        except Retry:
            log.warning("crm busy, proposal %s stays approved", p.id)
            raise
        else:
            noted = self._noted(p, "crm_written", again=applied.already)
            self.proposals.finish(p.id, ProposalStatus.applied, noted=noted)
            refresh_from_crm(self.crm, self.accounts)
        return self.proposals.get(p.id)

    def _fail(self, p: Proposal, why: str) -> bool:
        noted = self._noted(p, "crm_refused")
        return self.proposals.finish(p.id, ProposalStatus.failed, why, noted=noted)

    def _noted(self, p: Proposal, action: str, **detail: object) -> "partial[bool]":
        """The audit row of one step. Values stay out of it: the proposal holds them, and can be erased."""
        told = {"field": f"{p.entity}.{p.field}", **detail}
        return partial(self.audit.record, p.decided_by or "promissory", action, p.id, told)


def refresh_from_crm(crm: Crm, accounts: Accounts) -> None:
    """Take over what the CRM says now of its accounts, contacts and deals."""
    snapshot = crm.snapshot()
    accounts.import_snapshot(snapshot.accounts, snapshot.contacts, snapshot.deals)
