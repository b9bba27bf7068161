"""Builds the Slack app from plain callables, and opens it to Slack by Socket Mode or by HTTP."""

import logging
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

from slack_bolt import Ack, App, BoltResponse
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.error import BoltUnhandledRequestError
from slack_sdk import WebClient

from bot.replies.forms import ACTIONS
from bot.slack import (
    assistant,
    decisions,
    home,
    insights,
    install,
    news,
    questions,
    reminders,
    shortcuts,
    slash,
    unfurl,
    workspaces,
)
from bot.slack.apology import say_sorry
from bot.slack.clicks import click_of
from bot.slack.desk import Desk
from bot.slack.ears import Ears
from bot.slack.identity import Who
from bot.slack.listening import Ear
from bot.slack.messages import Messages
from bot.slack.news import Leaving
from bot.slack.over_http import SLACK_PATH, Asgi, OverHttp
from bot.slack.pace import Pace
from bot.slack.tokens import Installs
from bot.slack.workspaces import MakePosts, SlackSurface, Workspace, Workspaces
from bot.workflows.conversation import OUTDATED, Conversation, Deliveries

HANDLERS = (questions, decisions, reminders, insights, assistant, slash, shortcuts, home, unfurl)
SLACK_API = "https://slack.com/api/"

MakeEar = Callable[[WebClient, Who, Messages], Ear]
"""Makes what listens in channels."""

log = logging.getLogger("promissory.slack")


@dataclass(frozen=True, slots=True)
class SlackDoor:
    """The built app. `surface` sends cards and reminders, and repaints cards."""

    app: App
    desk: Desk
    workspaces: Workspaces
    surface: SlackSurface
    ear: Ear | Ears | None
    """Listens in channels; None where nobody keeps what it hears."""
    signed: bool
    """Whether requests over HTTP can be told from forged ones."""
    _pools: tuple[ThreadPoolExecutor, ...]

    @property
    def installable(self) -> bool:
        """Whether there are pages to install us by, which need HTTP also beside Socket Mode."""
        return self.app.oauth_flow is not None

    def say_in(self, channel: str, text: str) -> bool:
        """One of our own sentences, in whichever workspace has that channel; False if none has."""
        return self.surface.say(channel, text)

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
    token: str | None = None,
    installs: Installs | None = None,
    signing_secret: str,
    conversation: Conversation,
    deliveries: Deliveries,
    make_posts: MakePosts,
    forget_posts: Callable[[str], None] = lambda surface: None,
    base_url: str = SLACK_API,
    workers: int = 8,
    waits: tuple[float, ...] = (1.0, 5.0, 20.0),
    hear: MakeEar | None = None,
    public_channels: bool = True,
    pace: Callable[[], Pace] = Pace,
) -> SlackDoor:
    """The app with all its listeners, over one workspace's `token` or over those that `installs` knows.

    With a token it asks Slack once who we are (`auth.test`) and fails if it won't say. `waits` are the
    seconds before each further attempt at work that failed, `hear` makes what listens, `forget_posts`
    forgets what was posted on a surface ("slack:T0HOME") that removed us. Without `public_channels`
    nothing is shown in channels that every colleague can open.
    """
    quiet = logging.getLogger("promissory.slack.bolt")
    quiet.setLevel(logging.WARNING)  # below that, Bolt logs what people wrote
    client = workspaces.Client(token, base_url, quiet, pace())
    acks = ThreadPoolExecutor(max_workers=8, thread_name_prefix="slack-ack")
    app = App(
        name="promissory.slack.bolt",  # the logger that Bolt sets to the level of `quiet`, with whatever is below it
        client=client,
        signing_secret=signing_secret,
        logger=quiet,
        raise_error_for_unhandled_request=True,
        listener_executor=acks,
        **(install.many(installs) if installs is not None else {}),
    )
    furnish = workspaces.Furnish(conversation.who, make_posts, public_channels)
    ours: Workspaces
    ear: Ear | Ears | None = None
    if installs is None:
        ours = workspaces.OneWorkspace(client, furnish)
        if hear is not None:
            ear = listening(hear, conversation, ours.all()[0])
    else:
        ours = workspaces.ManyWorkspaces(installs, furnish, pace)
        if hear is not None:
            ear = Ears(ours, partial(listening, hear, conversation))
    ours.read_message = ear.message if ear is not None else None
    pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="slack-work")
    # Clicks and signs of life, of which each takes a call or two.
    quick = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="slack-quick")
    desk = Desk(
        deliveries,
        pool,
        lambda delivery: say_sorry(ours, conversation, delivery),
        waits=waits,
        abreast=max(1, workers // 2),
        quick=quick,
    )
    app.middleware(partial(news.heed, ours))
    if ear is not None:
        app.middleware(ear.keep)
    app.middleware(desk.keep)
    app.error(_report)
    for handlers in HANDLERS:
        handlers.register(app, desk, conversation, ours)
    news.register(app, desk, ours, installs, Leaving(ours, forget_posts, ear))

    @app.action(re.compile(""))  # the last listener: whatever no other one knows
    def outdated(ack: Ack, body: dict[str, Any]) -> None:
        ack()
        click = click_of(body)
        if click.action not in ACTIONS:  # a known one comes by here if its own listener was slow
            ours.of(body).messages.whisper(click.channel, click.user, OUTDATED)

    return SlackDoor(app, desk, ours, SlackSurface(ours), ear, bool(signing_secret), (acks, quick, pool))


def listening(hear: MakeEar, conversation: Conversation, here: Workspace) -> Ear:
    """What listens in one workspace, and shows who opens the room of a deal where that stands."""
    ear = hear(here.client, conversation.who, here.messages)
    ear.greet = partial(insights.greet_with_insight, conversation, here)
    return ear


def socket_mode(door: SlackDoor, app_token: str) -> SocketModeHandler:
    """Socket Mode: no public address needed. `connect()` returns, `start()` blocks, `close()` ends it."""
    return SocketModeHandler(door.app, app_token)


def http(door: SlackDoor, *, path: str = SLACK_PATH) -> Asgi:
    """An ASGI app for any server: events and clicks at `path`, only with Slack's signature, and where several
    workspaces may install us the pages for that (`door.installable`)."""
    return OverHttp(door.app, path, signed=door.signed)


def _report(error: Exception, body: dict[str, Any]) -> BoltResponse | None:
    """Logs what kind of thing went wrong, never what somebody wrote."""
    if isinstance(error, BoltUnhandledRequestError) and body.get("type") == "event_callback":
        return BoltResponse(status=200, body="")  # an event we have no use for; Slack need not repeat it
    log.error("slack listener failed: %s", type(error).__name__)
    return None
