"""Phrases counted from another moment: "in two weeks", "within 48 hours", "a week from Friday"."""

from __future__ import annotations

from datetime import timedelta

from records.models import Precision
from retrieval import due_calendar as cal
from retrieval.due_amounts import CLOCK_UNITS, Amount, amount_at, count_at, moved, unit_word_at
from retrieval.due_clock import after_date
from retrieval.due_days import day_at
from retrieval.due_feasts import weekend_of
from retrieval.due_from import from_date, thing_on, week_of, weekday_beside, weekdays_ahead
from retrieval.due_holidays import holiday_at
from retrieval.due_moments import awaited_at
from retrieval.due_monthdays import ordinal_at
from retrieval.due_periods import period_at
from retrieval.due_reader import GONE, Parsed, Reader, When, on_day
from retrieval.due_stretches import stretch_at
from retrieval.due_tense import has_future
from retrieval.due_units import quarter_of
from retrieval.due_words import COMING, DAY_UNITS, LAST, MONTHS, NEXT, NUMBERS, WEEKDAYS, WORKING

_INS = frozenset({"in", "within", "inside", "binnen", "innerhalb", "dans", "sous", "ici", "over"})


_FILLERS = frozenset(
    {
        "of", "von", "the", "der", "den", "les", "about", "around", "roughly", "approximately", "approx",
        "ca",
        "just", "another", "less", "than", "no", "more", "maximum", "max", "at", "most", "only", "like",
        "say",
        "etwa", "circa", "environ", "~", "some", "under", "next", "nächsten", "coming", "prochains",
        "prochaines",
        "as", "little", "not",
        "exactly",
        "spätestens",
        "höchstens",
        "maximal", "precisely",
    }
)  # fmt: skip


def offset_at(r: Reader, i: int) -> Parsed:
    """A moment counted from today, from another date or by a holiday's name."""
    return (
        stretch_at(r, i)
        or _this_time(r, i)
        or _in_some_time(r, i)
        or weekdays_ahead(r, i)
        or weekday_beside(r, i)
        or _lasting(r, i)
        or awaited_at(r, i)
        or _part_of(r, i)
        or from_date(r, i)
        or _next_units(r, i)
        or holiday_at(r, i)
        or week_of(r, i)
    )


_AMOUNTING = frozenset(
    {("a", "maximum", "of"), ("a", "max", "of"), ("a", "total", "of"), ("a", "period", "of"), ("a", "matter", "of"),
     ("the", "space", "of"), ("a", "minimum", "of"), ("a", "window", "of")}
)  # fmt: skip


_COUNTED_FROM = frozenset({"before", "after", "from", "prior", "later", "ago", "earlier"})


