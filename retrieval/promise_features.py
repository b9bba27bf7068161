"""Turns a candidate clause into the sparse features of the promise classifier."""

import re
import zlib
from collections.abc import Iterator

from retrieval.candidate import Candidate
from retrieval.letter_patterns import by_first_letter
from retrieval.promise_cues import class_of, shape, tokens
from retrieval.promise_rules import prior, reasons
from retrieval.promise_words import BOILERPLATE, COURTESY, FUTURE_DATE, GIVE, GIVEN, HABIT, STATES

BUCKETS = 1 << 16
"""Hashed features share this many weights."""

_WORD = re.compile(r"[a-z\u00df-\u00ff']+|\d+|[?!:]")
_GIVEN = re.compile(rf"(?:{by_first_letter(GIVEN[3:-3])})\b")
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
    for name, value in named_features(candidate):
        yield bucket_of(name), value


def bucket_of(name: str) -> int:
    """Where a feature's weight lies."""
    return zlib.crc32(name.encode("utf-8", "replace")) % BUCKETS


def named_features(c: Candidate) -> Iterator[tuple[str, float]]:
    """(name, value) pairs, before the names are hashed."""
    yield f"kind={c.kind}", 1.0
    yield f"kind={c.kind}|subject={c.subject}", 1.0
    dated = bool(FUTURE_DATE.search(c.clause))
    p = prior(c, dated)
    yield "prior", 2.0 * (p - 0.5)
    yield f"prior>{int(p * 5)}", 1.0
    for reason in reasons(c):
        yield "veto", 0.7
        yield f"veto={reason}", 1.0
        yield f"veto={reason}|{c.kind}", 0.5
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
    yield from _surroundings(c)


def _grams(c: Candidate) -> Iterator[tuple[str, float]]:
    found = tokens(c.clause)
    words = ["0" if t[0].isdigit() else t for t in found]
    for token in words:
        yield f"w={token}", _WORD_WEIGHT
    for a, b in zip(["^", *words], [*words, "$"], strict=True):
        yield f"w2={a} {b}", _WORD_WEIGHT
    classes = ["^", *shape(found), "$"]
    for kind in set(classes):
        yield f"c={kind}", _CLASS_WEIGHT
    for n in (2, 3, 4):
        for i in range(len(classes) - n + 1):
            yield f"c{n}={' '.join(classes[i : i + n])}", _CLASS_WEIGHT
    yield f"c^={' '.join(classes[:4])}", _CLASS_WEIGHT
    present = sorted(set(classes) & _TELLING)
    for i, a in enumerate(present):
        for b in present[i + 1 :]:
            yield f"c&={a} {b}", _PAIR_WEIGHT
    for token in words:
        if class_of(token) in ("x", "GIVEX", "GIVE", "ING", "ED"):
            yield f"end={token[-3:]}", _END_WEIGHT
            yield f"stem={token[:4]}", _END_WEIGHT
    after = tokens(c.rest)[:3]
    yield f"after={c.verb} {' '.join(after[:1])}", _WORD_WEIGHT
    for i, token in enumerate(after):
        yield f"after{i}={token}", _WORD_WEIGHT


_WORD_WEIGHT = 0.35
_CLASS_WEIGHT = 0.35
_PAIR_WEIGHT = 0.25
_END_WEIGHT = 0.2
_TELLING = frozenset(
    [
        "I",
        "WE",
        "YOU",
        "TOYOU",
        "YOUR",
        "OUR",
        "ME",
        "THEY",
        "IT",
        "WILL",
        "WONT",
        "WOULD",
        "SHOULD",
        "CAN",
        "MUST",
        "HAD",
        "BE",
    ]
    + [
        "NOT",
        "IF",
        "WHY",
        "WH",
        "PLEASE",
        "TRY",
        "SAY",
        "BY",
        "DAY",
        "MONTH",
        "NEXT",
        "LAST",
        "HABIT",
        "FREE",
        "STATE",
        "GIVE",
    ]
    + ["GIVEX", "GIVING", "FUTFR", "ED", "ING", "NUM", "?"]
)


def _surroundings(c: Candidate) -> Iterator[tuple[str, float]]:
    """How the clause stands in its sentence, and what was said right before."""
    yield f"opener={c.opener}", 0.5
    before, after = tokens(c.before[-60:])[-3:], tokens(c.after[:60])[:3]
    for token in before:
        yield f"b={class_of(token)}", 0.25
    if before:
        yield f"b1={before[-1]}", 0.3
    else:
        yield f"first|{c.kind}", 0.4
    for token in after:
        yield f"a={class_of(token)}", 0.25
    if after:
        yield f"a1={after[0]}", 0.3
    else:
        yield f"last|{c.kind}", 0.4
    if "?" in c.after:
        yield "asks after", 0.7
    if "if" in before or "wenn" in before:
        yield "if before", 0.5
    if c.previous:
        yield f"previous={'?' if c.previous.endswith('?') else ':' if c.previous.endswith(':') else '.'}", 0.4
        for token in tokens(c.previous)[-4:]:
            yield f"p={class_of(token)}", 0.15
    capitals = sum(word[:1].isupper() for word in c.raw.split()[1:])
    yield f"capitals={min(capitals, 3)}", 0.3
    yield f"first={'A' if c.raw[:1].isupper() else 'a'}|{c.kind}", 0.3
    if c.named:
        yield f"named|{c.kind}", 0.6
    if c.listed:
        yield f"listed|{c.kind}", 0.5
    if c.heading:
        yield "heading", 0.3
        for token in tokens(c.heading)[-4:]:
            yield f"h={token}", 0.3
