"""Training of thin changes to the search's encoder with jax (extra `train`): what every such training shares."""

import hashlib
import io
import json
import random
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from retrieval.changed_encoder import LINEAR
from retrieval.encoder_file import EncoderFile

MODEL = Path(__file__).resolve().parents[1] / "retrieval" / "model"


class Network:
    """The encoder in float32; its `frozen` lower layers stay as they are and are run once per text."""

    def __init__(self, file: EncoderFile, *, frozen: int, rank: int) -> None:
        import jax.numpy as jnp

        self.file, w = file, file.weights
        self.frozen, self.rank = frozen, rank
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

    def learnable(self, key: Any, heads: Mapping[str, int]) -> dict[str, Any]:
        """Thin factors of every changed matrix, the second one zero: at first nothing is changed; and heads by outputs."""
        import jax
        import jax.numpy as jnp

        found: dict[str, Any] = {}
        w = self.file.weights
        for layer in range(self.frozen, self.layers):
            for name in LINEAR:
                into = w.feed_forward if name == "fo" else self.hidden
                out = w.feed_forward if name == "fi" else self.hidden
                key, mine = jax.random.split(key)
                found[f"l{layer}.{name}.a"] = jax.random.normal(mine, (self.rank, into)) / np.sqrt(into)
                found[f"l{layer}.{name}.u"] = jnp.zeros((out, self.rank))
        for name, outputs in heads.items():
            key, mine = jax.random.split(key)
            found[f"{name}.w"] = jax.random.normal(mine, (outputs, self.hidden)) * 0.02
            found[f"{name}.b"] = jnp.zeros(outputs)
        return found

    def layer(self, n: int, x: Any, mask: Any, learnt: Mapping[str, Any]) -> Any:
        """One layer of the encoder, changed where something was learnt for it."""
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

    def upper(self, learnt: Mapping[str, Any], states: Any, mask: Any) -> Any:
        """The trained layers, over the states below them."""
        for n in range(self.frozen, self.layers):
            states = self.layer(n, states, mask, learnt)
        return states

    def normed(self, ids: Sequence[int]) -> Any:
        """Embedding rows after their norm, which the graph that runs has inside."""
        w = self.file.weights
        x = self.file.embedded(ids)
        centred = x - x.mean(-1, keepdims=True)
        spread = np.sqrt((centred**2).mean(-1, keepdims=True) + w.epsilon)
        return centred / spread * w.floats("emb.ln.w") + w.floats("emb.ln.b")

    def below(self, texts: Sequence[Sequence[int]], batch: int, lengths: Sequence[int]) -> list[Any]:
        """What the frozen layers make of every text's token ids, float16 to spare memory."""
        import jax

        def frozen(x: Any, mask: Any) -> Any:
            for n in range(self.frozen):
                x = self.layer(n, x, mask, {})
            return x

        run = jax.jit(frozen)
        states: list[Any] = [None] * len(texts)
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        for i in range(0, len(order), batch):
            chosen = order[i : i + batch]
            size = padded([len(texts[j]) for j in chosen], lengths)
            x, mask = np.zeros((batch, size, self.hidden), np.float32), np.zeros((batch, size), np.float32)
            for row, j in enumerate(chosen):
                count = len(texts[j])
                x[row, :count], mask[row, :count] = self.normed(texts[j]), 1
            made = np.asarray(run(x, mask))
            for row, j in enumerate(chosen):
                states[j] = made[row, : len(texts[j])].astype(np.float16)
        return states


def padded(counts: Sequence[int], lengths: Sequence[int]) -> int:
    """The least of a few lengths that holds them all, so that few shapes are compiled."""
    return next(n for n in lengths if max(counts) <= n)


def fitted(
    learnt: Any,
    loss: Callable[[Any, Any, Any], Any],
    batch_of: Callable[[Sequence[int]], Any],
    counts: Sequence[int],
    *,
    epochs: int,
    batch: int,
    rate: float,
    seed: int,
    key: Any,
) -> Iterator[tuple[float, Any]]:
    """After each epoch the mean loss and what was learnt so far.

    `loss` takes what is learnt, a batch and a random key; `counts` are the tokens of each text. Adam with decay,
    its rate warmed up and then lowered to a twentieth.
    """
    import jax
    import optax

    steps = epochs * -(-len(counts) // batch)
    rates = optax.warmup_cosine_decay_schedule(0, rate, steps // 10, steps, rate / 20)
    optimiser = optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(rates, weight_decay=0.01))
    memory = optimiser.init(learnt)

    @jax.jit
    def step(learnt: Any, memory: Any, b: Any, key: Any) -> tuple[Any, Any, Any]:
        value, slope = jax.value_and_grad(loss)(learnt, b, key)
        change, memory = optimiser.update(slope, memory, learnt)
        return optax.apply_updates(learnt, change), memory, value

    chance = random.Random(seed)
    for _ in range(epochs):
        total, batches = 0.0, shuffled(counts, batch, chance)
        for chosen in batches:
            key, mine = jax.random.split(key)
            learnt, memory, value = step(learnt, memory, batch_of(chosen), mine)
            total += float(value)
        yield total / len(batches), learnt


def shuffled(counts: Sequence[int], batch: int, chance: random.Random) -> list[list[int]]:
    """Batches of texts of like length, in any order."""
    order = list(range(len(counts)))
    chance.shuffle(order)
    reach = batch * 20
    order = [
        j for i in range(0, len(order), reach) for j in sorted(order[i : i + reach], key=lambda j: counts[j])
    ]
    batches = [order[i : i + batch] for i in range(0, len(order), batch)]
    chance.shuffle(batches)
    return batches


def stored(learnt: Mapping[str, Any]) -> bytes:
    """Float16 factors; the same ones always give the same bytes: no clock inside the archive."""
    outer = io.BytesIO()
    with zipfile.ZipFile(outer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(learnt):
            inner = io.BytesIO()
            np.save(inner, np.asarray(learnt[name]).astype(np.float16), allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0)), inner.getvalue())
    return outer.getvalue()


def ship(
    name: str, network: Network, learnt: Mapping[str, Any], trained_on: dict[str, Any]
) -> dict[str, Any]:
    """Writes the matrices and their card into the package."""
    raw = stored(learnt)
    digest = hashlib.sha256(raw).hexdigest()
    card = {
        "version": digest[:10],
        "sha256": digest,
        "rank": network.rank,
        "from_layer": network.frozen,
        "trained_on": trained_on,
    }
    (MODEL / f"{name}.npz").write_bytes(raw)
    (MODEL / f"{name}.json").write_text(json.dumps(card, indent=2, sort_keys=True) + "\n", "utf-8")
    return card