def _in_some_time(r: Reader, i: int) -> Parsed:
    if r.low(i) not in _INS:
        return None
    if r.low(i) == "over" and r.low(i + 1) not in NEXT and r.low(i + 2) not in NEXT | COMING:
        return None
    j = i + 1
    if r.low(i) == "in" and r.low(j) in {"under", "less"}:
        j += 1
    if r.lows(j, 2) == ("un", "délai"):
        j += 2
    if r.lows(j, 3) in _AMOUNTING:
        j += 3
    if r.low(j) in {"max", "approx", "ca", "abt", "c"} and r.low(j + 1) == "." and r.glued(j + 1):
        j += 2
    j = r.skip(j, _FILLERS, 5)
    if r.low(i) in {"in", "dans"} and r.low(j) in {"a", "an", "one", "un", "une", "einer", "einem"}:
        if DAY_UNITS.get(r.low(j + 1)) == "minute" and r.low(j + 1) != "minutes" and r.low(j) != "one":
            # "in a minute" is an idiom.
            return None
    amount = amount_at(r, j)
    if (
        amount is None
        and r.low(j - 1) in NEXT
        and r.low(i) in {"within", "inside", "in"}
        and r.low(j - 2) == "the"
    ):
        named = unit_word_at(r, j)
        loose = (
            named is not None and r.low(named[0]) == "or" and r.low(named[0] + 1) in {"two", "so", "three"}
        )
        if named is not None and (loose or r.low(i) != "in" or named[1] in {"hour", "day"}):
            amount = named[0], 1, named[1]
            if loose:
                amount = named[0] + 2, NUMBERS.get(r.low(named[0] + 1), 1), named[1]
    if amount is None:
        return _within_unit(r, i, j)
    end, number, unit = amount
    if r.low(j) == "few" and r.low(j - 1) not in {"next", "a", "the", "coming"}:
        return None
    more: list[tuple[float, str]] = []
    while (
        len(more) < 3
        and (another := amount_at(r, end + (r.low(end) in {"and", "und", "et", ","}))) is not None
        and not (r.low(end) == "," and r.low(another[0]) in _COUNTED_FROM)
    ):
        more.append((another[1], another[2]))
        end = another[0]
    if r.low(end) == "'":
        end += 2 if r.low(end + 1) == "s" else 1
    if r.low(end) in {"time", "zeit"}:
        end += 1
    if r.low(end) in {"notice", "of", "'", "data", "worth", "old"} and r.low(end) != "of":
        return None
    base: When | None = None
    if r.low(end) in {
        "from",
        "of",
        "after",
        "following",
        "upon",
        "once",
        "nach",
        "après",
        "ab",
        "before",
        "prior",
    }:
        start = end + 1
        if r.low(start) in {"now", "today"}:
            end = start + 1
        elif r.low(end) in {"nach", "ab"} and not r.low(start).isalnum():
            # "Wir reichen es innerhalb von 14 Tagen nach": part of the verb.
            pass
        else:
            dated = day_at(r, start) or holiday_at(r, start, cued=True) or thing_on(r, start)
            if dated is None:
                # "within 10 days of signature": nobody knows when that is.
                return None
            end, base = dated
            if base.gone:
                return end, GONE
            if r.low(start - 1) in {"before", "prior"}:
                return end, moved(r, base, number, unit, -1) or GONE
    when = moved(r, base, number, unit)
    for count, next_unit in more:
        when = when and moved(r, when, count, next_unit) or when
        if next_unit in CLOCK_UNITS and when is not None and when.at is None:
            when = moved(r, None, (when.last - r.today).days * 24 + count, "hour")
    return (end, when) if when is not None else None


def _within_unit(r: Reader, i: int, j: int) -> Parsed:
    """ "within the hour", "within a day" is counted elsewhere; "within the week" is a period."""
    if r.low(i) in {"within", "inside"} and r.low(j) in {"hour", "hr"}:
        when = moved(r, None, 1, "hour")
        return (j + 1, when) if when else None
    if r.low(i) in {"within", "inside"} and r.low(j) == "fortnight":
        return j + 1, on_day(r.today + timedelta(days=14))
    if r.low(i) in {"within", "inside"} and r.low(j) == "day" and r.low(j - 1) == "the":
        return j + 1, on_day(r.today)
    if r.low(i) in {"in", "within"} and r.lows(j, 2) == ("half", "hour") and r.low(j - 1) in NEXT:
        when = moved(r, None, 0.5, "hour")
        return (j + 2, when) if when else None
    if r.low(i) == "in" and r.lows(i + 1, 2) == ("half", "hour"):
        when = moved(r, None, 0.5, "hour")
        return (i + 3, when) if when else None
    return None


def _this_time(r: Reader, i: int) -> Parsed:
    """ "this time next week", "by this time next month": to the day."""
    if r.lows(i, 2) != ("this", "time") or r.low(i + 2) not in NEXT:
        return None
    unit = DAY_UNITS.get(r.low(i + 3), "")
    if unit not in {"week", "month", "year", "quarter"}:
        return None
    when = moved(r, None, 1, unit)
    return (i + 4, when) if when else None


_GIVEN_ENDS = frozenset({"and", ",", "to", "", ".", "!", "for", "so", "–", "—", "-", "then", "or"})


def _another(r: Reader, i: int) -> Amount | None:
    """ "another ten days", "another week"."""
    if r.low(i) != "another":
        return None
    named = unit_word_at(r, i + 1)
    return (named[0], 1, named[1]) if named is not None else amount_at(r, i + 1)


