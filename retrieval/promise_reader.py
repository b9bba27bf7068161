"""A small language encoder reads each word of a sentence: how likely it is part of a promise, and how firm."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from records.models import Span, Strength
from retrieval.changed_encoder import ChangedEncoder, version_of
from retrieval.encoder_file import EncoderFile
from retrieval.encoder_graph import Array
from retrieval.sentences import Sentence

NAME = "reader"
_WORD = re.compile(r"\S+")
_ENDS = re.compile(r"(?<=[.!?\u2026])\s+|\n+")
_REACH = 300
"""Characters before a sentence in which the one before it is looked for."""
_BEFORE = 12
"""Words of the sentence before that are read along."""
_LONGEST_BEFORE, _LONGEST = 40, 96
"""Tokens; what comes after them in a sentence is not read."""
_STRENGTHS = (Strength.firm, Strength.soft, Strength.conditional)


@dataclass(frozen=True)
class Opinion:
    """Of one span: mean log-odds of its words to be promised (natural logarithm), and the likeliest strength."""

    odds: float
    strength: Strength
    sure: float


UNREAD = Opinion(0.0, Strength.firm, 0.0)


class PromiseReader:
    """The encoder of the search, its upper layers changed by low-rank matrices learnt on our labelled texts.

    Nothing is loaded before the first sentence; safe to share between threads. Raises ModelDamaged when
    the shipped matrices do not match their card.
    """

    def __init__(self, encoder: ChangedEncoder | None = None) -> None:
        self._encoder = encoder or ChangedEncoder(NAME)

    def opinions(self, before: str, sentence: str, spans: Sequence[Span]) -> list[Opinion]:
        """One opinion per span of `sentence`; `before` is the sentence before it, or empty."""
        if not spans:
            return []
        words, scores = self._words(before, sentence)
        return [_of_span(span, words, scores) for span in spans]

    def odds(self, text: str, sentence: Sentence, spans: Sequence[Span]) -> list[float]:
        """The log-odds that each span of `text`, all of them in `sentence`, says a promise."""
        start = sentence.start
        said = _ENDS.split(text[max(0, start - _REACH) : start])
        before = next((part for part in reversed(said) if part.strip()), "")
        inside = [(i - start, j - start) for i, j in spans]
        return [o.odds for o in self.opinions(before, text[start : sentence.end], inside)]

    def _words(self, before: str, sentence: str) -> tuple[list[Span], Array]:
        """Spans of the words read and their scores, shape (words, 6): outside, begin, inside, three strengths."""
        ids, firsts, spans = sentence_tokens(self._encoder.file, before, sentence)
        if not spans:
            return [], np.zeros((0, 6), np.float32)
        weights, bias = self._encoder.learnt("head.w"), self._encoder.learnt("head.b")
        return spans, self._encoder.states(ids)[firsts] @ weights.T + bias


def sentence_tokens(
    encoder: EncoderFile, before: str, sentence: str
) -> tuple[list[int], list[int], list[Span]]:
    """Token ids of both, the place of each word's first token, and the words' spans in `sentence`."""
    tokens = encoder.tokens
    ids = [encoder.begin]
    for word in before.split()[-_BEFORE:]:
        ids += tokens.ids(word, _LONGEST_BEFORE)
    ids = [*ids[:_LONGEST_BEFORE], encoder.end]
    firsts: list[int] = []
    spans: list[Span] = []
    for match in _WORD.finditer(sentence):
        pieces = tokens.ids(match.group(), _LONGEST) or [encoder.unknown]
        if len(ids) + len(pieces) >= _LONGEST - 1:
            break
        firsts.append(len(ids))
        spans.append(match.span())
        ids += pieces
    return [*ids, encoder.end], firsts, spans


def _of_span(span: Span, words: Sequence[Span], scores: Array) -> Opinion:
    inside = [i for i, (a, b) in enumerate(words) if a < span[1] and b > span[0]]
    if not inside:
        return UNREAD
    part = scores[inside].astype(np.float64)
    most = part[:, 1:3].max(axis=1)
    promised = most + np.log(np.exp(part[:, 1:3] - most[:, None]).sum(axis=1))
    odds = np.clip(promised - part[:, 0], -9.2, 9.2)
    firmness = np.exp(part[:, 3:] - part[:, 3:].max(axis=1, keepdims=True))
    shares = (firmness / firmness.sum(axis=1, keepdims=True)).mean(axis=0)
    best = int(shares.argmax())
    return Opinion(float(odds.mean()), _STRENGTHS[best], float(shares[best]))


@lru_cache(maxsize=1)
def shipped_reader() -> PromiseReader:
    """The one reader of this process; loaded at its first sentence."""
    return PromiseReader()


def reader_version() -> str:
    """Version of the shipped matrices, read from their card alone."""
    return version_of(NAME)
