"""The service as a whole: tenants, grants, faults, and which part answers what."""

import asyncio
import base64
import json
import secrets
import uuid
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.doubles.graph.agenda import Agenda
from tests.doubles.graph.agenda_routes import AgendaRoutes
from tests.doubles.graph.mail_routes import MailRoutes
from tests.doubles.graph.mailbox import Mailbox
from tests.doubles.graph.refusals import Refused, bad_request, denied, throttled
from tests.doubles.graph.spoken import Transcripts
from tests.doubles.graph.subscriptions import Subscriptions
from tests.doubles.graph.wire import Dropped, Request, Response, Server, answer

MAIL, CALENDAR, SPOKEN = "Mail.Read", "Calendars.Read", "OnlineMeetingTranscript.Read.All"
_NEEDS = {
    "mailFolders": MAIL,
    "messages": MAIL,
    "events": CALENDAR,
    "calendarView": CALENDAR,
    "onlineMeetings": SPOKEN,
}
MOST_AT_ONCE = 4


@dataclass
class User:
    """One person with a mailbox in the cloud; `guid` is the object id."""

    address: str
    mailbox: Mailbox
    agenda: Agenda
    transcripts: Transcripts
    guid: str
    in_cloud: bool = True


@dataclass
class Grant:
    """What a token stands for; `address` is None for an application's."""

    tenant: str
    address: str | None
    scopes: frozenset[str]


