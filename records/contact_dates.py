"""With which accounts a person has something open, and when they were last in touch; read-only."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import and_, exists, func, or_, select

from records.database import Database
from records.models import Direction, EventKind, PromiseStatus
from records.participants import may_be_told
from records.people import our_domains
from records.readers import works_here
from records.tables import account, deal, event, event_account, event_person, promise
from records.tables import person as person_row

_IN_TOUCH = [k.value for k in (EventKind.mail, EventKind.meeting, EventKind.transcript, EventKind.chat)]
_NOBODY_SPOKE = (
    "auto_reply",
    "bulk",
    "cancelled",
    "internal_note",
    "date_missing",
    "date_absurd",
)
"""Flags of what is no contact, or of whose day nothing is known."""


@dataclass(frozen=True)
class OpenAccount:
    """What a card about an account says first."""

    id: str
    name: str
    deals: tuple[str, ...] = field(default=())
    """Names of the deals that are open."""


class ContactDates:
    """Everything here is what this person may be told: a colleague's mail that they may not read is no contact."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def of(self, person: str) -> dict[str, datetime]:
        """Accounts that this person owns with an open deal, or owes a promise -> the last contact.

        Accounts without any contact that we know of are not there, nor are those that the CRM does not know:
        they may be a family, or a newsletter.
        """
        a, p = account.c, promise.c
        owns = and_(
            func.lower(a.owner) == person,
            exists(select(deal.c.id).where(deal.c.account_id == a.id, deal.c.is_open)),
        )
        owes = a.id.in_(
            select(p.account_id).where(
                p.owner == person,
                p.direction == Direction.ours.value,
                p.status == PromiseStatus.open.value,
                p.account_id.is_not(None),
                may_be_told(person, p.event_id),
            )
        )
        known = and_(a.merged_into.is_(None), a.provisional.is_(False))
        query = select(a.id).where(known, works_here(person), or_(owns, owes))
        with self._db.read() as connection:
            ids = list(connection.execute(query).scalars())
        return self.last(person, ids)

    def last(
        self, person: str, account_ids: Collection[str], *, since: datetime | None = None
    ) -> dict[str, datetime]:
        """The last time anybody of ours and theirs was in touch; a meeting to come counts as well.

        With `since` only contact from then on is looked for, which is quick.
        """
        if not account_ids:
            return {}
        e, link = event.c, event_account.c
        with self._db.read() as connection:
            ours = sorted(our_domains(connection))
            query = (
                select(link.account_id, func.max(e.at).label("at"))
                .join(event, e.id == link.event_id)
                .where(
                    link.account_id.in_(list(account_ids)),
                    *([] if since is None else [e.at >= since]),
                    e.kind.in_(_IN_TOUCH),
                    e.erased_at.is_(None),
                    *(e.body["flags"].as_string().not_like(f'%"{flag}"%') for flag in _NOBODY_SPOKE),
                    # A call may name its speakers without their addresses.
                    or_(e.kind == EventKind.transcript.value, _somebody_else(e.id, ours)),
                    may_be_told(person, e.id),
                )
                .group_by(link.account_id)
            )
            return {row.account_id: row.at for row in connection.execute(query)}

    def accounts(self, account_ids: Collection[str]) -> dict[str, OpenAccount]:
        """Names of these accounts and of their open deals, where they exist."""
        wanted = list(account_ids)
        names = select(account.c.id, account.c.name).where(account.c.id.in_(wanted))
        open_ones = (
            select(deal.c.account_id, deal.c.name)
            .where(deal.c.account_id.in_(wanted), deal.c.is_open)
            .order_by(deal.c.close_date, deal.c.name)
        )
        with self._db.read() as connection:
            deals: dict[str, list[str]] = {}
            for row in connection.execute(open_ones):
                deals.setdefault(row.account_id, []).append(row.name)
            return {
                row.id: OpenAccount(row.id, row.name, tuple(deals.get(row.id, ())))
                for row in connection.execute(names)
            }


def _somebody_else(event_id: Any, ours: Collection[str]) -> Any:
    """Whether anybody was on the event who does not work here."""
    who = event_person.c
    colleague = who.email.in_(select(person_row.c.email))
    return exists(
        select(who.event_id).where(
            who.event_id == event_id, ~colleague, *(who.email.not_like(f"%@{domain}") for domain in ours)
        )
    )
