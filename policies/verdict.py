"""How single verdicts become one: the strictest wins, and what an earlier release already lifted."""

from collections.abc import Iterable

from records.models import Outcome, Verdict

_STRICTNESS = {Outcome.allow: 0, Outcome.needs_approval: 1, Outcome.pause: 2, Outcome.deny: 3}


def strictest(verdicts: Iterable[Verdict]) -> Verdict:
    """The strictest of the verdicts: deny, then pause, then needs approval, then allow.

    Verdicts of equal strictness are told together: the first one's rule, everyone's reasons and
    evidence. Without any verdict nobody has looked, so a person must.
    """
    given = list(verdicts)
    if not given:
        return Verdict.needs_approval("no_rule", "No rule spoke for this change, so a person decides.")
    top = max(_STRICTNESS[v.outcome] for v in given)
    winners = [v for v in given if _STRICTNESS[v.outcome] == top]
    return Verdict(
        outcome=winners[0].outcome,
        rule=winners[0].rule,
        reason=_told_together(list(dict.fromkeys(v.reason for v in winners))),
        evidence=tuple(dict.fromkeys(e for v in winners for e in v.evidence)),
    )


def _told_together(reasons: list[str]) -> str:
    """ "X is at risk: a. X is at risk: b." reads as "X is at risk: a; b." """
    opening, colon, _ = reasons[0].partition(": ")
    if len(reasons) == 1 or not colon or not all(r.startswith(opening + colon) for r in reasons):
        return " ".join(reasons)
    return f"{opening}: {'; '.join(r.removeprefix(opening + colon).rstrip('.') for r in reasons)}."


def is_stricter(one: Outcome, other: Outcome) -> bool:
    """Whether `one` holds a change back more than `other`."""
    return _STRICTNESS[one] > _STRICTNESS[other]


def already_released(verdict: Verdict, released: Verdict | None) -> bool:
    """Whether the pause that somebody released covers everything this pause rests on.

    Less risk than was released (one of two overdue promises kept meanwhile) is covered; a new mail,
    a new overdue promise or another rule is not. A stored verdict without evidence keys is compared
    by its sentence.
    """
    if released is None or released.outcome is not Outcome.pause or verdict.outcome is not Outcome.pause:
        return False
    if verdict.evidence and released.evidence:
        return set(verdict.evidence) <= set(released.evidence)
    return verdict.reason in released.reason
