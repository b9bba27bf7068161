"""Gmail as @emulators/google plays it, on loopback: one server a test run, a fresh mailbox for whoever asks."""

import json
import shutil
import subprocess
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.peers.required import here_or_skip

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class GoogleEmulator:
    """A running server."""

    url: str

    def new_mailbox(self) -> tuple[str, str]:
        """An empty mailbox: its address, and a bearer token that opens it."""
        email, token = f"{uuid.uuid4().hex[:12]}@solvent.example", uuid.uuid4().hex
        self._post("/peer/mailboxes", {"email": email, "token": token})
        return email, token

    def expire(self, email: str) -> None:
        """History before this moment is no longer served (404, as Gmail does after a week or so)."""
        self._post("/peer/expire", {"email": email})

    def _post(self, path: str, body: dict[str, Any]) -> None:
        request = urllib.request.Request(
            self.url + path, json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        urllib.request.urlopen(request, timeout=10).close()


def missing() -> str | None:
    """Why the emulator can't be started here, or None."""
    if shutil.which("node") is None:
        return "node is not installed (Debian: apt-get install nodejs npm)"
    if not (_HERE / "node_modules" / "@emulators" / "google").is_dir():
        return "@emulators/google is not installed (npm ci --prefix tests/peers)"
    return None


def emulator_or_skip() -> None:
    """Skips or fails the test where it is missing."""
    here_or_skip(missing())


@contextmanager
def running() -> Iterator[GoogleEmulator]:
    """A server on a free port, gone with all its mailboxes afterwards."""
    node = shutil.which("node") or "node"
    process = subprocess.Popen(
        [node, "google_emulator.mjs"],
        cwd=_HERE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        port = process.stdout.readline().strip()
        assert port.isdigit(), "the emulator did not start"
        yield GoogleEmulator(f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
