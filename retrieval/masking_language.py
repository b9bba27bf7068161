"""Cuts text into words for masking: spaCy's rules alone, so that nothing is ever downloaded."""

from functools import lru_cache
from typing import Any

LANGUAGE = "en"
"""English rules cut the other languages of Europe well enough for names."""
PIECE = 4_000
"""Characters read at once, so that a huge text stays quick and small in memory."""


@lru_cache(maxsize=1)
def pipeline() -> Any:
    """The tokenizer as a spaCy pipeline without any model."""
    import spacy

    return spacy.blank(LANGUAGE)
