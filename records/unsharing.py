"""Takes shares that rest on a rule away at once; what should still be shared is found again from the log."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Connection, Select, delete, func, insert, or_, select, update

from records.event_batch import add_work
from records.source_tables import share_rule
from records.tables import account, event, event_account, event_seen, event_share, mailbox_owner, meta

WORK = "share"
"""Kind of the work of looking anew what is shared; keys are event ids, mailbox ids or `EVERYTHING`."""
EVERYTHING = "all"
BY_RULE = "rule:"
_CHANGES = "share_changes"
_CHUNK = 400


def by_rule(rule_id: str | None = None) -> ColumnElement[bool]:
    """The condition for shares of that rule, or of any rule; all others are a person's own act."""
    if rule_id is not None:
        return event_share.c.shared_by == BY_RULE + rule_id
    return event_share.c.shared_by.like(BY_RULE + "%")


def mark(tx: Connection, event_ids: Iterable[str]) -> None:
    """Events came in: whether they are shared is to be looked at. Without any rule there is nothing to do.

    Until then nothing of their conversations is shared by rule: one more mail, or one more folder in which
    the same mail lies, may be what keeps all of it private.
    """
    every = sorted(set(event_ids)) if _any_rule(tx) else []
    for start in range(0, len(every), _CHUNK):
        chunk = every[start : start + _CHUNK]
        add_work(tx, WORK, chunk)
        _take_away(tx, chunk)


def withdraw(tx: Connection, event_ids: Iterable[str]) -> None:
    """Events changed their labels or left a mailbox: nothing of their conversations is shared by rule
    until it was looked at anew."""
    every = sorted(set(event_ids)) if _any_rule(tx) else []
    for start in range(0, len(every), _CHUNK):
        chunk = every[start : start + _CHUNK]
        # The others by name: what leaves now takes what it said of the conversation along.
        together = {*chunk, *tx.execute(_conversation(chunk).distinct()).scalars()}
        add_work(tx, WORK, together)
        _take_away(tx, chunk)


def _conversation(event_ids: Sequence[str]) -> Select[tuple[str]]:
    """Ids of all events in the conversations of these."""
    near = event.alias("near")
    return (
        select(near.c.id)
        .join(event, event.c.thread == near.c.thread)
        .where(event.c.id.in_(event_ids), event.c.thread != "")
    )


def _take_away(tx: Connection, event_ids: Sequence[str]) -> None:
    """Whatever a rule shares of these events and of their conversations."""
    s = event_share.c
    gone = or_(s.event_id.in_(event_ids), s.event_id.in_(_conversation(event_ids)))
    tx.execute(delete(event_share).where(by_rule(), gone))


def person_moved(tx: Connection, person: str) -> None:
    """Somebody changed teams or left: what they read, own or sell to is shared anew, not as before."""
    seen = (
        select(event_seen.c.event_id)
        .join(mailbox_owner, mailbox_owner.c.mailbox_id == event_seen.c.mailbox_id)
        .where(mailbox_owner.c.person == person)
    )
    sold = (
        select(event_account.c.event_id)
        .join(account, account.c.id == event_account.c.account_id)
        .where(func.lower(account.c.owner) == person)
    )
    s = event_share.c
    tx.execute(
        delete(event_share).where(
            by_rule(),
            or_(s.person == person, s.event_id.in_(seen), s.event_id.in_(sold)),
        )
    )
    if _any_rule(tx):
        look_anew(tx, [EVERYTHING])


def rule_changed(tx: Connection, rule_id: str, mailbox_ids: Sequence[str]) -> int:
    """A rule is gone or leaves out more: its shares go. Returns how many events were shared by it."""
    count = tx.execute(
        select(func.count(func.distinct(event_share.c.event_id))).where(by_rule(rule_id))
    ).scalar()
    tx.execute(delete(event_share).where(by_rule(rule_id)))
    look_anew(tx, mailbox_ids)
    return count or 0


def owner_declined(tx: Connection, rule_id: str, owner: str, mailbox_ids: Sequence[str]) -> None:
    """What a rule shared out of the owner's mailboxes goes."""
    seen = (
        select(event_seen.c.event_id)
        .join(mailbox_owner, mailbox_owner.c.mailbox_id == event_seen.c.mailbox_id)
        .where(mailbox_owner.c.person == owner)
    )
    tx.execute(delete(event_share).where(by_rule(rule_id), event_share.c.event_id.in_(seen)))
    look_anew(tx, mailbox_ids)


def look_anew(tx: Connection, mailbox_ids: Iterable[str]) -> None:
    """Ask for all of these mailboxes to be looked at, also by a look that is under way."""
    add_work(tx, WORK, mailbox_ids)
    count = changes(tx)
    if count:
        tx.execute(update(meta).where(meta.c.key == _CHANGES).values(value=str(count + 1)))
    else:
        tx.execute(insert(meta).values(key=_CHANGES, value="1"))


def changes(tx: Connection) -> int:
    """Grows with every `look_anew`."""
    return int(tx.execute(select(meta.c.value).where(meta.c.key == _CHANGES)).scalar() or 0)


def _any_rule(tx: Connection) -> bool:
    return tx.execute(select(share_rule.c.id).limit(1)).first() is not None
