"""The encoder of the search with matrices of its own for one task: low-rank changes and a head, learnt on our texts."""

import hashlib
import io
import json
import threading
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from retrieval.encoder_file import EncoderFile, read_encoder
from retrieval.encoder_graph import Array, encoder_model, encoder_session, products
from retrieval.promise_classifier import ModelDamaged

LINEAR = ("q", "k", "v", "ao", "fi", "fo")
"""The encoder's matrices in each layer, as its file names them."""


class ChangedEncoder:
    """Loads nothing before it is asked; safe to share between threads.

    `name` is that of two files in the package: `name.npz`, the matrices, and `name.json`, their card. Raises
    ModelDamaged when they do not match.
    """

    def __init__(self, name: str, stamps: Path | None = None) -> None:
        self._name, self._stamps = name, stamps
        self._loading = threading.Lock()
        self._file: EncoderFile | None = None
        self._session: Any = None
        self._learnt: dict[str, Array] = {}

    @property
    def file(self) -> EncoderFile:
        """The encoder's weights and vocabulary."""
        self._load()
        assert self._file is not None
        return self._file

    def learnt(self, matrix: str) -> Array:
        """A matrix of the head, float32."""
        self._load()
        return self._learnt[matrix]

    def states(self, ids: Sequence[int]) -> Array:
        """What the changed encoder makes of each token: shape (len(ids), hidden), float32."""
        embedded = self.file.embedded(ids)[None]
        return np.asarray(self._session.run(["y"], {"x": embedded})[0][0])

    def _load(self) -> None:
        with self._loading:
            if self._session is not None:
                return
            file, learnt = read_encoder(self._stamps), _learnt(self._name)
            session = encoder_session(encoder_model(file.weights, changes=products(learnt)))
            self._learnt = {k: v for k, v in learnt.items() if not k.endswith((".a", ".u"))}
            self._file, self._session = file, session


@lru_cache(maxsize=8)
def version_of(name: str) -> str:
    """Version of the shipped matrices, read from their card alone."""
    return str(_card(name)["version"])


def _card(name: str) -> dict[str, Any]:
    card: dict[str, Any] = json.loads((_folder() / f"{name}.json").read_text("utf-8"))
    return card


def _folder() -> Any:
    return files("retrieval") / "model"


def _learnt(name: str) -> dict[str, Array]:
    raw = (_folder() / f"{name}.npz").read_bytes()
    if hashlib.sha256(raw).hexdigest() != _card(name).get("sha256"):
        raise ModelDamaged(f"The {name} model does not match its checksum. Reinstall, or train it anew.")
    with np.load(io.BytesIO(raw), allow_pickle=False) as stored:
        return {key: stored[key].astype(np.float32) for key in stored.files}
