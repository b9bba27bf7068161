"""Change notifications of Microsoft Graph: asked for, renewed and given up, for mail and calendar alike."""

import secrets
from datetime import datetime, timedelta

from integrations.errors import Rejected
from integrations.graph_api import GraphApi, asking, moment
from integrations.graph_errors import Missing
from integrations.ports import Watch

LONGEST = timedelta(minutes=10_070)
"""Microsoft grants Outlook messages and events at most 10,080 minutes; ten are left for clock skew.
(https://learn.microsoft.com/graph/api/resources/subscription#subscription-lifetime)"""


def subscribe(api: GraphApi, resource: str, notify_url: str, now: datetime) -> Watch:
    """A subscription to `resource` of the mailbox ("messages", "events"); Graph calls `notify_url` meanwhile
    to see that it is ours. Raises Rejected for an address that is not https, and as a Source does."""
    from msgraph.generated.models.subscription import Subscription

    if not notify_url.startswith("https://") and not notify_url.startswith("http://127.0.0.1:"):
        raise Rejected("Microsoft sends notices to https:// addresses only")
    secret = secrets.token_urlsafe(32)
    mailbox = "me" if api.options.access == "delegated" else f"users/{api.options.account}"
    wanted = Subscription(
        change_type="created,updated,deleted",
        notification_url=notify_url,
        lifecycle_notification_url=notify_url,
        resource=f"{mailbox}/{resource}",
        expiration_date_time=now + LONGEST,
        client_state=secret,
    )
    made = api.ask(lambda: api.client.subscriptions.post(wanted, asking()))
    if not made.get("id"):
        raise Rejected("Microsoft Graph made no subscription")
    return Watch(
        resource=resource,
        remote_id=str(made["id"]),
        secret=secret,
        expires_at=moment(made.get("expirationDateTime")) or now + LONGEST,
        detail=notify_url,
    )


def renewed(api: GraphApi, watch: Watch, now: datetime) -> Watch:
    """The same subscription with a later end, or a new one where Graph has dropped it; either also
    answers a `reauthorizationRequired`."""
    from msgraph.generated.models.subscription import Subscription

    wanted = Subscription(expiration_date_time=now + LONGEST)
    try:
        item = api.client.subscriptions.by_subscription_id(watch.remote_id)
        made = api.ask(lambda: item.patch(wanted, asking()))
    except Missing:
        return subscribe(api, watch.resource, watch.detail, now)
    until = moment(made.get("expirationDateTime"))
    return watch.model_copy(update={"expires_at": until or now + LONGEST})


def unsubscribe(api: GraphApi, watch: Watch) -> None:
    """Stops it; harmless when it is gone already."""
    try:
        item = api.client.subscriptions.by_subscription_id(watch.remote_id)
        api.ask(lambda: item.delete(asking()))
    except Missing:
        pass
