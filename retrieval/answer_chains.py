"""Promises as a reader thinks of them: one, with the older versions that it replaced."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from records.models import Direction, Event, EventKind, Participant, Promise, PromiseStatus
from retrieval.question_fields import OWED, Kind, Question, zone_of
from retrieval.time_ranges import TimeRange
from retrieval.topic_match import TopicWords


@dataclass(frozen=True)
class Chain:
    """The same promise as it was made and moved, oldest first; never empty."""

    members: tuple[Promise, ...]

    @property
    def last(self) -> Promise:
        return self.members[-1]

    @property
    def moved(self) -> bool:
        return len(self.members) > 1 or self.last.status is PromiseStatus.changed


def chains_of(rows: Sequence[Promise]) -> list[Chain]:
    """Every row once; several that one promise replaced belong to its chain."""
    by_id = {row.id: row for row in rows}
    before: dict[str, list[Promise]] = {}
    for row in rows:
        if row.superseded_by in by_id and row.superseded_by != row.id:
            before.setdefault(row.superseded_by or "", []).append(row)
    seen: set[str] = set()
    found = []
    ends = [row for row in rows if row.superseded_by not in by_id]
    # Rows that replace each other in a circle have no end: the newest stands for it.
    for end in [*ends, *sorted(rows, key=lambda r: (r.at, r.id), reverse=True)]:
        if end.id not in seen:
            members, todo = [], [end]
            while todo:
                row = todo.pop()
                if row.id not in seen:
                    seen.add(row.id)
                    members.append(row)
                    todo += before.get(row.id, [])
            older = sorted(members[1:], key=lambda r: (r.at, r.start, r.id))
            found.append(Chain((*older, end)))
    return found


def chosen(chain: Chain, asked: Question, events: Mapping[str, Event]) -> Promise | None:
    """The member that answers the question's status and time, or None."""
    last = chain.last
    status = last.status_at(asked.today)
    moved = asked.statuses == (PromiseStatus.changed,)
    wanted = asked.statuses
    if wanted is None and _lists_what_is_due(asked):
        wanted = (*OWED, PromiseStatus.unsure) if asked.due else OWED
    if moved and not chain.moved:
        return None
    if wanted and not moved and status not in wanted and not asked.lenient:
        return None
    if asked.happened and not _happened(chain, asked, events):
        return None
    if asked.strengths and last.strength not in asked.strengths and not (asked.lenient and asked.topic):
        return None
    if status is PromiseStatus.unsure and asked.due and asked.due.first is None and not asked.statuses:
        # "Due by the end of the month" is what lies ahead, not what may have been done long ago.
        if last.due and last.due < asked.today:
            return None
    if asked.undated and last.due is not None:
        return None
    if asked.due and not (last.due and _overlaps(last, asked.due)):
        return None
    if asked.names_due_days and not asked.topic and asked.statuses is None and wanted and last.due is None:
        return None
    if asked.said is None:
        return last
    for row in reversed(chain.members):
        if _day(row, asked) in asked.said:
            return last if wanted else row
    return None


def _lists_what_is_due(asked: Question) -> bool:
    if asked.kind is not Kind.promises or asked.topic:
        return False
    return asked.due is not None or asked.has_due


def _day(row: Promise, asked: Question) -> date:
    return row.at.astimezone(zone_of(asked.zone)).date()


def _overlaps(row: Promise, range_: TimeRange) -> bool:
    return row.due is not None and row.due in range_


def _happened(chain: Chain, asked: Question, events: Mapping[str, Event]) -> bool:
    """Whether it was moved, kept or withdrawn in the time asked for."""
    if asked.happened is None:
        return True
    if asked.statuses == (PromiseStatus.changed,):
        days = [_day(row, asked) for row in chain.members[1:]]
    else:
        settled = events.get(chain.last.settled_by or "")
        days = [settled.at.astimezone(zone_of(asked.zone)).date()] if settled else []
    return any(day in asked.happened for day in days or [_day(chain.last, asked)])


