"""Gathers what sharing must know of events: who took part, what their conversation is like, how a mailbox keeps it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from records.free_mail import FREE_MAIL
from records.models import EventKind
from records.people import our_domains
from records.share_rules import Customer, MailFacts
from records.source_tables import source_event, source_item
from records.tables import account, account_alias, contact, event, event_person, event_seen, person

_CHUNK = 400
_LABEL = "label:"


@dataclass
class _Thread:
    flags: set[str] = field(default_factory=set)
    people: set[str] = field(default_factory=set)
    events: set[str] = field(default_factory=set)


class FactsOfMail:
    """Reads inside one transaction; what it learnt of customers is remembered until it is dropped."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx
        self._domains = our_domains(tx)
        self._people = set(tx.execute(select(person.c.email)).scalars())
        self._customers: dict[str, frozenset[Customer]] = {}

    def of(self, event_ids: Iterable[str], mailbox_ids: Iterable[str]) -> list[MailFacts]:
        """What is known of each event in each of these mailboxes that holds it; erased ones are left out."""
        wanted = sorted(set(event_ids))
        rows = {row.id: row for row in self._rows(event.c.id, wanted)}
        threads = self._threads(rows)
        addresses = {e: t for thread in threads.values() for e, t in thread[1].items()}
        self._learn({a for e in rows for a in addresses.get(e, ())})
        boxes = sorted(set(mailbox_ids))
        held = self._held(list(rows), boxes)
        labels = self._labels({e for _, (t, _) in threads.items() for e in t.events}, boxes)
        found = []
        for event_id, mailbox_id in held:
            row = rows[event_id]
            thread = threads[_thread_of(row)][0]
            outside = frozenset(a for a in addresses.get(event_id, ()) if not self._is_ours(a))
            kept_under = {name for e in thread.events for name in labels.get((mailbox_id, e), ())}
            said = {f.removeprefix(_LABEL) for f in thread.flags if f.startswith(_LABEL)}
            found.append(
                MailFacts(
                    event_id=event_id,
                    mailbox_id=mailbox_id,
                    kind=EventKind(row.kind),
                    at=row.at,
                    flags=frozenset(row.flags or ()),
                    outside=outside,
                    customers=tuple(
                        sorted({c for a in outside for c in self._customers[a]}, key=lambda c: c.account_id)
                    ),
                    thread_flags=frozenset(thread.flags),
                    thread_people=frozenset(thread.people),
                    thread_labels=frozenset(kept_under | said),
                )
            )
        return found

    def with_their_threads(self, event_ids: Iterable[str]) -> list[str]:
        """These events and all others of their conversations."""
        found: set[str] = set()
        for chunk in _chunks(event_ids):
            query = select(event.c.id, event.c.thread).where(event.c.id.in_(chunk))
            rows = self._tx.execute(query).all()
            found |= {row.id for row in rows}
            for names in _chunks({row.thread for row in rows if row.thread}):
                same = select(event.c.id).where(event.c.thread.in_(names), event.c.erased_at.is_(None))
                found |= set(self._tx.execute(same).scalars())
        return sorted(found)

    def _rows(self, column: Any, values: Iterable[str]) -> Iterator[Any]:
        e = event.c
        for chunk in _chunks(values):
            query = select(e.id, e.kind, e.at, e.thread, e.body["flags"].label("flags")).where(
                column.in_(chunk), e.erased_at.is_(None)
            )
            yield from self._tx.execute(query)

    def _threads(self, rows: Mapping[str, Any]) -> dict[str, tuple[_Thread, dict[str, set[str]]]]:
        """Thread -> what all its events have, and each event's addresses."""
        found: dict[str, tuple[_Thread, dict[str, set[str]]]] = {}
        of_event: dict[str, str] = {}
        near = {row.id: row for row in self._rows(event.c.thread, {r.thread for r in rows.values()} - {""})}
        for row in {**near, **rows}.values():
            name = _thread_of(row)
            thread, _ = found.setdefault(name, (_Thread(), {}))
            thread.events.add(row.id)
            thread.flags |= set(row.flags or ())
            of_event[row.id] = name
        for chunk in _chunks(of_event):
            query = select(event_person).where(event_person.c.event_id.in_(chunk))
            for row in self._tx.execute(query):
                thread, addresses = found[of_event[row.event_id]]
                thread.people.add(row.email)
                addresses.setdefault(row.event_id, set()).add(row.email)
        return found

    def _held(self, event_ids: Sequence[str], mailbox_ids: Sequence[str]) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        s = event_seen.c
        for chunk in _chunks(event_ids):
            for boxes in _chunks(mailbox_ids):
                query = select(s.event_id, s.mailbox_id).where(s.event_id.in_(chunk), s.mailbox_id.in_(boxes))
                found += [(row.event_id, row.mailbox_id) for row in self._tx.execute(query)]
        return sorted(found)

    def _labels(
        self, event_ids: Iterable[str], mailbox_ids: Sequence[str]
    ) -> dict[tuple[str, str], set[str]]:
        """(mailbox, event) -> the labels of the items that it is there."""
        found: dict[tuple[str, str], set[str]] = {}
        of, item = source_event.c, source_item.c
        for chunk in _chunks(event_ids):
            query = (
                select(of.mailbox_id, of.event_id, item.labels)
                .join(source_item, (item.mailbox_id == of.mailbox_id) & (item.ref == of.ref))
                .where(of.event_id.in_(chunk))
            )
            for row in self._tx.execute(query):
                found.setdefault((row.mailbox_id, row.event_id), set()).update(row.labels)
        wanted = set(mailbox_ids)
        return {key: names for key, names in found.items() if key[0] in wanted}

    # Who is who

    def _is_ours(self, address: str) -> bool:
        domain = address.rpartition("@")[2]
        return address in self._people or any(domain == d or domain.endswith("." + d) for d in self._domains)

    def _learn(self, addresses: set[str]) -> None:
        """Look up the accounts of addresses that were not met before."""
        new = {a for a in addresses if a not in self._customers and not self._is_ours(a)}
        keys = {key for a in new for key in _keys(a)}
        accounts: dict[str, set[str]] = {}
        for chunk in _chunks(keys):
            a = account_alias.c
            aliases = select(a.value, a.account_id).where(a.kind != "name", a.value.in_(chunk))
            contacts = select(contact.c.email.label("value"), contact.c.account_id).where(
                contact.c.email.in_(chunk)
            )
            for query in (aliases, contacts):
                for row in self._tx.execute(query):
                    accounts.setdefault(row.value, set()).add(row.account_id)
        known = self._known({i for ids in accounts.values() for i in ids})
        for address in new:
            # The nearest key that the CRM knows decides, so that a contact goes before a domain.
            hits = ({known[i] for i in accounts.get(key, ()) if i in known} for key in _keys(address))
            self._customers[address] = frozenset(next((h for h in hits if h), set()))

    def _known(self, account_ids: set[str]) -> dict[str, Customer]:
        """Account id -> the customer it is or was merged into, where the CRM knows it."""
        rows: dict[str, Any] = {}
        waiting = set(account_ids)
        for _ in range(20):
            for chunk in _chunks(waiting):
                for row in self._tx.execute(select(account).where(account.c.id.in_(chunk))):
                    rows[row.id] = row
            waiting = {r.merged_into for r in rows.values() if r.merged_into} - rows.keys()
            if not waiting:
                break
        found: dict[str, Customer] = {}
        for account_id in account_ids & rows.keys():
            row = rows[account_id]
            for _ in range(20):
                row = rows.get(row.merged_into, row) if row.merged_into else row
            if not row.provisional and row.merged_into is None:
                found[account_id] = Customer(row.id, row.name, row.owner)
        return found


def _thread_of(row: Any) -> str:
    """An event without a conversation is one of its own."""
    return row.thread or f"\0{row.id}"


def _keys(address: str) -> list[str]:
    """The address, then its domain and those above it; a private provider's domain says nothing."""
    domain = address.rpartition("@")[2]
    if domain in FREE_MAIL:
        return [address]
    parts = domain.split(".")
    return [address, *(".".join(parts[i:]) for i in range(len(parts) - 1))]


def _chunks(values: Iterable[str]) -> Iterator[list[str]]:
    every = sorted(set(values))
    for start in range(0, len(every), _CHUNK):
        yield every[start : start + _CHUNK]
