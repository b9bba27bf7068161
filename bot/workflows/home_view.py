"""What waits for one person, on one page, and what they may want to ask now."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.replies.answers import error_reply
from bot.replies.home import Home, Source, home_page
from bot.replies.insight import Owed
from bot.replies.shapes import Reply
from bot.replies.source_links import SourceLink
from bot.replies.words import one_line
from bot.workflows.cite import citation, names_of
from bot.workflows.insight import Insights
from bot.workflows.source_health import SourceHealth
from policies.approvals import has_expired, is_own, may_decide
from records.clock import Clock
from records.connections import Connection
from records.models import Account, DecisionKind, Direction, Event, Person, Promise, PromiseStatus, Proposal
from records.models import ProposalStatus as Status
from records.people import People
from records.proposals import OPEN, Proposals
from records.reading import Reading

RECENT = timedelta(days=60)
"""Of how long ago what was said is recent enough to ask about."""
MOST_SUGGESTED = 4
_NAMES = {
    "gmail": "Gmail",
    "google_calendar": "Google Calendar",
    "google_meet": "Google Meet",
    "outlook_mail": "Outlook mail",
    "outlook_calendar": "Outlook calendar",
    "teams_transcripts": "Teams transcripts",
    "imap": "Mailbox",
    "caldav": "Calendar",
    "webhooks": "Webhook",
}
_OWED = (PromiseStatus.open, PromiseStatus.broken)
_STORMY = ("churn_threat", "frustration")


@dataclass(frozen=True)
class HomeView:
    people: People
    reading: Reading
    proposals: Proposals
    health: SourceHealth
    insights: Insights
    clock: Clock
    wall: Clock
    settings_words: Callable[[str], str]
    reconnect: Callable[[Connection], str | None] = lambda connection: None
    asleep: Callable[[str], Collection[str]] = lambda person: ()
    """Ids of the proposals that a person snoozed."""
    link: SourceLink = lambda event_id: None

    def of(self, actor: str) -> Reply:
        person = self.people.find(actor)
        if person is None:
            return error_reply("I don't know you yet: an admin can add you.")
        today = self._today(person)
        cards, elsewhere = self._cards(person)
        owed = self._owed_by(person, today)
        events = self.reading.events(person.email, [p.event_id for p in owed])
        home = Home(
            today=today,
            promises=[_with_source(p, events.get(p.event_id)) for p in owed],
            cards=cards,
            elsewhere=elsewhere,
            sources=self._sources(person),
            settings=self.settings_words(person.email),
            names=names_of(self.people.all(), events.values()),
        )
        return home_page(home, link=self.link)

    def _today(self, person: Person) -> date:
        return self.clock.now().astimezone(ZoneInfo(person.tz)).date()

    def _owed_by(self, person: Person, today: date) -> list[Promise]:
        """What this person owes, late ones first and those without a day last."""
        found = self.reading.promises(
            person.email, direction=Direction.ours, owner=person.email, statuses=_OWED, today=today
        )
        return sorted(found, key=lambda p: (p.due or date.max, p.at))

    def _cards(self, person: Person) -> tuple[list[Proposal], int]:
        """What this person may decide now, soonest to expire first; and how many of theirs others decide."""
        now = self.wall.now()
        asleep = set(self.asleep(person.email))
        mine, elsewhere = [], 0
        for p in self.proposals.all(OPEN):
            if has_expired(p, now):
                continue
            kind = DecisionKind.release if p.status is Status.paused else DecisionKind.approve
            if may_decide(person, p, kind) is None:
                mine += [p] if p.id not in asleep else []
            elif is_own(person, p):
                elsewhere += 1
        return sorted(mine, key=lambda p: (p.expires_at, p.id)), elsewhere

    def _sources(self, person: Person) -> list[Source]:
        connections = self.health.connections
        return [self._source(c) for c in connections.all() if c.owner == person.email]

    def _source(self, c: Connection) -> Source:
        name = f"{_NAMES.get(c.source, c.source.replace('_', ' ').capitalize())} of {c.account}"
        state = self.health.connections.reading(c.id)
        if c.state == "reconnect":
            link = self.reconnect(c)
            how = "" if link else f" Connect it again with `promissory connect {c.source}`, or ask an admin."
            return Source(
                name, False, f"can't be read any more, so my answers lack what is new there.{how}", link
            )
        if c.state == "failing":
            return Source(name, False, "can't be read at the moment. I go on trying; nothing of it is lost.")
        if c.state == "paused":
            return Source(name, True, "is paused.")
        if not c.is_pulled:
            return Source(name, True, "tells me by itself when there is news.")
        if state.read_at is None:
            return Source(name, False, "is connected and was not read yet.")
        if not state.backfilled:
            left = f"; about {state.remaining:,} to come" if state.remaining else ""
            return Source(name, False, f"is still being read{left}.")
        if not state.reconciled:
            return Source(name, True, "is read; that nothing is missing was not checked yet.")
        return Source(name, True, "is read, and nothing is missing.")

    # What is worth asking

    def suggestions(self, actor: str, room: str | None = None) -> Sequence[tuple[str, str]]:
        """Title and question of up to four questions that have an answer, the account of the room in view first."""
        person = self.people.find(actor)
        if person is None:
            return []
        today = self._today(person)
        open_ones = self.reading.promises(person.email, statuses=_OWED, today=today)
        asked: list[str] = []
        here = self.insights.of_room(room, person.email) if room else None
        accounts = [here] if here is not None else []
        accounts += [a for a in self._worth_asking(person, open_ones) if here is None or a.id != here.id]
        for account in accounts[:1]:
            asked += _about(account, open_ones)
        if any(p.owner == person.email and p.direction is Direction.ours for p in open_ones):
            asked.append("What do I owe this week?")
        if any(p.status is PromiseStatus.broken for p in open_ones):
            asked.append("What is late?")
        for account in accounts[1:]:
            asked += _about(account, open_ones)
        found = list(dict.fromkeys(asked)) or ["What did we promise this month?"]
        return [(q, q) for q in found[:MOST_SUGGESTED]]

    def _worth_asking(self, person: Person, open_ones: Sequence[Promise]) -> list[Account]:
        """Accounts of which something was said lately: those at risk first, then where we are late, then the newest."""
        reader = person.email
        since = self.clock.now() - RECENT
        heard = self.insights.record.last_heard(reader, since=since)
        known = [a for a in self.reading.accounts(reader) if a.id in heard]
        stormy = self._stormy(reader)
        late = {p.account_id for p in open_ones if p.status is PromiseStatus.broken}
        own = {p.account_id for p in open_ones if p.owner == reader}

        def rank(a: Account) -> tuple[bool, bool, bool, float]:
            risky = a.at_risk_flag or a.id in stormy
            return not risky, a.id not in late, a.id not in own, -heard[a.id].timestamp()

        return sorted(known, key=rank)

    def _stormy(self, reader: str) -> set[str]:
        """Accounts that said so in words which the reader may read."""
        since = self.clock.now() - timedelta(days=30)
        said = [s.event_id for s in self.reading.intents(reader, _STORMY) if s.at >= since]
        found: Mapping[str, Sequence[str]] = self.reading.accounts_of(said) if said else {}
        return {account for ids in found.values() for account in ids}


def _with_source(promise: Promise, event: Event | None) -> Owed:
    """With the source where they may read it."""
    return Owed(promise, citation(event, promise.start, promise.end) if event else None)


def _about(account: Account, open_ones: Sequence[Promise]) -> list[str]:
    """What can be asked of an account: first what we owe, then what they do, as far as there is any."""
    name = one_line(account.name, 60)
    owing = {p.direction for p in open_ones if p.account_id == account.id}
    theirs = [f"What does {name} owe us?"] if Direction.theirs in owing else []
    return [f"What did we promise {name}?", *theirs]
