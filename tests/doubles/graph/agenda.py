"""The calendar of one person: single meetings, series with exceptions, and what a window shows of them."""

import itertools
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from tests.doubles.graph.mailbox import encoded
from tests.doubles.graph.rounds import Rounds, Touch

CALENDAR = "calendar"


@dataclass(frozen=True)
class Person:
    address: str
    name: str = ""
    kind: str = "required"


@dataclass(frozen=True)
class Details:
    """What a meeting says, apart from when it repeats. `start` is wall time in `zone` (a Windows name)."""

    subject: str
    start: datetime
    length: timedelta = timedelta(hours=1)
    zone: str = "UTC"
    html: str = ""
    location: str = ""
    organizer: Person = Person("mara@solvent.example", "Mara")
    attendees: tuple[Person, ...] = ()
    sensitivity: str = "normal"
    is_all_day: bool = False
    is_cancelled: bool = False

    @property
    def begins(self) -> datetime:
        zone = WINDOWS_TO_OLSON.get(self.zone, self.zone)
        return self.start.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@dataclass
class Meeting:
    """A single meeting, or a series where `every` and `count` are set: that many, so many days apart."""

    key: str
    uid: str
    details: Details
    every: int = 0
    count: int = 1
    changed: dict[int, Details] = field(default_factory=dict)
    dropped: set[int] = field(default_factory=set)
    in_trash: bool = False
    edits: int = 0

    @property
    def is_series(self) -> bool:
        return self.every > 0

    def occurrences(self) -> Iterator[tuple[int, Details, Details]]:
        """(number, as the series puts it, as it stands)."""
        for n in range(self.count):
            if n not in self.dropped:
                placed = replace(self.details, start=self.details.start + timedelta(days=n * self.every))
                yield n, placed, self.changed.get(n, placed)


@dataclass
class Agenda:
    owner: str
    told: Callable[[str, Meeting], None] = lambda kind, meeting: None
    meetings: dict[str, Meeting] = field(default_factory=dict)
    rounds: Rounds = field(default_factory=Rounds)
    _counter: "itertools.count[int]" = field(default_factory=itertools.count)

    def add(self, details: Details, uid: str | None = None, every: int = 0, count: int = 1) -> Meeting:
        meeting = Meeting(str(next(self._counter)), uid or exchange_uid(), details, every, count)
        self.meetings[meeting.key] = meeting
        self._touch(meeting, "created")
        return meeting

    def edit(self, key: str, details: Details) -> None:
        meeting = self.meetings[key]
        meeting.details = details
        meeting.edits += 1
        self._touch(meeting, "updated")

    def change_one(self, key: str, n: int, details: Details) -> None:
        meeting = self.meetings[key]
        meeting.changed[n] = details
        meeting.edits += 1
        self._touch(meeting, "updated")

    def drop_one(self, key: str, n: int) -> None:
        """Graph tells the rest of the series anew, and nothing of the one that is gone."""
        meeting = self.meetings[key]
        meeting.dropped.add(n)
        meeting.edits += 1
        self._touch(meeting, "updated")

    def trash(self, key: str) -> None:
        """To Deleted Items: out of the calendar, but an id that outlives moves still opens it."""
        meeting = self.meetings[key]
        if not meeting.in_trash:
            meeting.in_trash = True
            self._touch(meeting, "deleted")

    def restore(self, key: str) -> None:
        meeting = self.meetings[key]
        if meeting.in_trash:
            meeting.in_trash = False
            self._touch(meeting, "created")

    def purge(self, key: str) -> None:
        meeting = self.meetings.pop(key)
        if not meeting.in_trash:
            self._touch(meeting, "deleted")

    def here(self) -> list[Meeting]:
        return [m for m in self.meetings.values() if not m.in_trash]

    def id_of(self, meeting: Meeting, n: int | None = None) -> str:
        return encoded("AAkALgAA", self.owner, "event", meeting.key, "" if n is None else n)

    def find(self, name: str) -> tuple[Meeting, int | None] | None:
        """The meeting, and which occurrence of it, that has this id; Deleted Items included."""
        for meeting in self.meetings.values():
            if self.id_of(meeting) == name:
                return meeting, None
            for n, _, _ in meeting.occurrences() if meeting.is_series else ():
                if self.id_of(meeting, n) == name:
                    return meeting, n
        return None

    def listed(self) -> list[Touch]:
        found = [Touch(CALENDAR, m.key, self.id_of(m)) for m in self.here()]
        return sorted(found, key=lambda each: hash(each.name))

    def _touch(self, meeting: Meeting, kind: str) -> None:
        self.rounds.touch(CALENDAR, meeting.key, self.id_of(meeting))
        self.told(kind, meeting)


def exchange_uid() -> str:
    """A UID as Exchange makes them up, of a series or single meeting: no day in it."""
    return "040000008200E00074C5B7101A82E00800000000" + secrets.token_hex(36).upper()


def occurrence_uid(uid: str, day: date) -> str:
    """What Graph shows as iCalUId of one occurrence."""
    if not uid.startswith("040000008200E00074C5B7101A82E008"):
        return uid
    return f"{uid[:32]}{day.year:04X}{day.month:02X}{day.day:02X}{uid[40:]}"
