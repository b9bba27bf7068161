"""A person writes a label or an address as they know it, and what they mean is left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.exclusions import PRIVATE_MAIL, excluded_label, excluded_person, label_term, person_term
from records.errors import PromissoryError


@pytest.mark.parametrize(
    "held",
    ["Private", "private", " PRIVATE ", "Private/Taxes", "INBOX.Private", "INBOX/Private/Taxes", "Ｐrivate"],
)
def test_a_label_is_excluded_however_the_mail_server_writes_it(held: str) -> None:
    assert excluded_label(["Sent", held], ["Invoices", "Private"]) == "Private"


@pytest.mark.parametrize("held", ["Privateers", "Not private", "Work/Private", "", "Sent"])
def test_another_label_is_not(held: str) -> None:
    assert excluded_label([held], ["Private"]) is None


@pytest.mark.parametrize(
    ("address", "term"),
    [
        ("Ann@Lawyers.example", "ann@lawyers.example"),
        ("ann@lawyers.example", "lawyers.example"),
        ("ann@berlin.lawyers.example", "lawyers.example"),
        ("jo@gmail.com", PRIVATE_MAIL),
        ("jo@web.de", PRIVATE_MAIL),
    ],
)
def test_an_address_a_domain_and_private_providers_exclude(address: str, term: str) -> None:
    assert excluded_person(["dana@acme.example", address], [term]) == term


@pytest.mark.parametrize(
    ("address", "term"),
    [
        ("ann@notlawyers.example", "lawyers.example"),
        ("ann@lawyers.example.org", "lawyers.example"),
        ("bo@lawyers.example", "ann@lawyers.example"),
        ("dana@acme.example", PRIVATE_MAIL),
        ("", "lawyers.example"),
    ],
)
def test_those_who_only_look_alike_are_not_excluded(address: str, term: str) -> None:
    assert excluded_person([address], [term]) is None


@pytest.mark.parametrize("words", ["", "   ", "lawyers", "a b@c.example", "@", "ann@", "ann@localhost", "."])
def test_what_is_nobody_is_refused_in_a_sentence(words: str) -> None:
    with pytest.raises(PromissoryError, match="is nobody to exclude"):
        person_term(words)


def test_people_are_written_in_several_ways() -> None:
    assert person_term(" @Lawyers.Example ") == "lawyers.example"
    assert person_term("Ann@Lawyers.example") == "ann@lawyers.example"
    assert person_term("Private-Mail") == PRIVATE_MAIL


@pytest.mark.parametrize("words", ["", " \t ", "x" * 201, '""'])
def test_what_is_no_label_is_refused_in_a_sentence(words: str) -> None:
    with pytest.raises(PromissoryError, match="is not a label"):
        label_term(words)


@given(st.text(max_size=60), st.lists(st.text(max_size=60), max_size=4))
def test_a_label_excludes_itself_and_what_lies_below_it(words: str, others: list[str]) -> None:
    try:
        term = label_term(words)
    except PromissoryError:
        return
    assert excluded_label([*others, term], [term]) == term
    assert excluded_label([f"{term}/2026"], [term]) == term
    assert excluded_label(others, []) is None


@given(st.text(max_size=60))
def test_any_words_are_a_person_or_a_plain_sentence(words: str) -> None:
    try:
        term = person_term(words)
    except PromissoryError as problem:
        assert "nobody to exclude" in str(problem)
    else:
        assert excluded_person([term if "@" in term else f"x@{term}"], [term]) == term or term == PRIVATE_MAIL
