"""Trains the head for raw speech from meeting utterances: hashed weights only, no word of them is kept."""

from collections.abc import Iterator, Sequence
from typing import Any

from benchmarks.promise_data import evaluation_data
from retrieval.promise_candidates import candidates
from retrieval.promise_classifier import PromiseModel
from retrieval.promise_rules import impossible
from retrieval.promise_speech import SPEECH_BUCKETS, speech_features
from retrieval.sentences import split

FILE = "mrda-trainval.tsv"
STRENGTH_OF_FIT = 0.1
FOLDS = 5
SEED = 7


def meeting_utterances(part: str) -> Iterator[tuple[str, int, str]]:
    """(meeting, 1 for a commitment, text) of one part of the public set."""
    with (evaluation_data() / FILE).open(encoding="utf-8") as lines:
        for line in lines:
            row = line.rstrip("\n").split("\t")
            if len(row) >= 5 and row[0] == part:
                yield row[1], int(row[3] == "1"), row[4]


def heard(text: str, model: PromiseModel) -> dict[int, float] | None:
    """The features of one utterance; None where no clause could be a promise."""
    offered = [
        c for s in split(text, [(0, len(text))]) for c in candidates(text, s, True) if not impossible(c)
    ]
    if not offered:
        return None
    row: dict[int, float] = {}
    for bucket, value in speech_features(text, offered, [model.probability(c) for c in offered]):
        row[bucket] = row.get(bucket, 0.0) + value
    return row


def train_speech(model: PromiseModel) -> tuple[Any, dict[str, Any]]:
    """Weights, and the head's card; a score of 0 stands where F1 was best on meetings left out."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold, cross_val_predict

    rows, labels, meetings, unheard = [], [], [], 0
    for meeting, label, text in meeting_utterances("train"):
        row = heard(text, model)
        if row is None:
            unheard += label
            continue
        rows.append(row)
        labels.append(label)
        meetings.append(meeting)
    x, y = _matrix(rows), np.array(labels)
    fit = LogisticRegression(C=STRENGTH_OF_FIT, solver="liblinear", random_state=SEED)
    left_out = cross_val_predict(
        fit, x, y, groups=meetings, cv=GroupKFold(n_splits=FOLDS), method="decision_function"
    )
    cut, f1 = _best_cut(left_out, y, unheard)
    fit.fit(x, y)
    card = {
        "bias": round(float(fit.intercept_[0]) - cut, 6),
        "f1_on_meetings_left_out": round(f1, 4),
        "trained_on": {"data": f"{FILE}, train", "utterances": len(labels), "promises": int(y.sum())},
    }
    return fit.coef_[0].astype("float16"), card


def _best_cut(scores: Any, y: Any, unheard: int) -> tuple[float, float]:
    """The score from which F1 is best, commitments without a candidate counted as missed."""
    import numpy as np

    order = np.argsort(-scores)
    right = np.cumsum(y[order])
    f1 = 2 * right / (np.arange(1, len(y) + 1) + y.sum() + unheard)
    best = int(np.argmax(f1))
    return float(scores[order[best]]), float(f1[best])


def _matrix(rows: Sequence[dict[int, float]]) -> Any:
    from scipy.sparse import csr_matrix

    columns = [bucket for row in rows for bucket in row]
    data = [value for row in rows for value in row.values()]
    ends = [0]
    for row in rows:
        ends.append(ends[-1] + len(row))
    return csr_matrix((data, columns, ends), shape=(len(rows), SPEECH_BUCKETS))
