"""Cuts what an event says into the small pieces that settlement reads, each with its sentence."""

# ruff: noqa: E501  (patterns and word lists are easier to compare on one line)

import re
from dataclasses import dataclass

from records.models import Event, EventKind, Participant, Span
from retrieval.sentences import clauses, plain, split
from retrieval.sides import Sides, person_named, speaker_at
from retrieval.topic_words import is_word, verb_groups, words

_GREETING = re.compile(
    r"^(?:hi|hello|hey|dear|hallo|liebe[rs]?|sehr geehrte[rsn]?|guten (?:tag|morgen)|good (?:morning|afternoon|evening)|moin|bonjour)\b[^,.!?]{0,40}[,!]?\s*$"
)
_QUOTED_LINE = re.compile(r"(?:^|\n)[ \t]*>[> \t]*$")
"""A ">" before a sentence: words of an earlier mail that nobody marked as such."""
_OWN_VERB = re.compile(
    r",\s+(?=(?:so |but |and )?(?:please|kindly|could you|can you)\b(?! (?:find|see)))"
    r"|,\s+(?=(?:and |but |while )?(?:the |our |your |my )?(?:[\w'-]+ ){1,4}?(?:follows?|comes?|will|goes|need|needs|remains?|is still|are still|takes|kommt|folgt)\b)"
)
_AUXILIARY = frozenset(
    {
        "is", "are", "was", "were", "am", "be", "been", "has", "have", "had", "do", "does", "did", "will",
        "would", "can", "could", "should", "may", "might", "must", "won't", "can't", "don't", "didn't",
        "isn't", "aren't", "wasn't", "'s", "ist", "sind", "wird", "hat", "haben", "habe", "i'll", "we'll",
        "i've", "we've", "it's", "here's", "that's", "works", "goes", "went", "came", "looks", "like",
        "need", "needs",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Piece:
    """`text[start:end]`; `plain` is its lower-case form, `sentence` the span that is quoted."""

    start: int
    end: int
    plain: str
    sentence: Span
    speaker: Participant | None
    whole: str
    """The sentence as written."""
    after_question: bool = False


_BY_NAME = re.compile(
    r"^[\s•*–-]*(?:(?:Hr|Fr|Mr|Ms|Mrs|Dr|Herr|Frau)\.? )?(?P<name>[A-ZÄÖÜ][\w'’-]+)(?P<colon>:)? +(?P<verb>[^\W\d_]+)"
)


def _noted(event: Event, whole: str, sides: Sides) -> Participant | None:
    """In notes of a meeting, the one of whom a line tells: "Ravi: it is off", "Dana sent the list"."""
    found = _BY_NAME.match(whole)
    if event.kind is not EventKind.meeting or not found:
        return None
    if not found["colon"] and not verb_groups(found["verb"].lower()):
        return None
    return person_named(found["name"], event, sides)


def pieces_of(event: Event, sides: Sides) -> list[Piece]:
    """Clauses of everything said, in order, greetings left out."""
    found: list[Piece] = []
    for sentence in split(event.text, event.said):
        whole = event.text[sentence.start : sentence.end]
        low = plain(whole)
        if low.startswith(">") or _GREETING.match(low) or _QUOTED_LINE.search(event.text[: sentence.start]):
            continue
        speaker = _noted(event, whole, sides) or speaker_at(event, sentence.start)
        for start, end in _cut(low):
            found.append(
                Piece(
                    sentence.start + start,
                    sentence.start + end,
                    low[start:end],
                    (sentence.start, sentence.end),
                    speaker,
                    whole,
                )
            )
    return found


def _cut(low: str) -> list[Span]:
    spans: list[Span] = []
    for clause in clauses(low):
        start = clause.start
        for match in _OWN_VERB.finditer(low, clause.start, clause.end):
            if match.start() > start and _has_verb(low[start : match.start()]):
                spans.append((start, match.start()))
                start = match.end()
        if spans and clause.opener == "hard" and not _has_verb(low[start : clause.end]):
            # a list or an aside after a colon or bracket belongs to the clause it explains
            spans[-1] = (spans[-1][0], clause.end)
        elif clause.opener in ("why", "thing") and spans and clause.opener == "thing":
            spans[-1] = (spans[-1][0], clause.end)
        else:
            spans.append((start, clause.end))
    return [(i, j) for i, j in spans if low[i:j].strip()]


def _has_verb(text: str) -> bool:
    return any(
        is_word(w) and (w in _AUXILIARY or bool(verb_groups(w)) or (len(w) > 4 and w.endswith("ed")))
        for w in words(text)
    )
