"""Phrases counted from another moment: "in two weeks", "within 48 hours", "a week from Friday"."""

from __future__ import annotations

from datetime import timedelta

from records.models import Precision
from retrieval import due_calendar as cal
from retrieval.due_amounts import CLOCK_UNITS, Amount, amount_at, count_at, moved, unit_word_at
from retrieval.due_clock import after_date
from retrieval.due_days import day_at
from retrieval.due_feasts import weekend_of
from retrieval.due_holidays import holiday_at
from retrieval.due_moments import awaited_at
from retrieval.due_monthdays import ordinal_at
from retrieval.due_numeric import numeric_at
from retrieval.due_periods import period_at
from retrieval.due_reader import GONE, Parsed, Reader, When, on_day
from retrieval.due_stretches import stretch_at
from retrieval.due_units import edge_of
from retrieval.due_words import COMING, DAY_UNITS, LAST, NEXT, NUMBERS, THIS, TODAY, WEEKDAYS, WORKING

_INS = frozenset({"in", "within", "inside", "binnen", "innerhalb", "dans", "sous", "ici", "over"})


_FILLERS = frozenset(
    {
        "of", "von", "the", "der", "den", "les", "about", "around", "roughly", "approximately", "approx",
        "ca",
        "just", "another", "less", "than", "no", "more", "maximum", "max", "at", "most", "only", "like",
        "say",
        "etwa", "circa", "environ", "~", "some", "under", "next", "nächsten", "coming", "prochains",
        "prochaines",
        "as", "little",
    }
)  # fmt: skip


def offset_at(r: Reader, i: int) -> Parsed:
    """A moment counted from today, from another date or by a holiday's name."""
    return (
        stretch_at(r, i)
        or _in_some_time(r, i)
        or _weekdays_ahead(r, i)
        or _weekday_beside(r, i)
        or _lasting(r, i)
        or awaited_at(r, i)
        or _part_of(r, i)
        or _from_date(r, i)
        or _next_units(r, i)
        or holiday_at(r, i)
        or _week_of(r, i)
    )


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
        if named is not None and (r.low(i) != "in" or named[1] in {"hour", "day"}):
            amount = named[0], 1, named[1]
    if amount is None:
        return _within_unit(r, i, j)
    end, number, unit = amount
    if r.low(j) == "few" and r.low(j - 1) not in {"next", "a", "the", "coming"}:
        return None
    more: list[tuple[float, str]] = []
    while len(more) < 3 and (another := amount_at(r, end + (r.low(end) in {"and", "und", "et"}))) is not None:
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
            dated = day_at(r, start) or holiday_at(r, start, cued=True) or _thing_on(r, start)
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


def _lasting(r: Reader, i: int) -> Parsed:
    """ "for 3 days from Monday", "for two weeks starting 4 January": the last day of that stretch."""
    if r.low(i) in {"us", "me"} and r.low(i - 1) == "give":
        wanted = amount_at(r, i + 1)
        if wanted is None or wanted[2] in CLOCK_UNITS or r.low(wanted[0]) not in {"and", ",", "to"}:
            return None
        when = moved(r, None, wanted[1], wanted[2])
        return (wanted[0], when) if when else None
    if r.low(i) != "for":
        return None
    amount = amount_at(r, i + 1)
    if amount is None or amount[2] in CLOCK_UNITS:
        return None
    k = amount[0] + 1 if r.low(amount[0]) == "," else amount[0]
    if r.low(k) not in {"from", "starting", "beginning"}:
        held = any(r.low(m) in {"hold", "reserve", "keep", "block"} for m in range(i - 6, i))
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


