"""Shares by rule inside one transaction: which rules hold for which mailbox, and who reads what by them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlalchemy import Connection, delete, func, insert, select

from records.models import Person, Role
from records.share_rules import CoveredMailbox, Covers, Exclusions, ShareRule
from records.source_tables import share_answer, share_rule
from records.tables import event, event_seen, event_share, mailbox, mailbox_owner, pending_work, person
from records.unsharing import BY_RULE, WORK, by_rule

Transaction = Connection
"""What a workflow hands through without looking at it."""
_CHUNK = 400


def rules_in(tx: Transaction) -> list[ShareRule]:
    rows = tx.execute(select(share_rule).order_by(share_rule.c.made_at, share_rule.c.id))
    return [
        ShareRule(
            id=row.id,
            made_by=row.made_by,
            made_at=row.made_at,
            covers=Covers(row.covers),
            team=row.team,
            exclude=Exclusions.model_validate(row.exclude),
        )
        for row in rows
    ]


def finish(tx: Transaction, keys: Iterable[str]) -> None:
    """These are looked at."""
    for chunk in _chunks(keys):
        tx.execute(delete(pending_work).where(pending_work.c.kind == WORK, pending_work.c.key.in_(chunk)))


def covered(tx: Transaction, hypothetical: ShareRule | None = None) -> list[CoveredMailbox]:
    """Mailboxes with the rules in force for them; of a `hypothetical` rule all that it would cover."""
    rules = [hypothetical] if hypothetical else rules_in(tx)
    agreed = {
        (row.rule_id, row.person)
        for row in tx.execute(select(share_answer).where(share_answer.c.accepted.is_(True)))
    }
    teams = {row.email: row.team for row in tx.execute(select(person.c.email, person.c.team))}
    owners: dict[str, set[str]] = {}
    sources: dict[str, str] = {}
    of = mailbox_owner.c
    query = select(of.mailbox_id, of.person, mailbox.c.source).join(mailbox, mailbox.c.id == of.mailbox_id)
    for row in tx.execute(query.order_by(of.mailbox_id)):
        owners.setdefault(row.mailbox_id, set()).add(row.person)
        sources[row.mailbox_id] = row.source
    found = []
    for box, people in owners.items():
        holds = tuple(
            r
            for r in rules
            if any(asks(r, p, teams) and (hypothetical or _agrees(r, p, agreed)) for p in people)
        )
        if holds:
            found.append(CoveredMailbox(box, sources[box], frozenset(people), holds))
    return found


def people_of(tx: Transaction) -> list[Person]:
    columns = (person.c.email, person.c.role, person.c.team)
    return [
        Person(email=row.email, role=Role(row.role), team=row.team) for row in tx.execute(select(*columns))
    ]


def pages(tx: Transaction, mailbox_ids: Sequence[str], size: int = _CHUNK) -> Iterator[list[str]]:
    """Ids of all events of these mailboxes, each once, a page at a time."""
    after = ""
    while page := page_after(tx, mailbox_ids, after, size):
        yield page
        after = page[-1]


def page_after(tx: Transaction, mailbox_ids: Sequence[str], after: str, size: int = _CHUNK) -> list[str]:
    s = event_seen.c
    query = select(s.event_id).where(s.event_id > after, s.mailbox_id.in_(list(mailbox_ids))).distinct()
    return list(tx.execute(query.order_by(s.event_id).limit(size)).scalars()) if mailbox_ids else []


def count_events(tx: Transaction, mailbox_ids: Sequence[str]) -> int:
    s = event_seen.c
    query = select(func.count(func.distinct(s.event_id))).where(s.mailbox_id.in_(list(mailbox_ids)))
    return tx.execute(query).scalar() or 0


def withdraw_elsewhere(tx: Transaction, boxes: Iterable[CoveredMailbox]) -> None:
    """Take away shares by rule of events that no covered mailbox holds."""
    here = select(event_seen.c.event_id).where(event_seen.c.mailbox_id.in_([b.id for b in boxes]))
    tx.execute(delete(event_share).where(by_rule(), event_share.c.event_id.not_in(here)))


def put(tx: Transaction, event_ids: Sequence[str], wanted: Mapping[tuple[str, str], str]) -> None:
    """Make the shares by rule of these events exactly `wanted`: (event, reader) -> rule id.

    What a person shared stays as it is.
    """
    s = event_share.c
    own: set[tuple[str, str]] = set()
    here: dict[tuple[str, str], str] = {}
    for chunk in _chunks(event_ids):
        for row in tx.execute(select(event_share).where(s.event_id.in_(chunk))):
            key = row.event_id, row.person
            if row.shared_by.startswith(BY_RULE):
                here[key] = row.shared_by.removeprefix(BY_RULE)
            else:
                own.add(key)
    gone = [key for key, rule in here.items() if wanted.get(key) != rule]
    for event_id, reader in gone:
        tx.execute(delete(event_share).where(s.event_id == event_id, s.person == reader))
    fresh = [
        {"event_id": e, "person": p, "shared_by": BY_RULE + rule}
        for (e, p), rule in sorted(wanted.items())
        if (e, p) not in own and here.get((e, p)) != rule
    ]
    if fresh:
        tx.execute(insert(event_share), fresh)


def subjects(tx: Transaction, event_ids: Sequence[str]) -> dict[str, str]:
    """What events are called; only for somebody who may read them."""
    query = select(event.c.id, event.c.subject).where(event.c.id.in_(list(event_ids)))
    return {row.id: row.subject for row in tx.execute(query)}


def asks(rule: ShareRule, owner: str, teams: Mapping[str, str | None]) -> bool:
    """Whether a rule is about this owner's mailboxes."""
    if owner == rule.made_by:
        return rule.covers is not Covers.team or _same_team(teams.get(owner), rule.team)
    if rule.covers is Covers.own:
        return False
    return owner in teams and (rule.covers is Covers.everybody or _same_team(teams.get(owner), rule.team))


def _agrees(rule: ShareRule, owner: str, agreed: set[tuple[str, str]]) -> bool:
    """Whoever makes a rule agrees to it; everybody else has to say so."""
    return owner == rule.made_by or (rule.id, owner) in agreed


def _same_team(one: str | None, other: str | None) -> bool:
    words = [" ".join((team or "").casefold().split()) for team in (one, other)]
    return bool(words[0]) and words[0] == words[1]


def _chunks(values: Iterable[str]) -> Iterator[list[str]]:
    every = sorted(set(values))
    for start in range(0, len(every), _CHUNK):
        yield every[start : start + _CHUNK]
