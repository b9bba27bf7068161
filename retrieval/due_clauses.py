"""The clause before a date, read from right to left up to the verb or conjunction that decides."""

from __future__ import annotations

from enum import IntEnum

from retrieval.due_hours import MEALS
from retrieval.due_reader import Reader
from retrieval.due_tense import (
    BE,
    NO_PAST_ED,
    SAID_FOR_LATER,
    has_future,
    is_past,
    looks_ahead,
    pledges,
    willed,
)
from retrieval.due_words import STOPS


class Hold(IntEnum):
    """How well a date holds a promise; the greatest wins, the first among equals."""

    none = 0
    weak = 1
    plain = 2
    deadline = 3


_CONDITIONS = frozenset(
    {"once", "if", "after", "when", "unless", "whenever", "following", "until", "sobald", "wenn", "falls",
     "nachdem", "si", "quand", "après", "nach", "assuming", "provided", "since", "because", "lorsque", "whether", "ob"}
)  # fmt: skip


_WEAK_LEADS = frozenset(
    {"from", "starting", "beginning", "effective", "ab", "vom", "of", "with", "about", "than"}
)


_OPENERS = frozenset(
    {"enjoy", "schönes", "schönen", "bonne", "bon", "suite", "following", "thanks", "thank", "per",
     "great", "nice", "pleasure", "enjoyed", "regarding", "danke", "merci", "further"}
)  # fmt: skip


def by_tense(r: Reader, start: int, strong: bool, before: str) -> Hold:
    """Walks left through the clause to the nearest verb or conjunction that decides."""
    k = start - 1
    limit = start - 25
    while k >= 0 and k >= limit:
        low = r.low(k)
        if low in STOPS:
            if low == "." and r.glued(k + 1) or low == ":" and r.glued(k) and r.glued(k + 1):
                k -= 1
                continue
            break
        if low in {"do", "make"} and (r.lows(k - 2, 2) == ("'", "t") or r.low(k - 1) in {"not", "cannot"}):
            return Hold.none
        if (
            low in {"can", "could", "cannot", "unable"}
            and (low in {"cannot", "unable"} or r.lows(k + 1, 2) == ("'", "t"))
            and not (conditioned(r, k) and _main_clause_between(r, k, start))
        ):
            return Hold.none
        if (
            low in _NOBODY
            and not strong
            or looks_ahead(r, k)
            and r.low(k - 1) in _NOBODY
            and not _until(r, start)
        ):
            return Hold.none
        if k + 1 in r.span_ends and (start - k > 3 or _acts_between(r, k + 1, start)):
            # What stands before another date belongs to that one.
            break
        if low == "and" and k < start - 1 and _goes_on(r, k):
            break
        if looks_ahead(r, k):
            met = conditioned(r, k) and _main_clause_between(r, k - 3, start)
            if r.low(k) not in {"can", "could"} and _cannot(r, k) and not met:
                return Hold.none
            if _opened_by(r, k, 2) or _opened_by(r, k, 3) and r.low(k - 1) != "'":
                return Hold.none
            break
        if low in _OPENERS and not strong:
            return Hold.none
        if low in {"who", "whose"} and not strong:
            return Hold.none
        if low in {"after", "nach", "après"} and k >= start - 2 and r.low(start) in MEALS | {"the"}:
            k -= 1
            continue
        hours = r.low(k + 1) in DAILY and k >= start - 3 or k == start - 1 and r.num(start) is not None
        if low in {"after", "nach", "après"} and hours:
            k -= 1
            continue
        if (
            is_condition(r, k)
            and not (low == "until" and k == start)
            and not _main_clause_between(r, k, start)
        ):
            return Hold.none
        if not strong and not pledges(r, k, start) and _told_plainly(r, k):
            return Hold.none
        if is_past(r, k):
            if _sent_to_do(r, k, start) or before == "pour" and r.low(k + 1) in _RESERVED:
                break
            if before in {"to", "for", "from"} and (
                low in _MOVED or low == "been" and r.low(k + 1) in _MOVED
            ):
                break
            if low == "had" and r.low(k + 1) == "to" and r.low(k + 2) in _MOVING:
                break
            if strong and low in _MOVED and r.low(k - 1) == "been":
                break
            if strong and (low in SAID_FOR_LATER or r.low(k - 1) in BE | {"s"}):
                break
            if strong and (_promised_to(r, k, start) or willed(r, k)):
                break
            if pledges(r, k, start):
                break
            return Hold.none
        k -= 1
    if strong:
        return Hold.deadline
    return Hold.weak if before in _WEAK_LEADS else Hold.plain


