"""Whether the words around a date tell of what was or promise what will be."""

from __future__ import annotations

from retrieval.due_abroad import (
    AVOIR,
    MOVED_ON,
    PAST_ABROAD,
    done_in_french,
    german_past,
    is_preterite,
    participle_behind,
)
from retrieval.due_reader import Reader
from retrieval.due_words import MODALS, STOPS

_FUTURE = frozenset(
    {
        "will", "ll", "shall", "going", "gonna", "can", "could", "should", "would", "aim", "plan", "planning",
        "let", "letting", "promise", "commit", "want", "need", "hope", "hoping", "expect", "happy", "target",
        "targeting", "wird", "werde", "werden", "schicke", "sende", "liefere", "liefern", "kann", "können",
        "enverrai", "envoie", "ferai", "aurez", "vais", "sera", "seront", "allons", "enverrons", "expecting",
        "sending", "delivering", "shipping", "scheduled", "planned", "slated", "booked", "targeted", "due",
        "intend", "intends", "aiming", "dropping", "coming", "returning", "must", "send", "deliver", "ship",
        "share", "confirm", "get", "give", "provide", "follow", "call", "have", "be", "make", "do", "expected",
        "livrons", "livrerons", "aurons", "serons", "bekommen", "erhalten", "schicken", "senden", "melde",
    }
)  # fmt: skip
_WILL = frozenset({"will", "ll", "shall", "must", "gonna"})
_PLEDGES = frozenset(
    {"committed", "agreed", "promised", "scheduled", "planned", "arranged", "undertaken", "undertook", "pledged",
     "guaranteed", "booked", "offered", "decided"}
)  # fmt: skip
_PAST = frozenset(
    {
        "sent", "met", "spoke", "told", "said", "gave", "got", "made", "had", "was", "were", "did", "went", "came",
        "left", "bought", "sold", "wrote", "heard", "saw", "thought", "brought", "took", "began", "been", "talked",
        "asked", "mentioned", "discussed", "emailed", "called", "requested", "shared", "delivered", "shipped",
        "signed", "received", "agreed", "raised", "flagged", "confirmed", "promised", "happened", "started",
        "launched", "submitted", "posted", "reviewed", "noted", "visited", "missed", "paid", "ordered", "won",
        "lost", "beat", "ran", "held", "kept", "found", "felt", "knew", "drove", "fell", "rose", "broke", "chose",
        "stood", "caught", "taught", "flew", "grew", "drew", "threw", "wore", "forgot", "became", "spent", "built", "rebuilt", "burnt", "spoken", "having", "chased", "ate", "drank", "slept", "sat", "swam", "sang", "woke", "rode", "shook", "lent", "meant",
        "dealt", "fought", "sought", "blew", "froze", "stole", "tore",
    }
)  # fmt: skip
SAID_FOR_LATER = frozenset(
    {"promised", "agreed", "confirmed", "said", "told", "asked", "requested", "wanted"}
)
BE = frozenset({"be", "is", "are", "get", "gets", "being", "it", "them", "that", "this", "everything", "all"})
_HAD = frozenset(
    {"was", "were", "been", "has", "have", "had", "ve", "i", "we", "you", "he", "she", "they", "who"}
)
_OBJECTS = frozenset(
    {"the", "our", "your", "it", "them", "on", "a", "an", "his", "her", "their", "us", "you", "no"}
)
_SUBJECTS = frozenset({"i", "we", "you", "he", "she", "they", "it", "who", "which"})
_OBJECT_VERBS = frozenset({"have", "get", "be", "being", "having", "getting", "has", "is", "are"})
NO_PAST_ED = frozenset(
    {"need", "indeed", "speed", "feed", "proceed", "exceed", "embed", "united", "red", "bed"}
)


