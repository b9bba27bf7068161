"""Teams message activities (Bot Framework) -> changes of chat events: pure, the same rules as for Slack."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timezone
from html import unescape
from typing import Any
from urllib.parse import quote, urlencode

from integrations.formats.chat import Speaker, Who, chat_event, file_named, on_their_clock
from integrations.formats.headers import parse_date
from integrations.formats.html_text import html_to_text
from integrations.formats.plain_text import plain_to_text
from integrations.ports import Change
from records.models import Attachment, Participant, Span

Json = Mapping[str, Any]

SOURCE = "teams"
_AT = re.compile(r"<at\b[^>]{0,200}>(.{0,200}?)</at>", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")
_NUMBER = re.compile(r"\d{12,14}")
_FILE = "application/vnd.microsoft.teams.file.download.info"


def read(
    activity: Json, *, who: Who, room: str = "", members: Sequence[Participant] = ()
) -> tuple[Change, ...]:
    """What an activity tells: a message, its new words, or that it is gone.

    Nothing for what is said to us alone (a personal chat, or a message that begins with our name), for
    bots, and for other activities. The version of a change is the moment at which it happened (UTC, ISO).
    """
    conversation, sender = _object(activity.get("conversation")), _object(activity.get("from"))
    where, _, root = str(conversation.get("id") or "").partition(";messageid=")
    number = str(activity.get("id") or "")
    kind = str(activity.get("type") or "")
    happened = parse_date(str(activity.get("timestamp") or ""))
    if kind not in ("message", "messageUpdate", "messageDelete") or not where or not number or not happened:
        return ()
    if conversation.get("conversationType") == "personal":
        return ()
    ref, version = f"{where}:{number}", happened.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
    if kind == "messageDelete":
        return (Change(ref=ref, version=version, gone=True),)
    if sender.get("role") == "bot" or not sender.get("id") or sender.get("id") == _us(activity):
        return ()
    if _asks_us(activity):
        return (Change(ref=ref, version=version, gone=True),) if kind == "messageUpdate" else ()
    speaker = _speaker(sender, who)
    text, quoted = _words(activity)
    event = chat_event(
        source=SOURCE,
        ref=ref,
        thread=f"{where}:{root or number}",
        at=_said_at(activity, number, happened, speaker.tz),
        sender=speaker.person,
        to=[*_mentioned(activity, who), *members],
        room=room or _room(activity),
        text=text,
        quoted=quoted,
        files=_files(activity),
        link=_link(activity, where, number, root),
    )
    nothing = not event.text and not event.attachments
    return (Change(ref=ref, version=version, events=() if nothing else (event,)),)


def _object(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def _objects(value: Any) -> list[Json]:
    listed: list[Any] = value if isinstance(value, list) else []
    return [one for one in listed[:200] if isinstance(one, dict)]


def _us(activity: Json) -> str:
    return str(_object(activity.get("recipient")).get("id") or "")


def _speaker(account: Json, who: Who) -> Speaker:
    """By the directory's id of a person; what the activity itself says is only a name."""
    directory = str(account.get("aadObjectId") or "")
    found = who(directory) if directory else None
    return found or Speaker("", str(account.get("name") or "somebody"))


def _mentions(activity: Json) -> list[Json]:
    return [e for e in _objects(activity.get("entities")) if e.get("type") == "mention"]


def _mentioned(activity: Json, who: Who) -> list[Participant]:
    us = _us(activity)
    people = (_object(m.get("mentioned")) for m in _mentions(activity))
    return [_speaker(p, who).person for p in people if p.get("id") != us]


def _asks_us(activity: Json) -> bool:
    """A message that begins with our name is a question to us, and no part of the conversation."""
    us, text = _us(activity), str(activity.get("text") or "").lstrip()
    return any(
        _object(m.get("mentioned")).get("id") == us and m.get("text") and text.startswith(str(m["text"]))
        for m in _mentions(activity)
    )


def _words(activity: Json) -> tuple[str, tuple[Span, ...]]:
    """What was written, by its HTML form where there is one, since only that marks what is quoted."""
    for attachment in _objects(activity.get("attachments")):
        content = attachment.get("content")
        if attachment.get("contentType") == "text/html" and isinstance(content, str) and content.strip():
            page = html_to_text(_named(content))
            return page.text, tuple(page.quoted)
    raw = _named(str(activity.get("text") or ""))
    if activity.get("textFormat") == "xml" or _TAG.search(raw):
        page = html_to_text(raw)
        return page.text, tuple(page.quoted)
    return plain_to_text(unescape(raw)), ()


def _named(raw: str) -> str:
    return _AT.sub(lambda m: f"@{m[1].strip()}", raw)


def _said_at(activity: Json, number: str, happened: datetime, tz: str) -> datetime:
    """A message's number is the moment it was sent in milliseconds; an edit has a later time of its own."""
    at = datetime.fromtimestamp(int(number) / 1000, UTC) if _NUMBER.fullmatch(number) else happened
    local = parse_date(str(activity.get("localTimestamp") or ""))
    if local is not None and (offset := local.utcoffset()) is not None:
        return at.astimezone(timezone(offset))
    return on_their_clock(at, str(activity.get("localTimezone") or tz))


def _room(activity: Json) -> str:
    told = _object(activity.get("channelData"))
    channel, team = _object(told.get("channel")), _object(told.get("team"))
    names = [str(part["name"]) for part in (team, channel) if part.get("name")]
    return " / ".join(names) or str(_object(activity.get("conversation")).get("name") or "")


def _files(activity: Json) -> list[Attachment]:
    return [
        file_named(str(a.get("name") or ""), str(_object(a.get("content")).get("fileType") or _FILE), None)
        for a in _objects(activity.get("attachments"))
        if a.get("contentType") == _FILE
        or (a.get("name") and str(a.get("contentType", "")).startswith("image/"))
    ]


def _link(activity: Json, where: str, number: str, root: str) -> str:
    told = _object(activity.get("channelData"))
    tenant = str(_object(told.get("tenant")).get("id") or "")
    group = str(_object(told.get("team")).get("aadGroupId") or "")
    if not tenant:
        return ""
    more = {"tenantId": tenant}
    more |= {"groupId": group, "parentMessageId": root or number} if group else {}
    return f"https://teams.microsoft.com/l/message/{quote(where, safe='')}/{quote(number)}?{urlencode(more)}"
