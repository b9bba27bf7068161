"""imapclient with limits: no answer grows without bound, and nothing that was said reaches a log."""

import imaplib
import socket
import ssl
from collections.abc import Callable
from typing import Any

import imapclient
from imapclient import imap4, tls

from integrations.formats.mime_limits import MAX_MAIL

LONGEST_LINE = 16 * 1024 * 1024
"""Bytes; a search over 1,400,000 messages fits, which the standard library's own limit does not allow."""
LONGEST_LITERAL = MAX_MAIL + 1024 * 1024
MOST = 128 * 1024 * 1024
"""Bytes of all answers to one command."""


class _Bounded:
    """Counts what comes in after each command, and breaks off past the limits."""

    _received = 0
    _dial: Callable[[], socket.socket]

    def _count(self, size: int) -> None:
        self._received += size
        if self._received > MOST:
            raise imaplib.IMAP4.abort("the answer is too long")

    def send(self, data: bytes) -> None:
        self._received = 0
        super().send(data)  # type: ignore[misc]

    def read(self, size: int) -> bytes:
        if size > LONGEST_LITERAL:
            raise imaplib.IMAP4.abort("the answer has too large a part")
        self._count(size)
        return bytes(super().read(size))  # type: ignore[misc]

    def readline(self) -> bytes:
        line: bytes = self.file.readline(LONGEST_LINE + 1)  # type: ignore[attr-defined]
        if len(line) > LONGEST_LINE:
            raise imaplib.IMAP4.abort("the answer has too long a line")
        self._count(len(line))
        return line


class _Plain(_Bounded, imap4.IMAP4WithTimeout):  # type: ignore[misc]
    def __init__(self, host: str, port: int, dial: Callable[[], socket.socket]) -> None:
        self._dial = dial
        super().__init__(host, port, None)

    def _create_socket(self, timeout: float | None = None) -> socket.socket:
        return self._dial()


class _Tls(_Bounded, tls.IMAP4_TLS):  # type: ignore[misc]
    def __init__(
        self, host: str, port: int, dial: Callable[[], socket.socket], context: ssl.SSLContext
    ) -> None:
        self._dial = dial
        super().__init__(host, port, context, None)

    def _create_socket(self, timeout: float | None = None) -> socket.socket:
        opened = self._dial()
        try:
            return self.ssl_context.wrap_socket(opened, server_hostname=self.host)  # type: ignore[no-any-return]
        except BaseException:
            opened.close()
            raise


class Client(imapclient.IMAPClient):  # type: ignore[misc]
    """A connection over the socket that `dial` opens; with TLS from the start where there is a `context`."""

    def __init__(
        self,
        host: str,
        port: int,
        *,
        dial: Callable[[], socket.socket],
        context: ssl.SSLContext | None,
        timeout: float,
    ) -> None:
        self._dial = dial
        super().__init__(host, port, ssl=context is not None, ssl_context=context, timeout=timeout)
        self.folder_encode = False
        # The library writes each answer, mail and all, to a debug log.
        self._imap.debug = 0

    def _create_IMAP4(self) -> Any:  # noqa: N802
        if self.ssl:
            return _Tls(self.host, self.port, self._dial, self.ssl_context)
        return _Plain(self.host, self.port, self._dial)
