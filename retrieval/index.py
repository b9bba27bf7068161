"""Vectors in embedded Chroma, one collection per mailbox; the only importer of chromadb."""

import hashlib
import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from records.errors import HomeBusy
from retrieval.ports import Passage
from retrieval.word_store import WordStore

_TENANT = "default_tenant"
_DATABASE = "default_database"
_PAGE = 5_000
_NAME = re.compile(r"[a-zA-Z0-9](?:[a-zA-Z0-9._-]{0,200}[a-zA-Z0-9])?")
_OPEN_FILES_PER_COLLECTION = 5


@dataclass(frozen=True)
class Near:
    """A passage near a query; `score` is the cosine."""

    id: str
    event_id: str
    start: int
    end: int
    score: float


class IndexLock:
    """One process at a time in one folder: two of them corrupt Chroma's files."""

    def __init__(self, folder: Path, wait: float = 2.0) -> None:
        self._folder = folder
        self._wait = wait
        self._lock: Any = None

    def acquire(self) -> None:
        """Raises HomeBusy when another process holds the folder for longer than `wait` seconds."""
        if self._lock is not None:
            return
        from filelock import FileLock, Timeout

        self._folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self._folder / "index.lock", timeout=self._wait)
        try:
            lock.acquire(poll_interval=0.05)
        except Timeout as error:
            raise HomeBusy(
                f"Another Promissory process is using the search index in {self._folder}. "
                "Stop it, or wait until it is done, and try again."
            ) from error
        self._lock = lock

    def release(self) -> None:
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def __enter__(self) -> "IndexLock":
        self.acquire()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


