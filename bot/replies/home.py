"""A person's own page: what they owe, what waits for them, whether their sources are read, their settings."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date

from bot.replies.forms import SETTINGS, SHOW_CARD
from bot.replies.insight import Owed
from bot.replies.promised import promise_buttons, said_where, what
from bot.replies.shapes import (
    Block,
    Button,
    Buttons,
    Context,
    Divider,
    Heading,
    Paragraph,
    Quote,
    Quotes,
    Reply,
    Run,
)
from bot.replies.source_links import SourceLink
from bot.replies.words import clip, counted, due_words, field_name, field_value, one_line
from records.models import Promise, PromiseStatus, Proposal, ProposalStatus

MOST_PROMISES = 6
MOST_CARDS = 8
_ROW = 96
"""Characters that fit beside each other."""
_ASK = (
    "Ask me in a direct message, or mention me in a channel: “what did we promise Acme?”, “what is late?”, “what does "
    "Globex owe us?”. On any message, “What was promised here?” and “Remember this as a promise” are in its menu."
)


@dataclass(frozen=True, slots=True)
class Source:
    """A connected mailbox or calendar: whether all is well with it, and what to do where it is not."""

    name: str
    ok: bool
    state: str
    reconnect: str | None = None
    """Where its owner signs in again, if there is such a place."""


@dataclass(frozen=True, slots=True)
class Home:
    """What the page shows; `promises` and `cards` are all of them, soonest first and those without a day last."""

    today: date
    promises: Sequence[Owed]
    cards: Sequence[Proposal]
    elsewhere: int
    """Changes that concern this person and that others decide."""
    sources: Sequence[Source]
    settings: str
    names: Mapping[str, str] = field(default_factory=dict)


def home_page(home: Home, *, link: SourceLink | None = None) -> Reply:
    """For its owner alone."""
    late = sum(o.promise.status_at(home.today) is PromiseStatus.broken for o in home.promises)
    title = f"You owe {counted(len(home.promises), 'thing')}{f', {late} late' if late else ''}"
    blocks: list[Block] = [
        *_promises(home, link),
        Divider(),
        *_cards(home),
        Divider(),
        *_sources(home.sources),
        Divider(),
        *_settings(home.settings),
        Context(_ASK),
    ]
    return Reply(text=title, blocks=tuple(blocks), private=True)


def _promises(home: Home, link: SourceLink | None) -> list[Block]:
    blocks: list[Block] = [Heading("What you promised")]
    if not home.promises:
        nothing = "Nothing is due. Ask me “what did we promise Acme?” to see what colleagues owe."
        return [*blocks, Paragraph((Run(nothing),))]
    for owed in home.promises[:MOST_PROMISES]:
        blocks += [Quotes((_row(owed, home, link),)), promise_buttons(owed.promise)]
    if len(home.promises) > MOST_PROMISES:
        left = len(home.promises) - MOST_PROMISES
        blocks.append(Context(f"And {left:,} more: ask me “what do I owe?”"))
    return blocks


def _row(owed: Owed, home: Home, link: SourceLink | None) -> Quote:
    p = owed.promise
    account = f"{one_line(p.account, 80)}: " if p.account else ""
    lead = (Run(account), Run(what(p, 160), bold=True), Run(f" · {_due(p, home.today)}"))
    source = said_where(owed.source, home.names, link)
    return Quote(one_line(p.quote, 200), lead=tuple(r for r in lead if r.text), source=source)


def _due(promise: Promise, today: date) -> str:
    late = promise.status_at(today) is PromiseStatus.broken
    return f"{'⏰ ' if late else ''}{due_words(promise, today)}"


def _cards(home: Home) -> list[Block]:
    blocks: list[Block] = [Heading("What waits for your approval")]
    if not home.cards:
        blocks.append(Paragraph((Run("No change waits for you."),)))
    for p in home.cards[:MOST_CARDS]:
        blocks.append(Paragraph(_change(p)))
        blocks.append(Buttons(f"waiting:{p.id}", (Button(SHOW_CARD, p.id, "Look at it"),)))
    if len(home.cards) > MOST_CARDS:
        left = len(home.cards) - MOST_CARDS
        blocks.append(Context(f"And {left:,} more, which come up as you decide these."))
    if home.elsewhere:
        verb = "waits" if home.elsewhere == 1 else "wait"
        blocks.append(
            Context(f"{counted(home.elsewhere, 'change')} of yours {verb} for a manager or an admin.")
        )
    return blocks


def _change(p: Proposal) -> tuple[Run, ...]:
    """On one row: "Next step of Acme: empty → Send the revised quote"."""
    paused = "⏸️ Paused · " if p.status is ProposalStatus.paused else ""
    about = f"{paused}{field_name(p.field)} of {one_line(p.account or p.entity, 28)}: "
    # A task is always a new one.
    before = "" if p.field == "task" else f"{one_line(_value(p.field, p.old), 30)} → "
    after = one_line(_value(p.field, p.new), max(20, _ROW - len(about) - len(before)))
    return (Run(about), Run(f"{before}{after}", bold=True))


def _value(name: str, value: str | None) -> str:
    """As the card shows it; phones of both sides in the same way of writing, so that a difference is one."""
    if name == "phone" and value:
        from phonenumbers import NumberParseException, PhoneNumberFormat, format_number, parse

        with suppress(NumberParseException):
            return format_number(parse(value), PhoneNumberFormat.INTERNATIONAL)
    return field_value(name, value) or "empty"


def _sources(sources: Sequence[Source]) -> list[Block]:
    blocks: list[Block] = [Heading("What I read for you")]
    if not sources:
        none = "No mailbox or calendar of yours is connected yet: an admin can connect one."
        return [*blocks, Paragraph((Run(none),))]
    for s in sources:
        runs = [
            Run(f"{'✅' if s.ok else '⚠️'} "),
            Run(one_line(s.name, 120), bold=True),
            Run(f" {clip(s.state, 300)}"),
        ]
        if s.reconnect is not None:
            runs += [Run(" "), Run("Connect it again", link=s.reconnect)]
        blocks.append(Paragraph(tuple(runs)))
    return blocks


def _settings(words: str) -> list[Block]:
    change = Button(SETTINGS, "mine", "Change…")
    return [Heading("Your settings"), Paragraph((Run(clip(words, 600)),)), Buttons("settings", (change,))]
