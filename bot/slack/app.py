"""Builds the Slack app from plain callables, and opens it to Slack by Socket Mode or by HTTP."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from slack_bolt import Ack, App, BoltRequest, BoltResponse
from slack_bolt.adapter.asgi import SlackRequestHandler
from slack_bolt.adapter.asgi.http_request import AsgiHttpRequest
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.error import BoltUnhandledRequestError
from slack_sdk import WebClient
from slack_sdk.http_retry.builtin_handlers import ConnectionErrorRetryHandler, RateLimitErrorRetryHandler

from bot.replies.forms import ACTIONS
from bot.slack import decisions, questions, reminders
from bot.slack.clicks import click_of
from bot.slack.desk import Delivery, Desk
from bot.slack.identity import Identity, Who
from bot.slack.listening import Ear
from bot.slack.messages import Messages
from bot.workflows.conversation import Conversation, Deliveries, Posts

SLACK_API = "https://slack.com/api/"
SLACK_PATH = "/slack/events"
LARGEST_BODY = 1_000_000
OUTDATED = "That button is from an older version of me. Ask again to get a fresh one."

Asgi = Callable[[Any, Callable[[], Awaitable[Any]], Callable[[Any], Awaitable[None]]], Awaitable[None]]

MakeEar = Callable[[WebClient, Who, Messages], Ear]
"""Makes what listens in channels."""

log = logging.getLogger("promissory.slack")


@dataclass(frozen=True, slots=True)
class SlackDoor:
    """The built app. `messages.deliver` sends cards and reminders; `messages.refresh` repaints cards."""

    app: App
    desk: Desk
    messages: Messages
    ear: Ear | None
    """Listens in channels; None where nobody keeps what it hears."""
    _pools: tuple[ThreadPoolExecutor, ...]

    def resume(self) -> int:
        """Works on what an earlier process left; call it once, before listening. Returns how many."""
        return self.desk.resume()

    def close(self) -> None:
        """Ends after the work in hand; what only waits stays stored for the next start."""
        self.desk.close()
        for pool in self._pools:
            pool.shutdown(wait=True, cancel_futures=True)


def build(
    *,
    token: str,
    signing_secret: str,
    conversation: Conversation,
    deliveries: Deliveries,
    posts: Posts,
    base_url: str = SLACK_API,
    workers: int = 8,
    waits: tuple[float, ...] = (1.0, 5.0, 20.0),
    hear: MakeEar | None = None,
) -> SlackDoor:
    """The app with all its listeners. Asks Slack once who we are (`auth.test`) and fails if it won't say.

    `waits` are the seconds before each further attempt at work that failed, `hear` makes what listens.
    """
    quiet = logging.getLogger("promissory.slack.bolt")
    quiet.setLevel(logging.WARNING)  # below that, Bolt logs what people wrote
    client = WebClient(token=token, base_url=base_url, timeout=10, logger=quiet)
    client.retry_handlers = [ConnectionErrorRetryHandler(), RateLimitErrorRetryHandler(max_retry_count=3)]
    acks = ThreadPoolExecutor(max_workers=8, thread_name_prefix="slack-ack")
    app = App(
        name="promissory",
        client=client,
        signing_secret=signing_secret,
        logger=quiet,
        raise_error_for_unhandled_request=True,
        listener_executor=acks,
    )
    pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="slack-work")
    messages = Messages(client, posts)
    identity = Identity(client, conversation.who)
    desk = Desk(deliveries, pool, lambda delivery: _say_sorry(messages, delivery), waits=waits)
    ear = hear(client, conversation.who, messages) if hear is not None else None
    if ear is not None:
        app.middleware(ear.keep)
    app.middleware(desk.keep)
    app.error(_report)
    for handlers in (questions, decisions, reminders):
        handlers.register(app, desk, conversation, identity, messages)

    @app.action(re.compile(""))  # the last listener: whatever no other one knows
    def outdated(ack: Ack, body: dict[str, Any]) -> None:
        ack()
        click = click_of(body)
        if click.action not in ACTIONS:  # a known one comes by here if its own listener was slow
            messages.whisper(click.channel, click.user, OUTDATED)

    return SlackDoor(app, desk, messages, ear, (acks, pool))


def socket_mode(door: SlackDoor, app_token: str) -> SocketModeHandler:
    """Socket Mode: no public address needed. `connect()` returns, `start()` blocks, `close()` ends it."""
    return SocketModeHandler(door.app, app_token)


def http(door: SlackDoor, *, path: str = SLACK_PATH) -> Asgi:
    """An ASGI app for any server: events and interactivity at `path`, only with Slack's signature."""
    return _Http(door.app, path)


class _Http(SlackRequestHandler):
    async def dispatch(self, request: AsgiHttpRequest) -> BoltResponse:
        """Off the event loop, because storing a delivery waits for the disk."""
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


def _report(error: Exception, body: dict[str, Any]) -> BoltResponse | None:
    """Logs what kind of thing went wrong, never what somebody wrote."""
    if isinstance(error, BoltUnhandledRequestError) and body.get("type") == "event_callback":
        return BoltResponse(status=200, body="")  # an event we have no use for; Slack need not repeat it
    log.error("slack listener failed: %s", type(error).__name__)
    return None


def _say_sorry(messages: Messages, delivery: Delivery) -> None:
    """The last word on a delivery that failed every time."""
    words = f"Sorry, that did not work, and nothing was changed. Please try again later (reference {delivery.id})."
    body = delivery.body
    if body["type"] == "event_callback":
        event = body["event"]
        if status := delivery.remembered("status"):
            messages.change(event["channel"], status, words)
        else:
            messages.whisper(event["channel"], event["user"], words)
        return
    click = click_of(body)
    messages.restore(click)
    messages.whisper(click.channel, click.user, words)
