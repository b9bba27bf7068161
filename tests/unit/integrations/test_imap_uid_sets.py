"""Sets of message numbers behave as sets do, and stay small."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.imap.uid_sets import UidSet

NUMBERS = st.sets(st.integers(1, 60) | st.integers(2**32 - 20, 2**32 - 1), max_size=40)


@given(NUMBERS, NUMBERS)
def test_they_do_what_sets_do(one: set[int], other: set[int]) -> None:
    a, b = UidSet.of(one), UidSet.of(other)
    assert list(a) == sorted(one)
    assert len(a) == len(one)
    assert set(a - b) == one - other
    assert set(a | b) == one | other
    assert set(a & b) == one & other
    assert (a == b) == (one == other)


@given(NUMBERS, st.integers(1, 70))
def test_they_are_cut_at_a_number_and_into_portions(numbers: set[int], n: int) -> None:
    held = UidSet.of(numbers)
    assert set(held.since(n)) == {one for one in numbers if one >= n}
    portions = list(held.portions(n))
    assert [one for portion in portions for one in portion] == sorted(numbers)
    assert all(0 < len(portion) <= n for portion in portions)


@given(NUMBERS)
def test_what_is_written_is_read_again(numbers: set[int]) -> None:
    assert set(UidSet.parse(str(UidSet.of(numbers)))) == numbers


def test_a_long_run_of_numbers_is_short() -> None:
    assert str(UidSet.of(range(1, 500_001)) - UidSet.of([77])) == "1:76,78:500000"


@given(st.text(alphabet="0123456789:,*x -", max_size=30))
def test_whatever_a_server_says_is_a_set_or_no_set(text: str) -> None:
    try:
        found = UidSet.parse(text)
    except ValueError:
        return
    assert UidSet.parse(str(found)) == found


@pytest.mark.parametrize("text", ["1:*", "1,,2", "a", "1:2:3", "1 2", "99999999999"])
def test_what_is_no_set_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        UidSet.parse(text)
