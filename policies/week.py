"""What the report of a week tells."""

from datetime import datetime

from policies.accuracy import Share, drift
from records.models import Frozen


class Figure(Frozen):
    """One kind of finding in this week and the one before."""

    kind: str
    now: Share
    before: Share

    @property
    def drift(self) -> str:
        return drift(self.before, self.now)


class Wrong(Frozen):
    """Something that a person said was wrong; `quote` only where the reader of the report may read it."""

    kind: str
    subject_id: str
    click: str
    at: datetime
    version: str | None
    confidence: float | None
    quote: str | None


class Count(Frozen):
    """How many, this week and in the week before."""

    name: str
    now: int
    before: int


class Weekly(Frozen):
    """`start` and `end` are midnights where the reader is; `ignored` are cards that expired unanswered."""

    week: str
    start: datetime
    end: datetime
    figures: tuple[Figure, ...]
    wrong: tuple[Wrong, ...]
    counts: tuple[Count, ...]
    outcomes: tuple[Count, ...]
    clicks: tuple[Count, ...]
    ignored: tuple[Count, ...]
    versions: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        return not any(c.now for c in (*self.counts, *self.outcomes, *self.clicks, *self.ignored))
