"""What Teams would refuse in an Adaptive Card, or read as markup: the published schema, and rules of our own."""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

Json = dict[str, Any]

SCHEMA = (
    Path(os.environ.get("PROMISSORY_EVAL_DATA", Path(__file__).parents[3] / "shared" / "data"))
    / "adaptive-card-1.5.schema.json"
)
LARGEST = 25_000
"""Bytes of JSON, every letter beyond ASCII escaped."""

_ELEMENT = {"separator", "spacing"}
_INPUT = {"label", "isRequired", "errorMessage", *_ELEMENT}
_KEYS: dict[str, tuple[set[str], set[str]]] = {  # type -> (required, allowed besides type)
    "AdaptiveCard": ({"version", "body"}, {"$schema", "fallbackText", "refresh"}),
    "RichTextBlock": ({"inlines"}, _ELEMENT),
    "Container": ({"items"}, {"style", *_ELEMENT}),
    "ActionSet": ({"actions"}, _ELEMENT),
    "TextRun": (
        {"text"},
        {"weight", "italic", "strikethrough", "isSubtle", "size", "color", "selectAction"},
    ),
    "Action.Execute": ({"title", "verb", "data"}, {"style", "mode", "associatedInputs"}),
    "Action.OpenUrl": ({"url"}, {"title"}),
    "Input.Text": ({"id", "label"}, {"isMultiline", "maxLength", "value", "placeholder", "style", *_INPUT}),
    "Input.Date": ({"id", "label"}, {"value", *_INPUT}),
    "Input.Time": ({"id", "label"}, {"value", *_INPUT}),
    "Input.Number": ({"id", "label"}, {"value", *_INPUT}),
    "Input.ChoiceSet": ({"id", "label", "choices"}, {"style", "value", "placeholder", *_INPUT}),
}
_IN_A_BODY = {"RichTextBlock", "Container", "ActionSet"}
_WORDS: dict[str, set[Any]] = {
    "spacing": {"None", "Small", "Default", "Medium", "Large"},
    "weight": {"Bolder"},
    "size": {"Small", "Default", "Medium", "Large"},
    "mode": {"secondary"},
    "associatedInputs": {"none"},
}
_STYLES = {
    "Container": {"emphasis"},
    "Action.Execute": {"positive", "destructive"},
    "Input.Text": {"Email"},
    "Input.ChoiceSet": {"compact"},
}


class Refused(Exception):
    """What is wrong with a card, and where."""


def check_card(card: Json) -> None:
    """Raises Refused if Teams might not show the card as it is meant."""
    if len(json.dumps(card)) > LARGEST:
        raise Refused(f"the card has {len(json.dumps(card))} bytes")
    if _keys(card, "card") != "AdaptiveCard" or card["version"] != "1.5":
        raise Refused("not an Adaptive Card of version 1.5")
    if not card["body"]:
        raise Refused("a card without a body")
    for n, element in enumerate(card["body"]):
        _element(element, f"body[{n}]")
    if "separator" in card["body"][0]:
        raise Refused("a line above the first element")
    if "refresh" in card:
        _refresh(card["refresh"])
    ids = [e["id"] for e in nested(card) if str(e.get("type", "")).startswith("Input.")]
    if len(ids) != len(set(ids)):
        raise Refused(f"an id is used twice: {ids}")
    _published(card)


