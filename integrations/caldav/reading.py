"""What is asked of one calendar: what it holds, what changed, and what is in its items."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin

from integrations.caldav import queries
from integrations.caldav.discovery import Calendar
from integrations.caldav.multistatus import CAL, DAV, Malformed, Multistatus, Property, Resource
from integrations.caldav.normalise import DATA, refusal, starts_at, to_change
from integrations.caldav.session import DavSession, Failed, Refused
from integrations.errors import Expired, Rejected
from integrations.guarded_http import TooLarge
from integrations.ports import Change

_MOST_ANSWERS = 10_000
_START = CAL + "start"


class NoSync(Exception):
    """This server has no sync tokens for this calendar; its listing must do."""


@dataclass(frozen=True)
class News:
    """Since a token: etags of what is new or changed, what is gone, and the token behind it."""

    changed: dict[str, str]
    gone: tuple[str, ...]
    token: str


def news_since(session: DavSession, calendar: Calendar, token: str) -> News:
    """Raises NoSync where the server knows no sync tokens, Expired where it no longer knows this one."""
    changed: dict[str, str] = {}
    gone: dict[str, None] = {}
    for _ in range(_MOST_ANSWERS):
        try:
            answer = session.report(calendar.url, queries.sync_collection(token), depth=0)
        except Refused as refused:
            if DAV + "valid-sync-token" in refused.errors or refused.status in (409, 410, 412, 507):
                raise Expired("the calendar server no longer knows where we left off") from refused
            raise NoSync from refused
        cut_short = False
        for resource in answer.resources:
            if resource.path.rstrip("/") == calendar.path.rstrip("/"):
                cut_short = cut_short or resource.status == 507
            elif not _is_item(calendar, resource):
                continue
            elif resource.status in (404, 410):
                changed.pop(resource.path, None)
                gone[resource.path] = None
            else:
                gone.pop(resource.path, None)
                changed[resource.path] = resource.etag
        if not answer.sync_token:
            raise NoSync
        if not cut_short or answer.sync_token == token:
            return News(changed, tuple(gone), answer.sync_token)
        token = answer.sync_token
    raise Expired("the calendar server never comes to an end of its changes")


def listing(session: DavSession, calendar: Calendar) -> dict[str, str]:
    """Every item of the calendar: path -> etag. Raises Rejected for one that is too large to list."""
    try:
        answer = session.propfind(calendar.url, queries.propfind(queries.ETAGS), depth=1)
    except TooLarge as failure:
        raise Rejected(
            f"the calendar {calendar.name!r} has too many meetings to list them:"
            " leave it out by naming the others in the option calendars"
        ) from failure
    return {
        resource.path: resource.etag
        for resource in answer.resources
        if _is_item(calendar, resource) and resource.status < 300
    }


def starts(session: DavSession, calendar: Calendar) -> dict[str, str]:
    """When items begin, as `starts_at` says it: path -> digits; empty where the server can't tell."""
    try:
        answer = session.report(calendar.url, queries.starts(), depth=1, shrink=_only_the_start)
    except (Refused, TooLarge, Malformed, Failed):
        return {}
    return {resource.path: resource.text(_START) for resource in answer.resources}


def contents(
    session: DavSession, calendar: Calendar, paths: Sequence[str], source: str, now: datetime
) -> dict[str, Change]:
    """These items as they are `now`; one that breaks the answer for the others is `refused` alone."""
    if not paths:
        return {}
    try:
        answer = session.report(calendar.url, queries.multiget(paths))
    except Refused as refused:
        if refused.status in (404, 410):
            return {path: Change(ref=path, gone=True) for path in paths}
        return _apart(session, calendar, paths, source, now, f"the server refuses it ({refused.status})")
    except TooLarge:
        return _apart(session, calendar, paths, source, now, "the meeting is larger than 50 MB")
    except Malformed:
        return _apart(
            session, calendar, paths, source, now, "the server's answer for it is no well-formed XML"
        )
    except Failed as failure:
        if len(paths) > 1:
            _is_well(session, calendar, failure)
        return _apart(
            session, calendar, paths, source, now, "the server has an error of its own with it (500)"
        )
    found = {resource.path: resource for resource in answer.resources}
    return {path: _as_change(path, found.get(path), calendar, source, now) for path in paths}


def _as_change(path: str, found: Resource | None, calendar: Calendar, source: str, now: datetime) -> Change:
    if found is None or found.status in (404, 410):
        return Change(ref=path, gone=True)
    if found.status >= 300 and DATA not in found.props:
        return refusal(path, found.etag, calendar, f"the server doesn't hand it out ({found.status})")
    return to_change(path, found, calendar, source, now)


def _apart(
    session: DavSession, calendar: Calendar, paths: Sequence[str], source: str, now: datetime, reason: str
) -> dict[str, Change]:
    """In halves, until the one that can't be had is alone."""
    if len(paths) > 1:
        half = len(paths) // 2
        return contents(session, calendar, paths[:half], source, now) | contents(
            session, calendar, paths[half:], source, now
        )
    path = paths[0]
    try:
        answer = session.propfind(urljoin(calendar.url, path), queries.propfind(queries.ETAGS))
    except Refused as refused:
        if refused.status in (404, 410):
            return {path: Change(ref=path, gone=True)}
        return {path: refusal(path, "", calendar, reason)}
    return {path: refusal(path, _etag(answer), calendar, reason)}


def _is_well(session: DavSession, calendar: Calendar, failure: Failed) -> None:
    """Raises when the whole server has an error, not only this question."""
    try:
        session.propfind(calendar.url, queries.propfind(("D:resourcetype",)))
    except Refused as refused:
        raise failure from refused


def _etag(answer: Multistatus) -> str:
    return answer.resources[0].etag if answer.resources else ""


def _is_item(calendar: Calendar, resource: Resource) -> bool:
    """Whether it lies right in the calendar and is no folder."""
    if not resource.path.startswith(calendar.path) or "/" in resource.path[len(calendar.path) :]:
        return False
    kind = resource.props.get(DAV + "resourcetype")
    return len(resource.path) > len(calendar.path) and (kind is None or DAV + "collection" not in kind.tags)


def _only_the_start(resource: Resource) -> None:
    data = resource.props.pop(DATA, None)
    resource.props[_START] = Property(text=starts_at(data.text) if data else "")