def _from_date(r: Reader, i: int) -> Parsed:
    """ "a week from Friday", "two days before Christmas", "a week on Tuesday", "3 weeks from now"."""
    if (
        r.low(i) in {"the"}
        and r.low(i + 1) in {"week", "day", "month"}
        and r.low(i + 2) in {"after", "before"}
    ):
        return _neighbour(r, i)
    amount = amount_at(r, r.skip(i, frozenset({"about", "around", "roughly"}), 1))
    if amount is None or r.token(i).glued and r.low(i - 1) in {"-", "$", "."}:
        return None
    end, number, unit = amount
    if (both := amount_at(r, end + (r.low(end) == "and"))) is not None:
        return _from_now(r, (number, unit), both)
    low = r.low(end)
    if (
        low == "hence"
        or low == "later"
        and r.low(end + 1) not in THIS | NEXT | TODAY
        and (unit in CLOCK_UNITS or r.num(i) is not None or r.low(i) in NUMBERS)
    ):
        when = moved(r, None, number, unit)
        return (end + 1, when) if when else None
    if low == "ago":
        return end + 1, GONE
    if r.lows(end, 2) in {("from", "now"), ("from", "today"), ("after", "today")}:
        when = moved(r, None, number, unit)
        return (end + 2, when) if when else None
    if low in {"today", "tomorrow"} and unit in {"week", "fortnight"}:
        base = on_day(r.today + timedelta(days=low == "tomorrow"))
        when = moved(r, base, number, unit)
        return (end + 1, when) if when else None
    if low in WEEKDAYS and unit in {"week", "fortnight"} and number == 1 and r.low(i - 1) not in _RATED:
        # "a week Friday"
        day = cal.coming_weekday(r.today, WEEKDAYS[low])
        return end + 1, on_day(day + timedelta(days=14 if unit == "fortnight" else 7))
    if low not in {"from", "after", "before", "on", "following", "prior", "nach", "vor", "après", "avant"}:
        return None
    if low == "on" and not (unit in {"week", "fortnight"} and r.low(end + 1) in WEEKDAYS):
        return None
    start = end + 2 if r.lows(end, 2) == ("prior", "to") else end + 1
    dated = day_at(r, start) or holiday_at(r, start, cued=True) or _thing_on(r, start)
    if dated is None and edge_of(r.low(r.skip(start, frozenset({"the"}), 1))) is not None:
        dated = period_at(r, start)
    if dated is None or dated[1].gone:
        return (dated[0], GONE) if dated else None
    sign = -1 if low in {"before", "prior", "vor", "avant"} else 1
    when = moved(r, dated[1], number, unit, sign)
    return (dated[0], when) if when else None


_RATED = frozenset({"once", "twice", "thrice", "times", "day", "days", "hours", "per", "than"})


def _thing_on(r: Reader, i: int) -> Parsed:
    """ "the kick-off on 3 May": an event with its day."""
    if r.low(i) not in {"the", "our", "your", "their", "der", "dem", "la", "le"}:
        return None
    for k in range(i + 2, i + 7):
        if r.low(k) in {"on", "am", "du", "vom"}:
            return day_at(r, k + 1)
        if r.low(k) == "," and r.low(k + 1) in {"which", "that"} and r.low(k + 3) == "on":
            return day_at(r, k + 4)
        if not (r.low(k).isalpha() or r.low(k) == "-"):
            return None
    return None


def _weekdays_ahead(r: Reader, i: int) -> Parsed:
    """ "two Sundays from now", "three Fridays later": the nth such day after today."""
    placed = ordinal_at(r, i + (r.low(i) == "the"))
    counted = count_at(r, i) if placed is None else (placed[0], float(placed[1]))
    if counted is None or not 1 <= counted[1] <= 52:
        return None
    j, number = counted
    name = r.low(j)[:-1] if r.low(j).endswith("days") else r.low(j)
    if name not in WEEKDAYS:
        return None
    if r.lows(j + 1, 2) in {("from", "now"), ("from", "today")}:
        end = j + 3
    elif r.low(j + 1) in {"later", "hence"} or r.lows(j + 1, 1) == ("away",):
        end = j + 2
    else:
        return None
    return end, on_day(cal.coming_weekday(r.today, WEEKDAYS[name]) + timedelta(days=7 * (int(number) - 1)))


def _weekday_beside(r: Reader, i: int) -> Parsed:
    """ "the Friday after Thanksgiving", "the first Monday after 5 January", "the Tuesday before Christmas"."""
    j = i + 1 if r.low(i) == "the" else i
    j = j + 1 if r.low(j) in {"first", "next"} else j
    weekday = WEEKDAYS.get(r.low(j))
    if weekday is None or r.low(j + 1) not in {"after", "before", "following", "preceding"}:
        return None
    named = r.low(i) == "the"
    dated = (
        holiday_at(r, j + 2, cued=True)
        or (day_at(r, j + 2) if named else None)
        or (period_at(r, j + 2) if named else None)
    )
    if dated is None or dated[1].gone:
        return None
    end, when = dated
    if r.low(j + 1) in {"after", "following"}:
        return end, on_day(cal.coming_weekday(when.last, weekday))
    return end, on_day(when.first - timedelta(days=(when.first.weekday() - weekday - 1) % 7 + 1))


