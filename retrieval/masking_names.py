"""Finds listed names in a text: whole names however they are written, parts of them where they look like a name."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|[\w]+")
_PART = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|[\w]+")
PARTICLES = frozenset(["de", "da", "do", "dos", "das", "di", "dei", "del", "della", "dello", "van", "von", "vom", "der", "den", "ten", "ter", "op", "la", "le", "lo", "el", "al", "bin", "ibn", "binti", "ben", "y", "e", "af", "av", "zu", "zur", "dela", "du", "des"])  # fmt: skip
"""Small words that stand inside a name and tell nobody apart."""
_EVERYDAY = frozenset(
    [
        "will",
        "may",
        "mark",
        "grant",
        "bill",
        "rose",
        "grace",
        "hope",
        "faith",
        "art",
        "rich",
        "young",
        "long",
        "price",
        "king",
        "frank",
        "guy",
        "june",
        "april",
        "august",
        "dean",
        "drew",
        "chase",
        "hunter",
        "mason",
        "page",
        "reed",
        "rob",
        "sue",
        "victor",
        "wade",
        "ward",
        "gene",
        "jack",
        "jay",
        "joy",
        "max",
        "miles",
        "pat",
        "penny",
        "ray",
        "ruby",
        "sage",
        "dawn",
        "eve",
        "iris",
        "ivy",
        "jean",
        "jade",
        "lane",
        "olive",
        "pearl",
        "summer",
        "violet",
        "amber",
        "angel",
        "autumn",
        "star",
        "sunny",
        "case",
        "cook",
        "day",
        "field",
        "fields",
        "best",
        "good",
        "brown",
        "black",
        "white",
        "green",
        "gray",
        "grey",
        "small",
        "little",
        "power",
        "powers",
        "banks",
        "bell",
        "berry",
        "bond",
        "bush",
        "carter",
        "church",
        "cross",
        "fish",
        "fox",
        "hall",
        "hill",
        "house",
        "lake",
        "law",
        "love",
        "marsh",
        "moon",
        "park",
        "parks",
        "pope",
        "rice",
        "rivers",
        "short",
        "stone",
        "street",
        "strong",
        "west",
        "wood",
        "woods",
        "wise",
        "wolf",
        "winter",
        "wells",
        "new",
        "an",
        "so",
        "do",
        "to",
        "he",
        "she",
        "you",
        "we",
        "the",
        "and",
        "it",
        "is",
        "in",
        "on",
        "at",
    ]
)
"""Everyday words: as a single name they count only where the language model agrees."""


def _fold(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.casefold().replace("’", "'"))
    return "".join(c for c in plain if not unicodedata.combining(c)).removesuffix("'s")


class NameList:
    """Looks up thousands of names in one pass over the words of a text.

    With `parts`, names are people's: a hyphenated name is found only whole, and parts of a name are looked
    for too. Without, they are companies': "Acme" is found in "Acme-Portal" and in the German "Acmes Portal".
    """

    def __init__(self, names: Iterable[str], parts: bool = True) -> None:
        self._whole: dict[str, list[tuple[str, ...]]] = {}
        self._parts: set[str] = set()
        self._people = parts
        self._genitives: set[tuple[str, ...]] = set()
        for name in names:
            long = [_fold(m.group()) for m in _WORD.finditer(name)]
            words = _plain(long)
            if not words or (len(words) == 1 and len(words[0]) < 2):
                continue
            self._add(words)
            if parts and len(long) > 1:
                self._add(_plain([long[-1], *long[:-1]]))
                self._parts.update(w for w in (long[0], long[-1]) if len(w) > 2 and w not in _EVERYDAY)
        for known in self._whole.values():
            known.sort(key=len, reverse=True)

    def _add(self, words: tuple[str, ...]) -> None:
        self._whole.setdefault(words[0], []).append(words)
        if not self._people and len(words) == 1 and len(words[0]) > 3:
            genitive = (f"{words[0]}s",)
            self._genitives.add(genitive)
            self._whole.setdefault(genitive[0], []).append(genitive)

    def _single(self, word: str) -> bool:
        least = 4 if self._people else 3
        return _fold(word) not in _EVERYDAY and (word[0].isupper() or len(word) > least)

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Whole names, the longest first; "Novak, Jana" counts as well. A single everyday word never does."""
        if not self._whole:
            return
        words = [(_fold(m.group()), m.start(), _end(m)) for m in _PART.finditer(text)]
        at = 0
        while at < len(words):
            for name in self._whole.get(words[at][0], ()):
                size = len(name)
                if tuple(w for w, _, _ in words[at : at + size]) != name:
                    continue
                start, end = words[at][1], words[at + size - 1][2]
                if self._people and _within_word(text, start, end):
                    continue
                if _apart(text, words[at : at + size]) and (size > 1 or self._single(text[start:end])):
                    yield start, end - (name in self._genitives)
                    at += size - 1
                    break
            at += 1

    def parts(self, text: str) -> Iterator[tuple[int, int]]:
        """Given or family names that stand alone with a capital."""
        if not self._parts:
            return
        for match in _WORD.finditer(text):
            if match.group()[0].isupper() and _fold(match.group()) in self._parts:
                yield match.start(), _end(match)


def _end(match: re.Match[str]) -> int:
    word = match.group()
    return match.end() - (2 if word.lower().endswith(("'s", "’s")) and len(word) > 3 else 0)


def _plain(words: Iterable[str]) -> tuple[str, ...]:
    """Hyphenated words as their parts."""
    return tuple(part.group() for word in words for part in _PART.finditer(word))


def _within_word(text: str, start: int, end: int) -> bool:
    """Whether a hyphen joins it to more: "Jana" in "Jana-Marie" may be somebody else."""
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    return (before[-1:] == "-" and before[:1].isalpha()) or (after[:1] == "-" and after[1:].isalpha())


def _apart(text: str, words: list[tuple[str, int, int]]) -> bool:
    """Whether only blanks, commas, dots or "&" stand between the words."""
    return all(
        re.fullmatch(r"[\s,.&+/-]{0,4}", text[a[2] : b[1]]) for a, b in zip(words, words[1:], strict=False)
    )
