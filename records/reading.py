"""What a reader may see of the ledger: every query here filters by reader, in SQL."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, bindparam, case, func, or_, select, text

from records.account_names import best
from records.accounts import Accounts
from records.clock import Clock
from records.correspondents import Correspondent
from records.database import Database
from records.event_facts import EventFacts, SaidIntent
from records.models import (
    Account,
    Coverage,
    Direction,
    Event,
    EventKind,
    Hit,
    Match,
    Person,
    Promise,
    PromiseStatus,
)
from records.people import People
from records.readers import readable_by, works_here
from records.rows import at_offset, to_event, to_promise
from records.tables import (
    account,
    contact,
    event,
    event_account,
    event_person,
    event_seen,
    event_share,
    intent,
    mailbox_owner,
    promise,
)
from records.telling_words import telling

_MOST_NAMELESS = 200


class Reading:
    """Implements the `Ledger` that retrieval reads through."""

    def __init__(self, database: Database, people: People, accounts: Accounts, clock: Clock) -> None:
        self._db, self._people, self._accounts, self._clock = database, people, accounts, clock

    def mailboxes(self, reader: str) -> list[str]:
        return self._people.mailboxes(reader) if self._people.find(reader) else []

    def promises(
        self,
        reader: str,
        *,
        ids: Sequence[str] | None = None,
        account_ids: Sequence[str] | None = None,
        direction: Direction | None = None,
        statuses: Sequence[PromiseStatus] | None = None,
        owner: str | None = None,
        said_from: datetime | None = None,
        said_to: datetime | None = None,
        due_from: date | None = None,
        due_to: date | None = None,
        today: date | None = None,
        limit: int = 500,
    ) -> list[Promise]:
        p = promise.c
        query = (
            select(promise, account.c.name.label("account_name"))
            .outerjoin(account, account.c.id == p.account_id)
            .where(readable_by(reader, p.event_id))
            .order_by(p.at.desc(), p.start)
            .limit(limit)
        )
        if ids is not None:
            query = query.where(p.id.in_(list(ids)))
        if account_ids is not None:
            query = query.where(p.account_id.in_(list(account_ids)))
        if direction is not None:
            query = query.where(p.direction == direction.value)
        if owner is not None:
            query = query.where(p.owner == owner)
        if said_from is not None:
            query = query.where(p.at >= said_from)
        if said_to is not None:
            query = query.where(p.at <= said_to)
        if due_from is not None:
            query = query.where(p.due >= due_from)
        if due_to is not None:
            query = query.where(p.due <= due_to)
        if statuses is not None:
            query = query.where(or_(*(_has_status(s, today) for s in statuses)))
        with self._db.read() as connection:
            found = [to_promise(row, row.account_name) for row in connection.execute(query)]
        if today is None:
            return found
        return [f.model_copy(update={"status": f.status_at(today)}) for f in found]

    def events(self, reader: str, ids: Sequence[str]) -> dict[str, Event]:
        if not ids:
            return {}
        query = select(event).where(event.c.id.in_(list(ids)), readable_by(reader, event.c.id))
        with self._db.read() as connection:
            return {row.id: to_event(row) for row in connection.execute(query)}

    def event(self, reader: str, name: str) -> Event | None:
        """One event by our id or the source's; the newest version where several carry that id."""
        wanted = name.strip()
        bare = wanted.strip("<>")
        query = (
            select(event)
            .where(
                or_(event.c.id == wanted, event.c.external_id.in_([wanted, bare, f"<{bare}>"])),
                readable_by(reader, event.c.id),
            )
            .order_by(event.c.version.desc())
            .limit(1)
        )
        with self._db.read() as connection:
            row = connection.execute(query).one_or_none()
        return to_event(row) if row else None

    def search_words(
        self,
        reader: str,
        match: str,
        k: int,
        *,
        account_ids: Sequence[str] | None = None,
        said_from: datetime | None = None,
        said_to: datetime | None = None,
    ) -> list[Hit]:
        if not match.strip():
            return []
        conditions: list[str] = []
        values: dict[str, Any] = {"reader": reader, "k": k}
        binds: list[Any] = []
        if account_ids is not None:
            conditions.append(
                "EXISTS (SELECT 1 FROM event_account a WHERE a.event_id = e.id AND a.account_id IN :accounts)"
            )
            values["accounts"] = list(account_ids)
            binds.append(bindparam("accounts", expanding=True))
        if said_from is not None:
            conditions.append("e.at >= :since")
            binds.append(bindparam("since", said_from, type_=event.c.at.type))
        if said_to is not None:
            conditions.append("e.at <= :until")
            binds.append(bindparam("until", said_to, type_=event.c.at.type))
        more = "".join(f" AND {c}" for c in conditions)
        # The subject counts a little: it is repeated in every passage of its mail. Full text gives its
        # rows best first and the rest is looked up in that order, so permissions are asked only of as
        # many rows as are needed.
        statement = text(
            f"""
            SELECT e.id AS event_id, e.external_id, p.start, p."end", w.text, -w.rank AS score
            FROM passage_words w
            CROSS JOIN passage p ON p.rowid = w.rowid
            CROSS JOIN event e ON e.id = p.event_id
            WHERE passage_words MATCH :match AND w.rank MATCH 'bm25(0.5, 1.0)' AND w.rowid >= :oldest
              AND e.erased_at IS NULL
              AND EXISTS (SELECT 1 FROM person WHERE email = :reader)
              AND (EXISTS (SELECT 1 FROM event_seen s JOIN mailbox_owner o ON o.mailbox_id = s.mailbox_id
                           WHERE s.event_id = e.id AND o.person = :reader)
                   OR EXISTS (SELECT 1 FROM event_share h WHERE h.event_id = e.id AND h.person = :reader)){more}
            ORDER BY w.rank LIMIT :k
            """  # noqa: S608 - only fixed conditions are put together here
        ).bindparams(*binds)
        with self._db.read() as connection:
            values["match"], values["oldest"] = telling(connection, match)
            return [
                Hit(
                    event_id=row.event_id,
                    external_id=row.external_id,
                    score=row.score,
                    text=row.text,
                    start=row.start,
                    end=row.end,
                )
                for row in connection.execute(statement, values)
            ]

    def accounts_of(self, event_ids: Sequence[str]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        query = select(event_account).where(event_account.c.event_id.in_(list(event_ids)))
        with self._db.read() as connection:
            for row in connection.execute(query):
                found.setdefault(row.event_id, []).append(row.account_id)
        return found

    def facts_of(self, event_ids: Sequence[str]) -> dict[str, EventFacts]:
        e = event.c
        query = select(e.id, e.at, e.at_offset, e.kind, e.sender_name).where(
            e.id.in_(list(event_ids)), e.erased_at.is_(None)
        )
        accounts = self.accounts_of(event_ids)
        with self._db.read() as connection:
            return {
                row.id: EventFacts(
                    at=at_offset(row.at, row.at_offset),
                    is_chat=row.kind == EventKind.chat.value,
                    sender_name=row.sender_name or "",
                    accounts=frozenset(accounts.get(row.id, ())),
                )
                for row in connection.execute(query)
            }

    def dates_of(self, event_ids: Sequence[str]) -> dict[str, datetime]:
        query = select(event.c.id, event.c.at, event.c.at_offset).where(event.c.id.in_(list(event_ids)))
        with self._db.read() as connection:
            return {row.id: at_offset(row.at, row.at_offset) for row in connection.execute(query)}

    def neighbours_of(self, event_ids: Sequence[str]) -> dict[str, tuple[str | None, str | None]]:
        wanted = list(event_ids)
        mine = select(event.c.thread).where(event.c.id.in_(wanted), event.c.thread != "").distinct()
        lag = func.lag(event.c.id).over(partition_by=event.c.thread, order_by=(event.c.at, event.c.seq))
        lead = func.lead(event.c.id).over(partition_by=event.c.thread, order_by=(event.c.at, event.c.seq))
        ranked = (
            select(event.c.id, lag.label("before"), lead.label("after"))
            .where(event.c.thread.in_(mine))
            .subquery()
        )
        query = select(ranked).where(ranked.c.id.in_(wanted))
        with self._db.read() as connection:
            return {row.id: (row.before, row.after) for row in connection.execute(query)}

    def coverage(self, reader: str, account_ids: Sequence[str] | None = None) -> Coverage:
        # Meetings lie in the future too; fresh is what has happened.
        happened = case((event.c.at <= self._clock.now(), event.c.at))
        query = select(
            event.c.source, event.c.kind, func.count().label("events"), func.max(happened).label("newest")
        ).where(readable_by(reader, event.c.id), event.c.erased_at.is_(None))
        if account_ids is not None:
            # Not a correlated condition: that would read the whole log for one account.
            query = query.where(
                event.c.id.in_(
                    select(event_account.c.event_id).where(event_account.c.account_id.in_(list(account_ids)))
                )
            )
        with self._db.read() as connection:
            rows = connection.execute(
                query.group_by(event.c.source, event.c.kind).order_by(event.c.source, func.count().desc())
            ).all()
        return Coverage(
            sources=tuple(_counted(source, rows) for source in dict.fromkeys(row.source for row in rows)),
            as_of=max((row.newest for row in rows if row.newest is not None), default=None),
            events=sum(row.events for row in rows),
        )

    def people(self) -> list[Person]:
        return self._people.all()

    def accounts(self, reader: str) -> list[Account]:
        return self._accounts.known_to(reader)

    def accounts_among(self, account_ids: Collection[str]) -> list[Account]:
        return self._accounts.among(account_ids)

    def intents(
        self, reader: str, labels: Sequence[str], *, account_ids: Sequence[str] | None = None, limit: int = 60
    ) -> list[SaidIntent]:
        i = intent.c
        query = (
            select(i.event_id, i.label, i.start, i.end, i.at, i.sender_email)
            .where(i.label.in_(list(labels)), readable_by(reader, i.event_id))
            .order_by(i.at.desc(), i.start)
            .limit(limit)
        )
        ours = self._people.our_domains()
        query = query.where(*(i.sender_email.not_like(f"%@{domain}") for domain in ours))
        if account_ids is not None:
            of_account = select(event_account.c.event_id).where(
                event_account.c.account_id.in_(list(account_ids))
            )
            query = query.where(i.event_id.in_(of_account))
        with self._db.read() as connection:
            return [
                SaidIntent(row.event_id, row.label, row.start, row.end, row.at, row.sender_email)
                for row in connection.execute(query)
            ]

    def correspondents(self, reader: str) -> list[Correspondent]:
        # From the reader's own mailboxes outwards: asking for each event whether it may be read is slower.
        seen = (
            select(event_seen.c.event_id)
            .join(mailbox_owner, mailbox_owner.c.mailbox_id == event_seen.c.mailbox_id)
            .where(mailbox_owner.c.person == reader, works_here(reader))
        )
        shared = select(event_share.c.event_id).where(event_share.c.person == reader, works_here(reader))
        person, e = event_person.c, event.c
        readable = select(seen.union(shared).subquery().c.event_id)
        met = (
            select(person.email, event_account.c.account_id)
            .outerjoin(event_account, event_account.c.event_id == person.event_id)
            .where(person.event_id.in_(readable))
            .distinct()
        )
        accounts: dict[str, set[str]] = {}
        with self._db.read() as connection:
            for row in connection.execute(met):
                accounts.setdefault(row.email, set()).update({row.account_id} - {None})
            # One mail of theirs that the reader may read gives the name; reading all of them is slow.
            named = (
                select(e.sender_name)
                .where(e.sender_email == person.email, e.sender_name.is_not(None), readable_by(reader, e.id))
                .limit(1)
                .scalar_subquery()
            )
            in_crm = select(func.max(contact.c.name)).where(contact.c.email == person.email).scalar_subquery()
            names = (
                select(person.email, func.coalesce(named, in_crm).label("name"))
                .where(person.email.in_(list(accounts)))
                .group_by(person.email)
            )
            found = {row.email: row.name for row in connection.execute(names)}
            # Somebody who never wrote has the name by which others wrote to them.
            nameless = [email for email, name in found.items() if not name and accounts[email]]
            latest = (
                select(func.max(person.event_id))
                .where(person.email.in_(nameless[:_MOST_NAMELESS]), person.event_id.in_(readable))
                .group_by(person.email)
            )
            written_to = select(e.body["to"], e.body["cc"]).where(e.id.in_(latest))
            for to, cc in connection.execute(written_to) if nameless else ():
                found |= {
                    email: name for email, name in [*to, *cc] if name and email in found and not found[email]
                }
        return [Correspondent(email, name, frozenset(accounts[email])) for email, name in found.items()]

    def match_account(self, words: str) -> Match:
        return best(words, self._accounts.all())


def _has_status(status: PromiseStatus, today: date | None) -> Any:
    p = promise.c
    if today is None:
        return p.status == status.value
    late = and_(p.due.is_not(None), p.due < today)
    if status is PromiseStatus.broken:
        return and_(p.status == PromiseStatus.open.value, late)
    if status is PromiseStatus.open:
        return and_(p.status == PromiseStatus.open.value, or_(p.due.is_(None), p.due >= today))
    return p.status == status.value


_NOUNS = {
    "mail": "mail",
    "meeting": "meeting",
    "transcript": "call",
    "chat": "chat message",
    "ticket": "ticket",
    "billing": "billing event",
    "change": "CRM change",
}


def _counted(source: str, rows: Sequence[Any]) -> str:
    """For example "files: 184 mails, 1 call"."""
    parts = []
    for row in rows:
        if row.source == source:
            noun = _NOUNS.get(row.kind, row.kind)
            parts.append(f"{row.events:,} {noun}{'' if row.events == 1 else 's'}")
    return f"{source}: {', '.join(parts)}"
