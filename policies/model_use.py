"""Which language model may see what is known of an account: one in the cloud, or only one of our own."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from policies.verdict import strictest
from records.models import Frozen, Verdict


class Location(StrEnum):
    """Where a model runs. `local`: on this machine or a host of ours, so that no text leaves the house."""

    local = "local"
    cloud = "cloud"


class ModelFacts(Frozen):
    """What the rules know of one account that a text is about; None where nobody knows."""

    account_id: str | None
    account: str | None = None
    region: str | None = None
    industry: str | None = None
    at_risk: bool = False


NOBODY = ModelFacts(account_id=None)
"""A text that belongs to no account we know."""


class ModelLimits(Frozen):
    """What a company demands; compared without regard to case. Empty: no demand."""

    local_regions: frozenset[str] = frozenset()
    local_industries: frozenset[str] = frozenset()
    local_accounts: frozenset[str] = frozenset()
    """Ids or names of accounts whose text never leaves the house."""

    @property
    def is_open(self) -> bool:
        return not (self.local_regions or self.local_industries or self.local_accounts)


def may_use(location: Location, accounts: Sequence[ModelFacts], limits: ModelLimits) -> Verdict:
    """Whether a model there may see a text about these accounts: the strictest of all of them decides.

    What is not known counts as what is forbidden: without a region, a company that keeps regions at
    home can't tell.
    """
    if location is Location.local:
        return Verdict.allow("model_local", "The model runs in the house.")
    verdicts = [v for facts in (accounts or (NOBODY,)) for v in _denials(facts, limits)]
    if verdicts:
        return strictest(verdicts)
    return Verdict.allow("model_cloud", "No rule keeps this account's text in the house.")


def _denials(facts: ModelFacts, limits: ModelLimits) -> Iterable[Verdict]:
    name = facts.account or "This text"
    if _listed(limits.local_accounts, facts.account_id, facts.account):
        yield Verdict.deny("model_local_account", f"{name} is kept to models of our own.")
    elif limits.local_accounts and facts.account_id is None:
        yield Verdict.deny(
            "model_local_account",
            "It is not known whose text this is, and some accounts' text stays in the house.",
        )
    if limits.local_regions:
        if facts.region is None:
            yield Verdict.deny(
                "model_local_region",
                f"{name} has no known region, and some regions' text stays in the house.",
            )
        elif _listed(limits.local_regions, facts.region):
            yield Verdict.deny(
                "model_local_region", f"{name} is in {facts.region}, whose text stays in the house."
            )
    if limits.local_industries:
        if facts.industry is None:
            yield Verdict.deny(
                "model_local_industry",
                f"{name} has no known industry, and some industries' text stays in the house.",
            )
        elif _listed(limits.local_industries, facts.industry):
            yield Verdict.deny(
                "model_local_industry", f"{name} is in {facts.industry}, whose text stays in the house."
            )


def _listed(names: frozenset[str], *said: str | None) -> bool:
    wanted = {" ".join(name.split()).casefold() for name in names}
    return any(" ".join(word.split()).casefold() in wanted for word in said if word)
