"""When a conversation may be told something again: once a second, and later where Teams asks us to wait."""

import email.utils

_MANY = 5_000


class Pace:
    """Moments are seconds of any one clock. Used by one thread."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._next: dict[str, float] = {}

    def turn(self, conversation: str, now: float) -> float:
        """Takes the next turn in a conversation; how long to wait for it."""
        at = max(now, self._next.get(conversation, 0.0))
        if len(self._next) > _MANY:
            self._next = {c: t for c, t in self._next.items() if t > now}
        self._next[conversation] = at + self._seconds
        return at - now

    def rest(self, conversation: str, now: float, seconds: float) -> None:
        """Nobody's turn there comes before this is over."""
        self._next[conversation] = max(self._next.get(conversation, 0.0), now + seconds)


def seconds_told(retry_after: str | None, now: float) -> float | None:
    """What a Retry-After says, in seconds or as a date; `now` is the time of day (POSIX)."""
    if not retry_after:
        return None
    try:
        told = float(retry_after)
    except ValueError:
        try:
            told = email.utils.parsedate_to_datetime(retry_after).timestamp() - now
        except (ValueError, TypeError):
            return None
    return max(told, 0.0) if told == told else None
