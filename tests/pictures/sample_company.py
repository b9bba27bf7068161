"""The sample company's own run, with its clocks stopped, so that the same pictures come out on every day."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from unittest.mock import patch

from bot.app import App
from bot.cli import sample
from bot.workflows.talk import Talk
from records.clock import ShiftedClock, SystemClock
from records.models import Person, Promise, Proposal, ProposalStatus, Reminder, Role

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
"""Where the story of the sample company stands."""
PUBLIC_URL = "https://promissory.northbeam.example"
_TELLING = ("amount", "close_date", "phone", "title", "next_step", "task")
"""What a manager cares about most comes first."""


@dataclass(frozen=True)
class Company:
    """The company after everything was read, and what of it is worth showing."""

    app: App
    question: str
    asker: Person

    @cached_property
    def talk(self) -> Talk:
        return self.app.talk("slack")

    @cached_property
    def manager(self) -> Person:
        return next(p for p in self.app.people.all() if p.role is Role.manager)

    @cached_property
    def waiting(self) -> Proposal:
        found = self.app.proposals.all([ProposalStatus.pending])
        return min(found, key=lambda p: (_TELLING.index(p.field), -p.confidence, p.id))

    @cached_property
    def paused(self) -> Proposal:
        found = self.app.proposals.all([ProposalStatus.paused])
        return min(found, key=lambda p: (-len(p.verdict.evidence), -p.confidence, p.id))

    @cached_property
    def digest(self) -> Reminder:
        """What the asker is told on the morning of the story."""
        return next(r for r in self.app.remind.plan() if r.person == self.asker.email)

    @cached_property
    def order_form(self) -> Promise:
        """The promise whose way through the code ARCHITECTURE.md follows."""
        owed = self.app.promises.by_ids(self.digest.promise_ids)
        return next(p for p in owed if p.due == date(2026, 11, 24))


@contextmanager
def running() -> Iterator[Company]:
    """Reads the sample files as `promissory demo` does; takes a few seconds."""
    with tempfile.TemporaryDirectory() as folder, _stopped():
        home = sample.fresh_home(Path(folder) / "home")
        (home / "promissory.env").write_text(f"PROMISSORY_PUBLIC_URL={PUBLIC_URL}\n")
        app, story = sample.build(home, lambda done, total: None)
        try:
            yield Company(app, story.question, app.people.get(story.asker))
        finally:
            app.close()


@contextmanager
def _stopped() -> Iterator[None]:
    def stand_still(clock: object) -> datetime:
        return NOW

    with patch.object(SystemClock, "now", stand_still), patch.object(ShiftedClock, "now", stand_still):
        yield
