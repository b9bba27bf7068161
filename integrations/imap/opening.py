"""Opens a connection to an IMAP server: TLS first, then who we are."""

import contextlib
import re
import socket
import ssl
from typing import TYPE_CHECKING

from pydantic import SecretStr

from integrations.errors import Reauth, Rejected, Retry
from integrations.imap.failures import BUSY_FOR, Lost, Refused, is_busy, translated
from integrations.imap.options import Options
from integrations.ports import Credentials
from integrations.private_addresses import connected

if TYPE_CHECKING:
    from integrations.imap.wire import Client


def open_connection(options: Options, credentials: Credentials) -> "Client":
    """A logged-in connection. Raises Retry, Reauth or Rejected, each with a sentence for the admin."""
    from integrations.imap.wire import Client

    context = None if options.security == "none" else ssl.create_default_context()
    client: Client | None = None
    try:
        with translated(options.host, options.port):
            client = Client(
                options.host,
                options.port,
                context=context if options.security == "tls" else None,
                timeout=options.timeout,
                dial=lambda: _dialled(options),
            )
            _secure(client, options, context)
            _log_in(client, options, credentials)
            if client.has_capability("QRESYNC") and client.has_capability("ENABLE"):
                client.enable("QRESYNC")
    except BaseException as problem:
        if client is not None:
            with contextlib.suppress(Exception):
                client.shutdown()
        if isinstance(problem, Refused):
            raise Retry(f"{options.host} turns us away at the moment", BUSY_FOR) from None
        raise
    return client


def _dialled(options: Options) -> socket.socket:
    opened = connected(options.host, options.port, options.timeout, options.allow_private)
    # The library says some things in two pieces; without this the second waits for an answer to the first.
    opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return opened


def _secure(client: "Client", options: Options, context: ssl.SSLContext | None) -> None:
    if client._imap.state != "NONAUTH":
        raise Rejected(f"{options.host} lets everybody in without a password: that is no mailbox to read")
    if options.security == "starttls":
        if not client.has_capability("STARTTLS"):
            raise Rejected(f"{options.host} offers no STARTTLS on port {options.port}: try security tls")
        client.starttls(context)


def _log_in(client: "Client", options: Options, credentials: Credentials) -> None:
    import imaplib

    from imapclient.exceptions import LoginError

    try:
        if not options.oauth:
            _with_password(client, options, credentials.password())
            return
        try:
            _with_token(client, options, credentials.token().value)
        except LoginError as problem:
            if isinstance(problem.__context__, imaplib.IMAP4.abort) or is_busy(problem):
                raise
            # Perhaps the token was withdrawn before its time.
            _with_token(client, options, credentials.renewed().value)
    except LoginError as problem:
        if is_busy(problem):
            raise Retry(f"{options.host} lets nobody in at the moment", BUSY_FOR) from None
        if isinstance(problem.__context__, imaplib.IMAP4.abort):
            raise Lost(f"the connection to {options.host} was lost", 0.5) from None
        what = "the grant" if options.oauth else "the user name or the password"
        raise Reauth(
            f"{options.host} does not accept {what} of {options.user}: connect the mailbox again"
        ) from None


def _with_token(client: "Client", options: Options, token: SecretStr) -> None:
    if not client.has_capability("AUTH=XOAUTH2"):
        raise Rejected(f"{options.host} takes no OAuth logins: set auth to password")
    said = f"user={options.user}\1auth=Bearer {token.get_secret_value()}\1\1"
    answers = iter((said, ""))
    # A refusal comes as a question, to which the answer is nothing.
    client.sasl_login("XOAUTH2", lambda _: next(answers, None))


def _with_password(client: "Client", options: Options, secret: SecretStr) -> None:
    password = secret.get_secret_value()
    if re.search(r"[\r\n\0]", password):
        raise Reauth("the stored password has line breaks in it: connect the mailbox again")
    if client.has_capability("AUTH=PLAIN"):
        client.plain_login(options.user, password)
    elif client.has_capability("LOGINDISABLED"):
        raise Rejected(f"{options.host} takes no passwords this way: try security tls, or auth oauth")
    elif (options.user + password).isascii():
        client.login(options.user, password)
    else:
        raise Reauth(
            f"{options.host} takes only passwords of plain letters, digits and signs: set an app password"
            " and connect the mailbox again"
        )
