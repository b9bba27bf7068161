"""A Google calendar with myworld, behind a proxy that can make it fail."""

import http.client
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any, ClassVar

from integrations.google_calendar.connector import CalendarOptions, GoogleCalendarSource
from records.clock import FixedClock
from tests.contracts.gmail_world import ENDLESS, Bearer
from tests.contracts.source_world import NOON, OWNER, Abilities, Item
from tests.doubles.faulty_proxy import FaultyProxy
from tests.peers.myworld import MyWorld

_PATH = "/gw/www.googleapis.com/calendar/v3"


def meeting(item: Item) -> dict[str, Any]:
    """The item as the body of an import."""
    return {
        "iCalUID": item.key,
        "summary": item.subject,
        "description": item.text,
        "start": {"dateTime": item.at.isoformat(), "timeZone": "UTC"},
        "end": {"dateTime": (item.at + timedelta(minutes=30)).isoformat(), "timeZone": "UTC"},
        "organizer": {"email": item.sender},
        "attendees": [{"email": each} for each in item.to],
    }


class GoogleCalendarWorld:
    name: ClassVar[str] = "google_calendar"
    abilities: ClassVar[Abilities] = Abilities(
        edits=True, moves=False, hides=False, faults=frozenset({"throttle", "error", "timeout"})
    )

    def __init__(self, server: MyWorld, proxy: FaultyProxy) -> None:
        """`proxy` stands before the server; both may be shared by worlds that follow one another."""
        self._server, self._proxy = server, proxy
        self._id, self.token = server.new_world(OWNER)
        self._connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=60)
        self.clock = FixedClock(NOON + timedelta(days=4))
        self._ids: dict[str, str] = {}

    def source(self, **options: str) -> GoogleCalendarSource:
        chosen = {"endpoint": self._proxy.url + _PATH, "requests_per_minute": str(ENDLESS), **options}
        return GoogleCalendarSource(
            OWNER,
            CalendarOptions.model_validate(chosen),
            Bearer(self.token, self.clock),
            self.clock,
            sleep=lambda _: None,
        )

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """What the calendar's owner does, straight, past the proxy."""
        self._connection.request(
            method,
            _PATH + path,
            body=None if body is None else json.dumps(body),
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
        )
        response = self._connection.getresponse()
        answer = response.read()
        self._connection.close()  # a busy machine may think longer than the server keeps a connection
        assert response.status < 300, f"{method} {path}: {response.status}"
        return dict(json.loads(answer)) if answer else {}

    def add(self, item: Item) -> None:
        self.put(item.key, meeting(item))

    def put(self, key: str, body: dict[str, Any]) -> str:
        """Any meeting; its id."""
        self._ids[key] = str(self.ask("POST", "/calendars/primary/events/import", body)["id"])
        return self._ids[key]

    def edit(self, item: Item) -> None:
        if ref := self._ids.get(item.key):
            self.ask("PATCH", f"/calendars/primary/events/{ref}", meeting(replace(item)))

    def move(self, key: str) -> None:
        raise NotImplementedError("only one calendar is read")

    def hide(self, key: str) -> None:
        raise NotImplementedError("a calendar has no trash")

    def show(self, key: str) -> None:
        raise NotImplementedError("a calendar has no trash")

    def delete(self, key: str) -> None:
        if ref := self._ids.pop(key, None):
            self.ask("DELETE", f"/calendars/primary/events/{ref}")

    def expire_cursors(self) -> None:
        self.ask("POST", "/peer/expire", {})

    def fail(self, kind: str, times: int) -> None:
        self._proxy.fail(kind, times)

    def heal(self) -> None:
        self._proxy.heal()

    def add_unreadable(self, key: str) -> bool:
        """Google takes no meeting that makes no sense."""
        return False

    def close(self) -> None:
        self._connection.close()
        self._server.end(self._id)
