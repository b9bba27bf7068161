"""What Slack would refuse in a message, a modal, a home tab or an unfurl: limits, unknown types, missing and stray keys."""

import json
import logging
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, time
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block

Json = dict[str, Any]

_KEYS: dict[str, tuple[set[str], set[str]]] = {  # type -> (required, allowed besides type and block_id)
    "header": ({"text"}, set()),
    "section": (set(), {"text", "fields", "accessory", "expand"}),
    "context": ({"elements"}, set()),
    "divider": (set(), set()),
    "actions": ({"elements"}, set()),
    "rich_text": ({"elements"}, set()),
    "input": ({"label", "element"}, {"hint", "optional", "dispatch_action"}),
    "button": ({"text", "action_id"}, {"url", "value", "style", "confirm", "accessibility_label"}),
    "static_select": (
        {"action_id", "options"},
        {"placeholder", "initial_option", "confirm", "focus_on_load"},
    ),
    "users_select": ({"action_id"}, {"placeholder", "initial_user", "confirm", "focus_on_load"}),
    "datepicker": ({"action_id"}, {"initial_date", "placeholder", "confirm", "focus_on_load"}),
    "timepicker": ({"action_id"}, {"initial_time", "placeholder", "confirm", "focus_on_load", "timezone"}),
    "number_input": (
        {"action_id", "is_decimal_allowed"},
        {"initial_value", "min_value", "max_value", "placeholder", "focus_on_load"},
    ),
    "context_actions": ({"elements"}, set()),
    "feedback_buttons": ({"positive_button", "negative_button"}, {"action_id"}),
    "plain_text_input": (
        {"action_id"},
        {"multiline", "max_length", "min_length", "initial_value", "placeholder", "focus_on_load"},
    ),
    "rich_text_section": ({"elements"}, set()),
    "rich_text_quote": ({"elements"}, {"border"}),
    "rich_text_preformatted": ({"elements"}, {"border"}),
    "text": ({"text"}, {"style"}),
    "link": ({"url"}, {"text", "style", "unsafe"}),
}
_BLOCKS = ("header", "section", "context", "divider", "actions", "rich_text", "input", "context_actions")
_STYLES = {"bold", "italic", "strike", "code"}


class Refused(Exception):
    """`args[0]` is Slack's error code, `args[1]` says where."""


def check_message(text: str, blocks: Sequence[Json] | None) -> None:
    """Raises Refused if Slack would not take the message."""
    if not text.strip():
        raise Refused("no_text", "a message needs a text for notifications")
    if len(text) > 40_000:
        raise Refused("msg_too_long", str(len(text)))
    check_blocks(blocks or [], most=50)
    if _characters(list(blocks or [])) > 13_200:
        raise Refused("msg_blocks_too_long", str(_characters(list(blocks or []))))


def check_modal(view: Json) -> None:
    if view.get("type") != "modal" or not view.get("callback_id"):
        raise Refused("invalid_arguments", "not a modal with a callback_id")
    asks = any(block.get("type") == "input" for block in view.get("blocks") or [])
    for key in ("title", "submit", "close") if asks or "submit" in view else ("title", "close"):
        _plain(view.get(key), 24, key)
    _check_view(view, {"title", "submit", "close", "clear_on_close", "notify_on_close"})


def check_home(view: Json) -> None:
    if view.get("type") != "home":
        raise Refused("invalid_arguments", "not a home tab")
    _check_view(view, set())


def check_unfurl(url: str, shown: Json) -> None:
    """What stands below a link in somebody else's message."""
    if set(shown) != {"blocks"} or not shown["blocks"]:
        raise Refused("cannot_parse_attachment", f"{url}: {sorted(shown)}")
    check_blocks(shown["blocks"], most=50)


def _check_view(view: Json, more: set[str]) -> None:
    stray = set(view) - {"type", "callback_id", "private_metadata", "external_id", "blocks"} - more
    if stray:
        raise Refused("invalid_arguments", f"keys of a view: {sorted(stray)}")
    if len(view.get("private_metadata", "")) > 3000 or len(view.get("callback_id", "")) > 255:
        raise Refused("invalid_arguments", "private_metadata or callback_id is too long")
    if len(view.get("external_id", "")) > 255:
        raise Refused("invalid_arguments", "external_id is too long")
    if not view.get("blocks"):
        raise Refused("invalid_arguments", "a view without blocks")
    if len(json.dumps(view)) > 250_000:
        raise Refused("view_too_large", str(len(json.dumps(view))))
    if any(block.get("type") == "context_actions" for block in view["blocks"]):
        raise Refused("invalid_blocks", "context_actions stand in messages only")
    check_blocks(view["blocks"], most=100)


