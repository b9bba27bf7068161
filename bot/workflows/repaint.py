"""Keeps posted cards true: repaints copies that show an older state, and brings back what was put off."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.replies.shapes import Reply
from policies.approvals import has_expired, may_see
from records.card_snoozes import CardSnoozes
from records.clock import Clock
from records.errors import NotFound
from records.models import Proposal, ProposalStatus
from records.people import People
from records.posts import Posts
from records.proposals import OPEN, Proposals

log = logging.getLogger("promissory.repaint")

KINDS = ("proposal", "reminder")
SINCE = timedelta(days=30)
_LONGEST = timedelta(hours=1)
_OPEN_YET = (*OPEN, ProposalStatus.approved)
_SETTLED = tuple(f"{status.value}:" for status in ProposalStatus if status not in _OPEN_YET)
"""How the states of cards begin that nobody can move any more; only an erasure changes what they show."""


@dataclass
class Repaint:
    """Whoever decided, on whichever surface or at a terminal: it is the ledger that is compared with the copies.

    `states_of` tells the present states of many cards at once and leaves out those that there are no more.
    """

    posts: Posts
    states_of: Callable[[Sequence[str]], Mapping[str, str]]
    card_of: Callable[[str], Reply | None]
    refresh: Callable[[Reply], None]
    clock: Clock
    _tried: dict[str, "_Tried"] = field(default_factory=dict, init=False)
    _all_seen_at: datetime | None = field(default=None, init=False)

    def tick(self, stop: Callable[[], bool] = lambda: False) -> int:
        """Repaint what is not as the ledger says; returns how many cards. What failed is tried at the next tick."""
        now = self.clock.now()
        stale = self._stale(now)
        self._tried = {key: tried for key, tried in self._tried.items() if key in stale}
        done = 0
        for key, state in stale.items():
            if stop():
                break
            tried = self._tried.get(key)
            if tried is not None and tried.rests(state, now):
                continue
            try:
                card = self.card_of(key)
                if card is None:
                    continue
                self.refresh(card)
            except Exception as problem:  # noqa: BLE001 - one copy that can't be reached must not keep the others
                log.warning("card %s was not repainted: %s", key, type(problem).__name__)
                continue
            times = tried.times + 1 if tried is not None and tried.state == state else 1
            self._tried[key] = _Tried(state, times, now)
            done += 1
        return done

    def _stale(self, now: datetime) -> dict[str, str]:
        """Key and present state of each card of which a copy shows something else."""
        shown: dict[str, set[str | None]] = {}
        for kind in KINDS:
            for key, state in self.posts.shown(kind, now - SINCE):
                shown.setdefault(key, set()).add(state)
        # All of them once an hour; in between those that may have moved, which are a few of thousands.
        every = self._all_seen_at is None or now - self._all_seen_at >= _LONGEST
        asked = [
            key for key, states in shown.items() if every or len(states) > 1 or not _is_settled(key, *states)
        ]
        present = self.states_of(asked)
        self._all_seen_at = now if every else self._all_seen_at
        return {key: state for key, state in present.items() if shown.get(key, {state}) != {state}}


def _is_settled(key: str, state: str | None) -> bool:
    return key.startswith("proposal:") and (state or "").startswith(_SETTLED)


@dataclass(frozen=True)
class _Tried:
    """A card that was repainted although a copy of it, on a surface that is gone, still counts as stale."""

    state: str
    times: int
    at: datetime

    def rests(self, state: str, now: datetime) -> bool:
        """The second time it is tried at once, then ever more rarely: the other copies are right already."""
        if self.state != state or self.times < 2:
            return False
        return now - self.at < min(timedelta(minutes=2 ** min(self.times, 6)), _LONGEST)


@dataclass(frozen=True)
class Wake:
    """Cards that somebody put off come back to them, if they still wait by then."""

    snoozes: CardSnoozes
    proposals: Proposals
    people: People
    card_of: Callable[[str], Reply | None]
    deliver: Callable[[str, Reply], bool]
    clock: Clock

    def tick(self) -> int:
        """Returns how many came back. What could not be delivered is due again when its claim has run out."""
        now = self.clock.now()
        brought = 0
        for proposal_id, person in self.snoozes.due(now):
            try:
                brought += self._bring(proposal_id, person, now)
            except Exception as problem:  # noqa: BLE001 - the others come back all the same
                log.warning("card of %s did not come back: %s", proposal_id, type(problem).__name__)
                continue
            self.snoozes.done(proposal_id, person, now)
        return brought

    def _bring(self, proposal_id: str, person: str, now: datetime) -> bool:
        p, reader = self._find(proposal_id), self.people.find(person)
        if p is None or reader is None or not may_see(reader, p):
            return False
        if p.status not in OPEN or has_expired(p, now):
            return False
        card = self.card_of(f"proposal:{p.id}")
        return card is not None and self.deliver(reader.email, card)

    def _find(self, proposal_id: str) -> Proposal | None:
        try:
            return self.proposals.get(proposal_id)
        except NotFound:
            return None
