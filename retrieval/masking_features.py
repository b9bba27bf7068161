"""What the word model of masking sees: each word by itself, its neighbours and its line."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

from retrieval.masking_numbers import Found

BUCKETS = 1 << 17
NAMES = Path(__file__).parent / "model" / "names.txt"
_STEPS = (-3, -2, -1, 1, 2, 3)
_SHORT_LINE = 6
"""Words of a line that may be a signature, a greeting or a heading."""
_LANGUAGES = {
    "de": "der die das und ist nicht mit für auf von wir sie ihr ihre unsere zum zur bei wird werden haben dem ein eine bitte im",
    "fr": "le la les et est pas avec pour sur nous vous votre notre des du une un au aux que qui",
    "es": "el la los las y es no con para por usted su nuestro una un del al que",
    "it": "il lo la gli e è non con per noi voi suo nostro una un del al che di",
    "nl": "de het een en is niet met voor op van wij u uw onze bij wordt dat",
    "pl": "i w na z do nie jest się proszę pan pani od dla przez",
    "en": "the and is not with for on of we you your our to from will be this that it in a",
}
_COMMON = {name: frozenset(words.split()) for name, words in _LANGUAGES.items()}


class Word(NamedTuple):
    """One word as the model sees it; equal words have equal features."""

    lower: str
    shape: str
    listed: str
    marks: str
    """What a pattern says of it: "a" address, "n" a name that the words before introduce, "x" other."""
    line: str
    """Where it stands in its line: first, last, alone; with "s" in a short line."""
    setting: str
    """Language of the text, and "low" where it has no capitals."""
    again: bool
    """Whether the text also has it without the capital."""


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


def language(lowers: Sequence[str]) -> str:
    """The language whose small words are the most frequent; English where none is."""
    counts = {name: sum(word in common for word in lowers) for name, common in _COMMON.items()}
    best = max(counts, key=lambda name: (counts[name], name == "en"))
    return best if counts[best] else "en"


def words(
    tokens: Sequence[Any],
    found: Sequence[Found] = (),
    introduced: Sequence[tuple[int, int]] = (),
    hidden: Callable[[str], bool] | None = None,
) -> list[Word]:
    """One `Word` per token; `found` are pattern matches, `introduced` spans that greetings and titles name.

    In training some names are `hidden` from the name list, so that the model learns to do without.
    """
    names = known_names()
    lowers = [token.lower_ for token in tokens]
    plain = {token.text for token in tokens if token.text[:1].islower()}
    marks = [""] * len(tokens)
    _mark(tokens, marks, [(i, j) for i, j, kind, _ in found if kind == "ADDRESS"], "a")
    _mark(tokens, marks, [(i, j) for i, j, kind, _ in found if kind != "ADDRESS"], "x")
    _mark(tokens, marks, introduced, "n")
    setting = language(lowers)
    if not any(token.text[:1].isupper() for token in tokens):
        setting += "low"
    lines = _lines(tokens)
    made = []
    for n, token in enumerate(tokens):
        lower = lowers[n]
        listed = "" if hidden is not None and hidden(lower) else names.get(lower, "")
        again = lower in plain and token.text != lower
        shape = _shape(token.text)
        made.append(Word(lower[:24], shape, listed, marks[n], lines[n], setting, again))
    return made


def _mark(tokens: Sequence[Any], marks: list[str], spans: Sequence[tuple[int, int]], mark: str) -> None:
    at = 0
    ordered = sorted(spans)
    for n, token in enumerate(tokens):
        while at < len(ordered) and ordered[at][1] <= token.idx:
            at += 1
        if at < len(ordered) and ordered[at][0] <= token.idx and mark not in marks[n]:
            marks[n] += mark


def _lines(tokens: Sequence[Any]) -> list[str]:
    places = [""] * len(tokens)
    start = 0
    for n in range(len(tokens) + 1):
        if n < len(tokens) and "\n" not in tokens[n].text:
            continue
        size = n - start
        short = "s" if size <= _SHORT_LINE else ""
        for k in range(start, n):
            places[k] = ("f" if k == start else "") + ("l" if k == n - 1 else "") + short
        if n < len(tokens):
            places[n] = "n"
        start = n + 1
    return places


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


def is_big(word: Word) -> bool:
    """Whether it begins with a capital."""
    return word.shape[:1] in "XA"


def parts(row: Sequence[Word]) -> Iterator[list[tuple[Any, ...]]]:
    """Per word the keys whose features add up; equal keys have equal features, so sums can be kept."""
    last = len(row)
    for n, word in enumerate(row):
        keys: list[tuple[Any, ...]] = [("own", word)]
        for step in _STEPS:
            at = n + step
            other = row[at] if 0 <= at < last else None
            if abs(step) == 1:
                keys.append(("beside", step, other and _near(other), _near(word)))
            else:
                keys.append(("around", step, other and _far(other)))
        begin = n
        while begin > 0 and n - begin < 4 and is_big(row[begin - 1]):
            begin -= 1
        finish = n + 1
        while finish < last and finish - n < 4 and is_big(row[finish]):
            finish += 1
        before = row[begin - 1].lower[:16] if begin else "edge"
        after = row[finish].lower[:16] if finish < last else "edge"
        keys.append(("run", before, after, word.shape, word.listed, finish - begin))
        yield keys


def _near(word: Word) -> tuple[str, ...]:
    return (word.lower[:16], word.shape, word.listed, word.marks)


def _far(word: Word) -> tuple[str, ...]:
    return (word.lower[:16], word.shape, word.listed)


def of(key: tuple[Any, ...]) -> list[str]:
    """The features behind one key of `parts`."""
    if key[0] == "own":
        return _own(key[1])
    if key[0] == "beside":
        return _beside(*key[1:])
    if key[0] == "around":
        return _around(*key[1:])
    _, before, after, shape, listed, size = key
    return [
        f"run={before}|{shape}",
        f"run={before}|{listed}",
        f"end={after}|{shape}",
        f"runs={min(size, 5)}|{shape}|{listed}",
    ]


def _own(w: Word) -> list[str]:
    small = w.setting.endswith("low")
    row = [
        "bias",
        f"l={w.lower}",
        f"s={w.shape}",
        f"n={w.listed}|{w.shape}",
        f"n={w.listed}|{w.shape}|{w.setting}",
        f"n={w.listed}|{w.shape}|{w.line}",
        f"m={w.marks}",
        f"m={w.marks}|s={w.shape}",
        f"m={w.marks}|{w.listed}",
        f"p={w.line}|{w.shape}",
        f"again={w.again}|{w.shape}|{w.listed}",
        f"set={w.setting}|{w.shape}",
    ]
    if is_big(w) or small:
        stem = w.lower
        row += [f"suf{k}={stem[-k:]}" for k in (1, 2, 3, 4)] + [f"pre{k}={stem[:k]}" for k in (2, 3)]
        row += [f"g={stem[i : i + 3]}" for i in range(min(len(stem) - 2, 10))]
        row += [f"ascii={stem.isascii()}|{w.setting}", f"len={min(len(stem), 12)}"]
    return row


def _beside(step: int, other: tuple[str, ...] | None, here: tuple[str, ...]) -> list[str]:
    _, shape, listed, marks = here
    if other is None:
        return [f"{step}:edge", f"{step}:edge|{shape}", f"{step}:edge|{listed}"]
    o_lower, o_shape, o_listed, o_marks = other
    return [
        f"{step}:l={o_lower}",
        f"{step}:l={o_lower}|{shape}",
        f"{step}:l={o_lower}|{listed}",
        f"{step}:s={o_shape}",
        f"{step}:suf={o_lower[-3:]}",
        f"{step}:n={o_listed}|{o_shape}",
        f"{step}:nn={o_listed}|{listed}|{shape}",
        f"{step}:s={o_shape}|{shape}",
        f"{step}:m={o_marks}|{marks}",
    ]


def _around(step: int, other: tuple[str, ...] | None) -> list[str]:
    if other is None:
        return [f"{step}:edge"]
    lower, shape, listed = other
    row = [f"{step}:l={lower}"]
    if abs(step) == 2:
        row += [f"{step}:s={shape}", f"{step}:n={listed}|{shape}"]
    return row


def bucket(name: str) -> int:
    """Where a feature's weight stands."""
    return crc32(name.encode()) % BUCKETS
