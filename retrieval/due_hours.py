"""Parts of a day said alone: "in the morning", "by lunch", "first thing", "am Abend", "cet après-midi"."""

from __future__ import annotations

from datetime import timedelta

from retrieval.due_reader import Parsed, Reader, on_day

# The hour by which a part of the day is over; said later, it means tomorrow's.
_OVER = {
    "breakfast": 10, "morning": 6, "vormittag": 11, "matinée": 11, "matin": 6, "früh": 6,
    "lunch": 13, "lunchtime": 13, "lunchbreak": 13, "mittagspause": 13, "mittagessen": 13, "déjeuner": 13,
    "dinner": 20, "teatime": 17, "afternoon": 17, "nachmittag": 17, "arvo": 17, "evening": 22, "abend": 22,
    "soirée": 22, "soir": 22, "nightfall": 22, "night": 24, "bedtime": 24,
}  # fmt: skip
MEALS = frozenset(
    {"breakfast", "lunch", "lunchtime", "lunchbreak", "dinner", "teatime", "bedtime", "mittagspause",
     "mittagessen", "déjeuner"}
)  # fmt: skip
_MEAL_LEADS = frozenset(
    {"after", "nach", "by", "before", "until", "till", "over", "at", "around", "vor", "bis", "avant", "than"}
)
PART_WORDS = frozenset(_OVER)
_CLOSERS = frozenset(
    {"", ".", ",", "!", "?", ";", ")", ":", "and", "so", "but", "with", "if", "then", "–", "—", "-", "to", "und",
     "et", "once", "at", "for", "okay", "ok", "latest", "from", "by", "via", "after", "before", "we", "i", "you",
     "about", "in", "while", "on", "or", "all"}
)  # fmt: skip


def hour_at(r: Reader, i: int) -> Parsed:
    """A part of today, or of tomorrow when today's is over."""
    if r.lows(i, 2) == ("first", "thing"):
        end = i + 5 if r.lows(i + 2, 3) == ("in", "the", "morning") else i + 2
        closed = r.low(end) in _CLOSERS - {"we", "i", "about"}
        return (end, on_day(r.today + timedelta(days=1))) if closed else None
    part = r.low(i)
    before, further = r.low(i - 1), r.low(i - 2)
    end = i + 2 if r.low(i + 1) == "time" else i + 1
    german = before == "am" and part in {"vormittag", "nachmittag", "abend"}
    if part not in _OVER or not german and r.low(end) not in _CLOSERS:
        return None
    if part in MEALS:
        led = before in _MEAL_LEADS or before in {"the", "dem", "le"} and further in _MEAL_LEADS
    else:
        led = (further, before) in {("in", "the"), ("by", "the"), ("during", "the"), ("dans", "la")}
        led = led or german or before == "by" and part in {"evening", "morning", "nightfall"}
    if not led:
        return None
    over = r.said.hour >= _OVER[part]
    return end, on_day(r.today + timedelta(days=1 if over else 0))
