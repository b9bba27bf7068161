"""Writes what the vectors of all words share, from our own labelled promise texts; a search subtracts it."""

import json
from pathlib import Path

import numpy as np

from retrieval.embedding import E5Embedder
from retrieval.word_match import CENTRE

DATA = Path(__file__).parent / "data" / "promises"
MOST_TEXTS = 400


def texts() -> list[str]:
    """The first texts of every file, in the order of their names."""
    found: list[str] = []
    for path in sorted(DATA.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            text = json.loads(line).get("text")
            if isinstance(text, str) and text.strip():
                found.append(text[:1_000])
    return found[:: max(1, len(found) // MOST_TEXTS)][:MOST_TEXTS]


def main() -> None:
    embedder = E5Embedder()
    embedder.warm()
    total, count = np.zeros(embedder.dimensions), 0
    chosen = texts()
    for text in chosen:
        _, states, _ = embedder._states(f"query: {text}")
        total += (states / np.linalg.norm(states, axis=1, keepdims=True)).sum(axis=0)
        count += len(states)
    np.save(CENTRE, (total / count).astype(np.float32), allow_pickle=False)
    print(json.dumps({"benchmark": "train_word_centre", "texts": len(chosen), "word_pieces": count}))


if __name__ == "__main__":
    main()
