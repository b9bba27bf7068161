"""What a question asks for, once it is read: fields to look up in the ledger."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from records.models import Direction, PromiseStatus, Strength
from retrieval.question_events import Scene
from retrieval.question_words import DATED
from retrieval.time_ranges import TimeRange

OWED = (PromiseStatus.open, PromiseStatus.broken)


def zone_of(name: str) -> ZoneInfo:
    """UTC where the name is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


class Kind(StrEnum):
    promises = "promises"
    """Which promises: a list from the ledger."""
    whether = "whether"
    """Yes or no about one thing: did we promise it, was it sent."""
    moods = "moods"
    """How a customer feels, what holds a deal up."""
    passages = "passages"
    """Anything else: what somebody said about something."""


@dataclass(frozen=True)
class Question:
    """`said`, `due` and `happened` are ranges of days in the asker's zone; `topic` tells what about."""

    text: str
    kind: Kind
    zone: str = "UTC"
    account_ids: tuple[str, ...] = ()
    account_names: tuple[str, ...] = ()
    guessed: bool = False
    unknown_account: str | None = None
    near_names: tuple[str, ...] = ()
    owner: str | None = None
    """Mail address of the colleague whose promises are asked for."""
    owner_label: str = ""
    owner_is_asker: bool = False
    owner_name: str | None = None
    """Somebody at the customer's, or a name that nobody bears."""
    owner_emails: tuple[str, ...] = ()
    """The addresses of who promised, one or several people of that name."""
    taker_emails: tuple[str, ...] = ()
    """The addresses of the person to whom something was promised."""
    taker_label: str = ""
    with_emails: tuple[str, ...] = ()
    """Who was at the call or meeting."""
    scene: Scene | None = None
    """The event in which it was said."""
    asker: str = ""
    to_me: bool = False
    direction: Direction | None = None
    direction_said: bool = False
    statuses: tuple[PromiseStatus, ...] | None = None
    lenient: bool = False
    """The status is what the question hopes for, not what it filters by."""
    said: TimeRange | None = None
    due: TimeRange | None = None
    happened: TimeRange | None = None
    """When it was moved, kept or withdrawn."""
    has_due: bool = False
    """Asks for what has a due day."""
    strengths: tuple[Strength, ...] | None = None
    undated: bool = False
    """Only promises without a date."""
    what_if: bool = False
    """Asks what follows if the other side does something: conditional promises come first."""
    moods: tuple[str, ...] = ()
    """Labels of what was said, for questions how a customer feels."""
    topic: tuple[str, ...] = ()
    says_promise: bool = False
    """Speaks of promises, not only of sending or delivering something."""
    settled: bool = False
    """Asks whether it was done, not whether it was promised."""
    talk: bool = False
    """Asks what somebody said."""
    strict: bool = False
    """Only promises whose own words name all of the topic."""
    overview: bool = False
    """Names somebody and asks nothing in particular."""
    pick: str = ""
    """"newest" or "next": only that one of those that answer."""
    today: date = field(default=date(1970, 1, 1))

    def said_between(self) -> tuple[datetime | None, datetime | None]:
        """From (included) and to (excluded), aware."""
        if self.said is None:
            return None, None
        zone = zone_of(self.zone)
        first = datetime.combine(self.said.first, time(), zone) if self.said.first else None
        last = datetime.combine(self.said.last + timedelta(days=1), time(), zone) if self.said.last else None
        return first, last

    @property
    def overdue_only(self) -> bool:
        return self.statuses == (PromiseStatus.broken,)

    @property
    def names_due_days(self) -> bool:
        """Whether only what has a due day can be meant: "deadlines", not "what does he have to do"."""
        return self.has_due and bool(DATED.search(self.text.lower()))

    @property
    def asks_something(self) -> bool:
        """Whether there is anything to look for, and not only "hello" or a smiley."""
        if not any(c.isalnum() for c in self.text):
            return False
        names = (
            self.account_ids or self.unknown_account or self.owner_name or self.people or self.owner_emails
        )
        times = self.said or self.due or self.happened
        return bool(
            names
            or times
            or self.topic
            or self.statuses
            or self.says_promise
            or self.direction_said
            or self.moods
            or self.strengths
        )

    @property
    def people(self) -> tuple[str, ...]:
        """Addresses of everybody outside whom the question names."""
        return (*(self.owner_emails if not self.owner else ()), *self.taker_emails, *self.with_emails)
