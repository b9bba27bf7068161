"""The order in which mails are read: by time over all folders, in pages of bounded size, in little memory."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from integrations.formats.mime_limits import MAX_MAIL
from integrations.imap.answers import Meta
from integrations.imap.cursor import Reached
from integrations.imap.folders import Folder
from integrations.imap.uid_sets import LAST

PAGE = 100
PAGE_BYTES = 24 * 1024 * 1024
"""Of mail in one page; a single larger mail is a page of its own."""
_FAR = 2**35
"""A moment in seconds since 1970 after every mail."""


@dataclass(frozen=True)
class Place:
    """A folder, and the validity of its numbers."""

    folder: Folder
    validity: int


@dataclass(frozen=True)
class Item:
    """A message that waits to be read, in the `place`-th folder."""

    place: int
    meta: Meta


class Queue:
    """Messages of several folders, whose order is that of their names.

    Each is held as one number in which time, folder, message number and size follow each other, so
    that sorting half a million of them takes a second and some 25 MB.
    """

    def __init__(self) -> None:
        self._keys: list[int] = []

    def __len__(self) -> int:
        return len(self._keys)

    def put(self, place: int, metas: Iterable[Meta]) -> None:
        """Wait in line."""
        self._keys += [_key(m.at, place, m.uid, m.size) for m in metas]

    def newest_first(self, names: Sequence[str], after: Reached | None = None) -> Iterator[list[Item]]:
        """Pages of what waits behind `after`; `names` are those of the folders, by place."""
        self._keys.sort()
        start = 0
        if after is not None:
            place = bisect_left(names, after.folder)
            if place < len(names) and names[place] == after.folder:
                start = bisect_right(self._keys, _key(after.at, place, after.uid, LAST))
            else:
                start = bisect_left(self._keys, _key(after.at, place, LAST, 0))
        return self._pages(start)

    def oldest_first(self) -> Iterator[list[Item]]:
        """Pages of all that waits."""
        self._keys.sort(reverse=True)
        return self._pages(0)

    def _pages(self, start: int) -> Iterator[list[Item]]:
        """The queue's length is what waits behind the page given last."""
        keys = self._keys[start:]
        self._keys = keys
        keys.reverse()
        page: list[Item] = []
        size = 0
        while keys:
            item = _item(keys[-1])
            weight = item.meta.size if item.meta.size <= MAX_MAIL else 0
            if page and (len(page) == PAGE or size + weight > PAGE_BYTES):
                yield page
                page, size = [], 0
            keys.pop()
            page.append(item)
            size += weight
        if page:
            yield page


def _key(at: int, place: int, uid: int, size: int) -> int:
    return ((((_FAR - min(at, _FAR)) << 20 | place) << 32 | (LAST - uid)) << 32) | min(size, LAST)


def _item(key: int) -> Item:
    size, uid = key & LAST, LAST - (key >> 32 & LAST)
    return Item(key >> 64 & (2**20 - 1), Meta(uid, _FAR - (key >> 84), size))
