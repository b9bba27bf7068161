"""Reply -> Adaptive Cards 1.5, within the sizes of Teams, with no way for outside text to become markup."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from bot.replies.shapes import (
    Block,
    Button,
    Buttons,
    Context,
    Divider,
    Field,
    Fields,
    Heading,
    Menu,
    Paragraph,
    Quote,
    Quotes,
    Reply,
    Run,
)
from bot.replies.words import clip, one_line
from bot.teams.card_text import lines, size

Json = dict[str, Any]

LARGEST = 24_000
"""Bytes of a card. Teams once took 28 KB in all, of which the envelope needs some; it says 100 KB now."""
MOST_VIEWERS = 60
"""Teams gives no more people a view of their own."""
MOST_BUTTONS = 5
"""Side by side; hosts drop more than five or six, so the others go into the menu behind the dots."""
LONGEST_LABEL = 60
LONGEST_BOX = 7_000

REFRESH = "refresh_card"
"""Verb of the call that Teams makes by itself to ask for somebody's own view."""

_SHORTER = (1_000, 500, 250, 120, 60)


def card(reply: Reply, *, viewers: Sequence[str] = ()) -> Json:
    """A reply that must stay one card, because it is replaced later: where it is too long its texts are cut
    short, its buttons never. `viewers` are the Teams ids of those for whom Teams asks for the card anew."""
    empty = frame([], _refresh(reply.card, viewers))
    room = LARGEST - size(empty)
    for longest in (None, *_SHORTER):
        blocks = reply.blocks if longest is None else [_shortened(b, longest) for b in reply.blocks]
        body = _body(blocks, reply.text)
        if size(body) <= room:
            return empty | {"body": body}
    return empty | {"body": _buttons_first(_body(reply.blocks, reply.text), room)}


def pages(reply: Reply) -> list[Json]:
    """A reply as one card, or as several where it is longer than one may be; no word is lost."""
    filled: list[list[Json]] = [[]]
    left = room = LARGEST - 500
    for element in _body(reply.blocks, reply.text):
        length = size(element) + 2
        if length > left and filled[-1]:
            filled.append([])
            left = room
        filled[-1].append(element)
        left -= length
    if len(filled) == 1:
        return [frame(filled[0])]
    return [
        frame([*_opened(body), *_small(f"Page {n} of {len(filled)}")]) for n, body in enumerate(filled, 1)
    ]


def text(reply: Reply) -> str:
    """What a notification says. Teams reads markdown in a message's text, so send it as the summary, or as
    text with the format "plain"."""
    return one_line(reply.text, 500) or "…"


def brief(reply: Reply) -> list[Json]:
    """What a card is about, for above a form: its heading and its values, nothing to click."""
    blocks = [_shortened(b, 500) for b in reply.blocks if isinstance(b, (Heading, Fields))]
    body = _body(blocks, "") if blocks else []
    return body if size(body) <= LARGEST // 3 else []


def frame(body: list[Json], refresh: Json | None = None) -> Json:
    """A card around these elements."""
    whole: Json = {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": "1.5",
        "fallbackText": "This needs a newer version of Teams.",
        "body": body,
    }
    return whole | ({"refresh": refresh} if refresh else {})


def _refresh(key: str | None, viewers: Sequence[str]) -> Json | None:
    people = list(dict.fromkeys(viewers))[:MOST_VIEWERS]
    if not key or not people:
        return None
    action = {"type": "Action.Execute", "title": "Refresh", "verb": REFRESH, "data": {"card": key}}
    return {"action": action, "userIds": people}


def _shortened(block: Block, longest: int) -> Block:
    match block:
        case Heading(words):
            return Heading(clip(words, longest))
        case Context(words):
            return Context(clip(words, longest))
        case Paragraph(runs):
            return Paragraph(tuple(_clipped(runs, longest)))
        case Quotes(items):
            return Quotes(
                tuple(
                    Quote(
                        clip(q.text, longest),
                        tuple(_clipped(q.lead, longest)),
                        tuple(_clipped(q.source, longest)),
                    )
                    for q in items
                )
            )
        case Fields(items):
            return Fields(
                tuple(
                    Field(
                        clip(f.label, longest), f.before and clip(f.before, longest), clip(f.after, longest)
                    )
                    for f in items
                )
            )
        case _:
            return block