def looks_ahead(r: Reader, k: int) -> bool:
    """Whether the word at `k` is the verb of a promise and not a noun ("our call") or of the past."""
    if r.low(k) not in _FUTURE:
        return (
            r.language == "fr"
            and len(r.low(k)) > 5
            and r.low(k).endswith(("erons", "erez", "eront", "erai", "era"))
        )
    if r.low(k) == "have" and is_past(r, k + 1) and r.low(k - 1) not in MODALS:
        return False
    previous = r.low(k - 1)
    if r.low(k - 2) in {"did", "didn"} or r.low(k - 3) == "didn":
        return False
    if previous == "to" and r.low(k) not in {"be", "have"}:
        # "were going to send": what stands before decides.
        return False
    if previous in {"the", "our", "your", "my", "a", "this", "that", "last", "per", "thanks"}:
        return False
    if r.low(k) in {"be", "have"} and previous == "to" and r.low(k - 3) in {"was", "were"}:
        # "It was going to be Monday."
        return r.low(k - 2) not in {"going", "supposed", "meant", "due"}
    return not (r.low(k) in {"going", "planning", "hoping", "supposed"} and previous in {"was", "were"})


def is_past(r: Reader, k: int) -> bool:
    """Whether the word at `k` is a verb of the past and not a participle of what will be."""
    low = r.low(k)
    if low in AVOIR and (len(low) > 1 or r.language == "fr" or r.low(k + 1) == "été"):
        return participle_behind(r, k)
    if low in {"est", "sont", "sommes", "suis"} and r.low(k + 1).rstrip("es") in MOVED_ON:
        return True
    if low in PAST_ABROAD:
        return low not in {"war", "stand", "hier"} or r.language == ("fr" if low == "hier" else "de")
    if (
        r.language in {"de", "fr"}
        or low == "won"
        and r.low(k + 1) == "'"
        or r.glued(k)
        and r.low(k - 1) == "-"
    ):
        # "was" and "ran" are no verbs in German; "won't" is no victory; "the as-built" is a thing.
        return False
    if low in {"got", "had"} and r.low(k - 1) in {"ve", "have", "'"}:
        return False
    if low == "having" and r.low(k - 1) in {
        "on",
        "of",
        "for",
        "about",
        "by",
        "m",
        "am",
        "re",
        "are",
        "s",
        "is",
        "be",
    }:
        return False
    regular = len(low) > 4 and low.endswith("ed") and low not in NO_PAST_ED
    if low not in _PAST and not regular:
        return False
    previous = r.low(k - 1)
    if previous in {"not", "already", "just", "also", "then"}:
        previous = r.low(k - 2)
    if (
        previous in BE
        and r.low(k - 2) not in {"has", "have", "had"}
        and previous not in {"it", "that", "this"}
    ):
        return False
    if previous in {"to", "the", "a", "an", "your", "our", "any", "be"} | _WILL:
        return False
    if (previous not in _SUBJECTS or previous == "it") and _to_be_done(r, k):
        return False
    if low in {"left", "made", "called", "shared", "signed", "revised", "updated", "had", "got"}:
        behind = _OBJECTS if low not in {"revised", "updated"} else frozenset()
        return previous in _HAD or r.low(k + 1) in behind
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


_PLEDGED = frozenset({"to", "a", "an", "that", "on", "it", "this", "for", "the", "your", "our"})


def pledges(r: Reader, k: int, start: int) -> bool:
    """Whether the verb of the past at `k` takes on what is still to come: "has committed to a fix on Thursday"."""
    if r.low(k) not in _PLEDGES or r.low(k - 1) == "had":
        return False
    if r.low(k - 1) in {"has", "have", "ve", "s", "already", "just", "now"} or r.lows(k - 2, 2) == (
        "has",
        "been",
    ):
        # The perfect bears no day of the past: the day is that of what was agreed.
        given = r.low(k + 1) in {"me", "us", "you", "them"} and r.low(k + 3) not in {"lot", "great"}
        return r.low(k + 1) in _PLEDGED or given and r.low(k + 2) in {"a", "an", "the", "to", "that"}
    return any(
        r.low(m) == "to" and r.low(m + 1) not in _OBJECTS and r.low(m + 1) not in {"this", "that"}
        for m in range(k + 1, min(k + 4, start))
    )


