"""Reads a plain statement that something is done, by its grammar: tense, result, thing, doubt, and who speaks."""

# ruff: noqa: E501  (patterns and word lists are easier to compare on one line)

from __future__ import annotations

import re

from records.models import Promise
from retrieval import settle_cues as cues
from retrieval import settle_results as results
from retrieval.sentences import plain
from retrieval.settle_around import barred, doubt
from retrieval.settle_clauses import Piece
from retrieval.settle_deliveries import turned_round
from retrieval.settle_doubts import long_ago
from retrieval.settle_hedges import HEARSAY, NOT_MINE, guessed, without_quotes
from retrieval.settle_object import about_the_thing, named_by
from retrieval.settle_openly import praised
from retrieval.settle_predicate import (
    FUTURE,
    LEFT_BEHIND,
    came_back,
    guess_of_done,
    held_back,
    parts_of,
    told_done,
)
from retrieval.settle_scene import KEPT, UNSURE, Reading, Scene
from retrieval.settle_values import given_as_value
from retrieval.topic_conflicts import another_of_family, conflicting
from retrieval.topic_doings import (
    Gist,
    names_head,
)
from retrieval.topic_reading import Topic

_CLAIM = re.compile(
    r"\b(?:had (?:i|we)|would have|could have|should have|might have|wish|if only|imagine|suppose|pretend)\b"
)
_YEARS_AGO = re.compile(
    r"\b(?:last (?:year|spring|summer|autumn|winter|quarter|month)|(?:months|years|ages|weeks) ago|back in (?=\d|the (?:spring|summer|autumn|winter|days?)\b|(?:january|february|march|april|may|june|july|august|september|october|november|december)\b)|in the past|previously|earlier this year|letztes jahr|im vorjahr|l'an dernier|l'année dernière|the (?:one|ones|version) from)\b"
)
_ASKS = re.compile(
    r"^(?:please|pls|kindly|can you|could you|would you|will you|do you|did you|have you|has|is|are|was|were|where|when|what|who|why|how|any|bitte|können sie|haben sie|ist|sind|wann|wo|pourriez|pouvez|avez|est-ce|où|quand)\b"
)


def stated_by_owner(scene: Scene, at: int, promise: Promise, topic: Topic, gist: Gist) -> Reading | None:
    """What a clause of the side that owes says, where no closer rule read it."""
    piece = scene.pieces[at]
    found = _stated(scene, at, promise, topic, gist, by_owner=True)
    if found is None:
        return None
    how, level, pronoun = found
    return _weighed(scene, at, piece, promise, gist, how, level, pronoun, "the one who owes it says so")


def stated_by_waiter(scene: Scene, at: int, promise: Promise, topic: Topic, gist: Gist) -> Reading | None:
    """What a clause of the side that is owed says, where no closer rule read it."""
    piece = scene.pieces[at]
    if (
        piece.speaker
        and piece.speaker.name
        and piece.plain.startswith(piece.speaker.name.split()[0].lower() + " ")
    ):
        # notes that tell what the waiting side itself did: "Jana sent the list"
        return None
    found = _stated(scene, at, promise, topic, gist, by_owner=False)
    if found is None:
        return None
    how, level, pronoun = found
    return _weighed(scene, at, piece, promise, gist, how, level, pronoun, "the other side says so")


def _asks(piece: Piece) -> bool:
    return piece.whole.rstrip(" \"'").endswith("?") or bool(
        _ASKS.search(piece.plain.lstrip(' "')) and not cues.PRESENTED.search(piece.plain)
    )


