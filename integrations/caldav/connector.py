"""Follows the calendars of one person on a CalDAV server: by sync tokens, or by comparing listings."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import ClassVar

from integrations.caldav import reading
from integrations.caldav.cursor import (
    Place,
    Position,
    digest,
    read_places,
    read_position,
    write_places,
    write_position,
)
from integrations.caldav.discovery import Calendar, Home, explain, find_calendars, find_homes
from integrations.caldav.multistatus import canonical_path
from integrations.caldav.reading import NoSync
from integrations.caldav.session import DavSession, Refused
from integrations.caldav.settings import Settings, read_settings
from integrations.errors import Expired
from integrations.formats.series import stretch_at
from integrations.ports import Change, Credentials, Listed, Page, Source
from records.clock import Clock

_BATCH = 50


def open_source(account: str, options: Mapping[str, str], credentials: Credentials, clock: Clock) -> Source:
    """The calendars of one mailbox; `options` as in `settings.py`. Raises Rejected for a wrong option."""
    return CaldavSource(read_settings(account, options), credentials, clock)


class CaldavSource:
    """A Source whose refs are paths on the server and whose versions are etags and the quarter.

    A server lists items without saying which of them recur, and of a series only the dates around now are
    told: so all items have a new version in each quarter, in which every cursor expires.

    A backfill goes by the latest start written in each item, which the server tells in one answer;
    where it can't, by path. A meeting that moves to another calendar is gone here and new there.
    """

    name: ClassVar[str] = "caldav"

    def __init__(
        self,
        settings: Settings,
        credentials: Credentials,
        clock: Clock,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._settings, self._clock = settings, clock
        self._session = DavSession(settings, credentials, sleep)
        self._homes: tuple[Home, ...] = ()

    def close(self) -> None:
        self._session.close()

    def begin(self) -> str:
        return write_places({c.path: self._beginning(c) for c in self._calendars()}, self._quarter())

    def changes(self, since: str) -> Iterator[Page]:
        quarter = self._quarter()
        places = read_places(since, quarter)
        calendars = self._calendars()
        if places.keys() - {calendar.path for calendar in calendars}:
            # What was in it is not known here, so that it can't be told one by one.
            raise Expired("a calendar is no longer there or no longer read")
        for calendar in calendars:
            for changes, place in self._news(calendar, places.get(calendar.path)):
                places[calendar.path] = place
                yield Page(changes=changes, cursor=write_places(places, quarter))

    def backfill(self, after: str | None) -> Iterator[Page]:
        last = read_position(after) if after else None
        waiting: list[tuple[str, str, Calendar]] = []
        etags: dict[str, str] = {}
        for calendar in self._calendars():
            starts = reading.starts(self._session, calendar)
            for path, etag in self._listing(calendar).items():
                etags[path] = etag
                start = starts.get(path, "")
                if last is None or (start, path) < (last.start, last.path):
                    waiting.append((start, path, calendar))
        waiting.sort(key=lambda each: each[:2], reverse=True)
        for at in range(0, len(waiting), _BATCH):
            batch = waiting[at : at + _BATCH]
            read = self._read([(path, calendar) for _, path, calendar in batch], etags)
            start, path, _ = batch[-1]
            yield Page(
                changes=tuple(read[path] for _, path, _ in batch),
                cursor=write_position(Position(start=start, path=path)),
                remaining=len(waiting) - at - len(batch),
            )

    def listed(self) -> Iterator[Listed]:
        quarter = self._quarter()
        for calendar in self._calendars():
            for path, etag in self._listing(calendar).items():
                yield Listed(ref=path, version=_version(etag, quarter))

    def fetch(self, refs: Sequence[str]) -> Iterator[Change]:
        if not refs:
            return
        calendars = {calendar.path: calendar for calendar in self._calendars()}
        known: list[tuple[str, Calendar]] = []
        for ref in dict.fromkeys(refs):
            calendar = calendars.get(ref.rpartition("/")[0] + "/")
            if calendar is None or canonical_path(ref) != ref:
                yield Change(ref=ref, gone=True)
            else:
                known.append((ref, calendar))
        for at in range(0, len(known), _BATCH):
            yield from self._read(known[at : at + _BATCH], {}).values()

    def _quarter(self) -> str:
        return stretch_at(self._clock.now()).stamp

    def _calendars(self) -> list[Calendar]:
        """As they are at this moment: people add, share and remove calendars."""
        self._homes = self._homes or find_homes(self._session, self._settings)
        return find_calendars(self._session, self._settings, self._homes)

    def _beginning(self, calendar: Calendar) -> Place:
        try:
            # Asked even where the token is known: some servers name one and take none.
            return Place(token=reading.news_since(self._session, calendar, calendar.token).token)
        except (NoSync, Expired):
            listing = self._listing(calendar)
            return Place(tag=calendar.tag, items={_last(p): digest(e) for p, e in listing.items()})

    def _news(self, calendar: Calendar, place: Place | None) -> Iterator[tuple[tuple[Change, ...], Place]]:
        """Changes, and where the calendar is left once they are stored."""
        if place is None:
            yield from self._all_new(calendar)
        elif place.items is None:
            try:
                yield from self._by_token(calendar, place)
            except NoSync as failure:
                raise Expired("the calendar server no longer takes sync tokens") from failure
        else:
            yield from self._by_listing(calendar, place, place.items)

    def _all_new(self, calendar: Calendar) -> Iterator[tuple[tuple[Change, ...], Place]]:
        """A calendar that was not there before."""
        try:
            yield from self._by_token(calendar, Place())
        except NoSync:
            yield from self._by_listing(calendar, Place(items={}), {})

    def _by_token(self, calendar: Calendar, place: Place) -> Iterator[tuple[tuple[Change, ...], Place]]:
        if place.token and place.token == calendar.token:
            return
        news = reading.news_since(self._session, calendar, place.token)
        behind = Place(token=news.token)
        gone = tuple(Change(ref=path, gone=True) for path in news.gone)
        paths = list(news.changed)
        # Until the last batch is stored, the old token stands: what comes then is told again.
        while len(paths) > _BATCH:
            batch, paths = paths[:_BATCH], paths[_BATCH:]
            yield tuple(self._contents(calendar, batch, news.changed).values()), place
        last = (*self._contents(calendar, paths, news.changed).values(), *gone)
        if last or behind != place:
            yield last, behind

    def _by_listing(
        self, calendar: Calendar, place: Place, items: Mapping[str, str]
    ) -> Iterator[tuple[tuple[Change, ...], Place]]:
        if place.tag and place.tag == calendar.tag:
            return
        listing = self._listing(calendar)
        held = dict(items)
        new = [path for path, etag in listing.items() if held.get(_last(path)) != digest(etag)]
        while len(new) > _BATCH:
            batch, new = new[:_BATCH], new[_BATCH:]
            read = self._contents(calendar, batch, listing)
            _note(held, read)
            yield tuple(read.values()), place.model_copy(update={"items": dict(held)})
        read = self._contents(calendar, new, listing)
        _note(held, read)
        there = {_last(path) for path in listing}
        lost = [name for name in held if name not in there]
        for name in lost:
            del held[name]
        behind = Place(tag=calendar.tag, items=held)
        gone = tuple(Change(ref=calendar.path + name, gone=True) for name in lost)
        if read or gone or behind != place:
            yield (*read.values(), *gone), behind

    def _listing(self, calendar: Calendar) -> dict[str, str]:
        try:
            return reading.listing(self._session, calendar)
        except Refused as refused:
            explain(refused, self._settings, calendar.url)

    def _contents(
        self, calendar: Calendar, paths: Sequence[str], etags: Mapping[str, str]
    ) -> dict[str, Change]:
        """The items by path; `etags` as they were listed serve where the server tells none with an item."""
        now = self._clock.now()
        read = reading.contents(self._session, calendar, paths, self.name, now)
        quarter = stretch_at(now).stamp
        for path, change in read.items():
            if not change.gone:
                version = _version(change.version or etags.get(path, ""), quarter)
                read[path] = change.model_copy(update={"version": version})
        return read

    def _read(self, items: Sequence[tuple[str, Calendar]], etags: Mapping[str, str]) -> dict[str, Change]:
        """The items by path, in as many questions as there are calendars among them."""
        by_calendar: dict[Calendar, list[str]] = {}
        for path, calendar in items:
            by_calendar.setdefault(calendar, []).append(path)
        found: dict[str, Change] = {}
        for calendar, paths in by_calendar.items():
            found |= self._contents(calendar, paths, etags)
        return found


def _note(held: dict[str, str], read: Mapping[str, Change]) -> None:
    """Keep in `held` what was read, by name and digest."""
    for path, change in read.items():
        held.pop(_last(path), None)
        if not change.gone:
            held[_last(path)] = digest(_etag(change.version))


def _version(etag: str, quarter: str) -> str:
    return f"{etag}@{quarter}"


def _etag(version: str) -> str:
    return version.rpartition("@")[0]


def _last(path: str) -> str:
    return path.rpartition("/")[2]
