"""The record of one data home, opened: its database, its clocks and its stores; no workflow, no vendor."""

from functools import cached_property

from filelock import FileLock, Timeout

from bot.settings import Settings
from policies.budget import Budget, cost_of
from records.accounts import Accounts
from records.answer_cache import CachedAnswers
from records.audit_log import AuditLog
from records.card_snoozes import CardSnoozes
from records.clock import SystemClock
from records.database import Database
from records.errors import HomeBusy, PromissoryError
from records.event_log import EventLog
from records.held_messages import HeldMessages
from records.home import HomeFacts
from records.people import People
from records.posts import Posts
from records.promises import Promises
from records.proposals import Alerts, Proposals
from records.reading import Reading
from records.reminders import Reminders
from records.usage import Usage


class Home:
    """Stores are built at their first use.

    Raises PromissoryError when the home can't be opened, NewerDatabase when it is from a newer version.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        try:
            settings.home.mkdir(parents=True, exist_ok=True)
            # Everybody's mail lies in here: nobody else on this machine may look.
            settings.home.chmod(0o700)
        except OSError as problem:
            raise PromissoryError(
                f"The data home {settings.home} can't be made: choose another with --home or PROMISSORY_HOME."
            ) from problem
        self.database = Database(settings.ledger_url)
        self.database.migrate()
        self.facts_of_home = HomeFacts(self.database)
        self.wall = SystemClock()
        self.clock = self.facts_of_home.clock()
        self._lock = FileLock(settings.home / "home.lock")

    # The record

    @cached_property
    def people(self) -> People:
        return People(self.database)

    @cached_property
    def log(self) -> EventLog:
        return EventLog(self.database, self.wall)

    @cached_property
    def accounts(self) -> Accounts:
        return Accounts(self.database, self.wall)

    @cached_property
    def promises(self) -> Promises:
        return Promises(self.database, self.clock, self.wall)

    @cached_property
    def proposals(self) -> Proposals:
        return Proposals(self.database, self.wall)

    @cached_property
    def posts(self) -> Posts:
        return Posts(self.database, self.wall)

    @cached_property
    def card_snoozes(self) -> CardSnoozes:
        return CardSnoozes(self.database)

    @cached_property
    def held_messages(self) -> HeldMessages:
        return HeldMessages(self.database, self.wall)

    @cached_property
    def reminders(self) -> Reminders:
        return Reminders(self.database, self.clock)

    @cached_property
    def alerts(self) -> Alerts:
        return Alerts(self.database, self.wall)

    @cached_property
    def audit(self) -> AuditLog:
        return AuditLog(self.database, self.wall, self.settings.home / "audit.head")

    @cached_property
    def usage(self) -> Usage:
        """Meters language models. By the wall clock: a day's tokens are those of a real day."""
        s = self.settings
        budget = Budget(person=s.tokens_a_day, team=s.team_tokens_a_day, everybody=s.everybody_tokens_a_day)
        return Usage(
            self.database,
            self.wall,
            budget,
            lambda model, read, written: cost_of(model, read, written, s.model_prices),
        )

    @cached_property
    def cached_answers(self) -> CachedAnswers:
        return CachedAnswers(self.database, self.wall)

    @cached_property
    def reading(self) -> Reading:
        return Reading(self.database, self.people, self.accounts, self.clock)

    def own_home(self, doing: str) -> None:
        """Become the one process that works on this home. Raises HomeBusy when another one does."""
        try:
            self._lock.acquire(timeout=0.2)
        except Timeout as busy:
            raise HomeBusy(
                f"Another Promissory process works on {self.settings.home}, so it can't {doing} now: "
                "wait until it is done or stop it, then try again."
            ) from busy
