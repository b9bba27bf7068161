"""Who wrote, was written to or sat in a meeting, as far as one reader may know."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Correspondent:
    """An address of events that the reader may read; colleagues are among them."""

    email: str
    name: str | None
    accounts: frozenset[str]
    """Ids of the accounts of those events."""
