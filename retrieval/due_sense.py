"""Which date of a sentence holds the promise: its cue, the tense around it, and what it is a part of."""

from __future__ import annotations

from enum import IntEnum

from retrieval.due_courtesies import is_saying
from retrieval.due_hours import MEALS
from retrieval.due_reader import Reader
from retrieval.due_states import merely_is
from retrieval.due_tense import (
    BE,
    SAID_FOR_LATER,
    STOPS,
    has_future,
    is_past,
    looks_ahead,
    pledges,
    told_around,
    willed,
    wills,
)
from retrieval.due_vetoes import (
    habit,
    is_business_hours,
    never_promised,
    not_before,
    refused_behind,
    somebody_away,
    starts_later,
)
from retrieval.due_words import DAY_UNITS, DEADLINE_CUES, MONTHS, TODAY, TOMORROW, WEEKDAYS

TODAYS = TODAY | TOMORROW
_CONDITIONS = frozenset(
    {"once", "if", "after", "when", "unless", "whenever", "following", "until", "sobald", "wenn", "falls",
     "nachdem", "si", "quand", "après", "nach", "assuming", "provided", "since", "because", "lorsque", "whether", "ob"}
)  # fmt: skip
_BEGINNINGS = frozenset(
    {"after", "since", "nach", "seit", "après", "depuis", "post", "following", "beyond", "past"}
)
_WEAK_LEADS = frozenset(
    {"from", "starting", "beginning", "effective", "ab", "vom", "of", "with", "about", "than"}
)
_OPENERS = frozenset(
    {
        "enjoy",
        "schönes",
        "schönen",
        "bonne",
        "bon",
        "suite",
        "following",
        "thanks",
        "thank",
        "per",
        "great",
        "nice",
        "pleasure",
        "enjoyed",
        "regarding",
        "danke",
        "merci",
        "further",
    }
)
_OWNERS = frozenset({"our", "your", "my", "their", "his", "her", "its"})
_SET_FOR = frozenset(
    {
        "scheduled", "planned", "slated", "set", "booked", "targeted", "target", "aim", "aiming", "plan", "planning",
        "schedule", "it", "this", "that", "them", "kickoff", "launch", "live", "release", "rollout", "ready", "due",
        "track", "meeting", "call", "session", "workshop", "down", "shooting", "noted", "confirmed",
    }
)  # fmt: skip
_AFTER_DATE = frozenset(
    {
        "at", "by", "or", "and", "to", "if", "so", "with", "for", "but", "in", "when", "as", "is", "works", "then",
        "unless", "because", "before", "after", "from", "we", "i", "you", "he", "she", "they", "it", "on", "latest",
        "that", "this", "should", "will", "would", "until", "till", "through", "the", "our", "your", "since", "while",
        "of", "sharp", "noon", "eod", "cob", "am", "pm", "morning", "afternoon", "evening", "night", "next", "week",
        "too", "also", "not", "a", "an", "um", "und", "oder", "et", "ou", "ich", "wir", "nous", "je", "instead", "hopefully", "provided", "all", "anyway", "please", "again", "via", "already", "subject", "including", "without", "though", "okay", "ok", "right", "onwards", "just", "still", "be",
    }
)  # fmt: skip
_THINGS = frozenset(
    {"meeting", "run", "release", "issue", "board", "call", "session", "review", "batch", "build", "edition", "cycle",
     "invoice", "payroll", "budget", "committee", "window", "drop", "shipment", "delivery", "workshop", "demo", "update", "version", "patch", "sprint"}
)  # fmt: skip


_DATE_NOUNS = frozenset(
    {"deadline", "date", "course", "end", "morning", "evening", "afternoon", "night", "week", "target", "window", "start"}
)  # fmt: skip
_RANGES = frozenset({"to", "till", "until", "through", "bis", "-", "–", "au", "and"})


class Hold(IntEnum):
    """How well a date holds a promise; the greatest wins, the first among equals."""

    none = 0
    weak = 1
    plain = 2
    deadline = 3


