"""Companies, contacts and deals: imported from the CRM or made up provisionally, merged and unmerged."""

import re
from collections.abc import Collection, Iterable, Sequence
from hashlib import sha256

from sqlalchemy import Column, ColumnElement, Connection, delete, exists, insert, or_, select, update

from records.account_names import best, normalise_name
from records.clock import Clock
from records.database import Database
from records.errors import NotFound, PromissoryError
from records.models import Account, Contact, Deal, Event, Match, Participant
from records.people import FREE_MAIL
from records.readers import readable_by, works_here
from records.tables import (
    account,
    account_alias,
    account_merge,
    contact,
    deal,
    event_account,
    pending_work,
    promise,
)


class Accounts:
    """Accounts with their aliases. Ids of merged accounts keep working: they lead to the survivor."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db, self._clock = database, clock
        self._cache: dict[str, str] | None = None

    def import_snapshot(
        self, accounts: Sequence[Account], contacts: Sequence[Contact], deals: Sequence[Deal]
    ) -> None:
        """Take over what the CRM knows; a provisional account of the same domain becomes the CRM's."""
        with self._db.write() as connection:
            for a in accounts:
                _upsert(
                    connection,
                    account,
                    a.id,
                    {
                        "name": a.name,
                        "crm": a.crm,
                        "crm_id": a.crm_id,
                        "provisional": False,
                        "at_risk_flag": a.at_risk_flag,
                        "owner": a.owner,
                        "region": a.region,
                    },
                )
                for kind, values in (("domain", a.domains), ("name", (a.name, *a.aliases))):
                    for value in values:
                        _alias(connection, a.id, kind, value.casefold() if kind == "domain" else value)
            merged = _merged(connection)
            for c in contacts:
                row = c.model_dump(exclude={"id"})
                row |= {"email": c.email.casefold(), "account_id": _follow(c.account_id, merged)}
                _upsert(connection, contact, c.id, row)
            for d in deals:
                row = d.model_dump(exclude={"id"}) | {"account_id": _follow(d.account_id, merged)}
                _upsert(connection, deal, d.id, row)
        self._cache = None
        for a in accounts:
            for domain in a.domains:
                self._adopt(domain, a.id)

    def _adopt(self, domain: str, account_id: str) -> None:
        stray = _provisional_id(domain.casefold())
        with self._db.read() as connection:
            row = connection.execute(select(account).where(account.c.id == stray)).one_or_none()
            refused = connection.execute(
                select(account_merge.c.id).where(
                    account_merge.c.source_id == stray, account_merge.c.undone_at.is_not(None)
                )
            ).first()
        if row is not None and row.merged_into is None and stray != account_id and refused is None:
            self.merge(stray, account_id, by="crm import", why=f"the CRM knows {domain}")

    def all(self) -> list[Account]:
        return self._select(account.c.merged_into.is_(None))

    def known_to(self, reader: str) -> list[Account]:
        """The CRM's accounts, and provisional ones of events the reader may read."""
        seen = exists(
            select(event_account.c.event_id).where(
                event_account.c.account_id == account.c.id, readable_by(reader, event_account.c.event_id)
            )
        )
        return self._select(
            account.c.merged_into.is_(None), works_here(reader), or_(account.c.provisional.is_(False), seen)
        )

    def among(self, account_ids: Collection[str]) -> list[Account]:
        """These accounts, where they exist."""
        return self._select(account.c.id.in_(list(account_ids)), only=account_ids)

    def get(self, account_id: str) -> Account:
        found = self._select(account.c.id == self.survivor(account_id))
        if not found:
            raise NotFound(f"There is no account {account_id}.")
        return found[0]

    def survivor(self, account_id: str) -> str:
        with self._db.read() as connection:
            for _ in range(20):
                into = connection.execute(
                    select(account.c.merged_into).where(account.c.id == account_id)
                ).scalar()
                if into is None:
                    return account_id
                account_id = into
        return account_id

    def contacts(self, account_id: str) -> list[Contact]:
        with self._db.read() as connection:
            rows = connection.execute(
                select(contact).where(contact.c.account_id == account_id).order_by(contact.c.id)
            )
            return [Contact(**row._mapping) for row in rows]

    def deals(self, account_id: str) -> list[Deal]:
        with self._db.read() as connection:
            rows = connection.execute(select(deal).where(deal.c.account_id == account_id).order_by(deal.c.id))
            return [Deal(**row._mapping) for row in rows]

    def match(self, words: str) -> Match:
        return best(words, self.all())

    def resolve(self, event: Event, ours: Iterable[Participant]) -> dict[str, str]:
        """Address -> account id for everybody outside, making provisional accounts where none is known.

        Bulk and automatic mail makes no accounts. Where nobody outside has an address, an `account:` or
        `deal:` flag names the account, or for a meeting and a conversation an account's name in the title;
        its key is "".
        """
        ours = list(ours)
        inside = {p.email for p in ours}
        outside = [p for p in _everybody(event) if p.email and p.email not in inside]
        makes = not {"bulk", "auto_reply"} & set(event.flags)
        found = {p.email: a for p in outside if (a := self._account_of(p, makes)) is not None}
        if not found and (flagged := self._flagged(event.flags, {p.domain for p in ours})) is not None:
            found[""] = flagged
        if not found and event.kind.value in ("meeting", "transcript", "chat"):
            if (named := self._named_in(event.subject)) is not None:
                found[""] = named
        return found

    def _flagged(self, flags: Sequence[str], our_domains: Collection[str]) -> str | None:
        """The account that a record names by its domain, its id in the CRM or its name, or by a deal's id."""
        for flag in flags:
            what, _, value = flag.partition(":")
            if what == "deal" and (of_deal := self._by_crm_id(deal.c.account_id, deal.c.crm_id == value)):
                return of_deal
            if what != "account" or not value:
                continue
            if known := self._by_crm_id(account.c.id, account.c.crm_id == value):
                return known
            if _DOMAIN.fullmatch(value):
                if value.lower() in FREE_MAIL or value.lower() in our_domains:
                    return None
                return self._account_of(Participant(email=f"@{value.lower()}"), makes=True)
            if (named := self._named_in(value)) is not None:
                return named
        return None

    def _by_crm_id(self, column: Column[str], where: ColumnElement[bool]) -> str | None:
        with self._db.read() as connection:
            found = list(connection.execute(select(column).where(where).limit(2)).scalars())
        return self.survivor(found[0]) if len(found) == 1 else None

    def _account_of(self, who: Participant, makes: bool) -> str | None:
        known = self._lookup()
        domain = who.domain
        keys = [who.email] if domain in FREE_MAIL else [who.email, *_parents(domain)]
        for key in keys:
            if key in known:
                return known[key]
        if not makes or not domain or "." not in domain:
            return None
        key = who.email if domain in FREE_MAIL else _registrable(domain)
        return self._provisional(key, who)

    def _provisional(self, key: str, who: Participant) -> str:
        account_id = _provisional_id(key)
        name = (who.name or who.email) if "@" in key else _name_of(key)
        with self._db.write() as connection:
            _upsert(
                connection,
                account,
                account_id,
                {
                    "name": name,
                    "crm": None,
                    "crm_id": None,
                    "provisional": True,
                    "at_risk_flag": False,
                },
            )
            _alias(connection, account_id, "mail" if "@" in key else "domain", key)
            _alias(connection, account_id, "name", name)
        if self._cache is not None:
            self._cache[key] = account_id
        return account_id

    def _lookup(self) -> dict[str, str]:
        """Every known address and domain -> account id."""
        if self._cache is None:
            with self._db.read() as connection:
                keys = {
                    row.value: row.account_id
                    for row in connection.execute(select(account_alias).where(account_alias.c.kind != "name"))
                }
                keys |= {
                    row.email: row.account_id for row in connection.execute(select(contact)) if row.email
                }
                merged = _merged(connection)
            self._cache = {key: _follow(value, merged) for key, value in keys.items()}
        return self._cache

    def _named_in(self, title: str) -> str | None:
        words = f" {re.sub(r'[^a-z0-9]+', ' ', title.casefold())} "
        hits = {
            a.id
            for a in self.all()
            for name in (a.name, *a.aliases)
            if len(short := normalise_name(name)) > 2 and f" {short} " in words
        }
        return hits.pop() if len(hits) == 1 else None

    def merge(self, source: str, target: str, *, by: str, why: str) -> int:
        """Make `target` the survivor; returns the merge's number, which `undo_merge` takes back."""
        if source == target:
            raise PromissoryError("An account can't be merged into itself.")
        with self._db.write() as connection:
            moved = {
                "events": list(
                    connection.execute(
                        select(event_account.c.event_id).where(
                            event_account.c.account_id == source,
                            event_account.c.event_id.not_in(
                                select(event_account.c.event_id).where(event_account.c.account_id == target)
                            ),
                        )
                    ).scalars()
                ),
                "promises": list(
                    connection.execute(select(promise.c.id).where(promise.c.account_id == source)).scalars()
                ),
                "contacts": list(
                    connection.execute(select(contact.c.id).where(contact.c.account_id == source)).scalars()
                ),
                "deals": list(
                    connection.execute(select(deal.c.id).where(deal.c.account_id == source)).scalars()
                ),
            }
            _move(connection, moved, source, target)
            connection.execute(update(account).where(account.c.id == source).values(merged_into=target))
            _dirty(connection, target)
            number = connection.execute(
                insert(account_merge).values(
                    source_id=source, target_id=target, by=by, why=why, at=self._clock.now(), moved=moved
                )
            ).inserted_primary_key
        self._cache = None
        assert number is not None
        return int(number[0])

    def undo_merge(self, number: int) -> None:
        with self._db.write() as connection:
            row = connection.execute(select(account_merge).where(account_merge.c.id == number)).one_or_none()
            if row is None or row.undone_at is not None:
                raise NotFound(f"There is no merge {number} to undo.")
            later = connection.execute(
                select(account_merge.c.id)
                .where(
                    account_merge.c.id > number,
                    account_merge.c.undone_at.is_(None),
                    or_(
                        account_merge.c.source_id.in_([row.source_id, row.target_id]),
                        account_merge.c.target_id == row.source_id,
                    ),
                )
                .order_by(account_merge.c.id.desc())
                .limit(1)
            ).scalar()
            if later is not None:
                raise PromissoryError(f"Later merges build on merge {number}: undo merge {later} first.")
            _move(connection, row.moved, row.target_id, row.source_id)
            connection.execute(update(account).where(account.c.id == row.source_id).values(merged_into=None))
            connection.execute(
                update(account_merge).where(account_merge.c.id == number).values(undone_at=self._clock.now())
            )
            for account_id in (row.source_id, row.target_id):
                _dirty(connection, account_id)
        self._cache = None

    def update_contact(self, contact_id: str, **values: str) -> None:
        with self._db.write() as connection:
            connection.execute(update(contact).where(contact.c.id == contact_id).values(**values))

    def _select(self, *conditions: object, only: Collection[str] | None = None) -> list[Account]:
        query = select(account).where(*conditions).order_by(account.c.name, account.c.id)  # type: ignore[arg-type]
        names = select(account_alias).order_by(account_alias.c.value)
        if only is not None:
            names = names.where(account_alias.c.account_id.in_(list(only)))
        with self._db.read() as connection:
            rows = connection.execute(query).all()
            aliases: dict[str, dict[str, list[str]]] = {}
            for row in connection.execute(names):
                aliases.setdefault(row.account_id, {}).setdefault(row.kind, []).append(row.value)
        return [
            Account(
                id=row.id,
                name=row.name,
                crm=row.crm,
                crm_id=row.crm_id,
                provisional=row.provisional,
                at_risk_flag=row.at_risk_flag,
                owner=row.owner,
                region=row.region,
                domains=tuple(aliases.get(row.id, {}).get("domain", ())),
                aliases=tuple(a for a in aliases.get(row.id, {}).get("name", ()) if a != row.name),
            )
            for row in rows
        ]