def nested(value: Any) -> Iterator[Json]:
    """Every object in a card, from the outside in."""
    if isinstance(value, Mapping):
        yield dict(value)
        for inner in value.values():
            yield from nested(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from nested(inner)


def texts(card: Json) -> list[str]:
    """Everything that can be read in a card's text, run by run."""
    return [e["text"] for e in nested(card) if e.get("type") == "TextRun"]


def actions(card: Json) -> list[Json]:
    """What can be clicked, in order."""
    return [e for e in nested(card.get("body")) if e.get("type") == "Action.Execute"]


def _element(element: Json, at: str) -> None:
    kind = _keys(element, at)
    if kind not in _IN_A_BODY and not kind.startswith("Input."):
        raise Refused(f"{at}: {kind} in a body")
    match kind:
        case "RichTextBlock":
            for run in _some(element["inlines"], at):
                _run(run, at)
        case "Container":
            for n, inner in enumerate(_some(element["items"], at)):
                _element(inner, f"{at}.items[{n}]")
        case "ActionSet":
            shown = [a for a in _some(element["actions"], at) if a.get("mode") != "secondary"]
            if len(shown) > 5:
                raise Refused(f"{at}: some hosts show five actions of {len(shown)}")
            for action in element["actions"]:
                _action(action, at)
        case _:
            _input(element, at)


def _run(run: Json, at: str) -> None:
    if _keys(run, at) != "TextRun" or not run["text"]:
        raise Refused(f"{at}: an empty run, or none")
    if "\n" in run["text"] or "{{DATE(" in run["text"] or "{{TIME(" in run["text"]:
        raise Refused(f"{at}: clients read {run['text'][:40]!r} in different ways")
    if "selectAction" in run:
        if _keys(run["selectAction"], at) != "Action.OpenUrl":
            raise Refused(f"{at}: a run may only open a link")
        if not run["selectAction"]["url"].startswith(("https://", "http://")):
            raise Refused(f"{at}: {run['selectAction']['url']!r} is no web address")


def _action(action: Json, at: str) -> None:
    if _keys(action, at) != "Action.Execute":
        raise Refused(f"{at}: {action['type']} is not used here")
    if not 1 <= len(action["title"]) <= 60 or not action["verb"] or not isinstance(action["data"], dict):
        raise Refused(f"{at}: title, verb or data of {action['title'][:40]!r}")


def _input(field: Json, at: str) -> None:
    if not field["id"] or not field["label"] or ("isRequired" in field) != ("errorMessage" in field):
        raise Refused(f"{at}: id, label or message of an input")
    if field["type"] == "Input.ChoiceSet":
        for choice in _some(field["choices"], at):
            if set(choice) != {"title", "value"} or not choice["title"] or not choice["value"]:
                raise Refused(f"{at}: a choice")
        if "value" in field and field["value"] not in [c["value"] for c in field["choices"]]:
            raise Refused(f"{at}: {field['value']!r} can't be chosen")
    if len(str(field.get("value", ""))) > field.get("maxLength", 3000):
        raise Refused(f"{at}: the value is too long")


def _refresh(refresh: Json) -> None:
    if set(refresh) != {"action", "userIds"}:
        raise Refused(f"refresh has {sorted(refresh)}")
    _action(refresh["action"], "refresh")
    people = refresh["userIds"]
    if not 1 <= len(people) <= 60 or len(set(people)) != len(people):
        raise Refused(f"refresh for {len(people)} people")


def _keys(thing: Json, at: str) -> str:
    kind = str(thing.get("type"))
    if kind not in _KEYS:
        raise Refused(f"{at}: unknown type {kind}")
    required, allowed = _KEYS[kind]
    there = set(thing) - {"type"}
    if not required <= there or not there <= required | allowed:
        raise Refused(f"{at}: keys of {kind}: {sorted(there)}")
    for key, known in _WORDS.items():
        if key in thing and thing[key] not in known:
            raise Refused(f"{at}: {key} {thing[key]!r}")
    if "style" in thing and thing["style"] not in _STYLES[kind]:
        raise Refused(f"{at}: style {thing['style']!r} of {kind}")
    return kind


def _some(items: Any, at: str) -> Sequence[Json]:
    if not isinstance(items, list) or not items:
        raise Refused(f"{at}: nothing in it")
    return items


def _published(card: Json) -> None:
    """Against Microsoft's schema, where that file is here."""
    validator = _validator()
    if validator is None:
        return
    for problem in validator.iter_errors(card):
        where = "/".join(str(p) for p in problem.absolute_path)
        raise Refused(f"{where}: the schema does not take it")


@cache
def _validator() -> Any:
    if not SCHEMA.is_file():
        return None
    from jsonschema import Draft6Validator

    return Draft6Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
