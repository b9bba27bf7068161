"""Who may decide, and what the others are told."""

from datetime import timedelta

import pytest

from policies.approvals import may_decide, why_not
from records.models import DecisionKind, Person, Proposal, ProposalStatus, Verdict
from tests.unit.policies.builders import ADMIN, BOSS, COLLEAGUE, NOW, REP, decision, proposal

PAUSED = proposal(status=ProposalStatus.paused, verdict=Verdict.pause("crm_at_risk", "Acme is at risk."))
OF_BOSS = proposal(proposer=BOSS.email)
OF_NOBODY = proposal(proposer=None)


@pytest.mark.parametrize(
    ("actor", "given", "kind", "may"),
    [
        (BOSS, proposal(), DecisionKind.approve, True),
        (ADMIN, proposal(), DecisionKind.approve, True),
        (REP, proposal(), DecisionKind.approve, False),
        (COLLEAGUE, proposal(), DecisionKind.approve, False),
        (BOSS, OF_BOSS, DecisionKind.approve, False),
        (ADMIN, OF_BOSS, DecisionKind.approve, True),
        (BOSS, OF_NOBODY, DecisionKind.approve, True),
        (REP, proposal(), DecisionKind.edit, True),
        (REP, proposal(), DecisionKind.reject, True),
        (REP, proposal(), DecisionKind.snooze, True),
        (COLLEAGUE, proposal(), DecisionKind.edit, False),
        (COLLEAGUE, OF_NOBODY, DecisionKind.reject, False),
        (BOSS, proposal(), DecisionKind.reject, True),
        (BOSS, OF_BOSS, DecisionKind.reject, True),
        (BOSS, PAUSED, DecisionKind.release, True),
        (REP, PAUSED, DecisionKind.release, False),
        (BOSS, PAUSED.model_copy(update={"proposer": BOSS.email}), DecisionKind.release, False),
        (BOSS, PAUSED, DecisionKind.approve, False),
        (BOSS, PAUSED, DecisionKind.reject, True),
        (REP, PAUSED, DecisionKind.reject, True),
        (BOSS, proposal(), DecisionKind.release, False),
        (BOSS, proposal(status=ProposalStatus.applied), DecisionKind.reject, False),
        (BOSS, proposal(status=ProposalStatus.expired), DecisionKind.approve, False),
    ],
)
def test_who_may_decide(actor: Person, given: Proposal, kind: DecisionKind, may: bool) -> None:
    problem = may_decide(actor, given, kind)
    assert (problem is None) == may
    assert problem is None or problem.endswith(".")


def test_a_rep_hears_who_can_approve() -> None:
    assert may_decide(REP, proposal(), DecisionKind.approve) == (
        "You can't approve this proposal: a manager or admin can."
    )


def test_a_colleague_hears_whose_proposal_it_is() -> None:
    assert REP.email in str(may_decide(COLLEAGUE, proposal(), DecisionKind.reject))


@pytest.mark.parametrize("kind", [DecisionKind.reject, DecisionKind.release])
@pytest.mark.parametrize("reason", [None, "", "  "])
def test_rejecting_and_releasing_need_a_reason(kind: DecisionKind, reason: str | None) -> None:
    given = PAUSED if kind is DecisionKind.release else proposal()
    assert "why" in str(why_not(BOSS, given, decision(kind, reason=reason), wall_now=NOW))
    assert why_not(BOSS, given, decision(kind, reason="talked to Ada"), wall_now=NOW) is None


def test_an_edit_needs_a_value() -> None:
    assert "Give the new next step" in str(
        why_not(REP, proposal(), decision(DecisionKind.edit, REP), wall_now=NOW)
    )


def test_nothing_is_decided_after_expiry() -> None:
    late = NOW + timedelta(days=6)
    assert "expired" in str(why_not(BOSS, proposal(), decision(), wall_now=late))
    assert "expired" in str(
        why_not(BOSS, PAUSED, decision(DecisionKind.release, reason="talked"), wall_now=late)
    )
