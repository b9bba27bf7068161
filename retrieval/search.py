"""Finds passages for a question by words and by meaning, among what the asker may read."""

import re
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from records.errors import HomeBusy
from records.event_facts import EventFacts
from records.models import Account, Event, Hit
from retrieval.account_names import AccountNames
from retrieval.fulltext import match_expression, query_words
from retrieval.non_answers import lost, seeks_a_question
from retrieval.ports import Embedder, Index, Ledger
from retrieval.time_ranges import find_stretch
from retrieval.word_match import QuestionWords, match

if TYPE_CHECKING:
    from retrieval.span_match import Place

POOL = 100
"""Candidates of each kind; more changes nothing measurable, fewer loses right ones."""
COMPARED = 80
"""Of all candidates those whose words are compared one by one."""
WORD_MEANING = 0.6
"""Share in the fused score of the words' meanings where they stand; see benchmarks/retrieval_locomo.py."""
MEANING = 0.1
"""Share of the passage's meaning as a whole; the rest is words as they are spelled."""
MEANING_ALONE = 0.5
"""The same while no passage's words are known."""
NEIGHBOURS = 0.5
"""What a chat message gains from the better of its two neighbours: an answer rarely repeats the words
of its question. A mail stands for itself, there it only hurt."""
NAMED = 0.15
"""What a passage gains for the account, or for the time, that the question names."""
SENDER = 0.2
"""What it gains for coming from somebody the question names."""
_FILTERED_POOL = 400
_READ_BESIDES = 10
"""Passages read besides as many as are wanted, because some of the best only ask."""
_LONGEST_QUERY = 2_000
_REMEMBERED_SECONDS = 60.0
_WORDS = re.compile(r"\w+").findall
_AROUND = ".,;:!?()[]\"'“”„«»"
_NUL = re.compile(r"[\x00-\x1f\ud800-\udfff]+")


@dataclass(frozen=True)
class Found:
    """A hit with what speaks for it: cosine (None if by words only) and the share of query words in it."""

    hit: Hit
    cosine: float | None
    words: float


@dataclass
class _Candidate:
    id: str
    event_id: str
    start: int
    end: int
    bm25: float = 0.0
    cosine: float | None = None
    score: float = 0.0


WORDS_ONLY = "another Promissory process uses the search index, so this was searched by words only"


