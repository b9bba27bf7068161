"""The real commands over a home of their own, and `promissory serve` as a process that can be told, asked and killed."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from bot.home import Home
from bot.settings import Settings
from records.models import Role
from records.vault import new_key

ROOT = Path(__file__).parents[2]
PATIENCE = 45.0
"""Seconds after which a test gives up; what they wait for takes a few, and the next poll is an hour away."""
HOUR = "3600"
ASKED_AT = "2026-11-18T09:00+00:00"
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Bot:
    """One home. `settings` are those of the environment, without their prefix."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.home, self._log = folder / "home", folder / "serve.log"
        self.port = free_port()
        own = {
            "HOME": str(self.home),
            "PORT": str(self.port),
            "MASTER_KEY": new_key().get_secret_value(),
            "EMBEDDINGS": "false",
            "POLL_SECONDS": HOUR,
        }
        outside = {k: v for k, v in os.environ.items() if not k.startswith(("PROMISSORY_", "DISPLAY"))}
        self._environment = {**outside, **named(own | settings)}
        self._process: subprocess.Popen[bytes] | None = None

    def know(self, admin: str) -> None:
        """Somebody of ours, with whom the home begins."""
        home = Home(Settings(home=self.home))
        home.people.add(admin, Role.admin)
        home.people.add_domain(admin.partition("@")[2])
        home.database.close()

    # Commands

    def run(self, *words: str, said: str = "", code: int = 0) -> str:
        """What it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "bot.cli.main", *words],
            cwd=ROOT,
            env=self._environment,
            input=said,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr if code else done.stdout

    def json(self, *words: str, code: int = 0) -> Any:
        return json.loads(self.run(*words, "--json", code=code))

    def sign_in(self, source: str, person: str, **options: str) -> None:
        """`promissory connect`, with a browser that agrees to everything."""
        given = [word for k, v in options.items() for word in ("--option", f"{k}={v}")]
        process = subprocess.Popen(
            [sys.executable, "-u", "-m", "bot.cli.main", "connect", source, "--as", person, "--yes", *given],
            cwd=ROOT,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("http"):
                _OPENER.open(line.strip(), timeout=20).close()
                break
        out, err = process.communicate(timeout=60)
        assert process.returncode == 0, out + err

    # The server

    def serve(self, role: str = "all", **settings: str) -> None:
        """Starts it, and returns once it serves."""
        before = len(self.log)
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bot.cli.main", "serve", "--role", role],
                cwd=ROOT,
                env={**self._environment, **named(settings)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        process = self._process
        until(lambda: "Promissory serves" in self.log[before:] or process.poll() is not None)
        assert process.poll() is None, self.log[before:]

    def stop(self, number: int = signal.SIGTERM) -> float:
        """Ends it; the seconds that this took."""
        if self._process is None:
            return 0.0
        began = time.monotonic()
        self._process.send_signal(number)
        code = self._process.wait(60)
        self._process = None
        assert code == (0 if number == signal.SIGTERM else -number), self.log
        return time.monotonic() - began

    def kill(self) -> None:
        """As a power cut would."""
        self.stop(signal.SIGKILL)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        return self._log.read_text() if self._log.exists() else ""

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> int:
        """The status."""
        request = urllib.request.Request(self.url + path, body, dict(headers), method="POST")
        try:
            with _OPENER.open(request, timeout=60) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as refused:
            return refused.code

    # What is known

    def rows(self, query: str, *values: object, file: str = "ledger.sqlite") -> list[tuple[Any, ...]]:
        database = sqlite3.connect(f"file:{self.home / file}?mode=ro", uri=True, timeout=10)
        try:
            return database.execute(query, values).fetchall()
        finally:
            database.close()

    def state(self, connection: str) -> str:
        return str(self.rows("SELECT state FROM connection WHERE id = ?", connection)[0][0])

    def is_read(self, connection: str) -> bool:
        """Whether both sides were compared, and equal."""
        query = "SELECT missing, extra FROM reading_state WHERE connection_id = ?"
        return self.rows(query, connection)[:1] == [(0, 0)]

    def holds(self, quote: str) -> bool:
        return bool(self.rows("SELECT 1 FROM promise WHERE quote = ?", quote))

    def answer(self, customer: str, person: str) -> Any:
        return self.json("ask", f"what did we promise {customer}?", "--as", person, "--now", ASKED_AT)

    def tells(self, quote: str, customer: str, person: str) -> float:
        """Waits until an answer has these words; the seconds until the ledger had them."""
        began = time.monotonic()
        until(lambda: self.holds(quote))
        took = time.monotonic() - began
        answer = self.answer(customer, person)
        assert quote in [p["quote"] for p in answer["promises"]], answer
        return took


def until(true: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Returns once it is true."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come true"
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def named(settings: Mapping[str, str]) -> dict[str, str]:
    return {f"PROMISSORY_{name}": value for name, value in settings.items()}
