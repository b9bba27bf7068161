"""Names the rules that settle promises and draft changes, so that feedback can be told apart by version."""

import hashlib
from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=1)
def settler_version() -> str:
    """Changes whenever the code that settles does, or the weights it learnt."""
    return f"settle-{_digest('settle', 'topic_', weights='settle.json')}"


@lru_cache(maxsize=1)
def drafter_version() -> str:
    """Changes whenever the code that drafts changes does."""
    return f"draft-{_digest('draft')}"


def _digest(*starts: str, weights: str | None = None) -> str:
    """Of the source itself: a number that somebody has to remember to raise is wrong sooner or later."""
    summed = hashlib.sha256()
    found = [f for f in files("retrieval").iterdir() if f.name.startswith(starts) and f.name.endswith(".py")]
    for file in sorted(found, key=lambda f: f.name):
        summed.update(file.name.encode() + b"\0" + file.read_bytes())
    if weights is not None:
        summed.update((files("retrieval") / "model" / weights).read_bytes())
    return summed.hexdigest()[:10]
