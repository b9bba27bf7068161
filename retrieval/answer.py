"""Ledger rows and passages to a cited answer; everything on behalf of one reader."""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from records.models import (
    Answer,
    Citation,
    Coverage,
    Direction,
    Event,
    EventKind,
    Promise,
    PromiseStatus,
)
from retrieval import answer_text as wording
from retrieval.account_names import AccountNames
from retrieval.ports import Ledger
from retrieval.question import Kind, Question, understand
from retrieval.search import Found, Search
from retrieval.sentences import split
from retrieval.topic_match import ENOUGH, TopicWords, stems

MOST_LISTED = 15
MOST_QUOTES = 3
_MOST_ROWS = 500
_LONGEST_QUOTE = 320
_SHOWN = tuple(s for s in PromiseStatus if s is not PromiseStatus.dismissed)
ENOUGH_WORDS = 0.6
"""Share of a question's telling words that a passage must name to be quoted as an answer ..."""
CLOSE = 0.84
"""... unless its cosine is at least this, with some of the words. Both tuned on questions of our own."""

_SENTENCE_END = re.compile(r"[.!?]\s|\n\s*\n")

Earlier = Question | Sequence[str] | None


@dataclass(frozen=True)
class _Entry:
    """One promise of an answer, with what it replaced and when it was settled."""

    promise: Promise
    event: Event
    moved_from: Promise | None = None
    moved_event: Event | None = None
    moved_to: Promise | None = None
    settled_on: date | None = None


