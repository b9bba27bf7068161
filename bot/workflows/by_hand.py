"""What a person tells of a message, as a promise of the ledger: the words are the message's, the rest is theirs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.workflows.extract import Digest
from records import remembered
from records.models import (
    Account,
    Direction,
    Event,
    Participant,
    Precision,
    Promise,
    PromiseDraft,
    Span,
)
from records.promises import ledger_row
from retrieval.action_words import LONGEST
from retrieval.sentences import plain, split
from retrieval.sides import Sides, everybody, speaker_at
from retrieval.strength import strength

_ANY, _DOUBTFUL = 0.0, 0.1
"""Thresholds: everything counts where a person has said that it is a promise, and what is worth suggesting."""


@dataclass(frozen=True)
class ByHand:
    """`event.text[start:end]` says it; `owner` is the colleague who owes it where it is ours."""

    start: int
    end: int
    direction: Direction
    owner: str
    account: Account | None
    due: date | None
    by: str


def as_promise(told: ByHand, event: Event, sides: Sides, draft: PromiseDraft | None) -> Promise:
    """`draft` is what the extractor reads in these words, however unsure: it words the action and the date."""
    quote = event.text[told.start : told.end]
    ours = told.direction is Direction.ours
    us, them = (_first(event, sides, told.start, side) for side in (True, False))
    account = told.account.name if told.account else ""
    same_day = draft is not None and draft.due == told.due
    whole = PromiseDraft(
        event_id=event.id,
        start=told.start,
        end=told.end,
        quote=quote,
        direction=told.direction,
        owner=told.owner if ours else them or account or "somebody",
        beneficiary=(them or account) if ours else us or told.by,
        action=draft.action if draft else _shortened(" ".join(quote.split())),
        strength=strength(plain(quote), ""),
        due_as_said=draft.due_as_said if draft and same_day else None,
        due=told.due,
        due_at=draft.due_at if draft and same_day else None,
        precision=_precision(draft if same_day else None, told.due),
        confidence=1.0,
        at=event.at,
    )
    account_id = told.account.id if told.account else None
    row = ledger_row(whole, event, account_id=account_id, extractor=remembered.name(told.by))
    return row.model_copy(update={"account": account or None})


def best_draft(
    digest: Digest, event: Event, sides: Sides, *, near: Span | None = None, known: Iterable[Span] = ()
) -> PromiseDraft | None:
    """The likeliest promise in an event that is not `known`, or the one that words at `near` say; where none
    counts as one, what comes closest to one."""
    taken = list(known)
    for threshold in (None, _DOUBTFUL if near is None else _ANY):
        found = [
            p
            for p in digest.read(event, sides, threshold=threshold).promises
            if (near is None or remembered.stands_for(near, (p.start, p.end)))
            and not any(_overlap(span, (p.start, p.end)) for span in taken)
        ]
        if found:
            return max(found, key=lambda p: (p.confidence, -p.start))
    return None


def first_words(event: Event, longest: int) -> str:
    """The beginning of what was said, whole sentences as far as they fit."""
    sentences = split(event.text, event.said)
    if not sentences:
        return ""
    start, end = sentences[0].start, sentences[0].end
    span_end = next(j for i, j in event.said if i <= start < j)
    for sentence in sentences[1:]:
        if sentence.end > min(span_end, start + longest):
            break
        end = sentence.end
    return event.text[start : min(end, start + longest)]


def _overlap(a: Span, b: Span) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def _first(event: Event, sides: Sides, at: int, ours: bool) -> str:
    """Somebody of that side, preferably who speaks there; "" where there is nobody."""
    speaker = speaker_at(event, at)
    people: Sequence[Participant] = [*([speaker] if speaker else []), *everybody(event)]
    return next((p.email or p.name or "" for p in people if sides.is_ours(p) is ours), "")


def _precision(draft: PromiseDraft | None, due: date | None) -> Precision | None:
    if due is None:
        return None
    return (draft.precision if draft else None) or Precision.day


def _shortened(words: str) -> str:
    if len(words) <= LONGEST:
        return words
    return words[:LONGEST].rsplit(" ", 1)[0].rstrip(" ,;:-")
