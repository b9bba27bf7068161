"""A home on disk whose live sources are mailboxes in memory."""

from dataclasses import dataclass, field
from pathlib import Path

from bot.workflows.extract import Digest
from bot.workflows.listen import Listen
from bot.workflows.sync import Sync
from integrations.errors import Retry
from integrations.ports import Source
from records.accounts import Accounts
from records.clock import Clock, SystemClock
from records.connections import Connection, Connections
from records.database import Database
from records.event_log import EventLog
from records.models import Role
from records.people import People
from records.source_items import SourceItems
from tests.contracts.source_world import OWNER
from tests.doubles.source import MemoryWorld


@dataclass
class LiveHome:
    """`worlds` has the mailbox behind each connection; a failure put in `broken` is raised on opening."""

    path: Path
    clock: Clock = field(default_factory=SystemClock)
    worlds: dict[str, MemoryWorld] = field(default_factory=dict)
    broken: dict[str, Exception] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.database = Database(f"sqlite:///{self.path / 'ledger.sqlite'}")
        self.database.migrate()
        self.people = People(self.database)
        self.people.add(OWNER, Role.admin)
        self.people.add_domain("solvent.example")
        self.log = EventLog(self.database, self.clock)
        self.accounts = Accounts(self.database, self.clock)
        self.connections = Connections(self.database, self.clock)
        self.items = SourceItems(self.database, self.clock)
        self.digest = Digest(self.log, self.people, self.accounts)
        self.sync = Sync(self.connections, self.items, self.log, self.digest, self.clock, look_again=0.0)
        self.listen = Listen(self.connections, self.sync, self.open, self.clock)

    def connect(self, account: str = OWNER, owner: str = OWNER) -> tuple[Connection, MemoryWorld]:
        if self.people.find(owner) is None:
            self.people.add(owner)
        made = self.connections.add("memory", account, owner)
        return made, self.worlds.setdefault(made.id, MemoryWorld())

    def open(self, connection: Connection) -> Source:
        if connection.id in self.broken:
            raise self.broken[connection.id]
        return self.worlds[connection.id].source()

    def state(self, connection: Connection) -> Connection:
        return self.connections.get(connection.id)


def busy(after: float = 0.0) -> Retry:
    return Retry("The mailbox is busy.", after=after)
