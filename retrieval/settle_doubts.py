"""Reasons not to believe that a clause tells of a promise kept."""

from __future__ import annotations

import re

from records.models import Promise
from retrieval import settle_cues as cues
from retrieval.settle_clauses import Piece
from retrieval.settle_scene import EMPTY, KEPT, Reading, Scene
from retrieval.topic_overlap import Match, Topic, compare, content
from retrieval.topic_words import MAKES, STOP, is_word, stem, words


def negated(said: str, topic: Topic) -> bool:
    body = cues.NOT_NEGATED_AT_ALL.sub(" ", said)
    for part in body.split(", "):
        if cues.NEGATED.search(part) and (
            compare(topic, part) is not Match.none or cues.HANDED.search(part) or len(body.split(", ")) == 1
        ):
            return True
    return bool(cues.NEGATED.search(body)) and not any(
        cues.PRESENTED.search(p) or cues.HANDED.search(p) or compare(topic, p) is not Match.none
        for p in body.split(", ")
        if not cues.NEGATED.search(p)
    )


def handed_over(topic: Topic) -> bool:
    return topic.gives or bool(topic.verbs & MAKES)


def unfinished(said: str) -> bool:
    rest = cues.PRESENTED.sub(" ", said)
    found = cues.UNFINISHED.search(rest)
    if not found:
        return False
    # "you will find it attached", "you'll find below" hand over now
    return not (cues.PRESENTED.search(said) and " find" in said)


def long_ago(scene: Scene, piece: Piece, promise: Promise) -> bool:
    """Whether the clause tells of a time before the promise was made."""
    if cues.OF_EARLIER.search(piece.plain):
        return True
    found = cues.LONG_AGO.search(piece.plain)
    if not found:
        return False
    passed = (scene.event.at - promise.at).days
    needed = {"days": 1, "week": 7, "month": 31, "year": 120}[found.lastgroup or "year"]
    return passed < needed


def checked(scene: Scene, piece: Piece, promise: Promise, topic: Topic, found: Reading) -> Reading:
    """Doubts a "kept" that speaks of a part only, or that fits another open promise as well."""
    if found.status is not KEPT:
        return found
    if contrasted(scene, piece, topic):
        return found.doubted("right after it, the promised one is said to be yet to come")
    if partial(piece, topic):
        return found.doubted("only a part of it came")
    if scene.mistakable(promise, topic, piece):
        return found.doubted("another open promise fits these words as well")
    return found


def contrasted(scene: Scene, piece: Piece, topic: Topic) -> bool:
    at = scene.pieces.index(piece)
    for following in scene.pieces[at + 1 : at + 4]:
        if following.speaker != piece.speaker or not cues.CONTRASTED.search(following.plain):
            continue
        named = content(following.plain, scene.names) - EMPTY
        if (
            not named
            or compare(topic, following.plain) is not Match.none
            or re.search(r"\b(?:ones?|yours|rest|lot|half)\b", following.plain)
        ):
            return True
    return False


def partial(piece: Piece, topic: Topic) -> bool:
    """Whether only a part is spoken of; "second batch" is none where the batch itself was promised."""
    known = topic.identity | {topic.head}
    return any(
        not ({stem(w) for w in words(m.group().lower()) if is_word(w) and w not in STOP} & known)
        for m in cues.PARTIAL.finditer(piece.whole.lower())
    )


def next_piece_complains(scene: Scene, at: int) -> bool:
    for piece in scene.pieces[at + 1 : at + 3]:
        if piece.speaker == scene.pieces[at].speaker and cues.COMPLAINT.search(piece.plain):
            return True
    return False
