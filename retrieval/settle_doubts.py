"""Reasons not to believe that a clause tells of a promise kept."""

from __future__ import annotations

import re

from records.models import Promise
from retrieval import settle_cues as cues
from retrieval.phrases import one_by_one
from retrieval.sentences import plain
from retrieval.settle_clauses import Piece
from retrieval.settle_files import telling_names
from retrieval.settle_scene import EMPTY, KEPT, Reading, Scene
from retrieval.topic_overlap import Match, compare
from retrieval.topic_reading import Topic, content
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
    rest = cues.PRESENTED.sub(" ", cues.AS_PROMISED.sub(" ", said))
    found = cues.UNFINISHED.search(rest)
    if not found:
        return False
    # "you will find it attached", "you'll find below" hand over now
    return not (cues.PRESENTED.search(said) and " find" in said)


_MONTHS = one_by_one("january february march april may june july august september october november december")
_IN_MONTH = re.compile(
    rf"\b(?:was|were|had|did|got|sent|\w{{3,}}ed) (?:\S+ ){{0,3}}?(?:back )?in (?P<month>{'|'.join(_MONTHS)})\b(?! \d)"
)


def long_ago(scene: Scene, piece: Piece, promise: Promise) -> bool:
    """Whether the clause tells of a time before the promise was made."""
    said = cues.AS_PROMISED.sub(" ", piece.plain)
    own = plain(promise.quote)
    earlier = cues.OF_EARLIER.search(said)
    if earlier and earlier.group().split(" ", 1)[1] not in own:
        return True
    month = _IN_MONTH.search(said)
    if month and month["month"] not in own:
        then = _MONTHS.index(month["month"]) + 1
        since = promise.at.month
        if (scene.event.at.month - then) % 12 > (scene.event.at.month - since) % 12:
            return True
    found = cues.LONG_AGO.search(said)
    if not found or found.group() in own:
        return False
    passed = (scene.event.at.date() - promise.at.date()).days
    needed = {"days": 1, "week": 7, "month": 31, "year": 120}[found.lastgroup or "year"]
    return passed < needed


def checked(scene: Scene, piece: Piece, promise: Promise, topic: Topic, found: Reading) -> Reading:
    """Doubts a "kept" that speaks of a part only, or that fits another open promise as well."""
    if found.status is not KEPT:
        return found
    if contrasted(scene, piece, topic):
        return found.doubted("right after it, the promised one is said to be yet to come")
    if partial(piece, topic) or not all_parts(scene, topic):
        return found.doubted("only a part of it came")
    if scene.mistakable(promise, topic, piece):
        return found.doubted("another open promise fits these words as well")
    return found


def all_parts(scene: Scene, topic: Topic) -> bool:
    """Whether the message names something of each thing that was promised together."""
    if not topic.parts:
        return True
    text = " ".join([scene.event.subject, scene.event.said_text, *telling_names(scene.event)])
    named = {stem(w) for w in words(plain(text)) if is_word(w)}
    return all(part & named for part in topic.parts)


_RECIPIENT = re.compile(
    r"\b(?:sent|shared|forwarded|e?mailed|gave|given|handed|passed|submitted|delivered|shipped|couriered|geschickt|gesendet)\b"
    r"(?: \S+){0,6}?\s(?:to|with|an)\s(?P<who>(?:[A-ZÄÖÜ][\w'’.-]*)(?: [A-ZÄÖÜ][\w'’-]+)*)"
)


def went_to_another(scene: Scene, piece: Piece, promise: Promise) -> bool:
    """Whether the thing was handed to somebody who is named and is not known to wait for it."""
    if re.search(r"\b(?:you|your|ihnen|dir)\b", piece.plain):
        return False
    ours = promise.owner.rpartition("@")[2]
    known = set(re.split(r"\W+", f"{promise.beneficiary} {promise.account or ''}".lower()))
    for person in scene.event.participants:
        if person.domain != ours:
            known |= set(re.split(r"\W+", f"{person.name or ''} {person.email}".lower()))
    for found in _RECIPIENT.finditer(scene.event.text[piece.start : piece.end]):
        who = {w for w in re.split(r"\W+", (found.group("who") or "").lower()) if w and w not in STOP}
        if who and not who & (known | _PLACES):
            return True
    return False


_PLACES = frozenset(
    {"sharepoint", "dropbox", "drive", "google", "onedrive", "teams", "slack", "box", "confluence", "portal", "ftp", "sftp", "docusign"}
)  # fmt: skip
"""Where things are put for the one who waits for them."""


def contrasted(scene: Scene, piece: Piece, topic: Topic) -> bool:
    at = scene.pieces.index(piece)
    for following in scene.pieces[at + 1 : at + 4]:
        if following.speaker != piece.speaker or not cues.CONTRASTED.search(following.plain):
            continue
        named = content(following.plain, scene.names) - EMPTY
        if (
            not named
            or compare(topic, following.plain) is not Match.none
            or re.search(
                r"\b(?:ones|(?:the|that|your|our|this|other|second|last|new|real|right) one|yours|rest|lot|half)\b",
                following.plain,
            )
        ):
            return True
    return False


_HALF_HOUR = re.compile(r"\bhalf(?:-| an? | )(?:hour|day|year|past|term)\b|\bhalf past\b")


def partial(piece: Piece, topic: Topic) -> bool:
    """Whether only a part is spoken of; "second batch" is none where the batch itself was promised."""
    known = topic.identity | {topic.head}
    return any(
        not ({stem(w) for w in words(m.group().lower()) if is_word(w) and w not in STOP} & known)
        for m in cues.PARTIAL.finditer(_HALF_HOUR.sub(" ", piece.whole.lower()))
    )


def next_piece_complains(scene: Scene, at: int) -> bool:
    for piece in scene.pieces[at + 1 : at + 3]:
        if piece.speaker == scene.pieces[at].speaker and cues.COMPLAINT.search(piece.plain):
            return True
    return False
