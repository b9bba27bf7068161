"""Decides from a later event what became of open promises: kept, changed, withdrawn or unsure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from records.account_words import FREE_MAIL
from records.models import Direction, Event, Participant, Promise, PromiseStatus, Settlement
from retrieval.sentences import plain
from retrieval.settle_alone import reported
from retrieval.settle_around import doubt, sent_beside
from retrieval.settle_clauses import Piece, pieces_of
from retrieval.settle_endings import backs_out, let_go, sent_unnamed, swapped
from retrieval.settle_faulted import faulted
from retrieval.settle_files import doubted_by_files, event_itself, file_evidence, words_of_name
from retrieval.settle_learnt import seems_kept
from retrieval.settle_moves import plausible_move, same_promise
from retrieval.settle_plainly import stated_by_owner, stated_by_waiter
from retrieval.settle_pronouns import named_things
from retrieval.settle_reading import read_as_beneficiary, read_as_owner
from retrieval.settle_scene import Reading, Scene, names_of, topic_of_promise
from retrieval.settle_talk import affirmed, agreed_move, called_off, day_in_doubt, host_moves, put_off
from retrieval.topic_conflicts import another_of_family, conflicting
from retrieval.topic_doings import Gist, gist_of, reach
from retrieval.topic_reading import Topic
from retrieval.topic_words import stems_of

if TYPE_CHECKING:
    from retrieval.sides import Sides

SILENT_FLAGS = frozenset({"auto_reply", "bulk"})
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
    mail_before: Event | None = None,
) -> list[Settlement]:
    """At most one settlement for each open promise that `event` says something about.

    `new_promises` were extracted from this very event, `open_promises` were said before it and are
    open or unsure. `threads` gives the thread of each open promise's own event by promise id, and
    `mail_before` is the event before this one in its own thread: a "Done." or a "Yes, the 27th" is
    understood by it. Nothing is ever settled without words of this event: each settlement quotes them.
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
    gists = {p.id: gist_of(p, topics[p.id], names) for p in waiting}
    scene = Scene(
        event,
        tuple(pieces),
        names,
        tuple((p, topics[p.id]) for p in waiting),
        dict(threads or {}),
        sides,
        tuple((p, gists[p.id]) for p in waiting),
        mail_before,
    )
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
        found = _settle_one(promise, topic, gists[promise.id], scene, ours, new_promises, sides)
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
    gist: Gist,
    scene: Scene,
    ours: Sequence[bool],
    new_promises: Sequence[Promise],
    sides: Sides,
) -> Settlement | None:
    newer = _newer(promise, topic, scene, new_promises)
    off = called_off(scene, promise, gist)
    if off or "cancelled" in scene.event.flags:
        readings = [off] if off else []
    else:
        readings = _readings(promise, topic, gist, scene, ours, new_promises, sides)
        if newer:
            readings.append(newer)
        moved = None
        if all(r.status is not PromiseStatus.changed for r in readings):
            moved = host_moves(scene, promise, gist) or agreed_move(scene, promise, gist)
        if moved:
            readings = [moved]
        elif all(r.status is PromiseStatus.unsure for r in readings):
            agreed = affirmed(scene, promise, gist) or put_off(scene, promise, gist)
            agreed = agreed or (None if readings else day_in_doubt(scene, promise, gist))
            readings = [agreed] if agreed else readings
    if all(r.status is PromiseStatus.unsure and r.guessed for r in readings) and not off:
        sender = scene.event.sender
        if sender and (sides.is_ours(sender)) == (promise.direction is Direction.ours):
            by_kind = file_evidence(scene, promise, topic, gist) or event_itself(scene, promise, topic)
            if by_kind:
                readings = [by_kind]
    if not readings and not off and "cancelled" not in scene.event.flags:
        learnt = (
            faulted(scene, promise, gist)
            or reported(scene, promise, gist)
            or seems_kept(scene, promise, topic, gist)
        )
        if learnt and learnt.piece.speaker and not _stranger(learnt.piece.speaker, promise, sides):
            readings = [learnt]
    if not readings:
        return None
    best = _best(readings)
    if best.status is PromiseStatus.unsure and promise.status is PromiseStatus.unsure:
        return None
    superseded = best.superseded_by
    if best.status is PromiseStatus.changed and superseded is None:
        superseded = _said_in(best, promise, new_promises)
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


def _readings(
    promise: Promise,
    topic: Topic,
    gist: Gist,
    scene: Scene,
    ours: Sequence[bool],
    new_promises: Sequence[Promise],
    sides: Sides,
) -> list[Reading]:
    """What each clause says of the promise."""
    readings: list[Reading] = []
    # a message of another thread that names next to nothing of the promise is not read closely
    close = (
        scene.same_thread(promise)
        or reach(gist, plain(f"{scene.event.subject} {scene.event.said_text}")) >= 2
    )
    for at, piece in enumerate(scene.pieces):
        if piece.speaker is None:
            continue
        by_owner = ours[at] == (promise.direction is Direction.ours)
        read, stated = (
            (read_as_owner, stated_by_owner) if by_owner else (read_as_beneficiary, stated_by_waiter)
        )
        found = read(scene, at, promise, topic)
        if found and found.status is PromiseStatus.kept:
            found = _vetted(found, scene, at, promise, gist)
        if close and (found is None or found.guessed):
            found = (
                backs_out(scene, at, promise, gist) if by_owner else let_go(scene, at, promise, gist)
            ) or found
        if close and (
            found is None or found.status is PromiseStatus.unsure and (found.weak or found.guessed)
        ):
            found = _surer(stated(scene, at, promise, topic, gist), found)
        if by_owner and (found is None or found.status is PromiseStatus.unsure):
            found = swapped(scene, at, promise, gist, new_promises) or found
            found = found or sent_unnamed(scene, at, promise, gist)
        if found and found.status is PromiseStatus.kept:
            if _stranger(piece.speaker, promise, sides):
                found = found.doubted("it was said by somebody of a third company")
            elif because := doubted_by_files(scene, promise, gist):
                found = found.doubted(because)
        if found:
            readings.append(found)
    return readings


def _surer(stated: Reading | None, found: Reading | None) -> Reading | None:
    """A plain statement outweighs a reading that only seemed so."""
    return stated if stated and (found is None or stated.status is PromiseStatus.kept) else found


def _vetted(found: Reading, scene: Scene, at: int, promise: Promise, gist: Gist) -> Reading | None:
    """A "kept" that holds against the words around it: dropped for another thing, doubted for a guess."""
    piece = scene.pieces[at]
    if conflicting(gist, plain(piece.whole), piece.whole, scene.names) or another_of_family(
        gist, piece.plain
    ):
        return None
    if sent_beside(scene, piece, gist):
        return None
    because = doubt(scene, at, promise, gist)
    return found.doubted(because) if because else found


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


_JUST_AFTER = 3
"""Characters between a sentence that says something is late and the next, which says until when."""


def _said_in(moved: Reading, promise: Promise, new_promises: Sequence[Promise]) -> str | None:
    """The new promise that stands in the sentence which moved the old one, or gives its day in the next."""
    start, end = moved.piece.sentence
    own = [new for new in new_promises if new.direction is promise.direction]
    for new in own:
        if new.start < end and start < new.end:
            return new.id
    for new in own:
        if 0 <= new.start - end <= _JUST_AFTER and new.due is not None and new.due == moved.new_due:
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
