"""Turns a candidate clause into the sparse features of the promise classifier."""

import re
import zlib
from collections.abc import Iterator

from retrieval.candidate import Candidate
from retrieval.promise_rules import against, prior
from retrieval.promise_words import BOILERPLATE, COURTESY, FUTURE_DATE, GIVE, GIVEN, HABIT, STATES

BUCKETS = 1 << 14
"""Hashed features share this many weights."""

_WORD = re.compile(r"[a-z\u00df-\u00ff']+|\d+|[?!:]")
_GIVEN = re.compile(GIVEN)
_SUBJECT = re.compile(
    r"i\b|we\b|you\b|he\b|she\b|they\b|it\b|our\b|my\b|your\b|the\b|this\b|that\b|there\b|no\b"
)
_TO_YOU = re.compile(
    r"\b(?:you|your|yours|y'all|ihnen|ihr|ihre[nrsm]?|euch|dir|vous|votre|vos|te|them|him|her)\b"
)
_TO_US = re.compile(r"\b(?:me|us|uns|mir|nous|moi)\b")
_PAST = re.compile(
    r"\b(?:was|were|had|did|yesterday|last (?:week|month|year|night|monday|friday)|ago|already|earlier|"
    r"sent|shipped|told|said|has been|have been|gestern|habe|hat|haben|d[eé]j[aà]|hier|avons|ai)\b"
)
_NUMBER = re.compile(r"\d")
_NEGATION = re.compile(r"\b(?:not|never|no|n't|won't|can't|don't|cannot|nicht|kein\w*|pas|jamais)\b")
_SOFT = re.compile(r"\b(?:try|hope|should|probably|maybe|might|aim|plan|expect|guess|think)\b")
_STATE_OF_SUBJECT = re.compile(
    r"\bbe (?:able|in|out|at|a|an|the|happy|glad|good|great|nice|interesting|hard|easy|fun)\b"
)
_FRAGMENT = re.compile(r"(?:\b(?:the|a|to|and|of|i|we|you|that|or|with|for|is)[.\s]*$)|\b(\w+) \1\b")


def features(candidate: Candidate) -> Iterator[tuple[int, float]]:
    """(bucket, value) pairs; the same candidate always gives the same ones."""
    for name, value in _named(candidate):
        yield zlib.crc32(name.encode("utf-8", "replace")) % BUCKETS, value


def _named(c: Candidate) -> Iterator[tuple[str, float]]:
    yield f"kind={c.kind}", 1.0
    yield f"kind={c.kind}|subject={c.subject}", 1.0
    p = prior(c)
    yield "prior", 2.0 * (p - 0.5)
    yield f"prior>{int(p * 5)}", 1.0
    veto = against(c)
    if veto:
        yield "veto", 1.0
        yield f"veto={veto}", 1.0
    dated = bool(FUTURE_DATE.search(c.clause))
    kind_of_verb = "give" if c.verb in GIVE else "state" if c.verb in STATES else "other"
    yield f"verb={c.verb}", 0.7
    yield f"verbtype={kind_of_verb}", 1.0
    yield f"{c.kind}|{kind_of_verb}|{'dated' if dated else 'undated'}", 1.0
    yield f"{c.kind}|{c.verb}", 0.5
    yield "dated" if dated else "undated", 1.0
    for name, pattern in (
        ("to_you", _TO_YOU),
        ("to_us", _TO_US),
        ("past", _PAST),
        ("negation", _NEGATION),
        ("softened", _SOFT),
        ("state", _STATE_OF_SUBJECT),
        ("habit", HABIT),
        ("courtesy", COURTESY),
        ("boilerplate", BOILERPLATE),
        ("fragment", _FRAGMENT),
        ("number", _NUMBER),
    ):
        if pattern.search(c.clause):
            yield f"has={name}", 1.0
            yield f"{c.kind}|has={name}", 0.5
    words = len(c.clause.split())
    yield f"length={min(words // 4, 6)}", 0.5
    if _GIVEN.search(c.clause):
        yield "given", 1.0
        yield f"{c.kind}|given|{'dated' if dated else 'undated'}", 1.0
    subject = _SUBJECT.match(c.clause)
    if subject:
        yield f"{c.kind}|subject={subject.group()}", 1.0
    if c.text_is_lower:
        yield "lower", 0.5
        yield f"lower|{c.kind}|{subject.group() if subject else ''}|{kind_of_verb}", 0.7
    if c.lead.strip():
        yield "lead", 0.5
        yield f"lead={c.lead.split()[-1]}", 0.5
        yield f"lead0={c.lead.split()[0]}", 0.4
    if c.listed:
        yield "listed", 0.5
    if "?" in c.sentence:
        yield "question_mark", 1.0
    yield from _grams(c)


def _grams(c: Candidate) -> Iterator[tuple[str, float]]:
    tokens = ["0" if t.isdigit() else t for t in _WORD.findall(c.clause)[:40]]
    scale = 0.35
    for token in tokens:
        yield f"w={token}", scale
    for a, b in zip(["^", *tokens], [*tokens, "$"], strict=True):
        yield f"w2={a} {b}", scale
    after = _WORD.findall(c.rest)[:3]
    yield f"after={c.verb} {' '.join(after[:1])}", scale
    for i, token in enumerate(after):
        yield f"after{i}={token}", scale
