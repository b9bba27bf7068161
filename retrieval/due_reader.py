"""A sentence being read for dates: its tokens, the day it was said, and what a phrase came to mean."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from records.models import Precision
from retrieval.due_locale import day_comes_first
from retrieval.due_words import CUES, Token, tokens_of

_SMALL_WORDS = {
    "de": frozenset(
        {
            "wir",
            "ich",
            "sie",
            "ihnen",
            "und",
            "der",
            "das",
            "bis",
            "ihr",
            "euch",
            "wird",
            "ist",
            "nicht",
            "den",
            "die",
            "auf",
            "mit",
            "für",
            "montag",
            "dienstag",
            "mittwoch",
            "donnerstag",
            "freitag",
            "unser",
            "leider",
            "haben",
            "hat",
            "von",
            "es",
            "eine",
            "einen",
            "dem",
            "ihn",
            "er",
            "uns",
            "bei",
            "dir",
            "mir",
            "mich",
            "noch",
            "dann",
            "auch",
            "wenn",
            "uhr",
            "zum",
            "zur",
            "nach",
            "oder",
            "kommt",
            "kommen",
            "liefern",
            "schicken",
            "bekommen",
            "zwischen",
            "heute",
            "morgen",
            "woche",
            "ein",
            "sind",
            "bin",
            "vom",
            "beim",
            "kann",
            "können",
            "habe",
            "schon",
            "aber",
        }
    ),
    "fr": frozenset(
        {
            "nous",
            "vous",
            "je",
            "le",
            "les",
            "des",
            "une",
            "est",
            "pour",
            "avec",
            "du",
            "et",
            "mon",
            "votre",
            "lundi",
            "mardi",
            "mercredi",
            "jeudi",
            "vendredi",
            "ne",
            "elle",
            "sur",
            "la",
            "si",
            "de",
            "à",
            "au",
            "que",
            "qui",
            "pas",
            "nos",
            "notre",
            "vos",
            "ce",
            "cette",
            "dans",
            "chez",
            "entre",
            "demain",
            "semaine",
            "mois",
            "prochain",
            "prochaine",
            "samedi",
            "dimanche",
            "sera",
            "ça",
            "cela",
            "cet",
        }
    ),
}
_NOTHING = Token(0, 0, "", "", None, False)


@dataclass(frozen=True, slots=True)
class When:
    """What a date phrase means: first and last day, how exact it is, and the clock time if said."""

    first: date
    last: date
    precision: Precision = Precision.day
    at: datetime | None = None
    gone: bool = False
    """Said of the past: "last week", "yesterday"."""
    ends: bool = False
    """Names an end ("end of November", "5pm"), so "before" it means up to it."""
    dated: bool = False
    """The year was said."""
    leans: bool = False
    """Leans on a date named before: "the day after", "by the end of that week"."""

    def through(self, later: When) -> When:
        """The range from here to `later`: its last day counts."""
        return replace(later, first=min(self.first, later.first))


def on_day(day: date) -> When:
    """A single day."""
    return When(day, day)


GONE = When(date.min, date.min, gone=True)

Parsed = tuple[int, When] | None
"""The index after the phrase, and its meaning; None when no phrase starts there."""


class Reader:
    """Tokens of one text with the calendar of the moment it was said."""

    __slots__ = (
        "anchor",
        "span_ends",
        "words",
        "country",
        "day_first",
        "language",
        "months_first",
        "reach",
        "said",
        "text",
        "today",
        "tokens",
    )

    def __init__(
        self,
        text: str,
        said_at: datetime,
        day_first: bool | None,
        language: str | None,
        country: str | None,
        tokens: list[Token] | None = None,
    ) -> None:
        self.text = text
        self.said = said_at
        self.today = said_at.date()
        self.tokens = tokens_of(text) if tokens is None else tokens
        # A few empty words behind the text, so that looking ahead needs no care.
        self.words = [token.low for token in self.tokens] + [""] * 8
        self.reach = len(self.words)
        self.language = (language or "").lower()[:2] or self._likely_language()
        self.country = country
        self.anchor: When | None = None
        self.span_ends: set[int] = set()
        # Dots put the day first everywhere, unless the caller knows better.
        self.months_first = day_first is False
        self.day_first = self._order_of_days(day_first)

    def token(self, i: int) -> Token:
        """The token at `i`, an empty one outside the text."""
        return self.tokens[i] if 0 <= i < len(self.tokens) else _NOTHING

    def low(self, i: int) -> str:
        """The lower-case word at `i`, "" outside the text."""
        return self.words[i] if 0 <= i < self.reach else ""

    def num(self, i: int) -> int | None:
        """The number at `i`, if it is one of at most four digits."""
        return self.tokens[i].num if 0 <= i < len(self.tokens) else None

    def glued(self, i: int) -> bool:
        """Whether token `i` follows the one before it without a space."""
        return self.token(i).glued

    def lows(self, i: int, count: int) -> tuple[str, ...]:
        """`count` lower-case words from `i` on."""
        if i < 0:
            return tuple(self.low(k) for k in range(i, i + count))
        found = self.words[i : i + count]
        return tuple(found) if len(found) == count else tuple(found) + ("",) * (count - len(found))

    def skip(self, i: int, words: frozenset[str], limit: int = 4) -> int:
        """The index of the first token from `i` that is none of `words`, at most `limit` further."""
        end = i + limit
        while i < end and self.low(i) in words:
            i += 1
        return i

    def cued(self, i: int) -> bool:
        """Whether a word that introduces dates stands right before `i`, a "the" aside."""
        if self.low(i - 1) in {"the", "der", "dem", "den", "die", "le", "la"} and self.low(i - 2) in CUES:
            return True
        return self.low(i - 1) in CUES

    def alone(self, i: int, j: int) -> bool:
        """Whether tokens i..j are all the text says, closing signs aside."""
        if self.skip(0, frozenset({"the", "(", '"', "'"})) < i:
            return False
        return self.skip(j, frozenset({".", "!", "?", ")", '"', "'", ","}), 6) >= len(self.tokens)

    def allowed(self, i: int, j: int) -> bool:
        """Whether a bare month, quarter or year may be a date here and not a name or an attribute."""
        return self.cued(i) or self.alone(i, j)

    def _order_of_days(self, day_first: bool | None) -> bool:
        if day_first is not None:
            return day_first
        for i, token in enumerate(self.tokens):
            if token.low in {"/", "-"} and self.low(i + 2) == token.low and self.glued(i + 2):
                first, second = self.num(i - 1), self.num(i + 1)
                if first and second and first <= 31 and second <= 31 and (first > 12) != (second > 12):
                    return first > 12
        return day_comes_first(self.country, self.said.utcoffset())

    def _likely_language(self) -> str:
        """ "de" or "fr" where small words give it away, else ""."""
        words = {token.low for token in self.tokens}
        for language, small in _SMALL_WORDS.items():
            if len(words & small) > 1:
                return language
        return ""
