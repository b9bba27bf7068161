"""Listens in channels and group chats that we were added to: stored before Teams hears "ok", logged afterwards."""

import json
import logging
import time
from collections.abc import Callable, Sequence
from typing import Any

from bot.teams import activities, rooms
from bot.teams.connector import Connector, Gone, Member, Spot, Unreachable
from bot.teams.tenant import Tenant
from bot.workflows.hear import Hear, Speaker

Json = dict[str, Any]

SOURCE = "teams"
REMEMBERED = 3600.0
"""Seconds for which we remember what a channel is called."""
MOST_ADDRESSED = 20
_SPOKEN = frozenset({"message", "messageUpdate", "messageDelete"})
WE_LISTEN = (
    "I listen here from now on: what is promised in this conversation goes into the ledger, readable only for its "
    "members. To stop me, remove me: of a team under Manage team, Apps; of a chat under its menu, Manage apps."
)
log = logging.getLogger("promissory.teams")


class TeamsEar:
    """Teams as `Platform`, and what keeps what is heard."""

    source = SOURCE

    def __init__(
        self,
        here: Tenant,
        connector: Connector,
        hear: Hear,
        read: Callable[..., Sequence[Any]],
        *,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """`read` turns an activity into changes (`integrations.teams.normalise.read`)."""
        self._here, self._connector, self._hear, self._read_activity = here, connector, hear, read
        self._now = now
        self._names: dict[str, tuple[float, str]] = {}

    def keep(self, activity: Json) -> None:
        """Stores what is said in a room, and who comes and goes. Once for each repeat of an activity."""
        if activities.kind(activity) == activities.PERSONAL or activities.is_invoke(activity):
            return
        key = f"{activities.key(activity)}:{activities.said(activity.get('timestamp'))}"
        for place in self._concerned(activity):
            self._hear.heard(SOURCE, place, key, activity)

    def handle(self, deliveries: Sequence[Any]) -> dict[int, str]:
        """Works on what was kept, for one conversation, in order (a handler of `bot.workflows.receive`)."""
        place = str(deliveries[0].sender)
        spoken: list[Json] = []
        for activity in (json.loads(d.body) for d in deliveries):
            if activity.get("type") in _SPOKEN:
                self._here.references.see(activity)
                spoken.append(activity)
                continue
            if spoken:
                self._hear.take_in(self, place, spoken)
                spoken = []
            self._came_or_went(activity, place)
        if spoken:
            self._hear.take_in(self, place, spoken)
        return {}

    def refresh(self) -> None:
        """See who is a member of what, also where nobody told us; called every hour and at the start."""
        self._hear.refresh(self)

    def _concerned(self, activity: Json) -> list[str]:
        """The conversations whose record an activity changes."""
        if activity.get("type") in _SPOKEN:
            if activity.get("type") == "messageDelete":
                return [activities.place(activity)]
            # What is said to us alone is no conversation, and no reason to say that we listen.
            to_us = activity.get("type") == "message" and activities.begins_with_us(activity)
            return [] if to_us or activities.is_by_a_bot(activity) else [activities.place(activity)]
        if rooms.is_about_us(activity):
            return (
                rooms.ended(self._here, activity)
                if rooms.is_our_end(activity)
                else [activities.place(activity)]
            )
        if activities.event(activity) in ("channelRenamed", "teamRenamed"):
            self._names.clear()
            return []
        if not activities.added(activity) and not activities.removed(activity):
            return []
        places = {activities.place(activity)}
        if team := activities.team(activity):  # who leaves a team leaves all its channels
            places |= {reference.conversation_id for reference in self._here.references.of_team(team)}
        return sorted(places)

    def _came_or_went(self, activity: Json, place: str) -> None:
        if rooms.is_our_end(activity):
            self._hear.ended(SOURCE, place)
            return
        if activities.place(activity) == place:
            self._here.references.see(activity)
        if rooms.is_about_us(activity):
            self._hear.begin(self, place)
            return
        gone = [self._email_of(user, place) for user in activities.removed(activity)]
        self._hear.joined(self, place)
        for person in gone:  # a roster may still show for a while who left
            if person is not None:
                self._hear.left(SOURCE, place, person)

    def _email_of(self, user: str, place: str) -> str | None:
        """Who somebody was who is not there any more."""
        own = self._here.references.personal_with(user)
        if own is not None and own.person:
            return own.person
        spot = self._here.references.spot(place)
        was = self._here.identity.remembered(spot, user) if spot else None
        return self._here.identity.known(was)

    # As the workflow sees Teams

    def read(self, event: Any, place: str, members: Sequence[Any]) -> Sequence[Any]:
        spot = Spot(activities.service_url(event), place)

        def who(directory_id: str) -> Speaker | None:
            member = self._here.identity.member(spot, directory_id)
            return self._speaker(member) if member is not None else None

        room = self._room(event) if event.get("type") != "messageDelete" else ""
        return self._read_activity(event, who=who, room=room, members=members)

    def readers(self, place: str, known: Sequence[Any]) -> list[str] | None:
        found = self._roster(place)
        if found is None:
            return None
        readers = {self._here.identity.known(member) for member in found}
        return [person.email for person in known if person.email in readers]

    def members(self, place: str) -> Sequence[Any]:
        """Where another company is in it that company's people, in a small one everybody."""
        found = self._roster(place) or []
        outside = [m for m in found if self._here.identity.is_outside(m)]
        if not outside and len(found) > MOST_ADDRESSED:
            return []
        return [self._speaker(m).person for m in (outside or found)[:MOST_ADDRESSED]]

    def announce(self, place: str) -> None:
        spot = self._here.references.spot(place)
        if spot is None:
            raise Gone("reference")
        self._connector.say(spot, WE_LISTEN)

    def _roster(self, place: str) -> Sequence[Member] | None:
        spot = self._here.references.spot(place)
        if spot is None:
            return None
        try:
            return self._here.identity.members(spot)
        except Gone:
            log.info("the members of a conversation in Teams can't be seen")
            return None

    def _speaker(self, member: Member) -> Speaker:
        """With the address that the directory tells, whoever it is: a customer's promises are theirs."""
        address = member.email if "@" in member.email else member.principal
        return Speaker(
            address if "@" in address and "#ext#" not in address else "", member.name or "somebody"
        )

    def _room(self, activity: Json) -> str:
        """What a channel is called; its messages name only its id. "" where that is said in the activity itself."""
        team, place = activities.team(activity), activities.place(activity)
        if team is None:
            return ""
        held = self._names.get(place)
        if held is not None and held[0] > self._now():
            return held[1]
        server = activities.service_url(activity)
        try:
            channel = self._connector.channel_names(server, team).get(place, "")
            name = " / ".join(part for part in (self._connector.team_name(server, team), channel) if part)
        except (Gone, Unreachable):
            return ""
        if len(self._names) > 5_000:
            self._names.clear()
        self._names[place] = (self._now() + REMEMBERED, name)
        return name
