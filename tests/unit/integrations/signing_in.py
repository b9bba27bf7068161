"""A vendor over the local identity server, a browser that agrees to everything, and a grant kept in memory."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from pydantic import SecretStr

from integrations import oauth
from integrations.oauth import SignIn, Vendor
from integrations.oauth_grants import OAuthGrant, read_grant, written
from tests.doubles.identity_server import READ, TENANT, IdentityServer

MARA = "mara@solvent.example"
DESK = "http://127.0.0.1:9/"


def vendor_of(server: IdentityServer, **changes: Any) -> Vendor:
    """Our side of that server."""
    secret = SecretStr(server.client_secret)
    if server.shape == "google":
        given = {"accounts_url": server.url, "oauth_url": server.url, **changes}
        return oauth.google(given.pop("client_id", server.client_id), secret, **given)
    given = {"tenant": TENANT, "login_url": server.url, "graph_url": server.url, **changes}
    return oauth.microsoft(given.pop("client_id", server.client_id), given.pop("secret", secret), **given)


def scope(server: IdentityServer) -> str:
    return READ["google"] if server.shape == "google" else "Mail.Read"


def now() -> datetime:
    return datetime.now(UTC)


def begin(server: IdentityServer, account: str = MARA, **more: Any) -> SignIn:
    return oauth.begin(vendor_of(server), account, [scope(server)], DESK, **more)


def browse(url: str) -> dict[str, str]:
    """Open the address and agree; what the browser then brings back."""
    answer = httpx.get(url, follow_redirects=False)
    assert answer.status_code == 302, answer.text
    return {k: v[0] for k, v in parse_qs(urlsplit(answer.headers["location"]).query).items()}


def granted(server: IdentityServer, account: str = MARA) -> OAuthGrant:
    """The grant of a whole sign-in."""
    started = begin(server, account)
    code = SecretStr(browse(started.url)["code"])
    return oauth.finish(vendor_of(server), started.begun, code, now())


class Kept:
    """A grant store in memory."""

    def __init__(self, grant: Any = None) -> None:
        self.text: SecretStr | None = None if grant is None else written(grant)
        self.saves = 0
        self._lock = threading.Lock()

    @property
    def grant(self) -> Any:
        assert self.text is not None
        return read_grant(self.text)

    def load(self) -> SecretStr | None:
        return self.text

    def save(self, grant: SecretStr) -> None:
        self.text, self.saves = grant, self.saves + 1

    @contextmanager
    def alone(self) -> Iterator[None]:
        with self._lock:
            yield


class MovableClock:
    """The machine's clock, which a test may put forward."""

    def __init__(self) -> None:
        self.by = timedelta(0)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.by
