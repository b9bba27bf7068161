"""What settlement looks at: the event in pieces, the open promises, and how a clause points at one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from records.models import Direction, Event, Participant, Promise, PromiseStatus
from retrieval import settle_cues as cues
from retrieval.sentences import plain, split
from retrieval.settle_clauses import Piece
from retrieval.topic_doings import Gist, reach
from retrieval.topic_overlap import Match, compare
from retrieval.topic_reading import Topic, content, topic_of
from retrieval.topic_words import is_word, naming_stems, stem, stems_of, verb_groups, words

if TYPE_CHECKING:
    from retrieval.sides import Sides

KEPT, CHANGED, WITHDRAWN, UNSURE = (
    PromiseStatus.kept,
    PromiseStatus.changed,
    PromiseStatus.withdrawn,
    PromiseStatus.unsure,
)


@dataclass(frozen=True)
class Scene:
    """The event with its pieces, and every open promise beside which one is judged."""

    event: Event
    pieces: tuple[Piece, ...]
    names: frozenset[str]
    waiting: tuple[tuple[Promise, Topic], ...]
    threads: Mapping[str, str]
    sides: Sides
    gists: tuple[tuple[Promise, Gist], ...] = ()
    mail_before: Event | None = None
    """What was last said in this event's own thread."""

    def is_ours(self, who: Participant) -> bool:
        return self.sides.is_ours(who)

    def speaks_as_owner(self, promise: Promise) -> bool:
        """Whether the event comes from the side that owes the promise."""
        sender = self.event.sender
        return sender is not None and self.is_ours(sender) == (promise.direction is Direction.ours)

    def asked_before(self, gist: Gist) -> bool:
        """Whether the other side's last mail in this thread asks about a promise."""
        last = self.mail_before
        if last is None or last.sender is None or self.event.sender is None:
            return False
        if self.is_ours(last.sender) == self.is_ours(self.event.sender):
            return False
        asked = [s for s in split(last.text, last.said) if last.text[s.end - 1] == "?"]
        return any(reach(gist, plain(last.text[s.start : s.end])) >= 2 for s in asked)

    def same_thread(self, promise: Promise) -> bool:
        thread = self.threads.get(promise.id)
        return bool(thread) and thread == self.event.thread

    @cached_property
    def _owed_here(self) -> Counter[Direction]:
        """How many open promises of each side this thread holds."""
        return Counter(p.direction for p, _ in self.waiting if self.same_thread(p))

    def alone_in_thread(self, promise: Promise) -> bool:
        """Whether it is the only open promise of its side in this event's own thread."""
        if not self.same_thread(promise):
            return False
        return self._owed_here[promise.direction] == 1

    def mistakable(self, promise: Promise, topic: Topic, piece: Piece) -> bool:
        """Whether another open promise of the same side would fit the same words just as well."""
        said = compare(topic, piece.plain)
        for other, its in self.waiting:
            if other.id == promise.id or other.direction is not promise.direction or its.head != topic.head:
                continue
            if its.same_thing(topic) or _said_twice(promise, topic, other, its):
                continue
            if not nearer(topic, its, piece) and compare(its, piece.plain) >= said:
                return True
        return False


def _said_twice(one: Promise, topic: Topic, other: Promise, its: Topic) -> bool:
    """Whether both are one promise: the same kind of thing for the same day, one naming it more fully."""
    nested = topic.identity <= its.identity or its.identity <= topic.identity
    return nested and one.due is not None and one.due == other.due and topic.numbers == its.numbers


@dataclass(frozen=True)
class Reading:
    """What one clause does to a promise, how surely, and why in plain words."""

    status: PromiseStatus
    piece: Piece
    confidence: float
    why: str
    new_due: date | None = None
    superseded_by: str | None = None
    match: Match = Match.none
    guessed: bool = False
    weak: bool = False
    """Only seems so: a plain statement that says more outweighs it."""

    def doubted(self, because: str) -> Reading:
        return replace(
            self, status=UNSURE, confidence=round(self.confidence * 0.6, 2), why=f"{self.why}, but {because}"
        )


