"""What Pub/Sub tells of a Gmail mailbox: pushed to our address and signed by Google, or pulled by us."""

import base64
import binascii
import json
import threading
import time
from collections.abc import Iterator, Mapping
from typing import Any

from integrations.errors import Rejected, Retry
from integrations.google_api import GoogleApi, checked_endpoint
from integrations.ports import Credentials
from integrations.retry import Pace
from records.clock import Clock
from records.models import Frozen

PULL_SCOPE = "https://www.googleapis.com/auth/pubsub"
_ISSUERS = ("accounts.google.com", "https://accounts.google.com")
_CERTS_URL = "https://www.googleapis.com/oauth2/v1/certs"
_CERTS_KEPT = 3600.0
_CERTS_RETRIED = 10.0
"""Seconds for which nobody waits for them again: whoever rings the bell would hold up everybody's webhooks."""
_SKEW = 60
"""Seconds by which our clock and Google's may differ."""
_MOST_DATA = 10_000
_LONGEST_PULL = 100.0
"""Seconds; Pub/Sub keeps a question waiting until there is something to tell, for a minute and a half or so."""
_PULLS_A_MINUTE = 600.0


class MailboxNotice(Frozen):
    """Something happened in `mailbox`; up to `history_id`, which is a hint and never a cursor."""

    mailbox: str
    history_id: str
    message_id: str = ""
    """Pub/Sub's id of the notice: the same one may come twice."""
    ack_id: str = ""
    """What acknowledges a pulled one."""


def mailbox_of(body: Mapping[str, Any]) -> tuple[str, str]:
    """The mailbox in lower case and the history id that a pushed notice names.

    Raises Rejected when it is no notice of Gmail's.
    """
    message = body.get("message")
    if not isinstance(message, Mapping):
        raise Rejected("this is no Pub/Sub notice")
    notice = _notice(message)
    return notice.mailbox, notice.history_id


def verify_push(token: str, audience: str, email: str, certs: Mapping[str, str] | None = None) -> None:
    """Makes sure that Google signed this notice for us: `token` is what follows "Bearer " in its header.

    `audience` and `email` (of the service account) are those of the push subscription; `certs` are
    PEM certificates or keys by key id, Google's own by default. Raises Rejected when anything does not
    fit, Retry when Google's certificates can't be had.
    """
    from google.auth import exceptions, jwt

    if not token or not audience or not email:
        raise Rejected("the notice carries no token, or no audience and service account are set")
    wrong = (ValueError, KeyError, TypeError, AttributeError, RecursionError, exceptions.GoogleAuthError)
    try:
        # What claims to be for somebody else is not worth asking Google for its certificates.
        _check_claims(jwt.decode(token, verify=False), audience, email)  # type: ignore[no-untyped-call]
        known = dict(certs) if certs is not None else _google_certs()
        claims = jwt.decode(  # type: ignore[no-untyped-call]
            token, certs=known, audience=audience, clock_skew_in_seconds=_SKEW
        )
    except wrong as problem:
        raise Rejected("the notice's signature can't be verified") from problem
    _check_claims(claims, audience, email)


def _check_claims(claims: Any, audience: str, email: str) -> None:
    if not isinstance(claims, Mapping) or claims.get("aud") != audience:
        raise Rejected("the notice is not for us")
    if claims.get("iss") not in _ISSUERS:
        raise Rejected("the notice was not signed by Google")
    if str(claims.get("email", "")).lower() != email.lower() or claims.get("email_verified") is not True:
        raise Rejected("the notice comes from another service account")


