"""The shipped model: whole, checked, light."""

import io
import json
import subprocess
import sys

import numpy as np
import pytest

from retrieval.promise_classifier import ModelDamaged, model_version, read_model, shipped_model
from retrieval.promise_features import BUCKETS


def test_the_shipped_model_matches_its_card() -> None:
    model = shipped_model()
    assert model.version == model_version()
    assert len(model.weights) == BUCKETS
    assert 0 < model.threshold < 1


def test_a_changed_file_is_refused() -> None:
    with pytest.raises(ModelDamaged):
        read_model(b"something else", {"sha256": "0" * 64, "version": "x"})


def test_pickles_are_refused() -> None:
    import hashlib

    out = io.BytesIO()
    np.savez(out, weights=np.array([{"a": 1}], dtype=object))
    raw = out.getvalue()
    card = {"sha256": hashlib.sha256(raw).hexdigest(), "version": "x"}
    with pytest.raises(ValueError, match="pickle"):
        read_model(raw, card)


def test_nothing_heavy_is_imported() -> None:
    code = (
        "import sys, json, retrieval.extract as e; e.shipped_model();"
        "print(json.dumps([m for m in ('sklearn','scipy','spacy','torch','onnxruntime','chromadb') if m in sys.modules]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []
