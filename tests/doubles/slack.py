"""A Slack workspace on loopback: Web API, Socket Mode and signed HTTP deliveries, as strict as the real one."""

import asyncio
import hashlib
import hmac
import json
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Self

from aiohttp import WSMsgType, web

from tests.doubles import slack_installs, slack_surfaces
from tests.doubles.slack_blocks import Refused, check_message, check_modal, texts
from tests.doubles.slack_installs import APP, BOT_ID, BOT_USER, TEAM

Json = dict[str, Any]

__all__ = ["APP", "BOT_ID", "BOT_USER", "TEAM", "SECRET"]
SECRET = "an-invented-signing-secret"

SCOPES = (
    {
        "apps.connections.open": None,
        "chat.postMessage": "chat:write",
        "chat.postEphemeral": "chat:write",
        "chat.update": "chat:write",
        "conversations.info": "channels:read",
        "conversations.members": "channels:read",
        "conversations.open": "im:write",
        "users.conversations": "channels:read",
        "users.info": "users:read",
        "users.lookupByEmail": "users:read.email",
        "reactions.add": "reactions:write",
        "reactions.remove": "reactions:write",
        "views.open": None,
    }
    | slack_installs.SCOPES
    | slack_surfaces.SCOPES
)
"""Method -> the scope it needs; a method that is not here does not exist."""


@dataclass
class Message:
    channel: str
    ts: str
    text: str
    blocks: list[Json]
    thread_ts: str | None = None
    user: str = BOT_USER
    only_for: str | None = None
    edits: int = 0

    @property
    def words(self) -> str:
        """Everything that can be read in it."""
        return self.text + "\n" + "\n".join(texts(self.blocks))

    @property
    def actions(self) -> list[str]:
        return [e["action_id"] for b in self.blocks if b["type"] == "actions" for e in b["elements"]]


@dataclass
class Call:
    method: str
    args: Json
    refused: str | None = None
    team: str = TEAM
    """Whose token it came with."""


