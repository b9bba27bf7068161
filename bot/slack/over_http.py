"""Slack over HTTP: signed events and clicks at one address, and the pages by which people install us."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.adapter.asgi import SlackRequestHandler
from slack_bolt.adapter.asgi.http_request import AsgiHttpRequest

SLACK_PATH = "/slack/events"
LARGEST_BODY = 1_000_000

Asgi = Callable[[Any, Callable[[], Awaitable[Any]], Callable[[Any], Awaitable[None]]], Awaitable[None]]


class OverHttp(SlackRequestHandler):
    """An ASGI app. Off the event loop everything that waits for the disk or for Slack."""

    def __init__(self, app: App, path: str = SLACK_PATH, *, signed: bool) -> None:
        """Where nothing is `signed`, because events come by Socket Mode, none is taken from here."""
        super().__init__(app, path)
        self._signed = signed

    async def dispatch(self, request: AsgiHttpRequest) -> BoltResponse:
        if not self._signed:
            return BoltResponse(status=404, body="")
        try:
            body = await _read(request)
        except (ValueError, UnicodeDecodeError):
            return BoltResponse(status=400, body="")
        headers = request.get_headers()
        stamp = str(headers.get("x-slack-request-timestamp", ""))
        if not (stamp.isascii() and stamp.isdigit()):
            return BoltResponse(status=401, body="")
        bolt_request = BoltRequest(body=body, query=request.query_string, headers=headers)
        return await asyncio.to_thread(self.app.dispatch, bolt_request)

    async def handle_installation(self, request: AsgiHttpRequest) -> BoltResponse:
        flow = self.app.oauth_flow
        assert flow is not None  # else nobody comes here
        return await asyncio.to_thread(flow.handle_installation, _looked_at(request))

    async def handle_callback(self, request: AsgiHttpRequest) -> BoltResponse:
        flow = self.app.oauth_flow
        assert flow is not None
        return await asyncio.to_thread(flow.handle_callback, _looked_at(request))


def _looked_at(request: AsgiHttpRequest) -> BoltRequest:
    return BoltRequest(body="", query=request.query_string, headers=request.get_headers())


async def _read(request: AsgiHttpRequest) -> str:
    body = bytearray()
    more = True
    while more:
        chunk = await request.receive()
        body += chunk.get("body", b"")
        more = bool(chunk.get("more_body")) and chunk["type"] == "http.request"
        if len(body) > LARGEST_BODY:
            raise ValueError("larger than anything Slack sends")
    return body.decode()
