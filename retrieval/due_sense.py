"""Which date of a sentence holds the promise: its cue, the tense around it, and what it is a part of."""

from __future__ import annotations

from enum import IntEnum

from retrieval.due_reader import Reader
from retrieval.due_words import DEADLINE_CUES

_STOPS = frozenset(
    {",", ";", ".", "!", "?", ":", "—", "–", "(", ")", "\n", "but", "so", "then", "aber", "mais"}
)
_FUTURE = frozenset(
    [
        "will",
        "ll",
        "shall",
        "going",
        "gonna",
        "can",
        "could",
        "should",
        "would",
        "aim",
        "plan",
        "planning",
        "let",
        "letting",
        "promise",
        "commit",
        "want",
        "need",
        "hope",
        "hoping",
        "expect",
        "happy",
        "target",
        "targeting",
        "wird",
        "werde",
        "werden",
        "schicke",
        "sende",
        "liefere",
        "liefern",
        "kann",
        "können",
        "enverrai",
        "envoie",
        "ferai",
        "aurez",
        "vais",
        "sera",
        "seront",
        "allons",
        "enverrons",
        "expecting",
        "sending",
        "delivering",
        "shipping",
        "scheduled",
        "planned",
        "slated",
        "booked",
        "targeted",
        "due",
        "intend",
        "intends",
        "aiming",
        "dropping",
        "coming",
        "returning",
        "must",
        "send",
        "deliver",
        "ship",
        "share",
        "confirm",
        "get",
        "give",
        "provide",
        "follow",
        "call",
        "have",
        "be",
        "make",
        "do",
        "expected",
        "ll'l",
    ]
)
_PAST = frozenset(
    [
        "sent",
        "met",
        "spoke",
        "told",
        "said",
        "gave",
        "got",
        "made",
        "had",
        "was",
        "were",
        "did",
        "went",
        "came",
        "left",
        "bought",
        "sold",
        "wrote",
        "heard",
        "saw",
        "thought",
        "brought",
        "took",
        "began",
        "been",
        "talked",
        "asked",
        "mentioned",
        "discussed",
        "emailed",
        "called",
        "requested",
        "shared",
        "delivered",
        "shipped",
        "signed",
        "received",
        "agreed",
        "raised",
        "flagged",
        "confirmed",
        "promised",
        "sprachen",
        "sagte",
        "schickte",
        "hatten",
        "war",
        "gesprochen",
        "besprochen",
        "gesagt",
        "geschickt",
        "wurde",
        "avons",
        "avez",
        "a",
        "parlé",
        "dit",
        "envoyé",
        "convenu",
        "happened",
        "started",
        "launched",
        "submitted",
        "posted",
        "reviewed",
        "noted",
        "visited",
        "missed",
        "paid",
        "ordered",
    ]
) - {"a"}
_SAID_FOR_LATER = frozenset(
    {"promised", "agreed", "confirmed", "said", "told", "asked", "requested", "wanted"}
)
_BE = frozenset(
    {"be", "is", "are", "get", "gets", "being", "it", "them", "that", "this", "everything", "all"}
)
_HAD = frozenset(
    {"was", "were", "been", "has", "have", "had", "ve", "i", "we", "you", "he", "she", "they", "who"}
)
_CONDITIONS = frozenset(
    {"once", "if", "after", "when", "unless", "whenever", "following", "until", "sobald", "wenn",
     "falls", "nachdem",
     "dès", "si", "quand", "après", "nach", "assuming", "provided", "since", "because"}
)  # fmt: skip
_BEGINNINGS = frozenset(
    {"after", "since", "nach", "seit", "après", "depuis", "post", "following", "beyond", "past"}
)
_WEAK_LEADS = frozenset(
    {"from", "starting", "beginning", "effective", "ab", "vom", "of", "with", "about", "than"}
)
_OF_PAST = frozenset({"from", "on", "re", "regarding", "about", "per", "see", "dated", "of", "vom", "du"})


_OPENERS = frozenset(
    {"thanks", "thank", "per", "great", "nice", "pleasure", "enjoyed", "regarding", "danke", "merci"}
)
_OWNERS = frozenset({"our", "your", "my", "their", "his", "her", "its"})
_SET_FOR = frozenset(
    [
        "scheduled",
        "planned",
        "slated",
        "set",
        "booked",
        "targeted",
        "target",
        "aim",
        "aiming",
        "plan",
        "planning",
        "schedule",
        "it",
        "this",
        "that",
        "them",
        "kickoff",
        "launch",
        "live",
        "release",
        "rollout",
        "ready",
        "due",
        "track",
        "meeting",
        "call",
        "session",
        "workshop",
        "down",
        "shooting",
    ]
)
_AFTER_DATE = frozenset(
    [
        "at",
        "by",
        "or",
        "and",
        "to",
        "if",
        "so",
        "with",
        "for",
        "but",
        "in",
        "when",
        "as",
        "is",
        "works",
        "then",
        "unless",
        "because",
        "before",
        "after",
        "from",
        "we",
        "i",
        "you",
        "he",
        "she",
        "they",
        "it",
        "on",
        "latest",
        "that",
        "this",
        "should",
        "will",
        "would",
        "until",
        "till",
        "through",
        "the",
        "our",
        "your",
        "since",
        "while",
        "of",
        "sharp",
        "noon",
        "eod",
        "cob",
        "am",
        "pm",
        "morning",
        "afternoon",
        "evening",
        "night",
        "next",
        "week",
        "too",
        "also",
        "not",
        "a",
        "an",
        "um",
        "und",
        "oder",
        "an",
        "et",
        "ou",
        "ich",
        "wir",
        "nous",
        "je",
    ]
)


