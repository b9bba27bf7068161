"""How any Google connector calls Google: one place for the grant, the pace, the size and what errors mean."""

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, TypeVar
from urllib.parse import urlsplit

from pydantic import ValidationError

from integrations.errors import Reauth, Rejected, Retry, Skip
from integrations.ports import AccessToken, Credentials
from integrations.retry import Pace, patiently
from records.clock import Clock
from records.errors import PromissoryError
from records.models import Frozen

MOST_BYTES = 70 * 1024 * 1024
"""Of one answer: a mail of 50 MB in base64."""
MOST_BATCH_BYTES = 16 * 1024 * 1024
"""Of several answers at once; what is larger is asked for one by one."""
_THROTTLED = frozenset(
    {
        "ratelimitexceeded",
        "userratelimitexceeded",
        "quotaexceeded",
        "rate_limit_exceeded",
        "resource_exhausted",
    }
)
_DAY_IS_OVER = frozenset({"dailylimitexceeded", "dailylimitexceededunreg"})
_TOO_NARROW = frozenset(
    {"insufficientpermissions", "access_token_scope_insufficient", "insufficientscopes", "insufficient_scope"}
)
_SWITCHED_OFF = frozenset({"accessnotconfigured", "service_disabled"})
_AFTER_THROTTLE = 10.0
_AFTER_FAULT = 1.0
_AT_TIME = re.compile(r"retry after (\d{4}-\d\d-\d\dT[\d:.]+Z?)", re.IGNORECASE)
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})

T = TypeVar("T", bound=Frozen)


class Missing(PromissoryError):
    """Google does not hold this, or no longer (404, 410)."""


class Unfit(Rejected):
    """Google refuses the request as it was asked (400), such as a page token that has grown old."""


class Faulty(Retry):
    """Google failed (5xx) on its own side."""


class TooLarge(Skip):
    """An answer larger than is read into memory."""


def options_of(model: type[T], options: Mapping[str, str], connector: str) -> T:
    """What an admin typed, as typed values. Raises Rejected for an unknown or unfit option, naming it."""
    try:
        return model.model_validate(dict(options))
    except ValidationError as failure:
        first = failure.errors()[0]
        name = ".".join(str(part) for part in first["loc"]) or "options"
        if first["type"] == "extra_forbidden":
            known = ", ".join(sorted(model.model_fields))
            raise Rejected(f"{connector} has no option `{name}`; it has {known}") from failure
        reason = first["msg"].removeprefix("Value error, ")
        raise Rejected(f"option `{name}` of {connector}: {reason}") from failure


def checked_endpoint(address: str) -> str:
    """The address without a last slash. Raises ValueError when a token would travel in the clear."""
    parts = urlsplit(address)
    if parts.scheme == "https" and parts.hostname:
        return address.rstrip("/")
    if parts.scheme == "http" and parts.hostname in _LOCAL:
        return address.rstrip("/")
    raise ValueError("an endpoint is an https address")


@lru_cache(maxsize=10_000)
def pace_of(api: str, account: str, units: float) -> Pace:
    """The mailbox's own pace, whoever in this process calls; `units` a minute."""
    return Pace(units)


@lru_cache(maxsize=32)
def _resource(api: str, version: str, endpoint: str) -> Any:
    """The client for one API, built once: reading its description takes a tenth of a second."""
    import httplib2
    from google.api_core.client_options import ClientOptions
    from googleapiclient.discovery import build

    return build(
        api,
        version,
        http=httplib2.Http(timeout=30),
        static_discovery=True,
        cache_discovery=False,
        client_options=ClientOptions(api_endpoint=endpoint),
    )


