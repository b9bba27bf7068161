"""Finds people and what is left of addresses: the word model's guesses, made whole by a few rules of names."""

from collections.abc import Iterator, Sequence
from typing import Any

from records.account_words import GROUP_WORDS, LEGAL, LINES, NEUTRAL
from records.company_name import stem
from retrieval.masking_doubts import take_back
from retrieval.masking_features import known_names, words
from retrieval.masking_firms import name_words, plain_words
from retrieval.masking_model import LABELS, WordModel
from retrieval.masking_names import PARTICLES
from retrieval.masking_numbers import Found

_INSIDE = PARTICLES | frozenset(["och", "und", "o'", "d'", "mc", "mac", "st"])
"""Small words that stand inside a name."""
_GIVEN, _FAMILY, _PAIR, _EVERYDAY, _AGAIN, _CODE, _PARTICLE = 0.04, 0.2, 0.1, 0.6, 0.05, 0.9, 0.15
"""How likely the model must find a listed name, two in a row together, an everyday word, a name said elsewhere
in the text as a person's, a word with digits, and a small word before a name."""
_SMALL_AGAIN, _SMALL_GIVEN = 0.02, 0.08
"""How likely a name said elsewhere must be in lower case, and how likely a given name in lower case."""
_SURE, _BESIDE = 0.6, 0.08
"""How likely a word must be a part of an address by itself, and how likely one that stands beside it."""
_CALENDAR = frozenset(
    [
        "mon",
        "tue",
        "wed",
        "thu",
        "fri",
        "sat",
        "sun",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
    ]
)
_COMPANY = LEGAL | LINES | NEUTRAL | GROUP_WORDS
_JOINS = frozenset({"-", "'", "’", "."})


class PersonFinder:
    """Weighs each word."""

    def __init__(self, model: WordModel) -> None:
        self._model = model

    def find(
        self, text: str, tokens: Sequence[Any], found: Sequence[Found], introduced: Sequence[tuple[int, int]]
    ) -> Iterator[Found]:
        """People and address parts as spans of characters.

        `found` is what patterns saw, `introduced` the names that the words before them announce.
        """
        rows = self._model.probabilities(
            text, [token.idx for token in tokens], words(tokens, found, introduced)
        )
        scores = [dict(zip(LABELS, map(float, row), strict=True)) for row in rows]
        for label in LABELS:
            least = self._model.threshold[label]
            other = "ADDRESS" if label == "PERSON" else "PERSON"
            chosen = [s[label] >= least and s[label] >= s[other] for s in scores]
            if label == "PERSON":
                _codes(tokens, chosen, scores)
                _everyday(tokens, chosen, scores)
                _listed(tokens, chosen, scores)
                _repeat(tokens, chosen, scores)
                take_back(text, tokens, chosen, scores, introduced)
            _grow(tokens, chosen, scores, label)
            spans = list(_spans(tokens, chosen, scores, label))
            yield from _no_companies(tokens, spans) if label == "PERSON" else _with_number(tokens, spans)


def _codes(tokens: Sequence[Any], chosen: list[bool], scores: Sequence[dict[str, float]]) -> None:
    """What holds a digit is hardly ever a name."""
    for n, token in enumerate(tokens):
        if chosen[n] and scores[n]["PERSON"] < _CODE and any(c.isdigit() for c in token.text):
            chosen[n] = False


def _everyday(tokens: Sequence[Any], chosen: list[bool], scores: Sequence[dict[str, float]]) -> None:
    """Everyday words are rarely people: "Royal", "English", and "Will" at the start of a question."""
    names = known_names()
    for n, token in enumerate(tokens):
        kinds = names.get(token.lower_, "")
        unsure = scores[n]["PERSON"] < _EVERYDAY
        # "Summer Castile": the family name behind it says that this is one.
        named = (
            n + 1 < len(tokens) and chosen[n + 1] and _capital(tokens[n + 1].text) and _capital(token.text)
        )
        if chosen[n] and (("w" in kinds and unsure and not named) or token.lower_ in _INSIDE | _CALENDAR):
            chosen[n] = False