class Hold(IntEnum):
    """How well a date holds a promise; the greatest wins, the first among equals."""

    none = 0
    weak = 1
    plain = 2
    deadline = 3


def hold_of(r: Reader, begin: int, end: int, lead: tuple[str, ...], whole: bool = False) -> Hold:
    """How the date phrase at tokens begin..end, introduced by `lead`, relates to the promise.

    `whole` says that it names a month, quarter or year.
    """
    start = begin - len(lead) if lead else begin
    before = r.low(begin - 1)
    if before in {"the", "la", "le", "den", "der", "dem"}:
        before = r.low(begin - 2)
    strong = bool(lead) and (lead[0] in DEADLINE_CUES or lead[-1] in DEADLINE_CUES or len(lead) > 1)
    strong = strong or r.low(end - 1) in {"latest", "tard"} or lead == ("within",)
    if before in _BEGINNINGS or r.lows(begin - 2, 2) in {("instead", "of"), ("rather", "than")}:
        return Hold.none
    if r.low(end) == "'" and r.low(end + 1) == "s" and r.glued(end):
        # "Tuesday's call" is a thing; only what is due before or for it is due then.
        if not (strong or before in {"for", "at", "during"}):
            return Hold.none
        return Hold.deadline if strong else Hold.weak
    if not strong and (_is_attribute(r, begin, end) or _told_behind(r, end)):
        return Hold.none
    if lead[-1:] == ("for",) and whole and r.low(start - 1) not in _SET_FOR:
        return Hold.none
    if lead[-1:] == ("before",) and r.low(start - 1) == "not":
        return Hold.none
    return _by_tense(r, start, strong, before)


def _by_tense(r: Reader, start: int, strong: bool, before: str) -> Hold:
    """Walks left through the clause to the nearest verb or conjunction that decides."""
    k = start - 1
    limit = start - 25
    while k >= 0 and k >= limit:
        low = r.low(k)
        if low in _STOPS:
            if low == "." and r.glued(k + 1):
                k -= 1
                continue
            break
        if low in {"do", "make"} and (r.lows(k - 2, 2) == ("'", "t") or r.low(k - 1) in {"not", "cannot"}):
            return Hold.none
        if low in _FUTURE and _looks_ahead(r, k):
            break
        if low in _OPENERS and not strong:
            return Hold.none
        if low in _CONDITIONS and not (low == "until" and k == start):
            return Hold.none
        if _is_past(r, k):
            if strong and (low in _SAID_FOR_LATER or r.low(k - 1) in _BE):
                break
            if strong and _promised_to(r, k, start):
                break
            return Hold.none
        k -= 1
    if strong:
        return Hold.deadline
    return Hold.weak if before in _WEAK_LEADS else Hold.plain


def _looks_ahead(r: Reader, k: int) -> bool:
    """Whether the word at `k` is the verb of a promise and not a noun ("our call") or of the past."""
    if r.low(k) == "have" and _is_past(r, k + 1):
        return False
    previous = r.low(k - 1)
    if previous == "to" and r.low(k) not in {"be", "have"}:
        # "were going to send": what stands before decides.
        return False
    if previous in {"the", "our", "your", "my", "a", "this", "that", "last", "per", "thanks"}:
        return False
    return not (r.low(k) in {"going", "planning", "hoping", "supposed"} and previous in {"was", "were"})


def _told_behind(r: Reader, end: int) -> bool:
    """Whether the date opens a clause of the past: "On Monday we talked about"."""
    k = end + 1 if r.low(end) == "," else end
    if r.low(k) not in {"we", "i", "you", "they", "he", "she", "it"}:
        return False
    words = [r.low(m) for m in range(k + 1, k + 5)]
    if any(word in {"will", "ll", "shall", "can", "would", "should", "could", "to"} for word in words):
        return False
    return any(_is_past(r, m) for m in range(k + 1, k + 4))


def _is_attribute(r: Reader, begin: int, end: int) -> bool:
    """Whether the date describes a thing: "the Friday deck", "our end of year party"."""
    first = r.low(begin)
    owned = r.low(begin - 1) in _OWNERS
    follow = r.low(end)
    noun = follow.isalpha() and follow not in _AFTER_DATE
    if (first in {"the", "that"} or owned) and end - begin <= 2 and noun:
        return True
    return owned and noun


def _promised_to(r: Reader, k: int, start: int) -> bool:
    return any(r.low(m) in {"to", "will", "ll", "would"} for m in range(k + 1, min(start, k + 8)))


def _is_past(r: Reader, k: int) -> bool:
    """Whether the word at `k` is a verb of the past and not a participle of what will be."""
    low = r.low(k)
    if low in {"got", "had"} and r.low(k - 1) in {"ve", "have", "'"}:
        return False
    regular = (
        len(low) > 4 and low.endswith("ed") and low not in {"need", "indeed", "speed", "feed", "proceed"}
    )
    if low not in _PAST and not regular:
        return False
    previous = r.low(k - 1)
    if previous in {"not", "already", "just", "also", "then"}:
        previous = r.low(k - 2)
    if (
        previous in _BE
        and r.low(k - 2) not in {"has", "have", "had"}
        and previous not in {"it", "that", "this"}
    ):
        return False
    if previous in {"to", "the", "a", "an", "your", "our", "any", "be"}:
        return False
    if low in {"left", "made", "called", "shared", "signed", "revised", "updated", "had", "got"}:
        return (
            previous in _HAD or low in {"called", "shared", "signed"} and r.low(k + 1) in {"on", "it", "the"}
        )
    if regular and low not in _PAST:
        after = r.low(k + 1)
        return previous in _HAD or after in {
            "it",
            "them",
            "you",
            "us",
            "the",
            "on",
            "at",
            "this",
            "your",
            "our",
        }
    return True
