"""One calendar of Microsoft 365: delta over a window of time, and a series is one item with its occurrences."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from pydantic import ValidationError

from integrations.errors import Expired, Skip
from integrations.formats.series import MARGIN, Stretch, kept, stretch_at
from integrations.graph_api import Call, GraphApi, Json, asking, values
from integrations.graph_errors import Missing, no_mailbox
from integrations.graph_options import graph_options
from integrations.graph_subscriptions import renewed, subscribe, unsubscribe
from integrations.outlook_calendar.normalise import meeting_event, placed_at, starts_at
from integrations.outlook_calendar.window import Window, window_around
from integrations.ports import Change, Credentials, Listed, Page, Source, Watch
from records.clock import Clock
from records.models import Event, Frozen

PERMISSION = "Calendars.Read"
_PAGE = 50
_READ_A_PAGE = 10
_IDS_A_PAGE = 500
_UTC = 'outlook.timezone="UTC"'
"""Times come in UTC and are turned to the organizer's own zone here: the wall time of one zone is no moment
when a clock is put back."""
_OPTIONS = frozenset({"endpoint", "access", "timeout"})


class Place(Frozen):
    """`link`: Graph's link to what comes next, `label`: of which window."""

    label: str
    link: str

    @staticmethod
    def read(text: str) -> "Place":
        try:
            return Place.model_validate_json(text)
        except ValidationError as failure:
            raise Expired(
                "the place in the calendar can't be understood; everything is listed anew"
            ) from failure


class Depth(Frozen):
    """A backfill has come down to meetings that start at `at` (Graph's own text, in UTC); of those it saw `seen`."""

    at: str = ""
    seen: list[str] = []

    @staticmethod
    def read(text: str) -> "Depth":
        try:
            return Depth.model_validate_json(text)
        except ValidationError as failure:
            raise Expired(
                "the place in the calendar can't be understood; everything is listed anew"
            ) from failure