class PulledNotices:
    """A pull subscription: for who has no public address. Asks with the service account's own grant."""

    def __init__(self, api: GoogleApi, subscription: str) -> None:
        """`api` is Pub/Sub v1; `subscription` is projects/PROJECT/subscriptions/NAME. Raises Rejected."""
        parts = subscription.split("/")
        if len(parts) != 4 or parts[0] != "projects" or parts[2] != "subscriptions" or not all(parts):
            raise Rejected("a subscription is projects/PROJECT/subscriptions/NAME")
        self._api, self._subscription = api, subscription

    def pull(self, most: int = 100) -> list[MailboxNotice]:
        """What has come; a mailbox once, with its newest history id. Raises as `GoogleApi.call` does.

        Acknowledge with `acknowledge` once they are stored, else they come again. What is no notice
        of Gmail's is acknowledged at once: it will never be one.
        """
        request = self._subscriptions.pull(subscription=self._subscription, body={"maxMessages": most})
        found: list[MailboxNotice] = []
        strange: list[str] = []
        for received in self._api.call(request).get("receivedMessages") or ():
            ack = str(received.get("ackId", ""))
            try:
                found.append(_notice(received.get("message") or {}).model_copy(update={"ack_id": ack}))
            except Rejected:
                strange.append(ack)
        if strange:
            self._acknowledge(strange)
        return found

    def acknowledge(self, notices: list[MailboxNotice]) -> None:
        """They are stored and need not come again."""
        if ids := [notice.ack_id for notice in notices if notice.ack_id]:
            self._acknowledge(ids)

    def _acknowledge(self, ids: list[str]) -> None:
        request = self._subscriptions.acknowledge(subscription=self._subscription, body={"ackIds": ids})
        self._api.call(request)

    @property
    def _subscriptions(self) -> Any:
        return self._api.resource.projects().subscriptions()


def subscribed(subscription: str, credentials: Credentials, clock: Clock, endpoint: str) -> PulledNotices:
    """That subscription, asked with these credentials. Raises Rejected for a wrong name or address."""
    try:
        endpoint = checked_endpoint(endpoint)
    except ValueError as problem:
        raise Rejected("the address of Pub/Sub is an https address") from problem
    api = GoogleApi(
        "pubsub",
        "v1",
        credentials,
        clock,
        connector="gmail",
        scope=PULL_SCOPE,
        endpoint=endpoint,
        timeout=_LONGEST_PULL,
        pace=Pace(_PULLS_A_MINUTE),
    )
    return PulledNotices(api, subscription)


def newest(notices: list[MailboxNotice]) -> Iterator[MailboxNotice]:
    """One notice a mailbox: the one with the highest history id."""
    best: dict[str, MailboxNotice] = {}
    for notice in notices:
        held = best.get(notice.mailbox)
        if held is None or int(notice.history_id) > int(held.history_id):
            best[notice.mailbox] = notice
    yield from best.values()


def _notice(message: Mapping[str, Any]) -> MailboxNotice:
    data = message.get("data")
    if not isinstance(data, str) or len(data) > _MOST_DATA:
        raise Rejected("this notice carries no data")
    try:
        told = json.loads(base64.b64decode(data.replace("-", "+").replace("_", "/") + "=="))
        mailbox, history = str(told["emailAddress"]).lower(), str(told["historyId"])
    except (binascii.Error, ValueError, KeyError, TypeError, RecursionError) as problem:
        raise Rejected("this is no notice of Gmail's") from problem
    if (
        "@" not in mailbox
        or len(mailbox) > 320
        or not (history.isascii() and history.isdigit())
        or len(history) > 30
    ):
        raise Rejected("this is no notice of Gmail's")
    return MailboxNotice(
        mailbox=mailbox,
        history_id=history,
        message_id=str(message.get("messageId") or message.get("message_id") or ""),
    )


_held: tuple[float, dict[str, str]] | None = None
_failed_at: float | None = None
_lock = threading.Lock()


def _google_certs() -> dict[str, str]:
    """Google's signing certificates by key id, asked for once an hour."""
    global _held, _failed_at
    with _lock:
        if _held is not None and time.monotonic() - _held[0] < _CERTS_KEPT:
            return _held[1]
        if _failed_at is not None and time.monotonic() - _failed_at < _CERTS_RETRIED:
            raise Retry("Google's certificates can't be had", _CERTS_RETRIED)
        import requests

        try:
            response = requests.get(_CERTS_URL, timeout=10)
            response.raise_for_status()
            found = {str(k): str(v) for k, v in response.json().items()}
        except (requests.RequestException, ValueError, AttributeError) as problem:
            _failed_at = time.monotonic()
            raise Retry("Google's certificates can't be had", _CERTS_RETRIED) from problem
        _held, _failed_at = (time.monotonic(), found), None
        return found
