"""The desk of Slack: each delivery is stored before Slack hears "ok", and no channel takes all the workers."""

import logging
import threading
from collections import defaultdict, deque
from collections.abc import Callable
from concurrent.futures import Executor
from functools import partial
from typing import Any

from slack_bolt import Ack, BoltContext, BoltResponse

from bot import desk
from bot.desk import Delivery as Delivery
from bot.desk import Work as Work
from bot.slack.clicks import Over
from bot.slack.routing import delivery_id, is_noise, lane_of, route_of, team_of
from bot.workflows.conversation import Deliveries

Json = dict[str, Any]
Check = Callable[[Json], dict[str, str]]
"""Input of a form that was sent in -> what is wrong with it; pure, because Slack waits for it."""
_CLICKS = ("action:", "view:", "event:app_home_opened")
"""What people wait for with their eyes on it."""
log = logging.getLogger("promissory.slack")


class Desk(desk.Desk):
    """Work for one channel may have to wait there for its turn to speak, so no more than `abreast` of it is in
    hand at once: the other workers stay free for other channels. Clicks are worked on by the `quick` workers:
    they never wait behind questions.
    """

    log = log

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
        super().__init__(deliveries, workers, partial(_unless_over, sorry), waits=waits, quick=quick)
        self._checks: dict[str, Check] = {}
        self._abreast = abreast
        self._lanes: defaultdict[str, deque[tuple[Delivery, int]]] = defaultdict(deque)
        self._busy: defaultdict[str, int] = defaultdict(int)
        self._changing = threading.Lock()

    @property
    def routes(self) -> frozenset[str]:
        return frozenset(self._routes)

    def on(self, route: str, work: Work, *, first: Work | None = None) -> None:
        """`route` is `event:<type>`, `action:<action_id>`, `view:<callback_id>`, `shortcut:<callback_id>` or
        `command:<name>`. `first` shows at once that it was felt; `work` must manage without it."""
        super().on(route.replace("command:/", "command:"), partial(_unless_over, work), first=first)

    def check(self, route: str, check: Check) -> None:
        """A form with a mistake in it comes back to who sent it in, and is no delivery yet."""
        self._checks[route] = check

    def keep(
        self, body: Json, context: BoltContext, ack: Ack, next: Callable[[], None]
    ) -> BoltResponse | None:
        """Bolt middleware: whatever has work is stored first; repeats and strangers end here, acknowledged."""
        route = route_of(body)
        if route not in self._routes:
            next()
            return None
        if _is_foreign(body, context) or is_noise(body, context.bot_user_id):
            return ack()
        if wrong := self._wrong_in(route, body):
            # Before it is stored: once mended, it comes again under the same name.
            return ack(response_action="errors", errors=wrong)
        if not self._is_new(delivery_id(body), body):
            return ack()
        next()
        return None

    def _wrong_in(self, route: str, body: Json) -> dict[str, str]:
        """What can't be checked has no mistake: whoever works on it checks all of it again."""
        try:
            return self._checks[route](body) if route in self._checks else {}
        except Exception as problem:  # noqa: BLE001 - a form must never be refused because of its check
            log.warning("a form (%s) could not be checked: %s", route, type(problem).__name__)
            return {}

    def work(self, body: Json) -> None:
        """Starts the work for a delivery that was kept; returns at once."""
        self._begin(self._delivery(delivery_id(body), body))

    def resume(self) -> int:
        """Works on what an earlier process left behind; returns how many."""
        return self._take_up([self._delivery(*one) for one in self._deliveries.unfinished()])

    def _delivery(self, name: str, body: Json) -> Delivery:
        return Delivery(name, body, self._deliveries, route_of(body))

    def _submit(self, delivery: Delivery, attempt: int) -> None:
        if self._closed:
            return
        lane = lane_of(delivery.body)
        with self._changing:
            if self._busy[lane] >= self._abreast:
                self._lanes[lane].append((delivery, attempt))
                return
            self._busy[lane] += 1
        self._pool_of(delivery).submit(self._work_in, lane, delivery, attempt)

    def _pool_of(self, delivery: Delivery) -> Executor:
        return self._quick if delivery.route.startswith(_CLICKS) else self._workers

    def _work_in(self, lane: str, delivery: Delivery, attempt: int) -> None:
        try:
            self._run(delivery, attempt)
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
            self._pool_of(following[0]).submit(self._work_in, lane, *following)


def _unless_over(work: Work, delivery: Delivery) -> None:
    """What it was for may be gone by now: then nothing is left to do, nor to be sorry for."""
    try:
        work(delivery)
    except Over as over:
        log.info("delivery %s (%s): %s", delivery.id, delivery.route, over)


def _is_foreign(body: Json, context: BoltContext) -> bool:
    """Meant for, or sent from, a workspace that is not ours."""
    ours = context.authorize_result.team_id if context.authorize_result else None
    return ours is not None and team_of(body) != ours
