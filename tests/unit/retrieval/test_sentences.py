"""Sentences and clauses with exact offsets."""

from hypothesis import given
from hypothesis import strategies as st

from retrieval.sentences import clauses, plain, split


def cut(text: str) -> list[str]:
    return [text[s.start : s.end] for s in split(text, [(0, len(text))])]


def test_greeting_line_stands_alone() -> None:
    assert cut("Hi Bob,\nI'll send it today.") == ["Hi Bob,", "I'll send it today."]


def test_wrapped_lines_are_one_sentence() -> None:
    text = (
        "We have looked at all of the twelve requirements in your document and we\n"
        "will come back with a full answer to each of them before the end of the\nweek."
    )
    assert cut(text) == [text]


def test_short_lines_are_separate_even_without_full_stops() -> None:
    assert cut("banners done\nflyers tomorrow at eight\nboards need a file") == [
        "banners done",
        "flyers tomorrow at eight",
        "boards need a file",
    ]


def test_abbreviations_and_german_days_do_not_end_a_sentence() -> None:
    assert len(cut("Dr. Osei will sign, e.g. on Monday at 5 p.m. at the latest.")) == 1
    assert len(cut("Wir liefern am 19. Dezember direkt ins Hotel.")) == 1
    assert cut("It leaves on 5 Dec. We expect it soon.") == ["It leaves on 5 Dec.", "We expect it soon."]


def test_list_items_lose_their_bullets_and_know_their_heading() -> None:
    text = "Action items:\n- send the plan\n2) book the room"
    found = split(text, [(0, len(text))])
    assert [text[s.start : s.end] for s in found[1:]] == ["send the plan", "book the room"]
    assert all(s.listed and s.heading == "action items:" for s in found[1:])


def test_clauses_split_where_a_new_subject_begins() -> None:
    low = "i talked to jim and i'll send it; the rest follows"
    assert [low[c.start : c.end] for c in clauses(low)] == [
        "i talked to jim",
        "i'll send it",
        "the rest follows",
    ]


@given(st.text(max_size=200))
def test_plain_keeps_the_length(text: str) -> None:
    assert len(plain(text)) == len(text)


@given(st.text(max_size=300), st.integers(0, 300), st.integers(0, 300))
def test_sentences_lie_inside_their_span_and_in_order(text: str, a: int, b: int) -> None:
    start, end = sorted((a, b))
    found = split(text, [(start, end)])
    assert all(start <= s.start < s.end <= min(end, len(text)) for s in found)
    assert all(x.end <= y.start for x, y in zip(found, found[1:], strict=False))
