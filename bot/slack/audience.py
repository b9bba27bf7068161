"""Who would read a card where it stands: the one whose DM it is, or everybody in a channel."""

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.replies.shapes import Reply
from bot.slack.identity import Identity

MOST_KNOWN = 20_000
_NO_DM = frozenset(
    {
        "channel_not_found",
        "method_not_supported_for_channel_type",
        "user_disabled",
        "user_not_found",
        "user_not_visible",
    }
)


class Audience:
    """Fails closed: where nobody can say who reads it, a card does not stand."""

    def __init__(self, client: WebClient, identity: Identity) -> None:
        self._client, self._identity = client, identity
        self._dms: dict[str, str] = {}
        """Whose DM a channel is, as far as we know."""

    def note(self, channel: str, user: str) -> None:
        """We opened this DM for them, or they clicked in it, which nobody else can."""
        if channel.startswith("D"):
            if len(self._dms) >= MOST_KNOWN:
                self._dms.clear()
            self._dms[channel] = user

    def is_reader(self, user: str, email: str) -> bool:
        """Whether a user of Slack is that very reader."""
        known = self._identity.reader(user)
        return known is not None and known.lower() == email.lower()

    def may_see(self, channel: str, reply: Reply) -> bool:
        """Whether everybody who would read a card there is one of its readers. Raises if Slack can't tell now."""
        if channel.startswith("D"):
            user = self._whose(channel)
            reader = self._identity.reader(user) if user is not None else None
            return reader is not None and (reply.readers is None or reader in reply.readers)
        if reply.readers is None:
            return True
        viewers = self._identity.viewers(channel)
        return viewers is not None and reply.readers.issuperset(viewers)

    def _whose(self, channel: str) -> str | None:
        """The user on the other side. Slack is asked only where we don't remember it, as after a start."""
        if (user := self._dms.get(channel)) is None:
            try:
                told = self._client.conversations_open(channel=channel, return_im=True)["channel"]
            except SlackApiError as error:
                if error.response.get("error") in _NO_DM:
                    return None
                raise
            if not (user := told.get("user")):
                return None
            self.note(channel, user)
        return user
