"""Turns a sentence into the few numbers that decide on a label: which cues hit, and in what surroundings."""

import re
from collections.abc import Sequence

from retrieval.intent_cues import Cues
from retrieval.intent_deal import AMOUNT, BUDGET, CLOSE_DATE, COMPETITOR, OBJECTION
from retrieval.intent_mood import CHURN, FRUSTRATION
from retrieval.intent_steps import CONTACT_CHANGE, NEXT_STEP, REQUEST

CUES: dict[str, Cues] = {
    c.label: c
    for c in (
        CHURN,
        FRUSTRATION,
        OBJECTION,
        COMPETITOR,
        BUDGET,
        NEXT_STEP,
        REQUEST,
        CONTACT_CHANGE,
        CLOSE_DATE,
        AMOUNT,
    )
}
FEATURES = (
    "strong",
    "strong_twice",
    "weak",
    "weak_twice",
    "weak_often",
    "against",
    "strong_against",
    "upset_nearby",
    "leaving_nearby",
    "question",
    "exclamation",
    "you",
    "condition",
    "negation",
    "others",
    "short",
)
_ENOUGH_NEARBY = 3
"""So many faint signs beside an angry sentence make a sentence angry as well."""
_YOU = re.compile(r"\b(?:you|your|yours|u|ihr|ihnen|ihre\w*|sie|vous|votre|vos)\b")
_CONDITION = re.compile(r"\b(?:if|unless|once|when|otherwise|wenn|falls|sonst|si|sinon)\b")
_NEGATION = re.compile(
    r"\b(?:not|no|never|nobody|nothing|without|nicht|kein\w*|nie|pas|jamais|aucun\w*)\b|n't\b"
)
_OTHERS = re.compile(
    r"\b(?:tenants?|guests?|patients?|residents?|passengers?|policyholders?|pupils?|members|drivers?|neighbou?rs?|"
    r"our (?:customers?|clients?|suppliers?|bank|landlord|carrier|provider)|the (?:bank|weather|carrier|landlord)|"
    r"mieter|kunden|gäste|patienten|locataires?|clients)\b"
)


def features(
    cues: Cues, low: str, shown: str, *, upset_nearby: bool = False, leaving_nearby: bool = False
) -> list[float] | None:
    """One number per name in FEATURES, or None where nothing at all speaks for the label."""
    strong = sum(1 for p in cues.strong if p.search(low)) + sum(1 for p in cues.cased if p.search(shown))
    if not strong and not upset_nearby:
        return None
    weak = sum(1 for p in cues.weak if p.search(low)) + sum(1 for p in cues.cased_weak if p.search(shown))
    if not strong and weak < _ENOUGH_NEARBY:
        return None
    against = bool(cues.against.search(low))
    return [
        float(value)
        for value in (
            strong > 0,
            strong > 1,
            weak > 0,
            weak > 1,
            weak > 2,
            against,
            against and strong > 0,
            upset_nearby,
            leaving_nearby,
            "?" in low,
            "!" in low,
            _YOU.search(low) is not None,
            _CONDITION.search(low) is not None,
            _NEGATION.search(low) is not None,
            _OTHERS.search(low) is not None,
            low.count(" ") < 6,
        )
    ]


def is_strong(label: str, low: str) -> bool:
    """Whether a sentence alone carries strong evidence for a label and nothing against it."""
    cues = CUES[label]
    return any(p.search(low) for p in cues.strong) and not cues.against.search(low)


def dot(weights: Sequence[float], values: Sequence[float]) -> float:
    return sum(w * v for w, v in zip(weights, values, strict=True))
