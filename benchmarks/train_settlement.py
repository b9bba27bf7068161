"""Tries a second reader of settlement, learnt from labelled threads and frames: `python -m benchmarks.train_settlement`.

It needs the extra `train` and ships nothing: docs/decisions/0013 says what came out and why it is not used.

The encoder of the search stays as it is; low-rank matrices are learnt for its upper layers, a head that reads
every sentence of the later message and one that reads the message as a whole.
"""

import argparse
import json
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from benchmarks.low_rank import Network, fitted, padded
from benchmarks.settlement_frames import frames, made_pairs
from benchmarks.settlement_pairs import (
    LONGEST,
    SAYS,
    STATUSES,
    Labelled,
    bystanders,
    pair_tokens,
    thread_pairs,
)
from retrieval.encoder_file import EncoderFile, read_encoder

RANK, FROZEN, BATCH, SEED = 16, 4, 16, 0
RATE, DROPPED, EPOCHS, EACH = 8e-4, 0.1, 5, 10
LENGTHS = (48, 80, 112, 160, LONGEST)
_SENTENCES = 16
TRAINED = (
    "dev", "hard_dev", "plain_dev", "trap_dev", "trap_dev2", "fresh_dev",
    "more_dev", "more_dev3", "more_dev4",
)  # fmt: skip


@dataclass(frozen=True)
class Encoded:
    """Token ids and where the tokens of each sentence stand."""

    ids: Sequence[int]
    parts: Sequence[Sequence[int]]


def strangers(found: Sequence[Labelled], share: float, seed: int = SEED) -> list[Labelled]:
    """Messages that keep one company's promise beside the promise of another: they say nothing of it."""
    chance = random.Random(seed)
    kept = [x for x in found if x.label == 1]
    made = []
    for one in chance.sample(kept, int(len(kept) * share)):
        other = chance.choice([x for x in found if x.company != one.company])
        made.append(
            replace(one, pair=replace(one.pair, quote=other.pair.quote), label=0, weight=0.7, by_rules=0)
        )
    return made


def encoded(found: Sequence[Labelled], file: EncoderFile) -> list[Encoded]:
    made = []
    for one in found:
        ids, parts = pair_tokens(file, one.pair)
        made.append(Encoded(ids, [tokens for _, tokens in parts if tokens][:_SENTENCES]))
    return made


def batch_of(
    found: Sequence[Labelled],
    read: Sequence[Encoded],
    states: Sequence[Any],
    chosen: Sequence[int],
    hidden: int,
) -> tuple[Any, ...]:
    """States (BATCH, tokens, hidden), their mask, each sentence's share of tokens, which sentences are, labels, weights."""
    size = padded([len(read[j].ids) for j in chosen], LENGTHS)
    x, mask = np.zeros((BATCH, size, hidden), np.float32), np.zeros((BATCH, size), np.float32)
    shares, there = np.zeros((BATCH, _SENTENCES, size), np.float32), np.zeros((BATCH, _SENTENCES), np.float32)
    labels, weights = np.zeros(BATCH, np.int32), np.zeros(BATCH, np.float32)
    for row, j in enumerate(chosen):
        count = len(read[j].ids)
        x[row, :count], mask[row, :count] = states[j], 1
        for n, tokens in enumerate(read[j].parts):
            shares[row, n, tokens], there[row, n] = 1 / len(tokens), 1
        labels[row], weights[row] = found[j].label, found[j].weight
    return x, mask, shares, there, labels, weights


def scores(network: Network, learnt: dict[str, Any], b: tuple[Any, ...], key: Any = None) -> Any:
    """Log-odds against "says nothing", shape (batch, 1 + statuses), the first always 0."""
    import jax
    import jax.numpy as jnp

    x, mask, shares, there = b[:4]
    states = network.upper(learnt, x, mask)
    if key is not None:
        states = states * jax.random.bernoulli(key, 1 - DROPPED, states.shape) / (1 - DROPPED)
    each = jnp.einsum("bsl,blh->bsh", shares, states) @ learnt["head.w"].T + learnt["head.b"]
    together = jax.nn.logsumexp(jnp.where(there[..., None] > 0, each, -30.0), axis=1)
    whole = states[:, 0] @ learnt["cls.w"].T + learnt["cls.b"]
    return jnp.concatenate([jnp.zeros((x.shape[0], 1)), together + whole], axis=1)


