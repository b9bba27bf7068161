"""A question's text made plain: no control or hidden characters, no letters that only look alike."""

import re
import unicodedata

LONGEST = 1_000
_HIDDEN = re.compile(r"[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff]+")
_WORD = re.compile(r"[^\W\d_]{2,}")
_LATIN = "aceopxyABCEHIKMOPTXYijsvbrhdqw" + "AaBEeHIiKMNOoPpTtXxYyvn"
_TWINS = str.maketrans(
    "асеорхуАВСЕНІКМОРТХУіјѕѵьгһԁԛԝ" + "ΑαΒΕεΗΙιΚΜΝΟοΡρΤτΧχΥυνη",
    _LATIN,
)
"""Cyrillic and Greek letters by the Latin ones they are taken for."""


def cleaned(text: str) -> str:
    """At most `LONGEST` characters; a word that mixes alphabets is read in Latin letters."""
    text = unicodedata.normalize("NFKC", text[: LONGEST * 4])
    text = _CONTROL.sub(" ", _HIDDEN.sub("", text))
    return _WORD.sub(_latin, text)[:LONGEST].strip()


def _latin(match: "re.Match[str]") -> str:
    word = match.group()
    if word.isascii():
        return word
    plain = word.translate(_TWINS)
    return plain if plain != word and any("a" <= c.lower() <= "z" for c in word) else word


def blanked(text: str, spans: "list[tuple[int, int]] | tuple[tuple[int, int], ...]") -> str:
    """The text with the spans as blanks, so that offsets stay what they are."""
    for i, j in spans:
        text = text[:i] + " " * (j - i) + text[j:]
    return text
