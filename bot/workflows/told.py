"""What a reminder shows by now: its promises and accounts, and what became of them since it was sent."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import NamedTuple

from bot.replies.leads import QuietLead
from bot.replies.promised import said_where
from bot.replies.reminders import (
    GONE,
    Fate,
    digest_card,
    forgotten_card,
    gone_card,
    reminder_card,
    reminder_state,
)
from bot.replies.shapes import Reply
from bot.replies.source_links import SourceLink
from bot.replies.words import day
from bot.workflows.became import Eye, quotable
from bot.workflows.cite import citation, names_of
from policies.forgotten import business_days_after, silence_key
from policies.reminders import Days, zone_of
from records.clock import Clock
from records.contact_dates import ContactDates
from records.event_log import EventLog
from records.models import (
    Citation,
    Event,
    Occasion,
    Person,
    Promise,
    Reminder,
    ReminderKind,
)
from records.people import People
from records.promises import Promises
from records.reminders import Reminders


class Parts(NamedTuple):
    """A reminder, whom it is for, and its promises that are still in the ledger, as they now stand."""

    reminder: Reminder
    person: Person
    promises: list[Promise]


@dataclass(frozen=True)
class Shown:
    parts: Parts
    fates: Mapping[str, Fate]
    settled_in: Mapping[str, str]
    """Promise id -> the event whose words settled it, where the person may be told of it."""
    leads: tuple[QuietLead, ...]

    @property
    def is_empty(self) -> bool:
        return not self.parts.promises and not self.leads

    @property
    def state(self) -> str:
        return GONE if self.is_empty else reminder_state(self.parts.promises, self.fates, self.leads)


@dataclass(frozen=True)
class Told:
    """Every question is answered with a few queries, however many reminders it is about.

    Without `contacts` reminders of accounts show nothing.
    """

    people: People
    promises: Promises
    reminders: Reminders
    log: EventLog
    clock: Clock
    contacts: ContactDates | None = None
    holidays: Days = field(default_factory=frozenset)
    link: SourceLink = lambda event_id: None
    """For sources that have no link of their own."""

    def parts(self, reminder_id: str) -> Parts | None:
        """None where there is no such reminder, or the one it is for does not work here any more."""
        for reminder in self.reminders.by_ids([reminder_id]):
            person = self.people.find(reminder.person)
            if person is not None:
                return Parts(
                    reminder, person, _in_order(reminder, self.promises.by_ids(reminder.promise_ids))
                )
        return None

    def card(self, reminder_id: str) -> Reply | None:
        """The card as it now stands, for the one it is for and nobody else."""
        reminders = self.reminders.by_ids([reminder_id])
        if not reminders:
            return None
        shown = self.shown(reminders).get(reminder_id)
        return gone_card(reminder_id) if shown is None or shown.is_empty else self._draw(shown)

    def unsent(self, promises: Sequence[Promise], person: Person, reminder_id: str = "") -> Reply:
        """What a reminder of these would show, for who asks what waits; a card that is found again only with an id."""
        one = Reminder(
            id=reminder_id,
            person=person.email,
            kind=ReminderKind.digest,
            promise_ids=tuple(p.id for p in promises),
            occurrence="",
            send_at=self.clock.now(),
        )
        shown = self.shown([one]).get(reminder_id)
        return gone_card(reminder_id) if shown is None or shown.is_empty else self._draw(shown)

    def states(self, reminder_ids: Collection[str]) -> dict[str, str]:
        """In which state each card is now, without drawing it; unknown reminders are not there."""
        reminders = self.reminders.by_ids(reminder_ids)
        shown = self.shown(reminders)
        return {r.id: shown[r.id].state if r.id in shown else GONE for r in reminders}

    def shown(self, reminders: Sequence[Reminder]) -> dict[str, Shown]:
        """By reminder; those of people who left are not there."""
        everybody = {p.email: p for p in self.people.all()}
        ids = {i for r in reminders for i in r.promise_ids}
        promises = {p.id: p for p in self.promises.by_ids(list(ids))}
        successors = [p.superseded_by for p in promises.values() if p.superseded_by]
        later = {p.id: p for p in self.promises.by_ids(successors)}
        history, snoozes = self.promises.history(promises), self.promises.snoozes(list(promises))
        accounts = {o.account_id for r in reminders for o in r.told if o.account_id}
        known = self.contacts.accounts(accounts) if self.contacts and accounts else {}
        found: dict[str, Shown] = {}
        for email, theirs in _by_person(reminders).items():
            person = everybody.get(email)
            if person is None:
                continue
            own = [promises[i] for r in theirs for i in r.promise_ids if i in promises]
            may = self.promises.may_be_told(email, quotable(own, history, later))
            eye = Eye(person, everybody, may, history, snoozes, later)
            silent = {o.account_id or "" for r in theirs for o in r.told if o.account_id in known}
            since = min((o.since for r in theirs for o in r.told if o.since), default=None)
            last = self.contacts.last(email, silent, since=since) if self.contacts and silent else {}
            dropped = self.reminders.dropped(email) if silent else frozenset()
            for r in theirs:
                parts = Parts(r, person, [promises[i] for i in r.promise_ids if i in promises])
                seen = {p.id: eye.became(p, r) for p in parts.promises}
                leads = tuple(
                    self._lead(o, person, known[o.account_id].name, last.get(o.account_id), dropped)
                    for o in r.told
                    if o.account_id in known
                )
                found[r.id] = Shown(
                    parts,
                    {i: fate for i, (fate, _) in seen.items() if fate is not None},
                    {i: event for i, (_, event) in seen.items() if event is not None},
                    leads,
                )
        return found

    def today(self, person: Person) -> date:
        return self.clock.now().astimezone(zone_of(person)).date()

    def _lead(
        self, one: Occasion, person: Person, name: str, last: datetime | None, dropped: Collection[str]
    ) -> QuietLead:
        assert one.since is not None and one.account_id is not None
        tz = zone_of(person)
        since = one.since.astimezone(tz).date()
        fate = ""
        if last is not None and last > one.since:
            planned = last > self.clock.now()
            fate = (
                f"{'in touch again' if not planned else 'a meeting is planned'}, {day(last.astimezone(tz))}"
            )
        elif silence_key(one.account_id, person, one.since) in dropped:
            fate = "you let it go"
        days = business_days_after(since, self.today(person), self.holidays)
        return QuietLead(one.account_id, name, since, days, fate=fate)

    # Drawing

    def _draw(self, shown: Shown) -> Reply:
        (reminder, person, promises), today = shown.parts, self.today(shown.parts.person)
        fates, citations, names = self._with_sources(shown)
        leads = self._with_what_is_open(shown.leads, person)
        if reminder.kind is ReminderKind.forgotten:
            return forgotten_card(leads[0], today, reminder_id=reminder.id)
        if len(promises) == 1 and not leads:
            return reminder_card(
                promises,
                person,
                today,
                citations=citations,
                reminder_id=reminder.id,
                fates=fates,
                names=names,
                link=self.link,
            )
        return digest_card(
            promises,
            person,
            today,
            citations=citations,
            reminder_id=reminder.id,
            fates=fates,
            leads=leads,
            names=names,
            link=self.link,
        )

    def _with_sources(self, shown: Shown) -> tuple[Mapping[str, Fate], list[Citation], dict[str, str]]:
        """What settled each and where it was said; and what those are called who are on it."""
        open_ones = [p for p in shown.parts.promises if not _is_settled(shown.fates.get(p.id))]
        events = self.log.get(sorted({p.event_id for p in open_ones} | set(shown.settled_in.values())))
        names = names_of(self.people.all(), events.values())
        fates = {
            name: replace(fate, source=said_where(_quoted(fate, event), names, self.link))
            for name, fate in shown.fates.items()
            for event in [events.get(shown.settled_in.get(name, ""))]
        }
        cited = [
            citation(event, p.start, p.end)
            for p in open_ones
            if (event := events.get(p.event_id)) is not None
        ]
        return fates, cited, names

    def _with_what_is_open(self, leads: Sequence[QuietLead], person: Person) -> list[QuietLead]:
        silent = [lead.account_id for lead in leads if not lead.fate]
        if not silent or self.contacts is None:
            return list(leads)
        promises, known = self.promises.open_with(person.email, silent), self.contacts.accounts(silent)
        return [
            replace(
                lead,
                promises=tuple(p for p in promises if p.account_id == lead.account_id),
                deals=known[lead.account_id].deals,
            )
            if lead.account_id in known
            else lead
            for lead in leads
        ]


def _quoted(fate: Fate, event: Event | None) -> Citation | None:
    if event is None:
        return None
    start = max(event.text.find(fate.quote), 0)
    return citation(event, start, start + len(fate.quote))


def _is_settled(fate: Fate | None) -> bool:
    return fate is not None and not fate.is_open


def _in_order(reminder: Reminder, promises: Iterable[Promise]) -> list[Promise]:
    found = {p.id: p for p in promises}
    return [found[i] for i in reminder.promise_ids if i in found]


def _by_person(reminders: Iterable[Reminder]) -> dict[str, list[Reminder]]:
    found: dict[str, list[Reminder]] = {}
    for r in reminders:
        found.setdefault(r.person, []).append(r)
    return found
