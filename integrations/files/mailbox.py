"""Mails in an mbox, one at a time in constant memory, and the guess whether a file is mail at all."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from integrations.formats.headers import parse_date
from integrations.formats.mime_limits import MAX_MAIL

_BLOCK = 1 << 20
_LINE = 2000
"""Longest "From " line that is believed."""
_FROM = re.compile(
    rb"From \S{0,300}.{0,60}\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b.{0,20}\b\d{1,2}:\d\d.{0,40}\b\d{4}\b"
)
_HEADER = re.compile(rb"[!-9;-~]{1,80}[ \t]{0,3}:|>?From ")
_ESCAPED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_KNOWN = (
    rb"(?:from|to|subject|date|received|return-path|message-id|delivered-to|mime-version|x-[!-9;-~]{1,60}|"
    rb"content-type|reply-to|dkim-signature|authentication-results|arc-[a-z-]{1,40}|envelope-to|sender|cc)"
)
_MAIL_START = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s{0,4}\n)?" + _KNOWN + rb"[ \t]{0,2}:", re.IGNORECASE)
_PROOF = re.compile(
    rb"^(?:from|received|message-id|return-path|date)[ \t]{0,2}:", re.IGNORECASE | re.MULTILINE
)


class RawMail(NamedTuple):
    """Bytes of one mail; `data` is None when it was too big to keep."""

    start: int
    end: int
    data: bytes | None
    envelope_at: datetime | None


def is_from_line(line: bytes) -> bool:
    """Whether a line is an mbox separator and no sentence that starts with From."""
    return line.startswith(b"From ") and _FROM.match(line) is not None


def looks_like_mbox(head: bytes) -> bool:
    return is_from_line(head.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0][:_LINE])


def looks_like_mail(head: bytes) -> bool:
    """Whether a file's first bytes are mail headers."""
    if b"\0" in head[:200]:
        return False
    section = head.replace(b"\r\n", b"\n").lstrip(b"\n").split(b"\n\n", 1)[0]
    return _MAIL_START.match(section) is not None and len(_PROOF.findall(section)) >= 2


def mails(path: Path, since: int = 0) -> Iterator[RawMail]:
    """The mails of an mbox from byte `since` on; each `end` is where the next one starts."""
    with path.open("rb") as file:
        file.seek(since)
        buffer = bytearray()
        base = since  # the file position of buffer[0]
        start = 0  # where the mail being read starts in the buffer
        mail_start = since
        searched = 0
        too_big = False
        ended = False
        while True:
            mark = _next_separator(buffer, max(searched, start + 1), ended)
            if mark >= 0:
                data = None if too_big else bytes(memoryview(buffer)[start:mark])
                if item := _raw_mail(mail_start, base + mark, data, too_big):
                    yield item
                start, mail_start, too_big = mark, base + mark, False
                searched = mark + 1
                continue
            if ended:
                break
            searched = max(start, len(buffer) - 2 * _LINE)
            if too_big or len(buffer) - start > MAX_MAIL + _LINE:
                too_big = True
                start = max(start, searched - 1)
            if start:
                del buffer[:start]
                base += start
                searched -= start
                start = 0
            block = file.read(_BLOCK)
            ended = not block
            buffer += block
        data = None if too_big else bytes(memoryview(buffer)[start:])
        if item := _raw_mail(mail_start, base + len(buffer), data, too_big):
            yield item


def _next_separator(buffer: bytearray, at: int, ended: bool) -> int:
    """Where the next real "From " line starts, or -1; near the end of the buffer only once it ended."""
    while True:
        hit = buffer.find(b"\nFrom ", max(at - 1, 0))
        if hit < 0:
            return -1
        line_end = buffer.find(b"\n", hit + 1, hit + 1 + _LINE)
        if line_end < 0 or len(buffer) - line_end < 120:
            if not ended:
                return -1
            if line_end < 0:
                line_end = len(buffer)
        line = bytes(buffer[hit + 1 : line_end])
        if is_from_line(line):
            following = bytes(buffer[line_end + 1 : line_end + 120])
            blank_before = bytes(buffer[max(hit - 1, 0) : hit]) in (b"\n", b"\r", b"")
            if _HEADER.match(following) or (blank_before and not following.strip()):
                return hit + 1
        at = hit + 2


def _raw_mail(start: int, end: int, data: bytes | None, too_big: bool) -> RawMail | None:
    if data is None:
        return RawMail(start, end, None, None) if too_big else None
    envelope_at = None
    data = data.removeprefix(b"\xef\xbb\xbf")
    first, newline, rest = data[:_LINE].partition(b"\n")
    if first.startswith(b"From ") and newline:
        words = first.decode("latin-1").split(None, 2)
        envelope_at = _envelope_date(words[2]) if len(words) > 2 else None
        data = data[len(first) + 1 :]
    elif not data.strip():
        return None
    if b">From " in data:
        data = _ESCAPED_FROM.sub(rb"\1", data)
    return RawMail(start, end, data, envelope_at)


def _envelope_date(words: str) -> datetime | None:
    """`Tue Mar 03 12:00:00 +0000 2015` and its older cousin without an offset."""
    pieces = words.split()
    if len(pieces) < 5:
        return None
    zone = next((each for each in pieces if each[:1] in "+-" and each[1:].isdigit()), "+0000")
    clock = next((each for each in pieces if ":" in each), "")
    year = next((each for each in pieces if len(each) == 4 and each.isdigit()), "")
    try:
        index = pieces.index(clock)
    except ValueError:
        return None
    if index < 2:
        return None
    return parse_date(f"{pieces[index - 1]} {pieces[index - 2]} {year} {clock} {zone}")
