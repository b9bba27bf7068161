"""Signing in where there is no browser: a short code that is typed in on another machine (RFC 8628)."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import SecretStr

from integrations.errors import Reauth, Rejected, Retry
from integrations.oauth import Vendor, accepted, check_set_up, client
from integrations.oauth_grants import OAuthGrant
from integrations.oauth_http import Answer, ask, check_address, refusal

_LEAST_WAIT = 1.0
_DECLINED = {"access_denied", "authorization_declined"}
_TOO_LATE = {"expired_token", "code_expired", "bad_verification_code"}
_AT_GOOGLE = ("openid", "email", "profile", "https://www.googleapis.com/auth/drive.file")


@dataclass(frozen=True)
class DeviceLogin:
    """What to show (`url`, `user_code`), and what is kept until the person is through."""

    url: str
    user_code: str
    account: str
    scopes: tuple[str, ...]
    device_code: SecretStr
    interval: float
    """Seconds between two questions."""
    expires_at: datetime


def start(vendor: Vendor, account: str, scopes: Sequence[str], now: datetime) -> DeviceLogin:
    """Ask the vendor for a code. Raises Rejected where it gives none for these scopes, Retry when it is busy."""
    check_set_up(vendor)
    if vendor.name == "google" and any(s not in _AT_GOOGLE for s in scopes):
        raise Rejected(
            "Google gives mail and calendars to no device without a browser: use --no-browser, which lets "
            "you sign in on another machine."
        )
    answer = ask(vendor.device_url, {"client_id": vendor.client_id, "scope": " ".join(vendor.wanted(scopes))})
    if answer.error is not None:
        raise refusal(answer, vendor.label, "start the sign-in")
    url = answer.text("verification_uri") or answer.text("verification_url")
    user_code, device_code = answer.text("user_code"), answer.secret("device_code")
    if device_code is None or not re.fullmatch(r"[A-Za-z0-9-]{4,32}", user_code) or not _showable(url):
        raise Rejected(f"{vendor.label} sent no code that could be shown: try again without --device.")
    return DeviceLogin(
        url=url,
        user_code=user_code,
        account=account,
        scopes=vendor.needed(scopes),
        device_code=device_code,
        interval=max(_LEAST_WAIT, answer.seconds("interval", 5.0)),
        expires_at=now + timedelta(seconds=min(answer.seconds("expires_in", 900.0), 1800.0)),
    )


def wait(
    vendor: Vendor, login: DeviceLogin, now: Callable[[], datetime], sleep: Callable[[float], None]
) -> OAuthGrant:
    """The grant, once the person typed the code and agreed; asks no more often than the vendor allows.

    Raises Reauth when it was declined or took too long, and as `oauth.finish` does.
    """
    interval = login.interval
    while now() < login.expires_at:
        sleep(interval)
        answer = _asked(vendor, login)
        if answer is None:
            # No answer in time: ask less often, as RFC 8628 3.5 wants.
            interval *= 2
            continue
        code = answer.error
        if code is None:
            return accepted(
                vendor, answer, login.account, login.scopes, now(), _confidential(vendor), nonce=None
            )
        if code == "slow_down":
            interval += 5.0
        elif code in _DECLINED:
            raise Reauth("The sign-in was declined, so nothing was connected.")
        elif code in _TOO_LATE:
            break
        elif answer.status >= 500 or answer.status == 429:
            interval = max(interval * 2, answer.retry_after or 0.0)
        elif code != "authorization_pending":
            raise refusal(answer, vendor.label, "finish the sign-in")
    raise Reauth("The code ran out before anybody signed in: start again.")


def _asked(vendor: Vendor, login: DeviceLogin) -> Answer | None:
    try:
        return ask(
            vendor.token_url,
            {
                "grant_type": "urn:ietf:params:oauth:grant-type:device_code",
                "device_code": login.device_code,
                **client(vendor, _confidential(vendor)),
            },
        )
    except Retry:
        return None


def _confidential(vendor: Vendor) -> bool:
    return vendor.name == "google"


def _showable(url: str) -> bool:
    """Whether an address that came from outside may be shown for opening."""
    try:
        check_address(url)
    except Rejected:
        return False
    return url.isascii() and url.isprintable()
