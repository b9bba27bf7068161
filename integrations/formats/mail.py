"""One mail's bytes to an Event: pure, never raises but Skip, the same mail always gives the same id."""

import hashlib
import json
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from integrations.errors import Skip
from integrations.formats.addresses import parse_addresses
from integrations.formats.bodies import Body, read_body
from integrations.formats.charsets import one_line
from integrations.formats.headers import Headers, decode_words, message_ids, parse_date
from integrations.formats.identity import FILES, event_id
from integrations.formats.mime_limits import check_size
from integrations.formats.mime_parts import clean_line_ends, parse
from records.models import Attachment, Event, EventKind, Participant

_MAIL_HEADERS = ("from", "to", "subject", "date", "message-id", "received")
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)

_AWAY = re.compile(
    r"\b(?:out of (?:the )?office|automatic reply|auto(?:matic)?[- ]?(?:reply|response|responder|antwort)|away from (?:the |my )?"
    r"office|on vacation|abwesenheit\w*|automatische antwort|nicht im b(?:ü|ue)ro|r(?:é|e)ponse automatique|absence du bureau|"
    r"absent du bureau|message d'absence|respuesta autom(?:á|a)tica|fuera de la oficina|ooo\s{0,3}:)",
    re.IGNORECASE,
)
_SENSITIVITY = {
    "personal": "personal",
    "private": "private",
    "company-confidential": "confidential",
    "confidential": "confidential",
}
"""What the sender marked the mail as (RFC 2156); a rule never shares it."""
_LABELS = {"spam": "Spam", "junk": "Spam", "trash": "Trash", "bin": "Trash", "papierkorb": "Trash"}
_LABELS |= {
    "drafts": "Draft",
    "draft": "Draft",
    "entwürfe": "Draft",
    "corbeille": "Trash",
    "brouillons": "Draft",
}


def mail_to_event(
    raw: bytes,
    *,
    now: datetime,
    fallback_at: datetime | None = None,
    labels: tuple[str, ...] = (),
    source: str = FILES,
) -> Event:
    """A mail as an Event; `fallback_at` stands in for a missing date. Raises Skip when it can't be read."""
    check_size(len(raw))
    mail = clean_line_ends(raw).lstrip(b"\n\xef\xbb\xbf")
    if not mail.strip(b"\0 \n\t"):
        raise Skip("the mail is empty")
    if mail.startswith(b"\xd0\xcf\x11\xe0"):
        raise Skip("this is an Outlook .msg file; save the mail as .eml")
    root = parse(mail)
    headers = root.headers
    if not any(name in headers for name in _MAIL_HEADERS):
        raise Skip("this is no mail: it has no From, To, Subject or Date")
    flags: set[str] = set()
    body = read_body(mail, root)
    flags |= body.flags

    senders = parse_addresses(headers.all("from"))
    if len(senders) > 1:
        flags.add("several_senders")
    sender = next((one for one in senders if one.email), senders[0] if senders else None)
    if sender is None or not sender.email:
        other = parse_addresses(headers.all("sender")) or parse_addresses(headers.all("return-path"))
        if other and other[0].email:
            sender = Participant(email=other[0].email, name=sender.name if sender else other[0].name)
    to = parse_addresses(headers.all("to"))
    # Not Bcc: everybody who holds the mail reads the event, and those in Cc must not learn of it.
    cc = parse_addresses(headers.all("cc"))
    subject = one_line(decode_words(headers.first("subject")))

    date_header = headers.first("date")
    at = _when(headers, date_header, now, fallback_at, flags)
    content = _content(sender, date_header, subject, body)
    ids = message_ids(headers.first("message-id"))
    if ids:
        external_id = ids[0][:500]
        link = "mid:" + quote(external_id, safe="@.-_~+=$!")
    else:
        external_id, link = "sha256:" + content, None
        flags.add("message_id_missing")

    flags |= _kinds(headers, subject, sender, body)
    flags |= _label_flags(headers, labels, source)
    return Event(
        id=event_id(external_id, content),
        source=source,
        external_id=external_id,
        kind=EventKind.mail,
        at=at,
        sender=sender,
        to=to,
        cc=cc,
        subject=subject,
        text=body.text,
        quoted=tuple(body.quoted),
        thread=_thread(headers, external_id),
        attachments=tuple(body.attachments),
        flags=tuple(sorted(flags)),
        link=link,
    )