class Search:
    """Words alone where `index` or `embedder` is None; the store filters by reader, never this class."""

    def __init__(self, ledger: Ledger, index: Index | None, embedder: Embedder | None) -> None:
        self._ledger = ledger
        self._index = index
        self._embedder = embedder
        self.note: str | None = None
        """What a reader should know of how it was searched."""
        self._accounts: dict[str, Account] = {}
        self._accounts_read = 0.0

    def search(
        self,
        query: str,
        reader: str,
        k: int,
        now: datetime,
        *,
        account_ids: Sequence[str] | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> list[Hit]:
        """The `k` best passages, one per event, best first, as exact slices of their events' text.

        `account_ids`, `since` and `until` filter; an account or a time that only the query itself
        names moves its passages up.
        """
        found = self.find(query, reader, k, now, account_ids=account_ids, since=since, until=until)
        return [one.hit for one in found]

    def find(
        self,
        query: str,
        reader: str,
        k: int,
        now: datetime,
        *,
        account_ids: Sequence[str] | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        per_event: int = 1,
    ) -> list[Found]:
        """As `search`, with the evidence for each hit."""
        query = _NUL.sub(" ", query[:_LONGEST_QUERY]).strip()
        k = max(1, min(k, POOL))
        terms = query_words(query)
        if not terms or account_ids == []:
            return []
        mailboxes = self._ledger.mailboxes(reader)
        candidates: dict[str, _Candidate] = {}
        for hit in self._ledger.search_words(
            reader,
            match_expression(query),
            POOL,
            account_ids=account_ids,
            said_from=since,
            said_to=until,
        ):
            one = _Candidate(f"{hit.event_id}:{hit.start}", hit.event_id, hit.start, hit.end, bm25=hit.score)
            candidates[one.id] = one
        asked = self._add_near(candidates, query, mailboxes, account_ids, since, until)
        ranked = self._ranked(list(candidates.values()), asked, mailboxes, k)
        self._lift(ranked, query, now, named=account_ids is None and not since)
        ranked.sort(key=_best_first)
        events = self._lower_non_answers(ranked, reader, query, k)
        return self._readable(ranked, events, reader, k, per_event, frozenset(terms))

    def alike(self, query: str, reader: str, places: Sequence["Place"]) -> list[float] | None:
        """For each span of an event how well the query's words match it, by meaning; None by words only.

        About .5 is the same thing, .1 is nothing in common. The caller has read the events for `reader`.
        """
        if self._index is None or self._embedder is None or not places or not query.strip():
            return None
        from retrieval.span_match import scores

        try:
            return scores(query, places, self._ledger.mailboxes(reader), self._index, self._embedder)
        except HomeBusy:
            self.note = WORDS_ONLY
            return None

    def _add_near(
        self,
        candidates: dict[str, _Candidate],
        query: str,
        mailboxes: Sequence[str],
        account_ids: Sequence[str] | None,
        since: datetime | None,
        until: datetime | None,
    ) -> QuestionWords | None:
        if self._index is None or self._embedder is None:
            return None
        filtered = account_ids is not None or since is not None or until is not None
        words: QuestionWords
        vector, words = self._embedder.embed_question(query)
        pool = _FILTERED_POOL if filtered else POOL
        try:
            near = self._index.query(mailboxes, vector, pool)
        except HomeBusy:
            # Words still find much, and a person is waiting; whoever shows the result says so.
            self.note = WORDS_ONLY
            return None
        if filtered:
            ids = list({one.event_id for one in near})
            wanted = self._wanted(ids, account_ids, since, until)
            near = [one for one in near if one.event_id in wanted][:POOL]
        for one in near:
            known = candidates.setdefault(one.id, _Candidate(one.id, one.event_id, one.start, one.end))
            known.cosine = one.score
        return words

    def _wanted(
        self,
        ids: list[str],
        account_ids: Sequence[str] | None,
        since: datetime | None,
        until: datetime | None,
    ) -> set[str]:
        wanted = set(ids)
        if account_ids is not None:
            asked = set(account_ids)
            accounts = self._ledger.accounts_of(ids)
            wanted = {i for i in wanted if asked.intersection(accounts.get(i, ()))}
        if since is not None or until is not None:
            dates = self._ledger.dates_of(list(wanted))
            wanted = {
                i
                for i in wanted
                if i in dates and (not since or since <= dates[i]) and (not until or dates[i] < until)
            }
        return wanted

    def _ranked(
        self, every: list[_Candidate], asked: QuestionWords | None, mailboxes: Sequence[str], k: int
    ) -> list[_Candidate]:
        """All candidates with the fused score; the words of only the best are compared one by one."""
        most = max((one.bm25 for one in every), default=0.0)
        spelled = {id(one): one.bm25 / most if most > 0 else 0.0 for one in every}
        meant = _scaled({id(one): one.cosine for one in every if one.cosine is not None})
        whole = MEANING_ALONE if meant else 0.0
        for one in every:
            one.score = whole * meant.get(id(one), 0.0) + (1 - whole) * spelled[id(one)]
        every = sorted(every, key=_best_first)
        best = every[: max(COMPARED, k)]
        if asked is None or self._index is None or not best:
            return every
        known = self._index.words(mailboxes, [one.id for one in best])
        readable = [one for one in best if one.id in known]
        if not readable:
            return every
        matches = match(asked, [known[one.id] for one in readable])
        alike = _scaled({id(one): float(score) for one, score in zip(readable, matches, strict=True)})
        for one in best:
            one.score = (
                WORD_MEANING * alike.get(id(one), 0.0)
                + MEANING * meant.get(id(one), 0.0)
                + (1 - WORD_MEANING - MEANING) * spelled[id(one)]
            )
        return best

    def _lift(self, every: Sequence[_Candidate], query: str, now: datetime, named: bool) -> None:
        facts = self._ledger.facts_of(list({one.event_id for one in every}))
        self._lift_senders(every, query, facts)
        self._lift_neighbours(every, [event_id for event_id, fact in facts.items() if fact.is_chat])
        if not named:
            return
        accounts = self._named(query, {i for fact in facts.values() for i in fact.accounts})
        stretch = find_stretch(query, now.date())
        for one in every:
            fact = facts.get(one.event_id)
            if fact is None:
                continue
            if accounts & fact.accounts:
                one.score += NAMED
            if stretch and _day(fact.at, now) in stretch:
                one.score += NAMED

    def _named(self, query: str, account_ids: set[str]) -> set[str]:
        """Those accounts that the query names; all names there are would take longer than the search."""
        if time.monotonic() - self._accounts_read > _REMEMBERED_SECONDS:
            self._accounts, self._accounts_read = {}, time.monotonic()
        missing = account_ids - self._accounts.keys()
        if missing:
            self._accounts |= {one.id: one for one in self._ledger.accounts_among(missing)}
        starts = {word[:3] for word in _WORDS(query.casefold())}
        likely = [
            one
            for one in (self._accounts[i] for i in sorted(account_ids) if i in self._accounts)
            if starts.intersection(
                word[:3]
                for name in (one.name, *one.aliases, *one.domains)
                for word in _WORDS(name.casefold())
            )
        ]
        return {i for mention in AccountNames(likely).find(query) for i in mention.ids}

    def _lift_senders(self, every: Sequence[_Candidate], query: str, facts: Mapping[str, EventFacts]) -> None:
        asked = {word.removesuffix("'s").removesuffix("’s") for word in query.casefold().split()}
        asked = {word.strip(_AROUND) for word in asked}
        for one in every:
            fact = facts.get(one.event_id)
            if fact and any(len(n) > 2 and n in asked for n in fact.sender_name.casefold().split()):
                one.score += SENDER

    def _lift_neighbours(self, every: Sequence[_Candidate], chats: list[str]) -> None:
        if not chats:
            return
        best: dict[str, float] = {}
        for one in every:
            best[one.event_id] = max(best.get(one.event_id, 0.0), one.score)
        around = self._ledger.neighbours_of(chats)
        for one in every:
            sides = [best.get(side, 0.0) for side in around.get(one.event_id, ()) if side]
            one.score += NEIGHBOURS * max(sides, default=0.0)

    def _lower_non_answers(
        self, ranked: list[_Candidate], reader: str, query: str, k: int
    ) -> dict[str, Event | None]:
        """Ranks the best anew, without what questions and newsletters lose; gives the events it read for that."""
        head = ranked[: k + _READ_BESIDES]
        ids = list({one.event_id for one in head})
        events = self._ledger.events(reader, ids)
        wanted = seeks_a_question(query)
        for one in head:
            event = events.get(one.event_id)
            if event is not None:
                one.score -= lost(event, event.text[one.start : one.end], question_wanted=wanted)
        ranked.sort(key=_best_first)
        return {event_id: events.get(event_id) for event_id in ids}

    def _readable(
        self,
        ranked: Sequence[_Candidate],
        read: Mapping[str, Event | None],
        reader: str,
        k: int,
        per_event: int,
        terms: frozenset[str],
    ) -> list[Found]:
        found: list[Found] = []
        taken: dict[str, int] = {}
        best = max((one.score for one in ranked), default=0.0)
        best = best if best > 0 else 1.0
        step = max(k + 2, 10)
        for at in range(0, len(ranked), step):
            part = ranked[at : at + step]
            events = self._ledger.events(reader, list({one.event_id for one in part} - read.keys()))
            for one in part:
                event = read.get(one.event_id) or events.get(one.event_id)
                if event is None or taken.get(event.id, 0) >= per_event:
                    continue
                text = event.text[one.start : one.end]
                if not text:
                    continue
                taken[event.id] = taken.get(event.id, 0) + 1
                hit = Hit(
                    event_id=event.id,
                    external_id=event.external_id,
                    score=round(max(0.0, one.score) / best, 4),
                    text=text,
                    start=one.start,
                    end=one.end,
                )
                found.append(Found(hit, one.cosine, coverage(terms, text)))
                if len(found) == k:
                    return found
        return found


def _best_first(one: _Candidate) -> tuple[float, str, int]:
    return -one.score, one.event_id, one.start


def _scaled(scores: Mapping[int, float]) -> dict[int, float]:
    """From 0 for the lowest to 1 for the highest; all 0 where they are equal."""
    low, high = min(scores.values(), default=0.0), max(scores.values(), default=0.0)
    return {key: (score - low) / (high - low) if high > low else 0.0 for key, score in scores.items()}


def coverage(terms: Iterable[str], text: str) -> float:
    """The share of the terms whose first letters begin some word of the text."""
    wanted = list(terms)
    if not wanted:
        return 0.0
    words = {word[:5] for word in query_words(text)} | {word[:5] for word in text.lower().split()}
    return sum(term[:5] in words for term in wanted) / len(wanted)


def _day(at: datetime, now: datetime) -> date:
    return at.astimezone(now.tzinfo).date()
