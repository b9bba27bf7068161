"""What an activity of Teams says: where, who, about what. Only its envelope is believed, never its texts."""

import json
import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from html import unescape
from typing import Any

Json = dict[str, Any]

PERSONAL, CHANNEL, GROUP = "personal", "channel", "groupChat"
LONGEST_QUESTION = 100_000
"""Characters that are looked at; far more than anybody may ask."""
LONGEST_HTML = 30_000

_QUOTED_REPLY = re.compile(
    r"<blockquote\b[^>]{0,300}schema\.skype\.com/Reply[^>]{0,300}>.*?</blockquote>", re.DOTALL | re.IGNORECASE
)
_ITEM = re.compile(r"<blockquote\b[^>]{0,300}itemid=[\"'](\d{5,20})[\"']", re.IGNORECASE)
_AT = re.compile(r"<at\b[^>]{0,200}>(.{0,200}?)</at>", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,1000}>")
_PLACEHOLDER = re.compile(r"<quoted\b[^<>]{0,300}>", re.IGNORECASE)


def part(value: Any) -> Json:
    """An object of an activity; empty where it is none."""
    return value if isinstance(value, dict) else {}


def parts(value: Any) -> list[Json]:
    listed: list[Any] = value if isinstance(value, list) else []
    return [one for one in listed[:500] if isinstance(one, dict)]


def said(value: Any) -> str:
    """A text of an activity; empty where it is none."""
    return value if isinstance(value, str) else ""


def is_well_formed(activity: Any) -> bool:
    """Whether it has what every activity of Teams has, so that the rest may rely on it."""
    if not isinstance(activity, dict):
        return False
    texts = [
        activity.get("type"),
        activity.get("serviceUrl"),
        sender(activity),
        us(activity),
        place(activity),
    ]
    key, channel = activity.get("id"), activity.get("channelId")
    return (
        all(isinstance(t, str) and 0 < len(t) <= 1_000 for t in texts)
        and (key is None or (isinstance(key, str) and len(key) <= 200 and key.isprintable()))
        and channel == "msteams"
        and not re.search(r"[\s/?#\\%]|\.\.", said(part(activity["conversation"]).get("id")))
    )


# ---------------------------------------------------------------- where and who


def conversation(activity: Json) -> str:
    """Where an answer goes: in a channel with the thread."""
    return said(part(activity.get("conversation")).get("id"))


def place(activity: Json) -> str:
    """The chat or channel, without the thread."""
    return conversation(activity).partition(";messageid=")[0]


def kind(activity: Json) -> str:
    """`personal`, `channel` or `groupChat`; what may be read by several is never called personal."""
    where = part(activity.get("conversation"))
    told = said(where.get("conversationType"))
    if told in (PERSONAL, CHANNEL, GROUP):
        return told
    if team(activity) or told:
        return CHANNEL
    alone = not where.get("isGroup") and not conversation(activity).startswith("19:")
    return PERSONAL if alone else GROUP


def sender(activity: Json) -> str:
    return said(part(activity.get("from")).get("id"))


def us(activity: Json) -> str:
    return said(part(activity.get("recipient")).get("id"))


def service_url(activity: Json) -> str:
    return said(activity.get("serviceUrl"))


def tenants(activity: Json) -> set[str]:
    """Every tenant that the activity names itself after, in small letters."""
    named = (
        part(activity.get("conversation")).get("tenantId"),
        part(part(activity.get("channelData")).get("tenant")).get("id"),
    )
    return {said(one).casefold() for one in named if one}


def team(activity: Json) -> str | None:
    return said(part(part(activity.get("channelData")).get("team")).get("id")) or None


def channel(activity: Json) -> str | None:
    """The channel that an event is about; for events of a team another one than its place."""
    return said(part(part(activity.get("channelData")).get("channel")).get("id")) or None


def is_shared(activity: Json) -> bool:
    """A channel that people of other organisations may be in."""
    data = part(activity.get("channelData"))
    kinds = {said(part(data.get("channel")).get("type")), said(part(data.get("team")).get("teamType"))}
    return bool(kinds & {"shared", "sharedChannel"})


def event(activity: Json) -> str:
    return said(part(activity.get("channelData")).get("eventType"))


def is_by_a_bot(activity: Json) -> bool:
    who = part(activity.get("from"))
    return (
        said(who.get("role")).casefold() in ("bot", "skill")
        or said(who.get("id")).startswith("28:")
        or sender(activity) == us(activity)
    )


def is_invoke(activity: Json) -> bool:
    """Whether Teams waits for our answer in the same breath."""
    return activity.get("type") == "invoke"


def added(activity: Json) -> list[str]:
    return [said(m.get("id")) for m in parts(activity.get("membersAdded"))]


def removed(activity: Json) -> list[str]:
    return [said(m.get("id")) for m in parts(activity.get("membersRemoved"))]


def key(activity: Json) -> str:
    """The same for every repeat of one activity, and for nothing else."""
    told = said(activity.get("id")) or sha256(json.dumps(activity, sort_keys=True).encode()).hexdigest()
    return f"{conversation(activity)}:{said(activity.get('type'))}:{told}"


# ---------------------------------------------------------------- what is said


def mentions_us(activity: Json) -> bool:
    return any(part(m.get("mentioned")).get("id") == us(activity) for m in _mentions(activity))


def begins_with_us(activity: Json) -> bool:
    """Whether a message is said to us rather than to those who read along."""
    words = said(activity.get("text")).lstrip()
    ours = {
        said(m.get("text")) for m in _mentions(activity) if part(m.get("mentioned")).get("id") == us(activity)
    }
    return any(name and words.startswith(name) for name in ours)


def question(activity: Json) -> str:
    """What was asked, in plain words: without our name and what is quoted, other people by name."""
    words = said(activity.get("text"))[:LONGEST_QUESTION]
    for html in _html(activity):
        if _QUOTED_REPLY.search(html):
            # Only the HTML form says what of it is a quotation.
            words = _TAG.sub(" ", _named(_QUOTED_REPLY.sub(" ", html), activity))
    words = _PLACEHOLDER.sub(" ", _named(words, activity))
    return " ".join(unescape(words).split())


def replied_to(activity: Json) -> str | None:
    """The message that this one answers, as far as Teams tells: by its own field, or as a quotation."""
    if isinstance(direct := activity.get("replyToId"), str) and direct:
        return direct
    for entity in parts(activity.get("entities")):
        quoted = part(entity.get("quotedReply")).get("messageId")
        if entity.get("type") == "quotedReply" and isinstance(quoted, str):
            return quoted
    for html in _html(activity):
        if found := _ITEM.search(html):
            return found[1]
    return None


def _mentions(activity: Json) -> list[Json]:
    return [e for e in parts(activity.get("entities")) if e.get("type") == "mention"]


def _named(words: str, activity: Json) -> str:
    ours = {
        said(m.get("text")) for m in _mentions(activity) if part(m.get("mentioned")).get("id") == us(activity)
    }

    def name(found: re.Match[str]) -> str:
        return " " if found[0] in ours else found[1]

    return _AT.sub(name, words)


def _html(activity: Json) -> Iterator[str]:
    for attachment in parts(activity.get("attachments")):
        content = attachment.get("content")
        if attachment.get("contentType") == "text/html" and isinstance(content, str):
            yield content[:LONGEST_HTML]


def parameter(value: Mapping[str, Any], name: str) -> str:
    """One parameter of a query."""
    return next((said(p.get("value")) for p in parts(value.get("parameters")) if p.get("name") == name), "")
