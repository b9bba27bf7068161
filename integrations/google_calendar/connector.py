"""The calendars of one person with Google as a source: meetings, whole series, and channels that push."""

import json
import secrets
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, Field

from integrations.errors import Expired, Reauth, Rejected, Retry, Skip
from integrations.formats.series import MARGIN, kept, stretch_at
from integrations.google_api import GoogleApi, Missing, Unfit, checked_endpoint, options_of, pace_of
from integrations.google_calendar.normalise import (
    is_there,
    meeting_change,
    placed_at,
    series_change,
    series_version,
    starts_at,
    version,
)
from integrations.google_calendar.windows import Backfill, Key, window_end
from integrations.ports import Change, Credentials, Listed, Page, Source, Watch
from records.clock import Clock
from records.models import Frozen

SCOPE = "https://www.googleapis.com/auth/calendar.events.readonly"
_PORTION = 100
"""Meetings that are stored at once."""
_MOST_ITEMS = 2500
"""Google's own bound for a page."""
_LONG_AGO = datetime(1990, 1, 1, tzinfo=UTC)


def _ids(given: object) -> tuple[str, ...]:
    """Calendar ids as typed: separated by commas."""
    parts = given.split(",") if isinstance(given, str) else given
    found = tuple(dict.fromkeys(str(part).strip() for part in parts))  # type: ignore[attr-defined]
    if not all(found) or any("/" in each for each in found):
        raise ValueError("calendar ids, separated by commas")
    return found


class CalendarOptions(Frozen):
    """What an admin may set for a person's calendars."""

    endpoint: Annotated[str, AfterValidator(checked_endpoint)] = "https://www.googleapis.com/calendar/v3"
    timeout: float = Field(30.0, gt=0, le=300)
    requests_per_minute: float = Field(600.0, gt=0)
    """Google's quota of one user."""
    calendars: str = "primary"
    """Ids of the calendars that are read, separated by commas."""


def open_source(account: str, options: Mapping[str, str], credentials: Credentials, clock: Clock) -> Source:
    """The calendars of `account`. Raises Rejected for an unfit option; calls nobody yet."""
    return GoogleCalendarSource(
        account, options_of(CalendarOptions, options, "google_calendar"), credentials, clock
    )


