"""How far each calendar was followed, as text that a connector can go on from."""

import base64
import hashlib
import json
import zlib
from collections.abc import Mapping

from pydantic import ValidationError

from integrations.errors import Expired
from records.models import Frozen

_LARGEST = 200_000_000


class Place(Frozen):
    """Where one calendar was left: at the server's sync token, or with this listing of items.

    `items` maps the last part of an item's path to a digest of its etag; None where there is a token.
    """

    token: str = ""
    tag: str = ""
    items: dict[str, str] | None = None


class _Written(Frozen):
    token: str = ""
    tag: str = ""
    items: str | None = None


class _Cursor(Frozen):
    quarter: str = ""
    calendars: dict[str, _Written]


class Position(Frozen):
    """The last item that a backfill told: its start as `starts_at` of normalise, and its path."""

    start: str
    path: str


def digest(etag: str) -> str:
    """Short, because a listing keeps one for every item."""
    return hashlib.sha256(etag.encode("utf-8", "replace")).hexdigest()[:12]


def write_places(places: Mapping[str, Place], quarter: str = "") -> str:
    """JSON; the same places in the same quarter are the same text."""
    written = {
        path: _Written(
            token=place.token,
            tag=place.tag,
            items=None if place.items is None else _packed(place.items),
        ).model_dump(exclude_defaults=True)
        for path, place in sorted(places.items())
    }
    return json.dumps({"quarter": quarter, "calendars": written})


def read_places(cursor: str, quarter: str | None = None) -> dict[str, Place]:
    """Raises Expired for text that is no cursor of ours, and for one of another quarter (None: any will do):
    no server tells that time has passed, so the series are listed and read anew."""
    try:
        found = _Cursor.model_validate_json(cursor)
        if quarter is not None and found.quarter != quarter:
            raise Expired("a new quarter has begun: other dates of recurring meetings are read now")
        return {
            path: Place(
                token=written.token,
                tag=written.tag,
                items=None if written.items is None else _unpacked(written.items),
            )
            for path, written in found.calendars.items()
        }
    except (ValidationError, ValueError, zlib.error) as failure:
        raise Expired("this position in the calendars can't be read any more") from failure


def write_position(position: Position) -> str:
    return position.model_dump_json()


def read_position(cursor: str) -> Position:
    """Raises Expired for text that is no cursor of ours."""
    try:
        return Position.model_validate_json(cursor)
    except ValidationError as failure:
        raise Expired("this position in the backfill can't be read any more") from failure


def _packed(items: Mapping[str, str]) -> str:
    return base64.b85encode(zlib.compress(json.dumps(items, sort_keys=True).encode(), 6)).decode()


def _unpacked(text: str) -> dict[str, str]:
    unpacker = zlib.decompressobj()
    raw = unpacker.decompress(base64.b85decode(text), _LARGEST)
    found = json.loads(raw)
    if not isinstance(found, dict):
        raise ValueError("no listing")
    return {str(name): str(value) for name, value in found.items()}
