"""Account names as people write them."""

from records.models import Account
from retrieval.account_names import AccountNames

NAMES = AccountNames(
    [
        Account(id="acme", name="Acme Corp", domains=("acme.example",)),
        Account(id="ibm", name="I.B.M. Corp", aliases=("International Business Machines",)),
        Account(id="nw", name="Northwind Traders", domains=("nwtraders.example",)),
        Account(id="box", name="Box"),
        Account(id="mueller", name="Müller & Söhne GmbH"),
        Account(id="g1", name="Globex Europe"),
        Account(id="g2", name="Globex Asia"),
    ]
)


def ids(text: str) -> list[tuple[str, ...]]:
    return [mention.ids for mention in NAMES.find(text)]


def test_names_are_found_in_every_spelling() -> None:
    for text in ("What about Acme?", "acme corp's quote", "ACME", "mail from acme.example", "Acme Corp."):
        assert ids(text) == [("acme",)], text
    for text in ("IBM", "ibm", "I.B.M.", "International Business Machines"):
        assert ids(text) == [("ibm",)], text
    assert ids("für Müller & Söhne") == ids("muller & sohne") == [("mueller",)]


def test_a_first_word_is_enough_where_it_is_meant_as_a_name() -> None:
    assert ids("What did we promise Northwind?") == [("nw",)]
    assert ids("what did we promise northwind") == [("nw",)]


def test_a_name_of_two_accounts_means_both() -> None:
    assert ids("everything for Globex") == [("g1", "g2")]
    assert ids("everything for Globex Asia") == [("g2",)]


def test_everyday_words_are_names_only_with_a_capital() -> None:
    assert ids("a box of samples") == []
    assert ids("what did we promise Box?") == [("box",)]


def test_parts_of_words_are_no_names() -> None:
    assert ids("acmeology and boxes") == []


def test_a_typo_is_guessed_but_another_name_is_not() -> None:
    guess = NAMES.guess("Northwindd Traders")
    assert guess is not None and guess.ids == ("nw",) and guess.guessed
    assert NAMES.guess("Initrode") is None
    assert NAMES.guess("Ac") is None


def test_near_names_are_offered_best_first() -> None:
    assert NAMES.similar("Nordwind Trader")[:1] == ["Northwind Traders"]
    assert NAMES.similar("Zzyzx") == []
