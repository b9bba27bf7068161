"""The door for webhooks and pushes: verified, stored, acknowledged; the work comes later."""

import asyncio
import gc
import json
import logging
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple, Protocol

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, Router

from bot.workflows.receive import PUSH, WEBHOOK, push_body
from integrations.errors import Rejected, Retry, Unverified
from integrations.ports import WebhookKeys

LARGEST, LARGEST_PUSH = 1_000_000, 4_000_000
"""Bytes; Microsoft Graph packs many notices into one push."""
SLOWEST = 10.0
"""Seconds that a sender may take to hand over its body."""
REFUSED_AFTER = 0.05
"""Seconds from a body's arrival to a refusal, whatever was looked up for it: time tells nobody who is known."""
REMEMBERED = 10.0
"""Seconds for which a connection's keys are remembered."""
LOADED_WITHIN = 300.0
"""Seconds from the start in which what is found in use is taken to stay: code, models, tables."""
TRY_AGAIN = "10"
"""Seconds, as a header: some senders come again after a 503 only if it says when."""
PATHS = ("/webhooks/", "/push/")
log = logging.getLogger("promissory.webhooks")

Asgi = Callable[[Any, Callable[[], Awaitable[Any]], Callable[[Any], Awaitable[None]]], Awaitable[None]]
Verify = Callable[[str, Mapping[str, str], bytes], str]
"""(connection id, headers in lower case, body) -> the delivery's id. Raises Unverified."""


class News(NamedTuple):
    """A connection has news; `lifecycle` is what else happened to the subscription itself."""

    connection_id: str
    lifecycle: str | None = None


ReadPush = Callable[[Mapping[str, str], bytes], Sequence[News]]
"""(headers in lower case, body) -> whose news. Raises Unverified, Rejected, or Retry."""


class StoresDeliveries(Protocol):
    def accept(self, channel: str, sender: str, key: str, body: bytes) -> bool: ...

    def note_turned_away(self, counts: Mapping[tuple[str, str], int]) -> None: ...


