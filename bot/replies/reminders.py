"""Reminders and the morning digest: a row of buttons for each promise, or what became of it since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from bot.replies.leads import MOST_LEADS, QuietLead, lead_rows, silence
from bot.replies.promised import promise_buttons, said_where, what
from bot.replies.shapes import (
    Block,
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
from bot.replies.words import counted, day, due_words, one_line, who
from records.models import Citation, Direction, Person, Promise, PromiseStatus

MOST_PROMISES = 10
_MOST_BLOCKS = 40
"""Of a digest: more than one message takes could not be replaced later."""
_OVERDUE, _COMING = "⏰ Overdue", "⏰ Coming up"


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a promise since it was told: our words, and those that settled it if they may be read."""

    words: str
    quote: str = ""
    source: tuple[Run, ...] = ()
    is_open: bool = False
    """It still asks for an answer, so the buttons stay."""
    is_hidden: bool = False
    """The reader may not read any more what was promised."""


Fates = Mapping[str, Fate]
Names = Mapping[str, str]
_NONE: Fates = {}
_NOBODY: Names = {}
HIDDEN = Fate("You may no longer read what was promised here", is_hidden=True)
_BY_STATUS = {
    PromiseStatus.kept: Fate("Kept"),
    PromiseStatus.changed: Fate("Changed"),
    PromiseStatus.withdrawn: Fate("Called off"),
    PromiseStatus.dismissed: Fate("Not a promise"),
    PromiseStatus.unsure: Fate("It may be settled", is_open=True),
}


def reminder_key(reminder_id: str | None) -> str | None:
    return f"reminder:{reminder_id}" if reminder_id else None


