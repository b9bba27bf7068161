"""Masks people and what identifies them before a text leaves the house, and restores it afterwards."""

import re
from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any

from records.models import Frozen
from retrieval import masking_addresses
from retrieval.masking_language import PIECE
from retrieval.masking_names import NameList
from retrieval.masking_numbers import Found
from retrieval.masking_placeholders import LOOKALIKE, Placeholders, UnmaskError

__all__ = ["Masked", "MaskedEntity", "Masker", "Placeholders", "UnmaskError"]

_RANK = {
    "LITERAL": 0,
    "EMAIL": 1,
    "IBAN": 2,
    "CARD": 3,
    "NATIONAL_ID": 4,
    "TAX_ID": 5,
    "COMPANY": 6,
    "ADDRESS": 8,
    "PHONE": 9,
    "PERSON": 10,
}
"""Which finding stands where two overlap; a listed name (rank 7) stands above addresses."""
_LISTED = 7
_SURE = 0.85
"""From this score on a phone number is no house number."""
_BESIDE = 24
_LINK = re.compile(r"\b(?:https?://|www\.)[^\s<>\"]{1,500}", re.IGNORECASE)
_INITIALS = re.compile(r"(?<![\w.])(?:[^\W\d_a-z]\.[ ]?){1,3}$")
_DEGREE = re.compile(r",?[ ](?:Jr|Sr|II|III|IV|MD|DDS|DVM|PhD|Esq)\b\.?")
_REST = re.compile(r"(?<=\w)(?:['’-][^\W\d_]{2,})+")
_TAIL = re.compile(
    r"[ ](?:de[ ](?:la|los|las)|van[ ](?:der|den|de|'t)|von[ ]der|dos|das|della|degli|dello|ten|ter|bin|ibn|binti|bint|op[ ]de)[ ]"
    r"[^\W\d_a-zß-öø-ÿ][^\W\d_]+(?:[ ]y[ ][^\W\d_a-zß-öø-ÿ][^\W\d_]+)?"
)
"""More of a family name: "Ibáñez de la Cuesta y Gómez"."""
_TITLE = re.compile(
    r"(?:(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Herr|Frau|Mme|Mlle|Monsieur|Madame|Sr|Sra|Dipl|Ing)\b\.?\s+)+",
    re.IGNORECASE,
)


class MaskedEntity(Frozen):
    """`text[start:end]` of the input, what it is, and what stands for it."""

    start: int
    end: int
    type: str
    placeholder: str


class Masked(Frozen):
    """The masked text and what was masked in the input, in order and without overlap."""

    text: str
    entities: tuple[MaskedEntity, ...]

    @property
    def masked(self) -> str:
        return self.text


class Masker:
    """Finds by pattern, by list and by model; build once, since the language model takes a second to load.

    `names` are people to be found wherever they stand; `companies` are masked only when listed.
    """

    def __init__(self, names: Sequence[str] = (), companies: Sequence[str] = ()) -> None:
        self._names = NameList(names)
        self._companies = NameList(companies, parts=False)
        self._own = Placeholders()

    def mask(self, text: str, conversation: Placeholders | None = None) -> Masked:
        """The text with a placeholder for each finding; the same person has the same one all through."""
        conversation = self._own if conversation is None else conversation
        spans = self.find(text)
        said = [(kind, text[start:end]) for start, end, kind in spans]
        placeholders = conversation.assign(said)
        pieces: list[str] = []
        entities, places, at, length = [], [], 0, 0
        for (start, end, kind), placeholder in zip(spans, placeholders, strict=True):
            pieces += [text[at:start], placeholder]
            length += start - at
            places.append((length, length + len(placeholder), text[start:end]))
            length += len(placeholder)
            entities.append(MaskedEntity(start=start, end=end, type=kind, placeholder=placeholder))
            at = end
        masked = "".join([*pieces, text[at:]])
        conversation.remember(text, masked, places)
        return Masked(text=masked, entities=tuple(entities))

    def unmask(self, text: str, conversation: Placeholders | None = None) -> str:
        """The text as it was; raises `UnmaskError` where a placeholder is unknown or damaged."""
        return (self._own if conversation is None else conversation).restore(text)

    def find(self, text: str) -> list[tuple[int, int, str]]:
        """What would be masked: start, end, type; sorted, without overlap."""
        found: list[tuple[float, Found]] = []
        for start, piece in _pieces(text):
            for rank, (i, j, kind, score) in self._find(piece):
                found.append((rank, (start + i, start + j, kind, score)))
        return _settled(text, found)

    def _find(self, text: str) -> Iterator[tuple[float, Found]]:
        for match in LOOKALIKE.finditer(text):
            yield _RANK["LITERAL"], (match.start(), match.end(), "LITERAL", 1.0)
        for start, end in self._companies.find(text):
            yield _RANK["COMPANY"], (start, end, "COMPANY", 1.0)
        for start, end in self._names.find(text):
            yield _LISTED, (start, end, "PERSON", 1.0)
        links = [match.span() for match in _LINK.finditer(text)]
        results = _analyzer().analyze(text=text, language="en")
        pieces = sorted((r.start, r.end) for r in results if r.entity_type == "ADDRESS")
        for start, end in masking_addresses.joined(text, pieces):
            if not any(i < end and start < j for i, j in links):
                yield _RANK["ADDRESS"], (start, end, "ADDRESS", 0.8)
        for result in results:
            if result.entity_type == "ADDRESS":
                continue
            start, end, kind = result.start, result.end, result.entity_type
            if kind == "PERSON":
                start, end = _whole_name(text, start + _title(text[start:end]), end)
            inside = any(i < end and start < j for i, j in links)
            if start < end and not (inside and kind in {"PERSON", "PHONE", "ADDRESS"}):
                sure = kind == "PHONE" and result.score >= _SURE
                yield (_LISTED if sure else _RANK[kind]), (start, end, kind, result.score)
        for start, end in self._names.parts(text):
            if not any(i < end and start < j for i, j in links):
                yield _RANK["PERSON"], (start, end, "PERSON", 0.6)