class ChromaIndex:
    """Passages' vectors by cosine; opens its files at the first use and locks them until `close`.

    Until something is written, questions go straight to Chroma's engine, because importing the
    whole client takes 0.7 s and a person waits for the answer; the first write opens the client.
    Whatever is unexpected about the engine also leads to the client.
    """

    def __init__(self, path: Path | str, wait: float = 2.0) -> None:
        self._path = Path(path)
        self._lock = IndexLock(self._path, wait)
        self._guard = threading.RLock()
        self._engine: Any = None
        self._client: Any = None
        self._collections: dict[str, Any] = {}
        self._kept_words: WordStore | None = None

    def add(self, mailbox: str, passages: Sequence[Passage], vectors: Any, words: Sequence[Any] = ()) -> None:
        """Adds what is not there yet: a passage never changes, so a known id is left as it is.

        `words`, where given, are the passages' word pieces, uint8 of shape (pieces, 48) each.
        """
        rows = np.asarray(vectors, np.float32)
        if len(rows) != len(passages) or (words and len(words) != len(passages)):
            raise ValueError("as many vectors as passages are needed")
        unique = list({passage.id: i for i, passage in enumerate(passages)}.values())
        with self._guard:
            client = self._writer()
            collection = self._writable(mailbox)
            # First, so that no vector is ever without its place and its words.
            self._words().add(mailbox, [(passages[i], words[i] if words else b"") for i in unique])
            size = max(1, min(int(client.get_max_batch_size()), _PAGE))
            for at in range(0, len(unique), size):
                part = unique[at : at + size]
                known = set(collection.get(ids=[passages[i].id for i in part], include=[])["ids"])
                fresh = [i for i in part if passages[i].id not in known]
                if fresh:
                    collection.add(
                        ids=[passages[i].id for i in fresh],
                        embeddings=rows[fresh],
                        metadatas=[_facts(passages[i]) for i in fresh],
                    )

    def delete_events(self, mailbox: str, event_ids: Iterable[str]) -> None:
        """Forgets all passages of these events; unknown ones are no error."""
        wanted = sorted(set(event_ids))
        with self._guard:
            self._writer()
            if mailbox not in self.mailboxes():
                return
            collection = self._writable(mailbox)
            self._words().delete_events(mailbox, wanted)
            for at in range(0, len(wanted), 200):
                collection.delete(where={"event_id": {"$in": wanted[at : at + 200]}})

    def query(self, mailboxes: Sequence[str], vector: Any, k: int) -> list[Near]:
        """The `k` nearest passages of these mailboxes, best first, each once."""
        row = np.asarray(vector, np.float32).reshape(-1)
        scores: dict[str, float] = {}
        with self._guard:
            for mailbox in dict.fromkeys(mailboxes):
                for passage_id, score in self._near(mailbox, row, max(1, k)):
                    scores[passage_id] = max(score, scores.get(passage_id, -1.0))
            best = sorted(scores, key=lambda i: (-scores[i], i))[:k]
            ends = self._words().ends(best) if best else {}
        return [Near(i, *_place(i), ends[i], scores[i]) for i in best if i in ends]

    def ids(self, mailbox: str) -> set[str]:
        """Ids of all passages in a mailbox's collection; empty for an unknown mailbox."""
        with self._guard:
            if mailbox not in self.mailboxes():
                return set()
            return set(self._all_ids(mailbox))

    def mailboxes(self) -> list[str]:
        """Mailboxes that have a collection."""
        with self._guard:
            return sorted(self._by_mailbox())

    def drop(self, mailbox: str) -> None:
        """Removes a mailbox's collection, to build it again or to forget it."""
        with self._guard:
            client = self._writer()
            if mailbox in self.mailboxes():
                client.delete_collection(collection_name(mailbox))
            self._collections.pop(mailbox, None)
            self._words().drop(mailbox)

    def words(self, mailboxes: Sequence[str], passage_ids: Sequence[str]) -> dict[str, Any]:
        """The word pieces of these passages in these mailboxes, as `add` was given them."""
        with self._guard:
            self._reader()
            return self._words().of(mailboxes, passage_ids)

    def close(self) -> None:
        """Gives the files and the lock back; the next call opens them again."""
        with self._guard:
            client, self._client, self._engine = self._client, None, None
            self._collections.clear()
            if self._kept_words is not None:
                self._kept_words.close()
                self._kept_words = None
            if client is not None:
                client.close()
            self._lock.release()

    def __enter__(self) -> "ChromaIndex":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _near(self, mailbox: str, row: Any, k: int) -> Iterator[tuple[str, float]]:
        """Ids and cosines; Chroma would take longer to look up what it was told about each than to find it."""
        collection = self._readable(mailbox)
        if collection is None:
            return
        if self._client is not None:
            found = collection.query(query_embeddings=row[None], n_results=k, include=["distances"])
            ids, distances = found["ids"], found["distances"]
        else:
            wanted = (str(collection.id), None, [row.tolist()], k, None, None, ["distances"])
            answer = self._engine.query(*wanted, _TENANT, _DATABASE)
            ids, distances = answer.ids, answer.distances
        for passage_id, distance in zip(ids[0], distances[0], strict=True):
            yield passage_id, 1.0 - float(distance)

    def _words(self) -> WordStore:
        """Under the same lock as the vectors."""
        if self._kept_words is None:
            self._kept_words = WordStore(self._path / "words.sqlite")
        return self._kept_words

    def _all_ids(self, mailbox: str) -> Iterator[str]:
        self._writer()
        collection = self._writable(mailbox)
        for at in range(0, collection.count(), _PAGE):
            yield from collection.get(limit=_PAGE, offset=at, include=[])["ids"]

    def _readable(self, mailbox: str) -> Any:
        """The mailbox's collection, or None; from the client when it is open, else from the engine."""
        if mailbox not in self._collections:
            self._collections.update(self._by_mailbox())
        return self._collections.get(mailbox)

    def _writable(self, mailbox: str) -> Any:
        if mailbox not in self._collections:
            self._collections[mailbox] = self._writer().get_or_create_collection(
                collection_name(mailbox),
                embedding_function=None,
                metadata={"mailbox": mailbox},
                configuration={"hnsw": {"space": "cosine", "ef_search": 128}},
            )
        return self._collections[mailbox]

    def _by_mailbox(self) -> dict[str, Any]:
        self._reader()
        if self._client is not None:
            listed = self._client.list_collections()
        else:
            listed = self._engine.list_collections(None, None, _TENANT, _DATABASE)
        return {c.metadata["mailbox"]: c for c in listed if c.metadata and "mailbox" in c.metadata}

    def _reader(self) -> None:
        """Opens the bare engine on an existing index, or else the client."""
        if self._client is not None or self._engine is not None:
            return
        self._lock.acquire()
        file = self._path / "chroma.sqlite3"
        if file.exists():
            try:
                self._engine = _bare_engine(self._path)
                self._engine.list_collections(None, None, _TENANT, _DATABASE)
                return
            except (ImportError, AttributeError, TypeError, ValueError):
                self._engine = None
        self._writer()

    def _writer(self) -> Any:
        if self._client is None:
            self._lock.acquire()
            self._engine = None
            self._collections.clear()
            import chromadb
            from chromadb.config import Settings

            settings = Settings(anonymized_telemetry=False)
            self._client = chromadb.PersistentClient(str(self._path), settings=settings)
        return self._client


def collection_name(mailbox: str) -> str:
    """A name Chroma accepts: the mailbox's id where it can be one, else its hash."""
    if _NAME.fullmatch(mailbox) and ".." not in mailbox:
        return f"mailbox-{mailbox}"
    return f"mailbox-{hashlib.sha256(mailbox.encode('utf-8', 'replace')).hexdigest()[:32]}"


def _place(passage_id: str) -> tuple[str, int]:
    event_id, _, start = passage_id.rpartition(":")
    return event_id, int(start)


def _facts(passage: Passage) -> dict[str, str]:
    return {"event_id": passage.event_id}


def _bare_engine(path: Path) -> Any:
    """Chroma's own engine as its client would start it, without the client around it."""
    import chromadb_rust_bindings as engine

    try:
        import resource

        files = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    except ImportError:
        files = 512
    database = engine.SqliteDBConfig(
        hash_type=engine.MigrationHash.MD5,
        migration_mode=engine.MigrationMode.Validate,
        url=str(path / "chroma.sqlite3"),
    )
    return engine.Bindings(
        allow_reset=False,
        sqlite_db_config=database,
        persist_path=str(path),
        hnsw_cache_size=max(16, min(files, 65_536) // _OPEN_FILES_PER_COLLECTION),
    )
