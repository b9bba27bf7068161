"""The Microsoft 365 Agents Playground as a Teams client, on loopback, and a person who uses it in chromium."""

import json
import os
import selectors
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.peers.required import here_or_skip

_HERE = Path(__file__).parent
_PATIENCE = 60.0

TENANT = "5a1e5000-0000-4000-8000-000000000001"
BOT = "b0700000-0000-4000-8000-000000000011"
BOT_NAME, CHAT, GROUP = "Promissory", "Personal Chat", "Acme renewal"


@dataclass(frozen=True)
class Colleague:
    """Somebody of the tenant, as the connector tells a bot who asks for its members."""

    name: str
    email: str

    def account(self, n: int) -> dict[str, str]:
        given, _, surname = self.name.partition(" ")
        return {
            "id": f"29:user-{n}",
            "name": self.name,
            "userPrincipleName": self.email,  # the playground spells it so
            "aadObjectId": f"a0000000-0000-4000-8000-{n:012d}",
            "givenName": given,
            "surname": surname,
            "email": self.email,
        }


@dataclass(frozen=True)
class Message:
    """One message as the person sees it; a card's buttons and the labels of its inputs count as well."""

    author: str
    text: str
    buttons: list[str]
    inputs: list[str]
    links: list[str]


@dataclass
class Playground:
    """A page in which somebody chats with the bot. Whatever waits, waits for a condition.

    A message is named by what it `says`, is `without`, who it is `by` and exactly which `buttons` it has;
    the newest that fits is meant.
    """

    url: str
    _process: subprocess.Popen[str]

    @property
    def service_url(self) -> str:
        """Where a bot posts what it says unasked."""
        return f"{self.url.replace('127.0.0.1', 'localhost')}/_connector"

    def open(self) -> None:
        """Opens the page: the bot is installed and knows the chat when this returns."""
        self._do("open")

    def say(self, text: str, *, mention: bool = False) -> None:
        """Types and sends; with a mention of the bot, which in a group it needs in order to hear."""
        self._do("say", text=text, mention=BOT_NAME if mention else "")

    def visit(self, room: str) -> None:
        """Shows another conversation: CHAT or GROUP."""
        self._do("visit", room=room)

    def messages(self) -> list[Message]:
        """All of them, without waiting."""
        return [Message(**m) for m in self._do("read")]

    def message(
        self,
        *says: str,
        without: Sequence[str] = (),
        by: str | None = None,
        buttons: Sequence[str] | None = None,
        times: int = 1,
    ) -> Message:
        """The newest that fits, as soon as there are so many; fails with what there is instead."""
        return Message(**self._do("find", wanted=_wanted(says, without, by, buttons, times)))

    def press(self, button: str, *says: str) -> None:
        """The first of its buttons that is called so."""
        self._do("press", wanted=_wanted(says), button=button)

    def fill(self, label: str, text: str, *says: str) -> None:
        self._do("fill", wanted=_wanted(says), label=label, text=text)

    def choose(self, label: str, option: str, *says: str) -> None:
        self._do("choose", wanted=_wanted(says), label=label, option=option)

    def picture(self, path: Path, *says: str) -> Path:
        """The whole page, or one message of it."""
        self._do("picture", path=str(path), wanted=_wanted(says) if says else None)
        return path

    def _do(self, name: str, **args: Any) -> Any:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": name, **args}) + "\n")
        self._process.stdin.flush()
        return _answer(self._process)


def missing() -> str | None:
    """Why the playground can't be started here, or None."""
    if shutil.which("node") is None:
        return "node is not installed (Debian: apt-get install nodejs npm)"
    if _chromium() is None:
        return (
            "chromium is not installed (Debian: apt-get install chromium fonts-lato fonts-noto-color-emoji)"
        )
    for package in ("@microsoft/m365agentsplayground", "playwright-core"):
        if not (_HERE / "node_modules" / package).is_dir():
            return f"{package} is not installed (npm ci --prefix tests/peers)"
    return None


def playground_or_skip() -> None:
    """Skips or fails the test where it is missing."""
    here_or_skip(missing())


@contextmanager
def running(endpoint: str, *, me: Colleague, others: Sequence[Colleague] = ()) -> Iterator[Playground]:
    """A personal chat of `me` with the bot at `endpoint`, which is called for the first time by `open`."""
    home = Path(tempfile.mkdtemp(prefix="promissory-playground-"))
    process = None
    try:
        (home / ".m365agentsplayground.yml").write_text(json.dumps(_tenant(me, others)))
        script, node = _HERE / "playground" / "page.mjs", shutil.which("node") or "node"
        process = subprocess.Popen(
            [node, str(script), endpoint, _chromium() or "chromium"],
            cwd=home,
            env={"PATH": os.environ.get("PATH", ""), "HOME": str(home)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=(home / "stderr").open("w"),
            text=True,
        )
        try:
            url = str(_answer(process))
        except RuntimeError as problem:
            said = (home / "stderr").read_text()[-2000:]
            raise RuntimeError(f"the playground did not start: {said}") from problem
        yield Playground(url, process)
    finally:
        if process is not None:
            _end(process)
        shutil.rmtree(home, ignore_errors=True)


def _answer(process: subprocess.Popen[str]) -> Any:
    """The next line that the page's driver says; what it could not do is raised here."""
    assert process.stdout is not None
    with selectors.DefaultSelector() as ready:
        ready.register(process.stdout, selectors.EVENT_READ)
        if not ready.select(_PATIENCE):
            raise RuntimeError(f"the playground said nothing for {_PATIENCE:.0f} seconds")
    line = process.stdout.readline()
    if not line:
        raise RuntimeError("the playground ended by itself")
    answer = json.loads(line)
    if "failed" in answer:
        raise AssertionError(answer["failed"])
    return answer["ok"]


def _end(process: subprocess.Popen[str]) -> None:
    """The end of its stdin ends it, and it takes its browser and its server with it."""
    assert process.stdin is not None
    process.stdin.close()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()


def _wanted(
    says: Sequence[str],
    without: Sequence[str] = (),
    by: str | None = None,
    buttons: Sequence[str] | None = None,
    times: int = 1,
) -> dict[str, Any]:
    wanted: dict[str, Any] = {"says": list(says), "without": list(without), "times": times}
    if by is not None:
        wanted["by"] = by
    if buttons is not None:
        wanted["buttons"] = list(buttons)
    return wanted


def _tenant(me: Colleague, others: Sequence[Colleague]) -> dict[str, Any]:
    """The playground's own configuration; it insists on exactly five colleagues."""
    strangers = (Colleague(f"Colleague {n}", f"colleague{n}@lumenworks.example") for n in range(1, 6))
    five = [*others, *strangers][:5]
    return {
        "version": "0.1.1",
        "tenantId": TENANT,
        "bot": {"id": f"28:{BOT}", "name": BOT_NAME},
        "currentUser": me.account(0),
        "users": [each.account(n) for n, each in enumerate(five, 1)],
        "personalChat": {"id": "personal-chat"},
        "groupChat": {"id": "group-chat", "name": GROUP},
        "team": {
            "id": "team-sales",
            "name": "Sales",
            "aadGroupId": "60000000-0000-4000-8000-000000000031",
            "channels": [{"id": "channel-acme", "name": "Acme"}],
        },
    }


def _chromium() -> str | None:
    return os.environ.get("CHROMIUM") or shutil.which("chromium")