def by_people(chains: Sequence[Chain], asked: Question, events: Mapping[str, Event]) -> list[Chain]:
    """Those given by, given to, or said in company of the people whom the question names."""
    found = list(chains)
    either = bool(asked.owner_emails and asked.owner_emails == asked.taker_emails)
    if either:
        emails = set(asked.owner_emails)
        # Who only sits by when another of their company promises us something gives and takes nothing.
        return [
            c
            for c in found
            if _gave(c, emails) or (c.last.direction is Direction.ours and _took(c, emails, events))
        ]
    if asked.owner_emails:
        emails = set(asked.owner_emails)
        given = [c for c in found if _gave(c, emails)]
        named = (
            [c for c in found if _speaks_for(c, asked.owner_label, bool(asked.topic))] if asked.owner else []
        )
        found = [c for c in found if c in given or c in named]
    elif asked.owner_name:
        first = asked.owner_name.lower().split()[0]
        found = [c for c in found if any(first in row.owner.lower() for row in c.members)]
    if asked.taker_emails:
        emails = set(asked.taker_emails)
        found = [c for c in found if _took(c, emails, events)]
    if asked.with_emails:
        emails = set(asked.with_emails)
        found = [
            c
            for c in found
            if any(emails & _present(events[r.event_id]) for r in c.members if r.event_id in events)
        ]
    if asked.to_me and asked.asker:
        mine = [c for c in found if _took(c, {asked.asker}, events)]
        found = mine or found
    return found


def _gave(chain: Chain, emails: set[str]) -> bool:
    return any(row.owner in emails for row in chain.members)


def _speaks_for(chain: Chain, label: str, anywhere: bool) -> bool:
    """Whether somebody else said it for them: "Oskar and I will be on site"; `anywhere` is looser."""
    first = re.escape(label.split()[0]) if label.split() else ""
    if len(first) < 3:
        return False
    # The owner's own report is no promise of theirs: "I'll send Oskar's report".
    joined = (
        rf"(?<!\w){first}(?:(?: and| und| et|,)+ (?:I|ich|moi|[A-Z]\w+)\b|\s+(?:will|is going|wird|va)\b)"
    )
    pattern = joined + (rf"|(?<!\w){first}(?!['’]s|\w)" if anywhere else "")
    return any(re.search(pattern, row.quote) for row in chain.members)


def _took(chain: Chain, emails: set[str], events: Mapping[str, Event]) -> bool:
    """Named as the one it is for, written to, or there when it was said; a copy does not count."""
    for row in chain.members:
        event = events.get(row.event_id)
        if row.beneficiary in emails:
            return True
        if event is not None and emails & (_addressed(event) - {row.owner}):
            return True
    return False


def _addressed(event: Event) -> set[str]:
    if event.kind is EventKind.mail:
        return _emails(event.to)
    return _present(event)


def _present(event: Event) -> set[str]:
    return _emails((*event.participants, *(turn.speaker for turn in event.turns)))


def _emails(people: Sequence[Participant]) -> set[str]:
    return {p.email for p in people if p.email}


def in_scene(chains: Sequence[Chain], asked: Question, events: Mapping[str, Event]) -> list[Chain] | None:
    """Those said in the call, meeting or mail that the question names; None where no such event is known."""
    scene = asked.scene
    if scene is None:
        return list(chains)
    title = TopicWords.of(scene.words)
    of_kind = {e.id: e for e in events.values() if e.kind in scene.kinds}
    if title.stems:
        named = {i for i, e in of_kind.items() if title.share(e.subject) > 0}
        named = named or {i for i, e in of_kind.items() if title.share(e.text) >= 0.99}
        if not named:
            return None
    else:
        named = set(of_kind)
    return [
        Chain(tuple(r for r in c.members if r.event_id in named))
        for c in chains
        if any(r.event_id in named for r in c.members)
    ]
