"""Tokens are reserved before a call and settled after it, so nobody overspends, not even all at once."""

import threading
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.budget import Budget, cost_of, read_prices
from records.clock import FixedClock
from records.database import Database
from records.model_calls import CallOutcome, ModelCall
from records.usage import LAPSES_AFTER, By, Usage
from tests.builders import MARA, NOW, TOM
from tests.unit.records.stores import Stores

DAY = date(2026, 11, 20)
PRICES = read_prices("openai:gpt=0.40/1.60")


def metered(ledger: Stores, **limits: int | None) -> Usage:
    return Usage(ledger.db, ledger.clock, Budget(**limits), lambda *call: cost_of(*call, PRICES))  # type: ignore[arg-type]


def made(tokens: int = 100, **changes: Any) -> ModelCall:
    return ModelCall(
        **{
            "person": MARA.email,
            "day": DAY,
            "task": "word_answer",
            "model": "openai:gpt",
            "prompt_version": "1",
            "input_tokens": tokens - tokens // 4,
            "output_tokens": tokens // 4,
            "outcome": CallOutcome.shown,
            **changes,
        }
    )


def may(
    usage: Usage, tokens: int, person: str = MARA.email, team: str | None = None, day: date = DAY
) -> bool:
    return usage.allow(person, team, day, tokens).allowed


def test_what_was_used_counts_and_the_next_call_is_refused_plainly(ledger: Stores) -> None:
    usage = metered(ledger, person=50_000)
    assert may(usage, 50_000)
    usage.spend(made(50_000))
    refused = usage.allow(MARA.email, None, DAY, 10)
    assert not refused.allowed
    assert refused.says == "You have used today's 50,000 tokens; the ledger answer needs none."


def test_a_call_that_used_less_than_reserved_gives_the_rest_back(ledger: Stores) -> None:
    usage = metered(ledger, person=1_000)
    assert may(usage, 900)
    assert not may(usage, 200)
    usage.spend(made(100))
    assert usage.spent(MARA.email, None, DAY).person == 100
    assert may(usage, 900)


def test_a_failed_call_costs_what_it_used_and_no_more(ledger: Stores) -> None:
    usage = metered(ledger, person=1_000)
    assert may(usage, 1_000)
    usage.spend(made(0, outcome=CallOutcome.failed, reason="timeout"))
    assert usage.spent(MARA.email, None, DAY).person == 0


def test_an_answer_from_the_cache_frees_nothing_that_others_reserved(ledger: Stores) -> None:
    usage = metered(ledger, person=1_000)
    assert may(usage, 800)
    usage.spend(made(0, outcome=CallOutcome.cached))
    assert not may(usage, 300)


def test_what_a_crashed_call_reserved_lapses(ledger: Stores) -> None:
    usage = metered(ledger, person=1_000)
    assert may(usage, 1_000)
    ledger.clock.advance(LAPSES_AFTER - timedelta(seconds=1))
    assert not may(usage, 1)
    ledger.clock.advance(timedelta(seconds=1))
    assert usage.spent(MARA.email, None, DAY).person == 0
    assert may(usage, 1_000)


def test_each_day_and_each_person_starts_anew_and_a_team_adds_up(ledger: Stores) -> None:
    usage = metered(ledger, person=1_000, team=1_500)
    assert may(usage, 1_000, team="north")
    usage.spend(made(1_000, team="north"))
    assert not may(usage, 1, team="north")
    assert may(usage, 1, team="north", day=DAY + timedelta(days=1))
    assert not may(usage, 600, TOM.email, "north")
    assert may(usage, 600, TOM.email, "south")
    assert may(usage, 400, TOM.email, "north")


def test_a_question_as_of_another_day_is_paid_for_today_where_the_person_is(ledger: Stores) -> None:
    ledger.people.add(MARA.email, tz="Pacific/Auckland")
    usage = metered(ledger, person=1_000)
    ledger.clock.advance(timedelta(hours=3))
    assert may(usage, 1_000, day=date(2030, 1, 1))
    usage.spend(made(900, day=date(2030, 1, 1)))
    assert [u.key for u in usage.totals(By.day)] == ["2026-11-21"]
    assert not may(usage, 200, day=date(2031, 1, 1))
    ledger.clock.advance(timedelta(days=1))
    assert may(usage, 1_000, day=date(2030, 1, 1))


def test_a_call_over_midnight_gives_back_what_it_reserved_the_day_before(ledger: Stores) -> None:
    ledger.people.add(MARA.email)
    usage = metered(ledger, person=1_000)
    ledger.clock.advance(timedelta(hours=14, minutes=59))
    assert may(usage, 800)
    ledger.clock.advance(timedelta(minutes=2))
    usage.spend(made(100))
    assert usage.spent(MARA.email, None, DAY).person == 0
    assert usage.spent(MARA.email, None, DAY + timedelta(days=1)).person == 100


