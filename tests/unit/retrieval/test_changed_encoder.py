"""Matrices that are not the ones on their card are refused before anything is read with them."""

import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from retrieval import changed_encoder
from retrieval.changed_encoder import ChangedEncoder, version_of
from retrieval.promise_classifier import ModelDamaged

SHIPPED = Path(str(files("retrieval") / "model"))


def test_other_matrices_than_the_checked_ones_are_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shutil.copy(SHIPPED / "reader.json", tmp_path)
    shutil.copy(SHIPPED / "promise.npz", tmp_path / "reader.npz")
    monkeypatch.setattr(changed_encoder, "_folder", lambda: tmp_path)
    with pytest.raises(ModelDamaged, match="checksum"):
        ChangedEncoder("reader").states([0, 1, 2])


def test_each_token_gets_a_state_and_the_same_ones_each_time() -> None:
    encoder = ChangedEncoder("reader")
    ids = [encoder.file.begin, 10, 20, encoder.file.end]
    states = encoder.states(ids)
    assert states.shape == (4, encoder.file.weights.hidden)
    assert (states == encoder.states(ids)).all()
    assert encoder.learnt("head.w").shape == (6, encoder.file.weights.hidden)


def test_the_version_is_on_the_card() -> None:
    assert version_of("reader") in (SHIPPED / "reader.json").read_text("utf-8")
