"""How sure a share is, and whether it moved, is never claimed on too few."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.accuracy import Share, drift, hundredths


@pytest.mark.parametrize(
    ("right", "n", "low", "high"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (8, 10, 0.4902, 0.9433), (81, 263, 0.2553, 0.3662)],
)
def test_the_interval_is_wilsons(right: int, n: int, low: float, high: float) -> None:
    share = Share(n=n, right=right)
    assert (round(share.low, 4), round(share.high, 4)) == (low, high)


@given(st.integers(1, 500), st.data())
def test_the_interval_holds_the_share_and_stays_within_bounds(n: int, data: st.DataObject) -> None:
    share = Share(n=n, right=data.draw(st.integers(0, n)))
    assert share.precision is not None
    assert 0 <= share.low <= share.precision + 1e-12 and share.precision - 1e-12 <= share.high <= 1


def test_of_nothing_nothing_is_known() -> None:
    nothing = Share(n=0, right=0)
    assert (nothing.precision, nothing.low, nothing.high, str(nothing)) == (None, 0.0, 1.0, "nothing judged")


@pytest.mark.parametrize(
    ("before", "now", "says"),
    [
        ((92, 100), (60, 100), "down from .92 to .60"),
        ((60, 100), (92, 100), "up from .60 to .92"),
        ((9, 10), (6, 10), "too few to say"),
        ((9, 10), (90, 100), "the same"),
        ((0, 0), (9, 10), "nothing to compare"),
        ((9, 10), (0, 0), "nothing to compare"),
    ],
)
def test_drift_is_told_only_where_the_intervals_are_apart(
    before: tuple[int, int], now: tuple[int, int], says: str
) -> None:
    assert drift(Share(right=before[0], n=before[1]), Share(right=now[0], n=now[1])) == says


def test_shares_are_written_short() -> None:
    assert [hundredths(x) for x in (0.923, 1.0, 0.0, None)] == [".92", "1.0", ".00", "-"]