def test_everybody_together_has_a_limit_too(ledger: Stores) -> None:
    usage = metered(ledger, person=None, everybody=1_000)
    assert may(usage, 700)
    assert not may(usage, 400, TOM.email)


def test_the_warning_is_told_once_a_day(ledger: Stores) -> None:
    usage = metered(ledger, person=1_000)
    assert usage.allow(MARA.email, None, DAY, 700).says is None
    usage.spend(made(700))
    told = usage.allow(MARA.email, None, DAY, 150)
    assert told.allowed and told.says == "With this, about 850 of your 1,000 tokens for today are used."
    assert usage.allow(MARA.email, None, DAY, 10).says is None
    assert usage.allow(TOM.email, None, DAY, 900).says is not None
    assert usage.allow(MARA.email, None, DAY + timedelta(days=1), 900).says is not None


def test_calls_made_at_once_can_not_overspend(ledger: Stores) -> None:
    usage = metered(ledger, person=1_000)
    start = threading.Barrier(8)
    allowed: list[bool] = []

    def call() -> None:
        start.wait()
        allowed.append(may(usage, 300))

    threads = [threading.Thread(target=call) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(allowed) == [False] * 5 + [True] * 3
    assert usage.spent(MARA.email, None, DAY).person == 900


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 400), st.integers(0, 100)), max_size=8), st.randoms())
def test_in_whatever_order_calls_end_what_is_under_way_stays_covered(
    calls: list[tuple[int, int]], order: Any
) -> None:
    """A call never uses more than it reserved; then used and reserved never exceed the limit."""
    database = Database("sqlite:///file:usage?mode=memory&cache=shared&uri=true")
    database.migrate()
    with database.write() as connection:
        connection.exec_driver_sql("DELETE FROM token_reservation")
        connection.exec_driver_sql("DELETE FROM model_call")
    usage = Usage(database, FixedClock(NOW), Budget(person=1_000), lambda *call: None)
    running, used = [], 0
    for reserved, share in calls:
        if may(usage, reserved):
            running.append((reserved, reserved * share // 100))
    order.shuffle(running)
    while running:
        _, really = running.pop()
        usage.spend(made(really))
        used += really
        covered = usage.spent(MARA.email, None, DAY).person
        assert used + sum(reserved for reserved, _ in running) <= covered <= 1_000
    assert usage.spent(MARA.email, None, DAY).person == used
    database.close()


def test_sums_by_user_team_day_and_model(ledger: Stores) -> None:
    usage = metered(ledger, person=None)
    usage.spend(made(1_000, team="north"))
    usage.spend(made(2_000, person=TOM.email, day=DAY - timedelta(days=1), model="ollama:qwen3"))
    usage.spend(made(0, outcome=CallOutcome.cached))
    usage.spend(made(400, outcome=CallOutcome.failed, estimated=True))
    by_user = {u.key: u for u in usage.totals(By.user)}
    assert (by_user[MARA.email].calls, by_user[MARA.email].cached, by_user[MARA.email].failed) == (2, 1, 1)
    assert by_user[MARA.email].tokens == 1_400 and by_user[MARA.email].estimated_tokens == 400
    assert [u.key for u in usage.totals(By.day)] == ["2026-11-19", "2026-11-20"]
    assert {u.key: u.tokens for u in usage.totals(By.model)} == {"openai:gpt": 1_400, "ollama:qwen3": 2_000}
    assert {u.key: u.tokens for u in usage.totals(By.team)} == {"north": 1_000, None: 2_400}
    assert [u.key for u in usage.totals(By.user, since=DAY)] == [MARA.email]
    assert [u.key for u in usage.totals(By.model, person=TOM.email)] == ["ollama:qwen3"]


def test_cost_is_exact_and_an_unknown_price_is_no_cost_rather_than_a_wrong_one(ledger: Stores) -> None:
    usage = metered(ledger, person=None)
    for _ in range(3):
        usage.spend(made(4, input_tokens=3, output_tokens=1))
    usage.spend(made(100, model="somebody:else"))
    sums = {u.key: u for u in usage.totals(By.model)}
    assert sums["openai:gpt"].cost == 3 * (3 * Decimal("0.40") + Decimal("1.60")) / 1_000_000
    assert (sums["somebody:else"].cost, sums["somebody:else"].unpriced_tokens) == (None, 100)
    assert usage.unpriced_models() == ["somebody:else"]


def test_a_negative_number_of_tokens_is_refused(ledger: Stores) -> None:
    with pytest.raises(ValueError, match="less than no tokens"):
        metered(ledger, person=1).allow(MARA.email, None, DAY, -5)
