"""Two dates in one sentence, dates taken back, denied or of something that happens anyway."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from retrieval.due_dates import find_due_dates, resolve_due

WEDNESDAY = datetime(2026, 6, 10, 10, 0, tzinfo=timezone(timedelta(hours=1)))


def due_of(text: str) -> str | None:
    found = resolve_due(text, WEDNESDAY)
    return str(found.due) if found else None


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("We'll swap the lamp on the 15th, scratch that, the 16th.", "2026-06-16"),
        ("You'll get it next Monday, sorry, Thursday.", "2026-06-18"),
        ("The van comes by Friday, no wait, Saturday.", "2026-06-13"),
        ("Ich komme am Montag, nein, am Dienstag.", "2026-06-16"),
    ],
)
def test_the_date_that_puts_another_right_counts(text: str, due: str) -> None:
    assert due_of(text) == due


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("Painting starts on 15 June and is done on 19 June.", "2026-06-19"),
        ("The crate leaves on Thursday and arrives on Monday.", "2026-06-15"),
        ("Der Umbau beginnt am 15. Juni und ist am 19. Juni abgeschlossen.", "2026-06-19"),
    ],
)
def test_what_begins_is_due_when_it_ends(text: str, due: str) -> None:
    assert due_of(text) == due


def test_our_own_day_counts_and_not_that_of_somebody_else() -> None:
    assert due_of("The council votes on Monday and we'll phone you on Tuesday.") == "2026-06-16"


@pytest.mark.parametrize(
    "text",
    [
        "The boiler won't be ready on Friday.",
        "It ought to have been fixed by Tuesday.",
        "They were supposed to ring on Thursday.",
        "A visit on Friday is out of the question.",
        "We can't tell whether the part arrives by Monday.",
        "I don't think Thursday is realistic.",
        "Should the river rise on Friday, the site is closed.",
    ],
)
def test_what_is_denied_doubted_or_was_to_be_is_no_deadline(text: str) -> None:
    assert due_of(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "The book fair takes place from 8 to 11 October.",
        "Our tax year ends on 5 April.",
        "My flight leaves on Friday at six.",
        "His passport expires on 3 September.",
        "My son turns nine on Sunday.",
        "Pentecost falls on 16 May.",
        "I'll be in Oslo from Monday to Wednesday.",
        "Between the 24th and the 2nd the workshop will be closed.",
    ],
)
def test_what_happens_anyway_is_no_deadline(text: str) -> None:
    assert due_of(text) is None


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("The book fair opens on 8 October, so you'll have the copies by 1 October.", "2026-10-01"),
        ("I'll be in touch on Friday.", "2026-06-12"),
        ("It won't be Thursday, but on Friday we'll be there.", "2026-06-12"),
        ("We had to move your slot from the 15th to the 18th.", "2026-06-18"),
        ("We should have finished the wiring by Friday.", "2026-06-12"),
        ("You won't be charged before 1 August.", "2026-07-31"),
    ],
)
def test_a_promise_beside_such_a_day_keeps_its_own(text: str, due: str) -> None:
    assert due_of(text) == due


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("from 6/15/2026-7/3/2026", ["2026-07-03"]),
        ("2026/19/Jun", ["2026-06-19"]),
        ("by 2026-W26-3", ["2026-06-24"]),
        ("the third to last Friday of July", ["2026-07-17"]),
        ("on the second Tuesday morning of next month", ["2026-07-14"]),
        ("Thursday, eight days from now", ["2026-06-18"]),
        ("from May to date", []),
    ],
)
def test_dates_in_unusual_order(text: str, days: list[str]) -> None:
    assert [str(one.due) for one in find_due_dates(text, WEDNESDAY, day_first=False)] == days