def check_blocks(blocks: Sequence[Json], *, most: int) -> None:
    if len(blocks) > most:
        raise Refused("invalid_blocks", f"{len(blocks)} blocks")
    ids = [b["block_id"] for b in blocks if "block_id" in b]
    if len(ids) != len(set(ids)):
        raise Refused("invalid_blocks", f"a block_id is used twice: {ids}")
    for n, block in enumerate(blocks):
        _block(block, f"blocks[{n}]")
    logging.getLogger("slack_sdk.models.blocks.blocks").setLevel(logging.ERROR)
    for n, parsed in enumerate(Block.parse_all(list(blocks))):
        if parsed is None:
            raise Refused("invalid_blocks", f"blocks[{n}] has a type that the SDK does not know")
        try:
            parsed.to_dict()
        except SlackObjectFormationError as error:
            raise Refused("invalid_blocks", f"blocks[{n}]: {error}") from error


def _block(block: Json, at: str) -> None:
    kind = _keys(block, at, "block_id")
    if kind not in _BLOCKS:
        raise Refused("invalid_blocks", f"{at}: {kind} is no block")
    if not 1 <= len(block.get("block_id", "x")) <= 255:
        raise Refused("invalid_blocks", f"{at}: block_id")
    match kind:
        case "header":
            _plain(block["text"], 150, at)
        case "section":
            if "text" not in block and "fields" not in block:
                raise Refused("invalid_blocks", f"{at}: neither text nor fields")
            if "text" in block:
                _any_text(block["text"], 3000, at)
            _count(block.get("fields", [0]), 10, at)
            for field in block.get("fields", []):
                _any_text(field, 2000, at)
        case "context":
            _count(block["elements"], 10, at)
            for element in block["elements"]:
                _any_text(element, 3000, at)
        case "actions":
            _count(block["elements"], 25, at)
            actions = [e.get("action_id") for e in block["elements"]]
            if len(set(actions)) != len(actions):
                raise Refused("invalid_blocks", f"{at}: an action_id is used twice: {actions}")
            for element in block["elements"]:
                if element.get("type") in ("plain_text_input", "number_input"):
                    raise Refused("invalid_blocks", f"{at}: {element['type']} in a row of buttons")
                _element(element, at)
        case "context_actions":
            _count(block["elements"], 5, at)
            for element in block["elements"]:
                _feedback(element, at)
        case "rich_text":
            _count(block["elements"], 100, at)
            for element in block["elements"]:
                _rich(element, at)
        case "input":
            _plain(block["label"], 2000, at)
            _element(block["element"], at)


def _element(element: Json, at: str) -> None:
    kind = _keys(element, at)
    if not 1 <= len(element["action_id"]) <= 255:
        raise Refused("invalid_blocks", f"{at}: action_id")
    match kind:
        case "button":
            _plain(element["text"], 75, at)
            if len(element.get("value", "")) > 2000 or element.get("style", "primary") not in (
                "primary",
                "danger",
            ):
                raise Refused("invalid_blocks", f"{at}: value or style of a button")
        case "static_select":
            _plain(element.get("placeholder", {"type": "plain_text", "text": "x"}), 150, at)
            _count(element["options"], 100, at)
            for option in element["options"]:
                _plain(option["text"], 75, at)
                if not 1 <= len(option["value"]) <= 150:
                    raise Refused("invalid_blocks", f"{at}: value of an option")
            if "initial_option" in element and element["initial_option"] not in element["options"]:
                raise Refused("invalid_blocks", f"{at}: initial_option is none of the options")
        case "plain_text_input":
            longest = element.get("max_length", 3000)
            if not 1 <= longest <= 3000 or len(element.get("initial_value", "")) > longest:
                raise Refused("invalid_blocks", f"{at}: max_length or initial_value")
        case "users_select":
            pass
        case "datepicker":
            _fits(element, "initial_date", r"\d{4}-\d{2}-\d{2}", date.fromisoformat, at)
        case "timepicker":
            _fits(element, "initial_time", r"\d{2}:\d{2}", time.fromisoformat, at)
        case "number_input":
            _fits(element, "initial_value", r"-?\d+", int, at)
        case _:
            raise Refused("invalid_blocks", f"{at}: {kind} is no element")


