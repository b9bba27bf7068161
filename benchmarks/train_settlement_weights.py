"""Learns when a message keeps a promise that no rule read, and writes the weights: `python -m benchmarks.train_settlement_weights`.

It needs the extra `train`. A file by one author is left out at a time, and the figures are those of the left-out files.
A message is known to keep a promise, not which sentence does: the likeliest one is taken, round by round.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.settlement_examples import Example, of_frames, of_ledger, of_threads

AUTHORS = (
    ("dev", "hard_dev"), ("fresh_dev",), ("more_dev",), ("more_dev2",), ("more_dev3",), ("more_dev4",), ("plain_dev",), ("everyday_dev",),
    ("trap_dev", "trap_dev2"), ("sample",), ("large",),
)  # fmt: skip
"""What is left out together."""
WRITTEN = Path(__file__).parents[1] / "retrieval" / "model" / "settle.json"
STRENGTH, SPARSE, NUMBERS, ROUNDS, EACH = 0.05, 0.03, 80, 4, 10


class Learnt:
    """Weights over named numbers, as they are learnt: scaled by how much each varies."""

    def __init__(self, found: Sequence[Example], names: Sequence[str]) -> None:
        self.names = list(names)
        rows = [[s.get(n, 0.0) for n in self.names] for e in found for s in e.sentences]
        self.rows = np.array(rows)
        self.scale = np.maximum(self.rows.std(axis=0), 0.1)
        self.rows = self.rows / self.scale
        ends = np.cumsum([len(e.sentences) for e in found])
        self.spans = [(int(end) - len(e.sentences), int(end)) for e, end in zip(found, ends, strict=True)]

    def fitted(self, found: Sequence[Example], use: Sequence[int], *, sparse: bool = False) -> Any:
        """A logistic regression over the examples at `use`."""
        from sklearn.linear_model import LogisticRegression

        model: Any = None
        for _ in range(ROUNDS):
            scores = model.decision_function(self.rows) if model else self._first_guess()
            at, labels, weights = [], [], []
            for n in use:
                start, end = self.spans[n]
                if start == end:
                    continue
                if found[n].kept:
                    at.append(start + int(np.argmax(scores[start:end])))
                    labels.append(1)
                    weights.append(1.0)
                else:
                    at += range(start, end)
                    labels += [0] * (end - start)
                    weights += [(end - start) ** -0.5] * (end - start)
            model = (
                LogisticRegression(penalty="l1", solver="liblinear", C=SPARSE, max_iter=500)
                if sparse
                else LogisticRegression(C=STRENGTH, max_iter=1000)
            )
            model.fit(self.rows[at], labels, sample_weight=weights)
        return model

    def _first_guess(self) -> Any:
        liked = ("named 2", "named 3", "done", "result", "presented", "thanks")
        return sum(self.rows[:, self.names.index(n)] for n in liked if n in self.names)


def chosen(found: Sequence[Example], most: int) -> list[str]:
    """The names that tell most."""
    names = sorted({name for e in found for s in e.sentences for name in s})
    learnt = Learnt(found, names)
    model = learnt.fitted(found, range(len(found)), sparse=True)
    order = np.argsort(-np.abs(model.coef_[0]))[:most]
    return [names[i] for i in sorted(order) if model.coef_[0][i]]


def left_out(found: Sequence[Example], names: Sequence[str]) -> Any:
    """For each example the probability given by weights that saw nothing of its author."""
    learnt = Learnt(found, names)
    made = np.zeros(len(found))
    for group in AUTHORS:
        model = learnt.fitted(found, [n for n, e in enumerate(found) if e.source not in group])
        sure = model.predict_proba(learnt.rows)[:, 1]
        for n, e in enumerate(found):
            start, end = learnt.spans[n]
            if e.source in group and start < end:
                made[n] = sure[start:end].max()
    return made


def figures(found: Sequence[Example], sure: Any, at: float) -> dict[str, Any]:
    """What would be added at a threshold: right and wrong ones by author, where the rules are silent."""
    line: dict[str, Any] = {"sure": at}
    for group in AUTHORS:
        here = [(e, p) for e, p in zip(found, sure, strict=True) if e.source in group and e.silent]
        right, missed = sum(e.kept and p >= at for e, p in here), sum(e.kept for e, _ in here)
        wrong, others = sum(not e.kept and p >= at for e, p in here), sum(not e.kept for e, _ in here)
        line[group[0]] = f"{right}/{missed} wrong {wrong}/{others}"
    return line


def main() -> None:
    """Prints left-out figures by threshold and writes the weights learnt from everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=Path, help="a data home made by `promissory --home HOME demo`")
    parser.add_argument("--large", type=Path, help="a folder in which `benchmarks.ask_homes` built `large`")
    parser.add_argument("--sure", type=float, default=0.85)
    parser.add_argument("--errors", action="store_true", help="print what would be added wrongly")
    parser.add_argument("--write", action="store_true", help="write the weights")
    options = parser.parse_args()
    found = [e for group in AUTHORS[:-2] for split in group for e in of_threads(split)] + of_frames(EACH)
    found += _of_homes(options.sample, options.large)
    found = [e for e in found if e.sentences or e.kept]
    names = chosen(found, NUMBERS)
    sure = left_out(found, names)
    for at in (0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.93):
        print(json.dumps(figures(found, sure, at)))
    for e, p in sorted(zip(found, sure, strict=True), key=lambda x: -x[1]) if options.errors else []:
        if e.silent and not e.kept and p >= options.sure and e.source != "frames":
            print(json.dumps([round(float(p), 2), e.source, e.told], ensure_ascii=False))
    if options.write:
        learnt = Learnt(found, names)
        model = learnt.fitted(found, range(len(found)))
        told = {
            "bias": round(float(model.intercept_[0]), 4),
            "sure": options.sure,
            "weights": {
                n: round(float(w), 4) for n, w in zip(names, model.coef_[0] / learnt.scale, strict=True)
            },
        }
        WRITTEN.write_text(json.dumps(told, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _of_homes(sample: Path | None, large: Path | None) -> list[Example]:
    import yaml

    from benchmarks.settlement_sample import GOLD
    from bot.app import App
    from bot.settings import load

    made: list[Example] = []
    if sample:
        gold = yaml.safe_load(GOLD.read_text(encoding="utf-8"))["promises"]
        app = App(load(sample).model_copy(update={"embeddings": False}))
        made += of_ledger(app, gold, "sample")
        app.close()
    if large:
        gold = json.loads((large / "large-company-files" / "gold.json").read_text(encoding="utf-8"))[
            "promises"
        ]
        app = App(load(large / "large").model_copy(update={"embeddings": False}))
        made += of_ledger(app, gold, "large")
        app.close()
    return made


if __name__ == "__main__":
    main()
