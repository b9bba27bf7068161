"""Which parts of a mail are its words and which are attachments."""

import re
from dataclasses import dataclass, field

from integrations.formats.charsets import decode
from integrations.formats.headers import Headers, decode_words
from integrations.formats.html_text import html_to_text
from integrations.formats.mime_limits import MAX_ATTACHED_TEXT, MAX_HTML, MAX_TEXT
from integrations.formats.mime_parts import Part, decoded, digest
from integrations.formats.plain_text import plain_to_text
from records.models import Attachment, Span

# A plain part that only says "look at the HTML" is none.
_STUB = re.compile(
    r"\b(?:html|browser|webversion|web version|online version|mail client|e-?mail client|mail reader|"
    r"e-?mail reader|mime|darstellung|navigateur|navegador)\b",
    re.IGNORECASE,
)
_META_CHARSET = re.compile(
    rb"<meta[^>]{0,200}charset\s{0,3}=\s{0,3}[\"']?([A-Za-z0-9_-]{2,40})", re.IGNORECASE
)
_STUB_LENGTH = 500
_TEXT_NAMES = (".txt", ".ics", ".text")


@dataclass(slots=True)
class Body:
    """What a mail says, as one text."""

    text: str = ""
    quoted: list[Span] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    flags: set[str] = field(default_factory=set)

    def add(self, other: "Body") -> None:
        self.attachments += other.attachments
        self.flags |= other.flags
        self.join(other)

    def join(self, other: "Body") -> None:
        """Appends text as its own paragraph, unless it says the same again."""
        if not other.text or (self.text and other.text[:200] in self.text):
            return
        shift = len(self.text) + 2 if self.text else 0
        self.text = f"{self.text}\n\n{other.text}" if self.text else other.text
        self.quoted += [(i + shift, j + shift) for i, j in other.quoted]


def read_body(mail: bytes, root: Part) -> Body:
    """Text, quoted ranges known from markup, and attachments of a parsed mail."""
    body = _read(mail, root, root=True)
    if len(body.text) > MAX_TEXT:
        body.text = body.text[:MAX_TEXT]
        body.quoted = [(i, min(j, MAX_TEXT)) for i, j in body.quoted if i < MAX_TEXT]
        body.flags.add("truncated")
    return body


def _read(mail: bytes, part: Part, root: bool = False) -> Body:
    kind = part.media_type
    if kind == "multipart/alternative":
        return _best_of(mail, part.children)
    if kind.startswith("multipart/"):
        body = Body()
        if kind == "multipart/encrypted":
            body.flags.add("encrypted")
        if kind == "multipart/report":
            body.flags.add("report")
        for child in part.children:
            body.add(_read(mail, child))
        return body
    if _is_text(part, root):
        return _words(mail, part)
    body = Body()
    if kind in ("application/pkcs7-mime", "application/x-pkcs7-mime"):
        body.flags.add("encrypted")
    if part.end > part.start or part.name:
        body.attachments.append(_attachment(mail, part, body))
    return body


def _is_text(part: Part, root: bool) -> bool:
    if part.media_type not in ("text/plain", "text/html"):
        return False
    return root or (part.disposition != "attachment" and not part.name)


def _best_of(mail: bytes, children: list[Part]) -> Body:
    """Of several forms of one text the plain one, unless it says nothing or too little."""
    plain: Body | None = None
    rich: list[Part] = []
    rest: list[Part] = []
    for child in children:
        if child.media_type == "text/plain" and plain is None and _is_text(child, False):
            plain = _words(mail, child)
        elif child.media_type == "text/html" or child.media_type.startswith("multipart/"):
            rich.append(child)
        else:
            rest.append(child)
    body = Body()
    formatted = Body()
    if plain is None or len(plain.text) < _STUB_LENGTH:
        for child in rich:
            formatted.add(_read(mail, child))
        rich = []
    if plain is None or _says_less(plain.text, formatted.text):
        body = formatted
    else:
        body.add(plain)
        body.attachments += formatted.attachments
        for child in rich:
            _only_attachments(mail, child, body)
    for child in rest:
        body.add(_read(mail, child))
    return body


def _says_less(plain: str, formatted: str) -> bool:
    if not formatted:
        return False
    words = len(plain.split())
    if words < 3:
        return len(formatted.split()) > words
    return _STUB.search(plain) is not None and len(formatted) > 2 * len(plain)


def _only_attachments(mail: bytes, part: Part, body: Body) -> None:
    if part.media_type.startswith("multipart/"):
        for child in part.children:
            _only_attachments(mail, child, body)
    elif not _is_text(part, False):
        body.attachments.append(_attachment(mail, part, body))


def _words(mail: bytes, part: Part) -> Body:
    body = Body()
    html = part.media_type == "text/html"
    limit = (MAX_HTML if html else MAX_TEXT) * 4
    if part.end - part.start > limit:
        body.flags.add("truncated")
    data = decoded(mail, part, limit)
    charset = part.params.get("charset")
    if html and not charset and (named := _META_CHARSET.search(data, 0, 2000)):
        charset = named[1].decode("ascii")
    raw, guessed = decode(data, charset)
    if guessed and charset:
        body.flags.add("charset_wrong")
    if html:
        read = html_to_text(raw)
        body.text = read.text
        body.quoted = list(read.quoted)
        if read.truncated:
            body.flags.add("truncated")
    else:
        if len(raw) > MAX_TEXT:
            body.flags.add("truncated")
        flowed = part.params.get("format", "").lower() == "flowed"
        delete_space = part.params.get("delsp", "").lower() == "yes"
        body.text = plain_to_text(raw, flowed, delete_space)
    return body


def _attachment(mail: bytes, part: Part, body: Body) -> Attachment:
    size, sha256 = digest(mail, part)
    name = part.name
    text = None
    if part.media_type == "text/calendar" or name.lower().endswith(_TEXT_NAMES):
        raw, _ = decode(decoded(mail, part, MAX_ATTACHED_TEXT * 4), part.params.get("charset"))
        text = plain_to_text(raw)[:MAX_ATTACHED_TEXT]
    if not name:
        if part.media_type == "message/rfc822":
            name = _subject_of(mail, part) + ".eml"
        elif part.media_type == "text/calendar":
            name = "invite.ics"
        else:
            name = part.media_type.replace("/", ".")[:100]
    return Attachment(name=name, media_type=part.media_type[:100], size=size, sha256=sha256, text=text)


def _subject_of(mail: bytes, part: Part) -> str:
    blank = mail.find(b"\n\n", part.start, part.end)
    headers = Headers(mail[part.start : blank if blank >= 0 else part.end])
    subject = decode_words(headers.first("subject"))
    return " ".join(subject.replace("/", " ").split())[:100] or "attached mail"
