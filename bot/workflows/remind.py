"""Makes the reminders of the hour, claims each once, and hands them to whoever delivers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from zoneinfo import ZoneInfo

from policies.reminders import Days, due_reminders
from records.audit_log import AuditLog
from records.clock import Clock
from records.event_log import EventLog
from records.models import Direction, Person, Promise, PromiseStatus, Reminder
from records.people import People
from records.promises import Promises
from records.reminders import Reminders

Deliver = Callable[[Reminder, Person, list[Promise]], None]
"""Sends one reminder; must recognise a reminder it sent before by its id."""

_REMEMBERED = timedelta(days=70)


@dataclass(frozen=True)
class Remind:
    """`tick` may run in several processes at once: occurrences are unique and claimed in SQL."""

    people: People
    promises: Promises
    reminders: Reminders
    log: EventLog
    audit: AuditLog
    clock: Clock
    holidays: Days = field(default_factory=frozenset)
    quiet_hours: tuple[int, int] = (18, 8)
    cap: int = 5

    def plan(self) -> list[Reminder]:
        """Store what everybody should hear next; returns only what is new."""
        now = self.clock.now()
        waiting = self.promises.open_with_due()
        snoozed = self.promises.snoozes()
        made = []
        for person in self.people.all():
            new = due_reminders(
                self._of(person, waiting),
                person,
                now,
                holidays=self.holidays,
                quiet_hours=self.quiet_hours,
                cap=self.cap,
                snoozed=snoozed,
                already=self.reminders.since(person.email, now - _REMEMBERED),
            )
            made += [r for r in new if self.reminders.add(r)]
        return made

    def _of(self, person: Person, waiting: list[Promise]) -> list[Promise]:
        """What the person owes, and what is owed to us in events that they were on."""
        candidates = [p for p in waiting if p.direction is Direction.theirs or p.owner == person.email]
        events = self.log.get(sorted({p.event_id for p in candidates}))
        was_on = {
            e.id
            for e in events.values()
            if person.email in {p.email for p in e.participants} | {t.speaker.email for t in e.turns}
        }
        # A reminder quotes its mail, so it goes only to whoever got that mail or may read it.
        return [
            p
            for p in candidates
            if p.event_id in was_on
            or (p.direction is Direction.ours and person.email in self.log.readers(p.event_id))
        ]

    def tick(self, deliver: Deliver, worker: str = "ticker") -> int:
        """Plan, then send what is due now; returns how many were sent."""
        self.plan()
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
        """One claimed reminder. What was settled, snoozed or taken over since is left out."""
        person = self.people.find(reminder.person)
        now = self.clock.now()
        open_ones = self._still_open(reminder, person) if person else []
        if person is not None and open_ones:
            deliver(reminder, person, open_ones)
            told = {"promises": [p.id for p in open_ones]}
            noted = partial(self.audit.record, "promissory", "reminded", reminder.id, told)
            self.reminders.mark_sent(reminder.id, now, noted=noted)
        else:
            self.reminders.mark_sent(reminder.id, now)
        return bool(open_ones)

    def _still_open(self, reminder: Reminder, person: Person) -> list[Promise]:
        today = self.clock.now().astimezone(ZoneInfo(person.tz)).date()
        snoozed = self.promises.snoozes()
        return [
            p.model_copy(update={"status": p.status_at(today)})
            for p in self.promises.by_ids(reminder.promise_ids)
            if p.status is PromiseStatus.open
            and (p.id not in snoozed or snoozed[p.id] <= self.clock.now())
            and (p.direction is Direction.theirs or p.owner == person.email)
        ]
