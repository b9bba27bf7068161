"""Trains the promise classifier from our labelled data: `python -m benchmarks.train_promises`."""

import hashlib
import io
import json
import sys
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.promise_data import Case, Gold, evaluation_data, mails, overlaps, sentences
from benchmarks.promise_sample import sample_cases
from benchmarks.promise_texts import texts
from benchmarks.train_speech import FILE, train_speech
from retrieval.candidate import Candidate
from retrieval.extract import spoken
from retrieval.promise_candidates import candidates
from retrieval.promise_classifier import CARD_FILE, MODEL_FILE, read_model, shipped_model
from retrieval.promise_features import BUCKETS, features
from retrieval.sentences import split

MODEL = Path(__file__).resolve().parents[1] / "retrieval" / "model"
STRENGTH_OF_FIT = 1.0
SEED = 7
FOLDS = 6
THRESHOLD = 0.5
"""Where F1 is best on whole mails and calls, each predicted without its own company (train and dev)."""


def labelled(splits: Sequence[str]) -> list[Case]:
    """Every labelled text of the named splits: single sentences, mails, calls, companies, and the sample company."""
    old = [c for c in (*sentences(), *mails(), *mails("talks.jsonl")) if c.split in splits]
    ordinary = list(sample_cases()) if "train" in splits else []
    return old + [case for split_name in splits for case in texts(split_name)] + ordinary


def examples(cases: Sequence[Case]) -> tuple[list[Candidate], list[int], list[str]]:
    """Candidate clauses with label (1: says a labelled promise) and the company they come from."""
    found: list[Candidate] = []
    labels: list[int] = []
    groups: list[str] = []
    for case in cases:
        offered = offers(case)
        for candidate, label in zip(offered, labels_of(offered, case), strict=True):
            if label is not None:
                found.append(candidate)
                labels.append(label)
                groups.append(case.company)
    return found, labels, groups


def offers(case: Case) -> list[Candidate]:
    """Every candidate of one text."""
    text = case.event.text
    raw_speech = text == text.lower()
    return [c for s in split(text, spoken(case.event)) for c in candidates(text, s, raw_speech)]


def labels_of(offered: Sequence[Candidate], case: Case) -> list[int | None]:
    """1 for the clause that says most of a labelled promise, 0 for a mere piece of one and for all else, None for open."""
    labels: list[int | None] = []
    best = {gold: max((_shared(c, gold) for c in offered), default=0) for gold in case.gold}
    for c in offered:
        span = (c.start, c.end)
        said = [g for g in case.gold if overlaps(span, (g.start, g.end))]
        if any(_shared(c, g) == best[g] for g in said):
            labels.append(1)
        elif said:
            labels.append(0 if all(3 * _shared(c, g) < best[g] for g in said) else None)
        else:
            open_to_reading = case.borderline or any(overlaps(span, other) for other in case.ignored)
            labels.append(None if open_to_reading else 0)
    return labels


def _shared(c: Candidate, gold: Gold) -> int:
    return min(c.end, gold.end) - max(c.start, gold.start)


def matrix(found: Sequence[Candidate]) -> Any:
    """Sparse feature rows."""
    from scipy.sparse import csr_matrix

    data: list[float] = []
    columns: list[int] = []
    ends = [0]
    for candidate in found:
        for bucket, value in features(candidate):
            columns.append(bucket)
            data.append(value)
        ends.append(len(data))
    made = csr_matrix((data, columns, ends), shape=(len(found), BUCKETS))
    made.sum_duplicates()
    return made


def train(splits: Sequence[str] = ("train", "dev"), speech: bool = True) -> dict[str, Any]:
    """Fits on the named splits; probabilities are calibrated on predictions for companies left out."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold, cross_val_predict

    found, labels, groups = examples(labelled(splits))
    x, y = matrix(found), np.array(labels)
    model = LogisticRegression(C=STRENGTH_OF_FIT, solver="liblinear", random_state=SEED)
    left_out = cross_val_predict(
        model, x, y, groups=groups, cv=GroupKFold(n_splits=FOLDS), method="decision_function"
    )
    scale = LogisticRegression(C=100.0, random_state=SEED).fit(left_out.reshape(-1, 1), y)
    model.fit(x, y)
    weights = model.coef_[0].astype("float16")
    card: dict[str, Any] = {
        "bias": round(float(model.intercept_[0]), 6),
        "slope": round(float(scale.coef_[0][0]), 6),
        "shift": round(float(scale.intercept_[0]), 6),
        "threshold": THRESHOLD,
        "trained_on": {"splits": list(splits), "candidates": len(labels), "promises": int(y.sum())},
    }
    arrays = {"weights": weights}
    if speech and (evaluation_data() / FILE).exists():
        raw = stored(arrays)
        digest = hashlib.sha256(raw).hexdigest()
        arrays["speech"], card["speech"] = train_speech(
            read_model(raw, card | {"sha256": digest, "version": ""})
        )
    elif shipped_model().speech is not None:
        # without the public set at hand, the head that is there stays
        arrays["speech"], card["speech"] = kept_speech()
    raw = stored(arrays)
    digest = hashlib.sha256(raw).hexdigest()
    card |= {"version": digest[:10], "sha256": digest}
    MODEL.mkdir(exist_ok=True)
    (MODEL / MODEL_FILE).write_bytes(raw)
    (MODEL / CARD_FILE).write_text(json.dumps(card, indent=2, sort_keys=True) + "\n", "utf-8")
    return card


def kept_speech() -> tuple[Any, Any]:
    """Weights and card of the speech head in the package."""
    import numpy as np

    with np.load(MODEL / MODEL_FILE, allow_pickle=False) as shipped:
        return shipped["speech"], json.loads((MODEL / CARD_FILE).read_text("utf-8"))["speech"]


def stored(arrays: Mapping[str, Any]) -> bytes:
    """The same weights always give the same bytes: no clock inside the archive."""
    import numpy as np

    outer = io.BytesIO()
    with zipfile.ZipFile(outer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in arrays.items():
            inner = io.BytesIO()
            np.save(inner, array, allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0)), inner.getvalue())
    return outer.getvalue()


if __name__ == "__main__":
    named = [word for word in sys.argv[1:] if word != "--keep-speech"]
    print(json.dumps(train(tuple(named) or ("train", "dev"), speech="--keep-speech" not in sys.argv)))
