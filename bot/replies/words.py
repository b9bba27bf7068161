"""How dates, amounts, fields and confidence read, and what is cut out of words from outside."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from records.models import Promise

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)

_DATED_TASK = re.compile(r"(\d{4}-\d\d-\d\d)\s+(.+)", re.DOTALL)

_FIELDS = {
    "next_step": "Next step",
    "close_date": "Close date",
    "amount": "Amount",
    "phone": "Phone",
    "title": "Job title",
    "task": "Task",
    "stage": "Stage",
}


def clean(text: str) -> str:
    """Without characters that could steer a terminal, reorder a line or hide in one."""
    return _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\t", " "))


def clip(text: str, longest: int) -> str:
    """At most `longest` characters, cut at a word where one is near."""
    text = clean(text).strip()
    if len(text) <= longest:
        return text
    head = text[: longest - 1]
    cut = head.rfind(" ", int(longest * 0.8))
    return (head[:cut] if cut > 0 else head).rstrip() + "…"


def one_line(text: str, longest: int) -> str:
    return clip(" ".join(text.split()), longest)


def day(when: date) -> str:
    """ "Fri 28 Nov 2025", the same on every machine."""
    names = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return f"{names[when.weekday()]} {when.day} {months[when.month - 1]} {when.year}"


def moment(when: datetime) -> str:
    return f"{day(when)}, {when:%H:%M} {when.tzname() or ''}".rstrip()


def field_name(field: str) -> str:
    return _FIELDS.get(field, field.replace("_", " ").capitalize())


def field_value(field: str, value: str | None) -> str | None:
    """A stored value as people write it: 52000.00 -> 52,000.00, 2025-11-28 -> Fri 28 Nov 2025."""
    if value is None or not value.strip():
        return None
    if field == "close_date":
        try:
            return day(date.fromisoformat(value))
        except ValueError:
            return one_line(value, 500)
    if field == "task" and (dated := _DATED_TASK.fullmatch(value.strip())):
        return f"{one_line(dated[2], 480)}, due {field_value('close_date', dated[1])}"
    if field == "amount":
        try:
            return f"{Decimal(value):,.2f}"
        except (InvalidOperation, ValueError):
            return one_line(value, 500)
    return one_line(value, 500)


def confidence_words(confidence: float) -> str:
    word = "high" if confidence >= 0.85 else "fair" if confidence >= 0.65 else "low"
    return f"{word} confidence ({confidence:.2f})"


def due_words(promise: Promise, today: date) -> str:
    """ "due tomorrow", "3 days late", "no date given"."""
    if promise.due is None:
        return (
            f"no date given ({one_line(promise.due_as_said, 60)})" if promise.due_as_said else "no date given"
        )
    days = (promise.due - today).days
    if days < 0:
        return f"{-days} day{'s' if days < -1 else ''} late, was due {day(promise.due)}"
    near = {0: "due today", 1: "due tomorrow"}.get(days)
    return f"{near}, {day(promise.due)}" if near else f"due {day(promise.due)}"


def counted(n: int, thing: str) -> str:
    return f"{n:,} {thing}{'' if n == 1 else 's'}"


def who(person: str | None, names: Mapping[str, str] | None) -> str:
    if not person:
        return "somebody"
    return one_line((names or {}).get(person, person), 80)
