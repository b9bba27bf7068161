"""What the multilingual encoder's lower layers make of each word in its sentence, for the word model of masking."""

import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from retrieval.encoder_file import EncoderFile, read_encoder
from retrieval.encoder_graph import Array, encoder_model, encoder_session

LAYERS = 6
"""Names are told apart low in the encoder; each layer above costs time."""
DIMENSIONS = 384
_CHUNK = re.compile(r"\S+")
_WINDOW = 160
"""Pieces read together; attention over more costs more per word."""


class WordStates:
    """Loads the encoder at first use; safe to share between threads.

    `changes` are what training adds to its matrices, by name.
    """

    def __init__(self, changes: Mapping[str, Array] | None = None) -> None:
        self._changes = changes
        self._loading = threading.Lock()
        self._encoder: EncoderFile | None = None
        self._session: Any = None
        self._sizes: list[int] = []

    def of(self, text: str, starts: Sequence[int]) -> Array:
        """Float32 rows of shape (len(starts), 384): the state of the piece that each word begins with.

        `starts` are the first characters of the words, ascending.
        """
        encoder = self._load()
        windows, at = self.windows(text, starts)
        rows = [
            self._session.run(["y"], {"x": encoder.embedded(window)[None]})[0][0][1:-1] for window in windows
        ]
        states: Array = np.concatenate([*rows, np.zeros((1, DIMENSIONS), np.float32)])
        return states[at]

    def windows(self, text: str, starts: Sequence[int]) -> tuple[list[list[int]], Array]:
        """The text's pieces in windows, each with the marks that begin and end it, and each word's place
        among all pieces (marks not counted)."""
        encoder = self._load()
        ids, places = self._pieces(text)
        found, begin = [], 0
        while begin < len(ids):
            end = _cut(text, places, begin)
            found.append([encoder.begin, *ids[begin:end], encoder.end])
            begin = end
        at = np.searchsorted(np.asarray(places or [0]), np.asarray(starts), side="right") - 1
        return found, np.maximum(at, 0)

    def _load(self) -> EncoderFile:
        with self._loading:
            if self._encoder is None:
                encoder = read_encoder(None)
                self._sizes = _sizes(encoder.tokens)
                weights = replace(encoder.weights, layers=LAYERS)
                self._session = encoder_session(encoder_model(weights, changes=self._changes))
                self._encoder = encoder
            return self._encoder

    def _pieces(self, text: str) -> tuple[list[int], list[int]]:
        """Piece ids, and the character each begins at."""
        assert self._encoder is not None
        tokens = self._encoder.tokens
        ids: list[int] = []
        places: list[int] = []
        for match in _CHUNK.finditer(text):
            found = tokens.ids(match.group(), 400)
            at = -1
            for piece in found:
                places.append(match.start() + min(max(at, 0), len(match.group()) - 1))
                at += self._sizes[piece]
            ids += found
        return ids, places


def _sizes(tokens: Any) -> list[int]:
    sizes = [1] * (max(tokens._pieces.values()) + 1)
    for piece, number in tokens._pieces.items():
        sizes[number] = len(piece.decode("utf-8", "replace"))
    return sizes


def _cut(text: str, places: Sequence[int], begin: int) -> int:
    """Where a window ends: after a line or sentence where one ends in its second half."""
    last = begin + _WINDOW
    if last >= len(places):
        return len(places)
    for mark in ("\n", ". ", " "):
        for at in range(last, begin + _WINDOW // 2, -1):
            if mark in text[places[at - 1] : places[at]]:
                return at
    return last
