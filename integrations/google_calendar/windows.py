"""Which stretch of a calendar a backfill reads next, newest first: pure."""

from datetime import UTC, datetime, timedelta

from pydantic import AwareDatetime

from records.models import Frozen

_NEAR = timedelta(days=31)
_FIRST_STEP = timedelta(days=62)
_BEGINNING = datetime(1990, 1, 1, tzinfo=UTC)

Key = tuple[AwareDatetime, str]
"""Start and ref: the order of a backfill."""


class Backfill(Frozen):
    """How far a backfill is: everything later than `below`, and in this window all down to `last`, is told."""

    calendar: int = 0
    window: int = 0
    below: AwareDatetime | None = None
    last: Key | None = None

    def told_down_to(self, key: Key) -> "Backfill":
        return self.model_copy(update={"last": key})

    def after_window(self, low: datetime | None) -> "Backfill":
        """The window ended at `low`; without one the calendar is done."""
        if low is None:
            return Backfill(calendar=self.calendar + 1)
        return Backfill(calendar=self.calendar, window=self.window + 1, below=low)


def window_end(at: Backfill, now: datetime) -> datetime | None:
    """Where the next window ends, going back: the far future, the two months around now, then longer and longer."""
    if at.window == 0:
        return now + _NEAR
    if at.window == 1:
        return now - _NEAR
    assert at.below is not None
    try:
        low = at.below - _FIRST_STEP * 2 ** (at.window - 2)
    except OverflowError:
        return None
    return low if low > _BEGINNING else None
