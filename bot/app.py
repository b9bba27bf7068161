"""The only place where concrete objects are built: a data home, opened."""

import logging
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from bot import language_models, slack_connection
from bot.engine import Engine
from bot.home import Home
from bot.live_sources import LiveSources
from bot.webhook_sources import WebhookSources
from bot.workflows.apply import Apply
from bot.workflows.ask import Ask
from bot.workflows.check_up import Check, CheckUp
from bot.workflows.connect import Connect
from bot.workflows.correct import Correct
from bot.workflows.decide import Decide
from bot.workflows.extract import Digest
from bot.workflows.facts import Facts
from bot.workflows.forget import Forget
from bot.workflows.index import BuildIndex
from bot.workflows.ingest import Ingest
from bot.workflows.propose import Propose
from bot.workflows.receive import state_of
from bot.workflows.refit import RefitThreshold, Threshold
from bot.workflows.remind import Remind
from bot.workflows.report import Report, SendReports
from bot.workflows.settle import Settle
from bot.workflows.share import Share
from bot.workflows.source_health import SourceHealth
from bot.workflows.talk import Talk
from integrations.errors import Retry
from policies.engine import Policy, PolicyLimits
from records.connections import Connection
from records.erasure import Erasure
from records.errors import PromissoryError
from records.feedback import Feedback
from records.models import ProposalStatus
from records.sharing import Sharing
from records.source_items import UNINDEX

if TYPE_CHECKING:
    from bot.slack.app import SlackDoor
    from bot.workflows.word import Word
    from integrations.ports import Crm
    from records.inbox import Inbox
    from retrieval.answer import Answerer
    from retrieval.embedding import E5Embedder
    from retrieval.index import ChromaIndex
    from retrieval.llm.router import Choice, Router, Size
    from retrieval.search import Search

log = logging.getLogger("promissory.app")
SETTLE_AT_ONCE, PROPOSE_AT_ONCE = 20, 100
"""Ids a workflow: small enough that a crash repeats little."""