class OutlookCalendar:
    """Reads the owner's main calendar; the caller stores each cursor.

    Single meetings are read however old they are; of a series the occurrences around today (see
    `formats/series.py`).
    """

    name: ClassVar[str] = "outlook_calendar"

    def __init__(self, api: GraphApi, clock: Clock) -> None:
        self._api = api
        self._clock = clock

    def begin(self) -> str:
        window = self._window()
        link = ""
        for _, after in self._rounds(None, window):
            link = after
        return Place(label=window.label, link=link).model_dump_json()

    def changes(self, since: str) -> Iterator[Page]:
        """Graph tells of a deleted occurrence only by leaving it out, so every series it mentions is read anew;
        and it says "removed" of what merely lies outside the window, so that is looked up."""
        place = Place.read(since)
        window = self._window()
        for page in self._round(place, place.link, place.label, window):
            place = Place.read(page.cursor)
            yield page
        if place.label != window.label:
            # A new quarter: the window moves on, and series have occurrences that were out of sight.
            yield from self._round(place, None, window.label, window)

    def _round(self, place: Place, link: str | None, label: str, window: Window) -> Iterator[Page]:
        """One round of the delta; `place` stays the cursor until all of it is told, for what is read at the
        end of a round (series, and what is said to be removed) is as new as its last page."""
        cursor = place.model_dump_json()
        series: dict[str, None] = {}
        removed: dict[str, None] = {}
        for rows, after in self._rounds(link, window):
            link = after
            singles: list[Change] = []
            for row in rows:
                if "@removed" in row:
                    removed[row["id"]] = None
                elif _is_part(row) or _is_series(row):
                    series[row.get("seriesMasterId") or row["id"]] = None
                elif not all(row.get(name) for name in ("iCalUId", "start", "changeKey")):
                    removed[row["id"]] = None
                else:
                    singles.append(self._change(row, window))
            if singles:
                yield Page(changes=tuple(singles), cursor=cursor)
        refs = [*removed, *(ref for ref in series if ref not in removed)]
        for at in range(0, len(refs), _READ_A_PAGE):
            some = refs[at : at + _READ_A_PAGE]
            changes = [self._looked_up(r, window) if r in removed else self._series(r, window) for r in some]
            yield Page(changes=tuple(changes), cursor=cursor)
        done = Place(label=label, link=link or place.link)
        if done != place:
            yield Page(changes=(), cursor=done.model_dump_json())

    def backfill(self, after: str | None) -> Iterator[Page]:
        """By the time they begin, the latest first; a series by its first occurrence."""
        window = self._window()
        depth = Depth.read(after) if after else Depth()
        link: str | None = None
        while True:
            rows, link = self._page(depth, link)
            fresh = [each for each in rows if each["id"] not in depth.seen]
            if not fresh:
                if link is None:
                    return
                continue
            at = _start(fresh[-1])
            same = [each["id"] for each in fresh if _start(each) == at]
            depth = Depth(at=at, seen=[*(depth.seen if depth.at == at else []), *same])
            changes = tuple(self._change(each, window) for each in fresh if not _is_part(each))
            yield Page(changes=changes, cursor=depth.model_dump_json())
            link = None

    def _page(self, depth: Depth, link: str | None) -> tuple[list[Json], str | None]:
        events = self._api.user.events
        if link is not None:
            page = self._api.must(lambda: events.with_url(link).get(asking(_UTC)))
        else:
            query: dict[str, Any] = {"orderby": ["start/dateTime desc"], "top": _PAGE}
            if depth.at:
                query["filter"] = f"start/dateTime le '{depth.at}'"
            page = self._api.must(lambda: events.get(asking(_UTC, **query)))
        return [each for each in values(page) if _start(each)], self._api.link(page, "@odata.nextLink")

    def listed(self) -> Iterator[Listed]:
        window = self._window()
        events = self._api.user.events
        query = {"select": ["id", "changeKey", "type", "seriesMasterId"], "top": _IDS_A_PAGE}
        told: set[str] = set()
        try:
            found = list(self._pages(lambda: events.get(asking(_UTC, **query)), events))
        except Missing as failure:
            raise no_mailbox(self._api.options.account) from failure
        for each in found:
            if not _is_part(each) and each["id"] not in told:
                told.add(each["id"])
                yield Listed(ref=each["id"], version=_version(each, window))

    def _pages(self, first: Call, builder: Any) -> Iterator[Json]:
        """The items of a list, page after page."""
        page = self._api.ask(first)
        while True:
            yield from values(page)
            link = self._api.link(page, "@odata.nextLink")
            if link is None:
                return
            page = self._api.ask(lambda link=link: builder.with_url(link).get(asking(_UTC)))  # type: ignore[misc]

    def fetch(self, refs: Sequence[str]) -> Iterator[Change]:
        window = self._window()
        for ref in dict.fromkeys(refs):
            yield self._looked_up(ref, window)

    def close(self) -> None:
        self._api.close()

    def watch(self, notify_url: str, now: datetime) -> list[Watch]:
        return [subscribe(self._api, "events", notify_url, now)]

    def renew(self, watch: Watch, now: datetime) -> Watch:
        return renewed(self._api, watch, now)

    def unwatch(self, watch: Watch) -> None:
        unsubscribe(self._api, watch)

    def _window(self) -> Window:
        return window_around(self._stretch())

    def _stretch(self) -> Stretch:
        return stretch_at(self._clock.now())

    def _rounds(self, link: str | None, window: Window) -> Iterator[tuple[list[Json], str]]:
        """Pages of the delta, each with the link behind it."""
        delta = self._api.user.calendar_view.delta
        prefer = (_UTC, f"odata.maxpagesize={_PAGE}")
        if link is not None and not link.startswith(self._api.options.base_url + "/"):
            raise Expired("the place is one of another endpoint; everything is listed anew")
        last = False
        while not last:
            span = (
                {} if link else {"start_date_time": _iso(window.begins), "end_date_time": _iso(window.ends)}
            )
            builder = delta.with_url(link) if link else delta
            lost = Expired("the place in the calendar is gone; everything is listed anew") if link else None
            page = self._api.must(lambda b=builder, s=span: b.get(asking(*prefer, **s)), lost)  # type: ignore[misc]
            link, last = self._api.onward(page)
            yield values(page), link

    def _looked_up(self, ref: str, window: Window) -> Change:
        """The item as it is now. An id that outlives moves also opens what lies in Deleted Items, so the
        calendar itself is asked whether it holds it."""
        events = self._api.user.events
        try:
            item = self._api.ask(lambda: events.by_event_id(ref).get(asking(_UTC)))
        except Missing:
            return Change(ref=ref, gone=True)
        uid = item.get("iCalUId")
        if not isinstance(uid, str) or _is_part(item):
            return Change(ref=ref, gone=True)
        query = {"filter": "iCalUId eq '{}'".format(uid.replace("'", "''")), "select": ["id"]}
        page = self._api.must(lambda: events.get(asking(_UTC, **query)))
        if ref not in [each["id"] for each in values(page)]:
            return Change(ref=ref, gone=True)
        return self._change({**item, "id": ref}, window)

    def _change(self, item: Json, window: Window) -> Change:
        if _is_series(item):
            return self._series(item["id"], window, item)
        return self._told(item["id"], _version(item, window), lambda: (meeting_event(item, self.name),))

    def _series(self, ref: str, window: Window, known: Json | None = None) -> Change:
        """A series by the occurrences that are kept, and those that were moved to where these are."""
        events = self._api.user.events
        moved: dict[str, Json] = {}

        def between(low: datetime, high: datetime) -> list[tuple[datetime, Json]]:
            span = {"start_date_time": _iso(low - MARGIN), "end_date_time": _iso(high + MARGIN)}
            instances = events.by_event_id(ref).instances
            first = lambda: instances.get(asking(_UTC, **span, top=_PAGE))  # noqa: E731
            found = [(placed_at(each), each) for each in self._pages(first, instances)]
            moved.update({each["id"]: each for _, each in found if each.get("type") == "exception"})
            return [one for one in found if low <= one[0] < high]

        try:
            master = known or self._api.ask(lambda: events.by_event_id(ref).get(asking(_UTC)))
        except Missing:
            return Change(ref=ref, gone=True)
        version, begins = _version(master, window), starts_at(master)
        if begins is None:
            return Change(ref=ref, version=version, refused="the meeting has no start")
        try:
            dates, is_cut = kept(between, begins, self._stretch())
        except Missing:
            return Change(ref=ref, gone=True)
        except Skip as why:
            return Change(ref=ref, version=version, refused=str(why))
        told = {each["id"] for each in dates}
        parts = [*dates, *(each for name, each in moved.items() if name not in told)]
        return self._told(
            ref,
            version,
            lambda: tuple(meeting_event(each, self.name, series=master, is_cut=is_cut) for each in parts),
        )

    def _told(self, ref: str, version: str, events: Callable[[], tuple[Event, ...]]) -> Change:
        try:
            return Change(ref=ref, version=version, events=events())
        except Skip as why:
            return Change(ref=ref, version=version, refused=str(why))
        except Exception as failure:
            reason = f"the meeting can't be understood ({type(failure).__name__})"
            return Change(ref=ref, version=version, refused=reason)