class Answerer:
    """Answers from the ledger first, then from passages; says so when it knows nothing."""

    def __init__(self, ledger: Ledger, search: Search) -> None:
        self._ledger = ledger
        self._search = search

    @property
    def note(self) -> str | None:
        """What a reader should know of how it was searched."""
        return self._search.note

    def understand(self, question: str, reader: str, now: datetime, previous: Earlier = None) -> Question:
        """The question in fields; `previous` is the last one, or the texts of all before it in the thread."""
        names = AccountNames.of(self._ledger, reader)
        people = self._ledger.people()
        before: Question | None = None
        if isinstance(previous, Question):
            before = previous
        else:
            for text in (previous or ())[-6:]:
                before = understand(text, now, names, people, reader, before)
        return understand(question, now, names, people, reader, before)

    def ask(self, question: str, reader: str, now: datetime, previous: Earlier = None) -> Answer:
        """The answer; `refused` when nothing `reader` may read supports one. Odd text is no error."""
        started = time.perf_counter()
        asked = self.understand(question, reader, now, previous)
        answer = self._answer(asked, reader, now)
        return answer.model_copy(update={"ms": round((time.perf_counter() - started) * 1000, 1)})

    def _answer(self, asked: Question, reader: str, now: datetime) -> Answer:
        coverage = self._ledger.coverage(reader, list(asked.account_ids) or None)
        if not asked.text.strip() or not any(c.isalnum() for c in asked.text):
            return _refused(
                "Ask me about a promise, for example: what did we promise Acme last month?", coverage
            )
        if asked.unknown_account:
            return _refused(wording.unknown(asked, coverage), coverage)
        if asked.kind is Kind.passages:
            return self._from_passages(asked, reader, now, coverage)
        return self._from_ledger(asked, reader, now, coverage)

    # -- promises ---------------------------------------------------------------------------

    def _from_ledger(self, asked: Question, reader: str, now: datetime, coverage: Coverage) -> Answer:
        rows = self._rows(asked, reader)
        events = self._ledger.events(reader, list(dict.fromkeys(row.event_id for row in rows)))
        rows = [row for row in rows if _stands_in(row, events)]
        if asked.topic:
            rows = _about(asked, rows, events)
        entries = self._folded(asked, rows, reader, events)
        if not entries and asked.topic and not asked.says_promise:
            return self._from_passages(asked, reader, now, coverage)
        if not entries:
            extra = self._aside(asked, reader, empty=True) or self._mentions(asked, reader, now)
            text = " ".join(filter(None, [wording.nothing(asked, coverage), extra]))
            return _refused(text, coverage)
        return self._listed(asked, entries, reader, coverage)

    def _rows(self, asked: Question, reader: str) -> list[Promise]:
        said_from, said_to = asked.said_between()
        rows = self._ledger.promises(
            reader,
            account_ids=list(asked.account_ids) or None,
            direction=asked.direction,
            statuses=asked.statuses or (_OWED if asked.due and asked.kind is Kind.promises else _SHOWN),
            owner=asked.owner,
            said_from=said_from,
            said_to=said_to,
            due_from=asked.due.first if asked.due else None,
            due_to=asked.due.last if asked.due else None,
            today=asked.today,
            limit=_MOST_ROWS,
        )
        if asked.due:
            rows = [row for row in rows if row.due is not None]
        if asked.owner_name:
            name = asked.owner_name.lower().split()[0]
            rows = [row for row in rows if name in row.owner.lower()]
        if asked.has_due and asked.kind is Kind.promises and not asked.topic and asked.statuses is None:
            rows = [row for row in rows if row.due is not None and row.status_at(asked.today) in _OWED]
        return [row for row in rows if row.status is not PromiseStatus.dismissed]

    def _folded(
        self, asked: Question, rows: list[Promise], reader: str, events: dict[str, Event]
    ) -> list[_Entry]:
        """One entry per chain of changes: its newest promise, with where it moved from."""
        if not rows:
            return []
        accounts = sorted({row.account_id for row in rows if row.account_id})
        chain: dict[str, Promise] = {row.id: row for row in rows}
        replaced = self._ledger.promises(
            reader,
            account_ids=accounts or None,
            statuses=[PromiseStatus.changed],
            today=asked.today,
            limit=_MOST_ROWS,
        )
        before = {row.superseded_by: row for row in replaced if row.superseded_by}
        missing = {row.superseded_by for row in rows if row.superseded_by} - chain.keys()
        if missing and accounts:
            for row in self._ledger.promises(
                reader, account_ids=accounts, statuses=_SHOWN, today=asked.today, limit=_MOST_ROWS
            ):
                chain.setdefault(row.id, row)
        asked_for = {row.id for row in rows}
        newest: dict[str, Promise] = {}
        for row in rows:
            seen = {row.id}
            last = row
            while last.superseded_by in chain and last.superseded_by not in seen:
                if asked.said is not None and last.superseded_by not in asked_for:
                    break  # the question is about the time before it moved
                last = chain[last.superseded_by]
                seen.add(last.id)
            newest[last.id] = last
        old = [before[i] for i in newest if i in before]
        settling = [row.settled_by for row in newest.values() if row.settled_by]
        wanted = {row.event_id for row in [*newest.values(), *old]} | {
            i for i in settling if not i.startswith("click:")
        }
        events = {**events, **self._ledger.events(reader, sorted(wanted - events.keys()))}
        entries = []
        for row in newest.values():
            if not _stands_in(row, events):
                continue
            moved = before.get(row.id)
            settled = events.get(row.settled_by or "")
            entries.append(
                _Entry(
                    row,
                    events[row.event_id],
                    moved_from=moved,
                    moved_event=events.get(moved.event_id) if moved and _stands_in(moved, events) else None,
                    moved_to=chain.get(row.superseded_by or ""),
                    settled_on=settled.at.date() if settled else None,
                )
            )
        far = date.max
        return sorted(entries, key=lambda e: (e.promise.due or far, e.promise.at, e.promise.id))

    def _listed(self, asked: Question, entries: list[_Entry], reader: str, coverage: Coverage) -> Answer:
        people = {person.email: person for person in self._ledger.people()}
        names = {p.email: p.name for e in entries for p in e.event.participants if p.name}
        citations: list[Citation] = []
        lines = []
        shown = entries[:MOST_LISTED]
        for n, entry in enumerate(shown, start=1):
            marks = _cite(citations, entry.event, entry.promise.start, entry.promise.end)
            if entry.moved_from is not None and entry.moved_event is not None:
                marks += _cite(citations, entry.moved_event, entry.moved_from.start, entry.moved_from.end)
            lines.append(
                wording.line(
                    n,
                    entry.promise,
                    today=asked.today,
                    people=people,
                    names=names,
                    marks=marks,
                    moved_from=entry.moved_from,
                    moved_to=entry.moved_to,
                    account=_account_name(asked, entry.promise),
                    settled_on=entry.settled_on,
                )
            )
        if len(entries) > len(shown):
            lines.append(f"... and {len(entries) - len(shown):,} more; name a month or a topic to see them.")
        if asked.guessed:
            lines.append(f"(I took the name to mean {' and '.join(asked.account_names)}.)")
        if aside := self._aside(asked, reader, empty=False):
            lines.append(aside)
        promises = tuple(entry.promise for entry in shown)
        head = wording.headline(asked, len(entries), [entry.promise for entry in entries])
        return Answer(
            answer="\n".join([head, *lines]),
            promises=tuple(_as_seen(promise, asked.today) for promise in promises),
            citations=tuple(citations),
            coverage=coverage,
            refused=False,
        )

    def _aside(self, asked: Question, reader: str, *, empty: bool) -> str:
        """A count of what the question leaves out but the asker should know of; names no promise."""
        accounts = list(asked.account_ids) or None
        if asked.due and asked.due.first and asked.direction is not Direction.theirs:
            if asked.due.first > asked.today:
                return ""
            late = self._ledger.promises(
                reader,
                account_ids=accounts,
                direction=asked.direction,
                statuses=[PromiseStatus.broken],
                owner=asked.owner,
                due_to=asked.due.first - timedelta(days=1),
                today=asked.today,
                limit=_MOST_ROWS,
            )
            if late and not asked.topic:
                more = "" if empty else " more"
                verb = "is" if len(late) == 1 else "are"
                return f"{len(late):,}{more} {verb} overdue from before."
        if asked.overdue_only and accounts and asked.direction is Direction.ours and not asked.direction_said:
            theirs = self._ledger.promises(
                reader,
                account_ids=accounts,
                direction=Direction.theirs,
                statuses=[PromiseStatus.broken],
                today=asked.today,
                limit=_MOST_ROWS,
            )
            if theirs:
                noun = "promise" if len(theirs) == 1 else "promises"
                return (
                    f"Of theirs, {len(theirs):,} {noun} to us {'is' if len(theirs) == 1 else 'are'} overdue."
                )
        return ""

    def _mentions(self, asked: Question, reader: str, now: datetime) -> str:
        """That the thing is spoken of somewhere, though nobody promises it."""
        if not asked.topic:
            return ""
        found = self._find(asked, reader, now, " ".join(asked.topic))
        topic = TopicWords.of(asked.topic)
        named = [one for one in found if topic.share(one.hit.text) >= ENOUGH]
        if not named:
            return ""
        event = self._ledger.events(reader, [named[0].hit.event_id]).get(named[0].hit.event_id)
        if event is None:
            return ""
        kind = "a meeting" if event.kind in (EventKind.meeting, EventKind.transcript) else "a message"
        when = wording.day(event.at.date(), asked.today)
        subject = f" (“{event.subject[:80]}”)" if event.subject else ""
        return f"It is mentioned in {kind} of {when}{subject}, but nobody promises it there."

    # -- passages ---------------------------------------------------------------------------

    def _from_passages(self, asked: Question, reader: str, now: datetime, coverage: Coverage) -> Answer:
        if not asked.topic and not asked.account_ids and not asked.said:
            return _refused(wording.nothing(asked, coverage), coverage)
        found = self._find(asked, reader, now, asked.text)
        events = self._ledger.events(reader, [one.hit.event_id for one in found])
        topic = TopicWords.of(asked.topic)
        ours = {person.email.partition("@")[2] for person in self._ledger.people()}
        good: list[tuple[Found, Event]] = []
        for one in found:
            event = events.get(one.hit.event_id)
            if event is None or not _said_by(asked, event, ours):
                continue
            if _answers(asked, topic, one, event):
                good.append((one, event))
        if not good:
            return _refused(wording.nothing(asked, coverage), coverage)
        citations: list[Citation] = []
        lines = []
        for n, (one, event) in enumerate(good[:MOST_QUOTES], start=1):
            start, end = _best_part(event, one, topic)
            mark = _cite(citations, event, start, end)
            speaker = _speaker(event, start)
            when = wording.day(event.at.date(), asked.today)
            quote = " ".join(event.text[start:end].split())
            lines.append(f"{n}. {speaker}, {when}: “{quote}” {mark}")
        head = "This is what I found:" if len(lines) > 1 else "I found this:"
        return Answer(
            answer="\n".join([head, *lines]),
            promises=(),
            citations=tuple(citations),
            coverage=coverage,
            refused=False,
        )

    def _find(self, asked: Question, reader: str, now: datetime, words: str) -> list[Found]:
        since, until = asked.said_between()
        return self._search.find(
            words,
            reader,
            8,
            now,
            account_ids=list(asked.account_ids) or None,
            since=since,
            until=until,
        )


