"""Reads the promises and intents out of one event, every one with its exact words."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from records.models import Event, EventKind, Extraction, PromiseDraft, Span
from retrieval.action_words import action_words
from retrieval.candidate import Candidate
from retrieval.due_locale import country_of_address
from retrieval.due_nearby import due_behind, due_then
from retrieval.intents import intents_in, intents_version
from retrieval.promise_acceptance import Rationed, SecondOpinion, judged
from retrieval.promise_candidates import candidates
from retrieval.promise_classifier import model_version, shipped_model
from retrieval.promise_futures import FINITE
from retrieval.promise_outcome import with_outcome
from retrieval.promise_owner import owner_among
from retrieval.promise_pairs import separated
from retrieval.promise_patterns import CONDITION
from retrieval.promise_reader import reader_version, shipped_reader
from retrieval.promise_speech import is_scrap
from retrieval.promise_words import FUTURE_DATE
from retrieval.sentences import Sentence, plain, split
from retrieval.sides import Owed, Sides, owed, speaker_at
from retrieval.strength import strength

__all__ = ["EXTRACTOR_VERSION", "Sides", "extract", "extractor_version", "shipped_threshold", "spoken"]

RULES_VERSION = "4"
EXTRACTOR_VERSION = (
    f"rules-{RULES_VERSION}+model-{model_version()}+reader-{reader_version()}+intents-{intents_version()}"
)
"""Names the rules and the model files that found a promise; changes when one of them does."""

_BUDGET = {False: 60_000, True: 300_000}
"""Characters read of a mail, and of a conversation: nobody's own words are longer, but attacks are."""
_OPINIONS = {False: 150, True: 800}
"""Sentences of a mail, and of a conversation, for which a second opinion is asked: each costs some 5 ms."""
_NEVER_PROMISES = frozenset({"auto_reply", "bulk"})


def shipped_threshold() -> float:
    """The probability from which a candidate counts as a promise, where nothing else was chosen."""
    return shipped_model().threshold


def extractor_version(threshold: float | None = None) -> str:
    """`EXTRACTOR_VERSION`, and a threshold of one's own where there is one: it finds other promises."""
    return EXTRACTOR_VERSION if threshold is None else f"{EXTRACTOR_VERSION}+at-{threshold:.3f}"


def extract(
    event: Event, sides: Sides, *, threshold: float | None = None, second: SecondOpinion | None = None
) -> Extraction:
    """All promises and intents that an event's own words hold; automatic and bulk mail holds none.

    `threshold` (0..1) takes the place of the shipped model's own; `second` is asked where it wavers, the
    shipped promise reader where none is given.
    """
    if _NEVER_PROMISES & set(event.flags) or not event.text or _reads_like_a_newsletter(event.text):
        return Extraction()
    sentences = split(event.text, _within(spoken(event), _BUDGET[bool(event.turns)]))
    promises: list[PromiseDraft] = []
    rationed = Rationed(second or shipped_reader(), _OPINIONS[bool(event.turns)])
    speech = Speech(lower=event.text == event.text.lower(), scrap=is_scrap(event))
    for sentence in sentences:
        promises.extend(_promises_in(event, sides, sentence, threshold, rationed, speech))
    return Extraction(
        promises=tuple(sorted(promises, key=lambda p: (p.start, p.end))),
        intents=tuple(intents_in(event, sides, sentences, [(p.start, p.end) for p in promises])),
    )


@dataclass(frozen=True)
class Speech:
    """How an event was typed: wholly in lower case, and as a scrap of speech."""

    lower: bool
    scrap: bool


_MASS_MAIL = {
    sign: re.compile(words)
    for sign, words in {
        "unsubscribe": r"unsubscribe|opt out|abmelden|se d[eé]sabonner",
        "browser": r"view (?:this|it|in)[\w ]{0,20}browser|web ?version",
        "privacy": r"privacy policy|datenschutzerkl",
        "rights": r"all rights reserved",
        "receiving": r"you(?:'re| are) receiving this|manage your (?:preferences|subscription)",
        "newsletter": r"newsletter",
        "automatic": r"automatic reply|auto-?reply|do not reply to this",
        "away": r"out of (?:the )?office|on (?:annual |parental )?leave|nicht im b[uü]ro|abwesend",
        "urgent": r"urgent|no access to|limited access|in my absence|(?:when|once|upon) (?:i|my) return|dringend\w*",
        "bounce": r"mailer[- ]daemon|mail delivery (?:subsystem|system|failed)|delivery status notification|"
        r"undelivered mail|returned mail|will keep trying (?:until|to deliver|for)|message is \d+ (?:days?|hours?) old|"
        r"postmaster@|(?:this|diese) [\w -]{0,12}mail (?:was|is|wurde) (?:sent )?automati\w+",
        "undelivered": r"undeliverable|(?:message|e?-?mail) could not be delivered|delivery to the following|unzustellbar",
    }.items()
}
"""One pattern for each sign, on lower-case text: together in one pattern they take four times as long."""
_ENOUGH_SIGNS = 2


