"""Numbers and years in words: "twenty-one", "a hundred and five", "two thousand and twenty-six"."""

from __future__ import annotations

from retrieval.due_reader import Reader
from retrieval.due_words import NUMBERS

_TENS = {
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
_FRENCH_TENS = {"dix": 10, "vingt": 20, "trente": 30, "quarante": 40}
_ARTICLES = frozenset({"a", "an", "ein", "eine", "einen", "einem", "einer", "eines", "un", "une"})
_LOOSE = frozenset({"few", "couple", "paar", "quelques"})


def below_hundred_at(r: Reader, i: int) -> tuple[int, int] | None:
    """ "seven", "twenty one", "ninety-nine" at `i`: the index after it and the number."""
    low = r.low(i)
    if low in _FRENCH_TENS and r.low(i + 1) in {"-", "et"}:
        k = i + 4 if r.lows(i + 1, 3) == ("-", "et", "-") else i + 2
        unit = NUMBERS.get(r.low(k), 0)
        if 1 <= unit <= 9:
            return k + 1, _FRENCH_TENS[low] + unit
    if low in _TENS:
        k = i + 2 if r.low(i + 1) == "-" else i + 1
        unit = NUMBERS.get(r.low(k), 0)
        if 1 <= unit <= 9 and r.low(k) not in _ARTICLES | _LOOSE:
            return k + 1, _TENS[low] + unit
        return i + 1, _TENS[low]
    if low in NUMBERS and low not in _ARTICLES | _LOOSE:
        return i + 1, NUMBERS[low]
    return None


def hundreds_at(r: Reader, i: int) -> tuple[int, int] | None:
    """ "a hundred", "one hundred and twenty" at `i`."""
    if r.low(i + 1) != "hundred":
        return None
    count = 1 if r.low(i) in _ARTICLES else NUMBERS.get(r.low(i), 0)
    if not 1 <= count <= 9 or r.low(i) in _LOOSE:
        return None
    rest = below_hundred_at(r, i + 3 if r.low(i + 2) == "and" else i + 2)
    return (rest[0], count * 100 + rest[1]) if rest else (i + 2, count * 100)


def spelled_year_at(r: Reader, i: int) -> tuple[int, int] | None:
    """ "twenty twenty-six", "nineteen ninety nine", "two thousand (and) twenty" at `i`."""
    if r.lows(i, 2) == ("two", "thousand"):
        rest = below_hundred_at(r, i + 3 if r.low(i + 2) == "and" else i + 2)
        return (rest[0], 2000 + rest[1]) if rest else (i + 2, 2000)
    if r.lows(i, 2) == ("nineteen", "hundred"):
        rest = below_hundred_at(r, i + 3 if r.low(i + 2) == "and" else i + 2)
        return (rest[0], 1900 + rest[1]) if rest else (i + 2, 1900)
    century = {"nineteen": 1900, "twenty": 2000}.get(r.low(i))
    if century is None or r.low(i + 1) == "-":
        return None
    rest = below_hundred_at(r, i + 1)
    if rest is None or rest[1] < 10:
        return None
    return rest[0], century + rest[1]
