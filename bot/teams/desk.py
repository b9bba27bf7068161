"""The desk of Teams: its deliveries are stored with their route, and a click is answered before its work begins."""

import logging
from typing import Any

from bot import desk
from bot.desk import Delivery as Delivery

Json = dict[str, Any]


class Desk(desk.Desk):
    """What is taken must be given to `work` or be `done`."""

    log = logging.getLogger("promissory.teams")

    def take(self, route: str, name: str, body: Json) -> Delivery | None:
        """Stores a delivery; None for a repeat."""
        delivery = Delivery(f"{route}:{name}", body, self._deliveries, route)
        if not self._is_new(delivery.id, {"route": route, "activity": body}):
            return None
        self._in_hand.add(delivery.id)
        return delivery

    def work(self, delivery: Delivery) -> None:
        """Starts the work for a delivery; returns at once."""
        self._begin(delivery)

    def done(self, delivery: Delivery) -> None:
        self._deliveries.done(delivery.id)
        self._in_hand.discard(delivery.id)

    def resume(self) -> int:
        """Works on what an earlier process left behind; returns how many."""
        return self._take_up([self._delivery(*one) for one in self._deliveries.unfinished()])

    def _delivery(self, name: str, kept: Json) -> Delivery:
        return Delivery(name, dict(kept.get("activity") or {}), self._deliveries, str(kept.get("route")))
