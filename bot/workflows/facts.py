"""Gathers what the policies must know of an account at this moment."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from records.accounts import Accounts
from records.clock import Clock
from records.event_log import EventLog
from records.models import AccountFacts, Direction, Evidence, Intent, PromiseStatus
from records.people import People
from records.promises import Promises
from retrieval.calm import calms_down

_LOOK_BACK = timedelta(days=365)
_STILL_HURTS = timedelta(days=60)
"""A promise that has been overdue for longer, and that nobody ever came back to, is no sign of today's mood."""
_SURE = 0.5


@dataclass(frozen=True)
class Facts:
    """Read fresh each time: when proposed, at the click and right before the write."""

    log: EventLog
    promises: Promises
    accounts: Accounts
    people: People
    clock: Clock

    def of(self, account_id: str | None, *, internal_only: bool = False) -> AccountFacts:
        now = self.clock.now()
        if account_id is None:
            return AccountFacts(account_id=None, account=None, internal_only=internal_only, now=now)
        account = self.accounts.get(account_id)
        anger = self._latest(account.id, "frustration", until_calm=True)
        threat = self._latest(account.id, "churn_threat", until_calm=False)
        today = now.date()
        return AccountFacts(
            account_id=account.id,
            account=account.name,
            crm_at_risk=account.at_risk_flag,
            angry_support=_evidence(anger),
            angry_support_at=anger[1].at if anger else None,
            churn_threat=_evidence(threat),
            churn_threat_at=threat[1].at if threat else None,
            overdue_ours=tuple(
                p.quote
                for p in self.promises.of_account(account.id)
                if p.direction is Direction.ours
                and p.status_at(today) is PromiseStatus.broken
                and p.due is not None
                and p.due >= today - _STILL_HURTS
            ),
            internal_only=internal_only,
            now=now,
        )

    def _latest(self, account_id: str, label: str, *, until_calm: bool) -> tuple[Intent, Any] | None:
        """The newest such words of the customer, unless the customer said since that all is well."""
        ours = self.people.our_domains()
        addresses = {p.email for p in self.people.all()}
        for intent, row in self.log.account_intents(account_id, [label], self.clock.now() - _LOOK_BACK):
            sender = row.sender_email
            if sender in addresses or sender.rpartition("@")[2] in ours or intent.confidence < _SURE:
                continue
            if until_calm and self._calmed(account_id, row.event_id):
                return None
            return intent, row
        return None

    def _calmed(self, account_id: str, event_id: str) -> bool:
        angry = self.log.get([event_id])[event_id]
        later = [e for e in self.log.of_account(account_id) if e.thread == angry.thread and e.at > angry.at]
        return any(
            calms_down(e)
            for e in later
            if e.sender and angry.sender and e.sender.domain == angry.sender.domain
        )


def _evidence(found: tuple[Intent, Any] | None) -> Evidence | None:
    if found is None:
        return None
    intent, row = found
    return Evidence(event_id=row.event_id, quote=intent.quote, start=intent.start, end=intent.end)
