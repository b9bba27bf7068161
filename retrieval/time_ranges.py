"""Words for a stretch of time in a question ("last November", "this week") to the first and last day."""

# ruff: noqa: E501 (a pattern is easier to read on one line)

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

_MONTHS: dict[str, int] = {}
for _number, _names in enumerate(
    (
        "january jan januar jänner janvier",
        "february feb februar février fevrier",
        "march märz maerz mars",
        "april apr avril",
        "may mai",
        "june jun juni juin",
        "july jul juli juillet",
        "august aug août aout",
        "september sept sep septembre",
        "october oct oktober okt octobre",
        "november nov novembre",
        "december dec dezember dez décembre decembre",
    ),
    start=1,
):
    for _name in _names.split():
        _MONTHS[_name] = _number
_DAYS: dict[str, int] = {}
for _number, _names in enumerate(
    (
        "monday montag lundi",
        "tuesday tue tues dienstag mardi",
        "wednesday wed mittwoch mercredi",
        "thursday thu thurs donnerstag jeudi",
        "friday fri freitag vendredi",
        "saturday samstag samedi",
        "sunday sonntag dimanche",
    )
):
    for _name in _names.split():
        _DAYS[_name] = _number
_UNITS = {
    **dict.fromkeys(["day", "days", "tag", "tage", "tagen", "jour", "jours"], "day"),
    **dict.fromkeys(["week", "weeks", "woche", "wochen", "semaine", "semaines"], "week"),
    **dict.fromkeys(["month", "months", "monat", "monate", "monaten", "monats", "mois"], "month"),
    **dict.fromkeys(
        ["quarter", "quarters", "quartal", "quartale", "quartals", "trimestre", "trimestres"], "quarter"
    ),
    **dict.fromkeys(
        ["year", "years", "jahr", "jahre", "jahren", "jahres", "an", "ans", "année", "années", "annee"],
        "year",
    ),
}
_COUNTS = {
    **{
        w: n
        for n, w in enumerate(
            ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], 1
        )
    },
    **{
        w: n
        for n, w in enumerate(
            ["ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn"], 1
        )
    },
    **dict.fromkeys(["a", "an", "einer", "einem", "eine", "un", "une"], 1),
    **{
        w: n
        for n, w in enumerate(["deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix"], 2)
    },
    "couple": 2,
    "few": 3,
    "paar": 3,
    "several": 4,
}
_PAST = "last past previous prior letzte letzten letztes letzter letztem vergangene vergangenen vergangenes vorige voriges vorigen"
_NOW = "this current diese dieser dieses diesen diesem aktuelle ce cet cette"
_COMING = (
    "next coming following nächste nächsten nächstes nächster kommende kommenden kommendes prochain prochaine"
)


def _any(words: str | dict[str, int] | dict[str, str]) -> str:
    listed = words.split() if isinstance(words, str) else list(words)
    return "(?:" + "|".join(sorted(map(re.escape, listed), key=len, reverse=True)) + ")"


_MONTH, _DAY, _UNIT = _any(_MONTHS), _any(_DAYS), _any(_UNITS)
_WHICH = rf"(?P<which>{_any(_PAST)}|{_any(_NOW)}|{_any(_COMING)})"
_COUNT = rf"(?P<count>\d{{1,3}}|{_any(_COUNTS)})"
_YEAR = r"(?P<year>20\d\d)"


@dataclass(frozen=True)
class TimeRange:
    """First and last day, both included; None is open. `words` stood at `start:end` of the question."""

    first: date | None
    last: date | None
    words: str
    start: int
    end: int
    open_end: bool = False

    def __contains__(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


Days = tuple[date | None, date | None]


_Reader = Callable[["re.Match[str]", date, bool], Days | None]


def _hits(
    rule: "re.Pattern[str]", read: _Reader, plain: str, today: date, ahead: bool
) -> Iterator[TimeRange]:
    for match in rule.finditer(plain):
        try:
            days = read(match, today, ahead)
        except (ValueError, OverflowError):
            continue
        if days is not None:
            yield TimeRange(*days, match.group().strip(), match.start(), match.end(), days[1] is None)


def unit_range(unit: str, today: date, offset: int) -> tuple[date, date]:
    """The day, week, month, quarter or year that lies `offset` units from today's."""
    if unit == "day":
        day = today + timedelta(days=offset)
        return day, day
    if unit == "week":
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=offset)
        return monday, monday + timedelta(days=6)
    if unit == "year":
        return date(today.year + offset, 1, 1), date(today.year + offset, 12, 31)
    months = 3 if unit == "quarter" else 1
    index = today.year * 12 + (today.month - 1) // months * months + offset * months
    return _month(index)[0], _month(index + months - 1)[1]


