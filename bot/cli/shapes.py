"""The JSON documents that scripts rely on; keys are fixed."""

from typing import Any

from records.models import Answer, Event, Hit, Participant, Person, Promise, Proposal

_PROMISE = [
    "id",
    "account",
    "direction",
    "owner",
    "beneficiary",
    "action",
    "quote",
    "event_id",
    "start",
    "end",
    "strength",
    "due_as_said",
    "due",
    "precision",
    "status",
    "superseded_by",
    "confidence",
    "at",
]


WORDS = ("action", "quote", "due_as_said")
"""Fields of a promise that say what somebody wrote."""


def promise(p: Promise) -> dict[str, Any]:
    plain = p.model_dump(mode="json")
    return {key: plain[key] for key in _PROMISE} | {"due_at": plain["due_at"]}


def answer(a: Answer) -> dict[str, Any]:
    plain = a.model_dump(mode="json")
    return plain | {"promises": [promise(p) for p in a.promises]}


def proposal(p: Proposal) -> dict[str, Any]:
    plain = p.model_dump(mode="json")
    plain["evidence"] = [{"event_id": e.event_id, "quote": e.quote} for e in p.evidence]
    plain["verdict"] = {
        "outcome": p.verdict.outcome.value,
        "rule": p.verdict.rule,
        "reason": p.verdict.reason,
    }
    return plain


def person(p: Person) -> dict[str, Any]:
    return {"email": p.email, "role": p.role.value, "team": p.team, "tz": p.tz, "name": p.name}


def hit(h: Hit) -> dict[str, Any]:
    return {"event_id": h.event_id, "external_id": h.external_id, "score": h.score, "text": h.text}


def event(e: Event, readers: list[str]) -> dict[str, Any]:
    return {
        "id": e.id,
        "external_id": e.external_id,
        "source": e.source,
        "kind": e.kind.value,
        "at": e.at.isoformat(),
        "from": _who(e.sender) if e.sender else None,
        "to": [_who(p) for p in e.to],
        "cc": [_who(p) for p in e.cc],
        "subject": e.subject,
        "text": e.text,
        "said": [list(s) for s in e.said],
        "quoted": [list(s) for s in e.quoted],
        "signature": [list(s) for s in e.signature],
        "attachments": [a.model_dump(exclude={"text"}) for a in e.attachments],
        "flags": list(e.flags),
        "thread": e.thread,
        "readers": readers,
    }


def _who(p: Participant) -> str:
    return p.email or p.name or ""
