"""Waits for the server to say that something changed in a folder (IDLE)."""

import contextlib
import re
import selectors
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from integrations.imap.session import Session

if TYPE_CHECKING:
    from integrations.imap.wire import Client

RENEW = 28 * 60.0
"""Seconds; servers may hang up on who has idled for 30 minutes."""
_LOOK = 0.5
"""Seconds after which a wish to stop is noticed at the latest."""
_COUNT = re.compile(rb"\* (\d+) EXISTS\b", re.IGNORECASE)
_GONE = re.compile(rb"\* (?:\d+ EXPUNGE|VANISHED)\b", re.IGNORECASE)


class Listener:
    """Waits at one folder, over a session of its own. Calls raise as those of a Source do, and Refused when
    the folder can't be opened."""

    def __init__(self, session: Session, folder: str, now: Callable[[], float] = time.monotonic) -> None:
        """Opens the folder: news is what comes from here on."""
        self._session = session
        self._folder = folder
        self._now = now
        self._count = session.examine(folder).exists

    def wait_for_news(self, seconds: float, stop: threading.Event, renew: float = RENEW) -> bool:
        """Whether mail came into the folder or left it, as soon as the server says so; False after `seconds`,
        or when told to stop.

        A server without IDLE says nothing: the caller's polling has to find out.
        """
        end = self._now() + seconds
        while not stop.is_set() and (left := end - self._now()) > 0:
            part = min(left, renew)
            if not self._session.run_once(lambda: self._session.inside(self._folder).has_capability("IDLE")):
                stop.wait(left)
                return False
            if self._session.run_once(lambda part=part: self._idle(part, stop)):  # type: ignore[misc]
                return True
        return False

    def _idle(self, seconds: float, stop: threading.Event) -> bool:
        """One IDLE of at most so many seconds."""
        client = self._session.inside(self._folder)
        end = self._now() + seconds
        news = self._is_news(_begin(client))
        # What came in one piece with the first answer is in the buffer, where no waiting finds it.
        news |= self._is_news(_drained(client))
        with selectors.DefaultSelector() as selector:
            selector.register(client.socket(), selectors.EVENT_READ)
            while not news and not stop.is_set() and (left := end - self._now()) > 0:
                if not selector.select(min(_LOOK, left)):
                    continue
                said = _drained(client)
                news = self._is_news(said)
                if not said:
                    break  # nothing to be read is what a hang-up looks like; the next command will show
        return self._is_news(_end(client)) or news

    def _is_news(self, lines: list[bytes]) -> bool:
        """Some servers repeat the count whenever they are asked to wait; that alone is no news."""
        before = self._count
        for line in lines:
            if count := _COUNT.match(line):
                self._count = int(count[1])
            elif _GONE.match(line):
                self._count = -1
        return self._count != before


def _begin(client: "Client") -> list[bytes]:
    imap = client._imap
    client._idle_tag = imap._command("IDLE")
    lines = []
    while (line := imap._get_response()) is not None:
        lines.append(line)
        if imap.tagged_commands.get(client._idle_tag):
            raise imap.error("IDLE is refused")
    return lines


def _drained(client: "Client") -> list[bytes]:
    """The lines that are there already, without waiting for more."""
    imap, socket = client._imap, client.socket()
    patience = socket.gettimeout()
    lines: list[bytes] = []
    socket.setblocking(False)
    try:
        while True:
            lines.append(imap._get_line())
    except OSError:
        return lines
    except imap.abort as problem:
        if "EOF" not in str(problem):
            raise
        return lines
    finally:
        with contextlib.suppress(OSError):
            socket.settimeout(patience)


def _end(client: "Client") -> list[bytes]:
    imap, tag = client._imap, client._idle_tag
    imap.send(b"DONE\r\n")
    lines = []
    while not imap.tagged_commands[tag]:
        lines.append(imap._get_response() or b"")
    imap.tagged_commands.pop(tag)
    return lines