def hold_of(
    r: Reader,
    begin: int,
    end: int,
    lead: tuple[str, ...],
    *,
    whole: bool = False,
    counted: bool = False,
    timed: bool = False,
    far: bool = False,
) -> Hold:
    """How the date phrase at tokens begin..end, introduced by `lead`, relates to the promise.

    `whole` says that it names a month, quarter or year, `counted` that it counts from now, `timed` that it
    names only an hour, `far` that its like has just passed and the next is most of a year away.
    """
    start = begin - len(lead) if lead else begin
    before = r.low(begin - 1)
    if before in {"the", "la", "le", "den", "der", "dem"}:
        before = r.low(begin - 2)
    strong = bool(lead) and (lead[0] in DEADLINE_CUES or lead[-1] in DEADLINE_CUES or len(lead) > 1)
    strong = strong or r.low(end - 1) in {"latest", "tard"} or lead == ("within",)
    if r.low(begin - 1) in {"good", "great", "nice", "lovely", "schönes", "bon"} or _as_agreed(r, start, end):
        return Hold.none
    if never_promised(r, start, end, strong) or habit(r, begin, end, strong):
        return Hold.none
    if is_saying(r, begin, end) or merely_is(r, start, begin, end, lead):
        return Hold.none
    if before == "after" and r.lows(end - 2, 2) in {("from", "now"), ("from", "today")}:
        # "after two weeks from now" is but "in two weeks".
        start, before = start - 1, ""
    if (
        before in _BEGINNINGS
        and not (before == "post" and r.low(begin - 2) in {"the", "our", "your"})
        and not _after_hours(r, begin, end)
        and r.low(begin - 2) != "until"
        and r.low(end - 1) not in MEALS
        or r.lows(begin - 2, 2) in {("instead", "of"), ("rather", "than"), ("clear", "of")}
    ):
        return Hold.none
    if not strong and _is_name(r, begin, end) or is_business_hours(r, begin) or somebody_away(r, start, lead):
        return Hold.none
    if counted and starts_later(r, begin, end):
        return Hold.none
    if not strong and _of_the_making(r, start):
        return Hold.none
    if (
        before == "effective"
        or before == "from"
        and r.low(start - 2) in _RUNNING
        and not has_future(r, begin)
    ):
        # "valid from April", "interest accrues from 1 March": it only begins then.
        return Hold.none
    dated_thing = (
        before in {"of", "vom"} and r.low(begin - 2) not in _DATE_NOUNS and r.low(begin) not in {"the", "end"}
    )
    if (
        dated_thing
        and r.low(begin - 4) in {"mit", "with", "avec", "in", "bei"}
        and r.low(begin - 2) in _THINGS
    ):
        # "mit dem Release vom 24. März": what comes with it, comes then.
        return _by_tense(r, begin - 4, False, "") and Hold.weak
    if not lead and dated_thing and not any(r.low(k) in _RANGES for k in range(begin, end)):
        # "the delivery of 2 November", "Ihr Schreiben vom 3. März": a thing with its date.
        return Hold.none
    if (
        before in {"de", "du"}
        and not lead
        and r.low(begin - 2) not in {"partir", "compter"}
        and "au" not in r.lows(begin, end - begin)
    ):
        return Hold.none
    if (
        timed
        and not strong
        and not (
            has_future(r, begin)
            or not _keeps_hours(r)
            and r.language in {"de", "fr"}
            and any(w in _TO_SOMEBODY for w in r.words)
        )
        and not r.alone(start, end)
    ):
        return Hold.none
    told = far and not strong and lead[-1:] != ("for",)
    if told and not has_future(r, begin) and not any(looks_ahead(r, k) for k in range(end, end + 6)):
        # A day that has just passed and no word of what will be: it tells of the past.
        return Hold.none
    if r.language == "de" and refused_behind(r, end):
        return Hold.none
    if r.low(end) == "'" and r.low(end + 1) == "s" and r.glued(end):
        # "Tuesday's call" is a thing; only what is due before, for or in it is due then.
        if not (strong or before in {"for", "at", "during", "on", "in", "with"}):
            return Hold.none
        return Hold.deadline if strong else _by_tense(r, start, False, before) and Hold.weak
    if whole and _of_a_thing(r, begin, end):
        return _by_tense(r, start, strong, before)
    if not strong and _is_attribute(r, begin, end) or not strong and told_around(r, start, end):
        return Hold.none
    if lead[-1:] == ("for",) and whole and r.low(start - 1) not in _SET_FOR:
        return Hold.none
    if lead[-1:] in {("before",), ("vor",), ("avant",)} and (held := not_before(r, start)) is not None:
        return Hold.weak if held else Hold.none
    if r.low(end - 1) in {"thing", "morning"} and r.low(begin) not in WEEKDAYS and before == "in":
        # "in the morning", "first thing": a habit unless something will be done.
        # "I take that off in the morning"; "we take deliveries in the morning" is a habit.
        near = [r.low(k) for k in range(max(0, start - 9), start)]
        ours = bool({"it", "that", "this", "them", "your", "you", "yours"} & set(near))
        told = any(is_past(r, k) for k in range(max(0, start - 9), start))
        return Hold.plain if wills(r, begin) or _doing(r, begin) or ours and not told else Hold.none
    return _by_tense(r, start, strong, before)


