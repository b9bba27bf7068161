"""Listens in channels that we were invited to: stored before Slack hears "ok", logged afterwards."""

import json
import logging
import time
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, Protocol, Self

from slack_bolt import Ack, BoltContext, BoltResponse
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.slack.identity import Identity, Who
from bot.workflows.conversation import Event
from bot.workflows.hear import Hear, Speaker

Json = dict[str, Any]

SOURCE = "slack"
EVENTS = ("message.channels", "message.groups", "member_joined_channel", "member_left_channel")
"""What the manifest subscribes to for this; direct messages to us are questions and are not kept."""
_LISTENED = ("channel", "group")
_SPOKEN = (None, "file_share", "thread_broadcast", "me_message", "message_changed", "message_deleted")
_UNSEEN = frozenset({"channel_not_found", "not_in_channel", "is_archived", "missing_scope"})
REMEMBERED = 3600.0
"""Seconds for which we remember who a user is."""
MOST_MEMBERS = 5_000
MOST_ADDRESSED = 20
WE_LISTEN = (
    "I listen here from now on: what is promised in this conversation goes into the ledger, readable only for "
    "its members. To stop me, type `/remove <@{us}>`."
)
log = logging.getLogger("promissory.slack")


class Says(Protocol):
    def say(self, channel: str, text: str, *, thread: str | None = None) -> str: ...