def reminder_state(promises: Sequence[Promise], fates: Fates = _NONE, leads: Sequence[QuietLead] = ()) -> str:
    """A short mark of what a card shows of its promises and accounts.

    How late something is by today is no part of it: a message of Monday goes on speaking of Monday.
    """
    shown = [
        (p.id, str(p.due), f.words, f.quote, f.is_open) if (f := _fate(p, fates)) else (p.id, str(p.due))
        for p in promises
    ]
    silent = [(lead.account_id, str(lead.since), lead.fate) for lead in leads]
    return sha256(repr((shown, silent)).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def reminder_card(
    promises: Sequence[Promise],
    person: Person,
    today: date,
    *,
    citations: Sequence[Citation] = (),
    reminder_id: str | None = None,
    fates: Fates = _NONE,
    names: Names = _NOBODY,
    link: SourceLink | None = None,
) -> Reply:
    """A nudge before, or after, a promise is broken; one row of buttons for each promise.

    With `reminder_id` the same reminder delivered again replaces itself instead of standing there twice.
    `fates` say what became of promises since; what a promise's own status says needs none.
    """
    first = promises[0]
    fate = _fate(first, fates)
    if fate is not None and not fate.is_open:
        title, words = "☑️ Answered", fate.words
    else:
        title = _OVERDUE if first.status_at(today) is PromiseStatus.broken else _COMING
        words = f"{what(first, 120)}, {due_words(first, today)}"
    if first.account and not (fate is not None and fate.is_hidden):
        title += f": {one_line(first.account, 90)}"
    return Reply(
        text=f"{title}. {words}",
        card=reminder_key(reminder_id),
        blocks=(Heading(title), *_rows(promises, fates, _Reader(person, today, citations, names, link), 600)),
        state=reminder_state(promises, fates),
    )


def digest_card(
    promises: Sequence[Promise],
    person: Person,
    today: date,
    *,
    citations: Sequence[Citation] = (),
    more: int = 0,
    reminder_id: str | None = None,
    fates: Fates = _NONE,
    leads: Sequence[QuietLead] = (),
    names: Names = _NOBODY,
    link: SourceLink | None = None,
) -> Reply:
    """The day's reminders in one message; `more` were left out by the daily cap."""
    silent = leads[:MOST_LEADS]
    shown = _that_fit(promises, fates, _MOST_BLOCKS - (2 * len(silent) + 1 if silent else 0))
    left = len(promises) - len(shown) + more
    things = [counted(len(promises) + more, "promise")] if promises or not leads else []
    things += [counted(len(leads), "quiet account")] if leads else []
    title = f"☀️ {day(today)}: {' and '.join(things)} to look at"
    blocks: list[Block] = [Heading(title)]
    if promises:
        blocks.append(Context(_how_many_late(promises, fates, today)))
        blocks += _rows(shown, fates, _Reader(person, today, citations, names, link), 220)
    if left:
        blocks.append(Context(f"And {left:,} more: ask me “what do I owe this week?”"))
    if leads:
        blocks += [Divider()] if promises else []
        for lead in silent:
            blocks += lead_rows(lead, today, most=1)
    return Reply(
        text=title,
        blocks=tuple(blocks),
        card=reminder_key(reminder_id),
        state=reminder_state(promises, fates, leads),
    )


def forgotten_card(lead: QuietLead, today: date, *, reminder_id: str | None = None) -> Reply:
    """An account with which something is open and nobody speaks."""
    title = f"🔕 No contact: {one_line(lead.account, 90)}"
    return Reply(
        text=f"{title}. {silence(lead)}",
        blocks=(Heading(title), *lead_rows(lead, today, most=3)),
        card=reminder_key(reminder_id),
        state=reminder_state((), leads=(lead,)),
    )


def gone_card(reminder_id: str) -> Reply:
    """Of a reminder of which nothing may be shown any more, or nothing is left."""
    words = "What this reminder was about is not here any more."
    return Reply(text=words, blocks=(Context(words),), card=reminder_key(reminder_id), state=GONE)


GONE = "gone"


def _how_many_late(promises: Sequence[Promise], fates: Fates, today: date) -> str:
    waiting = [p for p in promises if (f := _fate(p, fates)) is None or f.is_open]
    if not waiting:
        return "All of it is answered"
    late = sum(p.status_at(today) is PromiseStatus.broken for p in waiting)
    return f"{late} overdue" if late else "None is overdue"


def _that_fit(promises: Sequence[Promise], fates: Fates, blocks: int) -> Sequence[Promise]:
    """Rows that are answered are short, so there may be more of them."""
    for n, promise in enumerate(promises[:MOST_PROMISES]):
        fate = _fate(promise, fates)
        quotes = 1 if fate is not None and fate.quote else 0
        blocks -= 2 + quotes if fate is not None and not fate.is_open else 4 + quotes
        if blocks < 0:
            return promises[:n]
    return promises[:MOST_PROMISES]


def _fate(promise: Promise, fates: Fates) -> Fate | None:
    return fates.get(promise.id) or _BY_STATUS.get(promise.status)


@dataclass(frozen=True, slots=True)
class _Reader:
    """To whom a card speaks, on which day, and what they may know of its sources."""

    person: Person
    today: date
    citations: Sequence[Citation]
    names: Names
    link: SourceLink | None

    def source(self, promise: Promise) -> tuple[Run, ...]:
        found = next((c for c in self.citations if c.event_id == promise.event_id), None)
        return said_where(found, self.names, self.link)


def _rows(promises: Sequence[Promise], fates: Fates, reader: _Reader, longest: int) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for n, promise in enumerate(promises):
        fate = _fate(promise, fates)
        if n:
            blocks.append(Divider())
        if fate is not None and not fate.is_open:
            blocks += _settled(promise, fate)
            continue
        quotes = [Quote(one_line(promise.quote, longest), source=reader.source(promise))]
        if fate is not None and fate.quote:
            quotes.append(_settling(fate, lead=(Run(f"{fate.words}:"),)))
        blocks.append(Paragraph(_owed(promise, reader)))
        blocks.append(Quotes(tuple(quotes)))
        blocks.append(promise_buttons(promise, unsure=fate is not None))
    return tuple(blocks)


def _settled(promise: Promise, fate: Fate) -> list[Block]:
    """One line instead of the buttons, and below it the words that settled it."""
    if fate.is_hidden:
        return [Context(fate.words)]
    done = what(promise, 140)
    said: Block = Paragraph((Run(f"{fate.words}: ", bold=True), Run(done, strike=True)))
    return [said, Quotes((_settling(fate),))] if fate.quote else [said]


def _settling(fate: Fate, lead: tuple[Run, ...] = ()) -> Quote:
    return Quote(one_line(fate.quote, 220), lead=lead, source=fate.source)


def _owed(promise: Promise, reader: _Reader) -> tuple[Run, ...]:
    account = one_line(promise.account or "", 80)
    owner = who(promise.owner, reader.names)
    if promise.direction is Direction.theirs:
        said = f"{account or owner} owes us: "
    else:
        whose = "You" if promise.owner == reader.person.email else owner
        said = f"{whose} promised {account}: " if account else f"{whose} promised: "
    due = due_words(promise, reader.today)
    return (Run(said), Run(what(promise, 200), bold=True), Run(f"\n{due[0].upper()}{due[1:]}"))
