"""Shows a source that we cite, only where everybody who would see it may read it."""

from collections.abc import Collection
from dataclasses import dataclass

from bot.replies.answers import source_runs
from bot.replies.shapes import Paragraph, Quote, Quotes, Reply, Run
from bot.replies.source_links import SourceLink
from bot.replies.words import clip, one_line
from policies.access import may_show
from records.event_log import EventLog
from records.models import Citation, Event
from records.people import People
from records.reading import Reading
from retrieval.sides import speaker_at

LONGEST = 600
_GONE = frozenset({"erased", "deleted"})


@dataclass(frozen=True)
class Cite:
    people: People
    reading: Reading
    log: EventLog
    link: SourceLink = lambda event_id: None

    def source(self, event_id: str, viewers: Collection[str]) -> Reply | None:
        """Who said it when, and the beginning of what was said; None unless each viewer may read it. Whether
        there is such a source is not told either."""
        known = [p.email for p in (self.people.find(v) for v in viewers) if p is not None]
        if not known or len(known) != len(viewers) or not may_show(known, [self.log.readers(event_id)]):
            return None
        event = self.reading.events(known[0], [event_id]).get(event_id)
        if event is None or _GONE & set(event.flags):
            return None
        cited = citation(event, 0, 0)
        title = one_line(event.subject, 90) or "(no subject)"
        said = clip(" ".join(event.said_text.split()), LONGEST)
        quote = Quote(said or "Nothing was written in it.", source=source_runs(cited, self.link))
        return Reply(
            text=f"{title}, {one_line(cited.sender or 'somebody', 60)}",
            blocks=(Paragraph((Run(title, bold=True),)), Quotes((quote,))),
        )


def citation(event: Event, start: int, end: int, n: int = 1) -> Citation:
    """These words of an event, for showing where they stand and who said them."""
    speaker = speaker_at(event, start)
    return Citation(
        n=n,
        event_id=event.id,
        source=event.source,
        external_id=event.external_id,
        subject=event.subject,
        at=event.at,
        quote=event.text[start:end],
        link=event.link,
        sender=speaker.label if speaker else None,
    )
