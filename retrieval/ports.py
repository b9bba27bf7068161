"""What retrieval needs from the system of record and from its engines, as Protocols."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from records.correspondents import Correspondent
from records.event_facts import EventFacts, SaidIntent
from records.models import (
    Account,
    Coverage,
    Direction,
    Event,
    Hit,
    Match,
    Person,
    Promise,
    PromiseStatus,
)


class Embedder(Protocol):
    """Texts to unit-length float32 rows of shape (n, dimensions)."""

    name: str
    dimensions: int

    def embed_passages(self, texts: Sequence[str]) -> Any: ...

    def embed_query(self, text: str) -> Any: ...

    def embed_with_words(self, texts: Sequence[str]) -> tuple[Any, list[Any]]:
        """As `embed_passages`, and the words of each text as `retrieval.word_match.packed` keeps them."""
        ...

    def embed_question(self, text: str) -> tuple[Any, Any]:
        """As `embed_query`, and the question's words (`retrieval.word_match.QuestionWords`)."""
        ...

    def pieces(self, text: str) -> int:
        """How many word pieces a text has."""
        ...


class Index(Protocol):
    """Vectors, one collection per mailbox; rebuildable from SQL at any time."""

    def add(
        self, mailbox: str, passages: Sequence["Passage"], vectors: Any, words: Sequence[Any] = ()
    ) -> None: ...

    def delete_events(self, mailbox: str, event_ids: Iterable[str]) -> None: ...

    def query(self, mailboxes: Sequence[str], vector: Any, k: int) -> Sequence["VectorHit"]: ...

    def words(self, mailboxes: Sequence[str], passage_ids: Sequence[str]) -> dict[str, Any]:
        """The words of these passages, as `add` was given them, where they are known."""
        ...

    def ids(self, mailbox: str) -> set[str]: ...

    def mailboxes(self) -> list[str]: ...

    def drop(self, mailbox: str) -> None: ...


class Passage(Protocol):
    """A slice of an event's said text; `id` is stable: `<event_id>:<start>`."""

    @property
    def id(self) -> str: ...
    @property
    def event_id(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def text(self) -> str: ...


class VectorHit(Protocol):
    """A passage near a query; `score` is the cosine, higher is better."""

    @property
    def id(self) -> str: ...
    @property
    def event_id(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def score(self) -> float: ...


class Ledger(Protocol):
    """The reading side of the record, always on behalf of one reader; the store filters, in SQL.

    `reader` is the mail address of a known person. Nothing an unknown or unrelated reader may not
    read ever leaves these methods.
    """

    def mailboxes(self, reader: str) -> list[str]:
        """Ids of the mailboxes (= vector collections) the reader owns."""
        ...

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
        """Newest first. With `today`, statuses are those a reader sees (`broken` included)."""
        ...

    def events(self, reader: str, ids: Sequence[str]) -> dict[str, Event]:
        """The readable ones among `ids`."""
        ...

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
        """Full text: `match` is an FTS5 expression; hits are passages with bm25 scores, best first
        (higher is better)."""
        ...

    def intents(
        self, reader: str, labels: Sequence[str], *, account_ids: Sequence[str] | None = None, limit: int = 60
    ) -> list[SaidIntent]:
        """What people outside said with one of these labels, newest first."""
        ...

    def accounts_of(self, event_ids: Sequence[str]) -> dict[str, list[str]]:
        """Event id -> account ids."""
        ...

    def facts_of(self, event_ids: Sequence[str]) -> dict[str, EventFacts]:
        """What ranking needs of these events; erased ones are left out."""
        ...

    def dates_of(self, event_ids: Sequence[str]) -> dict[str, datetime]: ...

    def neighbours_of(self, event_ids: Sequence[str]) -> dict[str, tuple[str | None, str | None]]:
        """Event id -> the events just before and after it in its thread (by time), where it has one."""
        ...

    def coverage(self, reader: str, account_ids: Sequence[str] | None = None) -> Coverage: ...

    def people(self) -> list[Person]: ...

    def accounts(self, reader: str) -> list[Account]:
        """Accounts whose name the reader may know: the CRM's, and provisional ones of mail they may read."""
        ...

    def accounts_among(self, account_ids: Collection[str]) -> list[Account]:
        """These accounts, for ranking only: whether the reader may know them is not asked."""
        ...

    def correspondents(self, reader: str) -> list[Correspondent]:
        """Everybody named in the head of an event that the reader may read."""
        ...

    def match_account(self, words: str) -> Match:
        """Account by name, alias, domain or address, with score and reason."""
        ...
