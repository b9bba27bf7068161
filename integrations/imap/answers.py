"""Reads what an IMAP server answers: folders, states, message numbers and dates."""

import calendar
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from integrations.imap.folders import Folder
from integrations.imap.uid_sets import UidSet

_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
_DATE = re.compile(
    rb'\bINTERNALDATE "([ \d]\d)-([A-Z][a-z]{2})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)"'
)
_MONTHS = {name.encode(): n for n, name in enumerate(calendar.month_abbr)}
_RANGES = re.compile(rb"\bALL ([\d:,]+)")
_VANISHED = re.compile(rb"(?:\(EARLIER\) )?([\d:,]+)\Z")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\uffff]")


@dataclass(frozen=True)
class Selected:
    """A folder at the moment it was opened."""

    exists: int
    next: int
    validity: int
    modseq: int


@dataclass(frozen=True)
class Meta:
    """A message without its words."""

    uid: int
    at: int
    """When it arrived, in seconds since 1970; 0 if the server can't tell."""
    size: int

    @property
    def arrived(self) -> datetime | None:
        return datetime.fromtimestamp(self.at, UTC) if self.at else None


def told(client: Any, kind: str, ask: Callable[[], tuple[str, list[Any]]]) -> list[Any]:
    """The untagged answers of one kind to one command; what came unasked before is thrown away.

    Raises the library's error when the server says no.
    """
    imap = client._imap
    imap.untagged_responses.pop(kind, None)
    status, data = ask()
    if status != "OK":
        raise imap.error(str(data[-1:]))
    left = imap.untagged_responses.pop(kind, None)
    return [one for one in (left if left is not None else data) if one is not None]


def folders_of(listed: Iterable[Any], statuses: Iterable[Any]) -> list[Folder]:
    """The folders of LIST lines, with what STATUS lines say of them; a line that makes no sense is left out."""
    states = dict(_statuses(statuses))
    found: dict[str, Folder] = {}
    for line in _logical(listed):
        tokens = _parsed(line)
        if len(tokens) < 3 or not isinstance(tokens[0], tuple):
            continue
        raw = _raw_name(tokens[2])
        if raw is None:
            continue
        flags = frozenset(f.decode("ascii", "replace").lower() for f in tokens[0] if isinstance(f, bytes))
        found[raw] = Folder(raw, _shown(raw, tokens[1]), flags, states.get(raw, {}))
    return list(found.values())


def metas_of(lines: Iterable[Any]) -> list[Meta]:
    """Number, date and size from FETCH lines, in whatever order they came."""
    found: dict[int, Meta] = {}
    for line in lines:
        if not isinstance(line, bytes):
            continue
        uid, size = _UID.search(line), _SIZE.search(line)
        if uid and size:
            number = int(uid[1])
            found[number] = Meta(number, _seconds(line), int(size[1]))
    return list(found.values())


def numbers_of(lines: Iterable[bytes], compressed: bool) -> UidSet:
    """Message numbers from SEARCH lines, or from ESEARCH lines where they are `compressed`."""
    found = UidSet()
    for line in lines:
        if compressed:
            ranges = _RANGES.search(line)
            found |= UidSet.parse(ranges[1].decode()) if ranges else UidSet()
        else:
            found |= UidSet.of(int(n) for n in line.split() if n.isdigit())
    return found


def vanished_of(lines: Iterable[bytes]) -> UidSet:
    """Message numbers from VANISHED lines."""
    found = UidSet()
    for line in lines:
        if ranges := _VANISHED.match(line):
            found |= UidSet.parse(ranges[1].decode())
    return found


def _seconds(line: bytes) -> int:
    date = _DATE.search(line)
    if date is None or date[2] not in _MONTHS:
        return 0
    day, year, hour, minute, second = (int(date[n]) for n in (1, 3, 4, 5, 6))
    at = calendar.timegm((year, _MONTHS[date[2]], day, hour, minute, second))
    offset = int(date[8]) * 3600 + int(date[9]) * 60
    return max(0, at + offset if date[7] == b"-" else at - offset)


def _logical(data: Iterable[Any]) -> Iterator[list[Any]]:
    """Lines put together again that the library cut at their literals."""
    line: list[Any] = []
    for piece in data:
        line.append(piece)
        if not isinstance(piece, tuple):
            yield line
            line = []
    if line:
        yield line


def _parsed(line: list[Any]) -> tuple[Any, ...]:
    from imapclient.response_parser import parse_response

    try:
        return tuple(parse_response(line))
    except (ValueError, RecursionError):
        return ()
    except Exception as problem:
        if type(problem).__name__ == "ProtocolError":
            return ()
        raise


def _statuses(lines: Iterable[Any]) -> Iterator[tuple[str, dict[str, int]]]:
    for line in _logical(lines):
        tokens = _parsed(line)
        if len(tokens) < 2 or not isinstance(tokens[-1], tuple):
            continue
        raw, items = _raw_name(tokens[0]), tokens[-1]
        if raw is not None:
            pairs = zip(items[::2], items[1::2], strict=False)
            yield (
                raw,
                {k.decode().lower(): v for k, v in pairs if isinstance(k, bytes) and isinstance(v, int)},
            )


def _raw_name(token: Any) -> str | None:
    """The server's name of a folder; None where it has bytes that no name may have."""
    if token is None:
        return "NIL"
    name = token.decode("latin-1") if isinstance(token, bytes) else str(token)
    if not name or _CONTROL.search(name):
        return None
    return "INBOX" if name.upper() == "INBOX" else name


def _shown(raw: str, delimiter: Any) -> str:
    from imapclient.imap_utf7 import decode

    try:
        name = str(decode(raw.encode("ascii")))
    except ValueError:
        name = raw
    separator = delimiter.decode("latin-1") if isinstance(delimiter, bytes) else ""
    return name.replace(separator, "/") if separator else name
