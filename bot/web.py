"""Everything that comes in over HTTP, and to whom it goes: Slack, webhooks, notices, sign-ins, health."""

import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from bot import source_pages
from bot.app import App
from bot.doors import Doors
from bot.webhooks import Door, mounted

if TYPE_CHECKING:
    from bot.pulled_notices import PulledNotices

Asgi = Callable[[Any, Callable[[], Awaitable[Any]], Callable[[Any], Awaitable[None]]], Awaitable[None]]
Send = Callable[[Any], Awaitable[None]]


def wanted(app: App, doors: Doors) -> bool:
    """Whether anybody would call: without a caller no port is opened."""
    s = app.settings
    return doors.over_http or s.public_url is not None or app.webhooks.any()


def door(app: App) -> Door:
    """Where webhooks and notices are verified, stored and acknowledged."""
    from bot import pushes
    from integrations.registry import push_parsers

    live = app.live
    reading = pushes.readers(app.settings, live.connections, live.watches, live.keep_watching)
    return app.webhooks.door(reading, push_parsers().graph_validation_reply)


def pulled_notices(app: App) -> "PulledNotices[Any] | None":
    """Gmail's notices, asked for instead; None where nothing is set up. Raises Rejected for wrong settings."""
    from bot import pushes

    live = app.live
    return pushes.pulled(app.settings, live.connections, app.webhooks.deliveries, live.vendors, app.wall)


def asgi(app: App, incoming: Door, doors: Doors) -> Asgi:
    """One ASGI app for all of it; 404 for what is nobody's."""
    rest: Asgi = _nobody
    if doors.slack is not None and (app.settings.slack_app_token is None or doors.slack.installable):
        from bot.slack.app import http

        rest = http(doors.slack)
    if doors.teams is not None:
        from bot.teams import app as teams

        rest = _at(teams.PATH, teams.http(doors.teams), rest)
    if app.settings.public_url is not None:
        rest = _below(source_pages.PATH, source_pages.pages(), rest)
        rest = _with_sign_in(app, app.settings.public_url, rest)
    return _with_health(mounted(incoming, rest))


def _at(path: str, here: Asgi, rest: Asgi) -> Asgi:
    """One path goes here, all else goes on."""

    async def run(scope: Any, receive: Callable[[], Awaitable[Any]], send: Send) -> None:
        ours = scope["type"] == "http" and scope["path"] == path
        await (here if ours else rest)(scope, receive, send)

    return run


def _below(path: str, here: Asgi, rest: Asgi) -> Asgi:
    """All below a path goes here, all else goes on."""

    async def run(scope: Any, receive: Callable[[], Awaitable[Any]], send: Send) -> None:
        ours = scope["type"] == "http" and scope["path"].startswith(path)
        await (here if ours else rest)(scope, receive, send)

    return run


def _with_sign_in(app: App, public_url: str, rest: Asgi) -> Asgi:
    from bot import sign_in_pages

    return _below(sign_in_pages.PATH, sign_in_pages.pages(lambda: app.connect, public_url), rest)


def _with_health(rest: Asgi) -> Asgi:
    """/healthz for load balancers."""

    async def run(scope: Any, receive: Callable[[], Awaitable[Any]], send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == "/healthz":
            await _say(send, 200, {"ok": True})
        elif scope["type"] == "lifespan":
            await _lifespan(receive, send)
        else:
            await rest(scope, receive, send)

    return run


async def _nobody(scope: Any, receive: Callable[[], Awaitable[Any]], send: Send) -> None:
    if scope["type"] == "http":
        await _say(send, 404, {"ok": False})


async def _say(send: Send, status: int, body: dict[str, Any]) -> None:
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(body).encode()})


async def _lifespan(receive: Callable[[], Awaitable[Any]], send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
