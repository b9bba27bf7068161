"""The part of the Slack double that plays people: commands, shortcuts, clicks in views, the pane, shared links."""

import hashlib
import hmac
import json
import time
import urllib.parse
import urllib.request
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from tests.doubles.slack_hooks import Hook

Json = dict[str, Any]


@dataclass
class Gestures:
    """Mixed into the double; `deliver` delivers what the others make."""

    acked_with: list[Json] = field(default_factory=list, init=False)
    """What a command or a form was acknowledged with."""
    trigger_seconds: float = field(default=60.0, init=False)
    """For how long a window may be opened after a click. Slack gives three seconds, which a busy machine may
    take; `outlive_triggers` ends them when a test wants it."""
    acting: dict[str, str] = field(default_factory=dict, init=False)
    """Whose click each trigger was."""

    def trigger_of(self: Any, user: str) -> str:
        name = str(self._trigger())
        self.acting[name] = user
        return name

    def windows_of(self: Any, user: str) -> list[Json]:
        """What was opened on somebody's clicks; good where nobody clicked too early."""
        with self._changed:
            opened = [c.args["trigger_id"] for c in self.calls if c.method in ("views.open", "views.push")]
            return [v for name, v in zip(opened, self.views, strict=True) if self.acting.get(name) == user]

    def command(
        self: Any, user: str, text: str, *, channel: str = "C0SALES", name: str = "/promises"
    ) -> Json:
        return {
            "token": "verification-token",
            "team_id": "T0HOME",
            "team_domain": "home",
            "channel_id": channel,
            "channel_name": "sales",
            "user_id": user,
            "user_name": user.lower(),
            "command": name,
            "text": text,
            "api_app_id": "A0APP",
            "is_enterprise_install": "false",
            "response_url": self.hook(Hook(user, channel)),
            "trigger_id": self.trigger_of(user),
        }

    def shortcut(
        self: Any, user: str, callback_id: str, text: str, *, author: str = "UMIRA", channel: str = "C0SALES"
    ) -> Json:
        """Used on somebody's message, in a place where the app may not be."""
        at = f"{1_763_900_000 + next(self._ids)}.000100"
        return {
            "type": "message_action",
            "callback_id": callback_id,
            "token": "verification-token",
            "api_app_id": "A0APP",
            "action_ts": f"{time.time():.6f}",
            "team": {"id": "T0HOME", "domain": "home"},
            "user": {"id": user, "username": user, "team_id": "T0HOME"},
            "channel": {"id": channel, "name": "sales"},
            "message_ts": at,
            "message": {"type": "message", "user": author, "text": text, "ts": at},
            "trigger_id": self.trigger_of(user),
            "response_url": self.hook(Hook(user, channel)),
        }

    def click_in_view(
        self: Any, user: str, view: Json, action: str, *, row: int = 0, option: int = 0
    ) -> Json:
        """Presses a button that a home tab or a window really shows; `row` counts those that have it."""
        rows = [b for b in view["blocks"] if any(e.get("action_id") == action for e in b.get("elements", ()))]
        act = self.act(rows[row], action, option)
        return self._clicked(user, act) | {
            "container": {"type": "view", "view_id": view["id"]},
            "view": deepcopy(view) | {"state": {"values": {}}},
        }

    def click_in_whisper(self: Any, user: str, whisper: Any, action: str, *, option: int = 0) -> Json:
        """Of words for one person Slack says where they stand, but not what they are."""
        rows = [b for b in whisper.blocks if any(e.get("action_id") == action for e in b.get("elements", ()))]
        return self._clicked(user, self.act(rows[0], action, option)) | {
            "container": {
                "type": "message",
                "message_ts": whisper.ts,
                "channel_id": whisper.channel,
                "is_ephemeral": True,
            },
            "channel": {"id": whisper.channel, "name": "sales"},
            "response_url": self.hook(Hook(user, whisper.channel, whisper)),
        }

    def thumb(self: Any, user: str, message: Any, *, good: bool) -> Json:
        """Says whether an answer helped."""
        block = next(b for b in message.blocks if b["type"] == "context_actions")
        element = block["elements"][0]
        pressed = element["positive_button" if good else "negative_button"]
        act = {
            "type": "feedback_buttons",
            "action_id": element["action_id"],
            "block_id": block["block_id"],
            "action_ts": f"{time.time():.6f}",
            "value": pressed["value"],
            "text": pressed["text"],
        }
        place = {"message_ts": message.ts, "channel_id": message.channel, "is_ephemeral": False}
        shown = {"ts": message.ts, "text": message.text, "blocks": deepcopy(message.blocks)}
        return self._clicked(user, act) | {
            "container": {"type": "message"} | place,
            "channel": {"id": message.channel, "name": "directmessage"},
            "message": shown | ({"thread_ts": message.thread_ts} if message.thread_ts else {}),
        }

    def act(self: Any, block: Json, action: str, option: int) -> Json:
        element = next(e for e in block["elements"] if e["action_id"] == action)
        act = {
            "type": element["type"],
            "action_id": action,
            "block_id": block["block_id"],
            "action_ts": f"{time.time():.6f}",
        }
        if element["type"] == "button":
            return act | {"value": element["value"], "text": element["text"]}
        return act | {"selected_option": element["options"][option]}

    def _clicked(self: Any, user: str, act: Json) -> Json:
        return {
            "type": "block_actions",
            "user": {"id": user, "username": user, "team_id": "T0HOME"},
            "api_app_id": "A0APP",
            "token": "verification-token",
            "trigger_id": self.trigger_of(user),
            "team": {"id": "T0HOME", "domain": "home"},
            "state": {"values": {}},
            "actions": [act],
        }

    def filled(self: Any, user: str, view: Json, **answers: str) -> Json:
        """A window filled in by the names of its inputs and sent; what is not named stays as it was."""
        values: Json = {}
        for block in (b for b in view["blocks"] if b["type"] == "input"):
            element, name = block["element"], block["block_id"]
            values[name] = {element["action_id"]: _answer(element, answers.get(name))}
        return {
            "type": "view_submission",
            "team": {"id": "T0HOME", "domain": "home"},
            "user": {"id": user, "username": user, "team_id": "T0HOME"},
            "api_app_id": "A0APP",
            "token": "verification-token",
            "trigger_id": self.trigger_of(user),
            "view": deepcopy(view) | {"state": {"values": values}},
            "response_urls": [],
        }

    def pane_event(
        self: Any, user: str, *, looking_at: str | None = None, thread: str, moved: bool = False
    ) -> Json:
        """The pane is opened, or another channel comes into view beside it."""
        context = {"channel_id": looking_at, "team_id": "T0HOME"} if looking_at else {}
        pane = {"user_id": user, "context": context, "channel_id": self.direct(user), "thread_ts": thread}
        kind = "assistant_thread_context_changed" if moved else "assistant_thread_started"
        return self._event({"type": kind, "assistant_thread": pane, "event_ts": thread})

    def home_event(self: Any, user: str, *, tab: str = "home") -> Json:
        return self._event(
            {
                "type": "app_home_opened",
                "user": user,
                "channel": self.direct(user),
                "tab": tab,
                "event_ts": "1.1",
            }
        )

    def link_event(self: Any, user: str, *urls: str, channel: str = "C0SALES", **more: Any) -> Json:
        """Somebody shares links; `more` may say that they only stand in the composer."""
        at = f"{1_763_900_000 + next(self._ids)}.000100"
        event = {
            "type": "link_shared",
            "user": user,
            "channel": channel,
            "message_ts": at,
            "event_ts": at,
            "is_bot_user_member": True,
            "links": [{"domain": urllib.parse.urlsplit(u).hostname, "url": u} for u in urls],
        }
        return self._event(event | more)

    def _event(self: Any, event: Json) -> Json:
        return {
            "token": "verification-token",
            "team_id": "T0HOME",
            "api_app_id": "A0APP",
            "event": event,
            "type": "event_callback",
            "event_id": f"Ev{next(self._ids)}",
            "event_time": int(time.time()),
            "authorizations": [{"team_id": "T0HOME", "user_id": "U0BOT", "is_bot": True}],
        }

    def deliver(self: Any, here: Any, body: Json) -> Json | None:
        """Delivers whatever it is, and returns what it was acknowledged with; a command's words are shown."""
        if here.transport == "socket mode":
            answer = self.acked(self.send(body))
        else:
            answer = self._post_anything(here.url, body)
        if answer:
            self.acked_with.append(answer)
        if answer and "command" in body and answer.get("text"):
            self._whisper(body["channel_id"], body["user_id"], answer["text"], answer.get("blocks") or [])
        return answer or None

    def _post_anything(self: Any, url: str, body: Json) -> Any:
        raw, kind = json.dumps(body), "application/json"
        if body.get("type") != "event_callback":
            fields = body if "command" in body else {"payload": raw}
            raw, kind = urllib.parse.urlencode(fields), "application/x-www-form-urlencoded"
        stamp = str(int(time.time()))
        secret = b"an-invented-signing-secret"
        digest = hmac.new(secret, f"v0:{stamp}:{raw}".encode(), hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": kind,
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={digest}",
        }
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(urllib.request.Request(url, raw.encode(), headers), timeout=60) as answer:
            text = answer.read().decode()
        return json.loads(text) if text.startswith("{") else {"text": text} if text else None


def _answer(element: Json, told: str | None) -> Json:
    """What Slack says of one input."""
    kind = element["type"]
    match kind:
        case "static_select":
            wanted = [o for o in element["options"] if told is not None and o["value"] == told]
            return {"type": kind, "selected_option": (wanted or [element.get("initial_option")])[0]}
        case "users_select":
            return {"type": kind, "selected_user": told}
        case "datepicker":
            return {"type": kind, "selected_date": told or element.get("initial_date")}
        case "timepicker":
            return {"type": kind, "selected_time": told or element.get("initial_time")}
    return {"type": kind, "value": told if told is not None else element.get("initial_value")}