def _everybody(event: Event) -> list[Participant]:
    found = {p.email: p for p in event.participants}
    for turn in event.turns:
        found.setdefault(turn.speaker.email, turn.speaker)
    return list(found.values())


def _provisional_id(key: str) -> str:
    return "acc_" + sha256(key.encode()).hexdigest()[:12]


_DOMAIN = re.compile(r"(?:[a-z0-9-]{1,63}\.)+[a-z0-9-]{2,63}", re.IGNORECASE)
_SECOND_LEVEL = frozenset({"co", "com", "org", "net", "gov", "ac", "edu"})


def _registrable(domain: str) -> str:
    """mail.acme.co.uk -> acme.co.uk."""
    parts = domain.split(".")
    keep = 3 if len(parts) > 2 and parts[-2] in _SECOND_LEVEL and len(parts[-1]) == 2 else 2
    return ".".join(parts[-keep:])


def _parents(domain: str) -> list[str]:
    parts = domain.split(".")
    return [".".join(parts[i:]) for i in range(len(parts) - 1)]


def _name_of(domain: str) -> str:
    return domain.split(".")[0].replace("-", " ").title()


def _merged(connection: Connection) -> dict[str, str]:
    """Account id -> the account it went into."""
    rows = connection.execute(select(account).where(account.c.merged_into.is_not(None)))
    return {row.id: row.merged_into for row in rows}


