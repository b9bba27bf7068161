"""How much of a calendar is looked at: a year back and a year on, moved along once a quarter."""

from datetime import UTC, datetime, timedelta

from records.models import Frozen

_YEAR = timedelta(days=366)
_QUARTER = timedelta(days=92)


class Window(Frozen):
    """From a year before this quarter to a year after it. Fixed for a quarter, so that what was told in it
    stays comparable; `label` is its first month, such as "202610"."""

    label: str
    begins: datetime
    ends: datetime

    @property
    def middle(self) -> datetime:
        return self.begins + (self.ends - self.begins) / 2


def window_at(now: datetime) -> Window:
    """The window of the quarter that `now` is in."""
    utc = now.astimezone(UTC)
    first = datetime(utc.year, 3 * ((utc.month - 1) // 3) + 1, 1, tzinfo=UTC)
    return Window(label=f"{first:%Y%m}", begins=first - _YEAR, ends=first + _QUARTER + _YEAR)
