"""Due dates that stand beside their promise and not in it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.due_nearby import due_behind, due_then

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def behind(text: str, promise: str) -> str | None:
    start = text.index(promise)
    found = due_behind(text, start, start + len(promise), MONDAY)
    return str(found.due) if found else None


@pytest.mark.parametrize(
    ("text", "promise", "due"),
    [
        ("I'll send the audit report. Friday at the latest.", "I'll send the audit report", "2026-03-06"),
        ("| Ines | seating plan | Thu |\n| Bo | menu | Fri |", "seating plan", "2026-03-05"),
        ("- Ravi: rotate the keys - 9 March\n- Mo: nothing", "rotate the keys", "2026-03-09"),
        (
            "Den Plan bekommen Sie von mir. Spätestens am Freitag.",
            "Den Plan bekommen Sie von mir",
            "2026-03-06",
        ),
        ("We'll call you. The fair opens on Friday.", "We'll call you", None),
        ("If he signs we'll start. Friday.", "If he signs we'll start", None),
        ("I'll send it over. Friday?", "I'll send it over", None),
        ("I'll send it over\nFriday we are shut", "I'll send it over", None),
    ],
)
def test_a_date_alone_behind_the_promise(text: str, promise: str, due: str | None) -> None:
    assert behind(text, promise) == due


@pytest.mark.parametrize(
    ("context", "promise", "due"),
    [
        ("The report? Friday.", "I'll send it then", "2026-03-06"),
        ("The committee sits on Thursday and ", "I'm taking your file to them then", "2026-03-05"),
        ("Our van leaves on 12 March. ", "We'll load your pallets on that van", "2026-03-12"),
        ("Fine by me. ", "I'll send it then", None),
        ("We open on Friday. ", "I'll know more if he calls then", None),
        ("We open on Friday. ", "OK then", None),
        ("We open on Friday. ", "I'll send the keys", None),
        ("If they vote on Friday, ", "we can talk then", None),
    ],
)
def test_a_promise_that_points_back(context: str, promise: str, due: str | None) -> None:
    found = due_then(promise, context, MONDAY)
    assert (str(found.due) if found else None) == due


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=80))
def test_wild_text_never_raises(before: str, promise: str, after: str) -> None:
    text = before + promise + after
    found = due_behind(text, len(before), len(before) + len(promise), MONDAY)
    then = due_then(promise, before, MONDAY)
    assert all(one is None or one.due >= MONDAY.date() for one in (found, then))
