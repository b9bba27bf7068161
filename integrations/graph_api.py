"""One mailbox of Microsoft 365 through msgraph-sdk: its event loop, its token, its patience, its manners."""

import asyncio
import json
import re
import threading
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import field, make_dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from integrations.errors import Rejected, Retry
from integrations.graph_errors import OTHER_TENANT, Missing, TooLarge, Unwell, no_mailbox, told
from integrations.graph_options import GraphOptions
from integrations.ports import AccessToken, Credentials
from integrations.retry import Pace, patiently
from records.errors import PromissoryError

if TYPE_CHECKING:
    from azure.core.credentials import AccessToken as AzureToken
    from msgraph.generated.users.item.user_item_request_builder import UserItemRequestBuilder
    from msgraph.graph_service_client import GraphServiceClient

Call = Callable[[], Awaitable[Any]]
"""Asks the SDK for one thing, with a configuration made by `asking`."""
Json = dict[str, Any]

IMMUTABLE = 'IdType="ImmutableId"'
"""Ids that survive moves inside the mailbox; asked for with every request."""
MOST_BYTES = 64 * 1024 * 1024
"""Of one answer; a mail may have 50 MB."""


class GraphApi:
    """Runs the SDK's coroutines on a private thread, at most `lanes` at a time, and says what failures mean.

    Microsoft lets an app have 4 requests in flight on one mailbox, and 10,000 in ten minutes
    (https://learn.microsoft.com/graph/throttling-limits#outlook-service-limits); mail takes three lanes and
    7,500 requests, the calendar one and 1,500, so that both may run at once.
    """

    def __init__(
        self,
        options: GraphOptions,
        credentials: Credentials,
        *,
        permission: str,
        lanes: int,
        requests: int,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.options = options
        self.permission = permission
        self.lanes = lanes
        self._credentials = credentials
        self._bearer = _Bearer()
        self._sleep = sleep
        self._pace = Pace(requests, 600.0, sleep=sleep)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._client: GraphServiceClient | None = None
        self._http: Any = None

    @property
    def client(self) -> "GraphServiceClient":
        """The SDK's client, built when it is first needed."""
        if self._client is None:
            self._http, self._client = _build(self.options, self._bearer)
        return self._client

    @property
    def user(self) -> "UserItemRequestBuilder":
        """/me for a person's own grant, /users/{account} for an application's."""
        if self.options.access == "delegated":
            return self.client.me
        return self.client.users.by_user_id(self.options.account)

    def link(self, page: Json, name: str) -> str | None:
        """The page's nextLink or deltaLink. Raises Rejected for one that leads to another host."""
        link = page.get(name)
        return self.checked(link) if isinstance(link, str) and link else None

    def checked(self, link: str) -> str:
        """A link that stays with the endpoint. Raises Rejected for one that leads elsewhere."""
        if not link.startswith(self.options.base_url + "/"):
            raise Rejected("Microsoft Graph answered with a link to another host; it was not followed")
        return link

    def onward(self, page: Json) -> tuple[str, bool]:
        """Where a round of a delta goes on, and whether this page ends it. Raises Retry where neither is said."""
        if more := self.link(page, "@odata.nextLink"):
            return more, False
        if done := self.link(page, "@odata.deltaLink"):
            return done, True
        raise Retry("Microsoft Graph ended a list of changes without a place to go on")

    def ask(self, call: Call) -> Json:
        """The JSON of one answer. Raises Missing where it is not there, and as a Source does."""
        (answer,) = self.ask_all([call])
        if isinstance(answer, Missing):
            raise answer
        return answer

    def must(self, call: Call, otherwise: PromissoryError | None = None) -> Json:
        """As `ask`, for what every mailbox has; where it is missing, there is no mailbox (or `otherwise`)."""
        try:
            return self.ask(call)
        except Missing as failure:
            raise otherwise or no_mailbox(self.options.account) from failure

    def ask_all(self, calls: Sequence[Call]) -> list[Json | Missing]:
        """The answers in order, those that are missing as values; every other failure is raised."""
        answers = self._many(calls, raw=False, spare=False)
        if any(isinstance(each, TooLarge) for each in answers):
            raise Unwell("Microsoft Graph's answer is too long to be read")
        return answers

    def contents(self, calls: Sequence[Call]) -> list[bytes | Missing | TooLarge | Unwell]:
        """The bytes of the answers in order; what fails for this one alone as a value, also a 500 that lasts."""
        return self._many(calls, raw=True, spare=True)

    def _many(self, calls: Sequence[Call], *, raw: bool, spare: bool) -> list[Any]:
        """Answers in order; those that failed in passing are tried again, and they alone."""
        results: dict[int, Any] = {}
        left = dict(enumerate(calls))

        def attempt() -> None:
            self._pace.take(len(left))
            problems: list[Retry] = []
            for n, outcome in self._with_token(left, raw).items():
                if isinstance(outcome, Retry):
                    problems.append(outcome)
                if not isinstance(outcome, Retry) or isinstance(outcome, Unwell):
                    results[n] = outcome
                if not isinstance(outcome, Retry):
                    del left[n]
            if problems:
                raise max(problems, key=lambda each: (not isinstance(each, Unwell), each.after))

        try:
            patiently(attempt, sleep=self._sleep)
        except Unwell:
            if not spare:
                raise
        return [results[n] for n in range(len(calls))]

    def _with_token(self, calls: Mapping[int, Call], raw: bool) -> dict[int, Any]:
        """The outcomes; those that Microsoft's sign-in refused are asked once more with a renewed token."""
        self._bearer.token = self._credentials.token()
        found = dict(zip(calls, self._in_loop(self._all(list(calls.values()), raw)), strict=True))
        refused = [n for n, outcome in found.items() if isinstance(outcome, _Unauthorised)]
        if refused:
            self._bearer.token = self._credentials.renewed()
            again = self._in_loop(self._all([calls[n] for n in refused], raw))
            found.update(zip(refused, again, strict=True))
            if any(isinstance(outcome, _Unauthorised) for outcome in again):
                raise self._told(401, "", {})
        return found

    async def _all(self, calls: Sequence[Call], raw: bool) -> list[Any]:
        lanes = asyncio.Semaphore(self.lanes)

        async def one(call: Call) -> Any:
            async with lanes:
                try:
                    return await self._asked(call, raw)
                except (Missing, TooLarge, Retry, _Unauthorised) as problem:
                    return problem

        tasks = [asyncio.ensure_future(one(call)) for call in calls]
        try:
            return list(await asyncio.gather(*tasks))
        finally:
            for task in tasks:
                task.cancel()

    async def _asked(self, call: Call, raw: bool) -> Json | bytes:
        import httpx

        try:
            # The SDK's own timeouts are for each read; this one ends an answer that drips in for ever.
            response: httpx.Response = await asyncio.wait_for(
                _awaited(call), timeout=4 * self.options.timeout
            )
            if response.is_success:
                return response.content if raw else _json(response.content)
        except TimeoutError as failure:
            raise Retry("Microsoft Graph did not answer in time") from failure
        except httpx.HTTPError as failure:
            raise Retry(f"Microsoft Graph can't be reached ({type(failure).__name__})") from failure
        status, code = response.status_code, _code(response.content)
        if status == 401 and code.lower() not in OTHER_TENANT:
            raise _Unauthorised(code)
        raise self._told(status, code, response.headers)

    def _told(self, status: int, code: str, headers: Mapping[str, str]) -> PromissoryError:
        return told(
            status,
            code,
            headers,
            account=self.options.account,
            permission=self.permission,
            now=datetime.now(UTC),
        )

    def _in_loop(self, work: Coroutine[Any, Any, Any]) -> Any:
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            self._thread = threading.Thread(target=self._loop.run_forever, name="graph", daemon=True)
            self._thread.start()
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result()
        except BaseException:
            future.cancel()
            raise

    def close(self) -> None:
        """Ends the thread and its connections; harmless when repeated."""
        loop, thread, http = self._loop, self._thread, self._http
        self._loop = self._thread = self._client = self._http = None
        if loop is None or thread is None:
            return
        try:
            if http is not None:
                asyncio.run_coroutine_threadsafe(http.aclose(), loop).result(timeout=5)
        except Exception:
            pass  # a connection that will not close is no reason to keep the thread
        loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout=5)
        if not thread.is_alive():
            loop.close()


