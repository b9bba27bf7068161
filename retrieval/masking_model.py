"""The word model of masking: how likely each word is part of a name or an address, from weights checked by sha256."""

import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np

from records.errors import PromissoryError
from retrieval import masking_features
from retrieval.encoder_graph import Array, products
from retrieval.masking_features import BUCKETS, Word
from retrieval.masking_states import DIMENSIONS, WordStates

LABELS = ("PERSON", "ADDRESS")
CARD_FILE = "masking.json"
MODEL_FILE = "masking.npz"
_REMEMBERED = 60_000


class MaskingModelDamaged(PromissoryError):
    """The masking model's file is not the one its card describes. Reinstall, or train it anew."""


class WordModel:
    """Weights for features of a word and for its state in the encoder, learnt together.

    `changes` are added to the encoder's matrices, so that its states tell people from what has their names.
    """

    def __init__(
        self, card: dict[str, Any], sparse: Array, dense: Array, changes: Mapping[str, Array] | None = None
    ) -> None:
        self.version = str(card["version"])
        self.threshold: dict[str, float] = dict(card["threshold"])
        self._bias = np.asarray([card["bias"][label] for label in LABELS], np.float32)
        self._sparse = sparse
        self._dense = dense
        self._states = WordStates(changes)
        self._sums: dict[tuple[Any, ...], Array] = {}

    def probabilities(self, text: str, starts: Sequence[int], words: Sequence[Word]) -> Array:
        """Rows of shape (words, 2) in the order of `LABELS`; `starts` are the words' first characters."""
        if not words:
            return np.zeros((0, len(LABELS)), np.float32)
        totals = self._states.of(text, starts) @ self._dense + self._bias
        for n, keys in enumerate(masking_features.parts(words)):
            for key in keys:
                known = self._sums.get(key)
                totals[n] += self._sum(key) if known is None else known
        scores: Array = 1 / (1 + np.exp(-np.clip(totals, -30, 30)))
        return scores

    def _sum(self, key: tuple[Any, ...]) -> Array:
        """Words come again and again, so what their features add up to is kept."""
        if len(self._sums) >= _REMEMBERED:
            self._sums.clear()
        found: Array = self._sparse[
            sorted({masking_features.bucket(name) for name in masking_features.of(key)})
        ].sum(axis=0)
        self._sums[key] = found
        return found


@lru_cache(maxsize=1)
def word_model() -> WordModel:
    """The model in the package, checked against its card; raises MaskingModelDamaged."""
    folder = files("retrieval") / "model"
    card = json.loads((folder / CARD_FILE).read_text("utf-8"))
    return read_model((folder / MODEL_FILE).read_bytes(), card)


def read_model(raw: bytes, card: dict[str, Any]) -> WordModel:
    """A model from its bytes; pickles are refused and the sum must match the card's."""
    if hashlib.sha256(raw).hexdigest() != card.get("sha256"):
        raise MaskingModelDamaged(
            "The masking model does not match its checksum. Reinstall the package or train it anew."
        )
    with np.load(io.BytesIO(raw), allow_pickle=False) as stored:
        sparse = stored["sparse"].astype(np.float32) * np.float32(card["step"])
        dense = stored["dense"].astype(np.float32)
        thin = {name: stored[name].astype(np.float32) for name in stored.files if name.endswith((".a", ".u"))}
    if sparse.shape != (BUCKETS, len(LABELS)) or dense.shape != (DIMENSIONS, len(LABELS)):
        raise MaskingModelDamaged("The masking model has the wrong shape. Train it anew.")
    return WordModel(card, sparse, dense, products(thin))
