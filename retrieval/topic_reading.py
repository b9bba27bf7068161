"""Reads what a promise is about: kinds of doing, the thing's head word, and what tells it apart."""

# ruff: noqa: E501  (patterns and word lists are easier to compare on one line)

import re
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from retrieval.phrases import one_by_one
from retrieval.sentences import plain
from retrieval.topic_idioms import IDIOMS, LEAD
from retrieval.topic_words import BREAKS, DOING_NOUNS, LINKS, STATES, STOP, is_word, stem, verb_groups, words


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


_NOUNS_TOO = frozenset(STATES) | frozenset(
    one_by_one(
        "order call ring release update review test check fix change credit export import book name patch set switch transfer setup launch "
        "visit repair exchange upgrade mail email post return pass hand swap connect"
    )
)
"""As the last word of an action these are things, not doings: "cancel the duplicate order"."""
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
    elif tokens and tokens[-1] not in _NOUNS_TOO and (groups := verb_groups(tokens[-1])) and len(tokens) > 1:
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
        if token in COUNTS:
            continue
        run.append(token)
    close()
    return found


COUNTS = frozenset({"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve"})


def _head(phrase: list[str]) -> tuple[str, list[str]]:
    """The word that a phrase is about (its last that is no number) and the words before it."""
    kept = list(phrase)
    while len(kept) > 1 and (kept[-1].isdigit() or (kept[-1] in STATES and kept[-1] != "draft")):
        kept.insert(0, kept.pop())
        if all(w.isdigit() or w in STATES for w in kept):
            break
    return stem(kept[-1]), kept[:-1]


@lru_cache(maxsize=4096)
def content(clause: str, names: frozenset[str] = frozenset()) -> frozenset[str]:
    """Stems of the words that name something, verbs of giving and dates left out."""
    return frozenset(
        stem(t)
        for t in words(clause)
        if is_word(t) and t not in STOP and t not in names and not t.isdigit() and not verb_groups(t)
    )
