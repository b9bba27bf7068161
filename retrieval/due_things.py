"""Dates that belong to a thing and not to a deed: "the Friday deck", "invoice dated 3 March", "Wednesday Adams"."""

from __future__ import annotations

from retrieval.due_reader import Reader
from retrieval.due_tense import has_future
from retrieval.due_words import DAY_UNITS, MONTHS, TOMORROW, WEEKDAYS

_OWNERS = frozenset({"our", "your", "my", "their", "his", "her", "its"})


_AFTER_DATE = frozenset(
    {
        "at", "by", "or", "and", "to", "if", "so", "with", "for", "but", "in", "when", "as", "is", "works", "then",
        "unless", "because", "before", "after", "from", "we", "i", "you", "he", "she", "they", "it", "on", "latest",
        "that", "this", "should", "will", "would", "until", "till", "through", "the", "our", "your", "since", "while",
        "of", "sharp", "noon", "eod", "cob", "am", "pm", "morning", "afternoon", "evening", "night", "next", "week",
        "too", "also", "not", "a", "an", "um", "und", "oder", "et", "ou", "ich", "wir", "nous", "je", "instead", "hopefully", "provided", "all", "anyway", "please", "again", "via", "already", "subject", "including", "without", "though", "okay", "ok", "right", "onwards", "just", "still", "be",
    }
)  # fmt: skip


THINGS = frozenset(
    {"meeting", "run", "release", "issue", "board", "call", "session", "review", "batch", "build", "edition", "cycle",
     "invoice", "payroll", "budget", "committee", "window", "drop", "shipment", "delivery", "workshop", "demo", "update", "version", "patch", "sprint"}
)  # fmt: skip


def of_the_making(r: Reader, start: int) -> bool:
    """ "Invoice dated 3 March", "born on 3 March", "made in March 2026": when a thing came to be."""
    return r.low(start - 1) in _MADE and not (
        r.glued(start - 1)
        or has_future(r, start - 1)
        or any(r.low(k) in {"be", "get", "is", "are"} for k in range(start - 3, start))
    )


_MADE = frozenset(
    {"dated", "born", "made", "built", "founded", "established", "issued", "printed", "datiert", "datée", "daté"}
)  # fmt: skip


def as_agreed(r: Reader, start: int, end: int) -> bool:
    """The head of a quoted mail ("On Wednesday, Ann wrote:") or a look back ("wie am Freitag vereinbart")."""
    if r.low(start - 1) in {"wie", "as", "comme"} and r.low(end).endswith(("t", "en", "ed", "u")):
        return True
    return any(
        r.low(k) in {"wrote", "écrit", "schrieb"} and r.low(k + 1) == ":" for k in range(end, end + 12)
    )


def is_first_name(r: Reader, begin: int, end: int) -> bool:
    """Whether a weekday or month is a person's first name: "Our colleague Wednesday Adams"."""
    if end - begin != 1 or r.low(begin) not in WEEKDAYS or not r.token(begin).raw[0].isupper():
        return False
    after, before = r.token(end), r.low(begin - 1)
    if before in MONTHS and r.token(begin - 1).raw[0].isupper() and r.num(begin - 2) is None:
        # "August Freitag"
        return True
    named = after.raw[:1].isupper() and after.raw[1:].islower() and len(after.raw) > 3
    return named and after.low not in WEEKDAYS | MONTHS | dict.fromkeys(TOMORROW) and before not in {
        "on", "by", "until", "this", "next", "before", ",", "from", "to", "and", "-",
    }  # fmt: skip


def of_a_thing(r: Reader, begin: int, end: int) -> bool:
    """ "at the October meeting", "in the January run": the thing falls into that month."""
    k = begin if r.low(begin) == "the" else begin - 1
    return (
        r.low(k) == "the"
        and r.low(k - 1) in {"at", "in", "into", "with", "by", "for"}
        and r.low(end) in THINGS
    )


def is_attribute(r: Reader, begin: int, end: int) -> bool:
    """Whether the date describes a thing: "the Friday deck", "our end of year party"."""
    first = r.low(begin)
    owned = r.low(begin - 1) in _OWNERS
    follow = r.low(end)
    noun = follow.isalpha() and follow not in _AFTER_DATE
    if (first in {"the", "that"} or owned) and end - begin <= 2 and noun and first not in DAY_UNITS:
        return True
    if (
        first == "the"
        and end - begin <= 4
        and noun
        and r.low(end - 1) in {"friday", "day", "eve", "monday", "end"}
    ):
        return follow not in {"or", "and"} and r.low(begin + 1) not in {
            "day",
            "week",
            "last",
            "first",
            "next",
        }
    return owned and noun


def is_from_then(r: Reader, begin: int, end: int) -> bool:
    """ "The photos from Friday are here", "a neighbour called Friday", "Sunday roast is 18 pounds", "he will be 60 in December"."""
    before = r.low(begin - 1)
    if before in {"called", "named", "nicknamed", "titled", "entitled"}:
        return True
    if r.low(begin) == "this" and r.low(end) in {"thing", "business", "nonsense", "stuff"}:
        return True
    if before in {"says", "reads"} and r.num(begin) is not None:
        return True
    if before == "in" and r.low(begin - 2) in {"days", "weeks"} and not has_future(r, begin):
        # "There are 31 days in July."
        return True
    if before == "from" and r.low(end) in {"are", "is", "was", "were", "has", "have", "shows", "show"}:
        return r.low(begin - 2).isalpha()
    if before == "in" and r.num(begin - 2) is not None and r.low(begin - 3) in {"be", "turn", "turns", "is"}:
        return True
    opens = not r.low(begin - 1).isalnum()
    noun = r.low(end).isalpha() and r.low(end) not in _AFTER_DATE | THINGS and r.token(end).raw.islower()
    return opens and end - begin == 1 and noun and r.low(end + 1) in {"is", "are", "was", "were", "costs"}


def is_of_a_thing_named(r: Reader, begin: int, end: int) -> bool:
    """ "before the March rebate", "by the June issue": the month of a thing that nobody promises."""
    the = r.low(begin) == "the" or r.low(begin - 1) == "the"
    noun = r.low(end).isalpha() and r.low(end) not in _AFTER_DATE
    noun = noun and (r.low(end) not in THINGS or r.low(end + 1) in {"is", "are", "was", "has"})
    return the and end - begin <= 2 and r.low(end - 1) in MONTHS and noun
