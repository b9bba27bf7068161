"""How firmly something was promised, and whether it has a date, as a rep asks for it."""

import pytest

from records.models import Strength
from retrieval.question_filters import asks_what_if, strengths_of, undated_of, without_filters

SOFT, CONDITIONAL, FIRM = (Strength.soft,), (Strength.conditional,), (Strength.firm,)


@pytest.mark.parametrize(
    ("cues", "strengths"),
    [
        ("soft commitments to initech", SOFT),
        ("which of my promises are not firm", SOFT),
        ("anything vague i said", SOFT),
        ("unverbindliche zusagen", SOFT),
        ("conditional promises", CONDITIONAL),
        ("promises with strings attached", CONDITIONAL),
        ("zusagen unter vorbehalt", CONDITIONAL),
        ("engagements sous condition", CONDITIONAL),
        ("anything firm we owe them", FIRM),
        ("firm promises", FIRM),
        ("feste zusagen", FIRM),
        ("what does the law firm owe us", None),
        ("what did we promise about the firmware", None),
        ("on what condition do they get five percent", None),
        ("when does the soft launch start", None),
    ],
)
def test_how_firmly_it_was_promised(cues: str, strengths: tuple[Strength, ...] | None) -> None:
    assert strengths_of(cues) == strengths


@pytest.mark.parametrize(
    "cues", ["promises without a date", "open stuff with no deadline", "zusagen ohne termin"]
)
def test_promises_without_a_date(cues: str) -> None:
    assert undated_of(cues)


@pytest.mark.parametrize("cues", ["what date did we promise", "is there a deadline", "what's the due date"])
def test_a_question_for_the_date_is_none_for_undated_ones(cues: str) -> None:
    assert not undated_of(cues)


def test_what_if_they_sign() -> None:
    assert asks_what_if("what do they get if they sign for two years")
    assert asks_what_if("was bekommt \ue000 wenn sie unterschreiben")
    assert not asks_what_if("tell me if we promised a discount")


def test_no_filter_is_taken_for_the_topic_and_offsets_stay() -> None:
    text = "conditional promises about the scanner"
    assert without_filters(text) == f"{' ' * len('conditional')} promises about the scanner"
