"""Asks a CalDAV server, signed in, and says by an error what to do when it doesn't answer well."""

import time
from collections.abc import Callable, Iterable
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from integrations.caldav.multistatus import DAV, Malformed, Multistatus, Resource, read_multistatus
from integrations.caldav.settings import Settings
from integrations.errors import Reauth, Rejected, Retry
from integrations.ports import Credentials
from integrations.retry import patiently

if TYPE_CHECKING:
    import httpx

MOST_BYTES = 50_000_000
"""The largest answer that is taken, unpacked."""
_MOST_HOPS = 6
_LONGEST_PAUSE = 3600.0


class Failed(Retry):
    """The server broke on this very question (500), which another question may not do."""


class Refused(Exception):
    """The server won't: `status`, and the preconditions that it names."""

    def __init__(self, status: int, errors: set[str]) -> None:
        super().__init__(f"status {status}")
        self.status = status
        self.errors = errors


class DavSession:
    """Requests of one account. All of them only read, so each may be sent again."""

    def __init__(
        self, settings: Settings, credentials: Credentials, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        from integrations.guarded_http import guarded_client

        self._settings, self._credentials, self._sleep = settings, credentials, sleep
        self._http = guarded_client(
            allow_private=settings.allow_private, insecure=settings.insecure, timeout=settings.timeout
        )
        self._login: httpx.Auth | None = None

    def close(self) -> None:
        self._http.close()

    def propfind(self, url: str, body: str, depth: int = 0) -> Multistatus:
        """Raises Refused for a 4xx, else as a Source does."""
        return self._ask("PROPFIND", url, body, str(depth), None)

    def report(
        self,
        url: str,
        body: str,
        depth: int | None = None,
        shrink: Callable[[Resource], None] | None = None,
    ) -> Multistatus:
        """Raises Refused for a 4xx and for 501, else as a Source does; `shrink` as in `read_multistatus`."""
        return self._ask("REPORT", url, body, None if depth is None else str(depth), shrink)

    def _ask(
        self, method: str, url: str, body: str, depth: str | None, shrink: Callable[[Resource], None] | None
    ) -> Multistatus:
        return patiently(lambda: self._once(method, url, body, depth, shrink), sleep=self._sleep)

    def _once(
        self, method: str, url: str, body: str, depth: str | None, shrink: Callable[[Resource], None] | None
    ) -> Multistatus:
        import httpx

        from integrations.caldav.login import Bearer
        from integrations.guarded_http import chunks, same_origin

        headers = {"Content-Type": "application/xml; charset=utf-8"}
        if depth is not None:
            headers["Depth"] = depth
        host = self._settings.host
        login, renewed = self._signed_in(), False
        try:
            for _ in range(_MOST_HOPS):
                request = self._http.build_request(method, url, content=body.encode(), headers=headers)
                response = self._http.send(request, auth=login, stream=True)
                try:
                    if response.is_redirect:
                        # By hand, because the method and the body must stay what they are.
                        target = urljoin(url, response.headers.get("location", ""))
                        if not same_origin(url, target):
                            raise Rejected(self._elsewhere(target))
                        url = target
                        continue
                    if response.status_code == 401 and self._settings.oauth and not renewed:
                        login, renewed = Bearer(self._credentials.renewed().value), True
                        continue
                    pieces = chunks(response, MOST_BYTES, 10 * self._settings.timeout)
                    if response.status_code not in (200, 207):
                        raise self._problem(response, pieces)
                    answer = read_multistatus(pieces, url, shrink)
                    if answer.root != DAV + "multistatus":
                        raise Rejected(f"{host} doesn't answer as a calendar server does: check the url")
                    return answer
                finally:
                    response.close()
        except httpx.TimeoutException as failure:
            raise Retry(f"{host} doesn't answer in time", 30) from failure
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as failure:
            if "CERTIFICATE_VERIFY_FAILED" in str(failure):
                raise Retry(
                    f"the certificate of {host} is not one that this machine trusts", 300
                ) from failure
            raise Retry(f"the connection to {host} failed ({type(failure).__name__})", 5) from failure
        raise Rejected(f"{host} sends us in circles")

    def _signed_in(self) -> "httpx.Auth":
        from integrations.caldav.login import Bearer, Password

        if self._settings.oauth:
            # Asked for each time: the credentials renew the token before it runs out.
            return Bearer(self._credentials.token().value)
        if self._login is None:
            self._login = Password(self._settings.user, self._credentials.password())
        return self._login

    def _problem(self, response: "httpx.Response", pieces: Iterable[bytes]) -> Exception:
        status = response.status_code
        host = self._settings.host
        if status == 401:
            if self._settings.oauth:
                return Reauth(f"{host} no longer takes the grant of {self._settings.user}: connect it again")
            return Reauth(
                f"{host} doesn't take the name and password of {self._settings.user}: connect again"
                " (many servers want an app password here)"
            )
        if status in (429, 503):
            return Retry(f"{host} is busy", _pause(response, 30.0))
        if status == 500:
            return Failed(f"{host} has an error of its own (500)", _pause(response, 1.0))
        if status >= 502 and status != 507:
            return Retry(f"{host} can't be reached ({status})", _pause(response, 5.0))
        if status == 408:
            return Retry(f"{host} timed out", 5)
        try:
            errors = read_multistatus(pieces).errors
        except (Malformed, Rejected):
            errors = set()
        return Refused(status, errors)

    def _elsewhere(self, target: str) -> str:
        try:
            parts = urlsplit(target)
            place = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"[:200]
        except ValueError:
            place = "an address that is none"
        return f"{self._settings.host} sends us on to {place}: if that is right, use it as the url"


def _pause(response: "httpx.Response", otherwise: float) -> float:
    """Seconds that the server asks us to wait; a date is read by the server's own clock."""
    text = response.headers.get("retry-after", "").strip()
    if text.isdigit() and len(text) < 10:
        return min(float(text), _LONGEST_PAUSE)
    try:
        until = parsedate_to_datetime(text)
        now = parsedate_to_datetime(response.headers.get("date", ""))
        return min(max((until - now).total_seconds(), 0.0), _LONGEST_PAUSE)
    except (ValueError, TypeError):
        return otherwise
