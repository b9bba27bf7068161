"""Words to due dates: what day keeps the promise, how exact that is, and where the text says so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from records.models import Precision
from retrieval.due_anchored import LEANING
from retrieval.due_choices import is_the_end, is_what_we_do
from retrieval.due_clauses import Hold
from retrieval.due_corrections import takes_back
from retrieval.due_feasts import HOLIDAY_STARTS
from retrieval.due_hours import PART_WORDS
from retrieval.due_locale import country_of_locale, language_of_country, language_of_locale
from retrieval.due_moments import MOMENTS, moment_in
from retrieval.due_phrases import expression_at
from retrieval.due_reader import Reader, When, on_day
from retrieval.due_sense import hold_of
from retrieval.due_stretches import STRETCH_STARTS, STRETCHES
from retrieval.due_words import (
    ARTICLES,
    DAY_PARTS,
    DAY_UNITS,
    MONTHS,
    NUMBERS,
    RANGE_WORDS,
    STARTERS,
    TODAY,
    TOMORROW,
    TRIGGERS,
    WEEKDAYS,
    tokens_of,
)

_REPEATS = frozenset(
    {"every", "each", "jeden", "jede", "jedes", "chaque", "since", "seit", "depuis", "per", "ago", "vom"}
)
_EVERY = frozenset({"every", "each", "alle", "jede", "jeden", "jedes", "tous", "toutes", "chaque"})
_EARLIER_THAN = frozenset({("prior", "to"), ("ahead", "of"), ("this", "side", "of")})
_UP_TO = frozenset({"before", "vor", "avant"})
_LEADS = (
    ("no", "later", "than"),
    ("day", "later", "than"),
    ("minute", "later", "than"),
    ("not", "later", "than"),
    ("at", "the", "latest"),
    ("prior", "to"),
    ("ahead", "of"),
    ("this", "side", "of"),
    ("in", "time", "for"),
    ("up", "to"),
    ("d", "'", "ici"),
    ("bis", "spätestens"),
    ("spätestens", "bis"),
    ("bis", "zum"),
    ("bis", "zur"),
    ("latest", "by"),
    ("due", "on"),
    ("due", "by"),
    ("by", "or", "before"),
    ("on", "or", "before"),
    ("jusqu", "'", "à"), ("jusqu", "'", "au"), ("jusqu", "'", "en"), ("au", "plus", "tard"), ("plus", "tard"),
    ("at", "the", "very", "latest"), ("by", "no", "later", "than"), ("up", "until"), ("right", "until"),
    ("on", "or", "by"), ("by", "or", "on"), ("as", "late", "as"), ("through",), ("thru",), ("til",), ("jusqu",),
    ("by",), ("until",), ("till",), ("before",), ("on",), ("bis",), ("spätestens",), ("vor",), ("avant",),
    ("at",), ("in",), ("during",), ("am",), ("im",), ("zum",), ("zur",), ("gegen",), ("within",), ("due",), ("ici",), ("around",), ("for",),
)  # fmt: skip


_CONTEXT = 600
"""Characters of the words before a promise that are read for a date it leans on."""
_SPEAKERS = frozenset({"we", "i", "ll", "wir", "ich", "nous", "je", "our", "you", "sie", "vous"})
_STARTERS = STARTERS | HOLIDAY_STARTS | PART_WORDS | LEANING | STRETCH_STARTS | {"bank", "public"}
_TRIGGERS = TRIGGERS | HOLIDAY_STARTS | PART_WORDS | LEANING | STRETCHES | {"bank"}
_WHOLES = frozenset({Precision.month, Precision.quarter, Precision.year})


@dataclass(frozen=True, slots=True)
class DueDate:
    """A due date as said, `text[start:end]`, and the last day that keeps the promise.

    `due_at` is set only when a clock time or hours were said; it is in the zone that was said,
    else in the speaker's.
    """

    start: int
    end: int
    as_said: str
    due: date
    due_at: datetime | None
    precision: Precision


@dataclass(frozen=True, slots=True)
class _Candidate:
    due: DueDate
    when: When
    begin: int
    end: int
    lead: tuple[str, ...]


def find_due_dates(
    text: str,
    said_at: datetime,
    *,
    day_first: bool | None = None,
    language: str | None = None,
    country: str | None = None,
    locale: str | None = None,
) -> list[DueDate]:
    """Every date of today or later that `text` names, in order of appearance.

    `said_at` carries the speaker's offset, on whose calendar everything is counted. `day_first` reads
    12/11; None takes it from other dates in the text, the country or the offset. `language` is "en",
    "de" or "fr" where known. `country` (ISO 3166) adds its holidays to the count of business days and
    tells its holidays by name. `locale` ("en_GB") gives language and country where they are not given.
    """
    reader = _reader(text, said_at, day_first, language, country, locale)
    return [] if reader is None else [candidate.due for candidate in _candidates(reader)]


def resolve_due(
    text: str,
    said_at: datetime,
    *,
    day_first: bool | None = None,
    language: str | None = None,
    country: str | None = None,
    locale: str | None = None,
    context: str = "",
) -> DueDate | None:
    """The date by which the promise in `text` is to be kept, or None when it names none.

    `context` is what was said before it: "the day after" and "by then" count from the last date there.
    The other arguments are those of `find_due_dates`.

    A date led by "by", "until", "before" and the like wins over one led by "on" or "in"; dates of the
    past ("as I said on Monday"), of conditions ("once you sign on Friday") and of beginnings ("after
    Friday", "since March") are no due dates.
    """
    reader = _reader(text, said_at, day_first, language, country, locale)
    if reader is None:
        return None
    if context and _leans(reader):
        earlier = Reader(context[-_CONTEXT:], reader.said, day_first, reader.language, reader.country)
        _candidates(earlier)
        reader.anchor = earlier.anchor
    best: _Candidate | None = None
    best_hold = Hold.none
    found = _candidates(reader)
    first = found[0].begin if found else 0
    for candidate in found:
        hold = hold_of(
            reader,
            candidate.begin,
            candidate.end,
            candidate.lead,
            whole=candidate.when.precision in _WHOLES,
            counted=_is_counted(reader, candidate) or candidate.when.leans and candidate.begin <= first,
            timed=_is_timed(reader, candidate),
            far=not candidate.when.dated
            and (candidate.when.last - reader.today).days > 300
            and candidate.when.precision in {Precision.day, Precision.month},
        )
        if hold is Hold.none:
            continue
        if best is not None and takes_back(reader, best.end, candidate.begin - len(candidate.lead)):
            # What is put right keeps the weight of what was said first.
            best, best_hold = candidate, max(hold, best_hold)
        elif (
            best is None
            or hold > best_hold
            or hold == best_hold
            and (_sharpens(candidate.when, best.when) or _leans_on(reader, candidate, best))
        ):
            best, best_hold = candidate, hold
    return best.due if best else _at_once(reader)


def _at_once(r: Reader) -> DueDate | None:
    """What somebody does "right now" or "in a minute", where the text names no other date."""
    found = moment_in(r)
    if found is None:
        return None
    begin, end, when = found
    first, last = r.token(begin).start, r.token(end - 1).end
    return DueDate(first, last, r.text[first:last], when.last, when.at, when.precision)


def _sharpens(when: When, than: When) -> bool:
    """Whether `when` names a day within the longer stretch `than`: "next week, probably Thursday"."""
    longer = than.precision in {Precision.week, Precision.month, Precision.quarter, Precision.year}
    finer = when.precision in {Precision.day, Precision.minute}
    return longer and finer and than.first <= when.last and when.last - than.last <= timedelta(days=2)


def _leans(r: Reader) -> bool:
    """Whether the text may lean on what was said before it: "the day after", "on the Sunday"."""
    words = r.words
    return any(w in LEANING or w in WEEKDAYS and words[k - 1] == "the" for k, w in enumerate(words))


def _is_counted(r: Reader, found: _Candidate) -> bool:
    """Whether the phrase counts time from now: "within two weeks", "in 48 hours"."""
    words = [r.low(k) for k in range(found.begin, found.end)]
    if any(word in WEEKDAYS or word in MONTHS or word in _NOWS for word in words) or found.when.leans:
        return False
    if words[0] == "within" and words[-1] in DAY_UNITS:
        return True
    return words[-1] in DAY_UNITS and any(
        r.num(k) is not None or r.low(k) in NUMBERS for k in range(found.begin, found.end)
    )


def _is_timed(r: Reader, found: _Candidate) -> bool:
    """Whether the phrase names only an hour: "at 2am"."""
    if found.when.at is None or found.due.precision is not Precision.minute:
        return False
    words = [r.low(k) for k in range(found.begin, found.end)]
    if tuple(words[-3:-1]) == ("in", "the") and words[-1] in DAY_PARTS:
        # "at 5 in the morning"
        words = words[:-3]
    return not any(
        w in WEEKDAYS or w in MONTHS or w in _DAY_WORDS or w in DAY_UNITS and w != "h" or w in {"/", "-"}
        for w in words
    )


_DAY_WORDS = TODAY | TOMORROW | DAY_PARTS | {"this", "next", "the", "on", ".", "übermorgen"}
_NOWS = frozenset({"today", "tomorrow", "now", "heute", "this", "next", "of", "coming", "end"})


def _leans_on(r: Reader, later: _Candidate, first: _Candidate) -> bool:
    """Whether only the later date is promised: "the board meets on Friday, you get it the day before"."""
    named = first.begin, first.end
    if is_the_end(r, named, later.begin) or is_what_we_do(r, named, later.begin):
        return True
    if first.when.leans and not later.when.leans:
        # "before then, by 22 July"
        return later.lead[:1] == ("by",)
    if not later.when.leans or first.when.leans:
        return False
    return not any(r.low(k) in _SPEAKERS for k in range(max(0, first.begin - 25), first.begin))


def _reader(
    text: str,
    said_at: datetime,
    day_first: bool | None,
    language: str | None,
    country: str | None,
    locale: str | None,
) -> Reader | None:
    tokens = tokens_of(text)
    if not any(token.num is not None or token.low in _TRIGGERS or token.low in MOMENTS for token in tokens):
        return None
    if said_at.tzinfo is None:
        said_at = said_at.replace(tzinfo=UTC)
    if locale:
        country = country or country_of_locale(locale)
        language = language or language_of_locale(locale)
    if country and not language:
        language = language_of_country(country)
    return Reader(text, said_at, day_first, language, country, tokens)


def _candidates(r: Reader) -> list[_Candidate]:
    found: list[_Candidate] = []
    i = 0
    while i < len(r.tokens):
        token = r.tokens[i]
        if token.num is None and token.low not in _STARTERS:
            i += 1
            continue
        try:
            parsed = expression_at(r, i)
        except (OverflowError, ValueError):
            # A date beyond the calendar ("in 9999 years") is none.
            parsed = None
        if parsed is None:
            i += 1
            continue
        end, when = parsed
        r.span_ends.add(end)
        if not when.gone and _stands_free(r, i, end):
            try:
                candidate = _candidate(r, i, end, when)
            except OverflowError:
                candidate = None
            if candidate is not None:
                found.append(candidate)
                r.anchor = when
        i = end
    return found


def _candidate(r: Reader, i: int, end: int, when: When) -> _Candidate | None:
    begin, lead = _lead_of(r, i)
    ranged = any(r.low(k) in RANGE_WORDS for k in range(i, end))
    if any(
        r.low(k) in _REPEATS and not (r.low(k) == "vom" and (ranged or r.low(k - 3) in {"mit", "bei"}))
        for k in (begin - 1, i - 1)
    ):
        return None
    if r.low(i - 2) in _EVERY and (
        r.low(i - 1) in {"other", "second", "third", "single", "zweiten", "zweite", "dritten"} or r.num(i - 1)
    ):
        return None
    if lead and lead[-1] in _UP_TO and "or" not in lead or lead in _EARLIER_THAN:
        when = _day_before(r, begin, end, when)
    if when.last < r.today:
        return None
    if when.at is not None and r.low(begin - 1) in {"after", "nach", "après", "dès"}:
        # "after 3pm today" is kept at any hour behind it.
        when = replace(when, at=None, precision=Precision.day)
    stop = end
    if r.lows(end, 3) == ("at", "the", "latest"):
        stop = end + 3
    elif r.low(end) == "latest" or r.lows(end, 2) == ("au", "plus"):
        stop = end + (1 if r.low(end) == "latest" else 3 if r.low(end + 2) == "tard" else 0)
    start_char, end_char = r.token(begin).start, r.token(stop - 1).end
    due = DueDate(start_char, end_char, r.text[start_char:end_char], when.last, when.at, when.precision)
    return _Candidate(due, when, i, stop, lead)


def _day_before(r: Reader, begin: int, end: int, when: When) -> When:
    """ "before Friday" is kept on Thursday; "before 5pm Friday", "before Friday's call" still on Friday."""
    event = r.low(end) == "'" or (r.low(end).isalpha() and r.low(end) in _EVENTS)
    if when.ends or when.at is not None or event or r.low(begin - 1) in {"not", "never"}:
        return when
    last = when.first - timedelta(days=1)
    if last < r.today:
        return when
    return on_day(last)


_EVENTS = frozenset(
    {"meeting", "call", "demo", "workshop", "review", "deadline", "session", "standup", "sync",
     "kickoff", "board", "presentation", "event", "launch", "interview", "visit", "morning", "noon",
     "afternoon", "evening", "cutoff", "cut", "close", "release", "webinar", "lunch"}
)  # fmt: skip


def _lead_of(r: Reader, i: int) -> tuple[int, tuple[str, ...]]:
    """The words that introduce the phrase at `i`, and the index where they begin."""
    k = i - 1 if r.low(i - 1) in ARTICLES else i
    for words in _LEADS:
        if k >= len(words) and r.lows(k - len(words), len(words)) == words:
            return k - len(words), words
    if r.low(i) in {"within", "sous", "binnen", "innerhalb", "ici"}:
        return i, ("within",)
    return i, ()


def _stands_free(r: Reader, i: int, end: int) -> bool:
    """Whether the phrase is not part of a longer sign: an address, an order number, "Monday.com"."""
    first, before = r.token(i), r.token(i - 1)
    if first.glued and (before.low in {"@", "_", "#", "$", "€", "£", "=", "\\"} or before.low.isalnum()):
        if not before.low.isalnum() or before.num is None or r.low(i).isdigit():
            return False
    if first.glued and before.low == "." and r.token(i - 1).glued:
        return False
    if first.glued and before.low == "-" and before.glued and r.token(i - 2).low.isalnum():
        return False
    if first.glued and before.low == "/" and before.glued and r.token(i - 2).low not in WEEKDAYS:
        return r.low(i - 2) in {"and", "or"}
    after, beyond = r.token(end), r.token(end + 1)
    if not after.glued:
        return True
    if after.low in {"@", "_", "%", "$", "€", "\\"} or after.low.isalnum() and after.num is not None:
        return False
    if after.low == "." and beyond.glued and beyond.low.isalnum():
        return False
    return not (after.low == "-" and beyond.glued and beyond.low.isalpha() and beyond.low != "ish")
