"""The conversation behind every surface: sentences and clicks in, replies out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from bot.replies.answers import answer_reply, error_reply, text_reply, unanswerable
from bot.replies.cards import proposal_card
from bot.replies.reminders import digest_card, reminder_card
from bot.replies.shapes import Reply
from bot.workflows.ask import Ask
from bot.workflows.correct import Correct
from bot.workflows.decide import Decide
from records.clock import Clock
from records.errors import PromissoryError
from records.event_log import EventLog
from records.models import Citation, DecisionKind, Direction, Person, Promise, PromiseStatus, Proposal, Role
from records.people import People
from records.promises import Promises
from records.proposals import OPEN, Proposals
from records.reading import Reading

_SAID = {
    "done": "Noted as kept: {action}.",
    "not_a_promise": "Taken off the ledger: {action}.",
    "snooze": "I'll ask again on {until}: {action}.",
    "wrong_owner": "Handed to {owner}: {action}.",
}


@dataclass(frozen=True)
class Talk:
    """Implements `bot.workflows.conversation.Conversation` over the workflows."""

    asking: Ask
    deciding: Decide
    correcting: Correct
    people: People
    promises: Promises
    proposals: Proposals
    reading: Reading
    log: EventLog
    clock: Clock
    surface: str
    repaint: Callable[[Reply], None] = lambda reply: None

    def ask(self, question: str, *, actor: str, thread: str | None) -> Reply:
        odd = unanswerable(question)
        if odd is not None:
            return odd
        try:
            return answer_reply(self.asking.ask(question, actor, thread=thread))
        except PromissoryError as problem:
            return error_reply(str(problem))

    def decide(
        self, proposal_id: str, kind: str, *, actor: str, reason: str | None = None, value: str | None = None
    ) -> Reply:
        notice = None
        try:
            p = self.deciding.decide(
                proposal_id, DecisionKind(kind), actor, reason=reason, value=value, surface=self.surface
            )
        except PromissoryError as problem:
            notice = str(problem)
            try:
                p = self.proposals.get(proposal_id)
            except PromissoryError:
                return error_reply(notice)
            if not self._may_see(p, actor):
                return error_reply(notice)
        card = self._card(p)
        return Reply(text=card.text, blocks=card.blocks, card=card.card, notice=notice)

    def reminder_click(
        self, promise_id: str, kind: str, *, actor: str, until: date | None = None, owner: str | None = None
    ) -> Reply:
        try:
            promise = self.correcting.correct(promise_id, kind, actor, until=until, owner=owner)
        except PromissoryError as problem:
            return error_reply(str(problem))
        return text_reply(_SAID[kind].format(action=promise.action, until=until, owner=promise.owner))

    def new_value(self, proposal_id: str, *, actor: str) -> str | None:
        try:
            p = self.proposals.get(proposal_id)
        except PromissoryError:
            return None
        return p.new if self._may_see(p, actor) else None

    def waiting(self, *, actor: str) -> Sequence[Reply]:
        person = self.people.find(actor)
        if person is None:
            return []
        cards = [self._card(p) for p in self.proposals.all(OPEN) if self._may_see(p, actor)]
        today = self.today(actor=actor)
        late = [
            p
            for p in self.reading.promises(
                person.email,
                direction=Direction.ours,
                owner=person.email,
                today=today,
                statuses=[PromiseStatus.open, PromiseStatus.broken],
            )
            if p.due is not None and p.due <= today
        ]
        if late:
            cards.append(self.reminder(late[:5], person))
        return cards

    def today(self, *, actor: str) -> date:
        person = self.people.find(actor)
        return self.clock.now().astimezone(ZoneInfo(person.tz if person else "UTC")).date()

    def who(self, slack_user_id: str, email: str | None) -> str | None:
        person = self.people.by_slack_id(slack_user_id) if slack_user_id else None
        if person is None and email:
            person = self.people.find(email)
        return person.email if person else None

    def card(self, proposal_id: str) -> Reply:
        return self._card(self.proposals.get(proposal_id))

    def reminder(self, promises: Sequence[Promise], person: Person, reminder_id: str | None = None) -> Reply:
        """One promise as itself, several as a digest."""
        show = reminder_card if len(promises) == 1 else digest_card
        return show(promises, person, self.today(actor=person.email), reminder_id=reminder_id)

    def deciders(self, p: Proposal) -> list[Person]:
        """Who gets the card: everybody who may decide, and the colleague whom it concerns."""
        return [
            person
            for person in self.people.all()
            if person.role in (Role.manager, Role.admin) or person.email == p.proposer
        ]

    def _card(self, p: Proposal) -> Reply:
        return proposal_card(p, citations=self._sources(p), names=self.names())

    def names(self) -> dict[str, str]:
        return {x.email: x.name for x in self.people.all() if x.name}

    def _sources(self, p: Proposal) -> list[Citation]:
        """Who said it and when; the decider sees the sentence, not the mail and not its subject."""
        events = self.log.get([e.event_id for e in p.evidence])
        return [
            Citation(
                n=n,
                event_id=e.id,
                source=e.source,
                external_id="",
                at=e.at,
                quote=quoted.quote,
                subject=f"{e.kind.value.capitalize()} from {e.sender.label if e.sender else 'somebody'}",
            )
            for n, quoted in enumerate(p.evidence, 1)
            if (e := events.get(quoted.event_id)) is not None
        ]

    def _may_see(self, p: Proposal, actor: str) -> bool:
        person = self.people.find(actor)
        return person is not None and (
            person.role in (Role.manager, Role.admin) or (p.proposer or "").casefold() == person.email
        )
