"""Call transcripts (.vtt, .srt): one line per turn, with who speaks."""

import hashlib
import json
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import NamedTuple

from integrations.errors import Skip
from integrations.formats.addresses import parse_addresses
from integrations.formats.charsets import decode, one_line
from integrations.formats.headers import parse_date
from integrations.formats.identity import FILES, event_id
from records.models import Event, EventKind, Participant, Turn

_TIMING = re.compile(
    r"\s{0,10}(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})\s{1,10}-->\s{1,10}(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})"
)
_VOICE = re.compile(r"<v(?:\.[^\s>]{0,100})?\s([^>]{1,200})>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>|<\d[\d:.]{0,20}>|\{\\[^{}]{0,40}\}")
_NAMED = re.compile(r"[-–>\s]{0,4}((?:[^\W\d_]|\d)[\w .'’()&/-]{0,60}?)\s?:\s+(?=\S)")
_FIELD = re.compile(r"(title|subject|date|participants|attendees)\s{0,3}:\s{0,5}(.+)", re.IGNORECASE)
_DAY = re.compile(
    r"(?<!\d)(20\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?:[T _-]{1,2}([01]\d|2[0-3])[-_.h:]?([0-5]\d)(?:[0-5]\d)?)?(?!\d)"
)
_MOST_CUES = 20_000
_SENTENCE_ENDS = (".", "?", "!", "…", "。", "？", "！")


class _Cue(NamedTuple):
    speaker: str
    words: str
    ends: timedelta


def transcript_event(data: bytes, name: str, mtime: datetime, source: str = FILES) -> Event:
    """A transcript as an Event; its date comes from a NOTE, the file's name or its age. Raises Skip."""
    raw, _ = decode(data.removeprefix(b"\xef\xbb\xbf"), None)
    blocks = _blocks(raw)
    fields = _fields(blocks)
    cues = _cues(blocks, fields.get("participants", ""))
    if not cues:
        raise Skip("the transcript has no spoken words")
    known = parse_addresses([fields["participants"]]) if "participants" in fields else ()
    speakers: dict[str, Participant] = {}
    for cue in cues:
        if cue.speaker and cue.speaker not in speakers:
            speakers[cue.speaker] = _person(cue.speaker, known)
    text, turns = _turns(cues, speakers)
    flags: set[str] = set()
    at = _when(fields.get("date", ""), name, mtime, flags)
    people = known or tuple(dict.fromkeys(speakers.values()))
    subject = one_line(fields.get("title", "")) or one_line(name.rpartition(".")[0])
    content = json.dumps([subject, fields.get("date", ""), text])
    external_id = one_line(name, 500)
    return Event(
        id=event_id(external_id, hashlib.sha256(content.encode("utf-8", "replace")).hexdigest()),
        source=source,
        external_id=external_id,
        kind=EventKind.transcript,
        at=at,
        to=people,
        subject=subject,
        text=text,
        turns=turns,
        thread=external_id,
        flags=tuple(sorted(flags)),
        ends_at=at + max(cue.ends for cue in cues),
    )


def _blocks(raw: str) -> list[list[str]]:
    """Runs of lines between blank lines."""
    found: list[list[str]] = []
    block: list[str] = []
    for line in raw.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        line = line.strip()
        if line:
            block.append(line)
        elif block:
            found.append(block)
            block = []
    if block:
        found.append(block)
    return found


def _fields(blocks: list[list[str]]) -> dict[str, str]:
    """Title, date and participants from NOTE blocks before the first words."""
    fields: dict[str, str] = {}
    for block in blocks[:10]:
        if any("-->" in line for line in block):
            break
        for line in block:
            if match := _FIELD.match(line.removeprefix("NOTE").strip()):
                name = {"subject": "title", "attendees": "participants"}.get(
                    match[1].lower(), match[1].lower()
                )
                fields.setdefault(name, match[2].strip()[:20_000])
    return fields


