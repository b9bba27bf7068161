"""The workspaces that we are installed in: for each its client, its people and its messages."""

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.builtin_handlers import ConnectionErrorRetryHandler, RateLimitErrorRetryHandler

from bot.replies.shapes import Reply
from bot.slack.clicks import Over
from bot.slack.identity import Identity, Who
from bot.slack.messages import Messages
from bot.slack.pace import Pace
from bot.slack.routing import team_of
from bot.workflows.conversation import Event, Posts

Json = dict[str, Any]
MakePosts = Callable[[str], Posts]
"""Makes the memory of posts of one surface ("slack:T0HOME")."""

DEAD = frozenset({"account_inactive", "token_revoked"})
"""What Slack says to the token of a workspace that removed us."""
_SPEAKS = frozenset({"chat.postMessage", "chat.postEphemeral", "chat.startStream"})
"""Methods that put one more message into a channel."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """One workspace, as handlers need it."""

    team: str
    client: WebClient
    identity: Identity
    messages: Messages


ReadMessage = Callable[[Json], tuple[Event, str] | None]
"""A message as somebody points at it -> the event that it is and the place it was said in."""


class Workspaces(Protocol):
    read_message: ReadMessage | None
    """None where nothing is kept of what is said."""

    def of(self, body: Json) -> Workspace:
        """The workspace that a delivery came from. Raises Over where we are not installed any more."""
        ...

    def all(self) -> Sequence[Workspace]: ...


@dataclass(frozen=True, slots=True)
class Furnish:
    """Makes a workspace over a client that carries its token."""

    who: Who
    make_posts: MakePosts
    public_channels: bool = True

    def __call__(self, client: WebClient, team: str) -> Workspace:
        identity = Identity(client, self.who, team, public_channels=self.public_channels)
        messages = Messages(client, self.make_posts(f"slack:{team}"), identity)
        return Workspace(team, client, identity, messages)


class Client(WebClient):
    """Keeps Slack's pace, whoever calls it, and tries again what was lost on the way or asked too often."""

    def __init__(self, token: str | None, base_url: str, logger: Any, pace: Pace | None = None) -> None:
        super().__init__(token=token, base_url=base_url, timeout=10, logger=logger)
        self.retry_handlers = [ConnectionErrorRetryHandler(), RateLimitErrorRetryHandler(max_retry_count=3)]
        self._pace = pace or Pace()

    def api_call(self, api_method: str, **named: Any) -> Any:
        if api_method in _SPEAKS:
            told = named.get("json") or named.get("params") or named.get("data") or {}
            self._pace.turn(str(told.get("channel")))
        return super().api_call(api_method, **named)


class TeamClient(Client):
    """Carries the token that its workspace has at that moment, and tells when that one is dead."""

    def __init__(
        self,
        token_now: Callable[[], str],
        dead: Callable[[str], object],
        base_url: str,
        logger: Any,
        pace: Pace | None = None,
    ) -> None:
        """`token_now` raises Over where the workspace removed us; `dead` hears of a token that is no good."""
        self._token_now, self._dead = token_now, dead
        super().__init__(None, base_url, logger, pace)

    @property
    def token(self) -> str | None:
        return self._token_now()

    @token.setter
    def token(self, _: str | None) -> None:
        """The library sets it when it begins; ours comes from elsewhere."""

    def api_call(self, api_method: str, **named: Any) -> Any:
        used = self._token_now()
        try:
            return super().api_call(api_method, **named)
        except SlackApiError as error:
            if error.response.get("error") in DEAD:
                self._dead(used)
                raise Over("the workspace removed us") from error
            raise


class OneWorkspace:
    """The one whose token stands in the settings; who it is gets asked once (`auth.test`)."""

    read_message: ReadMessage | None = None

    def __init__(self, client: WebClient, furnish: Furnish) -> None:
        self._only = furnish(client, str(client.auth_test()["team_id"]))

    def of(self, body: Json) -> Workspace:
        return self._only

    def all(self) -> Sequence[Workspace]:
        return (self._only,)


class Installed(Protocol):
    """Who installed us (`bot.slack.install.Installs`)."""

    def teams(self) -> Sequence[str]: ...

    def knows(self, team: str) -> bool: ...

    def client(self, team: str, pace: Pace) -> WebClient: ...


class ManyWorkspaces:
    """Those that installed us; each is furnished when it is first needed."""

    read_message: ReadMessage | None = None

    def __init__(self, installed: Installed, furnish: Furnish, pace: Callable[[], Pace] = Pace) -> None:
        self._installed, self._furnish, self._pace = installed, furnish, pace
        self._made: dict[str, Workspace] = {}
        self._lock = threading.Lock()

    def of(self, body: Json) -> Workspace:
        team = team_of(body)
        if not self._installed.knows(team):
            self.forget(team)
            raise Over("the workspace removed us")
        with self._lock:
            if team not in self._made:
                self._made[team] = self._furnish(self._installed.client(team, self._pace()), team)
            return self._made[team]

    def all(self) -> Sequence[Workspace]:
        found = []
        for team in self._installed.teams():
            with suppress(Over):  # removed us this very moment
                found.append(self.of({"team_id": team}))
        return found

    def forget(self, team: str) -> None:
        with self._lock:
            self._made.pop(team, None)


@dataclass(frozen=True, slots=True)
class SlackSurface:
    """`Surface` over all workspaces: a colleague is looked for in each until one knows them."""

    workspaces: Workspaces
    name: str = "slack"

    def deliver(self, email: str, reply: Reply) -> bool:
        """Raises what went wrong in one workspace only where no other one knew them."""
        return self._any(lambda messages: messages.deliver(email, reply))

    def refresh(self, reply: Reply) -> None:
        def repaint(messages: Messages) -> bool:
            messages.refresh(reply)
            return False

        self._any(repaint)

    def say(self, channel: str, text: str) -> bool:
        """One of our own sentences, in whichever workspace has that channel; False if none has."""

        def said(messages: Messages) -> bool:
            try:
                return bool(messages.say_plainly(channel, text))
            except SlackApiError as error:
                if error.response.get("error") == "channel_not_found":
                    return False
                raise

        return self._any(said)

    def _any(self, done: Callable[[Messages], bool]) -> bool:
        """Tries every workspace until it is done in one; what failed in one does not keep it from the others."""
        problem: Exception | None = None
        for here in self.workspaces.all():
            try:
                if done(here.messages):
                    return True
            except Over:
                continue
            except (SlackClientError, OSError) as error:
                problem = error
        if problem is not None:
            raise problem
        return False
