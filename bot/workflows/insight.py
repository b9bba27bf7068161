"""What one colleague may know of an account at a glance; on request, and once when they open its room."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.replies.answers import error_reply, text_reply
from bot.replies.insight import LOOKED_BACK, MOODS, Insight, NextStep, Owed, insight_card
from bot.replies.shapes import Reply
from bot.replies.source_links import SourceLink
from bot.replies.words import one_line
from bot.workflows.cite import citation, names_of
from records.account_names import best, near
from records.accounts import Accounts
from records.audit_log import AuditLog
from records.clock import Clock
from records.event_facts import SaidIntent
from records.insights import InsightRecord
from records.models import Account, Citation, Direction, Event, Person, Promise, PromiseStatus
from records.people import People
from records.reading import Reading
from retrieval.answer_citing import best_sentence_at
from retrieval.calm import calms_down
from retrieval.recap import recap
from retrieval.room_accounts import of_room
from retrieval.sides import Sides, speaker_at

QUIET = timedelta(hours=20)
"""How long a card that was shown unasked is not shown unasked again."""
MOST_MOODS = 3
MOST_DEALS = 2
_STORMY = ("churn_threat", "frustration")
_OPEN = (PromiseStatus.open, PromiseStatus.broken)


@dataclass(frozen=True)
class Insights:
    """Rests on nothing but events that the actor may read, and on what the CRM tells every colleague."""

    people: People
    accounts: Accounts
    reading: Reading
    record: InsightRecord
    audit: AuditLog
    clock: Clock
    link: SourceLink = lambda event_id: None

    def card(self, about: str, actor: str) -> Reply:
        """The card of an account, by its id or a name; a plain sentence where that is no account, or several."""
        person = self.people.find(actor)
        if person is None:
            return error_reply("I don't know you yet: an admin can add you.")
        found = self._named(about, person)
        return found if isinstance(found, Reply) else self._card(found, person)

    def opened(self, room: str, actor: str) -> Reply | None:
        """The card when somebody opens the room of a deal: once in a while, and never where it was dismissed."""
        person = self.people.find(actor)
        account = self.of_room(room, person.email) if person else None
        if person is None or account is None:
            return None
        if not self.record.claim(person.email, account.id, QUIET):
            return None
        return self._card(account, person)

    def of_room(self, room: str, reader: str) -> Account | None:
        """The one account that a room's name means, of those of which the reader may read something."""
        meant = of_room(room, self.reading.accounts(reader))
        heard = self.record.last_heard(reader, [a.id for a in meant]) if meant else {}
        found = [a for a in meant if a.id in heard]
        return found[0] if len(found) == 1 else None

    def dismiss(self, account_id: str, actor: str) -> Reply:
        person = self.people.find(actor)
        found = self._named(account_id, person) if person else None
        if person is None or not isinstance(found, Account):
            return error_reply("There is no such card any more.")
        if self.record.dismiss(person.email, found.id):
            self.audit.record(person.email, "insight_dismissed", found.id)
        name = one_line(found.name, 80)
        return text_reply(f"I won't show you {name} unasked any more. Ask me about it whenever you like.")

    def _named(self, about: str, person: Person) -> Account | Reply:
        """Only among accounts whose name this person may know."""
        known = self.reading.accounts(person.email)
        words = about.strip().lstrip("#")
        by_id = {a.id: a for a in known}
        if words in by_id:
            return by_id[words]
        if (survivor := self.accounts.survivor(words)) in by_id:
            return by_id[survivor]
        match = best(words, known)
        if match.account is not None:
            return match.account
        if len(rooms := of_room(about, known)) == 1:
            return rooms[0]
        said = one_line(words, 60)
        if match.why.startswith("could be"):
            return error_reply(f"“{said}” {one_line(match.why, 200)}: which one do you mean?")
        like = " or ".join(one_line(name, 60) for name in near(words, known))
        hint = f" Do you mean {like}?" if like else ""
        return error_reply(f"I know no account called “{said}”.{hint}")

    # What the card says

    def _card(self, account: Account, person: Person) -> Reply:
        shown = not self.record.is_dismissed(person.email, account.id)
        return insight_card(self.of(account, person), dismissible=shown, link=self.link)

    def of(self, account: Account, person: Person) -> Insight:
        reader = person.email
        today = self.clock.now().astimezone(ZoneInfo(person.tz)).date()
        sides = self._sides()
        heard = self.record.last_heard(reader, [account.id]).get(account.id)
        promises = self._open(account, reader, today)
        events = self.reading.events(reader, [p.event_id for p in promises])
        owed = list(_with_sources(promises, events))
        return Insight(
            account_id=account.id,
            account=account.name,
            today=today,
            heard=heard.astimezone(ZoneInfo(person.tz)) if heard else None,
            last=self._last(account, reader, sides),
            moods=self._moods(account, reader, sides),
            ours=[o for o in owed if o.promise.direction is Direction.ours],
            theirs=[o for o in owed if o.promise.direction is Direction.theirs],
            next_steps=self._next_steps(account, reader),
            names=names_of(self.people.all(), events.values(), self.accounts.contacts(account.id)),
        )

    def _sides(self) -> Sides:
        everybody = self.people.all()
        return Sides(
            our_domains=self.people.our_domains(),
            our_people=frozenset(p.email for p in everybody),
            names={p.name.casefold(): p.email for p in everybody if p.name},
        )

    def _last(self, account: Account, reader: str, sides: Sides) -> list[Citation]:
        """Two lines of the newest conversation in which somebody says more than thanks."""
        for conversation in self.record.conversations(reader, account.id):
            promised = self.reading.promises(
                reader,
                account_ids=[account.id],
                said_from=conversation[0].at,
                said_to=conversation[-1].at,
            )
            marked = {e.id: [(p.start, p.end) for p in promised if p.event_id == e.id] for e in conversation}
            lines = recap(conversation, sides.is_ours, marked=marked)
            if lines:
                return [citation(line.event, line.start, line.end) for line in lines]
        return []

    def _moods(self, account: Account, reader: str, sides: Sides) -> list[tuple[str, Citation]]:
        """The newest words of each mood, the gravest first; what is over is not told."""
        since = self.clock.now() - timedelta(days=LOOKED_BACK)
        said = [s for s in self._intents(account, reader, MOODS) if s.at >= since]
        events = self.reading.events(reader, [s.event_id for s in said])
        found: dict[str, tuple[str, Citation]] = {}
        quoted: set[tuple[str, int]] = set()
        for label in MOODS:
            for one in (s for s in said if s.label == label):
                event = events.get(one.event_id)
                if event is None or not self._is_theirs(event, one.start, sides):
                    continue
                if label == "frustration" and self._is_over(reader, event):
                    break
                start, end = best_sentence_at(event, one.start, one.end)
                if (event.id, start) not in quoted:
                    quoted.add((event.id, start))
                    found[label] = label, citation(event, start, end)
                    break
        return list(found.values())[:MOST_MOODS]

    def _is_theirs(self, event: Event, at: int, sides: Sides) -> bool:
        """Of a call, whoever speaks there: what we say of ourselves is not how they feel."""
        speaker = speaker_at(event, at)
        return speaker is not None and bool(speaker.email or speaker.name) and not sides.is_ours(speaker)

    def _is_over(self, reader: str, angry: Event) -> bool:
        """Whether the same company said since, in that conversation, that all is well."""
        domain = angry.sender.domain if angry.sender else ""
        return any(
            calms_down(e)
            for e in self.record.later_in_thread(reader, angry)
            if e.sender is not None and e.sender.domain == domain
        )

    def _intents(self, account: Account, reader: str, labels: Sequence[str]) -> list[SaidIntent]:
        """Newest first, and not from the future."""
        now = self.clock.now()
        found = self.reading.intents(reader, labels, account_ids=[account.id], limit=200)
        return [s for s in found if s.at <= now]

    def _open(self, account: Account, reader: str, today: date) -> list[Promise]:
        """Late ones first, then by the day on which they are due; without threats ("if not, we will move to
        another supplier"), which the mood tells."""
        found = self.reading.promises(reader, account_ids=[account.id], statuses=_OPEN, today=today)
        storms = self._intents(account, reader, _STORMY)
        calm = [p for p in found if p.direction is Direction.ours or not any(_meets(p, s) for s in storms)]
        return sorted(calm, key=lambda p: (p.due or date.max, p.at))

    def _next_steps(self, account: Account, reader: str) -> list[NextStep]:
        """What the CRM says of open deals; else the newest that the customer said."""
        deals = [d for d in self.accounts.deals(account.id) if d.is_open and (d.next_step or "").strip()]
        if deals:
            return [NextStep(d.next_step or "", deal=d.name) for d in deals[:MOST_DEALS]]
        for one in self._intents(account, reader, ["next_step"]):
            event = self.reading.events(reader, [one.event_id]).get(one.event_id)
            if event is not None:
                source = citation(event, *best_sentence_at(event, one.start, one.end))
                return [NextStep(source.quote, source=source)]
        return []


def _meets(p: Promise, said: SaidIntent) -> bool:
    return p.event_id == said.event_id and p.start < said.end and said.start < p.end


def _with_sources(promises: Sequence[Promise], events: dict[str, Event]) -> Iterator[Owed]:
    """Only what the reader may read, and whose words are there letter by letter."""
    for p in promises:
        event = events.get(p.event_id)
        if event is not None and event.text[p.start : p.end] == p.quote:
            yield Owed(p, citation(event, p.start, p.end))
