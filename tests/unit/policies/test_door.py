"""What its owner keeps out is not even stored."""

from typing import Any

import pytest

from policies.door import OPTIONS, Door, at_the_door
from records.errors import PromissoryError

DANA, LAWYER = "dana@acme.example", "ann@lawyers.example"


def test_without_exclusions_everything_comes_in() -> None:
    found = at_the_door(Door(), ["Private", "HR"], [DANA, LAWYER])
    assert found.stored and found.rule == "door_open"


def test_an_excluded_label_stays_out_and_says_so() -> None:
    found = at_the_door(Door.of(labels=["Family"]), ["INBOX", "Family/School"], [DANA])
    assert (found.stored, found.rule, found.reason) == (False, "door_label", "label Family is excluded")


def test_mail_with_an_excluded_person_stays_out_whoever_else_took_part() -> None:
    found = at_the_door(Door.of(people=["@Lawyers.example"]), [], [DANA, LAWYER])
    assert (found.stored, found.rule, found.reason) == (False, "door_person", "lawyers.example is excluded")
    assert at_the_door(Door.of(people=["@Lawyers.example"]), [], [DANA]).stored


def test_the_reason_names_what_was_excluded_and_nothing_of_the_mail() -> None:
    found = at_the_door(Door.of(people=["private-mail"]), ["Divorce"], ["secret.friend@gmail.com"])
    assert "secret" not in found.reason and "Divorce" not in found.reason


@pytest.mark.parametrize(
    "options",
    [
        {"exclude_labels": "HR, Family ,", "exclude_people": " @lawyers.example,private-mail"},
        {"exclude_labels": "HR,Family,HR", "exclude_people": "Lawyers.example, private-mail", "host": "x"},
    ],
)
def test_a_connections_options_say_it_with_commas(options: dict[str, str]) -> None:
    assert Door.from_options(options) == Door(
        labels=("HR", "Family"), people=("lawyers.example", "private-mail")
    )


@pytest.mark.parametrize("options", [{}, {"exclude_labels": " , "}, {"host": "imap.example"}])
def test_a_connection_that_says_nothing_keeps_nothing_out(options: dict[str, Any]) -> None:
    assert Door.from_options(options) == Door()
    assert set(OPTIONS) == {"exclude_labels", "exclude_people"}


def test_a_wrong_option_is_refused_in_a_sentence() -> None:
    with pytest.raises(PromissoryError, match="nobody to exclude"):
        Door.from_options({"exclude_people": "the lawyers"})
