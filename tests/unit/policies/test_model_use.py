"""What may leave the house follows from whose text it is; what is not known counts as forbidden."""

import pytest

from policies.masking import MaskLevel, mask_level
from policies.model_use import Location, ModelFacts, ModelLimits, may_use
from records.models import Outcome

ACME = ModelFacts(account_id="a1", account="Acme Corp Ltd", region="EMEA", industry="Pharma")
GLOBEX = ModelFacts(account_id="a2", account="Globex", region="US", industry="Retail")
UNKNOWN = ModelFacts(account_id=None)
CLOUD, LOCAL = Location.cloud, Location.local


def limits(**names: str) -> ModelLimits:
    return ModelLimits(**{key: frozenset({value}) for key, value in names.items()})


def test_without_a_demand_every_model_may_be_used() -> None:
    verdict = may_use(CLOUD, [ACME, UNKNOWN], ModelLimits())
    assert (verdict.outcome, verdict.rule) == (Outcome.allow, "model_cloud")
    assert ModelLimits().is_open


@pytest.mark.parametrize(
    ("demand", "rule"),
    [
        (limits(local_regions="emea"), "model_local_region"),
        (limits(local_industries=" PHARMA "), "model_local_industry"),
        (limits(local_accounts="acme corp ltd"), "model_local_account"),
        (limits(local_accounts="a1"), "model_local_account"),
    ],
)
def test_one_account_that_must_stay_keeps_all_of_it_from_the_cloud(demand: ModelLimits, rule: str) -> None:
    for accounts in ([ACME], [GLOBEX, ACME]):
        verdict = may_use(CLOUD, accounts, demand)
        assert (verdict.outcome, verdict.rule) == (Outcome.deny, rule)
        assert "Acme Corp Ltd" in verdict.reason
    assert may_use(CLOUD, [GLOBEX], demand).outcome is Outcome.allow
    assert may_use(LOCAL, [ACME], demand).outcome is Outcome.allow


@pytest.mark.parametrize(
    "demand", [limits(local_regions="CH"), limits(local_industries="Law"), limits(local_accounts="a9")]
)
@pytest.mark.parametrize("accounts", [[], [UNKNOWN], [GLOBEX, UNKNOWN]])
def test_where_something_must_stay_what_is_not_known_stays(
    demand: ModelLimits, accounts: list[ModelFacts]
) -> None:
    assert may_use(CLOUD, accounts, demand).outcome is Outcome.deny


def test_what_goes_to_the_cloud_is_masked_whole() -> None:
    rule = mask_level(CLOUD, [GLOBEX], ModelLimits())
    assert (rule.level, rule.rule) == (MaskLevel.everything, "mask_cloud")


@pytest.mark.parametrize(
    ("accounts", "demand", "always", "level"),
    [
        ([GLOBEX], ModelLimits(), False, MaskLevel.nothing),
        ([GLOBEX], ModelLimits(), True, MaskLevel.people),
        ([ACME], limits(local_regions="EMEA"), False, MaskLevel.people),
        ([GLOBEX], limits(local_regions="EMEA"), False, MaskLevel.nothing),
        ([UNKNOWN], limits(local_regions="EMEA"), False, MaskLevel.people),
    ],
)
def test_in_the_house_people_are_masked_for_accounts_that_must_stay(
    accounts: list[ModelFacts], demand: ModelLimits, always: bool, level: MaskLevel
) -> None:
    assert mask_level(LOCAL, accounts, demand, always=always).level is level
