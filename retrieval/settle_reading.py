"""Reads one clause of a later event for what it does to one promise."""

from __future__ import annotations

import re
from dataclasses import replace

from records.models import Promise
from retrieval import settle_cues as cues
from retrieval.sentences import plain
from retrieval.settle_clauses import Piece
from retrieval.settle_deliveries import answered, delivered, receipt, says_rang, says_talked
from retrieval.settle_doubts import (
    checked,
    handed_over,
    long_ago,
    negated,
    next_piece_complains,
    partial,
    unfinished,
    went_to_another,
)
from retrieval.settle_moves import moved, released, taken_back
from retrieval.settle_scene import KEPT, UNSURE, WITHDRAWN, Reading, Scene, aim_at, asks
from retrieval.topic_overlap import Match, compare
from retrieval.topic_reading import Topic


def read_as_owner(scene: Scene, at: int, promise: Promise, topic: Topic) -> Reading | None:
    """What a clause by the side that owes says of the promise."""
    piece = scene.pieces[at]
    said = piece.plain
    if asks(piece) or cues.CONDITION.search(said):
        return None
    aim = aim_at(scene, at, promise, topic, strict=True)
    if aim.match is Match.conflict:
        return None
    loose_topic = topic.in_any_state
    loose = aim_at(scene, at, promise, loose_topic)
    found = taken_back(scene, piece, promise, loose_topic, loose) or moved(
        scene, piece, promise, loose_topic, loose
    )
    if found:
        return replace(found, match=loose.match)
    if cues.NOT_SO.search(said) or (your_doing(said, topic) and not cues.PRESENTED.search(said)):
        return None
    if cues.NOT_QUITE.search(said) or (
        handed_over(topic) and cues.ELSEWHERE.search(cues.YOURS.sub(" ", said))
    ):
        return None
    if unfinished(said) or negated(said, topic) or long_ago(scene, piece, promise):
        return None
    found = (
        says_talked(scene, piece, promise, topic)
        or delivered(scene, piece, promise, topic, aim)
        or answered(scene, piece, promise, topic)
    )
    if found is None:
        return None
    if found.status is KEPT and handed_over(topic) and went_to_another(scene, piece, promise):
        found = found.doubted("it went to somebody else")
    return replace(checked(scene, piece, promise, topic, found), match=aim.match)


def back_again(scene: Scene, said: str, promise: Promise, topic: Topic) -> bool:
    """Whether the trouble shows again after the day by which it was to be gone."""
    return bool(
        topic.verbs & {"fix", "deploy", "update"}
        and cues.BACK_AGAIN.search(said)
        and scene.same_thread(promise)
        and promise.due is not None
        and scene.event.at.date() > promise.due
    )


def your_doing(said: str, topic: Topic) -> bool:
    """Whether the other side did it; not in "the sandbox is live and the people you gave me have logins"."""
    found = cues.YOUR_DOING.search(said)
    if not found:
        return False
    before = said[: found.start()]
    done = cues.COMPLETE.search(before) or cues.HANDED.search(before)
    return not (done and compare(topic, before) >= Match.likely)


_RECEIPT = re.compile(
    r"^\W*(?:(?:the|your|my|our) )?(?:[\w-]+ ){0,4}(?:received|arrived|here|came|got it|angekommen|erhalten|bien reçue?)\b(?! (?:yet|by))"
    r"|^\W*(?:thanks|thank you|many thanks|danke|merci|got|received)\b"
)
_QUESTION_FOLLOWS = re.compile(
    r"^\W*(?:and |but )?(?:just |only )?(?:(?:one|a|two|another) (?:\w+ )?questions?|what|which|who|how|where|when|can|could|is|are|do|does|shall|should)\b"
)


def _before_question(piece: Piece) -> bool:
    """Whether a clause states a receipt and only what follows it asks: "report received, one question: ...?"."""
    if piece.end >= piece.sentence[1] or not _RECEIPT.search(piece.plain):
        return False
    rest = plain(piece.whole)[piece.end - piece.sentence[0] :]
    return bool(_QUESTION_FOLLOWS.search(rest))


def read_as_beneficiary(scene: Scene, at: int, promise: Promise, topic: Topic) -> Reading | None:
    """What a clause by the side that is owed says of the promise."""
    piece = scene.pieces[at]
    said = piece.plain
    if piece.whole.rstrip().endswith("?") and not _before_question(piece):
        return None
    aim = aim_at(scene, at, promise, topic, strict=True)
    if aim.match is Match.conflict:
        return None
    if released(said, aim_at(scene, at, promise, topic.in_any_state), scene, promise):
        return Reading(
            WITHDRAWN, piece, 0.85 if aim.clear else 0.7, "the other side no longer wants it", match=aim.match
        )
    if (asks(piece) and not _before_question(piece)) or cues.CONDITION.search(said):
        return None
    talked = says_talked(scene, piece, promise, topic) or says_rang(scene, piece, promise, topic)
    if talked:
        return talked
    if back_again(scene, said, promise, topic):
        return Reading(UNSURE, piece, 0.55, "what was to be fixed shows again", guessed=True)
    if not aim.clear or aim.guessed or cues.OF_OTHERS.search(said):
        return None
    complaint = bool(cues.COMPLAINT.search(said)) or partial(piece, topic)
    received = bool(cues.RECEIVED.search(said)) or bool(cues.YOUR_DOING.search(said))
    in_use = topic.verbs & {"setup", "enable", "fix", "deploy"} or topic.head in {"login", "key"}
    refuted = cues.NEGATED.search(said) and not cues.COMPLAINT.search(said)
    if complaint and (received or in_use) and not refuted:
        return Reading(UNSURE, piece, 0.55, "something came, but not as it should be", match=aim.match)
    if cues.NEGATED.search(cues.NOT_NEGATED_AT_ALL.sub(" ", said)) or long_ago(scene, piece, promise):
        return None
    found = receipt(piece, topic, aim, received)
    if found is None:
        return None
    if next_piece_complains(scene, at):
        found = found.doubted("what came is faulted right after")
    return replace(checked(scene, piece, promise, topic, found), match=aim.match)