class App(Home):
    """Everything of one data home; heavy parts are built at their first use. Raises as `Home` does."""

    _engine: Engine | None = None

    # The outside world

    @cached_property
    def crm(self) -> "Crm | None":
        """The configured CRM, its mapping checked; None where none is connected."""
        from integrations import registry

        url, mapping = self.settings.crm_url, self.settings.crm_mapping
        file = self.settings.home / "crm.sqlite"
        if url is None and not file.exists():
            return None
        return registry.sql_crm(url or f"sqlite:///{file}", mapping or self.settings.home / "crm_mapping.yml")

    @cached_property
    def live(self) -> LiveSources:
        """Connected mailboxes and calendars."""
        return LiveSources(
            self.settings,
            self.database,
            self.wall,
            self.log,
            lambda: self.digest,
            share=lambda connection, event_ids: self.share.after_reading(),
        )

    @cached_property
    def webhooks(self) -> WebhookSources:
        """What calls us: webhooks and vendors' notices, and conversations in chats."""
        return WebhookSources(
            self.settings, self.database, self.wall, self.log, self.people, lambda: self.digest, self.live
        )

    @property
    def connect(self) -> Connect:
        """Opens mailboxes and closes them again."""
        return self.live.connect(self.people, self.audit)

    def reconnect_link(self, connection: Connection) -> str | None:
        """Where the owner signs in again with a browser; None where that is no way, or nothing is public."""
        from bot import sign_in_pages

        base = self.settings.public_url
        if base is None:
            return None
        try:
            plan = self.connect.plan(
                connection.source, connection.owner, connection.account, None, connection.options
            )
            return sign_in_pages.link(base, self.connect.invite(plan)) if plan.way == "browser" else None
        except PromissoryError:
            return None

    @cached_property
    def source_health(self) -> SourceHealth:
        return SourceHealth(self.live.connections, self.live.items, self.wall)

    # Retrieval

    @cached_property
    def embedder(self) -> "E5Embedder":
        from retrieval.embedding import E5Embedder

        return E5Embedder(stamps=self.settings.home)

    @cached_property
    def index(self) -> "ChromaIndex":
        from retrieval.index import ChromaIndex

        return ChromaIndex(self.settings.home / "vectors")

    @cached_property
    def search(self) -> "Search":
        from retrieval.search import Search

        if not self.settings.embeddings or not (self.settings.home / "vectors").exists():
            return Search(self.reading, None, None)
        return Search(self.reading, self.index, self.embedder)

    @cached_property
    def answerer(self) -> "Answerer":
        from retrieval.answer import Answerer

        return Answerer(self.reading, self.search)

    # Language models

    @cached_property
    def router(self) -> "Router":
        """Which model words what; imported and built only where one is configured."""
        from retrieval.llm.router import Router
        from retrieval.masking import Masker

        s = self.settings
        return Router(
            self.models,
            meter=self.usage,
            cache=self.cached_answers,
            audit=self.audit.record,
            masker=lambda names: Masker(names.people, names.companies),
            limits=language_models.limits(s),
            mask_always=s.model_masking == "always",
            timeout_s=s.model_timeout_s,
        )

    @cached_property
    def models(self) -> "dict[Size, Choice]":
        """The configured models; none of them is called or loaded yet."""
        return language_models.configured(self.settings)

    @cached_property
    def word(self) -> "Word | None":
        """None without a model: then nothing about models is even imported."""
        if not (self.settings.model or self.settings.small_model):
            return None
        from bot.workflows.word import Word

        return Word(
            lambda: self.router, self.people, self.accounts, self.reading, self.cached_answers.standing
        )

    # Workflows

    @cached_property
    def digest(self) -> Digest:
        return Digest(self.log, self.people, self.accounts, Threshold(self.facts_of_home).chosen())

    @cached_property
    def ingest(self) -> Ingest:
        from integrations import registry

        return Ingest(registry.file_source(), self.log, self.people, self.digest)

    @cached_property
    def settle(self) -> Settle:
        return Settle(self.log, self.promises, self.digest)

    @cached_property
    def build_index(self) -> BuildIndex:
        from retrieval.embedding import E5Embedder

        return BuildIndex(self.log, self.people, lambda: self.index, lambda: self.embedder, E5Embedder.name)

    @cached_property
    def policy(self) -> Policy:
        limits = PolicyLimits(
            large_amount=self.settings.large_amount, expires_after_days=self.settings.expires_after_days
        )
        return Policy(limits)

    @cached_property
    def account_facts(self) -> Facts:
        return Facts(self.log, self.promises, self.accounts, self.people, self.clock)

    @cached_property
    def propose(self) -> Propose:
        return Propose(
            crm=self.crm,
            policy=self.policy,
            facts=self.account_facts,
            log=self.log,
            promises=self.promises,
            accounts=self.accounts,
            proposals=self.proposals,
            audit=self.audit,
            digest=self.digest,
            clock=self.clock,
            wall=self.wall,
        )

    @cached_property
    def apply(self) -> Apply:
        return Apply(
            crm=self.crm,
            policy=self.policy,
            facts=self.account_facts,
            proposals=self.proposals,
            people=self.people,
            accounts=self.accounts,
            audit=self.audit,
            alerts=self.alerts,
            wall=self.wall,
        )

    @cached_property
    def decide(self) -> Decide:
        return Decide(
            crm=self.crm,
            policy=self.policy,
            facts=self.account_facts,
            proposals=self.proposals,
            people=self.people,
            accounts=self.accounts,
            audit=self.audit,
            wall=self.wall,
            write=self._write,
        )

    @cached_property
    def remind(self) -> Remind:
        country = self.settings.country
        if country:
            import holidays

            days = holidays.country_holidays(country)
        else:
            days = frozenset()  # type: ignore[assignment]
        return Remind(
            people=self.people,
            promises=self.promises,
            reminders=self.reminders,
            log=self.log,
            audit=self.audit,
            clock=self.clock,
            holidays=days,
            quiet_hours=(self.settings.quiet_from, self.settings.quiet_until),
            cap=self.settings.reminders_a_day,
        )

    @cached_property
    def ask(self) -> Ask:
        return Ask(
            self.people,
            lambda: self.answerer,
            self.audit,
            self.clock,
            self.word.word if self.word else None,
            self.source_health.gaps,
        )

    @cached_property
    def correct(self) -> Correct:
        return Correct(self.people, self.promises, self.reading, self.audit)

    @cached_property
    def feedback(self) -> Feedback:
        return Feedback(self.database)

    @cached_property
    def report(self) -> Report:
        return Report(
            feedback=self.feedback,
            promises=self.promises,
            proposals=self.proposals,
            reading=self.reading,
            clock=self.clock,
            wall=self.wall,
        )

    @cached_property
    def send_reports(self) -> SendReports:
        return SendReports(self.report, self.facts_of_home, self.wall)

    @cached_property
    def refit(self) -> RefitThreshold:
        return RefitThreshold(self.feedback, self.facts_of_home, self.audit)

    @cached_property
    def share(self) -> Share:
        return Share(Sharing(self.database, self.wall), self.people, self.audit)

    @cached_property
    def forget(self) -> Forget:
        return Forget(Erasure(self.database, self.wall), self.audit, lambda: self.index)

    def talk(self, surface: str) -> Talk:
        return Talk(
            asking=self.ask,
            deciding=self.decide,
            correcting=self.correct,
            people=self.people,
            promises=self.promises,
            proposals=self.proposals,
            reading=self.reading,
            log=self.log,
            clock=self.clock,
            surface=surface,
        )

    @cached_property
    def inbox(self) -> "Inbox":
        from records.inbox import Inbox

        return Inbox(self.settings.home / "inbox.sqlite")

    def slack_door(self) -> "SlackDoor":
        """The Slack app over this home. Raises PromissoryError when a token is missing or refused."""
        return slack_connection.door(
            self.settings, self.talk("slack"), self.inbox, self.proposals, self.webhooks.make_ear()
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
