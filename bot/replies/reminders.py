"""Reminders and the morning digest: a row of buttons for each promise, or what became of it since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from bot.replies.answers import source_runs
from bot.replies.forms import (
    DONE,
    NOT_A_PROMISE,
    SNOOZE_DAY,
    SNOOZE_PICK,
    SNOOZE_WEEK,
    STILL_OPEN,
    WRONG_OWNER,
)
from bot.replies.leads import MOST_LEADS, QuietLead, lead_rows, silence
from bot.replies.promised import what
from bot.replies.shapes import (
    Block,
    Button,
    Buttons,
    Context,
    Divider,
    Heading,
    Menu,
    Paragraph,
    Quote,
    Quotes,
    Reply,
    Run,
)
from bot.replies.words import clip, counted, day, due_words, one_line
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
_NONE: Fates = {}
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
        blocks=(Heading(title), *_promise_rows(promises, person, today, citations, fates, 600)),
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
        blocks += _promise_rows(shown, person, today, citations, fates, 220)
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


def _promise_rows(
    promises: Sequence[Promise],
    person: Person,
    today: date,
    citations: Sequence[Citation],
    fates: Fates,
    longest: int,
) -> tuple[Block, ...]:
    known = {c.event_id: c for c in citations}
    blocks: list[Block] = []
    for n, promise in enumerate(promises):
        source = source_runs(known[promise.event_id]) if promise.event_id in known else ()
        fate = _fate(promise, fates)
        if n:
            blocks.append(Divider())
        if fate is not None and not fate.is_open:
            blocks += _settled(promise, fate)
            continue
        quotes = [Quote(clip(promise.quote, longest), source=source)]
        if fate is not None and fate.quote:
            quotes.append(_settling(fate, lead=(Run(f"{fate.words}:"),)))
        blocks.append(Paragraph(_owed(promise, person, today)))
        blocks.append(Quotes(tuple(quotes)))
        blocks.append(_promise_buttons(promise, unsure=fate is not None))
    return tuple(blocks)


def _settled(promise: Promise, fate: Fate) -> list[Block]:
    """One line instead of the buttons, and below it the words that settled it."""
    if fate.is_hidden:
        return [Context(fate.words)]
    done = what(promise, 140)
    said: Block = Paragraph((Run(f"{fate.words}: ", bold=True), Run(done, strike=True)))
    return [said, Quotes((_settling(fate),))] if fate.quote else [said]


def _settling(fate: Fate, lead: tuple[Run, ...] = ()) -> Quote:
    return Quote(clip(fate.quote, 220), lead=lead, source=fate.source)


def _owed(promise: Promise, person: Person, today: date) -> tuple[Run, ...]:
    account = one_line(promise.account or "", 80)
    if promise.direction is Direction.theirs:
        who = f"{account or one_line(promise.owner, 80)} owes us: "
    elif promise.owner == person.email:
        who = f"You promised {account}: " if account else "You promised: "
    else:
        whose = one_line(promise.owner, 80)
        who = f"{whose} promised {account}: " if account else f"{whose} promised: "
    due = due_words(promise, today)
    return (Run(who), Run(what(promise, 200), bold=True), Run(f"\n{due[0].upper()}{due[1:]}"))


def _promise_buttons(promise: Promise, *, unsure: bool) -> Buttons:
    one = promise.id
    buttons: list[Button | Menu] = [
        Button(DONE, one, "Done", "primary"),
        Menu(
            "Snooze",
            (
                Button(SNOOZE_DAY, one, "Until tomorrow"),
                Button(SNOOZE_WEEK, one, "Until next week"),
                Button(SNOOZE_PICK, one, "Pick a day…"),
            ),
        ),
        Button(NOT_A_PROMISE, one, "Not a promise"),
        Button(WRONG_OWNER, one, "Wrong owner…"),
    ]
    if unsure:
        buttons.insert(1, Button(STILL_OPEN, one, "Still open"))
    return Buttons(f"promise:{one}", tuple(buttons))
