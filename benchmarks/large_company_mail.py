"""Turns letters, calls and meetings of the large invented company into files as mail programs write them."""

import html
import textwrap
import zlib
from collections.abc import Iterable
from datetime import UTC, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from benchmarks.large_company_story import Letter, Talk
from benchmarks.large_company_texts import Human

_POLICY = SMTP.clone(linesep="\n", max_line_length=200)
_PROGRAMS = (
    "Microsoft Outlook 16.0",
    "Apple Mail (2.3826.300.87)",
    "Mozilla Thunderbird",
    "",
    "",
)
_WROTE = {
    "en": "On {at:%a, %d %b %Y at %H:%M}, {name} <{email}> wrote:",
    "de": "Am {at:%d.%m.%Y} um {at:%H:%M} schrieb {name} <{email}>:",
    "fr": "Le {at:%d/%m/%Y} à {at:%H:%M}, {name} <{email}> a écrit :",
}


def style(human: Human) -> int:
    """A number that stands for somebody's mail program and habits."""
    return zlib.crc32(human.email.encode())


def rendered(letter: Letter) -> bytes:
    """The mail with headers, signature and quoted history."""
    habits = style(letter.sender)
    mail = EmailMessage(policy=_POLICY)
    host = letter.sender.email.partition("@")[2]
    received = format_datetime(letter.at.astimezone(UTC) + timedelta(seconds=3))
    mail["Return-Path"] = f"<{letter.sender.email}>"
    mail["Received"] = (
        f"from mx{habits % 4}.{host} (mx{habits % 4}.{host} [192.0.2.{habits % 250}]) by in.mail.example with ESMTPS; {received}"
    )
    mail["Date"] = format_datetime(letter.at)
    mail["From"] = _address(letter.sender)
    mail["To"] = ", ".join(map(_address, letter.to))
    if letter.cc:
        mail["Cc"] = ", ".join(map(_address, letter.cc))
    mail["Subject"] = letter.subject
    mail["Message-ID"] = f"<{letter.message_id}>"
    if letter.answers:
        mail["In-Reply-To"] = f"<{letter.answers.message_id}>"
        mail["References"] = " ".join(f"<{m.message_id}>" for m in _before(letter)[:6][::-1])
    if program := _PROGRAMS[habits % len(_PROGRAMS)]:
        mail["X-Mailer"] = program
    if letter.kind == "newsletter":
        mail["List-Unsubscribe"] = f"<https://{host}/out>"
        mail["Precedence"] = "bulk"
    elif letter.kind == "auto":
        mail["Auto-Submitted"] = "auto-replied"
    text = body(letter)
    mail.set_content(text, cte="quoted-printable" if not text.isascii() or _long(text) else "7bit")
    if habits % 5 == 1 or letter.kind == "newsletter":
        mail.add_alternative(_html(text), subtype="html", cte="quoted-printable")
    if letter.attachment:
        name = letter.attachment.replace(" ", "_") + ".pdf"
        mail.add_attachment(b"%PDF-1.4\n%%EOF\n", maintype="application", subtype="pdf", filename=name)
    for n, part in enumerate(p for p in mail.walk() if p.is_multipart()):
        # Otherwise it is made up anew in every run.
        part.set_boundary(f"=_{letter.key}_{n}")
    return bytes(mail)


def body(letter: Letter) -> str:
    """What was said, the signature, and the quoted history below."""
    habits = style(letter.sender)
    said = letter.body
    if habits % 3 == 0:
        said = "\n".join(textwrap.fill(line, 74) for line in said.split("\n"))
    parts = [said]
    if letter.kind == "mail":
        parts = [f"{said}\n{_signature(letter.sender)}"]
    if letter.answers and habits % 7:
        parts.append(_history(letter, bars=habits % 5 != 0))
    return "\n\n".join(parts) + "\n"


def _signature(human: Human) -> str:
    if human.ours:
        return f"{human.name}\n\n-- \n{human.name} | {human.title}\nQuillstone Ltd | {human.phone}\nKeeps machines running."
    return human.first if style(human) % 4 == 0 else f"{human.name}\n{human.title}"


def _history(letter: Letter, bars: bool) -> str:
    old = letter.answers
    assert old is not None
    if not bars:
        to = ", ".join(p.name for p in old.to)
        head = f"From: {old.sender.name} <{old.sender.email}>\nSent: {old.at:%d %B %Y %H:%M}\nTo: {to}\nSubject: {old.subject}"
        return f"________________________________\n{head}\n\n{old.body}"
    wrote = _WROTE[letter.language].format(at=old.at, name=old.sender.name, email=old.sender.email)
    older = f"\n\n> {old.answers.body}" if old.answers and style(letter.sender) % 2 else ""
    lines = (old.body + older).split("\n")
    return "\n".join([wrote, *(f"> {line}".rstrip() for line in lines)])


def _before(letter: Letter) -> list[Letter]:
    """The mails that this one answers, the latest first."""
    found = []
    while letter.answers:
        letter = letter.answers
        found.append(letter)
    return found


def _long(text: str) -> bool:
    return any(len(line) > 900 for line in text.split("\n"))


def _address(human: Human) -> str:
    return formataddr((human.name, human.email))


def _html(text: str) -> str:
    rows = "".join(f"<div>{html.escape(line) or '<br>'}</div>" for line in text.split("\n"))
    return f"<html><head><meta charset=utf-8><style>div{{font-family:Calibri}}</style></head><body>{rows}</body></html>"


def transcript(talk: Talk) -> str:
    """A call as WebVTT with speakers."""
    who = ", ".join(f"{p.name} <{p.email}>" for p in talk.people)
    cues = [f"WEBVTT\n\nNOTE\nTitle: {talk.title}\nDate: {talk.at.isoformat()}\nParticipants: {who}"]
    clock = 4.0
    for n, (speaker, words) in enumerate(talk.turns, 1):
        took = 0.35 * len(words.split()) + 0.6
        cues.append(f"{n}\n{_stamp(clock)} --> {_stamp(clock + took)}\n<v {speaker.name}>{words}")
        clock += took + 0.8
    return "\n\n".join(cues) + "\n"


def _stamp(seconds: float) -> str:
    return f"{int(seconds // 3600):02d}:{int(seconds // 60 % 60):02d}:{seconds % 60:06.3f}"


def calendar(owner: Human, talks: Iterable[Talk]) -> str:
    """One person's meetings."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Quillstone//Calendar//EN",
        f"X-WR-CALNAME:{owner.name}",
    ]
    for talk in talks:
        start = talk.at.astimezone(UTC)
        lines += [
            "BEGIN:VEVENT",
            f"UID:{talk.id}",
            f"DTSTAMP:{start:%Y%m%dT%H%M%SZ}",
            f"DTSTART:{start:%Y%m%dT%H%M%SZ}",
            f"DTEND:{start + timedelta(minutes=45):%Y%m%dT%H%M%SZ}",
            f"SUMMARY:{_escaped(talk.title)}",
            f"DESCRIPTION:{_escaped(talk.notes)}",
            f"ORGANIZER;CN={owner.name}:mailto:{owner.email}",
            *(f"ATTENDEE;CN={p.name}:mailto:{p.email}" for p in talk.people),
            "END:VEVENT",
        ]
    folded = []
    for line in [*lines, "END:VCALENDAR"]:
        raw = line.encode()
        while len(raw) > 73:
            cut = 73
            while raw[cut] & 0xC0 == 0x80:
                cut -= 1
            folded.append(raw[:cut].decode())
            raw = b" " + raw[cut:]
        folded.append(raw.decode())
    return "\r\n".join(folded) + "\r\n"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
