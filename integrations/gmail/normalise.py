"""One message as Gmail gives it, to what became of it: pure."""

import base64
import binascii
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from integrations.errors import Skip
from integrations.formats.mail import mail_to_event
from integrations.ports import Change

HIDDEN = frozenset({"TRASH", "SPAM", "DRAFT"})
"""Labels of what is not read."""
STATES = frozenset({"UNREAD", "STARRED", "IMPORTANT", "CHAT"})
"""Labels that say how a mail is treated, not where it is kept."""
_SYSTEM_NAMES = {
    "INBOX": "Inbox",
    "SENT": "Sent",
    "CATEGORY_PERSONAL": "Primary",
    "CATEGORY_SOCIAL": "Social",
    "CATEGORY_PROMOTIONS": "Promotions",
    "CATEGORY_UPDATES": "Updates",
    "CATEGORY_FORUMS": "Forums",
}


def is_place(label: str) -> bool:
    """Whether putting this label on a mail, or taking it off, changes what is known of the mail."""
    return label not in STATES


def mail_change(
    message: Mapping[str, Any], *, account: str, names: Mapping[str, str], now: datetime, source: str
) -> Change:
    """What a message of format=raw says: the mail, or that it is not read, or why it can't be.

    `names` maps label ids to what the owner calls them. Never raises.
    """
    ref = str(message.get("id", ""))
    ids = message.get("labelIds")
    labels = [str(label) for label in ids] if isinstance(ids, list) else []
    if HIDDEN & set(labels):
        return Change(ref=ref, gone=True)
    try:
        event = mail_to_event(_raw(message), now=now, fallback_at=_arrived(message), source=source)
    except Skip as why:
        return Change(ref=ref, refused=str(why))
    except Exception as failure:
        return Change(ref=ref, refused=f"the mail can't be understood ({type(failure).__name__})")
    linked = event.model_copy(update={"link": web_link(account, ref)})
    return Change(ref=ref, events=(linked,), labels=label_names(labels, names))


def web_link(account: str, ref: str) -> str:
    """The mail in Gmail's own pages, in the right one of several signed-in accounts."""
    return f"https://mail.google.com/mail/?authuser={quote(account)}#all/{quote(ref)}"


def label_names(ids: Iterable[str], names: Mapping[str, str]) -> tuple[str, ...]:
    """Labels as their owner sees them, without those that only say unread, starred or important."""
    return tuple(_SYSTEM_NAMES.get(each) or names.get(each, each) for each in ids if is_place(each))


def arrived_at(message: Mapping[str, Any]) -> int | None:
    """When Gmail took it in, in seconds since 1970."""
    try:
        return int(message["internalDate"]) // 1000
    except (KeyError, TypeError, ValueError):
        return None


def _arrived(message: Mapping[str, Any]) -> datetime | None:
    try:
        seconds = arrived_at(message)
        return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError):
        return None


def _raw(message: Mapping[str, Any]) -> bytes:
    try:
        return base64.urlsafe_b64decode(str(message.get("raw") or "") + "==")
    except (binascii.Error, ValueError) as failure:
        raise Skip("Gmail gave a mail that can't be decoded") from failure
