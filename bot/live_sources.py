"""Live mailboxes and calendars of one home: built here for `bot.app`, at their first use."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from bot.settings import Settings
from bot.workflows.connect import Connect
from bot.workflows.extract import Digest
from bot.workflows.listen import Listen
from bot.workflows.sync import Share, Sync
from bot.workflows.watch import KeepWatching
from integrations.oauth import Vendor
from integrations.oauth_credentials import StoredCredentials
from integrations.oauth_grants import VendorName
from integrations.oauth_vendors import vendors
from integrations.ports import Change, Credentials, Source
from policies.door import OPTIONS as DOOR_OPTIONS
from policies.door import Door, at_the_door
from records.audit_log import AuditLog
from records.clock import Clock
from records.connections import Connection, Connections
from records.database import Database
from records.event_log import EventLog
from records.master_key import MasterKeys
from records.people import People
from records.sealed_grant import SealedGrant
from records.source_items import SourceItems
from records.vault import Vault, bound_to
from records.watches import Watches

if TYPE_CHECKING:
    from bot.listener import Listener

_PUSHED_TO = {"gmail": "gmail", "google_calendar": "calendar"}
"""Where a source's notices go; all others of Microsoft's go to `graph`."""

ERASED_AT_ONCE = 200


class LiveSources:
    """Whatever is connected; nothing of a vendor is imported before a source is opened."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        wall: Clock,
        log: EventLog,
        digest: Callable[[], Digest],
        share: Share = lambda connection, event_ids: None,
        also_sealed: Callable[[Vault], int] = lambda vault: 0,
    ) -> None:
        """`digest` is asked each time, because its threshold may be refitted while this runs. `also_sealed` seals
        what others keep with the same key, when that changes."""
        self._settings, self._database, self._wall = settings, database, wall
        self._log, self._digest, self._share = log, digest, share
        self._also_sealed = also_sealed
        self._opening = threading.Lock()

    @cached_property
    def connections(self) -> Connections:
        return Connections(self._database, self._wall)

    @cached_property
    def items(self) -> SourceItems:
        return SourceItems(self._database, self._wall)

    @cached_property
    def watches(self) -> Watches:
        return Watches(self._database)

    @cached_property
    def keys(self) -> MasterKeys:
        s = self._settings
        return MasterKeys(s.home, s.master_key, s.master_key_old)

    def vault(self) -> Vault:
        """Opens and seals what is stored; raises a plain sentence where the home has no key."""
        with self._opening:
            return self.keys.vault()

    @cached_property
    def sync(self) -> Sync:
        return Sync(
            connections=self.connections,
            items=self.items,
            log=self._log,
            digest=self._digest(),
            wall=self._wall,
            admit=_admit,
            share=self._share,
        )

    @cached_property
    def listen(self) -> Listen:
        return Listen(self.connections, self.sync, self.open, self._wall)

    @cached_property
    def keep_watching(self) -> KeepWatching:
        return KeepWatching(
            connections=self.connections,
            watches=self.watches,
            open_source=self.open,
            notify_url=self._notify_url,
            seal=lambda secret, name: self.vault().seal(secret.encode(), bound_to(name, "watch")),
            unseal=lambda sealed, name: self.vault().unseal(sealed, bound_to(name, "watch")).decode(),
            wall=self._wall,
        )

    @cached_property
    def vendors(self) -> Mapping[VendorName, Vendor]:
        """Where people sign in; raises Rejected for settings that can't be used."""
        s = self._settings
        return vendors(
            google_client_id=s.google_client_id,
            google_client_secret=s.google_client_secret,
            google_accounts_url=s.google_accounts_url,
            google_oauth_url=s.google_oauth_url,
            microsoft_client_id=s.microsoft_client_id,
            microsoft_client_secret=s.microsoft_client_secret,
            microsoft_certificate=s.microsoft_certificate,
            microsoft_tenant=s.microsoft_tenant,
            microsoft_login_url=s.microsoft_login_url,
            microsoft_graph_url=s.microsoft_graph_url,
        )

    def grant(self, connection_id: str) -> SealedGrant:
        return SealedGrant(self.connections, self.vault, connection_id, self._settings.home / "locks")

    def credentials(self, connection: Connection) -> Credentials:
        """What opens it, unsealed when it is used."""
        return StoredCredentials(connection.id, self.grant(connection.id), self.vendors, self._wall)

    def connect(self, people: People, audit: AuditLog) -> Connect:
        return Connect(
            people=people,
            connections=self.connections,
            audit=audit,
            clock=self._wall,
            keys=self.keys,
            vendors=self.vendors,
            grants=self.grant,
            open_source=self.open,
            erase=self._erase,
            stop_watching=self.keep_watching.stop,
            also_sealed=self._seal_anew,
        )

    def _erase(self, connection: Connection) -> int:
        """In portions, so that nobody waits to write for as long as a large mailbox takes."""
        gone, box = list(self.items.refs(connection.mailbox_id)), connection.mailbox_id
        portions = [gone[at : at + ERASED_AT_ONCE] for at in range(0, len(gone), ERASED_AT_ONCE)]
        return sum(self.items.store(box, (), gone=portion).deleted for portion in portions)

    def _seal_anew(self, vault: Vault) -> int:
        """Everything sealed besides grants."""
        return self._seal_watches_anew(vault) + self._also_sealed(vault)

    def _seal_watches_anew(self, vault: Vault) -> int:
        held = [w for c in self.connections.all() for w in self.watches.of(c.id)]
        old = [w for w in held if not vault.is_current(w.sealed)]
        for each in old:
            self.watches.save(replace(each, sealed=vault.rewrap(each.sealed)))
        return len(old)

    def open(self, connection: Connection) -> Source:
        """A connector over this mailbox. Raises what a source raises."""
        from integrations import registry

        options = {k: v for k, v in connection.options.items() if k not in DOOR_OPTIONS}
        return registry.live_source(
            connection.source, connection.account, options, self.credentials(connection), self._wall
        )

    def listener(self, after: Callable[[], None] = lambda: None) -> "Listener":
        """Reads on notices and by the clock, once started."""
        from bot.listener import Listener

        return Listener(self.listen, self._settings.poll_seconds, after)

    def _notify_url(self, connection: Connection) -> str | None:
        """Our public address for this source's notices; Gmail's go to its Pub/Sub topic instead."""
        if connection.source == "gmail":
            return connection.options.get("topic") or self._settings.gmail_topic
        base = self._settings.public_url
        if base is None:
            return None
        return f"{base.rstrip('/')}/push/{_PUSHED_TO.get(connection.source, 'graph')}"


def _admit(connection: Connection, change: Change) -> str | None:
    people = {p.email for e in change.events for p in (*e.participants, *(t.speaker for t in e.turns))}
    found = at_the_door(Door.from_options(connection.options), change.labels, people)
    return None if found.stored else found.reason
