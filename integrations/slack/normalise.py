"""Slack's message events -> changes of chat events: pure, whatever needs asking is a callable."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from integrations.formats.chat import Speaker, Who, chat_event, file_named, on_their_clock
from integrations.ports import Change
from records.models import Attachment, Participant, Span

Json = Mapping[str, Any]

SOURCE = "slack"
_SPOKEN = (None, "", "file_share", "thread_broadcast", "me_message")
_TS = re.compile(r"\d{10}\.\d{6}")
_TOKEN = re.compile(r"<([^<>]*)>")
_CODE = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_QUOTE = re.compile(r"^(?:&gt;|>)[^\n]*", re.MULTILINE)
_QUOTE_REST = re.compile(r"^(?:&gt;|>){3}.*\Z", re.MULTILINE | re.DOTALL)
_ENTITIES = {"&lt;": ("\ue000", "<"), "&gt;": ("\ue001", ">"), "&amp;": ("\ue002", "&")}
"""What Slack escapes: its stand-in (of Unicode's private use) and the character."""


def read(
    event: Json,
    *,
    who: Who,
    us: str = "",
    team: str = "",
    workspace: str = "",
    room: str = "",
    members: Sequence[Participant] = (),
) -> tuple[Change, ...]:
    """What a message event tells: a message, its new words, or that it is gone; nothing for bots and notices.

    `us` is our own user id, `team` the workspace's, `workspace` its address (https://…slack.com/), `room`
    the conversation's name, `members` those a message is addressed to besides whom it mentions. The
    version of a change is the moment at which it happened, as Slack writes moments.
    """
    channel = str(event.get("channel") or "")
    happened = str(event.get("event_ts") or event.get("ts") or "")
    if event.get("type") != "message" or not channel or not _TS.fullmatch(happened):
        return ()
    subtype = event.get("subtype")
    if subtype == "message_deleted":
        return _gone(team, channel, str(event.get("deleted_ts") or ""), happened)
    message = event.get("message") if subtype == "message_changed" else event
    if not isinstance(message, dict) or not _TS.fullmatch(ts := str(message.get("ts") or "")):
        return ()
    edited = subtype == "message_changed"
    if edited and message.get("subtype") == "tombstone":
        return _gone(team, channel, ts, happened)
    if not _is_spoken(message, us) or (subtype not in _SPOKEN and not edited):
        return ()
    if _asks_us(message, us):
        return _gone(team, channel, ts, happened) if edited else ()
    speaker = who(str(message["user"])) or Speaker("", "somebody")
    return (_message(message, speaker, who, channel, ts, happened, team, workspace, room, members),)


def _message(
    message: Json,
    speaker: Speaker,
    who: Who,
    channel: str,
    ts: str,
    happened: str,
    team: str,
    workspace: str,
    room: str,
    members: Sequence[Participant],
) -> Change:
    thread = str(message.get("thread_ts") or ts)
    text, quoted, mentioned = plain(str(message.get("text") or ""), who)
    ref = f"{team}:{channel}:{ts}"
    event = chat_event(
        source=SOURCE,
        ref=ref,
        thread=f"{team}:{channel}:{thread}",
        at=on_their_clock(datetime.fromtimestamp(float(ts), UTC), speaker.tz),
        sender=speaker.person,
        to=[*mentioned, *members],
        room=room,
        text=text,
        quoted=quoted,
        files=_files(message.get("files")),
        link=_link(workspace, channel, ts, thread),
    )
    nothing = not event.text and not event.attachments
    return Change(ref=ref, version=happened, events=() if nothing else (event,))


def _gone(team: str, channel: str, ts: str, happened: str) -> tuple[Change, ...]:
    return (Change(ref=f"{team}:{channel}:{ts}", version=happened, gone=True),) if _TS.fullmatch(ts) else ()


def _is_spoken(message: Json, us: str) -> bool:
    """Said by a person: not by a bot, not by us, and no notice of Slack's own."""
    user = message.get("user")
    return (
        bool(user)
        and user not in (us, "USLACKBOT")
        and not message.get("bot_id")
        and message.get("subtype") in _SPOKEN
    )


def _asks_us(message: Json, us: str) -> bool:
    """A question to us is answered, and is no part of the conversation."""
    return bool(us) and str(message.get("text") or "").lstrip().startswith((f"<@{us}>", f"<@{us}|"))


def plain(raw: str, who: Who) -> tuple[str, tuple[Span, ...], list[Participant]]:
    """The words as people read them, which of them are quoted or code, and who is mentioned."""
    marked = [m.span() for pattern in (_CODE, _QUOTE_REST, _QUOTE) for m in pattern.finditer(raw)]
    mentioned: list[Participant] = []

    def shown(token: str) -> str:
        body, _, label = token.partition("|")
        if body.startswith("@"):
            found = who(body[1:])
            if found is not None:
                mentioned.append(found.person)
            return "@" + (found.name if found and found.name else label or "somebody")
        if body.startswith("#"):
            return "#" + (label or body[1:])
        if body.startswith("!"):
            return label or "@" + body[1:].partition("^")[0]
        return label or body.removeprefix("mailto:")

    pieces: list[str] = []
    quoted: list[Span] = []
    length = 0
    edges = sorted({0, len(raw), *(edge for span in marked for edge in span)})
    for start, end in zip(edges, edges[1:], strict=False):
        piece = _unescaped(_TOKEN.sub(lambda m: shown(m[1]), _with_stand_ins(raw[start:end])))
        if any(i <= start and end <= j for i, j in marked) and piece:
            quoted.append((length, length + len(piece)))
        pieces.append(piece)
        length += len(piece)
    return _trimmed("".join(pieces), quoted) + (mentioned,)


def _with_stand_ins(raw: str) -> str:
    """Escaped brackets step aside, so that words never turn into a token."""
    for entity, (stand_in, _) in _ENTITIES.items():
        raw = raw.replace(stand_in, "").replace(entity, stand_in)
    return raw


def _unescaped(text: str) -> str:
    for stand_in, character in _ENTITIES.values():
        text = text.replace(stand_in, character)
    return text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")


def _trimmed(text: str, quoted: Sequence[Span]) -> tuple[str, tuple[Span, ...]]:
    start = len(text) - len(text.lstrip())
    kept = text.strip()
    spans = ((max(i - start, 0), min(j - start, len(kept))) for i, j in quoted)
    merged: list[Span] = []
    for i, j in spans:
        if i >= j:
            continue
        if merged and merged[-1][1] == i:
            merged[-1] = (merged[-1][0], j)
        else:
            merged.append((i, j))
    return kept, tuple(merged)


def _files(listed: Any) -> list[Attachment]:
    files = [f for f in listed if isinstance(f, dict)] if isinstance(listed, list) else []
    return [
        file_named(str(f.get("name") or f.get("title") or ""), str(f.get("mimetype") or ""), f.get("size"))
        for f in files[:50]
        if f.get("mode") != "tombstone"
    ]


def _link(workspace: str, channel: str, ts: str, thread: str) -> str:
    if not workspace.startswith("https://"):
        return ""
    where = f"{workspace.rstrip('/')}/archives/{channel}/p{ts.replace('.', '')}"
    return where if thread == ts else f"{where}?thread_ts={thread}&cid={channel}"
