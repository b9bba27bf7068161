"""Labelled sentences as the promise reader learns them: each word outside, at the beginning of, or inside a promise."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.promise_data import Case, mails, sentences
from benchmarks.promise_texts import texts
from records.models import Span
from retrieval.encoder_file import EncoderFile
from retrieval.extract import spoken
from retrieval.promise_reader import sentence_tokens
from retrieval.sentences import clauses, plain, split

STRENGTHS = ("firm", "soft", "conditional")
OUTSIDE, BEGIN, INSIDE = range(3)


@dataclass(frozen=True)
class Row:
    """A sentence, the one before it, its promises (with strength) and what counts neither way."""

    source: str
    before: str
    text: str
    promises: tuple[tuple[int, int, str], ...]
    ignored: tuple[Span, ...]
    clauses: tuple[Span, ...]


@dataclass(frozen=True)
class Encoded:
    """Token ids, where each word's first token stands, and each word's labels; weight 0 teaches nothing."""

    ids: Sequence[int]
    firsts: Sequence[int]
    words: Sequence[Span]
    labels: Sequence[int]
    strengths: Sequence[int]
    weights: Sequence[float]


def rows(split_name: str) -> Iterator[Row]:
    """Every sentence of one split of all our labelled sets."""
    for source, cases in (
        ("sentences", sentences()),
        ("mails", mails()),
        ("talks", mails("talks.jsonl")),
        ("companies", texts(split_name)),
    ):
        for case in cases:
            if case.split == split_name:
                yield from _of_case(source, case)


def _of_case(source: str, case: Case) -> Iterator[Row]:
    text, before = case.event.text, ""
    for sentence in split(text, spoken(case.event)):
        start, end = sentence.start, sentence.end
        said = text[start:end]
        ignored = ((start, end),) if case.borderline else case.ignored
        yield Row(
            source,
            before,
            said,
            tuple(
                (*part, g.strength or "firm")
                for g in case.gold
                for part in _within((g.start, g.end), start, end)
            ),
            tuple(part for span in ignored for part in _within(span, start, end)),
            tuple((c.start, c.end) for c in clauses(plain(said))),
        )
        before = said


def _within(span: Span, start: int, end: int) -> Iterator[Span]:
    a, b = max(span[0], start), min(span[1], end)
    if a < b:
        yield a - start, b - start


def encoded(row: Row, encoder: EncoderFile) -> Encoded:
    """The row's tokens and what each word should be read as."""
    ids, firsts, words = sentence_tokens(encoder, row.before, row.text)
    labels, strengths, weights = [], [], []
    for n, (start, end) in enumerate(words):
        label = strength = 0
        for a, b, firmness in row.promises:
            if start < b and end > a:
                first = n == 0 or words[n - 1][1] <= a
                label, strength = BEGIN if first else INSIDE, STRENGTHS.index(firmness)
        labels.append(label)
        strengths.append(strength)
        weights.append(0.0 if any(start < b and end > a for a, b in row.ignored) else 1.0)
    return Encoded(ids, firsts, words, labels, strengths, weights)
