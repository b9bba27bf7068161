"""Two reps who both sell to Acme, each with a private mailbox, read by the real extractor; without the rest of the house."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from bot.replies.shapes import Reply
from bot.workflows.cite import Cite
from bot.workflows.extract import Digest
from bot.workflows.home_view import HomeView
from bot.workflows.insight import Insights
from bot.workflows.remember import Remember
from bot.workflows.settle import Settle
from bot.workflows.source_health import SourceHealth
from records.connections import Connections
from records.conversations import Conversations
from records.feedback import Feedback
from records.held_messages import HeldMessages
from records.insights import InsightRecord
from records.models import Account, Deal, Event, EventKind, Participant, Person, Role
from records.source_items import SourceItems
from retrieval.cleaning import clean
from tests.builders import COMPANY, DANA, MARA, NOW, event
from tests.unit.records.stores import Stores

DANA_AT_ACME = Participant(email=DANA, name="Dana Whitfield")
STEFAN_AT_GLOBEX = Participant(email="stefan.kranz@globex.example", name="Stefan Kranz")
PUBLIC = "https://promissory.northbeam.example"


def as_participant(person: Person) -> Participant:
    return Participant(email=person.email, name=person.name)


class TwoReps(Stores):
    """Acme and Globex are in the CRM. It is Friday morning, 20 November 2026."""

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self.people.add_domain("northbeam.example")
        for p in COMPANY:
            self.people.add(p.email, p.role, name=p.name, tz="Europe/Berlin")
        self.crm()
        self._number = 0

    def crm(self, next_step: str | None = "wait for night shift decision", at_risk: bool = False) -> None:
        """What the CRM holds."""
        acme = Account(
            id="acc_acme",
            name="Acme Corp Ltd",
            crm="x",
            crm_id="1",
            domains=("acme.example",),
            at_risk_flag=at_risk,
        )
        globex = Account(id="acc_glo", name="Globex", crm="x", crm_id="2", domains=("globex.example",))
        deal = Deal(id="d1", account_id="acc_acme", name="Acme night shift", crm_id="71", next_step=next_step)
        self.accounts.import_snapshot([acme, globex], [], [deal])

    # What is said

    def message(self, text: str, sender: Participant, to: Sequence[Participant] = (), **more: Any) -> Event:
        """A mail, cleaned; `hours` ago."""
        self._number += 1
        at: datetime = NOW - timedelta(hours=more.pop("hours", 24))
        return clean(event(text, number=self._number, sender=sender, to=tuple(to), **{"at": at, **more}))

    def logged(self, owner: Person | str, said: Event, source: str = "files") -> Event:
        """In the owner's mailbox, read."""
        email = owner if isinstance(owner, str) else owner.email
        mailbox = self.people.mailbox_of(email, source)
        item = self.digest.digest(said, self.digest.sides())
        self.log.append(mailbox, [item], version=self.digest.version)
        return said

    def writes(self, who: Person, text: str, to: Participant = DANA_AT_ACME, **more: Any) -> Event:
        """A colleague's mail, in that colleague's own mailbox only."""
        return self.logged(who, self.message(text, as_participant(who), [to], **more))

    def hears(self, who: Person, text: str, sender: Participant = DANA_AT_ACME, **more: Any) -> Event:
        """A customer's mail to a colleague, in that colleague's own mailbox only."""
        return self.logged(who, self.message(text, sender, [as_participant(who)], **more))

    def said_in(self, room: str, text: str, who: Person = MARA, **more: Any) -> Event:
        """A chat message as a surface hands it over: not logged, not cleaned."""
        made = self.message(
            text, as_participant(who), kind=EventKind.chat, source="slack", subject=room, hours=1, **more
        )
        return made.model_copy(update={"said": (), "quoted": more.get("quoted", ())})

    # Workflows

    @cached_property
    def digest(self) -> Digest:
        return Digest(self.log, self.people, self.accounts)

    @cached_property
    def settle(self) -> Settle:
        return Settle(self.log, self.promises, self.digest)

    @cached_property
    def conversations(self) -> Conversations:
        return Conversations(self.db, self.clock)

    @cached_property
    def held(self) -> HeldMessages:
        return HeldMessages(self.db, self.clock)

    @cached_property
    def feedback(self) -> Feedback:
        return Feedback(self.db)

    @cached_property
    def connections(self) -> Connections:
        return Connections(self.db, self.clock)

    @cached_property
    def insights(self) -> Insights:
        record = InsightRecord(self.db, self.clock, self.clock)
        return Insights(self.people, self.accounts, self.reading, record, self.audit, self.clock)

    @cached_property
    def remember(self) -> Remember:
        return Remember(
            people=self.people,
            reading=self.reading,
            digest=self.digest,
            held=self.held,
            conversations=self.conversations,
            audit=self.audit,
            clock=self.clock,
        )

    @cached_property
    def cite(self) -> Cite:
        return Cite(self.people, self.reading, self.log)

    @cached_property
    def home_view(self) -> HomeView:
        return HomeView(
            people=self.people,
            reading=self.reading,
            proposals=self.proposals,
            health=SourceHealth(self.connections, SourceItems(self.db, self.clock), self.clock),
            insights=self.insights,
            clock=self.clock,
            wall=self.clock,
            settings_words=lambda person: "Quiet from 18:00 to 8:00.",
        )

    # What happened

    def audited(self) -> list[tuple[str, str, str]]:
        with self.db.read() as connection:
            rows = connection.exec_driver_sql("SELECT actor, action, subject FROM audit ORDER BY seq")
            return [tuple(row) for row in rows]


def shown(reply: Reply | None) -> str:
    """All words of a reply, with everything that is not shown as well."""
    return repr(reply)


REPS = tuple(p for p in COMPANY if p.role is Role.rep)