def _month(index: int) -> tuple[date, date]:
    year, month = index // 12, index % 12 + 1
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _offset(which: str) -> int:
    return -1 if which in _PAST.split() else 1 if which in _COMING.split() else 0


def _named_month(month: int, year: int | None, which: str | None, today: date, ahead: bool) -> Days:
    if year is None:
        year = today.year
        if which and _offset(which) < 0:
            year -= month >= today.month
        elif which and _offset(which) > 0:
            year += month <= today.month
        elif ahead:
            # Just over is still "due in October" in November; half a year ago is next year's.
            year += (today.month - month) > 3
            year -= (month - today.month) > 9
        else:
            year -= month > today.month
    return _month(year * 12 + month - 1)


def _year_of(match: "re.Match[str]") -> int | None:
    year = match.groupdict().get("year")
    return int(year) if year else None


def _read_month(match: "re.Match[str]", today: date, ahead: bool) -> Days | None:
    which, year = match["which"], _year_of(match)
    before = match.string[: match.start("month")]
    alone = match["month"] not in _ALSO_WORDS and len(match["month"]) > 3
    if not (which or year or match["lead"] or alone or _TIED.search(before)):
        return None  # "may" and "march" are verbs as well
    return _named_month(_MONTHS[match["month"]], year, which, today, ahead)


_ALSO_WORDS = frozenset(["march", "mars", "may", "mai", "august", "june", "april", "juni", "juin"])
"""Months that are also verbs or people's names."""
_TIED = re.compile(
    r"\b(?:since|after|before|until|till|by|between|through|starting|seit|nach|vor|bis|ab|zwischen|depuis|avant|après|entre"
    rf"|{_MONTH} (?:and|to|und|bis|et|à))\s+(?:end of\s+|the end of\s+)?$"
)


def _read_unit(match: "re.Match[str]", today: date, ahead: bool) -> Days:
    return unit_range(_UNITS[match["unit"]], today, _offset(match["which"]))


def _read_unit_after(match: "re.Match[str]", today: date, ahead: bool) -> Days:
    back = match["side"].startswith(("derni", "passé", "passe"))
    return unit_range(_UNITS[match["unit"]], today, -1 if back else 1)


def _count(match: "re.Match[str]") -> int:
    return int(match["count"]) if match["count"].isdigit() else _COUNTS[match["count"]]


def _span(unit: str, count: int, today: date, sign: int) -> date:
    """The day `count` units away."""
    if unit in ("day", "week"):
        return today + timedelta(days=sign * count * (7 if unit == "week" else 1))
    months = sign * count * {"month": 1, "quarter": 3, "year": 12}[unit]
    first, last = _month(today.year * 12 + today.month - 1 + months)
    return first.replace(day=min(today.day, last.day))


def _read_last_n(match: "re.Match[str]", today: date, ahead: bool) -> Days:
    return _span(_UNITS[match["unit"]], _count(match), today, -1), today


def _read_next_n(match: "re.Match[str]", today: date, ahead: bool) -> Days:
    return today, _span(_UNITS[match["unit"]], _count(match), today, 1)


def _read_ago(match: "re.Match[str]", today: date, ahead: bool) -> Days:
    unit, count = _UNITS[match["unit"]], _count(match)
    return unit_range(unit, today, -count)


_EACH = re.compile(r"\b(?:every|each|all|jeden|jede|chaque|tous les|usual|weekly)\s+$")


def _read_weekday(match: "re.Match[str]", today: date, ahead: bool) -> Days | None:
    day, which = _DAYS[match["day"]], match["which"]
    if _EACH.search(match.string[: match.start("day")]):
        return None  # "every Friday" is no one Friday
    back = (today.weekday() - day) % 7
    offset = _offset(which) if which else None
    if offset == -1:
        found = today - timedelta(days=back or 7)
    elif offset == 1:
        found = today + timedelta(days=(7 - back) if back else 7)
    elif offset == 0:
        found = today - timedelta(days=today.weekday()) + timedelta(days=day)
    else:
        found = today + timedelta(days=(7 - back) % 7) if ahead else today - timedelta(days=back)
    return found, found


