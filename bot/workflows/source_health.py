"""Whether connected sources are read, and equal on both sides: for answers, for `doctor` and for their owners."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from records.clock import Clock
from records.connections import Connection, Connections, ReadingState
from records.source_items import SourceItems

TOLD_AGAIN = timedelta(minutes=10)
"""When an owner who could not be reached is tried again."""
STALE = timedelta(hours=1)
"""Not read for so long, a connection counts as not followed: `promissory serve` reads every minute."""


@dataclass(frozen=True)
class SourceHealth:
    connections: Connections
    items: SourceItems
    wall: Clock
    _tried: dict[str, datetime] = field(default_factory=dict, repr=False)

    def gaps(self, reader: str) -> str | None:
        """What an answer to this reader may lack, in one sentence; None if nothing."""
        told = [
            words
            for c in self.connections.all()
            if c.owner == reader and (words := _gap(c, self.connections.reading(c.id)))
        ]
        return "; ".join(told) or None

    def findings(self) -> list[tuple[str, bool, str]]:
        """For each connection its id, whether all is well, and what to say of it."""
        return [(c.id, *self._finding(c)) for c in self.connections.all()]

    def _finding(self, c: Connection) -> tuple[bool, str]:
        state = self.connections.reading(c.id)
        if c.state == "reconnect":
            return (
                False,
                f"reconnect needed: {_again(c)}. {c.problem or ''}",
            )
        if c.state == "failing":
            return False, f"can't be read: {c.problem or 'no reason is known'}"
        if c.state == "paused":
            return True, "paused."
        if not c.is_pulled:
            return True, f"waits to be told; {self.items.count(c.mailbox_id)} items so far."
        if state.read_at is None:
            return (
                False,
                f"connected and not read yet{_tries(state)}: `promissory sync` or `promissory serve`.",
            )
        held = f"{self.items.count(c.mailbox_id)} items"
        if not state.backfilled:
            left = f", about {state.remaining} to come" if state.remaining else ""
            return (
                False,
                f"still reading what was there before: {held}{left}{_tries(state)}; `promissory sync` goes on.",
            )
        if not state.reconciled:
            unequal = (
                f"{state.missing} missing here, {state.extra} no longer there"
                if state.reconciled_at is not None
                else "both sides were not compared yet"
            )
            return False, f"not synced: {unequal}; `promissory reconcile {c.id}` compares them."
        assert state.reconciled_at is not None
        synced = f"synced: {held} on both sides, compared {_ago(self.wall.now(), state.reconciled_at)}"
        refused = len(self.items.refused(c.mailbox_id))
        if refused:
            synced += f"; {refused} could not be read (`promissory retry`)"
        synced += _tries(state)
        if self.wall.now() - state.read_at > STALE:
            return (
                False,
                f"last read {_ago(self.wall.now(), state.read_at)}: is `promissory serve` running? {synced}.",
            )
        return True, f"{synced}."

    def tell_owners(
        self, tell: Callable[[str, str], bool], link: Callable[[Connection], str | None] = lambda c: None
    ) -> None:
        """Once for each grant that ended: `tell` takes the owner and a sentence, and says whether it arrived.

        `link` is where the owner can sign in again with a browser, if there is such a place.
        """
        now = self.wall.now()
        for c in self.connections.untold():
            if (tried := self._tried.get(c.id)) is not None and now - tried < TOLD_AGAIN:
                continue
            self._tried[c.id] = now
            how = link(c) or _again(c)
            words = (
                f"I can't read {c.source.replace('_', ' ')} of {c.account} any more, so my answers lack what is "
                f"new there. {c.problem or ''} Please connect it again: {how}"
            )
            if tell(c.owner, " ".join(words.split())):
                self.connections.mark_told(c.id)


def _again(c: Connection) -> str:
    box = f" --account {c.account}" if c.account != c.owner else ""
    return f"`promissory connect {c.source} --as {c.owner}{box}`"


def _tries(state: ReadingState) -> str:
    """Since when nothing can be known of the other side, while that is not yet a problem of the connection."""
    if not state.failures:
        return ""
    return "; the last try failed" if state.failures == 1 else f"; the last {state.failures} tries failed"


def _gap(c: Connection, state: ReadingState) -> str | None:
    if c.state == "reconnect":
        return f"{c.id} must be connected again"
    if c.state == "failing":
        return f"{c.id} can't be read at the moment"
    if c.is_pulled and (state.read_at is None or not state.backfilled):
        return f"{c.id} is still being read"
    return None


def _ago(now: datetime, at: datetime) -> str:
    minutes = max(0, int((now - at).total_seconds() // 60))
    if minutes < 2:
        return "just now"
    if minutes < 120:
        return f"{minutes} minutes ago"
    return f"{minutes // 60} hours ago" if minutes < 2880 else f"{minutes // 1440} days ago"
