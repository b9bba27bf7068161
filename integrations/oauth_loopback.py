"""A listener on this machine that hears one browser come back from a sign-in, and then is gone."""

import hmac
import queue
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from pydantic import SecretStr

from integrations.errors import Reauth, Rejected

PATIENCE = 600.0
"""Seconds; a state is good for as long."""
_LONGEST = 8192
_PAGE = (
    b"<!doctype html><meta charset=utf-8><title>Promissory</title>"
    b"<body style='font:18px sans-serif;margin:4em'><p>%s</p>"
)
_DONE = _PAGE % b"You can close this window: Promissory goes on in the terminal."
_NOT_IT = _PAGE % b"This is not the sign-in that Promissory waits for."


class Loopback:
    """Listens on a free port of 127.0.0.1. Only the state that is waited for ends it; all else is sent away."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        """`host` is how the vendor knows this machine: Microsoft wants "localhost", Google the number."""
        self._found: queue.Queue[SecretStr] = queue.Queue(maxsize=1)
        self._state: SecretStr | None = None
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self._take))
        self._server.daemon_threads = True
        self._host = host
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True, name="sign-in").start()

    @property
    def redirect_uri(self) -> str:
        return f"http://{self._host}:{self._server.server_port}"

    def expect(self, state: SecretStr) -> None:
        self._state = state

    def wait(self, seconds: float = PATIENCE, stop: Callable[[], bool] = lambda: False) -> SecretStr:
        """The address that the browser came back to. Raises Reauth when nobody came."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and not stop():
            try:
                return self._found.get(timeout=min(0.5, max(0.01, until - time.monotonic())))
            except queue.Empty:
                continue
        raise Reauth("Nobody finished the sign-in in time: start again.")

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def __enter__(self) -> "Loopback":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _take(self, path: str, host: str) -> bool:
        port = self._server.server_port
        # Another name for this machine means that a page elsewhere sent the browser here.
        if host not in (f"127.0.0.1:{port}", f"localhost:{port}") or self._state is None:
            return False
        sent = parse_qs(urlsplit(path).query).get("state", [""])[0]
        if not hmac.compare_digest(sent.encode(), self._state.get_secret_value().encode()):
            return False
        try:
            self._found.put_nowait(SecretStr(f"{self.redirect_uri}{path}"))
        except queue.Full:
            return False
        return True


def read_return(address: SecretStr) -> tuple[SecretStr, SecretStr]:
    """Code and state in the address that a browser came back to, or that a person pasted.

    Raises Reauth when the vendor sent the person back without a code, Rejected for another address.
    """
    query: dict[str, list[str]] = {}
    try:
        query = parse_qs(urlsplit(address.get_secret_value().strip()).query, max_num_fields=30)
    except ValueError:
        pass
    code, state, error = (query.get(k, [""])[0] for k in ("code", "state", "error"))
    if error and state:
        if error in ("access_denied", "consent_required"):
            raise Reauth("The sign-in was declined, so nothing was connected.")
        named = error if error.isascii() and error.replace("_", "").isalnum() and len(error) < 60 else "error"
        raise Rejected(
            f"The vendor ended the sign-in ({named}): its page says why; an admin may have to allow it."
        )
    if not code or not state:
        raise Rejected("That is not the address after the sign-in: it has code= and state= in it.")
    return SecretStr(code), SecretStr(state)


def _handler(take: Callable[[str, str], bool]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = 10
        server_version, sys_version = "Promissory", ""

        def do_GET(self) -> None:
            good = len(self.path) <= _LONGEST and take(self.path, self.headers.get("Host", ""))
            body = _DONE if good else _NOT_IT
            self.send_response(200 if good else 404)
            for name, value in (
                ("Content-Type", "text/html; charset=utf-8"),
                ("Content-Length", str(len(body))),
                ("Cache-Control", "no-store"),
                ("Referrer-Policy", "no-referrer"),
                ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"),
                ("Connection", "close"),
            ):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """The address holds the code: it is written nowhere."""

    return Handler
