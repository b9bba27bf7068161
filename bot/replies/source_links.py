"""Links to a source that has none of its own: below our public address, telling nothing but an id."""

import re
from collections.abc import Callable
from urllib.parse import SplitResult, urlsplit

PATH = "/source/"
_ID = re.compile(r"[A-Za-z0-9_-]{1,80}")
_PORTS = {"https": 443, "http": 80}

SourceLink = Callable[[str], str | None]
"""An event's id -> where it is linked to; None where nobody can reach us."""


def source_link(public_url: str, event_id: str) -> str | None:
    """None for what is no id of ours."""
    return f"{public_url.rstrip('/')}{PATH}{event_id}" if _ID.fullmatch(event_id) else None


def event_of(url: str, public_url: str) -> str | None:
    """The event that one of our links is about; None for every other address. The link says nothing of whether
    there is such an event, and what stands behind the id is not looked at."""
    found, ours = _parts(url), _parts(public_url.rstrip("/"))
    if found is None or ours is None or _origin(found) != _origin(ours):
        return None
    before, slash, name = found.path.rpartition("/")
    return name if before + slash == ours.path + PATH and _ID.fullmatch(name) else None


def _parts(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises for what is none
    except ValueError:
        return None
    return parts if parts.scheme in _PORTS and parts.hostname and "@" not in parts.netloc else None


def _origin(parts: SplitResult) -> tuple[str, str | None, int]:
    return parts.scheme, parts.hostname, parts.port or _PORTS[parts.scheme]
