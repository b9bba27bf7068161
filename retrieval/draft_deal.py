"""Changes of a deal that a conversation gives reason for: next step, closing day, agreed sum."""

# ruff: noqa: E501  (patterns and word lists are easier to compare on one line)

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from records.models import ChangeDraft, Deal, Direction, Precision, Promise, PromiseStatus, Strength
from retrieval.draft_scene import DraftScene
from retrieval.draft_text import MONEY, capitalised, decimal_of, one_line, shortened, without_due
from retrieval.sentences import plain, split
from retrieval.sides import speaker_at

NEXT_STEP_LENGTH = 80


def next_step_change(scene: DraftScene) -> ChangeDraft | None:
    """The firm promise, of either side, that is due first."""
    deal = _deal(scene)
    coming = [
        p
        for p in scene.promises
        if p.strength is Strength.firm
        and p.status is PromiseStatus.open
        and p.due is not None
        and p.due >= scene.event.at.date()
    ]
    if not coming:
        return None
    # of two due the same day ours comes first: it is the one a rep can do something about
    first = min(coming, key=lambda p: (p.due or date.max, p.direction is not Direction.ours, -p.confidence))
    new = next_step_text(first, scene)
    if not new or new == (deal.next_step or "").strip():
        return None
    ours = first.direction is Direction.ours
    return _draft(
        scene,
        "next_step",
        new,
        first.start,
        first.end,
        round(first.confidence * 0.95, 2),
        ("we promised it" if ours else "the customer promised it") + ", and nothing else is due sooner",
        promise_id=first.id,
        owner=first.owner if ours else first.beneficiary,
    )


def next_step_text(promise: Promise, scene: DraftScene) -> str:
    """ "Send revised quote by 2026-11-24 (Jana)", at most 80 characters."""
    action = re.sub(
        r"\b(?:the|a|an|you|your) ",
        "",
        one_line(without_due(promise.action, promise.due_as_said)) or one_line(promise.quote),
    )
    if not action or promise.due is None:
        return ""
    who = shortened(one_line(scene.first_name(promise.owner)), 20)
    tail = f" by {promise.due.isoformat()}" + (f" ({who})" if who else "")
    return shortened(capitalised(action), NEXT_STEP_LENGTH - len(tail)) + tail


_SIGNS = re.compile(
    r"\b(?:sign(?:ing|ature|ed)?|countersign|clos(?:e|ing) (?:this|it|the deal)|finali[sz]e (?:this|it|the (?:deal|contract|agreement|order))|"
    r"get (?:this|it|the deal|the contract) (?:signed|done|over the line|closed)|place (?:the|our|an) order|issue (?:the|a|our) (?:po|purchase order)|"
    r"po (?:will be )?(?:out|issued)|go-?ahead|unterschreiben|unterzeichnen|unterschrift|abschlie(?:ß|ss)en|beauftragen|bestellen|signer|signature)\b"
)
_OTHER_PAPER = re.compile(
    r"\b(?:nda|non-?disclosure|dpa|mou|timesheet|minutes|delivery note|confidentiality|sign ?(?:in|up|on)|geheimhaltung\w*|sign-?off sheet|signed off)\b"
)
_UNSURE_DAY = re.compile(
    r"\b(?:not|never|can't|cannot|won't|unable|nicht|kein\w*|if|unless|until|once|before we can|maybe|perhaps|might|would|wenn|falls|vielleicht)\b|n't\b"
)


def close_date_change(scene: DraftScene) -> ChangeDraft | None:
    """The day on which the customer says that they sign."""
    from retrieval.due_dates import resolve_due

    deal = _deal(scene)
    for start, end, confidence, promise_id in _signings(scene):
        low = plain(scene.event.text[start:end])
        if low.rstrip().endswith("?") or not _SIGNS.search(low) or _OTHER_PAPER.search(low):
            continue
        if _UNSURE_DAY.search(low):
            continue
        found = resolve_due(scene.event.text[start:end], scene.event.at)
        if found is None or found.due < scene.event.at.date() or found.due == deal.close_date:
            continue
        exact = found.precision in (Precision.day, Precision.minute)
        return _draft(
            scene,
            "close_date",
            found.due.isoformat(),
            start,
            end,
            round(confidence * (1.0 if exact else 0.8), 2),
            f"the customer says when they sign: {one_line(found.as_said)}",
            promise_id=promise_id,
        )
    return None