_MOVED = frozenset(
    {"moved", "put", "rescheduled", "postponed", "pushed", "shifted", "brought", "changed", "extended", "set", "fixed",
     "booked", "scheduled", "planned", "arranged", "delayed", "deferred", "reserved", "confirmed", "pencilled", "penciled", "slotted", "lined", "blocked", "earmarked"}
)  # fmt: skip


def _opened_by(r: Reader, k: int, back: int) -> bool:
    """Whether a condition stands `back` words before the verb at `k`, with no other date between."""
    return is_condition(r, k - back) and not any(k - back < end <= k for end in r.span_ends)


_RESERVED = frozenset(
    {"réservé", "prévu", "programmé", "planifié", "bloqué", "fixé", "calé", "noté", "commandé"}
)


def _sent_to_do(r: Reader, k: int, start: int) -> bool:
    """ "The engineer has been told to come on Thursday", "il m'a dit qu'il passerait vendredi"."""
    words = [r.low(m) for m in range(k + 1, start)]
    if r.low(k) in _TOLD_TO_DO:
        return any(
            a == "to" and b not in {"the", "you", "your", "me", "us", "him", "her", "them"}
            for a, b in zip(words, words[1:] + [""], strict=False)
        )
    return (
        r.language == "fr"
        and words[:1] in (["dit"], ["promis"], ["assuré"], ["confirmé"])
        and "qu" in words[1:3] + words[2:4]
    )


_TOLD_TO_DO = frozenset(
    {"told", "asked", "instructed", "ordered", "briefed", "reminded", "invited", "advised"}
)


def _acts_between(r: Reader, begin: int, start: int) -> bool:
    """ "What you asked for on Friday ships today": a verb of its own stands before the second date."""
    words = [r.low(k) for k in range(begin, start) if r.low(k).isalpha()]
    return any(word not in _BETWEEN for word in words) and not any(word.endswith("ed") for word in words)


_BETWEEN = frozenset(
    {"on", "at", "by", "in", "and", "or", "to", "until", "till", "through", "for", "the", "from", "am", "bis", "und", "oder",
     "au", "et", "ou", "le", "vom", "zum"}
)  # fmt: skip


_MOVING = frozenset(
    {"move", "postpone", "push", "shift", "reschedule", "delay", "bring", "change", "put", "rebook", "defer", "extend"}
)  # fmt: skip


def _told_plainly(r: Reader, k: int) -> bool:
    """ "Shipment 4 cleared customs", "the tenant moved out": a verb in -ed behind its subject, nothing ahead in its clause."""
    low = r.low(k)
    if len(low) < 5 or not low.endswith("ed") or r.language in {"de", "fr"} or low in NO_PAST_ED | _SET_DOWN:
        return False
    if low in _MOVED and r.low(k + 1) not in {"out", "in", "into", "away"}:
        return False
    before = r.low(k - 1)
    subject = (
        before.isalpha()
        and before not in _NO_SUBJECTS
        and not before.endswith(("ly", "ing"))
        or r.num(k - 1) is not None
    )
    if not subject or not _takes_object(r, k):
        return False
    for m in range(k - 1, max(k - 15, -1), -1):
        if r.low(m) in STOPS:
            break
        if r.low(m) in _AHEAD or looks_ahead(r, m):
            return False
    return k - 1 >= 0


def _takes_object(r: Reader, k: int) -> bool:
    after = r.low(k + 1)
    return (
        after in _AFTER_VERB or r.num(k + 1) is not None or after == "q" or r.low(k + 2) in {"on", "in", "at"}
    )


