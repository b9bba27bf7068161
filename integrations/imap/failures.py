"""What goes wrong between us and an IMAP server, told by what to do about it."""

import logging
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from integrations.errors import Rejected, Retry
from records.errors import PromissoryError

log = logging.getLogger(__name__)

BUSY_FOR = 30.0
"""Seconds to leave a server alone that says it is busy."""
_BUSY = re.compile(
    r"\[(?:UNAVAILABLE|INUSE|LIMIT|OVERQUOTA|THROTTLED)\b|too many|temporar|try (?:again|later)"
    r"|server busy",
    re.IGNORECASE,
)


class Lost(Retry):
    """The connection is gone, or never came about."""


class Refused(Retry):
    """The server says no to one request. Where that is not about one folder or mail, all is tried again."""

    def __init__(self) -> None:
        super().__init__("the mail server refuses a request that it should serve", BUSY_FOR)


class Garbled(Refused):
    """The server answers with what makes no sense; what follows on this connection can't be told any more."""


def is_busy(problem: BaseException) -> bool:
    """Whether the server asks to be left alone for a while."""
    return bool(_BUSY.search(str(problem)))


@contextmanager
def translated(host: str, port: int) -> Iterator[None]:
    """Failures of the library and of the network as Retry, Rejected or Refused.

    What the server said is never repeated, nor kept as the cause: it may be somebody's mail.
    """
    import imaplib

    try:
        yield
    except PromissoryError:
        raise
    except ssl.SSLError as problem:
        raise _of_tls(problem, host, port) from None
    except (imaplib.IMAP4.abort, OSError, EOFError) as problem:
        if is_busy(problem):
            raise Retry(f"{host} is busy", BUSY_FOR) from None
        raise Lost(_of_network(problem, host, port), 0.5) from None
    except imaplib.IMAP4.error as problem:
        if is_busy(problem):
            raise Retry(f"{host} is busy", BUSY_FOR) from None
        if type(problem).__name__ == "ProtocolError":
            raise Garbled from None
        raise Refused from None
    except (
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        AssertionError,
        RecursionError,  # brackets in brackets without end
    ) as problem:
        log.info("an IMAP server's answer made no sense: %s", type(problem).__name__)
        raise Garbled from None


def _of_tls(problem: ssl.SSLError, host: str, port: int) -> PromissoryError:
    if isinstance(problem, ssl.SSLCertVerificationError):
        why = problem.verify_message or "it could not be verified"
        return Rejected(
            f"the certificate of {host} can't be trusted ({why}): correct the option host, or have the"
            " certificate renewed"
        )
    if problem.reason in ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "UNKNOWN_PROTOCOL"):
        return Rejected(f"{host} does not speak TLS on port {port}: try security starttls")
    return Lost(f"no secure connection to {host} could be made on port {port}", 0.5)


def _of_network(problem: Exception, host: str, port: int) -> str:
    if isinstance(problem, TimeoutError):
        return f"{host} did not answer in time on port {port}"
    if isinstance(problem, socket.gaierror):
        return f"{host} is not found: check the option host"
    if isinstance(problem, ConnectionRefusedError):
        return f"{host} takes no connections on port {port}"
    return f"the connection to {host} on port {port} was lost"
