"""Rules by which people share their mail: who made them, who accepted them, and the shares that follow."""

import json
from contextlib import AbstractContextManager
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, func, insert, or_, select, update

from records import unsharing
from records.audit_log import Change
from records.clock import Clock
from records.database import Database
from records.errors import NotFound
from records.share_rules import Answer, Covers, Exclusions, ShareRule
from records.shares import Transaction, asks, covered, rules_in
from records.source_tables import share_answer, share_rule
from records.tables import (
    account,
    account_alias,
    contact,
    event_share,
    mailbox_owner,
    meta,
    our_domain,
    pending_work,
    person,
)
from records.unsharing import BY_RULE, EVERYTHING, WORK, by_rule

_STANDING = "share_standing"


class Sharing:
    """A share by a rule is a row of `event_share` whose `shared_by` is `rule:<id>`; others are a person's own act."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db, self._clock = database, clock

    def reading(self) -> AbstractContextManager[Transaction]:
        return self._db.read()

    def writing(self) -> AbstractContextManager[Transaction]:
        return self._db.write()

    # Rules

    def rules(self) -> list[ShareRule]:
        """All rules, oldest first."""
        with self._db.read() as tx:
            return rules_in(tx)

    def get(self, rule_id: str) -> ShareRule:
        """Raises NotFound."""
        found = next((r for r in self.rules() if r.id == rule_id.strip()), None)
        if found is None:
            raise NotFound(f"There is no sharing rule {rule_id}: `promissory sharing list` shows them.")
        return found

    def draft(self, maker: str, covers: Covers, team: str | None, exclude: Exclusions) -> ShareRule:
        """A rule that is not stored yet."""
        now = self._clock.now()
        words = json.dumps([maker, now.isoformat(), covers.value, team, exclude.model_dump(mode="json")])
        name = "sr_" + sha256(words.encode()).hexdigest()[:12]
        return ShareRule(id=name, made_by=maker, made_at=now, covers=covers, team=team, exclude=exclude)

    def adding(self, rule: ShareRule) -> Change:
        """The change that stores it; what it shares is then found by a look at its mailboxes."""

        def change(tx: Transaction) -> bool:
            tx.execute(insert(share_rule).values(**_row(rule)))
            unsharing.look_anew(tx, [b.id for b in covered(tx) if rule.id in {r.id for r in b.rules}])
            return True

        return change

    def narrowing(self, rule_id: str, exclude: Exclusions) -> Change:
        """The change that makes it leave out more: its shares go, and those that stay allowed come back."""

        def change(tx: Transaction) -> bool:
            boxes = _boxes_of(tx, rule_id)
            unsharing.rule_changed(tx, rule_id, boxes)
            values = {"exclude": exclude.model_dump(mode="json")}
            return bool(
                tx.execute(update(share_rule).where(share_rule.c.id == rule_id).values(**values)).rowcount
            )

        return change

    def removing(self, rule_id: str) -> Change:
        """The change that ends it; what another rule shares too comes back."""

        def change(tx: Transaction) -> bool:
            boxes = _boxes_of(tx, rule_id)
            unsharing.rule_changed(tx, rule_id, boxes)
            tx.execute(delete(share_answer).where(share_answer.c.rule_id == rule_id))
            return bool(tx.execute(delete(share_rule).where(share_rule.c.id == rule_id)).rowcount)

        return change

    def answering(self, rule_id: str, owner: str, accepted: bool) -> Change:
        """The change by which an owner lets a rule that somebody else made into the own mailboxes, or not."""

        def change(tx: Transaction) -> bool:
            if tx.execute(select(share_rule.c.id).where(share_rule.c.id == rule_id)).first() is None:
                return False
            now = self._clock.now()
            _answer(tx, rule_id, owner, told_at=now, accepted=accepted, answered_at=now)
            boxes = list(
                tx.execute(
                    select(mailbox_owner.c.mailbox_id).where(mailbox_owner.c.person == owner)
                ).scalars()
            )
            if accepted:
                unsharing.look_anew(tx, boxes)
            else:
                unsharing.owner_declined(tx, rule_id, owner, boxes)
            return True

        return change

    def answers(self, rule_id: str) -> list[Answer]:
        """What each owner whom the rule asks said so far, by address; its maker is not asked."""
        rule = self.get(rule_id)
        with self._db.read() as tx:
            return _answers(tx, rule)

    def mark_told(self, rule_id: str, owner: str) -> None:
        with self._db.write() as tx:
            _answer(tx, rule_id, owner, told_at=self._clock.now())

    def counts(self) -> dict[str, int]:
        """Rule id -> how many events are shared by it now."""
        count = func.count(func.distinct(event_share.c.event_id)).label("events")
        query = select(event_share.c.shared_by, count).where(by_rule()).group_by(event_share.c.shared_by)
        with self._db.read() as tx:
            return {row.shared_by.removeprefix(BY_RULE): row.events for row in tx.execute(query)}

    # What is to be looked at

    def waiting(self) -> list[str]:
        """Event ids, mailbox ids or `all`."""
        query = select(pending_work.c.key).where(pending_work.c.kind == WORK).order_by(pending_work.c.key)
        with self._db.read() as tx:
            return list(tx.execute(query).scalars())

    def ask_for_everything_if_changed(self) -> bool:
        """Whether teams, our domains or the CRM's accounts differ from when everything was looked at last."""
        with self._db.write() as tx:
            now = _standing(tx)
            if tx.execute(select(meta.c.value).where(meta.c.key == _STANDING)).scalar() == now:
                return False
            tx.execute(delete(meta).where(meta.c.key == _STANDING))
            tx.execute(insert(meta).values(key=_STANDING, value=now))
            unsharing.look_anew(tx, [EVERYTHING])
        return True


