"""Who works here, which domains are ours, and whose mailbox is whose."""

from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Connection, delete, func, select, update

from records.database import Database
from records.errors import PromissoryError, UnknownReader
from records.free_mail import FREE_MAIL as FREE_MAIL
from records.models import Person, Role
from records.tables import mailbox, mailbox_owner, our_domain, person
from records.unsharing import person_moved


class People:
    """People of this home. The first one ever added is its admin."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def add(
        self,
        email: str,
        role: Role | None = None,
        *,
        name: str | None = None,
        team: str | None = None,
        tz: str | None = None,
        slack_id: str | None = None,
    ) -> Person:
        """Add or change a person; what isn't given stays as it was. Raises for a bad address or zone."""
        address = canonical(email)
        if tz is not None:
            _check_zone(tz)
        with self._db.write() as connection:
            known = connection.execute(select(person).where(person.c.email == address)).one_or_none()
            if known is None:
                count = connection.execute(select(func.count()).select_from(person)).scalar() or 0
                chosen = Role.admin if count == 0 else (role or Role.rep)
                connection.execute(
                    person.insert().values(
                        email=address,
                        role=chosen.value,
                        name=name,
                        team=team,
                        tz=tz or "UTC",
                        slack_id=slack_id,
                        added_seq=count,
                    )
                )
            else:
                changes = {
                    key: value
                    for key, value in {
                        "role": role.value if role else None,
                        "name": name,
                        "team": team,
                        "tz": tz,
                        "slack_id": slack_id,
                    }.items()
                    if value is not None
                }
                if role is not None and role is not Role.admin and known.role == Role.admin.value:
                    admins = connection.execute(
                        select(func.count()).select_from(person).where(person.c.role == Role.admin.value)
                    ).scalar()
                    if admins == 1:
                        raise PromissoryError(
                            f"{address} is the only admin: make somebody else admin first, "
                            "then change this role."
                        )
                if changes:
                    connection.execute(update(person).where(person.c.email == address).values(**changes))
                if "team" in changes and changes["team"] != known.team:
                    person_moved(connection, address)
        return self.get(address)

    def get(self, email: str) -> Person:
        """Raises UnknownReader when nobody by that address works here."""
        found = self.find(email)
        if found is None:
            raise UnknownReader(
                f"{email.strip() or 'An empty address'} is not known here: an admin can add them with "
                "`promissory people add EMAIL --role rep`."
            )
        return found

    def find(self, email: str) -> Person | None:
        with self._db.read() as connection:
            row = connection.execute(
                select(person).where(person.c.email == email.strip().casefold())
            ).one_or_none()
        return _to_person(row) if row else None

    def by_slack_id(self, slack_id: str) -> Person | None:
        with self._db.read() as connection:
            row = connection.execute(select(person).where(person.c.slack_id == slack_id)).one_or_none()
        return _to_person(row) if row else None

    def all(self) -> list[Person]:
        with self._db.read() as connection:
            return [
                _to_person(row) for row in connection.execute(select(person).order_by(person.c.added_seq))
            ]

    def add_domain(self, domain: str) -> None:
        wanted = domain.strip().lstrip("@").casefold()
        if "." not in wanted or " " in wanted:
            raise PromissoryError(f"{domain!r} is not a domain: give one like example.com.")
        with self._db.write() as connection:
            if connection.execute(select(our_domain).where(our_domain.c.domain == wanted)).first() is None:
                connection.execute(our_domain.insert().values(domain=wanted))

    def our_domains(self) -> frozenset[str]:
        """Domains set by hand and those of people, except free mail."""
        with self._db.read() as connection:
            return our_domains(connection)

    def mailbox_of(self, owner: str, source: str) -> str:
        """The id of the person's mailbox of one source, made on first use."""
        address = canonical(owner)
        mailbox_id = "mb_" + sha256(f"{source}|{address}".encode()).hexdigest()[:16]
        with self._db.write() as connection:
            if connection.execute(select(mailbox.c.id).where(mailbox.c.id == mailbox_id)).first() is None:
                connection.execute(mailbox.insert().values(id=mailbox_id, source=source))
                connection.execute(mailbox_owner.insert().values(mailbox_id=mailbox_id, person=address))
        return mailbox_id

    def mailboxes(self, reader: str | None = None) -> list[str]:
        query = select(mailbox_owner.c.mailbox_id).distinct().order_by(mailbox_owner.c.mailbox_id)
        if reader is not None:
            query = query.where(mailbox_owner.c.person == reader)
        with self._db.read() as connection:
            return list(connection.execute(query).scalars())

    def remove(self, email: str) -> None:
        address = canonical(email)
        with self._db.write() as connection:
            connection.execute(delete(person).where(person.c.email == address))
            person_moved(connection, address)


def our_domains(connection: Connection) -> frozenset[str]:
    """The same inside a transaction."""
    declared = set(connection.execute(select(our_domain.c.domain)).scalars())
    people = connection.execute(select(person.c.email)).scalars()
    return frozenset(declared | {e.rpartition("@")[2] for e in people} - FREE_MAIL)


def canonical(email: str) -> str:
    """The address in lower case. Raises a plain sentence for what is no address."""
    address = email.strip().casefold()
    local, at, domain = address.rpartition("@")
    if not at or not local or not domain or any(c.isspace() for c in address) or len(address) > 320:
        raise PromissoryError(f"{email!r} is not a mail address: give one like ann@example.com.")
    return address


def _check_zone(tz: str) -> None:
    try:
        ZoneInfo(tz)
    except (ZoneInfoNotFoundError, ValueError, OSError) as problem:
        raise PromissoryError(f"{tz!r} is not a time zone: give one like Europe/Berlin.") from problem


def _to_person(row: Any) -> Person:
    return Person(
        email=row.email,
        role=Role(row.role),
        name=row.name,
        team=row.team,
        tz=row.tz,
        slack_id=row.slack_id,
    )
