"""What a pressed button or a sent form says: who, where, which action, about what."""

import json
from dataclasses import dataclass, field
from typing import Any

from bot.slack.identity import Identity

Json = dict[str, Any]


class Over(Exception):
    """What this was for is gone: a question that was deleted, a workspace that removed us. Nothing is left to do."""


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
    values: dict[str, str] = field(default_factory=dict)
    """What was typed or chosen in a form, by the names of its inputs."""
    people: dict[str, str] = field(default_factory=dict)
    """Slack users picked in a form."""
    view: str = ""
    view_hash: str = ""
    """The view that was clicked in, and which state of it; then there is no message, and `channel` is empty."""


def pressed(body: Json) -> tuple[str, str]:
    """The action and the id it is about, of a button, a menu or a pair of feedback buttons.

    A menu and feedback buttons say both in one value: "<action>:<id>".
    """
    click = (body.get("actions") or [{}])[0]
    if click.get("type") in ("static_select", "feedback_buttons"):
        value = (click.get("selected_option") or {}).get("value") or click.get("value") or ""
        action, _, subject = str(value).partition(":")
        return action, subject
    return click.get("action_id", ""), click.get("value", "")


def click_of(body: Json) -> Click:
    """A button's or a sent form's payload."""
    if body["type"] == "view_submission":
        return _submitted(body)
    action, subject = pressed(body)
    place, message, view = body.get("container") or {}, body.get("message") or {}, body.get("view") or {}
    return Click(
        user=body["user"]["id"],
        action=action,
        subject=subject,
        channel=place.get("channel_id") or (body.get("channel") or {}).get("id") or "",
        ts=place.get("message_ts") or message.get("ts") or "",
        row=body["actions"][0].get("block_id", ""),
        text=message.get("text") or "",
        shown=message.get("blocks") or [],
        view=place.get("view_id") or view.get("id") or "",
        view_hash=view.get("hash") or "",
    )


def metadata_of(click: Click) -> str:
    """What a form needs to know when it comes back."""
    return json.dumps({"subject": click.subject, "channel": click.channel, "ts": click.ts, "row": click.row})


def _submitted(body: Json) -> Click:
    view = body["view"]
    origin = json.loads(view.get("private_metadata") or "{}")
    answers: dict[str, Json] = {
        name: next(iter(told.values()), {}) for name, told in view["state"]["values"].items()
    }
    return Click(
        user=body["user"]["id"],
        action=view["callback_id"],
        values={name: _typed(a) for name, a in answers.items() if _typed(a)},
        people={name: a["selected_user"] for name, a in answers.items() if a.get("selected_user")},
        view=view.get("id") or "",
        subject=str(origin.get("subject", "")),
        channel=str(origin.get("channel", "")),
        ts=str(origin.get("ts", "")),
        row=str(origin.get("row", "")),
    )


def _typed(answer: Json) -> str:
    chosen = (answer.get("selected_option") or {}).get("value")
    told = answer.get("value") or answer.get("selected_date") or answer.get("selected_time") or chosen
    return str(told or "").strip()


def values_of(click: Click, identity: Identity) -> dict[str, str] | None:
    """What a form says, people by their mail addresses; None where one of them is nobody we know."""
    values = dict(click.values)
    for name, user in click.people.items():
        known = identity.reader(user)
        if known is None:
            return None
        values[name] = known
    return values
