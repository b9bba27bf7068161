"""Gmail and Google Calendar as myworld plays them, on loopback: one server a test run, a fresh world per test."""

import importlib.util
import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.peers.required import here_or_skip

_HERE = Path(__file__).parent
START = "2026-11-16T12:00:00+00:00"


@dataclass(frozen=True)
class MyWorld:
    """A running server. Its clock is virtual: each request takes a second or so of it."""

    url: str

    def new_world(self, email: str) -> tuple[str, str]:
        """An empty mailbox and an empty calendar of one person: the world's id, and a bearer token for both."""
        name = f"w{uuid.uuid4().hex[:12]}"
        person = {"email": email, "name": "Mara"}
        spec = {
            "name": name,
            "task": "",
            "now": START,
            "time": "virtual",
            "servers": {
                "gmail": {"seed": {"user": person, "emails": []}},
                "calendar": {"seed": {"user": person, "timeZone": "UTC", "events": [], "calendars": []}},
            },
        }
        told = self.post("/envs", {"spec": spec, "id": name})
        (granted,) = told["credentials"].values()
        return name, str(granted["google_access_token"])

    def faults(self, instance: str, faults: list[dict[str, Any]]) -> None:
        """The server's own faults, such as {"kind": "rate_limit", "times": 2, "probability": 1}."""
        self._ask("PUT", f"/instances/{instance}/faults", faults)

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        return dict(self._ask("POST", path, body))

    def end(self, world: str) -> None:
        self._ask("DELETE", f"/envs/{world}", None)

    def _ask(self, method: str, path: str, body: Any) -> Any:
        request = urllib.request.Request(
            self.url + path,
            None if body is None else json.dumps(body).encode(),
            {"Content-Type": "application/json"},
            method=method,
        )
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.loads(answer.read())


def missing() -> str | None:
    """Why myworld can't be started here, or None."""
    if importlib.util.find_spec("myworld") is None:
        return "myworld is not installed (pip install 'myworld[gateway]')"
    return None


def myworld_or_skip() -> None:
    """Skips or fails the test where it is missing."""
    here_or_skip(missing())


@contextmanager
def running() -> Iterator[MyWorld]:
    """A server on a free port, gone with all its worlds afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [
            sys.executable,
            "-P",  # this folder's myworld.py is not the package
            str(_HERE / "myworld_server.py"),
            *(
                "serve",
                "--host",
                "127.0.0.1",
                "--port",
                str(port),
                "--time",
                "virtual",
                "--log-level",
                "error",
            ),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        server = MyWorld(f"http://127.0.0.1:{port}")
        for _ in range(300):
            try:
                urllib.request.urlopen(server.url + "/healthz", timeout=5).close()
                break
            except (urllib.error.URLError, OSError):
                assert process.poll() is None, "myworld did not start"
                time.sleep(0.1)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
