"""Due dates by the dozen: expressions in one sentence, promises in whole sentences, and sentences without a deadline.

Everything is said on Wednesday 10 June 2026 at ten in New York, where 6/15 is the fifteenth of June.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

from retrieval.due_dates import find_due_dates, resolve_due

SAID = datetime(2026, 6, 10, 10, 0, tzinfo=timezone(timedelta(hours=-4)))
EXAMPLES = Path(__file__).parent / "due_examples"


def lines_of(name: str) -> list[str]:
    return (EXAMPLES / f"{name}.txt").read_text(encoding="utf-8").splitlines()


def labelled(name: str) -> list[tuple[str, str]]:
    pairs = [line.rsplit(" | ", 1) for line in lines_of(name)]
    return [(text, day) for text, day in pairs]


def due_of(text: str) -> str:
    found = resolve_due(text, SAID)
    return str(found.due) if found else "none"


def test_every_expression_is_due_on_its_day() -> None:
    cases = labelled("expressions")
    wrong = [(words, day, got) for words, day in cases if (got := due_of(f"We'll send it {words}.")) != day]
    assert len(cases) > 300
    assert wrong == []


def test_an_expression_is_read_as_one_date_and_not_as_two() -> None:
    cases = [(words, day) for words, day in labelled("expressions") if day != "none"]
    wrong = [
        (words, got)
        for words, day in cases
        if (got := [str(one.due) for one in find_due_dates(f"We'll send it {words}.", SAID)]) != [day]
    ]
    assert wrong == []


def test_every_promise_is_due_on_its_day() -> None:
    wrong = [(text, day, got) for text, day in labelled("promises") if (got := due_of(text)) != day]
    assert wrong == []


def test_a_sentence_without_a_deadline_gets_none() -> None:
    sentences = lines_of("no_deadlines")
    wrong = [(text, got) for text in sentences if (got := due_of(text)) != "none"]
    assert len(sentences) > 150
    assert wrong == []


def test_the_words_of_a_date_stand_in_the_text() -> None:
    for text, _ in labelled("promises"):
        found = resolve_due(text, SAID)
        assert found is not None
        assert text[found.start : found.end] == found.as_said