class _Unauthorised(Exception):
    """A 401, which a renewed token may mend."""


def _json(content: bytes) -> Json:
    """The object that an answer is; {} for none."""
    try:
        found = json.loads(content or b"{}")
    except (ValueError, RecursionError) as failure:
        raise Unwell("Microsoft Graph's answer can't be read") from failure
    if not isinstance(found, dict):
        raise Unwell("Microsoft Graph's answer can't be read")
    return found


def _code(content: bytes) -> str:
    """Microsoft's word for what went wrong, "" where a proxy answered in its place."""
    try:
        found = json.loads(content)
        return str(found["error"]["code"])
    except (ValueError, RecursionError, KeyError, TypeError):
        return ""


class _Bearer:
    """The token of the moment in the shape that the SDK asks for (an azure TokenCredential)."""

    def __init__(self) -> None:
        self.token: AccessToken | None = None

    def get_token(
        self,
        *scopes: str,
        claims: str | None = None,
        tenant_id: str | None = None,
        enable_cae: bool = False,
        **kwargs: Any,
    ) -> "AzureToken":
        """What our credentials gave; a challenge for more claims ends as a 401, and so in a renewal."""
        from azure.core.credentials import AccessToken as AzureToken

        if self.token is None:
            raise Retry("there is no token yet")
        return AzureToken(self.token.value.get_secret_value(), int(self.token.expires_at.timestamp()))


