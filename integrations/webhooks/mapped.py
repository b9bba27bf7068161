"""Any other JSON -> events, by a small YAML file that says where each field stands."""

import re
from collections.abc import Iterator
from typing import Annotated, Any

import yaml
from pydantic import AfterValidator, Field, ValidationError, model_validator

from integrations.errors import Rejected, Skip
from integrations.ports import Change
from integrations.webhooks.crm import field_line
from integrations.webhooks.told import (
    LONGEST,
    Json,
    Line,
    Told,
    identifier,
    made,
    moment,
    person,
    words,
)
from records.models import EventKind, Frozen, Participant

_PATH = re.compile(r"=.*|[\w@$-]+(?:\.[\w@$-]+)*", re.DOTALL)


def _a_path(value: str) -> str:
    if not _PATH.fullmatch(value):
        raise ValueError('give a path such as "data.ticket.id", or "=" and a fixed text')
    return value


Path = Annotated[str, AfterValidator(_a_path)]
"""Names and list positions with dots between; "=text" is that text itself."""


class WebhookMapping(Frozen):
    """Where an event's fields stand in a delivery. `each` leads to a list, whose items the others start from."""

    id: Path
    """With which it can be told apart for good; repeats of the same are one event."""
    at: Path
    kind: EventKind = EventKind.ticket
    text: Path | None = None
    subject: Path | None = None
    sender: Path | None = None
    sender_name: Path | None = None
    recipients: Path | None = None
    """An address, or a list of addresses."""
    account: Path | None = None
    """The customer's domain, name or id in the CRM."""
    deal: Path | None = None
    thread: Path | None = None
    link: Path | None = None
    field: Path | None = None
    """Of a change: the field's name, with `old` and `new`."""
    old: Path | None = None
    new: Path | None = None
    each: Path | None = None
    only: dict[Path, tuple[str, ...]] = Field(default_factory=dict)
    """Path -> values; a delivery with another value there is no use to us."""

    @model_validator(mode="after")
    def _says_something(self) -> "WebhookMapping":
        if self.kind is EventKind.change and not (self.field and self.new):
            raise ValueError("a change needs `field` and `new`")
        if self.kind is not EventKind.change and not self.text:
            raise ValueError("`text` is missing")
        return self


def load(text: str) -> WebhookMapping:
    """The mapping in a YAML file. Raises Rejected with one sentence for each mistake."""
    try:
        document = yaml.safe_load(text)
    except yaml.YAMLError as problem:
        raise Rejected("The webhook mapping is no YAML.") from problem
    if not isinstance(document, dict):
        raise Rejected("The webhook mapping must be a list of `field: path` lines.")
    try:
        return WebhookMapping.model_validate(document)
    except ValidationError as wrong:
        said = "; ".join(
            f"{'.'.join(map(str, e['loc'])) or 'the file'}: {e['msg'].removeprefix('Value error, ')}"
            for e in wrong.errors()
        )
        raise Rejected(f"The webhook mapping is wrong ({said}).") from wrong


def read(body: Json, told: Told, by: WebhookMapping) -> Iterator[Change]:
    """The events that a delivery holds by this mapping. Raises Skip where the id or the time is not there."""
    items = _at(body, by.each) if by.each else [body]
    if not isinstance(items, list):
        raise Skip(f"there is no list at {by.each}")
    for item in items:
        if all(words(_at(item, path)) in wanted for path, wanted in by.only.items()):
            yield _event(item, told, by)


def _event(item: Json, told: Told, by: WebhookMapping) -> Change:
    at = moment(_at(item, by.at))
    if at is None:
        raise Skip(f"there is no time at {by.at}")
    sender = person(_at(item, by.sender), _at(item, by.sender_name))
    if sender is None and by.kind is EventKind.change:
        sender = told.ours
    return made(
        told,
        by.kind,
        identifier(_at(item, by.id), f"id at {by.id}"),
        at,
        subject=words(_at(item, by.subject)),
        lines=[_line(item, by, at)],
        sender=sender,
        to=_people(_at(item, by.recipients)),
        thread=words(_at(item, by.thread), 300),
        account=words(_at(item, by.account)),
        deal=words(_at(item, by.deal)),
        link=words(_at(item, by.link), 1000),
    )


def _line(item: Json, by: WebhookMapping, at: Any) -> Line:
    if by.kind is EventKind.change:
        name, old, new = (words(_at(item, path), 5000) for path in (by.field, by.old, by.new))
        return field_line(name, old, new, at)
    text = _at(item, by.text)
    return Line(str(text)[:LONGEST] if isinstance(text, str | int | float) else "", said=True)


def _people(value: Json) -> tuple[Participant, ...]:
    listed = value if isinstance(value, list) else [value]
    found = (
        person(one.get("email"), one.get("name"))
        if isinstance(one, dict)
        else person(one, None) or person(None, one)
        for one in listed[:200]
    )
    return tuple(dict.fromkeys(p for p in found if p is not None))


def _at(value: Json, path: str | None) -> Json:
    if path is None:
        return None
    if path.startswith("="):
        return path[1:]
    for step in path.split("."):
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isascii() and step.isdigit() and int(step[:6]) < len(value):
            value = value[int(step[:6])]
        else:
            return None
    return value
