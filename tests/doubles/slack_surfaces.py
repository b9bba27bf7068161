"""The part of the Slack double that people see besides messages: home views, unfurls, the assistant pane, streams."""

import json
from dataclasses import dataclass, field
from typing import Any

from tests.doubles.slack_blocks import Refused, check_blocks, check_home, check_modal, check_unfurl
from tests.doubles.slack_gestures import Gestures
from tests.doubles.slack_hooks import Hooks

Json = dict[str, Any]

SCOPES: dict[str, str | None] = {
    "assistant.threads.setStatus": "assistant:write",
    "assistant.threads.setSuggestedPrompts": "assistant:write",
    "assistant.threads.setTitle": "assistant:write",
    "chat.appendStream": "chat:write",
    "chat.startStream": "chat:write",
    "chat.stopStream": "chat:write",
    "chat.unfurl": "links:write",
    "views.publish": None,
    "views.push": None,
    "views.update": None,
}
"""Method -> the scope it needs."""


@dataclass
class Surfaces(Gestures, Hooks):
    """Mixed into the double: each method `_a_b` answers the Web API's `a.b`."""

    homes: dict[str, Json] = field(default_factory=dict, init=False)
    unfurled: list[tuple[str, Json]] = field(default_factory=list, init=False)
    """Where (a message or an unfurl id), and what stands below which link."""
    statuses: list[tuple[str, str, str]] = field(default_factory=list, init=False)
    titles: dict[str, str] = field(default_factory=dict, init=False)
    prompts: dict[str, list[Json]] = field(default_factory=dict, init=False)
    streaming: set[tuple[str, str]] = field(default_factory=set, init=False)
    """Messages that still grow."""
    grown: dict[str, list[list[Json]]] = field(default_factory=dict, init=False)
    """What each streamed message got, portion by portion."""
    markdown: list[str] = field(default_factory=list, init=False)
    """What was streamed as text, which Slack parses."""
    closed: set[str] = field(default_factory=set, init=False)
    """Windows that their reader closed."""

    # ------------------------------------------------------------ views

    def _views_publish(self: Any, args: Json) -> Json:
        if args["user_id"] not in self.users:
            raise Refused("user_not_found", args["user_id"])
        check_home(args["view"])
        now = self.homes.get(args["user_id"])
        if args.get("hash") and now is not None and args["hash"] != now["hash"]:
            return {"ok": False, "error": "hash_conflict"}
        view = args["view"] | {
            "id": f"V{args['user_id']}",
            "hash": f"h{next(self._ids)}",
            "team_id": "T0HOME",
        }
        self.homes[args["user_id"]] = view
        return {"view": view}

    def _views_push(self: Any, args: Json) -> Json:
        return dict(self._views_open(args))

    def _views_update(self: Any, args: Json) -> Json:
        check_modal(args["view"])
        names = {"id": args.get("view_id"), "external_id": args.get("external_id")}
        found = next((v for v in self.views if any(n and v.get(k) == n for k, n in names.items())), None)
        if found is None or found["id"] in self.closed:
            return {"ok": False, "error": "not_found"}
        if args.get("hash") and args["hash"] != found["hash"]:
            return {"ok": False, "error": "hash_conflict"}
        kept = {name: found[name] for name in ("id", "team_id")}
        found.clear()
        found |= args["view"] | kept | {"hash": f"h{next(self._ids)}"}
        return {"view": found}

    # ------------------------------------------------------------ the assistant pane

    def _assistant_threads_setStatus(self: Any, args: Json) -> Json:
        self._may_write(args["channel_id"])
        if len(args["status"]) > 300:
            raise Refused("invalid_arguments", "a status of that length")
        self.statuses.append((args["channel_id"], args["thread_ts"], args["status"]))
        return {}

    def _assistant_threads_setTitle(self: Any, args: Json) -> Json:
        self._may_write(args["channel_id"])
        if not 1 <= len(args["title"]) <= 250:
            raise Refused("invalid_arguments", "a title of that length")
        self.titles[args["thread_ts"]] = args["title"]
        return {}

    def _assistant_threads_setSuggestedPrompts(self: Any, args: Json) -> Json:
        self._may_write(args["channel_id"])
        prompts = args["prompts"] if isinstance(args["prompts"], list) else json.loads(args["prompts"])
        if not 1 <= len(prompts) <= 4 or any({"title", "message"} != set(p) for p in prompts):
            raise Refused("invalid_arguments", "prompts")
        self.prompts[args["thread_ts"]] = prompts
        return {}

    # ------------------------------------------------------------ streams

    def _chat_startStream(self: Any, args: Json) -> Json:
        from tests.doubles.slack import Message

        self._may_write(args["channel"])
        if (
            not args.get("thread_ts")
            or not args.get("recipient_user_id")
            or not args.get("recipient_team_id")
        ):
            raise Refused("missing_recipient_user_id", "a stream answers somebody in a thread")
        if args["thread_ts"] in self.deleted:
            return {"ok": False, "error": "thread_not_found"}
        ts = f"{1_763_900_000 + next(self._ids)}.000200"
        self.messages[args["channel"], ts] = Message(args["channel"], ts, "", [], args["thread_ts"])
        self.streaming.add((args["channel"], ts))
        self.grown[ts] = []
        return {"channel": args["channel"], "ts": ts}

    def _chat_appendStream(self: Any, args: Json) -> Json:
        return self._grow(args)  # type: ignore[no-any-return]

    def _chat_stopStream(self: Any, args: Json) -> Json:
        grown = self._grow(args)
        if grown.get("ok", True):
            self.streaming.discard((args["channel"], args["ts"]))
        return grown  # type: ignore[no-any-return]

    def _grow(self: Any, args: Json) -> Json:
        message = self.messages.get((args["channel"], args["ts"]))
        if message is None:
            return {"ok": False, "error": "message_not_found"}
        if (args["channel"], args["ts"]) not in self.streaming:
            return {"ok": False, "error": "message_not_in_streaming_state"}
        if args.get("markdown_text"):
            self.markdown.append(args["markdown_text"])
        new = [b for chunk in args.get("chunks") or [] for b in self._chunk(chunk)] + list(
            args.get("blocks") or []
        )
        check_blocks(new, most=50)
        check_blocks([*message.blocks, *new], most=100)
        message.blocks = [*message.blocks, *new]
        self.grown[message.ts].append(new)
        return {"channel": message.channel, "ts": message.ts}

    def _chunk(self: Any, chunk: Json) -> list[Json]:
        match chunk["type"]:
            case "blocks":
                return list(chunk["blocks"])
            case "markdown_text":
                self.markdown.append(chunk["text"])
                return []
        raise Refused("invalid_chunks", str(chunk["type"]))

    # ------------------------------------------------------------ unfurls

    def _chat_unfurl(self: Any, args: Json) -> Json:
        by_message = bool(args.get("channel") and args.get("ts"))
        by_id = bool(args.get("unfurl_id") and args.get("source"))
        if by_message == by_id:
            raise Refused("invalid_arguments", "either a message or an unfurl id")
        shown = args["unfurls"] if isinstance(args["unfurls"], dict) else json.loads(args["unfurls"])
        for url, below in shown.items():
            check_unfurl(url, below)
        self.unfurled.append((str(args.get("unfurl_id") or args["ts"]), shown))
        return {}