class Door:
    """Answers 200 once a delivery is on the disk, 401 without a word to whoever can't be verified."""

    def __init__(
        self,
        deliveries: StoresDeliveries,
        verify: Verify,
        *,
        known: Callable[[str], bool] = lambda connection_id: False,
        pushes: Mapping[str, ReadPush] | None = None,
        validation_reply: Callable[[str], str | None] = lambda query: None,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`known` says whether a refusal is worth noting; `pushes` are gmail, calendar and graph."""
        self._deliveries, self._verify, self._known = deliveries, verify, known
        self._pushes, self._validation_reply = dict(pushes or {}), validation_reply
        self._now, self._sleep = now, sleep
        # Its own threads: whoever else keeps the process busy, a delivery finds one.
        self._threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="webhook")
        self._turned_away: dict[tuple[str, str], int] = {}
        self._noting = threading.Lock()

    def routes(self) -> list[Route]:
        return [
            Route("/webhooks/{connection_id}", self._webhook, methods=["POST"]),
            *(
                Route(f"/push/{name}", self._push(name, read), methods=["POST"])
                for name, read in self._pushes.items()
            ),
        ]

    def app(self) -> Asgi:
        """Only these routes, as an ASGI app; 404 for anything else."""
        return Router(routes=self.routes(), redirect_slashes=False)

    def note(self) -> None:
        """Write down how often whom was refused; called now and then, so that nobody can keep the disk busy."""
        with self._noting:
            counts, self._turned_away = self._turned_away, {}
        if counts:
            self._deliveries.note_turned_away(counts)

    def close(self) -> None:
        self._threads.shutdown(wait=True)

    async def _webhook(self, request: Request) -> Response:
        sender = request.path_params["connection_id"]
        return await self._answer(request, lambda headers, body: self._take(sender, headers, body), LARGEST)

    def _push(self, name: str, read: ReadPush) -> Callable[[Request], Awaitable[Response]]:
        async def pushed(request: Request) -> Response:
            if (asked := self._validation_reply(request.url.query)) is not None:
                return PlainTextResponse(asked, headers={"x-content-type-options": "nosniff"})
            return await self._answer(
                request, lambda headers, body: self._take_push(name, read, headers, body), LARGEST_PUSH
            )

        return pushed

    async def _answer(
        self, request: Request, take: Callable[[Mapping[str, str], bytes], None], largest: int
    ) -> Response:
        """Read what comes with an end to size and patience, and hand it over outside the event loop."""
        try:
            async with asyncio.timeout(SLOWEST):
                body = await _body(request, largest)
        except (TimeoutError, ClientDisconnect):
            return Response(status_code=408)
        if body is None:
            return Response(status_code=413)
        came = self._now()
        try:
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(self._threads, take, _plain(request.headers), body)
        except (Unverified, Rejected):
            await self._sleep(max(0.0, came + REFUSED_AFTER - self._now()))
            return Response(status_code=401)
        except Exception as problem:  # noqa: BLE001 - nothing is stored, so the sender has to come again
            log.error("a delivery was not stored: %s", type(problem).__name__)
            return Response(status_code=503, headers={"retry-after": TRY_AGAIN})
        return Response(status_code=200)

    def _take(self, sender: str, headers: Mapping[str, str], body: bytes) -> None:
        try:
            key = self._verify(sender, headers, body)
        except Unverified as refused:
            self._count(sender, str(refused))
            raise
        self._deliveries.accept(WEBHOOK, sender, key, body)

    def _take_push(self, name: str, read: ReadPush, headers: Mapping[str, str], body: bytes) -> None:
        try:
            news = read(headers, body)
        except Retry as later:
            raise OSError("the vendor's keys can't be had") from later
        which = sha256(json.dumps([sorted(headers.items())]).encode() + body).hexdigest()
        for one in news:
            self._deliveries.accept(
                PUSH, one.connection_id, f"{name}:{which}:{one.lifecycle}", push_body(one.lifecycle)
            )

    def _count(self, sender: str, why: str) -> None:
        with self._noting:
            if (sender, why) in self._turned_away or (len(self._turned_away) < 1000 and self._known(sender)):
                self._turned_away[sender, why] = self._turned_away.get((sender, why), 0) + 1


def stay_responsive() -> None:
    """Let whoever waits for an answer in before a backfill has used up its turn; for the whole process.

    Python hands over after 5 ms, and one acknowledgement needs several turns beside threads that read mail.
    A full look for garbage stops everybody, for longer the more is loaded: 0.2 s beside a backfill.
    """
    sys.setswitchinterval(0.0005)
    until = time.monotonic() + LOADED_WITHIN

    def keep(phase: str, found: Mapping[str, int]) -> None:
        if phase == "stop" and found["generation"] == 2 and time.monotonic() < until:
            gc.freeze()

    gc.callbacks.append(keep)


def mounted(door: Door, rest: Asgi) -> Asgi:
    """The door in front of another app: its own paths are its, everything else goes on."""
    own = door.app()

    async def app(
        scope: Any, receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]]
    ) -> None:
        ours = scope["type"] == "http" and scope["path"].startswith(PATHS)
        await (own if ours else rest)(scope, receive, send)

    return app


async def _body(request: Request, largest: int) -> bytes | None:
    """The body, or None if it is larger than anything a sender has to say."""
    announced = request.headers.get("content-length", "")
    if announced.isascii() and announced.isdigit() and int(announced[:12]) > largest:
        return None
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > largest:
            return None
    return bytes(body)


def _plain(headers: Headers) -> dict[str, str]:
    """Each name once, with its first value: what is signed can't be overruled by what is added."""
    found: dict[str, str] = {}
    for name, value in headers.items():
        found.setdefault(name.lower(), value)
    return found


class Verifier:
    """Checks deliveries with the keys of their connection, which are looked up now and then only."""

    def __init__(
        self,
        keys_of: Callable[[str], WebhookKeys | None],
        check: Callable[[WebhookKeys | None, Mapping[str, str], bytes, datetime], str],
        wall: Callable[[], datetime],
        *,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """`keys_of` gives None for what is no webhook of ours."""
        self._keys_of, self._check, self._wall, self._now = keys_of, check, wall, now
        self._held: dict[str, tuple[float, WebhookKeys | None]] = {}

    def __call__(self, sender: str, headers: Mapping[str, str], body: bytes) -> str:
        return self._check(self._keys(sender), headers, body, self._wall())

    def knows(self, sender: str) -> bool:
        return self._keys(sender) is not None

    def _keys(self, sender: str) -> WebhookKeys | None:
        held = self._held.get(sender)
        if held is not None and held[0] > self._now():
            return held[1]
        keys = self._keys_of(sender) if len(sender) <= 400 else None
        if len(self._held) >= 1000:  # somebody tries names
            self._held.clear()
        self._held[sender] = (self._now() + REMEMBERED, keys)
        return keys