class GoogleApi:
    """One API on behalf of one account. Calls wait for the pace, try again a little, and raise plainly.

    `scope` is what the calls need, named when the grant lacks it; `connector` is what `promissory
    connect` calls this source. Not to be shared by threads.
    """

    def __init__(
        self,
        api: str,
        version: str,
        credentials: Credentials,
        clock: Clock,
        *,
        connector: str,
        scope: str,
        endpoint: str,
        timeout: float,
        pace: Pace,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._api, self._version, self._endpoint = api, version, endpoint.rstrip("/") + "/"
        self._scope, self._connector, self._clock = scope, connector, clock
        self._pace, self._sleep, self._timeout = pace, sleep, timeout
        self._bearer = google_credentials(credentials, clock)
        self._https: dict[int, Any] = {}

    @property
    def resource(self) -> Any:
        """googleapiclient's Resource, from which requests are made."""
        return _resource(self._api, self._version, self._endpoint)

    def call(self, request: Any, cost: float = 1.0) -> dict[str, Any]:
        """The answer to one request that costs so many quota units.

        Raises Missing, Unfit, TooLarge, Retry (or Faulty), Reauth or Rejected.
        """

        def once() -> dict[str, Any]:
            self._pace.take(cost)
            with self._understood():
                return _answer(request.execute(http=self._authorized()))

        return patiently(once, sleep=self._sleep)

    def each(self, requests: Mapping[str, Any], cost: float) -> dict[str, dict[str, Any] | PromissoryError]:
        """The answers to several requests in one round trip, those that Google put off asked again alone.

        A request that fails for good brings its error instead of an answer. Raises as `call` does
        when the whole batch fails; TooLarge when the answers are too much together.
        """
        from googleapiclient.http import BatchHttpRequest

        found: dict[str, dict[str, Any] | PromissoryError] = {}
        again: list[str] = []

        def take(key: str, answer: Any, problem: Any) -> None:
            try:
                found[key] = _answer(answer) if problem is None else self._meaning(problem)
            except ValueError:
                found[key] = Retry("Google's answer was cut short", _AFTER_FAULT)
            if isinstance(found[key], Retry | Reauth):
                again.append(key)  # a token may end before its time, and only a call of its own renews it

        def once() -> None:
            found.clear()
            again.clear()
            self._pace.take(cost * len(requests))
            with self._understood():
                batch = BatchHttpRequest(callback=take, batch_uri=self._endpoint + "batch")
                for key, request in requests.items():
                    batch.add(request, request_id=key)
                batch.execute(http=self._authorized(MOST_BATCH_BYTES))

        patiently(once, sleep=self._sleep)
        for key in again:
            try:
                found[key] = self.call(requests[key], cost)
            except (Missing, Unfit, TooLarge, Faulty) as problem:
                found[key] = problem
        return found

    def close(self) -> None:
        while self._https:
            self._https.popitem()[1].close()

    def _authorized(self, most: int = MOST_BYTES) -> Any:
        """A client that reads answers of so many bytes; its connections are kept."""
        if most not in self._https:
            from google_auth_httplib2 import AuthorizedHttp

            self._https[most] = AuthorizedHttp(self._bearer, http=bounded_http(self._timeout, most))
        return self._https[most]

    @contextmanager
    def _understood(self) -> Iterator[None]:
        """Whatever goes wrong inside comes out as what to do about it."""
        import http.client
        import ssl

        import httplib2
        from google.auth.exceptions import RefreshError, TransportError
        from googleapiclient.errors import Error, HttpError

        try:
            yield
        except PromissoryError:
            self.close()  # half an answer may lie in the connection
            raise
        except HttpError as problem:
            raise self._meaning(problem) from None
        except RefreshError as problem:
            raise Reauth(self._connect_again("Google no longer accepts this grant")) from problem
        except ssl.SSLCertVerificationError as problem:
            raise Rejected(f"the certificate of {self._host} can't be verified") from problem
        except (
            TransportError,
            httplib2.HttpLib2Error,
            http.client.HTTPException,
            OSError,
        ) as problem:
            self.close()
            raise Retry(
                f"{self._host} can't be reached ({type(problem).__name__})", _AFTER_FAULT
            ) from problem
        except (Error, ValueError, KeyError) as problem:
            self.close()
            raise Retry(f"{self._host} gave an answer that can't be read", _AFTER_FAULT) from problem

    @property
    def _host(self) -> str:
        return urlsplit(self._endpoint).hostname or "Google"

    def _connect_again(self, why: str) -> str:
        return f"{why}: run `promissory connect {self._connector}` again"

    def _meaning(self, problem: Any) -> PromissoryError:
        """What a refusal asks of us; its own text stays out, as it may quote what was asked for."""
        status = int(problem.resp.status)
        reasons, text = _reasons(problem.content)
        if status == 429 or reasons & _THROTTLED:
            return Retry("Google asks to slow down", self._wait(problem.resp, text, _AFTER_THROTTLE))
        if reasons & _DAY_IS_OVER:
            return Retry("the project's daily quota with Google is used up", 3600.0)
        if status == 401:
            return Reauth(self._connect_again("Google no longer accepts this grant"))
        if status == 403 and reasons & _TOO_NARROW:
            return Reauth(self._connect_again(f"the grant lacks the scope {self._scope}"))
        if status == 403 and reasons & _SWITCHED_OFF:
            return Rejected(
                f"the {self._api} API is switched off in the Google Cloud project: switch it on there"
            )
        if status == 403 and "domainpolicy" in reasons:
            return Rejected("the Workspace administrator does not allow this app for the account")
        if status == 403:
            return Rejected("Google does not let this account read that (403)")
        if status in (404, 410):
            return Missing(f"Google no longer has this ({status})")
        if status >= 500:
            return Faulty(f"Google failed ({status})", self._wait(problem.resp, text, _AFTER_FAULT))
        return Unfit(f"Google refuses the request ({status})")

    def _wait(self, response: Mapping[str, str], text: str, otherwise: float) -> float:
        """Seconds until the time that the answer names, in its header or, as Gmail does, in its text."""
        from email.utils import parsedate_to_datetime

        header = str(response.get("retry-after", "")).strip()
        if header.isdigit():
            return float(header)
        at: datetime | None = None
        try:
            if header:
                at = parsedate_to_datetime(header)
            elif named := _AT_TIME.search(text):
                at = datetime.fromisoformat(named[1].replace("Z", "+00:00"))
        except ValueError:
            return otherwise
        if at is None:
            return otherwise
        wait = (at.replace(tzinfo=at.tzinfo or UTC) - self._clock.now()).total_seconds()
        return min(max(wait, otherwise), 3600.0)  # clocks differ: neither at once nor in a year


def _answer(given: Any) -> dict[str, Any]:
    """The client gives text where it found no JSON. Raises ValueError for text, not for nothing at all."""
    if isinstance(given, dict):
        return given
    if given:
        raise ValueError("no JSON")
    return {}


def _reasons(content: bytes | str) -> tuple[frozenset[str], str]:
    """The reasons of an error answer in lower case, old style and new, and its message."""
    try:
        error = json.loads(content)["error"]
    except (ValueError, KeyError, TypeError):
        return frozenset(), ""
    if not isinstance(error, dict):
        return frozenset({str(error).lower()}), ""
    parts = [*(error.get("errors") or []), *(error.get("details") or [])]
    found = {str(part.get("reason", "")).lower() for part in parts if isinstance(part, dict)}
    return frozenset(found - {""}) | {str(error.get("status", "")).lower()}, str(error.get("message", ""))


def google_credentials(credentials: Credentials, clock: Clock) -> Any:
    """google-auth's credentials that ask ours for a token, and for a new one when Google refused the last.

    Only how long a token is good for is told, since the machine's clock and ours may differ.
    """
    from google.oauth2.credentials import Credentials as Bearer

    def renew(_request: Any, scopes: Any = None) -> tuple[str, datetime]:
        fresh = credentials.token()
        if fresh.value.get_secret_value() == bearer.token:
            fresh = credentials.renewed()
        return fresh.value.get_secret_value(), _ends(fresh)

    def _ends(token: AccessToken) -> datetime:
        left = max(token.expires_at - clock.now(), timedelta(minutes=10))
        return datetime.now(UTC).replace(tzinfo=None) + left

    bearer = Bearer(token=None, refresh_handler=renew)  # type: ignore[no-untyped-call]
    return bearer


def bounded_http(timeout: float, most: int = MOST_BYTES) -> Any:
    """httplib2's client with a timeout, no redirects, and no answer larger than `most` bytes."""
    import http.client

    import httplib2

    class Measured(http.client.HTTPResponse):
        def read(self, amt: int | None = None) -> bytes:
            if amt is not None:
                return super().read(amt)
            if self.length is not None:
                if self.length > most:
                    raise TooLarge(f"the answer is larger than {most // (1024 * 1024)} MB")
                return super().read()
            data = super().read(most + 1)
            if len(data) > most:
                raise TooLarge(f"the answer is larger than {most // (1024 * 1024)} MB")
            return data

    class Plain(httplib2.HTTPConnectionWithTimeout):  # type: ignore[misc]
        response_class = Measured

    class Secure(httplib2.HTTPSConnectionWithTimeout):  # type: ignore[misc]
        response_class = Measured

    class Bounded(httplib2.Http):  # type: ignore[misc]
        def request(self, uri: str, *args: Any, **more: Any) -> Any:
            more["connection_type"] = Secure if uri.startswith("https:") else Plain
            return super().request(uri, *args, **more)

    found = Bounded(timeout=timeout)
    found.follow_redirects = False
    return found
