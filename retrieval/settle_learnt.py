"""Settles what no rule read, where weights learnt from labelled threads are nearly sure and nothing speaks against it."""

# ruff: noqa: E501  (patterns and word lists are easier to compare on one line)

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

from records.models import Direction, Promise
from retrieval import settle_cues as cues
from retrieval.phrases import one_by_one
from retrieval.sentences import plain
from retrieval.settle_around import doubt, sent_beside
from retrieval.settle_doubts import long_ago
from retrieval.settle_features import Sentence, features, sentences_of
from retrieval.settle_files import doubted_by_files
from retrieval.settle_hedges import HEARSAY, MISSING, NOT_MINE, STOPGAP, STUCK, guessed
from retrieval.settle_openly import WAITS
from retrieval.settle_predicate import ELSEWHERE, FINE_NO, FUTURE, IF, LEFT_BEHIND, NEGATED, OTHERS, parts_of
from retrieval.settle_scene import KEPT, Reading, Scene
from retrieval.settle_talk import asked_of_another
from retrieval.topic_conflicts import conflicting
from retrieval.topic_doings import Gist, is_named, names_head, reach
from retrieval.topic_reading import Topic
from retrieval.topic_words import STATES, STOP, is_word, stem, words

FILE = "settle.json"
_STANDING = re.compile(
    r"\b(?:won't|not|never|no|none|as long as|if|unless|keep|keeps|no longer|nicht|kein\w*|until further|wenn|solange|tant que|ne)\b"
)
"""Promises to leave something as it is, or only in some case: no single message shows them kept."""
_OF_YOU = re.compile(
    r"\b(?:you|your) (?:\w+ )?(?:returned|sent|gave|ordered|asked|requested|wanted|mentioned|made|provided)\b"
)
_REPLIES = re.compile(
    r"\b(?:good|glad|nice|great|lovely|happy|sorry|schön|freut mich|content|ravie?) (?:to (?:hear|read|see|learn|know)|zu (?:hören|lesen)|d'apprendre)\b"
)
"""Takes up what the other side said."""
_OUR_SIDE = re.compile(
    r"\b(?:our|my) (?:side|part|half|end|signature)\b|\bfrom (?:our|my) side\b|\bunsererseits\b|\bde notre côté\b"
)
"""The one who waits speaks of what was his to do."""
_WITHIN = re.compile(
    r"\b(?:with|to|by) (?:the |our |my )?(?:finance|legal|procurement|purchasing|accounts|marketing|sales|management|engineering|compliance|board)\b"
)
"""Names a team of one's own, for whom nothing was promised."""
_SAYS = re.compile(r"[,;:.]\s+|\s+-+\s+|\s+(?:but|aber|mais|and|und|et|while|whereas)\s+")
_NAME = re.compile(r"(?<![.!?:,] )(?<!^)\b[A-ZÄÖÜÉ][\w'’-]+")
_PREFIXES = frozenset({"de", "un", "re", "pre", "sub", "non", "dis", "anti", "co"})


@dataclass(frozen=True)
class Weights:
    """A logistic regression over the named numbers of `settle_features`."""

    bias: float
    sure: float
    """The probability from which on a promise is called kept, 0..1."""
    of: dict[str, float]

    def probability(self, found: dict[str, float]) -> float:
        score = self.bias + sum(self.of.get(name, 0.0) * value for name, value in found.items())
        return 1 / (1 + math.exp(-score))


@lru_cache(maxsize=1)
def weights() -> Weights:
    """The shipped ones; `python -m benchmarks.train_settlement_weights` writes them."""
    told = json.loads((files("retrieval") / "model" / FILE).read_text(encoding="utf-8"))
    return Weights(told["bias"], told["sure"], told["weights"])


def seems_kept(scene: Scene, promise: Promise, topic: Topic, gist: Gist) -> Reading | None:
    """The sentence that most probably tells of the promise kept, if that is nearly sure."""
    best, at = 0.0, -1
    for n, one in candidates(scene, promise, gist):
        sure = weights().probability(features(scene, sentences_of(scene, gist), n, promise, topic, gist))
        if sure > best:
            best, at = sure, one.at
    if best < weights().sure or doubt(scene, at, promise, gist) or doubted_by_files(scene, promise, gist):
        return None
    why = "it reads like other reports of a promise kept"
    return Reading(KEPT, scene.pieces[at], round(0.6 + 0.2 * best, 2), why)


