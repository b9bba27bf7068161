"""A text as lines that each are said, quoted or signature, and back to character ranges."""

from collections.abc import Sequence

from records.models import Span

SAID, QUOTED, SIGNATURE, BLANK = 0, 1, 2, 3


class Segment:
    """One line, or the piece of a line on one side of a quote's edge; `text` is trimmed."""

    __slots__ = ("end", "label", "marked", "start", "text")

    def __init__(self, start: int, end: int, text: str, label: int, marked: bool = False) -> None:
        self.start = start
        self.end = end
        self.text = text
        self.label = label
        self.marked = marked
        """Quoted by markup or by a ">" of its own, not by what stands above it."""


def segments_of(text: str, quoted: Sequence[Span] = ()) -> list[Segment]:
    """The lines of a text, cut at the edges of ranges that are known to be quoted."""
    found: list[Segment] = []
    edges = iter(quoted)
    edge = next(edges, None)
    at = 0
    for line in text.split("\n"):
        end = at + len(line)
        start = at
        while edge is not None and edge[1] <= start:
            edge = next(edges, None)
        while edge is not None and edge[0] < end:
            if edge[0] > start:
                _add(found, text, start, edge[0], False)
                start = edge[0]
            stop = min(edge[1], end)
            _add(found, text, start, stop, True)
            start = stop
            if edge[1] > end:
                break
            edge = next(edges, None)
        if start < end or at == end:
            _add(found, text, start, end, False)
        at = end + 1
    return found


def _add(found: list[Segment], text: str, start: int, end: int, quoted: bool) -> None:
    piece = text[start:end]
    trimmed = piece.strip()
    if not trimmed:
        found.append(Segment(start, end, "", BLANK))
        return
    if piece == "-- ":
        # The blank is what makes it the standard mark of a signature.
        found.append(Segment(start, start + 2, piece, QUOTED if quoted else SAID, quoted))
        return
    start += len(piece) - len(piece.lstrip())
    found.append(Segment(start, start + len(trimmed), trimmed, QUOTED if quoted else SAID, quoted))


def spans_of(segments: Sequence[Segment], label: int) -> tuple[Span, ...]:
    """The ranges of one label; neighbours with only blank lines between them are one range."""
    spans: list[Span] = []
    open_start = open_end = -1
    for segment in segments:
        if segment.label == label:
            if open_start < 0:
                open_start = segment.start
            open_end = segment.end
        elif segment.label != BLANK and open_start >= 0:
            spans.append((open_start, open_end))
            open_start = -1
    if open_start >= 0:
        spans.append((open_start, open_end))
    return tuple(spans)
