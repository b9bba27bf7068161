"""What tells by itself, webhooks and conversations of one home: built here for `bot.app`, at their first use."""

from collections.abc import Callable, Mapping, MutableMapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from pydantic import SecretStr

from bot.live_sources import LiveSources
from bot.settings import Settings
from bot.workflows.extract import Digest
from bot.workflows.hear import Hear
from bot.workflows.receive import (
    WEBHOOK,
    FromPushes,
    FromWebhooks,
    Handler,
    Keep,
    ReadsDeliveries,
    Receive,
)
from integrations.errors import Reauth, Rejected
from integrations.ports import Change, WebhookKeys
from records.clock import Clock
from records.connections import Connection
from records.conversations import Conversations
from records.database import Database
from records.deliveries import Deliveries
from records.errors import NotFound
from records.event_log import EventLog
from records.people import People

if TYPE_CHECKING:
    from bot.slack.app import MakeEar
    from bot.teams.app import MakeEar as MakeTeamsEar
    from bot.webhooks import Door, ReadPush

SOURCE = "webhooks"


class Webhook(ReadsDeliveries, Protocol):
    """A webhook as its connector opens it."""

    def keys(self, password: SecretStr) -> WebhookKeys: ...


class WebhookSources:
    """The door, the worker behind it, and the ear in chats."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        wall: Clock,
        log: EventLog,
        people: People,
        digest: Callable[[], Digest],
        live: LiveSources,
    ) -> None:
        self._settings, self._database, self._wall = settings, database, wall
        self._log, self._people, self._digest, self._live = log, people, digest, live
        self._handlers: MutableMapping[str, Handler] = {}

    @cached_property
    def deliveries(self) -> Deliveries:
        return Deliveries(self._settings.home / "deliveries.sqlite", clock=self._wall)

    @cached_property
    def receive(self) -> Receive:
        """Its `handlers` grow: `slack` when the bot is in Slack, `push` when live sources are followed."""
        self._handlers[WEBHOOK] = FromWebhooks(self._live.connections, self._open, self._keep)
        return Receive(self.deliveries, self._handlers)

    @cached_property
    def hear(self) -> Hear:
        conversations = Conversations(self._database, self._wall)
        return Hear(conversations, self._people, self.deliveries, self._keep)

    def make_ear(self) -> "MakeEar":
        """For `slack_connection.door`."""
        from bot.slack.listening import Ear
        from integrations import registry

        read = registry.slack_messages()
        return lambda client, who, messages: Ear(client, who, messages, self.hear, read)

    def make_teams_ear(self) -> "MakeTeamsEar":
        """For `teams_connection.door`."""
        from bot.teams.hearing import TeamsEar
        from integrations import registry

        read = registry.teams_messages()
        return lambda tenant, connector: TeamsEar(tenant, connector, self.hear, read)

    def on_push(self, poke: Callable[[str, str | None], None]) -> None:
        """Who is told that a connection has news."""
        self.receive.handlers["push"] = FromPushes(poke)

    def door(
        self,
        pushes: "Mapping[str, ReadPush] | None" = None,
        validation_reply: Callable[[str], str | None] = lambda query: None,
    ) -> "Door":
        from bot.webhooks import Door, Verifier
        from integrations import registry

        verifier = Verifier(self._keys_of, registry.check_signature, self._wall.now)
        return Door(
            self.deliveries, verifier, known=verifier.knows, pushes=pushes, validation_reply=validation_reply
        )

    def any(self) -> bool:
        """Whether something is connected whose sender calls us."""
        return any(c.source == SOURCE for c in self._live.connections.all())

    def _keep(self, mailbox_id: str, changes: Sequence[Change]) -> None:
        """The digest is asked for each time, because its threshold may be refitted while this runs."""
        Keep(self._live.items, self._log, self._digest())(mailbox_id, changes)

    def _open(self, connection: Connection) -> Webhook:
        from integrations import registry

        return registry.webhook(connection.account, connection.options)

    def _keys_of(self, connection_id: str) -> WebhookKeys | None:
        try:
            connection = self._live.connections.get(connection_id)
            if connection.source != SOURCE or connection.state == "paused":
                return None
            return self._open(connection).keys(self._live.credentials(connection).password())
        except (NotFound, Rejected, Reauth):
            return None
