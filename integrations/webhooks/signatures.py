"""Whether a delivery comes from who it claims to come from, and lately: pure, in constant time."""

import hashlib
import hmac
import json
import re
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from integrations.errors import Unverified
from integrations.ports import WebhookKeys

OLDEST = timedelta(minutes=5)
AHEAD = timedelta(minutes=1)
"""How far a sender's clock may be in front of ours."""
_FEWEST_TRIES = 2
"""Digests made for every delivery, so that nobody can tell a sender with one secret from one with two."""
_NOT_A_SECRET = b"no sender has this secret"

Headers = Mapping[str, str]
"""Names in lower case."""


class _Claim(NamedTuple):
    """What a delivery's headers claim: when it was signed, the signed text, and its possible signatures."""

    at: datetime | None
    signed: bytes
    signatures: Sequence[bytes]


def check(keys: WebhookKeys | None, headers: Headers, body: bytes, now: datetime) -> str:
    """The delivery's id, the same for every repeat. Raises Unverified; `keys` is None for an unknown sender.

    The id follows from what was signed, because anybody could change what was not. However it ends,
    as many digests of the body are made: an unknown sender takes as long as a wrong signature.
    """
    scheme = _SCHEMES[keys.scheme if keys else "generic"]
    claim = scheme.claim(headers, body, keys.address if keys else "")
    secrets = [s.get_secret_value().encode() for s in keys.secrets] if keys else []
    secrets += [_NOT_A_SECRET] * (_FEWEST_TRIES - len(secrets))
    fits = False
    for secret in secrets:
        wanted = scheme.digest(hmac.new(secret, claim.signed, hashlib.sha256).digest())
        for given in claim.signatures:
            fits |= hmac.compare_digest(wanted, given) and secret is not _NOT_A_SECRET
    if keys is None or not fits:
        raise Unverified("the signature does not fit")
    if claim.at is None:
        raise Unverified("it does not say when it was signed")
    if claim.at < now - OLDEST:
        raise Unverified("it was signed more than five minutes ago")
    if claim.at > now + AHEAD:
        raise Unverified("it was signed in the future: the sender's clock or ours is wrong")
    return _delivery_id(keys.scheme, body)


def sign(keys: WebhookKeys, body: bytes, at: datetime) -> dict[str, str]:
    """The headers with which a sender of that scheme would deliver; for the documentation's example and tests."""
    secret = keys.secrets[0].get_secret_value().encode()
    scheme = _SCHEMES[keys.scheme]
    names = scheme.headers
    stamp = (
        at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        if keys.scheme == "zendesk"
        else str(int(at.timestamp()))
    )
    if keys.scheme == "hubspot":
        stamp = str(int(at.timestamp() * 1000))
    if keys.scheme == "stripe":
        digest = scheme.digest(hmac.new(secret, f"{stamp}.".encode() + body, hashlib.sha256).digest())
        return {names[0]: f"t={stamp},v1={digest.decode()}"}
    signed = scheme.claim({names[0]: stamp}, body, keys.address).signed
    digest = scheme.digest(hmac.new(secret, signed, hashlib.sha256).digest())
    return {names[0]: stamp, names[1]: digest.decode()}


def _generic(headers: Headers, body: bytes, address: str) -> _Claim:
    stamp = headers.get("x-promissory-timestamp", "")
    given = headers.get("x-promissory-signature", "").removeprefix("sha256=").lower()
    return _Claim(_seconds(stamp), stamp.encode() + b"." + body, [_ascii(given)])


def _zendesk(headers: Headers, body: bytes, address: str) -> _Claim:
    stamp = headers.get("x-zendesk-webhook-signature-timestamp", "")
    return _Claim(
        _iso(stamp), stamp.encode() + body, [_ascii(headers.get("x-zendesk-webhook-signature", ""))]
    )


def _stripe(headers: Headers, body: bytes, address: str) -> _Claim:
    """A header such as `t=1492774577,v1=5257a8...,v1=...`; other versions are test signatures or old."""
    parts = [part.strip().partition("=") for part in headers.get("stripe-signature", "")[:2000].split(",")]
    stamp = next((value for name, _, value in parts if name == "t"), "")
    given = [_ascii(value) for name, _, value in parts if name == "v1"][:5]
    return _Claim(_seconds(stamp), stamp.encode() + b"." + body, given)


def _hubspot(headers: Headers, body: bytes, address: str) -> _Claim:
    """Version 3: the address that was called is signed too, so we must know how HubSpot calls us."""
    stamp = headers.get("x-hubspot-request-timestamp", "")
    signed = b"POST" + address.encode() + body + stamp.encode()
    return _Claim(_milliseconds(stamp), signed, [_ascii(headers.get("x-hubspot-signature-v3", ""))])


def _hex(digest: bytes) -> bytes:
    return digest.hex().encode()


class _Scheme(NamedTuple):
    claim: Callable[[Headers, bytes, str], _Claim]
    digest: Callable[[bytes], bytes]
    headers: tuple[str, ...]
    """Of the time and of the signature."""


_SCHEMES = {
    "generic": _Scheme(_generic, _hex, ("x-promissory-timestamp", "x-promissory-signature")),
    "zendesk": _Scheme(
        _zendesk, b64encode, ("x-zendesk-webhook-signature-timestamp", "x-zendesk-webhook-signature")
    ),
    "stripe": _Scheme(_stripe, _hex, ("stripe-signature",)),
    "hubspot": _Scheme(_hubspot, b64encode, ("x-hubspot-request-timestamp", "x-hubspot-signature-v3")),
}
SCHEMES = tuple(_SCHEMES)


def _delivery_id(scheme: str, body: bytes) -> str:
    """The vendor's own id where it is part of what was signed, because bodies may differ between repeats."""
    if scheme in ("stripe", "zendesk"):
        try:
            told = json.loads(body)
        except (ValueError, RecursionError):
            told = None
        own = told.get("id") if isinstance(told, dict) else None
        if isinstance(own, str) and 0 < len(own) <= 200 and own.isascii() and own.isprintable():
            return own
    return "sha256:" + hashlib.sha256(body).hexdigest()


def _ascii(given: str) -> bytes:
    """What can be compared; a character that no digest has becomes one that fits nowhere."""
    return given.strip().encode("ascii", "replace")


_DIGITS = re.compile(r"[0-9]{1,14}")


def _seconds(stamp: str) -> datetime | None:
    return _moment(int(stamp)) if _DIGITS.fullmatch(stamp) else None


def _milliseconds(stamp: str) -> datetime | None:
    return _moment(int(stamp) / 1000) if _DIGITS.fullmatch(stamp) else None


def _moment(seconds: float) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def _iso(stamp: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(stamp[:40])
    except ValueError:
        return None
    return at if at.tzinfo else None
