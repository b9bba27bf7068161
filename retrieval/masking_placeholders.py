"""What stands for what in one conversation: a person keeps one placeholder, and no two people share one."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from records.errors import PromissoryError
from retrieval.masking_names import PARTICLES

TYPES = (
    "PERSON",
    "EMAIL",
    "PHONE",
    "IBAN",
    "CARD",
    "ADDRESS",
    "TAX_ID",
    "NATIONAL_ID",
    "COMPANY",
    "LITERAL",
)
"""LITERAL stands for text that only looks like a placeholder."""
_ANY = "|".join(TYPES)
PLACEHOLDER = re.compile(rf"<({_ANY})_(\d{{1,9}})>")
LOOKALIKE = re.compile(
    rf"(?:<|&lt;|\[|\{{|\\<)\s{{0,3}}/?\s{{0,3}}(?:{_ANY})(?:\\?_|[\s-]){{1,2}}\d+\s{{0,3}}(?:>|&gt;|\]|\}})"
    rf"|(?<![^\W_])(?:{_ANY})\\?_\d+(?![^\W_])",
    re.IGNORECASE,
)
"""Whatever a reader or a model may take for a placeholder."""
_NEAR = 16
"""Characters on both sides that tell one mention from another."""
_TITLES = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "dr",
        "prof",
        "sir",
        "madam",
        "herr",
        "frau",
        "mme",
        "mlle",
        "monsieur",
        "madame",
        "m",
        "sr",
        "sra",
        "señor",
        "señora",
        "sig",
        "signora",
        "dipl",
        "ing",
        "md",
        "dds",
        "dvm",
        "phd",
        "esq",
    ]
)
_AFTER = frozenset(["jr", "sr", "ii", "iii", "iv"])


class UnmaskError(PromissoryError):
    """A text names a placeholder that nothing stands behind, or has one bent out of shape."""


@dataclass
class _Person:
    placeholder: str
    words: tuple[str, ...]
    """The fullest name known so far."""


@dataclass
class Placeholders:
    """The placeholders of one conversation; hand the same one to every `mask` and `unmask` of it."""

    _counts: dict[str, int] = field(default_factory=dict)
    _by_value: dict[tuple[str, str], str] = field(default_factory=dict)
    _forms: dict[str, list[str]] = field(default_factory=dict)
    _people: list[_Person] = field(default_factory=list)
    _texts: dict[str, str | None] = field(default_factory=dict)
    """Masked text -> its original; None where two differ."""
    _places: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)

    def assign(self, mentions: Sequence[tuple[str, str]]) -> list[str]:
        """One placeholder for each (type, text) of a text, in order."""
        people = self._people_of([said for kind, said in mentions if kind == "PERSON"])
        found = []
        for kind, said in mentions:
            if kind == "PERSON":
                placeholder = people[said]
            else:
                key = (kind, _value(kind, said))
                placeholder = self._by_value.get(key) or self._new(kind)
                self._by_value[key] = placeholder
            forms = self._forms.setdefault(placeholder, [])
            if said not in forms:
                forms.append(said)
            found.append(placeholder)
        return found

    def remember(self, original: str, masked: str, places: Iterable[tuple[int, int, str]]) -> None:
        """Keeps a masked text with its original, and what stood around each placeholder (start, end, original)."""
        self._texts[masked] = original if self._texts.get(masked, original) == original else None
        for start, end, said in places:
            before, after = masked[max(0, start - _NEAR) : start], masked[end : end + _NEAR]
            self._places.setdefault(masked[start:end], []).append((before, after, said))

    def restore(self, text: str) -> str:
        """The text with every placeholder replaced; raises `UnmaskError` where that can't be done."""
        whole = self._texts.get(text, "")
        if whole:
            return whole
        if whole is None:
            raise UnmaskError(
                "Two texts of this conversation are the same once masked, so it can't be told which is meant."
            )
        pieces, at = [], 0
        for match in PLACEHOLDER.finditer(text):
            pieces += [self._checked(text[at : match.start()]), self._form(text, match)]
            at = match.end()
        pieces.append(self._checked(text[at:]))
        return "".join(pieces)

    def _checked(self, plain: str) -> str:
        bent = LOOKALIKE.search(plain)
        if bent:
            raise UnmaskError(
                f"The text has a damaged placeholder, {bent.group()!r}, so it can't be restored."
            )
        return plain

    def _form(self, text: str, match: re.Match[str]) -> str:
        forms = self._forms.get(match.group())
        if not forms:
            raise UnmaskError(f"Nothing is known behind {match.group()}, so the text can't be restored.")
        if len(forms) == 1:
            return forms[0]
        before = text[max(0, match.start() - _NEAR) : match.start()]
        after = text[match.end() : match.end() + _NEAR]
        for fits in (
            {said for b, a, said in self._places.get(match.group(), ()) if b == before and a == after},
            {said for b, a, said in self._places.get(match.group(), ()) if b and b == before},
        ):
            if len(fits) == 1:
                return fits.pop()
        return max(forms, key=len)

    def _new(self, kind: str) -> str:
        self._counts[kind] = self._counts.get(kind, 0) + 1
        return f"<{kind}_{self._counts[kind]}>"

    def _people_of(self, names: Sequence[str]) -> dict[str, str]:
        """Full names are settled before single ones, so that "Jana" can mean the "Jana Novak" further down."""
        words = {said: name_words(said) for said in names}
        order = list(dict.fromkeys(names))
        settled: dict[str, _Person] = {}
        taken: list[_Person] = []
        for said in sorted(order, key=lambda name: -len(words[name])):
            person = self._known(words[said], taken)
            if person is None:
                person = _Person("", words[said])
                self._people.append(person)
                taken.append(person)
            elif len(words[said]) > len(person.words):
                person.words = words[said]
                taken.append(person)
            settled[said] = person
        for said in order:
            if not settled[said].placeholder:
                settled[said].placeholder = self._new("PERSON")
        return {said: person.placeholder for said, person in settled.items()}

    def _known(self, words: tuple[str, ...], taken: Sequence[_Person]) -> _Person | None:
        for person in self._people:
            if person.words == words:
                return person
        if len(words) == 1:
            fits = [p for p in self._people if _is_part(words[0], p.words)]
            return fits[0] if len(fits) == 1 else None
        fits = [p for p in self._people if len(p.words) > 1 and _compatible(words, p.words)]
        if fits:
            return fits[0] if len(fits) == 1 else None
        short = [
            p for p in self._people if len(p.words) == 1 and p not in taken and _is_part(p.words[0], words)
        ]
        return short[0] if len(short) == 1 else None