def _reads_like_a_newsletter(text: str) -> bool:
    """Mass mail without the headers that would say so: two of its stock phrases, an automatic reply's, a bounce's."""
    lowered = text.lower()
    signs = {sign for sign, pattern in _MASS_MAIL.items() if pattern.search(lowered)}
    away = {"away", "urgent"}
    return bool(signs & {"automatic", "bounce"}) or signs >= away or len(signs - away) >= _ENOUGH_SIGNS


def _within(spans: list[Span], budget: int) -> list[Span]:
    """The spans up to so many characters in all."""
    kept: list[Span] = []
    for start, end in spans:
        if budget <= 0:
            break
        kept.append((start, min(end, start + budget)))
        budget -= end - start
    return kept


def spoken(event: Event) -> list[Span]:
    """Said spans, cut where the speaker changes, so that no sentence belongs to two people."""
    size = len(event.text)
    said = [(max(0, i), min(j, size)) for i, j in event.said if i < j]
    if not event.turns:
        return said
    cuts = sorted({edge for turn in event.turns for edge in (turn.start, turn.end)})
    spans: list[Span] = []
    for start, end in said:
        edges = [start, *(c for c in cuts if start < c < end), end]
        spans.extend(zip(edges, edges[1:], strict=False))
    return [(i, j) for i, j in spans if i < j]


def _promises_in(
    event: Event,
    sides: Sides,
    sentence: Sentence,
    threshold: float | None,
    second: Rationed,
    speech: Speech,
) -> list[PromiseDraft]:
    model = shipped_model()
    least = model.threshold if threshold is None else threshold
    kept: list[tuple[Candidate, float, Owed]] = []
    offered = candidates(event.text, sentence, speech.lower)
    for candidate, probability in judged(event.text, sentence, offered, model, second, speech.scrap):
        if probability < least:
            continue
        debt = _debt(event, sides, candidate)
        if debt is None or not _may_speak_for(event, sides, candidate, debt):
            continue
        kept.extend((part, probability, debt) for part in separated(candidate))
    if len(kept) > 1:
        # "consider it done, I'll send it today" is one promise
        kept = [k for k in kept if not _is_aside(k[0])] or kept[:1]
    kept = [
        (whole, p, debt)
        for c, p, debt in kept
        if (whole := with_outcome(c, [k for k, _, _ in kept])) is not None
    ]
    drafts = []
    for candidate, probability, debt in kept:
        others = [(c.start, c.end) for c, _, _ in kept if c is not candidate]
        draft = _draft(event, candidate, probability, debt, others)
        if draft:
            drafts.append(draft)
    return drafts


_NAMES = frozenset(["item", "third_will", "german"])
_NO_NAME = re.compile(
    r"[\w-]+ing to\b|[\w' -]{2,40}? (?:to follow|to come|coming)\b|(?:he|she|they|er|elle|il)\b"
)
"""What looks like a name and is none: "Hoping to ...", "Photos to follow", "She'll be at your dock"."""


def _debt(event: Event, sides: Sides, candidate: Candidate) -> Owed | None:
    """Somebody who takes part and is said to act; else a name that a pattern saw; else the speaker."""
    who = owner_among(candidate, event, sides)
    if who is not None:
        return owed(who.name or who.email, candidate.affiliation, event, candidate.start, sides)
    named = candidate.named if candidate.kind in _NAMES and not _NO_NAME.match(candidate.clause) else ""
    return owed(named, candidate.affiliation, event, candidate.start, sides)


_FOR_YOU = re.compile(r"\b(?:you|your|our|my|ihnen|euch|sie|unser\w*|mein\w*|vous|votre|notre|mon)\b")


def _is_aside(candidate: Candidate) -> bool:
    """ "Consider it done" or "my treat" beside a promise says nothing of its own."""
    return candidate.kind == "phrase" or (candidate.kind == "gratis" and len(candidate.clause.split()) < 5)


