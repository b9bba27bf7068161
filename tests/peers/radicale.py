"""A real CalDAV server, radicale, on loopback: one server a test run, a fresh person for whoever asks."""

import contextlib
import http.client
import importlib.util
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.peers.required import here_or_skip

PASSWORD = "correct-horse"

_CONFIG = """
[server]
hosts = 127.0.0.1:{port}
max_connections = 50
delay_on_error = 0
max_resource_size = 80000000
[auth]
type = htpasswd
htpasswd_filename = {at}/users
htpasswd_encryption = plain
delay = 0
[rights]
type = owner_only
[storage]
filesystem_folder = {at}/storage
[web]
type = none
[logging]
level = critical
"""


@dataclass(frozen=True)
class Radicale:
    """A running server; whoever it knows logs in with PASSWORD and reads only what is theirs."""

    at: Path
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def new_user(self) -> str:
        """Who has no calendar yet."""
        user = f"{uuid.uuid4().hex[:12]}@solvent.example"
        with (self.at / "users").open("a") as users:
            users.write(f"{user}:{PASSWORD}\n")
        return user

    def forget_sync(self, user: str) -> None:
        """No sync token that was handed out so far is known any more, as after a restored backup."""
        for cache in (self.at / "storage" / "collection-root" / user).glob("*/.Radicale.cache"):
            for part in ("sync-token", "history"):
                shutil.rmtree(cache / part, ignore_errors=True)


class Dav:
    """What a person's own calendar program does, straight to the server."""

    def __init__(self, server: Radicale, user: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=300)
        self._login = "Basic " + b64encode(f"{user}:{PASSWORD}".encode()).decode()

    def ask(
        self, method: str, path: str, body: bytes | str = b"", headers: Mapping[str, str] | None = None
    ) -> bytes:
        """The answer's body; any refusal fails the test."""
        status, answer = self.try_to(method, path, body, headers)
        assert status < 300, f"{method} {path}: {status} {answer[:300]!r}"
        return answer

    def try_to(
        self, method: str, path: str, body: bytes | str = b"", headers: Mapping[str, str] | None = None
    ) -> tuple[int, bytes]:
        raw = body.encode() if isinstance(body, str) else body
        self._connection.request(
            method, path, body=raw or None, headers={"Authorization": self._login, **(headers or {})}
        )
        response = self._connection.getresponse()
        return response.status, response.read()

    def make_calendar(self, path: str, name: str, extra: str = "") -> None:
        self.ask(
            "MKCALENDAR",
            path,
            '<?xml version="1.0" encoding="utf-8"?>'
            '<C:mkcalendar xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:set><D:prop>'
            f"<D:displayname>{name}</D:displayname>{extra}</D:prop></D:set></C:mkcalendar>",
        )

    def put(self, path: str, ics: bytes | str) -> None:
        self.ask("PUT", path, ics, {"Content-Type": "text/calendar; charset=utf-8"})

    def move(self, path: str, to: str) -> None:
        host = f"http://127.0.0.1:{self._connection.port}"
        self.ask("MOVE", path, headers={"Destination": host + to, "Overwrite": "F"})

    def delete(self, path: str) -> None:
        self.ask("DELETE", path)

    def close(self) -> None:
        self._connection.close()


def missing() -> str | None:
    """Why radicale can't be started here, or None."""
    if importlib.util.find_spec("radicale") is None:
        return "radicale is not installed (pip install 'radicale>=3.5,<4')"
    return None


def radicale_or_skip() -> None:
    """Skips or fails the test where it is missing."""
    here_or_skip(missing())


@contextmanager
def running() -> Iterator[Radicale]:
    """A server on a free port, gone with all its calendars afterwards."""
    at = Path(tempfile.mkdtemp(prefix="promissory-radicale-"))
    process = None
    try:
        server = Radicale(at, _free_port())
        (at / "users").touch()
        (at / "config").write_text(_CONFIG.format(at=at, port=server.port))
        process = subprocess.Popen(
            [sys.executable, "-m", "radicale", "--config", str(at / "config")],
            stdout=subprocess.DEVNULL,
            stderr=(at / "stderr").open("wb"),
        )
        deadline = time.monotonic() + 20
        while not _answers(server.port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"radicale did not start: {(at / 'stderr').read_text()[-2000:]}")
            time.sleep(0.05)
        yield server
    finally:
        if process is not None:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(at, ignore_errors=True)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
    with contextlib.closing(connection):
        try:
            connection.request("OPTIONS", "/")
            return connection.getresponse().status < 500
        except (OSError, http.client.HTTPException):
            return False


def _free_port() -> int:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as held:
        return int(held.getsockname()[1])
