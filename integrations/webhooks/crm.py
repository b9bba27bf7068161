"""CRM changes -> events, in three forms: HubSpot's, Salesforce's change events, and one of our own."""

import re
from collections.abc import Iterator
from datetime import datetime

from integrations.errors import Skip
from integrations.ports import Change
from integrations.webhooks.told import (
    Json,
    Line,
    Told,
    fingerprint,
    identifier,
    listed,
    made,
    mapping,
    moment,
    person,
    words,
)
from records.models import EventKind, Participant

_YES = frozenset({"yes", "true", "1", "y", "ja", "oui", "checked", "done"})
_NOTHING = frozenset({"", "no", "false", "0", "n", "nein", "non", "none", "null", "n/a", "unchecked", "-"})
_BY_US = (
    r"sent|delivered|shipped|shared|submitted|issued|refunded|credited|provided|uploaded|installed|deployed|"
    r"enabled|activated|fixed|resolved|solved|launched|gesendet|verschickt|versandt|geliefert|envoyée?|livrée?"
)
_DONE = re.compile(
    rf"\b(?:{_BY_US}|signed|countersigned|paid|received|returned|approved|accepted|completed?|done|scheduled|"
    r"booked|live|executed|confirmed|granted|extended|won|unterschrieben|bezahlt|erledigt|signée?|payée?)\b",
    re.IGNORECASE,
)
"""Words by which a field claims that something has been done."""
_DONE_BY_US = re.compile(rf"\b(?:{_BY_US})\b", re.IGNORECASE)
"""In our own CRM these are our doings: "Contract sent" is not that the customer sent it."""
_OPEN = re.compile(
    r"\b(?:not|no|never|un\w+|pending|awaiting|waiting|wait|to be|to|draft|partly|partially|will|planned|expected|"
    r"rejected|declined|lost|cancell?ed|probability|target|due|forecast|nicht|noch|geplant|offen)\b",
    re.IGNORECASE,
)
"""Words that take it back or put it off."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?:[T ].*)?")


def field_line(field: str, old: str, new: str, at: datetime | None) -> Line:
    """One field of a record as people read it; what was before stands in brackets and is not said.

    A field says that something is done only where it claims so and nothing in it puts that off: "Contract
    sent: yes", "Status: signed", a day in the past. "Contract owner: Tom" or "Contract sent: no" say
    nothing about a promise.
    """
    shown = f"{_title(field)}: {new or 'empty'}"
    by = "us" if _DONE_BY_US.search(shown) else ""
    return Line(f"{shown} (was {old})" if old else shown, said=_claims(field, new, at), by=by)


def _claims(field: str, new: str, at: datetime | None) -> bool:
    name, value = _title(field), new.strip()
    if value.casefold() in _NOTHING or _OPEN.search(name):
        return False
    if value.casefold() in _YES:
        return bool(_DONE.search(name))
    if _DAY.fullmatch(value):
        return bool(_DONE.search(name)) and at is not None and value[:10] <= at.date().isoformat()
    return bool(_DONE.search(value)) and not _OPEN.search(value) and not _DONE.search(name)


def _title(field: str) -> str:
    """`contract_sent__c` and `contractSent` as people say it: "Contract sent"."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", field.removesuffix("__c")).replace("_", " ")
    plain = " ".join(spaced.split()) or "Field"
    return plain[0].upper() + (plain[1:] if plain[1:] == field[1:] else plain[1:].lower())


def hubspot(body: Json, told: Told) -> Iterator[Change]:
    """HubSpot's list of property changes; other subscriptions are of no use to us."""
    for one in body if isinstance(body, list) else [body]:
        event = mapping(one)
        thing, _, what = words(event.get("subscriptionType")).partition(".")
        if what != "propertyChange":
            continue
        number = identifier(event.get("objectId"), "object")
        there = Told(told.source, words(event.get("portalId")) or told.place, told.ours, told.received_at)
        field = identifier(event.get("propertyName"), "property")
        yield _changed(
            there,
            entity=thing,
            number=number,
            name="",
            change=words(event.get("eventId")) or fingerprint(str(sorted(event.items()))),
            fields=[(field, "", words(event.get("propertyValue"), 5000))],
            by=None,
            at=moment(event.get("occurredAt")),
            account=number if thing == "company" else "",
        )


def salesforce(body: Json, told: Told) -> Iterator[Change]:
    """Change events, one document or a list, as a relay passes them on."""
    for one in body if isinstance(body, list) else [body]:
        document = mapping(one)
        payload = mapping(document.get("payload")) or document
        header = mapping(payload.get("ChangeEventHeader"))
        if not header:
            raise Skip("it has no ChangeEventHeader")
        entity = identifier(header.get("entityName"), "entity name")
        names = header.get("changedFields")
        named = {str(n) for n in names} if isinstance(names, list) else set()
        fields = [
            (key, "", words(value, 5000))
            for key, value in payload.items()
            if key not in ("ChangeEventHeader", "LastModifiedDate") and (not named or key in named)
        ]
        change = f"{words(header.get('transactionKey'))}-{words(header.get('sequenceNumber'))}"
        for number in listed(header.get("recordIds")):
            if header.get("changeType") in ("UPDATE", "CREATE") and (told_of := [f for f in fields if f[2]]):
                yield _changed(
                    told,
                    entity=entity,
                    number=identifier(number, "record id"),
                    name=words(payload.get("Name")),
                    change=change if change != "-" else fingerprint(str(told_of)),
                    fields=told_of,
                    by=None,
                    at=moment(header.get("commitTimestamp")),
                    account=words(number) if entity == "Account" else words(payload.get("AccountId")),
                )


def own(body: Json, told: Told) -> Iterator[Change]:
    """`{"entity", "id", "field", "old", "new", "by", "at", "account"}`, one, or several under `changes`."""
    document = mapping(body)
    several = document.get("changes")
    for one in several if isinstance(several, list) else [document]:
        change = mapping(one)
        number = identifier(change.get("id"), "id")
        field = identifier(change.get("field"), "field")
        old, new = words(change.get("old"), 5000), words(change.get("new"), 5000)
        at = moment(change.get("at"))
        if at is None:
            raise Skip("its `at` is no time")
        yield _changed(
            told,
            entity=identifier(change.get("entity"), "entity"),
            number=number,
            name=words(change.get("name")),
            change=fingerprint(field, old, new, at.isoformat()),
            fields=[(field, old, new)],
            by=person(change.get("by"), None) or _by_name(change.get("by")),
            at=at,
            account=words(change.get("account")),
        )


def _by_name(value: Json) -> Participant | None:
    name = words(value, 200)
    return Participant(email="", name=name) if name else None


_DEALS = frozenset({"deal", "opportunity"})


def _changed(
    told: Told,
    *,
    entity: str,
    number: str,
    name: str,
    change: str,
    fields: list[tuple[str, str, str]],
    by: Participant | None,
    at: datetime | None,
    account: str,
) -> Change:
    """Whoever typed it, it stands in our CRM and so is our word; a name alone is shown with our address."""
    sender = by if by is not None and by.email else told.ours
    if by is not None and not by.email:
        sender = Participant(email=told.ours.email, name=by.name)
    kind = entity.lower()
    return made(
        told,
        EventKind.change,
        f"{kind}/{number}/{change}",
        at,
        subject=f"{_title(entity)} {name or number}",
        lines=[field_line(field, old, new, at or told.received_at) for field, old, new in fields],
        sender=sender,
        thread=f"{kind}/{number}",
        account=account,
        deal=number if kind in _DEALS else "",
    )