def _clipped(runs: Sequence[Run], longest: int) -> Iterator[Run]:
    """The beginning of the runs; a cut shows as "…"."""
    left = longest
    for run in runs:
        if len(run.text) > left:
            yield replace(run, text=clip(run.text, left) if left > 1 else "…")
            return
        yield run
        left -= len(run.text)


def _buttons_first(body: list[Json], room: int) -> list[Json]:
    """As many rows of buttons as fit in half of the room, and before them what fits of the rest."""
    said = [*_small("Shortened, because there is more to say than Teams shows in one card.")]
    room -= size(said)
    rows: list[Json] = []
    for element in [e for e in body if e["type"] == "ActionSet"]:
        if size(rows) + size(element) <= room // 2:
            rows.append(element)
    kept: list[Json] = []
    room -= size(rows)
    for element in [e for e in body if e["type"] != "ActionSet"]:
        room -= size(element) + 2
        if room < 0:
            break
        kept.append(element)
    return [*kept, *said, *rows]


# ---------------------------------------------------------------- blocks


def _body(blocks: Iterable[Block], instead: str) -> list[Json]:
    """The elements of a card; a divider is a line above the next one. Without anything to show: `instead`."""
    body: list[Json] = []
    divided = False
    for block in blocks:
        if isinstance(block, Divider):
            divided = bool(body)
            continue
        elements = list(_elements(block))
        if elements and divided:
            elements[0] = elements[0] | {"separator": True, "spacing": "Large"}
            divided = False
        body += elements
    return body or list(lines([Run(instead)])) or list(lines([Run("…")]))


def _opened(body: list[Json]) -> list[Json]:
    """No line above the first element of a page."""
    return [{k: v for k, v in body[0].items() if k not in ("separator", "spacing")}, *body[1:]]


def _elements(block: Block) -> Iterator[Json]:
    match block:
        case Heading(words):
            yield from lines([Run(words, bold=True)], size="Medium")
        case Paragraph(runs):
            yield from lines(runs)
        case Context(words):
            yield from _small(words)
        case Quotes(items):
            for quote in items:
                yield from _box(quote)
        case Fields(items):
            for field in items:
                yield from _field(field)
        case Buttons(row, items):
            yield from _action_sets(row, items)


def _small(words: str) -> Iterator[Json]:
    yield from lines([Run(words)], small=True, spacing="Small")


def _field(field: Field) -> Iterator[Json]:
    before = Run(field.before, strike=True) if field.before else Run("empty", italic=True)
    yield from lines([Run(field.label)], small=True)
    yield from lines([before, Run("  →  "), Run(field.after, bold=True)], spacing="None")


def _box(quote: Quote) -> Iterator[Json]:
    """A grey box around what somebody said, or several where it is very long."""
    boxed: list[Json] = []
    for element in (
        *lines(quote.lead, spacing="Small"),
        *lines([Run(quote.text)], spacing="Small"),
        *lines(quote.source, small=True, spacing="Small"),
    ):
        if boxed and size(boxed) + size(element) > LONGEST_BOX:
            yield _emphasis(boxed)
            boxed = []
        boxed.append(element)
    if boxed:
        yield _emphasis(boxed)


def _emphasis(items: list[Json]) -> Json:
    return {"type": "Container", "style": "emphasis", "spacing": "Small", "items": items}


def _action_sets(row: str, items: Sequence[Button | Menu]) -> Iterator[Json]:
    """One set of actions; what a menu offers, and what is too much for one row, stands behind the dots."""
    actions: list[Json] = []
    shown = 0
    for item in items:
        for button in item.options if isinstance(item, Menu) else (item,):
            menu = item.label if isinstance(item, Menu) else ""
            hidden = bool(menu) or shown >= MOST_BUTTONS
            shown += not hidden
            actions.append(_action(button, row, menu) | ({"mode": "secondary"} if hidden else {}))
    while actions:
        fitting = 1
        while fitting < len(actions) and size(actions[: fitting + 1]) <= LONGEST_BOX:
            fitting += 1
        yield {"type": "ActionSet", "actions": actions[:fitting]}
        actions = actions[fitting:]


def _action(button: Button, row: str, menu: str) -> Json:
    label = f"{menu.rstrip('…')}: {button.label}" if menu else button.label
    action: Json = {
        "type": "Action.Execute",
        "title": one_line(label, LONGEST_LABEL) or "…",
        "verb": button.action,
        "data": {"action": button.action, "subject": button.value, "row": row[:255]},
    }
    style = {"primary": "positive", "danger": "destructive"}.get(button.style or "")
    return action | ({"style": style} if style else {})