def _read_quarter(match: "re.Match[str]", today: date, ahead: bool) -> Days:
    name = match["quarter"]
    number = int(name) if name.isdigit() else ("first", "second", "third", "fourth").index(name) + 1
    year = _year_of(match)
    if year is None:
        current = (today.month - 1) // 3 + 1
        year = today.year + (number < current - 1 if ahead else -(number > current))
    first = year * 12 + 3 * (number - 1)
    return _month(first)[0], _month(first + 2)[1]


def _read_half(match: "re.Match[str]", today: date, ahead: bool) -> Days:
    first = (_year_of(match) or today.year) * 12 + (0 if match["half"] in ("1", "first") else 6)
    return _month(first)[0], _month(first + 5)[1]


def _read_year(match: "re.Match[str]", today: date, ahead: bool) -> Days:
    return unit_range("year", date(int(match["year"]), 1, 1), 0)


def _read_named_day(match: "re.Match[str]", today: date, ahead: bool) -> Days:
    offset = {
        **dict.fromkeys(["today", "tonight", "heute", "aujourd'hui", "aujourd’hui"], 0),
        **dict.fromkeys(["yesterday", "gestern", "hier"], -1),
        **dict.fromkeys(["tomorrow", "morgen", "demain"], 1),
        "vorgestern": -2,
        "übermorgen": 2,
        "last night": -1,
        "gestern abend": -1,
        **dict.fromkeys(["this morning", "this afternoon", "this evening", "heute morgen", "ce matin"], 0),
    }[match.group("named")]
    return unit_range("day", today, offset)


def _one_day(match: "re.Match[str]", today: date, ahead: bool) -> Days:
    found = _calendar_day(match, today, ahead)
    return found, found


def _calendar_day(match: "re.Match[str]", today: date, ahead: bool) -> date:
    month = match["month"]
    number = int(month) if month.isdigit() else _MONTHS[month]
    year = _year_of(match)
    if year:
        return date(year, number, int(match["dom"]))
    found = date(today.year, number, int(match["dom"]))
    if not ahead and found > today:
        return found.replace(year=today.year - 1)
    if ahead and (today - found).days > 90:
        return found.replace(year=today.year + 1)
    return found


_SEASONS = {
    **dict.fromkeys(["spring", "frühling", "frühjahr", "printemps"], 3),
    **dict.fromkeys(["summer", "sommer", "été"], 6),
    **dict.fromkeys(["autumn", "herbst", "automne"], 9),
    **dict.fromkeys(["winter", "hiver"], 12),
}


def _read_season(match: "re.Match[str]", today: date, ahead: bool) -> Days | None:
    """Three whole months; winter begins in December of the year it is named after."""
    first = _SEASONS[match["season"]]
    if match["season"] == "été" and not re.search(
        r"(?:\ben |\bcet |l['’])$", match.string[: match.start("season")]
    ):
        return None  # "a été promis" is no summer
    year, which = _year_of(match), match["which"]
    if year is None:
        year = today.year
        begun = first <= today.month or (first == 12 and today.month <= 2)
        offset = _offset(which) if which else 0
        if offset < 0:
            year -= 1 if first == 12 or first + 2 >= today.month else 0
        elif offset > 0 or (ahead and first + 2 < today.month):
            year += begun
        elif not begun and not ahead and not which:
            year -= 1
    return _month(year * 12 + first - 1)[0], _month(year * 12 + first + 1)[1]


def _read_day_of_month(match: "re.Match[str]", today: date, ahead: bool) -> Days | None:
    """ "On the 24th": this month's, else the next one to come or the last one past."""
    number = int(match["dom"])
    months = range(3) if ahead else range(0, -3, -1)
    for months_on in months:
        first, last = _month(today.year * 12 + today.month - 1 + months_on)
        if number <= last.day:
            found = first.replace(day=number)
            if (found >= today) if ahead else (found <= today):
                return found, found
    return None