def _of_the_making(r: Reader, start: int) -> bool:
    """ "Invoice dated 3 March", "born on 3 March", "made in March 2026": when a thing came to be."""
    return r.low(start - 1) in _MADE and not (
        r.glued(start - 1)
        or has_future(r, start - 1)
        or any(r.low(k) in {"be", "get", "is", "are"} for k in range(start - 3, start))
    )


_RUNNING = frozenset(
    {"valid", "accrues", "accrue", "runs", "dates", "applies", "apply", "counts", "gültig", "valable"}
)
_MADE = frozenset(
    {"dated", "born", "made", "built", "founded", "established", "issued", "printed", "datiert", "datée", "daté"}
)  # fmt: skip


def _by_tense(r: Reader, start: int, strong: bool, before: str) -> Hold:
    """Walks left through the clause to the nearest verb or conjunction that decides."""
    k = start - 1
    limit = start - 25
    while k >= 0 and k >= limit:
        low = r.low(k)
        if low in STOPS:
            if low == "." and r.glued(k + 1):
                k -= 1
                continue
            break
        if low in {"do", "make"} and (r.lows(k - 2, 2) == ("'", "t") or r.low(k - 1) in {"not", "cannot"}):
            return Hold.none
        if (
            low in {"can", "could", "cannot", "unable"}
            and (low in {"cannot", "unable"} or r.lows(k + 1, 2) == ("'", "t"))
            and not (_conditioned(r, k) and _main_clause_between(r, k, start))
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
        if k + 1 in r.span_ends and start - k > 3:
            # What stands before another date belongs to that one.
            break
        if looks_ahead(r, k):
            met = _conditioned(r, k) and _main_clause_between(r, k - 3, start)
            if r.low(k) not in {"can", "could"} and _cannot(r, k) and not met:
                return Hold.none
            if _is_condition(r, k - 2) or _is_condition(r, k - 3) and r.low(k - 1) != "'":
                return Hold.none
            break
        if low in _OPENERS and not strong:
            return Hold.none
        if low in {"who", "whose"} and not strong:
            return Hold.none
        if low in {"after", "nach", "après"} and k >= start - 2 and r.low(start) in MEALS | {"the"}:
            k -= 1
            continue
        hours = r.low(k + 1) in _DAILY and k >= start - 3 or k == start - 1 and r.num(start) is not None
        if low in {"after", "nach", "après"} and hours:
            k -= 1
            continue
        if (
            _is_condition(r, k)
            and not (low == "until" and k == start)
            and not _main_clause_between(r, k, start)
        ):
            return Hold.none
        if is_past(r, k):
            if before in {"to", "for", "from"} and (
                low in _MOVED or low == "been" and r.low(k + 1) in _MOVED
            ):
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
     "booked", "scheduled", "planned", "arranged", "delayed", "deferred", "reserved", "confirmed"}
)  # fmt: skip


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


def _conditioned(r: Reader, k: int) -> bool:
    """Whether a condition opens the clause before `k`: "if it can't be repaired we move them"."""
    for m in range(k - 1, max(k - 8, -1), -1):
        if r.low(m) in STOPS:
            return False
        if _is_condition(r, m):
            return True
    return False


def _is_condition(r: Reader, k: int) -> bool:
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
    if low == "nach" and r.low(k + 1) in {"", ".", ","}:
        return False
    return low in _CONDITIONS


