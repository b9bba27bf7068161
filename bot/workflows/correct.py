"""What a person says about a promise: done, later, not a promise, somebody else's."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from records.audit_log import AuditLog
from records.errors import NotAllowed, PromissoryError
from records.models import Person, Promise, PromiseStatus, Role
from records.people import People
from records.promises import Promises
from records.reading import Reading

_LEAST_YEAR, _MOST_YEAR = 1970, 9999
_SETTLED = {
    "done": (PromiseStatus.kept, "said it is done"),
    "not_a_promise": (PromiseStatus.dismissed, "said it is no promise"),
    "still_open": (PromiseStatus.open, "said it is still open"),
}


@dataclass(frozen=True)
class Correct:
    """The owner, anybody who may read the promise, and managers may correct it; each click is audited."""

    people: People
    promises: Promises
    reading: Reading
    audit: AuditLog

    def correct(
        self, promise_id: str, kind: str, actor: str, *, until: date | None = None, owner: str | None = None
    ) -> Promise:
        """`kind` is done, not_a_promise, still_open, snooze (with `until`) or wrong_owner (with `owner`)."""
        person = self.people.get(actor)
        promise = self.promises.get(promise_id)
        self._check(person, promise)
        if kind in _SETTLED:
            status, why = _SETTLED[kind]
            if promise.status is not status or not (promise.settled_by or "").startswith("click:"):
                promise = self.promises.click(promise.id, status, person.email, why, kind)
        elif kind == "snooze" and until is not None:
            if not _LEAST_YEAR < until.year < _MOST_YEAR:
                raise PromissoryError(f"{until} is no day to ask again on.")
            self.promises.snooze(
                promise.id, datetime.combine(until, time(8), ZoneInfo(person.tz)), person.email
            )
        elif kind == "wrong_owner" and owner:
            other = self.people.get(owner)
            if promise.owner != other.email:
                self._check_reading(person, promise, other)
                promise = self.promises.hand_over(promise.id, other.email, person.email)
        else:
            raise NotAllowed("That is nothing that can be done to a promise.")
        self.audit.record(person.email, f"promise_{kind}", promise.id, {"status": promise.status.value})
        return promise

    def _check_reading(self, person: Person, promise: Promise, other: Person) -> None:
        """Whoever owes it will read what was said, so only somebody who may read it passes it on."""
        if any(self.reading.events(who, [promise.event_id]) for who in (person.email, other.email)):
            return
        raise NotAllowed(
            f"Neither you nor {other.email} may read the mail that this was promised in: "
            "ask somebody who may to hand it over."
        )

    def _check(self, person: Person, promise: Promise) -> None:
        may_read = bool(self.reading.events(person.email, [promise.event_id]))
        if promise.owner != person.email and not may_read and person.role not in (Role.manager, Role.admin):
            raise NotAllowed(f"There is no promise {promise.id} that you may change.")
