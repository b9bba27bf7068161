"""Pulls Gmail's notices from a Pub/Sub subscription, for homes that nobody can call from outside."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from typing import Generic, Protocol, TypeVar

from integrations.errors import Retry
from records.errors import PromissoryError

SHORTEST = 1.0
"""Seconds between two questions where the other side does not wait for news itself."""
FIRST_WAIT, LONGEST_WAIT = 5.0, 300.0
"""Seconds after a failure, doubled each time: whatever is not pulled is polled."""
log = logging.getLogger("promissory.notices")

N = TypeVar("N")


class Pulls(Protocol[N]):
    """A subscription: what is not acknowledged comes again."""

    def pull(self) -> list[N]: ...

    def acknowledge(self, notices: list[N]) -> None: ...


class PulledNotices(Generic[N]):
    """A thread that waits for notices, stores whose news they are, and only then acknowledges them."""

    def __init__(self, subscription: Pulls[N], store: Callable[[Sequence[N]], None]) -> None:
        """`store` returns once they are on the disk; it must be harmless when one comes twice."""
        self._subscription, self._store = subscription, store
        self._stopping = threading.Event()
        self._failures = 0
        self._thread = threading.Thread(target=self._run, name="pulled notices", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """A question that waits at Google is left alone: what it brings is not stored and comes again."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout=1)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._stopping.wait(self._once())

    def _once(self) -> float:
        """One question; the seconds until the next one."""
        asked = time.monotonic()
        try:
            found = self._subscription.pull()
            if found and not self._stopping.is_set():
                self._store(found)
                self._subscription.acknowledge(found)
        except PromissoryError as problem:
            return self._failed(str(problem), problem.after if isinstance(problem, Retry) else 0.0)
        except Exception as problem:  # noqa: BLE001 - its own words may quote what came in
            return self._failed(type(problem).__name__, 0.0)
        self._failures = 0
        return 0.0 if found else max(0.0, SHORTEST - (time.monotonic() - asked))

    def _failed(self, why: str, after: float) -> float:
        if not self._failures:
            log.warning("Gmail's notices can't be pulled, so its mailboxes are polled meanwhile: %s", why)
        wait: float = min(FIRST_WAIT * 2 ** min(self._failures, 10), LONGEST_WAIT)
        self._failures += 1
        return max(wait, after)
