"""The week in figures: how often we were right, by kind, what was wrong, and what moved since the week before."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from policies.accuracy import Share
from policies.week import Count, Figure, Weekly, Wrong
from records.clock import Clock
from records.errors import NotAllowed, PromissoryError
from records.feedback import OUTCOMES, Feedback, Said, Volume
from records.home import HomeFacts
from records.models import Person, Role
from records.promises import Promises
from records.proposals import Proposals
from records.reading import Reading

KINDS = ("promise", "owner", "due", "settlement", "intent")
"""Judged besides proposals, which are told field by field."""
_FROM_HOUR = 8
"""Nobody gets a report earlier in the day."""


@dataclass(frozen=True)
class Report:
    """For managers and admins. What they may not read is told by its id alone."""

    feedback: Feedback
    promises: Promises
    proposals: Proposals
    reading: Reading
    clock: Clock
    wall: Clock

    def weekly(self, reader: Person, week: str | None = None) -> Weekly:
        """The week that runs, or a named one such as 2026-W47. Raises NotAllowed or PromissoryError."""
        if reader.role is Role.rep:
            raise NotAllowed("Only a manager or admin sees the weekly report.")
        self.feedback.note_broken(self.clock.now().date())
        zone = ZoneInfo(reader.tz)
        monday = _monday(week) if week else this_monday(self.wall.now().astimezone(zone).date())
        start, end = _midnight(monday, zone), _midnight(monday + timedelta(days=7), zone)
        earlier = _midnight(monday - timedelta(days=7), zone)
        said, before = self.feedback.between(start, end), self.feedback.between(earlier, start)
        year, number, _ = monday.isocalendar()
        return Weekly(
            week=f"{year}-W{number:02}",
            start=start,
            end=end,
            figures=_figures(said, before),
            wrong=tuple(self._wrong(said, reader)),
            counts=_volumes(self.feedback.volume(start, end), self.feedback.volume(earlier, start)),
            outcomes=_outcomes(said, before),
            clicks=_counts((s.kind for s in _clicks(said)), (s.kind for s in _clicks(before))),
            ignored=_counts(_expired(said), _expired(before)),
            versions=tuple(
                sorted({v for s in said for v in (s.extractor, s.settler, s.drafter) if v is not None})
            ),
        )

    def _wrong(self, said: Sequence[Said], reader: Person) -> Iterable[Wrong]:
        for (kind, _), s in _verdicts(said).items():
            if s.judged[_about(kind)]:
                continue
            yield Wrong(
                kind=kind,
                subject_id=s.subject_id,
                click=s.kind,
                at=s.at,
                version={"settlement": s.settler, "proposal": s.drafter}.get(_about(kind), s.extractor),
                confidence=s.confidence,
                quote=self._quote(s, reader),
            )

    def _quote(self, s: Said, reader: Person) -> str | None:
        """The words it rests on, from what is in the record now, so that an erasure reaches it."""
        if s.event_id is None or not self.reading.events(reader.email, [s.event_id]):
            return None
        if s.about == "promise":
            found = self.promises.by_ids([s.subject_id])
            return found[0].quote if found else None
        cited = self.proposals.get(s.subject_id).evidence
        return next((c.quote for c in cited if c.event_id == s.event_id), None)


@dataclass(frozen=True)
class SendReports:
    """Every manager hears once how the last week went: on Monday morning where they are, or when we run again."""

    report: Report
    home: HomeFacts
    wall: Clock

    def run(self, people: Sequence[Person], deliver: Callable[[Person, Weekly], bool]) -> int:
        """`deliver` must replace what it sent before; returns how many got one."""
        sent = 0
        for person in people:
            local = self.wall.now().astimezone(ZoneInfo(person.tz))
            last = this_monday(local.date()) - timedelta(days=7)
            year, number, _ = last.isocalendar()
            week = f"{year}-W{number:02}"
            name = f"report:{sha256(person.email.encode()).hexdigest()[:32]}"
            if person.role is Role.rep or local.weekday() > 4 or local.hour < _FROM_HOUR:
                continue
            if self.home.get(name) == week:
                continue
            told = self.report.weekly(person, week)
            if not told.is_empty:
                sent += deliver(person, told)
            self.home.set(name, week)
        return sent


def this_monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _monday(week: str) -> date:
    try:
        monday = datetime.strptime(week.strip() + "-1", "%G-W%V-%u").date()
        # Not every year has a week 53, and the first and last of all have no neighbours.
        if 1 < monday.year < 9999 and monday.isocalendar().week == int(week.strip().rpartition("W")[2]):
            return monday
    except ValueError:
        pass
    raise PromissoryError(f"{week!r} is not a week: give one like 2026-W47.")


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _about(kind: str) -> str:
    return kind.partition(" ")[0]


def _verdicts(said: Sequence[Said]) -> dict[tuple[str, str], Said]:
    """(kind, subject) -> what was said of it: of a proposal the first word, of anything else the last.

    Who edits a card and then approves it did not find it right.
    """
    found: dict[tuple[str, str], Said] = {}
    for s in said:
        for about in s.judged:
            if about == "proposal":
                found.setdefault((f"proposal {s.field}", s.subject_id), s)
            else:
                found[about, s.subject_id] = s
    return found


def _shares(said: Sequence[Said]) -> dict[str, Share]:
    judged: dict[str, list[bool]] = {}
    for (kind, _), s in _verdicts(said).items():
        judged.setdefault(kind, []).append(s.judged[_about(kind)])
    return {kind: Share(n=len(right), right=sum(right)) for kind, right in judged.items()}


def _figures(said: Sequence[Said], before: Sequence[Said]) -> tuple[Figure, ...]:
    now, then = _shares(said), _shares(before)
    fields = sorted(k for k in {*now, *then} if k.startswith("proposal "))
    nothing = Share(n=0, right=0)
    return tuple(
        Figure(kind=kind, now=now.get(kind, nothing), before=then.get(kind, nothing))
        for kind in (*KINDS, *fields)
    )


def _clicks(said: Sequence[Said]) -> list[Said]:
    """What people pressed; "approved" only repeats of a promise what was pressed on its card."""
    return [s for s in said if s.actor is not None and s.kind != "approved"]


def _expired(said: Sequence[Said]) -> list[str]:
    return [s.field or "" for s in said if s.kind == "expired"]


def _outcomes(said: Sequence[Said], before: Sequence[Said]) -> tuple[Count, ...]:
    def kinds(of: Sequence[Said]) -> list[str]:
        return [s.kind for s in of if s.actor is None and s.kind in OUTCOMES]

    return _counts(kinds(said), kinds(before))


def _volumes(now: Volume, before: Volume) -> tuple[Count, ...]:
    names = {
        "events": "messages and meetings read",
        "promises": "promises found",
        "proposals": "changes proposed",
    }
    return tuple(
        Count(name=words, now=getattr(now, name), before=getattr(before, name))
        for name, words in names.items()
    )


def _counts(now: Iterable[str], before: Iterable[str]) -> tuple[Count, ...]:
    here, there = list(now), list(before)
    return tuple(
        Count(name=name, now=here.count(name), before=there.count(name)) for name in sorted({*here, *there})
    )
