"""The chat doors of one running process: Slack, Teams, both or none; opened, spoken through and closed together."""

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bot.app import App
from bot.workflows.conversation import Surface
from bot.workflows.tell import Tell

if TYPE_CHECKING:
    from bot.slack.app import SlackDoor
    from bot.teams.app import TeamsDoor

log = logging.getLogger("promissory.server")


class Doors:
    """Built at once; nothing comes in before `open`. Raises PromissoryError when a platform refuses us."""

    def __init__(self, app: App) -> None:
        self._app = app
        self.slack: SlackDoor | None = app.slack_door()
        self.teams: TeamsDoor | None = app.teams_door()
        self._socket: Any = None
        found: Sequence[Surface | None] = (
            self.slack.surface if self.slack else None,
            self.teams.surface if self.teams else None,
        )
        self.surfaces: tuple[Surface, ...] = tuple(s for s in found if s is not None)
        self.tell = Tell(self.surfaces, app.preferences.surface_of)

    def __bool__(self) -> bool:
        return bool(self.surfaces)

    @property
    def names(self) -> str:
        return " and ".join(s.name.capitalize() for s in self.surfaces) or "no chat"

    def open(self, *, listen: bool) -> None:
        """Take up what an earlier process left, hear what channels say, and with `listen` let people in."""
        handlers = self._app.webhooks.receive.handlers
        if self.slack is not None:
            self.slack.resume()
            if self.slack.ear is not None:
                handlers["slack"] = self.slack.ear.handle
        if self.teams is not None:
            self.teams.resume()
            if self.teams.ear is not None:
                handlers["teams"] = self.teams.ear.handle
        token = self._app.settings.slack_app_token
        if listen and self.slack is not None and token is not None:
            from bot.slack import app as slack

            self._socket = slack.socket_mode(self.slack, token.get_secret_value())
            self._socket.connect()
            log.info("listening in Socket Mode")

    @property
    def over_http(self) -> bool:
        """Whether a platform calls us."""
        slack = self.slack
        return self.teams is not None or (
            slack is not None and (self._app.settings.slack_app_token is None or slack.installable)
        )

    def see_members(self) -> None:
        """Who is in which conversation by now, also where nobody told us."""
        for door in (self.slack, self.teams):
            if door is not None and door.ear is not None:
                door.ear.refresh()

    def stop_listening(self) -> None:
        if self._socket is not None:
            self._socket.close()

    def close(self) -> None:
        for door in (self.slack, self.teams):
            if door is not None:
                door.close()
