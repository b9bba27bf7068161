"""Reminders and the morning digest, with a row of buttons for each promise."""

from collections.abc import Sequence
from datetime import date

from bot.replies.answers import source_runs
from bot.replies.forms import DONE, NOT_A_PROMISE, SNOOZE_DAY, SNOOZE_WEEK, WRONG_OWNER
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


def reminder_key(reminder_id: str | None) -> str | None:
    return f"reminder:{reminder_id}" if reminder_id else None


def reminder_card(
    promises: Sequence[Promise],
    person: Person,
    today: date,
    *,
    citations: Sequence[Citation] = (),
    reminder_id: str | None = None,
) -> Reply:
    """A nudge before, or after, a promise is broken; one row of buttons for each promise.

    With `reminder_id` the same reminder delivered again replaces itself instead of standing there twice.
    """
    first = promises[0]
    late = first.status_at(today) is PromiseStatus.broken
    title = ("⏰ Overdue" if late else "⏰ Coming up") + (
        f": {one_line(first.account, 90)}" if first.account else ""
    )
    words = f"{one_line(first.action, 120)}, {due_words(first, today)}"
    return Reply(
        text=f"{title}. {words}",
        card=reminder_key(reminder_id),
        blocks=(Heading(title), *_promise_rows(promises, person, today, citations)),
    )


def digest_card(
    promises: Sequence[Promise],
    person: Person,
    today: date,
    *,
    citations: Sequence[Citation] = (),
    more: int = 0,
    reminder_id: str | None = None,
) -> Reply:
    """The day's reminders in one message; `more` were left out by the daily cap."""
    shown, left = promises[:10], len(promises[10:]) + more
    late = sum(p.status_at(today) is PromiseStatus.broken for p in promises)
    title = f"☀️ {day(today)}: {counted(len(promises) + more, 'promise')} to look at"
    blocks: list[Block] = [Heading(title), Context(f"{late} overdue" if late else "None is overdue")]
    blocks += _promise_rows(shown, person, today, citations)
    if left:
        blocks.append(Context(f"And {left:,} more: ask me “what do I owe this week?”"))
    return Reply(text=title, blocks=tuple(blocks), card=reminder_key(reminder_id))


def _promise_rows(
    promises: Sequence[Promise], person: Person, today: date, citations: Sequence[Citation]
) -> tuple[Block, ...]:
    known = {c.event_id: c for c in citations}
    blocks: list[Block] = []
    for n, promise in enumerate(promises):
        source = source_runs(known[promise.event_id]) if promise.event_id in known else ()
        if n:
            blocks.append(Divider())
        blocks.append(Paragraph(_owed(promise, person, today)))
        blocks.append(Quotes((Quote(clip(promise.quote, 600), source=source),)))
        blocks.append(_promise_buttons(promise))
    return tuple(blocks)


def _owed(promise: Promise, person: Person, today: date) -> tuple[Run, ...]:
    account = one_line(promise.account or "", 80)
    if promise.direction is Direction.theirs:
        who = f"{account or one_line(promise.owner, 80)} owes us: "
    elif promise.owner == person.email:
        who = f"You promised {account}: " if account else "You promised: "
    else:
        who = (
            f"{one_line(promise.owner, 80)} promised {account}: "
            if account
            else f"{promise.owner} promised: "
        )
    due = due_words(promise, today)
    return (Run(who), Run(one_line(promise.action, 200), bold=True), Run(f"\n{due[0].upper()}{due[1:]}"))


def _promise_buttons(promise: Promise) -> Buttons:
    one = promise.id
    return Buttons(
        f"promise:{one}",
        (
            Button(DONE, one, "Done", "primary"),
            Menu(
                "Snooze",
                (Button(SNOOZE_DAY, one, "Until tomorrow"), Button(SNOOZE_WEEK, one, "Until next week")),
            ),
            Button(NOT_A_PROMISE, one, "Not a promise"),
            Button(WRONG_OWNER, one, "Wrong owner…"),
        ),
    )