def _content(sender: Participant | None, date_header: str, subject: str, body: Body) -> str:
    """Hash of what makes it this mail; Received, Delivered-To and X- headers play no part."""
    parts = [
        sender.email if sender else "",
        " ".join(date_header.split()),
        subject,
        body.text,
        *_hashes(body.attachments),
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _hashes(attachments: list[Attachment]) -> list[str]:
    return [each.sha256 for each in attachments]


def _thread(headers: Headers, own: str) -> str:
    for name in ("references", "in-reply-to"):
        if found := message_ids(headers.first(name)):
            return found[0][:500]
    return own


def _when(
    headers: Headers, date_header: str, now: datetime, fallback_at: datetime | None, flags: set[str]
) -> datetime:
    at = parse_date(date_header)
    if at is not None and _sane(at, now):
        received = _received(headers, now)
        if received is None or abs(received - at) < timedelta(days=400):
            return at
        flags.add("date_absurd")
        return received
    flags.add("date_missing" if at is None else "date_absurd")
    return _received(headers, now) or fallback_at or (at if at is not None and at.year > 1 else now)


def _sane(at: datetime, now: datetime) -> bool:
    try:
        return _EARLIEST <= at <= now + timedelta(days=400)
    except OverflowError:
        return False


def _received(headers: Headers, now: datetime) -> datetime | None:
    for value in headers.all("received")[:5]:
        at = parse_date(value.rpartition(";")[2])
        if at is not None and _sane(at, now):
            return at
    return None


def _kinds(headers: Headers, subject: str, sender: Participant | None, body: Body) -> set[str]:
    flags: set[str] = set()
    submitted = headers.first("auto-submitted").lower()
    precedence = headers.first("precedence").lower()
    if (
        submitted.startswith("auto-replied")
        or precedence == "auto_reply"
        or any(
            name in headers for name in ("x-autoreply", "x-autorespond", "x-auto-reply", "x-autoresponder")
        )
        or _AWAY.search(subject)
    ):
        flags.add("auto_reply")
    elif submitted and not submitted.startswith("no"):
        flags.add("auto_generated")
    if "list-unsubscribe" in headers or "list-id" in headers or precedence in ("bulk", "list", "junk"):
        flags.add("bulk")
    local = sender.email.partition("@")[0] if sender else ""
    if local in ("mailer-daemon", "postmaster") or "report" in body.flags:
        flags |= {"bounce", "auto_generated"}
    if _is_forged(headers):
        flags.add("authentication_failed")
    if (marked := _SENSITIVITY.get(headers.first("sensitivity").strip().lower())) is not None:
        flags.add(marked)
    return flags


def _is_forged(headers: Headers) -> bool:
    """Whether the receiving server found that the sender's domain did not send this."""
    found = headers.first("authentication-results").lower()
    return "dmarc=fail" in found or ("spf=fail" in found and "dkim=fail" in found)


def _label_flags(headers: Headers, labels: tuple[str, ...], source: str) -> set[str]:
    """Labels as the mailbox's owner has them. An export writes them into headers; live, a sender could."""
    raw: list[str] = []
    flags: set[str] = set()
    if source == FILES:
        raw = [each.strip() for each in decode_words(headers.first("x-gmail-labels")).split(",")]
        flags = {"label:Spam"} if headers.first("x-spam-flag").lower() == "yes" else set()
    for label in [*raw, *labels]:
        name = one_line(label, 100).strip('"')
        if name:
            flags.add("label:" + _LABELS.get(name.lower(), name))
    return flags
