"""Reads a company name, domain or mail address into parts that can be compared."""

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

from records import account_words as lists

LONGEST = 300
"""Characters of a name that are read; nothing real is longer."""
_FOLD = str.maketrans(
    {"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i",
     "’": "'", "‘": "'", "`": "'", "´": "'", "–": "-", "—": "-", "‐": "-", "‑": "-", "＆": "&"}
)  # fmt: skip
_TRADING = re.compile(
    r"\s*(?:,\s*|\()?\b(?:trading\s+as|t/a|t\.a\.|doing\s+business\s+as|d/?b/?a|d\.b\.a\.|also\s+known\s+as|a/?k/?a"
    r"|formerly(?:\s+known\s+as)?|f/?k/?a|now\s+known\s+as|previously|née)\b\.?[:\s]+",
    re.IGNORECASE,
)
_PARENTHESIS = re.compile(r"\(([^()\[\]]{1,80})\)|\[([^()\[\]]{1,80})\]")
_DOTTED = re.compile(r"(?<![^\W_])((?:[^\W\d_]\.\s?){1,7}[^\W\d_])(?![^\W_'])\.?")
_DOT_INSIDE = re.compile(r"(?<![^\W_])([^\W\d_])\.(?=[^\W\d_]{2})")
_AMPERSAND_INITIALS = re.compile(r"(?<![^\W_])([^\W_]{1,2})\s?&\s?([^\W_]{1,2})(?![^\W_])")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,18}")
_UMLAUTS = (("ue", "u"), ("oe", "o"), ("ae", "a"), ("aa", "a"))


@dataclass(frozen=True)
class Reading:
    """One name in comparable parts; a name with "trading as" or initials in parentheses has `others`."""

    raw: str
    words: tuple[str, ...]
    """Folded words without legal form, small words kept: ("procter", "and", "gamble")."""
    core: tuple[str, ...]
    """Words that must agree: no small words, abbreviations written out, plurals cut."""
    legal: tuple[str, ...]
    compact: str
    """Core without spaces."""
    initials: frozenset[str]
    """What the name may be shortened to."""
    acronym: str | None
    """The name itself, where it is written like initials."""
    digits: tuple[str, ...]
    domain: str | None
    """Registered domain, where the text is a domain or mail address."""
    address: str | None
    others: tuple["Reading", ...] = ()

    @property
    def empty(self) -> bool:
        return not self.core and not self.domain


def fold(text: str) -> str:
    """Lower case without accents: "Müller" is "muller", "Straße" is "strasse"."""
    plain = unicodedata.normalize("NFKD", text[:LONGEST].casefold().translate(_FOLD))
    return "".join(c for c in plain if not unicodedata.combining(c))


def umlauts_spelled_out(word: str) -> str:
    """One spelling for "muller" and "mueller"; good only for comparing."""
    for long, short in _UMLAUTS:
        word = word.replace(long, short)
    return word


@lru_cache(maxsize=65_536)
def read(name: str) -> Reading:
    """Everything that can be said of one name; cached, since the same accounts are asked for often."""
    name = " ".join(unicodedata.normalize("NFKC", name[:LONGEST]).split())
    domain, address = domain_of(name)
    if domain:
        return _domain_reading(name, domain, address)
    parts = [part for part in _TRADING.split(name) if part.strip(" ,()")]
    others = [read(part.strip(" ,()")) for part in parts] if len(parts) > 1 else []
    if len(parts) > 1:
        name = parts[0].strip(" ,(")
    asides = [m for m in _PARENTHESIS.finditer(name) if not _is_aside(m.group(1) or m.group(2))]
    outer = name
    for aside in reversed(asides):
        outer = outer[: aside.start()] + " " + outer[aside.end() :]
    reading = _name_reading(outer)
    for aside in asides:
        other = read(aside.group(1) or aside.group(2))
        if other.domain or other.acronym or reading.acronym:
            others.append(other)
    return replace(reading, others=tuple(others))


def domain_of(text: str) -> tuple[str | None, str | None]:
    """The registered domain and the address that a text is, if any: `("acme.co.uk", "jo@acme.co.uk")`."""
    plain = text.strip().strip("<>").casefold()
    if " " in plain or len(plain) > LONGEST:
        return None, None
    plain = plain.removeprefix("mailto:")
    address = plain if "@" in plain else None
    host = re.sub(r"^[a-z]{2,8}://", "", plain.rpartition("@")[2])
    host = re.split(r"[/?#:]", host, maxsplit=1)[0].strip(".")
    try:
        host.encode("ascii")
    except UnicodeError:
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return None, None
    labels = host.split(".")
    known_ending = (
        labels[-1] in lists.ENDINGS or address is not None or "://" in plain or host.startswith("www.")
    )
    if len(labels) < 2 or not known_ending or not _DOMAIN.fullmatch(host) or all(len(x) == 1 for x in labels):
        return None, None
    if max(len(label) for label in labels[:-1]) < 2 and address is None:
        return None, None
    return registered(host), address


def registered(host: str) -> str:
    """The part of a host name that somebody registered: "mail.acme.co.uk" is "acme.co.uk"."""
    labels = host.removeprefix("www.").split(".")
    tail = ".".join(labels[-2:])
    keep = 2
    if len(labels) >= 3 and (
        tail in lists.TENANT_HOSTS or (len(labels[-1]) == 2 and labels[-2] in lists.SECOND_LEVEL)
    ):
        keep = 3
    return ".".join(labels[-keep:])


def label_of(domain: str) -> str:
    """The name in a registered domain: "blue-harbor" in "blue-harbor.co.uk"."""
    label = domain.partition(".")[0]
    return fold(label.encode().decode("idna")) if label.startswith("xn--") else label


