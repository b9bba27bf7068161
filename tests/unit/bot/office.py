"""A sales office with three customers, for tests of sharing: who owns which account, whose mail is whose."""

from collections.abc import Sequence
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from bot.workflows.share import Share
from records.models import Account, Event, Participant, Person, Role
from records.share_rules import Exclusions, ShareRule
from records.sharing import Sharing
from records.source_items import Item, SourceItems
from tests.builders import COMPANY, DANA, HENRIK, MARA, NOW, PRIYA, TOM, digested, event
from tests.unit.records.stores import Stores

STEFAN = "stefan@globex.example"
STRANGER = "hello@nobody-knows.example"
LAWYER = "ann@lawyers.example"


class Office(Stores):
    """Acme is Mara's and Globex is Tom's, both of Sales; Priya and Henrik work elsewhere."""

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self.people.add_domain("northbeam.example")
        for p in COMPANY:
            self.people.add(p.email, p.role, name=p.name, team="Sales" if p.role is Role.rep else None)
        self.import_crm()
        self._number = 0

    def import_crm(self, acme_owner: str = MARA.email) -> None:
        self.accounts.import_snapshot(
            [
                Account(
                    id="acc_acme",
                    name="Acme",
                    crm="x",
                    crm_id="1",
                    domains=("acme.example",),
                    owner=acme_owner,
                ),
                Account(
                    id="acc_glo",
                    name="Globex",
                    crm="x",
                    crm_id="2",
                    domains=("globex.example",),
                    owner=TOM.email,
                ),
            ],
            [],
            [],
        )

    @cached_property
    def share(self) -> Share:
        return Share(Sharing(self.db, self.clock), self.people, self.audit)

    @cached_property
    def items(self) -> SourceItems:
        return SourceItems(self.db, self.clock)

    def arrives(self, *to: str, owner: Person = MARA, sender: str | None = None, **more: Any) -> Event:
        """One mail in the owner's mailbox, as it is read from a file."""
        made = self.written(*to, sender=sender or owner.email, **more)
        self.log.append(self.box(owner.email), [digested(made)], version="test")
        self.share.marked()
        return made

    def written(self, *to: str, sender: str = MARA.email, **more: Any) -> Event:
        self._number += 1
        return event(
            f"Words of mail {self._number}.",
            number=self._number,
            **{
                "sender": Participant(email=sender),
                "to": tuple(Participant(email=a) for a in to or (DANA,)),
                "at": NOW - timedelta(hours=self._number),
                "subject": f"Subject {self._number}",
                **more,
            },
        )

    def syncs(
        self, ref: str, events: Sequence[Event] = (), labels: Sequence[str] = (), owner: Person = MARA
    ) -> None:
        """A live source tells of one item: new, changed, moved to other labels, or gone."""
        items = [Item(ref, tuple(e.id for e in events), "", tuple(labels))] if events else []
        self.items.store(
            self.box(owner.email),
            items,
            gone=[] if events else [ref],
            digested=[digested(e) for e in events],
            version="test",
        )

    def rule(
        self, maker: Person = MARA, *, team: str | None = None, everybody: bool = False, **exclude: Any
    ) -> ShareRule:
        """A rule in force."""
        draft = self.share.draft(
            self.people.get(maker.email), Exclusions(**exclude), team=team, everybody=everybody
        )
        self.clock.advance(timedelta(seconds=1))
        return self.share.add(draft)

    def reads(self, who: Person, e: Event) -> bool:
        return e.id in self.reading.events(who.email, [e.id])

    def shares(self) -> list[tuple[str, str, str]]:
        with self.db.read() as tx:
            rows = tx.exec_driver_sql("SELECT event_id, person, shared_by FROM event_share ORDER BY 1, 2")
            return [(row[0], row[1], row[2]) for row in rows]


__all__ = ["DANA", "HENRIK", "LAWYER", "MARA", "Office", "PRIYA", "STEFAN", "STRANGER", "TOM"]
