"""One company under many names is one account, and two companies that sound alike stay two."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.account_names import THRESHOLD, best, near, normalise_name, pair
from records.models import Account


def account(name: str, *domains: str, aliases: tuple[str, ...] = ()) -> Account:
    return Account(id=f"id-{name}", name=name, domains=domains, aliases=aliases)


ACCOUNTS = (
    account("Acme GmbH", "acme.example"),
    account("Delta Airlines"),
    account("Delta Faucet"),
    account("Globex Software", "globex.example", "globex.co.uk", aliases=("GBX",)),
    account("International Business Machines", "ibm.example"),
    account("First National Bank of Ohio"),
    account("First National Bank of Iowa"),
    account("Müller Maschinenbau GmbH & Co. KG"),
)


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("I.B.M. Corp", "ibm"),
        ("ACME Corporation", "acme"),
        ("Rizzoli S.p.A.", "rizzoli"),
        ("Müller GmbH & Co. KG", "muller"),
        ("Procter & Gamble Co.", "procter and gamble"),
        ("Kerr und Partner", "kerr and partner"),
        ("Cementos del Sur, S.A. de C.V.", "cementos del sur"),
        ("The Boeing Company", "boeing"),
        ("Kowalski Sp. z o.o.", "kowalski"),
        ("https://www.acme.co.uk/contact", "acme.co.uk"),
    ],
)
def test_a_name_is_read_without_its_legal_form(said: str, plain: str) -> None:
    assert normalise_name(said) == plain


def test_a_name_that_is_only_a_legal_form_is_kept() -> None:
    assert normalise_name("Limited") == "limited"


@pytest.mark.parametrize(
    ("a", "b", "why"),
    [
        ("IBM", "I.B.M. Corp", "legal form"),
        ("IBM", "International Business Machines", "initials"),
        ("K. L. M. N. Corporation", "KLMN", "legal form"),
        ("Müller", "Mueller", "umlaut"),
        ("acme.co.uk", "Acme", "domain acme.co.uk belongs to Acme"),
        ("jo@mail.acme.com", "Acme Ltd", "domain acme.com"),
        ("Siemns AG", "Siemens", "typo of one letter"),
        ("Lakeside Intl", "Lakeside International", "spelling"),
        ("Acme Procurement", "Acme", "department"),
        ("Rosewood Ltd trading as Blue Spoon", "Blue Spoon", "same name"),
        ("Industries Vandelay", "Vandelay Industries", "another order"),
        ("Acme GmbH", "Acme Inc", "other legal form: gmbh / inc"),
    ],
)
def test_two_spellings_of_one_company_match_with_the_reason(a: str, b: str, why: str) -> None:
    match = pair(a, b)
    assert match.same
    assert match.score >= THRESHOLD
    assert why in match.why


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Delta Airlines", "Delta Faucet"),
        ("Acme Labs", "Acme Logistics"),
        ("First National Bank of Ohio", "First National Bank of Iowa"),
        ("Apple", "Applebee's"),
        ("Global X 1", "Global X 2"),
        ("Pine Fund II", "Pine Fund III"),
        ("IBM", "ICM"),
        ("3M", "3N"),
        ("University of Washington", "Washington University"),
        ("Nordea", "Nordex"),
        ("Globex UK", "Globex US"),
        ("jana@gmail.com", "tom@gmail.com"),
        ("jana@gmail.com", "Gmail Fittings"),
        ("Initech (Austin)", "Austin"),
        ("", "Acme"),
    ],
)
def test_companies_that_only_sound_alike_stay_two(a: str, b: str) -> None:
    match = pair(a, b)
    assert not match.same
    assert match.score < THRESHOLD


def test_different_legal_forms_score_below_the_plain_name() -> None:
    assert pair("Acme GmbH", "Acme Inc").score < pair("Acme GmbH", "Acme").score


def test_different_words_are_named() -> None:
    assert "Airline / Faucet" in pair("Delta Airlines", "Delta Faucet").why


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("acme", "Acme GmbH"),
        ("I.B.M. Corp", "International Business Machines"),
        ("jana@emea.globex.example", "Globex Software"),
        ("gbx", "Globex Software"),
        ("Mueller Maschinenbau", "Müller Maschinenbau GmbH & Co. KG"),
        ("Delta Air Lines, Inc.", "Delta Airlines"),
        ("1st National Bank of Iowa", "First National Bank of Iowa"),
    ],
)
def test_a_name_finds_its_account(said: str, found: str) -> None:
    match = best(said, ACCOUNTS)
    assert match.account is not None
    assert match.account.name == found


@pytest.mark.parametrize(
    "said", ["Zorg", "", "???", "joe@gmail.com", "First", "Acme Logistics", "Globex Foods"]
)
def test_what_is_no_account_finds_none(said: str) -> None:
    assert best(said, ACCOUNTS).account is None


def test_a_short_name_that_two_accounts_share_names_both() -> None:
    match = best("Delta", ACCOUNTS)
    assert match.account is None
    assert "Delta Airlines" in match.why
    assert "Delta Faucet" in match.why


def test_a_short_name_of_one_account_only_is_that_account() -> None:
    match = best("Acme", [account("Acme Logistics"), account("Globex")])
    assert match.account is not None
    assert "short for Acme Logistics" in match.why


def test_two_accounts_of_one_name_are_told_apart_by_id() -> None:
    match = best("Acme", [Account(id="a1", name="Acme"), Account(id="a2", name="Acme")])
    assert match.account is None
    assert "a1" in match.why
    assert "a2" in match.why


def test_a_changed_account_is_seen_at_once() -> None:
    before = [Account(id="a1", name="Acme")]
    after = [Account(id="a1", name="Acme", at_risk_flag=True)]
    assert best("acme", before).account == before[0]
    assert best("acme", after).account == after[0]


def test_near_matches_help_after_a_typo() -> None:
    assert near("Globx", ACCOUNTS) == ["Globex Software"]
    assert near("Delat", ACCOUNTS)[:2] == ["Delta Airlines", "Delta Faucet"]
    assert near("", ACCOUNTS) == []


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_texts_compare_alike_in_both_orders(a: str, b: str) -> None:
    match = pair(a, b)
    assert match == pair(b, a)
    assert 0 <= match.score <= 1
    assert match.same == (match.score >= THRESHOLD)
    assert match.why


@given(st.text(max_size=200))
def test_any_text_may_be_looked_up(text: str) -> None:
    assert 0 <= best(text, ACCOUNTS).score <= 1
    assert len(near(text, ACCOUNTS)) <= 3
    assert isinstance(normalise_name(text), str)
