"""Builds raw mails for tests, byte by byte, the way mail programs (and attackers) write them."""

from datetime import UTC, datetime

from integrations.formats.mail import mail_to_event
from records.models import Event

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)

HEAD = (
    b"From: Maria Keller <Maria@Northwind.example>\r\n"
    b"To: Tom Reed <tom@acme.example>\r\n"
    b"Date: Tue, 15 Sep 2026 09:30:00 +0200\r\n"
    b"Message-ID: <m1@northwind.example>\r\n"
    b"Subject: Prices\r\n"
)


def mail(body: bytes, *headers: bytes, head: bytes = HEAD) -> bytes:
    """A mail with the usual headers, these further ones, and a body."""
    return head + b"".join(line + b"\r\n" for line in headers) + b"\r\n" + body


def html_mail(html: str) -> bytes:
    return mail(html.encode(), b"Content-Type: text/html; charset=utf-8")


def multipart(kind: str, *parts: bytes, boundary: str = "b1") -> bytes:
    """A whole multipart mail; each part has its own headers and blank line."""
    body = b"".join(b"--" + boundary.encode() + b"\r\n" + part + b"\r\n" for part in parts)
    header = f'Content-Type: multipart/{kind}; boundary="{boundary}"'.encode()
    return mail(body + b"--" + boundary.encode() + b"--\r\n", header)


def part(content_type: str, body: bytes, *headers: str) -> bytes:
    lines = [f"Content-Type: {content_type}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def event_of(raw: bytes) -> Event:
    return mail_to_event(raw, now=NOW)
