"""The telling words of a sentence in a common form, clause by clause, and which of them are negated."""

import re
import unicodedata
from dataclasses import dataclass

from retrieval.llm.guard_facts import SAID_AS_FACTS

_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_CLAUSE = re.compile(
    r"[.!?;:,()–—\n]+(?=\s|$)|\s[-–—]\s|\b(?:and|but|und|aber|sondern|while|whereas|although|though)\b",
    re.IGNORECASE,
)
_NO_NEGATION = re.compile(
    r"\b(?:no later than|not later than|not only|no problem|no worries)\b", re.IGNORECASE
)
_SHORT = {
    "won't": "will not", "can't": "can not", "cannot": "can not", "shan't": "will not", "ain't": "is not",
    "let's": "let us",
}  # fmt: skip
_ENDINGS = (
    ("n't", " not"),
    ("'ll", " will"),
    ("'ve", " have"),
    ("'re", " are"),
    ("'d", " would"),
    ("'m", " am"),
)
NEGATIONS = frozenset(
    [
        "not",
        "no",
        "never",
        "none",
        "nobody",
        "nothing",
        "neither",
        "nor",
        "without",
        "cannot",
        "hardly",
        "unable",
        "refuse",
        "refused",
        "refuses",
        "decline",
        "declined",
        "declines",
        "fail",
        "failed",
        "fails",
        "nicht",
        "kein",
        "keine",
        "keinen",
        "keiner",
        "keinem",
        "keines",
        "nie",
        "niemals",
        "ohne",
        "ne",
        "pas",
        "jamais",
    ]
)
_LACKING = frozenset(
    ["without", "unable", "refuse", "refused", "refuses", "decline", "declined", "declines"]
    + ["fail", "failed", "fails", "ohne"]
)
_LETTERS = frozenset("aimpegk")
"""Of "2 p.m.", "e.g." and "10 k". Any other letter alone says something, or spells a word in pieces."""
FUNCTION = frozenset(
    [
        "a",
        "an",
        "the",
        "this",
        "that",
        "these",
        "those",
        "it",
        "its",
        "we",
        "our",
        "ours",
        "us",
        "you",
        "your",
        "i",
        "me",
        "my",
        "he",
        "him",
        "his",
        "she",
        "her",
        "they",
        "them",
        "their",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "being",
        "am",
        "do",
        "does",
        "has",
        "have",
        "had",
        "having",
        "will",
        "shall",
        "would",
        "to",
        "of",
        "in",
        "on",
        "at",
        "by",
        "for",
        "from",
        "with",
        "as",
        "into",
        "onto",
        "about",
        "and",
        "so",
        "then",
        "there",
        "here",
        "which",
        "who",
        "whom",
        "whose",
        "what",
        "when",
        "where",
        "also",
        "too",
        "der",
        "die",
        "das",
        "ein",
        "eine",
        "einen",
        "einem",
        "einer",
        "und",
        "wir",
        "ihr",
        "euch",
        "ihnen",
        "ihre",
        "unser",
        "unsere",
        "wird",
        "werden",
        "ist",
        "sind",
        "zu",
        "von",
        "mit",
        "für",
        "auf",
        "bis",
        "am",
        "im",
        "in",
        "an",
        "den",
        "dem",
        "des",
        "le",
        "la",
        "les",
        "un",
        "une",
        "des",
        "du",
        "de",
        "et",
        "nous",
        "vous",
    ]
)
"""Words that say nothing by themselves. Not among them: words that turn a sentence round, such as "only",
"if", "or", "did", "all", "before", "after", "until", "free"."""
REPORTING = frozenset(
    [
        "promise",
        "promised",
        "promises",
        "say",
        "says",
        "said",
        "write",
        "writes",
        "wrote",
        "told",
        "tell",
        "tells",
        "due",
        "owe",
        "owes",
        "thing",
        "things",
    ]
)
"""How an answer speaks of what was said."""
PARTICIPLES = {
    "sent": "send", "given": "give", "made": "make", "done": "do", "brought": "bring", "got": "get",
    "kept": "keep", "held": "hold", "put": "put", "taken": "take", "shown": "show", "written": "write",
    "paid": "pay", "told": "tell", "found": "find", "built": "build", "run": "run", "set": "set",
    "rung": "ring", "sold": "sell", "bought": "buy", "left": "leave", "met": "meet", "drawn": "draw",
}  # fmt: skip


@dataclass(frozen=True)
class Clause:
    """One clause: its text, its telling words, and whether it is negated."""

    text: str
    words: frozenset[str]
    negated: bool


def tokens(text: str) -> list[str]:
    """Words in lower case, contractions written out, possessives without their s."""
    found: list[str] = []
    for match in _TOKEN.finditer(plain(text)):
        word = match.group().casefold().replace("’", "'")
        word = _SHORT.get(word, word)
        for ending, written in _ENDINGS:
            if word.endswith(ending) and len(word) > len(ending):
                word = word[: -len(ending)] + written
        word = word.removesuffix("'s").removesuffix("'")
        found += word.replace("'", " ").split()
    return found


def telling(text: str) -> frozenset[str]:
    """The words that carry meaning, stemmed. A participle counts as its verb only after "be"."""
    return frozenset(_telling(tokens(text)))


def clauses(text: str) -> list[Clause]:
    """The text cut where one statement ends and the next begins."""
    found = []
    for part in _CLAUSE.split(_NO_NEGATION.sub(" ", text)):
        said = tokens(part)
        words = frozenset(_telling(said))
        if words or said:
            found.append(Clause(part, words, _negated(said)))
    return found


def _negated(said: list[str]) -> bool:
    """ "Not ... nor" is one negation; "not without" and "not fail" are none."""
    lacking = sum(word in _LACKING for word in said)
    return any(word in NEGATIONS - _LACKING for word in said) != (lacking % 2 == 1)


def plain(text: str) -> str:
    """One spelling for what looks the same; what can't be seen is gone."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(c for c in folded if unicodedata.category(c) != "Cf")


def _telling(said: list[str]) -> list[str]:
    silent = FUNCTION | NEGATIONS | REPORTING | SAID_AS_FACTS
    return [
        _stem(word, passive="be" in said[max(0, n - 2) : n])
        for n, word in enumerate(said)
        if word not in silent and (len(word) > 1 or word not in _LETTERS)
    ]


def _stem(word: str, *, passive: bool) -> str:
    """Number and "-ing" make no difference; a past form does: "sent" is a claim that "send" is not."""
    if passive and word in PARTICIPLES:
        return PARTICIPLES[word]
    if passive and word.endswith("ed") and len(word) > 4:
        word = word[:-2]
    elif word.endswith("ing") and len(word) > 5:
        word = word[:-3]
    elif word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    elif word.endswith(("ches", "shes", "sses", "xes", "zes")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        word = word[:-1]
    if len(word) > 3 and word[-1] == word[-2] and word[-1] in "bdgmnprt":
        word = word[:-1]
    return word[:-1] if word.endswith("e") and len(word) > 3 else word
