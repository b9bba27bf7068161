"""Trains the word model of masking, on the dev side only: `python -m benchmarks.train_masking`.

Dev means the dev templates of the public set (MIT), the dev half of our fresh texts, our own made-up
texts, and our companies' training mails, whose people are known from their headers.
"""

import hashlib
import io
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.masking_data import ROOT, Text, fresh, own, public, renamed
from benchmarks.masking_mails import mails
from benchmarks.masking_numbers import texts as numbers
from retrieval import masking_features, masking_patterns
from retrieval.encoder_graph import Array
from retrieval.masking_features import BUCKETS
from retrieval.masking_language import pipeline
from retrieval.masking_model import CARD_FILE, LABELS, MODEL_FILE
from retrieval.masking_said import said_names
from retrieval.masking_states import DIMENSIONS, WordStates

FOLDER = ROOT / "retrieval" / "model"
COPIES = 3
SEED = 11
THRESHOLD = {"PERSON": 0.25, "ADDRESS": 0.2}
SPARSE, DENSE = 0.7, 0.3
"""How strongly large weights are held back."""
SCALE = 4.0
STEP = 0.02
"""Weights are kept as whole numbers of this size."""
ROUNDS = 50
VERSION = "masking-2"


def _hidden(word: str) -> bool:
    """A third of all words are unknown to the name list while training."""
    return hashlib.sha256(word.encode()).digest()[0] < 85


def training_texts() -> list[Text]:
    texts, ours = public("dev"), fresh("dev")
    other_names = [*renamed(texts, 1, SEED), *renamed(ours, 2, SEED)]
    return [*texts, *ours, *other_names, *own(COPIES, SEED), *numbers("dev"), *mails("train")]


def rows_of(texts: Sequence[Text]) -> tuple[list[Array], Array, Array]:
    """Per word its feature buckets, its state, and its labels: 1, 0, or -1 where it is open."""
    states = WordStates()
    nlp = pipeline()
    buckets: list[Array] = []
    dense, labels = [], []
    for text in texts:
        tokens = list(nlp.make_doc(text.text))
        found = masking_patterns.find(text.text)
        introduced = [(start, end) for start, end, _, _ in said_names(text.text)]
        words = masking_features.words(tokens, found, introduced, hidden=_hidden)
        for keys in masking_features.parts(words):
            names = (name for key in keys for name in sorted(set(masking_features.of(key))))
            buckets.append(np.array([masking_features.bucket(name) for name in names], np.int32))
        dense.append(states.of(text.text, [token.idx for token in tokens]))
        is_open = text.group.startswith("company")
        for token, word in zip(tokens, words, strict=True):
            row = [int(any(a <= token.idx < b for a, b, k in text.spans if k == kind)) for kind in LABELS]
            if (
                is_open
                and not row[0]
                and ("n" in word.marks or any(a <= token.idx < b for a, b in text.neutral))
            ):
                row[0] = -1
            if is_open and "a" in word.marks:
                row[1] = -1
            labels.append(row)
    return buckets, np.concatenate(dense), np.array(labels, np.int8)


def fitted(buckets: Sequence[Array], dense: Array, labels: Array) -> tuple[Array, Array]:
    """Weights and bias of one label by L-BFGS, those of the buckets first."""
    from scipy.optimize import minimize
    from scipy.sparse import csr_matrix

    keep = np.flatnonzero(labels >= 0).tolist()
    signs = (labels[keep] * 2.0 - 1.0).astype(np.float32)
    flat = np.concatenate([buckets[n] for n in keep])
    ends = np.cumsum([0, *(len(buckets[n]) for n in keep)])
    matrix: Any = csr_matrix((np.ones(len(flat), np.float32), flat, ends), shape=(len(keep), BUCKETS))
    turned = matrix.T.tocsr()
    states = dense[keep]

    def loss(weights: Array) -> tuple[float, Array]:
        few, many, bias = weights[:BUCKETS], weights[BUCKETS:-1], weights[-1]
        margins = signs * (
            matrix @ few.astype(np.float32) + states @ many.astype(np.float32) + np.float32(bias)
        )
        value = float(np.logaddexp(0, -margins).sum()) + (SPARSE * few @ few + DENSE * many @ many) / 2
        pull = (-signs / (1 + np.exp(np.clip(margins, -30, 30)))).astype(np.float32)
        slope = np.concatenate([SPARSE * few + turned @ pull, DENSE * many + states.T @ pull, [pull.sum()]])
        return float(value), slope

    start = np.zeros(BUCKETS + DIMENSIONS + 1)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS}).x
    return found[:-1], found[-1]


def write(folder: Path, texts: Sequence[Text]) -> dict[str, Any]:
    buckets, dense, labels = rows_of(texts)
    centre, spread = dense.mean(axis=0), (dense.std(axis=0) + 1e-6) * SCALE
    dense = (dense - centre) / spread
    sparse_out, dense_out, bias_out = [], [], {}
    for n, label in enumerate(LABELS):
        weights, bias = fitted(buckets, dense, labels[:, n])
        own_scale = weights[BUCKETS:] / spread
        sparse_out.append(np.clip(np.rint(weights[:BUCKETS] / STEP), -127, 127).astype(np.int8))
        dense_out.append(own_scale.astype(np.float32))
        bias_out[label] = round(float(bias - own_scale @ centre), 5)
    file = io.BytesIO()
    np.savez_compressed(file, sparse=np.stack(sparse_out, axis=1), dense=np.stack(dense_out, axis=1))
    raw = file.getvalue()
    card = {
        "version": VERSION,
        "sha256": hashlib.sha256(raw).hexdigest(),
        "step": STEP,
        "threshold": THRESHOLD,
        "bias": bias_out,
    }
    (folder / MODEL_FILE).write_bytes(raw)
    (folder / CARD_FILE).write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    return {"texts": len(texts), "words": len(labels), "bytes": len(raw)}


def main() -> None:
    if not public("dev"):
        sys.exit("PROMISSORY_EVAL_DATA has no presidio-synth-v2.json, so there is nothing to train on.")
    print(json.dumps(write(FOLDER, training_texts())))


if __name__ == "__main__":
    main()