def _account_name(asked: Question, promise: Promise) -> str | None:
    """As the asker calls it, where only one account was asked for."""
    if asked.account_ids == (promise.account_id,):
        return asked.account_names[0]
    return promise.account


_OWED = (PromiseStatus.open, PromiseStatus.broken, PromiseStatus.unsure)


def _refused(text: str, coverage: Coverage) -> Answer:
    return Answer(answer=text, promises=(), citations=(), coverage=coverage, refused=True)


def _as_seen(promise: Promise, today: date) -> Promise:
    return promise.model_copy(update={"status": promise.status_at(today)})


def _stands_in(row: Promise, events: dict[str, Event]) -> bool:
    """Whether the reader may read its source and the quote is there, letter by letter."""
    event = events.get(row.event_id)
    return event is not None and event.text[row.start : row.end] == row.quote


def _about(asked: Question, rows: Sequence[Promise], events: dict[str, Event]) -> list[Promise]:
    """Those that name the topic best themselves; failing that, those whose whole sentence names it."""
    topic = TopicWords.of(asked.topic)
    if not topic.stems:
        return list(rows)
    for told in (_own_words, _whole_sentence):
        shares = {
            row.id: topic.share(told(row, events[row.event_id]), around=events[row.event_id].subject)
            for row in rows
        }
        best = max(shares.values(), default=0.0)
        if best >= ENOUGH:
            return [row for row in rows if shares[row.id] >= max(ENOUGH, best - 0.25)]
    return []