def _cues(blocks: list[list[str]], participants: str) -> list[_Cue]:
    timed: list[tuple[timedelta, list[str]]] = []
    for block in blocks:
        if block[0].startswith(("NOTE", "STYLE", "REGION", "WEBVTT")) and not any(
            "-->" in x for x in block[:3]
        ):
            continue
        ends: timedelta | None = None
        words: list[str] = []
        for index, line in enumerate(block):
            if match := _TIMING.match(line):
                if words and ends is not None:
                    # No blank line between cues: the last line was the next one's number.
                    timed.append((ends, words[:-1] if words[-1].isdigit() else words))
                ends, words = _offset(match), []
            elif ends is not None:
                words.append(line)
            elif index > 3:
                break
        if ends is not None and words:
            timed.append((ends, words))
        if len(timed) > _MOST_CUES:
            raise Skip(f"the transcript has more than {_MOST_CUES:,} cues")
    prefixes = Counter(
        match[1].strip() for _, words in timed for line in words if (match := _NAMED.match(line))
    )
    listed = participants.casefold()
    trusted = {
        name
        for name, count in prefixes.items()
        if len(name.split()) <= 5 and (count > 1 or name.casefold() in listed) and name[0].isupper()
    }
    cues: list[_Cue] = []
    speaker = ""
    for ends, words in timed:
        for line in words:
            for each, spoken in _voices(line, trusted):
                speaker = each or speaker
                if spoken:
                    cues.append(_Cue(speaker, spoken, ends))
    return cues


def _offset(match: re.Match[str]) -> timedelta:
    hours, minutes, seconds, thousandths = (int(match[i] or 0) for i in (5, 6, 7, 8))
    return timedelta(hours=hours, minutes=minutes, seconds=seconds, milliseconds=thousandths)


def _voices(line: str, trusted: set[str]) -> list[tuple[str, str]]:
    """(speaker or "", words) pairs of one line."""
    pieces = _VOICE.split(line)
    found: list[tuple[str, str]] = []
    if lead := _plain(pieces[0]):
        match = _NAMED.match(lead)
        if match and match[1].strip() in trusted:
            found.append((match[1].strip(), lead[match.end() :]))
        else:
            found.append(("", lead))
    for name, words in zip(pieces[1::2], pieces[2::2], strict=False):
        found.append((one_line(unescape(name), 200), _plain(words)))
    return found


def _plain(words: str) -> str:
    return one_line(unescape(_TAG.sub("", words)), 20_000)


def _person(speaker: str, known: tuple[Participant, ...]) -> Participant:
    wanted = speaker.casefold()
    for each in known:
        if wanted in ((each.name or "").casefold(), each.email):
            return each
    first = [each for each in known if each.name and each.name.casefold().split()[0] == wanted.split()[0]]
    if len(first) == 1 and (len(wanted.split()) == 1 or len((first[0].name or "").split()) == 1):
        return first[0]
    if "@" in speaker and " " not in speaker:
        return Participant(email=wanted)
    return Participant(email="", name=speaker)


def _turns(cues: list[_Cue], speakers: dict[str, Participant]) -> tuple[str, tuple[Turn, ...]]:
    """One line per turn: cues of one speaker joined; without speakers, one line per sentence."""
    lines: list[tuple[str, list[str]]] = []
    for cue in cues:
        goes_on = lines and lines[-1][0] == cue.speaker
        if goes_on and (cue.speaker or not lines[-1][1][-1].endswith(_SENTENCE_ENDS)):
            lines[-1][1].append(cue.words)
        else:
            lines.append((cue.speaker, [cue.words]))
    texts: list[str] = []
    turns: list[Turn] = []
    at = 0
    for speaker, words in lines:
        text = " ".join(words)
        if speaker:
            turns.append(Turn(start=at, end=at + len(text), speaker=speakers[speaker]))
        texts.append(text)
        at += len(text) + 1
    return "\n".join(texts), tuple(turns)


def _when(stated: str, name: str, mtime: datetime, flags: set[str]) -> datetime:
    if stated and (at := parse_date(stated)):
        return at
    for source in (stated, name):
        if match := _DAY.search(source):
            year, month, day = int(match[1]), int(match[2]), int(match[3])
            if not match[4]:
                flags.add("time_missing")
            try:
                return datetime(year, month, day, int(match[4] or 0), int(match[5] or 0), tzinfo=UTC)
            except ValueError:
                break
    flags.add("date_missing")
    return mtime
