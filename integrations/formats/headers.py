"""Mail headers as they really come: sections, encoded words, parameters, dates."""

import base64
import binascii
import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz
from urllib.parse import unquote_to_bytes

from integrations.formats.charsets import decode, one_line
from integrations.formats.mime_limits import check_headers

_WORD = re.compile(r"=\?([A-Za-z0-9_.:+()\-]{1,60}(?:\*[A-Za-z0-9-]{1,20})?)\?([bBqQ])\?([^?\n]{0,4000})\?=")
# Some senders leave "?" unescaped inside; only tried when the strict form found nothing.
_LOOSE_WORD = re.compile(r"=\?([A-Za-z0-9_.:+()\-]{1,60})\?([bBqQ])\?([^\n]{0,1000}?)\?=(?=\s|$)")
_Q = re.compile(rb"=([0-9A-Fa-f]{2})")
_PARAM = re.compile(r";\s*([^\s=;\"]{1,80})\s*=\s*(\"(?:[^\"\\]|\\.)*+\"|[^;]*)")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")
_MESSAGE_ID = re.compile(r"<\s*([^<>\s]{1,900})\s*>")
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:\.\d{1,6})?\s?(?:Z|[+-]\d\d:?\d\d)?")
_ZONES = {"CET": 60, "MEZ": 60, "CEST": 120, "MESZ": 120, "BST": 60, "WEST": 60, "EET": 120, "EEST": 180}
_ZONES |= {"IST": 330, "JST": 540, "KST": 540, "AEST": 600, "AEDT": 660, "NZST": 720, "NZDT": 780, "MSK": 180}
_MONTHS = {"mär": "Mar", "mrz": "Mar", "mai": "May", "okt": "Oct", "dez": "Dec", "févr": "Feb", "avr": "Apr"}
_MONTHS |= {
    "juin": "Jun",
    "juil": "Jul",
    "août": "Aug",
    "déc": "Dec",
    "ene": "Jan",
    "abr": "Apr",
    "ago": "Aug",
}
_MONTHS |= {"dic": "Dec", "maj": "May", "mei": "May"}
_FOREIGN_MONTH = re.compile(r"\b(" + "|".join(_MONTHS) + r")[a-zéûä]{0,6}\b\.?", re.IGNORECASE)


class Headers:
    """One header section; names are lower case, values raw text, unfolded."""

    __slots__ = ("_values",)

    def __init__(self, section: bytes) -> None:
        check_headers(section)
        values: dict[bytes, list[bytes]] = {}
        for line in section.replace(b"\n ", b" ").replace(b"\n\t", b" ").split(b"\n"):
            name, colon, value = line.partition(b":")
            name = name.rstrip().lower()
            if colon and name and b" " not in name:
                values.setdefault(name, []).append(value.strip())
        self._values = values

    def __contains__(self, name: str) -> bool:
        return name.encode() in self._values

    def all(self, name: str) -> list[str]:
        """Every value of that name, in order."""
        return [_raw_text(value) for value in self._values.get(name.encode(), ())]

    def first(self, name: str) -> str:
        """The first value of that name that isn't empty, or ""."""
        for value in self._values.get(name.encode(), ()):
            if value:
                return _raw_text(value)
        return ""


def _raw_text(value: bytes) -> str:
    if value.isascii() and b"\x1b" not in value:
        return value.decode("ascii")
    return decode(value, None)[0]


def _base64(payload: bytes) -> bytes:
    cleaned = _NOT_BASE64.sub(b"", payload)
    if len(cleaned) % 4 == 1:
        cleaned = cleaned[:-1]
    try:
        return base64.b64decode(cleaned + b"=" * (-len(cleaned) % 4))
    except (binascii.Error, ValueError):
        return b""


