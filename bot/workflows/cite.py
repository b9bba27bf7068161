"""Shows a source that we cite, only where everybody who would see it may read it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from bot.replies.promised import said_where
from bot.replies.shapes import Quote, Quotes, Reply
from bot.replies.source_links import SourceLink
from bot.replies.words import one_line
from policies.access import may_show
from records.event_log import EventLog
from records.models import Citation, Contact, Event, Person
from records.people import People
from records.reading import Reading
from retrieval.sides import everybody, speaker_at

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
        said = one_line(event.said_text, LONGEST) or "Nothing was written in it."
        where = said_where(cited, names_of(self.people.all(), [event]), self.link)
        return Reply(
            text=f"{title}, {one_line(cited.sender or 'somebody', 60)}",
            blocks=(Quotes((Quote(said, lead=where),)),),
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


def names_of(
    people: Iterable[Person], events: Iterable[Event], contacts: Iterable[Contact] = ()
) -> dict[str, str]:
    """Address -> name, by what is surest: our own people, the CRM, what somebody calls themselves, what others do.

    Nobody outside bears the name of a colleague here, whatever their mail says.
    """
    ours = {p.email: p.name for p in people if p.name}
    taken = {name.casefold() for name in ours.values()}
    called: dict[str, str | None] = {}
    own: dict[str, str | None] = {}
    for event in events:
        called |= {who.email.casefold(): who.name for who in everybody(event)}
        if event.sender is not None:
            own[event.sender.email.casefold()] = event.sender.name
    known = {c.email.casefold(): c.name for c in contacts}
    found = [(email, name) for names in (called, own, known) for email, name in names.items()]
    outside = {e: n for e, n in found if e and n and "@" not in n and n.casefold() not in taken}
    return outside | ours
