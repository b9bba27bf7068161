"""What a delivery is: which work it asks for, which repeat of which it is, where it belongs, whether it is noise."""

from typing import Any

from bot.slack.clicks import pressed
from bot.slack.identity import SLACKBOT

Json = dict[str, Any]

_ABOUT_NOBODY = frozenset({"app_uninstalled", "tokens_revoked"})


def team_of(body: Json) -> str:
    """The workspace in whose name a delivery came."""
    return str(body.get("team_id") or (body.get("team") or {}).get("id") or "")


def route_of(body: Json) -> str:
    """A mention of us in a group DM comes as a message and is answered like one in a channel."""
    match body.get("type"):
        case "event_callback":
            event = body.get("event") or {}
            group = event.get("type") == "message" and event.get("channel_type") == "mpim"
            return "event:app_mention" if group else f"event:{event.get('type')}"
        case "block_actions":
            return f"action:{pressed(body)[0]}"
        case "view_submission":
            return f"view:{(body.get('view') or {}).get('callback_id')}"
        case "message_action" | "shortcut":
            return f"shortcut:{body.get('callback_id')}"
        case None if body.get("command"):
            return f"command:{str(body['command']).removeprefix('/')}"
    return "other"


def delivery_id(body: Json) -> str:
    """The same for every repeat of one delivery, and for nothing else.

    A message is named by where it stands rather than by its event id, because one message may
    arrive as two events. Clicks, forms, shortcuts and commands carry no id: who, where and the moment name them.
    """
    team = team_of(body)
    user = (body.get("user") or {}).get("id") if isinstance(body.get("user"), dict) else body.get("user_id")
    match body.get("type"):
        case "event_callback":
            event = body.get("event", {})
            if event.get("channel") and event.get("ts"):
                return f"{team}:message:{event['channel']}:{event['ts']}"
            return f"{team}:event:{body.get('event_id')}"
        case "block_actions":
            click = (body.get("actions") or [{}])[0]
            where = body.get("container") or {}
            spot = where.get("view_id") or f"{where.get('channel_id')}:{where.get('message_ts')}"
            return f"{team}:click:{user}:{spot}:{click.get('block_id')}:{click.get('action_ts')}"
        case "message_action" | "shortcut":
            return f"{team}:shortcut:{user}:{body.get('callback_id')}:{body.get('action_ts')}"
        case None if body.get("command"):
            return f"{team}:command:{user}:{body.get('trigger_id')}"
    view = body.get("view") or {}
    return f"{team}:view:{user}:{view.get('id')}:{view.get('hash')}"


def lane_of(body: Json) -> str:
    """The channel that work will mostly speak in, or the person whose view it is about."""
    event = body.get("event") or {}
    thread = event.get("assistant_thread") or {}
    named = (
        event.get("channel"),
        thread.get("channel_id"),
        (body.get("container") or {}).get("channel_id"),
        (body.get("channel") or {}).get("id"),
        body.get("channel_id"),
        (body.get("user") or {}).get("id"),
        event.get("user"),
    )
    return next((n for n in named if isinstance(n, str) and n), "")


def is_noise(body: Json, us: str | None) -> bool:
    """Bots, edits, deletions and what Slack itself says in a channel ask nothing."""
    event = body.get("event")
    if event is None or event.get("type") in _ABOUT_NOBODY:
        return False
    thread = event.get("assistant_thread") or {}
    person = event.get("user") or thread.get("user_id")
    if not person or person in (us, SLACKBOT) or event.get("bot_id"):
        return True
    if event.get("subtype") not in (None, "file_share", "thread_broadcast"):
        return True
    if event.get("type") != "message" or event.get("channel_type") in (None, "im"):
        return False
    mentions_us = us is not None and f"<@{us}" in str(event.get("text") or "")
    return event["channel_type"] != "mpim" or not mentions_us
