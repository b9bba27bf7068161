"""Reply -> Rich renderables; outside text is only ever literal text, never markup or escape codes."""

from collections.abc import Callable, Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.style import Style
from rich.text import Text

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
from bot.replies.words import clean

Number = Callable[[Button], int]
"""Gives a button the number under which it can be pressed."""


def render(reply: Reply, number: Number | None = None) -> RenderableType:
    """The reply, in a frame if it is a card; without `number` its buttons are left out."""
    shown: list[RenderableType] = []
    if reply.notice:
        shown.append(Text(f"! {clean(reply.notice)}", style="yellow"))
    blocks = tuple(reply.blocks) or (Paragraph((Run(reply.text),)),)
    if reply.notice and [*blocks] == [Paragraph((Run(reply.notice),))]:
        return Group(*shown)
    title = blocks[0].text if isinstance(blocks[0], Heading) else None
    body = Group(*_spaced(blocks[1:] if title else blocks, number))
    if title:
        shown.append(Panel(body, title=Text(clean(title), style="bold"), title_align="left", padding=(1, 2)))
    else:
        shown.append(body)
    return Group(*shown)


def _spaced(blocks: tuple[Block, ...], number: Number | None) -> Iterator[RenderableType]:
    for n, block in enumerate(blocks):
        if isinstance(block, Buttons) and number is None:
            continue
        if n:
            yield Text()
        yield from _block(block, number)


def _block(block: Block, number: Number | None) -> Iterator[RenderableType]:
    match block:
        case Heading(text):
            yield Text(clean(text), style="bold")
        case Paragraph(runs):
            yield _line(runs)
        case Context(text):
            yield Text(clean(text), style="dim")
        case Quotes(items):
            for n, quote in enumerate(items):
                if n:
                    yield Text()
                yield from _quote(quote)
        case Fields(items):
            for field in items:
                before = Run(field.before, strike=True) if field.before else Run("empty", italic=True)
                yield _line((Run(f"{field.label}: "), before, Run(" → "), Run(field.after, bold=True)))
        case Buttons(_, items):
            yield _row(items, number) if number else Text()
        case Divider():
            yield Rule(style="dim")


def _quote(quote: Quote) -> Iterator[RenderableType]:
    if quote.lead:
        yield _line(quote.lead)
    said = Text(f"“{clean(quote.text)}”", style="cyan")
    yield Padding(said, (0, 0, 0, 4), expand=False)
    if quote.source:
        source = _line(quote.source)
        source.stylize("dim")
        yield Padding(source, (0, 0, 0, 4), expand=False)


def _row(items: tuple[Button | Menu, ...], number: Number) -> Text:
    row = Text()
    for button, label in _flat(items):
        if row:
            row.append("   ")
        row.append(f"[{number(button)}]", style="bold green" if button.style == "primary" else "bold")
        row.append("\u00a0" + clean(label).replace(" ", "\u00a0"))  # a label never breaks across lines
    return row


def _flat(items: tuple[Button | Menu, ...]) -> Iterator[tuple[Button, str]]:
    """A terminal has no menus, so each option is a button of its own."""
    for item in items:
        if isinstance(item, Button):
            yield item, item.label
        else:
            for option in item.options:
                between = " " if option.label.startswith("Until") else ": "
                yield option, f"{item.label}{between}{option.label[:1].lower()}{option.label[1:]}"


def _line(runs: tuple[Run, ...]) -> Text:
    text = Text()
    for run in runs:
        style = Style(
            bold=run.bold or None, italic=run.italic or None, strike=run.strike or None, link=run.link
        )
        text.append(clean(run.text), style=style)
    return text
