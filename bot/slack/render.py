"""Reply -> Block Kit, within Slack's limits, with no way for outside text to become markup.

Words from outside only ever sit in `plain_text` objects and `rich_text` elements, which Slack shows
as they are: no mention, link or bold can be smuggled in. The one place that Slack parses, the
notification text of a message, is escaped.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from bot.replies.forms import BAD_ANSWER, GOOD_ANSWER
from bot.replies.shapes import (
    Block,
    Button,
    Buttons,
    Context,
    Divider,
    Fields,
    Heading,
    Menu,
    Paragraph,
    Quote,
    Quotes,
    Reply,
    Run,
)
from bot.replies.words import clean, clip

Json = dict[str, Any]

MOST_BLOCKS = 45
"""Of the 50 that Slack takes; the rest is left for the status line of a clicked card."""
MOST_CHARACTERS = 9000
"""Of a message; Slack refuses a bit above 13,000 as `msg_blocks_too_long`."""
LONGEST_TEXT = 2900
LONGEST_HEADING = 150
LONGEST_LABEL = 75
LONGEST_ROW = 255
LONGEST_VALUE = 2000
LONGEST_OPTION = 150
MOST_OPTIONS = 100
MOST_IN_A_ROW = 25


@dataclass(frozen=True, slots=True)
class Page:
    """One Slack message."""

    text: str
    blocks: list[Json]


def pages(reply: Reply) -> list[Page]:
    """A reply as one message, or as several where it is longer than Slack takes.

    An answer that has a name asks at its end whether it helped.
    """
    text = escape(clip(reply.text, 1500)) or "…"
    filled: list[list[Json]] = [[]]
    size = 0
    for block in blocks_of(reply):
        length = length_of(block)
        if filled[-1] and (len(filled[-1]) >= MOST_BLOCKS or size + length > MOST_CHARACTERS):
            filled.append([])
            size = 0
        filled[-1].append(block)
        size += length
    asked = [_helpful(reply.answer)] if reply.answer else []
    if len(filled) == 1:
        return [Page(text, [*filled[0], *asked])]
    numbered = [[*blocks, context(f"Page {n} of {len(filled)}")] for n, blocks in enumerate(filled, 1)]
    numbered[-1] += asked
    return [Page(text, blocks) for blocks in numbered]


def card(reply: Reply) -> Page:
    """A reply that must stay one message, because it is replaced later; buttons are never cut off."""
    whole = pages(reply)
    if len(whole) == 1:
        return whole[0]
    buttons = [b for page in whole for b in page.blocks if b["type"] == "actions"][-5:]
    kept = [b for b in whole[0].blocks if b["type"] != "actions"][: MOST_BLOCKS - len(buttons)]
    return Page(whole[0].text, [*kept, *buttons])


def escape(text: str) -> str:
    """For the one text that Slack parses: no mention, no channel, no link."""
    return clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def status_row(words: str) -> Json:
    """What stands in place of buttons that were pressed."""
    return context(words)


def plain(text: str, longest: int) -> Json:
    return {"type": "plain_text", "text": clip(text, longest) or "…", "emoji": False}


def context(text: str) -> Json:
    """Small print."""
    return {"type": "context", "elements": [plain(text, 2000)]}


def length_of(value: Any) -> int:
    """Characters of text inside a block, however deep."""
    if isinstance(value, dict):
        return sum(
            len(v) if k in ("text", "url") and isinstance(v, str) else length_of(v) for k, v in value.items()
        )
    return sum(length_of(v) for v in value) if isinstance(value, list) else 0


def blocks_of(reply: Reply) -> Iterator[Json]:
    """All blocks of a reply; rows of buttons carry different ids, which Slack insists on."""
    taken: set[str] = set()
    for block in _blocks(reply.blocks):
        if (name := block.get("block_id")) is not None:
            block["block_id"] = next(n for n in _names(name) if n not in taken)
            taken.add(block["block_id"])
        yield block


def _names(name: str) -> Iterator[str]:
    yield name[:LONGEST_ROW]
    for n in count(2):
        yield f"{name[: LONGEST_ROW - 8]}#{n}"


# ---------------------------------------------------------------- blocks


def _blocks(blocks: Iterable[Block]) -> Iterator[Json]:
    for block in blocks:
        match block:
            case Heading(text):
                yield {"type": "header", "text": plain(text, LONGEST_HEADING)}
            case Paragraph(runs):
                for part in _split(runs):
                    yield _rich([_section(part)])
            case Context(text):
                yield context(text)
            case Quotes(items):
                for quote in items:
                    yield _rich(_quote(quote))
            case Fields(items):
                for field in items:
                    before = (
                        Run(clip(field.before, 900), strike=True)
                        if field.before
                        else Run("empty", italic=True)
                    )
                    after = Run(clip(field.after, 900), bold=True)
                    yield _rich([_section([Run(f"{field.label}\n"), before, Run("  →  "), after])])
            case Buttons(row, items):
                for elements in _rows(items):
                    yield {"type": "actions", "block_id": row or "row", "elements": elements}
            case Divider():
                yield {"type": "divider"}


def _quote(quote: Quote) -> list[Json]:
    parts = []
    if quote.lead:
        parts.append(_section(next(_split(quote.lead), [])))
    parts.append({"type": "rich_text_quote", "elements": [_text(Run(clip(quote.text, LONGEST_TEXT)))]})
    if quote.source:
        parts.append(_section(next(_split(quote.source), [])))
    return parts


def _rows(items: Iterable[Button | Menu]) -> list[list[Json]]:
    """Buttons as Slack takes them: in one row none twice. What Slack would cut short is left out, because half
    an id is another id."""
    rows: list[list[Json]] = []
    for element in filter(None, map(_element, items)):
        last = rows[-1] if rows else None
        if (
            last is None
            or len(last) >= MOST_IN_A_ROW
            or element["action_id"] in (e["action_id"] for e in last)
        ):
            rows.append(last := [])
        last.append(element)
    return rows


def _element(item: Button | Menu) -> Json | None:
    if isinstance(item, Menu):
        options = [
            {"text": plain(o.label, LONGEST_LABEL), "value": value}
            for o in item.options
            if len(value := f"{o.action}:{o.value}") <= LONGEST_OPTION
        ]
        return (
            {
                "type": "static_select",
                "action_id": item.options[0].action,
                "placeholder": plain(item.label, LONGEST_LABEL),
                "options": options[:MOST_OPTIONS],
            }
            if options
            else None
        )
    button: Json = {
        "type": "button",
        "action_id": item.action,
        "text": plain(item.label, LONGEST_LABEL),
        "value": item.value,
    }
    if item.style:
        button["style"] = item.style
    return button if len(item.value) <= LONGEST_VALUE else None


def _helpful(answer: str) -> Json:
    """A thumb up and a thumb down, which say the action and the answer in one value."""
    return {
        "type": "context_actions",
        "block_id": f"helpful:{answer}"[:LONGEST_ROW],
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": GOOD_ANSWER,
                "positive_button": _thumb("Helpful", f"{GOOD_ANSWER}:{answer}"),
                "negative_button": _thumb("Not helpful", f"{BAD_ANSWER}:{answer}"),
            }
        ],
    }


def _thumb(label: str, value: str) -> Json:
    return {"text": plain(label, LONGEST_LABEL), "value": value, "accessibility_label": label}


def _split(runs: Sequence[Run]) -> Iterator[list[Run]]:
    """Runs in portions of at most LONGEST_TEXT characters, cut at a line or a word where one is near."""
    portion: list[Run] = []
    room = LONGEST_TEXT
    for run in runs:
        text = clean(run.text)
        while len(text) > room:
            cut = max(text.rfind("\n", room // 2, room), text.rfind(" ", room // 2, room)) + 1 or room
            portion.append(Run(text[:cut].rstrip() or " ", run.bold, run.italic, run.strike, run.link))
            yield portion
            text, portion, room = text[cut:].lstrip(), [], LONGEST_TEXT
        if text:
            portion.append(Run(text, run.bold, run.italic, run.strike, run.link))
            room = max(1, room - len(text))
    if portion:
        yield portion


def _rich(elements: list[Json]) -> Json:
    return {"type": "rich_text", "elements": elements}


def _section(runs: Iterable[Run]) -> Json:
    return {"type": "rich_text_section", "elements": [_text(r) for r in runs if r.text] or [_text(Run(" "))]}


def _text(run: Run) -> Json:
    element: Json = {"type": "text", "text": clean(run.text) or " "}
    if run.link and run.link.startswith(("https://", "http://")):
        element = {"type": "link", "url": run.link[:3000], "text": clean(run.text) or run.link}
    style = {name: True for name in ("bold", "italic", "strike") if getattr(run, name)}
    if style:
        element["style"] = style
    return element