_HELD = frozenset({"hold", "reserve", "keep", "block", "honour", "honor"})


def _lasting(r: Reader, i: int) -> Parsed:
    """ "for 3 days from Monday", "for two weeks starting 4 January": the last day of that stretch."""
    if r.low(i - 1) == "gimme" or r.low(i - 1) in {"us", "me"} and r.low(i - 2) in {"give", "allow", "grant"}:
        wanted = amount_at(r, i)
        if wanted is None or r.low(wanted[0]) not in _GIVEN_ENDS:
            return None
        if wanted[2] in {"minute", "second"} and r.num(i) is None and wanted[1] == 1:
            # "Give me a minute" is an idiom.
            return None
        when = moved(r, None, wanted[1], wanted[2])
        return (wanted[0], when) if when else None
    if r.low(i) != "for":
        return None
    amount = amount_at(r, i + 1) or _another(r, i + 1)
    kept = r.low(i - 1) in {"held", "kept", "reserved", "blocked"} and r.low(i - 2) in {"is", "are", "be"}
    if amount is None or amount[2] in CLOCK_UNITS and not kept:
        return None
    k = amount[0] + 1 if r.low(amount[0]) == "," else amount[0]
    if r.low(k) not in {"from", "starting", "beginning"}:
        held = kept or has_future(r, i) and any(r.low(m) in _HELD for m in range(i - 6, i))
        when = moved(r, None, amount[1], amount[2]) if held and amount[2] != "year" else None
        return (amount[0], when) if when and r.low(k) in {"", ".", ",", "without", "and", "from"} else None
    dated = day_at(r, r.skip(k + 1, frozenset({"on", "from"}), 1))
    if dated is None or dated[1].gone:
        return None
    timed = after_date(r, dated[0], dated[1])
    if timed[1].at is not None:
        when = moved(r, on_day(dated[1].last), amount[1], amount[2])
        return (timed[0], when) if when else None
    when = moved(r, on_day(dated[1].last - timedelta(days=1)), amount[1], amount[2])
    return (dated[0], when) if when else None


def _part_of(r: Reader, i: int) -> Parsed:
    """ "the first ten days of December", "the last two weeks of the year"."""
    j = i + 1 if r.low(i) == "the" else i
    if r.low(j) not in {"first", "last"}:
        return None
    amount = amount_at(r, j + 1)
    if amount is None or amount[2] in CLOCK_UNITS or r.low(amount[0]) not in {"of", "in"}:
        return None
    whole = period_at(r, amount[0] + 1)
    if whole is None or whole[1].gone:
        whole = period_at(r, amount[0] + 2) if r.low(amount[0] + 1) == "the" else None
    if whole is None or whole[1].gone:
        return None
    if r.low(j) == "last":
        return whole[0], on_day(whole[1].last)
    when = moved(r, on_day(whole[1].first - timedelta(days=1)), amount[1], amount[2])
    return (whole[0], when) if when else None


