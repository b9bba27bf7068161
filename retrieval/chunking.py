"""Cuts what an event says into passages of whole sentences, each an exact slice of the text."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from records.models import Event, Span
from retrieval.sentences import split

ENOUGH_WORDS = 60
MOST_WORDS = 120
SHORT_WORDS = 40
"""Below this a passage is embedded together with what was said before it."""
_LONGEST_BEFORE = 240
_LONGEST_SUBJECT = 120
_LABEL_GAP = 120
"""Characters between two turns of a transcript: a time and a name, hardly more."""
_REPLY_MARKS = re.compile(r"^(?:\s*(?:re|fwd?|aw|wg|tr|antw|sv)\s*(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE)


@dataclass(frozen=True)
class Passage:
    """`text` is `event.text[start:end]`; `id` is `<event_id>:<start>` and never changes."""

    id: str
    event_id: str
    start: int
    end: int
    text: str


def passages(event: Event) -> list[Passage]:
    """What was said, in passages; quoted text and signatures never get in."""
    groups: Iterable[Span]
    if event.turns:
        groups = _joined(event, [_packed(event.text, [span]) for span in event.said])
    else:
        groups = _packed(event.text, event.said)
    return [Passage(f"{event.id}:{i}", event.id, i, j, event.text[i:j]) for i, j in groups]


def embedding_text(event: Event, passage: Passage, before: str = "") -> str:
    """The passage as a reader sees it: after what came `before`, under its subject, with who speaks.

    `before` is what was said just ahead of it, in the event or in the message it answers; a short
    reply ("Yes, on Tuesday") means nothing without it.
    """
    subject = _REPLY_MARKS.sub("", event.subject).strip()[:_LONGEST_SUBJECT]
    speaker = next((t.speaker for t in event.turns if t.start <= passage.start < t.end), event.sender)
    name = speaker.name if speaker and speaker.name else ""
    head = ": ".join(part for part in (subject, name) if part)
    text = f"{head}: {passage.text}" if head else passage.text
    short = len(passage.text.split()) < SHORT_WORDS
    lead = " ".join(before[-_LONGEST_BEFORE:].split()) if short else ""
    return f"{lead}\n{text}" if lead else text


def embedding_texts(event: Event, cut: Sequence[Passage], before: str = "") -> list[str]:
    """`embedding_text` of all passages of an event, each after the one before it."""
    texts: list[str] = []
    for passage in cut:
        texts.append(embedding_text(event, passage, before))
        before = passage.text
    return texts


def _packed(text: str, spans: Iterable[Span]) -> list[Span]:
    """Neighbouring sentences of one span together until there are enough words."""
    packed: list[Span] = []
    for i, j in spans:
        start = end = -1
        words = 0
        for sentence in split(text, [(i, j)]):
            count = len(text[sentence.start : sentence.end].split())
            new_paragraph = end >= 0 and "\n\n" in text[end : sentence.start]
            full = words + count > MOST_WORDS or (new_paragraph and words >= ENOUGH_WORDS)
            if start >= 0 and full:
                packed.append((start, end))
                start, words = -1, 0
            if start < 0:
                start = sentence.start
            end = sentence.end
            words += count
        if start >= 0:
            packed.append((start, end))
    return packed


def _joined(event: Event, turns: Iterable[list[Span]]) -> Iterator[Span]:
    """Short turns of a transcript together with the next ones, so that an answer keeps its question."""
    kept_out = [*event.quoted, *event.signature]
    current: Span | None = None
    words = 0
    for start, end in (span for turn in turns for span in turn):
        count = len(event.text[start:end].split())
        if current is not None:
            gap = (current[1], start)
            apart = gap[1] - gap[0] > _LABEL_GAP or any(i < gap[1] and gap[0] < j for i, j in kept_out)
            if apart or words >= ENOUGH_WORDS or words + count > MOST_WORDS:
                yield current
                current, words = None, 0
        current = (current[0] if current else start, end)
        words += count
    if current is not None:
        yield current
