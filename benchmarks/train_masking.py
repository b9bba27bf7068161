"""Trains the word model of masking, on the dev side only: `python -m benchmarks.train_masking` (extra `train`).

Dev means the dev templates of the public set (MIT), the dev halves of the independent texts, our own made-up
texts, and our companies' training mails, whose people are known from their headers. Low-rank changes of the
encoder's layers, a head on its states and weights of features are learnt together.

The shipped model was made in two runs: `--without late fresh public --folder A`, whose checks on the texts
kept away chose every setting, and `--start A --made 2000 --seed 12 --mails 6` over all of them.
"""

import argparse
import hashlib
import io
import json
import random
import sys
import time
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.low_rank import Network, padded
from benchmarks.masking_data import ROOT, Text, fresh, late, own, public, renamed
from benchmarks.masking_made import made
from benchmarks.masking_mails import mails
from benchmarks.masking_numbers import texts as numbers
from retrieval import masking_features, masking_patterns
from retrieval.encoder_file import read_encoder
from retrieval.encoder_graph import Array
from retrieval.masking_features import BUCKETS
from retrieval.masking_language import pipeline
from retrieval.masking_model import CARD_FILE, LABELS, MODEL_FILE
from retrieval.masking_said import said_names
from retrieval.masking_states import DIMENSIONS, LAYERS, WordStates

FOLDER = ROOT / "retrieval" / "model"
SEED, RANK, FROZEN = 11, 16, 2
TOKENS, LONGEST, MOST = 1024, 164, 131_072
"""Pieces and feature places of a batch, and the longest window."""
LENGTHS = (16, 32, 48, 72, 112, LONGEST)
RATE, SPARSE_RATE, HELD_BACK, DROPPED, UNSEEN = 1e-3, 4e-3, 0.02, 0.1, 0.25
"""Steps of the factors and of the features' weights, their decay; how often a state's number and all of a
word's features are left out."""
FURTHER = 0.6
"""How large the steps are when training goes on from a model."""
THRESHOLD = {"PERSON": 0.15, "ADDRESS": 0.25}
STEP = 0.02
"""Weights of features are kept as whole numbers of this size."""
VERSION = "masking-3"


@dataclass
class Row:
    """A window: its pieces; the place, features and labels of each word; the states below the trained layers."""

    ids: list[int]
    at: list[int]
    features: list[Array]
    labels: list[list[int]]
    states: Any = None


def training_texts(count: int, seed: int, part: int, without: Sequence[str] = ()) -> list[Text]:
    """All texts to learn from, of the companies' mails every `part`th; `without` names sources kept away,
    to check on them."""
    ours = [*([] if "fresh" in without else fresh("dev")), *([] if "late" in without else late("dev"))]
    texts = public("dev")
    if "public" in without:
        texts = [text for text in texts if not checked(text)]
    other_names = [*renamed(texts, 1, SEED), *renamed(ours, 3, SEED)]
    found = [*texts, *ours, *ours, *other_names, *own(2, SEED), *numbers("dev"), *mails("train")[::part]]
    return [*found, *made(count, seed)]


def checked(text: Text) -> bool:
    """Every third template of the public set is kept for checks."""
    return int(hashlib.sha256(text.group.encode()).hexdigest(), 16) % 3 == 0


def rows_of(texts: Sequence[Text]) -> list[Row]:
    """Windows of all texts; a label is 1, 0, or -1 where it is open."""
    reader, nlp = WordStates(), pipeline()
    known: dict[Any, Array] = {}
    found: list[Row] = []
    for number, text in enumerate(texts):
        tokens = list(nlp.make_doc(text.text))
        patterns = masking_patterns.find(text.text)
        introduced = [(start, end) for start, end, _, _ in said_names(text.text)]

        def hidden(word: str, number: int = number) -> bool:
            """A third of all words are unknown to the name list while training."""
            return hashlib.sha256(f"{word} {number}".encode()).digest()[0] < 85

        words = masking_features.words(tokens, patterns, introduced, hidden=hidden)
        windows, at = reader.windows(text.text, [token.idx for token in tokens])
        rows = [Row(list(window), [], [], []) for window in windows]
        ends = np.cumsum([len(window) - 2 for window in windows])
        for token, word, keys, place in zip(
            tokens, words, masking_features.parts(words), at.tolist(), strict=True
        ):
            if token.text.isspace() or not rows:
                continue
            n = int(np.searchsorted(ends, place, side="right"))
            row = rows[n]
            row.at.append(place - (int(ends[n - 1]) if n else 0) + 1)
            row.features.append(np.concatenate([_buckets(key, known) for key in keys]))
            row.labels.append(_labels(text, token.idx, word))
        found += [row for row in rows if row.at and len(row.ids) <= LONGEST]
    return found


