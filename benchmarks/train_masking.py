"""Trains the word weights of masking, on the dev side only: `python -m benchmarks.train_masking`.

Dev means the dev templates of the public set (MIT) and our own texts.
"""

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Sequence
from typing import Any

from benchmarks.masking_data import Text, own, public, renamed
from benchmarks.masking_numbers import texts as numbers
from retrieval.masking_language import documents
from retrieval.masking_patterns import covered
from retrieval.masking_people import LABELS, MODEL, features

COPIES = 6
SEED = 11
STRENGTH = 0.6
THRESHOLD = {"PERSON": 0.33, "ADDRESS": 0.4}
SMALLEST = 0.02
LEAST = 3
VERSION = "masking-1"


def _hidden(word: str) -> bool:
    """A third of all words are unknown to the name list while training."""
    return hashlib.sha256(word.encode()).digest()[0] < 85


def rows_of(texts: Sequence[Text]) -> tuple[list[list[str]], dict[str, list[int]], list[str]]:
    rows: list[list[str]] = []
    labels: dict[str, list[int]] = {label: [] for label in LABELS}
    groups: list[str] = []
    for text, doc in zip(texts, documents([t.text for t in texts]), strict=True):
        tokens = list(doc)
        rows += features(tokens, covered(text.text, tokens), hidden=_hidden)
        groups += [text.group] * len(tokens)
        for label in LABELS:
            spans = [(a, b) for a, b, kind in text.spans if kind == label]
            labels[label] += [int(any(a <= t.idx < b for a, b in spans)) for t in tokens]
    return rows, labels, groups


def fitted(rows: Sequence[Sequence[str]], labels: dict[str, list[int]]) -> dict[str, dict[str, float]]:
    import numpy
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    counts = Counter(name for row in rows for name in set(row))
    known = sorted(name for name, count in counts.items() if count >= LEAST)
    place = {name: n for n, name in enumerate(known)}
    columns = [sorted({place[name] for name in row if name in place}) for row in rows]
    ends = numpy.cumsum([0, *map(len, columns)], dtype=numpy.int32)
    flat = numpy.fromiter((c for row in columns for c in row), dtype=numpy.int32, count=int(ends[-1]))
    matrix: Any = csr_matrix((numpy.ones(len(flat)), flat, ends), shape=(len(rows), len(known)))
    weights = {}
    for label in LABELS:
        model = LogisticRegression(C=STRENGTH, max_iter=400, solver="liblinear", random_state=SEED)
        model.fit(matrix, labels[label])
        found = {
            n: round(float(w), 3) for n, w in zip(known, model.coef_[0], strict=True) if abs(w) >= SMALLEST
        }
        found["bias"] = round(found.get("bias", 0.0) + float(model.intercept_[0]), 3)
        weights[label] = dict(sorted(found.items()))
    return weights


def training_texts() -> list[Text]:
    texts = public("dev")
    return [*texts, *renamed(texts, 2, SEED), *own(COPIES, SEED), *numbers("dev")]


def main() -> None:
    texts = training_texts()
    if not public("dev"):
        sys.exit("PROMISSORY_EVAL_DATA has no presidio-synth-v2.json, so there is nothing to train on.")
    rows, labels, _ = rows_of(texts)
    held = {"version": VERSION, "threshold": THRESHOLD, "weights": fitted(rows, labels)}
    MODEL.write_text(json.dumps(held, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    print(json.dumps({"texts": len(texts), "words": len(rows), "bytes": MODEL.stat().st_size}))


if __name__ == "__main__":
    main()
