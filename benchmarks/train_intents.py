"""Trains the intent weights from our labelled snippets: `python -m benchmarks.train_intents [split ...]`."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.intent_data import SIDES, snippets
from retrieval.extract import spoken
from retrieval.intent_features import FEATURES
from retrieval.intents import LABELS, MODEL_FILE, digest, look
from retrieval.sentences import split as sentences_of

MODEL = Path(__file__).resolve().parents[1] / "retrieval" / "model" / MODEL_FILE
SEED = 7
STRENGTH_OF_FIT = 3.0
WANTED_PRECISION = 0.92
KNOWN_WEIGHT = 4.0
LEAST, MOST = 0.5, 0.8


def train(splits: Sequence[str] = ("train", "dev")) -> dict[str, Any]:
    """Fits one logistic regression per label; thresholds come from companies left out of the fit."""
    labels: dict[str, Any] = {}
    for label in LABELS:
        rows, truth, groups = examples(label, splits)
        labels[label] = fit(rows, truth, groups)
    card = {
        "version": digest(labels)[:10],
        "sha256": digest(labels),
        "trained_on": list(splits),
        "labels": labels,
    }
    MODEL.write_text(json.dumps(card, indent=1, sort_keys=True) + "\n", "utf-8")
    return {"version": card["version"], "examples": {k: v["examples"] for k, v in labels.items()}}


def examples(label: str, splits: Sequence[str]) -> tuple[list[list[float]], list[int], list[str]]:
    """Feature rows of sentences some cue hits; of a labelled snippet only the sentence with most evidence."""
    rows: list[list[float]] = []
    truth: list[int] = []
    groups: list[str] = []
    for snippet in snippets(*splits):
        if label in snippet.may:
            continue
        event = snippet.event
        looked = look(event, SIDES, sentences_of(event.text, spoken(event)))
        found = [each.values[label] for each in looked if label in each.values]
        if label in snippet.labels:
            found = sorted(found, key=lambda v: sum(v[:5]), reverse=True)[:1]
        rows.extend(found)
        truth.extend([int(label in snippet.labels)] * len(found))
        groups.extend([snippet.company] * len(found))
    return rows, truth, groups


def fit(rows: list[list[float]], truth: list[int], groups: list[str]) -> dict[str, Any]:
    """Weights, bias and the lowest threshold that keeps the wanted precision on companies left out."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold, cross_val_predict

    # What we know without data: refuted evidence is none, and neither is the faintest hint.
    against = ["strong", "against", "strong_against"]
    known = [
        against,
        [*against, "weak", "weak_twice"],
        [*against, "weak", "weak_twice", "weak_often"],
        ["weak"],
    ]
    refuted = [[float(name in each) for name in FEATURES] for each in known]
    x, y = np.array(rows + refuted), np.array(truth + [0] * len(refuted))
    groups = groups + [f"known {n}" for n in range(len(refuted))]
    model = LogisticRegression(C=STRENGTH_OF_FIT, max_iter=2000, random_state=SEED)
    out = cross_val_predict(model, x, y, groups=groups, cv=GroupKFold(n_splits=6), method="predict_proba")[
        :, 1
    ]
    model.fit(x, y, sample_weight=[1.0] * len(truth) + [KNOWN_WEIGHT] * len(refuted))
    threshold = MOST
    for step in np.arange(LEAST, MOST, 0.05):
        chosen = (out >= step)[: len(truth)]
        if chosen.any() and y[: len(truth)][chosen].mean() >= WANTED_PRECISION:
            threshold = float(step)
            break
    return {
        "weights": {name: round(float(w), 4) for name, w in zip(FEATURES, model.coef_[0], strict=True)},
        "bias": round(float(model.intercept_[0]), 4),
        "threshold": round(threshold, 2),
        "examples": [len(truth), int(y.sum())],
    }


if __name__ == "__main__":
    print(json.dumps(train(tuple(sys.argv[1:]) or ("train", "dev"))))
