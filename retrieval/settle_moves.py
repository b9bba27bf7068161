"""Clauses that move a promise to another day, take it back or let it go."""

from __future__ import annotations

import re
from datetime import date, timedelta

from records.models import Promise, Strength
from retrieval import settle_cues as cues
from retrieval.sentences import plain
from retrieval.settle_clauses import Piece
from retrieval.settle_scene import (
    CHANGED,
    EMPTY,
    UNSURE,
    WITHDRAWN,
    Aim,
    Reading,
    Scene,
    asks,
    doing_said,
    topic_of_promise,
    touches,
)
from retrieval.topic_overlap import Match
from retrieval.topic_reading import Topic, content
from retrieval.topic_words import STATES, STOP, is_word, stem, verb_groups, words


def released(said: str, aim: Aim, scene: Scene, promise: Promise) -> bool:
    if cues.NOT_RELEASED.search(said) or not cues.RELEASED.search(said):
        return False
    if aim.clear and not aim.guessed:
        return True
    return aim.guessed and aim.pronoun and scene.alone_in_thread(promise)


def taken_back(scene: Scene, piece: Piece, promise: Promise, topic: Topic, aim: Aim) -> Reading | None:
    said = piece.plain
    if cues.NOT_THIS_UNABLE.search(said):
        return None
    plainly = bool(cues.TAKEN_BACK.search(said))
    unable = bool(cues.UNABLE.search(said))
    if not plainly and not unable:
        return None
    if plainly and _of_promise(promise, plainly_said(said)):
        # cancelling was the promise
        return None
    named = aim.clear or (
        aim.match is Match.none and plainly and doing_said(said, topic) and touches(said, topic)
    )
    if not named or (aim.guessed and not aim.pronoun):
        return None
    if not plainly and (cues.TIMED.search(said) or cues.PUSHED.search(said)):
        return None
    if plainly and not unable and cues.TIMED.search(said) and new_due(piece, scene, promise):
        return None
    if not plainly and aim.guessed:
        return Reading(UNSURE, piece, 0.5, "the one who owes it seems to take it back")
    confidence = 0.9 if plainly and not aim.guessed else 0.78
    return Reading(WITHDRAWN, piece, confidence, "the one who owes it takes it back")


def _of_promise(promise: Promise, phrase: str) -> bool:
    """Whether a word of the phrase is the promise's own: "cancelled" where a cancelled ticket is to be refunded."""
    own = {stem(w) for w in words(promise.action.lower()) if is_word(w)}
    return any(stem(w) in own for w in words(phrase) if is_word(w) and w not in STOP)


def plainly_said(said: str) -> str:
    found = cues.TAKEN_BACK.search(said)
    return found.group() if found else ""


def moved(scene: Scene, piece: Piece, promise: Promise, topic: Topic, aim: Aim) -> Reading | None:
    said = piece.plain
    if not aim.clear:
        if (
            aim.match is Match.none
            and cues.PUSHED.search(said)
            and doing_said(said, topic)
            and touches(said, topic)
        ):
            pass
        else:
            return None
    slips = cues.PUSHED.search(said)
    if slips and re.search(rf"\b{re.escape(slips.group())}\b", plain(promise.quote)):
        # "why the order is late" was to be found out
        slips = None
    pushed = bool(slips) or bool(cues.UNABLE.search(said) and cues.TIMED.search(said))
    if (
        pushed
        and (topic.verbs & {"migrate"} or topic.verb_stem in _MOVES_THINGS)
        and not cues.UNABLE.search(said)
    ):
        # "the access point has moved" is what was promised, not a delay
        pushed = False
    handed = cues.PRESENTED.search(said) or cues.AS_PROMISED.search(said)
    comes = bool(cues.COMING.search(said)) and same_doing(said, topic) and not handed
    if comes and not pushed and not (topic.gives or doing_said(said, topic) or _TO_BE_DONE.search(said)):
        comes = False
    if not pushed and not comes:
        return None
    if aim.guessed and not pushed and not cues.PRONOUN.search(said):
        return None
    if not plausible_move(promise, scene, explicit=pushed):
        return None
    refused = bool(cues.UNABLE.search(said)) and not cues.NOT_BEFORE.search(said)
    due = None if refused else new_due(piece, scene, promise)
    if due is None and pushed:
        due = due_nearby(scene, piece, promise)
    if due is not None and due != promise.due:
        was = f" instead of {promise.due.isoformat()}" if promise.due else ""
        return Reading(
            CHANGED,
            piece,
            (0.88 if pushed else 0.8) - (0.1 if aim.guessed else 0.0),
            f"the one who owes it now says {due.isoformat()}{was}",
            new_due=due,
        )
    late = cues.UNABLE.search(said) and cues.TIMED.search(said) and " yet" not in said
    if due is not None and not late:
        return None
    if (pushed or late) and not aim.guessed and (late or not cues.NEGATED.search(said)):
        return Reading(UNSURE, piece, 0.6, "it is said to be late, without a new date")
    return None


