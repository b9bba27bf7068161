"""What Slack would refuse in a message or a modal: limits, unknown types, missing and stray keys."""

import logging
from collections.abc import Iterable, Sequence
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
    for key in ("title", "submit", "close"):
        _plain(view.get(key), 24, key)
    if len(view.get("private_metadata", "")) > 3000:
        raise Refused("invalid_arguments", "private_metadata is too long")
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
    if kind not in ("header", "section", "context", "divider", "actions", "rich_text", "input"):
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
                _element(element, at)
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
        case "plain_text_input":
            longest = element.get("max_length", 3000)
            if not 1 <= longest <= 3000 or len(element.get("initial_value", "")) > longest:
                raise Refused("invalid_blocks", f"{at}: max_length or initial_value")
        case "users_select":
            pass
        case _:
            raise Refused("invalid_blocks", f"{at}: {kind} is no element")


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
