"""Reads what the one who waited says of a thing that came, or of a repair, and that is not as it should be."""

# ruff: noqa: E501  (patterns and word lists are easier to compare on one line)

from __future__ import annotations

import re

from records.models import Promise
from retrieval.sentences import plain
from retrieval.settle_around import FAULTY
from retrieval.settle_hedges import NOT_MINE
from retrieval.settle_predicate import FINE_NO, IF, NEGATED
from retrieval.settle_scene import UNSURE, Reading, Scene
from retrieval.topic_conflicts import conflicting
from retrieval.topic_doings import Gist, reach

_CAME_OR_WORKS = re.compile(
    r"\b(?:came|arrived|received|got|landed|here|works?|working|runs?|installed|delivered|ist da|sind da|angekommen|gekommen|läuft|funktioniert|arrivée?s?|reçue?s?|marche|fonctionne)\b"
)
_NOT_WHOLE = re.compile(
    r"\bonly (?:the )?(?:\d+|one|two|three|half|part|some)\b|\b(?:\d+|one|two|three|some|half) (?:of (?:the|them)\b.{0,20}\b)?(?:is|are|was|were) (?:missing|broken|scratched|damaged|wrong|cracked)\b"
    r"|\bfor (?:most|some|half|two|three) of us\b"
)
_UNUSABLE = re.compile(
    r"\b(?:can't|cannot|can not|couldn't|unable to) (?:open|read|download|play|print|unzip|use)\b|\b(?:file|attachment|link|pdf) (?:is|seems|looks) (?:broken|corrupt\w*|empty|damaged|dead)\b|\blässt sich nicht öffnen\b|\bn'arrive pas à (?:ouvrir|lire)\b"
)
_AMISS = re.compile(r"n't\b|\b(?:not|no|can't|cannot|still|nicht|kein\w*|pas)\b")
_IT = re.compile(r"\b(?:it|they|both|all|everything|es|sie|alles|il|elle|ils|elles)\b")
_BUT = re.compile(r"\b(?:but|except|though|although|aber|allerdings|mais|sauf)\b|,")


def faulted(scene: Scene, promise: Promise, gist: Gist) -> Reading | None:
    """The one who waits has it, but something is amiss: "the report came, but pages are missing"."""
    if not scene.same_thread(promise) or scene.speaks_as_owner(promise):
        return None
    for piece in scene.pieces:
        whole = plain(piece.whole)
        level = reach(gist, whole)
        if piece.whole.rstrip().endswith("?") or level < (1 if scene.alone_in_thread(promise) else 2):
            continue
        if IF.search(whole) or NOT_MINE.search(whole) or conflicting(gist, whole, piece.whole, scene.names):
            continue
        came = _CAME_OR_WORKS.search(whole)
        before, _, after = whole.partition(but.group()) if (but := _BUT.search(whole)) else (whole, "", "")
        broken = bool(gist.kinds & {"hand", "write"}) and level >= 2 and _UNUSABLE.search(whole)
        short = (
            bool(gist.kinds & {"hand", "mend", "fit", "order"}) and level >= 2 and _NOT_WHOLE.search(whole)
        )
        behind = (
            came
            and _CAME_OR_WORKS.search(before)
            and (FAULTY.search(after) or (came and _AMISS.search(after)))
        )
        denied = NEGATED.search(FINE_NO.sub(" ", before))
        if broken or (short and not denied) or (behind and not denied):
            return Reading(UNSURE, piece, 0.55, "something came, but not as it should be")
    return None
