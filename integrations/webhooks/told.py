"""What every shape of webhook needs to make an event: who we are there, when it came, and careful fields."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from integrations.errors import Skip
from integrations.formats.addresses import parse_addresses
from integrations.formats.charsets import one_line
from integrations.formats.headers import parse_date
from integrations.formats.identity import event_id
from integrations.formats.plain_text import plain_to_text
from integrations.ports import Change
from records.account_words import FREE_MAIL
from records.models import Event, EventKind, Participant, Span

Json = Any
LONGEST = 60_000
"""Characters of a text that are kept."""
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_LATEST = timedelta(days=2)


@dataclass(frozen=True)
class Told:
    """One delivery's surroundings. `ours` speaks for our side where the sender names nobody of ours."""

    source: str
    place: str
    """What makes the sender's ids unique, such as its account number; else the connection's id."""
    ours: Participant
    received_at: datetime


@dataclass(frozen=True)
class Line:
    """One sentence or field of a text; only what is `said` may be held against a promise.

    `by` is `us` or `them` where it tells what one side did, "" where it may have been either.
    """

    text: str
    said: bool = False
    by: str = ""


def made(
    told: Told,
    kind: EventKind,
    ref: str,
    at: datetime | None,
    *,
    subject: str,
    lines: list[Line],
    sender: Participant | None,
    to: tuple[Participant, ...] = (),
    thread: str = "",
    account: str = "",
    deal: str = "",
    flags: tuple[str, ...] = (),
    link: str = "",
) -> Change:
    """One event as a change of the item `ref`: told again it is the same, told otherwise it takes its place."""
    text, said = _joined(lines)
    when, odd = _sane(at, told.received_at)
    named = [f"account:{account}"] if account else []
    named += [f"deal:{deal}"] if deal else []
    named += {f"done_by_{line.by}" for line in lines if line.said and line.by}
    external_id = one_line(f"{told.source}:{told.place}:{ref}", 500)
    content = fingerprint(subject, text, sender.label if sender else "")
    event = Event(
        id=event_id(external_id, content),
        source=told.source,
        external_id=external_id,
        kind=kind,
        at=when,
        sender=sender,
        to=tuple(p for p in to if sender is None or p != sender),
        subject=one_line(subject, 500),
        text=text,
        said=said,
        thread=one_line(f"{told.source}:{told.place}:{thread or ref}", 500),
        flags=tuple(sorted({*flags, *named, *odd})),
        link=link[:1000] if link.startswith("https://") else None,
    )
    return Change(ref=ref, events=(event,))


def _joined(lines: list[Line]) -> tuple[str, tuple[Span, ...]]:
    text, said = "", []
    for line in lines:
        words = plain_to_text(line.text[:LONGEST]).strip()
        if not words:
            continue
        text += "\n" if text else ""
        if line.said:
            said.append((len(text), len(text) + len(words)))
        text += words
    return text, tuple(said)


def _sane(at: datetime | None, received_at: datetime) -> tuple[datetime, tuple[str, ...]]:
    if at is None:
        return received_at, ("date_missing",)
    if not _EARLIEST <= at <= received_at + _LATEST:
        return received_at, ("date_absurd",)
    return at, ()


def mapping(value: Json) -> Mapping[str, Json]:
    """The object, or an empty one where something else stands."""
    return value if isinstance(value, dict) else {}


def listed(value: Json) -> Sequence[Json]:
    """The list, or an empty one where something else stands."""
    return value if isinstance(value, list) else ()


def words(value: Json, longest: int = 500) -> str:
    """A text, number or yes/no on one line; "" for anything else."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str | int | float):
        return one_line(str(value), longest).strip()
    return ""


def identifier(value: Json, what: str) -> str:
    """An id. Raises Skip when there is none."""
    found = words(value, 200)
    if not found:
        raise Skip(f"it has no {what}")
    return found


def person(email: Json, name: Json) -> Participant | None:
    """Somebody with an address or at least a name."""
    address = words(email, 320)
    found = parse_addresses([address]) if "@" in address else ()
    label = words(name, 200) or None
    if found and found[0].email:
        return Participant(email=found[0].email, name=label or found[0].name)
    return Participant(email="", name=label) if label else None


def moment(value: Json) -> datetime | None:
    """A time as text (ISO or RFC 2822), or in seconds or milliseconds since 1970."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit():
        value = int(value.strip()[:20])
    if isinstance(value, int | float):
        try:
            return datetime.fromtimestamp(value / 1000 if value > 1e11 else value, UTC)
        except (OverflowError, ValueError, OSError):
            return None
    return parse_date(value) if isinstance(value, str) else None


def company_of(email: str) -> str:
    """The domain of an address, unless it is one of free mail."""
    domain = email.rpartition("@")[2]
    return "" if domain in FREE_MAIL else domain


def fingerprint(*parts: str) -> str:
    return sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:16]
