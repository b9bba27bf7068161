"""An in-memory Ledger: the same filters as the store, full text by a real SQLite FTS5 table."""

import sqlite3
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, datetime

from rapidfuzz import fuzz

from records.correspondents import Correspondent
from records.errors import UnknownReader
from records.event_facts import EventFacts, SaidIntent
from records.models import (
    Account,
    Coverage,
    Direction,
    Event,
    EventKind,
    Hit,
    Match,
    Person,
    Promise,
    PromiseStatus,
)
from retrieval.chunking import Passage, passages


class InMemoryLedger:
    """Add people, accounts, events and promises; every read is on behalf of one reader."""

    def __init__(self, people: Sequence[Person] = (), accounts: Sequence[Account] = ()) -> None:
        self._people = list(people)
        self._accounts = list(accounts)
        self._events: dict[str, Event] = {}
        self._readers: dict[str, set[str]] = {}
        self._of: dict[str, list[str]] = {}
        self._promises: list[Promise] = []
        self.said_intents: list[SaidIntent] = []
        """Add to it what people outside said with a label."""
        self._mailboxes: dict[str, str] = {}
        self._words = sqlite3.connect(":memory:", check_same_thread=False)
        self._words.execute(
            "create virtual table passages using fts5(text, context, event_id unindexed, start unindexed,"
            " stop unindexed, tokenize='porter unicode61 remove_diacritics 2')"
        )

    def add_event(
        self,
        event: Event,
        readers: Sequence[str],
        account_ids: Sequence[str] = (),
        cut: Sequence[Passage] | None = None,
    ) -> list[Passage]:
        """Logs an event; gives its passages, for a vector index."""
        self._events[event.id] = event
        self._readers[event.id] = set(readers)
        self._of[event.id] = list(account_ids)
        for reader in readers:
            self._mailboxes.setdefault(f"box-{reader}", reader)
        found = list(passages(event) if cut is None else cut)
        context = f"{event.subject} {event.sender.label if event.sender else ''}"
        self._words.executemany(
            "insert into passages values (?, ?, ?, ?, ?)",
            [(p.text, context, p.event_id, p.start, p.end) for p in found],
        )
        return found

    def add_promise(self, promise: Promise) -> None:
        self._promises.append(promise)

    def mailboxes(self, reader: str) -> list[str]:
        self._known(reader)
        return [box for box, owner in self._mailboxes.items() if owner == reader]

    def promises(
        self,
        reader: str,
        *,
        account_ids: Sequence[str] | None = None,
        direction: Direction | None = None,
        statuses: Sequence[PromiseStatus] | None = None,
        owner: str | None = None,
        said_from: datetime | None = None,
        said_to: datetime | None = None,
        due_from: date | None = None,
        due_to: date | None = None,
        today: date | None = None,
        limit: int = 500,
    ) -> list[Promise]:
        self._known(reader)
        found = []
        for promise in self._promises:
            status = promise.status_at(today) if today else promise.status
            if (
                reader in self._readers.get(promise.event_id, ())
                and (account_ids is None or promise.account_id in account_ids)
                and (direction is None or promise.direction is direction)
                and (statuses is None or status in statuses)
                and (owner is None or promise.owner == owner)
                and (said_from is None or promise.at >= said_from)
                and (said_to is None or promise.at < said_to)
                and (due_from is None or (promise.due is not None and promise.due >= due_from))
                and (due_to is None or (promise.due is not None and promise.due <= due_to))
            ):
                found.append(promise)
        return sorted(found, key=lambda p: p.at, reverse=True)[:limit]

    def events(self, reader: str, ids: Sequence[str]) -> dict[str, Event]:
        self._known(reader)
        return {i: self._events[i] for i in ids if reader in self._readers.get(i, ())}

    def intents(
        self, reader: str, labels: Sequence[str], *, account_ids: Sequence[str] | None = None, limit: int = 60
    ) -> list[SaidIntent]:
        self._known(reader)
        readable = [
            one
            for one in self.said_intents
            if one.label in labels
            and reader in self._readers.get(one.event_id, ())
            and (account_ids is None or set(account_ids) & set(self._of.get(one.event_id, ())))
        ]
        return sorted(readable, key=lambda one: one.at, reverse=True)[:limit]

    def search_words(
        self,
        reader: str,
        match: str,
        k: int,
        *,
        account_ids: Sequence[str] | None = None,
        said_from: datetime | None = None,
        said_to: datetime | None = None,
    ) -> list[Hit]:
        self._known(reader)
        hits: list[Hit] = []
        for event_id, start, stop, text, score in self._words.execute(
            "select event_id, start, stop, text, -bm25(passages) from passages"
            " where passages match ? order by bm25(passages)",
            (match,),
        ):
            event = self._events[event_id]
            if (
                reader in self._readers[event_id]
                and (account_ids is None or set(account_ids) & set(self._of[event_id]))
                and (said_from is None or event.at >= said_from)
                and (said_to is None or event.at < said_to)
            ):
                hits.append(
                    Hit(
                        event_id=event_id,
                        external_id=event.external_id,
                        score=score,
                        text=text,
                        start=start,
                        end=stop,
                    )
                )
            if len(hits) == k:
                break
        return hits

    def accounts_of(self, event_ids: Sequence[str]) -> dict[str, list[str]]:
        return {i: self._of[i] for i in event_ids if i in self._of}

    def facts_of(self, event_ids: Sequence[str]) -> dict[str, EventFacts]:
        known = {i: self._events[i] for i in event_ids if i in self._events}
        return {
            i: EventFacts(
                at=event.at,
                is_chat=event.kind is EventKind.chat,
                sender_name=(event.sender.name or "") if event.sender else "",
                accounts=frozenset(self._of[i]),
            )
            for i, event in known.items()
        }

    def dates_of(self, event_ids: Sequence[str]) -> dict[str, datetime]:
        return {i: self._events[i].at for i in event_ids if i in self._events}

    def neighbours_of(self, event_ids: Sequence[str]) -> dict[str, tuple[str | None, str | None]]:
        threads: dict[str, list[Event]] = {}
        for event in self._events.values():
            if event.thread:
                threads.setdefault(event.thread, []).append(event)
        found: dict[str, tuple[str | None, str | None]] = {}
        wanted = set(event_ids)
        for events in threads.values():
            events.sort(key=lambda e: (e.at, e.id))
            for i, event in enumerate(events):
                if event.id in wanted:
                    after = events[i + 1].id if i + 1 < len(events) else None
                    found[event.id] = (events[i - 1].id if i else None, after)
        return found

    def coverage(self, reader: str, account_ids: Sequence[str] | None = None) -> Coverage:
        self._known(reader)
        readable = [
            event
            for event in self._events.values()
            if reader in self._readers[event.id]
            and (account_ids is None or set(account_ids) & set(self._of[event.id]))
        ]
        counts = Counter(event.source for event in readable)
        return Coverage(
            sources=tuple(f"{source}: {count}" for source, count in sorted(counts.items())),
            as_of=max((event.at for event in readable), default=None),
            events=len(readable),
        )

    def people(self) -> list[Person]:
        return list(self._people)

    def accounts(self, reader: str) -> list[Account]:
        self._known(reader)
        readable = {a for i, of in self._of.items() if reader in self._readers[i] for a in of}
        return [a for a in self._accounts if not a.provisional or a.id in readable]

    def accounts_among(self, account_ids: Collection[str]) -> list[Account]:
        return [a for a in self._accounts if a.id in account_ids]

    def correspondents(self, reader: str) -> list[Correspondent]:
        self._known(reader)
        names: dict[str, str | None] = {}
        accounts: dict[str, set[str]] = {}
        for event in self._events.values():
            if reader in self._readers[event.id]:
                for who in (*event.participants, *(turn.speaker for turn in event.turns)):
                    if who.email:
                        names[who.email] = names.get(who.email) or who.name
                        accounts.setdefault(who.email, set()).update(self._of[event.id])
        return [Correspondent(email, name, frozenset(accounts[email])) for email, name in names.items()]

    def match_account(self, words: str) -> Match:
        scored = [(fuzz.ratio(words.lower(), a.name.lower()) / 100, a) for a in self._accounts]
        score, account = max(scored, key=lambda one: one[0], default=(0.0, None))
        return Match(account=account if score > 0.9 else None, score=score, why="name")

    def _known(self, reader: str) -> None:
        if not any(person.email == reader for person in self._people):
            raise UnknownReader(f"Nobody called {reader} works here.")
