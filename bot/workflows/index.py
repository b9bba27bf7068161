"""Vectors in the background: what the log knows and the index lacks is embedded, newest first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from records.event_log import EventLog
from records.models import Event
from records.people import People
from records.source_items import UNINDEX
from retrieval.chunking import embedding_texts, needs_before, passages, said_before
from retrieval.ports import Embedder, Index

BATCH = 64


@dataclass(frozen=True)
class BuildIndex:
    """Stopping at any moment loses nothing: an event counts as embedded only after its vectors are stored."""

    log: EventLog
    people: People
    index: Callable[[], Index]
    embedder: Callable[[], Embedder]
    name: str
    """Name of the embedder, without loading it."""

    def waiting(self) -> int:
        return self.log.count_unembedded(self.name)

    def run(
        self,
        on_progress: Callable[[int, int], None] = lambda done, total: None,
        stop: Callable[[], bool] = lambda: False,
    ) -> int:
        """Embed everything that waits; returns how many events were done."""
        total, done = self.waiting(), 0
        on_progress(0, total)
        while not stop() and (pairs := self.log.unembedded(self.name, BATCH)):
            events = self.log.get(sorted({e for _, e in pairs}))
            cuts = {e.id: passages(e) for e in events.values()}
            chosen = [(e, p) for e in events.values() for p in cuts[e.id]]
            names = self.log.account_names(list(events))
            texts = [
                text
                for e in events.values()
                for text in embedding_texts(e, cuts[e.id], self._before(e), names.get(e.id, ""))
            ]
            vectors, words = self.embedder().embed_with_words(texts) if texts else (None, [])
            at: dict[str, list[int]] = {}
            for n, (e, _) in enumerate(chosen):
                at.setdefault(e.id, []).append(n)
            for mailbox in sorted({m for m, _ in pairs}):
                rows = [n for m, e in pairs if m == mailbox for n in at.get(e, [])]
                if vectors is not None and rows:
                    cut = [chosen[n][1] for n in rows]
                    self.index().add(mailbox, cut, vectors[rows], [words[n] for n in rows])
            self.log.mark_embedded(pairs, self.name)
            self._take_out(self.log.unseen(pairs))  # deleted at its source while it was embedded
            done += len(pairs)
            on_progress(done, max(total, done))
        return done

    def unindex(self) -> None:
        """Take the vectors out of what a source deleted; asks the log what that is."""
        keys = self.log.work(UNINDEX)
        pairs = [(mailbox, event_id) for mailbox, _, event_id in (key.partition(" ") for key in keys)]
        for start in range(0, len(pairs), BATCH):
            self._take_out(self.log.unseen(pairs[start : start + BATCH]))
            self.log.finish_work(UNINDEX, keys[start : start + BATCH])

    def _take_out(self, pairs: Sequence[tuple[str, str]]) -> None:
        for mailbox in sorted({m for m, _ in pairs}):
            self.index().delete_events(mailbox, [e for m, e in pairs if m == mailbox])

    def _before(self, event: Event) -> str:
        """What was said just before in the same thread: short replies mean little without it."""
        if not needs_before(event):
            return ""
        earlier: list[Event] = []
        latest: Event | None = event
        while len(earlier) < 2 and latest and (latest := self.log.before_in_thread(latest)):
            earlier.insert(0, latest)
        return said_before(earlier)

    def rebuild(self, on_progress: Callable[[int, int], None] = lambda done, total: None) -> int:
        """Drop vectors and words and write them anew from the log; the ids come out the same."""
        for mailbox in {*self.index().mailboxes(), *self.people.mailboxes()}:
            self.index().drop(mailbox)
        self.log.forget_embeddings()
        self.log.rebuild_words(lambda event: [(p.start, p.end) for p in passages(event)])
        return self.run(on_progress)
