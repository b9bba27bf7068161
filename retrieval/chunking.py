"""Cuts what an event says into passages of whole sentences, each an exact slice of the text."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from records.models import Event, EventKind, Span
from retrieval.sentences import split

ENOUGH_WORDS = 20
MOST_WORDS = 40
FEWEST_WORDS = 8
"""Fewer than these are no passage beside others of the same event: "Hi Ravi," belongs to what follows."""
SHORT_WORDS = 12
"""A mail that says less means little without the one before it; a chat message always does."""
_FIELDS = (EventKind.billing, EventKind.change)
"""Fields, not speech: nobody says "Amount: 52,000", and it is to be found all the same."""
_LONGEST_BEFORE = 540
_LONGEST_SUBJECT = 120
_LONGEST_NAME = 60
_LABEL_GAP = 120
"""Characters between two turns of a transcript: a time and a name, hardly more."""
_LONGEST_LEADS = (240, 300)
"""Characters of the second last and of the last message before."""
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
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
    """What was said, in passages; quoted text and signatures never get in. All of a record's fields do."""
    groups: Iterable[Span]
    if event.turns:
        groups = _joined(event, [_packed(event.text, [span]) for span in event.said])
    elif event.kind in _FIELDS and event.text:
        groups = _packed(event.text, [(0, len(event.text))])
    else:
        groups = _packed(event.text, event.said)
    return [Passage(f"{event.id}:{i}", event.id, i, j, event.text[i:j]) for i, j in groups]


def needs_before(event: Event) -> bool:
    """Whether the event is embedded after what was said before it in its thread."""
    if event.kind is EventKind.chat:
        return True
    return not event.turns and len(event.said_text.split()) < SHORT_WORDS


def embedding_text(event: Event, passage: Passage, before: str = "", account: str = "") -> str:
    """The passage as a reader sees it: its day, with whom, the subject, who speaks, and the words.

    `before` is what was said just ahead of an event that `needs_before`; a short reply ("Yes, on
    Tuesday") means nothing without it.
    """
    subject = _REPLY_MARKS.sub("", event.subject).strip()[:_LONGEST_SUBJECT]
    speaker = next((t.speaker for t in event.turns if t.start <= passage.start < t.end), event.sender)
    name = speaker.name if speaker and speaker.name else ""
    head = ": ".join(part for part in (account[:_LONGEST_NAME], subject, name) if part)
    text = f"{head}: {passage.text}" if head else passage.text
    if event.kind is not EventKind.chat:
        text = f"[{event.at.day} {_MONTHS[event.at.month - 1]} {event.at.year}] {text}"
    lead = before[-_LONGEST_BEFORE:].strip()
    return f"{lead}\n{text}" if lead else text


def embedding_texts(event: Event, cut: Sequence[Passage], before: str = "", account: str = "") -> list[str]:
    """`embedding_text` of all passages of an event; `before` stands ahead of the first."""
    return [embedding_text(event, p, "" if n else before, account) for n, p in enumerate(cut)]


def said_before(earlier: Sequence[Event]) -> str:
    """The ends of the messages just before an event, oldest first, each with who wrote it."""
    lines = []
    for event, longest in zip(earlier, _LONGEST_LEADS[-len(earlier) :], strict=False):
        name = event.sender.name if event.sender and event.sender.name else ""
        said = " ".join(f"{name}: {event.said_text}".split() if name else event.said_text.split())
        lines.append(said[-longest:])
    return "\n".join(lines)


def _packed(text: str, spans: Iterable[Span]) -> list[Span]:
    """Neighbouring sentences of one span together until there are enough words."""
    packed: list[Span] = []
    for i, j in spans:
        sizes: list[tuple[Span, int]] = []
        for sentence in split(text, [(i, j)]):
            count = len(text[sentence.start : sentence.end].split())
            here = (sentence.start, sentence.end)
            if sizes:
                (start, end), words = sizes[-1]
                tiny = words < FEWEST_WORDS or (count < FEWEST_WORDS and words + count <= MOST_WORDS)
                new_paragraph = "\n\n" in text[end : sentence.start]
                full = words + count > MOST_WORDS or (new_paragraph and words >= ENOUGH_WORDS)
                if not full or (tiny and words + count <= MOST_WORDS + FEWEST_WORDS):
                    sizes[-1] = (start, sentence.end), words + count
                    continue
            sizes.append((here, count))
        packed.extend(span for span, _ in sizes)
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