def _main_clause_between(r: Reader, k: int, start: int) -> bool:
    """Whether the main clause has begun since the condition: "wenn er nickt unterschreiben wir am Dienstag"."""
    for m in range(k + 3, start):
        if r.low(m) in {"wir", "ich"} and r.low(m - 1).endswith(("en", "e")) and len(r.low(m - 1)) > 3:
            return True
        if r.language == "fr" and r.low(m) in {"on", "je", "nous"}:
            return True
        if r.low(m) in {"i", "we"} and m > k + 3 and r.low(m - 1) not in {"and", "or", "that", "as"}:
            return True
    return False


_DAILY = MEALS | {
    "work", "school", "hours", "tea", "closing", "close", "dark", "feierabend", "schulschluss", "dienstschluss",
    "noon", "mittag", "travail", "midi", "training", "practice", "church", "assembly",
}  # fmt: skip


def _after_hours(r: Reader, begin: int, end: int) -> bool:
    """ "after lunch tomorrow", "after 3pm today": an hour of a day that is named."""
    if r.low(begin) in _DAILY and end - begin > 1:
        return True
    hour = r.num(begin) is not None or r.low(begin) in {"noon", "midday"}
    named = any(r.low(k) in TODAYS or r.low(k) in WEEKDAYS for k in range(begin + 1, end))
    return (
        hour and named and any(r.low(k) in {"am", "pm", ":", "uhr", "h", "o"} for k in range(begin + 1, end))
    )


def _doing(r: Reader, begin: int) -> bool:
    """ "I'm calling them", "sending it": somebody is at it, or an order is given."""
    return any(
        r.low(k).endswith("ing") and r.low(k - 1) in {"m", "re", "am", "are", "is", "s", "", ".", ",", "and"}
        for k in range(max(0, begin - 12), begin)
    )


def _keeps_hours(r: Reader) -> bool:
    """Whether somebody's hours are told: "Sie erreichen uns zwischen 8 und 17 Uhr"."""
    return any(word in _HOURS_KEPT for word in r.words)


_HOURS_KEPT = frozenset(
    {"öffnen", "öffnet", "schließt", "schließen", "beginnt", "ouvre", "ouvrons", "ferme", "fermons", "erreichen",
     "erreicht", "erreichbar", "joignable", "répond", "répondons", "sprechzeiten", "commence", "geöffnet", "besetzt"}
)  # fmt: skip
_TO_SOMEBODY = frozenset(
    {"ich", "wir", "ihnen", "sie", "dir", "euch", "dich", "je", "j", "nous", "on", "vous", "te", "toi", "lui"}
)


def _as_agreed(r: Reader, start: int, end: int) -> bool:
    """The head of a quoted mail ("On Wednesday, Ann wrote:") or a look back ("wie am Freitag vereinbart")."""
    if r.low(start - 1) in {"wie", "as", "comme"} and r.low(end).endswith(("t", "en", "ed", "u")):
        return True
    return any(
        r.low(k) in {"wrote", "écrit", "schrieb"} and r.low(k + 1) == ":" for k in range(end, end + 12)
    )


def _is_name(r: Reader, begin: int, end: int) -> bool:
    """Whether a weekday or month is a person's first name: "Our colleague Wednesday Adams"."""
    if end - begin != 1 or r.low(begin) not in WEEKDAYS or not r.token(begin).raw[0].isupper():
        return False
    after, before = r.token(end), r.low(begin - 1)
    named = after.raw[:1].isupper() and after.raw[1:].islower() and len(after.raw) > 3
    return named and after.low not in WEEKDAYS | MONTHS | dict.fromkeys(TOMORROW) and before not in {
        "on", "by", "until", "this", "next", "before", ",", "from", "to", "and", "-",
    }  # fmt: skip


def _of_a_thing(r: Reader, begin: int, end: int) -> bool:
    """ "at the October meeting", "in the January run": the thing falls into that month."""
    k = begin if r.low(begin) == "the" else begin - 1
    return (
        r.low(k) == "the"
        and r.low(k - 1) in {"at", "in", "into", "with", "by", "for"}
        and r.low(end) in _THINGS
    )


def _is_attribute(r: Reader, begin: int, end: int) -> bool:
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


def _promised_to(r: Reader, k: int, start: int) -> bool:
    return any(r.low(m) in {"to", "will", "ll", "would"} for m in range(k + 1, min(start, k + 8)))
