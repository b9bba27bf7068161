"""The part of the Slack double behind a `response_url`: words for one person, five times and half an hour long."""

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.doubles.slack_blocks import Refused, check_message

Json = dict[str, Any]

MOST_RESPONSES = 5


@dataclass
class Hook:
    """A `response_url`: for one person in one place, five times and half an hour long."""

    user: str
    channel: str
    original: Any = None
    """The words for one person that were clicked in; a command has none, and what it said can't be replaced."""
    uses: int = 0
    old: bool = False


@dataclass
class Hooks:
    """Mixed into the double."""

    hooks: dict[str, Hook] = field(default_factory=dict, init=False)
    responses: list[Json] = field(default_factory=list, init=False)

    def hook(self: Any, hook: Hook) -> str:
        """A fresh address that says something to one person."""
        if not self.hooks:
            self._serve_hooks()
        name = f"{next(self._ids)}"
        self.hooks[name] = hook
        return f"http://127.0.0.1:{self._hook_port}/actions/{name}"

    def outlive_hooks(self) -> None:
        """As if more than half an hour had passed since everything that was done."""
        for hook in self.hooks.values():
            hook.old = True

    def _serve_hooks(self: Any) -> None:
        respond = self._respond

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status, words = respond(self.path.rpartition("/")[2], json.loads(body))
                self.send_response(status)
                self.end_headers()
                self.wfile.write(words.encode())

            def log_message(self, format: str, *args: Any) -> None:
                """Silent."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self._hook_port = server.server_port

    def _respond(self: Any, name: str, body: Json) -> tuple[int, str]:
        with self._changed:
            hook = self.hooks[name]
            if hook.old:
                return 404, "expired_url"
            if hook.uses >= MOST_RESPONSES:
                return 404, "used_url"
            hook.uses += 1
            self.responses.append(body)
            try:
                check_message(body.get("text") or "", body.get("blocks"))
                if body.get("response_type") != "ephemeral":
                    raise Refused("invalid_arguments", "everybody would see it")
            except Refused as refused:
                self.calls.append(_call("response_url", body, " ".join(refused.args)))
                return 400, str(refused.args[0])
            if body.get("replace_original") and hook.original is not None:
                hook.original.text, hook.original.blocks = body["text"], body.get("blocks") or []
                hook.original.edits += 1
            else:
                self._whisper(hook.channel, hook.user, body["text"], body.get("blocks") or [])
            self.timeline.append("response_url")
            self._changed.notify_all()
        return 200, "ok"

    def _whisper(self: Any, channel: str, user: str, text: str, blocks: list[Json]) -> None:
        from tests.doubles.slack import Message

        with self._changed:
            ts = f"{1_763_900_000 + next(self._ids)}.000300"
            self.whispers.append(Message(channel, ts, text, blocks, only_for=user))
            self._changed.notify_all()


def _call(method: str, args: Json, refused: str) -> Any:
    from tests.doubles.slack import Call

    return Call(method, args, refused)
