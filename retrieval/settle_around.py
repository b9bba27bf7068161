"""What the words around a statement of done take back from it."""

# ruff: noqa: E501  (patterns and word lists are easier to compare on one line)

from __future__ import annotations

import re

from records.models import Direction, Promise
from retrieval import settle_cues as cues
from retrieval.phrases import one_by_one
from retrieval.sentences import plain
from retrieval.settle_clauses import Piece
from retrieval.settle_doubts import handed_over, partial, went_to_another
from retrieval.settle_hedges import HEARSAY, MISSING, STOPGAP, guessed
from retrieval.settle_object import content_of
from retrieval.settle_predicate import FINE_NO, NEGATED, parts_of
from retrieval.settle_scene import Scene, topic_of_promise
from retrieval.settle_values import WORDS_ONLY
from retrieval.topic_doings import (
    Gist,
    is_named,
    names_head,
    reach,
)
from retrieval.topic_reading import Topic
from retrieval.topic_words import is_word, stem, words

FAULTY = re.compile(
    r"\b(?:noise|noisy|loud|crooked|scratch\w*|stain\w*|smell\w*|wobbl\w*|wrong|missing|damaged|broken|cracked|dented|dirty|leak\w*|errors?|faulty|torn|"
    r"fehl(?:t|en)|defekt|kaputt|laut|schief|falsch|manque\w*|bruit|cassée?s?|abîmée?s?|erreurs?)\b"
)
"""What is amiss with something that came."""
_BUT = re.compile(
    r"\b(?:but|though|although|however|except|only that|aber|allerdings|jedoch|mais|cependant|toutefois)\b"
)


def barred(scene: Scene, piece: Piece, promise: Promise, topic: Topic) -> bool:
    """Whether the clause tells of what did not happen, of somebody else's doing, or of a way round inside."""
    said = piece.plain
    if cues.NOT_SO.search(said) or cues.NOT_QUITE.search(said):
        return True
    if cues.YOUR_DOING.search(said) and not cues.PRESENTED.search(said):
        return True
    gone = handed_over(topic) and (
        cues.ELSEWHERE.search(cues.YOURS.sub(" ", said)) or went_to_another(scene, piece, promise)
    )
    return bool(gone) or bool(_OTHER_GOT.search(said))


_OTHER_GOT = re.compile(
    r"^(?!.*\b(?:you|your|we|i)\b.{0,12}\b(?:got|received|have)\b).*\b(?:got|received)\b.*\bfrom (?:me|us)\b"
)


def doubt(scene: Scene, at: int, promise: Promise, gist: Gist) -> str:
    """Why the words around a statement make it doubtful; "" if nothing does."""
    piece = scene.pieces[at]
    sentence = plain(piece.whole)
    if guessed(sentence):
        return "it is only guessed"
    by_owner = piece.speaker is not None and scene.is_ours(piece.speaker) == (
        promise.direction is Direction.ours
    )
    if by_owner and not gist.kinds & {"tell", "call", "agree"} and HEARSAY.search(sentence):
        return "it is only hearsay"
    if STOPGAP.search(sentence):
        return "it is a stopgap"
    around = [p for p in scene.pieces[at + 1 : at + 4] if p.speaker == piece.speaker]
    if gist.head in WORDS_ONLY:
        return ""
    if partial(piece, topic_of_promise(promise, scene.names)):
        return "only a part of it came"
    if re.search(
        r"\b(?:but|aber|mais|though|although)\b[^.]{0,30}?\b(?:not|no|n't|never|nicht|kein\w*|pas)\b",
        FINE_NO.sub(" ", sentence),
    ):
        return "something is still missing"
    if _missing(sentence, gist) or any(
        (_missing(p.plain, gist) and reach(gist, p.plain)) or _rest(p.plain) for p in around
    ):
        return "only a part of it came"
    tail = sentence[sentence.find(piece.plain) + len(piece.plain) :] if piece.plain in sentence else ""
    if short := _short_of(gist, sentence):
        return short
    if _BUT.search(tail) and NEGATED.search(tail):
        return "something is still missing"
    if (but := _BUT.search(sentence)) and FAULTY.search(FINE_NO.sub(" ", sentence[but.end() :])):
        return "something is amiss with it"
    if any(_IT_ISNT.search(p.plain) and not _ONLY_IF.search(p.plain) for p in around[:2]):
        return "it is contradicted right after"
    return rivalled(scene, promise, gist, sentence)


