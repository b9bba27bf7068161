"""Where reading goes on: what is known of each folder, or how far a backfill came; as opaque text."""

import base64
import binascii
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from integrations.errors import Expired
from integrations.imap.uid_sets import UidSet

_VERSION = 1
_LONG = 20_000
"""Characters from which on a cursor is packed."""
_MOST = 64 * 1024 * 1024
"""Bytes that a packed cursor may unpack to."""


@dataclass(frozen=True)
class Known:
    """What was told of one folder: the messages numbered `held`, and from which number on to look."""

    validity: int
    next: int
    modseq: int
    """0 where the server keeps none."""
    held: UidSet


def write_cursor(folders: Mapping[str, Known]) -> str:
    """The cursor of changes: what is known, by the server's name of each folder."""
    known = {name: [k.validity, k.next, k.modseq, str(k.held)] for name, k in sorted(folders.items())}
    return _packed(json.dumps({"v": _VERSION, "known": known}, separators=(",", ":")))


def read_cursor(text: str) -> dict[str, Known]:
    """What `write_cursor` wrote. Raises Expired for anything else."""
    try:
        data = json.loads(_unpacked(text))
        if data["v"] != _VERSION:
            raise ValueError("another version")
        return {
            str(name): Known(int(validity), int(after), int(modseq), UidSet.parse(held))
            for name, (validity, after, modseq, held) in data["known"].items()
        }
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, zlib.error) as problem:
        raise Expired("this cursor was not written by this version of the IMAP source") from problem


@dataclass(frozen=True)
class Reached:
    """How far a backfill came: everything newer than this mail is stored, and the mail too."""

    at: int
    """Seconds since 1970."""
    folder: str
    uid: int


def write_reached(reached: Reached) -> str:
    """The cursor of a backfill."""
    return json.dumps(
        {"v": _VERSION, "reached": [reached.at, reached.folder, reached.uid]}, separators=(",", ":")
    )


def read_reached(text: str) -> Reached:
    """What `write_reached` wrote. Raises Expired for anything else."""
    try:
        data = json.loads(text)
        if data["v"] != _VERSION:
            raise ValueError("another version")
        at, folder, uid = data["reached"]
        return Reached(int(at), str(folder), int(uid))
    except (ValueError, TypeError, KeyError, RecursionError) as problem:
        raise Expired("this backfill was not begun by this version of the IMAP source") from problem


def _packed(text: str) -> str:
    if len(text) < _LONG:
        return text
    return "z" + base64.b64encode(zlib.compress(text.encode("utf-8"), 6)).decode("ascii")


def _unpacked(text: str) -> str:
    if not text.startswith("z"):
        return text
    try:
        unpacking = zlib.decompressobj()
        data = unpacking.decompress(base64.b64decode(text[1:], validate=True), _MOST)
    except binascii.Error as problem:
        raise ValueError("not packed by us") from problem
    if not unpacking.eof:
        raise ValueError("cut short or too long")
    return data.decode("utf-8")