def _may_speak_for(event: Event, sides: Sides, candidate: Candidate, debt: Owed) -> bool:
    """A mail speaks for its writer's side; notes, calls and lists of actions for everybody in them."""
    if candidate.subject != "name" or candidate.kind == "item" or event.kind is EventKind.meeting:
        return True
    if debt.strange and not _FOR_YOU.search(candidate.clause) and not FUTURE_DATE.search(candidate.clause):
        return False
    speaker = speaker_at(event, candidate.start)
    if speaker is None:
        return True
    return debt.direction is sides.direction_of(speaker)


def _draft(
    event: Event, candidate: Candidate, probability: float, debt: Owed, others: Sequence[Span]
) -> PromiseDraft | None:
    start, end = _quote_span(event.text, candidate.start, candidate.end)
    if start >= end or not event.was_said(start, end):
        return None
    due = _due(event, candidate, start, end, others)
    return PromiseDraft(
        event_id=event.id,
        start=start,
        end=end,
        quote=event.text[start:end],
        direction=debt.direction,
        owner=debt.owner,
        beneficiary=debt.beneficiary,
        action=action_words(event.text, candidate, start, end, due.as_said if due else None),
        strength=strength(plain(event.text[start:end]), _condition_nearby(candidate)),
        due_as_said=due.as_said if due else None,
        due=due.due if due else None,
        due_at=due.due_at if due else None,
        precision=due.precision if due else None,
        confidence=round(min(0.999, max(0.0, probability)), 3),
        at=event.at,
    )


_CONDITION_FIRST = re.compile(
    r"(?:and |but |so |also |then |okay |ok |look |well )*(?:if|once|as soon as|assuming|provided|subject to|unless|sobald|wenn|falls|si|d[eè]s)\b"
)
_DO_THIS = re.compile(
    r"(?:bring|drop|pay|send|order|sign|give|get|hit|confirm|return|say)\b(?!.*\b(?:i|we)\b).*\band$"
)


def _condition_nearby(candidate: Candidate) -> str:
    """A condition before the clause counts too: "If legal agrees, A will be done and we'll do B"."""
    if candidate.text_is_lower:
        return ""
    last = re.split(r"[.;!?]|,? but ", candidate.before.rstrip(" ,:-"))[-1].strip()
    if _CONDITION_FIRST.match(last):
        return last
    # "pay this week and I'll take 3 percent off"
    return f"if you {last}" if _DO_THIS.match(last) else ""


def _quote_span(text: str, start: int, end: int) -> Span:
    while start < end and (text[start].isspace() or text[start] in "*_>-\u2022\u2013\u2014,;:)]"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in "*_,;:-\u2013\u2014(["):
        end -= 1
    return start, end


def _due(event: Event, candidate: Candidate, start: int, end: int, others: Sequence[Span]) -> Any:
    """The date in the quote, else one in the rest of its sentence that no other promise claims."""
    resolve = _resolver()
    if resolve is None:
        return None
    conditioned = start < candidate.main_start < end and CONDITION.match(plain(event.text[start:end]))
    main = candidate.main_start if conditioned else start
    country = country_of_address(event.sender.email) if event.sender else None
    found = resolve(event.text[main:end], event.at, country=country, context=event.text[:main])
    if found is not None and found.due is not None:
        return found
    for i, j in ((end, candidate.sentence_end), (candidate.sentence_start, start)):
        if j - i < 3:
            continue
        if any(a < j and i < b for a, b in others):
            continue
        elsewhere = resolve(event.text[i:j], event.at, country=country)
        if elsewhere is not None and elsewhere.due is not None and _belongs(event.text[i:j], elsewhere):
            return elsewhere
    before = event.text[:main]
    return due_behind(event.text, main, end, event.at, country) or due_then(
        event.text[main:end], before, event.at, country
    )


def _belongs(text: str, due: Any) -> bool:
    """A date in a clause of its own, about the past or about somebody else, is no due date."""
    if FINITE.search(plain(text)):
        return False
    return not re.search(
        r"\b(?:last|was|were|yesterday|ago|sent|received|since|dated|spoke|met|you (?:said|asked|need|"
        r"wanted))\b",
        plain(text),
    )


def _resolver() -> Callable[..., Any] | None:
    try:
        from retrieval.due_dates import resolve_due
    except ImportError:
        return None
    return resolve_due
