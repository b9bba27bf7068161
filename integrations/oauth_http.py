"""Asking a vendor's sign-in server: bounded in time and size, its refusals named by what to do."""

import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from pydantic import SecretStr

from integrations.errors import Reauth, Rejected, Retry
from records.errors import PromissoryError

TIMEOUT = 30.0
LARGEST = 1_000_000
"""Bytes of an answer; a sign-in server says little."""
LONGEST_WAIT = 3600.0
_GONE = {"invalid_grant", "interaction_required", "login_required", "consent_required", "expired_token"}
_OUR_SETTINGS = {"invalid_client", "unauthorized_client"}
_BUSY = {"server_error", "temporarily_unavailable", "slow_down"}


@dataclass(frozen=True)
class Answer:
    """What the server said; `fields` may hold tokens and stays out of sight."""

    status: int
    fields: Mapping[str, Any] = field(repr=False)
    retry_after: float | None = None

    @property
    def error(self) -> str | None:
        """The error's code as the protocol names it, None where all is well."""
        named = self.fields.get("error")
        if isinstance(named, str) and re.fullmatch(r"[A-Za-z0-9_.-]{1,60}", named):
            return named
        return None if self.status < 400 and named is None else "unknown_error"

    @property
    def number(self) -> int | None:
        """Microsoft's number of the error (AADSTS…)."""
        codes = self.fields.get("error_codes")
        first = codes[0] if isinstance(codes, list) and codes else None
        return first if isinstance(first, int) else None

    def secret(self, name: str) -> SecretStr | None:
        value = self.fields.get(name)
        return SecretStr(value) if isinstance(value, str) and value else None

    def text(self, name: str) -> str:
        value = self.fields.get(name)
        return value if isinstance(value, str) else ""

    def seconds(self, name: str, otherwise: float) -> float:
        try:
            return max(0.0, float(self.fields.get(name, otherwise)))
        except (TypeError, ValueError):
            return otherwise


def ask(
    url: str,
    form: Mapping[str, str | SecretStr | None] | None = None,
    *,
    bearer: SecretStr | None = None,
    timeout: float = TIMEOUT,
) -> Answer:
    """POST the form, or GET without one; entries that are None are left out.

    Raises Retry when nobody answers in time, Rejected for an address that is neither https nor this
    machine. Other errors are for the caller, see `refusal`.
    """
    import httpx

    host = check_address(url)
    answer, why = None, ""
    try:
        headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
        if bearer is not None:
            headers["Authorization"] = f"Bearer {bearer.get_secret_value()}"
        method, data = ("GET", None) if form is None else ("POST", _revealed(form))
        with (
            httpx.Client(timeout=timeout, follow_redirects=False, headers=headers) as client,
            client.stream(method, url, data=data) as response,
        ):
            answer = _read(response, time.monotonic() + timeout)
    except httpx.TimeoutException:
        why = "did not answer in time"
    except (httpx.HTTPError, httpx.InvalidURL):
        why = "can't be reached"
    if answer is None:
        # Raised out here, where the error of the network, which knows the whole request, is not at hand.
        raise Retry(f"{host} {why or 'sent more than it should'}.", after=30.0)
    return answer


def check_address(url: str) -> str:
    """The host of a sign-in address. Raises Rejected unless it is https, or on this machine."""
    scheme, host = "", None
    try:
        parts = urlsplit(url)
        scheme, host = parts.scheme, parts.hostname
    except ValueError:
        pass
    local = host in ("127.0.0.1", "localhost", "::1")
    if not host or not (scheme == "https" or (scheme == "http" and local)):
        raise Rejected("The address of a sign-in server must start with https://: check the settings.")
    return host


def refusal(answer: Answer, vendor: str, doing: str) -> PromissoryError:
    """The error to raise for an answer that is one: Retry, Reauth or Rejected, in one plain sentence.

    `doing` says what was asked for, such as "renew the grant of gmail:mara@…"; nothing that the server
    wrote is repeated but its error code.
    """
    code = answer.error or "unknown_error"
    named = f"{code}, AADSTS{answer.number}" if answer.number is not None else code
    if answer.status >= 500 or answer.status == 429 or code in _BUSY:
        return Retry(f"{vendor} is busy and could not {doing} ({named}).", after=answer.retry_after or 30.0)
    if answer.number == 65001 or code == "consent_required":
        return Reauth(
            f"{vendor} wants consent before it can {doing}: connect again, or have your admin consent."
        )
    if code in _GONE:
        return Reauth(
            f"{vendor} could not {doing}: access was taken away, ran out, or the password changed ({named})."
        )
    if code == "access_denied":
        return Reauth(f"{vendor} could not {doing}: it was declined.")
    if code in _OUR_SETTINGS:
        return Rejected(
            f"{vendor} does not accept our client id or secret ({named}): check PROMISSORY_{vendor.upper()}_"
            "CLIENT_ID and _CLIENT_SECRET, and that the secret has not run out."
        )
    if answer.number == 90002:
        return Rejected(f"{vendor} knows no such tenant: check PROMISSORY_{vendor.upper()}_TENANT.")
    return Rejected(f"{vendor} refused to {doing} ({named}).")


def _revealed(form: Mapping[str, str | SecretStr | None]) -> dict[str, str]:
    return {
        k: v.get_secret_value() if isinstance(v, SecretStr) else v for k, v in form.items() if v is not None
    }


def _read(response: Any, until: float) -> Answer | None:
    """None for more, or for longer, than we are ready to read."""
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > LARGEST or time.monotonic() > until:
            return None
    try:
        fields = json.loads(bytes(body))
    except (ValueError, RecursionError):
        fields = {}
    return Answer(
        response.status_code,
        fields if isinstance(fields, dict) else {},
        _seconds(response.headers.get("retry-after")),
    )


def _seconds(retry_after: str | None) -> float | None:
    """Retry-After in seconds, from a number or a date."""
    if not retry_after:
        return None
    try:
        found = float(retry_after)
    except ValueError:
        try:
            at = parsedate_to_datetime(retry_after)
            found = (at - datetime.now(at.tzinfo)).total_seconds()
        except (TypeError, ValueError):
            return None
    return min(max(found, 1.0), LONGEST_WAIT) if found == found else None
