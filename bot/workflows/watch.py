"""Keeps vendors' promises to push alive, and tells whose notice is whose."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeGuard

from integrations.ports import Source, Watch, Watching
from records.clock import Clock
from records.connections import Connection, Connections
from records.errors import PromissoryError
from records.watches import Watched, Watches

RETRY_IN = timedelta(minutes=5)
log = logging.getLogger("promissory.watch")


@dataclass(frozen=True)
class KeepWatching:
    """Renews at half of what the vendor granted, so that a failure leaves time to try again.

    `notify_url` says where a connection's notices go; None where this home can't be reached from
    outside, and then sources are polled only. `seal` and `unseal` take the secret and the connection's id.
    """

    connections: Connections
    watches: Watches
    open_source: Callable[[Connection], Source]
    notify_url: Callable[[Connection], str | None]
    seal: Callable[[str, str], bytes]
    unseal: Callable[[bytes, str], str]
    wall: Clock
    _rests: dict[str, datetime] = field(default_factory=dict, repr=False)
    """Connections that can't be watched now, and when to try again."""

    def tick(self) -> None:
        """Watch what is not watched yet and renew what is due; one that fails stops no other."""
        now = self.wall.now()
        for connection in self.connections.all():
            if connection.state != "ok" or not connection.is_pulled:
                continue
            held = self.watches.of(connection.id)
            rests = now < self._rests.get(connection.id, now) <= now + RETRY_IN
            if rests or (held and all(w.renew_at > now for w in held)):
                continue
            self._rests[connection.id] = now + RETRY_IN
            try:
                if self._attend(connection, held, now):
                    self._rests.pop(connection.id, None)
            except Exception as problem:  # one that fails stops no other
                # Polling goes on, so nothing is lost; reading the source tells its owner what is wrong.
                log.warning("%s: not watched (%s)", connection.id, type(problem).__name__)

    def attend(self, connection_id: str, event: str) -> bool:
        """What a vendor says of a watch itself; True if notices were missed and both sides must be compared.

        The next `tick` follows it: whoever hands us the notice need not wait for the vendor.
        """
        if event in ("reauthorizationRequired", "subscriptionRemoved"):
            for held in self.watches.of(connection_id):
                # A renewal of what is gone makes it anew.
                self.watches.save(_renewed_by(held, self.wall.now()))
            self._rests.pop(connection_id, None)
        return event in ("missed", "subscriptionRemoved")

    def secret_of(self, watched: Watched) -> str:
        return self.unseal(watched.sealed, watched.connection_id)

    def stop(self, connection: Connection) -> None:
        """Let go of every watch of a connection; what the vendor no longer knows is no error."""
        held = self.watches.of(connection.id)
        if not held:
            return
        try:
            source = self.open_source(connection)
            try:
                if _watches(source):
                    for each in held:
                        source.unwatch(self.to_watch(each))
            finally:
                source.close()
        except PromissoryError as problem:
            log.warning("%s: its watches run out by themselves (%s)", connection.id, type(problem).__name__)
        self.watches.remove(connection.id)

    def _attend(self, connection: Connection, held: list[Watched], now: datetime) -> bool:
        """Whether it is watched now; False where there is nothing to ask for."""
        url = self.notify_url(connection)
        if url is None:
            return False
        source = self.open_source(connection)
        try:
            if not _watches(source):
                return False
            if not held:
                for made in source.watch(url, now):
                    self._save(connection, made, now)
            for old in held:
                if old.renew_at <= now:
                    self._save(connection, source.renew(self.to_watch(old), now), now)
            return True
        finally:
            source.close()

    def _save(self, connection: Connection, made: Watch, now: datetime) -> None:
        self.watches.save(
            Watched(
                connection_id=connection.id,
                resource=made.resource,
                remote_id=made.remote_id,
                sealed=self.seal(made.secret, connection.id),
                expires_at=made.expires_at,
                renew_at=now + (made.expires_at - now) / 2,
                detail=made.detail,
            )
        )

    def to_watch(self, held: Watched) -> Watch:
        """As the vendor granted it, its secret unsealed."""
        return Watch(
            resource=held.resource,
            remote_id=held.remote_id,
            secret=self.secret_of(held),
            expires_at=held.expires_at,
            detail=held.detail,
        )


def _renewed_by(watched: Watched, at: datetime) -> Watched:
    return Watched(**{**watched.__dict__, "renew_at": at})


class _WatchingSource(Source, Watching): ...


def _watches(source: Source) -> TypeGuard[_WatchingSource]:
    return hasattr(source, "watch") and hasattr(source, "renew")
