"""Separates two promises that share one subject: "I'll send the deck Monday and book the room by Friday"."""

import re
from dataclasses import replace

from retrieval.candidate import Candidate
from retrieval.promise_words import FUTURE_DATE, GIVE, words

_AND = re.compile(
    r",? (?:and then|and also|and|plus|as well as) (?:also |then |we'll |i'll |will )?(?P<verb>[a-z]+)\b"
)
_GROUNDWORK = words(
    "check double go try talk speak look ask see sit take wait come think work run read review chase "
    "find figure dig pull stop hop jump let make"
)
_TO_YOU = re.compile(
    r"[a-z]{3,} you (?:an?|the|our|my|your|straight|what|how|some|all|by|on|back|with|\w+ \w+)\b"
)
_NOT_DONE_TO_YOU = words("thank hope see wish if when what that like sure trust find miss assure unless then")
_CHASING = words("check double try chase ask look")
_YOURS = re.compile(r"\byou\b")
_UNDATED = 4
"""Words that a first matter without a date has at least, to be one of its own."""
_SHARED_OBJECT = re.compile(
    r"(?:it|them|this|that|you know|back to you|back|you an update|you updated|you posted|confirm|if|"
    r"whether)\b"
)


def separated(candidate: Candidate) -> list[Candidate]:
    """The candidate itself, or one candidate per promise where two verbs each have their own matter."""
    if candidate.kind not in ("will", "going", "item") or candidate.subject not in ("self", "none", "name"):
        return [candidate]
    body = candidate.clause
    head_at = max(0, candidate.action_start - candidate.start)
    for match in _AND.finditer(body, head_at):
        first, second = body[head_at : match.start()], body[match.start("verb") :]
        if match["verb"] not in GIVE and not (
            _TO_YOU.match(second) and match["verb"] not in _NOT_DONE_TO_YOU
        ):
            continue
        tail = second[len(match["verb"]) :].strip()
        if not tail or len(first.split()) < 3:
            continue
        first_dated, second_dated = FUTURE_DATE.search(first), FUTURE_DATE.search(second)
        separate = not _SHARED_OBJECT.match(tail) and candidate.verb not in _GROUNDWORK
        if (
            # "I'll rework it tonight and have it with you in the morning"
            (first_dated and second_dated and candidate.verb not in _CHASING)
            or (separate and first_dated and second_dated)
            # "I'll ring the crew lead this morning and text you what he says"
            or (separate and first_dated and _YOURS.search(second))
            or (separate and second_dated and _YOURS.search(second) and len(first.split()) > _UNDATED)
        ):
            cut = candidate.start + match.start()
            return [
                replace(candidate, end=cut, clause=body[: match.start()]),
                replace(
                    candidate,
                    start=candidate.start + match.start("verb"),
                    clause=second,
                    action_start=candidate.start + match.start("verb"),
                    verb=match["verb"],
                ),
            ]
    return [candidate]