@dataclass
class Graph:
    """`base` is the endpoint to connect to. Faults of `fail` hit the next requests, whatever they ask."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    latency: float = 0.0
    retry_after: int = 30
    users: dict[tuple[str, str], User] = field(default_factory=dict)
    grants: dict[str, Grant] = field(default_factory=dict)
    faults: deque[str] = field(default_factory=deque)
    requests: list[Request] = field(default_factory=list)
    in_flight: dict[str, int] = field(default_factory=dict)
    most_in_flight: int = 0

    def __post_init__(self) -> None:
        self.subscriptions = Subscriptions(lambda: self.now())
        self._server = Server(self._serve)
        self.base = f"http://127.0.0.1:{self._server.port}"

    def close(self) -> None:
        self._server.close()

    def add_user(self, address: str, tenant: str = "solvent") -> User:
        guid = str(uuid.uuid4())
        base = f"{self.base}/v1.0/users('{guid}')"
        user = User(address, Mailbox(guid), Agenda(guid), Transcripts(guid, base), guid)
        box, agenda = user.mailbox, user.agenda
        box.changed = lambda kind, m: self.subscriptions.changed("messages", kind, box.immutable_id(m))
        agenda.told = lambda kind, m: self.subscriptions.changed("events", kind, agenda.id_of(m))
        self.users[(tenant, address)] = user
        return user

    def grant(self, address: str | None, *scopes: str, tenant: str = "solvent") -> str:
        """An access token: a person's, or an application's where there is no address."""
        token = f"eyJ0eXAiOiJKV1Qi.{secrets.token_urlsafe(24)}.sig"
        self.grants[token] = Grant(tenant, address, frozenset(scopes))
        return token

    def fail(self, kind: str, times: int) -> None:
        self.faults.extend([kind] * times)

    def heal(self) -> None:
        self.faults.clear()

    async def _serve(self, request: Request) -> Response:
        self.requests.append(request)
        mailbox = ""
        try:
            self._fault()
            user = self._authorised(request)
            mailbox = user.guid if user is not None else ""
            self.in_flight[mailbox] = self.in_flight.get(mailbox, 0) + 1
            self.most_in_flight = max(self.most_in_flight, self.in_flight[mailbox])
            try:
                if mailbox and self.in_flight[mailbox] > MOST_AT_ONCE:
                    raise throttled(1)
                if self.latency:
                    await asyncio.sleep(self.latency)
                if request.segments == ["subscriptions"] and request.method == "POST":
                    # The handshake waits for another server, which may be in need of this thread.
                    return await asyncio.to_thread(self._route, request, user)
                return self._route(request, user)
            finally:
                self.in_flight[mailbox] -= 1
        except Refused as refused:
            return refused.response

    def _fault(self) -> None:
        kind = self.faults.popleft() if self.faults else ""
        if kind == "throttle":
            raise throttled(self.retry_after)
        if kind == "error":
            raise Refused(500, "InternalServerError", "An internal server error occurred.")
        if kind == "unavailable":
            raise Refused(503, "serviceNotAvailable", "The service is unavailable.", {"Retry-After": "7"})
        if kind == "unauthorised":
            raise _unauthorised("Lifetime validation failed, the token is expired.")
        if kind == "timeout":
            raise Dropped

    def _grant(self, request: Request) -> Grant:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if not token:
            raise _unauthorised("Access token is empty.")
        if token not in self.grants:
            raise _unauthorised("Lifetime validation failed, the token is expired.")
        return self.grants[token]

    def _authorised(self, request: Request) -> User | None:
        grant = self._grant(request)
        segments = request.segments
        if not any(tenant == grant.tenant for tenant, _ in self.users):
            text = f"The tenant for tenant guid '{grant.tenant}' does not exist."
            raise Refused(401, "OrganizationFromTenantGuidNotFound", text)
        if segments[:1] in (["$batch"], ["subscriptions"]):
            return None
        name = grant.address if segments[:1] == ["me"] else segments[1] if segments[:1] == ["users"] else ""
        if not name:
            raise bad_request("/me request is only valid with delegated authentication flow.")
        users = [u for (tenant, _), u in self.users.items() if tenant == grant.tenant]
        user = next((u for u in users if name.lower() in (u.address.lower(), u.guid)), None)
        if user is None:
            raise Refused(404, "ErrorInvalidUser", "The requested user is invalid.")
        resource = segments[1] if segments[0] == "me" else segments[2]
        if grant.address not in (None, user.address) or _NEEDS.get(resource) not in grant.scopes:
            raise denied()
        if not user.in_cloud:
            text = "The mailbox is either inactive, soft-deleted, or is hosted on-premise."
            raise Refused(404, "MailboxNotEnabledForRESTAPI", text)
        return user

    def _route(self, request: Request, user: User | None) -> Response:
        segments = request.segments
        if segments[:1] == ["subscriptions"]:
            self._may_watch(request)
            return self.subscriptions.answer(segments[1:], request)
        if user is None:
            return self._batch(request)
        rest = segments[1:] if segments[0] == "me" else segments[2:]
        if request.method != "GET":
            raise denied()
        base = f"{self.base}/v1.0/users('{user.guid}')"
        if rest[0] in ("mailFolders", "messages"):
            return MailRoutes(user.mailbox, base).answer(rest, request)
        if rest[0] == "onlineMeetings":
            return user.transcripts.answer(rest[1:], request)
        return AgendaRoutes(user.agenda, base).answer(rest, request)

    def _may_watch(self, request: Request) -> None:
        if request.method == "POST" and request.body:
            resource = str(request.json.get("resource", "")).strip("/").rpartition("/")[2]
            if _NEEDS.get(resource) not in self._grant(request).scopes:
                raise denied()

    def _batch(self, request: Request) -> Response:
        """Up to 20 requests in one; a body that is no JSON comes back in base64."""
        asked = request.json.get("requests", [])
        if request.method != "POST" or not asked or len(asked) > 20:
            raise bad_request("Number of batch request steps exceeds the maximum value of 20.")
        responses: list[dict[str, Any]] = []
        for each in asked:
            headers = {name.lower(): value for name, value in (each.get("headers") or {}).items()}
            headers.setdefault("authorization", request.headers.get("authorization", ""))
            one = Request(each["method"], "/v1.0/" + each["url"].lstrip("/"), headers)
            try:
                response = self._route(one, self._authorised(one))
            except Refused as refused:
                response = refused.response
            is_json = response.content_type.startswith("application/json")
            body = json.loads(response.body) if is_json and response.body else None
            responses.append(
                {
                    "id": each["id"],
                    "status": response.status,
                    "headers": {"Content-Type": response.content_type, **response.headers},
                    "body": body if is_json else base64.b64encode(response.body).decode(),
                }
            )
        return answer({"responses": responses})


def _unauthorised(message: str) -> Refused:
    header = 'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize"'
    return Refused(401, "InvalidAuthenticationToken", message, {"WWW-Authenticate": header})
