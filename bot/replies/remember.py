"""What was promised in a message, and the form that puts a promise of it into the ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.replies.forms import REMEMBER
from bot.replies.promised import promise_buttons, said_where, what, who_owes
from bot.replies.shapes import Block, Context, Form, Heading, Input, Paragraph, Quote, Quotes, Reply, Run
from bot.replies.source_links import SourceLink
from bot.replies.words import due_words, one_line
from records.models import Citation, Direction, Promise, PromiseStatus

US, THEM = "us", "them"
_ALIVE = (PromiseStatus.open, PromiseStatus.broken, PromiseStatus.unsure)


@dataclass(frozen=True, slots=True)
class Read:
    """A promise in a message; `logged` where it is in the ledger, so that its buttons mean something."""

    promise: Promise
    source: Citation
    logged: bool


def promised_card(
    found: Sequence[Read],
    today: date,
    *,
    with_thread: bool,
    names: Mapping[str, str],
    link: SourceLink | None = None,
) -> Reply:
    """For the asker alone."""
    where = "this message and its thread" if with_thread else "this message"
    if not found:
        said = f"I read no promise in {where}."
        hint = "If there is one, choose “Remember this as a promise” on the message that says it."
        return Reply(text=said, blocks=(Paragraph((Run(said),)), Context(hint)), private=True)
    title = "What was promised here"
    blocks: list[Block] = [Heading(title)]
    for one in found:
        blocks += _rows(one, today, names, link)
    if not all(one.logged for one in found):
        blocks.append(
            Context(
                "What has no buttons is not in the ledger, and asking stored nothing: choose “Remember this as a "
                "promise” on its message to keep it."
            )
        )
    return Reply(text=f"{title}: {what(found[0].promise, 200)}", blocks=tuple(blocks), private=True)


def remembered_card(
    promise: Promise,
    source: Citation,
    today: date,
    *,
    new: bool,
    names: Mapping[str, str],
    link: SourceLink | None = None,
) -> Reply:
    """The promise as the ledger holds it now, to be corrected at once where it is wrong."""
    said = "Remembered" if new else "That is in the ledger already"
    rows = _rows(Read(promise, source, True), today, names, link)
    return Reply(
        text=f"{said}: {what(promise, 200)}, {due_words(promise, today)}",
        blocks=(Paragraph((Run(f"{said}:", bold=True),)), *rows),
        private=True,
    )


def _rows(one: Read, today: date, names: Mapping[str, str], link: SourceLink | None) -> list[Block]:
    p = one.promise
    status = p.status_at(today)
    fate = "" if status in (PromiseStatus.open, PromiseStatus.broken) else f" · {status.value}"
    lead = (
        Run(what(p, 160), bold=True),
        Run(f" · {due_words(p, today)}{fate}\n{who_owes(p, names)}"),
    )
    ours = link if one.logged else None  # what we don't hold leads nowhere
    quote = Quote(one_line(p.quote, 600), lead=lead, source=said_where(one.source, names, ours))
    row: list[Block] = [promise_buttons(p)] if one.logged and status in _ALIVE else []
    return [Quotes((quote,)), *row]


def remember_form(
    held: str,
    *,
    words: str,
    side: Direction,
    person: str,
    account: str,
    due: date | None,
    known: Sequence[str] = (),
) -> Form:
    """Everything is filled in as far as it is known; `known` is what the ledger holds of the message already."""
    there = "; ".join(one_line(action, 100) for action in known[:3])
    return Form(
        REMEMBER,
        held,
        "Remember a promise",
        "Remember",
        (
            Input("words", "What was promised, in the words of the message", initial=words),
            Input(
                "owes",
                "Who owes it?",
                "choice",
                US if side is Direction.ours else THEM,
                ((US, "We owe it"), (THEM, "They owe it to us")),
            ),
            Input("person", "Which of us? (if we owe it)", "person", person, optional=True),
            Input("account", "Which customer is it about?", "text", account, optional=True),
            Input("due", "Due on", "date", due.isoformat() if due else "", optional=True),
        ),
        f"{f'In the ledger already: {there}. ' if there else ''}The words stay as they were said. I keep the message "
        "until you are done, and no longer than a day.",
    )
