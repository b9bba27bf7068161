"""The accounts and people that a question names, and names that nobody bears."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from records.models import Person
from retrieval.account_names import AccountNames, Mention
from retrieval.fulltext import STOP_WORDS
from retrieval.question_names import Named, PeopleNames, folded
from retrieval.question_text import blanked
from retrieval.question_topic import QUESTION_WORDS, known_words
from retrieval.question_words import GIVER_SLOT, names_in_slots, unknown_names

_ELIDED = re.compile(r"(?<![\w'’])((?:[Qq]u|[dDlL])['’])([\w&.-]{2,})")
"""A name behind a French elision: "qu'Acme"."""
_FOR = re.compile(r"(?<!\w)(?:for|from|with|für|von|bei|mit|pour|chez|avec)\s+$")
_ARTICLE = re.compile(r"(?<!\w)(?:an?|the|any|our|some|their|ein\w*|der|die|das|den|une?|les?|la)\s+$")
_NEXT_WORD = re.compile(r"\s+([^\W_]+)")


def resolved(
    text: str, accounts: AccountNames, names: PeopleNames, occurs: Callable[[str], bool] | None
) -> tuple[str, list[Mention], list[Named], bool, str | None]:
    """The accounts and people named, whether one was a typo, and a customer's name that is none.

    A word that stands in nothing the asker may read is a name with a typo, or one that nobody bears.
    """
    text = _ELIDED.sub(lambda m: f"{m[1]} {m[2]}" if accounts.find(m[2]) else m.group(), text)
    written = [p for p in names.find(text, []) if "@" in text[p.start : p.end]]
    mentions = [m for m in accounts.find(text) if not any(p.start <= m.start < p.end for p in written)]
    ids = [i for m in mentions for i in m.ids]
    persons = names.find(text, [(m.start, m.end) for m in mentions], ids)
    if mentions:
        return text, [_whole(m, text, accounts) for m in mentions], persons, False, None
    lost = None
    taken = [(p.start, p.end) for p in persons]
    rest = blanked(text, taken)
    for name, i, j in names_in_slots(rest):
        word = name.lower()
        if word in STOP_WORDS or word in QUESTION_WORDS:
            continue
        part = accounts.by_part(name)
        if part:
            return text, [replace(part, start=i, end=j)], persons, False, None
        if begun := _begun(rest, name, i, accounts):
            return text, [begun], persons, False, None
        typo = accounts.guess(name)
        if occurs is not None and occurs(word) and not (typo and _cut_short(name, typo)):
            continue
        if not typo and (after := _NEXT_WORD.match(rest, j)) and (typo := accounts.guess(name + after[1])):
            j = after.end()
        if typo:
            return text, [_whole(replace(typo, start=i, end=j), text, accounts)], persons, True, None
        if not persons and (right := names.like(name)):
            fixed = text[:i] + right.title() + text[j:]
            return fixed, [], names.find(fixed, []), False, None
        if occurs is not None and not persons and _FOR.search(rest[:i].lower()):
            lost = name
    return text, [], persons, False, lost


def _cut_short(name: str, account: Mention) -> bool:
    """Whether a name lacks only its end, so that it is found in mail like the whole one: "Marlow" for "Marlowe"."""
    word = folded(name)
    return len(word) >= 5 and any(folded(w).startswith(word) for w in account.name.split())


def _whole(mention: Mention, text: str, accounts: AccountNames) -> Mention:
    """With the word after it where that is the account's own, cut short: "Wexcombe Uni"."""
    after = _NEXT_WORD.match(text, mention.end)
    if after is None or len(mention.ids) != 1 or len(after[1]) < 3:
        return mention
    word = folded(after[1])
    own = [folded(w) for w in accounts.name(mention.ids[0]).split()[1:]]
    short = word not in STOP_WORDS and word not in QUESTION_WORDS and any(w.startswith(word) for w in own)
    return replace(mention, end=after.end()) if short else mention


def _begun(text: str, name: str, at: int, accounts: AccountNames) -> Mention | None:
    """The one account whose name, known from its domain in one word, is `name` and more: "Acme" for "Acmedairy".

    With the rest after a space it is the same name.
    """
    word = folded(name)
    if len(word) < 5 or _ARTICLE.search(text[:at].lower()):
        return None
    longer = [n for n in accounts.similar(name) if " " not in n and folded(n).startswith(word)]
    if len(longer) != 1 or len(folded(longer[0])) < len(word) + 3:
        return None
    found = accounts.find(longer[0])
    after = _NEXT_WORD.match(text, at + len(name))
    whole = after is not None and folded(name + after[1]) == folded(longer[0])
    end = after.end() if after and whole else at + len(name)
    return replace(found[0], start=at, end=end) if len(found) == 1 else None


def unknown_in(
    text: str, plain: str, timeless: str, people: Sequence[Person], talk: bool
) -> tuple[str | None, str | None]:
    """(a name in a customer's place that no account bears, a name in a promiser's place that nobody bears)."""
    free = "".join(c if p == c.lower() or p in "'’" else " " for c, p in zip(text, timeless, strict=False))
    free = free if len(timeless) == len(text) else timeless
    if giver := GIVER_SLOT.search(free):
        name = giver["name"]
        first = name.split()[0].lower()
        if (
            first not in STOP_WORDS
            and first not in QUESTION_WORDS
            and not re.fullmatch(r"(?:we|they|i|he|she)\W?\w*", first)
        ):
            return None, name
    if talk and not re.search(r"\b(?:for|with|from|at|to)\b", plain):
        return None, None
    ours = {part.lower() for p in people for part in (p.email, *(p.name or "").split())}
    for name, _, _ in unknown_names(free, listing=not talk):
        if name.lower() not in ours and known_words([name.lower()]):
            return name, None
    return None, None
