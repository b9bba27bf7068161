"""Numbers, prices, percentages, dates, hours and weekdays of a text in one form, to compare two texts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar janvier",
            "february feb februar fevrier février",
            "march mar märz maerz mars",
            "april apr avril",
            "may mai",
            "june jun juni juin",
            "july jul juli juillet",
            "august aug août aout",
            "september sept sep septembre",
            "october oct oktober octobre",
            "november nov novembre",
            "december dec dezember décembre decembre",
        ),
        start=1,
    )
    for name in names.split()
}
_DAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday mon montag lundi",
            "tuesday tue tues dienstag mardi",
            "wednesday wed mittwoch mercredi",
            "thursday thu thur thurs donnerstag jeudi",
            "friday fri freitag vendredi",
            "saturday sat samstag samedi",
            "sunday sonntag dimanche",
        )
    )
    for name in names.split()
}
_WORDS = {
    word: value
    for value, word in enumerate(
        [
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ],
        start=2,
    )
} | {
    "one": 1,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
    "hundred": 100,
    "thousand": 1000,
    "million": 1_000_000,
    "dozen": 12,
    "half": 0.5,
    "twice": 2,
    "double": 2,
}
_CURRENCIES = {
    "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR",
    "$": "USD", "usd": "USD", "dollar": "USD", "dollars": "USD", "us$": "USD",
    "£": "GBP", "gbp": "GBP", "pound": "GBP", "pounds": "GBP", "quid": "GBP",
    "chf": "CHF", "franken": "CHF", "francs": "CHF", "sek": "SEK", "dkk": "DKK", "nok": "NOK", "jpy": "JPY",
    "¥": "JPY", "inr": "INR", "₹": "INR", "aud": "AUD", "cad": "CAD", "pln": "PLN",
}  # fmt: skip
_NAMES = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAYNAMES = "|".join(sorted(_DAYS, key=len, reverse=True))
_SIGNS = "|".join(re.escape(sign) for sign in sorted(_CURRENCIES, key=len, reverse=True))
_NUMBER = r"\d{1,3}(?:[,.'’\u00a0\u202f ]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d+)?"
_SCALE = r"(?:\s?(?P<scale>k|tsd|thousand|m|mn|mio|million|millions)\b\.?)?"

_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_DOTTED = re.compile(r"(?<![\d.,/])(\d{1,2})([./])(\d{1,2})\2(\d{4}|\d{2})?(?![\d/])")
_DAY_MONTH = re.compile(
    rf"(?<![\d.,])(\d{{1,2}})(?:st|nd|rd|th|\.)?\s+(?:of\s+)?({_NAMES})\b\.?(?:,?\s+(\d{{4}})\b)?",
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(
    rf"\b({_NAMES})\b\.?\s+(?:the\s+)?(\d{{1,2}})(?:st|nd|rd|th)?\b(?![.,]?\d|\s?[%€$£])(?:,?\s+(\d{{4}})\b)?",
    re.IGNORECASE,
)
_MONTH = re.compile(rf"\b({_NAMES})\b\.?(?:\s+(\d{{4}})\b)?", re.IGNORECASE)
_QUARTER = re.compile(
    r"\bQ([1-4])\b(?:\s+(\d{4})\b)?|\b([1-4])(?:st|nd|rd|th)\s+quarter\b(?:\s+(\d{4})\b)?", re.IGNORECASE
)
_NTH = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)\b", re.IGNORECASE)
_CLOCK = re.compile(
    r"(?<![\d:.])(\d{1,2})[:.](\d{2})(?:\s?([ap])\.?m\b\.?)?(?![\d:%])|(?<![\d:.,])(\d{1,2})\s?([ap])\.?m\b\.?",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(rf"\b({_DAYNAMES})s?\b\.?", re.IGNORECASE)
_PERCENT = re.compile(rf"(?<![\w.,])({_NUMBER})\s?(?:%|percent\b|per cent\b|prozent\b|pct\b)", re.IGNORECASE)
_MONEY = re.compile(
    rf"(?:(?<![^\W\d])(?P<sign>{_SIGNS})\s?(?P<after>{_NUMBER}){_SCALE}(?!\w))"
    rf"|(?:(?<![\w.,])(?P<before>{_NUMBER}){_SCALE.replace('scale', 'size')}\s?(?P<unit>{_SIGNS})(?![^\W\d]))",
    re.IGNORECASE,
)
_PLAIN = re.compile(rf"(?<![^\W\d_])(?<!\d)(?<!\d[.,])({_NUMBER}){_SCALE}", re.IGNORECASE)
_CODE = re.compile(r"[^\W_]*\d(?:[\w.-]*\w)?")
"""What has digits and is no plain number: a version, a norm, a part number."""
_LETTER = re.compile(r"(?<=[^\W\d_] )[A-HJ-Z](?![\w.'’&-])")
"""The B of "plan B"."""
_DIGITS = re.compile(r"\d+")
_WORD_NUMBER = re.compile(rf"\b({'|'.join(_WORDS)})\b", re.IGNORECASE)
_PERCENT_WORD = re.compile(rf"\b({'|'.join(_WORDS)})\s(?:percent|per cent)\b", re.IGNORECASE)
_NO_NUMBER = re.compile(
    r"(?:\b(?:no|this|that|the|which|each|every|new|any|some|right|wrong|last|next)\s+)one\b|\bone\s+of\b",
    re.IGNORECASE,
)
_UNIT = re.compile(r"[\s-]{0,2}([^\W\d_]{3,})")
_SCALES = {
    "k": 1e3,
    "tsd": 1e3,
    "thousand": 1e3,
    "m": 1e6,
    "mn": 1e6,
    "mio": 1e6,
    "million": 1e6,
    "millions": 1e6,
}


@dataclass(frozen=True)
class Fact:
    """One figure. `value` is canonical: "1300", "11-27", "14:30"; `unit` is the word after a plain number."""

    kind: str
    """`percent`, `money`, `number`, `date`, `month`, `quarter`, `day_of_month`, `weekday`, `time`, `code`."""
    value: str
    unit: str = ""
    """A currency for money, a year for dates, months and quarters, the counted thing for numbers; may be ""."""

    def stands_in(self, others: "frozenset[Fact]") -> bool:
        """Whether the same figure is among others; a unit or year that one side leaves out is no difference."""
        return any(
            other.kind == self.kind
            and other.value == self.value
            and (not self.unit or other.unit == self.unit or (not other.unit and self.kind != "money"))
            for other in others
        )


@lru_cache(maxsize=256)
def facts_in(text: str) -> frozenset[Fact]:
    """Every figure of the text; each character counts for one figure only."""
    return frozenset(fact for _, fact in _found(text))


SAID_AS_FACTS = frozenset(
    {*_MONTHS, *_DAYS, *_WORDS, *_CURRENCIES, "percent", "prozent"} - {"may", "mar", "pound"}
)
"""Words that are compared as figures, not as words."""


def of_day(day: date) -> frozenset[Fact]:
    """What may be said of a known day: its date, month, year, quarter and weekday."""
    year = str(day.year)
    return frozenset(
        {
            Fact("date", f"{day.month:02}-{day.day:02}", year),
            Fact("month", str(day.month), year),
            Fact("quarter", str((day.month - 1) // 3 + 1), year),
            Fact("weekday", str(day.weekday())),
            Fact("day_of_month", str(day.day)),
            Fact("number", year),
        }
    )


def _found(text: str) -> Iterator[tuple[int, Fact]]:
    taken = bytearray(len(text))

    def take(pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        for match in pattern.finditer(text):
            if not any(taken[match.start() : match.end()]):
                yield match
                taken[match.start() : match.end()] = b"\1" * len(match.group())

    for match in take(_ISO):
        yield from _date(match.start(), int(match[3]), int(match[2]), match[1])
    for match in take(_DOTTED):
        year = match[4] or ""
        year = f"20{year}" if len(year) == 2 else year
        first, second = int(match[1]), int(match[3])
        yield from _date(match.start(), first, second, year)
        if match[2] == "/":
            yield from _date(match.start(), second, first, year)
    for match in take(_DAY_MONTH):
        yield from _date(match.start(), int(match[1]), _MONTHS[match[2].casefold()], match[3] or "")
    for match in take(_MONTH_DAY):
        yield from _date(match.start(), int(match[2]), _MONTHS[match[1].casefold()], match[3] or "")
    for match in take(_PERCENT):
        yield match.start(), Fact("percent", _number(match[1]))
    for match in take(_PERCENT_WORD):
        yield match.start(), Fact("percent", _plain(_WORDS[match[1].casefold()]))
    for match in take(_MONEY):
        sign, number = match["sign"] or match["unit"], match["after"] or match["before"]
        scale = match["scale"] or match["size"]
        yield match.start(), Fact("money", _number(number, scale), _CURRENCIES[sign.casefold()])
    for match in take(_QUARTER):
        yield match.start(), Fact("quarter", match[1] or match[3], match[2] or match[4] or "")
    for match in take(_CLOCK):
        hour, minute = int(match[1] or match[4]), int(match[2] or 0)
        half = (match[3] or match[5] or "").casefold()
        hour = hour % 12 + 12 if half == "p" else (0 if half == "a" and hour == 12 else hour)
        if hour < 24 and minute < 60:
            yield match.start(), Fact("time", f"{hour:02}:{minute:02}")
            if "." in match.group() and match[1] and not half:  # "1.30" may be a number
                yield match.start(), Fact("number", _number(f"{match[1]}.{match[2]}"))
        else:
            yield match.start(), Fact("number", _number(f"{match[1]}.{match[2]}"))
    for match in take(_NTH):
        yield match.start(), Fact("day_of_month", str(int(match[1])))
    for match in take(_MONTH):
        if match[1] != "may" and match[1] != "mar":
            yield match.start(), Fact("month", str(_MONTHS[match[1].casefold()]), match[2] or "")
    for match in take(_WEEKDAY):
        yield match.start(), Fact("weekday", str(_DAYS[match[1].casefold()]))
    for match in take(_PLAIN):
        yield match.start(), Fact("number", _number(match[1], match["scale"]), _unit(text, match.end()))
    for match in take(_CODE):
        yield match.start(), Fact("code", match[0].casefold())
    for match in take(_LETTER):
        yield match.start(), Fact("code", match[0].casefold())
    for match in take(_DIGITS):
        yield match.start(), Fact("code", match[0])
    none = [match.span() for match in _NO_NUMBER.finditer(text)]
    for match in take(_WORD_NUMBER):
        if not any(i <= match.start() < j for i, j in none):
            yield match.start(), Fact("number", _plain(_WORDS[match[1].casefold()]), _unit(text, match.end()))


def _date(at: int, day: int, month: int, year: str) -> Iterator[tuple[int, Fact]]:
    if 1 <= day <= 31 and 1 <= month <= 12:
        yield at, Fact("date", f"{month:02}-{day:02}", year)


def _number(text: str, scale: str | None = None) -> str:
    """ "1,300.50", "1.300,50" and "1300.5" are one number; three digits after a mark are thousands."""
    plain = re.sub(r"['’\u00a0\u202f ]", "", text)
    grouped = re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+(?:[.,]\d{1,2})?", plain)
    if grouped:
        tail = re.search(r"[.,](\d{1,2})$", plain)
        whole = plain[: tail.start()] if tail else plain
        plain = re.sub(r"[.,]", "", whole) + (f".{tail[1]}" if tail else "")
    value = float(plain.replace(",", "."))
    return _plain(value * _SCALES.get((scale or "").casefold(), 1.0))


def _plain(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")


def _unit(text: str, end: int) -> str:
    """The word right after a number, in the singular."""
    match = _UNIT.match(text, end)
    if not match:
        return ""
    word = match[1].casefold()
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word
