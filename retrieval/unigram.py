"""Text to the token ids of a unigram vocabulary (XLM-R's), one word at a time, remembering words seen."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

_SPACES = re.compile(" +")
_MARK = "▁"
_UNKNOWN_PENALTY = 10.0
_REMEMBERED_WORDS = 50_000
_LONGEST_WORD = 400
"""Longer runs without a space are no words; they are cut so that one hostile line stays cheap."""


class Unigram:
    """Splits each word into the most probable pieces.

    No piece of this vocabulary spans a space, so words can be split apart from each other and a
    table of words already split makes ordinary text almost free.
    """

    def __init__(
        self, pieces: dict[bytes, int], scores: Sequence[float], replacements: dict[int, str], unknown: int
    ) -> None:
        self._pieces = pieces
        self._scores = scores
        self._table = np.asarray(scores, np.float32)
        self._replacements = replacements
        self._unknown = unknown
        self._unknown_score = min(scores) - _UNKNOWN_PENALTY
        self._longest = max(map(len, pieces))
        self._words: dict[str, tuple[int, ...]] = {}

    def ids(self, text: str, limit: int) -> list[int]:
        """At most `limit` token ids of `text`, without begin and end marks."""
        out: list[int] = []
        for _, pieces in self.words(text):
            out.extend(pieces)
            if len(out) >= limit:
                return out[:limit]
        return out

    def words(self, text: str) -> Iterator[tuple[str, tuple[int, ...]]]:
        """Each word of `text` with its token ids."""
        text = _SPACES.sub(" ", text.translate(self._replacements))
        if text.startswith(" "):
            text = text[1:]
        for word in text.split(" "):
            for i in range(0, max(len(word), 1), _LONGEST_WORD):
                piece = word[i : i + _LONGEST_WORD]
                yield piece, self._word(_MARK + piece if i == 0 else piece)

    def log_probabilities(self, ids: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
        """How common each piece is, from 0 (certain) down to about -16 (rare); shape of `ids`."""
        found: npt.NDArray[np.float32] = self._table[ids]
        return found

    def _word(self, word: str) -> tuple[int, ...]:
        known = self._words.get(word)
        if known is None:
            known = self._split(word)
            if len(self._words) >= _REMEMBERED_WORDS:
                self._words.clear()
            self._words[word] = known
        return known

    def _split(self, word: str) -> tuple[int, ...]:
        """Viterbi over the word's bytes, cutting only between characters."""
        raw = word.encode("utf-8", "replace")
        cuts = [i for i, b in enumerate(raw) if b & 0xC0 != 0x80] + [len(raw)]
        best = [float("-inf")] * len(cuts)
        came: list[tuple[int, int]] = [(0, 0)] * len(cuts)
        best[0] = 0.0
        for i in range(len(cuts) - 1):
            start, score = cuts[i], best[i]
            if score + self._unknown_score > best[i + 1]:
                best[i + 1], came[i + 1] = score + self._unknown_score, (i, self._unknown)
            for j in range(i + 1, len(cuts)):
                if cuts[j] - start > self._longest:
                    break
                piece = self._pieces.get(raw[start : cuts[j]])
                if piece is not None and piece != self._unknown and score + self._scores[piece] > best[j]:
                    best[j], came[j] = score + self._scores[piece], (i, piece)
        found: list[int] = []
        at = len(cuts) - 1
        while at > 0:
            at, piece = came[at]
            found.append(piece)
        return tuple(reversed(found))