def _listed(tokens: Sequence[Any], chosen: list[bool], scores: Sequence[dict[str, float]]) -> None:
    """A common given name with a capital needs little more to be a person, and takes its neighbour along."""
    names = known_names()
    for n, token in enumerate(tokens):
        kinds = set(names.get(token.lower_, ""))
        if token.text.islower() and len(token.text) > 3 and "g" in kinds and not kinds & {"w", "p"}:
            unclear = token.text in plain_words() or token.text in name_words()
            chosen[n] = chosen[n] or (scores[n]["PERSON"] >= _SMALL_GIVEN and not unclear)
        if not _capital(token.text) or scores[n]["ADDRESS"] >= 0.5:
            continue
        if kinds & {"w", "p"} or not kinds:
            continue
        after = tokens[n + 1] if n + 1 < len(tokens) else None
        if scores[n]["PERSON"] >= (_GIVEN if "g" in kinds else _FAMILY):
            chosen[n] = True
        if "g" in kinds and after is not None and token.whitespace_ and _capital(after.text):
            next_kinds = set(names.get(after.lower_, ""))
            if not next_kinds & {"w", "p"} and scores[n]["PERSON"] + scores[n + 1]["PERSON"] >= _PAIR:
                chosen[n] = chosen[n + 1] = True


def _capital(word: str) -> bool:
    return len(word) > 2 and word[0].isupper() and word[1:] != word[1:].upper()


def _starts_big(word: str) -> bool:
    return word[:1].isupper()


def _no_companies(tokens: Sequence[Any], found: Sequence[Found]) -> Iterator[Found]:
    """ "Halvorsen Marine" and "Barnett & Sons Inc" are companies."""
    place = {token.idx: n for n, token in enumerate(tokens)}
    ends = {token.idx + len(token.text): n for n, token in enumerate(tokens)}
    names = known_names()
    for start, end, label, score in found:
        last = ends[end]
        words = [tokens[n].lower_.rstrip(".") for n in range(place[start], last + 1)]
        run = last + 1
        while (
            run < len(tokens)
            and run < last + 4
            and tokens[run - 1].whitespace_
            and _starts_big(tokens[run].text)
        ):
            words.append(tokens[run].lower_.rstrip("."))
            run += 1
        own = last - place[start] + 1
        told = any(word in LEGAL and word not in _INSIDE for word in words[own:]) or any(
            (word in _COMPANY or stem(word) in _COMPANY) and not {"f", "g"} & set(names.get(word, ""))
            for word in words[1 : own + 1]
            if word not in _INSIDE
        )
        joined = any(
            0 <= n + step < len(tokens) and tokens[n].text in {"&", "+"} and not _two_people(tokens, n)
            for n, step in ((place[start] - 1, -1), (last + 1, 1))
        )
        if not told and not joined:
            yield start, end, label, score


def _two_people(tokens: Sequence[Any], n: int) -> bool:
    """Whether given names stand on both sides: "Anna & Tom"."""
    names = known_names()
    return all(
        set(names.get(tokens[at].lower_, "")) == {"g"} for at in (n - 1, n + 1) if 0 <= at < len(tokens)
    )


def _repeat(tokens: Sequence[Any], chosen: list[bool], scores: Sequence[dict[str, float]]) -> None:
    """Who is a person in one sentence is the same person in the next."""
    names = known_names()
    known = {
        token.text
        for token, yes in zip(tokens, chosen, strict=True)
        if yes
        and len(token.text) > 2
        and token.text[0].isupper()
        and not set("wp") & set(names.get(token.lower_, ""))
    }
    small = {word.lower() for word in known if len(word) > 3} - plain_words() - name_words()
    last = len(tokens) - 1
    for n, token in enumerate(tokens):
        if token.text in small and scores[n]["PERSON"] >= _SMALL_AGAIN:
            chosen[n] = True
        # "Halvorsen Pumps" below "Solveig Halvorsen" is the company.
        joined = n < last and token.whitespace_ and _capital(tokens[n + 1].text) and not chosen[n + 1]
        again = token.text in known and not joined and scores[n]["PERSON"] >= _AGAIN
        chosen[n] = chosen[n] or again


