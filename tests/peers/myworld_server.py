"""The myworld server with the few Google operations that it lacks; run by myworld.py, never imported by tests.

Added through myworld's own table of operations: mail and meetings imported under their own ids
(messages.import, events.import), calendar channels (events.watch, channels.stop), and sync tokens
that end (a request of the peer's own: /calendar/v3/peer/expire).
"""

import sys
from typing import Any

from myworld.api import Request, Response, load, operation
from myworld.api.google import error
from myworld.core.instance import Instance

load("gmail")
load("calendar")

from myworld.services.calendar import api as calendar  # noqa: E402
from myworld.services.gmail import api as gmail  # noqa: E402
from myworld.services.gmail.model import _store  # noqa: E402


@operation(
    "gmail.users.messages.import",
    "POST",
    "/gmail/v1/users/{userId}/messages/import",
    service="gmail",
    hosts=gmail.HOSTS,
)
def messages_import(ctx: Instance, req: Request) -> Any:
    """A mail put into the mailbox as it is, with its own Message-ID and date."""
    from email import message_from_bytes, policy
    from email.utils import parsedate_to_datetime

    box = gmail._box(ctx, req)
    raw, _ = gmail._request_raw(req)
    parsed = gmail._parse_raw(req, raw)
    mail = message_from_bytes(raw or b"", policy=policy.default)
    message = _store(
        ctx,
        box,
        sender=parsed["from"] or "",
        to=parsed["to"],
        cc=parsed["cc"],
        bcc=parsed["bcc"],
        subject=parsed["subject"],
        body=parsed["body"],
        html_body=parsed["html_body"],
        labels=gmail._label_ids(box, req.json().get("labelIds") or ["INBOX"]),
        date=parsedate_to_datetime(str(mail["Date"])) if mail["Date"] else ctx.now(),
        attachments=parsed["attachments"],
        headers=parsed["headers"],
    )
    if mail["Message-ID"]:
        message["messageId"] = str(mail["Message-ID"])
    return gmail._brief(box, message)


@operation(
    "calendar.events.import",
    "POST",
    "/calendar/v3/calendars/{calendarId}/events/import",
    service="calendar",
    hosts=calendar.HOSTS,
)
def events_import(ctx: Instance, req: Request) -> Any:
    """A copy of a meeting that lives elsewhere: it keeps its UID and its organizer."""
    body = req.json()
    if not body.get("iCalUID"):
        raise error(400, "Missing iCalUID.", "required")
    made = calendar.events_insert(ctx, req)
    meeting = ctx.state["events"][made["id"]]
    meeting["iCalUID"] = body["iCalUID"]
    if body.get("organizer"):
        meeting["organizer"] = {"email": body["organizer"]["email"]}
    return calendar._resource(ctx, meeting)


@operation(
    "calendar.events.watch",
    "POST",
    "/calendar/v3/calendars/{calendarId}/events/watch",
    service="calendar",
    hosts=calendar.HOSTS,
)
def events_watch(ctx: Instance, req: Request) -> Any:
    """A channel: who is told, under which id and token, and until when (a week, as Google's default)."""
    body = req.json()
    channels = ctx.state.setdefault("_channels", {})
    if not str(body.get("address", "")).startswith("https://"):
        raise error(400, "WebHook callback must be HTTPS", "webhookUrlNotHttps")
    if body["id"] in channels:
        raise error(400, "Channel id not unique", "channelIdNotUnique")
    ends = int((ctx.now().timestamp() + 7 * 86400) * 1000)
    calendar_id, _ = calendar._calendar(ctx, req)
    channels[body["id"]] = {
        "id": body["id"],
        "resourceId": "res-" + calendar_id,
        "token": body.get("token"),
        "address": body["address"],
        "expiration": str(ends),
    }
    shown = {k: v for k, v in channels[body["id"]].items() if k != "address"}
    return {"kind": "api#channel", "resourceUri": "https://www.googleapis.com/", **shown}


@operation(
    "calendar.channels.stop",
    "POST",
    "/calendar/v3/channels/stop",
    service="calendar",
    hosts=calendar.HOSTS,
)
def channels_stop(ctx: Instance, req: Request) -> Any:
    channels = ctx.state.setdefault("_channels", {})
    held = channels.get(req.json().get("id"))
    if held is None or held["resourceId"] != req.json().get("resourceId"):
        raise error(404, "Channel not found", "notFound")
    del channels[held["id"]]
    return Response(204)


@operation(
    "calendar.peer.expire",
    "POST",
    "/calendar/v3/peer/expire",
    service="calendar",
    hosts=calendar.HOSTS,
)
def expire(ctx: Instance, req: Request) -> Any:
    """Sync tokens handed out so far are no longer served."""
    ctx.state["_served_since"] = int(ctx.now().timestamp() * 1000)
    return {}


def _serve_only_new_tokens() -> None:
    listing = next(op for op in calendar_operations() if op.id == "calendar.events.list")
    ask = listing.tool.fn

    def checked(ctx: Instance, args: dict[str, Any]) -> Any:
        token = (args.get("query") or {}).get("syncToken")
        if token and calendar.b64url_decode_int(token[-1]) < ctx.state.get("_served_since", 0):
            raise error(410, "Sync token is no longer valid, a full sync is required.", "fullSyncRequired")
        return ask(ctx, args)

    listing.tool.fn = checked


def calendar_operations() -> list[Any]:
    from myworld.api import operations

    return operations("calendar")


if __name__ == "__main__":
    from myworld.cli import main

    _serve_only_new_tokens()
    sys.exit(main())