def candidates(
    scene: Scene, promise: Promise, gist: Gist, *, relaying: bool = False
) -> list[tuple[int, Sentence]]:
    """The sentences that could tell of it at all, with their places: those that nothing speaks against.

    `relaying`: to pass on what others say is what was promised.
    """
    if _STANDING.search(plain(promise.quote)):
        return []
    whole = plain(scene.event.said_text)
    if not scene.same_thread(promise) and reach(gist, f"{plain(scene.event.subject)} {whole}") < 2:
        return []
    sentences = sentences_of(scene, gist)
    best = max((s.named for s in sentences), default=0)
    if not best and not scene.alone_in_thread(promise):
        return []
    if says_of_itself(whole, gist) or (not best and asked_of_another(scene, gist)):
        return []
    return [
        (n, s)
        for n, s in enumerate(sentences)
        if s.named == best
        and not spoken_against(scene, s, promise, gist, relaying=relaying)
        and not (n and s.named < 2 and _of_another(scene, sentences[n - 1], gist))
    ]


def says_of_itself(text: str, gist: Gist) -> bool:
    """Whether a part that names the promise as well as any says that it is still to come, or not so."""
    parts = [p for p in _SAYS.split(text) if p.strip()]
    best = max((reach(gist, p) for p in parts), default=0)
    for part in parts:
        if not best or reach(gist, part) < best:
            continue
        body = FINE_NO.sub(" ", part)
        ahead = FUTURE.search(body) and not cues.PRESENTED.search(part)
        if (
            ahead
            or _LACKS.search(body)
            or STUCK.search(body)
            or (NEGATED.search(body) and "mend" not in gist.kinds)
        ):
            return True
    return False


_LACKS = re.compile(r"\b(?:needs?|requires?|lacks?|misses|(?:is|are) with|remains?|braucht|fehlt|manque)\b")


def spoken_against(
    scene: Scene, one: Sentence, promise: Promise, gist: Gist, *, relaying: bool = False
) -> bool:
    """Whether something in the sentence itself forbids to take it for a report of this promise kept."""
    piece, said = scene.pieces[one.at], one.said
    if piece.speaker is None or piece.whole.rstrip(" \"'").endswith("?"):
        return True
    by_owner = scene.is_ours(piece.speaker) == (promise.direction is Direction.ours)
    if (
        _never(said)
        or (cues.NOT_SO.search(said) and not relaying)
        or (
            _of_owner(said, relaying)
            if by_owner
            else WAITS.search(said) or _OUR_SIDE.search(said) or NOT_MINE.search(said)
        )
    ):
        return True
    pieces = [p for p in scene.pieces if p.sentence == piece.sentence]
    if any(long_ago(scene, p, promise) or sent_beside(scene, p, gist) for p in pieces):
        return True
    return (
        _of_another(scene, one, gist)
        or _another_name(gist, piece.whole, said, scene.names)
        or _another_compound(gist, said)
        or _another_after(gist, piece.whole)
        or _another_state(gist, said)
        or _another_given(gist, said)
        or (bool(gist.kinds & {"fetch", "clear"}) and bool(LEFT_BEHIND.search(said)))
        or (not one.named and bool(gist.kinds & {"hand", "write"}) and _another_came(gist, said))
    )


def _of_another(scene: Scene, one: Sentence, gist: Gist) -> bool:
    """Whether a sentence, or a part of it, names another thing of the kind."""
    whole = scene.pieces[one.at].whole
    return conflicting(gist, plain(whole), whole, scene.names) or any(
        conflicting(gist, part, part, scene.names) for part in parts_of(one.said)
    )


def _of_owner(said: str, relaying: bool) -> bool:
    if HEARSAY.search(said) and not relaying:
        return True
    return any(cue.search(said) for cue in (_OF_YOU, _REPLIES, _WITHIN))


@lru_cache(maxsize=8192)
def _never(said: str) -> bool:
    """Words after which no sentence in `plain` form is read as a report, whatever was promised."""
    ahead = FUTURE.search(said) and not cues.PRESENTED.search(said)
    return bool(ahead) or guessed(said) or any(cue.search(said) for cue in _AGAINST)


