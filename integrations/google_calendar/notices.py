"""What Google Calendar says when it calls our address: headers only, checked against the channel's own token."""

import hmac
from collections.abc import Mapping

from integrations.errors import Rejected
from integrations.ports import Watch
from records.models import Frozen


class ChannelNotice(Frozen):
    """Something happened in the calendar behind a channel; `state` is sync for a channel's first call."""

    channel_id: str
    token: str
    state: str
    resource_id: str = ""
    number: int = 0
    """Counts up within a channel, with gaps."""

    @property
    def is_only_a_greeting(self) -> bool:
        """The channel has been opened; nothing happened yet."""
        return self.state == "sync"


def notice_of(headers: Mapping[str, str]) -> ChannelNotice:
    """The notice that these headers carry, whatever their case. Raises Rejected when they carry none."""
    given = {name.lower(): str(value) for name, value in headers.items()}
    channel = given.get("x-goog-channel-id", "")
    state = given.get("x-goog-resource-state", "")
    number = given.get("x-goog-message-number", "0")
    if not channel or len(channel) > 64 or state not in ("sync", "exists", "not_exists"):
        raise Rejected("this is no notice of Google Calendar's")
    return ChannelNotice(
        channel_id=channel,
        token=given.get("x-goog-channel-token", ""),
        state=state,
        resource_id=given.get("x-goog-resource-id", ""),
        number=int(number) if number.isascii() and number.isdigit() and len(number) < 20 else 0,
    )


def check(notice: ChannelNotice, watch: Watch) -> None:
    """Makes sure that the notice is of this watch. Raises Rejected."""
    same_channel = hmac.compare_digest(notice.channel_id.encode(), watch.remote_id.encode())
    same_secret = hmac.compare_digest(notice.token.encode(), watch.secret.encode())
    if not (same_channel and same_secret and watch.secret):
        raise Rejected("the notice does not carry the channel's token")
