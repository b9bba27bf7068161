"""How well a question's words match a passage's words, each by what it means where it stands."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from retrieval.encoder_graph import Array

WIDTH = 384
BYTES = WIDTH // 8
MOST_WORD_PIECES = 256
"""Of one passage; what is beyond does not take part."""
CENTRE = Path(__file__).parent / "model" / "word_centre.npy"
_COMMON = 6.0
"""Minus the log probability up to which a word piece is too common to tell anything."""
_LEAST, _MOST = 0.1, 8.0


@dataclass(frozen=True)
class QuestionWords:
    """`vectors` of shape (pieces, 384) and `weights` of shape (pieces,): rare pieces count more."""

    vectors: Array
    weights: Array


def packed(states: Array) -> Array:
    """One bit per dimension, shape (pieces, 48) of uint8, from the encoder's states of a passage's pieces.

    Turned so that no dimension says more than another: the signs of centred and rotated vectors keep nearly all of the order that floats give, in a
    thirty-second of the space.
    """
    return np.packbits(_centred(states[:MOST_WORD_PIECES]) @ _rotation() > 0, axis=1)


def question_words(states: Array, log_probabilities: Array, telling: Array) -> QuestionWords:
    """The question's side of the match, not rounded; pieces that are not `telling` hardly count."""
    weights = np.clip(-log_probabilities - _COMMON, _LEAST, _MOST)
    weights = np.where(telling, weights, _LEAST).astype(np.float32)
    # Not `@`: for one question the threads behind it take longer to start than to multiply.
    turned = np.einsum("ij,jk->ik", _centred(states), _rotation())
    return QuestionWords(turned, weights)


def match(question: QuestionWords, passages: Sequence[Array]) -> Array:
    """For each passage the weighted mean, over the question's pieces, of the best cosine in it; shape (n,)."""
    scores = np.zeros(len(passages), np.float32)
    if not len(question.weights):
        return scores
    total, everything = question.weights.sum(), question.vectors.sum(axis=1)
    for n, passage in enumerate(passages):
        if len(passage):
            # A sign vector's product is twice the sum where the bit is set, minus the sum of everything.
            # One small product each: a large one is spread over threads, which wait for busy cores.
            set_bits = np.unpackbits(passage, axis=1).astype(np.float32)
            best = 2.0 * (question.vectors @ set_bits.T).max(axis=1) - everything
            scores[n] = question.weights @ best / (total * np.sqrt(np.float32(WIDTH)))
    return scores


def _centred(states: Array) -> Array:
    """Unit vectors without what all words share."""
    unit = states / np.maximum(np.linalg.norm(states, axis=1, keepdims=True), 1e-12) - _centre()
    unit /= np.maximum(np.linalg.norm(unit, axis=1, keepdims=True), 1e-12)
    centred: Array = unit.astype(np.float32)
    return centred


@lru_cache(maxsize=1)
def _centre() -> Array:
    centre: Array = np.load(CENTRE, allow_pickle=False).astype(np.float32)
    return centre


@lru_cache(maxsize=1)
def _rotation() -> Array:
    """The same rotation on every machine: two cosine transforms, each after flipping fixed signs."""
    n = np.arange(WIDTH)
    cosines = np.sqrt(2 / WIDTH) * np.cos(np.pi * (n[:, None] + 0.5) * n[None, :] / WIDTH)
    cosines[:, 0] /= np.sqrt(2)
    turned = np.eye(WIDTH)
    for name in (b"first", b"second"):
        digest = hashlib.shake_256(name).digest(BYTES)
        flips = np.where(np.unpackbits(np.frombuffer(digest, np.uint8)), 1.0, -1.0)
        turned = (turned * flips) @ cosines
    return turned.astype(np.float32)
