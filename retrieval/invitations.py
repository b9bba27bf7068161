"""The dial-in block that Teams, Zoom, Meet and Webex write into invitations."""

from itertools import pairwise

from retrieval.line_shapes import is_sentence
from retrieval.segments import SAID, SIGNATURE, Segment
from retrieval.signature_phrases import CONTACT, JOIN


def mark_join_boilerplate(segments: list[Segment]) -> None:
    """Labels the dial-in block that Teams, Zoom, Meet and Webex write into invitations."""
    hits = [
        index
        for index, segment in enumerate(segments)
        if segment.label == SAID and JOIN.search(segment.text[:600])
    ]
    for index in hits:
        segments[index].label = SIGNATURE
    for first, second in pairwise(hits):
        between = [each for each in segments[first + 1 : second] if each.label == SAID]
        if len(between) <= 4 and not any(is_sentence(each.text) for each in between):
            for each in between:
                each.label = SIGNATURE
    for segment in segments:
        if segment.label == SAID and _ruled(segment.text):
            segment.label = SIGNATURE
    if hits:
        # Dial-in numbers trail the last line that we know.
        for segment in segments[hits[-1] + 1 :]:
            if segment.label == SAID:
                if not (CONTACT.search(segment.text) or len(segment.text) < 4) or is_sentence(segment.text):
                    break
                segment.label = SIGNATURE


def _ruled(text: str) -> bool:
    return len(text) >= 8 and not any(c.isalnum() for c in text)
