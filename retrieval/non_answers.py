"""Passages that match the words of a question and yet rarely answer it: questions, and mail to everybody."""

import re

from records.models import Event

ASKS = 0.2
"""What a passage loses that ends by asking: what answers it stands nearby and shares its words. From .15
to .25 it ranks the same; half of it gains half as much."""
ASKING = 0.25
"""The share of its characters from which a passage asks; below, a statement only ends in "what do you think?"."""
BULK = 0.2
"""What a newsletter loses: it speaks of everything in general. Its name in the question makes up for it."""
_AFTER_THE_MARK = " \t\n\r!.…)]}>*_\"'“”„’«»"
_SENTENCES = re.compile(r"(?<=[.!?…])\s+").split
_SEEKS_A_QUESTION = re.compile(
    r"\b(?:ask(?:s|ed|ing)?|questions?|[ei]nquir\w+|wonder(?:s|ed|ing)?|want(?:s|ed)?|wish(?:es|ed)?|needs?"
    r"|needed|requests?|requested|requires?|required|requirements?|demand(?:s|ed)?"
    r"|frag(?:e|en|t|te|ten)|gefragt|anfrag\w*|nachfrag\w*|wollen|wollte\w*|möchte\w*|braucht?|brauchen"
    r"|benötig\w*|wunsch|wünsch\w*|demande|demandé\w*|demander|veut|veulent|voulait|souhait\w*|besoin)\b",
    re.IGNORECASE,
)


def seeks_a_question(query: str) -> bool:
    """Whether somebody looks for what was asked or wanted, not for what was answered: wishes come as questions."""
    return _SEEKS_A_QUESTION.search(query) is not None


def asks(text: str) -> bool:
    """Whether a passage ends in a question, whatever quotes and brackets follow it, and much of it is one."""
    if not text.rstrip(_AFTER_THE_MARK).endswith("?"):
        return False
    sentences = _SENTENCES(text.strip())
    asking = sum(len(one) for one in sentences if one.rstrip(_AFTER_THE_MARK).endswith("?"))
    return asking >= ASKING * sum(map(len, sentences))


def lost(event: Event, text: str, *, question_wanted: bool) -> float:
    """How much of its score a passage of this event loses."""
    asking = ASKS if asks(text) and not question_wanted else 0.0
    return asking + (BULK if "bulk" in event.flags else 0.0)
