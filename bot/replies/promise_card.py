"""One promise by itself: who owes what, the words that made it, and where they stand."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.replies.promised import promise_buttons, said_where, what, who_owes
from bot.replies.shapes import Block, Context, Heading, Paragraph, Quote, Quotes, Reply, Run
from bot.replies.source_links import SourceLink
from bot.replies.words import due_words, one_line
from records.models import Citation, Promise, PromiseStatus

OPEN = frozenset({PromiseStatus.open, PromiseStatus.broken, PromiseStatus.unsure})
_NOBODY: Mapping[str, str] = {}


def promise_card(
    promise: Promise,
    today: date,
    *,
    citations: Sequence[Citation] = (),
    names: Mapping[str, str] = _NOBODY,
    link: SourceLink | None = None,
) -> Reply:
    """With buttons as long as it is open; what became of it otherwise."""
    who, thing = who_owes(promise, names), what(promise, 200)
    due = due_words(promise, today)
    state = due if promise.status in OPEN else f"{promise.status.value}; it was {due}"
    source = next((c for c in citations if c.event_id == promise.event_id), None)
    quote = Quote(one_line(promise.quote, 600), source=said_where(source, names, link))
    blocks: list[Block] = [
        Heading(one_line(promise.account or "", 80) or "Promise"),
        Paragraph((Run(f"{who}: "), Run(thing, bold=True))),
        Context(f"{state[0].upper()}{state[1:]}"),
        Quotes((quote,)),
    ]
    if promise.status in OPEN:
        blocks.append(promise_buttons(promise))
    return Reply(text=f"{who}: {thing}", blocks=tuple(blocks))
