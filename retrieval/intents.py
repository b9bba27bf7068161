"""Finds what a sentence does besides promising: objections, churn threats, changed numbers, dates, amounts."""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from math import exp
from typing import Any

from records.models import Event, Intent, Span
from retrieval.intent_features import CUES, FEATURES, dot, features, is_strong
from retrieval.intent_gate import possible
from retrieval.sentences import Sentence, plain
from retrieval.sides import Sides, speaker_at

LABELS = tuple(CUES)
CUSTOMER_ONLY = frozenset({"churn_threat", "frustration", "objection", "competitor", "budget"})
"""What only the other side can say: our own regret about an outage is nobody's anger."""
MODEL_FILE = "intents.json"

_SHORTEST = 8
_INTERJECTION = 14
_ANSWER = re.compile(r"\s*(?:re|aw|sv|fwd?|wg|tr|ref|r)\s*(?:\[\d+\])?:", re.IGNORECASE)
_MOODS = ("frustration", "churn_threat")


class IntentModelDamaged(Exception):
    """The intent model's file does not fit this version. Reinstall, or train it anew."""


@dataclass(frozen=True)
class Weights:
    """One label's logistic regression: a weight per feature, a bias, and the least probability to report."""

    weights: tuple[float, ...]
    bias: float
    threshold: float

    def probability(self, values: Sequence[float]) -> float:
        z = self.bias + dot(self.weights, values)
        return 1.0 / (1.0 + exp(-max(-30.0, min(30.0, z))))


@dataclass(frozen=True)
class Looked:
    """A sentence with the labels it could have and the numbers that decide on each."""

    sentence: Sentence
    values: dict[str, list[float]]


@lru_cache(maxsize=1)
def shipped_weights() -> dict[str, Weights]:
    """The weights in the package; raises IntentModelDamaged."""
    return read_weights((files("retrieval") / "model" / MODEL_FILE).read_text("utf-8"))


def intents_version() -> str:
    """Changes with the model file."""
    return hashlib.sha256((files("retrieval") / "model" / MODEL_FILE).read_bytes()).hexdigest()[:8]


def read_weights(text: str) -> dict[str, Weights]:
    """Weights from their file, which names every label and every feature."""
    try:
        card = json.loads(text)
        if card["sha256"] != digest(card["labels"]) or set(card["labels"]) != set(LABELS):
            raise ValueError("labels or checksum differ")
        return {
            label: Weights(
                tuple(float(entry["weights"][name]) for name in FEATURES),
                float(entry["bias"]),
                float(entry["threshold"]),
            )
            for label, entry in card["labels"].items()
        }
    except (ValueError, KeyError, TypeError) as wrong:
        raise IntentModelDamaged(
            "The intent model does not fit. Reinstall the package or train it anew."
        ) from wrong


def digest(labels: dict[str, Any]) -> str:
    """Checksum of the weights, which also names their version."""
    return hashlib.sha256(json.dumps(labels, sort_keys=True).encode()).hexdigest()


def intents_in(
    event: Event, sides: Sides, sentences: Sequence[Sentence], promised: Sequence[Span] = ()
) -> Iterator[Intent]:
    """Intents of the given sentences, each label at most once per sentence, quoting the whole sentence."""
    model = shipped_weights()
    for looked in look(event, sides, sentences):
        sentence = looked.sentence
        for label, values in looked.values.items():
            weights = model[label]
            probability = weights.probability(values)
            if probability < weights.threshold:
                continue
            yield Intent(
                label=label,
                quote=event.text[sentence.start : sentence.end],
                start=sentence.start,
                end=sentence.end,
                confidence=round(min(0.99, probability), 3),
            )


def look(event: Event, sides: Sides, sentences: Sequence[Sentence]) -> Iterator[Looked]:
    """The sentences that some cue hits, with the numbers that decide."""
    text = event.text
    lows = [plain(text[s.start : s.end]) for s in sentences]
    could = [possible(low) if len(low) >= _SHORTEST else [] for low in lows]
    upset_title = _titles_upset(event.subject)
    for at, sentence in enumerate(sentences):
        if not could[at]:
            continue
        speaker = speaker_at(event, sentence.start)
        ours = speaker is not None and sides.is_ours(speaker)
        values: dict[str, list[float]] = {}
        moods: dict[str, bool] | None = None
        for label in could[at]:
            if ours and label in CUSTOMER_ONLY:
                continue
            low, shown = lows[at], text[sentence.start : sentence.end].replace("\n", " ")
            nearby: dict[str, bool] = {}
            if label in _MOODS:
                if label == "frustration" and at and _interjects(lows[at - 1]):
                    # "Lovely. The export is broken on the day we print." is one thought
                    low = f"{lows[at - 1]} {low}"
                if moods is None:
                    moods = _moods_around(lows, could, at)
                    moods["frustration"] = moods["frustration"] or upset_title
                nearby = moods
            found = features(
                CUES[label],
                low,
                shown,
                upset_nearby=nearby.get("frustration", False),
                leaving_nearby=nearby.get("churn_threat", False),
            )
            if found is not None:
                values[label] = found
        if values:
            yield Looked(sentence, values)


def _titles_upset(subject: str) -> bool:
    """Whether the title that the writer chose is angry; in an answer it is the words of somebody before."""
    if not subject or _ANSWER.match(subject):
        return False
    return is_strong("frustration", plain(subject))


def _interjects(low: str) -> bool:
    return len(low) <= _INTERJECTION and " " not in low.strip()


def _moods_around(lows: Sequence[str], could: Sequence[Sequence[str]], at: int) -> dict[str, bool]:
    """Whether the sentence before or after carries anger or a threat by itself."""
    return {
        mood: any(
            mood in could[near] and is_strong(mood, lows[near])
            for near in (at - 1, at + 1)
            if 0 <= near < len(lows)
        )
        for mood in _MOODS
    }
