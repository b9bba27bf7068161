"""Whether a sentence speaks of the very thing that a promise is about."""

# ruff: noqa: E501  (patterns and word lists are easier to compare on one line)

from enum import IntEnum

from retrieval.topic_reading import COUNTS, Topic
from retrieval.topic_words import (
    BREAKS,
    GENERIC_HEADS,
    LINKS,
    STATES,
    STOP,
    is_word,
    naming_stems,
    stem,
    stems_of,
    verb_groups,
    words,
)


class Match(IntEnum):
    """How well a sentence names the thing; `conflict` means that it names another of its kind."""

    none = 0
    conflict = 1
    part = 2
    likely = 3
    full = 4


_GERMAN = frozenset(
    {
        "wir", "ich", "die", "der", "das", "den", "dem", "ist", "sind", "und", "nicht", "ihnen", "ihre",
        "für", "haben", "habe", "hat", "wird", "la", "le", "les", "est", "sont", "des", "du", "vous", "nous", "votre", "notre",
    }
)  # fmt: skip
"""German writes compounds as one word, so a word behind the head is no part of its name."""

_CLOSERS = frozenset({"works", "work", "working", "looks", "look", "went", "came", "slipped", "arrived", "landed",
                      "received", "follows", "comes", "needed", "failed", "broke", "yesterday", "sent",
                      "needs", "moves", "slips", "reads", "gets", "remains", "remain", "reach", "reached", "make", "makes",
                      "made", "go", "goes", "help", "helps", "show", "shows", "contain", "contains", "arrive", "arrives",
                      "sits", "sit", "starts", "took", "takes", "has", "saved", "sounds"})  # fmt: skip


def compare(
    topic: Topic, clause: str, *, context: str = "", strict: bool = False, trusting: bool = False
) -> Match:
    """How well `clause` (in `plain` form) names the thing; `context` may supply what tells it apart.

    `strict`: the thing itself, not another one that is for it or about it ("the hotel for the trainer").
    `trusting`: a bare head word will do, because only one thing can be meant.
    """
    if not topic.head:
        return Match.none
    best = Match.none
    tokens = words(clause) if topic.head in stems_of(clause) else []
    for i, token in enumerate(tokens):
        if not is_word(token) or (token in STOP and token not in STATES):
            continue
        if stem(token) == topic.head and not _of_time(tokens, i):
            found = _judge(topic, tokens, i, context, trusting)
            if strict and found > Match.part and _hangs_on_another(topic, tokens, i):
                found = Match.part
            best = max(best, found)
    if best is Match.none:
        shared = topic.identity & naming_stems(clause)
        if len(shared) >= 2 or (shared and any(len(w) <= 4 for w in shared)):
            return Match.part
    return best


def _of_time(tokens: list[str], at: int) -> bool:
    """ "15 minutes" are no minutes of a meeting."""
    before = tokens[at - 1] if at else ""
    return tokens[at] == "minutes" and (
        before.isdigit() or before in COUNTS or before in {"few", "fifteen", "twenty", "thirty"}
    )


_PLAIN = frozenset(
    {
        "full", "complete", "whole", "entire", "detailed", "short", "quick", "actual", "real", "promised",
        "requested", "said", "own", "respective", "relevant",
    }
)  # fmt: skip
"""Adjectives that never tell two things apart."""


