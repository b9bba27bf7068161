"""Whether a mail leaves its owner's privacy by a rule, and for whom; every doubt keeps it private."""

from collections.abc import Iterable, Sequence
from typing import Self

from policies.exclusions import excluded_label, excluded_person, filed_under
from records.models import EventKind, Frozen, Person
from records.share_rules import Customer, Exclusions, MailFacts

SHARED_KINDS = frozenset({EventKind.mail, EventKind.meeting, EventKind.transcript})
"""Chat and tickets have readers of their own: those of the conversation and of the desk."""
PRIVATE_FLAGS = frozenset({"personal", "private", "confidential"})
NEVER_SENT = frozenset({"label:Draft", "label:Spam", "label:Trash"})
PRIVATE_LABELS = (
    "private",
    "personal",
    "confidential",
    "privat",
    "persönlich",
    "vertraulich",
    "privé",
    "personnel",
    "confidentiel",
)
"""Who files mail under such a name means it."""
_EXCLUDED = {
    EventKind.mail: "mail is excluded",
    EventKind.meeting: "meetings are excluded",
    EventKind.transcript: "calls are excluded",
}


class ShareVerdict(Frozen):
    """Whether an event is shared, with the rule and a reason that names no words of the event."""

    shared: bool
    rule: str
    reason: str

    @classmethod
    def keep(cls, rule: str, reason: str) -> Self:
        return cls(shared=False, rule=rule, reason=reason)

    @classmethod
    def share(cls, rule: str, reason: str) -> Self:
        return cls(shared=True, rule=rule, reason=reason)


def may_share(mail: MailFacts, exclude: Exclusions, team: Iterable[str]) -> ShareVerdict:
    """What a rule says of one event for the account's `team` without the mailbox's owners.

    What is private, labelled or said with an excluded person keeps its whole conversation private; a
    message among colleagues only keeps itself. Known customers are those of the CRM.
    """
    if mail.kind not in SHARED_KINDS:
        return ShareVerdict.keep("other_kind", "chat, tickets and the like are not shared by a rule")
    if not mail.outside:
        return ShareVerdict.keep("internal_only", "internal only")
    if PRIVATE_FLAGS & (mail.flags | mail.thread_flags):
        return ShareVerdict.keep("marked_private", "marked personal, private or confidential")
    if NEVER_SENT & mail.flags:
        return ShareVerdict.keep("never_sent", "a draft, spam or thrown away")
    if filed_under(mail.thread_labels, PRIVATE_LABELS) is not None:
        return ShareVerdict.keep("private_label", "filed as private")
    if (label := excluded_label(mail.thread_labels, exclude.labels)) is not None:
        return ShareVerdict.keep("excluded_label", f"label {label} is excluded")
    if (person := excluded_person(mail.thread_people, exclude.people)) is not None:
        return ShareVerdict.keep("excluded_person", f"{person} is excluded")
    if mail.kind in exclude.kinds:
        return ShareVerdict.keep("excluded_kind", _EXCLUDED[mail.kind])
    if (flag := next((f for f in exclude.flags if f in mail.flags), None)) is not None:
        return ShareVerdict.keep("excluded_flag", f"{flag} is excluded")
    if not mail.customers:
        return ShareVerdict.keep("unknown_customer", "not a known customer")
    if not any(team):
        return ShareVerdict.keep("nobody_else", "nobody else is in the account's team")
    return ShareVerdict.share("known_customer", "said with a known customer")


def account_team(customers: Iterable[Customer], people: Sequence[Person]) -> frozenset[str]:
    """Each account's salesperson and who works in the same team; nobody where the CRM names no colleague.

    Having written to the account once opens nothing: an accountant in copy is no salesperson.
    """
    by_address = {p.email: p for p in people}
    found: set[str] = set()
    for customer in customers:
        owner = by_address.get((customer.owner or "").strip().casefold())
        if owner is None:
            continue
        team = team_name(owner.team)
        found |= {owner.email} | {p.email for p in people if team and team_name(p.team) == team}
    return frozenset(found)


def team_name(team: str | None) -> str:
    """The team as it is compared: "Sales " and "sales" are one."""
    return " ".join((team or "").casefold().split())
