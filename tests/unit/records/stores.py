"""The record's stores over one fresh database, for the tests of this folder."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from records.accounts import Accounts
from records.audit_log import AuditLog
from records.clock import FixedClock
from records.database import Database
from records.event_log import EventLog
from records.models import Promise
from records.people import People
from records.promises import Promises
from records.proposals import Proposals
from records.reading import Reading
from records.reminders import Reminders
from tests.builders import MARA, NOW, PRIYA, digested
from tests.builders import event as make_event


@dataclass
class Stores:
    """One ledger without the rest of the house."""

    home: Path

    def __post_init__(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        self.db = Database(f"sqlite:///{self.home / 'ledger.sqlite'}")
        self.db.migrate()
        self.clock = FixedClock(NOW)

    @cached_property
    def log(self) -> EventLog:
        return EventLog(self.db, self.clock)

    @cached_property
    def people(self) -> People:
        return People(self.db)

    @cached_property
    def accounts(self) -> Accounts:
        return Accounts(self.db, self.clock)

    @cached_property
    def promises(self) -> Promises:
        return Promises(self.db, self.clock, self.clock)

    @cached_property
    def proposals(self) -> Proposals:
        return Proposals(self.db, self.clock)

    @cached_property
    def reminders(self) -> Reminders:
        return Reminders(self.db, self.clock)

    @cached_property
    def reading(self) -> Reading:
        return Reading(self.db, self.people, self.accounts, self.clock)

    @cached_property
    def audit(self) -> AuditLog:
        return AuditLog(self.db, self.clock, self.home / "audit.head")

    def box(self, owner: str = MARA.email) -> str:
        """The owner's mailbox; the owner works here."""
        if not self.people.all():
            self.people.add(PRIYA.email)
        self.people.add(owner)
        return self.people.mailbox_of(owner, "files")

    def log_promise(self, text: str = "We'll send the quote on Friday.", **changes: object) -> Promise:
        """One logged mail in Mara's mailbox that promises exactly its text."""
        from tests.builders import promise

        logged = make_event(text)
        made = promise(logged, **changes)  # type: ignore[arg-type]
        self.log.append(self.box(), [digested(logged, made)], version="test")
        return made
