"""Signatures: "-- ", "Best regards," with a name block, a bare name; in doubt a line counts as said."""

import re

from retrieval.line_shapes import contact_like, has_contact, is_name_of, is_sentence, name_like
from retrieval.notices import mark_notices, mark_sent_from
from retrieval.segments import BLANK, SAID, SIGNATURE, Segment
from retrieval.signature_phrases import CLOSING

_LOOK_BACK = 60
"""Lines before the end of a passage in which a signature may start."""

_DASHES = re.compile(r"(?:-- ?|—|––|__+|-{3,})$")
_POSTSCRIPT = re.compile(r"(?:p\.?\s?p?\.?s\b|nb\b|n\.b\.|edit\b|update\b)[.:)\s-]", re.IGNORECASE)


def mark_signatures(segments: list[Segment], sender_name: str | None) -> None:
    """Labels signature lines in every passage of new text (answers between quotes are passages, too)."""
    passage: list[Segment] = []
    for segment in segments:
        if segment.label in (SAID, BLANK):
            passage.append(segment)
        elif passage:
            _mark_passage(passage, sender_name)
            passage = []
    if passage:
        _mark_passage(passage, sender_name)


def _mark_passage(passage: list[Segment], sender_name: str | None) -> None:
    words = [segment for segment in passage if segment.label == SAID]
    if not words:
        return
    mark_notices(passage)
    mark_sent_from(words)
    tail = [segment for segment in passage[-4 * _LOOK_BACK :] if segment.label != SIGNATURE]
    _mark_delimited(passage)
    _mark_closings(tail, sender_name)
    _mark_name_block(tail, sender_name)
    _mark_orphans(passage)


def _mark_delimited(passage: list[Segment]) -> None:
    """Everything below "-- " is signature by convention; below other rulers only what looks like one."""
    below: list[Segment] = []
    start = len(passage)
    found = -1
    while start > 0 and len(below) <= 25:
        start -= 1
        segment = passage[start]
        if segment.label == SAID and _DASHES.match(segment.text):
            if segment.text == "-- " or (len(below) <= 15 and _reads_like_signature(below[::-1])):
                found = start
        if segment.label == SAID:
            below.append(segment)
    if found >= 0:
        passage[found].label = SIGNATURE
        _label_until_postscript(passage[found + 1 :])


def _reads_like_signature(lines: list[Segment]) -> bool:
    """Lines below a ruler that only say who writes: a name on top, or ways to reach somebody."""
    if any(is_sentence(each.text) for each in lines):
        return False
    contacts = sum(has_contact(each.text) for each in lines)
    return not lines or 3 * contacts >= len(lines) or name_like(lines[0].text)


def _label_until_postscript(lines: list[Segment]) -> None:
    said = False
    for segment in lines:
        if segment.label == BLANK:
            said = False
        elif said or _POSTSCRIPT.match(segment.text):
            said = True
        elif segment.label == SAID:
            segment.label = SIGNATURE


def _mark_closings(tail: list[Segment], sender_name: str | None) -> None:
    """ "Best regards," with the name block below it."""
    for index, segment in enumerate(tail):
        if segment.label != SAID or len(segment.text) > 80:
            continue
        match = CLOSING.match(segment.text)
        if match is None:
            continue
        name = match["name"]
        if name and not is_name_of(name, sender_name):
            continue
        block = _block_below(tail, index + 1, sender_name, named=bool(name))
        if block is None:
            continue
        segment.label = SIGNATURE
        for each in block:
            each.label = SIGNATURE


def _block_below(
    tail: list[Segment], at: int, sender_name: str | None, named: bool = False
) -> list[Segment] | None:
    """The lines below a closing that belong to the signature; None when the text simply goes on."""
    block: list[Segment] = []
    blanks = 0
    for segment in tail[at:]:
        if segment.label == BLANK:
            blanks += 1
            continue
        if segment.label == SIGNATURE:
            blanks = 0
            continue
        text = segment.text
        if is_sentence(text) or _POSTSCRIPT.match(text) or len(block) >= 14:
            break
        first = not block and not named
        if first and not (is_name_of(text, sender_name) or name_like(text) or contact_like(text)):
            break
        if not first and blanks >= 1 and not (contact_like(text) or name_like(text)):
            break
        block.append(segment)
        blanks = 0
    else:
        return block
    if not block and not named:
        return None
    return block


def _mark_name_block(tail: list[Segment], sender_name: str | None) -> None:
    """A name and contact lines at the end without any closing words."""
    lines = [segment for segment in tail if segment.label != BLANK][-12:]
    while lines and lines[-1].label == SIGNATURE:
        lines.pop()
    said = [segment for segment in lines if segment.label == SAID]
    for index, segment in enumerate(said):
        rest = said[index + 1 :]
        if any(
            is_sentence(each.text) or (not contact_like(each.text) and not name_like(each.text))
            for each in rest
        ):
            continue
        own = is_name_of(segment.text.lstrip("-–—~/ "), sender_name)
        if own or (name_like(segment.text) and sum(has_contact(each.text) for each in rest) >= 1):
            if not own and _starts_text(tail, segment):
                continue
            segment.label = SIGNATURE
            for each in rest:
                each.label = SIGNATURE
            return


def _starts_text(tail: list[Segment], segment: Segment) -> bool:
    first = next((each for each in tail if each.label != BLANK), None)
    return first is segment


def _mark_orphans(passage: list[Segment]) -> None:
    """A ruler left alone between words and signature goes with the signature."""
    previous: Segment | None = None
    for segment in reversed(passage):
        if segment.label == BLANK:
            continue
        if (
            segment.label == SAID
            and _ruled_line(segment.text)
            and (previous is None or previous.label == SIGNATURE)
        ):
            segment.label = SIGNATURE
        previous = segment


def _ruled_line(text: str) -> bool:
    return (
        len(text) >= 2 and not any(c.isalnum() for c in text) and len(set(text)) <= 2 and text[0] in "-_—–*=~"
    )