class Ear:
    """Slack as `Platform`, and the Bolt middleware that keeps what is heard."""

    source = SOURCE

    def __init__(
        self,
        client: WebClient,
        who: Who,
        messages: Says,
        hear: Hear,
        read: Callable[..., Sequence[Any]],
        *,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """`read` turns a message event into changes (`integrations.slack.normalise.read`)."""
        self._client, self._messages, self._hear, self._read_event = client, messages, hear, read
        self._who, self._directory = who, _Directory(client, now)
        self._team: str | None = None
        self.greet: Callable[[str, str, str], object] | None = None
        """Shown a channel, its name and who came."""

    def within(self, team: str) -> Self:
        """One ear of several: its conversations are named by their workspace too ("T0HOME/C0SALES")."""
        self._team = team
        return self

    def gone(self) -> None:
        """We were removed from the whole workspace."""
        for conversation in self._hear.conversations.all(SOURCE):
            if self._channel(conversation.place) is not None:
                self._hear.ended(SOURCE, conversation.place)

    def keep(
        self, body: Json, context: BoltContext, ack: Ack, next: Callable[[], None]
    ) -> BoltResponse | None:
        """What is said in a channel, and who comes and goes, is stored and acknowledged here; all else goes on."""
        event = body.get("event") if body.get("type") == "event_callback" else None
        if not isinstance(event, dict) or not _concerns_us(event):
            next()
            return None
        ours = context.authorize_result.team_id if context.authorize_result else None
        if _is_ours(body, ours) and _is_worth_keeping(event, context.bot_user_id or ""):
            key = str(body.get("event_id") or f"{event.get('event_ts')}:{event.get('subtype')}")
            self._hear.heard(SOURCE, self._place(str(event["channel"])), key, event)
        return ack()

    def handle(self, deliveries: Sequence[Any]) -> dict[int, str]:
        """Works on what was kept, for one channel, in order (a handler of `bot.workflows.receive`)."""
        place = str(deliveries[0].sender)
        spoken: list[Json] = []
        for event in (json.loads(d.body) for d in deliveries):
            if event.get("type") == "message":
                spoken.append(event)
                continue
            if spoken:
                self._hear.take_in(self, place, spoken)
                spoken = []
            self._came_or_went(event, place)
        if spoken:
            self._hear.take_in(self, place, spoken)
        return {}

    def refresh(self) -> None:
        """See who is a member of what, also where nobody told us; called every hour and at the start."""
        self._hear.refresh(self)

    def _came_or_went(self, event: Json, place: str) -> None:
        user = str(event.get("user") or "")
        if event["type"] == "member_left_channel":
            if user == self._us["user_id"]:
                self._hear.ended(SOURCE, place)
            elif (person := self._identity.reader(user)) is not None:
                self._hear.left(SOURCE, place, person)
            else:
                self._hear.joined(self, place)  # whoever it was: see who is left
        elif user == self._us["user_id"]:
            self._hear.begin(self, place)
        else:
            self._hear.joined(self, place)
            self._greet_in(place, user)

    def _greet_in(self, place: str, user: str) -> None:
        """Whoever opens the room of a deal is shown where it stands; what fails here loses nothing."""
        channel = self._channel(place)
        if self.greet is None or channel is None or not (name := self._room(place).get("name")):
            return
        try:
            self.greet(channel, f"#{name}", user)
        except Exception as problem:  # noqa: BLE001 - who is in the room is noted all the same
            log.warning("no insight in %s: %s", channel, type(problem).__name__)

    def _place(self, channel: str) -> str:
        return f"{self._team}/{channel}" if self._team else channel

    def _channel(self, place: str) -> str | None:
        """None for a conversation of another workspace."""
        team, slash, channel = place.rpartition("/")
        if not slash:
            return place
        return channel if team == self._team else None

    def message(self, body: Json) -> tuple[Event, str] | None:
        """The message that a shortcut was used on, and the place it was said in; None where it says nothing."""
        channel = str((body.get("channel") or {}).get("id") or "")
        told = {
            **(body.get("message") or {}),
            "type": "message",
            "channel": channel,
            "channel_type": "channel",
        }
        place = self._place(channel)
        changes = self.read(told, place, self.members(place))
        events = [event for change in changes for event in change.events]
        return (events[0], place) if events else None

    # As the workflow sees Slack

    def read(self, event: Any, place: str, members: Sequence[Any]) -> Sequence[Any]:
        us = self._us
        return self._read_event(
            event,
            who=self._directory.speaker,
            us=us["user_id"],
            team=us["team_id"],
            workspace=us["url"],
            room=f"#{name}" if (name := self._room(place).get("name")) else "",
            members=members,
        )

    def readers(self, place: str, known: Sequence[Any]) -> list[str] | None:
        """By asking Slack for each known person, of whom there are fewer than members."""
        channel = self._channel(place)
        if channel is None:
            return None
        try:
            members = self._directory.members(channel)
        except SlackApiError as error:
            if error.response.get("error") in _UNSEEN:
                log.info("members of %s can't be seen: %s", place, error.response.get("error"))
                return None
            raise
        found = []
        for person in known:
            user = person.slack_id or self._directory.id_of(person.email)
            if user in members and self._identity.reader(user) == person.email:
                found.append(person.email)
        return found

    def members(self, place: str) -> Sequence[Any]:
        """In a channel with another company that company's people, in a small one everybody."""
        channel = self._channel(place)
        if channel is None:
            return []
        try:
            ids = sorted(self._directory.members(channel))
        except SlackApiError as error:
            if error.response.get("error") in _UNSEEN:
                return []
            raise
        outside = bool(self._room(place).get("is_ext_shared"))
        if not outside and len(ids) > MOST_ADDRESSED:
            return []
        people: list[Any] = []
        for user in ids:
            if len(people) < MOST_ADDRESSED and self._directory.is_person(user, outside_only=outside):
                if (speaker := self._directory.speaker(user)) is not None:
                    people.append(speaker.person)
        return people

    def announce(self, place: str) -> None:
        if (channel := self._channel(place)) is not None:
            self._messages.say(channel, WE_LISTEN.format(us=self._us["user_id"]))

    @cached_property
    def _identity(self) -> Identity:
        return Identity(self._directory, self._who, self._us["team_id"] or None)  # type: ignore[arg-type]

    @cached_property
    def _us(self) -> Json:
        told = self._client.auth_test()
        return {name: str(told.get(name) or "") for name in ("user_id", "team_id", "url")}

    def _room(self, place: str) -> Json:
        channel = self._channel(place)
        return self._directory.room(channel) if channel is not None else {}


class _Directory:
    """Who and what an id means, remembered for a while: a channel says the same names all day."""

    def __init__(self, client: WebClient, now: Callable[[], float]) -> None:
        self._client, self._now = client, now
        self._held: dict[tuple[str, str], tuple[float, Any]] = {}

    def users_info(self, *, user: str) -> Json:
        """As the client's, for `Identity`."""
        return {
            "user": self._remembered("user", user, lambda: dict(self._client.users_info(user=user)["user"]))
        }

    def speaker(self, user: str) -> Speaker | None:
        try:
            found = self.users_info(user=user)["user"]
        except SlackApiError as error:
            if error.response.get("error") in ("user_not_found", "user_not_visible"):
                return None
            raise
        profile = found.get("profile") or {}
        confirmed = found.get("is_email_confirmed", True)
        email = str(profile.get("email") or "").lower() if confirmed else ""
        name = found.get("real_name") or profile.get("real_name") or found.get("name") or "somebody"
        return Speaker(email, str(name), str(found.get("tz") or ""))

    def is_person(self, user: str, *, outside_only: bool) -> bool:
        try:
            found = self.users_info(user=user)["user"]
        except SlackApiError:
            return False
        if found.get("is_bot") or found.get("deleted") or user == "USLACKBOT":
            return False
        return not outside_only or bool(found.get("is_stranger") or found.get("is_restricted"))

    def id_of(self, email: str) -> str | None:
        def ask() -> str | None:
            try:
                return str(self._client.users_lookupByEmail(email=email)["user"]["id"])
            except SlackApiError as error:
                if error.response.get("error") == "users_not_found":
                    return None
                raise

        found: str | None = self._remembered("email", email, ask)
        return found

    def room(self, channel: str) -> Json:
        def ask() -> Json:
            return dict(self._client.conversations_info(channel=channel)["channel"])

        try:
            found: Json = self._remembered("room", channel, ask)
        except SlackApiError as error:
            if error.response.get("error") in _UNSEEN:
                return {}
            raise
        return found

    def members(self, channel: str) -> frozenset[str]:
        """Never remembered: who left must not read on."""
        found: set[str] = set()
        cursor = ""
        while True:
            page = self._client.conversations_members(channel=channel, limit=200, cursor=cursor)
            found.update(page["members"])
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor or len(found) >= MOST_MEMBERS:
                return frozenset(found)

    def _remembered(self, kind: str, key: str, ask: Callable[[], Any]) -> Any:
        held = self._held.get((kind, key))
        if held is not None and held[0] > self._now():
            return held[1]
        found = ask()
        if len(self._held) > 20_000:
            self._held.clear()
        self._held[kind, key] = (self._now() + REMEMBERED, found)
        return found


def _concerns_us(event: Json) -> bool:
    if event.get("type") in ("member_joined_channel", "member_left_channel"):
        return bool(event.get("channel"))
    return event.get("type") == "message" and event.get("channel_type") in _LISTENED


def _is_ours(body: Json, ours: str | None) -> bool:
    """In a channel shared with another company, what that company's people say comes from their workspace."""
    teams = {body.get("team_id"), body.get("context_team_id")}
    teams |= {a.get("team_id") for a in body.get("authorizations") or [] if isinstance(a, dict)}
    return ours is None or ours in teams


def _is_worth_keeping(event: Json, us: str) -> bool:
    if event["type"] != "message":
        return bool(event.get("user"))
    if event.get("subtype") not in _SPOKEN or event.get("bot_id"):
        return False
    message = event.get("message") if event.get("subtype") == "message_changed" else event
    return isinstance(message, dict) and not message.get("bot_id") and message.get("user") != us
