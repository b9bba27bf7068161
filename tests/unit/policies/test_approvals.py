"""Who may decide, and what the others are told."""

from datetime import timedelta

import pytest

from policies.approvals import already_decided, may_decide, may_see, what_is_shown, why_not
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


NAMES = {BOSS.email: "Bo Baker", REP.email: "Rita Rep", ADMIN.email: "you"}


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (
            ProposalStatus.approved,
            "This proposal was already approved by Bo Baker on 20 Nov 2026 at 10:00 CET.",
        ),
        (ProposalStatus.applied, "approved and written to the CRM by Bo Baker on 20 Nov 2026 at 10:00 CET."),
        (ProposalStatus.rejected, "already rejected by Bo Baker on 20 Nov 2026 at 10:00 CET."),
        (ProposalStatus.failed, "approved by Bo Baker on 20 Nov 2026 at 10:00 CET, but the CRM refused it."),
    ],
)
@pytest.mark.parametrize("kind", list(DecisionKind))
def test_who_comes_second_hears_who_was_first_and_when_on_the_own_clock(
    status: ProposalStatus, says: str, kind: DecisionKind
) -> None:
    given = proposal(status=status, decided_by=BOSS.email, decided_at=NOW)
    assert says in already_decided(given, names=NAMES, tz="Europe/Berlin")
    assert says in str(may_decide(REP, given, kind, names=NAMES))


def test_who_clicks_twice_hears_that_it_was_them() -> None:
    given = proposal(status=ProposalStatus.rejected, decided_by=ADMIN.email, decided_at=NOW)
    assert "already rejected by you on 20 Nov 2026 at 09:00 UTC" in already_decided(given, names=NAMES)


def test_who_is_not_known_by_name_goes_by_the_address() -> None:
    given = proposal(status=ProposalStatus.rejected, decided_by=BOSS.email, decided_at=NOW)
    assert f"rejected by {BOSS.email} on" in already_decided(given)


def test_a_name_can_not_break_the_sentence() -> None:
    given = proposal(status=ProposalStatus.rejected, decided_by=BOSS.email, decided_at=NOW)
    said = already_decided(given, names={BOSS.email: "Bo\n\n" + "x" * 500})
    assert "\n" not in said and len(said) < 200
    assert BOSS.email in already_decided(given, names={BOSS.email: " "})


@pytest.mark.parametrize("zone", ["Nowhere/Land", "", "../etc"])
def test_a_zone_that_there_is_not_stops_nobody(zone: str) -> None:
    given = proposal(status=ProposalStatus.rejected, decided_by=BOSS.email, decided_at=NOW)
    assert "on 20 Nov 2026 at 09:00" in already_decided(given, tz=zone)


def test_what_expired_or_was_replaced_was_decided_by_nobody() -> None:
    assert "expired on 2026-11-26" in already_decided(proposal(status=ProposalStatus.expired))
    assert already_decided(proposal(status=ProposalStatus.superseded)) == (
        "This proposal was already replaced by a newer proposal."
    )


@pytest.mark.parametrize("status", list(ProposalStatus))
@pytest.mark.parametrize("kind", list(DecisionKind))
def test_who_may_not_see_a_card_learns_nothing_of_how_it_stands(
    status: ProposalStatus, kind: DecisionKind
) -> None:
    pause = Verdict.pause("churn_threat", "Acme is at risk: “we will cancel”.")
    given = proposal(status=status, verdict=pause, decided_by=BOSS.email, decided_at=NOW)
    said = str(may_decide(COLLEAGUE, given, kind))
    assert said.startswith(f"You can't {kind.value} this proposal")
    assert "cancel" not in said and BOSS.email not in said


@pytest.mark.parametrize(("actor", "may"), [(BOSS, True), (ADMIN, True), (REP, True), (COLLEAGUE, False)])
def test_a_card_is_for_deciders_and_for_whom_it_concerns(actor: Person, may: bool) -> None:
    assert may_see(actor, proposal()) is may


def test_the_mark_of_what_is_shown_follows_both_values() -> None:
    marks = [
        what_is_shown(proposal(old=old, new=new))
        for old, new in (("a", "b"), (None, "b"), ("", "b"), ("a", "c"), ("", "ab"), (None, '","b'))
    ]
    assert len(set(marks)) == len(marks)
    assert what_is_shown(proposal(old="a", new="b", why="else", status=ProposalStatus.paused)) == marks[0]
    assert all(m.isalnum() and m[0] == "s" for m in marks), "no date could be read out of it"
