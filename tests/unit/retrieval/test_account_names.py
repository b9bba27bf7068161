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


def test_a_name_may_be_begun_joined_or_narrowed() -> None:
    names = AccountNames(
        [
            Account(id="tri", name="Tri State Asphalt Inc"),
            Account(id="lox", name="Loxley District Council"),
            Account(id="bf", name="Brightmoor Foods PLC"),
            Account(id="bp", name="Brightmoor Power Generation Ltd"),
        ]
    )

    def found(text: str) -> list[tuple[str, ...]]:
        return [mention.ids for mention in names.find(text)]

    assert found("what do i owe tri-state") == found("tristate asphalt, anything late?") == [("tri",)]
    assert found("whats late for loxley council") == [("lox",)]
    assert found("and Brightmoor Power?") == [("bp",)] and found("Brightmoor?") == [("bf", "bp")]
    assert names.by_part("asphalt") is not None and names.by_part("council of elders") is None