def _own_words(row: Promise, event: Event) -> str:
    return f"{row.quote} {row.action}"


def _whole_sentence(row: Promise, event: Event) -> str:
    """A quote is the shortest clause; the thing it is about may stand just outside it."""
    before, after = event.text[max(0, row.start - 200) : row.start], event.text[row.end : row.end + 200]
    return _SENTENCE_END.split(before)[-1] + row.quote + _SENTENCE_END.split(after)[0]


def _answers(asked: Question, topic: TopicWords, one: Found, event: Event) -> bool:
    if not topic.stems:
        return True
    share = topic.share(one.hit.text, around=event.subject)
    if share >= ENOUGH_WORDS:
        return True
    return share > 0 and one.cosine is not None and one.cosine >= CLOSE


def _said_by(asked: Question, event: Event, ours: set[str]) -> bool:
    """Whether the side that the question asks for can have said it."""
    if asked.direction is None or not asked.direction_said or event.turns or event.sender is None:
        return True
    return (event.sender.domain in ours) == (asked.direction is Direction.ours)


def _speaker(event: Event, at: int) -> str:
    for turn in event.turns:
        if turn.start <= at < turn.end:
            return turn.speaker.label
    return event.sender.label if event.sender else "Somebody"


def _best_part(event: Event, one: Found, topic: TopicWords) -> tuple[int, int]:
    """The sentence of the passage that names most of the topic, with the next one where there is room."""
    sentences = split(event.text, [(one.hit.start, one.hit.end)])
    if not sentences:
        return one.hit.start, one.hit.end
    named = [len(topic.stems & stems(event.text[s.start : s.end])) for s in sentences]
    first = named.index(max(named))
    start, end = sentences[first].start, sentences[first].end
    for following in sentences[first + 1 :]:
        if following.end - start > _LONGEST_QUOTE:
            break
        end = following.end
    return start, min(end, start + 2 * _LONGEST_QUOTE)


def _cite(citations: list[Citation], event: Event, start: int, end: int) -> str:
    """The mark of this quote, "[2]"; the same quote is cited once."""
    quote = event.text[start:end]
    for known in citations:
        if known.event_id == event.id and known.quote == quote:
            return f"[{known.n}]"
    citations.append(
        Citation(
            n=len(citations) + 1,
            event_id=event.id,
            source=event.source,
            external_id=event.external_id,
            subject=event.subject,
            at=event.at,
            quote=quote,
            link=event.link,
            sender=event.sender.label if event.sender else None,
        )
    )
    return f"[{len(citations)}]"