def decode_words(value: str) -> str:
    """A header value with its RFC 2047 words decoded; broken ones stay as they are."""
    if "=?" not in value:
        return value
    matches = list(_WORD.finditer(value)) or list(_LOOSE_WORD.finditer(value))
    out: list[str] = []
    at = 0
    pending: list[bytes] = []
    charset = ""
    for match in matches:
        between = value[at : match.start()]
        name = match[1].partition("*")[0].lower()
        if match[2] in "bB":
            data = _base64(match[3].encode("ascii", "ignore"))
        else:
            raw = match[3].encode("utf-8", "replace").replace(b"_", b" ")
            data = _Q.sub(lambda hit: bytes((int(hit[1], 16),)), raw)
        adjacent = bool(pending) and not between.strip()
        if not adjacent or name != charset:
            # Same charset side by side: joined first, since a character may be cut in two.
            if pending:
                out.append(decode(b"".join(pending), charset)[0])
                pending = []
            if not adjacent:
                out.append(between)
        pending.append(data)
        charset = name
        at = match.end()
    if pending:
        out.append(decode(b"".join(pending), charset)[0])
    out.append(value[at:])
    return "".join(out)


def parameters(value: str) -> tuple[str, dict[str, str]]:
    """`text/plain; charset=x` -> ("text/plain", {"charset": "x"}), with RFC 2231 pieces joined."""
    main, semicolon, _ = value.partition(";")
    main = main.strip().strip('"').lower()
    if not semicolon:
        return main, {}
    plain: dict[str, str] = {}
    pieces: dict[str, list[tuple[int, bool, str]]] = {}
    for match in _PARAM.finditer(value, 0, 16_000):
        name, raw = match[1].lower(), match[2].strip()
        if len(raw) >= 2 and raw[0] == '"' and raw[-1] == '"':
            raw = raw[1:-1].replace('\\"', '"').replace("\\\\", "\\")
        elif raw.startswith('"'):
            raw = raw[1:]
        if "*" in name:
            base, _, tail = name.partition("*")
            number = tail.rstrip("*")
            order = int(number) if number.isdecimal() and len(number) < 5 else 0
            pieces.setdefault(base, []).append((order, tail == "" or tail.endswith("*"), raw))
        else:
            plain.setdefault(name, raw)
    for base, found in pieces.items():
        found.sort(key=lambda piece: piece[0])
        charset = ""
        data = b""
        for index, (_, encoded, raw) in enumerate(found):
            if encoded and index == 0 and raw.count("'") >= 2:
                charset, _, raw = raw.split("'", 2)
            data += unquote_to_bytes(raw) if encoded else raw.encode("utf-8", "replace")
        plain[base] = decode(data, charset or None)[0]
    return main, plain


def file_name(disposition: dict[str, str], content_type: dict[str, str]) -> str:
    """The attachment's name without folders, or ""."""
    raw = disposition.get("filename") or content_type.get("name") or ""
    name = one_line(decode_words(raw)).replace("\\", "/").rpartition("/")[2].strip()
    return name[:200]


def message_ids(value: str) -> list[str]:
    """The ids in a Message-ID, References or In-Reply-To header, without angle brackets."""
    found = [match[1] for match in _MESSAGE_ID.finditer(value[:100_000])]
    if not found:
        found = [word.strip("<>,;\"'") for word in value[:10_000].split() if "@" in word]
    return [one_line(each) for each in found if each]


def parse_date(value: str) -> datetime | None:
    """A Date header with the sender's own offset (UTC where none is given), or None."""
    value = value.strip()[:200]
    if not value:
        return None
    if match := _ISO_DATE.search(value):
        text = match[0].replace(" ", "T", 1).replace(" ", "")
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            return None
        return at if at.tzinfo else at.replace(tzinfo=UTC)
    try:
        parsed = parsedate_tz(value)
        if parsed is None and (named := _FOREIGN_MONTH.search(value)):
            english = _MONTHS[named[1].lower()]
            rest = value[: named.start()] + english + value[named.end() :]
            parsed = parsedate_tz(rest.partition(",")[2] or rest)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    if parsed is None:
        return None
    try:
        seconds = parsed[9]
        if not seconds:
            name = value.rpartition(" ")[2].strip("()")
            seconds = _ZONES.get(name, 0) * 60 if "+0000" not in value else 0
        zone = timezone(timedelta(seconds=round(seconds / 60) * 60))
        return datetime(*parsed[:5], min(parsed[5], 59), tzinfo=zone)
    except (ValueError, OverflowError, TypeError):
        return None
