"""A CalDAV server whose every answer a test writes: for what no good server would ever say."""

from collections.abc import Callable, Mapping
from xml.sax.saxutils import escape

from tests.doubles.faulty_proxy import Answer, Asked, FaultyProxy

XML = {"Content-Type": "application/xml; charset=utf-8"}
HOME = "/dav/mara/"
CALENDAR = HOME + "work/"
SPACES = 'xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:S="http://calendarserver.org/ns/"'


def multistatus(*responses: str, token: str = "") -> bytes:
    end = f"<sync-token>{token}</sync-token>" if token else ""
    return f'<?xml version="1.0"?><multistatus {SPACES}>{"".join(responses)}{end}</multistatus>'.encode()


def response(path: str, props: str, status: str = "200 OK") -> str:
    return (
        f"<response><href>{escape(path)}</href><propstat><prop>{props}</prop>"
        f"<status>HTTP/1.1 {status}</status></propstat></response>"
    )


def missing(path: str, status: str = "404 Not Found") -> str:
    return f"<response><href>{escape(path)}</href><status>HTTP/1.1 {status}</status></response>"


def calendar(path: str = CALENDAR, name: str = "Work", token: str = "t1", more: str = "") -> str:
    return response(
        path,
        f"<resourcetype><collection/><C:calendar/>{more}</resourcetype><displayname>{name}</displayname>"
        + (f"<sync-token>{token}</sync-token>" if token else ""),
    )


def content(path: str, ics: str, etag: str = '"1"') -> str:
    return response(path, f"<getetag>{etag}</getetag><C:calendar-data>{escape(ics)}</C:calendar-data>")


def etag(path: str, value: str = '"1"') -> str:
    return response(path, f"<getetag>{value}</getetag><resourcetype/>")


class DavServer:
    """One person with one calendar of `items` (name -> ics); `say` overrides the answer to a report or listing.

    Kinds of questions: where, home, calendars, listing, starts, sync, multiget.
    """

    def __init__(self) -> None:
        self.items: dict[str, str] = {}
        self.calendars = [calendar()]
        self.says: dict[str, Callable[[Asked], Answer | None]] = {}
        self.asked: list[tuple[str, Asked]] = []
        self._proxy = FaultyProxy("http://127.0.0.1:9")
        self._proxy.answer = self._answer

    @property
    def url(self) -> str:
        return self._proxy.url

    def say(self, kind: str, body: bytes, status: int = 207, headers: Mapping[str, str] = XML) -> None:
        self.says[kind] = lambda _: Answer(status, body, headers)

    def close(self) -> None:
        self._proxy.close()

    def kinds(self) -> list[str]:
        return [kind for kind, _ in self.asked]

    def _answer(self, asked: Asked) -> Answer:
        kind = _kind(asked)
        self.asked.append((kind, asked))
        own = self.says[kind](asked) if kind in self.says else None
        return own or Answer(207, self._usual(kind, asked), XML)

    def _usual(self, kind: str, asked: Asked) -> bytes:
        if kind == "where":
            home = f"<C:calendar-home-set><href>{HOME}</href></C:calendar-home-set>"
            return multistatus(response(asked.path, "<resourcetype><collection/></resourcetype>" + home))
        if kind == "calendars":
            return multistatus(response(HOME, "<resourcetype><collection/></resourcetype>"), *self.calendars)
        if kind == "listing":
            return multistatus(*(etag(CALENDAR + name) for name in self.items))
        if kind == "sync":
            return multistatus(*(etag(CALENDAR + name) for name in self.items), token="t2")
        if kind == "starts":
            return multistatus(*(content(CALENDAR + name, ics) for name, ics in self.items.items()))
        wanted = [n for n in self.items if f"<D:href>{CALENDAR}{n}</D:href>".encode() in asked.body]
        return multistatus(*(content(CALENDAR + name, self.items[name]) for name in wanted))


def _kind(asked: Asked) -> str:
    if asked.method == "PROPFIND":
        if b"calendar-home-set" in asked.body:
            return "where"
        return "calendars" if b"getctag" in asked.body else "listing"
    for kind, mark in (("sync", b"sync-collection"), ("multiget", b"calendar-multiget")):
        if mark in asked.body:
            return kind
    return "starts"
