"""Whether a sentence leaves a promise with the side that made it, in whatever construction it says so."""

import re
from collections.abc import Sequence, Set

from retrieval.llm.guard_words import plain, tokens

_THEY = frozenset({"they", "them", "their"})
_PASSIVE = frozenset({"is", "are", "was", "were", "be", "been", "am"})
_GIVEN = frozenset({"promised", "owed", "told", "offered", "asked"})
_DOES = frozenset({"will", "shall", "owe", "owes", "promise", "promises", "promised"})
_LINKS = frozenset({"for", "of", "to", "with", "at", "from", "by"})
_JOINS = frozenset({"and", "or"})
_NAME_PAIR = re.compile(r"([A-ZÄÖÜÉ][^\W\d_]+)\s+(?=([A-ZÄÖÜÉ][^\W\d_]+))")


def side_swapped(
    text: str, core: Sequence[str], owner: Set[str], other: Set[str], source: Sequence[str], *, ours: bool
) -> bool:
    """Whether somebody of the other side does it, or whoever owes it is the one to get it.

    `core` is the sentence in words from its subject on; `source` has the quotes and the ledger's line.
    What a quote itself says of a name ("once approved by Acme") may be repeated.
    """
    # "Acme's order form" says only whose it is.
    owned = {w for m in re.findall(r"([^\W\d_]+)['’]s?\b(?!\w)", plain(text)) for w in tokens(m)}
    theirs = (set(other) - set(owner) - owned) | (set(_THEY) if ours else {"we", "us"})
    mine = (set(owner) - set(other) - owned) | ({"us"} if ours else set())
    said = {pair for words in source for pair in _pairs(tokens(words))}
    for n, (word, after) in enumerate(_pairs(core)):
        before = core[n - 1] if n else ""
        if (word, after) in said:
            continue
        if after in _DOES and word in theirs and not _linked(core, n, theirs):
            return True
        if word in ("by", "from") and after in theirs or word == "to" and after in mine:
            return True
        if after in _GIVEN and word in _PASSIVE and before in mine | {"we"} & ({"we"} if ours else set()):
            return True
        joined = word in _JOINS and (before in theirs and after in mine or before in mine and after in theirs)
        if joined and _does_next(core, n + 1, mine | theirs):
            return True
    return any(
        a in mine and b in theirs or a in theirs and b in mine
        for a, b in ((first.casefold(), second.casefold()) for first, second in _NAME_PAIR.findall(text))
    )


def _pairs(words: Sequence[str]) -> list[tuple[str, str]]:
    return list(zip(words, words[1:], strict=False))


def _linked(core: Sequence[str], n: int, names: Set[str]) -> bool:
    """Whether the name that ends at `n` hangs on a preposition: "the price for Acme will be held"."""
    while n >= 0 and core[n] in names:
        n -= 1
    return n >= 0 and core[n] in _LINKS


def _does_next(core: Sequence[str], n: int, names: Set[str]) -> bool:
    while n < len(core) and core[n] in names:
        n += 1
    return n < len(core) and core[n] in _DOES | _PASSIVE | {"can", "must", "should", "may"}