async def _awaited(call: Call) -> Any:
    return await call()


@lru_cache(maxsize=1)
def _tls() -> Any:
    import httpx

    return httpx.create_ssl_context()


def _build(options: GraphOptions, bearer: _Bearer) -> "tuple[Any, GraphServiceClient]":
    import httpx
    from kiota_authentication_azure.azure_identity_authentication_provider import (
        AzureIdentityAuthenticationProvider,
    )
    from kiota_http.kiota_client_factory import KiotaClientFactory
    from kiota_http.middleware import BaseMiddleware
    from kiota_http.middleware.options import (
        RedirectHandlerOption,
        RetryHandlerOption,
        UrlReplaceHandlerOption,
    )
    from msgraph.graph_request_adapter import GraphRequestAdapter
    from msgraph.graph_service_client import GraphServiceClient
    from msgraph_core import GraphClientFactory

    class Cap(BaseMiddleware):
        """No answer is read past the cap."""

        async def send(self, request: Any, transport: Any) -> Any:
            response = await super().send(request, transport)
            response.stream = _capped(response.stream)
            return response

    # Waiting is ours (integrations.retry): the SDK would sleep up to three minutes inside one call.
    handlers = KiotaClientFactory.get_default_middleware(
        {
            RetryHandlerOption.get_key(): RetryHandlerOption(max_retries=0, should_retry=False),
            RedirectHandlerOption.get_key(): RedirectHandlerOption(max_redirect=0, should_redirect=False),
            UrlReplaceHandlerOption.get_key(): UrlReplaceHandlerOption(
                enabled=True, replacement_pairs={"/users/me-token-to-replace": "/me"}
            ),
        }
    )
    http = httpx.AsyncClient(
        timeout=httpx.Timeout(options.timeout),
        http2=True,
        verify=_tls(),
        limits=httpx.Limits(max_connections=8, max_keepalive_connections=4),
    )
    http = GraphClientFactory.create_with_custom_middleware([*handlers, Cap()], client=http)
    provider = AzureIdentityAuthenticationProvider(
        bearer,
        scopes=[f"{options.endpoint}/.default"],
        allowed_hosts=[options.host],
    )
    adapter = GraphRequestAdapter(provider, client=http)
    adapter.base_url = options.base_url
    return http, GraphServiceClient(request_adapter=adapter)


def _capped(stream: Any) -> Any:
    import httpx

    class Capped(httpx.AsyncByteStream):
        async def __aiter__(self) -> Any:
            size = 0
            async for chunk in stream:
                size += len(chunk)
                if size > MOST_BYTES:
                    raise TooLarge(f"the answer is larger than {MOST_BYTES // (1024 * 1024)} MB")
                yield chunk

        async def aclose(self) -> None:
            await stream.aclose()

    return Capped()


def values(page: Json) -> list[Json]:
    """The items of a page that have an id."""
    found = page.get("value")
    return (
        [e for e in found if isinstance(e, dict) and isinstance(e.get("id"), str)]
        if isinstance(found, list)
        else []
    )


def moment(text: object) -> datetime | None:
    """A DateTimeOffset of Graph, with up to seven decimals; None where it is none."""
    if not isinstance(text, str):
        return None
    try:
        at = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", text))
    except ValueError:
        return None
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)


def asking(*preferences: str, **query: Any) -> Any:
    """A request configuration: `Prefer` values (immutable ids always) and query parameters of any request.

    The answer is taken as it comes: msgraph-sdk 1.65 spends 12 ms on each object that it turns into one of
    its models (thousands of imports in Entity.get_field_deserializers), which is 12 s for a page of ids.
    """
    from kiota_abstractions.base_request_configuration import RequestConfiguration
    from kiota_abstractions.native_response_handler import NativeResponseHandler
    from kiota_http.middleware.options import ResponseHandlerOption

    configuration: Any = RequestConfiguration()
    configuration.options = [ResponseHandlerOption(NativeResponseHandler())]
    configuration.headers.add("Prefer", ", ".join((IMMUTABLE, *preferences)))
    if query:
        configuration.query_parameters = _query_class(tuple(query))(**query)
    return configuration


@lru_cache(maxsize=64)
def _query_class(names: tuple[str, ...]) -> Any:
    """The SDK takes the fields of a dataclass for query parameters."""
    return make_dataclass("Query", [(name, Any, field(default=None)) for name in names], bases=(_Named,))


class _Named:
    """Query parameters under the names that the SDK's URL templates use."""

    def get_query_parameter(self, original_name: str) -> str:
        plain = {"start_date_time": "startDateTime", "end_date_time": "endDateTime"}
        return plain.get(original_name, f"%24{original_name}")
