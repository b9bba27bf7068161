"""Whether a sentence speaks of the very thing that a promise is about."""

# ruff: noqa: E501  (patterns and word lists are easier to compare on one line)

import re
from dataclasses import dataclass, field, replace
from enum import IntEnum
from functools import cached_property, lru_cache

from retrieval.sentences import plain
from retrieval.topic_idioms import IDIOMS, LEAD
from retrieval.topic_words import (
    BREAKS,
    DOING_NOUNS,
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


@dataclass(frozen=True)
class Topic:
    """What a promise is about: kinds of doing, the thing's head word, and what tells it apart."""

    verbs: frozenset[str] = frozenset()
    verb_stem: str = ""
    head: str = ""
    identity: frozenset[str] = frozenset()
    about: frozenset[str] = frozenset()
    """The part of `identity` that follows the head: "quote *for Leeds*"."""
    states: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    parts: tuple[frozenset[str], ...] = ()
    """What tells each thing, where several were promised together: "a price and two references"."""
    names: frozenset[str] = field(default=frozenset(), compare=False)

    @property
    def gives(self) -> bool:
        """Whether the promise is to hand something over."""
        return not self.verbs or "give" in self.verbs

    @cached_property
    def in_any_state(self) -> "Topic":
        """The same thing, whether draft, signed or final."""
        return replace(self, states=frozenset())

    def same_thing(self, other: "Topic") -> bool:
        return self.head == other.head and self.identity == other.identity and self.numbers == other.numbers


_LIGHT = frozenset({"get", "give", "have", "do", "obtain", "secure", "mak", "provid"})
_WORTHLESS = frozenset({"team", "side", "colleague", "customer", "everyone", "somebody", "free"})


def topic_of(action: str, quote: str = "", names: frozenset[str] = frozenset()) -> Topic:
    """Reads a promise's action; its quote is used where the action names nothing.

    `names` are people's words (lower case), which never are the thing promised.
    """
    first = _read(action, names)
    if first.head or not quote:
        return first
    second = _read(quote, names)
    return Topic(
        verbs=first.verbs or second.verbs,
        verb_stem=first.verb_stem or second.verb_stem,
        head=second.head,
        identity=second.identity,
        about=second.about,
        states=second.states,
        numbers=second.numbers,
        parts=second.parts,
        names=names,
    )


_INSTEAD = re.compile(r"\b(?:instead|rather than|statt)\b.*$")
_ENUMERATION = re.compile(r"^[^,]{1,40}(?:,[^,]{1,40})* (?:and|und|or|oder|&) ")


def _read(text: str, names: frozenset[str]) -> Topic:
    """The topic of a text; what follows a comma is an aside ("..., needs a last look") unless it is a list."""
    whole = plain(text).strip()
    before, comma, rest = whole.partition(", ")
    if comma and not _ENUMERATION.match(rest):
        found = _read_whole(before, names)
        if found.head:
            return found
    return _read_whole(whole, names)


def _read_whole(text: str, names: frozenset[str]) -> Topic:
    body = LEAD.sub("", _INSTEAD.sub("", text), count=1)
    for pattern, swap in IDIOMS:
        body, swapped = pattern.subn(swap, body, count=1)
        if swapped:
            break
    tokens = [t for t in words(_reordered(body)) if not _ORDINAL.match(t)]
    verbs: frozenset[str] = frozenset()
    verb_stem = ""
    if tokens and tokens[0] not in STATES and (groups := verb_groups(tokens[0])):
        verbs, verb_stem = groups, stem(tokens[0])
        tokens = tokens[1:]
    elif tokens and tokens[-1] not in STATES and (groups := verb_groups(tokens[-1])) and len(tokens) > 1:
        verbs, verb_stem = groups, stem(tokens[-1])
        tokens = tokens[:-1]
    elif (
        len(tokens) > 1
        and (tokens[1] in BREAKS or tokens[1] in LINKS or tokens[1] in {"it", "them"})
        and is_word(tokens[0])
        and tokens[0] not in STOP
        and not verbs
    ):
        verb_stem, tokens = stem(tokens[0]), tokens[1:]
    phrases = _phrases(tokens, names)
    before = [p for linked, p in phrases if not linked]
    after = [p for linked, p in phrases if linked]
    lead = before[-1] if before else (after[0] if after else [])
    rest = after if before else after[1:]
    if not lead:
        return Topic(verbs=verbs, verb_stem=verb_stem, names=names)
    head, mods = _head(lead)
    if verb_stem in _LIGHT and (named := DOING_NOUNS.get(head)):
        verbs, verb_stem = frozenset({named}), head
    identity = {stem(w) for w in mods if w not in STATES and not w.isdigit()}
    about = {stem(w) for p in rest for w in p if w not in STATES and not w.isdigit()}
    identity |= about
    numbers = {w for p in [lead, *rest] for w in p if w.isdigit()}
    return Topic(
        verbs=verbs,
        verb_stem=verb_stem,
        head=head,
        identity=frozenset(identity - {head}),
        about=frozenset(about - {head}),
        states=frozenset(STATES[w] for w in mods if w in STATES),
        numbers=frozenset(numbers),
        parts=_parts(body, names),
        names=names,
    )


_TOGETHER = re.compile(
    r"(?:, and|,| and| und| plus| as well as) (?=(?:the|our|your|a|an|one|two|three|four|five|die|das|der|den|unsere?n?) )"
)


def _parts(body: str, names: frozenset[str]) -> tuple[frozenset[str], ...]:
    """What tells each of several things; empty for one thing."""
    pieces = _TOGETHER.split(body)
    if len(pieces) < 2 or re.search(r"\b(?:between|both|zwischen)\b", pieces[0]):
        return ()
    found = tuple(frozenset(content(piece, names)) for piece in pieces)
    return found if all(found) else ()


_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)$")
_MODAL = re.compile(
    r"^(?P<who>.+?)(?: will|'ll| shall| (?:is|are) going to| gonna) (?:also |then )?(?P<be>be )?(?P<verb>[^\W\d_]+)\b(?P<rest>.*)$"
)
_COMES = re.compile(
    r"^(?P<thing>.+?) (?P<verb>coming|comes|come|follows?|kommt|folgt|schicken?|sende|senden|bestätigen?|bekommen|erhalten|liefern|"
    r"unterschreiben|prüfen?|erstellen?)\b(?P<rest>.*)$"
)