def _version(item: Json, window: Window) -> str:
    """Of a series also the window, so that a new quarter shows as a change."""
    key = str(item.get("changeKey") or "")
    return f"{key}@{window.label}" if _is_series(item) else key


def _is_series(item: Json) -> bool:
    return item.get("type") == "seriesMaster"


def _is_part(item: Json) -> bool:
    """An occurrence is told with its series, not by itself."""
    return bool(item.get("seriesMasterId"))


def _start(item: Json) -> str:
    start = item.get("start")
    return str(start.get("dateTime") or "") if isinstance(start, dict) else ""


def _iso(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def open_source(account: str, options: Mapping[str, str], credentials: Credentials, clock: Clock) -> Source:
    """The main calendar of `account`. Options: endpoint, access (delegated or application), timeout (seconds).

    Raises Rejected for a wrong option; Microsoft is asked nothing yet.
    """
    return calendar(account, options, credentials, clock)


def calendar(
    account: str,
    options: Mapping[str, str],
    credentials: Credentials,
    clock: Clock,
    sleep: Callable[[float], None] = time.sleep,
) -> OutlookCalendar:
    """As `open_source`, with a choice of how to wait."""
    settings = graph_options(account, options, _OPTIONS)
    api = GraphApi(settings, credentials, permission=PERMISSION, lanes=1, requests=1_500, sleep=sleep)
    return OutlookCalendar(api, clock)
