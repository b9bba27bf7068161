"""While `promissory serve` runs: reads live sources when a notice comes in, and by the clock behind that."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from bot.workflows.listen import AT_ONCE, Listen
from integrations.ports import Waiting
from records.connections import Connection

log = logging.getLogger("promissory.listener")
IDLE_SECONDS = 300.0
"""How long one wait for a mailbox's own news lasts before the connection is looked at again."""


class Listener:
    """A thread that sleeps until somebody pokes it or the polling interval is over."""

    def __init__(self, listen: Listen, poll_seconds: float, after: Callable[[], None] = lambda: None) -> None:
        self._listen, self._poll, self._after = listen, poll_seconds, after
        self._poked: set[str] = set()
        self._owed: set[str] = set()
        """Connections that are to be compared as soon as they can be read."""
        self._news = threading.Condition()
        self._stopping = threading.Event()
        self._idling: dict[str, threading.Thread] = {}
        self._silent: set[str] = set()
        """Connections whose server tells nothing over an open connection."""
        self._readers = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="sync")
        self._reading: set[str] = set()
        self._thread = threading.Thread(target=self._run, name="listener", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def poke(self, connection_id: str, compare: bool = False) -> None:
        """This connection has news: read it at once; `compare` both sides where notices were missed."""
        with self._news:
            self._poked.add(connection_id)
            if compare:
                self._owed.add(connection_id)
            self._news.notify()

    def stop(self) -> None:
        """End after the pages in hand."""
        self._stopping.set()
        with self._news:
            self._news.notify()
        if self._thread.is_alive():
            self._thread.join()
        self._readers.shutdown(wait=True, cancel_futures=True)
        for thread in self._idling.values():
            thread.join(timeout=5)

    def _run(self) -> None:
        while not self._stopping.is_set():
            for connection in self._due():
                self._submit(connection)
                self._idle(connection)
            self._answer_pokes()

    def _due(self) -> list[Connection]:
        """None where the ledger can't be asked just now: listening goes on with the next interval."""
        try:
            return self._listen.due()
        except Exception as problem:
            log.error("nothing could be read: %s", type(problem).__name__)
            return []

    def _answer_pokes(self) -> None:
        """Read what is poked until the polling interval is over."""
        import time

        until = time.monotonic() + self._poll
        while not self._stopping.is_set() and (left := until - time.monotonic()) > 0:
            with self._news:
                ready = [name for name in self._poked if name not in self._reading]
                if not ready:
                    self._news.wait(left)
                    ready = [name for name in self._poked if name not in self._reading]
                self._poked.difference_update(ready)
            if ready:
                for connection in self._due():
                    if connection.id in ready:
                        self._submit(connection)

    def _submit(self, connection: Connection) -> None:
        with self._news:
            if connection.id in self._reading or self._stopping.is_set():
                return
            self._reading.add(connection.id)
        self._readers.submit(self._read, connection)

    def _read(self, connection: Connection) -> None:
        with self._news:
            compare = connection.id in self._owed
            self._owed.discard(connection.id)
        compared = False
        try:
            done = self._listen.pull(connection, stop=self._stopping.is_set, compare=compare)
            compared = done.problem is None
            if done.new or done.updated or done.deleted:
                self._after()
        except Exception as problem:
            log.error("%s failed: %s", connection.id, type(problem).__name__)
        finally:
            with self._news:
                if compare and not compared:
                    self._owed.add(connection.id)
                self._reading.discard(connection.id)
                self._news.notify()

    def _idle(self, connection: Connection) -> None:
        """A thread of its own for a mailbox that tells its news over an open connection (IMAP IDLE)."""
        running = self._idling.get(connection.id)
        if connection.id in self._silent or (running is not None and running.is_alive()):
            return
        thread = threading.Thread(
            target=self._wait_for_news, args=(connection,), name=f"idle {connection.id}", daemon=True
        )
        self._idling[connection.id] = thread
        thread.start()

    def _is_read(self, connection: Connection) -> bool:
        """Whether it is still connected and not paused. Raises NotFound where it was removed."""
        state = self._listen.connections.get(connection.id).state
        return state in ("ok", "failing") and not self._stopping.is_set()

    def _wait_for_news(self, connection: Connection) -> None:
        try:
            source = self._listen.open_source(connection)
            try:
                if not isinstance(source, Waiting):
                    self._silent.add(connection.id)
                    return
                while self._is_read(connection):
                    if source.wait(IDLE_SECONDS, self._stopping):
                        self.poke(connection.id)
            finally:
                source.close()
        except Exception as problem:
            # Polling goes on; the next interval tries again.
            log.info("%s: not waiting for news (%s)", connection.id, type(problem).__name__)
