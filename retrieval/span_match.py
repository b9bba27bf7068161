"""How well a question's words match one sentence of an indexed passage, from the words kept with the passage."""

from collections.abc import Sequence
from functools import lru_cache

from records.models import Event
from retrieval.chunking import Passage, passages
from retrieval.encoder_graph import Array
from retrieval.ports import Embedder, Index
from retrieval.word_match import MOST_WORD_PIECES, match

Place = tuple[Event, int, int]
"""An event and a span of its text."""


def scores(
    question: str, places: Sequence[Place], mailboxes: Sequence[str], index: Index, embedder: Embedder
) -> list[float]:
    """For each place the weighted mean of the question words' best cosines in it; 0 where it is not indexed."""
    held = [_passage(event, end - 1) for event, _, end in places]
    known = index.words(mailboxes, sorted({p.id for p in held if p is not None}))
    _, asked = embedder.embed_question(question)
    found = [0.0] * len(places)
    parts: list[tuple[int, Array]] = []
    for n, ((_, start, end), passage) in enumerate(zip(places, held, strict=True)):
        words = known.get(passage.id) if passage else None
        if passage is not None and words is not None:
            parts.append((n, _part(words, passage, start, end, embedder)))
    matched = match(asked, [part for _, part in parts])
    for (n, _), score in zip(parts, matched, strict=True):
        found[n] = float(score)
    return found


def _part(words: Array, passage: Passage, start: int, end: int, embedder: Embedder) -> Array:
    """The pieces of `start:end`; a passage's own text ends the text that was embedded."""
    if len(words) >= MOST_WORD_PIECES:
        return words
    from_start = embedder.pieces(passage.text[max(0, start - passage.start) :])
    after = embedder.pieces(passage.text[end - passage.start :]) if end < passage.end else 0
    part = words[max(0, len(words) - from_start) : len(words) - after]
    return part if len(part) else words


def _passage(event: Event, at: int) -> Passage | None:
    return next((p for p in _passages(event) if p.start <= at < p.end), None)


@lru_cache(maxsize=2048)
def _passages(event: Event) -> tuple[Passage, ...]:
    return tuple(passages(event))