_NUMBERS = {
    w: n
    for n, w in enumerate(one_by_one("zero one two three four five six seven eight nine ten eleven twelve"))
}


def _short_of(gist: Gist, sentence: str) -> str:
    """Whether fewer came than were promised: "14 chairs" of 20."""
    action, _, quote = gist.text.partition(" | ")
    wanted = _counted(gist, action) or _counted(gist, quote)
    came = _counted(gist, sentence)
    return f"{came} of {wanted} came" if 0 < came < wanted else ""


def _counted(gist: Gist, text: str) -> int:
    """The number that stands before the thing; 0 for none."""
    tokens = words(text)
    for i, token in enumerate(tokens):
        if not is_word(token) or stem(token) != gist.head:
            continue
        for before in reversed(tokens[max(0, i - 5) : i]):
            if before.isdigit() and len(before) < 4:
                return int(before)
            if before in _NUMBERS:
                return _NUMBERS[before]
    return 0


_ONLY_IF = re.compile(r"\b(?:if|as long as|unless|so that|when)\b")
_IT_ISNT = re.compile(
    r"^(?:\W*\w+){0,4}?\W*\b(?:it|they|that)\b (?:\w+ )?(?:isn't|aren't|wasn't|weren't|hasn't|haven't|doesn't|don't|didn't|is not|are not|was not|has not|does not)\b(?! (?:take|cost|hurt|matter|have to|need|seem))"
)


def _missing(said: str, gist: Gist) -> bool:
    """Whether a part is said to be yet to come; "the second licence is gone" is none where the second was promised."""
    own = {w for w in words(gist.text) if w in _RANKS}
    return any(not own & set(words(found.group())) for found in MISSING.finditer(said))


_RANKS = frozenset({"second", "third", "last", "final", "remaining", "missing", "other"})


def _rest(said: str) -> bool:
    return bool(MISSING.search(said)) and bool(
        re.search(r"\b(?:rest|other|others|remaining|remainder|rest|andere|autre)\b", said)
    )


_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|depends?|needs?|comes?|follows?|takes?|goes|remains?|stays?|waits?|requires?|ist|sind|folgt|kommt)\b"
)


def sent_beside(scene: Scene, piece: Piece, gist: Gist) -> bool:
    """Whether another thing was sent, and the promised one has a say of its own: "sent the table plan, the seating plan depends on it"."""
    parts = parts_of(piece.plain)
    sent = [p for p in parts if cues.HANDED.search(p) or cues.PRESENTED.search(p)]
    if not sent or any(
        names_head(gist, p) and reach(gist, p) >= 2 for p in sent if not _another_thing(gist, p)
    ):
        return False
    own = [p for p in parts if p not in sent and names_head(gist, p)]
    return bool(own) and any(_FINITE.search(p) for p in own) and all(content_of(p, scene) for p in sent)


def _another_thing(gist: Gist, part: str) -> bool:
    """Whether the head stands there behind a word that is none of the promise's: "table plan" for "seating plan"."""
    tokens = words(part)
    told = any(is_named(w, frozenset(stem(t) for t in tokens if is_word(t))) for w in gist.telling)
    return bool(gist.telling) and not told


def rivalled(scene: Scene, promise: Promise, gist: Gist, sentence: str) -> str:
    """Whether another open promise of the thread fits the words as well or better."""
    mine = reach(gist, sentence)
    for other, its in scene.gists:
        if other.id == promise.id or other.direction is not promise.direction or not scene.same_thread(other):
            continue
        if its.head == gist.head and its.telling == gist.telling:
            continue
        if reach(its, sentence) > mine or (
            mine < 3 and reach(its, sentence) == mine and its.head == gist.head
        ):
            return "another open promise fits these words as well"
    return ""