def name_words(said: str) -> tuple[str, ...]:
    """Comparable words of a name, given name first: "Novak, Jana" and "Ms. Jana Novak's" are ("jana", "novak")."""
    plain = unicodedata.normalize("NFKD", re.sub(r"['’]s\b", "", said)).casefold()
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    if plain.count(",") == 1:
        last, first = plain.split(",")
        if first.strip() not in _AFTER:
            plain = f"{first} {last}"
    words = [word.strip(".,;:()\"'’") for word in re.split(r"[\s.]+", plain)]
    kept = [word for word in words if word and word not in _TITLES]
    return tuple(kept or [word for word in words if word] or [plain])


def _is_part(word: str, words: Sequence[str]) -> bool:
    """Whether one word is a telling part of a fuller name."""
    return len(word) > 1 and word in words and word not in PARTICLES and word not in _AFTER


def _compatible(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether two fuller names may be one person: "J. Novak", "Jana M. Novak" and "Jana Novak"."""
    if [w for w in a if w in _AFTER] != [w for w in b if w in _AFTER]:
        return False
    a, b = (tuple(w for w in name if w not in _AFTER) for name in (a, b))
    if len(a) < 2 or len(b) < 2 or a[-1] != b[-1] or not _fits(a[0], b[0]):
        return False
    short, long = sorted((a[1:-1], b[1:-1]), key=len)
    rest = iter(long)
    return all(any(_fits(word, other) for other in rest) for word in short)


def _fits(a: str, b: str) -> bool:
    return a == b or (min(len(a), len(b)) == 1 and a[0] == b[0])


def _value(kind: str, said: str) -> str:
    """What makes two mentions one thing."""
    if kind == "LITERAL":
        return said
    if kind in {"PHONE", "CARD"}:
        return re.sub(r"[^\d+]", "", said) or said
    if kind in {"IBAN", "TAX_ID", "NATIONAL_ID"}:
        return re.sub(r"[^0-9a-z]", "", said.casefold())
    return " ".join(said.casefold().split())
