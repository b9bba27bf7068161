"""A form as a card that stands in place of the clicked one, for the clicker alone, and what it says when sent."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from bot.replies.shapes import Form, Input, Reply, Run
from bot.replies.words import clean, clip, one_line
from bot.teams.card_text import lines, size
from bot.teams.render import LARGEST, brief, frame

Json = dict[str, Any]

CANCEL = "cancel_form"
"""Verb of the button that brings the clicked card back."""
OURS = frozenset(("action", "subject", "sent", "card", "row"))
"""Keys of what a button says itself; no input may be called so."""
LONGEST_VALUE = 3_000
LONGEST_LABEL = 100
MOST_CHOICES = 100
LARGEST_LISTS = 14_000
"""Bytes of all lists to choose from; where more colleagues are known than fit, their address is typed."""

_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_MISSING = {
    "person": "Say who it is",
    "date": "Pick a day",
    "time": "Pick a time",
    "number": "Give a number",
    "choice": "Choose one",
}


def form_card(
    form: Form,
    *,
    card: str | None = None,
    people: Sequence[tuple[str, str]] = (),
    about: Reply | None = None,
) -> Json:
    """The form as a card. `card` is the key of the card that "Cancel" brings back; `people` are the known
    colleagues, (mail address, name) each, that a person is chosen from; `about` is the clicked card, of
    which heading and values stay in sight."""
    above = brief(about) if about else []
    shown: Json = {}
    for kept, longest, filled in ((above, 1_500, True), ([], 300, True), ([], 30, True), ([], 30, False)):
        shown = frame(
            [*_head(form, kept, longest), *_inputs(form, people, longest, filled), _foot(form, card)]
        )
        if size(shown) <= LARGEST:
            break
    return shown


def values_of(data: Mapping[str, Any]) -> dict[str, str]:
    """What was typed or chosen, by the names of the inputs; what was left empty is not there."""
    told = {str(name): _typed(value) for name, value in data.items() if name not in OURS}
    return {name: value for name, value in told.items() if value}


def _typed(value: Any) -> str:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return clean(value).strip()[:LONGEST_VALUE] if isinstance(value, str) else ""


def _head(form: Form, above: list[Json], longest: int) -> Iterator[Json]:
    yield from above
    title, *rest = lines([Run(one_line(form.title, min(longest, 150)) or "…", bold=True)], size="Medium")
    yield title | ({"separator": True, "spacing": "Large"} if above else {})
    yield from rest
    yield from lines([Run(clip(form.note, longest))], small=True, spacing="Small")


def _foot(form: Form, card: str | None) -> Json:
    sent = {"action": form.action, "subject": form.value, "sent": True}
    back = {"card": card or form.value, "subject": form.value}
    return {
        "type": "ActionSet",
        "actions": [
            _button(form.submit, form.action, sent) | {"style": "positive"},
            _button("Cancel", CANCEL, back) | {"associatedInputs": "none"},
        ],
    }


def _button(label: str, verb: str, data: Json) -> Json:
    return {"type": "Action.Execute", "title": one_line(label, 60) or "…", "verb": verb, "data": data}


def _inputs(form: Form, people: Sequence[tuple[str, str]], longest: int, filled: bool) -> Iterator[Json]:
    """Where a form would be too long, its fields start empty rather than with half of a value."""
    room = LARGEST_LISTS // max(1, sum(i.kind in ("choice", "person") for i in form.inputs))
    for asked in form.inputs:
        if asked.name in OURS:
            raise ValueError(f"No input can be called {asked.name}: a button's data has a key of that name.")
        label = one_line(asked.label, min(longest, LONGEST_LABEL)) or "…"
        field: Json = {"id": asked.name, "label": label}
        if not asked.optional:
            field |= {"isRequired": True, "errorMessage": _MISSING.get(asked.kind, "Please fill this in")}
        yield field | _kind(asked if filled else replace(asked, initial=""), people, room)


def _kind(asked: Input, people: Sequence[tuple[str, str]], room: int) -> Json:
    match asked.kind:
        case "date":
            return {"type": "Input.Date"} | _if(_is_day(asked.initial), asked.initial)
        case "time":
            return {"type": "Input.Time"} | _if(_TIME.fullmatch(asked.initial) is not None, asked.initial)
        case "number":
            number = _number(asked.initial)
            return {"type": "Input.Number"} | _if(number is not None, number)
        case "choice":
            return _choice(asked.initial, asked.options, room)
        case "person":
            return _person(asked.initial, people, room)
        case kind:
            words = clean(asked.initial)[:LONGEST_VALUE]
            text: Json = {"type": "Input.Text", "maxLength": LONGEST_VALUE}
            return text | ({"isMultiline": True} if kind == "lines" else {}) | _if(words, words)


def _choice(initial: str, options: Sequence[tuple[str, str]], room: int) -> Json:
    choices: list[Json] = []
    for key, label in options:
        choice = {"title": one_line(label, LONGEST_LABEL) or "…", "value": key}
        if key and len(choices) < MOST_CHOICES and size(choices) + size(choice) < room:
            choices.append(choice)
    return {
        "type": "Input.ChoiceSet",
        "style": "compact",
        "choices": choices or [{"title": "Nothing to choose from", "value": "-"}],
    } | _if(initial in [c["value"] for c in choices], initial)


def _person(initial: str, people: Sequence[tuple[str, str]], room: int) -> Json:
    """A list, where everybody known fits into it; otherwise a field for a mail address."""
    named = {email: f"{name} ({email})" if name else email for email, name in people if email}
    chosen = _choice(initial, sorted(named.items(), key=lambda one: one[1].casefold()), room)
    if named and len(chosen["choices"]) == len(named):
        return chosen | {"placeholder": "Choose a colleague"}
    return {"type": "Input.Text", "style": "Email", "placeholder": "Mail address", "maxLength": 320} | _if(
        initial, clean(initial)[:320]
    )


def _if(given: Any, value: Any) -> Json:
    return {"value": value} if given else {}


def _is_day(words: str) -> bool:
    try:
        return date.fromisoformat(words).isoformat() == words
    except ValueError:
        return False


def _number(words: str) -> float | None:
    try:
        number = float(words)
    except ValueError:
        return None
    if number != number or number in (float("inf"), float("-inf")):
        return None
    return int(number) if number.is_integer() else number
