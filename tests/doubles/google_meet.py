"""As much of the Meet REST API v2 as a reader of transcripts needs, in its wire format."""

import json
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.doubles.faulty_proxy import Answer, Asked

PAGE = 2
"""However many are asked for: Meet may always return fewer."""


@dataclass
class Conference:
    """One call: who said what, and whether its transcript is finished."""

    began: datetime
    said: list[tuple[str, str]] = field(default_factory=list)
    state: str = "FILE_GENERATED"

    @property
    def ended(self) -> datetime:
        return self.began + timedelta(minutes=30)


class MeetDouble:
    """Answers as meet.googleapis.com does; set it as the `answer` of a FaultyProxy."""

    def __init__(self, token: str = "t1") -> None:
        self.conferences: dict[str, Conference] = {}
        self.asked: list[str] = []
        self._token = token

    def __call__(self, asked: Asked) -> Answer:
        parts = urlsplit(asked.path)
        path, query = unquote(parts.path), parse_qs(parts.query)
        self.asked.append(path)
        if asked.headers.get("authorization") != f"Bearer {self._token}":
            return _error(401, "authError")
        if path == "/v2/conferenceRecords":
            latest = sorted(self.conferences, key=lambda key: self.conferences[key].began, reverse=True)
            return _page("conferenceRecords", [self._record(key) for key in latest], query)
        if space := re.fullmatch(r"/v2/spaces/(.+)", path):
            return _answer({"name": f"spaces/{space[1]}", "meetingCode": "abc-mnop-xyz"})
        match = re.fullmatch(
            r"/v2/conferenceRecords/([^/]+)(?:/(transcripts|participants))?(?:/([^/]+))?(/entries)?", path
        )
        if match is None or match[1] not in self.conferences:
            return _error(404, "notFound")
        key, kind, one, entries = match[1], match[2], match[3], match[4]
        if kind is None:
            return _answer(self._record(key))
        if kind == "participants":
            return _page("participants", self._participants(key), query)
        if one is None:
            return _page("transcripts", [self._transcript(key)], query)
        return _page("entries", self._entries(key), query) if entries else _answer(self._transcript(key))

    def _record(self, key: str) -> dict[str, Any]:
        held = self.conferences[key]
        return {
            "name": f"conferenceRecords/{key}",
            "space": "spaces/s1",
            "startTime": _time(held.began),
            "endTime": _time(held.ended),
        }

    def _transcript(self, key: str) -> dict[str, Any]:
        held = self.conferences[key]
        return {
            "name": f"conferenceRecords/{key}/transcripts/{key}",
            "state": held.state,
            "startTime": _time(held.began),
            "docsDestination": {"exportUri": "https://docs.google.com/document/d/d1/view"},
        }

    def _people(self, key: str) -> list[str]:
        return list(dict.fromkeys(who for who, _ in self.conferences[key].said))

    def _participants(self, key: str) -> list[dict[str, Any]]:
        return [
            {"name": f"conferenceRecords/{key}/participants/p{n}", "signedinUser": {"displayName": who}}
            for n, who in enumerate(self._people(key))
        ]

    def _entries(self, key: str) -> list[dict[str, Any]]:
        held, people = self.conferences[key], self._people(key)
        return [
            {
                "name": f"conferenceRecords/{key}/transcripts/{key}/entries/e{n}",
                "participant": f"conferenceRecords/{key}/participants/p{people.index(who)}",
                "text": words,
                "languageCode": "en-US",
                "startTime": _time(held.began + timedelta(seconds=10 * n)),
                "endTime": _time(held.began + timedelta(seconds=10 * n + 5)),
            }
            for n, (who, words) in enumerate(held.said)
        ]


def _time(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def _answer(body: dict[str, Any]) -> Answer:
    return Answer(200, json.dumps(body).encode(), {"Content-Type": "application/json"})


def _error(status: int, reason: str) -> Answer:
    body = {"error": {"code": status, "message": reason, "errors": [{"reason": reason}]}}
    return Answer(status, json.dumps(body).encode())


def _page(name: str, items: list[dict[str, Any]], query: dict[str, list[str]]) -> Answer:
    start = int((query.get("pageToken") or ["0"])[0])
    size = min(int((query.get("pageSize") or ["25"])[0]), PAGE)
    body: dict[str, Any] = {name: items[start : start + size]} if items[start:] else {}
    if start + size < len(items):
        body["nextPageToken"] = str(start + size)
    return _answer(body)