def _fits(element: Json, key: str, form: str, read: Callable[[str], object], at: str) -> None:
    """Slack refuses a whole window for one initial value that it can't read."""
    value = element.get(key)
    try:
        if value is not None and (not re.fullmatch(form, value) or read(value) is None):
            raise ValueError
    except ValueError:
        raise Refused("invalid_blocks", f"{at}: {key} {value!r}") from None


def _feedback(element: Json, at: str) -> None:
    if _keys(element, at) != "feedback_buttons" or not 1 <= len(element.get("action_id", "x")) <= 255:
        raise Refused("invalid_blocks", f"{at}: {element.get('type')} in context_actions")
    for thumb in (element["positive_button"], element["negative_button"]):
        if not {"text", "value"} <= set(thumb) <= {"text", "value", "accessibility_label"}:
            raise Refused("invalid_blocks", f"{at}: keys of a thumb: {sorted(thumb)}")
        _plain(thumb["text"], 75, at)
        if not 1 <= len(thumb["value"]) <= 2000 or len(thumb.get("accessibility_label", "")) > 75:
            raise Refused("invalid_blocks", f"{at}: value or label of a thumb")


def _rich(element: Json, at: str) -> None:
    kind = _keys(element, at)
    if kind not in ("rich_text_section", "rich_text_quote", "rich_text_preformatted"):
        raise Refused("invalid_blocks", f"{at}: {kind} in rich_text")
    for part in element["elements"]:
        _keys(part, at)
        if part["type"] not in ("text", "link"):
            raise Refused("invalid_blocks", f"{at}: {part['type']} in {kind}")
        if part["type"] == "text" and not part["text"]:
            raise Refused("invalid_blocks", f"{at}: empty text")
        if part["type"] == "link" and not (
            part["url"].startswith(("https://", "http://")) and len(part["url"]) <= 3000
        ):
            raise Refused("invalid_blocks", f"{at}: url")
        if not set(part.get("style", {})) <= _STYLES:
            raise Refused("invalid_blocks", f"{at}: style")


def _keys(thing: Json, at: str, *more: str) -> str:
    kind = str(thing.get("type"))
    if kind not in _KEYS:
        raise Refused("invalid_blocks", f"{at}: unknown type {kind}")
    required, allowed = _KEYS[kind]
    there = set(thing) - {"type", *more}
    if not required <= there or not there <= required | allowed:
        raise Refused("invalid_blocks", f"{at}: keys of {kind}: {sorted(there)}")
    return kind


def _plain(text: Any, longest: int, at: str) -> None:
    if not isinstance(text, dict) or text.get("type") != "plain_text":
        raise Refused("invalid_blocks", f"{at}: must be plain_text")
    _any_text(text, longest, at)


def _any_text(text: Json, longest: int, at: str) -> None:
    allowed = {"plain_text": {"type", "text", "emoji"}, "mrkdwn": {"type", "text", "verbatim"}}
    if not set(text) <= allowed.get(text.get("type", ""), set()):
        raise Refused("invalid_blocks", f"{at}: {text.get('type')} with {sorted(text)}")
    if not 1 <= len(text["text"]) <= longest:
        raise Refused("invalid_blocks", f"{at}: {len(text['text'])} characters of {longest}")


def _count(items: Sequence[Any], most: int, at: str) -> None:
    if not 1 <= len(items) <= most:
        raise Refused("invalid_blocks", f"{at}: {len(items)} items")


def _characters(value: Any) -> int:
    if isinstance(value, dict):
        return sum(len(v) if k == "text" and isinstance(v, str) else _characters(v) for k, v in value.items())
    return sum(_characters(v) for v in value) if isinstance(value, list) else 0


def texts(value: Any) -> Iterable[str]:
    """Everything that can be read in blocks."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in ("text", "url") and isinstance(inner, str):
                yield inner
            else:
                yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)
