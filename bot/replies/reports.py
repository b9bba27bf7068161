"""The weekly report as a message: the figures in words, the wrong ones as quotes."""

from bot.replies.shapes import Block, Context, Heading, Paragraph, Quote, Quotes, Reply, Run
from bot.replies.words import clip
from policies.week import Count, Figure, Weekly
from records.models import Person

SHOWN = 5
"""Wrong ones quoted in a message; `promissory report weekly` lists all."""
NAMES = {
    "promise": "promises",
    "owner": "owners",
    "due": "due dates",
    "settlement": "kept, changed or withdrawn",
    "intent": "other signals",
}


def kind_in_words(kind: str) -> str:
    """ "proposal deal.next_step" -> "proposals: deal next step"."""
    about, _, field = kind.partition(" ")
    if about == "proposal":
        return f"proposals: {field.replace('.', ' ').replace('_', ' ')}"
    return NAMES[about]


def figure_in_words(figure: Figure) -> str:
    """One line: what, how often right, how sure, and whether it moved."""
    share = figure.now
    if not share.n:
        return f"{kind_in_words(figure.kind)}: nobody judged any"
    return (
        f"{kind_in_words(figure.kind)}: {share.right} of {share.n} right "
        f"({share.low:.0%} to {share.high:.0%}); {figure.drift}"
    )


def report_reply(report: Weekly, person: Person) -> Reply:
    """A DM; sent again it replaces itself."""
    judged = [f for f in report.figures if f.now.n]
    blocks: list[Block] = [Heading(f"Week {report.week}")]
    lines = [figure_in_words(f) for f in judged] or ["Nobody confirmed or corrected anything this week."]
    blocks.append(Paragraph((Run("\n".join(lines)),)))
    if counts := _in_words((*report.counts, *report.outcomes)):
        blocks.append(Context(counts))
    if report.ignored:
        expired = sum(c.now for c in report.ignored)
        blocks.append(Context(f"{expired} cards expired without an answer."))
    quoted = [w for w in report.wrong if w.quote]
    if quoted:
        blocks.append(
            Quotes(
                tuple(
                    Quote(text=clip(w.quote or "", 300), lead=(Run(f"Wrong: {kind_in_words(w.kind)}"),))
                    for w in quoted[:SHOWN]
                )
            )
        )
    hidden = len(report.wrong) - len(quoted[:SHOWN])
    if hidden:
        blocks.append(
            Context(
                f"{hidden} more {'was' if hidden == 1 else 'were'} wrong: “promissory report weekly” lists them."
            )
        )
    return Reply(
        text=f"Week {report.week}: {'; '.join(lines)}",
        blocks=tuple(blocks),
        card=f"report:{report.week}:{person.email}"[:120],
    )


def _in_words(counts: tuple[Count, ...]) -> str:
    return ", ".join(f"{c.now:,} {c.name} (before: {c.before:,})" for c in counts if c.now or c.before)
