"""The insight card of an account: last conversation, mood, open promises both ways, next step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.replies.forms import DISMISS_INSIGHT
from bot.replies.promised import said_where, what
from bot.replies.shapes import (
    Block,
    Button,
    Buttons,
    Context,
    Heading,
    Paragraph,
    Quote,
    Quotes,
    Reply,
    Run,
)
from bot.replies.source_links import SourceLink
from bot.replies.words import counted, day, due_words, one_line, who
from records.models import Citation, Promise, PromiseStatus

MOST_PROMISES = 5
"""Of each direction."""
LOOKED_BACK = 30
"""Days of which the mood is told."""
_FEELS = {
    "churn_threat": "talks of leaving",
    "frustration": "upset",
    "objection": "has objections",
    "competitor": "looks at a competitor",
    "budget": "talks about the budget",
}
MOODS = tuple(_FEELS)
"""What shows a mood, the gravest first."""


@dataclass(frozen=True, slots=True)
class Owed:
    """A promise and where it was said."""

    promise: Promise
    source: Citation | None


@dataclass(frozen=True, slots=True)
class NextStep:
    """What the CRM holds (`deal` names its deal), or what somebody said (`source`)."""

    words: str
    deal: str | None = None
    source: Citation | None = None


@dataclass(frozen=True, slots=True)
class Insight:
    """What one reader may know of an account. Promises come late ones first; all of them, not only those shown."""

    account_id: str
    account: str
    today: date
    heard: datetime | None
    last: Sequence[Citation]
    moods: Sequence[tuple[str, Citation]]
    ours: Sequence[Owed]
    theirs: Sequence[Owed]
    next_steps: Sequence[NextStep]
    names: Mapping[str, str]


def insight_card(insight: Insight, *, dismissible: bool = True, link: SourceLink | None = None) -> Reply:
    """For one person alone: others may not read all that it rests on."""
    name = one_line(insight.account, 90)
    heard = f"Last heard {day(insight.heard)} · " if insight.heard else ""
    blocks: list[Block] = [Heading(f"{name}: where we stand"), Context(f"{heard}From what you may read")]
    blocks += _conversation(insight, name, link)
    blocks += _mood(insight, name, link)
    blocks += _promises("We owe them", f"what do we owe {name}?", insight.ours, insight, link)
    blocks += _promises("They owe us", f"what does {name} owe us?", insight.theirs, insight, link)
    blocks += _next_step(insight, link)
    if dismissible:
        never = Button(DISMISS_INSIGHT, insight.account_id, "Don't show this again")
        blocks.append(Buttons(f"insight:{insight.account_id}", (never,)))
    return Reply(text=f"{name}: {_in_short(insight)}", blocks=tuple(blocks), private=True)


def _in_short(insight: Insight) -> str:
    late = sum(_is_late(o, insight.today) for o in insight.ours)
    said = f"we owe {counted(len(insight.ours), 'thing')}{f', {late} late' if late else ''}"
    return f"{said}; they owe us {counted(len(insight.theirs), 'thing')}"


def _is_late(owed: Owed, today: date) -> bool:
    return owed.promise.status_at(today) is PromiseStatus.broken


def _titled(title: str, *words: Run) -> Paragraph:
    return Paragraph((Run(title, bold=True), *words))


def _conversation(insight: Insight, name: str, link: SourceLink | None) -> list[Block]:
    if not insight.last:
        return [_titled("Last conversation: ", Run(f"nothing that was said with {name} is open to you yet."))]
    lines = tuple(_said(c, insight, link) for c in insight.last)
    return [_titled("Last conversation"), Quotes(lines)]


def _said(citation: Citation, insight: Insight, link: SourceLink | None) -> Quote:
    return Quote(one_line(citation.quote, 400), source=said_where(citation, insight.names, link))


def _mood(insight: Insight, name: str, link: SourceLink | None) -> list[Block]:
    if not insight.moods:
        nobody = f"no mood shown. Nobody of {name} said in the last {LOOKED_BACK} days how they feel."
        return [_titled("Mood: ", Run(nobody))]
    feels = ", ".join(dict.fromkeys(_FEELS[label] for label, _ in insight.moods))
    return [_titled("Mood: ", Run(feels)), Quotes(tuple(_said(c, insight, link) for _, c in insight.moods))]


def _promises(
    title: str, ask: str, owed: Sequence[Owed], insight: Insight, link: SourceLink | None
) -> list[Block]:
    if not owed:
        return [_titled(f"{title}: ", Run("nothing that is open."))]
    shown = tuple(_owed(o, insight, link) for o in owed[:MOST_PROMISES])
    blocks: list[Block] = [_titled(f"{title} ({len(owed):,})"), Quotes(shown)]
    if len(owed) > MOST_PROMISES:
        blocks.append(Context(f"And {len(owed) - MOST_PROMISES:,} more: ask me “{ask}”"))
    return blocks


def _owed(owed: Owed, insight: Insight, link: SourceLink | None) -> Quote:
    p = owed.promise
    late = "⏰ " if _is_late(owed, insight.today) else ""
    lead = (
        Run(f"{late}{what(p, 160)}", bold=True),
        Run(f" · {due_words(p, insight.today)} · {who(p.owner, insight.names)}"),
    )
    return Quote(one_line(p.quote, 300), lead=lead, source=said_where(owed.source, insight.names, link))


def _next_step(insight: Insight, link: SourceLink | None) -> list[Block]:
    if not insight.next_steps:
        return [_titled("Next step: ", Run("none is known."))]
    said = [step.source for step in insight.next_steps if step.source is not None]
    if said:
        return [_titled("Next step, as they put it"), Quotes(tuple(_said(c, insight, link) for c in said))]
    lines = [f"{one_line(s.words, 200)} ({one_line(s.deal or 'CRM', 80)})" for s in insight.next_steps]
    return [_titled("Next step in the CRM: ", Run("\n".join(lines)))]
