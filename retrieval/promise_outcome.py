"""Joins a condition that was read as a promise with what follows from it: "If it comes by Friday, you have it Monday"."""

import re
from collections.abc import Sequence
from dataclasses import replace

from retrieval.candidate import Candidate
from retrieval.promise_patterns import CONDITION

_END = re.compile(r"[.;!?\n]| - |, (?:but|otherwise|if not|though)\b")
_NOTHING_FOLLOWS = re.compile(
    r"^(?:then )?(?:please|let|call|send|give|just|feel|do|don't|contact|ring|tell|write|reply|drop|ask)\b|"
    r"\b(?:could|would|might|can't|cannot|may|need to|have to|has to|must|won't be|is not|isn't|not possible|please|let me know|"
    r"let us know|you (?:can|should|need|must|may))\b|\bhappy to\b|\?"
)
"""A request, a wish or a may-be: whatever the condition, nobody takes anything on."""
_OWN_OUTCOME = re.compile(
    r"\b(?:i|we)\b|\b(?:i|we|you|he|she|they|it|that|there)(?:'ll|'d|'re|'s)?\b.*\b(?:will|'ll|won't|can|get|have|keep)\b"
)
_SHORTEST = 2
_GAP = 3
"""Characters between a condition and what follows: a comma and a blank."""


def with_outcome(candidate: Candidate, beside: Sequence[Candidate]) -> Candidate | None:
    """The candidate with its condition or its outcome; None for a condition upon which nothing is promised."""
    c = candidate
    if not _is_mere_condition(c):
        lead = next((o for o in beside if 0 < c.start - o.end <= _GAP and _is_mere_condition(o)), None)
        if lead is None:
            return c
        between = c.before[len(c.before) - (c.start - lead.end) :]
        return replace(c, start=lead.start, clause=f"{lead.clause}{between}{c.clause}", before=lead.before)
    if any(o is not c and o.start >= c.start and o.end > c.end for o in beside):
        return None
    gap = len(c.after) - len(c.after.lstrip(" ,"))
    rest = c.after[gap:]
    end = _END.search(rest)
    follows = rest[: end.start()] if end else rest
    if len(follows.split()) < _SHORTEST or _NOTHING_FOLLOWS.search(rest[: end.end()] if end else rest):
        return None
    return replace(
        c,
        end=c.end + gap + len(follows),
        clause=c.clause + c.after[: gap + len(follows)],
        after=rest[len(follows) :],
        main_start=c.end + gap,
        action_start=c.end + gap,
        rest=follows,
    )


def _is_mere_condition(c: Candidate) -> bool:
    if c.kind == "item" or c.main_start > c.start or not c.after.lstrip().startswith(",") or "," in c.clause:
        return False
    opened = CONDITION.match(c.clause)
    return opened is not None and not _OWN_OUTCOME.search(c.clause[opened.end() :].strip().partition(" ")[2])
