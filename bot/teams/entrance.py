"""The one address that Teams calls: how much, in which shape and from whom is asked before the SDK hears of it."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from bot.teams import activities, invokes
from bot.teams.tokens import Gate

Json = dict[str, Any]
Asgi = Callable[[Any, Callable[[], Awaitable[Any]], Callable[[Any], Awaitable[None]]], Awaitable[None]]
Send = Callable[[Any], Awaitable[None]]

PATH = "/api/messages"
LARGEST_BODY = 1_000_000
PATIENCE = 8.0
"""Seconds for which a click may be worked on before the clicker hears that it takes longer; Teams waits ten."""
DEEPEST = 60
log = logging.getLogger("promissory.teams")


class Adapter:
    """The SDK's `HttpServerAdapter`: it opens no port, because our own server is there already."""

    def __init__(self) -> None:
        self._handler: Any = None

    def register_route(self, method: str, path: str, handler: Any) -> None:
        if path == PATH:
            self._handler = handler

    def serve_static(self, path: str, directory: str) -> None:
        """Nothing is served."""

    async def start(self, port: int) -> None:
        """Our own server is started elsewhere."""

    async def stop(self) -> None:
        """And stopped there."""

    def handle(self, authorization: str, activity: Json) -> tuple[int, Any]:
        """Status and body of the SDK's answer. In a loop of its own, because it fetches keys without letting go."""
        request = {"body": activity, "headers": {"authorization": authorization}}
        answer = asyncio.run(self._handler(request))
        return int(answer["status"]), answer.get("body")


class Entrance:
    """Takes a request apart and works on it in a thread; the loop of the server is never held up."""

    def __init__(
        self,
        gate: Gate,
        adapter: Adapter,
        *,
        acks: ThreadPoolExecutor,
        clicks: ThreadPoolExecutor,
        patience: float = PATIENCE,
    ) -> None:
        self._gate, self._adapter, self._acks, self._clicks = gate, adapter, acks, clicks
        self._patience = patience

    async def __call__(self, scope: Any, receive: Callable[[], Awaitable[Any]], send: Send) -> None:
        if scope["type"] == "lifespan":
            return
        if scope["type"] != "http" or scope["path"] != PATH:
            await _say(send, 404)
            return
        if scope["method"] != "POST":
            await _say(send, 405)
            return
        body = await _read(scope, receive)
        if body is None:
            await _say(send, 413)
            return
        activity = _parsed(body)
        if activity is None:
            await _say(send, 400)
            return
        authorization = next((v.decode("latin-1") for k, v in scope["headers"] if k == b"authorization"), "")
        await self._work(authorization, activity, send)

    async def _work(self, authorization: str, activity: Json, send: Send) -> None:
        invoked = activities.is_invoke(activity)
        pool = self._clicks if invoked else self._acks
        try:
            answer = asyncio.get_running_loop().run_in_executor(pool, self._admitted, authorization, activity)
            answer.add_done_callback(_looked_at)
        except RuntimeError:  # the pools are closed: we are about to end
            await _say(send, 503)
            return
        try:
            if invoked:
                status, said = await asyncio.wait_for(asyncio.shield(answer), self._patience)
            else:
                status, said = await answer
        except TimeoutError:
            name = activities.said(activity.get("name"))
            status, said = 200, invokes.for_name(name, invokes.STILL_AT_IT)
        except Exception as problem:  # noqa: BLE001 - Teams gets a status, the log a name, nobody a stack trace
            log.error("an activity failed: %s", type(problem).__name__)
            status, said = 500, None
        await _say(send, status, said)

    def _admitted(self, authorization: str, activity: Json) -> tuple[int, Any]:
        refused = self._gate.refuses(authorization, activity)
        return (refused, None) if refused else self._adapter.handle(authorization, activity)


def _looked_at(answer: "asyncio.Future[Any]") -> None:
    """What fails after nobody waits for it any more needs no complaint."""
    if not answer.cancelled():
        answer.exception()


async def _read(scope: Any, receive: Callable[[], Awaitable[Any]]) -> bytes | None:
    """The body; None for one that is larger than anything Teams sends, which is not read to its end."""
    told = next((v for k, v in scope["headers"] if k == b"content-length"), b"0")
    if not told.isdigit() or len(told) > 10 or int(told) > LARGEST_BODY:
        return None
    body = bytearray()
    more = True
    while more:
        chunk = await receive()
        body += chunk.get("body", b"")
        more = bool(chunk.get("more_body")) and chunk["type"] == "http.request"
        if len(body) > LARGEST_BODY:
            return None
    return bytes(body)


def _parsed(body: bytes) -> Json | None:
    """An activity; None for what is none."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if activities.is_well_formed(found) and _is_shallow(found, DEEPEST) else None


def _is_shallow(value: Any, left: int) -> bool:
    """What is nested without end would break whoever looks at it later."""
    if left == 0:
        return False
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return all(_is_shallow(one, left - 1) for one in inside)


async def _say(send: Send, status: int, body: Any = None) -> None:
    said = b"" if body is None else json.dumps(body).encode()
    headers = [(b"content-type", b"application/json")] if said else []
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": said})
