"""Everything that patterns find, and which words of a text they cover."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from retrieval import masking_addresses, masking_numbers, masking_phones
from retrieval.masking_numbers import Found


@lru_cache(maxsize=4)
def find(text: str) -> tuple[Found, ...]:
    """All pattern matches, overlaps included; kept for the next recogniser that asks about the same text."""
    return (*masking_numbers.find(text), *masking_addresses.find(text), *masking_phones.find(text))


def covered(text: str, tokens: Sequence[Any], found: Iterable[Found] | None = None) -> list[bool]:
    """Per word whether an address pattern covers it."""
    spans = sorted(
        (start, end) for start, end, kind, _ in (find(text) if found is None else found) if kind == "ADDRESS"
    )
    marks, at = [], 0
    for token in tokens:
        while at < len(spans) and spans[at][1] <= token.idx:
            at += 1
        marks.append(at < len(spans) and spans[at][0] <= token.idx)
    return marks