_NO_SUBJECTS = frozenset(
    {"be", "is", "are", "am", "been", "being", "get", "gets", "getting", "got", "have", "has", "had", "having", "will", "ll",
     "shall", "can", "could", "should", "would", "must", "may", "might", "to", "the", "a", "an", "your", "our", "my", "their",
     "his", "her", "this", "these", "those", "all", "any", "with", "of", "for", "as", "and", "or", "not", "also", "expect",
     "need", "want", "send", "keep", "re", "m", "s", "let", "please", "when", "once", "if", "newly", "both", "t"}
)  # fmt: skip
_AHEAD = frozenset(
    {"be", "is", "are", "am", "being", "get", "gets", "getting", "will", "ll", "shall", "can", "could", "should", "would",
     "must", "may", "might", "to", "let", "please", "re", "m", "as", "when", "once", "if"}
)  # fmt: skip
_SET_DOWN = frozenset(
    {"pencilled", "penciled", "slotted", "locked", "lined", "earmarked", "blocked", "inked", "aimed", "needed", "required",
     "expected", "targeted", "supposed", "slated", "timed"}
)  # fmt: skip
_AFTER_VERB = frozenset(
    {"on", "in", "at", "to", "from", "out", "off", "up", "down", "with", "for", "over", "back", "through", "away", "the",
     "a", "an", "our", "your", "their", "his", "her", "it", "them", "us", "you", "customs", "into"}
)  # fmt: skip


def _goes_on(r: Reader, k: int) -> bool:
    """ "has been approved and goes live tomorrow": a present behind a perfect."""
    after = r.low(k + 1)
    if not after.endswith("s") or len(after) < 4 or r.low(k + 2) in {"and", ",", "of"}:
        return False
    return any(r.lows(m, 2) in {("has", "been"), ("have", "been")} for m in range(max(0, k - 6), k))


def _until(r: Reader, start: int) -> bool:
    return r.low(start - (r.low(start) == "the")) in {"until", "till", "before", "through", "bis"}


_NOBODY = frozenset({"nobody", "none", "niemand", "personne", "nothing", "nichts"})


def _cannot(r: Reader, k: int) -> bool:
    """Whether the verb at `k` is what somebody cannot do: "can't get it there by Friday"."""
    for m in range(k - 1, max(k - 5, -1), -1):
        if r.low(m) in STOPS:
            return False
        if r.low(m) in {"cannot", "unable"} or r.lows(m, 3) in {("can", "'", "t"), ("couldn", "'", "t")}:
            return True
        if r.low(m) in _NOBODY and (r.language != "de" or m >= k - 2):
            return True
    return False


def conditioned(r: Reader, k: int) -> bool:
    """Whether a condition opens the clause before `k`: "if it can't be repaired we move them"."""
    for m in range(k - 1, max(k - 8, -1), -1):
        if r.low(m) in STOPS:
            return False
        if is_condition(r, m):
            return True
    return False


def is_condition(r: Reader, k: int) -> bool:
    low = r.low(k)
    if low == "dès":
        return r.low(k + 1) in {"que", "qu"}
    if low in {"when", "wenn", "quand"} and has_future(r, k):
        # "I'll sign it when I get in on Friday": then it will be done.
        return False
    if low in {"when", "once"} and r.lows(k + 1, 3) in {
        ("i", "'", "m"),
        ("i", "am", "back"),
        ("we", "'", "re"),
    }:
        # "when I'm back next week": the speaker's own day.
        return False
    if low == "il" and r.lows(k - 2, 2) == ("s", "'"):
        return True
    if low == "nach" and r.low(k + 1) in {"", ".", ","}:
        return False
    return low in _CONDITIONS


def _main_clause_between(r: Reader, k: int, start: int) -> bool:
    """Whether the main clause has begun since the condition: "wenn er nickt unterschreiben wir am Dienstag"."""
    for m in range(k + 3, start):
        if r.low(m) in {"wir", "ich"} and r.low(m - 1).endswith(("en", "e")) and len(r.low(m - 1)) > 3:
            return True
        if r.language == "fr" and r.low(m) in {"on", "je", "nous", "il", "elle"}:
            return True
        if r.low(m) in {"i", "we"} and m > k + 3 and r.low(m - 1) not in {"and", "or", "that", "as"}:
            return True
    return False


DAILY = MEALS | {
    "work", "school", "hours", "tea", "closing", "close", "dark", "feierabend", "schulschluss", "dienstschluss",
    "noon", "mittag", "travail", "midi", "training", "practice", "church", "assembly",
}  # fmt: skip


def _promised_to(r: Reader, k: int, start: int) -> bool:
    return any(r.low(m) in {"to", "will", "ll", "would"} for m in range(k + 1, min(start, k + 8)))
