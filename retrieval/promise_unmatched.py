"""Offers the clauses that no pattern matched, so that the classifier reads every word that was said."""

import re
from collections.abc import Sequence

from retrieval.candidate import Candidate
from retrieval.promise_cues import class_of, tokens
from retrieval.promise_names import NAME, NOT_A_NAME
from retrieval.sentences import Clause, Sentence

_FILLER = re.compile(
    r"^(?:(?:hi|hello|hey|dear|hallo|bonjour|liebe[rs]?|cher|ch[eè]re|salut|moin)(?: "
    r"[\w.'-]+){0,3}\s*[,!:-]\s*|"
    r"(?:thanks(?: [\w' ]{0,40})?|thank you(?: [\w' ]{0,40})?|danke(?: [\w ]{0,20})?|merci(?: "
    r"[\w ]{0,20})?|sure(?: thing)?|ok(?:ay)?|yes|yep|yeah|no|nope|no problem|no worries|great|perfect|"
    r"good|fine|"
    r"got it|understood|agreed|absolutely|of course|certainly|right|alright|all right|well|great news|good "
    r"news|good point|sorry|apologies|fyi|ps|p\.s\.|as discussed|as agreed|as promised|anyway|"
    r"verstanden|klar|gerne|ja|nein|oui|non|d'accord|entendu|bien s[uû]r|parfait)\s*[,!;:.-]+\s*|"
    r"(?:and|but|so|also|then|plus|okay so|ok so|well|um|uh|und|aber|et|mais)\b,?\s+|(?:btw|fyi|ok|okay|"
    r"yeah|yes)\b,?\s+|[-\u2022>+\"'(\[\s,;:.!#~=|]+)"
)


def filler(body: str) -> int:
    """How many characters of greeting, thanks and conjunction come before the clause itself."""
    shift = 0
    for _ in range(6):
        match = _FILLER.match(body, shift) if shift == 0 else _FILLER.match(body[shift:])
        if not match or match.end() == 0:
            break
        step = match.end()
        if shift + step >= len(body):
            break
        shift += step
    return shift


_FEWEST = 2
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_NAMED_FIRST = re.compile(rf"(?P<name>{NAME})(?= [a-z\u00df-\u00ff]| - )")
_ENDS = " \t\n\r,;:-\"'("


def unmatched(
    raw: str,
    low: str,
    sentence: Sentence,
    parts: Sequence[Clause],
    found: Sequence[Candidate],
    previous: str,
    raw_speech: bool,
) -> list[Candidate]:
    """One candidate of kind `read` for each clause without another one; a list item stays whole."""
    if found and found[0].kind == "item":
        return []
    whole = sentence.listed and not found and len(low.split()) <= _LISTED
    made = []
    for part in [Clause(0, len(low), "")] if whole else parts:
        start = part.start + filler(low[part.start : part.end])
        end = part.end
        while end > start and low[end - 1] in _ENDS:
            end -= 1
        clause = low[start:end]
        if len(_LETTERS.findall(clause)) < _FEWEST or clause.endswith("?"):
            continue
        if any(c.start - sentence.start < end and start < c.end - sentence.start for c in found):
            continue
        made.append(_read(raw, low, sentence, start, end, part.opener, previous, raw_speech))
    return made


_LISTED = 24


def _read(
    raw: str,
    low: str,
    sentence: Sentence,
    start: int,
    end: int,
    opener: str,
    previous: str,
    raw_speech: bool,
) -> Candidate:
    clause = low[start:end]
    said = tokens(clause)
    classes = [class_of(t) for t in said]
    verb_at = next((n for n, kind in enumerate(classes) if kind in ("GIVE", "GIVEX", "GIVING", "FUTFR")), -1)
    verb = said[verb_at] if verb_at >= 0 else ""
    at = clause.find(verb) if verb else 0
    named = _NAMED_FIRST.match(raw[start:end])
    name = named["name"] if named and named["name"].split()[0].lower() not in NOT_A_NAME else ""
    subject = "self" if {"I", "WE"} & set(classes[:6]) else "you" if "YOU" in classes[:3] else "none"
    return Candidate(
        start=sentence.start + start,
        end=sentence.start + end,
        kind="read",
        subject=subject,
        verb=verb,
        lead=clause[: max(0, at)],
        rest=clause[at + len(verb) :].strip(),
        clause=clause,
        sentence=low,
        before=low[:start],
        after=low[end:],
        named=name if subject == "none" else "",
        listed=sentence.listed,
        heading=sentence.heading,
        action_start=sentence.start + start + max(0, at),
        main_start=sentence.start + start,
        text_is_lower=raw_speech,
        sentence_start=sentence.start,
        sentence_end=sentence.end,
        raw=raw[start:end],
        opener=opener,
        previous=previous,
    )
