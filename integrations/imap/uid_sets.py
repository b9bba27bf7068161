"""Sets of message numbers as ranges, which stay small however large a folder is."""

import re
from collections.abc import Iterable, Iterator

LAST = 2**32 - 1
"""The highest number that a message can have."""

_TEXT = re.compile(r"(?:\d{1,10}(?::\d{1,10})?(?:,\d{1,10}(?::\d{1,10})?)*)?\Z")


class UidSet:
    """An immutable set of message numbers; written as IMAP writes it: "1:5,9"."""

    __slots__ = ("_ranges",)

    def __init__(self, ranges: Iterable[tuple[int, int]] = ()) -> None:
        """Ranges with both ends included, in any order; they may overlap."""
        joined: list[tuple[int, int]] = []
        for low, high in sorted(ranges):
            if joined and low <= joined[-1][1] + 1:
                if high > joined[-1][1]:
                    joined[-1] = (joined[-1][0], high)
            else:
                joined.append((low, high))
        self._ranges = tuple(joined)

    @classmethod
    def of(cls, numbers: Iterable[int]) -> "UidSet":
        """Exactly these numbers."""
        return cls((n, n) for n in numbers)

    @classmethod
    def parse(cls, text: str) -> "UidSet":
        """What `str` wrote, or a server did. Raises ValueError."""
        if not _TEXT.match(text):
            raise ValueError("this is no set of message numbers")
        ranges = []
        for part in text.split(",") if text else ():
            low, _, high = part.partition(":")
            ends = (int(low), int(high or low))
            ranges.append((min(ends), max(ends)))
        return cls(ranges)

    def __str__(self) -> str:
        return ",".join(f"{low}:{high}" if high > low else str(low) for low, high in self._ranges)

    def __len__(self) -> int:
        return sum(high - low + 1 for low, high in self._ranges)

    def __iter__(self) -> Iterator[int]:
        for low, high in self._ranges:
            yield from range(low, high + 1)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, UidSet) and self._ranges == other._ranges

    def __hash__(self) -> int:
        return hash(self._ranges)

    def __or__(self, other: "UidSet") -> "UidSet":
        return UidSet((*self._ranges, *other._ranges))

    def __sub__(self, other: "UidSet") -> "UidSet":
        left: list[tuple[int, int]] = []
        cuts = iter(other._ranges)
        cut = next(cuts, None)
        for low, high in self._ranges:
            while cut is not None and cut[1] < low:
                cut = next(cuts, None)
            while cut is not None and cut[0] <= high:
                if low < cut[0]:
                    left.append((low, cut[0] - 1))
                low = cut[1] + 1
                if low > high:
                    break
                cut = next(cuts, None)
            if low <= high:
                left.append((low, high))
        return UidSet(left)

    def __and__(self, other: "UidSet") -> "UidSet":
        return self - (self - other)

    def span(self) -> str:
        """From the lowest to the highest, as IMAP writes it. Raises IndexError for the empty set."""
        return f"{self._ranges[0][0]}:{self._ranges[-1][1]}"

    def since(self, first: int) -> "UidSet":
        """The numbers from `first` on."""
        return UidSet((max(low, first), high) for low, high in self._ranges if high >= first)

    def portions(self, size: int) -> Iterator["UidSet"]:
        """The same in sets of at most `size` numbers, the lowest first."""
        taken: list[tuple[int, int]] = []
        room = size
        for low, high in self._ranges:
            while low <= high:
                end = min(high, low + room - 1)
                taken.append((low, end))
                room -= end - low + 1
                low = end + 1
                if room == 0:
                    yield UidSet(taken)
                    taken, room = [], size
        if taken:
            yield UidSet(taken)