_OF_A_MESSAGE = re.compile(
    r"\b(?:got|received|saw|read|thanks for|thank you for|danke für|merci pour|cheers for) (?:the|your|this|that|le|la|votre|ihre?n?|die|den|das) (?:\w+ )?(?:message|mails?|e-?mails?|note|voicemail|call|reminder|update|point|info\w*|answer|reply|question|heads-up|nachricht|anruf|hinweis|rückmeldung|mot|retour)\b"
)
"""Takes note of something said."""
_REFUSED = re.compile(
    r"\b(?:denied|refused|rejected|declined|error|not authori[sz]ed|locked out|forbidden|no access|verweigert|gesperrt|refusé)\b"
)
_AGAINST = (
    _OF_A_MESSAGE, _REFUSED,
    IF, ELSEWHERE, OTHERS, MISSING, STUCK, STOPGAP, cues.REQUEST, cues.PUSHED, cues.TAKEN_BACK, cues.RELEASED,
    cues.OF_OTHERS, cues.THANKED_EARLY,
)  # fmt: skip


def _another_name(gist: Gist, written: str, said: str, names: frozenset[str]) -> bool:
    """Whether the promise names a place or person and the sentence names others only."""
    if not gist.proper:
        return False
    here = frozenset(stem(w) for w in words(said) if is_word(w))
    if any(is_named(stem(w), here) for w in gist.proper):
        return False
    others = {w.lower() for w in _NAME.findall(written)} - names
    return bool(others - set(words(gist.text)))


def _another_after(gist: Gist, written: str) -> bool:
    """Another name behind the same noun: "Filiale Pasing" for "Filiale Moosach"."""
    mine: dict[str, set[str]] = {}
    for noun, follower in pairwise(w for w in words(gist.text) if is_word(w)):
        mine.setdefault(noun, set()).add(follower)
    here = set(words(plain(written)))
    for found in _PAIR.finditer(written):
        noun, name = found["noun"].lower(), found["name"].lower()
        if noun in mine and noun not in STOP and name not in set(words(gist.text)) and not mine[noun] & here:
            return True
    return False


_PAIR = re.compile(r"\b(?P<noun>[^\W\d_]{4,}) (?=(?P<name>[A-ZÄÖÜÉ][\w'’-]+))")


def _another_state(gist: Gist, said: str) -> bool:
    """ "The updated order form" is not the signed one."""
    mine = {STATES[w] for w in words(gist.text) if w in STATES}
    here = {STATES[w] for w in words(said) if w in STATES}
    return bool(mine & _FORMAL and here and not mine & here)


def _another_given(gist: Gist, said: str) -> bool:
    """ "The lens coating datasheet went out" hands over another thing than the lens coating quote."""
    if _INVITES.search(said) and not _INVITES.search(gist.text) and cues.PRESENTED.search(said):
        return True
    if (
        not gist.head
        or names_head(gist, said)
        or not (cues.PRESENTED.search(said) or cues.HANDED.search(said))
    ):
        return False
    here = frozenset(stem(w) for w in words(said) if is_word(w))
    return any(is_named(w, here) for w in gist.telling)


_INVITES = re.compile(r"\b(?:invit\w*|agenda|einladung\w*|tagesordnung|ordre du jour)\b")
_CAME = re.compile(
    r"^\W*(?:(?:so|and|hi|hello|today|now) )?(?:the|those|these|both|die|der|das|les|le|la) (?:\w+ ){0,2}?(?P<noun>[^\W\d_]{4,}) (?:came|arrived|are here|is here|are in|landed|went out|was delivered|were delivered|turned up|sind da|ist da|kamen|kam|sont là|est là|sont arrivée?s)\b"
)
_PARCELS = frozenset(
    stem(w)
    for w in one_by_one(
        "delivery parcel box boxes package packages truck driver courier lorry shipment goods stuff things documents papers files lot mail "
        "post van crate pallet pallets lieferung paket sendung ware colis livraison"
    )
)


def _another_came(gist: Gist, said: str) -> bool:
    """ "The tables came" says nothing of the chairs."""
    found = _CAME.search(said)
    return found is not None and stem(found["noun"]) not in _PARCELS | gist.things


_FORMAL = frozenset({"signed", "final", "corrected"})


def _another_compound(gist: Gist, said: str) -> bool:
    """ "The depalletiser" is not the palletiser."""
    known = {stem(w) for w in words(gist.text) if is_word(w)}
    for word in {stem(w) for w in words(said) if is_word(w)} - known:
        for thing in gist.things:
            if len(thing) >= 5 and word.endswith(thing) and word[: -len(thing)] in _PREFIXES:
                return True
    return False
