"""Fetches the next while the last is being used, so that nobody waits for the network who could work."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar, cast

T = TypeVar("T")


def one_ahead(items: Iterator[T], done: Callable[[], None]) -> Iterator[T]:
    """The same items in the same order, made by another thread and at most one before it is asked for.

    An error comes where its item would have come. `done` is called in the other thread at the end, also
    when the caller stops halfway; nobody waits for it.
    """
    end = object()
    pool = ThreadPoolExecutor(1, thread_name_prefix="imap-ahead")
    try:
        upcoming = pool.submit(next, items, end)
        while (item := upcoming.result()) is not end:
            upcoming = pool.submit(next, items, end)
            yield cast("T", item)
    finally:
        pool.submit(done)
        pool.shutdown(wait=False)
