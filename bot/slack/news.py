"""What Slack tells about people and workspaces: heeded at once, or when a workspace removed us."""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from slack_bolt import Ack, App, BoltContext, BoltResponse
from slack_sdk.errors import SlackApiError

from bot.slack.clicks import Over
from bot.slack.desk import Delivery, Desk
from bot.slack.ears import Ears
from bot.slack.listening import Ear
from bot.slack.routing import team_of
from bot.slack.tokens import Installs
from bot.slack.workspaces import DEAD, ManyWorkspaces, Workspace, Workspaces

Json = dict[str, Any]
log = logging.getLogger("promissory.slack")

EVENTS = ("user_change",)
"""What the manifest subscribes to for this, besides what comes for other reasons too."""


def heed(
    ours: Workspaces, body: Json, context: BoltContext, ack: Ack, next: Callable[[], None]
) -> BoltResponse | None:
    """Bolt middleware: who somebody is must not be remembered a moment longer than it is true."""
    event: Json = (body.get("event") or {}) if body.get("type") == "event_callback" else {}
    if event.get("type") not in EVENTS:
        next()
        return None
    found = context.authorize_result
    with suppress(Over):
        here = ours.of({"team_id": found.team_id if found else None})
        here.identity.forget(str((event.get("user") or {}).get("id")))
    return ack()


@dataclass(frozen=True, slots=True)
class Leaving:
    """What goes with a workspace that removed us: its posts, its conversations, and whatever is remembered of it."""

    ours: Workspaces
    forget_posts: Callable[[str], None]
    ear: Ear | Ears | None

    def __call__(self, team: str) -> None:
        if isinstance(self.ours, ManyWorkspaces):
            self.ours.forget(team)
        self.forget_posts(f"slack:{team}")
        if isinstance(self.ear, Ears):
            self.ear.gone(team)
        elif self.ear is not None:
            self.ear.gone()


def register(app: App, desk: Desk, ours: Workspaces, installs: Installs | None, leaving: Leaving) -> None:
    """A workspace removes the app, or takes its token away."""
    if installs is not None:
        installs.when_gone.append(leaving)

    def removed(delivery: Delivery) -> None:
        was_removed(ours, installs, leaving, delivery)

    def told(body: Json) -> None:
        desk.work(body)

    for event in ("app_uninstalled", "tokens_revoked"):
        desk.on(f"event:{event}", removed)
        app.event(event)(told)


def was_removed(ours: Workspaces, installs: Installs | None, leaving: Leaving, delivery: Delivery) -> None:
    """Tokens of people are no concern of ours, and old news are none where we were installed again."""
    body = delivery.body
    event, team = body["event"], team_of(body)
    if event["type"] == "tokens_revoked" and not (event.get("tokens") or {}).get("bot"):
        return
    if installs is not None:
        installs.removed(team, float(body.get("event_time") or 0))
        return
    (only,) = ours.all()
    if team == only.team and not _opens(only):
        log.error("the workspace %s removed us: install the app again and set its new token", team)
        leaving(team)


def _opens(here: Workspace) -> bool:
    """Whether its token still does."""
    try:
        here.client.auth_test()
    except SlackApiError as error:
        if error.response.get("error") in {*DEAD, "invalid_auth"}:
            return False
        raise
    return True