def _row(rule: ShareRule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "made_by": rule.made_by,
        "made_at": rule.made_at,
        "covers": rule.covers.value,
        "team": rule.team,
        "exclude": rule.exclude.model_dump(mode="json"),
    }


def _boxes_of(tx: Transaction, rule_id: str) -> list[str]:
    return [b.id for b in covered(tx) if rule_id in {r.id for r in b.rules}]


def _answers(tx: Transaction, rule: ShareRule) -> list[Answer]:
    given = {
        row.person: Answer(person=row.person, accepted=row.accepted, told=row.told_at is not None)
        for row in tx.execute(select(share_answer).where(share_answer.c.rule_id == rule.id))
    }
    asked = {o for b in covered(tx, rule) for o in b.owners} - {rule.made_by}
    teams = {row.email: row.team for row in tx.execute(select(person.c.email, person.c.team))}
    return [given.get(o, Answer(person=o)) for o in sorted(asked) if asks(rule, o, teams)]


def _answer(tx: Transaction, rule_id: str, owner: str, **values: Any) -> None:
    row = (share_answer.c.rule_id == rule_id, share_answer.c.person == owner)
    if tx.execute(select(share_answer.c.person).where(*row)).first() is None:
        tx.execute(insert(share_answer).values(rule_id=rule_id, person=owner, **values))
    else:
        tx.execute(update(share_answer).where(*row).values(**values))


def _standing(tx: Transaction) -> str:
    """A digest of everything outside the mail itself and the rules that decides who reads what."""
    of_crm = select(account.c.id).where(
        or_(account.c.provisional.is_(False), account.c.merged_into.is_not(None))
    )
    a = account.c
    told = [
        select(person.c.email, person.c.team).order_by(person.c.email),
        select(our_domain.c.domain).order_by(our_domain.c.domain),
        select(a.id, a.owner, a.merged_into).where(a.id.in_(of_crm)).order_by(a.id),
        select(account_alias)
        .where(account_alias.c.kind != "name", account_alias.c.account_id.in_(of_crm))
        .order_by(account_alias.c.value, account_alias.c.account_id, account_alias.c.kind),
        select(contact.c.email, contact.c.account_id).order_by(contact.c.id),
    ]
    digest = sha256()
    for query in told:
        for row in tx.execute(query):
            digest.update(json.dumps(list(row)).encode())
        digest.update(b"\n\n")
    return digest.hexdigest()
