"""Logistic regression over candidate clauses: loads the shipped weights and gives calibrated probabilities."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from math import exp
from typing import Any

from retrieval.candidate import Candidate
from retrieval.promise_features import BUCKETS, bucket_of, named_features
from retrieval.promise_speech import SPEECH_BUCKETS, speech_features

MODEL_FILE = "promise.npz"
CARD_FILE = "promise.json"
_REMEMBERED = 50_000


class ModelDamaged(Exception):
    """The promise model's file is not the one its card describes. Reinstall, or train it anew."""


@dataclass(frozen=True)
class SpeechHead:
    """Weights for scraps of raw speech; a score of 0 is where it says yes."""

    weights: Any
    bias: float

    def probability(self, text: str, offered: Sequence[Candidate], probabilities: Sequence[float]) -> float:
        """How likely one line of raw speech holds a promise, 0..1, 0.5 being where F1 was best."""
        score = self.bias
        for bucket, value in speech_features(text, offered, probabilities):
            score += float(self.weights[bucket]) * value
        return _logistic(score)


@dataclass(frozen=True)
class PromiseModel:
    """Weights per bucket, a bias, and the two numbers that calibrate the score to a probability."""

    version: str
    weights: Any
    bias: float
    slope: float
    shift: float
    threshold: float
    speech: SpeechHead | None = None
    known: dict[str, float] = field(default_factory=dict, compare=False, repr=False)
    """Weights by the features' names, so that common words and word pairs are not hashed each time."""

    def heard(self, text: str, offered: Sequence[Candidate], probabilities: Sequence[float]) -> float | None:
        """What the head for raw speech says of a whole line; None where the model has none."""
        return self.speech.probability(text, offered, probabilities) if self.speech else None

    def probability(self, candidate: Candidate) -> float:
        """How likely the candidate is a promise, 0..1."""
        score = self.bias
        known = self.known
        for name, value in named_features(candidate):
            weight = known.get(name)
            if weight is None:
                weight = self._learn(name)
            score += weight * value
        return _logistic(self.slope * score + self.shift)

    def _learn(self, name: str) -> float:
        if len(self.known) >= _REMEMBERED:
            self.known.clear()
        weight = self.known[name] = float(self.weights[bucket_of(name)])
        return weight


def _logistic(z: float) -> float:
    return 1.0 / (1.0 + exp(-max(-30.0, min(30.0, z))))


def model_version() -> str:
    """Version of the shipped model, read from its card alone."""
    card = json.loads((files("retrieval") / "model" / CARD_FILE).read_text("utf-8"))
    return str(card["version"])


@lru_cache(maxsize=1)
def shipped_model() -> PromiseModel:
    """The model in the package, checked against its card; raises ModelDamaged."""
    folder = files("retrieval") / "model"
    card = json.loads((folder / CARD_FILE).read_text("utf-8"))
    return read_model((folder / MODEL_FILE).read_bytes(), card)


def read_model(raw: bytes, card: dict[str, Any]) -> PromiseModel:
    """A model from its bytes; pickles are refused and the sum must match the card's."""
    import io

    import numpy as np

    if hashlib.sha256(raw).hexdigest() != card.get("sha256"):
        raise ModelDamaged(
            "The promise model does not match its checksum. Reinstall the package or train it anew."
        )
    with np.load(io.BytesIO(raw), allow_pickle=False) as stored:
        weights = stored["weights"].astype("float32")
        heard = stored["speech"].astype("float32") if "speech" in stored.files else None
    if weights.shape != (BUCKETS,) or (heard is not None and heard.shape != (SPEECH_BUCKETS,)):
        raise ModelDamaged("The promise model has the wrong shape. Train it anew.")
    return PromiseModel(
        version=str(card["version"]),
        weights=weights.tolist(),
        bias=float(card["bias"]),
        slope=float(card["slope"]),
        shift=float(card["shift"]),
        threshold=float(card["threshold"]),
        speech=None if heard is None else SpeechHead(heard.tolist(), float(card["speech"]["bias"])),
    )


def probabilities(candidates: Sequence[Candidate], model: PromiseModel | None = None) -> list[float]:
    """One probability per candidate."""
    chosen = model or shipped_model()
    return [chosen.probability(c) for c in candidates]
