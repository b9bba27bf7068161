"""Decides which candidates of one sentence count: the classifier's probability, then a second opinion where it wavers."""

from collections.abc import Sequence
from math import exp, log
from typing import Protocol

from records.models import Span
from retrieval.candidate import Candidate
from retrieval.promise_classifier import PromiseModel
from retrieval.promise_rules import impossible
from retrieval.promise_surely import LEAST, surely
from retrieval.sentences import Sentence

_OWN, _OTHER, _SHIFT = 0.79, 0.29, 0.76
"""How both log-odds are added up; fitted on the development companies, which neither reader had learnt from."""
_LEAST, _MOST = -5.0, 5.0
"""How far the other may be sure: of short set phrases it knows too little to be believed further."""
_LIKELY = 0.5


def _carried_by(odds: float) -> float:
    """The probability that so many log-odds of the other's carry to a half exactly."""
    return 1.0 / (1.0 + exp((_OTHER * odds + _SHIFT) / _OWN))


UNDECIDED = (_carried_by(_MOST), _carried_by(_LEAST))
"""Probabilities between which a second opinion is asked for: outside of them it could not carry one over a half."""
_SET = frozenset(["phrase", "willing", "third_will"])
"""Kinds that are promises by their wording ("consider it done", "happy to throw in", "will be sent"): where the
classifier finds one, the other may not talk it away."""


class SecondOpinion(Protocol):
    """Another reader of the same words, slower and asked only where the first one wavers."""

    def odds(self, text: str, sentence: Sentence, spans: Sequence[Span]) -> list[float]:
        """The log-odds that each span of `text` says a promise; 0 knows nothing, one number per span."""
        ...


class Rationed:
    """Passes so many questions on and then knows nothing, so that no endless mail takes forever."""

    def __init__(self, second: SecondOpinion, left: int) -> None:
        self._second, self._left = second, left

    def odds(self, text: str, sentence: Sentence, spans: Sequence[Span]) -> list[float] | None:
        """The other's answer, None once the ration is used up."""
        self._left -= 1
        return self._second.odds(text, sentence, spans) if self._left >= 0 else None


def judged(
    text: str,
    sentence: Sentence,
    offered: Sequence[Candidate],
    model: PromiseModel,
    second: Rationed | None = None,
    speech: bool = False,
) -> list[tuple[Candidate, float]]:
    """Each possible candidate with its probability, 0..1; `speech` for a scrap without turns or punctuation."""
    possible = [c for c in offered if not impossible(c)]
    found = [(c, model.probability(c)) for c in possible]
    if speech and found:
        return _as_speech(text[sentence.start : sentence.end], found, model)
    if second is not None:
        _ask_again(text, sentence, found, second)
    return [(c, max(p, LEAST) if p < LEAST and surely(c) else p) for c, p in found]


def _ask_again(text: str, sentence: Sentence, found: list[tuple[Candidate, float]], second: Rationed) -> None:
    """Adds the other's opinion where the first one wavers."""
    open_ones = [n for n, (_, p) in enumerate(found) if UNDECIDED[0] < p < UNDECIDED[1]]
    if open_ones:
        spans = [(found[n][0].start, found[n][0].end) for n in open_ones]
        for n, odds in zip(open_ones, second.odds(text, sentence, spans) or (), strict=False):
            candidate, probability = found[n]
            both = combined(probability, odds)
            set_phrase = candidate.kind in _SET and probability > _LIKELY
            found[n] = (candidate, max(both, probability) if set_phrase else both)


def combined(probability: float, odds: float) -> float:
    """A probability moved by somebody else's log-odds."""
    own = log(max(probability, 1e-6) / max(1.0 - probability, 1e-6))
    z = _OWN * own + _OTHER * max(_LEAST, min(_MOST, odds)) + _SHIFT
    return 1.0 / (1.0 + exp(-z))


def _as_speech(
    words: str, found: Sequence[tuple[Candidate, float]], model: PromiseModel
) -> list[tuple[Candidate, float]]:
    """The best candidate gets what the head for speech says of the whole line; the others stay below it."""
    heard = model.heard(words, [c for c, _ in found], [p for _, p in found])
    if heard is None:
        return list(found)
    best = max(range(len(found)), key=lambda n: found[n][1])
    return [(c, heard if n == best else min(p, heard)) for n, (c, p) in enumerate(found)]
