"""Words to due dates: what day keeps the promise, how exact that is, and where the text says so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from records.models import Precision
from retrieval import due_calendar as cal
from retrieval.due_clock import (
    CLOCK_NAMES,
    LATE_PARTS,
    after_date,
    clock_alone,
    clock_at,
    day_end_at,
    with_clock,
    zone_at,
)
from retrieval.due_offsets import phrase_at
from retrieval.due_reader import GONE, Parsed, Reader, When, on_day
from retrieval.due_sense import Hold, hold_of
from retrieval.due_words import ARTICLES, RANGE_WORDS, STARTERS, TRIGGERS, WEEKDAYS, tokens_of

_FIRM_CLOCK_CUES = frozenset(
    {
        "by",
        "before",
        "until",
        "till",
        "at",
        "@",
        "than",
        "um",
        "bis",
        "vor",
        "à",
        "avant",
        "spätestens",
        "around",
    }
)
_REPEATS = frozenset(
    {"every", "each", "jeden", "jede", "jedes", "chaque", "since", "seit", "depuis", "per", "ago", "vom"}
)
_UP_TO = frozenset({"before", "vor", "avant"})
_LEADS = (
    ("no", "later", "than"),
    ("not", "later", "than"),
    ("at", "the", "latest"),
    ("prior", "to"),
    ("ahead", "of"),
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
    ("by",), ("until",), ("till",), ("before",), ("on",), ("bis",), ("spätestens",), ("vor",), ("avant",),
    ("at",), ("in",), ("during",), ("am",), ("im",), ("within",), ("due",), ("ici",), ("around",), ("for",),
)  # fmt: skip


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
) -> list[DueDate]:
    """Every date of today or later that `text` names, in order of appearance.

    `said_at` carries the speaker's offset, on whose calendar everything is counted. `day_first` reads
    12/11; None takes it from other dates in the text, the country or the offset. `language` is "en",
    "de" or "fr" where known. `country` (ISO 3166) adds its holidays to the count of business days.
    """
    reader = _reader(text, said_at, day_first, language, country)
    return [] if reader is None else [candidate.due for candidate in _candidates(reader)]


def resolve_due(
    text: str,
    said_at: datetime,
    *,
    day_first: bool | None = None,
    language: str | None = None,
    country: str | None = None,
) -> DueDate | None:
    """The date by which the promise in `text` is to be kept, or None when it names none.

    A date led by "by", "until", "before" and the like wins over one led by "on" or "in"; dates of the
    past ("as I said on Monday"), of conditions ("once you sign on Friday") and of beginnings ("after
    Friday", "since March") are no due dates.
    """
    reader = _reader(text, said_at, day_first, language, country)
    if reader is None:
        return None
    best: _Candidate | None = None
    best_hold = Hold.none
    for candidate in _candidates(reader):
        hold = hold_of(
            reader, candidate.begin, candidate.end, candidate.lead, candidate.when.precision in _WHOLES
        )
        if hold is Hold.none:
            continue
        if best is None or hold > best_hold or (hold == best_hold and _sharpens(candidate.when, best.when)):
            best, best_hold = candidate, hold
    return best.due if best else None


def _sharpens(when: When, than: When) -> bool:
    """Whether `when` names a day within the longer stretch `than`: "next week, probably Thursday"."""
    longer = than.precision in {Precision.week, Precision.month, Precision.quarter, Precision.year}
    finer = when.precision in {Precision.day, Precision.minute}
    return longer and finer and than.first <= when.last <= than.last + timedelta(days=2)


def _reader(
    text: str, said_at: datetime, day_first: bool | None, language: str | None, country: str | None
) -> Reader | None:
    tokens = tokens_of(text)
    if not any(token.num is not None or token.low in TRIGGERS for token in tokens):
        return None
    if said_at.tzinfo is None:
        said_at = said_at.replace(tzinfo=UTC)
    return Reader(text, said_at, day_first, language, country, tokens)


def _candidates(r: Reader) -> list[_Candidate]:
    found: list[_Candidate] = []
    i = 0
    while i < len(r.tokens):
        token = r.tokens[i]
        if token.num is None and token.low not in STARTERS and token.low not in cal.HOLIDAY_STARTS:
            i += 1
            continue
        try:
            parsed = _expression_at(r, i)
        except (OverflowError, ValueError):
            # A date beyond the calendar ("in 9999 years") is none.
            parsed = None
        if parsed is None:
            i += 1
            continue
        end, when = parsed
        if not when.gone and _stands_free(r, i, end):
            candidate = _candidate(r, i, end, when)
            if candidate is not None:
                found.append(candidate)
        i = end
    return found


def _candidate(r: Reader, i: int, end: int, when: When) -> _Candidate | None:
    begin, lead = _lead_of(r, i)
    if r.low(begin - 1) in _REPEATS or r.low(i - 1) in _REPEATS:
        return None
    if lead and lead[-1] in _UP_TO or lead in {("prior", "to"), ("ahead", "of")}:
        when = _day_before(r, begin, end, when)
    if when.last < r.today:
        return None
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
    [
        "meeting",
        "call",
        "demo",
        "workshop",
        "review",
        "deadline",
        "session",
        "standup",
        "sync",
        "kickoff",
        "board",
        "presentation",
        "event",
        "launch",
        "interview",
        "visit",
        "morning",
        "noon",
        "afternoon",
        "evening",
        "cutoff",
        "cut",
        "close",
        "release",
        "webinar",
        "lunch",
    ]
)


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


def _expression_at(r: Reader, i: int) -> Parsed:
    """A phrase at `i`, joined with the second half of a range or of an alternative."""
    if r.low(i) == "between":
        joined = _between(r, i)
        if joined is not None:
            return joined
    parsed = _dated_at(r, i)
    if parsed is None:
        return None
    end, when = parsed
    for _ in range(4):
        if when.gone or not _joins(r, end):
            break
        k = (
            end + 2
            if r.lows(end, 2) in {("or", "even"), ("or", "maybe"), ("or", "by"), ("or", "on")}
            else end + 1
        )
        other = _dated_at(r, k)
        if (
            other is None
            or other[1].gone
            or (r.low(end) in {"-", "–", "—"} and not _same_kind(when, other[1]))
        ):
            break
        end, when = other[0], _later_of(r, when, other[1])
    return end, when


def _joins(r: Reader, end: int) -> bool:
    return r.low(end) in RANGE_WORDS or (r.low(end) == "/" and (r.low(end + 1) in WEEKDAYS))


def _same_kind(a: When, b: When) -> bool:
    return a.precision is b.precision


def _later_of(r: Reader, a: When, b: When) -> When:
    """The end of a range: a second half that lies before the first is the next one of its kind."""
    if b.last >= a.last:
        return a.through(b)
    if b.at is not None:
        near = timedelta(0) < a.last - b.last < timedelta(days=7)
        return replace(b, last=b.last + timedelta(days=7), at=b.at + timedelta(days=7)) if near else b
    if b.precision is Precision.day:
        step = b.last
        if a.last - b.last < timedelta(days=7):
            step = b.last + timedelta(days=7)
        return replace(b, first=min(a.first, b.first), last=step)
    if b.precision in {Precision.month, Precision.quarter} and a.ends:
        # "December 2027 to March": the year was said of the first half.
        return When(a.first, cal.month_end(b.last.year + 1, b.last.month), b.precision, ends=b.ends)
    # The first half has begun already: "May to September", said in September.
    return b


def _between(r: Reader, i: int) -> Parsed:
    first = _dated_at(r, i + 1)
    if first is None:
        if r.low(i + 1) in {"now", "today"} and r.low(i + 2) == "and":
            clock = clock_at(r, i + 3)
            return (clock[0], clock_alone(r, clock)) if clock else _dated_at(r, i + 3)
        return None
    end, when = first
    if r.low(end) != "and" and r.low(end) not in RANGE_WORDS:
        # "between 3 and 5 December" is one phrase already.
        return first
    second = _dated_at(r, end + 1)
    if second is None or second[1].gone:
        return first
    return second[0], _later_of(r, when, second[1])


def _dated_at(r: Reader, i: int) -> Parsed:
    """A date phrase at `i` with the clock time before or behind it."""
    best = phrase_at(r, i)
    if best is not None:
        end, when = after_date(r, best[0], best[1])
        if when.at is None and r.low(end) == "(" and r.low(end + 2) == ")" and r.low(end + 1) in WEEKDAYS:
            end += 3
        best = end, when
    led = _clock_first(r, i)
    if led is not None and (best is None or led[0] > best[0]):
        return led
    return best


def _clock_first(r: Reader, i: int) -> Parsed:
    """ "5pm Friday", "EOD tomorrow", "close of business on the 12th", or a time or day's end alone."""
    ending = day_end_at(r, i)
    if ending is not None:
        dated = _joined_date(r, ending)
        if dated is not None:
            if r.low(ending - 1) == "thing":
                return dated
            return dated[0], replace(dated[1], ends=True) if not dated[1].gone else GONE
        if r.low(ending - 1) == "thing" or _is_idiom(r, i, ending):
            return None
        return ending, When(r.today, r.today, ends=True)
    low = r.low(i)
    if r.num(i) is None and low not in CLOCK_NAMES:
        return None
    clock = clock_at(r, i)
    if clock is None:
        bare = clock_at(r, i, bare=True) if r.low(i - 1) in _FIRM_CLOCK_CUES else None
        dated = _joined_date(r, bare[0]) if bare is not None else None
        if bare is None or dated is None or dated[1].precision is not Precision.day:
            return None
        return dated[0], with_clock(r, dated[1], bare, r.low(dated[0] - 1) in LATE_PARTS)
    dated = _joined_date(r, clock[0])
    if dated is not None and dated[1].precision is Precision.day:
        end = dated[0]
        if clock[2] is None:
            end, zone = zone_at(r, end)
            clock = (clock[0], clock[1], zone)
        if dated[1].gone:
            return end, GONE
        return end, with_clock(r, dated[1], clock, r.low(end - 1) in LATE_PARTS)
    if r.low(i - 1) in _FIRM_CLOCK_CUES and not (r.glued(i) and r.low(i - 1) != "@") or r.alone(i, clock[0]):
        return clock[0], clock_alone(r, clock)
    return None


_CLAUSE_STARTS = frozenset({"", ".", ",", "!", "?", ";", "but", "and", "because", "that"})


def _is_idiom(r: Reader, i: int, end: int) -> bool:
    """Whether "at the end of the day" is a manner of speaking: it opens the sentence or a comma follows."""
    at = i - 2 if r.low(i - 1) == "the" else i - 1
    if r.low(at) != "at" or r.low(end - 1) != "day":
        return False
    return r.low(end) == "," or r.low(at - 1) in _CLAUSE_STARTS


def _joined_date(r: Reader, i: int) -> Parsed:
    """A day right behind a clock time, or after "on", ",", "of"."""
    k = i
    if r.low(k) in {",", "(", "-"}:
        k += 1
    if r.low(k) in {"on", "of", "by", "am", "le", "for", "the"} and not (
        r.low(k) == "the" and r.low(k + 1) == "end"
    ):
        k += 1 if r.low(k) != "the" else 0
    dated = phrase_at(r, k)
    if dated is None or (dated[1].precision is not Precision.day and not dated[1].gone):
        return None
    return dated
