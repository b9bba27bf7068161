"""Stores each delivery before Slack hears "ok", works on it afterwards, and tries again what crashed."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any

from slack_bolt import Ack, BoltContext, BoltResponse

from bot.slack.clicks import pressed
from bot.workflows.conversation import Deliveries

Json = dict[str, Any]
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
    """Routes deliveries to their work; `sorry` tells a person that it failed for good."""

    def __init__(
        self,
        deliveries: Deliveries,
        workers: Executor,
        sorry: Work,
        *,
        waits: tuple[float, ...] = (1.0, 5.0, 20.0),
    ) -> None:
        self._deliveries, self._workers, self._sorry, self._waits = deliveries, workers, sorry, waits
        self._routes: dict[str, Work] = {}
        self._timers: set[threading.Timer] = set()
        self._in_hand: set[str] = set()
        self._closed = False

    @property
    def routes(self) -> frozenset[str]:
        return frozenset(self._routes)

    def on(self, route: str, work: Work) -> None:
        """`route` is `event:<type>`, `action:<action_id>` or `view:<callback_id>`."""
        self._routes[route] = work

    def keep(
        self, body: Json, context: BoltContext, ack: Ack, next: Callable[[], None]
    ) -> BoltResponse | None:
        """Bolt middleware: whatever has work is stored first; repeats and strangers end here, acknowledged."""
        if route_of(body) not in self._routes:
            next()
            return None
        if (
            _is_foreign(body, context)
            or _is_noise(body)
            or delivery_id(body) in self._in_hand  # however old its claim is: work may wait long for its turn
            or not self._deliveries.accept(delivery_id(body), body)
        ):
            return ack()
        next()
        return None

    def work(self, body: Json) -> None:
        """Starts the work for a delivery that was kept; returns at once."""
        self._submit(delivery_id(body), body, 0)

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
        if not self._closed:
            self._in_hand.add(name)
            self._workers.submit(self._run, name, body, attempt)

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
        except Exception as error:  # noqa: BLE001 - Slack itself may be what is failing
            log.error("delivery %s: could not say sorry: %s", delivery.id, type(error).__name__)


def route_of(body: Json) -> str:
    match body.get("type"):
        case "event_callback":
            return f"event:{body.get('event', {}).get('type')}"
        case "block_actions":
            return f"action:{pressed(body)[0]}"
        case "view_submission":
            return f"view:{body.get('view', {}).get('callback_id')}"
    return "other"


def delivery_id(body: Json) -> str:
    """The same for every repeat of one delivery, and for nothing else.

    A message is named by where it stands rather than by its event id, because one message may
    arrive as two events. Clicks and submissions carry no id: the moment and place name them.
    """
    team = body.get("team_id") or (body.get("team") or {}).get("id") or ""
    match body.get("type"):
        case "event_callback":
            event = body.get("event", {})
            if event.get("channel") and event.get("ts"):
                return f"{team}:message:{event['channel']}:{event['ts']}"
            return f"{team}:event:{body.get('event_id')}"
        case "block_actions":
            click = (body.get("actions") or [{}])[0]
            where = body.get("container") or {}
            place = f"{where.get('channel_id')}:{where.get('message_ts')}:{click.get('block_id')}"
            return f"{team}:click:{body['user']['id']}:{place}:{click.get('action_ts')}"
    view = body.get("view") or {}
    return f"{team}:view:{body.get('user', {}).get('id')}:{view.get('id')}:{view.get('hash')}"


def _is_foreign(body: Json, context: BoltContext) -> bool:
    """Meant for, or sent from, a workspace that is not ours."""
    ours = context.authorize_result.team_id if context.authorize_result else None
    team = body.get("team_id") or (body.get("team") or {}).get("id")
    return ours is not None and team != ours


def _is_noise(body: Json) -> bool:
    """Bots, edits, deletions and what Slack itself says in a channel ask nothing."""
    event = body.get("event")
    if event is None:
        return False
    return (
        bool(event.get("bot_id"))
        or not event.get("user")
        or event.get("subtype") not in (None, "file_share", "thread_broadcast")
        or (event.get("type") == "message" and event.get("channel_type") not in (None, "im"))
    )