@dataclass
class SlackDouble(slack_surfaces.Surfaces, slack_installs.Tokens):
    """Start it with `with`. `refusals` lists every call that the real Slack would not have taken."""

    scopes: frozenset[str] | None = None
    """Granted scopes; None grants everything."""
    calls: list[Call] = field(default_factory=list)
    messages: dict[tuple[str, str], Message] = field(default_factory=dict)
    whispers: list[Message] = field(default_factory=list)
    views: list[Json] = field(default_factory=list)
    users: dict[str, Json] = field(default_factory=dict)
    channels: set[str] = field(default_factory=lambda: {"C0SALES"})
    rooms: dict[str, Json] = field(default_factory=dict)
    """What `conversations.info` says of a channel besides its id."""
    members: dict[str, list[str]] = field(default_factory=dict)
    acks: dict[str, Any] = field(default_factory=dict)
    timeline: list[str] = field(default_factory=list)
    """What happened in order: `ack <id>`, then method names; tests add their own marks."""
    failures: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.begin_tokens()
        self.deleted: set[str] = set()
        """Messages of people that are gone, so that nothing can hang below them."""
        self.rooms_of: dict[str, str] = {}
        """Channel -> its workspace, where it is not the first one."""
        self._changed = threading.Condition()
        self._ids = count(1)
        self._triggers: dict[str, float] = {}
        self._sockets: list[web.WebSocketResponse] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, name="slack-double", daemon=True)
        self._up = threading.Event()
        self.port = 0

    # ------------------------------------------------------------ life

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._up.wait(30)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._runner.cleanup(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(30)
        self._loop.close()

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/"

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._start())
        self._up.set()
        self._loop.run_forever()

    async def _start(self) -> None:
        app = web.Application()
        app.router.add_post("/api/{method}", self._answer)
        app.router.add_get("/link", self._socket)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = self._runner.addresses[0][1]

    # ------------------------------------------------------------ people and places

    def person(self, user_id: str, email: str | None, **more: Any) -> str:
        """A member of the workspace; `more` sets flags such as `is_restricted=True`."""
        profile = {"email": email} if email else {}
        self.users[user_id] = {
            "id": user_id,
            "team_id": TEAM,
            "real_name": user_id.title(),
            "deleted": False,
            "is_bot": False,
            "is_restricted": False,
            "is_ultra_restricted": False,
            "is_email_confirmed": True,
            "tz": "Europe/Berlin",
            "profile": profile,
        } | more
        return user_id

    def direct(self, user_id: str) -> str:
        return f"D{user_id}"

    def fail(self, method: str, *errors: str) -> None:
        """The next calls of `method` are answered with these errors, one each."""
        self.failures.setdefault(method, []).extend(errors)

    # ------------------------------------------------------------ what people see

    def in_channel(self, channel: str) -> list[Message]:
        with self._changed:
            return [m for (where, _), m in self.messages.items() if where == channel]

    @property
    def refusals(self) -> list[Call]:
        return [c for c in self.calls if c.refused]

    def count(self, method: str) -> int:
        return sum(c.method == method for c in self.calls)

    def mark(self, what: str) -> None:
        with self._changed:
            self.timeline.append(what)
            self._changed.notify_all()

    def wait(self, what: Callable[[], Any], *, seconds: float = 30.0) -> Any:
        """Waits until something is true after some call or acknowledgement, and returns it."""
        deadline = time.monotonic() + seconds
        with self._changed:
            while not (found := what()):
                left = deadline - time.monotonic()
                assert left > 0, f"nothing came of it; so far {self.timeline}"
                self._changed.wait(min(left, 0.2))
        return found

    # ------------------------------------------------------------ payloads

    def message_event(self, user: str, text: str, *, channel: str | None = None, **more: Any) -> Json:
        """Somebody writes to us: in a DM, or a mention where a channel is named."""
        now = f"{1_763_900_000 + next(self._ids)}.000100"
        event: Json = {"type": "app_mention", "user": user, "text": text, "ts": now, "event_ts": now}
        event |= {"channel": channel} if channel else {}
        if channel is None:
            event |= {"type": "message", "channel": self.direct(user), "channel_type": "im"}
        return {
            "token": "verification-token",
            "team_id": TEAM,
            "api_app_id": APP,
            "event": event | more,
            "type": "event_callback",
            "event_id": f"Ev{next(self._ids)}",
            "event_time": int(time.time()),
            "authorizations": [{"team_id": TEAM, "user_id": BOT_USER, "is_bot": True}],
        }

    def channel_event(self, user: str | None, text: str, *, channel: str = "C0SALES", **more: Any) -> Json:
        """Something is said, or becomes of what was said, in a channel that we are in."""
        kind = {"type": "message", "channel_type": "channel"}
        return self.message_event(user or "", text, channel=channel, **{**kind, **more})

    def member_event(self, user: str, *, joined: bool, channel: str = "C0SALES") -> Json:
        """Somebody comes or goes."""
        listed = self.members.setdefault(channel, [])
        if joined:
            listed.append(user)
        else:
            listed.remove(user)
        kind = "member_joined_channel" if joined else "member_left_channel"
        return self.message_event(user, "", channel=channel, type=kind, channel_type="C")

    def click(self, user: str, message: Message, action: str, *, row: int = 0, option: int = 0) -> Json:
        """Presses a button, or picks from a menu, that the message really shows."""
        rows = [b for b in message.blocks if b["type"] == "actions"]
        element = next(e for e in rows[row]["elements"] if e["action_id"] == action)
        act = {
            "type": element["type"],
            "action_id": action,
            "block_id": rows[row]["block_id"],
            "action_ts": f"{time.time():.6f}",
        }
        if element["type"] == "button":
            act |= {"value": element["value"], "text": element["text"]}
        else:
            act |= {"selected_option": element["options"][option]}
        return {
            "type": "block_actions",
            "user": {"id": user, "username": user, "team_id": TEAM},
            "api_app_id": APP,
            "token": "verification-token",
            "container": {
                "type": "message",
                "message_ts": message.ts,
                "channel_id": message.channel,
                "is_ephemeral": False,
            },
            "trigger_id": self._trigger(),
            "team": {"id": TEAM, "domain": "home"},
            "channel": {"id": message.channel, "name": "directmessage"},
            "message": {
                "type": "message",
                "user": BOT_USER,
                "ts": message.ts,
                "text": message.text,
                "blocks": deepcopy(message.blocks),
            },
            "state": {"values": {}},
            "actions": [act],
        }

    def submit(self, user: str, view: Json, *, value: str | None = None, chosen: str | None = None) -> Json:
        """Fills in the only field of a modal and sends it."""
        block = view["blocks"][0]
        answer: Json = {"type": block["element"]["type"]}
        answer |= {"selected_user": chosen} if chosen else {"value": value}
        state = {"values": {block["block_id"]: {block["element"]["action_id"]: answer}}}
        return {
            "type": "view_submission",
            "team": {"id": TEAM, "domain": "home"},
            "user": {"id": user, "username": user, "team_id": TEAM},
            "api_app_id": APP,
            "token": "verification-token",
            "trigger_id": self._trigger(),
            "view": view | {"state": state},
            "response_urls": [],
        }

    def _trigger(self) -> str:
        name = f"trigger.{next(self._ids)}"
        self._triggers[name] = time.monotonic() + self.trigger_seconds
        return name

    def outlive_triggers(self) -> None:
        """As if more than three seconds had passed since every click."""
        self._triggers.clear()

    # ------------------------------------------------------------ deliveries

    def send(self, body: Json, *, retry: int | None = None) -> str:
        """Delivers by Socket Mode; returns the envelope id, whose acknowledgement `acked` waits for."""
        kind = {"event_callback": "events_api", None: "slash_commands"}.get(body.get("type"), "interactive")
        envelope: Json = {
            "envelope_id": f"env-{next(self._ids)}",
            "type": kind,
            "accepts_response_payload": kind != "events_api",
            "payload": body,
        }
        if retry is not None:
            envelope |= {"retry_attempt": retry, "retry_reason": "timeout"}
        self.wait(lambda: self._sockets)
        sent = self._sockets[-1].send_str(json.dumps(envelope))
        asyncio.run_coroutine_threadsafe(sent, self._loop).result(5)
        return str(envelope["envelope_id"])

    def acked(self, envelope_id: str) -> Any:
        self.wait(lambda: envelope_id in self.acks)
        return self.acks[envelope_id]

    def post(
        self,
        url: str,
        body: Json,
        *,
        secret: str = SECRET,
        at: float | None = None,
        headers: dict[str, str] | None = None,
    ) -> int:
        """Delivers by signed HTTP request; returns the status."""
        stamp = str(int(time.time() if at is None else at))
        raw, kind = json.dumps(body), "application/json"
        if body.get("type") != "event_callback":
            fields = {"payload": raw} if "type" in body else body
            raw, kind = urllib.parse.urlencode(fields), "application/x-www-form-urlencoded"
        digest = hmac.new(secret.encode(), f"v0:{stamp}:{raw}".encode(), hashlib.sha256).hexdigest()
        request = urllib.request.Request(
            url,
            raw.encode(),
            {
                "Content-Type": kind,
                "X-Slack-Request-Timestamp": stamp,
                "X-Slack-Signature": f"v0={digest}",
            }
            | (headers or {}),
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=60) as response:
                return int(response.status)
        except urllib.error.HTTPError as error:
            return int(error.code)

    # ------------------------------------------------------------ Socket Mode

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_str(
            json.dumps({"type": "hello", "num_connections": 1, "connection_info": {"app_id": APP}})
        )
        self._sockets.append(socket)
        self.mark("connected")
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                answer = json.loads(message.data)
                self.acks[answer["envelope_id"]] = answer.get("payload")
                self.mark(f"ack {answer['envelope_id']}")
        self._sockets.remove(socket)
        return socket

    # ------------------------------------------------------------ Web API

    async def _answer(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        args = await _arguments(request)
        if self.failures.get(method):
            with self._changed:
                error = self.failures[method].pop(0)
                self._changed.notify_all()
            if error == "ratelimited":
                return web.json_response(
                    {"ok": False, "error": error}, status=429, headers={"Retry-After": "1"}
                )
            return web.json_response({"ok": False, "error": error})
        call = Call(method, args)
        with self._changed:
            try:
                answer = self._do(method, args, request.headers.get("Authorization", ""))
            except Refused as refused:
                call.refused = " ".join(refused.args)
                answer = {
                    "ok": False,
                    "error": refused.args[0],
                    "response_metadata": {"messages": [refused.args[-1]]},
                }
            call.team = self._caller
            self.calls.append(call)
            self.timeline.append(method)
            self._changed.notify_all()
        return web.json_response({"ok": True} | answer)

    def _do(self, method: str, args: Json, authorization: str) -> Json:
        if method not in SCOPES:
            raise Refused("unknown_method", method)
        if (error := self.enter(method, authorization)) is not None:
            return error
        if self.rooms_of.get(str(args.get("channel")), self._caller) != self._caller:
            return {"ok": False, "error": "channel_not_found"}
        scope = SCOPES[method]
        if scope and self.scopes is not None and scope not in self.scopes:
            raise Refused("missing_scope", scope)
        return getattr(self, "_" + method.replace(".", "_"))(args)  # type: ignore[no-any-return]

    def _apps_connections_open(self, _: Json) -> Json:
        return {"url": f"ws://127.0.0.1:{self.port}/link?ticket={next(self._ids)}"}

    def _chat_postMessage(self, args: Json) -> Json:
        self._may_write(args["channel"])
        check_message(args.get("text") or "", args.get("blocks"))
        if args.get("unfurl_links") is not False or args.get("unfurl_media") is not False:
            raise Refused("invalid_arguments", "links must not unfurl")
        ts = f"{1_763_900_000 + next(self._ids)}.000200"
        if args.get("thread_ts") in self.deleted:
            return {"ok": False, "error": "thread_not_found"}
        message = Message(args["channel"], ts, args["text"], args.get("blocks") or [], args.get("thread_ts"))
        self.messages[message.channel, ts] = message
        return {"channel": message.channel, "ts": ts, "message": {"ts": ts}}

    def _chat_update(self, args: Json) -> Json:
        message = self.messages.get((args["channel"], args["ts"]))
        if message is None:
            return {"ok": False, "error": "message_not_found"}
        check_message(args.get("text") or "", args.get("blocks"))
        message.text, message.blocks = args["text"], args.get("blocks") or []
        message.edits += 1
        return {"channel": message.channel, "ts": message.ts, "text": message.text}

    def _chat_postEphemeral(self, args: Json) -> Json:
        self._may_write(args["channel"])
        check_message(args.get("text") or "", args.get("blocks"))
        ts = f"{1_763_900_000 + next(self._ids)}.000300"
        self.whispers.append(
            Message(args["channel"], ts, args["text"], args.get("blocks") or [], only_for=args["user"])
        )
        return {"message_ts": ts}

    def _conversations_info(self, args: Json) -> Json:
        if args["channel"] not in self.channels:
            return {"ok": False, "error": "channel_not_found"}
        return {"channel": {"id": args["channel"]} | self.rooms.get(args["channel"], {})}

    def _conversations_members(self, args: Json) -> Json:
        """In pages of two, so that whoever asks has to turn them."""
        if args["channel"] not in self.channels:
            return {"ok": False, "error": "channel_not_found"}
        everybody = self.members.get(args["channel"], [])
        start = int(args.get("cursor") or 0)
        more = str(start + 2) if start + 2 < len(everybody) else ""
        return {"members": everybody[start : start + 2], "response_metadata": {"next_cursor": more}}

    def _conversations_open(self, args: Json) -> Json:
        place = args.get("channel") or ""
        user = args["users"] if "users" in args else place.removeprefix("D")
        if user not in self.users:
            raise Refused("user_not_found" if "users" in args else "channel_not_found", user)
        return {"channel": {"id": self.direct(user), "user": user}}

    def _users_conversations(self, _: Json) -> Json:
        return {"channels": [{"id": c} for c in sorted(self.channels)]}

    def _users_info(self, args: Json) -> Json:
        if args["user"] not in self.users:
            return {"ok": False, "error": "user_not_found"}
        user = self.users[args["user"]]
        seen = user["team_id"] == self._caller or user.get("is_stranger")
        return {"user": user} if seen else {"ok": False, "error": "user_not_found"}

    def _users_lookupByEmail(self, args: Json) -> Json:
        for user in self.users.values():
            if user["profile"].get("email") == args["email"] and user["team_id"] == self._caller:
                return {"user": user}
        return {"ok": False, "error": "users_not_found"}

    def _reactions_add(self, _: Json) -> Json:
        return {}

    _reactions_remove = _reactions_add

    def _views_open(self, args: Json) -> Json:
        until = self._triggers.pop(args["trigger_id"], 0.0)
        if time.monotonic() > until:
            return {"ok": False, "error": "expired_trigger_id"}
        check_modal(args["view"])
        view = args["view"] | {"id": f"V{next(self._ids)}", "hash": f"h{next(self._ids)}", "team_id": TEAM}
        self.views.append(view)
        return {"view": view}

    def _may_write(self, channel: str) -> None:
        ours = self.channels | {
            self.direct(u) for u, told in self.users.items() if told["team_id"] == self._caller
        }
        if channel not in ours:
            raise Refused("channel_not_found", channel)


async def _arguments(request: web.Request) -> Json:
    if request.content_type == "application/json" and (body := await request.text()):
        return dict(json.loads(body))
    form = {**request.query, **await request.post()}
    return {k: json.loads(v) if k in ("blocks", "view") else v for k, v in form.items() if isinstance(v, str)}
