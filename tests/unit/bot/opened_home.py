"""A home whose people connect mailboxes at a local identity server, without the rest of the house."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.workflows.connect import Connect, Connected, Plan
from integrations.errors import Reauth, Rejected, Retry
from integrations.oauth_credentials import StoredCredentials
from integrations.ports import Listed
from records.audit_log import AuditLog
from records.connections import Connection, Connections
from records.database import Database
from records.master_key import MasterKeys
from records.models import Role
from records.people import People
from records.sealed_grant import SealedGrant
from records.vault import new_key
from tests.doubles.identity_server import IdentityServer
from tests.unit.integrations.signing_in import MARA, MovableClock, browse, vendor_of

TOM, PRIYA = "tom@solvent.example", "priya@solvent.example"


class Mailbox:
    """A source that opens as long as the vendor takes its token, or the server its password."""

    def __init__(self, home: "OpenedHome", connection: Connection) -> None:
        if "wrong" in connection.options:
            raise Rejected("there is no option wrong")
        self._home, self._connection = home, connection
        self._credentials = home.credentials(connection.id)

    def listed(self) -> Iterator[Listed]:
        if self._home.trouble is not None:
            raise self._home.trouble
        if self._connection.source in ("imap", "caldav"):
            if self._credentials.password().get_secret_value() != "correct horse":
                raise Reauth("the server doesn't take name and password")
        elif not self._home.server.accepts(self._credentials.token().value.get_secret_value()):
            raise Reauth("the vendor refused the token")
        yield Listed(ref="1")

    def close(self) -> None:
        self._home.closed += 1


class OpenedHome:
    def __init__(self, path: Path, server: IdentityServer) -> None:
        self.path, self.server, self.clock = path, server, MovableClock()
        path.mkdir(parents=True, exist_ok=True)
        self.db = Database(f"sqlite:///{path / 'ledger.sqlite'}")
        self.db.migrate()
        self.people = People(self.db)
        for email, role in ((PRIYA, Role.admin), (MARA, Role.rep), (TOM, Role.rep)):
            self.people.add(email, role)
        self.connections = Connections(self.db, self.clock)
        self.key = new_key()
        self.keys = MasterKeys(path, self.key)
        self.trouble: Retry | Reauth | Rejected | None = None
        self.closed, self.erased, self.stopped = 0, 0, 0
        self.source_name = "gmail" if server.shape == "google" else "outlook_mail"
        self.id = f"{self.source_name}:{MARA}"

    @property
    def vendors(self) -> Any:
        return {self.server.shape: vendor_of(self.server)}

    @property
    def connect(self) -> Connect:
        """As a fresh process would build it."""
        return Connect(
            people=self.people,
            connections=self.connections,
            audit=AuditLog(self.db, self.clock, self.path / "audit.head"),
            clock=self.clock,
            keys=self.keys,
            vendors=self.vendors,
            grants=self.grant,
            open_source=lambda c: Mailbox(self, c),  # type: ignore[arg-type,return-value]
            erase=self._erase,
            stop_watching=self._stop,
        )

    def grant(self, connection_id: str) -> SealedGrant:
        return SealedGrant(self.connections, self.keys.vault, connection_id, self.path / "locks")

    def credentials(self, connection_id: str) -> StoredCredentials:
        return StoredCredentials(connection_id, self.grant(connection_id), self.vendors, self.clock)

    def _erase(self, connection: Connection) -> int:
        self.erased += 1
        return 12

    def _stop(self, connection: Connection) -> None:
        self.stopped += 1

    def plan(self, actor: str = MARA, account: str | None = None, **more: Any) -> Plan:
        given = {"source": self.source_name, "way": None, "options": {}, **more}
        return self.connect.plan(actor=actor, account=account, **given)

    def signed_in(self, actor: str = MARA, **more: Any) -> Connected:
        """The whole way through a browser."""
        begun = self.connect.start(self.plan(actor, **more), "http://127.0.0.1:9")
        back = browse(begun.url)
        return self.connect.finish(SecretStr(back["state"]), SecretStr(back["code"]), actor)

    def audited(self) -> list[tuple[str, str, str, str]]:
        with self.db.read() as connection:
            rows = connection.exec_driver_sql("SELECT actor, action, subject, detail FROM audit ORDER BY seq")
            return [tuple(row) for row in rows]  # type: ignore[misc]

    def on_disk(self) -> bytes:
        """Everything that the ledger's files hold."""
        return b"".join(p.read_bytes() for p in self.path.glob("ledger.sqlite*"))
