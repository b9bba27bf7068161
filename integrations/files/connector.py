"""Finds mail, calendar and transcript files on disk and reads them one item at a time."""

import hashlib
import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

from integrations.errors import Skip
from integrations.files import mailbox
from integrations.formats.mail import mail_to_event
from integrations.formats.mime_limits import MAX_ICS, MAX_MAIL, MAX_SUBTITLES
from integrations.ports import FileUnit, Quarantined, ReadItem
from records.clock import Clock, SystemClock
from records.models import Event

_KINDS = {
    ".mbox": "mbox",
    ".mbx": "mbox",
    ".eml": "eml",
    ".emlx": "eml",
    ".ics": "ics",
    ".ical": "ics",
    ".vtt": "vtt",
    ".srt": "srt",
}
_FOREIGN = {
    ".msg": "Outlook's .msg format can't be read; save the mail as .eml",
    ".pst": "Outlook's .pst archives can't be read; export the mailbox as .mbox or .eml",
    ".ost": "Outlook's .ost archives can't be read; export the mailbox as .mbox or .eml",
    ".zip": "the archive must be unpacked first",
    ".tgz": "the archive must be unpacked first",
    ".gz": "the archive must be unpacked first",
}


def _endings(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Nothing with these endings is ever opened to look for mail.
_NEVER_MAIL = frozenset(
    [
        ".py",
        ".js",
        ".ts",
        ".css",
        ".html",
        ".htm",
        ".xml",
        ".json",
        ".jsonl",
        ".csv",
        ".tsv",
        ".md",
        ".rst",
        ".yml",
        ".yaml",
        ".toml",
        ".ini",
        ".cfg",
        ".lock",
        ".log",
        ".pdf",
        ".doc",
        ".docx",
        ".xls",
        ".xlsx",
        ".ppt",
        ".pptx",
        ".png",
        ".jpg",
        ".jpeg",
        ".gif",
        ".webp",
        ".svg",
        ".mp3",
        ".mp4",
        ".wav",
        ".ogg",
        ".mov",
        ".avi",
        ".sqlite",
        ".db",
        ".so",
        ".dll",
        ".exe",
        ".bin",
        ".pyc",
        ".whl",
        ".tar",
        ".bz2",
        ".xz",
        ".7z",
        ".gz",
        ".tgz",
        ".zip",
        ".msf",
        ".dat",
        ".idx",
        ".index",
        ".cache",
        ".plist",
    ]
)
_MAILDIR_LABELS = {"T": "Trash", "D": "Draft"}
_HEAD = 4096


class FileSource:
    """Mail, meetings and transcripts from files; implements `integrations.ports.FileSource`."""

    name: ClassVar[str] = "files"

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()

    def scan(self, paths: list[str]) -> Iterator[FileUnit | Quarantined]:
        """Readable files under the paths, in a fixed order; what was named but can't be read, with why."""
        seen: set[tuple[int, int]] = set()
        for path in paths:
            for found in _scan_one(path):
                if isinstance(found, FileUnit):
                    info = os.stat(found.path)
                    if (info.st_dev, info.st_ino) in seen:
                        continue
                    seen.add((info.st_dev, info.st_ino))
                yield found

    def read(self, unit: FileUnit, since: int = 0) -> Iterator[ReadItem]:
        """The unit's items from `since` on; an item that can't be read is quarantined, reading goes on."""
        try:
            if unit.kind == "mbox":
                yield from self._read_mbox(unit, since)
            elif since < unit.size or unit.size == 0:
                yield from self._read_whole(unit)
        except OSError as failure:
            reason = f"the file can't be read: {failure.strerror or 'unknown reason'}"
            yield ReadItem(offset=unit.size, quarantined=Quarantined(path=unit.path, reason=reason))

    def _read_mbox(self, unit: FileUnit, since: int) -> Iterator[ReadItem]:
        for raw in mailbox.mails(Path(unit.path), since):
            where = f"{unit.path}#{raw.start}"
            if raw.data is None:
                reason = f"the mail is larger than {MAX_MAIL // (1024 * 1024)} MB"
                yield ReadItem(offset=raw.end, quarantined=Quarantined(path=where, reason=reason))
                continue
            fallback = raw.envelope_at or _time(unit.mtime)
            yield self._mail(raw.data, where, raw.end, fallback)

    def _read_whole(self, unit: FileUnit) -> Iterator[ReadItem]:
        limit = {"ics": MAX_ICS, "vtt": MAX_SUBTITLES, "srt": MAX_SUBTITLES}.get(unit.kind, MAX_MAIL)
        with open(unit.path, "rb") as file:
            data = file.read(limit + 1)
        if len(data) > limit:
            yield _quarantine(
                unit.path, f"the file is larger than {limit // (1024 * 1024)} MB", b"", unit.size
            )
        elif unit.kind == "eml":
            if unit.path.endswith(".emlx"):
                data = _emlx(data)
            labels = _maildir_labels(unit.path)
            yield self._mail(data, unit.path, unit.size, _time(unit.mtime), labels)
        else:
            yield from self._items(unit, data)

    def _mail(
        self, data: bytes, where: str, offset: int, fallback: datetime, labels: tuple[str, ...] = ()
    ) -> ReadItem:
        try:
            event = mail_to_event(data, now=self._clock.now(), fallback_at=fallback, labels=labels)
        except Skip as why:
            return _quarantine(where, str(why), data, offset)
        except Exception as failure:
            # A mailbox of 20,000 mails must not stop at one that we did not foresee.
            return _quarantine(
                where, f"the mail can't be understood ({type(failure).__name__})", data, offset
            )
        return ReadItem(offset=offset, event=event)

    def _items(self, unit: FileUnit, data: bytes) -> Iterator[ReadItem]:
        held: Event | Quarantined | None = None
        try:
            for item in _parsed(unit, data):
                if held is not None:
                    # Only the last item completes the file: after a crash it is read again,
                    # which changes nothing.
                    yield _read_item(held, 0)
                held = item
        except Skip as why:
            held = _quarantined(unit.path, str(why), data)
        except Exception as failure:
            held = _quarantined(unit.path, f"the file can't be understood ({type(failure).__name__})", data)
        if held is not None:
            yield _read_item(held, unit.size)


def _parsed(unit: FileUnit, data: bytes) -> Iterator[Event | Quarantined]:
    if unit.kind == "ics":
        from integrations.formats.calendar import calendar_events

        yield from calendar_events(data, unit.path)
    else:
        from integrations.formats.subtitles import transcript_event

        yield transcript_event(data, Path(unit.path).name, _time(unit.mtime))


def _read_item(item: Event | Quarantined, offset: int) -> ReadItem:
    if isinstance(item, Quarantined):
        return ReadItem(offset=offset, quarantined=item)
    return ReadItem(offset=offset, event=item)


def _quarantined(where: str, reason: str, data: bytes) -> Quarantined:
    return Quarantined(path=where, reason=reason, sha256=hashlib.sha256(data).hexdigest() if data else "")


def _quarantine(where: str, reason: str, data: bytes, offset: int) -> ReadItem:
    return ReadItem(offset=offset, quarantined=_quarantined(where, reason, data))


def _time(seconds: float) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return datetime(1970, 1, 1, tzinfo=UTC)


def _maildir_labels(path: str) -> tuple[str, ...]:
    folder, _, name = path.rpartition("/")
    if not folder.endswith(("/cur", "/new")):
        return ()
    flags = name.rpartition(":2,")[2] if ":2," in name else ""
    labels = [label for letter, label in _MAILDIR_LABELS.items() if letter in flags]
    box = Path(folder).parent.name
    if box.lower().strip(".") in ("spam", "junk", "trash", "drafts"):
        labels.append(box.strip("."))
    return tuple(labels)


def _emlx(data: bytes) -> bytes:
    """Apple Mail: a byte count on the first line, the mail, then a property list."""
    count, newline, rest = data.partition(b"\n")
    if newline and count.strip().isdigit() and len(count) < 12:
        return rest[: int(count)]
    return data


def _scan_one(path: str) -> Iterator[FileUnit | Quarantined]:
    try:
        info = os.stat(path)
    except (OSError, ValueError):
        yield Quarantined(path=path, reason="there is no such file or folder")
        return
    if stat.S_ISDIR(info.st_mode):
        yield from _scan_folder(path)
    elif stat.S_ISREG(info.st_mode):
        found = _identify(path, info, named=True)
        if found is not None:
            yield found
    else:
        yield Quarantined(path=path, reason="this is no ordinary file")


def _scan_folder(top: str) -> Iterator[FileUnit | Quarantined]:
    denied: list[OSError] = []
    for folder, folders, files in os.walk(top, onerror=denied.append):
        folders.sort()
        files.sort()
        if "cur" in folders and "new" in folders and "tmp" in folders:
            folders.remove("tmp")
        in_maildir = os.path.basename(folder) in ("cur", "new")
        for name in files:
            path = os.path.join(folder, name)
            try:
                info = os.stat(path)
            except OSError:
                continue
            if stat.S_ISREG(info.st_mode) and not name.startswith("."):
                found = _identify(path, info, named=False, in_maildir=in_maildir)
                if found is not None:
                    yield found
        while denied:
            yield _denied_folder(denied.pop())
    while denied:
        yield _denied_folder(denied.pop())


def _denied_folder(failure: OSError) -> Quarantined:
    reason = f"the folder can't be read: {(failure.strerror or 'unknown reason').lower()}"
    return Quarantined(path=str(failure.filename or ""), reason=reason)


def _identify(
    path: str, info: os.stat_result, named: bool, in_maildir: bool = False
) -> FileUnit | Quarantined | None:
    suffix = os.path.splitext(path)[1].lower()
    if suffix in _FOREIGN and (named or suffix in (".msg", ".pst", ".ost")):
        return Quarantined(path=path, reason=_FOREIGN[suffix])
    kind = _KINDS.get(suffix)
    if kind is None and suffix in _NEVER_MAIL and not named:
        return None
    try:
        with open(path, "rb") as file:
            head = file.read(_HEAD)
    except OSError as failure:
        reason = f"the file can't be read: {(failure.strerror or 'unknown reason').lower()}"
        return Quarantined(path=path, reason=reason) if named or kind else None
    if kind in (None, "eml", "mbox"):
        kind = _sniff(head, kind, named)
    if kind is None:
        if named:
            reason = "this is no .mbox, .eml, .ics, .vtt or .srt file, and doesn't look like mail"
            return Quarantined(path=path, reason=reason)
        return None
    if info.st_size == 0 and kind != "mbox":
        return Quarantined(path=path, reason="the file is empty") if named or not in_maildir else None
    return FileUnit(path=path, kind=kind, size=info.st_size, mtime=info.st_mtime)


def _sniff(head: bytes, claimed: str | None, named: bool) -> str | None:
    """What the first bytes are; the name's claim decides only where they say nothing."""
    if mailbox.looks_like_mbox(head):
        # A single mail saved with its separator is read the same way.
        return "mbox"
    if claimed is not None:
        return "eml" if claimed == "mbox" and mailbox.looks_like_mail(head) else claimed
    if mailbox.looks_like_mail(head):
        return "eml"
    if head.lstrip(b"\xef\xbb\xbf \r\n")[:15].upper() == b"BEGIN:VCALENDAR":
        return "ics"
    if named and head.lstrip(b"\xef\xbb\xbf").startswith(b"WEBVTT"):
        return "vtt"
    return None
