"""Makes the reminders of the hour, claims each once, and hands them to whoever delivers."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property, partial

from bot.replies.answers import error_reply, text_reply
from bot.replies.shapes import Reply
from bot.replies.source_links import SourceLink
from bot.replies.words import one_line
from bot.workflows.preferences import Preference, Preferences
from bot.workflows.told import Parts, Told
from policies.forgotten import forgotten, silence_key
from policies.reminders import Days, due_reminders, next_moment, zone_of
from records.audit_log import AuditLog
from records.clock import Clock
from records.contact_dates import ContactDates
from records.event_log import EventLog
from records.models import Direction, Occasion, Person, Promise, PromiseStatus, Reminder
from records.people import People
from records.promises import Promises
from records.reminders import Reminders

Deliver = Callable[[Reminder, Person, list[Promise]], None]
"""Sends one reminder; must recognise a reminder it sent before by its id. A reminder may be about accounts
only: `Remind.card` says what it shows."""

_REMEMBERED = timedelta(days=70)
_BACK, _AHEAD = timedelta(days=80), timedelta(days=30)
"""Beyond these no policy brings a promise up: too long overdue, or not due soon."""


@dataclass(frozen=True)
class Remind:
    """`tick` may run in several processes at once: occurrences are unique and claimed in SQL.

    `preferences` are those of each person, else `quiet_hours` and `cap` hold for everybody. With `contacts`
    accounts that fell silent for `forgotten_after` business days are brought up too.
    """

    people: People
    promises: Promises
    reminders: Reminders
    log: EventLog
    audit: AuditLog
    clock: Clock
    holidays: Days = field(default_factory=frozenset)
    quiet_hours: tuple[int, int] = (18, 8)
    cap: int = 5
    preferences: Preferences | None = None
    contacts: ContactDates | None = None
    forgotten_after: int = 10
    link: SourceLink = lambda event_id: None
    _looked: dict[str, date] = field(default_factory=dict, repr=False, compare=False)
    """On which day each person's accounts were last looked through; once a day is enough."""

    # Planning

    def plan(self) -> list[Reminder]:
        """Store what everybody should hear next, be it now or tomorrow; returns only what is new."""
        return self._plan(ahead=True)

    def _plan(self, *, ahead: bool) -> list[Reminder]:
        """Without `ahead` only what may go out now: a digest is made when it is sent, so it lacks nothing."""
        now, made = self.clock.now(), []
        chosen = self.preferences.all() if self.preferences else {}
        for person in self.people.all():
            holds = chosen.get(person.email, self._of_the_house)
            moment = self._next(person, holds, now)
            if moment > now and not ahead:
                continue
            made += self._plan_for(person, holds, now, moment.astimezone(zone_of(person)).date())
        return made

    def _plan_for(self, person: Person, holds: Preference, now: datetime, day: date) -> list[Reminder]:
        promises = self.promises.to_tell(person.email, day - _BACK, day + _AHEAD)
        silences = self._silences(person, day)
        made: list[Reminder] = []
        if promises or silences:
            snoozed = self.promises.snoozes([p.id for p in promises])

            def choose(already: list[Reminder]) -> list[Reminder]:
                return due_reminders(
                    promises,
                    person,
                    now,
                    holidays=self.holidays,
                    quiet_hours=holds.quiet_hours,
                    digest_at=holds.digest_at,
                    cap=holds.cap,
                    snoozed=snoozed,
                    silences=silences,
                    already=already,
                )

            made = self.reminders.plan(person.email, now - _REMEMBERED, choose)
        self._looked[person.email] = day
        return made

    def _silences(self, person: Person, day: date) -> list[Occasion]:
        if self.contacts is None or self._looked.get(person.email) == day:
            return []
        found = forgotten(
            self.contacts.of(person.email),
            person,
            day,
            days=self.forgotten_after,
            holidays=self.holidays,
        )
        dropped = self.reminders.dropped(person.email) if found else frozenset()
        return [o for o in found if _key(o, person) not in dropped]

    # Sending

    def tick(self, deliver: Deliver, worker: str = "ticker") -> int:
        """Plan, then send what is due now; returns how many were sent."""
        self._plan(ahead=False)
        sent, failed = 0, None
        for reminder in self.reminders.claim_due(worker, self.clock.now()):
            try:
                sent += self.send(reminder, deliver)
            except Exception as problem:  # tried again when its claim has run out; the others go on
                failed = failed or problem
        if failed is not None:
            raise failed
        return sent

    def send(self, reminder: Reminder, deliver: Deliver) -> bool:
        """One claimed reminder. What was settled, snoozed or taken over since is left out, and what could
        not be sent in time waits until this person may be disturbed again."""
        person = self.people.find(reminder.person)
        now = self.clock.now()
        if person is None:
            self.reminders.mark_sent(reminder.id, now)
            return False
        holds = self.preferences.of(person.email) if self.preferences else self._of_the_house
        if (moment := self._next(person, holds, now)) > now:
            self.reminders.postpone(reminder.id, moment)
            return False
        open_ones, silent = self._still_open(reminder, person), self._still_silent(reminder, person)
        if open_ones or silent:
            deliver(reminder, person, open_ones)
            told = {"promises": [p.id for p in open_ones], "accounts": silent}
            noted = partial(self.audit.record, "promissory", "reminded", reminder.id, told)
            self.reminders.mark_sent(reminder.id, now, noted=noted)
        else:
            self.reminders.mark_sent(reminder.id, now)
        return bool(open_ones or silent)

    def _still_open(self, reminder: Reminder, person: Person) -> list[Promise]:
        today = self.told.today(person)
        tz = zone_of(person)
        promises = self.promises.by_ids(reminder.promise_ids)
        snoozed = self.promises.snoozes(reminder.promise_ids)
        may = self.promises.may_be_told(person.email, [p.event_id for p in promises])
        return [
            p.model_copy(update={"status": p.status_at(today)})
            for p in promises
            if p.status is PromiseStatus.open
            and (p.id not in snoozed or snoozed[p.id].astimezone(tz).date() <= today)
            and (p.direction is Direction.theirs or p.owner == person.email)
            and p.event_id in may
        ]

    def _still_silent(self, reminder: Reminder, person: Person) -> list[str]:
        silences = [o for o in reminder.told if o.account_id is not None]
        if not silences or self.contacts is None:
            return []
        first = min((o.since for o in silences if o.since), default=None)
        last = self.contacts.last(person.email, [o.account_id or "" for o in silences], since=first)
        dropped = self.reminders.dropped(person.email)
        return [
            o.account_id or ""
            for o in silences
            if last.get(o.account_id or "") == o.since and _key(o, person) not in dropped
        ]

    # What was sent, as it now stands

    @cached_property
    def told(self) -> Told:
        return Told(
            self.people,
            self.promises,
            self.reminders,
            self.log,
            self.clock,
            self.contacts,
            self.holidays,
            self.link,
        )

    def card(self, reminder_id: str) -> Reply | None:
        """The card as it now stands, for the one it is for; None where there is no such reminder."""
        return self.told.card(reminder_id)

    def card_parts(self, reminder_id: str) -> Parts | None:
        """The reminder, whom it is for, and its promises; None where there is nobody to show it to."""
        return self.told.parts(reminder_id)

    def states(self, reminder_ids: Collection[str]) -> Mapping[str, str]:
        """In which state each card is now, without drawing it."""
        return self.told.states(reminder_ids)

    def let_go(self, account_id: str, actor: str) -> Reply:
        """The silence of an account is not brought up again to this person until it has ended once."""
        person = self.people.find(actor)
        silence = self.reminders.told_of(person.email, account_id) if person else None
        known = self.contacts.accounts([account_id]) if self.contacts and silence else {}
        if person is None or silence is None or account_id not in known:
            return error_reply("That account is not among those that I brought up to you.")
        same = silence.model_copy(update={"key": _key(silence, person)})
        noted = partial(self.audit.record, person.email, "lead_let_go", account_id)
        self.reminders.let_go(person.email, same, noted=noted)
        name = one_line(known[account_id].name, 80)
        return text_reply(
            f"I won't bring {name} up again until somebody has been in touch and it falls silent anew."
        )

    @cached_property
    def _of_the_house(self) -> Preference:
        return self.preferences.of_the_house if self.preferences else Preference(self.quiet_hours, self.cap)

    def _next(self, person: Person, holds: Preference, now: datetime) -> datetime:
        return next_moment(
            now,
            zone_of(person),
            holidays=self.holidays,
            quiet_hours=holds.quiet_hours,
            digest_at=holds.digest_at,
        )


def _key(silence: Occasion, person: Person) -> str:
    assert silence.account_id is not None and silence.since is not None
    return silence_key(silence.account_id, person, silence.since)
