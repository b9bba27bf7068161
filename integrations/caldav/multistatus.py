"""Reads a WebDAV multistatus answer piece by piece, and no document type, entity or endless text in it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote_to_bytes, urlsplit
from xml.parsers import expat

from integrations.errors import Rejected, Retry
from integrations.guarded_http import TooLarge

# expat writes a name as its namespace, a blank, and the name.
DAV = "DAV: "
CAL = "urn:ietf:params:xml:ns:caldav "
SERVER = "http://calendarserver.org/ns/ "

LARGEST_TEXT = 20_000_000
_DEEPEST = 50
_MOST_PARTS = 1000
_MOST_RESOURCES = 250_000


class Malformed(Retry):
    """The answer is no well-formed XML, or none of WebDAV."""

    def __init__(self) -> None:
        super().__init__("the server's answer can't be read: it is no well-formed XML", 300)


@dataclass(slots=True)
class Property:
    """One property: its text if it is only text, else what it is made of."""

    text: str = ""
    tags: list[str] = field(default_factory=list)
    hrefs: list[str] = field(default_factory=list)
    """As the server wrote them: paths or URLs."""
    names: list[str] = field(default_factory=list)
    """The `name` attributes of its parts."""
    too_long: bool = False


@dataclass(slots=True)
class Resource:
    """One response: `path` in one canonical spelling, `status` 404 for what is gone."""

    path: str = ""
    status: int = 200
    props: dict[str, Property] = field(default_factory=dict)

    def text(self, name: str) -> str:
        found = self.props.get(name)
        return found.text.strip() if found else ""

    @property
    def etag(self) -> str:
        return self.text(DAV + "getetag")


@dataclass(slots=True)
class Multistatus:
    """A whole answer; `errors` are the preconditions that a DAV:error names."""

    url: str = ""
    resources: list[Resource] = field(default_factory=list)
    sync_token: str = ""
    errors: set[str] = field(default_factory=set)
    root: str = ""


def canonical_path(href: str) -> str:
    """The path of an href, always spelled the same: servers write @ or %40 as they like."""
    try:
        path = urlsplit(href.strip()).path
    except ValueError:
        return ""
    return "/".join(quote(unquote_to_bytes(part), safe="@:!$&'()*+,;=~") for part in path.split("/"))


def read_multistatus(
    pieces: Iterable[bytes], url: str = "", shrink: Callable[[Resource], None] | None = None
) -> Multistatus:
    """`shrink` may drop from each resource what isn't needed, before the next one is read.

    Raises Malformed, TooLarge, and Rejected for an answer that declares a document type.
    """
    reader = _Reader(Multistatus(url=url), shrink)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _no_document_type
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    try:
        for piece in pieces:
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, UnicodeError, LookupError) as failure:
        raise Malformed() from failure
    return reader.answer


def _no_document_type(name: str, *_: Any) -> None:
    if name.lower() == "html":
        raise Rejected("the server answers with a web page: this is not the address of a calendar server")
    raise Rejected("the server's answer declares a document type, which could be a trap; it was not read")


class _Reader:
    def __init__(self, answer: Multistatus, shrink: Callable[[Resource], None] | None) -> None:
        self.answer = answer
        self._shrink = shrink
        self._open: list[str] = []
        self._text: list[str] = []
        self._length = 0
        self._resource: Resource | None = None
        self._own_status = 0
        self._good: dict[str, Property] = {}
        self._propstat: dict[str, Property] | None = None
        self._propstat_status = 200
        self._worst = 0
        self._property: Property | None = None
        self._property_depth = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        parent = self._open[-1] if self._open else ""
        self._open.append(tag)
        if len(self._open) > _DEEPEST:
            raise Malformed()
        self._text.clear()
        self._length = 0
        if len(self._open) == 1:
            self.answer.root = tag
        elif self._property is not None:
            if len(self._property.tags) < _MOST_PARTS:
                self._property.tags.append(tag)
                if "name" in attributes:
                    self._property.names.append(attributes["name"][:200])
        elif parent == DAV + "error" and len(self._open) == 2:
            self.answer.errors.add(tag)
        elif tag == DAV + "response" and len(self._open) == 2:
            self._resource, self._own_status, self._worst, self._good = Resource(), 0, 0, {}
        elif self._resource is not None and tag == DAV + "propstat":
            self._propstat, self._propstat_status = {}, 200
        elif self._propstat is not None and parent == DAV + "prop":
            self._property = Property()
            self._property_depth = len(self._open)
            if len(self._propstat) < _MOST_PARTS:
                self._propstat[tag] = self._property

    def characters(self, text: str) -> None:
        self._length += len(text)
        if self._length <= LARGEST_TEXT:
            self._text.append(text)

    def end(self, tag: str) -> None:
        depth = len(self._open)
        self._open.pop()
        text = "".join(self._text)
        too_long = self._length > LARGEST_TEXT
        self._text.clear()
        self._length = 0
        if self._property is not None:
            if depth == self._property_depth:
                if not self._property.tags:
                    self._property.text, self._property.too_long = ("" if too_long else text), too_long
                self._property = None
            elif tag == DAV + "href" and len(self._property.hrefs) < _MOST_PARTS:
                self._property.hrefs.append(text.strip()[:2000])
        elif self._resource is not None:
            self._end_inside(tag, text.strip(), depth)
        elif tag == DAV + "sync-token" and depth == 2:
            self.answer.sync_token = text.strip()

    def _end_inside(self, tag: str, text: str, depth: int) -> None:
        assert self._resource is not None
        if tag == DAV + "status":
            if self._propstat is not None:
                self._propstat_status = _code(text)
            else:
                self._own_status = _code(text)
        elif tag == DAV + "href" and depth == 3:
            self._resource.path = canonical_path(text)
        elif tag == DAV + "propstat" and self._propstat is not None:
            if 200 <= self._propstat_status < 300:
                self._good.update(self._propstat)
            else:
                self._worst = max(self._worst, self._propstat_status)
            self._propstat = None
        elif tag == DAV + "response":
            self._resource.props = self._good
            self._resource.status = self._own_status or (self._worst if not self._good else 0) or 200
            if self._shrink is not None:
                self._shrink(self._resource)
            if len(self.answer.resources) >= _MOST_RESOURCES:
                raise TooLarge(f"the server's answer has more than {_MOST_RESOURCES:,} parts")
            self.answer.resources.append(self._resource)
            self._resource = None


def _code(line: str) -> int:
    """The number in "HTTP/1.1 404 Not Found"; 500 where there is none."""
    parts = line.split(None, 2)
    return int(parts[1]) if len(parts) > 1 and parts[1].isdigit() and len(parts[1]) == 3 else 500
