"""Whether a promise is about what a question asks: words of the same meaning, weighed by what they tell."""

from collections.abc import Iterable
from dataclasses import dataclass

from retrieval.fulltext import SAME_THING
from retrieval.sentences import plain
from retrieval.topic_words import GENERIC_HEADS, STOP, expand, is_word, stem, words

ENOUGH = 0.6
_PART = 5
"""Letters that a word needs to be recognised inside a longer one."""
_DULL = 0.3
"""What a word such as "support" or "update" weighs: alone it makes no topic."""
_MEANING = {stem(name): stem(group[0]) for group in SAME_THING for name in group if " " not in name}
_FORMS = {stem(group[0]): frozenset(name for name in group if " " not in name) for group in SAME_THING}
_PHRASES = tuple((name, group[0]) for group in SAME_THING for name in group if " " in name)


def stems(text: str) -> frozenset[str]:
    """The words of a text in a common form: "single sign-on" is "SSO", a "quote" is an "offer"."""
    lowered = expand(plain(text)).replace("-", " ")
    for phrase, word in _PHRASES:
        lowered = lowered.replace(phrase, word)
    found = (stem(word) for word in words(lowered) if is_word(word) and word not in STOP)
    return frozenset(_MEANING.get(word, word) for word in found)


@dataclass(frozen=True)
class TopicWords:
    """What a question is about."""

    stems: frozenset[str]

    @classmethod
    def of(cls, question_words: Iterable[str]) -> "TopicWords":
        return cls(stems(" ".join(question_words)))

    def share(self, text: str, around: str = "") -> float:
        """0..1: how much of the topic the text names; `around`, a subject line, may only add to it."""
        total = sum(map(_weight, self.stems))
        if not total:
            return 0.0
        here = stems(text)
        named = [word for word in self.stems if _in(word, here)]
        if not any(_weight(word) == 1.0 for word in named) and any(_weight(w) == 1.0 for w in self.stems):
            return 0.0
        if around:
            beside = stems(around)
            named += [word for word in self.stems if word not in named and _in(word, beside)]
        return sum(map(_weight, named)) / total


def _weight(word: str) -> float:
    return _DULL if word in GENERIC_HEADS else 1.0


def _in(word: str, found: frozenset[str]) -> bool:
    """The same word, or one that a longer compound begins or ends with ("Preisliste" names "liste")."""
    if word in found:
        return True
    forms = {word, *_FORMS.get(word, ())}
    return any(
        other.startswith(form) or other.endswith(form)
        for form in forms
        if len(form) >= _PART
        for other in found
    )
