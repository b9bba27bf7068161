"""The only place where concrete objects are built: a data home, opened."""

import logging
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from bot import language_models, slack_connection, teams_connection
from bot.engine import Engine
from bot.house import House
from bot.replies.shapes import Reply
from bot.workflows.check_up import Check, CheckUp
from bot.workflows.cite import Cite
from bot.workflows.decide import Decide
from bot.workflows.find import Find
from bot.workflows.home_view import HomeView
from bot.workflows.receive import state_of
from bot.workflows.repaint import Repaint, Wake
from bot.workflows.reply_to import ReplyTo
from bot.workflows.show import Show
from bot.workflows.talk import Talk
from integrations.errors import Retry
from records.models import ProposalStatus
from records.source_items import UNINDEX
from records.teams_conversations import TeamsConversations

if TYPE_CHECKING:
    from bot.slack.app import SlackDoor
    from bot.teams.app import TeamsDoor
    from records.inbox import Inbox

log = logging.getLogger("promissory.app")
SETTLE_AT_ONCE, PROPOSE_AT_ONCE = 20, 100
"""Ids a workflow: small enough that a crash repeats little."""


class App(House):
    """Everything of one data home; heavy parts are built at their first use. Raises as `Home` does."""

    _engine: Engine | None = None

    @cached_property
    def decide(self) -> Decide:
        return Decide(
            crm=self.crm,
            policy=self.policy,
            facts=self.account_facts,
            proposals=self.proposals,
            snoozes=self.card_snoozes,
            people=self.people,
            accounts=self.accounts,
            audit=self.audit,
            clock=self.clock,
            wall=self.wall,
            write=self._write,
        )

    def talk(self, surface: str) -> Talk:
        return Talk(
            asking=self.ask,
            deciding=self.decide,
            correcting=self.correct,
            replying=ReplyTo(self.remind.told),
            insights=self.insights,
            remembering=self.remember,
            home_view=self.home_view,
            citing=Cite(self.people, self.reading, self.log, self.source_link),
            finding=Find(self.people, self.reading, self.clock, self.source_link),
            preferences=self.preferences,
            show=self.show,
            people=self.people,
            proposals=self.proposals,
            reading=self.reading,
            log=self.log,
            feedback=self.feedback,
            reminding=lambda: self.remind,
            surface=surface,
            link=self.source_link,
        )

    @cached_property
    def show(self) -> Show:
        return Show(
            self.people,
            self.proposals,
            self.log,
            self.clock,
            lambda: self.remind,
            self.card_snoozes,
            self.source_link,
        )

    @cached_property
    def home_view(self) -> HomeView:
        return HomeView(
            people=self.people,
            reading=self.reading,
            proposals=self.proposals,
            health=self.source_health,
            insights=self.insights,
            clock=self.clock,
            wall=self.wall,
            settings_words=lambda actor: self.preferences.words(self.people.get(actor)),
            reconnect=self.reconnect_link,
            asleep=self.card_snoozes.asleep,
            link=self.source_link,
        )

    def repaint(self, refresh: Callable[[Reply], None]) -> Repaint:
        """Keeps posted cards as the ledger says."""
        return Repaint(self.posts, self.show.states, self.show.card, refresh, self.wall)

    def wake(self, deliver: Callable[[str, Reply], bool]) -> Wake:
        """Brings back what somebody put off."""
        return Wake(self.card_snoozes, self.proposals, self.people, self.show.card, deliver, self.wall)

    @cached_property
    def inbox(self) -> "Inbox":
        from records.inbox import Inbox

        return Inbox(self.settings.home / "inbox.sqlite")

    def slack_door(self) -> "SlackDoor | None":
        """The Slack app over this home, if it is to be opened. Raises PromissoryError when a token is missing or refused."""
        if not slack_connection.wanted(self.settings):
            return None
        hear = self.webhooks.make_ear()
        return slack_connection.door(
            self.settings, self.talk("slack"), self.inbox, self.posts, hear, self.slack_installations
        )

    @cached_property
    def teams_inbox(self) -> "Inbox":
        from records.inbox import Inbox

        return Inbox(self.settings.home / "teams.sqlite")

    def teams_door(self) -> "TeamsDoor | None":
        """The Teams bot over this home, if it is to be opened. Raises PromissoryError where a setting is missing."""
        if not teams_connection.is_wanted(self.settings):
            return None
        return teams_connection.door(
            self.settings,
            self.talk("teams"),
            self.teams_inbox,
            self.posts.on("teams"),
            TeamsConversations(self.database, self.wall),
            colleagues=lambda: [(p.email, p.name or p.email) for p in self.people.all()],
            hear=self.webhooks.make_teams_ear(),
        )

    # Durable execution

    def start_engine(self) -> Engine:
        """The engine, started; needs `own_home` first. Unfinished workflows go on at once."""
        if self._engine is None:
            self._engine = Engine(
                self.settings.home / "engine.sqlite",
                {
                    "settle": self.settle.accounts,
                    "propose": self.propose.events,
                    "apply": self.apply.changes,
                },
            )
            self._engine.start()
        return self._engine

    def start_engine_for_work(self) -> None:
        """The engine, but only if the log holds work for it: starting it takes a second."""
        if self.log.work("settle") or (self.crm is not None and self.log.work("propose")):
            self.start_engine()

    def _write(self, proposal_id: str) -> None:
        """Durably where this process runs the engine; otherwise at once, which repeats harmlessly."""
        if self._engine is not None:
            # Without a key: after a busy CRM the same write must run again, and it repeats harmlessly.
            self._engine.run("apply", [proposal_id])
        else:
            self.apply.change(proposal_id)

    def refresh_crm(self) -> None:
        if self.crm is not None:
            from bot.workflows.apply import refresh_from_crm

            refresh_from_crm(self.crm, self.accounts)

    def catch_up(self, stop: Callable[[], bool] = lambda: False) -> None:
        """Do what the log says is not done yet: share, settle accounts, propose changes, finish approved writes."""
        self.reprocess(stop)
        self.share.catch_up()
        if self.log.work(UNINDEX):
            self.build_index.unindex()
        for verb, work, size in (
            ("settle", "settle", SETTLE_AT_ONCE),
            ("propose", "propose", PROPOSE_AT_ONCE),
        ):
            waiting = self.log.work(work)
            if work == "propose" and self.crm is None:
                continue
            for start in range(0, len(waiting), size):
                if stop():
                    return
                self._do(verb, waiting[start : start + size])
                self.log.finish_work(work, waiting[start : start + size])
        for p in self.proposals.all([ProposalStatus.approved]):
            try:
                self._write(p.id)
            except Retry:
                log.warning("proposal %s waits: the CRM is busy", p.id)

    def read_anew(self) -> None:
        """Go on with the threshold that this home has by now, for what was read before too."""
        for built in ("digest", "ingest", "settle", "propose"):
            self.__dict__.pop(built, None)
        self.catch_up()

    def reprocess(self, stop: Callable[[], bool] = lambda: False) -> None:
        """Read again what an older extractor read."""
        sides = None
        while not stop() and (events := self.log.unprocessed(self.digest.version)):
            sides = sides or self.digest.sides()
            for event in events:
                self.digest.again(event, sides)

    def _do(self, verb: str, ids: Sequence[str]) -> None:
        if self._engine is not None:
            self._engine.run(verb, ids)
        elif verb == "settle":
            self.settle.accounts(ids)
        else:
            self.propose.events(ids)

    def check_up(self) -> list[Check]:
        """Everything that `doctor` looks at."""
        return CheckUp(
            people=self.people,
            log=self.log,
            audit=self.audit,
            alerts=self.alerts,
            crm=lambda: self.crm,
            unembedded=self.build_index.waiting if self.settings.embeddings else None,
            slack=slack_connection.state_of(self.settings),
            teams=teams_connection.state_of(self.settings),
            model=self._model_state,
            sources=self._sources_state,
        ).run()

    def _sources_state(self) -> list[tuple[str, bool, str]]:
        return [*self.source_health.findings(), ("webhooks", *state_of(self.webhooks.deliveries))]

    def _model_state(self) -> tuple[bool, str]:
        if self.word is None:
            return True, "none, so answers are worded by code: see docs/how-to/language-models.md."
        return language_models.state_of(self.models, self.settings.model_timeout_s)

    def close(self) -> None:
        """Stop the engine and let go of files and locks."""
        if self._engine is not None:
            self._engine.stop()
            self._engine = None
        if "index" in self.__dict__:
            self.index.close()
        self._lock.release()
        self.database.close()
