"""Finds the calendars that are read, from the address of a server, a person or a calendar."""

import re
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from integrations.caldav import queries
from integrations.caldav.multistatus import CAL, DAV, SERVER, Multistatus, Resource, canonical_path
from integrations.caldav.session import DavSession, Refused
from integrations.caldav.settings import Settings
from integrations.errors import Reauth, Rejected

_MOST_HOMES = 10
_MOST_CALENDARS = 1000
_TZID = re.compile(r"^(?:TZID|X-WR-TIMEZONE)[^:\n]*:([A-Za-z0-9_+/-]{1,100})\s*$", re.MULTILINE)
_NOT_READ = frozenset([SERVER + "subscribed", "http://nextcloud.com/ns deleted-calendar"])


@dataclass(frozen=True)
class Calendar:
    """One calendar: `path` ends in a slash; `token` and `tag` are what it stands at, "" if unknown."""

    url: str
    path: str
    name: str
    token: str = ""
    tag: str = ""
    zone: str = ""
    """The clock of floating times."""


@dataclass(frozen=True)
class Home:
    """Where calendars are: `depth` 1 for a collection of them, 0 for one calendar itself."""

    url: str
    depth: int = 1


def find_homes(session: DavSession, settings: Settings) -> tuple[Home, ...]:
    """Where this person's calendars are.

    Raises Rejected where there is no calendar server, or as a Source does.
    """
    tried = [settings.url]
    if canonical_path(settings.url) in ("", "/"):
        tried.append(urljoin(settings.url, "/.well-known/caldav"))
    problem: Refused | Rejected | None = None
    fallback = ""
    for url in tried:
        try:
            answer = session.propfind(url, queries.propfind(queries.WHERE))
        except (Refused, Rejected) as refused:
            problem = problem or refused
            continue
        here = _itself(answer)
        if _is_calendar(here):
            return (Home(answer.url, depth=0),)
        if homes := _homes(session, settings, answer, here):
            return tuple(Home(home) for home in homes[:_MOST_HOMES])
        fallback = fallback or answer.url
    if fallback:
        return (Home(fallback),)
    if isinstance(problem, Refused):
        explain(problem, settings, settings.url)
    raise problem or Rejected("there is no calendar server")


def find_calendars(session: DavSession, settings: Settings, homes: tuple[Home, ...]) -> list[Calendar]:
    """The calendars that are read, by path. Raises Rejected for one that is named and not there."""
    found: dict[str, tuple[Calendar, bool]] = {}
    for home in homes:
        try:
            answer = session.propfind(home.url, queries.propfind(queries.CALENDAR), depth=home.depth)
        except Refused as refused:
            explain(refused, settings, home.url)
        for resource in answer.resources[:_MOST_CALENDARS]:
            if _is_calendar(resource) and resource.status < 300:
                calendar = _calendar(answer.url, resource)
                found[calendar.path] = (calendar, _is_read(resource))
    if not settings.calendars:
        return [calendar for _, (calendar, read) in sorted(found.items()) if read]
    chosen: dict[str, Calendar] = {}
    for wanted in settings.calendars:
        matches = [c for c, _ in found.values() if _is_meant(c, wanted)]
        if not matches:
            raise Rejected(
                f"there is no calendar {wanted[:100]!r} on {settings.host}: check the option calendars"
            )
        chosen |= {c.path: c for c in matches}
    return [chosen[path] for path in sorted(chosen)]


def explain(refused: Refused, settings: Settings, url: str) -> NoReturn:
    """Raises what a 4xx for this URL means for the people who set it up."""
    host, path = settings.host, canonical_path(url)[:200] or "/"
    if refused.status == 403 and settings.oauth:
        raise Reauth(
            f"{host} doesn't let us read the calendars of {settings.user} (403):"
            " connect it again and allow reading calendars"
        ) from refused
    if refused.status == 403:
        raise Rejected(
            f"{host} doesn't let {settings.user} read {path} (403): check the url and who may read it"
        ) from refused
    if refused.status in (404, 410):
        raise Rejected(f"there is nothing at {path} on {host} ({refused.status}): check the url") from refused
    raise Rejected(
        f"{host} doesn't answer as a calendar server does ({refused.status}): check the url"
    ) from refused


def _homes(session: DavSession, settings: Settings, answer: Multistatus, here: Resource) -> list[str]:
    """The homes that are named here, or by the person who is named here."""
    homes = _hrefs(answer, here, CAL + "calendar-home-set")
    if homes:
        return homes
    for principal in _hrefs(answer, here, DAV + "current-user-principal")[:1]:
        try:
            found = session.propfind(principal, queries.propfind(queries.WHERE))
        except Refused as refused:
            explain(refused, settings, principal)
        return _hrefs(found, _itself(found), CAL + "calendar-home-set") or [principal]
    return []


def _itself(answer: Multistatus) -> Resource:
    """The resource that was asked about, among those that answer."""
    path = canonical_path(answer.url).rstrip("/")
    for resource in answer.resources:
        if resource.path.rstrip("/") == path:
            return resource
    return answer.resources[0] if answer.resources else Resource()


def _hrefs(answer: Multistatus, resource: Resource, name: str) -> list[str]:
    prop = resource.props.get(name)
    return [urljoin(answer.url, href) for href in prop.hrefs if href] if prop else []


def _is_calendar(resource: Resource) -> bool:
    kind = resource.props.get(DAV + "resourcetype")
    return kind is not None and CAL + "calendar" in kind.tags


def _is_read(resource: Resource) -> bool:
    """Whether it holds events of its own that we may read; servers that don't say so are taken to."""
    components = resource.props.get(CAL + "supported-calendar-component-set")
    names = {name.upper() for name in components.names} if components else set()
    granted = resource.props.get(DAV + "current-user-privilege-set")
    rights = set(granted.tags) if granted else set()
    return (
        (not names or "VEVENT" in names)
        # Of a colleague's calendar often only the busy times are shared.
        and (not rights or bool(rights & {DAV + "read", DAV + "all"}))
        and not set(resource.props[DAV + "resourcetype"].tags) & _NOT_READ
    )


def _calendar(base: str, resource: Resource) -> Calendar:
    path = resource.path.rstrip("/") + "/"
    last = path.rstrip("/").rpartition("/")[2]
    return Calendar(
        url=urljoin(base, path),
        path=path,
        name=" ".join(resource.text(DAV + "displayname").split())[:200] or last[:200],
        token=resource.text(DAV + "sync-token"),
        tag=resource.text(SERVER + "getctag"),
        zone=_zone(resource.text(CAL + "calendar-timezone")),
    )


def _zone(text: str) -> str:
    """The name of a zone that is known here, out of a VTIMEZONE; "" if there is none."""
    named = _TZID.search(text.replace("\r", ""))
    try:
        return ZoneInfo(named[1]).key if named else ""
    except (KeyError, ValueError, OSError):
        return ""


def _is_meant(calendar: Calendar, wanted: str) -> bool:
    if wanted.startswith(("/", "https://", "http://")):
        return canonical_path(wanted).rstrip("/") == calendar.path.rstrip("/")
    return calendar.name.casefold() == " ".join(wanted.split()).casefold()
