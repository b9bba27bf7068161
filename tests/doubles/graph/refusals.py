"""Graph's error answers: HTTP status, code and the envelope they come in."""

import json
import uuid
from dataclasses import dataclass, field

from tests.doubles.graph.wire import Response


@dataclass
class Refused(Exception):
    """`status` and Graph's `code`; becomes the error JSON of the answer."""

    status: int
    code: str
    message: str
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def response(self) -> Response:
        number = str(uuid.uuid4())
        inner = {"date": "2026-11-21T12:00:00", "request-id": number, "client-request-id": number}
        body = {"error": {"code": self.code, "message": self.message, "innerError": inner}}
        return Response(
            self.status, json.dumps(body).encode(), headers={"request-id": number, **self.headers}
        )


def not_found() -> Refused:
    return Refused(404, "ErrorItemNotFound", "The specified object was not found in the store.")


def stale() -> Refused:
    text = "The sync state generation is not found; generation=149;[highest=157][157][155][156]."
    return Refused(410, "SyncStateNotFound", text)


def throttled(after: int) -> Refused:
    text = "Application is over its MailboxConcurrency limit."
    return Refused(429, "ApplicationThrottled", text, {"Retry-After": str(after)})


def denied() -> Refused:
    return Refused(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")


def bad_request(message: str) -> Refused:
    return Refused(400, "BadRequest", message)
