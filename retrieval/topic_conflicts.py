"""Whether words speak of another thing of the promised kind: other number, place, language, month or version."""

# ruff: noqa: E501  (patterns and word lists are easier to compare on one line)

import re
from itertools import pairwise

from retrieval.phrases import one_by_one
from retrieval.topic_doings import Gist, is_named
from retrieval.topic_words import BREAKS, LINKS, STATES, STOP, is_word, stem, verb_groups, words

_FAMILIES: tuple[frozenset[str], ...] = tuple(
    frozenset(group.split())
    for group in (
        "english german french italian spanish dutch polish portuguese swedish danish norwegian czech deutsch deutsche deutschen englisch englische englischen französisch französische anglais anglaise allemand allemande français française",
        "spring summer autumn fall winter frühjahr sommer herbst winter",
        "north south northern southern",
        "east west eastern western",
        "upper lower", "left right", "front rear", "inner outer", "indoor outdoor", "upstairs downstairs",
        "import export imports exports", "inbound outbound", "incoming outgoing", "internal external", "public private", "domestic international",
        "staging production sandbox preprod demo uat", "beta live",
        "red blue green yellow black white grey gray silver orange",
        "small medium large", "short long", "annual monthly weekly daily quarterly", "male female", "adult child", "junior senior",
        "q1 q2 q3 q4", "h1 h2",
        "january february march april may june july august september october november december januar februar märz juni juli oktober dezember",
        "2023 2024 2025 2026 2027 2028",
        "first second third fourth fifth", "primary secondary backup", "ios android", "windows mac macos linux", "dev test prod",
        "buy sell purchase sale", "gross net", "wholesale retail", "draft final", "hardware software", "wired wireless", "hot cold", "gas electric",
        "employee employer", "landlord tenant", "buyer seller", "sales marketing finance legal hr procurement",
        "jpg jpeg png gif pdf svg vector word excel powerpoint csv xml json",
        "quote invoice contract brochure datasheet", "certificate licence", "plan report", "drawing photo",
    )
)  # fmt: skip
"""Words of which a thing is only one: where another one is named, it is another thing."""
_KIND_WORDS = 4
"""The last so many families are kinds of documents: those count only where the promise's own is not named."""

_ORDER = {
    "one": "1",
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
    "six": "6",
    "i": "1",
    "ii": "2",
    "iii": "3",
    "iv": "4",
}
_LABELLED = re.compile(
    r"\b(?P<noun>[^\W\d_]{3,})(?:'s)? (?:no\.? ?|nr\.? ?|number |#)?(?P<id>[a-z]?\d[\w.-]*|[a-h](?=[\s,.;:]|$)|one|two|three|four|five|six|i{1,3}|iv)\b(?![%€$£]| ?(?:%|percent|per cent|eur|kg|pm|am|o'clock|uhr))"
)
_DATE_NOUNS = frozenset(
    one_by_one(
        "by on the at from until till before after about for of in to and or with within than over under january february march april may "
        "june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec am den zum bis ab vom le du "
        "au page pages last next all all these those are is was were be been has have had will would can got get sent us you them only just "
        "another first day days week weeks hour hours minutes since monday tuesday wednesday thursday friday saturday sunday every both "
        "other took take takes section like need needs item find found please one two three four five six it that this then there"
    )
)
_LONG = re.compile(r"\b(?=[\w-]*\d)[a-z]{0,4}-?\d{3,}[\w-]*\b")
_VERSION = re.compile(r"\b(?:v|version |rev\.? ?|revision )(\d+(?:\.\d+)*)\b")


def _labels(text: str) -> dict[str, set[str]]:
    """Numbers and letters by the noun they stand behind: "crane 4", "annex B", "phase two"."""
    found: dict[str, set[str]] = {}
    for match in _LABELLED.finditer(text):
        noun = match["noun"]
        if noun in _DATE_NOUNS:
            continue
        found.setdefault(stem(noun), set()).add(_ORDER.get(match["id"], match["id"]).rstrip(".-"))
    return found


def conflicting(gist: Gist, said: str, written: str, names: frozenset[str]) -> bool:
    """Whether a sentence names another thing of the promised kind and not the promised one.

    `said` is the sentence in `plain` form, `written` the same as written. `names` are people's words.
    """
    mine, its = _labels(gist.text), _labels(said)
    if any(noun in its and not ids & its[noun] for noun, ids in mine.items()):
        return True
    codes, other_codes = set(_LONG.findall(gist.text)), set(_LONG.findall(said))
    near = {c for c in other_codes if any(abs(len(c) - len(m)) <= 1 for m in codes)}
    if codes and near and not codes & other_codes:
        return True
    versions = set(_VERSION.findall(gist.text))
    if versions and (said_versions := set(_VERSION.findall(said))) and not versions & said_versions:
        return True
    return (
        _another_behind(gist, said, names)
        or _stale(gist, said)
        or another_of_family(gist, said)
        or _another_modifier(gist, said, names)
        or _another_place(gist, said, written, names)
    )