def train(
    network: Network, found: Sequence[Labelled], epochs: int, rate: float
) -> Iterator[tuple[float, Any]]:
    """After each epoch: the mean loss and what was learnt so far."""
    import jax
    import jax.numpy as jnp

    read = encoded(found, network.file)
    states = network.below([e.ids for e in read], BATCH, LENGTHS)
    key = jax.random.PRNGKey(SEED)
    learnt = network.learnable(key, {"head": len(STATUSES), "cls": len(STATUSES)})

    def loss(learnt: dict[str, Any], b: tuple[Any, ...], key: Any) -> Any:
        wrong = -jax.nn.log_softmax(scores(network, learnt, b, key))
        return (jnp.take_along_axis(wrong, b[4][:, None], 1)[:, 0] * b[5]).sum() / jnp.maximum(b[5].sum(), 1)

    def batch(chosen: Sequence[int]) -> tuple[Any, ...]:
        return batch_of(found, read, states, chosen, network.hidden)

    counts = [len(e.ids) for e in read]
    yield from fitted(learnt, loss, batch, counts, epochs=epochs, batch=BATCH, rate=rate, seed=SEED, key=key)


def predicted(network: Network, learnt: dict[str, Any], found: Sequence[Labelled]) -> Any:
    """Log-odds of every pair, shape (pairs, 1 + statuses)."""
    import jax

    read = encoded(found, network.file)
    states = network.below([e.ids for e in read], BATCH, LENGTHS)
    run = jax.jit(lambda learnt, b: scores(network, learnt, b))
    made = np.zeros((len(found), len(SAYS)))
    for i in range(0, len(found), BATCH):
        chosen = list(range(i, min(i + BATCH, len(found))))
        made[chosen] = np.asarray(run(learnt, batch_of(found, read, states, chosen, network.hidden)))[
            : len(chosen)
        ]
    return made


def figures(found: Sequence[Labelled], odds: Any) -> dict[str, Any]:
    """How often the likeliest status is the labelled one, and how often "kept" was said and wrong."""
    counted = np.array([x.weight > 0 for x in found])
    labels, said = np.array([x.label for x in found])[counted], odds.argmax(axis=1)[counted]
    sure = odds[counted] - np.logaddexp.reduce(odds[counted], axis=1, keepdims=True)
    kept = said == 1
    return {
        "pairs": len(labels),
        "right": round(float((said == labels).mean()), 3),
        "rules": round(float((np.array([x.by_rules for x in found])[counted] == labels).mean()), 3),
        "loss": round(float(-sure[np.arange(len(labels)), labels].mean()), 3),
        "kept": f"{int((kept & (labels == 1)).sum())}/{int((labels == 1).sum())}",
        "kept_wrongly": f"{int((kept & (labels != 1)).sum())}/{int(kept.sum())}",
    }


def main() -> None:
    """Trains on the named splits, frames and ordinary mail, and scores another split after each epoch."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("splits", nargs="*", default=TRAINED)
    parser.add_argument("--check", nargs="*", default=["more_dev2"], help="splits to score after each epoch")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--each", type=int, default=EACH, help="pairs made of each frame")
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--frozen", type=int, default=FROZEN)
    options = parser.parse_args()
    network = Network(read_encoder(None), frozen=options.frozen, rank=RANK)
    threads = [x for s in options.splits for x in thread_pairs(s)]
    learning = threads + strangers(threads, 0.4) + made_pairs(frames(), options.each)
    learning += bystanders("train", 2)
    checking = [x for s in options.check for x in thread_pairs(s)]
    begin = time.perf_counter()
    learnt: dict[str, Any] = {}
    odds: Any = None
    for epoch, (loss, learnt) in enumerate(train(network, learning, options.epochs, options.rate)):
        line: dict[str, Any] = {
            "epoch": epoch,
            "loss": round(loss, 4),
            "seconds": round(time.perf_counter() - begin),
        }
        if checking:
            odds = predicted(network, learnt, checking)
            line["check"] = figures(checking, odds)
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