@dataclass(frozen=True)
class Aim:
    """How a clause points at the promised thing: by name, or by a pronoun for something named before."""

    match: Match
    pronoun: bool = False
    guessed: bool = False
    """Nothing in this event names the thing; only the thread does."""

    @property
    def clear(self) -> bool:
        return self.match >= Match.likely


def asks(piece: Piece) -> bool:
    return piece.whole.rstrip().endswith("?") or bool(cues.REQUEST.search(piece.plain))


def aim_at(scene: Scene, at: int, promise: Promise, topic: Topic, *, strict: bool = False) -> Aim:
    piece = scene.pieces[at]
    context = scene.event.subject.lower() + " " + piece.whole.lower()
    alone = scene.alone_in_thread(promise)
    direct = compare(topic, piece.plain, context=context, strict=strict, trusting=alone)
    if direct is Match.likely and topic.identity and not scene.same_thread(promise):
        if not topic.identity & stems_of(context):
            direct = Match.part
    if direct is not Match.none:
        return Aim(direct)
    pronoun = bool(cues.PRONOUN.search(piece.plain))
    bare = not (content(piece.plain, scene.names) - EMPTY)
    if not pronoun and not bare:
        return Aim(Match.none)
    for back in range(at - 1, max(-1, at - 4), -1):
        before = scene.pieces[back]
        match = compare(topic, before.plain, context=context)
        if match is not Match.none:
            return Aim(match, pronoun=True)
        if content(before.plain, scene.names) - EMPTY and (before.sentence != piece.sentence or not pronoun):
            break
    if alone:
        return Aim(Match.likely, pronoun=pronoun or bare, guessed=True)
    return Aim(Match.none, pronoun=True)


EMPTY = frozenset(
    stem(w)
    for w in (
        "team", "file", "please", "sorry", "regard", "good", "new", "thank", "kind", "best", "link",
        "shout", "unclear", "swamped", "go", "delay", "slip", "push", "instead", "busy", "week", "crazy",
        "document", "documents", "yep", "fyi", "date", "plan", "folks", "everyone", "cheers", "hope",
        "welcome",
    )
)  # fmt: skip
"""Stems that name nothing in particular."""


def touches(said: str, topic: Topic) -> bool:
    named = naming_stems(said)
    return topic.head in named or bool(topic.identity & named)


def doing_said(said: str, topic: Topic) -> bool:
    return any(
        (topic.verbs & verb_groups(w)) or (topic.verb_stem and stem(w) == topic.verb_stem)
        for w in words(said)
        if is_word(w)
    )


def nearer(topic: Topic, other: Topic, piece: Piece) -> bool:
    named = stems_of(piece.plain) | {w for w in words(piece.plain) if w.isdigit()}
    mine = (topic.identity | topic.numbers) & named
    theirs = (other.identity | other.numbers) & named
    return len(mine) > len(theirs)


def topic_of_promise(promise: Promise, names: frozenset[str]) -> Topic:
    """What a promise is about, its due day left out."""
    action, quote = promise.action, promise.quote
    if promise.due_as_said:
        action, quote = action.replace(promise.due_as_said, " "), quote.replace(promise.due_as_said, " ")
    return _topic(action, quote, names)


_topic = lru_cache(maxsize=20_000)(topic_of)
"""A promise is met again in every later mail of its account."""


def names_of(event: Event, sides: Sides) -> frozenset[str]:
    """Words of people's names, which are never the thing that was promised."""
    found: set[str] = set()
    people = [*event.participants, *(t.speaker for t in event.turns)]
    shown = [p.name for p in people if p.name] + list(sides.names)
    for name in shown:
        found.update(w.strip(".,()").lower() for w in name.split())
    for person in people:
        found.update(w for w in person.email.partition("@")[0].replace("_", ".").split(".") if len(w) > 2)
    return frozenset(found)
