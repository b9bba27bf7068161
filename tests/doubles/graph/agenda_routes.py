"""/events and /calendarView/delta in Graph's JSON."""

import hashlib
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from tests.doubles.graph.agenda import CALENDAR, Agenda, Details, Meeting, Person, occurrence_uid
from tests.doubles.graph.mail_routes import _encoded, _select
from tests.doubles.graph.refusals import Refused, bad_request, not_found
from tests.doubles.graph.rounds import selected
from tests.doubles.graph.wire import Request, Response, answer

BARE = ("type", "seriesMasterId", "start", "end")
"""All that a delta says of an ordinary occurrence."""


class AgendaRoutes:
    def __init__(self, agenda: Agenda, base: str) -> None:
        self._agenda = agenda
        self._base = base

    def answer(self, segments: list[str], request: Request) -> Response:
        match segments:
            case ["events"]:
                return self._list(request)
            case ["events", name]:
                meeting, n = self._meeting(name)
                return answer(selected(self._json(meeting, n, request), _select(request)))
            case ["events", name, "instances"]:
                meeting, _ = self._meeting(name)
                found = self._inside(meeting, *_span(request.query), request)
                return self._paged(found, f"events('{name}')/instances", request)
            case ["calendarView", "delta"]:
                return self._delta(request)
        raise bad_request("Resource not found for the segment.")

    def _meeting(self, name: str) -> tuple[Meeting, int | None]:
        found = self._agenda.find(name)
        if found is None:
            raise not_found()
        return found

    def _list(self, request: Request) -> Response:
        query = request.query
        found = self._agenda.here()
        if clause := query.get("$filter"):
            found = [m for m in found if _matches(m, clause)]
        if order := query.get("$orderby"):
            name, _, way = order.partition(" ")
            if name != "start/dateTime":
                raise bad_request("The property can't be sorted by.")
            found = sorted(found, key=lambda m: m.details.begins, reverse=way == "desc")
        values = [selected(self._json(m, None, request), _select(request)) for m in found]
        return self._paged(values, "events", request)

    def _paged(self, values: list[dict[str, Any]], path: str, request: Request) -> Response:
        query = request.query
        top, skip = min(int(query.get("$top", "10")), 1000), int(query.get("$skip", "0"))
        body: dict[str, Any] = {"@odata.context": "$metadata#Collection", "value": values[skip : skip + top]}
        if len(values) > skip + top:
            rest = {**query, "$top": str(top), "$skip": str(skip + top)}
            body["@odata.nextLink"] = f"{self._base}/{path}?{_encoded(rest)}"
        return answer(body)

    def _delta(self, request: Request) -> Response:
        if any(name in request.query for name in ("$select", "$filter", "$orderby", "$expand", "$search")):
            raise Refused(
                400, "ErrorInvalidUrlQuery", "The query parameter is not supported with change tracking."
            )
        touches, state, link = self._agenda.rounds.page(request, CALENDAR, self._agenda.listed())
        begins, ends = (_moment(each) for each in state.span)
        values: list[dict[str, Any]] = []
        for touch in touches:
            values += self._rows(touch.key, touch.name, begins, ends, state.is_first, request)
        kind = "@odata.nextLink" if link.startswith("$skip") else "@odata.deltaLink"
        address = f"{self._base}/calendarView/delta?{link}"
        return answer({"@odata.context": "$metadata#Collection(event)", kind: address, "value": values})

    def _rows(
        self, key: str, name: str, begins: datetime, ends: datetime, is_first: bool, request: Request
    ) -> list[dict[str, Any]]:
        """A series as its master and bare occurrences; what is gone or lies outside alike as removed."""
        meeting = self._agenda.meetings.get(key)
        gone = {"@odata.type": "#microsoft.graph.event", "id": name, "@removed": {"reason": "deleted"}}
        if meeting is None or meeting.in_trash:
            return [] if is_first else [gone]
        if not meeting.is_series:
            details = meeting.details
            if details.begins < ends and details.begins + details.length > begins:
                return [self._json(meeting, None, request)]
            return [] if is_first else [gone]
        inside = self._inside(meeting, begins, ends, request)
        if not inside:
            return [] if is_first else [gone]
        return [
            self._json(meeting, None, request),
            *(selected(each, BARE) if each["type"] == "occurrence" else each for each in inside),
        ]

    def _inside(
        self, meeting: Meeting, begins: datetime, ends: datetime, request: Request
    ) -> list[dict[str, Any]]:
        return [
            self._json(meeting, n, request)
            for n, _, each in meeting.occurrences()
            if each.begins < ends and each.begins + each.length > begins
        ]

    def _json(self, meeting: Meeting, n: int | None, request: Request) -> dict[str, Any]:
        master = meeting.details
        placed = master
        if n is not None:
            days = timedelta(days=n * meeting.every)
            placed = Details(**{**master.__dict__, "start": master.start + days})
        details = placed if n is None else meeting.changed.get(n, placed)
        key = hashlib.md5(f"{meeting.key}/{meeting.edits}".encode()).hexdigest()[:24]
        kind = "seriesMaster" if meeting.is_series else "singleInstance"
        if n is not None:
            kind = "exception" if n in meeting.changed else "occurrence"
        zone = _preferred_zone(request)
        value = {
            "@odata.type": "#microsoft.graph.event",
            "@odata.etag": f'W/"{key}"',
            "id": self._agenda.id_of(meeting, n),
            "createdDateTime": "2026-11-01T08:00:00.1234567Z",
            "lastModifiedDateTime": "2026-11-01T08:00:00.1234567Z",
            "changeKey": key,
            "categories": [],
            "originalStartTimeZone": details.zone,
            "originalEndTimeZone": details.zone,
            "iCalUId": meeting.uid if n is None else occurrence_uid(meeting.uid, placed.start.date()),
            "subject": details.subject,
            "bodyPreview": "",
            "importance": "normal",
            "sensitivity": details.sensitivity,
            "isAllDay": details.is_all_day,
            "isCancelled": details.is_cancelled,
            "isOrganizer": True,
            "isDraft": False,
            "seriesMasterId": self._agenda.id_of(meeting) if n is not None else None,
            "type": kind,
            "webLink": f"https://outlook.office365.com/owa/?itemid={meeting.key}&path=/calendar/item",
            "responseStatus": {"response": "organizer", "time": "0001-01-01T00:00:00Z"},
            "body": {"contentType": "html", "content": details.html},
            "start": _shown(details.begins, details, zone),
            "end": _shown(details.begins + details.length, details, zone),
            "location": {"displayName": details.location, "locationType": "default"},
            "attendees": [
                {"type": each.kind, "status": {"response": "none"}, **_person(each)}
                for each in details.attendees
            ],
            "organizer": _person(details.organizer),
            "recurrence": None,
            "originalStart": None,
        }
        if n is not None:
            value["originalStart"] = f"{placed.begins:%Y-%m-%dT%H:%M:%SZ}"
        if kind == "seriesMaster":
            value["recurrence"] = {
                "pattern": {"type": "daily", "interval": meeting.every, "firstDayOfWeek": "sunday"},
                "range": {
                    "type": "numbered",
                    "startDate": f"{master.start:%Y-%m-%d}",
                    "numberOfOccurrences": meeting.count,
                    "recurrenceTimeZone": master.zone,
                },
            }
        return value


