"""Decides from a later event what became of open promises: kept, changed, withdrawn or unsure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from records.account_words import FREE_MAIL
from records.models import Direction, Event, Participant, Promise, PromiseStatus, Settlement
from retrieval.sentences import plain
from retrieval.settle_clauses import Piece, pieces_of
from retrieval.settle_files import event_itself, file_evidence, words_of_name
from retrieval.settle_moves import plausible_move, same_promise
from retrieval.settle_pronouns import named_things
from retrieval.settle_reading import read_as_beneficiary, read_as_owner
from retrieval.settle_scene import Reading, Scene, names_of, topic_of_promise
from retrieval.topic_overlap import Topic
from retrieval.topic_words import stems_of

if TYPE_CHECKING:
    from retrieval.sides import Sides

SILENT_FLAGS = frozenset({"auto_reply", "bulk", "cancelled"})
MAX_PIECES = 400
"""A message longer than this is no word about a promise; the rest is left unread."""

_CAUTION = {
    PromiseStatus.unsure: 3,
    PromiseStatus.changed: 2,
    PromiseStatus.withdrawn: 1,
    PromiseStatus.kept: 0,
}


def settle(
    event: Event,
    new_promises: Sequence[Promise],
    open_promises: Sequence[Promise],
    sides: Sides,
    *,
    threads: Mapping[str, str] | None = None,
) -> list[Settlement]:
    """At most one settlement for each open promise that `event` says something about.

    `new_promises` were extracted from this very event, `open_promises` were said before it and are
    open or unsure. `threads` gives the thread of each open promise's own event by promise id. Nothing
    is ever settled without words of this event: each settlement quotes them.
    """
    if SILENT_FLAGS & set(event.flags) or not event.said:
        return []
    waiting = [p for p in open_promises if _waits(p, event)]
    if not waiting:
        return []
    pieces = pieces_of(event, sides)[:MAX_PIECES]
    if not pieces:
        return []
    names = names_of(event, sides)
    topics = {p.id: topic_of_promise(p, names) for p in waiting}
    scene = Scene(event, tuple(pieces), names, tuple((p, topics[p.id]) for p in waiting), dict(threads or {}))
    settled = []
    ours = [piece.speaker is not None and sides.is_ours(piece.speaker) for piece in pieces]
    named = _named(scene)
    new_promises = named_things(new_promises, event, waiting, sides)
    for promise in waiting:
        topic = topics[promise.id]
        if not scene.same_thread(promise) and not _spoken_of(topic, named):
            newer = _newer(promise, topic, scene, new_promises)
            if newer is None:
                continue
        found = _settle_one(promise, topic, scene, ours, new_promises, sides)
        if found:
            settled.append(found)
    return settled


def _waits(promise: Promise, event: Event) -> bool:
    return (
        promise.status in (PromiseStatus.open, PromiseStatus.unsure)
        and promise.event_id != event.id
        and promise.at < event.at
    )


def _named(scene: Scene) -> frozenset[str]:
    """Stems of every word in the text and in the names of files."""
    texts = [p.plain for p in scene.pieces] + [p.whole.lower() for p in scene.pieces]
    texts += [words_of_name(a.name) for a in scene.event.attachments] + [plain(scene.event.subject)]
    return frozenset().union(*map(stems_of, texts))


def _spoken_of(topic: Topic, named: frozenset[str]) -> bool:
    """Whether an event of another thread can be about a promise at all: it names the thing, or a call took place."""
    return (
        topic.head in named
        or not topic.identity.isdisjoint(named)
        or any(not part.isdisjoint(named) for part in topic.parts)
        or topic.head == "meeting"
        or not topic.verbs.isdisjoint(("call", "talk"))
    )


def _settle_one(
    promise: Promise,
    topic: Topic,
    scene: Scene,
    ours: Sequence[bool],
    new_promises: Sequence[Promise],
    sides: Sides,
) -> Settlement | None:
    readings: list[Reading] = []
    for at, piece in enumerate(scene.pieces):
        if piece.speaker is None:
            continue
        if ours[at] == (promise.direction is Direction.ours):
            found = read_as_owner(scene, at, promise, topic)
        else:
            found = read_as_beneficiary(scene, at, promise, topic)
        if found and found.status is PromiseStatus.kept and _stranger(piece.speaker, promise, sides):
            found = found.doubted("it was said by somebody of a third company")
        if found:
            readings.append(found)
    newer = _newer(promise, topic, scene, new_promises)
    if newer:
        readings.append(newer)
    if all(r.status is PromiseStatus.unsure and r.guessed for r in readings):
        sender = scene.event.sender
        if sender and (sides.is_ours(sender)) == (promise.direction is Direction.ours):
            by_kind = file_evidence(scene, promise, topic) or event_itself(scene, promise, topic)
            if by_kind:
                readings = [by_kind]
    if not readings:
        return None
    best = _best(readings)
    if best.status is PromiseStatus.unsure and promise.status is PromiseStatus.unsure:
        return None
    superseded = best.superseded_by
    if best.status is PromiseStatus.changed and superseded is None:
        superseded = _said_in(best.piece, promise, new_promises)
        if superseded is None and newer and newer.new_due == best.new_due:
            superseded = newer.superseded_by
    start, end = best.piece.sentence
    return Settlement(
        promise_id=promise.id,
        status=best.status,
        event_id=scene.event.id,
        start=start,
        end=end,
        quote=scene.event.text[start:end],
        confidence=round(min(best.confidence, 0.99), 2),
        why=best.why,
        new_due=best.new_due,
        superseded_by=superseded,
    )


def _best(readings: Sequence[Reading]) -> Reading:
    """The surest reading; a doubt or a new date about the same thing outweighs a mere "kept"."""
    statuses = {r.status for r in readings}
    if PromiseStatus.kept in statuses and len(statuses) > 1:
        kept = max((r for r in readings if r.status is PromiseStatus.kept), key=lambda r: r.confidence)
        others = [r for r in readings if r.status is not PromiseStatus.kept]
        other = max(others, key=lambda r: (r.confidence, _CAUTION[r.status]))
        if other.status is PromiseStatus.unsure or other.confidence >= kept.confidence:
            return other
        if kept.match > other.match:
            return kept
        return kept.doubted("the same message also says otherwise")
    return max(readings, key=lambda r: (r.confidence + 0.02 * _CAUTION[r.status], -r.piece.start))


def _newer(promise: Promise, topic: Topic, scene: Scene, new_promises: Sequence[Promise]) -> Reading | None:
    """A promise of this event about the same thing with another due day."""
    for new in new_promises:
        if new.id == promise.id or new.direction is not promise.direction or new.due is None:
            continue
        if new.due == promise.due or not scene.event.was_said(new.start, new.end):
            continue
        if not plausible_move(promise, scene, explicit=False) or not same_promise(topic, new, scene):
            continue
        piece = Piece(
            new.start, new.end, new.quote, (new.start, new.end), None, scene.event.text[new.start : new.end]
        )
        return Reading(
            PromiseStatus.changed,
            piece,
            0.85,
            f"the same was promised again, now for {new.due.isoformat()}{_instead(promise.due)}",
            new_due=new.due,
            superseded_by=new.id,
        )
    return None


def _instead(due: date | None) -> str:
    return f" instead of {due.isoformat()}" if due else ""


def _said_in(piece: Piece, promise: Promise, new_promises: Sequence[Promise]) -> str | None:
    """The new promise that stands in the sentence which moved the old one."""
    start, end = piece.sentence
    for new in new_promises:
        if new.direction is promise.direction and new.start < end and start < new.end:
            return new.id
    return None


def _stranger(speaker: Participant, promise: Promise, sides: Sides) -> bool:
    """Whether somebody outside speaks who belongs neither to the one who owes nor to the one owed."""
    if sides.is_ours(speaker) or not speaker.domain:
        return False
    known = {who.rpartition("@")[2] for who in (promise.owner, promise.beneficiary) if "@" in who}
    if known & FREE_MAIL:
        # a private address tells no company, so its colleagues can't be told from strangers
        return False
    return bool(known) and not any(_same_house(speaker.domain, domain) for domain in known)


def _same_house(one: str, other: str) -> bool:
    return one == other or one.endswith("." + other) or other.endswith("." + one)
