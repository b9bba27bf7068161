"""Due dates that stand beside their promise: "The report? Friday. I'll send it then", "I'll send it. Friday latest."."""

from __future__ import annotations

import re
from datetime import datetime

from retrieval.due_dates import DueDate, find_due_dates

_NEAR = 240
"""Characters before a promise, and behind it, in which its date may stand."""
_BREAK = re.compile(r"(?<=[.!?])\s+|\n")
_CONDITION = re.compile(r"\b(?:if|once|when|as soon as|unless|sobald|wenn|falls|si|d[eè]s)\b", re.IGNORECASE)
_POINTS_BACK = re.compile(
    r"(?:\bthen|\b(?:on|at|with|in|during) (?:that|the same) (?!day|week|month|year|note|point|case|basis)[a-z]+"
    r"(?: (?:too|myself|as well))?)\W*$",
    re.IGNORECASE,
)
_ALREADY = re.compile(
    r"\b(?:since|back|until|till|by|before|even|and|ok|okay|right|well|so|now) then\W*$", re.IGNORECASE
)
_FILLERS = re.compile(
    r"\b(?:probably|hopefully|latest|at the latest|at the very latest|by|on|that'?s|it'?ll be|so|say|most likely|"
    r"max|tops|for sure|promise|voraussichtlich|wahrscheinlich|am|bis|spätestens|pour|au plus tard|"
    r"sans doute|the|le|den)\b",
    re.IGNORECASE,
)


def due_then(text: str, context: str, at: datetime, country: str | None = None) -> DueDate | None:
    """The date before a promise that points back to it: "I'll send it then", "I'll ride on that truck".

    `context` is the text up to the promise. Only its last sentence with words in it is read.
    """
    if not _POINTS_BACK.search(text) or _ALREADY.search(text) or _CONDITION.search(text):
        return None
    parts = [part for part in _BREAK.split(context[-_NEAR:]) if any(c.isalnum() for c in part)]
    if not parts or _CONDITION.search(parts[-1]):
        return None
    found = find_due_dates(parts[-1], at, country=country)
    return found[-1] if found else None


def due_behind(text: str, start: int, end: int, at: datetime, country: str | None = None) -> DueDate | None:
    """The date right behind the promise text[start:end], where nothing but the date is said there.

    It may end its line ("send the accesses - 06/03", "| pricing letter | Tue |") or be a sentence of its
    own ("I'll send the report. Friday at the latest."). A promise under a condition takes none.
    """
    if _CONDITION.search(text[start:end]):
        return None
    behind = text[end : end + _NEAR].lstrip(" \t.!,;:|)-–—")
    if behind.startswith("\n"):
        return None
    said = _BREAK.split(behind, maxsplit=1)[0]
    if not 2 <= len(said) <= 60 or said.rstrip().endswith("?"):
        return None
    found = find_due_dates(said, at, country=country)
    if len(found) != 1:
        return None
    rest = said[: found[0].start] + " " + said[found[0].end :]
    return None if re.search(r"[^\W_]", _FILLERS.sub(" ", rest)) else found[0]
