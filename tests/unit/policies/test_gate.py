"""Only what a permitted person approved, and policy still lets through, may reach a CRM."""

import copy
import pickle
from datetime import timedelta
from typing import Any

import pytest

from policies.gate import ApprovedChange, Denied, Paused, approve
from records.errors import AlreadyDecided, NotAllowed
from records.models import Decision, DecisionKind, Person, Proposal, ProposalStatus, Verdict
from tests.unit.policies.builders import ADMIN, BOSS, NEEDS, NOW, REP, decision, proposal

ALLOW = Verdict.allow("auto_allowed", "Fine.")


def _approve(
    given: Proposal | None = None,
    click: Decision | None = None,
    actor: Person = BOSS,
    verdict: Verdict = NEEDS,
    days: int = 0,
) -> ApprovedChange:
    return approve(
        given or proposal(),
        click or decision(actor=actor),
        actor,
        verdict,
        wall_now=NOW + timedelta(days=days),
    )


def test_a_managers_click_gives_what_the_crm_accepts() -> None:
    change = _approve()
    assert (change.key, change.entity, change.entity_id, change.field) == ("prop_1", "deal", "1", "next_step")
    assert (change.old, change.new, change.approved_by) == ("Call back", "Send the revised quote", BOSS.email)


def test_nobody_else_can_make_or_alter_one() -> None:
    change = _approve()
    values: dict[str, Any] = change.model_dump()
    with pytest.raises(TypeError, match="approve only"):
        ApprovedChange(**values)
    with pytest.raises(TypeError, match="approve only"):
        ApprovedChange.model_validate(values, context={"gate": object()})
    with pytest.raises(TypeError, match="approve only"):
        ApprovedChange.model_validate_json(change.model_dump_json())
    with pytest.raises(TypeError, match="approve only"):
        ApprovedChange.model_construct(**values)
    with pytest.raises(TypeError, match="never altered"):
        change.model_copy(update={"new": "something else"})
    with pytest.raises(ValueError, match="frozen"):
        change.new = "something else"
    assert copy.copy(change) == change.model_copy() == change
    assert ApprovedChange.__name__ in repr(change)
    with pytest.raises(TypeError, match="not stored"):
        pickle.dumps(change)


def test_an_edit_by_one_who_may_approve_carries_its_own_value() -> None:
    change = _approve(click=decision(DecisionKind.edit, value=" Send it on Monday "))
    assert change.new == "Send it on Monday"


@pytest.mark.parametrize("actor", [REP])
@pytest.mark.parametrize("kind", [DecisionKind.approve, DecisionKind.edit])
def test_a_rep_can_not_approve_not_even_by_editing(actor: Person, kind: DecisionKind) -> None:
    with pytest.raises(NotAllowed, match="a manager or admin can"):
        _approve(click=decision(kind, actor, value="Something"), actor=actor)


def test_four_eyes_hold_for_managers_too() -> None:
    with pytest.raises(NotAllowed, match="another manager or admin can"):
        _approve(proposal(proposer=BOSS.email.upper()))
    assert _approve(proposal(proposer=BOSS.email), actor=ADMIN).approved_by == ADMIN.email


def test_the_own_click_is_enough_only_while_policy_says_so() -> None:
    own = proposal(verdict=ALLOW)
    assert _approve(own, actor=REP, verdict=ALLOW).approved_by == REP.email
    with pytest.raises(NotAllowed):
        _approve(own, actor=REP, verdict=NEEDS)
    with pytest.raises(NotAllowed):
        _approve(proposal(), actor=REP, verdict=ALLOW)


def test_policy_has_the_last_word() -> None:
    pause = Verdict.pause("angry_support", "Acme is at risk.")
    with pytest.raises(Paused, match="Acme is at risk") as paused:
        _approve(verdict=pause)
    assert paused.value.verdict == pause
    with pytest.raises(Denied, match="internal"):
        _approve(verdict=Verdict.deny("internal_only", "It is internal."))


def test_a_paused_proposal_is_released_before_it_is_approved() -> None:
    paused = proposal(status=ProposalStatus.paused, verdict=Verdict.pause("crm_at_risk", "Acme is at risk."))
    with pytest.raises(NotAllowed, match="release it with a reason"):
        _approve(paused)


def test_an_expired_proposal_is_not_approved_but_an_approved_one_does_not_expire() -> None:
    with pytest.raises(NotAllowed, match="expired on 2026-11-26"):
        _approve(days=6)
    with pytest.raises(NotAllowed, match="expired"):
        _approve(proposal(status=ProposalStatus.expired))
    approved = proposal(status=ProposalStatus.approved, decided_by=BOSS.email)
    assert _approve(approved, days=30).key == "prop_1"


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (ProposalStatus.rejected, "already rejected by admin@initech.example"),
        (ProposalStatus.applied, "already approved and written to the CRM by admin@initech.example"),
        (ProposalStatus.approved, "already approved by admin@initech.example"),
        (ProposalStatus.superseded, "replaced by a newer proposal"),
    ],
)
def test_who_comes_second_hears_who_decided(status: ProposalStatus, says: str) -> None:
    with pytest.raises(AlreadyDecided, match=says):
        _approve(proposal(status=status, decided_by=ADMIN.email))


@pytest.mark.parametrize("kind", [DecisionKind.reject, DecisionKind.release, DecisionKind.snooze])
def test_only_an_approval_approves(kind: DecisionKind) -> None:
    with pytest.raises(NotAllowed, match="does not change the CRM"):
        _approve(click=decision(kind, reason="because"))


def test_a_click_counts_for_its_own_proposal_and_person_only() -> None:
    with pytest.raises(NotAllowed, match="another proposal"):
        _approve(click=decision(proposal_id="prop_2"))
    with pytest.raises(NotAllowed, match="who clicked"):
        _approve(click=decision(actor=ADMIN), actor=BOSS)


def test_an_edited_value_must_be_readable() -> None:
    given = proposal(field="close_date", new="2026-11-27", old=None)
    with pytest.raises(NotAllowed, match="written like 2026-11-27"):
        _approve(given, decision(DecisionKind.edit, value="next Friday"))
