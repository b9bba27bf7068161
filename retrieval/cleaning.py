"""What was said: parts an event's text into new words, quoted history and signature."""

from records.models import Event, EventKind, Span
from retrieval.invitations import mark_join_boilerplate
from retrieval.quotes import mark_quotes
from retrieval.segments import QUOTED, SAID, SIGNATURE, Segment, segments_of, spans_of
from retrieval.signatures import mark_signatures


def clean(event: Event) -> Event:
    """The event with `said`, `quoted` and `signature` filled; `quoted` it came with (from HTML) is kept.

    The three lists are sorted and disjoint, and together cover every visible character of the text.
    Doubt goes to `said`: a lost promise is worse than a signature read as words.
    """
    if event.kind in (EventKind.billing, EventKind.change):
        return event  # made of fields, and whoever made it knows which of them say something
    if event.kind in (EventKind.mail, EventKind.ticket):
        segments = segments_of(event.text, event.quoted)
        mark_quotes(segments)
        mark_signatures(segments, event.sender.name if event.sender else None)
        return _with_spans(event, segments)
    if event.kind is EventKind.meeting:
        segments = segments_of(event.text, event.quoted)
        mark_join_boilerplate(segments)
        return _with_spans(event, segments)
    if event.kind is EventKind.chat and event.quoted:
        return _with_spans(event, segments_of(event.text, event.quoted))
    start = len(event.text) - len(event.text.lstrip())
    end = len(event.text.rstrip())
    said: tuple[Span, ...] = ((start, end),) if start < end else ()
    return event.model_copy(update={"said": said, "quoted": (), "signature": ()})


def _with_spans(event: Event, segments: list[Segment]) -> Event:
    return event.model_copy(
        update={
            "said": spans_of(segments, SAID),
            "quoted": spans_of(segments, QUOTED),
            "signature": spans_of(segments, SIGNATURE),
        }
    )
