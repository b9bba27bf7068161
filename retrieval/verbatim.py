"""Finds words that a person repeated in the text that they come from, so that what is stored is the text's own."""

import unicodedata
from collections.abc import Iterator, Sequence

from records.models import Span
from retrieval.sentences import plain

_UNSEEN = frozenset({"Cf", "Cc", "Cs"})
"""Categories of characters that no screen shows and no copy keeps."""


def find_words(text: str, words: str, spans: Sequence[Span]) -> Span | None:
    """Where `words` stand in one of the spans of `text`, as whole words; None where they don't.

    White space, capitals and the shape of quotation marks may differ, since forms and keyboards change them.
    """
    wanted, _ = _squeezed(words, 0, len(words))
    wanted = wanted.strip()
    if not any(c.isalnum() for c in wanted):
        return None
    for start, end in spans:
        here, places = _squeezed(text, start, end)
        for at in _occurrences(here, wanted):
            return places[at], places[at + len(wanted) - 1] + 1
    return None


def _occurrences(here: str, wanted: str) -> Iterator[int]:
    at = here.find(wanted)
    while at >= 0:
        end = at + len(wanted)
        cut_before = at > 0 and here[at - 1].isalnum() and wanted[0].isalnum()
        cut_after = end < len(here) and here[end].isalnum() and wanted[-1].isalnum()
        if not cut_before and not cut_after:
            yield at
        at = here.find(wanted, at + 1)


def _squeezed(text: str, start: int, end: int) -> tuple[str, list[int]]:
    """`text[start:end]` in simple letters with single blanks, and where each character of that stands in the text."""
    low = plain(text[start:end])
    kept: list[str] = []
    places: list[int] = []
    for offset, c in enumerate(low):
        if c.isspace():
            if kept and kept[-1] != " ":
                kept.append(" ")
                places.append(start + offset)
        elif unicodedata.category(c) not in _UNSEEN:
            kept.append(c)
            places.append(start + offset)
    return "".join(kept), places
