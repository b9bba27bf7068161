"""Finding words again that a person copied, typed or had filled in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.verbatim import find_words

TEXT = "Hi Dana,\n\nWe’ll  send\nthe “final” deck\u00a0to\u200b you. We’ll call.\n> old words"
SAID = [(0, TEXT.index("\n>"))]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("We’ll call", "We’ll call"),
        ("we'll call.", "We’ll call."),
        ('we\'ll send the "final" deck to you', "We’ll  send\nthe “final” deck\u00a0to\u200b you"),
        ("  deck   to you ", "deck\u00a0to\u200b you"),
        ("Dana, We’ll send", "Dana,\n\nWe’ll  send"),
    ],
)
def test_blanks_capitals_and_quotation_marks_may_differ(words: str, found: str) -> None:
    span = find_words(TEXT, words, SAID)
    assert span is not None and TEXT[slice(*span)] == found


@pytest.mark.parametrize(
    "words", ["old words", "end the", "the fin", "", " ", "“”", "\u200b", "we'll send two decks", "x" * 9000]
)
def test_other_words_half_words_and_no_words_are_not_found(words: str) -> None:
    assert find_words(TEXT, words, SAID) is None


def test_a_whole_word_is_found_behind_a_part_of_one() -> None:
    assert find_words("williams will", "will", [(0, 13)]) == (9, 13)


@given(st.text(max_size=80), st.integers(0, 80), st.integers(0, 80))
def test_what_is_found_is_the_text_s_own_and_reads_alike(text: str, a: int, b: int) -> None:
    start, end = sorted((min(a, len(text)), min(b, len(text))))
    span = find_words(text, text[start:end], [(0, len(text))])
    if span is not None:
        again = find_words(text, text[slice(*span)], [(0, len(text))])
        assert again == span and 0 <= span[0] < span[1] <= len(text)


@given(st.lists(st.from_regex(r"[a-z]{1,6}", fullmatch=True), min_size=1, max_size=8), st.data())
def test_words_of_the_text_are_found_however_their_blanks_were_changed(
    words: list[str], data: st.DataObject
) -> None:
    blanks = st.sampled_from([" ", "\n", "  ", "\u00a0", " \n\n", "\t"])
    text = "".join(w + data.draw(blanks) for w in words)
    first = data.draw(st.integers(0, len(words) - 1))
    typed = "".join(w + data.draw(blanks) for w in words[first:])
    span = find_words(text, typed, [(0, len(text))])
    assert span is not None and text[slice(*span)].split() == words[first:]
