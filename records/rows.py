"""SQL rows to frozen models and back, in one place."""

from datetime import datetime, timedelta, timezone
from typing import Any

from records.models import (
    Attachment,
    Direction,
    Event,
    EventKind,
    Evidence,
    Participant,
    Precision,
    Promise,
    PromiseStatus,
    Proposal,
    ProposalStatus,
    Strength,
    Turn,
    Verdict,
)


def offset_minutes(at: datetime) -> int:
    return int((at.utcoffset() or timedelta()).total_seconds() // 60)


def at_offset(at: datetime, minutes: int) -> datetime:
    """The moment on the speaker's own clock again."""
    return at.astimezone(timezone(timedelta(minutes=minutes)))


def event_row(event: Event, subject_key: str, logged_at: datetime) -> dict[str, Any]:
    return {
        "id": event.id,
        "source": event.source,
        "external_id": event.external_id,
        "version": event.version,
        "kind": event.kind.value,
        "at": event.at,
        "at_offset": offset_minutes(event.at),
        "sender_email": event.sender.email if event.sender else "",
        "sender_name": event.sender.name if event.sender else None,
        "subject": event.subject,
        "text": event.text,
        "thread": event.thread,
        "subject_key": subject_key,
        "logged_at": logged_at,
        "body": _body(event),
    }


def _body(event: Event) -> dict[str, Any]:
    body: dict[str, Any] = {
        "to": [[p.email, p.name] for p in event.to],
        "cc": [[p.email, p.name] for p in event.cc],
        "said": event.said,
        "quoted": event.quoted,
        "signature": event.signature,
        "flags": list(event.flags),
    }
    if event.turns:
        body["turns"] = [[t.start, t.end, t.speaker.email, t.speaker.name] for t in event.turns]
    if event.attachments:
        body["attachments"] = [a.model_dump() for a in event.attachments]
    if event.link:
        body["link"] = event.link
    if event.ends_at:
        body["ends_at"] = event.ends_at.isoformat()
    if event.location:
        body["location"] = event.location
    return body


def _people(pairs: list[list[Any]]) -> tuple[Participant, ...]:
    return tuple(Participant(email=email, name=name) for email, name in pairs)


def _spans(pairs: list[list[int]]) -> tuple[tuple[int, int], ...]:
    return tuple((i, j) for i, j in pairs)


def to_event(row: Any) -> Event:
    body = row.body
    has_sender = bool(row.sender_email or row.sender_name)
    ends_at = body.get("ends_at")
    return Event(
        id=row.id,
        source=row.source,
        external_id=row.external_id,
        version=row.version,
        kind=EventKind(row.kind),
        at=at_offset(row.at, row.at_offset),
        sender=Participant(email=row.sender_email, name=row.sender_name) if has_sender else None,
        to=_people(body["to"]),
        cc=_people(body["cc"]),
        subject=row.subject,
        text=row.text,
        said=_spans(body["said"]),
        quoted=_spans(body["quoted"]),
        signature=_spans(body["signature"]),
        turns=tuple(
            Turn(start=i, end=j, speaker=Participant(email=email, name=name))
            for i, j, email, name in body.get("turns", [])
        ),
        thread=row.thread,
        attachments=tuple(Attachment(**a) for a in body.get("attachments", [])),
        flags=tuple(body["flags"]),
        link=body.get("link"),
        ends_at=datetime.fromisoformat(ends_at) if ends_at else None,
        location=body.get("location"),
    )


def promise_row(promise: Promise) -> dict[str, Any]:
    return {
        "id": promise.id,
        "account_id": promise.account_id,
        "direction": promise.direction.value,
        "owner": promise.owner,
        "beneficiary": promise.beneficiary,
        "action": promise.action,
        "quote": promise.quote,
        "event_id": promise.event_id,
        "start": promise.start,
        "end": promise.end,
        "strength": promise.strength.value,
        "due_as_said": promise.due_as_said,
        "due": promise.due,
        "due_at": promise.due_at.isoformat() if promise.due_at else None,
        "precision": promise.precision.value if promise.precision else None,
        "status": promise.status.value,
        "superseded_by": promise.superseded_by,
        "settled_by": promise.settled_by,
        "confidence": promise.confidence,
        "at": promise.at,
        "at_offset": offset_minutes(promise.at),
        "extractor": promise.extractor,
    }


def to_promise(row: Any, account: str | None) -> Promise:
    return Promise(
        id=row.id,
        account_id=row.account_id,
        account=account,
        direction=Direction(row.direction),
        owner=row.owner,
        beneficiary=row.beneficiary,
        action=row.action,
        quote=row.quote,
        event_id=row.event_id,
        start=row.start,
        end=row.end,
        strength=Strength(row.strength),
        due_as_said=row.due_as_said,
        due=row.due,
        due_at=datetime.fromisoformat(row.due_at) if row.due_at else None,
        precision=Precision(row.precision) if row.precision else None,
        status=PromiseStatus(row.status),
        superseded_by=row.superseded_by,
        settled_by=row.settled_by,
        confidence=row.confidence,
        at=at_offset(row.at, row.at_offset),
        extractor=row.extractor,
    )


def to_proposal(row: Any, account: str | None) -> Proposal:
    return Proposal(
        id=row.id,
        crm=row.crm,
        entity=row.entity,
        entity_id=row.entity_id,
        field=row.field,
        old=row.old,
        new=row.new,
        evidence=tuple(Evidence(**e) for e in row.evidence),
        confidence=row.confidence,
        why=row.why,
        account_id=row.account_id,
        account=account,
        promise_id=row.promise_id,
        proposer=row.proposer,
        verdict=Verdict(**row.verdict),
        status=ProposalStatus(row.status),
        created_at=row.created_at,
        expires_at=row.expires_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        decision_reason=row.decision_reason,
        released_by=row.released_by,
        failure=row.failure,
    )
