"""Date phrases as they stand in a sentence: with their clock time, as ranges and as alternatives."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from records.models import Precision
from retrieval import due_calendar as cal
from retrieval.due_anchored import leaning_at
from retrieval.due_clock import (
    CLOCK_NAMES,
    LATE_PARTS,
    Clock,
    after_date,
    clock_alone,
    clock_at,
    day_end_at,
    day_part_at,
    with_clock,
    zone_at,
)
from retrieval.due_hours import PART_WORDS, hour_at
from retrieval.due_monthdays import month_day_at
from retrieval.due_numeric import numeric_at
from retrieval.due_offsets import phrase_at
from retrieval.due_reader import GONE, Parsed, Reader, When, on_day
from retrieval.due_tense import has_future
from retrieval.due_words import DAY_UNITS, MONTHS, NUMBERS, ORDINALS, RANGE_WORDS, TOMORROW, WEEKDAYS

_FIRM_CLOCK_CUES = frozenset(
    {"by", "before", "until", "till", "at", "@", "than", "um", "bis", "vor", "à", "avant",
     "spätestens", "around"}
)  # fmt: skip


def expression_at(r: Reader, i: int) -> Parsed:
    """A phrase at `i`, joined with the second half of a range or of an alternative."""
    if r.low(i) in {"between", "entre", "zwischen"}:
        joined = _between(r, i)
        if joined is not None:
            return joined
    parsed = _dated_at(r, i)
    if parsed is None:
        return None
    end, when = parsed
    if r.lows(end, 2) == ("to", "date"):
        return end + 2, GONE
    too = None if when.gone else _next_day_too(r, end, when)
    while too is not None:
        end, when = too
        too = _next_day_too(r, end, when)
    for _ in range(4):
        if when.gone or not _joins(r, end):
            break
        k = (
            end + 2
            if r.lows(end, 2) in {("or", "even"), ("or", "maybe"), ("or", "by"), ("or", "on")}
            else end + 1
        )
        r.anchor = when
        other = _dated_at(r, k)
        if other is not None and other[1].gone and r.low(end) in {"to", "-", "–", "until", "till", "through"}:
            # "from Tuesday to Thursday last week"
            return other
        if (
            other is None
            or other[1].gone
            or (r.low(end) in {"-", "–", "—"} and not _same_kind(when, other[1]))
        ):
            break
        named_week = r.low(other[0] - 1) in {"week", "woche"}
        later = other[1] if named_week else _later_of(r, when, _after_first(r, when, k, other))
        end, when = other[0], later
    return end, when


def _next_day_too(r: Reader, end: int, when: When) -> Parsed:
    """ "Thursday and Friday": both days, one after the other."""
    listed = r.low(end) == "," and r.low(end + 1) in WEEKDAYS and r.low(end + 2) in {"and", "und", "et", ","}
    if (
        not (listed or r.low(end) in {"and", "und", "et", "&"})
        or when.precision is not Precision.day
        or when.leans
    ):
        return None
    k = end + 2 if r.low(end + 1) in {"on", "then", "am", "possibly", "maybe"} else end + 1
    other = phrase_at(r, k)
    if other is not None and other[0] == k + 1 and r.low(k) in WEEKDAYS:
        # The Saturday behind a Friday is the next one after it.
        days = (WEEKDAYS[r.low(k)] - when.last.weekday()) % 7
        other = (other[0], on_day(when.last + timedelta(days=days))) if days else other
    if (
        other is None
        or other[1].precision is not Precision.day
        or other[1].last - when.last != timedelta(days=1)
    ):
        return None
    return other


def _joins(r: Reader, end: int) -> bool:
    if r.low(end) == "/":
        return r.low(end + 1) in WEEKDAYS or r.low(end + 1) in MONTHS or r.low(end + 1) in _SLASHED
    return r.low(end) in RANGE_WORDS


_SLASHED = TOMORROW | {"q", "eow", "eom"}


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
    if b.precision in {Precision.month, Precision.quarter} and a.dated and not b.dated:
        # "December 2027 to March": the year was said of the first half.
        return When(a.first, cal.month_end(b.last.year + 1, b.last.month), b.precision, ends=b.ends)
    # The first half has begun already: "May to September", said in September.
    return b


def _between(r: Reader, i: int) -> Parsed:
    first = _dated_at(r, i + 1)
    if first is None:
        comes = any(r.low(k) in _COMES for k in range(max(0, i - 8), i))
        ahead = has_future(r, i) or comes
        hours = (clock_at(r, i + 1) if ahead else None) or (clock_at(r, i + 1, bare=True) if comes else None)
        if hours is not None and r.low(hours[0]) in _HOUR_CLOSERS | {"uhr", "on", "we", "with", "um"}:
            return hours[0], _hour_of_day(r, hours)
        if r.low(i + 1) in {"now", "today"} and r.low(i + 2) == "and":
            clock = clock_at(r, i + 3)
            return (clock[0], clock_alone(r, clock)) if clock else _dated_at(r, i + 3)
        return None
    end, when = first
    if r.low(end) not in {"and", "et", "und"} and r.low(end) not in RANGE_WORDS:
        # "between 3 and 5 December" is one phrase already.
        return first
    second = _dated_at(r, end + 1)
    number = r.num(end + 1)
    if (
        second is None
        and number is not None
        and when.last.day < number <= 31
        and not r.low(end + 2).isalnum()
    ):
        return end + 2, replace(when, last=when.last + timedelta(days=number - when.last.day))
    if second is None or second[1].gone:
        return first
    return second[0], _later_of(r, when, _after_first(r, when, end + 1, second))


def _after_first(r: Reader, when: When, begin: int, second: tuple[int, When]) -> When:
    """The second half of a range; a day without its month comes after the first half."""
    end, later = second
    words = [r.low(k) for k in range(begin, end)]
    bare = any(r.num(k) is not None or r.low(k) in ORDINALS for k in range(begin, end)) and len(words) < 6
    if (
        not bare
        or later.precision is not Precision.day
        or any(
            w in MONTHS or w in WEEKDAYS or w in {"/", ".", "next", "month"} or w in DAY_UNITS for w in words
        )
        or later.last >= when.last
    ):
        return later
    found = cal.next_day_of_month(when.last, later.last.day)
    return on_day(found) if found else later


def _dated_at(r: Reader, i: int) -> Parsed:
    """A date phrase at `i` with the clock time before or behind it."""
    best = phrase_at(r, i)
    for rule in (leaning_at, hour_at):
        other = rule(r, i)
        if other is not None and (best is None or other[0] >= best[0]):
            best = other if rule is leaning_at else _joined_date(r, other[0]) or other
    if best is None and r.low(i) == "mid" and (part := day_part_at(r, i)) > i:
        joined = _joined_date(r, part)
        best = (joined[0], replace(joined[1], ends=True)) if joined is not None else None
    if best is None and r.low(i) in PART_WORDS:
        # "at lunch tomorrow", "in the afternoon on Friday"
        joined = _joined_date(r, i + 1)
        best = (joined[0], replace(joined[1], ends=True)) if joined is not None else None
    if best is not None and best[1].precision is Precision.day and not best[1].gone:
        best = _spelt_out(r, best[0]) or best
    if best is not None:
        end, when = after_date(r, best[0], best[1])
        if when.at is None and r.low(end) == "(" and r.low(end + 2) == ")" and r.low(end + 1) in WEEKDAYS:
            end, when = after_date(r, end + 3, when)
        best = _named_too(r, end, when), when
    led = _clock_first(r, i)
    if led is not None and (best is None or led[0] > best[0]):
        return led
    return best


def _named_too(r: Reader, end: int, when: When) -> int:
    """The index behind the weekday of a day that is named twice: "16 June, Tuesday", "tomorrow, Thursday"."""
    if when.gone or when.precision is not Precision.day or r.low(end) != ",":
        return end
    if WEEKDAYS.get(r.low(end + 1)) != when.last.weekday():
        return end
    k = end + 2
    if r.low(k) == "the" and r.num(k + 1) == when.last.day and r.low(k + 2) in {"st", "nd", "rd", "th"}:
        return k + 3
    return k if not r.low(k).isalnum() else end


def _spelt_out(r: Reader, end: int) -> Parsed:
    """ "next Friday, 27 November", "tomorrow (17/11)": the date itself behind the name of the day."""
    if r.low(end) not in {",", "("} or r.low(end - 1) in MONTHS or r.num(end - 1) is not None:
        return None
    k = end + 1 if r.low(end + 1) != "the" else end + 2
    dated = month_day_at(r, k) or numeric_at(r, k, trusted=r.low(end) == "(")
    if dated is None or dated[1].gone or dated[1].last < r.today:
        return None
    closed = r.low(dated[0]) == ")" if r.low(end) == "(" else not r.low(dated[0]).isalpha() or dated[1].dated
    if not closed and r.low(dated[0]) not in _AFTER_SPELT:
        return None
    return dated[0] + (r.low(end) == "("), dated[1]


_AFTER_SPELT = frozenset(
    {"at", "and", "by", "with", "from", "between", "to", "for", "in", "so", "we", "um", "à"}
)


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
    if r.num(i) is None and low not in CLOCK_NAMES and low not in _CLOCK_WORDS:
        return None
    clock = clock_at(r, i)
    if clock is None:
        bare = clock_at(r, i, bare=True) if r.low(i - 1) in _FIRM_CLOCK_CUES else None
        dated = _joined_date(r, bare[0]) if bare is not None else None
        if bare is not None and dated is None and (_is_hour(r, i, bare[0]) or _german_hour(r, i, bare[0])):
            return bare[0], _hour_of_day(r, bare)
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
    if r.low(i - 1) in {"the", "our"} and r.low(i - 2) in {"on", "with"} and r.low(clock[0]) in _RUNS:
        # "it goes out on the noon courier"
        return clock[0], _hour_of_day(r, clock)
    if r.low(i - 1) in _FIRM_CLOCK_CUES and not (r.glued(i) and r.low(i - 1) != "@") or r.alone(i, clock[0]):
        return clock[0], _hour_of_day(r, clock)
    return None


_COMES = frozenset(
    {"there", "here", "come", "coming", "call", "arrive", "deliver", "visit", "drop", "ring", "round", "with", "komme",
     "kommen", "kommt", "rufe", "rufen", "passe", "passera", "passerons", "passons", "livrons", "liefern", "fit"}
)  # fmt: skip
_RUNS = frozenset(
    {"courier", "van", "truck", "lorry", "train", "pickup", "collection", "post", "shuttle", "boat", "ferry", "flight",
     "dispatch", "delivery", "run", "drop", "bus", "coach", "pick", "load"}
)  # fmt: skip


def _hour_of_day(r: Reader, clock: Clock) -> When:
    """An hour of the day named before it ("tomorrow they start, and finish by three"), else of today."""
    day = r.anchor
    if day is not None and r.span_ends and day.precision is Precision.day and day.first == day.last:
        return with_clock(r, on_day(day.last), clock)
    return clock_alone(r, clock)


def _is_hour(r: Reader, i: int, end: int) -> bool:
    """Whether "by 2", "at eleven" is a time: nothing counted follows, and nothing grows or shrinks by it."""
    if r.low(i - 1) not in {"by", "before", "until", "till", "at", "um"} or r.low(end) not in _HOUR_CLOSERS:
        return False
    if r.glued(end) and r.num(end + 1) is not None and r.glued(end + 1):
        return False
    if r.low(i - 1) not in {"until", "till"} and any(r.low(k) in _GROWING for k in range(max(0, i - 10), i)):
        return False
    handed = r.low(i - 1) in {"by", "before"} and r.low(i - 2) in _HANDED_OVER
    return handed or has_future(r, i)


_HANDED_OVER = frozenset(
    {"you", "there", "here", "done", "ready", "sorted", "live", "back", "fixed", "finished", "site",
     "door", "home"}
)  # fmt: skip


def _german_hour(r: Reader, i: int, end: int) -> bool:
    """ "um zehn bei dir": no "um zehn Prozent"."""
    if r.language != "de" or r.low(i - 1) not in {"um", "gegen"} or r.glued(end):
        return False
    return (
        r.token(end).raw[:1].islower() and r.low(end) not in DAY_UNITS and r.low(end) not in _GERMAN_AMOUNTS
    )


_GERMAN_AMOUNTS = frozenset(
    {"prozent", "euro", "cent", "grad", "stück", "punkte", "stellen", "mal", "und", "oder", "bis",
     "meter", "kilo"}
)  # fmt: skip
_HOUR_CLOSERS = frozenset(
    {"", ".", ",", "!", "?", ";", "and", "or", "if", "all", "then", "so", "but", "latest", "ur", "your", "my"}
)
_GROWING = frozenset(
    {"reduce", "cut", "increase", "raise", "lower", "drop", "grow", "multiply", "divide", "extend", "shorten", "exceed",
     "scale", "up", "down", "off", "discount", "outnumber", "percent", "price", "priced", "capped", "cap", "stay",
     "rate", "score", "rated", "stop", "start", "look", "arrive", "aim", "keep", "leave", "version", "seats", "page"}
)  # fmt: skip
_CLOCK_WORDS = (frozenset(NUMBERS) | {"half", "quarter", "halb", "viertel"}) - {"a", "an", "un", "une", "ein"}
_CLAUSE_STARTS = frozenset({"", ".", ",", "!", "?", ";", "but", "and", "because", "that"})


def _is_idiom(r: Reader, i: int, end: int) -> bool:
    """Whether "at the end of the day" is a manner of speaking: it opens the sentence or a comma follows."""
    if r.low(end - 1) == "tages" and r.low(i - 1) == "am":
        return r.low(i - 2) in _CLAUSE_STARTS
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
