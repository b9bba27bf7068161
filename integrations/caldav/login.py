"""How a request shows who it is from: a bearer token, or a password the way the server wants it."""

from collections.abc import Generator

import httpx
from pydantic import SecretStr


class Bearer(httpx.Auth):
    """RFC 6750."""

    def __init__(self, token: SecretStr) -> None:
        self._token = token

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["Authorization"] = f"Bearer {self._token.get_secret_value()}"
        yield request


class Password(httpx.Auth):
    """Basic at first, and Digest from then on where the server asks for it."""

    requires_request_body = True

    def __init__(self, user: str, password: SecretStr) -> None:
        self._basic = httpx.BasicAuth(user, password.get_secret_value())
        self._digest = httpx.DigestAuth(user, password.get_secret_value())
        self._by_digest = False

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        if not self._by_digest:
            response = yield from _passed_on(self._basic, request)
            offers = response.headers.get_list("www-authenticate")
            if response.status_code != 401 or not any(o.strip().lower().startswith("digest") for o in offers):
                return
            del request.headers["Authorization"]
            self._by_digest = True
        yield from self._digest.auth_flow(request)


def _passed_on(
    auth: httpx.Auth, request: httpx.Request
) -> Generator[httpx.Request, httpx.Response, httpx.Response]:
    return (yield next(auth.auth_flow(request)))
