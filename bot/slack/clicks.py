"""What a pressed button or a sent form says: who, where, which action, about what."""

import json
from dataclasses import dataclass, field
from typing import Any

from bot.slack.render import FORM_INPUT

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Click:
    """`user` comes from Slack's verified envelope; `subject` is the only thing a button's value says."""

    user: str
    action: str
    subject: str
    channel: str
    ts: str
    row: str
    text: str = ""
    shown: list[Json] = field(default_factory=list)
    """The message's blocks at the moment of the click; empty for a form."""
    words: str | None = None
    chosen: str | None = None
    """The Slack user picked in a form."""


def pressed(body: Json) -> tuple[str, str]:
    """The action and the id it is about, of a button or of a menu."""
    click = (body.get("actions") or [{}])[0]
    if click.get("type") == "static_select":
        action, _, subject = (click.get("selected_option") or {}).get("value", "").partition(":")
        return action, subject
    return click.get("action_id", ""), click.get("value", "")


def click_of(body: Json) -> Click:
    """A button's or a sent form's payload."""
    if body["type"] == "view_submission":
        return _submitted(body)
    action, subject = pressed(body)
    place, message = body.get("container") or {}, body.get("message") or {}
    return Click(
        user=body["user"]["id"],
        action=action,
        subject=subject,
        channel=place.get("channel_id") or body["channel"]["id"],
        ts=place.get("message_ts") or message["ts"],
        row=body["actions"][0].get("block_id", ""),
        text=message.get("text") or "",
        shown=message.get("blocks") or [],
    )


def metadata_of(click: Click) -> str:
    """What a form needs to know when it comes back."""
    return json.dumps({"subject": click.subject, "channel": click.channel, "ts": click.ts, "row": click.row})


def _submitted(body: Json) -> Click:
    view = body["view"]
    origin = json.loads(view["private_metadata"])
    answer = view["state"]["values"][FORM_INPUT][FORM_INPUT]
    return Click(
        user=body["user"]["id"],
        action=view["callback_id"],
        words=(answer.get("value") or "").strip() or None,
        chosen=answer.get("selected_user"),
        **origin,
    )
