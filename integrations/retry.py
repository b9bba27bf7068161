"""Patience with vendors: short waits happen here, long ones are the caller's; and a pace that spares quotas."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from integrations.errors import Retry

T = TypeVar("T")
ATTEMPTS = 4
LONGEST_WAIT = 10.0
"""Seconds that one call may wait in all; what asks for more is put off by the caller."""


def patiently(
    call: Callable[[], T], *, attempts: int = ATTEMPTS, sleep: Callable[[float], None] = time.sleep
) -> T:
    """The call's result; tried again after a Retry, as long as the other side asks for, never in a rush.

    Raises the last Retry when the attempts or the patience are used up; any other error at once.
    """
    from tenacity import Retrying, retry_if_exception_type, stop_after_attempt
    from tenacity.wait import wait_exponential_jitter

    backoff = wait_exponential_jitter(initial=0.5, max=LONGEST_WAIT, jitter=0.5)

    def wait(state: object) -> float:
        problem = state.outcome.exception()  # type: ignore[attr-defined]
        return float(max(problem.after, backoff(state)))  # type: ignore[arg-type]

    def stop(state: object) -> bool:
        waited: float = state.idle_for  # type: ignore[attr-defined]
        return waited + wait(state) > LONGEST_WAIT or enough(state)  # type: ignore[arg-type]

    enough = stop_after_attempt(attempts)
    retrying = Retrying(retry=retry_if_exception_type(Retry), wait=wait, stop=stop, sleep=sleep, reraise=True)
    return retrying(call)


class Pace:
    """At most `units` a `seconds`, spread evenly after a burst of a tenth; shared by threads.

    Vendors count per mailbox (Gmail: 6,000 units a minute a user), so each mailbox has its own.
    """

    def __init__(
        self,
        units: float,
        seconds: float = 60.0,
        *,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._rate = units / seconds
        self._most = max(1.0, units / 10)
        self._left = self._most
        self._now, self._sleep = now, sleep
        self._at = now()
        self._lock = threading.Lock()

    def take(self, units: float = 1.0) -> None:
        """Waits until that many units may be spent."""
        with self._lock:
            at = self._now()
            self._left = min(self._most, self._left + (at - self._at) * self._rate)
            self._at = at
            self._left -= units
            wait = -self._left / self._rate if self._left < 0 else 0.0
        if wait > 0:
            self._sleep(wait)
