"""Trains the promise reader on our labelled texts: `python -m benchmarks.train_reader` (needs the extra `train`).

The encoder of the search stays as it is; low-rank matrices are learnt for its upper layers, and a head that says
of each word whether it is outside, at the beginning of or inside a promise, and how firm that promise is.
"""

import argparse
import hashlib
import io
import json
import random
import time
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.promise_data import overlaps
from benchmarks.reader_data import STRENGTHS, Encoded, Row, encoded, rows
from retrieval.encoder_file import EncoderFile, read_encoder
from retrieval.promise_reader import CARD_FILE, LINEAR, WEIGHTS_FILE

MODEL = Path(__file__).resolve().parents[1] / "retrieval" / "model"
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


class Network:
    """The encoder in float32, its frozen part run once per sentence."""

    def __init__(self, file: EncoderFile) -> None:
        import jax.numpy as jnp

        self.file, w = file, file.weights
        self.hidden, self.layers, self.heads = w.hidden, w.layers, w.heads
        self.fixed: dict[str, Any] = {}
        for layer in range(w.layers):
            for name in LINEAR:
                at = f"l{layer}.{name}"
                width = w.feed_forward if name == "fo" else w.hidden
                self.fixed[f"{at}.w"] = jnp.array(w.rows(f"{at}.w", width))
                self.fixed[f"{at}.b"] = jnp.array(w.floats(f"{at}.b"))
            for name in ("aln", "oln"):
                for part in "wb":
                    key = f"l{layer}.{name}.{part}"
                    self.fixed[key] = jnp.array(w.floats(key))

    def learnable(self, key: Any) -> dict[str, Any]:
        """Thin factors of every changed matrix, the second one zero: at first nothing is changed."""
        import jax
        import jax.numpy as jnp

        found: dict[str, Any] = {}
        w = self.file.weights
        for layer in range(FROZEN, self.layers):
            for name in LINEAR:
                into = w.feed_forward if name == "fo" else self.hidden
                out = w.feed_forward if name == "fi" else self.hidden
                key, mine = jax.random.split(key)
                found[f"l{layer}.{name}.a"] = jax.random.normal(mine, (RANK, into)) / np.sqrt(into)
                found[f"l{layer}.{name}.u"] = jnp.zeros((out, RANK))
        _, mine = jax.random.split(key)
        found["head.w"] = jax.random.normal(mine, (3 + len(STRENGTHS), self.hidden)) * 0.02
        found["head.b"] = jnp.zeros(3 + len(STRENGTHS))
        return found

    def layer(self, n: int, x: Any, mask: Any, learnt: dict[str, Any]) -> Any:
        import jax
        import jax.numpy as jnp

        def linear(name: str, x: Any) -> Any:
            at = f"l{n}.{name}"
            y = x @ self.fixed[f"{at}.w"].T + self.fixed[f"{at}.b"]
            return y + (x @ learnt[f"{at}.a"].T) @ learnt[f"{at}.u"].T if f"{at}.a" in learnt else y

        def norm(name: str, x: Any) -> Any:
            centred = x - x.mean(-1, keepdims=True)
            spread = jnp.sqrt((centred**2).mean(-1, keepdims=True) + self.file.weights.epsilon)
            return centred / spread * self.fixed[f"l{n}.{name}.w"] + self.fixed[f"l{n}.{name}.b"]

        size, tokens, _ = x.shape
        each = self.hidden // self.heads
        q, k, v = (linear(p, x).reshape(size, tokens, self.heads, each).transpose(0, 2, 1, 3) for p in "qkv")
        scores = q @ k.transpose(0, 1, 3, 2) / np.sqrt(each) + (1 - mask[:, None, None, :]) * -1e9
        mixed = (jax.nn.softmax(scores) @ v).transpose(0, 2, 1, 3).reshape(size, tokens, self.hidden)
        x = norm("aln", x + linear("ao", mixed))
        return norm("oln", x + linear("fo", jax.nn.gelu(linear("fi", x), approximate=False)))

    def scores(self, learnt: dict[str, Any], states: Any, mask: Any, key: Any = None) -> Any:
        """Logits per token, shape (batch, tokens, 6), from the states below the trained layers."""
        import jax

        for n in range(FROZEN, self.layers):
            states = self.layer(n, states, mask, learnt)
        if key is not None:
            states = states * jax.random.bernoulli(key, 1 - DROPPED, states.shape) / (1 - DROPPED)
        return states @ learnt["head.w"].T + learnt["head.b"]

    def normed(self, ids: Sequence[int]) -> Any:
        """Embedding rows after their norm, which the graph that runs has inside."""
        w = self.file.weights
        x = self.file.embedded(ids)
        centred = x - x.mean(-1, keepdims=True)
        spread = np.sqrt((centred**2).mean(-1, keepdims=True) + w.epsilon)
        return centred / spread * w.floats("emb.ln.w") + w.floats("emb.ln.b")


def length_of(found: Sequence[Encoded]) -> int:
    longest = max(len(e.ids) for e in found)
    return next(n for n in LENGTHS if longest <= n)


