"""Who calls us, and as whom we call: Microsoft's signature on what comes in, our own token for what goes out.

The SDK checks signatures too. It lets through what has no expiry, comes from a tenant that is not ours, was
meant for another channel, or names another address than the one that was signed; that is refused here.
"""

import logging
import re
import threading
import time
from collections.abc import Callable
from typing import Any

from bot.teams import activities
from bot.teams.hosts import Hosts

Json = dict[str, Any]

UNSIGNED, FOREIGN = 401, 403
LEEWAY = 300
"""Seconds by which two clocks may differ."""
KEEP_KEYS = 86_400.0
ASK_AGAIN = 60.0
"""Seconds: nobody can make us ask for keys more often, however many unknown ones they name."""
LONGEST_TOKEN = 16_000
log = logging.getLogger("promissory.teams")


class Keys:
    """Microsoft's public keys, asked for when one is unknown. Safe in many threads."""

    def __init__(
        self, url: str, fetch: Callable[[str], Json] | None = None, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._url, self._fetch, self._now = url, fetch or _fetch, now
        self._lock = threading.Lock()
        self._known: dict[str, Json] = {}
        self._asked_at: float | None = None

    def of(self, kid: str) -> Json | None:
        """The key of this name as a JWK, with the channels it `endorses`."""
        found = self._known.get(kid)
        if found is not None and not self._older_than(KEEP_KEYS):
            return found  # without the lock: who names an unknown key holds up nobody else
        with self._lock:
            if self._older_than(KEEP_KEYS) or (kid not in self._known and self._older_than(ASK_AGAIN)):
                self._ask()
            return self._known.get(kid)

    def _older_than(self, seconds: float) -> bool:
        return self._asked_at is None or self._now() - self._asked_at > seconds

    def _ask(self) -> None:
        self._asked_at = self._now()
        try:
            found = self._fetch(self._url)
        except Exception as problem:  # noqa: BLE001 - what is known stays good; what is unknown is refused
            log.error("the keys of Teams can't be fetched: %s", type(problem).__name__)
            return
        self._known = {
            str(k["kid"]): k
            for k in activities.parts(found.get("keys"))
            if k.get("kty") == "RSA" and k.get("kid")
        }


def keys_url(openid_url: str) -> str:
    """Where the keys stand, as the SDK derives it."""
    return re.sub(r"/openidconfiguration$", "/keys", openid_url)


class Gate:
    """Lets in what Microsoft signed for our bot, in our tenant, from an address that may be answered."""

    def __init__(self, *, app_id: str, tenant: str, issuer: str, keys: Keys | None, hosts: Hosts) -> None:
        """Without `keys` nothing is asked about signatures: for the Agents Playground, which has none."""
        self._app_id, self._tenant, self._issuer = app_id, tenant.casefold(), issuer
        self._keys, self._hosts = keys, hosts

    def refuses(self, authorization: str, activity: Json) -> int | None:
        """The HTTP status to refuse an activity with; None where it may come in."""
        problem = self._unsigned(authorization, activity) if self._keys is not None else None
        status = UNSIGNED if problem else FOREIGN
        if problem is None and not self._hosts.allow(activities.service_url(activity)):
            problem = "service url"
        if problem is None and activities.tenants(activity) != {self._tenant}:
            problem = "tenant"
        if problem is None:
            return None
        log.warning("an activity was refused: %s", problem)
        return status

    def _unsigned(self, authorization: str, activity: Json) -> str | None:
        """What is wrong with the token, in a word for the log."""
        import jwt

        assert self._keys is not None
        scheme, _, token = authorization.partition(" ")
        if scheme.casefold() != "bearer" or not token or len(token) > LONGEST_TOKEN:
            return "no token"
        try:
            header = jwt.get_unverified_header(token)
            key = self._keys.of(str(header.get("kid")))
            if key is None:
                return "unknown key"
            claims = jwt.decode(
                token,
                jwt.PyJWK(key, algorithm="RS256").key,
                algorithms=["RS256"],
                audience=self._app_id,
                issuer=self._issuer,
                leeway=LEEWAY,
                options={"require": ["exp", "iss", "aud"]},
            )
        except (jwt.PyJWTError, ValueError, RecursionError) as wrong:
            return type(wrong).__name__
        endorsed = key.get("endorsements")
        if isinstance(endorsed, list) and endorsed and activity.get("channelId") not in endorsed:
            return "channel"
        signed = activities.said(claims.get("serviceurl") or claims.get("serviceUrl"))
        if signed.rstrip("/") != activities.service_url(activity).rstrip("/") or not signed:
            return "service url of the token"
        if "tid" in claims and activities.said(claims["tid"]).casefold() != self._tenant:
            return "tenant of the token"
        return None


class SignInFailed(Exception):
    """Microsoft did not give us a token; `refused` says whether it ever will with these settings."""

    def __init__(self, refused: bool, code: str = "") -> None:
        super().__init__(code)
        self.refused, self.code = refused, code


class OurToken:
    """The bot's own token by its secret (msal, which remembers it until shortly before it ends)."""

    def __init__(self, *, app_id: str, secret: str, tenant: str, login_url: str) -> None:
        self._app_id, self._secret = app_id, secret
        self._authority = f"{login_url.rstrip('/')}/{tenant}"
        self._lock = threading.Lock()
        self._application: Any = None

    async def __call__(self, scope: Any, tenant: str | None = None) -> str:
        """As the SDK asks for it: off its event loop, because msal waits for the network."""
        import asyncio

        scopes = [scope] if isinstance(scope, str) else list(scope)
        return await asyncio.to_thread(self.get, scopes)

    def get(self, scopes: list[str]) -> str:
        """Raises SignInFailed."""
        import msal
        import requests

        with self._lock:
            try:
                if self._application is None:
                    self._application = msal.ConfidentialClientApplication(
                        self._app_id,
                        authority=self._authority,
                        client_credential=self._secret,
                        # The operator named this server; nobody else is asked whether it is one.
                        instance_discovery=False,
                        timeout=10,
                    )
                found = self._application.acquire_token_for_client(scopes)
            except (requests.RequestException, msal.exceptions.MsalServiceError, OSError) as problem:
                raise SignInFailed(refused=False, code=type(problem).__name__) from None
            except ValueError:
                raise SignInFailed(refused=True, code="tenant") from None
        token = found.get("access_token")
        if not token:
            raise SignInFailed(refused=True, code=str(found.get("error") or "no token"))
        return str(token)


def _fetch(url: str) -> Json:
    import httpx

    answer = httpx.get(url, timeout=10.0)
    answer.raise_for_status()
    return dict(answer.json())
