"""The part of the Slack double that installs apps: workspaces, OAuth, tokens that end, and removals."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

from tests.doubles.slack_blocks import Refused

Json = dict[str, Any]

TEAM, BOT_USER, BOT_ID, APP = "T0HOME", "U0BOT", "B0BOT", "A0APP"
CLIENT_ID, CLIENT_SECRET = "1234.5678", "an-invented-client-secret"

SCOPES: dict[str, str | None] = {"auth.test": None, "auth.revoke": None, "oauth.v2.access": None}


@dataclass
class Granted:
    """A token; `life` in seconds, None for ever. A refresh token is good for one use."""

    team: str
    token: str
    refresh: str | None
    dead: str | None = None


class Tokens:
    """Mixed into the double. Whatever token nobody granted is that of the first workspace."""

    users: dict[str, Json]
    _ids: "count[int]"
    _caller: str = TEAM
    token_life: int | None = None
    """Seconds for which granted tokens are good; None: without rotation."""

    def begin_tokens(self) -> None:
        self.granted: list[Granted] = []
        self.codes: dict[str, tuple[str, str]] = {}
        self.team_names = {TEAM: "Home"}
        self.for_organisation = False

    def workspace(self, team: str, name: str) -> str:
        """Another workspace; its people are those with its `team_id`."""
        self.team_names[team] = name
        return team

    def allow(self, user: str, team: str = TEAM) -> str:
        """Somebody installs the app in a workspace; returns the code that their browser brings."""
        code = f"code-{next(self._ids)}"
        self.codes[code] = (team, user)
        return code

    def bot_of(self, team: str) -> str:
        return BOT_USER if team == TEAM else f"U0BOT{team[2:]}"

    def token_of(self, team: str) -> Granted:
        """The newest one."""
        return [g for g in self.granted if g.team == team][-1]

    def remove_app(self, team: str, *, error: str = "account_inactive") -> None:
        """All its tokens are good for nothing from now on."""
        for granted in self.granted:
            if granted.team == team:
                granted.dead, granted.refresh = error, None

    def enter(self, method: str, authorization: str) -> Json | None:
        """Whose token it is; an error instead where it opens nothing."""
        if method == "oauth.v2.access":
            pair = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
            if authorization != f"Basic {pair}":
                raise Refused("bad_client_secret", method)
            return None
        token = authorization.removeprefix("Bearer ")
        if not token.startswith("xapp-" if method == "apps.connections.open" else "xoxb-"):
            raise Refused("invalid_auth", method)
        known = next((g for g in self.granted if g.token == token), None)
        self._caller, self._token = (known.team if known else TEAM), known
        return {"ok": False, "error": known.dead} if known is not None and known.dead else None

    def _auth_test(self, _: Json) -> Json:
        return {
            "url": "https://home.slack.com/",
            "team": self.team_names[self._caller],
            "user": "promissory",
            "team_id": self._caller,
            "user_id": self.bot_of(self._caller),
            "bot_id": BOT_ID,
        }

    def _auth_revoke(self, _: Json) -> Json:
        if self._token is not None:
            self._token.dead = "token_revoked"
        return {"revoked": True}

    def _oauth_v2_access(self, args: Json) -> Json:
        if args.get("grant_type") == "refresh_token":
            last = next((g for g in self.granted if g.refresh == args["refresh_token"]), None)
            if last is None:
                return {"ok": False, "error": "invalid_refresh_token"}
            last.refresh = None
            return self._grant(last.team)
        if args.get("code") not in self.codes:
            return {"ok": False, "error": "invalid_code"}
        team, user = self.codes.pop(args["code"])
        return self._grant(team) | {
            "authed_user": {"id": user},
            "is_enterprise_install": self.for_organisation,
        }

    def _grant(self, team: str) -> Json:
        number = next(self._ids)
        rotated = self.token_life is not None
        new = Granted(team, f"xoxb-{team}-{number}", f"xoxe-1-{team}-{number}" if rotated else None)
        self.granted.append(new)
        return {
            "access_token": new.token,
            "token_type": "bot",
            "scope": "chat:write",
            "bot_user_id": self.bot_of(team),
            "app_id": APP,
            "team": {"id": team, "name": self.team_names[team]},
            "enterprise": None,
            **({"refresh_token": new.refresh, "expires_in": self.token_life} if rotated else {}),
        }

    # ------------------------------------------------------------ payloads

    def elsewhere(self, body: Mapping[str, Any], team: str) -> Json:
        """The same as Slack sends it from another workspace."""
        changed = dict(body)
        if "team_id" in changed:
            changed["team_id"] = team
        if "team" in changed:
            changed |= {"team": {"id": team}, "user": changed["user"] | {"team_id": team}}
        if "authorizations" in changed:
            changed["authorizations"] = [{"team_id": team, "user_id": self.bot_of(team), "is_bot": True}]
        return changed

    def removal(self, team: str, *, at: int, revoked: bool = False) -> Json:
        """What Slack tells when a workspace removes the app, or (`revoked`) takes back its token."""
        event: Json = {"type": "app_uninstalled"}
        if revoked:
            event = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [self.bot_of(team)]}}
        return {
            "token": "verification-token",
            "team_id": team,
            "api_app_id": APP,
            "event": event,
            "type": "event_callback",
            "event_id": f"Ev{next(self._ids)}",
            "event_time": at,
        }
