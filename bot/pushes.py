"""Vendors' notices, read: which connection has news, and nothing of what the news is."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from pydantic import SecretStr

from bot.pulled_notices import PulledNotices
from bot.settings import Settings
from bot.webhook_pushes import calendar_push, gmail_push, graph_push
from bot.webhooks import ReadPush
from bot.workflows.receive import PUSH, push_body
from bot.workflows.watch import KeepWatching
from integrations import registry
from integrations.errors import Rejected
from integrations.oauth import Vendor
from integrations.oauth_assertions import check_service_account
from integrations.oauth_credentials import StoredCredentials
from integrations.oauth_grants import InMemory, ServiceAccountGrant, VendorName, written
from integrations.ports import Watch
from records.clock import Clock
from records.connections import Connections
from records.deliveries import Deliveries
from records.watches import Watches


class _Notice(Protocol):
    """A pulled one."""

    @property
    def mailbox(self) -> str: ...

    @property
    def message_id(self) -> str: ...

    @property
    def ack_id(self) -> str: ...


def readers(
    settings: Settings, connections: Connections, watches: Watches, keeping: KeepWatching
) -> Mapping[str, ReadPush]:
    """Name of the route below /push/ -> what reads its notices."""
    parse = registry.push_parsers()

    def verify_gmail(token: str) -> None:
        email, base = settings.gmail_push_email, settings.public_url or ""
        audience = settings.gmail_push_audience or f"{base.rstrip('/')}/push/gmail"
        if email is None:
            raise Rejected("no service account is set whose notices of Gmail count")
        parse.verify_gmail(token, audience, email)

    def connections_of(mailbox: str) -> Sequence[str]:
        found = connections.find("gmail", mailbox)
        return [found.id] if found is not None else []

    def watch_of(remote_id: str) -> tuple[str, Watch] | None:
        held = watches.by_remote_id(remote_id)
        return (held.connection_id, keeping.to_watch(held)) if held is not None else None

    return {
        "gmail": gmail_push(verify_gmail, parse.gmail_mailbox_of, connections_of),
        "calendar": calendar_push(parse.calendar_notice_of, parse.check_calendar, watch_of),
        "graph": graph_push(parse.graph_notices, watch_of),
    }


def pulled(
    settings: Settings,
    connections: Connections,
    deliveries: Deliveries,
    vendors: Mapping[VendorName, Vendor],
    wall: Clock,
) -> PulledNotices[Any] | None:
    """What pulls Gmail's notices; None where no subscription is set. Raises Rejected for settings that don't fit.

    They are stored as pushes are, so that one that was acknowledged is read even after a crash.
    """
    name, path = settings.gmail_subscription, settings.gmail_pubsub_key
    if name is None and path is None:
        return None
    if name is None or path is None:
        missing = "PROMISSORY_GMAIL_SUBSCRIPTION" if name is None else "PROMISSORY_GMAIL_PUBSUB_KEY"
        raise Rejected(f"To pull Gmail's notices {missing} is needed too: docs/how-to/connect-google.md.")
    try:
        key = SecretStr(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise Rejected("PROMISSORY_GMAIL_PUBSUB_KEY can't be read: give the path of a JSON key.") from None
    check_service_account(key)

    def credentials(scope: str) -> StoredCredentials:
        grant = written(ServiceAccountGrant(account="", scopes=(scope,), key=key))
        return StoredCredentials("gmail notices", InMemory(grant), vendors, wall)

    subscription = registry.pulled_notices(name, credentials, wall, settings.gmail_pubsub_url)

    def store(notices: Sequence[_Notice]) -> None:
        for each in notices:
            found = connections.find("gmail", each.mailbox)
            if found is not None:
                which = f"pulled:{each.message_id or each.ack_id}"
                deliveries.accept(PUSH, found.id, which, push_body(None))

    return PulledNotices(subscription, store)
