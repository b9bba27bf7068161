"""Stretches with names of their own: "letzte Septemberwoche", "première quinzaine", "Monatsmitte", "latter half"."""

from __future__ import annotations

from datetime import date, timedelta

from records.models import Precision
from retrieval import due_calendar as cal
from retrieval.due_named import named_at
from retrieval.due_reader import Parsed, Reader, When, on_day
from retrieval.due_units import at_edge, current, unit_at
from retrieval.due_words import LAST, MONTHS, ORDINALS

_GERMAN_MONTHS = {
    word: number
    for word, number in MONTHS.items()
    if word in {"januar", "jänner", "februar", "märz", "april", "mai", "juni", "juli", "august", "september",
                "oktober", "november", "dezember"}
}  # fmt: skip
_MONTH_WEEKS = {f"{name}{end}": n for name, n in _GERMAN_MONTHS.items() for end in ("woche", "wochen")}
_MONTH_HALVES = {f"{name}hälfte": n for name, n in _GERMAN_MONTHS.items()}
_EDGES = {"mitte": "mid", "anfang": "early", "beginn": "early", "ende": "end", "schluss": "end"}
_PERIODS = {"monats": "month", "wochen": "week", "jahres": "year", "quartals": "quarter"}
# "Wochenende" is Saturday and Sunday.
_COMPOUNDS = {
    period + edge: (unit, where) for period, unit in _PERIODS.items() for edge, where in _EDGES.items()
}
del _COMPOUNDS["wochenende"]
_FIRST_DAYS = {
    "monatserster": 1,
    "monatsersten": 1,
    "monatserste": 1,
    "quartalsersten": 3,
    "quartalserster": 3,
}
_LAST_DAYS = {"monatsletzten": "month", "monatsletzter": "month", "quartalsletzten": "quarter"}
_HALVES = frozenset({"half", "hälfte", "moitié", "quinzaine"})
_SECONDS = frozenset({"second", "seconde", "deuxième", "zweite", "zweiten", "zweiter", "latter", "back"})
_LINKS = frozenset(
    {"of", "the", "de", "du", "d", "'", "la", "l", "mois", "des", "im", "in", "monat", "monats"}
)

STRETCHES = (
    frozenset(_MONTH_WEEKS) | frozenset(_MONTH_HALVES) | frozenset(_COMPOUNDS) | frozenset(_FIRST_DAYS)
    | frozenset(_LAST_DAYS) | {"quinzaine", "huitaine", "hälfte", "moitié"}
)  # fmt: skip
"""Words of which one stands in every such stretch, "half" and "semaine" aside."""

STRETCH_STARTS = frozenset(_COMPOUNDS) | frozenset(_FIRST_DAYS) | frozenset(_LAST_DAYS) | {
    "latter", "back", "seconde", "huitaine", "quinzaine",
}  # fmt: skip


def stretch_at(r: Reader, i: int) -> Parsed:
    """A stretch at `i`, an article aside."""
    j = i + 1 if r.low(i) in {"the", "der", "die", "den", "dem", "la"} else i
    return _compound(r, j) or _days_round(r, i) or _part_of_month(r, j)


def _compound(r: Reader, j: int) -> Parsed:
    low = r.low(j)
    if low in _FIRST_DAYS:
        first = (cal.month_end(r.today.year, r.today.month) if _FIRST_DAYS[low] == 1 else
                 current(r, "quarter", 0).last) + timedelta(days=1)  # fmt: skip
        return j + 1, on_day(first)
    if low in _LAST_DAYS:
        return j + 1, at_edge(r, current(r, _LAST_DAYS[low], 0), "end")
    if low not in _COMPOUNDS:
        return None
    unit, edge = _COMPOUNDS[low]
    when = at_edge(r, current(r, unit, 0), edge)
    begun = edge == "early" and r.today > when.first
    if when.last < r.today or begun:
        when = at_edge(r, current(r, unit, 1), edge)
    return j + 1, when


def _days_round(r: Reader, i: int) -> Parsed:
    """French: "sous huitaine", "dans une quinzaine de jours"."""
    if r.low(i) not in {"sous", "dans", "ici"}:
        return None
    j = i + 2 if r.low(i + 1) in {"une", "la"} else i + 1
    if r.low(j) not in {"huitaine", "quinzaine"}:
        return None
    end = j + 3 if r.lows(j + 1, 2) == ("de", "jours") else j + 1
    return end, on_day(r.today + timedelta(days=8 if r.low(j) == "huitaine" else 15))


def _part_of_month(r: Reader, j: int) -> Parsed:
    """ "erste Aprilwoche", "zweite Märzhälfte", "première quinzaine de mars", "the latter half of May"."""
    low, unit = r.low(j), r.low(j + 1)
    later = low in _SECONDS or low in LAST
    place = -1 if low in LAST else 2 if low in _SECONDS else ORDINALS.get(low, 0)
    if not place:
        return None
    if unit in _MONTH_WEEKS and place <= 5:
        return _week_in(r, j + 2, _month_from(r.today, _MONTH_WEEKS[unit]), place)
    if unit in _MONTH_HALVES and place in {-1, 1, 2}:
        return j + 2, _half(_month_from(r.today, _MONTH_HALVES[unit]), later, r.today)
    if unit not in _HALVES or place not in {-1, 1, 2} or unit == "half" and low not in {"latter", "back"}:
        return None
    k = r.skip(j + 2, _LINKS, 4)
    whole = unit_at(r, k, edged=True) or named_at(r, k)
    if whole is None and r.low(k - 1) in {"mois", "monats", "monat"}:
        whole = k, current(r, "month", 0)
    if whole is None or whole[1].gone:
        return None
    if whole[1].precision is Precision.month:
        return whole[0], _half(whole[1], later, r.today)
    if unit == "quinzaine":
        return None
    return whole[0], whole[1] if later else at_edge(r, whole[1], "mid")


def _month_from(today: date, month: int) -> When:
    last = cal.month_end(today.year + (month < today.month), month)
    return When(last.replace(day=1), last, Precision.month)


def _half(month: When, later: bool, today: date) -> When:
    """The half of a month: to its 15th or to its end; the next year's where the first half is over."""
    if later:
        return When(month.first, month.last, Precision.month, ends=True)
    middle = month.first.replace(day=15)
    if middle < today and not month.dated:
        middle = cal.next_month_day(today, middle.month, 15) or middle
    return When(middle.replace(day=1), middle, ends=True)


def _week_in(r: Reader, end: int, month: When, place: int) -> Parsed:
    """The week of a month whose Thursday lies in it."""
    if place < 0:
        thursday = month.last - timedelta(days=(month.last.weekday() - 3) % 7)
    else:
        thursday = month.first + timedelta(days=(3 - month.first.weekday()) % 7 + 7 * (place - 1))
    friday = min(thursday + timedelta(days=1), month.last)
    return (end, When(thursday - timedelta(days=3), friday, Precision.week)) if friday >= r.today else None
