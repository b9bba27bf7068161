"""An HTTP proxy in front of a real peer that lets the next few requests fail, or answers some of them itself."""

import http.client
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

KINDS = frozenset({"throttle", "error", "timeout"})
_HOP_BY_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "te", "trailer", "upgrade"})


@dataclass(frozen=True)
class Asked:
    """One request as it came in; header names in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


class _Server(ThreadingHTTPServer):
    def handle_error(self, *about: Any) -> None:
        """Whoever hangs up or is killed in the middle is no fault of ours."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(*about)


class FaultyProxy:
    """Listens on a free port of 127.0.0.1 and passes everything on to `upstream` until told otherwise.

    `answer`, where set, sees every request first: what it returns is the answer, None passes it on.
    """

    def __init__(self, upstream: str, *, retry_after: int = 30, throttled: bytes = b"{}") -> None:
        parts = urlsplit(upstream)
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or 80
        self._retry_after, self._throttled = retry_after, throttled
        self._kind, self._left = "", 0
        self._lock = threading.Lock()
        self._upstream = threading.local()
        self.answer: Callable[[Asked], Answer | None] | None = None
        self.failed = 0
        """How many requests were let fail so far."""
        self._server = _Server(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def fail(self, kind: str, times: int) -> None:
        """The next `times` requests fail: `throttle` 429 with Retry-After, `error` 500, `timeout` hangs up."""
        if kind not in KINDS:
            raise ValueError(f"{kind} is none of {', '.join(sorted(KINDS))}")
        with self._lock:
            self._kind, self._left = kind, times

    def heal(self) -> None:
        with self._lock:
            self._kind, self._left = "", 0

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _fault(self) -> str:
        with self._lock:
            if self._left <= 0:
                return ""
            self._left -= 1
            self.failed += 1
            return self._kind

    def _pass_on(self, asked: Asked) -> Answer:
        """The upstream's answer; its connection is kept, and opened anew when it was closed meanwhile."""
        headers = {k: v for k, v in asked.headers.items() if k not in _HOP_BY_HOP and k != "host"}
        for last in (False, True):
            connection: http.client.HTTPConnection | None = getattr(self._upstream, "connection", None)
            if connection is None:
                connection = http.client.HTTPConnection(self._host, self._port, timeout=30)
                self._upstream.connection = connection
            try:
                connection.request(asked.method, asked.path, body=asked.body or None, headers=headers)
                response = connection.getresponse()
                body = response.read()
                kept = {k: v for k, v in response.getheaders() if k.lower() not in _HOP_BY_HOP}
                return Answer(response.status, body, kept)
            except (http.client.HTTPException, OSError):
                connection.close()
                self._upstream.connection = None
                if last:
                    raise
        raise AssertionError("unreachable")

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def _serve(self) -> None:
                length = int(self.headers.get("content-length") or 0)
                asked = Asked(
                    self.command,
                    self.path,
                    {k.lower(): v for k, v in self.headers.items()},
                    self.rfile.read(length) if length else b"",
                )
                kind = proxy._fault()
                if kind == "timeout":
                    self.close_connection = True
                    self.connection.close()
                    return
                if kind == "throttle":
                    wait = {"Retry-After": str(proxy._retry_after), "Content-Type": "application/json"}
                    self._send(Answer(429, proxy._throttled, wait))
                elif kind == "error":
                    self._send(Answer(500, b"{}", {"Content-Type": "application/json"}))
                else:
                    own = proxy.answer(asked) if proxy.answer else None
                    self._send(own or proxy._pass_on(asked))

            def _send(self, answer: Answer) -> None:
                self.send_response_only(answer.status)
                for name, value in answer.headers.items():
                    if name.lower() != "content-length":
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(answer.body)

            def log_message(self, *_: Any) -> None:
                """Requests carry ids and addresses; nobody reads them here."""

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = _serve
            do_OPTIONS = do_PROPFIND = do_REPORT = do_MKCALENDAR = _serve

        return Handler
