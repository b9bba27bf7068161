"""What may be said of a share of right ones: how sure it is, and whether it moved since the week before."""

from math import sqrt

from records.models import Frozen

_Z = 1.959964
"""Of the 95 % interval."""


class Share(Frozen):
    """`right` of `n`; `low` and `high` bound the true share with 95 % confidence (Wilson)."""

    n: int
    right: int

    @property
    def precision(self) -> float | None:
        return self.right / self.n if self.n else None

    @property
    def low(self) -> float:
        return self._wilson()[0]

    @property
    def high(self) -> float:
        return self._wilson()[1]

    def _wilson(self) -> tuple[float, float]:
        if not self.n:
            return 0.0, 1.0
        share, z2 = self.right / self.n, _Z * _Z
        middle = (share + z2 / (2 * self.n)) / (1 + z2 / self.n)
        half = _Z * sqrt(share * (1 - share) / self.n + z2 / (4 * self.n * self.n)) / (1 + z2 / self.n)
        return max(0.0, middle - half), min(1.0, middle + half)

    def __str__(self) -> str:
        return f"{hundredths(self.precision)} ({self.right} of {self.n})" if self.n else "nothing judged"


def hundredths(share: float | None) -> str:
    """ ".92", "1.0", or a dash for nothing."""
    if share is None:
        return "-"
    words = f"{share:.2f}"
    return "1.0" if words == "1.00" else words.removeprefix("0")


def drift(before: Share, now: Share) -> str:
    """Up, down, or that there are too few to say: then the two intervals overlap."""
    if not before.n or not now.n:
        return "nothing to compare"
    if before.low <= now.high and now.low <= before.high:
        return "too few to say" if before.precision != now.precision else "the same"
    up = (now.precision or 0) > (before.precision or 0)
    return f"{'up' if up else 'down'} from {hundredths(before.precision)} to {hundredths(now.precision)}"
