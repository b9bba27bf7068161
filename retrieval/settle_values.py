"""Answers and details that were owed and are simply stated: "the pilot plant is Graz"."""

# ruff: noqa: E501  (patterns and word lists are easier to compare on one line)

from __future__ import annotations

import re

from records.models import Promise
from retrieval.sentences import plain
from retrieval.settle_clauses import Piece
from retrieval.settle_hedges import STUCK
from retrieval.settle_predicate import NEGATED
from retrieval.settle_scene import Scene
from retrieval.topic_doings import (
    Gist,
    names_head,
    past_of,
    reach,
)
from retrieval.topic_words import is_word, stem, words

_ANSWER = re.compile(
    r"\b(?:yes|no|yep|nope|ja|nein|oui|non|does|doesn't|do|don't|can|can't|cannot|is|isn't|are|aren't|supports?|works?|possible|impossible|fine|allowed|geht|funktioniert|unterstützt|möglich)\b"
)
_STILL_ASKING = re.compile(
    r"\b(?:ask|asked|asking|wait|waiting|check|checking|clarify|clarifying|looking|find out|hear back|don't know|not know|no idea|unclear|whether|if|unsure|open|pending|depends|frage|warte|kläre|prüfe|demande|attends)\b"
)
_VALUE = re.compile(
    r"^\W*(?:(?:so|ok|okay|right|well|hi|hello) )?(?:our|your|the|final|my|unsere?|die|der|das|notre|votre|le|la)?\s*(?P<thing>[^:]{2,50}?)\s*(?::|\b(?:is|are|will be|ist|sind|wird|est|sera)\b)\s*(?P<value>(?!(?:around|about|roughly|still|not|to|being|in|at|on|with|under|due|next|yet|likely|expected|between|somewhere|probably|almost|nearly|ready|there|here|as|also|both|what|where)\b)[^?]+)$",
    re.IGNORECASE,
)
WORDS_ONLY = frozenset(
    stem(w)
    for w in ("feedback", "answer", "comments", "opinion", "view", "thoughts", "suggestion", "reply", "input")
)
"""Things that are given by saying them."""
_NAMED_VALUE = re.compile(r"(?:(?:the|der|am|den|le|on) )?(?:[A-ZÄÖÜ][\w'’-]+|\d)")


def given_as_value(scene: Scene, promise: Promise, gist: Gist, piece: Piece) -> str:
    """An answer that was owed and is simply stated: "the pilot plant is Graz", "your test account: user demo-41"."""
    whole = re.sub(
        r"^(?:hi|hello|hey|dear|hallo|bonjour)\b[^,\n]{0,30},\s*", "", piece.whole, flags=re.IGNORECASE
    )
    low = plain(whole)
    if "tell" in gist.kinds and not gist.head:
        says = _ANSWER.search(low) and not _STILL_ASKING.search(low)
        listed = re.search(r": (?:[A-ZÄÖÜ]|\d)", whole) and scene.alone_in_thread(promise)
        return "result" if (says and reach(gist, low) >= 2) or (listed and reach(gist, low)) else ""
    if not gist.kinds & {"tell", "hire"} and not ("hand" in gist.kinds and ":" in whole[:60]):
        return ""
    found = _VALUE.match(whole)
    if not found or NEGATED.search(low) or STUCK.search(low):
        return ""
    thing = plain(found["thing"])
    named = names_head(gist, thing) and (reach(gist, thing) == 3 or scene.alone_in_thread(promise))
    if not named or len(words(thing)) > len(gist.telling) + 4:
        return ""
    value = [w for w in words(plain(found["value"])) if is_word(w)]
    if (
        "hand" in gist.kinds
        and gist.head not in WORDS_ONLY
        and any(past_of(w) or w in {"is", "are", "has", "have", "my", "we", "i"} for w in value)
    ):
        return ""
    about = re.match(r"(?:about|regarding|re|on|zu|zum|wegen|concernant)\b", low.strip())
    personal = {"i", "we", "my", "our", "i'm", "we're", "i'll", "we'll", "he", "she"} & set(value)
    if "tell" in gist.kinds and ":" in whole and not about and not personal and not _STILL_ASKING.search(low):
        return "result"
    return "result" if _NAMED_VALUE.match(found["value"].lstrip(" \"'")) or "hand" in gist.kinds else ""
