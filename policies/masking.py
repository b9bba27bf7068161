"""What is masked before a language model sees a text about an account."""

from collections.abc import Sequence
from enum import StrEnum

from policies.model_use import Location, ModelFacts, ModelLimits, may_use
from records.models import Frozen, Outcome


class MaskLevel(StrEnum):
    """Later masks more."""

    nothing = "nothing"
    people = "people"
    """People, and what identifies them: addresses, phone, account, card, tax and identity numbers."""
    everything = "everything"
    """Names of customers too."""


class MaskRule(Frozen):
    """How much is masked, the rule that says so, and why."""

    level: MaskLevel
    rule: str
    reason: str


def mask_level(
    location: Location, accounts: Sequence[ModelFacts], limits: ModelLimits, *, always: bool = False
) -> MaskRule:
    """How much of a text about these accounts is masked for a model there.

    What goes to the cloud is masked whole. In the house only accounts that must stay there are masked,
    since even a model of ours may keep a log; `always` masks every account's people.
    """
    if location is Location.cloud:
        return MaskRule(level=MaskLevel.everything, rule="mask_cloud", reason="The text leaves the house.")
    if may_use(Location.cloud, accounts, limits).outcome is Outcome.deny:
        return MaskRule(
            level=MaskLevel.people, rule="mask_kept_account", reason="A rule keeps this account's text."
        )
    if always:
        return MaskRule(level=MaskLevel.people, rule="mask_always", reason="A setting masks every text.")
    return MaskRule(level=MaskLevel.nothing, rule="mask_none", reason="The text stays in the house.")