def _from_now(r: Reader, first: tuple[float, str], then: Amount) -> Parsed:
    """ "a week and 3 days from now", "2 years 1 month 21 days later"."""
    when = moved(r, None, *first)
    end = then[0]
    parts: list[tuple[float, str]] = [(then[1], then[2])]
    while len(parts) < 4 and (more := amount_at(r, end + (r.low(end) == "and"))) is not None:
        parts.append((more[1], more[2]))
        end = more[0]
    if r.low(end) == "ago":
        return end + 1, GONE
    if r.low(end) == "later":
        end += 1
    elif r.lows(end, 2) in {("from", "now"), ("from", "today")}:
        end += 2
    else:
        return None
    for number, unit in parts:
        when = moved(r, when, number, unit) if when is not None else None
    return (end, when) if when is not None else None


def _neighbour(r: Reader, i: int) -> Parsed:
    """ "the week after Thanksgiving", "the day before Christmas"."""
    unit, sign = r.low(i + 1), 1 if r.low(i + 2) == "after" else -1
    dated = holiday_at(r, i + 3, cued=True) or day_at(r, i + 3) or _thing_on(r, i + 3)
    if dated is None or dated[1].gone:
        return None
    day = dated[1].last
    if unit == "day":
        return dated[0], on_day(day + timedelta(days=sign))
    if unit == "week":
        monday = cal.monday_of(day) + timedelta(days=7 * sign)
        return dated[0], When(monday, monday + timedelta(days=4), Precision.week)
    return None


def _next_units(r: Reader, i: int) -> Parsed:
    """ "the next two weeks", "next few days", "the 2 upcoming months", "next business day"."""
    j = i + 1 if r.low(i) in {"the", "den", "les"} else i
    if r.low(j) in NEXT and r.low(j + 1) == "hour":
        when = moved(r, None, 1, "hour")
        return (j + 2, when) if when else None
    if r.low(j) in NEXT | COMING:
        if r.low(j + 1) in WORKING and r.low(j + 2) == "day" or r.low(j + 1) == "werktag":
            when = moved(r, None, 1, "business")
            return (j + (3 if r.low(j + 1) in WORKING else 2), when) if when else None
        if r.low(j + 1) == "fortnight":
            return j + 2, on_day(r.today + timedelta(days=14))
        if r.low(j + 1) in {"a", "an", "one", "ein"}:
            return None
        amount = amount_at(r, j + 1)
        if amount is None or r.lows(j - 1, 1) == ("every",):
            return None
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


def _week_of(r: Reader, i: int) -> Parsed:
    """ "the week of the 16th", "week commencing 16 Nov", "w/c 16/11", "week ending Nov 20"."""
    j = i + 1 if r.low(i) in {"the", "der", "la"} else i
    if r.lows(j, 3) in {("w", "/", "c"), ("w", "/", "b")}:
        k, ending = j + 3, False
    elif r.lows(j, 3) == ("w", "/", "e"):
        k, ending = j + 3, True
    elif r.low(j) in {"week", "wk", "woche", "semaine", "weekend"}:
        if r.low(j + 1) in {"of", "commencing", "beginning", "starting", "du", "vom", "ending"}:
            k, ending = j + 2, r.low(j + 1) == "ending"
        else:
            return None
    else:
        return None
    k = r.skip(k, frozenset({"on"}), 1)
    # A week is still to come while its Friday is: "the week of the 16th" said on the 18th is this week.
    today = r.today
    try:
        r.today = cal.monday_of(today) if today.weekday() < 5 else today
        dated = numeric_at(r, k, trusted=True) or day_at(r, k) or holiday_at(r, k, cued=True)
    finally:
        r.today = today
    if dated is None and r.low(k) == "du":
        dated = day_at(r, k + 1)
    if dated is None and r.num(k) is not None and 1 <= (r.num(k) or 0) <= 31 and not r.low(k + 1).isalpha():
        day = cal.next_day_of_month(r.today, r.num(k) or 0)
        dated = (k + 1, on_day(day)) if day else None
    if dated is None or dated[1].gone:
        return None
    day = dated[1].last
    if r.low(j) == "weekend":
        return dated[0], on_day(weekend_of(day))
    if ending:
        return dated[0], When(cal.monday_of(day), day, Precision.week)
    monday = cal.monday_of(day)
    return dated[0], When(monday, monday + timedelta(days=4), Precision.week)


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
