"""Reading a source page by page: it can be stopped, it comes to an end, and nothing stays open behind it."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from integrations.ports import Page
from records.errors import PromissoryError

T = TypeVar("T")
Stop = Callable[[], bool]
SAME_PAGE, NOTHING_NEW = 3, 1000
"""How often a source may tell one page in one go, and how many in a row that say nothing new."""


class Halt:
    """Whether to stop after the page in hand; once said, it stays so."""

    def __init__(self, stop: Stop) -> None:
        self._stop, self.said = stop, False

    def __call__(self) -> bool:
        self.said = self.said or self._stop()
        return self.said


class Circles:
    """Notices a source that tells the same again and again and would never come to an end."""

    def __init__(self, name: str, held: Callable[[], int]) -> None:
        self._name, self._held = name, held
        self._told: Counter[int] = Counter()
        self._idle = 0

    def refuse(self, page: Page, told_new: bool) -> None:
        """Raises PromissoryError when this page leads nowhere any more."""
        what = hash((page.cursor, tuple((c.ref, c.version, c.gone) for c in page.changes)))
        self._told[what] += 1
        self._idle = 0 if told_new else self._idle + 1
        if self._told[what] > SAME_PAGE or (
            # What is held already may all be told once more, one item a page.
            self._idle and self._idle % NOTHING_NEW == 0 and self._idle > self._held()
        ):
            raise PromissoryError(
                f"{self._name} tells the same changes again and again, so there is no end to reading them."
            )


@contextmanager
def ended(pages: Iterator[T]) -> Iterator[Iterator[T]]:
    """Closes what a source holds open for these pages, threads and sockets, also when storing one failed."""
    try:
        yield pages
    finally:
        close = getattr(pages, "close", None)
        if close is not None:
            close()
