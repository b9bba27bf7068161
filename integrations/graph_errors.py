"""What Microsoft Graph's refusals mean for the caller; shared by the Microsoft 365 connectors."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from integrations.errors import Expired, Reauth, Rejected, Retry
from records.errors import PromissoryError

_LONGEST_RETRY_AFTER = 3600.0
_STALE = frozenset({"syncstatenotfound", "syncstateinvalid", "resyncrequired", "fullsyncrequired"})
_NO_MAILBOX = frozenset(
    {
        "errorinvaliduser",
        "errornonexistentmailbox",
        "mailboxnotenabledforrestapi",
        "mailboxnotsupportedforrestapi",
        "request_resourcenotfound",
    }
)
OTHER_TENANT = frozenset({"organizationfromtenantguidnotfound", "invalidtenant", "tenantnotfound"})
_BUSY = frozenset({408, 409, 412, 423, 425, 429, 502, 503, 504, 509})


class Missing(PromissoryError):
    """The item is not there (any more); the connectors make a `gone` of it."""


class TooLarge(PromissoryError):
    """The answer exceeds what we are ready to read; the connectors make a `refused` of it."""


class Unwell(Retry):
    """A plain 500: mostly a bad minute at Microsoft, now and then one item that can't be rendered."""


def told(
    status: int, code: str, headers: Mapping[str, str], *, account: str, permission: str, now: datetime
) -> PromissoryError:
    """The error to raise for an answer with this HTTP status and Graph error code.

    A 401 is expected only after the token was renewed once. No text of the answer gets into the message,
    only its code, which is a word of Microsoft's.
    """
    word = code.lower()
    shown = _shown(code)
    if status == 410 or word in _STALE:
        return Expired(f"Microsoft no longer serves this place in {account}; everything is listed anew")
    if word in OTHER_TENANT:
        return Reauth(f"{account} belongs to another Microsoft 365 organisation; connect it from that one")
    if status == 401:
        return Reauth(f"Microsoft no longer accepts the sign-in of {account}; connect it again")
    if status == 403:
        return Reauth(
            f"Microsoft denies access to {account}: the permission {permission} is missing, or an "
            "access policy of the organisation leaves this mailbox out; grant it and connect again"
        )
    if status == 402:
        return Rejected(f"Microsoft asks for payment before it serves {account} this way")
    if status == 404 and word in _NO_MAILBOX:
        return no_mailbox(account)
    if status == 404 or word == "erroriteminvalid" or word == "errorinvalididmalformed":
        return Missing("not there")
    if status in _BUSY or word in ("errorserverbusy", "errormailboxmoveinprogress"):
        return Retry(f"Microsoft Graph is busy ({status}{shown})", after=retry_after(headers, now))
    if status >= 500:
        return Unwell(f"Microsoft Graph failed ({status}{shown})", after=retry_after(headers, now))
    return Rejected(f"Microsoft Graph refused the request for {account} ({status}{shown})")


def no_mailbox(account: str) -> Rejected:
    """There is nobody of this address, or no mailbox that Graph could open."""
    return Rejected(f"Microsoft 365 has no mailbox {account} in this organisation, or it is not in the cloud")


def retry_after(headers: Mapping[str, str], now: datetime) -> float:
    """Seconds to wait by the Retry-After header (seconds or a date), at most an hour; 1 where it says nothing."""
    value = next((v for k, v in headers.items() if k.lower() == "retry-after"), "").strip()
    try:
        seconds = float(value)
    except ValueError:
        try:
            at = parsedate_to_datetime(value)
        except (TypeError, ValueError):
            return 1.0
        seconds = ((at if at.tzinfo else at.replace(tzinfo=UTC)) - now).total_seconds()
    if seconds != seconds:
        return 1.0
    return min(max(seconds, 0.0), _LONGEST_RETRY_AFTER)


def _shown(code: str) -> str:
    word = re.sub(r"[^A-Za-z0-9_.]", "", code)[:60]
    return f", {word}" if word else ""
