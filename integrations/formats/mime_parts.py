"""The tree of parts in a mail: found by scanning for boundaries, without recursion and within caps."""

import binascii
import hashlib
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from integrations.formats.headers import Headers, file_name, parameters
from integrations.formats.mime_limits import Budget, check_size

_CHUNK = 1 << 20
_GUESSED_BOUNDARY = re.compile(
    rb"^(--[^\s]{4,200})[ \t]*\ncontent-[a-z-]{4,30}:", re.IGNORECASE | re.MULTILINE
)
_WHITESPACE = b"\n\r \t"


@dataclass(slots=True)
class Part:
    """One node; `start:end` is its body in the mail's bytes. Attached mails are never opened."""

    headers: Headers
    media_type: str
    params: dict[str, str]
    start: int
    end: int
    disposition: str = ""
    name: str = ""
    encoding: str = ""
    children: list["Part"] = field(default_factory=list)


def clean_line_ends(raw: bytes) -> bytes:
    """The mail with "\\n" line ends, so that every later step knows only one kind."""
    if b"\r" not in raw:
        return raw
    if b"\n" not in raw:
        return raw.replace(b"\r", b"\n")
    return raw.replace(b"\r\n", b"\n")


def parse(mail: bytes) -> Part:
    """The root part of a mail with "\\n" line ends. Raises Skip past a cap."""
    check_size(len(mail))
    budget = Budget()
    root = _part(mail, 0, len(mail), "text/plain")
    # (part, depth, inside an attached mail): attached mails are measured, but not kept.
    todo = [(root, 0, False)]
    while todo:
        part, depth, attached = todo.pop()
        budget.part(depth)
        if part.media_type.startswith("multipart/"):
            default = "message/rfc822" if part.media_type == "multipart/digest" else "text/plain"
            children = [_part(mail, i, j, default) for i, j in _slices(mail, part, budget)]
            if not attached:
                part.children = children
            todo.extend((child, depth + 1, attached) for child in reversed(children))
        elif part.media_type == "message/rfc822" and part.encoding in ("", "7bit", "8bit", "binary"):
            todo.append((_part(mail, part.start, part.end, "text/plain"), depth + 1, True))
    return root


def _part(mail: bytes, start: int, end: int, default: str) -> Part:
    if mail.startswith(b"\n", start, end):
        headers, body = Headers(b""), start + 1
    else:
        blank = mail.find(b"\n\n", start, end)
        if blank < 0:
            headers, body = Headers(mail[start:end]), end
        else:
            headers, body = Headers(mail[start:blank]), blank + 2
    media_type, params = parameters(headers.first("content-type"))
    if "/" not in media_type:
        media_type = "text/plain" if media_type in ("text", "plain") else default
    if media_type.startswith("multipart/") and not params.get("boundary"):
        media_type = "text/plain"
    disposition, disposition_params = parameters(headers.first("content-disposition"))
    encoding = headers.first("content-transfer-encoding").partition(";")[0].strip("\"' ").lower()
    return Part(
        headers=headers,
        media_type=media_type,
        params=params,
        start=body,
        end=end,
        disposition=disposition,
        name=file_name(disposition_params, params),
        encoding=encoding,
    )


def _slices(mail: bytes, part: Part, budget: Budget) -> list[tuple[int, int]]:
    """Ranges of the parts between boundary lines; a missing end boundary ends with the parent."""
    marker = b"--" + part.params["boundary"].encode("utf-8", "replace").rstrip()
    found = _cut(mail, part, marker, budget)
    if not found and (guess := _GUESSED_BOUNDARY.search(mail, part.start, min(part.end, part.start + 4000))):
        # The header names another boundary than the body uses.
        found = _cut(mail, part, guess[1], budget)
    return found


def _cut(mail: bytes, part: Part, marker: bytes, budget: Budget) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    opened = -1
    at = part.start
    while True:
        hit = mail.find(marker, at, part.end)
        if hit < 0:
            break
        at = hit + len(marker)
        budget.boundary_like()
        if hit != part.start and mail[hit - 1] != 10:
            continue
        line_end = mail.find(b"\n", at, part.end)
        if line_end < 0:
            line_end = part.end
        rest = mail[at : min(line_end, at + 200)].strip(b" \t\r")
        if rest not in (b"", b"--"):
            continue
        if opened >= 0:
            found.append((opened, max(opened, hit - 1)))
            if len(found) > 1000:
                budget.part(0)
        if rest == b"--":
            opened = -1
            break
        opened = min(line_end + 1, part.end)
        at = opened
    if opened >= 0:
        found.append((opened, part.end))
    return found


def decoded(mail: bytes, part: Part, limit: int | None = None) -> bytes:
    """The part's bytes, transfer encoding undone, of at most `limit` encoded bytes."""
    end = part.end if limit is None else min(part.end, part.start + limit)
    return b"".join(_pieces(mail, part, end))


def digest(mail: bytes, part: Part) -> tuple[int, str]:
    """Size and sha256 of the decoded part, a piece at a time."""
    size, sha = 0, hashlib.sha256()
    for piece in _pieces(mail, part, part.end):
        size += len(piece)
        sha.update(piece)
    return size, sha.hexdigest()


def _pieces(mail: bytes, part: Part, end: int) -> Iterator[bytes]:
    encoding = part.encoding
    if encoding == "base64":
        carry = b""
        for at in range(part.start, end, _CHUNK):
            cleaned = carry + mail[at : min(at + _CHUNK, end)].translate(None, _WHITESPACE)
            whole = len(cleaned) - len(cleaned) % 4
            carry = cleaned[whole:]
            yield _unbase64(cleaned[:whole])
        if carry:
            yield _unbase64(carry + b"=" * (-len(carry) % 4))
    elif encoding == "quoted-printable":
        at = part.start
        while at < end:
            stop = min(at + _CHUNK, end)
            if stop < end:
                line_end = mail.find(b"\n", stop, end)
                stop = end if line_end < 0 else line_end + 1
            yield quopri.decodestring(mail[at:stop])
            at = stop
    elif encoding in ("x-uuencode", "uuencode", "x-uue"):
        yield _uudecode(mail[part.start : end])
    else:
        for at in range(part.start, end, _CHUNK):
            yield mail[at : min(at + _CHUNK, end)]


def _unbase64(data: bytes) -> bytes:
    try:
        return binascii.a2b_base64(data)
    except binascii.Error:
        # Garbage among the letters: keep what can be read.
        kept = bytes(c for c in data if c in _BASE64)
        try:
            return binascii.a2b_base64(kept[: len(kept) - len(kept) % 4])
        except binascii.Error:
            return b""


_BASE64 = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")


def _uudecode(data: bytes) -> bytes:
    out: list[bytes] = []
    for line in data.split(b"\n"):
        if line.startswith((b"begin ", b"end")) or not line.strip():
            continue
        try:
            out.append(binascii.a2b_uu(line.rstrip()))
        except binascii.Error:
            continue
    return b"".join(out)
