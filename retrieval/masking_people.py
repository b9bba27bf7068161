"""Finds people and what is left of addresses: one small linear model over the words and what spaCy says of them."""

import json
import math
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from records.account_words import GROUP_WORDS, LEGAL, LINES, NEUTRAL
from records.company_name import stem
from retrieval.masking_numbers import Found

MODEL = Path(__file__).parent / "model" / "masking.json"
NAMES = Path(__file__).parent / "model" / "names.txt"
LABELS = ("PERSON", "ADDRESS")
_WINDOW = (-3, -2, -1, 1, 2, 3)
_INSIDE = frozenset(
    [
        "de",
        "da",
        "do",
        "dos",
        "das",
        "di",
        "del",
        "della",
        "van",
        "von",
        "der",
        "den",
        "ten",
        "ter",
        "la",
        "le",
        "el",
        "al",
        "bin",
        "ibn",
        "binti",
        "af",
        "zu",
        "y",
        "e",
        "och",
        "und",
        "o'",
        "d'",
        "mc",
        "mac",
        "st",
    ]
)
"""Small words that stand inside a name."""
_GERMAN = frozenset(
    [
        "der",
        "die",
        "das",
        "und",
        "ist",
        "nicht",
        "mit",
        "für",
        "auf",
        "von",
        "wir",
        "sie",
        "ihr",
        "ihre",
        "unsere",
        "unser",
        "zum",
        "zur",
        "bei",
        "wird",
        "werden",
        "haben",
        "den",
        "dem",
        "ein",
        "eine",
        "bis",
        "am",
        "im",
        "lautet",
        "bitte",
        "vielen",
        "herr",
        "frau",
        "uns",
        "ihnen",
    ]
)
_SURE = 0.85
_GIVEN, _FAMILY, _PAIR, _EVERYDAY = 0.04, 0.2, 0.1, 0.6
"""How likely the model must find a listed name; two in a row count together."""
_COMPANY = LEGAL | LINES | NEUTRAL | GROUP_WORDS
_JOINS = frozenset({"-", "'", "’", "."})


@lru_cache(maxsize=1)
def known_names() -> dict[str, str]:
    """Word -> "g" (given name), "f" (family name), "p" (place), "w" (everyday word) or a mix of them."""
    kinds: dict[str, str] = {}
    kind = ""
    for line in NAMES.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            kind = line[1]
        elif not line.startswith("#"):
            for word in line.lower().split():
                if kind not in kinds.get(word, ""):
                    kinds[word] = kinds.get(word, "") + kind
    return kinds


def features(
    tokens: Sequence[Any], pieces: Sequence[bool], hidden: Callable[[str], bool] | None = None
) -> list[list[str]]:
    """What the model sees of each token; `pieces` says which ones an address pattern covers.

    In training some names are `hidden` from the name list, so that it learns to do without.
    """
    names = known_names()
    shapes = [_shape(token.text) for token in tokens]
    listed = [
        "" if hidden is not None and hidden(token.lower_) else names.get(token.lower_, "") for token in tokens
    ]
    own = [_own(token, shape, piece) for token, shape, piece in zip(tokens, shapes, pieces, strict=True)]
    rows = []
    last = len(tokens)
    for n, token in enumerate(tokens):
        row = list(own[n])
        row += (f"n={listed[n]}|{shapes[n]}", f"n={listed[n]}|{token.ent_type_}")
        for step in _WINDOW:
            at = n + step
            if not 0 <= at < last:
                row.append(f"{step}:edge")
                continue
            other = tokens[at]
            row.append(f"{step}:l={other.lower_[:16]}")
            if abs(step) < 3:
                row += (f"{step}:s={shapes[at]}", f"{step}:e={other.ent_type_}", f"{step}:t={other.tag_}")
            if abs(step) == 1:
                row.append(f"{step}:suf={other.lower_[-3:]}")
                row.append(f"{step}:n={listed[at]}|{shapes[at]}")
                row.append(f"{step}:nn={listed[at]}|{listed[n]}|{shapes[n]}")
                row.append(f"{step}:s={shapes[at]}|{shapes[n]}|{token.ent_type_}")
        before = tokens[n - 1].lower_ if n else "edge"
        row.append(f"before={before[:16]}|{shapes[n]}")
        row.append(f"run={_run_start(tokens, shapes, n)}|{shapes[n]}")
        rows.append(row)
    return rows


def _own(token: Any, shape: str, piece: bool) -> list[str]:
    word = token.lower_
    row = [
        "bias",
        f"l={word[:24]}",
        f"s={shape}",
        f"e={token.ent_type_}",
        f"e={token.ent_type_}|s={shape}",
        f"t={token.tag_}",
        f"t={token.tag_}|e={token.ent_type_}",
        f"len={min(len(word), 12)}",
        f"piece={piece}",
        f"piece={piece}|s={shape}",
        f"oov={token.is_oov}",
    ]
    if shape[:1] in "XA":
        row += [f"suf{k}={word[-k:]}" for k in (1, 2, 3, 4)] + [f"pre{k}={word[:k]}" for k in (2, 3)]
        row += [f"g={word[i : i + 3]}" for i in range(min(len(word) - 2, 12))]
        row.append(f"ascii={word.isascii()}")
    return row


def _run_start(tokens: Sequence[Any], shapes: Sequence[str], n: int) -> str:
    """The word before the run of capitalised words that this one belongs to."""
    at = n
    while at > 0 and n - at < 4 and shapes[at - 1][:1] in "XA":
        at -= 1
    return tokens[at - 1].lower_[:16] if at else "edge"


