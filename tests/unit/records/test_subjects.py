"""Subjects of one thread have one key, however often they were answered or forwarded."""

import pytest

from records.subjects import subject_key


@pytest.mark.parametrize(
    "subject",
    [
        "Prices",
        "Re: Prices",
        "RE: AW: Prices",
        "Fwd: Re[2]: prices",
        "[sales] Re: Prices",
        "WG: SV:  Prices",
        "回复：Prices",
        "TR : RE : Prices",
        "I: prices",
    ],
)
def test_answers_and_forwards_keep_the_key(subject: str) -> None:
    assert subject_key(subject) == "prices"


def test_words_that_only_look_like_a_prefix_stay() -> None:
    assert subject_key("Renewal: terms") == "renewal: terms"
    assert subject_key("Reprise : prix") == "reprise : prix"


def test_a_subject_of_nothing_but_prefixes_has_no_key() -> None:
    assert subject_key("Re: Fwd: ") == ""
    assert subject_key("Re:" * 10_000) != "x"
