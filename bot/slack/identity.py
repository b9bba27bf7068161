"""Slack user -> known reader, failing closed: guests, bots, strangers and unconfirmed addresses are nobody."""

from collections.abc import Callable
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

STRANGER = "I don't know you here. Please ask an admin to add you."

_NOBODY = frozenset({"user_not_found", "user_not_visible", "users_not_found"})

Who = Callable[[str, str | None], str | None]


class Identity:
    """Asks Slack each time, so that somebody who left is nobody from the next question on."""

    def __init__(self, client: WebClient, who: Who) -> None:
        self._client, self._who = client, who

    def reader(self, user_id: str) -> str | None:
        """The mail address of a known person, or None. Raises if Slack can't tell right now."""
        user = self._user(user_id)
        if user is None or any(
            user.get(flag)
            for flag in ("deleted", "is_bot", "is_restricted", "is_ultra_restricted", "is_stranger")
        ):
            return None
        confirmed = user.get("is_email_confirmed", True)
        email = (user.get("profile") or {}).get("email")
        return self._who(user_id, email.lower() if email and confirmed else None)

    def name(self, user_id: str) -> str:
        """What people call a user who is mentioned in a question."""
        user = self._user(user_id) or {}
        return user.get("real_name") or (user.get("profile") or {}).get("real_name") or "somebody"

    def _user(self, user_id: str) -> dict[str, Any] | None:
        try:
            user: dict[str, Any] = self._client.users_info(user=user_id)["user"]
        except SlackApiError as error:
            if error.response.get("error") in _NOBODY:
                return None
            raise
        return user
