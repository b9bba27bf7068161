"""What became of a promise since it was told, as far as one person may see it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.replies.reminders import HIDDEN, Fate
from bot.replies.words import day, one_line
from policies.reminders import zone_of
from records.models import Direction, Person, Promise, PromiseStatus, Reminder
from records.promises import Change

_BY_MAIL = {
    PromiseStatus.kept: "Kept",
    PromiseStatus.changed: "Changed",
    PromiseStatus.withdrawn: "Called off",
    PromiseStatus.dismissed: "Not a promise",
    PromiseStatus.unsure: "It may be settled",
}


@dataclass(frozen=True)
class Eye:
    """One reader: `may` are the events that they may be told of, `later` the promises that took others' place."""

    person: Person
    everybody: Mapping[str, Person]
    may: Collection[str]
    history: Mapping[str, Sequence[Change]]
    snoozes: Mapping[str, datetime]
    later: Mapping[str, Promise]

    def became(self, promise: Promise, reminder: Reminder) -> tuple[Fate | None, str | None]:
        """What to show in place of the buttons, and the event whose words say so."""
        if promise.event_id not in self.may:
            return HIDDEN, None
        if promise.status is not PromiseStatus.open:
            return self._settled(promise)
        if promise.direction is Direction.ours and promise.owner != self.person.email:
            return Fate(f"Handed over to {self._name(promise.owner)}"), None
        sent = reminder.sent_at
        if sent is None:
            return None, None
        moved = any(c.is_move and c.at >= sent for c in self.history.get(promise.id, ()))
        if moved and promise.due is not None:
            return Fate(f"Moved to {day(promise.due)}"), None
        until = self.snoozes.get(promise.id)
        if until is not None and until > sent:
            return Fate(f"Snoozed until {day(until.astimezone(zone_of(self.person)))}"), None
        return None, None

    def _settled(self, promise: Promise) -> tuple[Fate, str | None]:
        words = _BY_MAIL.get(promise.status, promise.status.value.capitalize())
        unsure = promise.status is PromiseStatus.unsure
        changes = [c for c in self.history.get(promise.id, ()) if c.status == promise.status.value]
        if not changes:
            return Fate(words, is_open=unsure), None
        last = changes[-1]
        if last.actor:
            return Fate(f"{words}, {self._name(last.actor)} said so", is_open=unsure), None
        if last.event_id not in self.may:
            return Fate(words, is_open=unsure), None
        after = self.later.get(promise.superseded_by or "")
        if after is not None and after.due is not None and after.event_id in self.may:
            words += f", now due {day(after.due)}"
        return Fate(words, last.quote or "", is_open=unsure), last.event_id

    def _name(self, email: str) -> str:
        if email == self.person.email:
            return "you"
        known = self.everybody.get(email)
        return one_line((known.name if known else None) or email, 80)


def quotable(
    promises: Iterable[Promise], history: Mapping[str, Sequence[Change]], later: Mapping[str, Promise]
) -> set[str]:
    """All that a card about these promises could quote."""
    found: set[str] = set()
    for p in promises:
        found.add(p.event_id)
        found |= {c.event_id for c in history.get(p.id, ()) if c.event_id}
        if after := later.get(p.superseded_by or ""):
            found.add(after.event_id)
    return found