def _title(said: str) -> int:
    """How long the titles in front of a name are: they say nothing about who it is."""
    match = _TITLE.match(said)
    return match.end() if match and match.end() < len(said) else 0


def _whole_name(text: str, start: int, end: int) -> tuple[int, int]:
    """With initials, to the end of a hyphenated word, and with "Jr." or "MD": "T. J. Delgado-Pruitt II"."""
    initials = _INITIALS.search(text, max(0, start - 12), start)
    start = initials.start() if initials else start
    rest = _REST.match(text, end)
    end = rest.end() if rest else end
    rest = _TAIL.match(text, end) if text.count(" ", start, end) else None
    end = rest.end() if rest else end
    degree = _DEGREE.match(text, end)
    return start, degree.end() if degree else end


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """Parts of at most `PIECE` characters, cut where a paragraph, line or word ends."""
    start = 0
    while start < len(text):
        end = min(len(text), start + PIECE)
        if end < len(text):
            for mark in ("\n\n", "\n", " "):
                cut = text.rfind(mark, start + PIECE // 2, end)
                if cut > 0:
                    end = cut + len(mark)
                    break
        yield start, text[start:end]
        start = end


def _settled(text: str, found: Iterable[tuple[float, Found]]) -> list[tuple[int, int, str]]:
    """One finding per place: the better rank, then the longer; what is left of an address or name is kept."""
    taken: list[tuple[int, int, str]] = []
    for _, (start, end, kind, _score) in sorted(found, key=lambda f: (f[0], f[1][0] - f[1][1], f[1][0])):
        whole = _trimmed(text, start, end)
        for i, j in _free(start, end, taken):
            i, j = _trimmed(text, i, j)
            rest = kind in {"ADDRESS", "PERSON"} and sum(c.isalnum() for c in text[i:j]) > 1
            if i < j and ((i, j) == whole or rest):
                insort(taken, (i, j, kind))
    return [span for n, span in enumerate(taken) if span[2] != "ADDRESS" or _has_number(text, taken, n)]


def _has_number(text: str, taken: list[tuple[int, int, str]], n: int) -> bool:
    """An address has a number, or stands next to the rest of one; anything else is only a name of a place."""
    start, end, _ = taken[n]
    if any(c.isdigit() for c in text[start:end]):
        return True
    before, after = taken[max(0, n - 1)], taken[min(len(taken) - 1, n + 1)]
    return (before[2] == "ADDRESS" and 0 <= start - before[1] <= _BESIDE and n > 0) or (
        after[2] == "ADDRESS" and 0 <= after[0] - end <= _BESIDE
    )


def _free(start: int, end: int, taken: list[tuple[int, int, str]]) -> list[tuple[int, int]]:
    """What of `start:end` nobody has; `taken` is sorted and without overlap."""
    free, at = [], start
    first = max(0, bisect_left(taken, (start, start, "")) - 1)
    for i, j, _ in islice(taken, first, None):
        if i >= end:
            break
        if j > at:
            if i > at:
                free.append((at, i))
            at = max(at, j)
    if at < end:
        free.append((at, end))
    return free


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and not (text[start].isalnum() or text[start] in "<[{&(+\\#"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",;:"):
        end -= 1
    return start, end


@lru_cache(maxsize=1)
def _analyzer() -> Any:
    from retrieval.masking_recognizers import analyzer

    return analyzer()
