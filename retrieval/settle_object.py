"""Whether a statement has the promised thing itself as its object, by name or by a pronoun."""

# ruff: noqa: E501  (patterns and word lists are easier to compare on one line)

from __future__ import annotations

import re
from itertools import pairwise

from records.models import Promise
from retrieval.sentences import plain
from retrieval.settle_predicate import GOT_CONFIRMED
from retrieval.settle_scene import Scene
from retrieval.topic_doings import (
    Gist,
    is_named,
    names_head,
    names_head_literally,
    past_of,
    reach,
)
from retrieval.topic_overlap import Match, compare
from retrieval.topic_reading import Topic
from retrieval.topic_words import STATES, STOP, is_word, stem, stems_of, words

ABOUT_IT = re.compile(
    r"\b(?:it|them|they|that|that's|this|both|all|everything|yours|he|she|his|her|one|ones|es|sie|das|er|ihn|alles|il|elle|ils|elles|le|les|ça|c'est|tout)\b"
)


def about_the_thing(
    scene: Scene, promise: Promise, topic: Topic, gist: Gist, part: str, sentence: str, pronoun: bool
) -> bool:
    """Whether the part of a clause that tells of the doing has the promised thing itself as its object."""
    if pronoun:
        return not (content_of(part, scene) - _doing_words(part, gist)) or bool(ABOUT_IT.search(part))
    if not gist.head or "tell" in gist.kinds:
        mail = plain(scene.event.said_text)
        by_pronoun = scene.alone_in_thread(promise) and bool(ABOUT_IT.search(part)) and reach(gist, mail) > 0
        return reach(gist, sentence) >= 2 or by_pronoun
    if "money" in gist.kinds and _MONEY.search(part) and scene.alone_in_thread(promise):
        return True
    if (
        not names_head_literally(gist, part)
        and names_head(gist, part)
        and _another_alias(gist, part, sentence)
    ):
        return False
    if not names_head(gist, part) and _bare(scene, gist, part) and names_head(gist, sentence):
        return True
    if not names_head(gist, part):
        return bool(ABOUT_IT.search(part)) and names_head(gist, sentence.partition(part)[0])
    if topic.head == gist.head and topic.head in stems_of(part):
        alone = scene.alone_in_thread(promise)
        told = re.sub(r"\bold\b", "", part) if " old " in gist.text or "clear" in gist.kinds else part
        match = compare(topic.in_any_state, told, context=sentence, strict=True, trusting=alone)
        if (
            match is Match.part
            and GOT_CONFIRMED.search(part)
            and gist.kinds & {"book", "file", "event", "switch"}
        ):
            return True
        if match is Match.part and "agree" in gist.kinds and _CONSENT.search(part):
            return True
        return match >= Match.likely or (match is Match.part and _doing_noun_follows(topic, gist, part))
    return True


_HOW_MUCH = frozenset({"part", "ful", "advance", "time"})


def _bare(scene: Scene, gist: Gist, part: str) -> bool:
    """Whether a part tells only of the doing ("booking confirmed"), so that its thing stands beside it."""
    left = content_of(part, scene) - _doing_words(part, gist)
    others = [
        w for w in left if w not in _HOW_MUCH and not any(w.startswith(d) for d in gist.doing if len(d) > 3)
    ]
    return not others and not re.search(r"\d", part)


_CONSENT = re.compile(
    r"\b(?:green light|approval|go-ahead|consent|blessing|ok|okay|sign-off|signature) (?:for|to|on|of)\b"
)
_MONEY = re.compile(
    r"\b(?:payment|transfer|money|funds|amount|refund|credit|zahlung|überweisung|betrag|geld|gutschrift|paiement|virement|règlement|remboursement)\b"
)


def _doing_noun_follows(topic: Topic, gist: Gist, part: str) -> bool:
    """ "The scanner demo" is about demonstrating the scanner."""
    tokens = words(part)
    return any(
        is_word(b)
        and stem(a) == topic.head
        and any(is_named(d, frozenset({stem(b)})) or stem(b).startswith(d) for d in gist.doing if len(d) > 3)
        for a, b in pairwise(tokens)
    )


def _another_alias(gist: Gist, part: str, sentence: str) -> bool:
    """Whether a word of the same meaning is another thing: "the quick start guide" beside "the user manual"."""
    if names_head_literally(gist, sentence):
        return True
    tokens = words(part)
    for i, token in enumerate(tokens):
        if is_word(token) and is_named(gist.head, frozenset({stem(token)})) and i:
            before = tokens[i - 1]
            if (
                is_word(before)
                and before not in STOP
                and before not in STATES
                and not is_named(stem(before), gist.things)
            ):
                return gist.telling != frozenset() or before not in _FREELY
    return False


_FREELY = frozenset({"full", "complete", "requested", "promised", "second"})


def _doing_words(part: str, gist: Gist) -> frozenset[str]:
    return frozenset(stem(w) for w in words(part) if is_word(w) and (past_of(w) or stem(w) in gist.doing))


def named_by(scene: Scene, at: int, promise: Promise, gist: Gist, sentence: str) -> tuple[int, bool]:
    """How well a clause names the promised thing, and whether it only does so by a pronoun."""
    piece = scene.pieces[at]
    level = reach(gist, sentence)
    subject = plain(scene.event.subject)
    if level < 2 and "money" in gist.kinds and _MONEY.search(piece.plain) and scene.alone_in_thread(promise):
        return 2, False
    if level >= 2 or (level and scene.alone_in_thread(promise)):
        if level == 2 and not scene.same_thread(promise) and reach(gist, sentence + " " + subject) < 3:
            return 1, False
        return level, False
    bare = not content_of(piece.plain, scene)
    if not (ABOUT_IT.search(piece.plain) or bare):
        return level, False
    for back in range(at - 1, max(-1, at - 4), -1):
        before = scene.pieces[back]
        if before.speaker != piece.speaker:
            break
        found = reach(gist, plain(before.whole))
        if found >= 2 or (found and scene.alone_in_thread(promise)):
            return found, True
    if subject and reach(gist, subject) >= 2 and scene.same_thread(promise):
        return 2, True
    if scene.same_thread(promise) and scene.speaks_as_owner(promise) and scene.asked_before(gist):
        return 2, True
    return level, False


def content_of(said: str, scene: Scene) -> frozenset[str]:
    from retrieval.settle_scene import EMPTY
    from retrieval.topic_reading import content

    return content(said, scene.names) - EMPTY
