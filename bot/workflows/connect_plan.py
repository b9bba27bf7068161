"""What connecting a mailbox would do, and what became of it: shown to people, free of secrets."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from integrations import oauth
from integrations.quality import Integration, Scope
from records.connections import Connection

Way = Literal["browser", "device", "service_account", "application", "password"]


@dataclass(frozen=True)
class Plan:
    """What connecting would do; shown to a person before anything is asked of a vendor."""

    source: str
    account: str
    owner: str
    actor: str
    way: Way
    sheet: Integration
    scopes: tuple[Scope, ...]
    options: Mapping[str, str]

    @property
    def connection_id(self) -> str:
        return f"{self.source}:{self.account}"

    @property
    def needed(self) -> tuple[str, ...]:
        """What can't be done without; the scopes of identity are the vendor's own affair."""
        return tuple(s.name for s in self.sheet.scopes if s.name not in oauth.IDENTITY)


@dataclass(frozen=True)
class Connected:
    """A mailbox that can be read from now on; `problem` when the first look has to wait."""

    connection: Connection
    problem: str | None = None


@dataclass(frozen=True)
class Disconnected:
    """What became of a connection; `note` is what is left for a person to do, if anything."""

    id: str
    revoked: bool
    erased: int | None
    note: str | None
