"""Quoted history in mail: ">" lines, "On ... wrote:", Outlook header blocks, forwarded mail."""

import re

from retrieval.quote_phrases import ATTRIBUTION_OPENS, FORWARD_INTRO, HEADER_LABEL, SEPARATOR, WROTE
from retrieval.segments import BLANK, QUOTED, SAID, Segment

_MOST_TRIES = 2000
"""Candidates looked at in one mail, so that a text made of nothing but colons stays cheap."""

_DATE_OR_ADDRESS = re.compile(r"\d{1,2}[./:-]\d|\d{4}|\d{1,2}\.? [^\W\d]{3,10}|[^\W\d]{3,10} \d{1,2}\b|\S@\S")
_NAMED_SENDER = re.compile(r"(?=.{0,250}\d).{0,250}<[^<>\s]{1,100}@[^<>\s]{1,100}>\)?\s?[:：]?$")
_RULE = re.compile(r"[_\-=—–]{5,200}$")


def mark_quotes(segments: list[Segment]) -> None:
    """Labels every quoted line, wherever it stands; answers between quotes stay said."""
    for segment in segments:
        if segment.label == SAID and segment.text[0] == ">":
            segment.label = QUOTED
            segment.marked = True
    _mark_wrapped(segments)
    tries = 0
    at = 0
    while at < len(segments):
        segment = segments[at]
        if segment.label != SAID:
            at += 1
            continue
        stop = _history_starts(segments, at)
        if stop:
            tries += 1
        if stop > at:
            _mark(segments, at, stop)
            following = _next_words(segments, stop)
            if following < len(segments) and segments[following].marked:
                at = following
            else:
                _mark(segments, stop, len(segments))
                return
        elif tries > _MOST_TRIES:
            return
        else:
            at += 1


def _history_starts(segments: list[Segment], at: int) -> int:
    """Where the announcement of a quote that starts at this line ends; `at` when there is none,
    0 when there wasn't even a reason to look."""
    text = segments[at].text
    if text[0] in "-_—–*=" and SEPARATOR.match(text):
        return _through_headers(segments, at + 1)
    if text[-1] in ":：" and FORWARD_INTRO.match(text):
        return _through_headers(segments, at + 1)
    if ":" in text[:40] or "：" in text[:20]:
        stop = _header_block(segments, at)
        if stop > at:
            return stop
    if _RULE.match(text):
        following = _next_words(segments, at + 1)
        if (
            following < len(segments)
            and segments[following].label == SAID
            and ":" in segments[following].text[:40]
        ):
            stop = _header_block(segments, following)
            return stop if stop > following else at
        return 0
    return _attribution(segments, at)


def _attribution(segments: list[Segment], at: int) -> int:
    """ "On <date>, <somebody> wrote:", wrapped over up to four lines."""
    first = segments[at].text.lstrip("-–— ")
    if not first:
        return 0
    opens = ATTRIBUTION_OPENS.match(first) is not None
    closes_here = first[-1] in ":：>-" and len(first) < 400
    if not opens and not closes_here:
        return 0
    joined = ""
    for stop in range(at, min(at + 4, len(segments))):
        segment = segments[stop]
        if segment.label != SAID or len(segment.text) > 400:
            break
        joined = f"{joined} {segment.text}" if joined else segment.text
        if segment.text[-1] not in ":：>-":
            if not opens:
                break
            continue
        if _is_attribution(segments, joined, opens, stop + 1):
            return stop + 1
    return at


def _is_attribution(segments: list[Segment], joined: str, opens: bool, after: int) -> bool:
    dated = _DATE_OR_ADDRESS.search(joined) is not None
    spoken = WROTE.search(joined) is not None
    if spoken and dated and opens and joined[-1] in ":：-":
        return True
    following = _next_words(segments, after)
    if following >= len(segments) or not segments[following].marked:
        return False
    # Right above a quote much less is enough.
    return (spoken and joined[-1] in ":：-") or _NAMED_SENDER.match(joined) is not None


def _header_block(segments: list[Segment], at: int) -> int:
    """Where a From/Sent/To/Subject block that starts here ends, or `at`."""
    first = HEADER_LABEL.match(segments[at].text)
    if first is None or first.lastgroup == "other":
        return 0
    kinds: set[str] = set()
    sender = ""
    last = at
    missed = 0
    for index in range(at, min(at + 14, len(segments))):
        segment = segments[index]
        if segment.label == BLANK:
            if index > at and segments[index - 1].label == BLANK:
                break
            continue
        match = HEADER_LABEL.match(segment.text) if segment.label == SAID else None
        if match is None:
            # A long To line wraps; two lines of other text are the mail itself.
            missed += 1
            if missed > 2 or segment.label != SAID or segments[index - 1].label == BLANK:
                break
            continue
        missed = 0
        kind = match.lastgroup or ""
        if kind in kinds and kind in ("from", "subject"):
            break
        if kind == "from":
            sender = segment.text
        kinds.add(kind)
        last = index
    # "From: Berlin / To: Munich / Date: 3 May" is an itinerary: a mail has a subject or an address.
    if "from" in kinds and len(kinds - {"other"}) >= 3 and ("subject" in kinds or "@" in sender):
        return last + 1
    if {"from", "subject"} <= kinds and "@" in sender:
        return last + 1
    return at


def _through_headers(segments: list[Segment], at: int) -> int:
    following = _next_words(segments, at)
    if following < len(segments) and segments[following].label == SAID:
        stop = _header_block(segments, following)
        if stop > following:
            return stop
        index = following
        while index < min(following + 8, len(segments)) and segments[index].label == SAID:
            if HEADER_LABEL.match(segments[index].text) is None:
                break
            index += 1
        return max(index, at)
    return at


def _next_words(segments: list[Segment], at: int) -> int:
    while at < len(segments) and segments[at].label == BLANK:
        at += 1
    return at


def _mark(segments: list[Segment], start: int, stop: int) -> None:
    for segment in segments[start:stop]:
        if segment.label == SAID:
            segment.label = QUOTED


def _mark_wrapped(segments: list[Segment]) -> None:
    """The tail of a quoted line that a mailer broke without repeating the ">"."""
    for index in range(1, len(segments) - 1):
        segment = segments[index]
        if segment.label != SAID or len(segment.text) > 40:
            continue
        above, below = segments[index - 1], segments[index + 1]
        if (
            above.label == QUOTED
            and below.label == QUOTED
            and above.text[0] == ">"
            and below.text[0] == ">"
            and len(above.text) >= 60
            and above.text[-1] not in ".!?:;"
            and segment.text[0].islower()
        ):
            segment.label = QUOTED
