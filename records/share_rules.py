"""Types of sharing: a rule, what it leaves out, what is known of a mail it looks at, and who answered it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pydantic import AwareDatetime

from records.models import EventKind, Frozen


class Covers(StrEnum):
    """Whose mailboxes a rule is about; more than `own` is a proposal to each owner."""

    own = "own"
    team = "team"
    everybody = "everybody"


class Exclusions(Frozen):
    """What a rule leaves out, in the words of `policies.exclusions`."""

    labels: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    """Addresses, domains, or `private-mail`."""
    flags: tuple[str, ...] = ()
    kinds: tuple[EventKind, ...] = ()

    def __or__(self, more: "Exclusions") -> "Exclusions":
        return Exclusions(
            labels=_both(self.labels, more.labels),
            people=_both(self.people, more.people),
            flags=_both(self.flags, more.flags),
            kinds=tuple(dict.fromkeys((*self.kinds, *more.kinds))),
        )


def _both(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *other)))


class ShareRule(Frozen):
    """Shares what is exchanged with known customers with the team of their account."""

    id: str
    made_by: str
    made_at: AwareDatetime
    covers: Covers = Covers.own
    team: str | None = None
    """Of the owners, where it covers a team."""
    exclude: Exclusions = Exclusions()


class Answer(Frozen):
    """What an owner said to a rule that somebody else made; None while the owner has not answered."""

    person: str
    accepted: bool | None = None
    told: bool = False


@dataclass(frozen=True, slots=True)
class Customer:
    """An account that the CRM knows; `owner` is its salesperson's address."""

    account_id: str
    name: str
    owner: str | None


@dataclass(frozen=True, slots=True)
class MailFacts:
    """One event as one mailbox keeps it; gathered from the log, pure data."""

    event_id: str
    mailbox_id: str
    kind: EventKind
    at: datetime
    flags: frozenset[str]
    outside: frozenset[str]
    """Addresses of this event that are not ours."""
    customers: tuple[Customer, ...]
    """Accounts of those addresses, as far as the CRM knows them."""
    thread_flags: frozenset[str]
    """Of every event of its conversation, wherever it was seen."""
    thread_people: frozenset[str]
    thread_labels: frozenset[str]
    """In which this mailbox keeps any event of its conversation."""


@dataclass(frozen=True, slots=True)
class CoveredMailbox:
    """A mailbox with the rules that hold for it."""

    id: str
    source: str
    owners: frozenset[str]
    rules: tuple[ShareRule, ...]