def _domain_reading(name: str, domain: str, address: str | None) -> Reading:
    label = label_of(domain)
    core = tuple(stem(word) for word in label.split("-") if word)
    return Reading(
        raw=name,
        words=tuple(label.split("-")),
        core=core,
        legal=(),
        compact=label.replace("-", ""),
        initials=frozenset(),
        acronym=None,
        digits=_digits(core),
        domain=domain,
        address=address,
    )


def _name_reading(name: str) -> Reading:
    for glued in lists.GLUED:
        name = name.replace(glued, " ")
    plain = fold(name).replace("a/s", "as").replace("k/s", "ks")
    plain = _DOT_INSIDE.sub(r"\1", plain)
    plain = _DOTTED.sub(lambda m: re.sub(r"[.\s]", "", m.group(1)) + " ", plain)
    plain = _AMPERSAND_INITIALS.sub(r"\1\2", plain)
    plain = plain.replace("&", " and ").replace("+", " and ")
    dotted = frozenset(m.group(1) for m in re.finditer(r"([^\W\d_]{4,})\.(?=\s|$|,)", plain))
    everything = [word.replace("'", "") for word in _WORD.findall(plain)]
    everything = _join_letters([_plus_and(word) for word in everything])
    words, legal = _without_legal(everything, bool(re.search(r"\bSpa\b", name)), _first_as_written(name))
    core = tuple(_core(words, dotted))
    acronym = words[0] if len(words) == 1 and _looks_like_initials(words[0], name) else None
    return Reading(
        raw=name,
        words=tuple(words),
        core=core,
        legal=tuple(legal),
        compact="".join(core),
        initials=_initials(words, everything),
        acronym=acronym,
        digits=_digits(core),
        domain=None,
        address=None,
    )


def _first_as_written(name: str) -> str:
    """The first word as written: the "AO" of "A.O. Smith" is no legal form."""
    return fold(name.split(" ", 1)[0])


def _plus_and(word: str) -> str:
    return "and" if word in {"und", "et", "och", "og"} else word


def _is_aside(inside: str) -> bool:
    """ "(UK)" and "(publ)" belong to the name; "(IBM)" and "(acme.com)" are another name for it."""
    words = fold(inside).replace(".", "").split()
    return all(word in lists.REGIONS or word in lists.LEGAL or word in lists.STOP for word in words)


def _join_letters(words: list[str]) -> list[str]:
    """Single letters in a row are initials: "a o smith" is "ao smith"."""
    joined: list[str] = []
    run = ""
    for word in [*words, ""]:
        if len(word) == 1 and word.isalpha() and word.isascii():
            run += word
            continue
        if run:
            joined.append(run)
            run = ""
        if word:
            joined.append(word)
    return joined


def _without_legal(words: list[str], spa_is_a_word: bool, start: str) -> tuple[list[str], list[str]]:
    """The name, and the legal form that came with it. A name is never stripped down to nothing."""
    kept = list(words)
    legal: list[str] = []
    while len(kept) > 1:
        for phrase in lists.LEGAL_PHRASES:
            size = phrase.count(" ") + 1
            if len(kept) > size and " ".join(kept[-size:]) == phrase:
                legal = kept[-size:] + legal
                del kept[-size:]
                break
        else:
            last = kept[-1]
            if last in lists.LEGAL and not (last == "spa" and spa_is_a_word):
                legal.insert(0, kept.pop())
            elif last in {"and", "the"}:
                kept.pop()
            else:
                break
    if len(kept) > 1 and kept[0] == start and start in lists.LEADING and not legal:
        legal.append(kept.pop(0))
    inside = [
        n
        for n, word in enumerate(kept)
        if n and word in lists.ANYWHERE and not (word == "spa" and spa_is_a_word)
    ]
    if inside:
        legal = [kept[n] for n in inside] + legal
        kept = [word for n, word in enumerate(kept) if n not in inside]
    if len(kept) > 1 and kept[0] == "the":
        kept.pop(0)
    return kept, legal


def _core(words: list[str], dotted: frozenset[str]) -> list[str]:
    core = []
    for n, word in enumerate(words):
        if word in lists.STOP and len(words) > 1:
            continue
        if word == "st" and n and n == len(words) - 1:
            word = "street"
        word = lists.NUMBERS.get(word, word)
        word = lists.ABBREVIATIONS.get(word, word)
        core.append(stem(word) + ("." if word in dotted else ""))
    return core or [stem(word) for word in words]


def stem(word: str) -> str:
    """Cuts plurals: "technologies" and "technology" are one word."""
    if len(word) >= 5 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) >= 5 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _looks_like_initials(word: str, name: str) -> bool:
    if not 2 <= len(word) <= 6 or not word.isalnum():
        return False
    letters = [c for c in name if c.isalpha()]
    return (
        "." in name or "&" in name or " " in name or sum(c.isupper() for c in letters) >= 2 or name.islower()
    )


def _initials(words: list[str], everything: list[str]) -> frozenset[str]:
    """Shortenings: "International Business Machines" may be "ibm", "Bank of America" "boa" and "bofa"."""
    found = set()
    for said in (words, everything):
        strong = [word for word in said if word not in lists.STOP]
        if len(strong) >= 2:
            found.add("".join(word if word.isdigit() else word[0] for word in strong))
            found.add("".join(word[0] for word in said))
            found.add("".join(word if word == "of" else word[0] for word in said))
    return frozenset(short for short in found if 2 <= len(short) <= 7)


def _digits(core: tuple[str, ...]) -> tuple[str, ...]:
    """Numbers in a name, sorted: they tell funds, shops and floors apart."""
    found = re.findall(r"\d+", " ".join(core))
    if len(core) > 1:
        found += [word for word in core[1:] if word in lists.ROMAN]
    return tuple(sorted(found))
