"""Reply and Form -> Slack's windows and home tab, within their limits."""

from collections.abc import Callable, Mapping
from datetime import date, time
from typing import Any

from bot.replies.shapes import Form, Input, Reply
from bot.replies.words import clip
from bot.slack.render import LONGEST_LABEL, LONGEST_OPTION, MOST_OPTIONS, blocks_of, context, length_of, plain

Json = dict[str, Any]

MOST_IN_A_VIEW = 100
MOST_CHARACTERS = 40_000
"""Slack refuses a view above 250 kB as `view_too_large`."""
LONGEST_TITLE = 24
LONGEST_INPUT = 3000
WINDOW = "window"
_NOBODY: Mapping[str, str] = {}
_TOLD = {
    "value": "initial_value",
    "selected_date": "initial_date",
    "selected_time": "initial_time",
    "selected_option": "initial_option",
    "selected_user": "initial_user",
}
"""What was filled in, and how it is filled in beforehand."""
MORE = "There is more than fits here: ask me, for example “what is open with Acme?”."


def modal(form: Form, *, metadata: str, users: Mapping[str, str] = _NOBODY) -> Json:
    """A form as a modal; `metadata` comes back with the submission, out of the user's reach.

    `users` are the Slack users behind the mail addresses that are filled in.
    """
    note = [context(form.note)] if form.note else []
    return {
        "type": "modal",
        "callback_id": form.action,
        "private_metadata": metadata,
        "title": plain(form.title, LONGEST_TITLE),
        "submit": plain(form.submit, LONGEST_TITLE),
        "close": plain("Cancel", LONGEST_TITLE),
        "blocks": [*note, *(_input(i, users) for i in form.inputs)],
    }


def window(title: str, reply: Reply, *, name: str | None = None) -> Json:
    """Something to read that only one person sees; by its `name` it can be found again while it is open."""
    view: Json = {
        "type": "modal",
        "callback_id": WINDOW,
        "title": plain(title, LONGEST_TITLE),
        "close": plain("Close", LONGEST_TITLE),
        "blocks": _fitting(reply),
    }
    return view | ({"external_id": name} if name else {})


def title_of(view: Json) -> str:
    """What stands above an open window."""
    return str(view["title"]["text"])


def again(view: Json, problem: str) -> Json:
    """A form that was sent in, as its sender filled it in, with what is wrong above it."""
    told = (view.get("state") or {}).get("values") or {}
    kept = ("type", "callback_id", "title", "submit", "close", "private_metadata")
    blocks = [_filled(block, told.get(block.get("block_id"), {})) for block in view["blocks"]]
    return {name: view[name] for name in kept if view.get(name)} | {
        "blocks": [context(problem), *(b for b in blocks if b["type"] == "input")]
    }


def _filled(block: Json, told: Json) -> Json:
    if block["type"] != "input":
        return block
    element = {name: value for name, value in block["element"].items() if name not in _TOLD.values()}
    answer: Json = next(iter(told.values()), {})
    first = {_TOLD[name]: value for name, value in answer.items() if name in _TOLD and value}
    return block | {"element": element | first}


def home(reply: Reply, *, note: str = "") -> Json:
    """The home tab; `note` says at its top what became of the last click."""
    above = [context(note)] if note else []
    return {"type": "home", "blocks": [*above, *_fitting(reply, room=MOST_IN_A_VIEW - len(above))]}


def _fitting(reply: Reply, *, room: int = MOST_IN_A_VIEW) -> list[Json]:
    """As much as a view takes, and a line where that is not all."""
    kept: list[Json] = []
    size = 0
    for block in blocks_of(reply):
        size += length_of(block)
        if len(kept) == room - 1 or size > MOST_CHARACTERS:
            return [*kept, context(MORE)]
        kept.append(block)
    return kept or [context(clip(reply.text, 2000))]


def _input(asked: Input, users: Mapping[str, str]) -> Json:
    block = {
        "type": "input",
        "block_id": asked.name,
        "label": plain(asked.label, 2000),
        "element": {"action_id": asked.name} | _element(asked, users),
    }
    return block | ({"optional": True} if asked.optional else {})


def _element(asked: Input, users: Mapping[str, str]) -> Json:
    """An initial value that Slack could not read is left out, because it would refuse the whole window."""
    first = asked.initial
    match asked.kind:
        case "person":
            return {"type": "users_select"} | ({"initial_user": users[first]} if first in users else {})
        case "date":
            known = _is(first, lambda: date.fromisoformat(first).isoformat())
            return {"type": "datepicker"} | ({"initial_date": first} if known else {})
        case "time":
            known = _is(first, lambda: time.fromisoformat(first).strftime("%H:%M"))
            return {"type": "timepicker"} | ({"initial_time": first} if known else {})
        case "number":
            known = _is(first, lambda: str(int(first)))
            return {"type": "number_input", "is_decimal_allowed": False} | (
                {"initial_value": first} if known else {}
            )
        case "choice" if options := _options(asked):
            chosen = [option for option in options if option["value"] == first]
            picked = {"initial_option": chosen[0]} if chosen else {}
            return {"type": "static_select", "options": options} | picked
    words: Json = {
        "type": "plain_text_input",
        "multiline": asked.kind == "lines",
        "max_length": LONGEST_INPUT,
    }
    filled = clip(first, LONGEST_INPUT)
    return words | ({"initial_value": filled} if filled else {})


def _options(asked: Input) -> list[Json]:
    """Half a key is another key, so one that is too long is no choice."""
    fitting = [(key, label) for key, label in asked.options if 0 < len(key) <= LONGEST_OPTION]
    return [{"text": plain(label, LONGEST_LABEL), "value": key} for key, label in fitting][:MOST_OPTIONS]


def _is(text: str, written: Callable[[], str]) -> bool:
    """Whether a value is written as Slack writes it."""
    try:
        return written() == text
    except ValueError:
        return False
