"""One promise by itself: who owes what, the words that made it, and where they stand."""

from collections.abc import Sequence
from datetime import date

from bot.replies.answers import source_runs
from bot.replies.promise_row import promise_buttons
from bot.replies.shapes import Block, Context, Heading, Paragraph, Quote, Quotes, Reply, Run
from bot.replies.words import clip, due_words, one_line
from records.models import Citation, Direction, Promise, PromiseStatus

OPEN = frozenset({PromiseStatus.open, PromiseStatus.broken, PromiseStatus.unsure})


def promise_card(promise: Promise, today: date, *, citations: Sequence[Citation] = ()) -> Reply:
    """With buttons as long as it is open; what became of it otherwise."""
    account = one_line(promise.account or "", 80)
    theirs = promise.direction is Direction.theirs
    who = f"{account or one_line(promise.owner, 80)} owes us" if theirs else f"{promise.owner} owes {account}"
    due = due_words(promise, today)
    state = due if promise.status in OPEN else f"{promise.status.value}; it was {due}"
    known = {c.event_id: c for c in citations}
    source = source_runs(known[promise.event_id]) if promise.event_id in known else ()
    blocks: list[Block] = [
        Heading(account or "Promise"),
        Paragraph((Run(f"{who.strip()}: "), Run(one_line(promise.action, 200), bold=True))),
        Context(f"{state[0].upper()}{state[1:]}"),
        Quotes((Quote(clip(promise.quote, 600), source=source),)),
    ]
    if promise.status in OPEN:
        blocks.append(promise_buttons(promise))
    return Reply(text=f"{who.strip()}: {one_line(promise.action, 200)}", blocks=tuple(blocks))