def _buckets(key: Any, known: dict[Any, Array]) -> Array:
    found = known.get(key)
    if found is None:
        names = sorted(set(masking_features.of(key)))
        found = known[key] = np.array(sorted({masking_features.bucket(name) for name in names}), np.int32)
    return found


def _labels(text: Text, at: int, word: masking_features.Word) -> list[int]:
    row = [int(any(a <= at < b for a, b, k in text.spans if k == kind)) for kind in LABELS]
    if not row[0] and any(a <= at < b for a, b in text.neutral):
        row[0] = -1
    if text.group.startswith("company"):
        row[0] = -1 if not row[0] and "n" in word.marks else row[0]
        row[1] = -1 if "a" in word.marks else row[1]
    return row


class Learner:
    """The encoder's lower layers with thin changes, a head, and the features' weights."""

    def __init__(self) -> None:
        self.network = Network(read_encoder(None), frozen=FROZEN, rank=RANK)
        self.network.layers = LAYERS

    def below(self, rows: Sequence[Row]) -> None:
        """Runs the frozen layers once for every window."""
        made_of = self.network.below([row.ids for row in rows], TOKENS // LONGEST, LENGTHS)
        for row, states in zip(rows, made_of, strict=True):
            row.states = states

    def learnable(self, key: Any) -> dict[str, Any]:
        import jax.numpy as jnp

        found = self.network.learnable(key, {})
        found["dense"] = jnp.zeros((DIMENSIONS, len(LABELS)))
        found["bias"] = jnp.full((len(LABELS),), -3.0)
        found["sparse"] = jnp.zeros((BUCKETS, len(LABELS)))
        return found

    def loss(self, learnt: dict[str, Any], batch: tuple[Any, ...], key: Any) -> Any:
        import jax
        import jax.numpy as jnp

        x, mask, flat, places, labels = batch
        x, mask = x.astype(jnp.float32), mask.astype(jnp.float32)
        x = self.network.upper(learnt, x, mask)
        one, two = jax.random.split(key)
        x = x * jax.random.bernoulli(one, 1 - DROPPED, x.shape) / (1 - DROPPED)
        size = x.shape[0] * x.shape[1]
        sums = jax.ops.segment_sum(learnt["sparse"][flat], places, size + 1)[:size]
        sums = sums * jax.random.bernoulli(two, 1 - UNSEEN, (size, 1))
        logits = (x @ learnt["dense"] + learnt["bias"]).reshape(size, -1) + sums
        labels = labels.reshape(size, -1)
        counted = labels >= 0
        lost = jnp.logaddexp(0.0, logits) - logits * jnp.maximum(labels, 0)
        return (lost * counted).sum() / jnp.maximum(counted[:, 0].sum(), 1)


def batches(rows: Sequence[Row], chance: random.Random | None) -> Iterator[list[Row]]:
    """Windows of like length together, in any order where `chance` is given."""
    order = list(rows)
    if chance:
        chance.shuffle(order)
    by_length: dict[int, list[Row]] = {}
    for row in order:
        by_length.setdefault(padded([len(row.ids)], LENGTHS), []).append(row)
    found = []
    for size, group in by_length.items():
        many = TOKENS // size
        found += [group[n : n + many] for n in range(0, len(group), many)]
    if chance:
        chance.shuffle(found)
    yield from found


def batch_of(chosen: Sequence[Row]) -> tuple[Any, ...]:
    size = padded([len(row.ids) for row in chosen], LENGTHS)
    count = TOKENS // size
    x = np.zeros((count, size, DIMENSIONS), np.float16)
    mask = np.zeros((count, size), np.float16)
    labels = np.full((count, size, len(LABELS)), -1, np.int8)
    flat, places = np.zeros(MOST, np.int32), np.full(MOST, count * size, np.int32)
    at = 0
    for n, row in enumerate(chosen):
        x[n, : len(row.ids)], mask[n, : len(row.ids)] = row.states, 1
        for place, features, label in zip(row.at, row.features, row.labels, strict=True):
            labels[n, place] = label
            end = min(MOST, at + len(features))
            flat[at:end], places[at:end] = features[: end - at], n * size + place
            at = end
    return x, mask, flat, places, labels


def train(
    learner: Learner, rows: Sequence[Row], epochs: int, start: Path | None
) -> Iterator[tuple[float, dict[str, Any]]]:
    """After each epoch: the mean loss and what was learnt so far; `start` holds a model to go on from."""
    import jax
    import optax

    learnt = learner.learnable(jax.random.PRNGKey(SEED)) if start is None else read(start)
    steps = epochs * sum(1 for _ in batches(rows, None))

    def pace(top: float, decay: float) -> Any:
        rate = optax.warmup_cosine_decay_schedule(0, top, steps // 20 + 1, steps, top / 20)
        return optax.adamw(rate, weight_decay=decay)

    kinds = {name: "sparse" if name == "sparse" else "thin" for name in learnt}
    share = 1.0 if start is None else FURTHER
    parts = {"thin": pace(RATE * share, 0.01), "sparse": pace(SPARSE_RATE * share, HELD_BACK)}
    optimiser = optax.chain(optax.clip_by_global_norm(1.0), optax.multi_transform(parts, kinds))
    memory = optimiser.init(learnt)

    @jax.jit
    def step(learnt: dict[str, Any], memory: Any, batch: tuple[Any, ...], key: Any) -> tuple[Any, Any, Any]:
        value, slope = jax.value_and_grad(learner.loss)(learnt, batch, key)
        change, memory = optimiser.update(slope, memory, learnt)
        return optax.apply_updates(learnt, change), memory, value

    chance, key = random.Random(SEED), jax.random.PRNGKey(SEED + 1)
    for _ in range(epochs):
        losses = []
        for chosen in batches(rows, chance):
            key, mine = jax.random.split(key)
            learnt, memory, value = step(learnt, memory, batch_of(chosen), mine)
            losses.append(float(value))
        yield float(np.mean(losses)), learnt


def read(folder: Path) -> dict[str, Any]:
    """A model that `write` has written, as training wants it."""
    import jax.numpy as jnp

    card = json.loads((folder / CARD_FILE).read_text(encoding="utf-8"))
    with np.load(folder / MODEL_FILE, allow_pickle=False) as stored:
        found = {name: jnp.asarray(stored[name].astype(np.float32)) for name in stored.files}
    found["sparse"] = found["sparse"] * card["step"]
    found["bias"] = jnp.asarray([card["bias"][label] for label in LABELS])
    return found


def write(folder: Path, learnt: dict[str, Any]) -> dict[str, Any]:
    """The model and its card; the same weights always give the same bytes: no clock inside the archive."""
    outer = io.BytesIO()
    with zipfile.ZipFile(outer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(learnt):
            value = np.asarray(learnt[name])
            if name == "bias":
                continue
            if name == "sparse":
                value = np.clip(np.rint(value / STEP), -127, 127).astype(np.int8)
            inner = io.BytesIO()
            np.save(inner, value if name == "sparse" else value.astype(np.float16), allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0)), inner.getvalue())
    raw = outer.getvalue()
    card = {
        "version": VERSION,
        "sha256": hashlib.sha256(raw).hexdigest(),
        "step": STEP,
        "threshold": THRESHOLD,
        "bias": {label: round(float(learnt["bias"][n]), 5) for n, label in enumerate(LABELS)},
    }
    (folder / MODEL_FILE).write_bytes(raw)
    (folder / CARD_FILE).write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    return {"bytes": len(raw)}


def main() -> None:
    """Trains and writes the model: `--without late` keeps a source away, `--folder` writes elsewhere, and
    `--start` goes on from the model in a folder."""
    if not public("dev"):
        sys.exit("PROMISSORY_EVAL_DATA has no presidio-synth-v2.json, so there is nothing to train on.")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--without", nargs="*", default=[])
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--start", type=Path)
    parser.add_argument("--made", type=int, default=4500)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--mails", type=int, default=2, help="every how many'th of the companies' mails")
    parser.add_argument("--epochs", type=int, default=1)
    options = parser.parse_args()
    begin = time.perf_counter()
    rows = rows_of(training_texts(options.made, options.seed, options.mails, options.without))
    facts = {
        "windows": len(rows),
        "pieces": sum(len(row.ids) for row in rows),
        "words": sum(len(row.at) for row in rows),
        "features": sum(len(f) for row in rows for f in row.features),
    }
    print(json.dumps(facts | {"seconds": round(time.perf_counter() - begin)}), flush=True)
    learner = Learner()
    learner.below(rows)
    print(json.dumps({"frozen_layers_seconds": round(time.perf_counter() - begin)}), flush=True)
    for epoch, (loss, learnt) in enumerate(train(learner, rows, options.epochs, options.start)):
        spent = round(time.perf_counter() - begin)
        print(json.dumps({"epoch": epoch, "loss": round(loss, 5), "seconds": spent}), flush=True)
        print(json.dumps(write(options.folder, learnt)), flush=True)


if __name__ == "__main__":
    main()