_FRESH = frozenset({"revised", "updated", "amended", "corrected", "final", "signed", "countersigned", "new"})
_STALE = frozenset(
    {"current", "existing", "present", "previous", "original", "outdated", "unsigned", "blank", "old"}
)


_UNSIGNED = re.compile(
    r"\b(?:unsigned|not (?:yet )?signed|without (?:the |a )?signatures?|for (?:your )?signature|blank|yet to be signed)\b"
)


_THE_OTHER = re.compile(
    r"\b(?:the other|another|a different|(?:die|der|das|den|dem|eine?n?) andere[nrsm]?|l'autre|une? autre|les autres) (?P<noun>[^\W\d_]+(?: [^\W\d_]+)?)"
)


def _the_other(gist: Gist, said: str) -> bool:
    """ "The other machine runs again" says nothing of this one."""
    if re.search(r"\b(?:other|another|different|andere[nrsm]?|autres?)\b", gist.text) or not gist.head:
        return False
    return any(
        is_named(gist.head, frozenset(stem(w) for w in m["noun"].split())) for m in _THE_OTHER.finditer(said)
    )


def _new_for_old(gist: Gist, said: str) -> bool:
    """ "The new line was connected" says nothing of the old line that was to be cut."""
    mine = [b for a, b in pairwise(words(gist.text.partition(" | ")[0])) if a == "old" and is_word(b)]
    its = [b for a, b in pairwise(words(said)) if a == "new" and is_word(b)]
    return bool({stem(w) for w in mine} & {stem(w) for w in its}) and " old " not in f" {said} "


def _stale(gist: Gist, said: str) -> bool:
    """Whether another version of the thing is named: "the current timetable" for the revised one."""
    if _new_for_old(gist, said) or _the_other(gist, said):
        return True
    action = gist.text.partition(" | ")[0]
    if re.search(r"\b(?:signed|countersigned)\b", action) and _UNSIGNED.search(said):
        return True
    if not gist.head or not _FRESH & set(words(gist.text.partition(" | ")[0])):
        return False
    tokens = words(said)
    if _FRESH & set(tokens):
        return False
    return any(a in _STALE and is_word(b) and is_named(stem(b), gist.things) for a, b in pairwise(tokens))


_SKIPPED = frozenset({"end", "first", "second", "third", "last", "same", "other", "next", "new"})
_BEHIND = frozenset(
    {
        "in",
        "at",
        "for",
        "of",
        "from",
        "on",
        "im",
        "to",
        "with",
        "zu",
        "zum",
        "zur",
        "für",
        "vom",
        "von",
        "aus",
        "de",
        "du",
        "pour",
    }
)


def _behind(tokens: list[str], head: str, names: frozenset[str]) -> set[str]:
    """Stems of the nouns that hang on a head by a preposition: "access point *in the canteen*"."""
    found: set[str] = set()
    for i, token in enumerate(tokens[:-2]):
        if not is_word(token) or stem(token) != head or tokens[i + 1] not in _BEHIND:
            continue
        k = i + 2
        while k < len(tokens) and (tokens[k] in BREAKS or tokens[k] in _SKIPPED):
            k += 1
        noun = []
        while (
            k < len(tokens)
            and _names_something(tokens[k])
            and tokens[k] not in names
            and not verb_groups(tokens[k])
        ):
            noun.append(stem(tokens[k]))
            k += 1
        found |= set(noun)
    return found


def _another_behind(gist: Gist, said: str, names: frozenset[str]) -> bool:
    """Whether another noun hangs on the head: "the access point in the lobby" for the one "in the canteen"."""
    if not gist.head:
        return False
    its = _behind(words(said), gist.head, names)
    if not its or any(is_named(w, gist.things) for w in its):
        return False
    known = frozenset(stem(w) for w in words(gist.text) if is_word(w))
    if any(is_named(w, known) for w in its):
        return False
    mine = _behind(words(gist.text), gist.head, names)
    named = frozenset(stem(w) for w in words(said) if is_word(w))
    told = {t for t in gist.telling if not t.isdigit() and is_named(t, named)}
    return bool(mine) or bool(gist.telling and not told)


