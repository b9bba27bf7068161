"""Slack's pace: one message a second in each channel; the first one at once, a burst in turn."""

import threading
import time
from collections.abc import Callable

A_SECOND = 1.0
MOST_REMEMBERED = 10_000


class Pace:
    """Shared by all threads that write in one workspace; a full channel never holds up another one."""

    def __init__(
        self,
        every: float = A_SECOND,
        *,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`every` are the seconds between two messages in a channel, `now` is a clock that never goes back."""
        self._every, self._now, self._sleep = every, now, sleep
        self._lock = threading.Lock()
        self._free_at: dict[str, float] = {}

    def turn(self, channel: str) -> None:
        """Returns when the next message may go to the channel; turns are given in the order of asking."""
        if (wait := self._reserve(channel)) > 0:
            self._sleep(wait)

    def _reserve(self, channel: str) -> float:
        with self._lock:
            now = self._now()
            if len(self._free_at) >= MOST_REMEMBERED:
                self._free_at = {where: at for where, at in self._free_at.items() if at > now}
            turn = max(now, self._free_at.get(channel, now))
            self._free_at[channel] = turn + self._every
            return turn - now
