"""Citations of an answer: numbered in order, each quote once, every quote letter by letter from its source."""

from records.models import Citation, Event, Promise
from retrieval.sentences import split
from retrieval.topic_match import TopicWords, stems

LONGEST_QUOTE = 320


class Citations:
    """Collects what an answer rests on and gives the marks for its lines."""

    def __init__(self) -> None:
        self._all: list[Citation] = []

    def all(self) -> tuple[Citation, ...]:
        return tuple(self._all)

    def mark(self, event: Event, start: int, end: int) -> str:
        """The mark of this quote, "[2]"; the same quote is cited once."""
        quote = event.text[start:end]
        for known in self._all:
            if known.event_id == event.id and known.quote == quote:
                return f"[{known.n}]"
        self._all.append(
            Citation(
                n=len(self._all) + 1,
                event_id=event.id,
                source=event.source,
                external_id=event.external_id,
                subject=event.subject,
                at=event.at,
                quote=quote,
                link=event.link,
                sender=event.sender.label if event.sender else None,
            )
        )
        return f"[{len(self._all)}]"

    def proof(self, event: Event, promise: Promise) -> str:
        """The mark of the sentence that settles a promise, "" where the event has no words."""
        part = best_sentence(event, TopicWords(stems(f"{promise.quote} {promise.action}")))
        return self.mark(event, *part) if part else ""


def best_sentence(event: Event, topic: TopicWords) -> tuple[int, int] | None:
    """The said sentence that names most of the topic; the first after the salutation where none does."""
    spans = event.said or ((0, len(event.text)),)
    sentences = [s for s in split(event.text, list(spans)) if event.text[s.start : s.end].strip()]
    if not sentences:
        return None
    named = [len(topic.stems & stems(event.text[s.start : s.end])) for s in sentences]
    if max(named):
        best = sentences[named.index(max(named))]
    else:
        # "Dear Ms Hall," proves nothing.
        best = next((s for s in sentences if event.text[s.start : s.end][-1] != ","), sentences[0])
    return best.start, min(best.end, best.start + LONGEST_QUOTE)


def best_sentence_at(event: Event, start: int, end: int) -> tuple[int, int]:
    """The whole sentence that `start:end` stands in."""
    spans = event.said or ((0, len(event.text)),)
    for sentence in split(
        event.text, [span for span in spans if span[0] <= start < span[1]] or [(start, end)]
    ):
        if sentence.start <= start < sentence.end:
            return sentence.start, min(max(sentence.end, end), sentence.start + 2 * LONGEST_QUOTE)
    return start, end


def best_part(event: Event, span: tuple[int, int], topic: TopicWords) -> tuple[int, int]:
    """The sentence of a passage that names most of the topic, with the next one where there is room."""
    sentences = split(event.text, [span])
    if not sentences:
        return span
    named = [topic.share(event.text[s.start : s.end]) for s in sentences]
    first = named.index(max(named))
    start, end = sentences[first].start, sentences[first].end
    for following in sentences[first + 1 :]:
        if following.end - start > LONGEST_QUOTE:
            break
        end = following.end
    return start, min(end, start + 2 * LONGEST_QUOTE)