def another_of_family(gist: Gist, said: str) -> bool:
    """Whether of several that exclude each other (languages, months, formats, sites) another one is named."""
    action = gist.text.partition(" | ")[0]
    wanted, named = set(words(action)), set(words(said))
    for n, family in enumerate(_FAMILIES):
        if n >= len(_FAMILIES) - _KIND_WORDS:
            break
        if (mine := wanted & family) and (its := named & family) and not mine & its:
            if family & {"january"} and not _of_thing(said, its, gist):
                continue
            return True
    return False


def _of_thing(said: str, months: set[str], gist: Gist) -> bool:
    """Whether a month stands right before the thing or an "of": "the September invoice", not "on 3 September"."""
    tokens = words(said)
    for i, token in enumerate(tokens[:-1]):
        if (
            token in months
            and not (i and tokens[i - 1].isdigit())
            and is_named(stem(tokens[i + 1]), gist.things)
        ):
            return True
    for i, token in enumerate(tokens[1:], start=1):
        follows = tokens[i + 1] if i + 1 < len(tokens) else ""
        if (
            token in months
            and tokens[i - 1] in {"for", "of", "from", "für", "vom", "de", "pour"}
            and not follows.isdigit()
        ):
            return True
    return False


def _another_modifier(gist: Gist, said: str, names: frozenset[str]) -> bool:
    """Whether a noun of the promise stands there with another word before it: "Exeter clinic" for "Bath clinic"."""
    action = words(gist.text.partition(" | ")[0])
    tokens = words(said)
    named = {stem(w) for w in tokens if is_word(w)}
    for i in range(1, len(action)):
        noun, mod = action[i], action[i - 1]
        if not _names_something(noun) or not _names_something(mod) or stem(mod) in gist.doing:
            continue
        if is_named(stem(mod), frozenset(named)):
            continue
        for k in range(1, len(tokens)):
            if not is_word(tokens[k]) or stem(tokens[k]) != stem(noun):
                continue
            other = tokens[k - 1]
            if (
                not _names_something(other)
                or other in names
                or verb_groups(other)
                or other.endswith(("ed", "ing", "ly"))
            ):
                continue
            if stem(other) in gist.things or other in _NO_RIVAL or is_named(stem(other), gist.things):
                continue
            return True
    return False


_NO_RIVAL = frozenset(
    one_by_one(
        "complete whole entire full promised requested said missing final own actual proper right correct correction revised respective two "
        "three four five six seven eight nine ten eleven twelve both remaining little lovely shiny brand beautiful english pdf excel "
        "digital printed hard electronic relevant necessary lovely gesamte komplette"
    )
)


def _names_something(word: str) -> bool:
    return (
        is_word(word)
        and word not in STOP
        and word not in BREAKS
        and word not in LINKS
        and word not in STATES
        and not word.isdigit()
    )


_PLACED = re.compile(
    r"\b(?:for|at|in|to|of|from|für|in|an|pour|à|de) (?:the |our |your |der |die |das |la |le )?(?P<name>[A-ZÄÖÜÉ][\w'’-]+)"
)
_TIME_NAMES = frozenset(
    one_by_one(
        "january february march april may june july august september october november december monday tuesday wednesday thursday friday "
        "saturday sunday januar februar märz mai juni juli oktober dezember montag dienstag mittwoch donnerstag freitag samstag sonntag "
        "christmas easter weihnachten ostern i pdf excel word teams slack zoom sharepoint dropbox onedrive google drive docusign sftp ftp "
        "q1 q2 q3 q4 monday's it"
    )
)


def _another_place(gist: Gist, said: str, written: str, names: frozenset[str]) -> bool:
    """Whether the promise is for a named place or customer, and the sentence names another one in its stead."""
    mine = {w for w in gist.proper if not any(w in family for family in _FAMILIES)}
    if not mine or _german(written):
        return False
    named = {w for w in words(said) if is_word(w)}
    if mine & named or any(is_named(stem(m), frozenset(stem(w) for w in named)) for m in mine):
        return False
    for match in _PLACED.finditer(written):
        name = match["name"].lower().replace("’", "'").removesuffix("'s")
        if name not in _TIME_NAMES and name not in names and name not in gist.text:
            return True
    return False


def _german(written: str) -> bool:
    """German writes every noun with a capital, so a capital tells nothing."""
    return bool(re.search(r"\b(?:der|die|das|den|ist|sind|und|haben|wir|ich|für)\b", written))