def _judge(topic: Topic, tokens: list[str], at: int, context: str, trusting: bool) -> Match:
    """`tokens[at]` is the thing's head word: is it this thing, or another one of its kind?"""
    before: list[str] = []
    named_by = _determiner(tokens, at)
    for k, token in reversed(list(enumerate(tokens[:at]))):
        if not is_word(token) or token in BREAKS or token in LINKS or (token in STOP and token not in STATES):
            break
        if verb_groups(token) and token not in STATES and not (named_by is not None and k > named_by):
            break
        before.append(token)
    following = tokens[at + 1] if at + 1 < len(tokens) else "."
    compound = (
        not _GERMAN & set(tokens)
        and is_word(following)
        and following not in STOP
        and following not in LINKS
        and following not in BREAKS
        and not following.isdigit()
        and not verb_groups(following)
        and following not in _CLOSERS
        and not following.endswith(("ed", "ing", "ly", "'s"))
        and following not in topic.names
        and stem(following) not in topic.identity
        and stem(following) != topic.verb_stem
        and not _says_of_it(tokens, at)
    )
    if compound:
        return Match.part
    after: list[str] = []
    numbers: set[str] = {t for t in before if t.isdigit()}
    linked = False
    for k, token in enumerate(tokens[at + 1 : at + 9]):
        if token.isdigit() and (k == 0 or (linked and after)):
            numbers.add(token)
            continue
        if token in {"of", "for", "on", "about", "regarding", "für", "über", "zu", "zur", "zum"}:
            linked = True
            continue
        if token in BREAKS:
            continue
        if not is_word(token) or token in STOP or token in LINKS or verb_groups(token):
            break
        if linked:
            after.append(token)
        elif token.endswith(("ed", "ing", "ly")) or token in _CLOSERS:
            break
    own = {
        stem(w)
        for w in before
        if w not in STATES and w not in _PLAIN | COUNTS and not w.isdigit() and w not in topic.names
    }
    told = {stem(w) for w in after if w not in STATES and w not in topic.names}
    states = {STATES[w] for w in before if w in STATES}
    if topic.numbers and numbers and not (topic.numbers & numbers):
        return Match.conflict
    if "old" in states and "old" not in topic.states:
        return Match.conflict
    if "draft" in states and "draft" not in topic.states and topic.head != "draft":
        return Match.part
    if "unsigned" in states and "signed" in topic.states:
        return Match.conflict
    if told and topic.about and not told & topic.identity and not own & topic.about:
        return Match.conflict
    named = own | told
    near = {stem(t) for t in tokens if is_word(t) and t not in STOP}
    shared = topic.identity & (named | near)
    if own and told and topic.identity and not topic.identity & own:
        return Match.part
    if own - topic.identity and topic.identity - topic.about - named - near:
        # "the autumn catalogue proof" is not the spring catalogue proof
        return Match.part if shared else Match.conflict
    if named and topic.identity and not topic.identity & named:
        # "a display error on the login page" is not the login error
        return Match.part if shared else Match.conflict
    strict_states = {"signed", "final", "corrected"} & topic.states
    if (
        strict_states
        and not (topic.states & states)
        and not ("signed" in strict_states and {"signed", "signatures", "signature"} & set(tokens))
    ):
        return Match.part
    if own - topic.identity and not topic.identity and not topic.gives:
        # "the test cluster" is not the cluster that was to be upgraded
        return Match.part
    if topic.identity and not shared:
        around = naming_stems(context)
        if not trusting and topic.head in GENERIC_HEADS and not (topic.identity & around):
            return Match.part
        return Match.likely
    if topic.states and not states and "revised" in topic.states:
        return Match.likely
    return Match.full


def _says_of_it(tokens: list[str], at: int) -> bool:
    """Whether the word behind the head is its verb: "the folder exists now", not "the folder settings"."""
    verb = tokens[at + 1] if at + 1 < len(tokens) else ""
    after = tokens[at + 2] if at + 2 < len(tokens) else "."
    return verb.endswith("s") and not tokens[at].endswith("s") and (not is_word(after) or after in STOP)


def _determiner(tokens: list[str], at: int) -> int | None:
    """Where the article of the name that ends at `at` stands, if it has one close by."""
    for k in range(at - 1, max(-1, at - 6), -1):
        if tokens[k] in BREAKS:
            return k if tokens[k] not in {"you", "me", "us", "ihnen"} else None
        if not is_word(tokens[k]) or tokens[k] in LINKS or (tokens[k] in STOP and tokens[k] not in STATES):
            return None
    return None


_CARRIERS = frozenset(
    {
        "copy", "copies", "version", "set", "scan", "pdf", "link", "parcel", "package", "box", "shipment",
        "mail", "email", "file", "folder", "zip", "letter", "envelope", "one", "two", "three", "four",
        "five", "six", "seven", "eight", "nine", "ten", "receipt", "delivery", "arrival", "eingang", "rest",
        "remainder", "half", "part", "parts", "third", "thirds", "quarter", "piece", "first", "kopie",
        "paket", "datei",
    }
)  # fmt: skip


def _hangs_on_another(topic: Topic, tokens: list[str], at: int) -> bool:
    """Whether `tokens[at]` belongs to another thing before it: "the hotel for the trainer"."""
    k = at - 1
    while k >= 0 and is_word(tokens[k]) and tokens[k] not in LINKS:
        if verb_groups(tokens[k]) and tokens[k] not in STATES and _determiner(tokens, at) is None:
            return False
        k -= 1
    if k < 1 or tokens[k] not in {
        "for",
        "of",
        "on",
        "about",
        "regarding",
        "to",
        "with",
        "für",
        "zu",
        "zum",
        "zur",
        "über",
    }:
        return False
    other = tokens[k - 1]
    if not is_word(other) or other in STOP or other in _CARRIERS or other in topic.names or other.isdigit():
        return False
    if verb_groups(other) & topic.verbs or stem(other) == topic.verb_stem or other.endswith("ed"):
        return False
    if verb_groups(other) and not _determiner(tokens, k) and other not in STATES:
        return False
    return stem(other) not in topic.identity and stem(other) != topic.head
