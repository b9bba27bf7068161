"""Questions about how a customer feels and what holds a deal up."""

import pytest

from retrieval.question_moods import moods_of, without_moods
from retrieval.question_words import ACCOUNT


@pytest.mark.parametrize(
    ("cues", "label"),
    [
        (f"are we in trouble with {ACCOUNT}", "churn_threat"),
        (f"is {ACCOUNT} going to leave", "churn_threat"),
        (f"why is {ACCOUNT} upset", "frustration"),
        (f"what's {ACCOUNT}'s problem", "frustration"),
        (f"ist {ACCOUNT} unzufrieden", "frustration"),
        (f"who are the competitors at {ACCOUNT}", "competitor"),
        (f"any objections from {ACCOUNT}", "objection"),
        (f"does {ACCOUNT} have budget", "budget"),
    ],
)
def test_the_first_label_is_the_one_asked_for(cues: str, label: str) -> None:
    assert moods_of(cues)[0] == label
    assert ACCOUNT in without_moods(cues) and len(without_moods(cues)) == len(cues)


@pytest.mark.parametrize(
    "cues", [f"what did we promise {ACCOUNT}", f"when does {ACCOUNT} get the report", "hello"]
)
def test_other_questions_have_no_mood(cues: str) -> None:
    assert moods_of(cues) == ()