def _read_rest(match: "re.Match[str]", today: date, ahead: bool) -> Days:
    return today, unit_range(_UNITS[match["unit"]], today, 0)[1]


def _read_end(match: "re.Match[str]", today: date, ahead: bool) -> Days:
    """The last day of the week, month, quarter or year; a week ends on Friday."""
    unit = {"w": "week", "m": "month", "q": "quarter", "y": "year"}.get(match["short"] or "") or _UNITS[
        match["unit"] or match["unit2"]
    ]
    last = unit_range(unit, today, _offset(match["which"] or "") if match["unit"] else 0)[1]
    if unit == "week":
        last -= timedelta(days=2)
    return last, last


def _read_so_far(match: "re.Match[str]", today: date, ahead: bool) -> Days:
    return unit_range("year", today, 0)[0], today


def _read_weekend(match: "re.Match[str]", today: date, ahead: bool) -> Days:
    monday = unit_range("week", today, _offset(match["which"] or ""))[0]
    return monday + timedelta(days=5), monday + timedelta(days=6)


def _read_days(match: "re.Match[str]", today: date, ahead: bool) -> Days:
    month = match["month"]
    year = _year_of(match) or _named_month(_MONTHS[month], None, None, today, ahead)[0].year  # type: ignore[union-attr]
    return date(year, _MONTHS[month], int(match["from"])), date(year, _MONTHS[month], int(match["to"]))


def _read_christmas(match: "re.Match[str]", today: date, ahead: bool) -> Days:
    day = date(today.year - (not ahead and today.month < 12), 12, 25)
    return day, day


