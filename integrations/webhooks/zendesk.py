"""Zendesk tickets -> events: what was written on a ticket, its states, and what went to spam or was deleted.

Two forms come in: Zendesk's own ticket events, and the JSON that a trigger sends from the template in the
documentation. Only the second names people by their addresses.
"""

import re
from collections.abc import Iterator

from integrations.errors import Skip
from integrations.ports import Change
from integrations.webhooks.crm import field_line
from integrations.webhooks.told import (
    Json,
    Line,
    Told,
    company_of,
    fingerprint,
    identifier,
    made,
    mapping,
    moment,
    person,
    words,
)
from records.models import EventKind, Participant

_GONE = frozenset({"soft_deleted", "permanently_deleted", "marked_as_spam"})
_STATES = {"status_changed": "Status", "custom_status_changed": "Status", "priority_changed": "Priority"}
_PERSON = frozenset({"name", "email"})
_TEMPLATE = {
    "template": frozenset({"ticket"}),
    "ticket": frozenset(
        {"id", "subject", "description", "url", "updated_at", "organization", "requester", "comment"}
    ),
    "organization": frozenset({"name", "domain"}),
    "requester": _PERSON,
    "comment": frozenset({"id", "body", "created_at", "public", "is_public", "author"}),
    "author": _PERSON,
}
"""What stands where in the documented template."""
_TYPE = re.compile(r"zen:event-type:ticket\.(\w+)")


def read(body: Json, told: Told) -> Iterator[Change]:
    """The changes that one delivery tells; none for what is no use to us. Raises Skip for what is no ticket."""
    document = mapping(body)
    kind = _TYPE.fullmatch(words(document.get("type")))
    if kind is None and "ticket" not in document:
        return
    if kind is None:
        _refuse_more(document, "template")
        yield from _from_trigger(mapping(document["ticket"]), told)
    else:
        place = words(document.get("account_id")) or told.place
        there = Told(told.source, place, told.ours, told.received_at)
        yield from _from_event(kind[1], document, there)


def _from_event(kind: str, document: Json, told: Told) -> Iterator[Change]:
    ticket, event = mapping(document.get("detail")), mapping(document.get("event"))
    number = identifier(ticket.get("id"), "ticket number")
    ref, at = f"ticket/{number}", moment(document.get("time"))
    subject = words(ticket.get("subject")) or f"Ticket {number}"
    if kind in _GONE:
        yield Change(ref=ref, gone=True)
    elif kind == "created":
        text = str(ticket.get("description") or "")
        asker = Participant(email="", name=f"requester {words(ticket.get('requester_id'))}".strip())
        yield made(
            told, EventKind.ticket, f"{ref}/comment/first", moment(ticket.get("created_at")) or at,
            subject=subject, lines=[Line(text, said=True)], sender=asker, to=(told.ours,), thread=ref,
        )  # fmt: skip
    elif kind in ("comment_added", "comment_made_private"):
        comment = mapping(event.get("comment"))
        if comment.get("body"):
            yield _comment(comment, kind == "comment_added", told, ref, subject, at)
    elif kind == "comment_redacted":
        comment = mapping(event.get("comment"))
        yield Change(ref=f"{ref}/comment/{identifier(comment.get('id'), 'comment number')}", gone=True)
    elif field := _STATES.get(kind):
        one = identifier(document.get("id"), "event id")
        line = field_line(field, words(event.get("previous")), words(event.get("current")), at)
        yield made(
            told, EventKind.change, f"{ref}/event/{one}", at, subject=f"Ticket {number}: {subject}",
            lines=[line], sender=told.ours, thread=ref,
        )  # fmt: skip


def _comment(comment: Json, told_to_all: bool, told: Told, ref: str, subject: str, at: Json) -> Change:
    """A comment in Zendesk's own form, which names its author without an address."""
    author = mapping(comment.get("author"))
    name = words(author.get("name"))
    staff = author.get("is_staff") is True
    if staff:
        sender = Participant(email=told.ours.email, name=name or told.ours.name)
    else:
        sender = Participant(email="", name=name or f"requester {words(author.get('id'))}".strip())
    public = told_to_all and comment.get("is_public") is True
    return made(
        told,
        EventKind.ticket,
        f"{ref}/comment/{identifier(comment.get('id'), 'comment number')}",
        at,
        subject=subject,
        lines=[Line(str(comment["body"]), said=True)],
        sender=sender,
        to=() if staff else (told.ours,),
        thread=ref,
        flags=() if public else ("internal_note",),
    )


def _from_trigger(ticket: Json, told: Told) -> Iterator[Change]:
    """The documented template: the newest comment with who wrote it, and who asked."""
    number = identifier(ticket.get("id"), "ticket number")
    comment, organisation = mapping(ticket.get("comment")), mapping(ticket.get("organization"))
    asker = _named(ticket.get("requester"))
    author = _named(comment.get("author")) or asker
    text = str(comment.get("body") or ticket.get("description") or "")
    at = moment(comment.get("created_at")) or moment(ticket.get("updated_at"))
    one = words(comment.get("id")) or fingerprint(text, str(at), author.label if author else "")
    public = comment.get("public", comment.get("is_public", True)) not in (False, "false", "no")
    account = words(organisation.get("domain")) or words(organisation.get("name"))
    if not account and asker is not None:
        account = company_of(asker.email)
    yield made(
        told,
        EventKind.ticket,
        f"ticket/{number}/comment/{one}",
        at,
        subject=words(ticket.get("subject")) or f"Ticket {number}",
        lines=[Line(text, said=True)],
        sender=author,
        to=tuple(p for p in (asker, told.ours) if p is not None and p != author),
        thread=f"ticket/{number}",
        account=account,
        flags=() if public else ("internal_note",),
        link=words(ticket.get("url"), 1000),
    )


def _refuse_more(value: Json, name: str) -> None:
    """Raises Skip where there is more than the template has: with a quotation mark in a title its author can
    end a text, write an answer in somebody else's name, and put what really follows under a name of no use."""
    inside = mapping(value)
    if not inside.keys() <= _TEMPLATE[name]:
        raise Skip("it has more in it than the template in the documentation")
    for key in inside.keys() & _TEMPLATE.keys():
        _refuse_more(inside[key], key)


def _named(value: Json) -> Participant | None:
    who = mapping(value)
    return person(who.get("email"), who.get("name"))
