"""The people, changes and facts that the policy tests speak of."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from records.models import (
    AccountFacts,
    ChangeDraft,
    Decision,
    DecisionKind,
    Direction,
    Evidence,
    Person,
    Promise,
    Proposal,
    ProposalStatus,
    Role,
    Strength,
    Verdict,
)

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
REP = Person(email="rep@initech.example", role=Role.rep, name="Rita Rep", tz="Europe/Berlin")
COLLEAGUE = Person(email="other@initech.example", role=Role.rep)
BOSS = Person(email="boss@initech.example", role=Role.manager)
ADMIN = Person(email="admin@initech.example", role=Role.admin)
NEEDS = Verdict.needs_approval("crm_write", "A manager or admin must approve every CRM update.")


def draft(**changes: Any) -> ChangeDraft:
    """A well-founded change of a deal's next step."""
    return ChangeDraft(
        **{
            "entity": "deal",
            "entity_id": "1",
            "field": "next_step",
            "new": "Send the revised quote",
            "evidence": (Evidence(event_id="evt_1", quote="We'll send the revised quote."),),
            "confidence": 0.9,
            "why": "promised",
            "account_id": "acc_1",
            "owner": REP.email,
            **changes,
        }
    )


def proposal(**changes: Any) -> Proposal:
    """The same, stored and waiting for a decision; its proposer is REP."""
    return Proposal(
        **{
            "id": "prop_1",
            "crm": "crm",
            "entity": "deal",
            "entity_id": "1",
            "field": "next_step",
            "old": "Call back",
            "new": "Send the revised quote",
            "evidence": (Evidence(event_id="evt_1", quote="We'll send the revised quote."),),
            "confidence": 0.9,
            "account_id": "acc_1",
            "proposer": REP.email,
            "verdict": NEEDS,
            "status": ProposalStatus.pending,
            "created_at": NOW - timedelta(days=1),
            "expires_at": NOW + timedelta(days=6),
            **changes,
        }
    )


def decision(kind: DecisionKind = DecisionKind.approve, actor: Person = BOSS, **changes: Any) -> Decision:
    """A click."""
    return Decision(**{"proposal_id": "prop_1", "kind": kind, "actor": actor.email, "at": NOW, **changes})


def facts(**changes: Any) -> AccountFacts:
    """What is known of an account that is doing well."""
    return AccountFacts(**{"account_id": "acc_1", "account": "Acme", "now": NOW, **changes})


def promise(number: int = 1, due: date | None = date(2026, 11, 24), **changes: Any) -> Promise:
    """Something that REP owes."""
    quote = "We'll send the quote"
    return Promise(
        **{
            "id": f"pro_{number}",
            "event_id": "evt_1",
            "start": 0,
            "end": len(quote),
            "quote": quote,
            "direction": Direction.ours,
            "owner": REP.email,
            "beneficiary": "ada@acme.example",
            "action": "send the quote",
            "strength": Strength.firm,
            "due": due,
            "confidence": 0.9,
            "at": NOW,
            **changes,
        }
    )
