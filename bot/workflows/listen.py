"""Reads live sources, several at once, and notes what became of each: read, busy, failing or to be connected again."""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from bot.workflows.sync import Sync, Synced
from integrations.errors import Reauth, Retry
from integrations.ports import Source
from records.clock import Clock
from records.connections import Connection, Connections, State
from records.errors import PromissoryError

AT_ONCE = 4
"""Mailboxes read at the same time."""
PATIENCE = 5
"""Failures in a row after which a busy source is called failing."""
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=10), timedelta(minutes=15)
LONGEST_ASKED = timedelta(days=1)
"""Whatever a vendor says of when to come again, we look at least this often."""
BUSY = "it is being read already"
log = logging.getLogger("promissory.listen")

Told = Callable[[str, int, int], None]
"""Called with a connection's id, items read, and items in all."""


@dataclass(frozen=True)
class Listen:
    """One mailbox that can't be read holds up no other, and is never passed over in silence."""

    connections: Connections
    sync: Sync
    open_source: Callable[[Connection], Source]
    wall: Clock
    _reading: set[str] = field(default_factory=set, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def due(self) -> list[Connection]:
        """Those that may be read now: neither paused, nor waiting for their owner or for a busy vendor."""
        now = self.wall.now()
        found = []
        for connection in self.connections.all():
            next_at = self.connections.reading(connection.id).next_at
            # A time beyond all waiting was noted by a clock that was wrong and has been put back.
            waits = next_at is not None and now < next_at <= now + LONGEST_ASKED
            if connection.is_pulled and connection.state in ("ok", "failing") and not waits:
                found.append(connection)
        return found

    def pull(
        self,
        connection: Connection,
        *,
        told: Told = lambda name, done, total: None,
        stop: Callable[[], bool] = lambda: False,
        compare: bool = False,
    ) -> Synced:
        """Read one connection. Raises nothing: what went wrong is its `problem`, in one sentence."""

        def read(source: Source) -> Synced:
            return self.sync.run(
                connection,
                source,
                on_progress=lambda done, total: told(connection.id, done, total),
                stop=stop,
                compare=compare,
            )

        return self._carefully(connection, read)

    def pull_all(
        self,
        connections: Sequence[Connection],
        *,
        told: Told = lambda name, done, total: None,
        stop: Callable[[], bool] = lambda: False,
        compare: bool = False,
    ) -> dict[str, Synced]:
        """`pull` of each, several at once; what became of it by connection."""
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="sync") as readers:
            reading = {
                c.id: readers.submit(self.pull, c, told=told, stop=stop, compare=compare) for c in connections
            }
            return {name: one.result() for name, one in reading.items()}

    def retry(self, connection: Connection) -> Synced:
        """Read again what was set aside as unreadable. Raises nothing, like `pull`."""
        refs = sorted(self.sync.items.refused(connection.mailbox_id))
        if not refs:
            return Synced()
        return self._carefully(connection, lambda source: self.sync.fetch(connection, source, refs))

    def _carefully(self, connection: Connection, read: Callable[[Source], Synced]) -> Synced:
        with self._alone(connection.id) as alone:
            if not alone:
                return Synced(problem=BUSY)
            try:
                return self._noted(connection, read)
            except Exception as broken:  # not even that it failed could be written down
                log.error("%s failed: %s", connection.id, type(broken).__name__)
                return Synced(problem=_ours(broken))

    def _noted(self, connection: Connection, read: Callable[[Source], Synced]) -> Synced:
        """What became of reading it, which its state says too."""
        try:
            source = self.open_source(connection)
            try:
                done = read(source)
            finally:
                _close(connection, source)
            self._well(connection)
            return done
        except Retry as busy:
            return self._busy(connection, busy)
        except Reauth as gone:
            log.warning("%s: reconnect needed", connection.id)
            self._call(connection, "reconnect", str(gone))
            return Synced(problem=f"Reconnect needed: {gone}")
        except PromissoryError as refused:
            return self._failing(connection, str(refused))
        except Exception as broken:  # what it says may be a customer's words
            log.error("%s failed: %s", connection.id, type(broken).__name__)
            return self._failing(connection, _ours(broken))

    @contextmanager
    def _alone(self, name: str) -> Iterator[bool]:
        """Whether nobody else reads this connection now."""
        with self._lock:
            alone = name not in self._reading
            self._reading.add(name)
        try:
            yield alone
        finally:
            if alone:
                with self._lock:
                    self._reading.discard(name)

    def _well(self, connection: Connection) -> None:
        state = self.connections.reading(connection.id)
        if state.failures or state.next_at is not None:
            self.connections.note(connection.id, failures=0, next_at=None)
        if self.connections.get(connection.id).state in ("failing", "reconnect"):
            self.connections.set_state(connection.id, "ok")

    def _busy(self, connection: Connection, busy: Retry) -> Synced:
        """Later, and later each time; for a while that is nobody's concern."""
        failures = self._wait(connection, _asked(busy.after))
        if failures >= PATIENCE:
            self._call(connection, "failing", str(busy))
        return Synced(problem=str(busy))

    def _failing(self, connection: Connection, problem: str) -> Synced:
        self._wait(connection, timedelta())
        self._call(connection, "failing", problem)
        return Synced(problem=problem)

    def _call(self, connection: Connection, state: State, problem: str) -> None:
        """Unless it was paused or removed while it was being read: that is for its owner to say."""
        if any(c.id == connection.id and c.state != "paused" for c in self.connections.all()):
            self.connections.set_state(connection.id, state, problem)

    def _wait(self, connection: Connection, at_least: timedelta) -> int:
        failures = self.connections.reading(connection.id).failures + 1
        wait = min(FIRST_WAIT * 2 ** min(failures - 1, 10), LONGEST_WAIT)
        self.connections.note(connection.id, failures=failures, next_at=self.wall.now() + max(wait, at_least))
        return failures


def _asked(seconds: float) -> timedelta:
    """A vendor's Retry-After as a time to wait, whatever it says."""
    most = LONGEST_ASKED.total_seconds()
    return timedelta(seconds=min(seconds, most) if seconds > 0 else 0)


def _ours(broken: Exception) -> str:
    return f"It can't be read because of a mistake of ours ({type(broken).__name__})."


def _close(connection: Connection, source: Source) -> None:
    """What was read stays read, even where the other side hangs up before we do."""
    try:
        source.close()
    except Exception as broken:
        log.info("%s: closing it failed (%s)", connection.id, type(broken).__name__)
