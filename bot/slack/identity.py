"""Slack user -> known reader, failing closed: guests, bots, strangers and unconfirmed addresses are nobody."""

import threading
import time
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

T = TypeVar("T")
Json = dict[str, Any]
Who = Callable[[str, str | None], str | None]

STRANGER = "I don't know you here. Please ask an admin to add you."

USER_SECONDS = 300.0
"""For how long we remember who a user is, unless Slack says before that it changed."""
MOST_VIEWERS = 200
"""In a channel with more people nothing is shown."""
SLACKBOT = "USLACKBOT"

_NOBODY = frozenset({"user_not_found", "user_not_visible", "users_not_found"})
_UNSEEN = frozenset({"channel_not_found", "not_in_channel", "is_archived", "missing_scope", "access_denied"})
_NO_COLLEAGUE = (
    "deleted",
    "is_bot",
    "is_workflow_bot",
    "is_restricted",
    "is_ultra_restricted",
    "is_stranger",
    "is_invited_user",
)
_SHARED = (
    "is_ext_shared",
    "is_pending_ext_shared",
    "is_org_shared",
    "is_shared",
    "is_archived",
    "pending_shared",
    "pending_connected_team_ids",
)


class Identity:
    """Who is who in one workspace. What is remembered goes at once when Slack says that it changed."""

    def __init__(
        self,
        client: WebClient,
        who: Who,
        team: str | None = None,
        *,
        public_channels: bool = True,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """`team` is the workspace, whose own people alone count; where None, any team's do.

        Without `public_channels` nothing is shown in a channel that every colleague can open.
        """
        self._client, self._who, self._team = client, who, team
        self._public_channels = public_channels
        self._users: _Remembered[Json | None] = _Remembered(USER_SECONDS, now)

    def reader(self, user_id: str) -> str | None:
        """The mail address of a known person, or None. Raises if Slack can't tell right now."""
        user = self._user(user_id)
        if user is None or not is_colleague(user, self._team):
            return None
        confirmed = user.get("is_email_confirmed", True)
        email = (user.get("profile") or {}).get("email")
        return self._who(user_id, email.lower() if email and confirmed else None)

    def name(self, user_id: str) -> str:
        """What people call a user who is mentioned in a question."""
        user = self._user(user_id) or {}
        return user.get("real_name") or (user.get("profile") or {}).get("real_name") or "somebody"

    def viewers(self, channel: str) -> list[str] | None:
        """Mail addresses of all who would read what is posted in a channel; bots of our own don't count.

        Who is in the channel is asked each time. None where that can't be said: one of them is a guest, a stranger or unknown, another company
        or workspace shares the channel, Slack doesn't show us its members, or there are too many.
        """
        members = self._members(channel)
        if members is None:
            return None
        found: set[str] = set()
        for user_id in members:
            if self._reads_nothing(user_id):
                continue
            known = self.reader(user_id)
            if known is None or len(found) >= MOST_VIEWERS:
                return None
            found.add(known)
        return sorted(found)

    def forget(self, user_id: str) -> None:
        """Slack said that something about this user changed."""
        self._users.forget(user_id)

    def _user(self, user_id: str) -> Json | None:
        return self._users.of(user_id, lambda: self._ask(user_id))

    def _ask(self, user_id: str) -> Json | None:
        try:
            return dict(self._client.users_info(user=user_id)["user"])
        except SlackApiError as error:
            if error.response.get("error") in _NOBODY:
                return None
            raise

    def _reads_nothing(self, user_id: str) -> bool:
        """A bot of this workspace, or somebody whose account is closed."""
        if user_id == SLACKBOT:
            return True
        user = self._user(user_id) or {}
        return bool(user.get("deleted") or user.get("is_bot")) and _is_of(user, self._team)

    def _members(self, channel: str) -> list[str] | None:
        try:
            room = self._client.conversations_info(channel=channel)["channel"]
            if any(room.get(flag) for flag in _SHARED):
                return None
            closed = any(room.get(flag) for flag in ("is_private", "is_group", "is_mpim", "is_im"))
            if not closed and not self._public_channels:
                return None
            return self._pages(channel)
        except SlackApiError as error:
            if error.response.get("error") in _UNSEEN:
                return None
            raise

    def _pages(self, channel: str) -> list[str] | None:
        found: set[str] = set()
        cursor = ""
        while len(found) <= 2 * MOST_VIEWERS:  # bots are among them
            page = self._client.conversations_members(channel=channel, limit=200, cursor=cursor)
            found.update(page["members"])
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return sorted(found)
        return None


def is_colleague(user: Json, team: str | None) -> bool:
    """Whether Slack describes somebody who works in this workspace: no guest, no bot, nobody from elsewhere."""
    if user.get("id") == SLACKBOT or any(user.get(flag) for flag in _NO_COLLEAGUE):
        return False
    return _is_of(user, team)


def _is_of(user: Json, team: str | None) -> bool:
    """In an organisation people belong to one workspace and may be members of others."""
    teams = {user.get("team_id"), *((user.get("enterprise_user") or {}).get("teams") or [])}
    return team is None or team in teams


class _Remembered(Generic[T]):
    """Answers for some seconds. An answer that was under way when it was to be forgotten is not kept."""

    def __init__(self, seconds: float, now: Callable[[], float]) -> None:
        self._seconds, self._now = seconds, now
        self._held: dict[str, tuple[float, T]] = {}
        self._forgotten = 0
        self._lock = threading.Lock()

    def of(self, key: str, ask: Callable[[], T]) -> T:
        with self._lock:
            held = self._held.get(key)
            if held is not None and held[0] > self._now():
                return held[1]
            before = self._forgotten
        found = ask()
        with self._lock:
            if len(self._held) > 20_000:
                self._held.clear()
            if self._forgotten == before:
                self._held[key] = (self._now() + self._seconds, found)
        return found

    def forget(self, key: str) -> None:
        with self._lock:
            self._forgotten += 1
            self._held.pop(key, None)
