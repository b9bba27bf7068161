"""Cuts an .ics file into single meetings with only the properties we read, so that bombs stay small."""

import re
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from integrations.errors import Skip

_MOST_MEETINGS = 50_000
_LONGEST_BLOCK = 500_000
_LONGEST_ZONE = 20_000
_WANTED = frozenset(
    [
        "UID",
        "DTSTART",
        "DTEND",
        "DURATION",
        "RRULE",
        "RDATE",
        "EXDATE",
        "RECURRENCE-ID",
        "SUMMARY",
        "DESCRIPTION",
        "LOCATION",
        "STATUS",
        "ORGANIZER",
        "ATTENDEE",
        "CLASS",
        "URL",
        "SEQUENCE",
    ]
)
_NAME = re.compile(r"[A-Za-z0-9-]{1,60}")
_TZID = re.compile(r"TZID=\"?([^\":;,]{1,200})")
_WRITTEN = re.compile(r"DTSTAMP[^:]{0,200}:((?:19|20)\d{6}T\d{6}Z)", re.IGNORECASE)
_FREQUENCY = re.compile(r"FREQ=([A-Z]+)", re.IGNORECASE)


@dataclass(slots=True)
class IcsFile:
    """VEVENT blocks by UID, in file order, and what they refer to."""

    meetings: dict[str, list[str]] = field(default_factory=dict)
    zones: dict[str, str] = field(default_factory=dict)
    zone: str = ""
    """X-WR-TIMEZONE: the clock of floating times."""
    method: str = ""
    written: str = ""
    """The latest DTSTAMP of its meetings, such as "20261127T090000Z": a moment at which the file was current."""
    problems: list[str] = field(default_factory=list)

    def wrapped(self, blocks: list[str]) -> str:
        """A calendar of its own with these blocks and the zones that they name."""
        body = "\r\n".join(blocks)
        zones = [self.zones[name] for name in dict.fromkeys(_TZID.findall(body)) if name in self.zones]
        inner = "\r\n".join([*zones, body])
        return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//files//EN\r\n{inner}\r\nEND:VCALENDAR\r\n"


def read_blocks(text: str) -> IcsFile:
    """Raises Skip when the text is no calendar or has absurdly many meetings."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    if "BEGIN:VCALENDAR" not in text[:4000].upper():
        raise Skip("this is no calendar: it doesn't start with BEGIN:VCALENDAR")
    file = IcsFile()
    block: list[str] | None = None
    kind = ""
    nested = 0
    size = 0
    meetings = 0
    for line in text.replace("\n ", "").replace("\n\t", "").split("\n"):
        head = line[:24].upper()
        if block is None:
            if head.startswith(("BEGIN:VEVENT", "BEGIN:VTIMEZONE")):
                kind, block, nested, size = head[6:].strip(), [line.strip()], 0, 0
            elif head.startswith("X-WR-TIMEZONE"):
                file.zone = line.partition(":")[2].strip()[:100]
            elif head.startswith("METHOD:"):
                file.method = line[7:].strip().upper()
            continue
        if head.startswith("BEGIN:"):
            nested += 1
            if kind == "VEVENT":
                continue
        elif head.startswith("END:"):
            if nested:
                nested -= 1
                if kind == "VEVENT":
                    continue
            else:
                block.append(line.strip())
                if kind == "VEVENT":
                    meetings += 1
                    if meetings > _MOST_MEETINGS:
                        raise Skip(f"the calendar has more than {_MOST_MEETINGS:,} meetings")
                    _keep_meeting(file, block, size)
                else:
                    _keep_zone(file, block, size)
                block = None
                continue
        if kind == "VEVENT":
            if head.startswith("DTSTAMP") and not nested and (stamp := _WRITTEN.match(line)):
                file.written = max(file.written, stamp[1].upper())
            name = _NAME.match(line)
            if nested or name is None or name[0].upper() not in _WANTED:
                continue
        size += len(line)
        if size <= _LONGEST_BLOCK:
            block.append(line)
    if block is not None:
        file.problems.append("the calendar ends in the middle of a meeting")
    return file


def _keep_meeting(file: IcsFile, block: list[str], size: int) -> None:
    if size > _LONGEST_BLOCK:
        file.problems.append(f"a meeting is larger than {_LONGEST_BLOCK // 1000} kB")
        return
    uid = next((line.partition(":")[2].strip() for line in block if line[:4].upper() in ("UID:", "UID;")), "")
    text = "\r\n".join(block)
    if not uid:
        import hashlib

        uid = "sha256:" + hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    file.meetings.setdefault(uid, []).append(text)


def _keep_zone(file: IcsFile, block: list[str], size: int) -> None:
    """A zone of the file's own; the well-known ones, and ones whose rules are a trap, are left out."""
    name = next(
        (line.partition(":")[2].strip() for line in block if line[:5].upper() in ("TZID:", "TZID;")), ""
    )
    if not name or size > _LONGEST_ZONE or name in file.zones:
        return
    try:
        ZoneInfo(name)
        return
    except (KeyError, ValueError, OSError):
        pass
    for line in block:
        if line[:5].upper() == "RRULE":
            frequency = _FREQUENCY.search(line)
            if frequency is None or frequency[1].upper() != "YEARLY" or "INTERVAL" in line.upper():
                return
    file.zones[name] = "\r\n".join(block)
