"""When and how often somebody wants to be reminded: read for the planner, shown as a form, and saved."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import time
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from bot.replies.answers import error_reply, text_reply
from bot.replies.settings import settings_form, settings_words
from bot.replies.shapes import Form, Reply
from policies.reminders import digest_time, is_quiet
from records.errors import PromissoryError
from records.models import Person
from records.people import People
from records.preferences import NOTHING, Chosen, PersonSettings

MOST_A_DAY = 50
_TIME = re.compile(r"(\d{1,2})(?:[:.h]?(\d{2}))?")


@dataclass(frozen=True)
class Preference:
    """What holds for one person."""

    quiet_hours: tuple[int, int]
    cap: int
    digest_at: time | None = None
    """None: at the end of the quiet hours."""

    @property
    def morning(self) -> time:
        return digest_time(self.quiet_hours, self.digest_at)


@dataclass(frozen=True)
class Preferences:
    """`quiet_hours` and `cap` hold for everybody who has chosen nothing else."""

    people: People
    store: PersonSettings
    quiet_hours: tuple[int, int] = (18, 8)
    cap: int = 5

    def of(self, email: str) -> Preference:
        return self._with(self.store.of(email))

    def all(self) -> Mapping[str, Preference]:
        """Of everybody who has chosen something."""
        return {person: self._with(chosen) for person, chosen in self.store.all().items()}

    @property
    def of_the_house(self) -> Preference:
        return self._with(NOTHING)

    def form(self, actor: str) -> Form:
        """What holds now, to be changed. Raises UnknownReader."""
        person = self.people.get(actor)
        holds = self.of(person.email)
        return settings_form(holds.morning, holds.quiet_hours, holds.cap, person.tz)

    def save(self, values: Mapping[str, str], actor: str) -> Reply:
        """All of it or, with a notice that says what is wrong, nothing. A field that is not there stays,
        an empty one goes back to what holds in this house."""
        try:
            person = self.people.get(actor)
            chosen = _read(values, self.store.of(person.email), self.of(person.email))
            tz = _zone(values.get("tz", "")) or person.tz
            self._check(chosen)
            if tz != person.tz:
                person = self.people.add(person.email, tz=tz)
        except PromissoryError as problem:
            return error_reply(str(problem))
        self.store.save(person.email, chosen)
        return text_reply(self.words(person))

    def words(self, person: Person) -> str:
        """What holds for somebody, in one sentence or two."""
        holds = self.of(person.email)
        return settings_words(holds.morning, holds.quiet_hours, holds.cap, person.tz)

    def note_surface(self, actor: str, surface: str) -> None:
        """Where this person talked to us last: there they hear of what they did not ask for."""
        person = self.people.find(actor)
        if person is not None:
            self.store.note_surface(person.email, surface)

    def surface_of(self, actor: str) -> str | None:
        return self.store.surface_of(actor.strip().casefold())

    def _with(self, chosen: Chosen) -> Preference:
        first, last = self.quiet_hours
        return Preference(
            (
                first if chosen.quiet_from is None else chosen.quiet_from,
                last if chosen.quiet_until is None else chosen.quiet_until,
            ),
            chosen.cap or self.cap,
            chosen.digest_at,
        )

    def _check(self, chosen: Chosen) -> None:
        holds = self._with(chosen)
        if chosen.digest_at is not None and is_quiet(chosen.digest_at.hour, holds.quiet_hours):
            first, last = holds.quiet_hours
            raise PromissoryError(
                f"{chosen.digest_at:%H:%M} lies in your quiet hours ({first:02}:00 to {last:02}:00): "
                "choose another time for the digest, or other quiet hours."
            )


def _read(values: Mapping[str, str], before: Chosen, holds: Preference) -> Chosen:
    """Raises a plain sentence for what can't be understood. What was only left as it stood in the form is
    not chosen: it goes on following the house."""
    stands = {
        "quiet_from": holds.quiet_hours[0] % 24,
        "quiet_until": holds.quiet_hours[1] % 24,
        "cap": holds.cap,
        "digest_at": holds.morning,
    }
    changes: dict[str, Any] = {}
    for name, read in _READERS.items():
        said = values.get(name)
        if said is None:
            continue
        new = read(said.strip()) if said.strip() else None
        if new != stands[name]:
            changes[name] = new
    return replace(before, **changes)


def _time(said: str) -> time:
    found = _TIME.fullmatch(said)
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (24, 0)
    if hour > 23 or minute > 59:
        raise PromissoryError(f"“{said[:20]}” is no time of day: give one like 08:30.")
    return time(hour, minute)


def _hour(said: str) -> int:
    at = _time(said)
    if at.minute:
        raise PromissoryError("Quiet hours begin and end at a full hour: give one like 18:00.")
    return at.hour


def _number(said: str) -> int:
    found = re.fullmatch(r"([0-9]{1,4})(?:[.,]0+)?", said)
    if found is None or not 1 <= int(found[1]) <= MOST_A_DAY:
        raise PromissoryError(f"Choose between 1 and {MOST_A_DAY} messages a day.")
    return int(found[1])


_READERS: dict[str, Callable[[str], int | time]] = {
    "quiet_from": _hour,
    "quiet_until": _hour,
    "cap": _number,
    "digest_at": _time,
}


def _zone(said: str) -> str | None:
    """The zone's own name; a city is enough where only one zone is called by it."""
    wanted = said.strip().replace(" ", "_").casefold()
    if not wanted:
        return None
    known = available_timezones()
    same = [z for z in known if z.casefold() == wanted]
    found = same or [z for z in known if "/" in z and z.rpartition("/")[2].casefold() == wanted]
    if len(found) != 1:
        raise PromissoryError(
            f"“{said.strip()[:60]}” is no time zone that I know: give one like Europe/Berlin."
        )
    return ZoneInfo(found[0]).key