def _signings(scene: DraftScene) -> list[tuple[int, int, float, str | None]]:
    """Whole sentences of the customer in which they may say when they sign."""
    found: list[tuple[int, int, float, str | None]] = []
    for intent in scene.intents:
        if intent.label == "close_date":
            found.append((*_sentence_of(scene, intent.start, intent.end), intent.confidence, None))
    for promise in scene.promises:
        if (
            promise.direction is Direction.theirs
            and promise.strength is Strength.firm
            and _SIGNS.search(plain(promise.quote))
        ):
            found.append((*_sentence_of(scene, promise.start, promise.end), promise.confidence, promise.id))
    return [f for f in found if _by_customer(scene, f[0])]


_AGREES = re.compile(
    r"\b(?:agree(?:d|s)?|accept(?:ed|s)?|approved?|let's (?:go|say|make it|do)|go(?:ing)? (?:ahead )?with|we(?:'ll| will) take|deal at|settled? (?:on|for|at)|works for us|"
    r"is fine|are fine|is ok|that's fine|happy with|confirm(?:ed)?|signed off|sign off|einverstanden|passt für uns|akzeptier\w+|nehmen (?:wir )?an|freigegeben|genehmigt|d'accord|einigen)\b"
)
_NO_AGREEMENT = re.compile(
    r"\b(?:not|never|can't|cannot|won't|unless|if|would|could|might|should|maybe|perhaps|too (?:high|much|expensive)|budget|last year|offered|competitor|they|instead|"
    r"nicht|wenn|falls|zu (?:hoch|teuer)|würde|könnte|konkurrenz)\b|n't\b|once "
)
_PER_UNIT = re.compile(
    r"^\s*(?:/|(?:per|a|pro|je|par|each)\s+)(?:user|seat|month|monat|hour|stunde|day|tag|licen[cs]e|lizenz|unit|person|nutzer|head|piece|stück|call|gb)\b|^\s*each\b|^/\w",
    re.IGNORECASE,
)


def amount_change(scene: DraftScene) -> ChangeDraft | None:
    """The sum the customer agrees to; a question, a wish or our own quote is none."""
    deal = _deal(scene)
    spans = [_sentence_of(scene, i.start, i.end) for i in scene.intents if i.label == "amount"]
    spans += [(s.start, s.end) for s, _ in scene.customer_sentences()]
    for start, end in dict.fromkeys(spans):
        text = scene.event.text[start:end]
        if not _by_customer(scene, start) or text.rstrip().endswith("?"):
            continue
        low = plain(text)
        agreed = _AGREES.search(low)
        if not agreed or _NO_AGREEMENT.search(low):
            continue
        sums = {
            value
            for m in MONEY.finditer(text)
            if (value := decimal_of(m)) and not _PER_UNIT.match(text[m.end() :])
        }
        if len(sums) != 1:
            continue
        value = sums.pop()
        if value <= 0 or value == _amount(deal.amount):
            continue
        return _draft(scene, "amount", f"{value:.2f}", start, end, 0.8, "the customer agrees to this sum")
    return None


def _amount(text: str | None) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return None


def _deal(scene: DraftScene) -> Deal:
    if scene.deal is None:
        raise ValueError("no deal was chosen")
    return scene.deal


def _by_customer(scene: DraftScene, position: int) -> bool:
    who = speaker_at(scene.event, position)
    return who is not None and not scene.sides.is_ours(who)


def _sentence_of(scene: DraftScene, start: int, end: int) -> tuple[int, int]:
    """The whole sentence around a span, so that a "not" or "if" before it is seen."""
    for sentence in split(scene.event.text, scene.event.said):
        if sentence.start <= start < sentence.end:
            return sentence.start, max(end, sentence.end) if end <= sentence.end else sentence.end
    return start, end


def _draft(
    scene: DraftScene,
    field: str,
    new: str,
    start: int,
    end: int,
    confidence: float,
    why: str,
    *,
    promise_id: str | None = None,
    owner: str | None = None,
) -> ChangeDraft:
    return ChangeDraft(
        entity="deal",
        entity_id=_deal(scene).crm_id,
        field=field,
        new=new,
        evidence=(scene.evidence(start, end),),
        confidence=confidence,
        why=why,
        account_id=scene.account.id,
        promise_id=promise_id,
        owner=owner if owner and "@" in owner else scene.our_person(),
    )