def _with_number(tokens: Sequence[Any], found: Sequence[Found]) -> Iterator[Found]:
    """Parts of addresses without any number near them are only names."""
    if not found:
        return
    text = {token.idx: token.text for token in tokens}
    numbered = [
        any(c.isdigit() for at in range(start, end) for c in text.get(at, "")) for start, end, _, _ in found
    ]
    for n, (start, end, label, score) in enumerate(found):
        near = numbered[n] or any(
            numbered[k] and -24 <= found[k][0] - end <= 24 or numbered[k] and -24 <= start - found[k][1] <= 24
            for k in range(max(0, n - 2), min(len(found), n + 3))
        )
        if near:
            yield start, end, label, score


def _grow(tokens: Sequence[Any], chosen: list[bool], scores: Sequence[dict[str, float]], label: str) -> None:
    """Small words and hyphens between two words of a name belong to it, and so does a likely neighbour."""
    for n in range(1, len(tokens) - 1):
        if chosen[n] or not chosen[n - 1]:
            continue
        end = n
        while end < len(tokens) and end < n + 3 and not chosen[end] and _joins(tokens[end].text):
            end += 1
        if n < end < len(tokens) and chosen[end]:
            chosen[n:end] = [True] * (end - n)
    if label == "PERSON":
        _small_given(tokens, chosen)
        for n in range(len(tokens) - 2, -1, -1):
            small = tokens[n].text in PARTICLES and scores[n][label] >= _PARTICLE
            chosen[n] = chosen[n] or (small and chosen[n + 1])
    if label == "ADDRESS":
        _take_in(tokens, chosen, scores)
    for n, token in enumerate(tokens):
        beside = (n and chosen[n - 1] and not tokens[n - 1].text.isspace()) or (
            n + 1 < len(tokens) and chosen[n + 1] and (label == "ADDRESS" or not tokens[n + 1].text.isspace())
        )
        likely = scores[n][label] >= (0.12 if label == "PERSON" else 0.25) and (
            token.text[:1].isupper() or label == "ADDRESS"
        )
        if not chosen[n] and beside and likely and token.text[:1].isalnum():
            chosen[n] = True


def _take_in(tokens: Sequence[Any], chosen: list[bool], scores: Sequence[dict[str, float]]) -> None:
    """Beside a sure part of an address much less tells of another part."""
    for order in (range(len(tokens)), range(len(tokens) - 1, -1, -1)):
        sure = False
        for n in order:
            score = scores[n]["ADDRESS"]
            if chosen[n]:
                sure = sure or (score >= _SURE and tokens[n].text[0].isalpha())
            elif sure and score >= max(_BESIDE, scores[n]["PERSON"]) and not tokens[n].text.isspace():
                chosen[n] = True
            else:
                sure = False


def _small_given(tokens: Sequence[Any], chosen: list[bool]) -> None:
    """In "manpreet kaur wants 12" the family name takes the given name along."""
    names = known_names()
    for n in range(len(tokens) - 1):
        one, two = tokens[n], tokens[n + 1]
        if chosen[n + 1] and not chosen[n] and one.whitespace_ and one.text.isalpha() and one.text.islower():
            family = two.text.islower() and set(names.get(two.lower_, "")) == {"f"}
            named = set(names.get(one.lower_, "")) <= {"g", "f"} and one.lower_ not in plain_words()
            chosen[n] = family and named and len(one.text) > 2


def _joins(word: str) -> bool:
    return (word.lower() in _INSIDE or word in _JOINS) and "\n" not in word


def _spans(
    tokens: Sequence[Any], chosen: Sequence[bool], scores: Sequence[dict[str, float]], label: str
) -> Iterator[Found]:
    start = -1
    for n in range(len(tokens) + 1):
        inside = n < len(tokens) and chosen[n] and not ("\n" in tokens[n].text and label == "PERSON")
        if inside and start < 0 and not tokens[n].text.isspace():
            start = n
        if not inside and start >= 0:
            end = n
            while end > start and not any(c.isalnum() for c in tokens[end - 1].text):
                end -= 1
            words = tokens[start:end]
            if (
                end > start
                and any(any(c.isalpha() for c in t.text) for t in words)
                or (end > start and label == "ADDRESS")
            ):
                score = max(scores[k][label] for k in range(start, end))
                last = tokens[end - 1]
                yield tokens[start].idx, last.idx + len(last.text), label, score
            start = -1
