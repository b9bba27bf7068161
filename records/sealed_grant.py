"""What opens one connection, sealed in the ledger, and changed by one at a time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from filelock import FileLock, Timeout
from pydantic import SecretStr

from records.connections import Connections
from records.errors import HomeBusy
from records.vault import Vault, bound_to

PATIENCE = 90.0
"""Seconds to wait for another thread or process that renews the same grant."""


class SealedGrant:
    """The grant of one connection. `alone` keeps other threads and processes of this home away."""

    def __init__(
        self, connections: Connections, vault: Callable[[], Vault], connection_id: str, locks: Path
    ) -> None:
        """`vault` is asked when first needed, `locks` is a folder for lock files."""
        self._connections, self._vault = connections, vault
        self._id, self._locks = connection_id, locks
        self._aad = bound_to(connection_id, "grant")

    def load(self) -> SecretStr | None:
        """The grant as JSON text, None if there is none. Raises Unsealable when it can't be opened."""
        sealed = self._connections.grant(self._id)
        return None if sealed is None else SecretStr(self._vault().unseal(sealed, self._aad).decode())

    def save(self, grant: SecretStr) -> None:
        """Put it in the place of the last one. Raises NotFound when the connection was removed."""
        self._connections.get(self._id)
        self._connections.save_grant(
            self._id, self._vault().seal(grant.get_secret_value().encode(), self._aad)
        )

    def rewrap(self) -> bool:
        """Seal it with the present master key; False when there is nothing to do."""
        with self.alone():
            sealed = self._connections.grant(self._id)
            vault = self._vault()
            if sealed is None or vault.is_current(sealed):
                return False
            self._connections.save_grant(self._id, vault.rewrap(sealed))
            return True

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else of this home renews, replaces or removes it meanwhile. Raises HomeBusy after a while."""
        self._locks.mkdir(parents=True, exist_ok=True)
        # A lock of its own each time, so that it holds between threads as well.
        lock = FileLock(self._locks / f"grant-{sha256(self._id.encode()).hexdigest()[:16]}.lock")
        try:
            lock.acquire(timeout=PATIENCE)
        except Timeout as problem:
            raise HomeBusy(f"Another process is renewing the grant of {self._id}.") from problem
        try:
            yield
        finally:
            lock.release()
