"""Listening in several workspaces: an ear for each, and one conversation never taken for another one's."""

import logging
import threading
from collections.abc import Callable, Sequence
from typing import Any

from slack_bolt import Ack, BoltContext, BoltResponse

from bot.slack.clicks import Over
from bot.slack.listening import Ear
from bot.slack.routing import team_of
from bot.slack.workspaces import Workspace, Workspaces
from bot.workflows.conversation import Event

Json = dict[str, Any]
log = logging.getLogger("promissory.slack")


class Ears:
    """As `Ear`, over whatever workspaces there are at the moment."""

    def __init__(self, ours: Workspaces, make: Callable[[Workspace], Ear]) -> None:
        self._ours, self._make = ours, make
        self._made: dict[str, Ear] = {}
        self._lock = threading.Lock()
        for here in ours.all():  # so that what a later removal has to end is known
            self._of(here.team)

    def keep(
        self, body: Json, context: BoltContext, ack: Ack, next: Callable[[], None]
    ) -> BoltResponse | None:
        team = context.authorize_result.team_id if context.authorize_result else None
        if team is None:
            next()
            return None
        return self._of(team).keep(body, context, ack, next)

    def handle(self, deliveries: Sequence[Any]) -> dict[int, str]:
        """What was heard in a workspace that removed us meanwhile is dropped."""
        team, slash, _ = str(deliveries[0].sender).partition("/")
        try:
            return self._of(team).handle(deliveries) if slash else {}
        except Over:
            return {}

    def message(self, body: Json) -> tuple[Event, str] | None:
        """As `Ear.message`."""
        return self._of(team_of(body)).message(body)

    def refresh(self) -> None:
        problem: Exception | None = None
        for here in self._ours.all():
            try:
                self._of(here.team).refresh()
            except Over:
                continue
            except Exception as error:  # noqa: BLE001 - one workspace must not keep us from the others
                log.warning("members in %s were not seen: %s", here.team, type(error).__name__)
                problem = error
        if problem is not None:
            raise problem

    def gone(self, team: str) -> None:
        """The workspace removed us: what was said there stays with those who were there, nothing is added."""
        with self._lock:
            ear = self._made.pop(team, None)
        if ear is not None:
            ear.gone()

    def _of(self, team: str) -> Ear:
        here = self._ours.of({"team_id": team})
        with self._lock:
            if team not in self._made:
                self._made[team] = self._make(here).within(team)
            return self._made[team]
