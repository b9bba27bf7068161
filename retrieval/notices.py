"""Legal notices, unsubscribe footers and "sent from my phone": text that nobody says."""

from retrieval.segments import SAID, SIGNATURE, Segment
from retrieval.signature_phrases import (
    DEVICE,
    FOOTER,
    FOOTER_PROOF,
    FOOTER_WORD,
    LEGAL,
    LEGAL_MORE,
    SENT_FROM,
)


def _parts(text: str) -> tuple[str, ...]:
    return tuple(text.split(","))


# Cheap words, one of which every notice holds: most paragraphs have none and are done.
_LEGAL_WORDS = (
    "confiden",
    "privileged",
    "protected",
    "disclaimer",
    "legal notice",
    "intended",
    "recipient",
    "addressee",
    "in error",
    "environment",
    "outside",
    "often get",
    "virus",
    "vertraulich",
    "ausschlie",
    "adressat",
    "empfänger",
    "erhalten",
    "umwelt",
    "exclusi",
    "riservat",
    "vertrouwelijk",
)
_FOOTER_WORDS = (
    "unsubscribe",
    "opt out",
    "opt-out",
    "preferences",
    "subscri",
    "receiving",
    "received this",
    "receive this",
    "getting this",
    "browser",
    "abbestell",
    "abmelden",
    "abonner",
    "inscrire",
    "de baja",
    "suscripci",
    "iscrizione",
    "uitschrijven",
)


def mark_notices(passage: list[Segment]) -> None:
    """Legal notices and unsubscribe footers, by paragraph, from the line that gives them away."""
    lowered = "\n".join(segment.text for segment in passage).lower()
    if not any(word in lowered for word in _LEGAL_WORDS + _FOOTER_WORDS):
        return
    legal = False
    paragraph: list[Segment] = []
    for segment in [*passage, None]:
        if segment is not None and segment.label == SAID:
            paragraph.append(segment)
        elif paragraph:
            legal = _mark_notice(paragraph, legal)
            paragraph = []


def _mark_notice(paragraph: list[Segment], legal: bool) -> bool:
    """Labels the notice in one paragraph; `legal` says whether one stands above it, the result whether so far."""
    joined = " ".join(segment.text[:4000] for segment in paragraph)[:20_000]
    start = -1
    lowered = joined.lower()
    hinted = any(word in lowered for word in _LEGAL_WORDS)
    if hinted and (match := LEGAL.search(joined)):
        start, legal = match.start(), True
    elif legal and LEGAL_MORE.search(joined):
        start = 0
    if start >= 0:
        at = 0
        for index, segment in enumerate(paragraph):
            at += len(segment.text[:4000]) + 1
            if at > start:
                for each in paragraph[index:]:
                    each.label = SIGNATURE
                break
        return legal
    if not any(word in lowered for word in _FOOTER_WORDS):
        return legal
    for index, segment in enumerate(paragraph):
        if _is_footer(segment.text[:2000]):
            # A short paragraph is the footer itself; in a long one only the line is.
            for each in paragraph[index:] if len(paragraph) <= 4 else [segment]:
                each.label = SIGNATURE
            break
    return legal


def _is_footer(text: str) -> bool:
    if _promises(text):
        return False
    if FOOTER.search(text):
        return True
    if FOOTER_WORD.search(text) is None:
        return False
    return len(text.split()) <= 3 or FOOTER_PROOF.search(text) is not None


def _promises(text: str) -> bool:
    """A sentence by a person that happens to hold a footer's word."""
    lowered = text.lower()
    return any(
        word in lowered for word in ("i'll ", "i will ", "we'll ", "we will ", "ich werde ", "wir werden ")
    )


def mark_sent_from(words: list[Segment]) -> None:
    for segment in words[-30:]:
        text = segment.text
        if (
            segment.label == SAID
            and len(text) < 140
            and SENT_FROM.match(text.lstrip("-–— "))
            and DEVICE.search(text)
        ):
            segment.label = SIGNATURE
