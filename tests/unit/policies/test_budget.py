"""Enough is enough, said plainly; prices are read as people write them and never guessed."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.budget import Budget, Price, cost_of, read_prices, today_of
from records.models import Person, Role
from records.spending import Spent


def test_who_used_it_all_is_told_so_and_that_the_ledger_needs_none() -> None:
    weighed = Budget(person=50_000).weigh(Spent(50_000, None, 50_000), 10)
    assert weighed.refusal == "You have used today's 50,000 tokens; the ledger answer needs none."


def test_what_is_left_is_named_when_it_is_too_little() -> None:
    weighed = Budget(person=50_000).weigh(Spent(49_000, None, 49_000), 2_000)
    assert weighed.refusal is not None and weighed.refusal.startswith("Only 1,000 of your 50,000 tokens")


def test_the_last_token_may_be_used() -> None:
    assert Budget(person=100).weigh(Spent(90, None, 90), 10).refusal is None
    assert Budget(person=100).weigh(Spent(90, None, 90), 11).refusal is not None


@pytest.mark.parametrize(
    ("budget", "spent", "word"),
    [
        (Budget(person=None, team=100), Spent(1, 100, 100), "Your team has used"),
        (Budget(person=None, everybody=100), Spent(1, None, 100), "Everybody together has used"),
        (Budget(person=0), Spent(0, None, 0), "You have used today's 0 tokens"),
    ],
)
def test_a_team_and_everybody_have_limits_of_their_own(budget: Budget, spent: Spent, word: str) -> None:
    assert word in str(budget.weigh(spent, 1).refusal)


def test_somebody_without_a_team_has_no_team_limit() -> None:
    assert Budget(person=None, team=0).weigh(Spent(10, None, 10), 5).refusal is None


def test_a_warning_comes_with_four_fifths() -> None:
    budget = Budget(person=1_000, team=10_000)
    assert budget.weigh(Spent(700, 700, 700), 99).warnings == {}
    assert budget.weigh(Spent(700, 700, 700), 100).warnings == {
        "person": "With this, about 800 of your 1,000 tokens for today are used."
    }


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(0, 10**9))
def test_a_limit_is_never_passed_and_never_refuses_what_fits(limit: int, used: int, asked: int) -> None:
    refused = Budget(person=limit).weigh(Spent(used, None, used), asked).refusal is not None
    assert refused == (used + asked > limit)


def test_a_price_is_for_a_million_tokens_and_an_unknown_one_is_not_guessed() -> None:
    prices = read_prices("openai:gpt-4.1-mini=0.40/1.60, ollama:qwen3=0/0")
    assert cost_of("openai:gpt-4.1-mini", 1_000, 500, prices) == Decimal("0.0012")
    assert cost_of("ollama:qwen3", 1_000, 500, prices) == 0
    assert cost_of("openai:other", 1_000, 500, prices) is None
    assert prices["openai:gpt-4.1-mini"] == Price(input=Decimal("0.40"), output=Decimal("1.60"))


@pytest.mark.parametrize("words", ["gpt", "gpt=1", "=1/2", "gpt=-1/2", "gpt=a/b", "gpt=1/NaN", "gpt=1/"])
def test_what_is_no_price_is_said_so(words: str) -> None:
    with pytest.raises(ValueError, match="is no price"):
        read_prices(words)


def test_today_is_the_day_where_the_person_is() -> None:
    at = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    days = [
        today_of(Person(email="a@b.example", role=Role.rep, tz=tz), at)
        for tz in ("UTC", "Europe/Berlin", "America/New_York")
    ]
    assert days == [date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 20)]
