"""Trains the promise reader on our labelled texts: `python -m benchmarks.train_reader` (needs the extra `train`).

The encoder of the search stays as it is; low-rank matrices are learnt for its upper layers, and a head that says
of each word whether it is outside, at the beginning of or inside a promise, and how firm that promise is.
"""

import argparse
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.low_rank import Network, fitted, padded, ship
from benchmarks.promise_data import overlaps
from benchmarks.reader_data import STRENGTHS, Encoded, Row, encoded, rows
from retrieval.encoder_file import read_encoder

RANK, FROZEN, BATCH, SEED = 16, 6, 32, 0
RATE, DROPPED = 1e-3, 0.1
LENGTHS = (16, 32, 48, 96)
"""Batches are padded to one of these, so that few shapes are compiled."""


@dataclass
class Batch:
    """States below the trained layers, shape (BATCH, tokens, hidden), with mask and labels per token."""

    states: Any
    mask: Any
    labels: Any
    strengths: Any
    weights: Any


def scores(network: Network, learnt: dict[str, Any], states: Any, mask: Any, key: Any = None) -> Any:
    """Logits per token, shape (batch, tokens, 6), from the states below the trained layers."""
    import jax

    states = network.upper(learnt, states, mask)
    if key is not None:
        states = states * jax.random.bernoulli(key, 1 - DROPPED, states.shape) / (1 - DROPPED)
    return states @ learnt["head.w"].T + learnt["head.b"]


def batch_of(found: Sequence[Encoded], states: Sequence[Any], chosen: Sequence[int], hidden: int) -> Batch:
    size = padded([len(found[j].ids) for j in chosen], LENGTHS)
    shape = (BATCH, size)
    made = Batch(
        np.zeros((*shape, hidden), np.float32),
        np.zeros(shape, np.float32),
        np.zeros(shape, np.int32),
        np.zeros(shape, np.int32),
        np.zeros(shape, np.float32),
    )
    for row, j in enumerate(chosen):
        one = found[j]
        made.states[row, : len(one.ids)], made.mask[row, : len(one.ids)] = states[j], 1
        made.labels[row, one.firsts] = one.labels
        made.strengths[row, one.firsts] = one.strengths
        made.weights[row, one.firsts] = one.weights
    return made


def train(network: Network, found: Sequence[Encoded], epochs: int) -> Iterator[tuple[float, dict[str, Any]]]:
    """After each epoch: the mean loss and what was learnt so far."""
    import jax
    import jax.numpy as jnp

    states = network.below([e.ids for e in found], BATCH, LENGTHS)
    key = jax.random.PRNGKey(SEED)
    learnt = network.learnable(key, {"head": 3 + len(STRENGTHS)})

    def loss(learnt: dict[str, Any], b: tuple[Any, ...], key: Any) -> Any:
        x, mask, labels, strengths, weights = b
        out = scores(network, learnt, x, mask, key)
        place, firmness = jax.nn.log_softmax(out[..., :3]), jax.nn.log_softmax(out[..., 3:])
        wrong_place = -jnp.take_along_axis(place, labels[..., None], -1)[..., 0] * weights
        wrong_firmness = (
            -jnp.take_along_axis(firmness, strengths[..., None], -1)[..., 0] * weights * (labels > 0)
        )
        return (wrong_place.sum() + 0.5 * wrong_firmness.sum()) / jnp.maximum(weights.sum(), 1)

    def batch(chosen: Sequence[int]) -> tuple[Any, ...]:
        b = batch_of(found, states, chosen, network.hidden)
        return b.states, b.mask, b.labels, b.strengths, b.weights

    counts = [len(e.ids) for e in found]
    yield from fitted(learnt, loss, batch, counts, epochs=epochs, batch=BATCH, rate=RATE, seed=SEED, key=key)


def clause_scores(
    network: Network, learnt: dict[str, Any], cases: Sequence[Row], found: Sequence[Encoded]
) -> dict[str, Any]:
    """How well the mean log-odds of a clause's words alone tell promises, by source: F1 at 0."""
    import jax

    states = network.below([e.ids for e in found], BATCH, LENGTHS)
    run = jax.jit(lambda x, mask: scores(network, learnt, x, mask))
    counts: dict[str, list[int]] = {}
    for i in range(0, len(found), BATCH):
        chosen = list(range(i, min(i + BATCH, len(found))))
        b = batch_of(found, states, chosen, network.hidden)
        out = np.asarray(run(b.states, b.mask))
        for row, j in enumerate(chosen):
            odds = np.logaddexp(out[row, :, 1], out[row, :, 2]) - out[row, :, 0]
            _count(counts.setdefault(cases[j].source, [0, 0, 0]), cases[j], found[j], odds)
    return {
        name: {"right": right, "found": said, "gold": gold, "f1": round(2 * right / max(1, said + gold), 3)}
        for name, (right, said, gold) in counts.items()
    }


def _count(count: list[int], case: Row, one: Encoded, odds: Any) -> None:
    gold = [(a, b) for a, b, _ in case.promises]
    met = set()
    for start, end in case.clauses:
        at = [f for f, (a, b) in zip(one.firsts, one.words, strict=True) if a < end and b > start]
        if not at or odds[at].mean() < 0 or any(overlaps((start, end), span) for span in case.ignored):
            continue
        hits = [n for n, span in enumerate(gold) if overlaps((start, end), span)]
        if not hits or hits[0] not in met:
            count[1] += 1
        met.update(hits[:1])
    count[0] += len(met)
    count[2] += len(gold)


def main() -> None:
    """Trains on the named splits, scores the development split after each epoch, and ships the last."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("splits", nargs="*", default=["train"])
    parser.add_argument("--epochs", type=int, default=5)
    options = parser.parse_args()
    network = Network(read_encoder(None), frozen=FROZEN, rank=RANK)
    learning = [r for s in options.splits for r in rows(s)]
    checking = list(rows("dev"))
    found, checked = ([encoded(r, network.file) for r in part] for part in (learning, checking))
    begin = time.perf_counter()
    learnt: dict[str, Any] = {}
    for epoch, (loss, learnt) in enumerate(train(network, found, options.epochs)):
        by_source = clause_scores(network, learnt, checking, checked)
        spent = round(time.perf_counter() - begin)
        print(
            json.dumps({"epoch": epoch, "loss": round(loss, 4), "seconds": spent, "dev": by_source}),
            flush=True,
        )
    facts = {"splits": options.splits, "sentences": len(found), "epochs": options.epochs}
    facts["promises"] = sum(len(r.promises) for r in learning)
    print(json.dumps(ship("reader", network, learnt, facts)))


if __name__ == "__main__":
    main()
