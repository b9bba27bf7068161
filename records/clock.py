"""Time, injectable: everything that asks for the hour asks a Clock."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Anything that tells the time; always timezone-aware."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's clock, in UTC."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands still until told otherwise; for tests and for `--now`."""

    def __init__(self, at: datetime) -> None:
        if at.tzinfo is None:
            raise ValueError("a clock needs a timezone-aware time")
        self._at = at

    def now(self) -> datetime:
        return self._at

    def advance(self, by: timedelta) -> None:
        self._at += by


class ShiftedClock:
    """A clock that runs at normal speed from another moment; the sample company lives on one."""

    def __init__(self, started_at: datetime, shown: datetime) -> None:
        self._offset = shown - started_at

    def now(self) -> datetime:
        return datetime.now(UTC) + self._offset