def _stated(
    scene: Scene, at: int, promise: Promise, topic: Topic, gist: Gist, *, by_owner: bool
) -> tuple[str, int, bool] | None:
    """How the clause says that it is done ("doing", "result", "complete", "guess"), and how well it names the thing."""
    piece = scene.pieces[at]
    said = without_quotes(piece.plain)
    sentence = without_quotes(plain(piece.whole))
    hearsay = by_owner and not gist.kinds & {"tell", "call", "agree"} and HEARSAY.search(said)
    guess = guessed(sentence) or bool(hearsay)
    if _asks(piece) and not (
        guess and re.search(r"\b(?:i|we) (?:suppose|guess|think|hope|trust|believe|assume)\b", sentence)
    ):
        return None
    if not by_owner and (cues.REQUEST.search(sentence) or re.search(r"\b(?:please|bitte)\b", sentence)):
        return None
    level, pronoun = named_by(scene, at, promise, gist, sentence)
    if level == 0:
        return None
    best = ""
    for part in parts_of(said):
        how = told_done(part, topic, gist, by_owner)
        if not how or held_back(part, gist, how, by_owner) or cues.OF_EARLIER.search(part):
            continue
        if not about_the_thing(scene, promise, topic, gist, part, sentence, pronoun):
            continue
        if pronoun and not by_owner and FUTURE.search(sentence):
            continue
        if pronoun and not by_owner and how != "doing" and not results.HAS_COME.search(part):
            continue
        if how == "doing" or not best:
            best = how
    if not best and not by_owner and not pronoun:
        beside = [p for p in scene.pieces if p.sentence == piece.sentence]
        if not any(long_ago(scene, p, promise) for p in beside):
            best = _in_all(scene, promise, topic, gist, sentence)
    if not best and by_owner and not guess and not FUTURE.search(sentence.replace(" will be ", " is ")):
        best = given_as_value(scene, promise, gist, piece)
    if guess:
        done = best or (by_owner and any(guess_of_done(p, bool(hearsay)) for p in parts_of(said)))
        return ("guess", level, pronoun) if done else None
    if not best or long_ago(scene, piece, promise) or _YEARS_AGO.search(sentence) or _CLAIM.search(sentence):
        return None
    if by_owner and barred(scene, piece, promise, topic):
        return None
    if not by_owner and (_YOURS_NEXT.search(sentence) or NOT_MINE.search(sentence)):
        return None
    if not by_owner and (
        turned_round(said, topic) or (gist.kinds & {"fetch", "clear"} and LEFT_BEHIND.search(sentence))
    ):
        return None
    if not by_owner and (cues.OF_OTHERS.search(said) or cues.COMPLAINT.search(said) or came_back(said, gist)):
        return None
    return best, level, pronoun


def _in_all(scene: Scene, promise: Promise, topic: Topic, gist: Gist, sentence: str) -> str:
    """A result told in one part of a sentence about a thing named in another: "your crew was here, the ducts are clean"."""
    how = told_done(sentence, topic, gist, False)
    if (
        not how
        and scene.same_thread(promise)
        and "tell" not in gist.kinds
        and praised(sentence, plain(scene.event.said_text))
    ):
        how = "result"
    if not how or held_back(sentence, gist, how, False) or not names_head(gist, sentence):
        return ""
    return how if about_the_thing(scene, promise, topic, gist, sentence, sentence, False) else ""


_YOURS_NEXT = re.compile(
    r"\b(?:your competitors?|of (?:a|your|our) competitor|yours (?:due|coming|next|is|will|still)|see yours|when is yours|the (?:one|lot|version) we need|is the one we|was for the)\b"
)


def _weighed(
    scene: Scene,
    at: int,
    piece: Piece,
    promise: Promise,
    gist: Gist,
    how: str,
    level: int,
    pronoun: bool,
    why: str,
) -> Reading | None:
    sentence = plain(piece.whole)
    if conflicting(gist, sentence, piece.whole, scene.names) or another_of_family(gist, piece.plain):
        return None
    if how == "guess":
        sure = level >= 2 or scene.alone_in_thread(promise)
        return Reading(UNSURE, piece, 0.6, "it is said to be done, but only guessed") if sure else None
    if how != "doing" and level < 2:
        return None
    if level < 2 and not scene.alone_in_thread(promise):
        return None
    if how == "complete" and level < 2:
        return None
    base = (
        {"doing": 0.82, "result": 0.76, "complete": 0.76}[how]
        + (0.05 if level == 3 else 0.0)
        - (0.05 if pronoun else 0.0)
    )
    found = Reading(KEPT, piece, base, why)
    because = doubt(scene, at, promise, gist)
    return found.doubted(because) if because else found
