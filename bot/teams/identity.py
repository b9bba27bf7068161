"""Teams account -> known reader, failing closed: guests, other tenants, bots and strangers are nobody."""

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from bot.teams import activities
from bot.teams.connector import Connector, Gone, Member, Spot
from bot.teams.references import References

Json = dict[str, Any]
Who = Callable[[str, str | None], str | None]

STRANGER = "I don't know you here. Please ask an admin to add you."
REMEMBERED = 300.0
"""Seconds for which we remember who an account is."""
MOST_VIEWERS = 200
_OURS = frozenset({"user", "owner", "member"})
"""What a roster calls people of the tenant; guests and anonymous callers are called otherwise."""


class Identity:
    """Asks Teams, which asks the directory; what an activity itself says of a person is only a name."""

    def __init__(
        self,
        connector: Connector,
        references: References,
        who: Who,
        *,
        tenant: str,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._connector, self._references, self._who = connector, references, who
        self._tenant, self._now = tenant.casefold(), now
        self._lock = threading.Lock()
        self._held: dict[tuple[str, str], tuple[float, Member | None]] = {}

    def reader(self, activity: Json) -> str | None:
        """The mail address of the known person who sent this, or None. Raises Unreachable if Teams can't tell."""
        user = activities.sender(activity)
        if not user or activities.is_by_a_bot(activity):
            return None
        spot = Spot(activities.service_url(activity), activities.place(activity))
        return self.known(self._member(spot, user) or self._from_their_own_chat(user, activity))

    def reader_at(self, spot: Spot, user_id: str) -> str | None:
        """Who an account is in a conversation."""
        return self.known(self._member(spot, user_id))

    def known(self, member: Member | None) -> str | None:
        if member is None or self.is_outside(member):
            return None
        for address in (member.email, member.principal):
            if "@" in address and (found := self._who("", address)) is not None:
                return found
        return None

    def is_outside(self, member: Member) -> bool:
        """A guest, or somebody of another organisation."""
        return member.tenant != self._tenant or member.role not in _OURS or "#ext#" in member.principal

    def viewers(self, activity: Json) -> list[str] | None:
        """Mail addresses of all who read along where this was written; None where one of them is nobody we
        know, or where that can't be seen. Never remembered: a guest may have come in a moment ago."""
        if activities.is_shared(activity):
            return None
        spot = Spot(activities.service_url(activity), activities.place(activity))
        try:
            members = self._connector.members(spot, MOST_VIEWERS)
        except Gone:
            return None
        if not members or len(members) > MOST_VIEWERS:
            return None
        found: list[str] = []
        for member in members:
            person = self.known(member)
            if person is None:
                return None
            found.append(person)
        return sorted(set(found))

    def members(self, spot: Spot) -> Sequence[Member]:
        """Everybody there now; also remembered, so that what they say next needs no further question."""
        found = self._connector.members(spot)
        self._remember(spot, found)
        return found

    def remembered(self, spot: Spot, user_id: str) -> Member | None:
        """Who an account was when we last looked, however long ago."""
        with self._lock:
            held = self._held.get((spot.conversation, user_id))
        return held[1] if held else None

    def member(self, spot: Spot, user_id: str) -> Member | None:
        """Somebody by the id of the account or of the directory."""
        return self._member(spot, user_id)

    def _from_their_own_chat(self, user: str, activity: Json) -> Member | None:
        """Where we are not a member ourselves we can't see who is; but we know who writes to us in private."""
        if activities.kind(activity) == activities.PERSONAL or not activities.is_invoke(activity):
            return None
        own = self._references.personal_with(user)
        return self._member(Spot(own.service_url, own.conversation_id), user) if own else None

    def _member(self, spot: Spot, user_id: str) -> Member | None:
        key = (spot.conversation, user_id)
        with self._lock:
            held = self._held.get(key)
        if held is not None and held[0] > self._now():
            return held[1]
        try:
            found = self._connector.member(spot, user_id)
        except Gone:
            found = None
        if found is not None:
            self._remember(spot, [found], user_id)
        return found

    def _remember(self, spot: Spot, members: Iterable[Member], asked: str = "") -> None:
        until = self._now() + REMEMBERED
        with self._lock:
            if len(self._held) > 20_000:
                self._held.clear()
            for member in members:
                for name in {member.user_id, member.directory_id, asked} - {""}:
                    self._held[spot.conversation, name] = (until, member)
