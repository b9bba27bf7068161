"""Speakers who take a date back: "Thursday, no wait, Friday", "by the 15th, scratch that, the 16th"."""

from __future__ import annotations

from retrieval.due_reader import Reader

_WORDS = frozenset(
    {"nee", "nein", "wait", "sorry", "correction", "pardon", "scratch", "strike", "quatsch", "oops", "whoops", "korrektur"}
)  # fmt: skip
# These open many sentences: a comma or a dash has to part the two dates, and they have to be near.
_LOOSE = frozenset({"rather", "actually", "apologies", "plutôt", "enfin", "vielmehr", "hm", "better"})
_PAIRS = frozenset(
    {("make", "that"), ("make", "it"), ("i", "mean"), ("i", "meant"), ("no", "actually"), ("actually", "no"),
     ("or", "rather"), ("non", "plutôt"), ("je", "veux"), ("ich", "meine"), ("better", "say")}
)  # fmt: skip
_NEAR = 14
"""Words between the two dates at most."""


def takes_back(r: Reader, end: int, begin: int) -> bool:
    """Whether the words from `end` to `begin` take back the date that ended there."""
    if not 0 < begin - end <= _NEAR:
        return False
    words = [r.low(k) for k in range(end, begin)]
    if r.language == "de" and "also" in words:
        return True
    if any(pair in _PAIRS for pair in zip(words, words[1:], strict=False)):
        return True
    if any(word in _WORDS for word in words):
        return True
    return words[0] in {",", "–", "—", "-", ".", "…", ";"} and any(word in _LOOSE for word in words[:5])


def corrects(r: Reader, i: int) -> bool:
    """Whether the phrase at `i` puts right the date named last."""
    if r.anchor is None or not r.span_ends:
        return False
    last = max(r.span_ends)
    return last < i and takes_back(r, last, i - (r.low(i - 1) in {"the", "on", "by"}))