def _shape(word: str) -> str:
    if word.isspace():
        return "n" if "\n" in word else "w"
    if word.isdigit():
        return f"d{min(len(word), 6)}"
    if word.isalpha():
        if len(word) == 1:
            return "X1" if word.isupper() else "x1"
        if word.isupper():
            return "AA"
        if word[0].isupper():
            return "Xx" if word[1:].islower() else "XxX"
        return "xx"
    if any(c.isdigit() for c in word):
        return "dx"
    if any(c.isalpha() for c in word):
        return "X-" if word[0].isupper() else "x-"
    return word[:2]


class PersonFinder:
    """Weighs each word; reads its weights once."""

    def __init__(self, path: Path = MODEL) -> None:
        held = json.loads(path.read_text(encoding="utf-8"))
        self.version: str = held["version"]
        self._threshold: dict[str, float] = held["threshold"]
        weights: dict[str, dict[str, float]] = held["weights"]
        names = set().union(*weights.values())
        self._weights = {name: tuple(weights[label].get(name, 0.0) for label in LABELS) for name in names}

    def probabilities(self, tokens: Sequence[Any], pieces: Sequence[bool]) -> list[dict[str, float]]:
        rows = features(tokens, pieces)
        found = []
        for row in rows:
            known = [weights for name in row if (weights := self._weights.get(name)) is not None]
            totals = [sum(column) for column in zip(*known, strict=True)] if known else [-9.0] * len(LABELS)
            found.append({label: _probability(total) for label, total in zip(LABELS, totals, strict=True)})
        return found

    def find(self, tokens: Sequence[Any], pieces: Sequence[bool]) -> Iterator[Found]:
        """People and address parts as spans of characters."""
        scores = self.probabilities(tokens, pieces)
        for label in LABELS:
            least = self._threshold[label]
            chosen = [s[label] >= least for s in scores]
            if label == "PERSON" and _is_german(tokens):
                chosen = _surer(tokens, chosen, scores)
            if label == "PERSON":
                _everyday(tokens, chosen, scores)
                _listed(tokens, chosen, scores)
                _repeat(tokens, chosen)
            _grow(tokens, chosen, scores, label)
            found = list(_spans(tokens, chosen, scores, label))
            yield from _no_companies(tokens, found) if label == "PERSON" else _with_number(tokens, found)


def _is_german(tokens: Sequence[Any]) -> bool:
    return sum(token.lower_ in _GERMAN for token in tokens) * 12 >= len(tokens)


def _surer(tokens: Sequence[Any], chosen: Sequence[bool], scores: Sequence[dict[str, float]]) -> list[bool]:
    """German writes every noun with a capital, so a word that is no known name must look much like one."""
    names = known_names()
    return [
        yes and (s["PERSON"] >= _SURE or bool({"g", "f"} & set(names.get(token.lower_, ""))))
        for token, yes, s in zip(tokens, chosen, scores, strict=True)
    ]


def _everyday(tokens: Sequence[Any], chosen: list[bool], scores: Sequence[dict[str, float]]) -> None:
    """Everyday words are rarely people: "Royal", "English", and "Will" at the start of a question."""
    names = known_names()
    for n, token in enumerate(tokens):
        kinds = names.get(token.lower_, "")
        unsure = scores[n]["PERSON"] < _EVERYDAY
        if chosen[n] and (token.tag_ == "MD" or ("w" in kinds and unsure) or token.lower_ in _INSIDE):
            chosen[n] = False


def _listed(tokens: Sequence[Any], chosen: list[bool], scores: Sequence[dict[str, float]]) -> None:
    """A common given name with a capital needs little more to be a person, and takes its neighbour along."""
    names = known_names()
    for n, token in enumerate(tokens):
        if not _capital(token.text) or scores[n]["ADDRESS"] >= 0.5:
            continue
        kinds = set(names.get(token.lower_, ""))
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
        joined = {tokens[n].text for n in (place[start] - 1, last + 1) if 0 <= n < len(tokens)} & {"&", "+"}
        if not told and not joined:
            yield start, end, label, score


def _repeat(tokens: Sequence[Any], chosen: list[bool]) -> None:
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
    for n, token in enumerate(tokens):
        chosen[n] = chosen[n] or token.text in known


def _with_number(tokens: Sequence[Any], found: Sequence[Found]) -> Iterator[Found]:
    """Parts of addresses without any number near them are only names."""
    if not found:
        return
    text = {token.idx: token.text for token in tokens}
    numbered = [
        any(c.isdigit() for at in range(start, end) for c in text.get(at, "")) for start, end, _, _ in found
    ]
    for n, (start, end, label, score) in enumerate(found):
        near = any(
            numbered[k] and -24 <= found[k][0] - end <= 24 or numbered[k] and -24 <= start - found[k][1] <= 24
            for k in range(max(0, n - 2), min(len(found), n + 3))
        )
        if near:
            yield start, end, label, score


def _probability(total: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def _grow(tokens: Sequence[Any], chosen: list[bool], scores: Sequence[dict[str, float]], label: str) -> None:
    """Small words and hyphens between two words of a name belong to it, and so does a likely neighbour."""
    for n in range(1, len(tokens) - 1):
        word = tokens[n].text
        inside = word.lower() in _INSIDE or word in _JOINS
        if not chosen[n] and inside and chosen[n - 1] and chosen[n + 1] and "\n" not in word:
            chosen[n] = True
    for n, token in enumerate(tokens):
        beside = (n and chosen[n - 1] and not tokens[n - 1].text.isspace()) or (
            n + 1 < len(tokens) and chosen[n + 1]
        )
        likely = scores[n][label] >= 0.25 and (token.text[:1].isupper() or label == "ADDRESS")
        if not chosen[n] and beside and likely and token.text[:1].isalnum():
            chosen[n] = True


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


@lru_cache(maxsize=1)
def person_finder() -> PersonFinder:
    """The shipped weights, loaded at first use."""
    return PersonFinder()
