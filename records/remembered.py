"""The promise that a colleague read in a message: no extractor found it, and none takes it back."""

from hashlib import sha256

from records.models import Promise, Span

PREFIX = "person:"
_LONGEST = 64
"""Of the column that says who found a promise."""


def name(person: str) -> str:
    """The `extractor` of what this person told."""
    told = f"{PREFIX}{person}"
    return told if len(told) <= _LONGEST else f"{PREFIX}{sha256(person.encode()).hexdigest()[:32]}"


def is_name(extractor: str | None) -> bool:
    return (extractor or "").startswith(PREFIX)


def is_one(promise: Promise) -> bool:
    return is_name(promise.extractor)


def stands_for(told: Span, read: Span) -> bool:
    """Whether words that were told cover most of words that were read: then both are one promise."""
    shared = min(told[1], read[1]) - max(told[0], read[0])
    return 2 * shared > read[1] - read[0]
