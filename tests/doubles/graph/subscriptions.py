"""/subscriptions: the handshake, the limits, and the notices that follow."""

import json
import secrets
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from tests.doubles.graph.refusals import Refused
from tests.doubles.graph.wire import Request, Response, answer

LONGEST = timedelta(minutes=10_080)
TENANT = "84bd8158-6d4d-4958-8b9f-9d6445542f95"


@dataclass
class Subscription:
    id: str
    resource: str
    change_types: tuple[str, ...]
    notify: str
    lifecycle: str
    state: str
    until: datetime
    reauthorized: int = 0

    @property
    def json(self) -> dict[str, Any]:
        return {
            "@odata.context": "$metadata#subscriptions/$entity",
            "id": self.id,
            "resource": self.resource,
            "changeType": ",".join(self.change_types),
            "notificationUrl": self.notify,
            "lifecycleNotificationUrl": self.lifecycle or None,
            "expirationDateTime": f"{self.until:%Y-%m-%dT%H:%M:%S.0000000Z}",
            "clientState": None,
        }


@dataclass
class Subscriptions:
    now: Callable[[], datetime]
    held: dict[str, Subscription] = field(default_factory=dict)
    undelivered: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    grants: timedelta = LONGEST
    """However much longer somebody asks for."""

    def answer(self, segments: list[str], request: Request) -> Response:
        match (request.method, segments):
            case ("GET", []):
                return answer({"value": [each.json for each in self._alive()]})
            case ("POST", []):
                return self._create(request.json)
            case ("GET", [name]):
                return answer(self._one(name).json)
            case ("PATCH", [name]):
                found = self._one(name)
                found.until = self._until(request.json.get("expirationDateTime"))
                found.reauthorized += 1
                return answer(found.json)
            case ("POST", [name, "reauthorize"]):
                self._one(name).reauthorized += 1
                return Response(204)
            case ("DELETE", [name]):
                del self.held[self._one(name).id]
                return Response(204)
        raise Refused(405, "Request_BadRequest", "The method is not allowed.")

    def _alive(self) -> list[Subscription]:
        return [each for each in self.held.values() if each.until > self.now()]

    def _one(self, name: str) -> Subscription:
        for each in self._alive():
            if each.id == name:
                return each
        raise Refused(404, "ResourceNotFound", "The object was not found.")

    def _until(self, text: object) -> datetime:
        try:
            until = datetime.fromisoformat(str(text))
        except ValueError:
            raise Refused(400, "InvalidRequest", "expirationDateTime is missing.") from None
        if until - self.now() > LONGEST:
            text = "Subscription expiration can only be 10080 minutes in the future."
            raise Refused(400, "ExtensionError", str(text))
        if until <= self.now():
            raise Refused(400, "InvalidRequest", "Subscription expiration is in the past.")
        return min(until, self.now() + self.grants)

    def _create(self, wanted: dict[str, Any]) -> Response:
        notify, lifecycle = (
            str(wanted.get("notificationUrl")),
            str(wanted.get("lifecycleNotificationUrl") or ""),
        )
        for address in filter(None, (notify, lifecycle)):
            if not address.startswith(("https://", "http://127.0.0.1:")):
                raise Refused(400, "InvalidRequest", "The notification URL must be https.")
        state = str(wanted.get("clientState") or "")
        if len(state) > 128:
            raise Refused(400, "InvalidRequest", "clientState exceeds 128 characters.")
        made = Subscription(
            id=str(uuid.uuid4()),
            resource=str(wanted.get("resource", "")),
            change_types=tuple(str(wanted.get("changeType", "")).split(",")),
            notify=notify,
            lifecycle=lifecycle,
            state=state,
            until=self._until(wanted.get("expirationDateTime")),
        )
        for address in filter(None, dict.fromkeys((notify, lifecycle))):
            self._shake_hands(address)
        self.held[made.id] = made
        body = json.dumps({**made.json, "clientState": made.state}).encode()
        return Response(201, body)

    def _shake_hands(self, address: str) -> None:
        token = f"Validation: Testing client application reachability. {secrets.token_hex(8)} +&=/"
        joint = "&" if "?" in address else "?"
        request = urllib.request.Request(
            f"{address}{joint}validationToken={quote(token, safe='')}",
            data=b"",
            headers={"Content-Type": "text/plain; charset=utf-8"},
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as reply:
                good = reply.status == 200 and reply.read().decode() == token
                good = good and reply.headers.get_content_type() == "text/plain"
        except (OSError, urllib.error.HTTPError):
            good = False
        if not good:
            text = "Subscription validation request failed. Notification endpoint must respond with 200 OK."
            raise Refused(400, "ValidationError", text)

    def changed(self, resource: str, kind: str, item_id: str) -> None:
        """A notice for everybody who watches this; it goes out with `deliver`."""
        for each in self._alive():
            if each.resource.strip("/").endswith(resource) and kind in each.change_types:
                notice = {
                    "changeType": kind,
                    "resource": f"Users/0000@{TENANT}/{resource.capitalize()}/{item_id}",
                    "resourceData": {
                        "@odata.type": f"#Microsoft.Graph.{resource.capitalize()[:-1]}",
                        "@odata.id": f"Users/0000@{TENANT}/{resource.capitalize()}/{item_id}",
                        "@odata.etag": 'W/"CQAAABYAAADkrWGo7bouTKlsgTZMr9KwAAAUWRHf"',
                        "id": item_id,
                    },
                }
                self.undelivered.append((each.notify, {**self._common(each), **notice}))

    def lifecycle(self, name: str, event: str) -> None:
        """reauthorizationRequired, subscriptionRemoved (and it is), or missed."""
        each = self.held[name]
        self.undelivered.append((each.lifecycle, {**self._common(each), "lifecycleEvent": event}))
        if event == "subscriptionRemoved":
            del self.held[name]

    def _common(self, each: Subscription) -> dict[str, Any]:
        return {
            "subscriptionId": each.id,
            "subscriptionExpirationDateTime": f"{each.until:%Y-%m-%dT%H:%M:%S.0000000Z}",
            "clientState": each.state,
            "tenantId": TENANT,
        }

    def deliver(self) -> list[int]:
        """Posts what is waiting, one POST for each address; the HTTP statuses that came back."""
        by_address: dict[str, list[dict[str, Any]]] = {}
        for address, notice in self.undelivered:
            by_address.setdefault(address, []).append(notice)
        self.undelivered.clear()
        statuses: list[int] = []
        for address, found in by_address.items():
            body = json.dumps({"value": found}).encode()
            request = urllib.request.Request(
                address, data=body, headers={"Content-Type": "application/json; charset=utf-8"}
            )
            try:
                with urllib.request.urlopen(request, timeout=60) as reply:
                    statuses.append(reply.status)
            except urllib.error.HTTPError as failure:
                statuses.append(failure.code)
        return statuses