_MOVES_THINGS = frozenset(
    stem(w) for w in ("move", "relocate", "shift", "transfer", "migrate", "push", "postpone")
)
_TO_BE_DONE = re.compile(
    r"\b(?:be (?:done|ready|finished|complete|completed|there|with you|on site|in place|live|up)|do (?:it|that|this)|take place|happen|finish|make it|follow|it'll|it will|we'll|i'll|will be)\b|'ll\b"
)

MOVES_WITHIN = 45
"""Days after the due day in which a new date is still a move of the old promise."""


def plausible_move(promise: Promise, scene: Scene, *, explicit: bool) -> bool:
    """Whether a new date now can still be about this promise: long after its day it is a new promise.

    `explicit`: it is said to be a delay. Without such words a promise that never had a day, or that
    hangs on a condition, is not moved by a dated one.
    """
    if not explicit and (promise.due is None or promise.strength is Strength.conditional):
        return False
    since = promise.due or promise.at.date()
    return (scene.event.at.date() - since).days <= MOVES_WITHIN


def same_doing(said: str, topic: Topic) -> bool:
    """Whether a clause about the thing speaks of the promised doing, not of another one."""
    others: set[str] = set()
    for word in words(said):
        if not is_word(word) or word in STATES:
            continue
        groups = frozenset() if stem(word) in {topic.head, *topic.identity} else verb_groups(word)
        if groups & topic.verbs or (topic.verb_stem and stem(word) == topic.verb_stem):
            return True
        others |= groups
    others.discard("give")
    return not others


def new_due(piece: Piece, scene: Scene, promise: Promise) -> date | None:
    """The day a clause names from now on; days that it says no longer hold are not read."""
    from retrieval.due_dates import find_due_dates, resolve_due

    text = scene.event.text[piece.start : piece.end]
    text = cues.FROM_OLD_DATE.sub(" ", _without_asides(text))
    if cues.UNABLE.search(text) or re.search(r"\bno\b", text, re.IGNORECASE):
        # "not before the 23rd" is the 23rd, not the day before it
        text = cues.NOT_BEFORE.sub("on", text)
    found = resolve_due(text, scene.event.at)
    if found is None:
        dates = [d for d in find_due_dates(text, scene.event.at) if d.due != promise.due]
        found = dates[-1] if dates else None
    if found is None or found.due < scene.event.at.date() - timedelta(days=1):
        return None
    return found.due


def _without_asides(text: str) -> str:
    """Without what only says when something else can't be: "..., the board doesn't meet in August"."""
    parts = re.split(r"(?<=,)\s", text)
    kept = [
        p
        for p in parts
        if not cues.NEGATED.search(p) or cues.PUSHED.search(p) or cues.UNABLE.search(p) or p is parts[0]
    ]
    return " ".join(kept)


def due_nearby(scene: Scene, piece: Piece, promise: Promise) -> date | None:
    """The new day where it stands in the next clause: "it has slipped. New date is Wednesday.\""""
    at = scene.pieces.index(piece)
    for following in scene.pieces[at + 1 : at + 3]:
        if following.speaker != piece.speaker or asks(following):
            return None
        if cues.NEGATED.search(following.plain) and not cues.UNABLE.search(following.plain):
            continue
        bare = not (content(following.plain, scene.names) - EMPTY - {"version", "delivery"})
        if following.sentence == piece.sentence or bare or cues.PRONOUN.search(following.plain):
            due = new_due(following, scene, promise)
            if due:
                return due
    return None


def same_promise(topic: Topic, new: Promise, scene: Scene) -> bool:
    """Whether a newer promise is about the same doing and the same thing."""
    its = topic_of_promise(new, scene.names)
    if not topic.head or its.head != topic.head:
        return False
    if topic.identity and its.identity and not topic.identity & its.identity:
        return False
    if topic.numbers and its.numbers and not topic.numbers & its.numbers:
        return False
    if topic.verbs and its.verbs and not topic.verbs & its.verbs:
        return False
    if topic.states != its.states and {"draft", "final", "signed"} & (topic.states ^ its.states):
        return False
    again = {"next", "another", "second", "additional", "weekly", "monthly", "also", "further"}
    return not again & set(words(new.quote.lower()))