class GoogleCalendarSource:
    """A series is one item, kept as its occurrences around today (see `formats/series.py`) and every changed one.

    Its version names the quarter, in which every cursor expires: Google does not tell that time has passed.
    """

    name: ClassVar[str] = "google_calendar"

    def __init__(
        self,
        account: str,
        options: CalendarOptions,
        credentials: Credentials,
        clock: Clock,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._account, self._clock = account, clock
        try:
            self._calendars = _ids(options.calendars)
        except ValueError as problem:
            raise Rejected(f"option `calendars` of google_calendar: {problem}") from problem
        self._api = GoogleApi(
            "calendar",
            "v3",
            credentials,
            clock,
            connector="google_calendar",
            scope=SCOPE,
            endpoint=options.endpoint,
            timeout=options.timeout,
            pace=pace_of("calendar", account.lower(), options.requests_per_minute),
            sleep=sleep,
        )

    def begin(self) -> str:
        return _cursor({each: self._sync_token(each) for each in self._calendars}, self._quarter())

    def changes(self, since: str) -> Iterator[Page]:
        quarter = self._quarter()
        tokens = _tokens(since, quarter)
        if missing := [each for each in self._calendars if each not in tokens]:
            raise Expired(f"{len(missing)} calendars were added to those that are read")
        for calendar in self._calendars:
            page: str | None = None
            while True:
                answer = self._happened(calendar, tokens[calendar], page)
                changes = tuple(self._resolved(calendar, answer.get("items") or []))
                page = answer.get("nextPageToken")
                fresh = tokens[calendar] if page else str(answer.get("nextSyncToken") or tokens[calendar])
                if changes or fresh != tokens[calendar]:
                    tokens[calendar] = fresh
                    yield Page(changes=changes, cursor=_cursor(tokens, quarter))
                if page is None:
                    break

    def backfill(self, after: str | None) -> Iterator[Page]:
        at = Backfill.model_validate_json(after) if after else Backfill()
        seen: set[str] = set()  # a long series shows up in several windows
        while at.calendar < len(self._calendars):
            calendar = self._calendars[at.calendar]
            low = window_end(at, self._clock.now())
            found = self._window(calendar, low, at.below, seen)
            if at.last is not None:
                found = [one for one in found if one[0] < at.last]
            for start in range(0, len(found), _PORTION):
                some = found[start : start + _PORTION]
                at = at.told_down_to(some[-1][0])
                if start + _PORTION >= len(found):
                    at = at.after_window(low)
                yield Page(changes=tuple(change for _, change in some), cursor=at.model_dump_json())
            if not found:
                at = at.after_window(low)
                yield Page(changes=(), cursor=at.model_dump_json())

    def listed(self) -> Iterator[Listed]:
        quarter = self._quarter()
        fields = "nextPageToken,items(id,etag,updated,status,recurrence,recurringEventId)"
        for calendar in self._calendars:
            items = {
                str(item["id"]): item for item in self._items(calendar, fields=fields, maxResults=_MOST_ITEMS)
            }
            series: dict[str, list[Mapping[str, Any]]] = {}
            for item in items.values():
                if (of := item.get("recurringEventId")) in items:
                    series.setdefault(str(of), []).append(item)
                elif item.get("recurrence"):
                    series.setdefault(str(item["id"]), []).append(item)
                elif is_there(item):
                    yield Listed(ref=f"{calendar}/{item['id']}", version=version(item))
            for key, members in series.items():
                if is_there(items[key]):
                    yield Listed(ref=f"{calendar}/{key}", version=series_version(members, quarter))

    def fetch(self, refs: Sequence[str]) -> Iterator[Change]:
        for ref in dict.fromkeys(refs):
            calendar, _, key = ref.rpartition("/")
            item = self._get(calendar, key)
            if item is None:
                yield Change(ref=ref, gone=True)
            elif item.get("recurrence"):
                yield self._series(calendar, item)
            else:
                yield meeting_change(ref, item, self.name)

    def close(self) -> None:
        self._api.close()

    def watch(self, notify_url: str, now: datetime) -> list[Watch]:
        """A channel for each calendar; Google ends it after a week or so."""
        if not notify_url.startswith("https://"):
            raise Rejected("Google Calendar only calls an https address")
        return [self._open_channel(each, notify_url) for each in self._calendars]

    def renew(self, watch: Watch, now: datetime) -> Watch:
        """A channel can't be prolonged: a new one is opened, then the old one is stopped."""
        address = str(_detail(watch).get("address", ""))
        fresh = self._open_channel(watch.resource, address)
        self.unwatch(watch)
        return fresh

    def unwatch(self, watch: Watch) -> None:
        body = {"id": watch.remote_id, "resourceId": str(_detail(watch).get("resourceId", ""))}
        try:
            self._api.call(self._api.resource.channels().stop(body=body))
        except (Missing, Unfit, Reauth):
            return  # it has ended, or the grant has and the channel with it

    def _open_channel(self, calendar: str, address: str) -> Watch:
        secret = secrets.token_urlsafe(32)
        body = {"id": str(uuid.uuid4()), "type": "web_hook", "address": address, "token": secret}
        try:
            answer = self._api.call(self._events.watch(calendarId=calendar, body=body))
            ends = datetime.fromtimestamp(int(answer["expiration"]) / 1000, UTC)
        except Missing as problem:
            raise self._no_calendar(calendar) from problem
        except Unfit as problem:
            raise Rejected("Google Calendar does not call this address") from problem
        except (KeyError, ValueError) as problem:
            raise Retry("Google did not say how long it will call", 60.0) from problem
        detail = json.dumps({"resourceId": str(answer.get("resourceId", "")), "address": address})
        return Watch(
            resource=calendar, remote_id=str(body["id"]), secret=secret, expires_at=ends, detail=detail
        )

    @property
    def _events(self) -> Any:
        return self._api.resource.events()

    def _no_calendar(self, calendar: str) -> Rejected:
        return Rejected(f"the calendar {calendar} is not there, or not shared with {self._account}")

    def _sync_token(self, calendar: str) -> str:
        """Google hands it out on the last page of a full listing, which costs a request per 2,500 meetings."""
        page: str | None = None
        while True:
            answer = self._list(
                calendar, pageToken=page, maxResults=_MOST_ITEMS, fields="nextPageToken,nextSyncToken"
            )
            page = answer.get("nextPageToken")
            if page is None and not answer.get("nextSyncToken"):
                raise Retry("Google gave no place to go on from", 60.0)
            if page is None:
                return str(answer["nextSyncToken"])

    def _list(self, calendar: str, **which: Any) -> dict[str, Any]:
        try:
            return self._api.call(self._events.list(calendarId=calendar, singleEvents=False, **which))
        except Missing as problem:
            raise self._no_calendar(calendar) from problem

    def _happened(self, calendar: str, token: str, page: str | None) -> dict[str, Any]:
        request = self._events.list(
            calendarId=calendar, singleEvents=False, syncToken=token, pageToken=page, maxResults=250
        )
        try:
            return self._api.call(request)
        except (Missing, Unfit) as problem:
            raise Expired("Google no longer tells what happened since then") from problem

    def _items(self, calendar: str, **which: Any) -> Iterator[dict[str, Any]]:
        page: str | None = None
        while True:
            answer = self._list(calendar, pageToken=page, **which)
            yield from answer.get("items") or []
            page = answer.get("nextPageToken")
            if page is None:
                return

    def _get(self, calendar: str, key: str) -> dict[str, Any] | None:
        try:
            item = self._api.call(self._events.get(calendarId=calendar, eventId=key))
        except (Missing, Unfit):
            return None
        return item if is_there(item) else None

    def _resolved(self, calendar: str, items: Sequence[Mapping[str, Any]]) -> Iterator[Change]:
        """What became of these items: a series as a whole and once, however many of its occurrences are named.

        An occurrence whose series this calendar does not hold (invited to one date only) stands alone.
        """
        masters: dict[str, Mapping[str, Any] | None] = {
            str(item["id"]): item for item in items if item.get("recurrence") and is_there(item)
        }
        told: set[str] = set()
        for item in items:
            key = str(item.get("recurringEventId") or item["id"])
            if key in told:
                continue
            if item.get("recurringEventId") and key not in masters:
                masters[key] = self._get(calendar, key)
            master = masters.get(key)
            if master is None:
                yield meeting_change(f"{calendar}/{item['id']}", item, self.name)
            else:
                told.add(key)
                yield self._series(calendar, master)

    def _series(self, calendar: str, master: Mapping[str, Any]) -> Change:
        """A recurring meeting: Google itself works out when it takes place."""
        key = str(master["id"])
        ref = f"{calendar}/{key}"
        members = {
            str(item["id"]): item
            for item in self._items(calendar, iCalUID=str(master.get("iCalUID", "")), maxResults=_MOST_ITEMS)
            if key in (item["id"], item.get("recurringEventId"))
        } | {key: master}
        stretch = stretch_at(self._clock.now())
        marked = series_version(members.values(), stretch.stamp)
        try:
            dates, is_cut = kept(
                lambda low, high: self._occurrences(calendar, key, low, high), starts_at(master), stretch
            )
        except Skip as why:
            return Change(ref=ref, version=marked, refused=str(why))
        told = {str(item["id"]) for item in dates} | {key}
        changed = [item for name, item in members.items() if name not in told]
        return series_change(ref, marked, [*dates, *changed], is_cut, self.name)

    def _occurrences(
        self, calendar: str, key: str, low: datetime, high: datetime
    ) -> list[tuple[datetime, dict[str, Any]]]:
        """The dates of a series that it puts in this stretch. Raises Skip for one without a start."""
        found: list[tuple[datetime, dict[str, Any]]] = []
        which: dict[str, Any] = {"maxResults": _MOST_ITEMS}
        which |= {"timeMin": (low - MARGIN).isoformat(), "timeMax": (high + MARGIN).isoformat()}
        while True:
            request = self._events.instances(calendarId=calendar, eventId=key, **which)
            try:
                answer = self._api.call(request)
            except (Missing, Unfit):
                return []
            dates = [(placed_at(item), item) for item in answer.get("items") or [] if is_there(item)]
            found += [one for one in dates if low <= one[0] < high]
            if not answer.get("nextPageToken"):
                return found
            which["pageToken"] = answer["nextPageToken"]

    def _quarter(self) -> str:
        return stretch_at(self._clock.now()).stamp

    def _window(
        self, calendar: str, low: datetime | None, below: datetime | None, seen: set[str]
    ) -> list[tuple[Key, Change]]:
        """What starts in this stretch, newest first; a series where it is first met."""
        bounds: dict[str, Any] = {}
        if low is not None:
            bounds["timeMin"] = (low - MARGIN).isoformat()
        if below is not None:
            bounds["timeMax"] = (below + MARGIN).isoformat()
        items = [
            item
            for item in self._items(calendar, maxResults=1000, **bounds)
            if f"{calendar}/{item.get('recurringEventId') or item['id']}" not in seen
            and _in_window(item, low, below)
        ]
        found: list[tuple[Key, Change]] = []
        for change in self._resolved(calendar, items):
            if change.gone or change.ref in seen:
                continue
            at = max((event.at for event in change.events), default=low or _LONG_AGO)
            if below is not None:
                at = min(at, below - timedelta(seconds=1))
            found.append(((at, change.ref), change))
            seen.add(change.ref)
        return sorted(found, key=lambda one: one[0], reverse=True)


def _in_window(item: Mapping[str, Any], low: datetime | None, below: datetime | None) -> bool:
    """Whether a single meeting is this window's to tell; a series is, wherever it is met first."""
    if item.get("recurrence") or item.get("recurringEventId"):
        return True
    try:
        at = starts_at(item)
    except Skip:
        return low is None
    return (low is None or at >= low) and (below is None or at < below)


def _cursor(tokens: Mapping[str, str], quarter: str) -> str:
    return json.dumps({"quarter": quarter, "tokens": dict(tokens)})


def _tokens(cursor: str, quarter: str) -> dict[str, str]:
    try:
        found = json.loads(cursor)
        tokens = {str(calendar): str(token) for calendar, token in found["tokens"].items()}
        told = found["quarter"]
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise Expired("this cursor is none of Google Calendar's") from problem
    if told != quarter:
        raise Expired("a new quarter has begun: other dates of recurring meetings are read now")
    return tokens


def _detail(watch: Watch) -> dict[str, Any]:
    try:
        found = json.loads(watch.detail)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
