"""The last word on a delivery that failed every time: to the one who waits for it, where they wait."""

from typing import Any

from bot.slack.desk import Delivery
from bot.slack.outcomes import apologise
from bot.slack.workspaces import Workspaces
from bot.workflows.conversation import Conversation

Json = dict[str, Any]

_ASKED = frozenset({"message", "app_mention"})
"""Events that somebody waits for an answer to."""


def say_sorry(ours: Workspaces, conversation: Conversation, delivery: Delivery) -> None:
    words = f"Sorry, that did not work, and nothing was changed. Please try again later (reference {delivery.id})."
    body = delivery.body
    messages = ours.of(body).messages
    match body.get("type"):
        case "event_callback":
            event = body["event"]
            if event["type"] not in _ASKED:
                return
            if status := delivery.remembered("status"):
                messages.change(event["channel"], status, words)
            else:
                messages.whisper(event["channel"], event["user"], words, thread=event.get("thread_ts"))
        case "block_actions" | "view_submission":
            apologise(ours.of(body), conversation, delivery, words)
        case "message_action" | "shortcut":
            channel = (body.get("channel") or {}).get("id") or ""
            messages.whisper(channel, body["user"]["id"], words)
        case None if body.get("command"):
            messages.whisper(body.get("channel_id") or "", body["user_id"], words)