def _person(person: Person) -> dict[str, Any]:
    return {"emailAddress": {"name": person.name or person.address, "address": person.address}}


def _preferred_zone(request: Request) -> str:
    for each in request.preferences:
        if match := re.fullmatch(r'outlook\.timezone="([^"]+)"', each, re.IGNORECASE):
            return match[1]
    return "UTC"


def _shown(at: datetime, details: Details, zone: str) -> dict[str, str]:
    """A whole day is midnight of that day, in whatever zone it is asked for."""
    if details.is_all_day:
        own = WINDOWS_TO_OLSON.get(details.zone, details.zone)
        wall = at.astimezone(ZoneInfo(own)).replace(tzinfo=None)
    else:
        wall = at.astimezone(ZoneInfo(WINDOWS_TO_OLSON.get(zone, zone))).replace(tzinfo=None)
    return {"dateTime": f"{wall:%Y-%m-%dT%H:%M:%S}.0000000", "timeZone": zone}


def _span(query: dict[str, str]) -> tuple[datetime, datetime]:
    return _moment(query.get("startDateTime", "")), _moment(query.get("endDateTime", ""))


def _moment(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(400, "ErrorInvalidParameter", "This request requires a time window.") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _matches(meeting: Meeting, clause: str) -> bool:
    if match := re.fullmatch(r"iCalUId eq '((?:[^']|'')*)'", clause):
        return meeting.uid == match[1].replace("''", "'")
    if match := re.fullmatch(r"start/dateTime (lt|le|gt|ge) '([^']+)'", clause):
        at = datetime.fromisoformat(match[2][:26]).replace(tzinfo=UTC)
        begins = meeting.details.begins
        return {"lt": begins < at, "le": begins <= at, "gt": begins > at, "ge": begins >= at}[match[1]]
    raise Refused(400, "ErrorInvalidUrlQueryFilter", "Invalid filter clause.")
