"""A sentence may not hand a promise to the other side, hide what became of it, or spell what is checked in pieces."""

from dataclasses import replace
from datetime import date

import pytest

from benchmarks.guard import TODAY, backing
from retrieval.llm.guard import Backing, Said, check

FORM = backing(
    {
        "quote": "I'll send you the revised order form by Friday 27 November, at 1,300 EUR and 20 % off.",
        "speaker": "Mara Lindqvist",
        "said_on": date(2026, 11, 13),
        "due": date(2026, 11, 27),
        "owner": "Mara Lindqvist",
        "other": "Acme Dana Whitfield",
        "line": "1. Send the revised order form (Mara Lindqvist to Acme): due Friday 27 Nov [1]",
    }
)
PLAN = replace(
    backing(
        {
            "quote": "I'll send you plan B and the quote by Friday 27 November.",
            "speaker": "Mara Lindqvist",
            "said_on": date(2026, 11, 13),
            "due": date(2026, 11, 27),
            "owner": "Mara Lindqvist",
            "other": "Acme Dana Whitfield",
            "line": "2. Send plan B and the quote (Mara Lindqvist to Acme): due Friday 27 Nov [2]",
        }
    ),
    n=2,
)
CONTRACT = backing(
    {
        "quote": "We'll send you the signed contract by 30 November.",
        "speaker": "Dana Whitfield",
        "said_on": date(2026, 11, 13),
        "due": date(2026, 11, 30),
        "direction": "theirs",
        "owner": "Dana Whitfield Acme",
        "other": "Mara Lindqvist",
        "line": "1. Send the signed contract (Dana Whitfield, Acme, to us): due Monday 30 Nov [1]",
    }
)


def judge(text: str, *known: Backing) -> str | None:
    sources = {one.n: one for one in known or (FORM,)}
    found = check([Said(text, tuple(sources))], sources, today=TODAY, reader="reader@ours.example")
    return found.code if found else None


def became(state: str) -> Backing:
    return replace(FORM, line=f"1. Send the revised order form (Mara Lindqvist to Acme): {state} [1]")


@pytest.mark.parametrize(
    "written",
    [
        "Mara will n\u034fo\u034ft send the revised order form.",
        "Mara will n-o-t send the revised order form.",
        "Mara will send the revised order form f r e e.",
        "Mara will send the revised order form by ²⁸ November.",
        "Mara will send the revised order form in \uff24ecember.",
        "Mara will send \ufb01ve revised order forms.",
        "Mara will send 八 revised order forms.",
        "Mara will send the revised order form at -20 % off.",
    ],
)
def test_a_word_or_figure_in_disguise_is_not_shown(written: str) -> None:
    assert judge(written) is not None


@pytest.mark.parametrize(
    "written",
    [
        "Acme and Mara will send the revised order form.",
        "Mara or Dana will send the revised order form.",
        "Dana Lindqvist will send the revised order form.",
        "Mara Whitfield will send the revised order form.",
        "The revised order form will be sent by Acme.",
        "The revised order form will be sent to Mara.",
        "Mara was promised the revised order form by 27 November.",
        "Mara promised that Acme will send the revised order form.",
        "Mara promised they will send the revised order form.",
    ],
)
def test_what_we_owe_is_never_told_as_owed_to_us(written: str) -> None:
    assert judge(written) is not None


@pytest.mark.parametrize(
    "written",
    [
        "The signed contract will be sent by Mara by 30 November.",
        "The signed contract will be sent by us by 30 November.",
        "The signed contract will be sent to Acme by 30 November.",
        "Dana promised Mara will send the signed contract.",
        "Dana was promised the signed contract by 30 November.",
    ],
)
def test_what_is_owed_to_us_is_never_told_as_owed_by_us(written: str) -> None:
    assert judge(written, CONTRACT) == "wrong_side"


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("Mara promised Acme on 13 November to send the revised order form.", FORM),
        ("Acme was promised the revised order form by Mara.", FORM),
        ("Mara owes Acme's Dana the revised order form.", FORM),
        ("Mara will send the revised order form to Dana at Acme.", FORM),
        ("Mara was promised the signed contract by Dana.", CONTRACT),
        ("The signed contract will be sent to us by Acme by 30 November.", CONTRACT),
    ],
)
def test_other_constructions_with_the_right_side_are_shown(written: str, known: Backing) -> None:
    assert judge(written, known) is None


@pytest.mark.parametrize(
    "written",
    [
        "Mara will neither send nor do the revised order form.",
        "Mara promised and did send the revised order form.",
        "Mara promised to send the revised order form on 13 November.",
        "Mara will send the revised order form from 27 November.",
        'Mara promised "20 % off the revised order form".',
    ],
)
def test_a_turned_sense_is_not_shown(written: str) -> None:
    assert judge(written) is not None


@pytest.mark.parametrize("written", ["Mara will send plan A.", "Mara will send plan C."])
def test_one_letter_may_be_all_the_difference(written: str) -> None:
    assert judge(written, PLAN) is not None
    assert judge("Mara will send plan B by 27 November.", PLAN) is None


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (
            "kept on Monday 16 Nov",
            "Mara promised to send the revised order form, kept on Monday 16 November.",
        ),
        ("withdrawn", "Mara promised to send the revised order form, withdrawn."),
        ("perhaps done, not certain", "Mara promised to send the revised order form, not certain."),
    ],
)
def test_what_became_of_it_is_not_left_out(state: str, told: str) -> None:
    assert judge("Mara will send the revised order form.", became(state)) == "state_left_out"
    assert judge(told, became(state)) is None


def test_the_day_before_a_move_is_not_told_as_the_day_that_holds() -> None:
    line = "1. Send the revised order form (Mara Lindqvist to Acme): due Friday 27 Nov, moved from Friday 20 Nov [1][2]"
    first = replace(FORM, quote="I'll send you the revised order form by Friday 20 November.", line=line)
    then = replace(FORM, n=2, quote="The revised order form comes on Friday 27 November.", line=line)
    assert judge("Mara will send the revised order form by 20 November.", first, then) == "date_not_in_source"
    assert judge("Mara will send the revised order form by 27 November.", first, then) is None
    told = "Mara will send the revised order form by 27 November, moved from 20 November."
    assert judge(told, first, then) is None


def test_a_promise_is_told_and_not_only_cited() -> None:
    assert judge("Mara will send the revised order form by 27 November.", FORM, PLAN) == "incomplete"
    assert judge("We promised Acme two things.", FORM, PLAN) == "incomplete"
    both = "Mara will send the revised order form by 27 November and plan B by 27 November."
    assert judge(both, FORM, PLAN) is None
