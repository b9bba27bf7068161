"""Conversations that we may speak in unasked: kept when we are added or spoken to, gone when we are removed."""

import threading
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from bot.teams import activities
from bot.teams.connector import Spot

Json = dict[str, Any]


class Reference(Protocol):
    """One conversation as it is kept."""

    @property
    def conversation_id(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def tenant(self) -> str: ...
    @property
    def service_url(self) -> str: ...
    @property
    def bot_id(self) -> str: ...
    @property
    def team_id(self) -> str | None: ...
    @property
    def person(self) -> str | None: ...
    @property
    def user_id(self) -> str | None: ...


class Store(Protocol):
    """`records.teams_conversations.TeamsConversations`; what it saves is made by `MakeReference`."""

    def save(self, found: Any) -> None: ...
    def get(self, conversation_id: str) -> Reference | None: ...
    def personal_of(self, person: str) -> Reference | None: ...
    def personal_with(self, user_id: str) -> Reference | None: ...
    def of_team(self, team_id: str) -> Sequence[Reference]: ...
    def rooms(self) -> Sequence[Reference]: ...
    def forget(self, conversation_id: str) -> None: ...


MakeReference = Callable[..., Reference]


class References:
    """The kept conversations; writes only what is new. Safe in many threads."""

    def __init__(self, store: Store, make: MakeReference) -> None:
        self._store, self._make = store, make
        self._lock = threading.Lock()
        self._written: dict[str, Reference] = {}

    def see(self, activity: Json, person: str | None = None) -> None:
        """Somebody spoke to us there; `person` is the known reader whose personal chat it is."""
        kind = activities.kind(activity)
        alone = kind == activities.PERSONAL
        self._keep(
            conversation_id=activities.place(activity),
            kind=kind,
            tenant=next(iter(activities.tenants(activity))),
            service_url=activities.service_url(activity),
            bot_id=activities.us(activity),
            team_id=activities.team(activity),
            person=person if alone else None,
            user_id=activities.sender(activity) if alone and person else None,
        )

    def opened(self, near: Reference, conversation_id: str, person: str, user_id: str) -> Reference:
        """A personal chat that we opened ourselves, with somebody whom we found in a conversation `near`."""
        return self._keep(
            conversation_id=conversation_id,
            kind=activities.PERSONAL,
            tenant=near.tenant,
            service_url=near.service_url,
            bot_id=near.bot_id,
            team_id=None,
            person=person,
            user_id=user_id,
        )

    def at(self, place: str) -> Reference | None:
        return self._store.get(place)

    def spot(self, place: str) -> Spot | None:
        """How to reach a conversation; None where we don't know (any more)."""
        found = self._store.get(place)
        return Spot(found.service_url, found.conversation_id) if found else None

    def personal(self, person: str) -> Reference | None:
        return self._store.personal_of(person)

    def personal_with(self, user_id: str) -> Reference | None:
        return self._store.personal_with(user_id)

    def of_team(self, team: str) -> Sequence[Reference]:
        return self._store.of_team(team)

    def rooms(self) -> Sequence[Reference]:
        return self._store.rooms()

    def forget(self, place: str) -> None:
        with self._lock:
            self._written.pop(place, None)
            self._store.forget(place)

    def _keep(self, **told: Any) -> Reference:
        found = self._make(**told)
        with self._lock:
            if self._written.get(found.conversation_id) != found:
                self._store.save(found)
                if len(self._written) > 10_000:
                    self._written.clear()
                self._written[found.conversation_id] = found
        return found
