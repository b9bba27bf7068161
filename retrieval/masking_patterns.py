"""Everything that patterns find in a text."""

from functools import lru_cache

from retrieval import masking_addresses, masking_ids, masking_numbers, masking_phones
from retrieval.masking_numbers import Found


@lru_cache(maxsize=4)
def find(text: str) -> tuple[Found, ...]:
    """All pattern matches, overlaps included; kept for the next recogniser that asks about the same text."""
    return (
        *masking_numbers.find(text),
        *masking_ids.find(text),
        *masking_addresses.find(text),
        *masking_phones.find(text),
    )
