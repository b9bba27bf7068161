"""Calls Teams through its SDK from any thread: one message a second in a conversation, and as slowly as Teams asks."""

import asyncio
import logging
import re
import threading
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.teams.hosts import Hosts
from bot.teams.pace import Pace, seconds_told
from bot.teams.tokens import SignInFailed

Json = dict[str, Any]
T = TypeVar("T")

ADAPTIVE = "application/vnd.microsoft.card.adaptive"
ATTEMPTS = 4
LONGEST_WAIT = 60.0
"""Seconds that we wait at the most when Teams says how long."""
AT_ALL = 180.0
"""Seconds after which nobody waits for a call any more."""
MOST_MEMBERS = 5_000
_ELSEWHERE = re.compile(r"[\s/?#\\%]|\.\.")
"""What no id of Teams has, and what would make another address of it."""
_BUSY = frozenset((412, 429, 502, 503, 504))
log = logging.getLogger("promissory.teams")


class Gone(Exception):
    """The conversation, message or person is not there, or not for us (any more)."""


class Unreachable(Exception):
    """Teams did not do it now; it may later."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where to say something: the server and the conversation, in a channel with its thread."""

    service_url: str
    conversation: str


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a conversation, as its roster tells."""

    user_id: str
    directory_id: str
    name: str
    email: str
    principal: str
    tenant: str
    role: str


class Connector:
    """What we ask of Teams. Everything raises Gone or Unreachable, and nothing else on purpose."""

    def __init__(
        self, api_at: Callable[[str], Any], hosts: Hosts, *, pace: float = 1.0, wait: float = 1.0
    ) -> None:
        """`api_at` makes the SDK's client for a server; `pace` are the seconds between two messages in a
        conversation, `wait` those before a second attempt where Teams does not say how long."""
        self._api_at, self._hosts, self._pace, self._wait = api_at, hosts, Pace(pace), wait
        self._apis: dict[str, Any] = {}
        self._closed = False
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="teams-calls", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._closed = True
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=5)

    # ------------------------------------------------------------ saying

    def say(self, spot: Spot, text: str) -> str:
        """One of our own sentences, never read as markup. Returns the id of the message."""
        return self._send(spot, _plain(text))

    def post(self, spot: Spot, card: Json, summary: str) -> str:
        """A card; `summary` is what a notification shows of it."""
        return self._send(spot, _card(card, summary))

    def replace(self, spot: Spot, message: str, card: Json, summary: str) -> None:
        self._update(spot, message, _card(card, summary))

    def typing(self, spot: Spot) -> None:
        """Shows that we are at it. Costs nothing if it fails, and is not waited for."""
        from microsoft_teams.api.activities.typing import TypingActivityInput

        async def show() -> None:
            try:
                await self._api(spot).conversations.create_activity(spot.conversation, TypingActivityInput())
            except Exception as problem:  # noqa: BLE001 - only a sign of life
                log.info("no sign of life in Teams: %s", type(problem).__name__)

        asyncio.run_coroutine_threadsafe(show(), self._loop)

    def open(self, service_url: str, tenant: str, user_id: str) -> str:
        """The personal chat with somebody, made if there is none. Gone where they have not added us."""
        from microsoft_teams.api.clients.conversation.params import CreateConversationParams
        from microsoft_teams.api.models.account import Account

        asked = CreateConversationParams(
            members=[Account(id=user_id)], tenant_id=tenant, channel_data={"tenant": {"id": tenant}}
        )
        spot = Spot(service_url, "")
        return str(self._call(spot, lambda: self._api(spot).conversations.create(asked)).id)

    # ------------------------------------------------------------ asking

    def member(self, spot: Spot, user_id: str) -> Member | None:
        """One member; None for who is none. Gone where we may not look."""
        try:
            found = self._call(
                spot,
                lambda: self._api(spot, user_id).conversations.get_member_by_id(spot.conversation, user_id),
            )
        except Gone as gone:
            if gone.args == (404,):
                return None
            raise
        return _member(found)

    def members(self, spot: Spot, most: int = MOST_MEMBERS) -> Sequence[Member]:
        """Everybody, or somewhat more than `most` of them."""
        found: list[Member] = []
        token: str | None = None
        while True:
            page = self._call(
                spot,
                lambda after=token: self._api(spot).conversations.get_paged_members(  # type: ignore[misc]
                    spot.conversation, 200, after
                ),
            )
            found += [_member(m) for m in page.members]
            token = page.continuation_token
            if not token or len(found) > most:
                return found

    def team_name(self, service_url: str, team: str) -> str:
        spot = Spot(service_url, "")
        return str(self._call(spot, lambda: self._api(spot, team).teams.get_by_id(team)).name or "")

    def channel_names(self, service_url: str, team: str) -> dict[str, str]:
        """Id -> name; Teams gives the first channel of a team no name."""
        spot = Spot(service_url, "")
        found = self._call(spot, lambda: self._api(spot, team).teams.get_conversations(team))
        return {str(c.id): str(c.name or "General") for c in found}

    # ------------------------------------------------------------ how

    def _send(self, spot: Spot, activity: Any) -> str:
        async def send() -> Any:
            return await self._api(spot).conversations.create_activity(spot.conversation, activity)

        return str(self._call(spot, send, paced=True).id)

    def _update(self, spot: Spot, message: str, activity: Any) -> None:
        activity.id = message

        async def update() -> Any:
            try:
                return await self._api(spot, message).conversations.update_activity(
                    spot.conversation, message, activity
                )
            except KeyError:  # done, but Teams sent no id back
                return None

        self._call(spot, update, paced=True)

    def _api(self, spot: Spot, *parts: str) -> Any:
        """Raises Gone for a server that must not have our token, and for an id that leads elsewhere on it."""
        if not self._hosts.allow(spot.service_url):
            raise Gone("service url")
        if any(_ELSEWHERE.search(part) for part in (spot.conversation, *parts)):
            raise Gone("id")
        if spot.service_url not in self._apis:
            if len(self._apis) > 50:
                self._apis.clear()
            self._apis[spot.service_url] = self._api_at(spot.service_url)
        return self._apis[spot.service_url]

    def _call(self, spot: Spot, ask: Callable[[], Awaitable[T]], *, paced: bool = False) -> T:
        async def call() -> T:
            return await self._patiently(spot.conversation if paced else None, ask)

        return self._in_loop(call())

    def _in_loop(self, work: Coroutine[Any, Any, T]) -> T:
        if self._closed:
            work.close()
            raise Unreachable("closed")
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result(timeout=AT_ALL)
        except TimeoutError:
            future.cancel()
            raise Unreachable("timeout") from None

    async def _patiently(self, conversation: str | None, ask: Callable[[], Awaitable[T]]) -> T:
        import httpx

        for attempt in range(1, ATTEMPTS + 1):
            await self._turn(conversation)
            try:
                return await ask()
            except httpx.HTTPStatusError as refused:
                status = refused.response.status_code
                if status in (403, 404):
                    raise Gone(status) from None
                after = seconds_told(refused.response.headers.get("retry-after"), time.time())
                if status not in _BUSY or attempt == ATTEMPTS or (after or 0) > LONGEST_WAIT:
                    raise Unreachable(status) from None
            except httpx.ConnectError as problem:
                if attempt == ATTEMPTS:
                    raise Unreachable(type(problem).__name__) from None
                after = None
            except SignInFailed as problem:
                log.error("Teams does not let us in: %s", problem.code)
                raise Unreachable("sign-in") from None
            except httpx.HTTPError as problem:
                # It may have been done: trying again here could say it twice.
                raise Unreachable(type(problem).__name__) from None
            await self._rest(conversation, after if after is not None else self._wait * 2 ** (attempt - 1))
        raise AssertionError("unreachable")

    async def _turn(self, conversation: str | None) -> None:
        if conversation is not None:
            await asyncio.sleep(self._pace.turn(conversation, self._loop.time()))

    async def _rest(self, conversation: str | None, seconds: float) -> None:
        if conversation is not None:
            self._pace.rest(conversation, self._loop.time(), seconds)
        await asyncio.sleep(seconds)


def _plain(text: str) -> Any:
    from microsoft_teams.api.activities.message.message import MessageActivityInput

    return MessageActivityInput(text=text, text_format="plain")


def _card(card: Json, summary: str) -> Any:
    from microsoft_teams.api.activities.message.message import MessageActivityInput
    from microsoft_teams.api.models.attachment import Attachment

    made: Any = MessageActivityInput(attachments=[Attachment(content_type=ADAPTIVE, content=card)])
    made.summary = summary
    return made


def _member(found: Any) -> Member:
    return Member(
        user_id=found.id,
        directory_id=found.aad_object_id or "",
        name=found.name or "",
        email=(found.email or "").casefold(),
        principal=(found.user_principal_name or "").casefold(),
        tenant=(found.tenant_id or "").casefold(),
        role=(found.user_role or "").casefold(),
    )