_ORDINAL = r"(?:st|nd|rd|th|\.|er)?"
_IN = r"(?P<lead>\b(?:in|during|im|en|de|vom|within|for|of|from|over|throughout|for the month of|au mois de)\s+(?:(?:the|early|mid|late)\s+)?)?"
_SIMPLE: tuple[tuple[str, _Reader], ...] = (
    (rf"{_IN}\b(?:{_WHICH}\s+)?\b(?P<month>{_MONTH})\b(?:,?\s+(?:of\s+)?{_YEAR})?(?!\s+\d{{1,2}}\b)", _read_month),
    (rf"\b(?:(?:in|during|over|within|within)\s+)?(?:the\s+|der\s+|die\s+|das\s+|den\s+|dem\s+|im\s+)?{_WHICH}\s+(?:calendar |business |working )?(?P<unit>{_UNIT})\b", _read_unit),
    (rf"\b(?:la |le |l'|l’|au )?(?P<unit>{_UNIT})\s+(?P<side>derni[eè]re?|pass[ée]e?|prochaine?)\b", _read_unit_after),
    (rf"\b(?:(?:in|within|during|over)\s+)?(?:the\s+)?(?:last|past|previous)\s+{_COUNT}\s+(?:of\s+)?(?P<unit>{_UNIT})\b", _read_last_n),
    (rf"\b(?:in\s+)?(?:den\s+|die\s+)?(?:letzten|vergangenen)\s+{_COUNT}\s+(?P<unit>{_UNIT})\b", _read_last_n),
    (rf"\bles\s+{_COUNT}\s+derni[eè]re?s\s+(?P<unit>{_UNIT})\b", _read_last_n),
    (rf"\b(?:(?:in|within|during|over)\s+)?(?:the\s+)?(?:next|coming)\s+{_COUNT}\s+(?P<unit>{_UNIT})\b", _read_next_n),
    (rf"\b(?:in\s+)?(?:den\s+|die\s+)?(?:nächsten|kommenden)\s+{_COUNT}\s+(?P<unit>{_UNIT})\b", _read_next_n),
    (rf"\bles\s+{_COUNT}\s+prochaine?s\s+(?P<unit>{_UNIT})\b", _read_next_n),
    (rf"\b(?:a\s+)?{_COUNT}\s+(?:of\s+)?(?P<unit>{_UNIT})\s+ago\b", _read_ago),
    (rf"\b(?:vor|il y a)\s+{_COUNT}\s+(?P<unit>{_UNIT})\b", _read_ago),
    (rf"\b(?:on\s+|am\s+|le\s+)?(?:{_WHICH}\s+)?\b(?P<day>{_DAY})\b", _read_weekday),
    (rf"\b(?:in\s+|im\s+|during\s+|au\s+)?(?:the\s+)?(?:q|quartal |t)(?P<quarter>[1-4])\b(?:\s*(?:of\s+|/)?\s*{_YEAR})?", _read_quarter),
    (rf"\b(?:in\s+|during\s+)?(?:the\s+)?(?P<quarter>first|second|third|fourth)\s+quarter\b(?:\s+(?:of\s+)?{_YEAR})?", _read_quarter),
    (rf"\b(?:in\s+)?(?:h(?P<half>[12]))\b(?:\s+(?:of\s+)?{_YEAR})?", _read_half),
    (rf"\b(?:in|during|im jahr|en|of|from)\s+{_YEAR}\b(?!-)", _read_year),
    (rf"\b(?:in|over|during|im|en|au|of|from)?\s*(?:the\s+)?(?:{_WHICH}\s+)?\b(?<![\w'’])(?P<season>{_any(_SEASONS)})\b(?:\s+(?:of\s+)?{_YEAR})?(?!\s+(?:break|party|school|campaign|release|sale))", _read_season),
    (rf"\b(?:the\s+)?rest of (?:the|this)\s+(?P<unit>{_UNIT})\b", _read_rest),
    (rf"\b(?:(?:the\s+)?end of (?:the\s+)?(?:{_WHICH}\s+)?(?P<unit>week|month|quarter|year)|eo(?P<short>[wmqy])|(?:the\s+)?(?P<unit2>week|month|quarter|year)[ -]end)\b", _read_end),
    (r"\b(?:at |an |zu |à )?(?:christmas|xmas|weihnachten|noël)\b", _read_christmas),
    (r"\b(?:so far this year|this year so far|year to date|ytd)\b", _read_so_far),
    (rf"\b(?:on\s+|at\s+|over\s+)?(?:the\s+)?(?:{_WHICH}\s+)?(?:weekend|wochenende|week-end)\b", _read_weekend),
    (r"(?<![\w.,#$€£/-])(?P<year>20\d\d)(?=\s*[?.!,;:]?\s*$|\s+(?:for|with|to|from|by|and|für|bei|pour)\b)", _read_year),
    (r"\b(?:the\s+)?(?P<unit>week|month) after next\b|\bübernächste[nr]?\s+(?P<unit2>woche)\b", lambda m, t, a: unit_range(_UNITS[m["unit"] or m["unit2"]], t, 2)),
    (rf"\b(?:in|within|inside|binnen|innerhalb von|dans|sous)\s+(?:the\s+)?{_COUNT}\s+(?:of\s+)?(?P<unit>{_UNIT})\b(?!\s+(?:ago|of))", _read_next_n),
    (r"\b(?:on|by|for|before|until|until|till|since|am|bis zum|le|du|au)\s+(?:the\s+)?(?P<dom>\d{1,2})(?:st|nd|rd|th|\.)(?!\s*(?:of\b|\d|[a-zäöü]*\s*(?:quarter|week|month|call|meeting)))", _read_day_of_month),
    (r"\b(?P<named>today|last night|gestern abend|this (?:morning|afternoon|evening)|heute morgen|ce matin|tonight|yesterday|tomorrow|heute|vorgestern|gestern|übermorgen|morgen|aujourd['’]hui|hier|demain)\b", _read_named_day),
    (rf"\b(?:between|from|vom|zwischen|entre|du)\s+(?:the\s+|dem\s+|le\s+)?(?P<from>\d{{1,2}}){_ORDINAL}\s*(?:and|to|until|till|-|–|und|bis(?:\s+zum)?|et|au)\s*(?:the\s+|dem\s+|le\s+)?(?P<to>\d{{1,2}}){_ORDINAL}\s+(?:of\s+)?(?P<month>{_MONTH})\b(?:,?\s+{_YEAR})?", _read_days),
    (rf"\b(?:on\s+|am\s+)?{_YEAR}-(?P<month>\d\d)-(?P<dom>\d\d)\b", _one_day),
    (rf"\b(?:on\s+(?:the\s+)?|am\s+|le\s+|of\s+)?(?P<dom>\d{{1,2}}){_ORDINAL}\s+(?:of\s+)?(?P<month>{_MONTH})\b(?:,?\s+{_YEAR})?", _one_day),
    (rf"\b(?:on\s+)?(?P<month>{_MONTH})\s+(?:the\s+)?(?P<dom>\d{{1,2}}){_ORDINAL}\b(?:,?\s+{_YEAR})?", _one_day),
    (rf"\b(?:am\s+)?(?P<dom>\d{{1,2}})\.\s?(?P<month>\d{{1,2}})\.(?:{_YEAR})?", _one_day),
)  # fmt: skip

