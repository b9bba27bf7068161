"""A pattern gathered by first letters says yes and no to the same texts as the one it was made from."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.promise_data import rows
from retrieval.letter_patterns import by_first_letter, split_alternatives
from retrieval.promise_patterns import NEEDED, PATTERNS
from retrieval.sentences import plain

ALTERNATIVES = [
    r"today|tonight|to\b|t",
    r"(?:in |by |over )?(?:next|coming) (?:week|month)|in (?:a|\d+) days?",
    r"[uü]bermorgen|n[aä]chste|(?:with)?in an hour",
    r"\d{1,2}(?:st|nd)|(?:a|b)+c|(?:a|b)??d|[ab]?e|q[|)(]x|\(x\||x?y",
    r"(?:(?:mon|tues)day|(?:sat|sun)day) (?:noon|night)",
]
PLAIN = st.text(alphabet="abcdeinnotuxyqüä ()|19", max_size=20)


@pytest.mark.parametrize("alternatives", ALTERNATIVES)
@given(text=PLAIN)
def test_both_say_the_same_of_any_letters(alternatives: str, text: str) -> None:
    for before, after in (("", ""), (r"\b", r"\b")):
        old = re.compile(f"{before}(?:{alternatives}){after}")
        new = re.compile(f"{before}(?:{by_first_letter(alternatives)}){after}")
        assert bool(old.search(text)) == bool(new.search(text))


@pytest.mark.parametrize(
    ("alternatives", "hit", "missed"),
    [
        (
            ALTERNATIVES[1],
            ["by next week", "next month", "in 3 days", "over coming week"],
            ["by week", "in days"],
        ),
        (ALTERNATIVES[2], ["ubermorgen", "nächste", "within an hour", "in an hour"], ["an hour"]),
        (ALTERNATIVES[4], ["monday noon", "sunday night"], ["monday", "noon"]),
    ],
)
def test_words_before_a_choice_are_written_out(alternatives: str, hit: list[str], missed: list[str]) -> None:
    pattern = re.compile(by_first_letter(alternatives))
    assert [bool(pattern.fullmatch(text)) for text in hit] == [True] * len(hit)
    assert [bool(pattern.search(text)) for text in missed] == [False] * len(missed)


def test_bars_in_groups_and_sets_part_nothing() -> None:
    assert split_alternatives(r"a|(?:b|c)|[|]|\||") == ["a", "(?:b|c)", "[|]", r"\|", ""]


def test_no_pattern_matches_a_clause_that_lacks_its_needed_words() -> None:
    said = [plain(row["text"]) for row in rows("sentences.jsonl")]
    said += [plain(line) for row in rows("mails.jsonl") for line in row["body"].splitlines()]
    assert set(NEEDED) < {(kind, subject) for kind, subject, _ in PATTERNS}
    hits = 0
    for kind, subject, pattern in PATTERNS:
        needed = NEEDED.get((kind, subject), ("",))
        for text in said:
            if pattern.search(text):
                hits += 1
                assert any(part in text for part in needed), (kind, text)
    assert hits > 1000