def _next_units(r: Reader, i: int) -> Parsed:
    """ "the next two weeks", "next few days", "the 2 upcoming months", "next business day"."""
    j = i + 1 if r.low(i) in {"the", "den", "les"} else i
    if r.low(j) in NEXT and r.low(j + 1) == "hour":
        when = moved(r, None, 1, "hour")
        return (j + 2, when) if when else None
    if r.low(j) in NEXT | COMING:
        if r.low(j + 1) in WORKING and r.low(j + 2) == "day" or r.low(j + 1) in _ONE_WORKDAY:
            when = moved(r, None, 1, "business")
            return (j + (3 if r.low(j + 1) in WORKING else 2), when) if when else None
        if r.low(j + 1) == "fortnight":
            return j + 2, on_day(r.today + timedelta(days=14))
        if r.low(j + 1) in {"a", "an", "one", "ein"}:
            return None
        amount = amount_at(r, j + 1)
        if amount is None or r.lows(j - 1, 1) == ("every",):
            return None
        if amount[2] == "quarter":
            # "the next two quarters" are those of the calendar.
            return amount[0], quarter_of(r.today.year, (r.today.month + 2) // 3 + int(amount[1]))
        when = moved(r, None, amount[1], amount[2])
        return (amount[0], when) if when else None
    number = count_at(r, j)
    if number is not None and r.low(number[0]) in NEXT | COMING:
        named = unit_word_at(r, number[0] + 1)
        if named is not None and (number[1] == 1 or r.low(named[0] - 1).endswith(("s", "en", "e"))):
            when = moved(r, None, number[1], named[1])
            return (named[0], when) if when else None
    if number is not None and r.low(number[0]) in LAST and unit_word_at(r, number[0] + 1):
        return number[0] + 2, GONE
    return None


_ONE_WORKDAY = frozenset({"workday", "weekday", "werktag", "arbeitstag"})


def phrase_at(r: Reader, i: int) -> Parsed:
    """The longest date phrase of any kind that starts at `i`, without a clock time."""
    found: Parsed = None
    for rule in (day_at, period_at, offset_at):
        parsed = rule(r, i)
        if parsed is not None and (found is None or parsed[0] > found[0]):
            found = parsed
    if found is not None and found[1].gone and r.low(found[0] - 1) in {"week", "semaine", "woche"}:
        day = r.skip(found[0], frozenset({",", "-", "–", "on", "'", "s"}), 2)
        return (day + 1, GONE) if r.low(day) in WEEKDAYS else found
    if found is not None and found[1].precision is Precision.month and not found[1].gone:
        return _day_of_that_month(r, found[0], found[1]) or found
    if (
        found is not None
        and r.low(found[0]) == "weekend"
        and r.low(found[0] - 1) in MONTHS
        and r.num(i) is not None
    ):
        # "the 4th of July weekend"
        return found[0] + 1, on_day(weekend_of(found[1].last))
    if found is not None and (beside := _weekday_counted(r, i, found[0])) is not None:
        return beside
    counted = found is not None and r.low(found[0] - 1) in {"weeks", "days", "week"} and r.low(i) == "in"
    if found is not None and (found[1].precision is Precision.week or counted) and not found[1].gone:
        return _day_of_week(r, found[0], found[1]) or found
    return found


def _day_of_that_month(r: Reader, end: int, when: When) -> Parsed:
    """ "next month 20th", "next month, on the 20th"."""
    if DAY_UNITS.get(r.low(end - 1)) != "month" or when.ends:
        return None
    k = r.skip(end, frozenset({",", "on", "by", "the"}), 3)
    read = ordinal_at(r, k)
    if read is None or not 1 <= read[1] <= when.last.day or r.low(read[0]).isalpha() and k == end:
        return None
    return read[0], on_day(when.first.replace(day=read[1]))


def _weekday_counted(r: Reader, i: int, end: int) -> Parsed:
    """ "Saturday, 3 days from now", "Sunday 3 weeks after 15 January": that weekday in the week it falls in."""
    weekday = WEEKDAYS.get(r.low(i))
    if weekday is None or end != i + 1:
        return None
    k = i + 2 if r.low(i + 1) == "," else i + 1
    if r.num(k) is None and r.low(k) not in NUMBERS:
        return None
    counted = from_date(r, k)
    if counted is None or counted[1].gone or counted[1].precision is not Precision.day:
        return None
    return counted[0], on_day(cal.monday_of(counted[1].last) + timedelta(days=weekday))


def _day_of_week(r: Reader, end: int, when: When) -> Parsed:
    """ "next week Wednesday", "first week of October, on Friday"."""
    k = r.skip(end, frozenset({",", "-", "–", "on", "(", ".", "probably", "by", "likely", "'", "s"}), 2)
    if when.precision is Precision.day and r.low(end) != "on":
        return None
    weekday = WEEKDAYS.get(r.low(k))
    if weekday is None or r.low(k + 1) == "week":
        return None
    day = cal.monday_of(when.first) + timedelta(days=weekday)
    return k + (2 if r.low(k - 1) == "(" and r.low(k + 1) == ")" else 1), on_day(day)