def _follow(account_id: str, merged: dict[str, str]) -> str:
    for _ in range(20):
        if account_id not in merged:
            break
        account_id = merged[account_id]
    return account_id


def _upsert(connection: Connection, table: object, key: str, values: dict[str, object]) -> None:
    if connection.execute(select(table.c.id).where(table.c.id == key)).first() is None:  # type: ignore[attr-defined]
        connection.execute(insert(table).values(id=key, **values))  # type: ignore[arg-type]
    else:
        connection.execute(update(table).where(table.c.id == key).values(**values))  # type: ignore


def _alias(connection: Connection, account_id: str, kind: str, value: str) -> None:
    a = account_alias.c
    if (
        connection.execute(
            select(a.value).where(a.account_id == account_id, a.kind == kind, a.value == value)
        ).first()
        is None
    ):
        connection.execute(insert(account_alias).values(account_id=account_id, kind=kind, value=value))


def _dirty(connection: Connection, account_id: str) -> None:
    known = select(pending_work.c.key).where(
        pending_work.c.kind == "settle", pending_work.c.key == account_id
    )
    if connection.execute(known).first() is None:
        connection.execute(insert(pending_work).values(kind="settle", key=account_id))


def _move(connection: Connection, moved: dict[str, list[str]], source: str, target: str) -> None:
    for table, key, ids in (
        (promise, promise.c.id, moved["promises"]),
        (contact, contact.c.id, moved["contacts"]),
        (deal, deal.c.id, moved["deals"]),
    ):
        for start in range(0, len(ids), 500):
            connection.execute(
                update(table).where(key.in_(ids[start : start + 500])).values(account_id=target)
            )
    e = event_account.c
    for start in range(0, len(moved["events"]), 500):
        chunk = moved["events"][start : start + 500]
        connection.execute(delete(event_account).where(e.event_id.in_(chunk), e.account_id == source))
        connection.execute(insert(event_account), [{"event_id": i, "account_id": target} for i in chunk])
