"""A second head for single utterances typed from speech, in lower case without turns, where only the words tell."""

import re
import zlib
from collections.abc import Iterator, Sequence
from math import log, sqrt

from records.models import Event
from retrieval.candidate import Candidate
from retrieval.promise_cues import class_of, tokens
from retrieval.promise_features import features
from retrieval.sentences import plain

SPEECH_BUCKETS = 1 << 15
"""Hashed features of the head share this many weights."""

_LONGEST = 600
_FILLED = re.compile(r"\b(?:uh+|um+|so|and|well|but|yeah|okay|i mean|you know|right|oh|ah|hm+|mm)\b")
_STUTTERED = re.compile(r"\b(\w+)(?: \1\b)+")
_PAUSED = re.compile(r"\s+")
_WRITTEN = re.compile(r"[\n,;:\d@]|[.!?]\s+\S")
_CUES = {
    name: re.compile(pattern)
    for name, pattern in {
        "i'll": r"\bi'll\b|\bi will\b",
        "we'll": r"\bwe'll\b|\bwe will\b",
        "i'm going": r"\bi'm (?:going to|gonna)",
        "we're going": r"\bwe're (?:going to|gonna)",
        "you": r"\byou\b",
        "if": r"\bif\b",
        "can": r"\b(?:i|we) can\b",
        "could": r"\bcould\b",
        "would": r"\bwould\b|'d\b",
        "let me": r"\blet me\b",
        "asks": r"\?",
        "not": r"\bnot\b|n't\b",
        "does": r"\b(?:send|get|give|check|look|ask|talk|find|write|put|bring|show|tell|mail|email|do|make|fix|forward|"
        r"think|run|see|work|set|try|add|include|call|read|change|print|copy|post|start|prepare|meet|help)\b",
        "when": r"\b(?:tomorrow|today|tonight|later|next|week|monday|tuesday|wednesday|thursday|friday|afternoon|soon|"
        r"meeting|then)\b",
        "past": r"\b(?:was|were|had|did)\b",
        "thought": r"\b(?:say|guess|assume|suppose|be|have|need|want|mean)\b",
        "others": r"\b(?:they|it|he|she|that|this|there)\b",
        "opens": r"^\W*i'll",
        "must": r"\b(?:have to|need to|should|got to|gotta)\b",
    }.items()
}


def is_scrap(event: Event) -> bool:
    """Whether an event is one utterance as transcribers type it: lower case, no turns, no figures, one mark at its end.

    What a machine heard has no mark at all; our own labelled lines of that kind are read better by the first head.
    """
    text = event.text.strip()
    if event.turns or not text.endswith((".", "?", "!")) or len(text) > _LONGEST:
        return False
    return text == text.lower() and not _WRITTEN.search(text)


def speech_features(
    text: str, offered: Sequence[Candidate], probabilities: Sequence[float]
) -> Iterator[tuple[int, float]]:
    """(bucket, value) pairs of a scrap, of its candidates, and of what the first head thinks of them."""
    for name, value in _named(text, offered, probabilities):
        yield zlib.crc32(name.encode("utf-8", "replace")) % SPEECH_BUCKETS, value


def _named(
    text: str, offered: Sequence[Candidate], probabilities: Sequence[float]
) -> Iterator[tuple[str, float]]:
    low = plain(text)
    spoken = _STUTTERED.sub(r"\1", _PAUSED.sub(" ", _FILLED.sub(" ", low)).strip(" ."))
    found = tokens(spoken, 60)
    words = ["^", *found, "$"]
    scale = 1.0 / sqrt(max(4, len(words)))
    for n in (1, 2, 3):
        for i in range(len(words) - n + 1):
            yield f"{n}:{' '.join(words[i : i + n])}", 2.0 * scale
    classes = ["^", *(class_of(w) for w in found), "$"]
    for n in (2, 3):
        for i in range(len(classes) - n + 1):
            yield f"c{n}:{' '.join(classes[i : i + n])}", scale
    cues = [name for name, pattern in _CUES.items() if pattern.search(low)]
    for i, cue in enumerate(cues):
        yield f"cue={cue}", 1.0
        for other in cues[:i]:
            yield f"cues={other}&{cue}", 0.4
    yield f"words={min(len(found) // 4, 7)}", 0.7
    best = max(probabilities, default=0.0)
    yield "first head", log((best + 0.01) / (1.01 - best)) / 3
    yield f"first head>{int(best * 5)}", 0.7
    yield f"offered={min(len(offered), 3)}", 0.4
    if offered:
        chosen = offered[max(range(len(offered)), key=lambda i: probabilities[i])]
        for bucket, value in features(chosen):
            yield f"f{bucket}", 0.5 * value