def _reordered(body: str) -> str:
    """The doing before the thing: "the logins will be created by Monday" -> "created the logins by Monday"."""
    found = _MODAL.match(body)
    if found:
        who, verb, rest = found.group("who", "verb", "rest")
        if found.group("be"):
            return (
                f"send {who}{rest}" if verb in {"with", "in", "there", "on", "at"} else f"{verb} {who}{rest}"
            )
        if verb in {"have", "follow", "come", "arrive", "reach", "go"}:
            return f"send{rest}" if verb == "have" else f"send {who}"
        return f"{verb}{rest}"
    found = _COMES.match(body)
    if found and found.group("thing").split()[0] not in {"to", "and"}:
        return f"{found.group('verb')} {found.group('thing')}{found.group('rest')}"
    return body


def _phrases(tokens: list[str], names: frozenset[str]) -> list[tuple[bool, list[str]]]:
    """Runs of content words; True for those that hang on a preposition."""
    found: list[tuple[bool, list[str]]] = []
    run: list[str] = []
    linked = False
    timed = False

    def close() -> None:
        nonlocal run
        if run:
            found.append((linked, run))
        run = []

    for i, token in enumerate(tokens):
        if not is_word(token):
            close()
            if token not in {","}:
                break
            continue
        if token in LINKS:
            close()
            linked = True
            timed = token in {"by", "until", "till", "before", "bis"} or (
                i + 1 < len(tokens) and tokens[i + 1] in STOP and tokens[i + 1] not in BREAKS
            )
            continue
        if token in BREAKS:
            close()
            continue
        if token.isdigit() and (timed or not run):
            continue
        if (token in STOP and token not in STATES) or token in names or token in _WORTHLESS:
            if run and token not in names:
                close()
            continue
        if token in _COUNTS:
            continue
        run.append(token)
    close()
    return found


_COUNTS = frozenset({"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve"})


def _head(phrase: list[str]) -> tuple[str, list[str]]:
    """The word that a phrase is about (its last that is no number) and the words before it."""
    kept = list(phrase)
    while len(kept) > 1 and (kept[-1].isdigit() or (kept[-1] in STATES and kept[-1] != "draft")):
        kept.insert(0, kept.pop())
        if all(w.isdigit() or w in STATES for w in kept):
            break
    return stem(kept[-1]), kept[:-1]


_GERMAN = frozenset(
    {
        "wir", "ich", "die", "der", "das", "den", "dem", "ist", "sind", "und", "nicht", "ihnen", "ihre",
        "für", "haben", "habe", "hat", "wird",
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
        before.isdigit() or before in _COUNTS or before in {"few", "fifteen", "twenty", "thirty"}
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
        if w not in STATES and w not in _PLAIN | _COUNTS and not w.isdigit() and w not in topic.names
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
        and not ("signed" in strict_states and "signed" in tokens)
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


@lru_cache(maxsize=4096)
def content(clause: str, names: frozenset[str] = frozenset()) -> frozenset[str]:
    """Stems of the words that name something, verbs of giving and dates left out."""
    return frozenset(
        stem(t)
        for t in words(clause)
        if is_word(t) and t not in STOP and t not in names and not t.isdigit() and not verb_groups(t)
    )
