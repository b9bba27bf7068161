"""The promise that goes on when its date moved by a mere statement."""

from records.models import Event, Precision, Promise, PromiseDraft, Settlement

NAME = "settled"
"""The `extractor` of such a promise: it is made anew at every replay."""


def is_one(promise: Promise) -> bool:
    return promise.extractor == NAME


def draft(old: Promise, found: Settlement, event: Event) -> PromiseDraft:
    """The old promise with the new date, quoting the words that moved it."""
    return PromiseDraft(
        event_id=event.id,
        start=found.start,
        end=found.end,
        quote=found.quote,
        direction=old.direction,
        owner=old.owner,
        beneficiary=old.beneficiary,
        action=old.action,
        strength=old.strength,
        due_as_said=found.quote,
        due=found.new_due,
        precision=Precision.day,
        confidence=min(old.confidence, found.confidence),
        at=event.at,
    )
