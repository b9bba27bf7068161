"""Nothing reaches the CRM without a second person, and nothing at all from an account at risk."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.engine import Policy, PolicyLimits
from policies.verdict import strictest
from records.models import Evidence, Outcome, ProposalStatus, Verdict
from tests.unit.policies.builders import NOW, draft, facts, proposal

ANGRY = Evidence(event_id="evt_angry", quote="This is the third time the counts are wrong.")
LEAVING = Evidence(event_id="evt_leave", quote="We are looking at other vendors.")


def test_by_default_every_change_needs_a_second_person() -> None:
    verdict = Policy().evaluate(draft(), facts())
    assert (verdict.outcome, verdict.rule) == (Outcome.needs_approval, "crm_write")
    assert "manager or admin" in verdict.reason


def test_a_company_may_let_the_own_click_be_enough_for_some_fields() -> None:
    policy = Policy(PolicyLimits(auto_allow_fields=("deal.next_step",)))
    assert policy.evaluate(draft(), facts()).outcome is Outcome.allow
    assert policy.evaluate(draft(field="amount", new="100.00"), facts()).outcome is Outcome.needs_approval


@pytest.mark.parametrize(("new", "rule"), [("49999.99", "crm_write"), ("50000.00", "large_amount")])
def test_large_amounts_are_named_as_such(new: str, rule: str) -> None:
    verdict = Policy().evaluate(draft(field="amount", new=new), facts())
    assert (verdict.outcome, verdict.rule) == (Outcome.needs_approval, rule)


def test_large_amounts_need_a_second_person_even_where_the_field_is_free() -> None:
    policy = Policy(PolicyLimits(auto_allow_fields=("amount",)))
    assert policy.evaluate(draft(field="amount", new="90000.00"), facts()).outcome is Outcome.needs_approval


@pytest.mark.parametrize(
    ("changes", "about", "rule"),
    [
        ({"evidence": ()}, {}, "no_evidence"),
        ({"evidence": (Evidence(event_id="e", quote="  "),)}, {}, "no_evidence"),
        ({}, {"internal_only": True}, "internal_only"),
        ({"confidence": 0.49}, {}, "low_confidence"),
        ({"field": "credit_limit"}, {}, "unknown_field"),
        ({"entity": "invoice"}, {}, "unknown_field"),
        ({"field": "amount", "new": "about 50k"}, {}, "bad_value"),
        ({"field": "amount", "new": "-5"}, {}, "bad_value"),
        ({"field": "amount", "new": "NaN"}, {}, "bad_value"),
        ({"field": "close_date", "new": "next Friday"}, {}, "bad_value"),
        ({"field": "close_date", "new": "2026-02-30"}, {}, "bad_value"),
        ({"new": " "}, {}, "bad_value"),
        ({"entity": "contact", "field": "phone", "new": "ext 12"}, {}, "bad_value"),
    ],
)
def test_what_can_never_be_right_is_denied(changes: dict[str, Any], about: dict[str, Any], rule: str) -> None:
    verdict = Policy().evaluate(draft(**changes), facts(crm_at_risk=True, **about))
    assert (verdict.outcome, verdict.rule) == (Outcome.deny, rule)
    assert verdict.reason.endswith(".")


@pytest.mark.parametrize(
    ("entity", "field", "old", "new"),
    [
        ("deal", "next_step", "Send  quote", "Send quote "),
        ("deal", "amount", "52000", "52000.00"),
        ("contact", "phone", "+44 20 7946-0000", "0044 2079460000"),
    ],
)
def test_what_the_crm_already_says_is_no_change(entity: str, field: str, old: str, new: str) -> None:
    verdict = Policy().evaluate(draft(entity=entity, field=field, new=new), facts(), old=old)
    assert (verdict.outcome, verdict.rule) == (Outcome.deny, "value_unchanged")


@pytest.mark.parametrize(
    ("about", "rule", "says"),
    [
        (
            {"angry_support": ANGRY, "angry_support_at": NOW - timedelta(days=3)},
            "angry_support",
            "third time",
        ),
        ({"churn_threat": LEAVING, "churn_threat_at": NOW}, "churn_threat", "other vendors"),
        (
            {"overdue_ours": ("We'll fix it by Friday", "Report on Monday")},
            "overdue_promises",
            "2 of our promises",
        ),
        ({"crm_at_risk": True}, "crm_at_risk", "the CRM marks"),
    ],
)
def test_an_account_at_risk_pauses_with_the_evidence(about: dict[str, Any], rule: str, says: str) -> None:
    verdict = Policy().evaluate(draft(), facts(**about))
    assert (verdict.outcome, verdict.rule) == (Outcome.pause, rule)
    assert "Acme" in verdict.reason
    assert says in verdict.reason


def test_old_anger_is_forgiven_and_undated_anger_is_not() -> None:
    old = facts(angry_support=ANGRY, angry_support_at=NOW - timedelta(days=31))
    undated = facts(angry_support=ANGRY)
    naive = facts(angry_support=ANGRY, angry_support_at=datetime(2026, 11, 19))
    assert Policy().evaluate(draft(), old).outcome is Outcome.needs_approval
    assert Policy().evaluate(draft(), undated).outcome is Outcome.pause
    assert Policy().evaluate(draft(), naive).outcome is Outcome.pause


def test_all_reasons_of_a_pause_are_told() -> None:
    verdict = Policy().evaluate(draft(), facts(crm_at_risk=True, overdue_ours=("We'll fix it",)))
    assert "overdue" in verdict.reason
    assert "CRM marks" in verdict.reason
    assert len(verdict.evidence) == 2


def test_a_released_pause_stays_lifted_until_something_new_is_known() -> None:
    policy = Policy()
    known = facts(angry_support=ANGRY, angry_support_at=NOW, overdue_ours=("We'll fix it", "Report Monday"))
    paused = policy.evaluate(draft(), known)
    released = proposal(verdict=paused, released_by="boss@initech.example")
    assert policy.evaluate(released, known).outcome is Outcome.needs_approval
    less = known.model_copy(update={"overdue_ours": ("Report Monday",)})
    assert policy.evaluate(released, less).outcome is Outcome.needs_approval
    more = known.model_copy(update={"overdue_ours": ("We'll fix it", "Report Monday", "Call Tuesday")})
    assert policy.evaluate(released, more).outcome is Outcome.pause
    another_mail = known.model_copy(
        update={"angry_support": ANGRY.model_copy(update={"event_id": "evt_new"})}
    )
    assert policy.evaluate(released, another_mail).outcome is Outcome.pause
    flagged = policy.evaluate(released, known.model_copy(update={"crm_at_risk": True}))
    assert flagged.outcome is Outcome.pause
    twice = proposal(verdict=flagged, released_by="boss@initech.example")
    assert (
        policy.evaluate(twice, known.model_copy(update={"crm_at_risk": True})).outcome
        is Outcome.needs_approval
    )


def test_a_release_that_was_stored_without_evidence_keys_counts_by_its_words() -> None:
    known = facts(overdue_ours=("We'll fix it",))
    paused = Policy().evaluate(draft(), known).model_copy(update={"evidence": ()})
    released = proposal(verdict=paused, released_by="boss@initech.example")
    assert Policy().evaluate(released, known).outcome is Outcome.needs_approval
    assert Policy().evaluate(released, facts(overdue_ours=("Call",))).outcome is Outcome.pause


def test_a_pause_that_nobody_released_stays() -> None:
    known = facts(crm_at_risk=True)
    paused = proposal(verdict=Policy().evaluate(draft(), known), status=ProposalStatus.paused)
    assert Policy().evaluate(paused, known).outcome is Outcome.pause


@pytest.mark.parametrize(
    ("now", "outcome"),
    [
        ("2026-11-20T09:00:00+00:00", Outcome.needs_approval),
        ("2026-11-20T19:00:00+00:00", Outcome.pause),
        ("2026-11-21T09:00:00+00:00", Outcome.pause),
    ],
)
def test_where_a_company_wants_it_clicks_after_hours_wait(now: str, outcome: Outcome) -> None:
    policy = Policy(PolicyLimits(business_hours_only=True, business_tz="Europe/London"))
    assert policy.evaluate(proposal(), facts(now=datetime.fromisoformat(now))).outcome is outcome
    assert policy.evaluate(draft(), facts(now=datetime.fromisoformat(now))).outcome is Outcome.needs_approval


verdicts = st.builds(
    Verdict,
    outcome=st.sampled_from(Outcome),
    rule=st.text(min_size=1, max_size=5),
    reason=st.text(min_size=1, max_size=9),
)


@given(st.lists(verdicts, min_size=1))
def test_the_strictest_of_many_wins_in_any_order(given_verdicts: list[Verdict]) -> None:
    order = [Outcome.allow, Outcome.needs_approval, Outcome.pause, Outcome.deny]
    expected = max((v.outcome for v in given_verdicts), key=order.index)
    assert strictest(given_verdicts).outcome is expected
    assert strictest(reversed(given_verdicts)).outcome is expected


def test_where_no_rule_speaks_a_person_decides() -> None:
    assert strictest([]).outcome is Outcome.needs_approval
    assert Policy(rules=()).evaluate(draft(), facts()).outcome is Outcome.needs_approval
