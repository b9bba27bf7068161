"""Links to our own sources show what they lead to, where everybody who would see that may read it."""

import logging
import re
from collections.abc import Sequence
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from slack_bolt import App
from slack_sdk.errors import SlackApiError

from bot.replies.source_links import PATH
from bot.slack.desk import Delivery, Desk
from bot.slack.questions import who_reads
from bot.slack.render import card
from bot.slack.workspaces import Workspace, Workspaces
from bot.workflows.conversation import Conversation

Json = dict[str, Any]
log = logging.getLogger("promissory.slack")

MOST_LINKS = 5
_OURS = re.compile(rf".*{PATH}(?P<event>[A-Za-z0-9_-]{{1,80}})/?")
_PLACE = re.compile(r"[CGD][A-Z0-9]+")
"""What a message composer is called is none: nobody can say yet who will read it."""
_GONE = frozenset({"cannot_unfurl_url", "cannot_unfurl_message", "cannot_find_channel", "message_not_found"})


def register(app: App, desk: Desk, conversation: Conversation, workspaces: Workspaces) -> None:
    """Somebody shared a link that leads to us."""
    desk.on("event:link_shared", partial(show_source, conversation, workspaces))

    @app.event("link_shared")
    def shared(body: Json) -> None:
        desk.work(body)


def show_source(conversation: Conversation, workspaces: Workspaces, delivery: Delivery) -> None:
    """Nothing at all where that is not sure, not even that there is something."""
    event, here = delivery.body["event"], workspaces.of(delivery.body)
    viewers = _viewers(here, event)
    if not viewers:
        return
    shown: dict[str, Json] = {}
    for url in list(dict.fromkeys(str(link.get("url") or "") for link in event.get("links") or []))[
        :MOST_LINKS
    ]:
        name = event_id(url)
        reply = conversation.source(name, viewers=viewers) if name else None
        if reply is not None:
            shown[url] = {"blocks": card(reply).blocks}
    if shown:
        _unfurl(here, event, shown)


def event_id(url: str) -> str | None:
    """The event that a link names. Slack tells us only of links to the addresses that the app is registered for."""
    try:
        found = _OURS.fullmatch(urlsplit(url).path)
    except ValueError:
        return None
    return found["event"] if found else None


def _viewers(here: Workspace, event: Json) -> Sequence[str] | None:
    """Everybody who reads the place, the one who shared the link among them."""
    channel, user = str(event.get("channel") or ""), str(event["user"])
    actor = here.identity.reader(user)
    if actor is None or not _PLACE.fullmatch(channel):
        return None
    if channel.startswith("D"):  # only the one with us: who is in another one can't be asked
        return [actor] if here.messages.direct_channel(user) == channel else None
    return who_reads(here, channel, actor)


def _unfurl(here: Workspace, event: Json, shown: dict[str, Json]) -> None:
    """By the name that Slack gave the place of the link, or by its message."""
    try:
        if event.get("unfurl_id") and event.get("source"):
            here.client.chat_unfurl(unfurl_id=event["unfurl_id"], source=event["source"], unfurls=shown)
        else:
            here.client.chat_unfurl(channel=event["channel"], ts=event["message_ts"], unfurls=shown)
    except SlackApiError as error:
        if error.response.get("error") not in _GONE:
            raise
        log.info("a link is gone: %s", error.response.get("error"))
