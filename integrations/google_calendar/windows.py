"""Which stretch of a calendar is read next, newest first, and which year of a long series is kept: pure."""

from datetime import UTC, datetime, timedelta

from pydantic import AwareDatetime

from records.models import Frozen

YEAR = timedelta(days=366)
_HALF_YEAR = timedelta(days=183)
_NEAR = timedelta(days=31)
_FIRST_STEP = timedelta(days=62)
_BEGINNING = datetime(1990, 1, 1, tzinfo=UTC)
MARGIN = timedelta(days=1)
"""A whole day begins at another moment for Google than for us."""

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


def series_from(start: datetime, now: datetime) -> datetime:
    """From when on the occurrences of a series are kept, for a year: its start, or half a year back.

    Moves on by whole months, so that a long series is not told anew each day.
    """
    if start + _HALF_YEAR >= now:
        return start
    back = now.astimezone(UTC) - _HALF_YEAR
    return back.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
