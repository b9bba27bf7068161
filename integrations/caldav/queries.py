"""The XML that is asked of a CalDAV server."""

from collections.abc import Iterable
from xml.sax.saxutils import escape

_HEAD = '<?xml version="1.0" encoding="utf-8"?>'
_SPACES = 'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:S="http://calendarserver.org/ns/"'

WHERE = ("D:resourcetype", "D:displayname", "D:current-user-principal", "C:calendar-home-set")
CALENDAR = (
    "D:resourcetype",
    "D:displayname",
    "D:sync-token",
    "S:getctag",
    "C:supported-calendar-component-set",
    "C:calendar-timezone",
    "D:current-user-privilege-set",
)
ETAGS = ("D:getetag", "D:resourcetype")


def propfind(properties: Iterable[str]) -> str:
    """Ask for these properties."""
    wanted = "".join(f"<{name}/>" for name in properties)
    return f"{_HEAD}<D:propfind {_SPACES}><D:prop>{wanted}</D:prop></D:propfind>"


def sync_collection(token: str) -> str:
    """Ask what changed since the token (RFC 6578); everything if it is empty."""
    return (
        f"{_HEAD}<D:sync-collection {_SPACES}><D:sync-token>{escape(token)}</D:sync-token>"
        "<D:sync-level>1</D:sync-level><D:prop><D:getetag/><D:resourcetype/></D:prop></D:sync-collection>"
    )


def multiget(paths: Iterable[str]) -> str:
    """Ask for the content of these items."""
    hrefs = "".join(f"<D:href>{escape(path)}</D:href>" for path in paths)
    return (
        f"{_HEAD}<C:calendar-multiget {_SPACES}>"
        f"<D:prop><D:getetag/><C:calendar-data/></D:prop>{hrefs}</C:calendar-multiget>"
    )


def starts() -> str:
    """Ask when each meeting begins; servers that know no partial content send the whole of it."""
    return (
        f"{_HEAD}<C:calendar-query {_SPACES}><D:prop><D:getetag/><C:calendar-data>"
        '<C:comp name="VCALENDAR"><C:prop name="VERSION"/><C:comp name="VEVENT">'
        '<C:prop name="UID"/><C:prop name="DTSTART"/><C:prop name="RECURRENCE-ID"/>'
        "</C:comp></C:comp></C:calendar-data></D:prop>"
        '<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT"/></C:comp-filter></C:filter>'
        "</C:calendar-query>"
    )
