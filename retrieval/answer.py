"""Ledger rows and passages to a cited answer; everything on behalf of one reader."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from records.models import Answer, Coverage, Direction, Event, Promise, PromiseStatus, Strength
from retrieval import answer_text as wording
from retrieval.account_names import AccountNames
from retrieval.answer_chains import Chain, by_people, chains_of, chosen, in_scene
from retrieval.answer_citing import Citations
from retrieval.answer_moods import felt
from retrieval.answer_passages import before_in_thread, find, mentioned, quoted, said_by_others
from retrieval.answer_topic import about, names_it, telling_span
from retrieval.ports import Ledger
from retrieval.question import understand
from retrieval.question_fields import Kind, Question
from retrieval.question_filters import SAID
from retrieval.question_moods import ILL_HUMOURED
from retrieval.question_names import PeopleNames
from retrieval.search import Search

MOST_LISTED = 15
_MOST_ROWS = 2_000
_FEW_CONDITIONAL = 2
_SURE = 0.7
"""How certain it must be that a sentence is a promise to be listed beside others that are."""
_MOST_COMPARED = 60
"""Promises, or passages, that are compared with the topic by meaning."""
_SHOWN = tuple(s for s in PromiseStatus if s is not PromiseStatus.dismissed)

Earlier = Question | Sequence[str] | None


@dataclass(frozen=True)
class _Entry:
    """One promise of an answer, with what it replaced, what replaced it, and what settled it."""

    promise: Promise
    event: Event
    moved_from: Promise | None = None
    moved_event: Event | None = None
    moved_to: Promise | None = None
    moved_to_event: Event | None = None
    settled_by: Event | None = None


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
        accounts = AccountNames.of(self._ledger, reader)
        people = self._ledger.people()
        names = PeopleNames(people, self._ledger.correspondents(reader))

        def occurs(word: str) -> bool:
            term = word.replace('"', "")
            return bool(term) and bool(self._ledger.search_words(reader, f'"{term}"', 1))

        def read(text: str, before: Question | None) -> Question:
            return understand(text, now, accounts, people, reader, before, names=names, occurs=occurs)

        before: Question | None = None
        if isinstance(previous, Question):
            before = previous
        else:
            for text in (previous or ())[-6:]:
                before = read(text, before)
        return read(question, before)

    def ask(self, question: str, reader: str, now: datetime, previous: Earlier = None) -> Answer:
        """The answer; `refused` when nothing `reader` may read supports one. Odd text is no error."""
        started = time.perf_counter()
        asked = self.understand(question, reader, now, previous)
        return self.answer(asked, reader, now, started=started)

    def answer(self, asked: Question, reader: str, now: datetime, *, started: float | None = None) -> Answer:
        """As `ask`, for a question that is understood already."""
        started = time.perf_counter() if started is None else started
        answer = self._answer(asked, reader, now)
        return answer.model_copy(update={"ms": round((time.perf_counter() - started) * 1000, 1)})

    def _answer(self, asked: Question, reader: str, now: datetime) -> Answer:
        coverage = self._ledger.coverage(reader, list(asked.account_ids) or None)
        if not asked.asks_something:
            return _refused(
                "Ask me about a promise, for example: what did we promise Acme last month?", coverage
            )
        if asked.unknown_account:
            return _refused(wording.unknown(asked, coverage), coverage)
        if asked.kind is Kind.moods:
            return felt(asked, reader, self._ledger, coverage) or self._felt_nothing(
                asked, reader, now, coverage
            )
        if asked.kind is Kind.passages:
            return self._from_passages(asked, reader, now, coverage)
        return self._from_ledger(asked, reader, now, coverage)

    # -- promises ---------------------------------------------------------------------------

    def _from_ledger(self, asked: Question, reader: str, now: datetime, coverage: Coverage) -> Answer:
        rows = self._rows(asked, reader)
        wanted = {row.event_id for row in rows} | {
            row.settled_by for row in rows if row.settled_by and not row.settled_by.startswith("click:")
        }
        events = self._ledger.events(reader, sorted(wanted))
        chains = chains_of([row for row in rows if _stands_in(row, events)])
        entries = self._found(asked, chains, reader, now, events)
        if not entries and asked.topic and asked.direction and not asked.direction_said:
            # "The contract for Acme" may be theirs to send as well.
            return self._from_ledger(replace(asked, direction=None), reader, now, coverage)
        if not entries and asked.topic and asked.due and not asked.statuses:
            # "The on-call at Christmas" is for that day, whatever day it is due.
            return self._from_ledger(replace(asked, due=None), reader, now, coverage)
        if not entries and asked.topic and asked.account_ids and not asked.owner_name:
            # "Did we order the drive from Steinhauer" asks what another customer was told of Steinhauer.
            elsewhere = self._naming(asked, reader, now)
            if elsewhere:
                return self._listed(
                    replace(asked, account_ids=(), account_names=(), direction=None),
                    elsewhere,
                    reader,
                    coverage,
                )
        if not entries and asked.topic and not asked.says_promise and not asked.statuses:
            return self._from_passages(asked, reader, now, coverage)
        if not entries:
            extra = self._aside(asked, reader, empty=True)
            extra = extra or mentioned(asked, reader, now, self._ledger, self._search)
            text = " ".join(filter(None, [wording.nothing(asked, coverage), extra]))
            return _refused(text, coverage)
        return self._listed(asked, entries, reader, coverage)

    def _naming(self, asked: Question, reader: str, now: datetime) -> list[_Entry]:
        """Promises of other accounts whose own words name the account that is asked for."""
        everywhere = replace(
            asked, account_ids=(), direction=asked.direction if asked.direction_said else None
        )
        first = [name.split()[0].lower() for name in asked.account_names if len(name.split()[0]) > 3]
        rows = [row for row in self._rows(everywhere, reader) if any(n in row.quote.lower() for n in first)]
        if not rows:
            return []
        events = self._ledger.events(reader, [row.event_id for row in rows])
        chains = chains_of([row for row in rows if _stands_in(row, events)])
        return self._found(everywhere, chains, reader, now, events)

    def _rows(self, asked: Question, reader: str) -> list[Promise]:
        """What may matter, with every older version: narrowed in SQL only where no account does."""
        accounts = list(asked.account_ids) or None
        direction = asked.direction
        if accounts is None and direction is Direction.ours and asked.owner and not asked.topic:
            rows = self._promises(reader, direction=direction, owner=asked.owner, today=asked.today)
            older = self._promises(
                reader, direction=direction, statuses=[PromiseStatus.changed], today=asked.today
            )
            rows = list({row.id: row for row in [*rows, *older]}.values())
        else:
            rows = self._promises(reader, account_ids=accounts, direction=direction, today=asked.today)
        return [row for row in rows if row.status is not PromiseStatus.dismissed]

    def _promises(self, reader: str, **narrowed: object) -> list[Promise]:
        narrowed.setdefault("statuses", _SHOWN)
        return self._ledger.promises(reader, limit=_MOST_ROWS, **narrowed)  # type: ignore[arg-type]

    def _found(
        self, asked: Question, chains: Sequence[Chain], reader: str, now: datetime, events: dict[str, Event]
    ) -> list[_Entry]:
        """The promises that answer, soonest due first."""
        here = in_scene(chains, asked, events)
        if here is None:
            return []
        here = by_people(here, asked, events)
        whole = {row.id: chain for chain in chains for row in chain.members}
        if asked.what_if:
            # "What do they get if they sign": what was promised on a condition, if anything was.
            conditional = [c for c in here if c.last.strength is Strength.conditional]
            here = conditional or here
        on_topic = about(
            asked,
            here,
            events,
            lambda ids: before_in_thread(self._ledger, reader, list(ids)),
            lambda some: self._alike(asked, some, reader, now, events),
        )
        few = asked.what_if and asked.account_ids and conditional and len(conditional) <= _FEW_CONDITIONAL
        here = on_topic or (conditional if few else [])
        found = []
        for chain in here:
            full = chain if asked.scene else whole[chain.last.id]
            row = chosen(full, asked, events)
            if row is not None:
                found.append((row, whole[row.id]))
        if asked.lenient and asked.statuses:
            # "Do we owe them a report?" is answered by the one that is owed, else by what became of it.
            hoped = [one for one in found if one[0].status_at(asked.today) in asked.statuses]
            found = hoped or found
        entries = _picked(asked, [_entry(row, chain, events) for row, chain in _surely(found)])
        both = asked.direction is None and asked.statuses is not None
        return sorted(
            entries,
            key=lambda e: (
                both and e.promise.direction is Direction.theirs,
                e.promise.due or date.max,
                e.promise.at,
                e.promise.id,
            ),
        )

    def _alike(
        self, asked: Question, chains: Sequence[Chain], reader: str, now: datetime, events: dict[str, Event]
    ) -> list[float] | None:
        """How well each promise matches the topic by meaning; of many only those in passages that do."""
        topic = " ".join(asked.topic)
        wanted = None
        if len(chains) > _MOST_COMPARED:
            near = find(asked, reader, now, self._search, topic, _MOST_COMPARED)
            wanted = {one.hit.event_id for one in near}
        rows = [
            (n, events[row.event_id], row)
            for n, chain in enumerate(chains)
            for row in chain.members
            if row.event_id in events and (wanted is None or row.event_id in wanted)
        ]
        places = [(event, *telling_span(row, event)) for _, event, row in rows]
        scores = self._search.alike(topic, reader, places)
        if scores is None:
            return None
        best = [0.0] * len(chains)
        for (n, _, _), score in zip(rows, scores, strict=True):
            best[n] = max(best[n], score)
        return best

    def _listed(self, asked: Question, entries: list[_Entry], reader: str, coverage: Coverage) -> Answer:
        people = {person.email: person for person in self._ledger.people()}
        names = {p.email: p.name for e in entries for p in e.event.participants if p.name}
        citations = Citations()
        lines = []
        shown = entries[:MOST_LISTED]
        for n, entry in enumerate(shown, start=1):
            lines.append(
                wording.line(
                    n,
                    entry.promise,
                    today=asked.today,
                    people=people,
                    names=names,
                    marks=_marks(citations, entry, asked.today),
                    moved_from=entry.moved_from,
                    moved_to=entry.moved_to,
                    account=_account_name(asked, entry.promise),
                    settled_on=entry.settled_by.at.date() if entry.settled_by else None,
                )
            )
        if len(entries) > len(shown):
            lines.append(f"... and {len(entries) - len(shown):,} more; name a month or a topic to see them.")
        if asked.guessed:
            lines.append(f"(I took the name to mean {' and '.join(asked.account_names)}.)")
        if aside := self._aside(asked, reader, empty=False):
            lines.append(aside)
        named = any(names_it(asked.topic, entry.promise, entry.event) for entry in entries)
        head = wording.headline(asked, len(entries), [entry.promise for entry in entries], named=named)
        return Answer(
            answer="\n".join([head, *lines]),
            promises=tuple(_as_seen(entry.promise, asked.today) for entry in shown),
            citations=citations.all(),
            coverage=coverage,
            refused=False,
        )

    def _aside(self, asked: Question, reader: str, *, empty: bool) -> str:
        """A count of what the question leaves out but the asker should know of; names no promise."""
        accounts = list(asked.account_ids) or None
        if asked.people or asked.scene:
            return ""
        if asked.due and asked.due.first and asked.direction is not Direction.theirs:
            if asked.due.first > asked.today:
                return ""
            late = self._promises(
                reader,
                account_ids=accounts,
                direction=asked.direction,
                statuses=[PromiseStatus.broken],
                owner=asked.owner,
                due_to=asked.due.first - timedelta(days=1),
                today=asked.today,
            )
            if late and not asked.topic:
                more = "" if empty else " more"
                verb = "is" if len(late) == 1 else "are"
                return f"{len(late):,}{more} {verb} overdue from before."
        if asked.overdue_only and accounts and asked.direction is Direction.ours and not asked.direction_said:
            theirs = self._promises(
                reader,
                account_ids=accounts,
                direction=Direction.theirs,
                statuses=[PromiseStatus.broken],
                today=asked.today,
            )
            if theirs:
                noun = "promise" if len(theirs) == 1 else "promises"
                return (
                    f"Of theirs, {len(theirs):,} {noun} to us {'is' if len(theirs) == 1 else 'are'} overdue."
                )
        return ""

    def _felt_nothing(self, asked: Question, reader: str, now: datetime, coverage: Coverage) -> Answer:
        """Nobody said how they feel: what is overdue to them is the next best sign, else there is none."""
        nothing = _refused(wording.nothing(asked, coverage), coverage)
        if not asked.account_ids or not ILL_HUMOURED & set(asked.moods):
            return nothing
        late = replace(
            asked, kind=Kind.promises, statuses=(PromiseStatus.broken,), direction=Direction.ours, moods=()
        )
        found = self._from_ledger(late, reader, now, coverage)
        return nothing if found.refused else found

    # -- passages ---------------------------------------------------------------------------

    def _from_passages(self, asked: Question, reader: str, now: datetime, coverage: Coverage) -> Answer:
        if asked.talk and SAID.search(asked.text.lower()) and asked.topic:
            # What somebody said of a thing may be a promise, and then its state is worth more than a quote.
            said = replace(asked, kind=Kind.promises, talk=False, says_promise=True, strict=True)
            promised = self._from_ledger(said, reader, now, coverage)
            if not promised.refused:
                return promised
        found = quoted(asked, reader, now, self._ledger, self._search, coverage)
        if found:
            return found
        extra = said_by_others(asked, reader, now, self._ledger, self._search)
        return _refused(" ".join(filter(None, [wording.nothing(asked, coverage), extra])), coverage)


def _surely(found: Sequence[tuple[Promise, Chain]]) -> Sequence[tuple[Promise, Chain]]:
    """Without what may be no promise at all, unless there is nothing else to show."""
    return [(row, chain) for row, chain in found if any(map(_is_sure, chain.members))] or found


def _is_sure(row: Promise) -> bool:
    """Certain enough, or for a day to come: what names one is seldom a mere report."""
    return row.confidence >= _SURE or (row.due is not None and row.due > row.at.date())


def _entry(row: Promise, chain: Chain, events: dict[str, Event]) -> _Entry:
    at = [member.id for member in chain.members].index(row.id)
    older = [one for one in chain.members[:at] if one.superseded_by == row.id]
    newer = next((one for one in chain.members[at + 1 :] if one.id == row.superseded_by), None)
    moved = older[-1] if older else None
    return _Entry(
        row,
        events[row.event_id],
        moved_from=moved,
        moved_event=events.get(moved.event_id) if moved else None,
        moved_to=newer,
        moved_to_event=events.get(newer.event_id) if newer else None,
        settled_by=events.get(row.settled_by or ""),
    )


def _picked(asked: Question, entries: list[_Entry]) -> list[_Entry]:
    """The newest, or the next to come due, where the question asks for one."""
    if asked.pick == "newest" and entries:
        newest = max(e.promise.at for e in entries)
        return [e for e in entries if e.promise.at == newest]
    ahead = [e for e in entries if e.promise.due and e.promise.status_at(asked.today) is PromiseStatus.open]
    if asked.pick == "next" and ahead:
        soonest = min(e.promise.due for e in ahead if e.promise.due)
        return [e for e in ahead if e.promise.due == soonest]
    return entries


def _marks(citations: Citations, entry: _Entry, today: date) -> str:
    marks = citations.mark(entry.event, entry.promise.start, entry.promise.end)
    for row, event in ((entry.moved_from, entry.moved_event), (entry.moved_to, entry.moved_to_event)):
        if row is not None and event is not None:
            marks += citations.mark(event, row.start, row.end)
    settled = entry.promise.status_at(today) in (PromiseStatus.kept, PromiseStatus.withdrawn)
    if settled and entry.settled_by is not None:
        proof = citations.proof(entry.settled_by, entry.promise)
        marks += proof if proof not in marks else ""
    return marks


def _account_name(asked: Question, promise: Promise) -> str | None:
    """As the asker calls it, where only one account was asked for."""
    if asked.account_ids == (promise.account_id,):
        return asked.account_names[0]
    return promise.account


def _refused(text: str, coverage: Coverage) -> Answer:
    return Answer(answer=text, promises=(), citations=(), coverage=coverage, refused=True)


def _as_seen(promise: Promise, today: date) -> Promise:
    return promise.model_copy(update={"status": promise.status_at(today)})


def _stands_in(row: Promise, events: dict[str, Event]) -> bool:
    """Whether the reader may read its source and the quote is there, letter by letter."""
    event = events.get(row.event_id)
    return event is not None and event.text[row.start : row.end] == row.quote