def wills(r: Reader, begin: int) -> bool:
    """Whether "will" or its like stands before `begin` in the sentence: "we have it in the mornings" does not say so."""
    for k in range(begin - 1, max(begin - 25, -1), -1):
        if r.low(k) in {".", "!", "?", ";"}:
            return False
        if r.low(k) in _WILL | {
            "going",
            "let",
            "werde",
            "werden",
            "wird",
            "wirst",
            "werdet",
            "can",
            "could",
            "should",
            "would",
        }:
            return True
    return r.language == "fr" and any(looks_ahead(r, k) for k in range(max(0, begin - 12), begin))


def willed(r: Reader, k: int) -> bool:
    """Whether a verb of what will be governs the participle at `k`: "will answer all questions received by"."""
    for m in range(k - 1, max(k - 20, -1), -1):
        low = r.low(m)
        if low in STOPS or low in {
            "that",
            "which",
            "who",
            "because",
            "since",
            "after",
            "and",
            "when",
            "once",
            "if",
        }:
            return False
        if low in _WILL:
            return True
    return False


def _to_be_done(r: Reader, k: int) -> bool:
    """ "we'll have it typed up and sent": a participle under a verb of what will be."""
    for m in range(k - 1, max(k - 20, -1), -1):
        low = r.low(m)
        if low in STOPS or low in {"who", "which", "whose", "because"} and low != ",":
            return False
        if (
            low in _SUBJECTS
            and low != "it"
            and r.low(m - 1) not in _OBJECT_VERBS
            and r.low(m + 1) != "'"
            and r.low(m + 1) not in MODALS
        ):
            return False
        if low in _OBJECT_VERBS and r.low(m - 1) in MODALS:
            return True
        if low in {"getting", "having"} and r.low(m - 1) in {"m", "am", "re", "are", "s", "is"}:
            return True
    return False


def told_around(r: Reader, begin: int, end: int) -> bool:
    """Whether the clause on either side tells of the past: "On Monday we talked", "haben am 3. geliefert"."""
    if (
        r.low(end) in {"war", "waren", "was", "were", "went"}
        or r.low(end) in {"a", "ont"}
        and is_past(r, end)
    ):
        return True
    k = end + 1 if r.low(end) == "," else end
    words = [r.low(m) for m in range(k, k + 6)]
    if any(word in MODALS - {"to", "let"} for word in words):
        return False
    if r.lows(end, 1) == ("und",) and is_past(r, end + 3):
        return True
    if r.low(k) in _SUBJECTS and any(is_past(r, m) for m in range(k + 1, k + 4)):
        return True
    opened = (
        r.low(begin - 1) in STOPS | {""}
        or r.low(begin - 2) in STOPS | {""}
        and r.low(begin - 1) in {"en", "au", "le"}
    )
    if opened and _past_of_opened_clause(r, k if r.language == "fr" else end):
        return True
    return done_in_french(r, begin) or german_past(r, begin, end)


def _past_of_opened_clause(r: Reader, end: int) -> bool:
    """The first verb behind a date that opens its clause: "Im Mai war", "On Monday our crew fixed the"."""
    if r.language == "de" and is_preterite(r.low(end)):
        return True
    for m in range(end, end + 8):
        low = r.low(m)
        if low in STOPS or low in MODALS - {"to", "let"} or low == "":
            return False
        if (low in _PAST | PAST_ABROAD or r.language == "fr" and low in AVOIR) and is_past(r, m):
            return True
        plain = (
            len(low) > 4 and low.endswith("ed") and low not in NO_PAST_ED and r.language not in {"de", "fr"}
        )
        if (
            plain
            and r.low(m - 1) not in _NOT_VERBS
            and r.low(m + 1) in _OBJECTS | {"in", "at", "to", "for", "with", "off"}
        ):
            return True
    return False


_NOT_VERBS = frozenset(
    {"the", "a", "an", "our", "your", "my", "their", "this", "that", "be", "get", "is", "are", "to"}
)


def has_future(r: Reader, begin: int) -> bool:
    """Whether a verb of what will be stands in the clause before `begin`."""
    for k in range(begin - 1, max(begin - 25, -1), -1):
        if r.low(k) in {".", "!", "?", ";"}:
            return False
        if (
            looks_ahead(r, k)
            or r.low(k).endswith("ing")
            and r.low(k - 1) in {"m", "re", "am", "are", "is", "s"}
        ):
            return True
    return False
