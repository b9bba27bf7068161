"""Cloud Pub/Sub on loopback, as far as one pull subscription goes: it waits for news, and tells it until it is acknowledged."""

import base64
import json
import threading
import time
from collections.abc import Callable
from typing import Any

from tests.doubles.faulty_proxy import Answer, Asked, FaultyProxy

PATIENCE = 5.0
"""Seconds that a question waits for news; the real one waits longer."""
LEASE = 2.0
"""Seconds after which what was handed out and not acknowledged comes again."""


class PubSub:
    """`accepts` says whether a bearer token may pull from `subscription`."""

    subscription = "projects/solvent/subscriptions/promissory"

    def __init__(self, accepts: Callable[[str], bool]) -> None:
        self._accepts = accepts
        self._news = threading.Condition()
        self._waiting: dict[str, tuple[dict[str, Any], float]] = {}
        self._numbers = 0
        self.handed_out = 0
        self._server = FaultyProxy("http://127.0.0.1:9")
        self._server.answer = self._answer
        self.url = self._server.url

    def close(self) -> None:
        self._server.close()

    def publish(self, told: object) -> None:
        with self._news:
            self._numbers += 1
            data = base64.b64encode(json.dumps(told).encode()).decode()
            message = {"data": data, "messageId": str(self._numbers)}
            self._waiting[f"ack-{self._numbers}"] = (message, 0.0)
            self._news.notify_all()

    @property
    def unacknowledged(self) -> int:
        with self._news:
            return len(self._waiting)

    def _answer(self, asked: Asked) -> Answer:
        if not self._accepts(asked.headers.get("authorization", "").removeprefix("Bearer ")):
            return _json({"error": {"code": 401, "status": "UNAUTHENTICATED"}}, 401)
        verb = asked.path.partition("?")[0].removeprefix(f"/v1/{self.subscription}:")
        body = json.loads(asked.body or b"{}")
        if verb == "pull":
            return _json(self._pull(int(body["maxMessages"])))
        if verb == "acknowledge":
            with self._news:
                for ack in body["ackIds"]:
                    self._waiting.pop(ack, None)
            return _json({})
        return _json({"error": {"code": 404, "status": "NOT_FOUND"}}, 404)

    def _pull(self, most: int) -> dict[str, Any]:
        until = time.monotonic() + PATIENCE
        with self._news:
            while True:
                now = time.monotonic()
                due = [ack for ack, (_, free_at) in self._waiting.items() if free_at <= now][:most]
                if due or now >= until:
                    break
                self._news.wait(0.2)
            self.handed_out += len(due)
            for ack in due:
                self._waiting[ack] = (self._waiting[ack][0], now + LEASE)
            found = [{"ackId": ack, "message": self._waiting[ack][0]} for ack in due]
        return {"receivedMessages": found} if found else {}


def _json(document: object, status: int = 200) -> Answer:
    return Answer(status, json.dumps(document).encode(), {"Content-Type": "application/json"})
