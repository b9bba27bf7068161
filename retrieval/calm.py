"""Whether a later mail says that a complaint is over."""

import re

from records.models import Event

_WELL = re.compile(
    r"\b(works? (?:again|now|fine|perfectly)|working (?:again|now|fine)|(?:is|are|was|been|all) (?:fixed|resolved|solved|sorted)|"
    r"(?:you can|please) close (?:the|this) (?:ticket|case|issue)|problem solved|no longer (?:an? )?(?:issue|problem)|"
    r"happy (?:again|with the fix)|funktioniert (?:wieder|jetzt)|erledigt|gelöst|behoben|ça (?:re)?marche)\b",
    re.IGNORECASE,
)
_BUT = re.compile(
    r"\b(not|isn't|aren't|still|until|if|unless|never|nicht|noch|wenn|n'est pas)\b[^.!?\n]{0,40}$",
    re.IGNORECASE,
)


def calms_down(event: Event) -> bool:
    """True if the sender says the problem is over, without a "not", "still" or "if" before it."""
    for start, end in event.said:
        words = event.text[start:end].replace("’", "'")
        for match in _WELL.finditer(words):
            if not _BUT.search(words[: match.start()][-60:]):
                return True
    return False
