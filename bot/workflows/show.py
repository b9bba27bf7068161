"""Cards and reminders for the people who may see them, as they now stand."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from bot.replies.cards import pause_sources, proposal_card, proposal_state
from bot.replies.shapes import Reply
from bot.replies.source_links import SourceLink
from bot.workflows.remind import Remind
from policies.approvals import may_see
from records.card_snoozes import CardSnoozes
from records.clock import Clock
from records.errors import PromissoryError
from records.event_log import EventLog
from records.models import Citation, Event, Person, Promise, Proposal, Role
from records.people import People
from records.proposals import OPEN, Proposals

_SPEAKS = {"angry_support": "frustration", "churn_threat": "churn_threat"}
"""Which kind of words each rule of risk goes by."""
PROPOSAL, REMINDER = "proposal", "reminder"


@dataclass(frozen=True)
class Show:
    people: People
    proposals: Proposals
    log: EventLog
    clock: Clock
    remind: Callable[[], Remind]
    snoozes: CardSnoozes
    link: SourceLink = lambda event_id: None

    def card(self, key: str) -> Reply | None:
        """A card by its key, however it stands by now; None where there is no such thing."""
        kind, _, name = key.partition(":")
        if kind == PROPOSAL:
            try:
                return self.proposal(self.proposals.get(name))
            except PromissoryError:
                return None
        return self.remind().card(name) if kind == REMINDER else None

    def states(self, keys: Iterable[str]) -> dict[str, str]:
        """In which state each card is now, without drawing it."""
        names: dict[str, list[str]] = {PROPOSAL: [], REMINDER: []}
        for kind, _, name in (key.partition(":") for key in keys):
            names.setdefault(kind, []).append(name)
        found = {f"{PROPOSAL}:{p.id}": proposal_state(p) for p in self.proposals.by_ids(names[PROPOSAL])}
        told = self.remind().states(names[REMINDER])
        return found | {f"{REMINDER}:{name}": state for name, state in told.items()}

    def may_see(self, key: str, actor: str) -> bool:
        kind, _, name = key.partition(":")
        if kind == PROPOSAL:
            try:
                return self.may_see_proposal(self.proposals.get(name), actor)
            except PromissoryError:
                return False
        parts = self.remind().card_parts(name)
        return parts is not None and parts[1].email == actor

    def may_see_proposal(self, p: Proposal, actor: str) -> bool:
        person = self.people.find(actor)
        return person is not None and may_see(person, p)

    def proposal(self, p: Proposal) -> Reply:
        card = proposal_card(
            p,
            citations=self._sources(p),
            names=self.names(),
            deciders=self._may_decide(p),
            rests_on=self._rests_on(p),
        )
        return replace(card, readers=frozenset(x.email for x in self.people.all() if may_see(x, p)))

    def waiting(self, actor: str) -> list[Reply]:
        """Cards that this person may decide or is concerned by."""
        asleep = self.snoozes.asleep(actor)
        open_ones = [p for p in self.proposals.all(OPEN) if p.id not in asleep]
        return [self.proposal(p) for p in open_ones if self.may_see_proposal(p, actor)]

    def reminder(self, promises: Sequence[Promise], person: Person, reminder_id: str | None = None) -> Reply:
        """One promise as itself, several as a digest."""
        return self.remind().told.unsent(promises, person, reminder_id or "")

    def deciders(self, p: Proposal) -> list[Person]:
        """Who gets the card: everybody who may decide, and the colleague whom it concerns."""
        return [x for x in self.people.all() if self.may_see_proposal(p, x.email)]

    def today(self, person: Person | None) -> date:
        return self.clock.now().astimezone(ZoneInfo(person.tz if person else "UTC")).date()

    def names(self) -> dict[str, str]:
        return {x.email: x.name for x in self.people.all() if x.name}

    def _may_decide(self, p: Proposal) -> Sequence[Person]:
        own = (p.proposer or "").casefold()
        return [x for x in self.people.all() if x.role in (Role.manager, Role.admin) and x.email != own]

    def _sources(self, p: Proposal) -> list[Citation]:
        """Who said it and when; the decider sees the sentence, not the mail and not its subject."""
        events = self.log.get([e.event_id for e in p.evidence])
        return [
            self._source(n, e, quoted.quote)
            for n, quoted in enumerate(p.evidence, 1)
            if (e := events.get(quoted.event_id)) is not None
        ]

    def _rests_on(self, p: Proposal) -> list[Citation]:
        """The words for which an account counts as at risk, where they stand in a message."""
        events = self.log.get(pause_sources(p.verdict))
        found: list[Citation] = []
        for rule, _, event_id in (key.partition(":") for key in p.verdict.evidence):
            if (e := events.get(event_id)) is None:
                continue
            said = [i for i in self.log.intents_of(event_id) if i.label == _SPEAKS.get(rule)]
            found += [self._source(len(found) + 1, e, i.quote) for i in said[:1]]
        return found

    def _link(self, e: Event) -> str | None:
        own = e.link if (e.link or "").startswith(("https://", "http://")) else None
        return own or self.link(e.id)

    def _source(self, n: int, e: Event, quote: str) -> Citation:
        """Linked to where it stands, or to ours: either shows it only to who may read it."""
        return Citation(
            n=n,
            event_id=e.id,
            source=e.source,
            external_id="",
            at=e.at,
            quote=quote,
            subject=e.kind.value.capitalize() + (f" from {e.sender.label}" if e.sender else ""),
            link=self._link(e),
        )
