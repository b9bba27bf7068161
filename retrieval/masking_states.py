"""What the multilingual encoder's lower layers make of each word in its sentence, for the word model of masking."""

import re
import threading
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from retrieval.encoder_graph import Array, encoder_model

LAYERS = 6
"""Names are told apart low in the encoder; the layers above cost time and add nothing here."""
DIMENSIONS = 384
_CHUNK = re.compile(r"\S+")
_WINDOW = 160
"""Pieces read together; attention over more costs more per word."""


class WordStates:
    """Loads the encoder at first use; safe to share between threads."""

    def __init__(self, layers: int = LAYERS) -> None:
        self._layers = layers
        self._loading = threading.Lock()
        self._model: Any = None
        self._session: Any = None
        self._sizes: list[int] = []

    def _load(self) -> None:
        with self._loading:
            if self._session is not None:
                return
            import onnxruntime

            from retrieval.encoder_file import read_encoder

            model = read_encoder(None)
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = 1
            options.inter_op_num_threads = 1
            options.log_severity_level = 3
            graph = encoder_model(replace(model.weights, layers=self._layers))
            self._model = model
            self._session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])

    def of(self, text: str, starts: Sequence[int]) -> Array:
        """Float32 rows of shape (len(starts), 384): the state of the piece that each word begins with.

        `starts` are the first characters of the words, ascending.
        """
        self._load()
        ids, places = self._pieces(text)
        states = np.zeros((len(ids) + 1, DIMENSIONS), np.float32)
        begin = 0
        while begin < len(ids):
            end = _cut(text, places, begin)
            states[begin:end] = self._run(ids[begin:end])
            begin = end
        at = np.searchsorted(np.asarray(places or [0]), np.asarray(starts), side="right") - 1
        return states[np.maximum(at, 0)]

    def _pieces(self, text: str) -> tuple[list[int], list[int]]:
        """Piece ids, and the character each begins at."""
        tokens = self._model.tokens
        if not self._sizes:
            self._sizes = _sizes(tokens)
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

    def _run(self, ids: Sequence[int]) -> Array:
        model = self._model
        weights = model.weights
        row = np.array([model.begin, *ids, model.end])
        rows = weights.rows("emb.word", weights.hidden, row)
        rows += weights.floats("emb.pos").reshape(-1, weights.hidden)[: len(row)]
        rows += weights.floats("emb.type")[: weights.hidden]
        states: Array = self._session.run(["y"], {"x": rows[None]})[0][0]
        return states[1:-1]


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
