"""Trains the word weights of masking, on the dev side only: `python -m benchmarks.train_masking`.

Dev means the dev templates of the public set (MIT) and our own texts.
"""

import json
import sys
from collections.abc import Sequence
from typing import Any

from benchmarks.masking_data import Text, own, public
from retrieval.masking_language import documents
from retrieval.masking_people import LABELS, MODEL, features
from retrieval.masking_patterns import covered

COPIES = 6
SEED = 11
STRENGTH = 0.4
THRESHOLD = {"PERSON": 0.4, "ADDRESS": 0.5}
SMALLEST = 0.02
VERSION = "masking-1"


def rows_of(texts: Sequence[Text]) -> tuple[list[list[str]], dict[str, list[int]], list[str]]:
    rows: list[list[str]] = []
    labels: dict[str, list[int]] = {label: [] for label in LABELS}
    groups: list[str] = []
    for text, doc in zip(texts, documents([t.text for t in texts]), strict=True):
        tokens = list(doc)
        rows += features(tokens, covered(text.text, tokens))
        groups += [text.group] * len(tokens)
        for label in LABELS:
            spans = [(a, b) for a, b, kind in text.spans if kind == label]
            labels[label] += [int(any(a <= t.idx < b for a, b in spans)) for t in tokens]
    return rows, labels, groups


def fitted(rows: Sequence[Sequence[str]], labels: dict[str, list[int]]) -> dict[str, dict[str, float]]:
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    names = DictVectorizer()
    matrix: Any = names.fit_transform([dict.fromkeys(row, 1.0) for row in rows])
    known = names.get_feature_names_out()
    weights = {}
    for label in LABELS:
        model = LogisticRegression(C=STRENGTH, max_iter=400, solver="liblinear", random_state=SEED)
        model.fit(matrix, labels[label])
        found = {str(n): round(float(w), 3) for n, w in zip(known, model.coef_[0], strict=True) if abs(w) >= SMALLEST}
        found["bias"] = round(found.get("bias", 0.0) + float(model.intercept_[0]), 3)
        weights[label] = dict(sorted(found.items()))
    return weights


def main() -> None:
    texts = [*public("dev"), *own(COPIES, SEED)]
    if not public("dev"):
        sys.exit("PROMISSORY_EVAL_DATA has no presidio-synth-v2.json, so there is nothing to train on.")
    rows, labels, _ = rows_of(texts)
    held = {"version": VERSION, "threshold": THRESHOLD, "weights": fitted(rows, labels)}
    MODEL.write_text(json.dumps(held, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    print(json.dumps({"texts": len(texts), "words": len(rows), "bytes": MODEL.stat().st_size}))


if __name__ == "__main__":
    main()