_SINCE = re.compile(r"\b(?:since|after|starting|seit|nach|ab|depuis|après)\s+(?:the\s+|dem\s+|le\s+)?$")
_UNTIL = re.compile(
    r"\b(?:before|until|till|up to|by|no later than|bis(?: zum)?|vor|avant|jusqu['’](?:à|en|au))\s+(?:the\s+|dem\s+|end of\s+|le\s+)?$"
)
_BETWEEN = re.compile(r"\b(?:between|from|zwischen|vom|von|entre|du|de)\s+(?:the\s+|dem\s+|le\s+)?$")
_AND = re.compile(
    r"^\s*(?:and|to|until|till|through|-|–|und|bis(?: zum)?|et|au|à|jusqu['’]au)\s+(?:the\s+|dem\s+|le\s+)?$"
)
_INCLUSIVE = ("by", "until", "till", "up to", "no later", "bis", "jusqu")


_RULES = tuple((re.compile(pattern), read) for pattern, read in _SIMPLE)


def find_stretch(text: str, today: date, *, ahead: bool = False) -> TimeRange | None:
    """The stretch of time a question speaks of, or None. Weeks run Monday to Sunday.

    Also "since March", "before Friday", "between 1 May and 15 June". `ahead` is for due days: a
    bare "November" or "Friday" is then the coming one, else the latest.
    """
    plain = text.lower()
    parts = [hit for rule, read in _RULES for hit in _hits(rule, read, plain, today, ahead)]
    parts = _longest(parts)
    for one, two in pairwise(parts):
        lead = _BETWEEN.search(_lead(plain, one))
        if lead and _AND.match(_gap(plain, one, two)):
            first, last = one.first, two.last
            if first and last and first > last and not ahead:
                first = first.replace(year=first.year - 1) if first.day <= 28 else first
            return TimeRange(first, last, plain[lead.start() : two.end], lead.start(), two.end)
    if not parts:
        return None
    part = max(parts, key=lambda r: (r.end - r.start, -r.start))
    before = _lead(plain, part)
    if lead := _SINCE.search(before):
        after = lead.group().split()[0] in ("after", "nach", "après")
        first = part.last + timedelta(days=1) if after and part.last else part.first
        return TimeRange(first, None, plain[lead.start() : part.end], lead.start(), part.end, True)
    if lead := _UNTIL.search(before):
        last = part.last if lead.group().startswith(_INCLUSIVE) else part.first
        if last and not lead.group().startswith(_INCLUSIVE):
            last -= timedelta(days=1)
        return TimeRange(None, last, plain[lead.start() : part.end], lead.start(), part.end)
    return part


_OWN_LEAD = re.compile(r"^(?:in|on|during|from|of|for|over|within|im|am|en|au|le|the|den|der|die)\s+")


def _bare_start(plain: str, part: TimeRange) -> int:
    start = part.start
    while lead := _OWN_LEAD.match(plain[start : part.end]):
        start += lead.end()
    return start


def _lead(plain: str, part: TimeRange) -> str:
    """What stands before the range itself, with a preposition that the rule took in."""
    return (
        plain[max(0, part.start - 30) : part.start].rjust(part.start)
        + plain[part.start : _bare_start(plain, part)]
    )


def _gap(plain: str, one: TimeRange, two: TimeRange) -> str:
    return plain[one.end : two.start] + plain[two.start : _bare_start(plain, two)]


def _longest(parts: list[TimeRange]) -> list[TimeRange]:
    """Without those that lie inside a longer one, in the order of the text."""
    kept: list[TimeRange] = []
    for part in sorted(parts, key=lambda r: (r.start - r.end, r.start)):
        if not any(k.start < part.end and part.start < k.end for k in kept):
            kept.append(part)
    return sorted(kept, key=lambda r: r.start)
