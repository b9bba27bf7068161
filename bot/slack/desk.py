"""Stores each delivery before Slack hears "ok", works on it afterwards, and tries again what crashed."""

import logging
import threading
from collections import defaultdict, deque
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any

from slack_bolt import Ack, BoltContext, BoltResponse

from bot.slack.clicks import Over
from bot.slack.routing import delivery_id, is_noise, lane_of, route_of, team_of
from bot.workflows.conversation import Deliveries

Json = dict[str, Any]
_CLICKS = ("action:", "view:", "event:app_home_opened")
"""What people wait for with their eyes on it."""
log = logging.getLogger("promissory.slack")


@dataclass(frozen=True, slots=True)
class Delivery:
    """One thing Slack told us. What `remember` keeps survives a crash and is there at the next attempt."""

    id: str
    body: Json
    deliveries: Deliveries

    def remember(self, key: str, value: str) -> None:
        self.deliveries.remember(self.id, key, value)

    def remembered(self, key: str) -> str | None:
        return self.deliveries.remembered(self.id, key)


Work = Callable[[Delivery], None]


class Desk:
    """Routes deliveries to their work; `sorry` tells a person that it failed for good.

    Work for one channel may have to wait there for its turn to speak, so no more than `abreast` of it
    is in hand at once: the other workers stay free for other channels. Clicks, and the sign of life
    that comes before an answer, have workers of their own (`quick`): they never wait behind questions.
    """

    def __init__(
        self,
        deliveries: Deliveries,
        workers: Executor,
        sorry: Work,
        *,
        waits: tuple[float, ...] = (1.0, 5.0, 20.0),
        abreast: int = 4,
        quick: Executor | None = None,
    ) -> None:
        self._quick = quick or workers
        self._firsts: dict[str, Work] = {}
        self._deliveries, self._workers, self._sorry, self._waits = deliveries, workers, sorry, waits
        self._routes: dict[str, Work] = {}
        self._timers: set[threading.Timer] = set()
        self._in_hand: set[str] = set()
        self._abreast = abreast
        self._lanes: defaultdict[str, deque[tuple[str, Json, int]]] = defaultdict(deque)
        self._busy: defaultdict[str, int] = defaultdict(int)
        self._changing = threading.Lock()
        self._closed = False

    @property
    def routes(self) -> frozenset[str]:
        return frozenset(self._routes)

    def on(self, route: str, work: Work, *, first: Work | None = None) -> None:
        """`route` is `event:<type>`, `action:<action_id>`, `view:<callback_id>`, `shortcut:<callback_id>` or
        `command:<name>`. `first` shows at once that it was felt; `work` must manage without it."""
        self._routes[route.replace("command:/", "command:")] = work
        if first is not None:
            self._firsts[route] = first

    def keep(
        self, body: Json, context: BoltContext, ack: Ack, next: Callable[[], None]
    ) -> BoltResponse | None:
        """Bolt middleware: whatever has work is stored first; repeats and strangers end here, acknowledged."""
        if route_of(body) not in self._routes:
            next()
            return None
        if (
            _is_foreign(body, context)
            or is_noise(body, context.bot_user_id)
            or delivery_id(body) in self._in_hand  # however old its claim is: work may wait long for its turn
            or not self._deliveries.accept(delivery_id(body), body)
        ):
            return ack()
        next()
        return None

    def work(self, body: Json) -> None:
        """Starts the work for a delivery that was kept; returns at once."""
        first = self._firsts.get(route_of(body))
        if first is None or self._closed:
            self._submit(delivery_id(body), body, 0)
            return
        self._in_hand.add(delivery_id(body))
        self._quick.submit(self._feel, first, delivery_id(body), body)

    def _feel(self, first: Work, name: str, body: Json) -> None:
        try:
            first(Delivery(name, body, self._deliveries))
        except Exception as problem:  # noqa: BLE001 - the work shows it again, and is tried again
            log.info("delivery %s showed no sign of life: %s", name, type(problem).__name__)
        finally:
            self._submit(name, body, 0)

    def resume(self) -> int:
        """Works on what an earlier process left behind; returns how many."""
        left = self._deliveries.unfinished()
        for name, body in left:
            self._submit(name, body, 0)
        return len(left)

    def close(self) -> None:
        """Starts nothing more; what waits for another attempt stays stored for the next start."""
        self._closed = True
        for timer in list(self._timers):
            timer.cancel()

    def _submit(self, name: str, body: Json, attempt: int) -> None:
        if self._closed:
            return
        self._in_hand.add(name)
        lane = lane_of(body)
        with self._changing:
            if self._busy[lane] >= self._abreast:
                self._lanes[lane].append((name, body, attempt))
                return
            self._busy[lane] += 1
        self._pool_of(body).submit(self._work_in, lane, name, body, attempt)

    def _pool_of(self, body: Json) -> Executor:
        return self._quick if route_of(body).startswith(_CLICKS) else self._workers

    def _work_in(self, lane: str, name: str, body: Json, attempt: int) -> None:
        try:
            self._run(name, body, attempt)
        finally:
            self._next(lane)

    def _next(self, lane: str) -> None:
        with self._changing:
            waiting = self._lanes.get(lane)
            if waiting and not self._closed:
                following = waiting.popleft()
            else:
                following = None
                self._busy[lane] -= 1
                if not self._busy[lane]:
                    del self._busy[lane]
            if not waiting:
                self._lanes.pop(lane, None)
        if following is not None:
            self._pool_of(following[1]).submit(self._work_in, lane, *following)

    def _run(self, name: str, body: Json, attempt: int) -> None:
        over = True  # also if the attempt breaks off: then a repeat may take it up when the claim has lapsed
        try:
            over = self._attempt(Delivery(name, body, self._deliveries), attempt)
        finally:
            if over:
                self._in_hand.discard(name)
        if not over:
            self._later(name, body, attempt)

    def _attempt(self, delivery: Delivery, attempt: int) -> bool:
        """False if it must be tried again; else it is handled."""
        route = route_of(delivery.body)
        try:
            self._routes[route](delivery)
        except Over as over:
            log.info("delivery %s (%s): %s", delivery.id, route, over)
        except Exception as error:  # noqa: BLE001 - the person must hear of it or it is tried again
            log.warning(
                "delivery %s (%s) failed at attempt %d: %s",
                delivery.id,
                route,
                attempt + 1,
                type(error).__name__,
            )
            if attempt < len(self._waits):
                return False
            self._apologise(delivery)
        self._deliveries.done(delivery.id)
        return True

    def _later(self, name: str, body: Json, attempt: int) -> None:
        def again() -> None:
            self._timers.discard(timer)
            self._submit(name, body, attempt + 1)

        timer = threading.Timer(self._waits[attempt], again)
        timer.daemon = True
        self._timers.add(timer)
        timer.start()

    def _apologise(self, delivery: Delivery) -> None:
        try:
            self._sorry(delivery)
        except Over as over:
            log.info("delivery %s: %s", delivery.id, over)
        except Exception as error:  # noqa: BLE001 - Slack itself may be what is failing
            log.error("delivery %s: could not say sorry: %s", delivery.id, type(error).__name__)


def _is_foreign(body: Json, context: BoltContext) -> bool:
    """Meant for, or sent from, a workspace that is not ours."""
    ours = context.authorize_result.team_id if context.authorize_result else None
    return ours is not None and team_of(body) != ours
