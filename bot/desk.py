"""The desk of a chat: works on what was stored before its platform heard "ok", and tries again what crashed."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any

from bot.workflows.conversation import Deliveries

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Delivery:
    """One thing that we were told. What `remember` keeps survives a crash and is there at the next attempt."""

    id: str
    body: Json
    deliveries: Deliveries
    route: str = ""
    """Which work it asks for."""

    def remember(self, key: str, value: str) -> None:
        self.deliveries.remember(self.id, key, value)

    def remembered(self, key: str) -> str | None:
        return self.deliveries.remembered(self.id, key)


Work = Callable[[Delivery], None]


class Desk:
    """Routes deliveries to their work; `sorry` tells a person that it failed for good.

    `waits` are the seconds before each further attempt. The sign of life that comes before an answer has
    workers of its own (`quick`): it never waits behind the answers of others.
    """

    log = logging.getLogger("promissory.desk")

    def __init__(
        self,
        deliveries: Deliveries,
        workers: Executor,
        sorry: Work,
        *,
        waits: tuple[float, ...] = (1.0, 5.0, 20.0),
        quick: Executor | None = None,
    ) -> None:
        self._deliveries, self._workers, self._sorry, self._waits = deliveries, workers, sorry, waits
        self._quick = quick or workers
        self._routes: dict[str, Work] = {}
        self._firsts: dict[str, Work] = {}
        self._timers: set[threading.Timer] = set()
        self._in_hand: set[str] = set()
        self._closed = False

    def on(self, route: str, work: Work, *, first: Work | None = None) -> None:
        """`first` shows at once that it was felt; `work` must manage without it."""
        self._routes[route] = work
        if first is not None:
            self._firsts[route] = first

    def close(self) -> None:
        """Starts nothing more; what waits for another attempt stays stored for the next start."""
        self._closed = True
        for timer in list(self._timers):
            timer.cancel()

    def _is_new(self, name: str, body: Json) -> bool:
        """Stores it; False for a repeat, however old its claim is: work may wait long for its turn."""
        return name not in self._in_hand and self._deliveries.accept(name, body)

    def _begin(self, delivery: Delivery) -> None:
        """Its sign of life, if it has one, and then its work, so that no sign of life comes after the answer."""
        self._in_hand.add(delivery.id)
        first = self._firsts.get(delivery.route)
        if first is None or self._closed:
            self._submit(delivery, 0)
        else:
            self._quick.submit(self._feel, first, delivery)

    def _feel(self, first: Work, delivery: Delivery) -> None:
        try:
            first(delivery)
        except Exception as problem:  # noqa: BLE001 - the work shows it again, and is tried again
            self.log.info("delivery %s showed no sign of life: %s", delivery.id, type(problem).__name__)
        finally:
            self._submit(delivery, 0)

    def _take_up(self, left: list[Delivery]) -> int:
        """Works on what an earlier process left behind; returns how many."""
        for delivery in left:
            self._in_hand.add(delivery.id)
            self._submit(delivery, 0)
        return len(left)

    def _submit(self, delivery: Delivery, attempt: int) -> None:
        if not self._closed:
            self._workers.submit(self._run, delivery, attempt)

    def _run(self, delivery: Delivery, attempt: int) -> None:
        over = True  # also if the attempt breaks off: then a repeat may take it up when the claim has lapsed
        try:
            over = self._attempt(delivery, attempt)
        finally:
            if over or not self._later(delivery, attempt):
                self._in_hand.discard(delivery.id)

    def _attempt(self, delivery: Delivery, attempt: int) -> bool:
        """False if it must be tried again; else it is handled."""
        try:
            self._routes[delivery.route](delivery)
        except Exception as error:  # noqa: BLE001 - the person must hear of it or it is tried again
            told = (delivery.id, delivery.route, attempt + 1, type(error).__name__)
            self.log.warning("delivery %s (%s) failed at attempt %d: %s", *told)
            if attempt < len(self._waits):
                return False
            self._apologise(delivery)
        self._deliveries.done(delivery.id)
        return True

    def _later(self, delivery: Delivery, attempt: int) -> bool:
        """Plans the next attempt; False where none can be, and then a repeat or the next start takes it up."""
        if self._closed:
            return False

        def again() -> None:
            self._timers.discard(timer)
            self._submit(delivery, attempt + 1)

        timer = threading.Timer(self._waits[attempt], again)
        timer.daemon = True
        self._timers.add(timer)
        try:
            timer.start()
        except RuntimeError:  # too many threads
            self._timers.discard(timer)
            self.log.error("delivery %s: no further attempt could be planned", delivery.id)
            return False
        return True

    def _apologise(self, delivery: Delivery) -> None:
        try:
            self._sorry(delivery)
        except Exception as error:  # noqa: BLE001 - the platform itself may be what is failing
            self.log.error("delivery %s: could not say sorry: %s", delivery.id, type(error).__name__)
