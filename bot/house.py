"""What the data home is worked on with: its CRM and sources, retrieval, models and workflows, built at first use."""

from functools import cached_property
from typing import TYPE_CHECKING

from bot import language_models
from bot.home import Home
from bot.live_sources import LiveSources
from bot.replies.source_links import source_link
from bot.webhook_sources import WebhookSources
from bot.workflows.apply import Apply
from bot.workflows.ask import Ask
from bot.workflows.connect import Connect
from bot.workflows.correct import Correct
from bot.workflows.extract import Digest
from bot.workflows.facts import Facts
from bot.workflows.forget import Forget
from bot.workflows.index import BuildIndex
from bot.workflows.ingest import Ingest
from bot.workflows.insight import Insights
from bot.workflows.preferences import Preferences
from bot.workflows.propose import Propose
from bot.workflows.refit import RefitThreshold, Threshold
from bot.workflows.remember import Remember
from bot.workflows.remind import Remind
from bot.workflows.report import Report, SendReports
from bot.workflows.settle import Settle
from bot.workflows.share import Share
from bot.workflows.source_health import SourceHealth
from policies.engine import Policy, PolicyLimits
from records.connections import Connection
from records.contact_dates import ContactDates
from records.conversations import Conversations
from records.erasure import Erasure
from records.errors import PromissoryError
from records.feedback import Feedback
from records.insights import InsightRecord
from records.preferences import PersonSettings
from records.sharing import Sharing
from records.slack_installations import SlackInstallations

if TYPE_CHECKING:
    from bot.workflows.word import Word
    from integrations.ports import Crm
    from retrieval.answer import Answerer
    from retrieval.embedding import E5Embedder
    from retrieval.index import ChromaIndex
    from retrieval.llm.router import Choice, Router, Size
    from retrieval.search import Search

SETTLE_AT_ONCE, PROPOSE_AT_ONCE = 20, 100
"""Ids a workflow: small enough that a crash repeats little."""


class House(Home):
    """The parts that no chat needs; `bot.app` puts the doors and the durable work on top."""

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
            also_sealed=lambda vault: self.slack_installations.rewrap(vault),
        )

    @cached_property
    def slack_installations(self) -> SlackInstallations:
        """Workspaces that installed us themselves."""
        return SlackInstallations(self.database, self.wall, self.live.vault, self.settings.home / "locks")

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
            preferences=self.preferences,
            contacts=ContactDates(self.database),
            link=self.source_link,
        )

    @cached_property
    def preferences(self) -> Preferences:
        hours = (self.settings.quiet_from, self.settings.quiet_until)
        return Preferences(self.people, PersonSettings(self.database), hours, self.settings.reminders_a_day)

    @cached_property
    def insights(self) -> Insights:
        record = InsightRecord(self.database, self.clock, self.wall)
        return Insights(
            self.people,
            self.accounts,
            self.reading,
            record,
            self.audit,
            self.clock,
            self.source_link,
        )

    @cached_property
    def remember(self) -> Remember:
        return Remember(
            self.people,
            self.reading,
            self.digest,
            self.held_messages,
            Conversations(self.database, self.wall),
            self.audit,
            self.clock,
            self.source_link,
        )

    def source_link(self, event_id: str) -> str | None:
        """Where a source is linked to that has no link of its own; None where nobody can reach us."""
        base = self.settings.public_url
        return source_link(base, event_id) if base else None

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
        return Correct(self.people, self.promises, self.reading, self.audit, self.clock)

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
