"""Writes out what a promise only calls "it", so that a later mail can be compared with the thing."""

# ruff: noqa: E501  (patterns and word lists are easier to compare on one line)

from __future__ import annotations

import re
from collections.abc import Sequence

from records.models import Event, Promise
from retrieval.sentences import plain, split
from retrieval.settle_scene import names_of, topic_of_promise
from retrieval.sides import Sides, speaker_at
from retrieval.topic_overlap import Match, compare
from retrieval.topic_reading import Topic, topic_of

_PRONOUN = re.compile(r"\b(?:it|them|those|these|that|this|es|sie|ihn)\b", re.IGNORECASE)
_THING = re.compile(
    r"(?:^|[,;:] |\b)(?:the|our|your|my|no|a|an|die|das|der|den|unsere?n?|ihre?n?|eine?n?) (?P<thing>(?:[^\W\d_][\w-]* ){0,3}?[^\W\d_][\w-]*)"
    r"(?= (?:is|are|was|were|has|have|had|will|won't|can|can't|cannot|could|sits?|lies?|lie|needs?|takes?|comes?|goes|went|came|got|looks?|isn't|hasn't|with|for|from|in|on|at|of|today|tomorrow|now|yet|ist|sind|liegt|wird|kommt|braucht|für|bei|aus)\b|[,.;:!?)]|$)"
)


def named_things(
    new_promises: Sequence[Promise], event: Event, open_promises: Sequence[Promise], sides: Sides
) -> list[Promise]:
    """The same promises of `event`; one that names nothing but "it" gets the action written out.

    The words just before it in the same event tell what "it" is: first an open promise of the same side
    that they name, else their own subject. Where they tell nothing, the promise stays as it is.
    """
    names = names_of(event, sides)
    return [_named(p, event, open_promises, names) for p in new_promises]


def _named(promise: Promise, event: Event, waiting: Sequence[Promise], names: frozenset[str]) -> Promise:
    topic = topic_of_promise(promise, names)
    if topic.head or not _PRONOUN.search(promise.action):
        return promise
    subject = event.subject.lower()
    for said in _before(promise, event):
        for old in waiting:
            if old.direction is promise.direction and old.id != promise.id:
                its = topic_of_promise(old, names)
                if its.head and compare(its, said, context=subject) >= Match.likely:
                    return _with(promise, topic, its, old.action)
        for found in _THING.finditer(said):
            its = topic_of(f"send the {found.group('thing')}", "", names)
            if its.head:
                return _with(promise, topic, its, f"send the {found.group('thing')}")
    return promise


def _with(promise: Promise, topic: Topic, its: Topic, action: str) -> Promise:
    if topic.verbs and not topic.verbs & its.verbs:
        thing = re.sub(r"^\S+ (?:you )?", "", action)
        action = _PRONOUN.sub(lambda _: thing, promise.action, count=1)
    return promise.model_copy(update={"action": action})


def _before(promise: Promise, event: Event) -> list[str]:
    """What the same speaker says before it in its sentence, then in the sentence before, in `plain` form."""
    speaker = speaker_at(event, promise.start)
    earlier = [
        s
        for s in split(event.text, event.said)
        if s.start < promise.start and speaker_at(event, s.start) == speaker
    ]
    return [plain(event.text[s.start : min(s.end, promise.start)]) for s in reversed(earlier[-2:])]
