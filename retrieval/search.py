"""Finds passages for a question by words and by meaning, among what the asker may read."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from records.errors import HomeBusy
from records.models import Hit
from retrieval.account_names import AccountNames
from retrieval.fulltext import match_expression, query_words
from retrieval.ports import Embedder, Index, Ledger
from retrieval.time_ranges import find_stretch

POOL = 100
"""Candidates of each kind; more changes nothing measurable, fewer loses right ones."""
MEANING = 0.5
"""Share of the vectors in the fused score, the rest is words; see benchmarks/retrieval_locomo.py."""
NEIGHBOURS = 0.5
"""What a short message gains from the better of its two neighbours in the thread: an answer rarely
repeats the words of its question."""
NAMED = 0.15
"""What a passage gains for the account, or for the time, that the question names."""
_FILTERED_POOL = 400
_LONGEST_QUERY = 2_000
_NUL = re.compile(r"[\x00-\x1f\ud800-\udfff]+")


@dataclass(frozen=True)
class Found:
    """A hit with what speaks for it: cosine (None if by words only) and the share of query words in it."""

    hit: Hit
    cosine: float | None
    words: float


@dataclass
class _Candidate:
    event_id: str
    start: int
    end: int
    bm25: float = 0.0
    cosine: float | None = None
    text: str | None = None
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
        candidates: dict[str, _Candidate] = {}
        for hit in self._ledger.search_words(
            reader,
            match_expression(query),
            POOL,
            account_ids=account_ids,
            said_from=since,
            said_to=until,
        ):
            one = _Candidate(hit.event_id, hit.start, hit.end, bm25=hit.score, text=hit.text)
            candidates[f"{hit.event_id}:{hit.start}"] = one
        self._add_near(candidates, query, reader, account_ids, since, until)
        ranked = self._ranked(candidates, query, reader, now, named=account_ids is None and not since)
        return self._readable(ranked, reader, k, per_event, frozenset(terms))

    def _add_near(
        self,
        candidates: dict[str, _Candidate],
        query: str,
        reader: str,
        account_ids: Sequence[str] | None,
        since: datetime | None,
        until: datetime | None,
    ) -> None:
        if self._index is None or self._embedder is None:
            return
        filtered = account_ids is not None or since is not None or until is not None
        vector = self._embedder.embed_query(query)
        pool = _FILTERED_POOL if filtered else POOL
        try:
            near = self._index.query(self._ledger.mailboxes(reader), vector, pool)
        except HomeBusy:
            # Words still find much, and a person is waiting; whoever shows the result says so.
            self.note = WORDS_ONLY
            return
        if filtered:
            ids = list({one.event_id for one in near})
            wanted = self._wanted(ids, account_ids, since, until)
            near = [one for one in near if one.event_id in wanted][:POOL]
        for one in near:
            known = candidates.setdefault(one.id, _Candidate(one.event_id, one.start, one.end))
            known.cosine = one.score

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
        self, candidates: dict[str, _Candidate], query: str, reader: str, now: datetime, named: bool
    ) -> list[_Candidate]:
        every = list(candidates.values())
        most = max((one.bm25 for one in every), default=0.0)
        cosines = sorted(one.cosine for one in every if one.cosine is not None)
        floor, top = (cosines[0], cosines[-1]) if cosines else (0.0, 0.0)
        meaning = MEANING if cosines else 0.0
        for one in every:
            words = one.bm25 / most if most > 0 else 0.0
            near = (one.cosine - floor) / (top - floor) if one.cosine is not None and top > floor else 0.0
            one.score = meaning * near + (1 - meaning) * words
        self._lift_neighbours(every)
        if named:
            self._lift_named(every, query, reader, now)
        return sorted(every, key=lambda one: (-one.score, one.event_id, one.start))

    def _lift_neighbours(self, every: list[_Candidate]) -> None:
        best: dict[str, float] = {}
        for one in every:
            best[one.event_id] = max(best.get(one.event_id, 0.0), one.score)
        around = self._ledger.neighbours_of(list(best))
        for one in every:
            sides = [best.get(side, 0.0) for side in around.get(one.event_id, ()) if side]
            one.score += NEIGHBOURS * max(sides, default=0.0)

    def _lift_named(self, every: list[_Candidate], query: str, reader: str, now: datetime) -> None:
        ids = list({one.event_id for one in every})
        accounts = {i for mention in AccountNames.of(self._ledger, reader).find(query) for i in mention.ids}
        stretch = find_stretch(query, now.date())
        of = self._ledger.accounts_of(ids) if accounts else {}
        dates = self._ledger.dates_of(ids) if stretch else {}
        for one in every:
            if accounts.intersection(of.get(one.event_id, ())):
                one.score += NAMED
            at = dates.get(one.event_id)
            if stretch and at is not None and _day(at, now) in stretch:
                one.score += NAMED

    def _readable(
        self,
        ranked: Sequence[_Candidate],
        reader: str,
        k: int,
        per_event: int,
        terms: frozenset[str],
    ) -> list[Found]:
        found: list[Found] = []
        taken: dict[str, int] = {}
        best = max((one.score for one in ranked), default=0.0) or 1.0
        step = max(2 * k, 10)
        for at in range(0, len(ranked), step):
            part = ranked[at : at + step]
            events = self._ledger.events(reader, list({one.event_id for one in part}))
            for one in part:
                event = events.get(one.event_id)
                if event is None or taken.get(event.id, 0) >= per_event:
                    continue
                text = event.text[one.start : one.end]
                if not text:
                    continue
                taken[event.id] = taken.get(event.id, 0) + 1
                hit = Hit(
                    event_id=event.id,
                    external_id=event.external_id,
                    score=round(one.score / best, 4),
                    text=text,
                    start=one.start,
                    end=one.end,
                )
                found.append(Found(hit, one.cosine, coverage(terms, text)))
                if len(found) == k:
                    return found
        return found


def coverage(terms: Iterable[str], text: str) -> float:
    """The share of the terms whose first letters begin some word of the text."""
    wanted = list(terms)
    if not wanted:
        return 0.0
    words = {word[:5] for word in query_words(text)} | {word[:5] for word in text.lower().split()}
    return sum(term[:5] in words for term in wanted) / len(wanted)


def _day(at: datetime, now: datetime) -> date:
    return at.astimezone(now.tzinfo).date()
