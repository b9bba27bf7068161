"""Which dates of a recurring meeting are kept at a moment: the same ones whichever way the meeting came in."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from pydantic import AwareDatetime

from integrations.formats.mime_limits import MAX_OCCURRENCES
from records.models import Frozen

YEAR = timedelta(days=366)
MARGIN = timedelta(days=1)
"""What a vendor is asked for beyond a stretch: a whole day begins at another moment for it than for us."""

Date = TypeVar("Date")
Between = Callable[[datetime, datetime], list[tuple[datetime, Date]]]
"""The dates of a series from one moment up to, not with, another, each with where the series puts it: a date
that was moved counts where it was, a whole day begins at midnight UTC."""


class Stretch(Frozen):
    """From `begins` up to, not with, `ends`, with today near `middle`. `stamp` is the quarter, such as "202610":
    it belongs in the version of a series, so that one told in an earlier quarter is known to be old."""

    stamp: str
    begins: AwareDatetime
    middle: AwareDatetime
    ends: AwareDatetime


def stretch_at(now: datetime) -> Stretch:
    """The two quarters before the one that `now` is in, that one, and the next: a year in all.

    It stands still for a quarter, so that a long series is not told anew each day.
    """
    utc = now.astimezone(UTC)
    quarter = utc.year * 4 + (utc.month - 1) // 3
    this, following = _begin(quarter), _begin(quarter + 1)
    return Stretch(
        stamp=f"{this:%Y%m}",
        begins=_begin(quarter - 2),
        middle=this + (following - this) / 2,
        ends=_begin(quarter + 2),
    )


def kept(between: Between[Date], first: datetime, stretch: Stretch | None) -> tuple[list[Date], bool]:
    """The dates to keep of a series that begins at `first`, in order, and whether any were left out of these.

    Those in the stretch; of a series that is over by then its last year, of one that is still to come, or
    where no moment is known (None), its first. At most 400, the ones nearest to today.
    """
    found = _found(between, first, stretch)
    today = first if stretch is None else stretch.middle
    nearest = sorted(found, key=lambda one: abs(one[0] - today))[:MAX_OCCURRENCES]
    in_order = sorted(nearest, key=lambda one: one[0])
    return [date for _, date in in_order], len(found) > MAX_OCCURRENCES


def _found(between: Between[Date], first: datetime, stretch: Stretch | None) -> list[tuple[datetime, Date]]:
    if stretch is not None:
        if found := between(stretch.begins, stretch.ends):
            return found
        if first < stretch.begins and (before := between(first, stretch.begins)):
            last = max(at for at, _ in before)
            return [one for one in before if one[0] > last - YEAR]
    return between(first, first + YEAR)


def _begin(quarter: int) -> datetime:
    return datetime(quarter // 4, 3 * (quarter % 4) + 1, 1, tzinfo=UTC)
