"""Takes back what only looks like a person, word by word: firms, brands, everyday words, and the calendar."""

import re
from collections.abc import Sequence
from typing import Any

from retrieval.masking_features import known_names
from retrieval.masking_firms import brands, firms, name_words, plain_words, word_list
from retrieval.masking_names import PARTICLES

_PLAIN, _HEAD, _SMALL, _SMALL_FAMILY, _LETTERS, _PLACE, _GIVEN_BRAND = 0.97, 0.6, 0.55, 0.4, 0.75, 0.9, 0.9
"""How sure the model must be of an everyday word, of a word that a firm's name begins with, of a word in lower
case that is on no list or a family name only, of a word in capitals, of a place, and of a brand that is a given
name too, where each stands alone."""
_LISTED, _AMONG = 0.5, 0.9
"""Where people are listed, how sure it must be of one of them, and of the one beside."""
_ASKED = re.compile(
    r"\b(?i:ask|asked|tell|told|ping|cc|hi|hey|hello|hiya|howdy|moin|servus|hallo|coucou|salut|bonjour|ciao|hola|buenas|hoi|hej|cześć|now[ ]then|morning|thanks|thx|cheers|ta)[ ]"
    r"(?P<name>[^\W\d_]{2,20})(?=[ ]*(?:[.,;:!?)\n]|$|(?:you|to|if|can|is|got|for|about|tu|hat|ist|hast|kannst|peux|puedes|puoi|kun|hai|sai|do|did|are|have)\b))"
)
"""Who is greeted or asked, also in lower case: the model alone decides."""
_AND = frozenset([",", "and", "und", "et", "y", "e", "en", "i", "&", "oraz", "og", "och", "/"])
_AT = frozenset(["at", "bei"])
_LINKS = PARTICLES | {"-", "ten", "'t", "d'"}
_MONTHS = frozenset(["mei", "mai", "maj", "maja", "maio", "abril", "juni", "juli", "august"])


def take_back(
    text: str,
    tokens: Sequence[Any],
    chosen: list[bool],
    scores: Sequence[dict[str, float]],
    introduced: Sequence[tuple[int, int]],
) -> None:
    """What greetings and titles introduce stays, and so does each part of a name of several words."""
    names = known_names()
    spans = firms(text)
    announced = [*introduced, *(match.span("name") for match in _ASKED.finditer(text))]
    heads = {text[a:b].split()[0].casefold() for a, b in spans}
    full = {
        token.text
        for n, token in enumerate(tokens)
        if chosen[n] and _beside(tokens, chosen, n) and not _inside(token, spans)
    }
    shouted = not any(c.islower() for c in text)
    for n, token in enumerate(tokens):
        if not chosen[n] or _inside(token, announced):
            continue
        if _inside(token, spans):
            chosen[n] = False
            continue
        lower, score = token.lower_.replace("’", "'"), scores[n]["PERSON"]
        known = token.text in full and (lower not in brands() or score >= _LISTED)
        if known or _beside(tokens, chosen, n) or (score >= _LISTED and _among(tokens, chosen, scores, n)):
            continue
        kinds = set(names.get(lower, ""))
        least = 0.0
        if lower in brands():
            least = _GIVEN_BRAND if "g" in kinds else 1.0
        elif lower in heads and "g" not in kinds:
            least = _HEAD
        elif lower in name_words() and _starts(tokens, n) and _thing(tokens, n):
            least = _PLACE
        elif lower in plain_words() or token.text in _MONTHS:
            least = _PLAIN
        elif token.text.islower() and "g" not in kinds:
            least = _SMALL_FAMILY if "f" in kinds else _SMALL
        elif token.text.isupper() and 1 < len(token.text) < 6 and not shouted and "g" not in kinds:
            least = 0.0 if _alone(tokens, n) else _LETTERS
        elif kinds == {"p"} or (not kinds and n and tokens[n - 1].lower_ in _AT):
            least = _PLACE
        chosen[n] = score >= least


def _inside(token: Any, spans: Sequence[tuple[int, int]]) -> bool:
    return any(a <= token.idx < b for a, b in spans)


def _beside(tokens: Sequence[Any], chosen: Sequence[bool], n: int) -> bool:
    """Whether a neighbour is part of the same name, small words between them not counted."""
    for step in (-1, 1):
        at = n + step
        while 0 < at < len(tokens) - 1 and tokens[at].text in _LINKS and abs(at - n) < 3:
            at += step
        between = tokens[min(n, at) : max(n, at)]
        if not 0 <= at < len(tokens) or not chosen[at] or not tokens[at].text[0].isalpha():
            continue
        if all(t.whitespace_ for t in between) or any(t.text == "-" for t in between):
            return True
    return False


def _among(tokens: Sequence[Any], chosen: Sequence[bool], scores: Sequence[dict[str, float]], n: int) -> bool:
    """Whether it stands in a list beside somebody."""
    for step in (-1, 1):
        one, two = n + step, n + 2 * step
        if (
            0 <= two < len(tokens)
            and tokens[one].lower_ in _AND
            and chosen[two]
            and tokens[two].lower_ not in brands()
        ):
            return scores[two]["PERSON"] >= _AMONG
    return False


def _starts(tokens: Sequence[Any], n: int) -> bool:
    """Whether a capital here says nothing, since a sentence begins."""
    return (
        n == 0
        or "\n" in tokens[n - 1].text
        or tokens[n - 1].text in {".", "!", "?", ":", "-", "•", "*", '"', "“", ">"}
    )


def _thing(tokens: Sequence[Any], n: int) -> bool:
    """Whether a noun in lower case follows: "Jack plug", "Crystal report"."""
    after = tokens[n + 1] if n + 1 < len(tokens) else None
    if after is None or not tokens[n].whitespace_ or not after.text.isalpha() or not after.text.islower():
        return False
    return after.text not in word_list("after") and not after.text.endswith(("ed", "es"))


def _alone(tokens: Sequence[Any], n: int) -> bool:
    """Whether nothing else stands in its line."""
    before = n == 0 or "\n" in tokens[n - 1].text
    after = n + 1 == len(tokens) or "\n" in tokens[n + 1].text
    return before and after
