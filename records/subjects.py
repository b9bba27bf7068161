"""What joins mails to a thread when no header does: the bare subject."""

import re

_PREFIX = re.compile(
    r"(?:(?:re|r|fwd?|fw|aw|antw|antwort|wg|sv|vs|vb|vl|rv|tr|i|rif|res|enc|odp|pd|ynt|ilt|ref|回复|答复|转发|返信|转寄)"
    r"\s{0,3}(?:\[\d{1,3}\]|\(\d{1,3}\)|\^\d{1,3})?\s{0,3}[:：]"
    r"|\[[^\]]{1,60}\])\s{0,10}",
    re.IGNORECASE,
)


def subject_key(subject: str) -> str:
    """A subject without Re:, Fwd:, AW:, [list] and the like, casefolded: joins threads that lack References."""
    key = " ".join(subject.split())[:1000]
    for _ in range(50):
        match = _PREFIX.match(key)
        if match is None:
            break
        key = key[match.end() :]
    return key.strip().casefold()
