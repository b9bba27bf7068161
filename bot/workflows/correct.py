"""What a person says about a promise: done, later, on another day, not a promise, somebody else's."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial

from policies.reminders import zone_of
from records.audit_log import AuditLog, Noted
from records.clock import Clock, SystemClock
from records.errors import NotAllowed, PromissoryError
from records.models import Direction, Person, Promise, PromiseStatus, Role
from records.people import People
from records.promises import Promises
from records.reading import Reading

_LONGEST_QUIET = timedelta(days=366)
_LEAST_YEAR, _MOST_YEAR = 1970, 9999
_SETTLED = {
    "done": (PromiseStatus.kept, "said it is done"),
    "not_a_promise": (PromiseStatus.dismissed, "said it is no promise"),
    "still_open": (PromiseStatus.open, "said it is still open"),
}
_OPEN = (PromiseStatus.open, PromiseStatus.unsure)


@dataclass(frozen=True)
class Correct:
    """The owner, anybody who was told the promise or may read it, and managers may correct it; each click that changes
    something is audited, together with the change."""

    people: People
    promises: Promises
    reading: Reading
    audit: AuditLog
    clock: Clock = field(default_factory=SystemClock)

    def correct(
        self, promise_id: str, kind: str, actor: str, *, until: date | None = None, owner: str | None = None
    ) -> Promise:
        """`kind` is done, not_a_promise, still_open, snooze (with `until`), move (`until` is the new due day)
        or wrong_owner (with `owner`). Repeating a click is harmless."""
        person = self.people.get(actor)
        promise = self.promises.get(promise_id)
        self._check(person, promise)
        if kind in _SETTLED:
            status, why = _SETTLED[kind]
            if promise.status is status and (promise.settled_by or "").startswith("click:"):
                return promise
            noted = self._noted(person, kind, promise, {"status": status.value})
            return self.promises.click(promise.id, status, person.email, why, kind, noted=noted)
        noted = self._noted(person, kind, promise, {"status": promise.status.value})
        if kind == "snooze" and until is not None:
            _check_year(until, "to ask again on")
            _check_snooze(person, promise, until, self.clock.now().astimezone(zone_of(person)).date())
            morning = datetime.combine(until, time(8), zone_of(person))
            return self.promises.snooze(promise.id, morning, person.email, noted=noted)
        if kind == "move" and until is not None:
            _check_move(promise, until)
            noted = self._noted(person, kind, promise, {"status": "open", "due": until.isoformat()})
            return self.promises.move(promise.id, until, person.email, noted=noted)
        if kind == "wrong_owner" and owner:
            other = self.people.get(owner)
            if promise.owner == other.email:
                return promise
            self._check_reading(person, promise, other)
            return self.promises.hand_over(promise.id, other.email, person.email, noted=noted)
        raise NotAllowed("That is nothing that can be done to a promise.")

    def _noted(self, person: Person, kind: str, promise: Promise, detail: Mapping[str, object]) -> Noted:
        return partial(self.audit.record, person.email, f"promise_{kind}", promise.id, detail)

    def _check_reading(self, person: Person, promise: Promise, other: Person) -> None:
        """Whoever owes it will read what was said, so only somebody who may read it passes it on."""
        if any(self.reading.events(who, [promise.event_id]) for who in (person.email, other.email)):
            return
        raise NotAllowed(
            f"Neither you nor {other.email} may read the mail that this was promised in: "
            "ask somebody who may to hand it over."
        )

    def _check(self, person: Person, promise: Promise) -> None:
        # Whoever was on the mail is reminded of it, whether or not we read their mailbox.
        may_read = bool(self.promises.may_be_told(person.email, [promise.event_id]))
        if promise.owner != person.email and not may_read and person.role not in (Role.manager, Role.admin):
            raise NotAllowed(f"There is no promise {promise.id} that you may change.")


def _check_snooze(person: Person, promise: Promise, until: date, today: date) -> None:
    """It is quiet for everybody then, so nobody silences what a colleague owes."""
    if promise.status not in _OPEN:
        raise PromissoryError("That promise is not open any more, so nobody will be asked about it again.")
    ours = promise.direction is Direction.ours
    if ours and promise.owner != person.email and person.role not in (Role.manager, Role.admin):
        raise NotAllowed(f"Only {promise.owner} or a manager can put off being reminded of it.")
    if until < today:
        raise NotAllowed(f"{until} is over: pick a day that is still to come.")
    if until - max(promise.due or today, today) > _LONGEST_QUIET:
        raise NotAllowed(f"{until} is too far off: pick a day within a year.")


def _check_move(promise: Promise, until: date) -> None:
    _check_year(until, "for it to be due on")
    if promise.status not in _OPEN:
        raise PromissoryError("That promise is not open any more, so there is no day to move.")
    if until < promise.at.date():
        raise PromissoryError(f"It was promised on {promise.at.date()}, so it can't be due on {until}.")


def _check_year(day: date, what_for: str) -> None:
    if not _LEAST_YEAR < day.year < _MOST_YEAR:
        raise PromissoryError(f"{day} is no day {what_for}.")
