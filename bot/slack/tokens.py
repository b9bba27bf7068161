"""Who installed us: which workspaces may, their tokens, which are renewed in time, and how they go again."""

import json
import logging
import threading
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Protocol

from pydantic import SecretStr
from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.token_rotation import TokenRotator

from bot.slack.clicks import Over
from bot.slack.pace import Pace
from bot.slack.workspaces import Client, TeamClient

RENEWED_BEFORE = 120
"""Minutes before a token expires; it lives for twelve hours."""
TRIED_AGAIN = 60.0
"""Seconds until we try again to renew what could not be renewed and is still good."""

log = logging.getLogger("promissory.slack")
SILENT = logging.getLogger("promissory.slack.oauth")
SILENT.setLevel(logging.CRITICAL + 1)
"""The library would log the code that a browser brought."""


class Kept(Protocol):
    """An installation, as it was stored."""

    @property
    def at(self) -> datetime: ...

    @property
    def secret(self) -> SecretStr: ...


class Installations(Protocol):
    """Where installations are kept, sealed (`records.slack_installations`)."""

    def save(
        self, team: str, name: str, installed_by: str, secret: SecretStr, enterprise: str = ""
    ) -> None: ...

    def renew(self, team: str, secret: SecretStr) -> bool: ...

    def find(self, team: str) -> Kept | None: ...

    def teams(self) -> list[str]: ...

    def remove(self, team: str) -> bool: ...

    def alone(self, team: str) -> AbstractContextManager[None]: ...

    def issue_state(self) -> str: ...

    def consume_state(self, state: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class Token:
    """What opens one workspace; `expires_at` in seconds since 1970, None where it lives for ever."""

    token: str
    bot_id: str
    bot_user_id: str
    refresh: str | None = None
    expires_at: int | None = None

    def __repr__(self) -> str:
        return f"Token({self.bot_user_id})"

    def sealed(self) -> SecretStr:
        return SecretStr(json.dumps(asdict(self)))


class Installs:
    """Who installed us. Only workspaces that are `allowed` may, and only they are served.

    A workspace vouches for the mail addresses of its people, and an address opens what its owner may
    read: so whoever runs this home names the workspaces, and no installer can do that for them.
    """

    def __init__(
        self,
        kept: Installations,
        *,
        client_id: str,
        client_secret: str,
        public_url: str,
        allowed: Collection[str],
        base_url: str,
    ) -> None:
        """`public_url` is https, where browsers reach us."""
        self.kept, self.client_id, self.client_secret = kept, client_id, client_secret
        self.public_url, self.allowed = public_url.rstrip("/"), frozenset(allowed)
        self._base_url = base_url
        self._rotator = TokenRotator(
            client_id=client_id, client_secret=client_secret, client=self.anonymous()
        )
        self._held: dict[str, Token] = {}
        self._tried: dict[str, float] = {}
        self._changing = threading.Lock()
        self.when_gone: list[Callable[[str], None]] = []
        """Each hears of a workspace that removed us, after its token was erased."""

    def teams(self) -> Sequence[str]:
        return [team for team in self.kept.teams() if team in self.allowed]

    def knows(self, team: str) -> bool:
        return self.held(team) is not None

    def held(self, team: str) -> Token | None:
        """What opens a workspace, good or not; None where we are not installed."""
        if team not in self.allowed:
            return None
        return self._held.get(team) or self._read(team)

    def anonymous(self) -> WebClient:
        """A client of no workspace yet."""
        return Client(None, self._base_url, SILENT)

    def client(self, team: str, pace: Pace | None = None) -> WebClient:
        """A client that always carries the workspace's present token."""
        return TeamClient(
            lambda: self.token(team), lambda used: self._dead(team, used), self._base_url, SILENT, pace
        )

    def token(self, team: str) -> str:
        """A token that is good for a while. Raises Over where we are not installed (any more)."""
        held = self.held(team)
        if held is None:
            raise Over("the workspace removed us")
        if held.expires_at is None or held.expires_at > time.time() + RENEWED_BEFORE * 60:
            return held.token
        return self._renewed(team)

    def add(self, installation: Installation) -> None:
        """A workspace installed us, for the first time or again."""
        team = str(installation.team_id)
        token = Token(
            str(installation.bot_token),
            str(installation.bot_id),
            str(installation.bot_user_id),
            installation.bot_refresh_token,
            installation.bot_token_expires_at,
        )
        with self.kept.alone(team):
            self.kept.save(
                team,
                installation.team_name or "",
                installation.user_id or "",
                token.sealed(),
                installation.enterprise_id or "",
            )
            self._read(team)
        log.info("installed in %s", team)

    def give_back(self, installation: Installation) -> None:
        """A token that we must not keep."""
        if installation.bot_token:
            with suppress(SlackClientError, OSError):
                Client(installation.bot_token, self._base_url, SILENT).auth_revoke()

    def removed(self, team: str, at: float) -> bool:
        """Slack told that the workspace removed us, at that moment; False for old news: it has us again.

        News may be late, so a token that still opens an installation made after them is left alone.
        """
        kept = self.kept.find(team)
        if kept is None:
            return False
        if kept.at.timestamp() > at:
            with suppress(Over):  # then it is erased already
                self.client(team).auth_test()
            return self.held(team) is None
        self._erase(team)
        return True

    # ------------------------------------------------------------

    def _read(self, team: str) -> Token | None:
        with self._changing:
            kept = self.kept.find(team)
            if kept is None:
                self._held.pop(team, None)
                return None
            self._held[team] = Token(**json.loads(kept.secret.get_secret_value()))
            return self._held[team]

    def _renewed(self, team: str) -> str:
        """One at a time, also among processes: a refresh token can be used once."""
        with self.kept.alone(team):
            held = self._read(team)
            if held is None:
                raise Over("the workspace removed us")
            good = held.expires_at is None or held.expires_at > time.time()
            if good and time.monotonic() < self._tried.get(team, 0.0):
                return held.token
            self._tried[team] = time.monotonic() + TRIED_AGAIN
            try:
                bot = self._rotator.perform_bot_token_rotation(
                    bot=_bot(held), minutes_before_expiration=RENEWED_BEFORE
                )
            except (SlackClientError, OSError) as problem:
                log.warning("the token of %s was not renewed: %s", team, type(problem).__name__)
                if good:
                    return held.token
                raise
            if bot is None:
                return held.token
            new = Token(
                bot.bot_token, held.bot_id, held.bot_user_id, bot.bot_refresh_token, bot.bot_token_expires_at
            )
            if not self.kept.renew(team, new.sealed()):
                raise Over("the workspace removed us")
            self._read(team)
            self._tried.pop(team, None)
            return new.token

    def _dead(self, team: str, used: str) -> None:
        """Slack takes this token no more: we were removed and nobody told us. A newer one stays."""
        held = self._read(team)
        if held is not None and held.token == used:
            self._erase(team)

    def _erase(self, team: str) -> None:
        with self.kept.alone(team):
            gone = self.kept.remove(team)
            self._read(team)
        if gone:
            log.info("removed from %s", team)
            for told in self.when_gone:
                told(team)


def _bot(token: Token) -> Bot:
    return Bot(
        bot_token=token.token,
        bot_id=token.bot_id,
        bot_user_id=token.bot_user_id,
        bot_refresh_token=token.refresh,
        bot_token_expires_at=token.expires_at,
        installed_at=0.0,
    )
