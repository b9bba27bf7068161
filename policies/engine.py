"""Every rule looks at a change and the facts about its account; the strictest verdict wins."""

from collections.abc import Sequence

from policies import at_risk, crm_writes
from policies.rules import Change, PolicyLimits, Rule
from policies.verdict import already_released, strictest
from records.models import AccountFacts, ChangeDraft, Outcome, Proposal, Verdict

__all__ = ["DEFAULT_RULES", "Policy", "PolicyLimits"]

DEFAULT_RULES: tuple[Rule, ...] = (*crm_writes.RULES, *at_risk.RULES)


class Policy:
    """The rules of one company. Pure: the same change and facts always get the same verdict."""

    def __init__(self, limits: PolicyLimits | None = None, rules: Sequence[Rule] = DEFAULT_RULES) -> None:
        self.limits = limits or PolicyLimits()
        self._rules = tuple(rules)

    def evaluate(
        self,
        proposal: ChangeDraft | Proposal,
        facts: AccountFacts,
        *,
        old: str | None = None,
        released: Verdict | None = None,
    ) -> Verdict:
        """The strictest verdict of all rules, with its rule and a reason for people.

        `old` is what the CRM holds, for a draft that has no `old` of its own. `released` is the pause
        that somebody lifted; a proposal that was released and still carries its pause says so itself.
        A pause for nothing but what was released is lifted. As soon as one new reason joins, all of
        them are told again, so that the next release covers them together.
        """
        change = Change.of(proposal, old)
        verdicts = [v for rule in self._rules if (v := rule(change, facts, self.limits)) is not None]
        if released is None and isinstance(proposal, Proposal) and proposal.released_by:
            released = proposal.verdict
        pauses = [v for v in verdicts if v.outcome is Outcome.pause]
        if pauses and all(already_released(v, released) for v in pauses):
            verdicts = [v for v in verdicts if v.outcome is not Outcome.pause]
        return strictest(verdicts)