def frozen_states(network: Network, found: Sequence[Encoded]) -> list[Any]:
    """What the frozen layers make of every sentence, float16 to spare memory."""
    import jax

    def below(x: Any, mask: Any) -> Any:
        for n in range(FROZEN):
            x = network.layer(n, x, mask, {})
        return x

    run = jax.jit(below)
    states: list[Any] = [None] * len(found)
    order = sorted(range(len(found)), key=lambda i: len(found[i].ids))
    for i in range(0, len(order), BATCH):
        chosen = order[i : i + BATCH]
        size = length_of([found[j] for j in chosen])
        x, mask = np.zeros((BATCH, size, network.hidden), np.float32), np.zeros((BATCH, size), np.float32)
        for row, j in enumerate(chosen):
            count = len(found[j].ids)
            x[row, :count], mask[row, :count] = network.normed(found[j].ids), 1
        made = np.asarray(run(x, mask))
        for row, j in enumerate(chosen):
            states[j] = made[row, : len(found[j].ids)].astype(np.float16)
    return states


def batch_of(found: Sequence[Encoded], states: Sequence[Any], chosen: Sequence[int], hidden: int) -> Batch:
    size = length_of([found[j] for j in chosen])
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
    import optax

    states = frozen_states(network, found)
    key = jax.random.PRNGKey(SEED)
    learnt = network.learnable(key)
    steps = epochs * -(-len(found) // BATCH)
    rate = optax.warmup_cosine_decay_schedule(0, RATE, steps // 10, steps, RATE / 20)
    optimiser = optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(rate, weight_decay=0.01))
    memory = optimiser.init(learnt)

    def loss(learnt: dict[str, Any], b: tuple[Any, ...], key: Any) -> Any:
        x, mask, labels, strengths, weights = b
        out = network.scores(learnt, x, mask, key)
        place, firmness = jax.nn.log_softmax(out[..., :3]), jax.nn.log_softmax(out[..., 3:])
        wrong_place = -jnp.take_along_axis(place, labels[..., None], -1)[..., 0] * weights
        wrong_firmness = (
            -jnp.take_along_axis(firmness, strengths[..., None], -1)[..., 0] * weights * (labels > 0)
        )
        return (wrong_place.sum() + 0.5 * wrong_firmness.sum()) / jnp.maximum(weights.sum(), 1)

    @jax.jit
    def step(learnt: dict[str, Any], memory: Any, b: tuple[Any, ...], key: Any) -> tuple[Any, Any, Any]:
        value, slope = jax.value_and_grad(loss)(learnt, b, key)
        change, memory = optimiser.update(slope, memory, learnt)
        return optax.apply_updates(learnt, change), memory, value

    chance = random.Random(SEED)
    for _ in range(epochs):
        total, batches = 0.0, shuffled(found, chance)
        for chosen in batches:
            key, mine = jax.random.split(key)
            b = batch_of(found, states, chosen, network.hidden)
            learnt, memory, value = step(
                learnt, memory, (b.states, b.mask, b.labels, b.strengths, b.weights), mine
            )
            total += float(value)
        yield total / len(batches), learnt


def shuffled(found: Sequence[Encoded], chance: random.Random) -> list[list[int]]:
    """Batches of sentences of like length, in any order."""
    order = list(range(len(found)))
    chance.shuffle(order)
    reach = BATCH * 20
    order = [
        j
        for i in range(0, len(order), reach)
        for j in sorted(order[i : i + reach], key=lambda j: len(found[j].ids))
    ]
    batches = [order[i : i + BATCH] for i in range(0, len(order), BATCH)]
    chance.shuffle(batches)
    return batches


def clause_scores(
    network: Network, learnt: dict[str, Any], cases: Sequence[Row], found: Sequence[Encoded]
) -> dict[str, Any]:
    """How well the mean log-odds of a clause's words alone tell promises, by source: F1 at 0."""
    import jax

    states = frozen_states(network, found)
    run = jax.jit(lambda x, mask: network.scores(learnt, x, mask))
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


def stored(learnt: dict[str, Any]) -> bytes:
    """Float16 factors; the same ones always give the same bytes: no clock inside the archive."""
    outer = io.BytesIO()
    with zipfile.ZipFile(outer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(learnt):
            inner = io.BytesIO()
            np.save(inner, np.asarray(learnt[name]).astype(np.float16), allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0)), inner.getvalue())
    return outer.getvalue()


def ship(learnt: dict[str, Any], trained_on: dict[str, Any]) -> dict[str, Any]:
    """Writes the matrices and their card into the package."""
    raw = stored(learnt)
    digest = hashlib.sha256(raw).hexdigest()
    card = {
        "version": digest[:10],
        "sha256": digest,
        "rank": RANK,
        "from_layer": FROZEN,
        "trained_on": trained_on,
    }
    (MODEL / WEIGHTS_FILE).write_bytes(raw)
    (MODEL / CARD_FILE).write_text(json.dumps(card, indent=2, sort_keys=True) + "\n", "utf-8")
    return card


def main() -> None:
    """Trains on the named splits, scores the development split after each epoch, and ships the last."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("splits", nargs="*", default=["train"])
    parser.add_argument("--epochs", type=int, default=5)
    options = parser.parse_args()
    network = Network(read_encoder(None))
    learning = [r for s in options.splits for r in rows(s)]
    checking = list(rows("dev"))
    found, checked = ([encoded(r, network.file) for r in part] for part in (learning, checking))
    begin, learnt = time.perf_counter(), {}
    for epoch, (loss, learnt) in enumerate(train(network, found, options.epochs)):
        scores = clause_scores(network, learnt, checking, checked)
        spent = round(time.perf_counter() - begin)
        print(
            json.dumps({"epoch": epoch, "loss": round(loss, 4), "seconds": spent, "dev": scores}), flush=True
        )
    facts = {"splits": options.splits, "sentences": len(found), "epochs": options.epochs}
    facts["promises"] = sum(len(r.promises) for r in learning)
    print(json.dumps(ship(learnt, facts)))


if __name__ == "__main__":
    main()
