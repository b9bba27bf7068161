"""Workspaces that install us: a browser that goes to Slack and back, and a home that two of them may install."""

import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.slack.tokens import Installs
from records.clock import SystemClock
from records.database import Database
from records.posts import Posts
from records.slack_installations import SlackInstallations
from records.vault import MasterKey, Vault
from tests.doubles.slack import SlackDouble
from tests.doubles.slack_installs import CLIENT_ID, CLIENT_SECRET, TEAM
from tests.doubles.slack_world import World

ACME, EVIL = "T0ACME", "T0EVIL"
DANA, ROOM = "UDANA", "C0ACME"
DANA_MAIL = "dana@acme.example"
PUBLIC = "https://promissory.example"


@dataclass
class Answer:
    status: int
    headers: Any
    text: str


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """A redirect is an answer."""


class Browser:
    """Keeps one cookie and follows no redirect."""

    def __init__(self, here: World) -> None:
        self.here, self.cookie = here, ""

    def get(self, path: str, **query: str) -> Answer:
        address = f"{self.here.site}{path}?{urllib.parse.urlencode(query)}"
        request = urllib.request.Request(address, headers={"Cookie": self.cookie})
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Stay())
        try:
            with opener.open(request, timeout=60) as response:
                answer = Answer(response.status, response.headers, response.read().decode())
        except urllib.error.HTTPError as error:
            answer = Answer(error.code, error.headers, error.read().decode())
        if cookie := answer.headers.get("Set-Cookie"):
            self.cookie = cookie.partition(";")[0]
        return answer

    def begin(self) -> dict[str, str]:
        """Goes to Slack; returns what Slack is asked."""
        answer = self.get("/slack/install")
        assert answer.status == 302
        there = urllib.parse.urlsplit(answer.headers["Location"])
        assert there.netloc == "slack.com"
        return dict(urllib.parse.parse_qsl(there.query))

    def install(self, team: str, user: str = DANA) -> Answer:
        state = self.begin()["state"]
        return self.get("/slack/oauth_redirect", code=self.here.slack.allow(user, team), state=state)


class Company:
    """A home that two workspaces may install: ours and that of Acme."""

    def __init__(self, folder: Path) -> None:
        self.database = Database(f"sqlite:///{folder / 'ledger.sqlite'}")
        self.database.migrate()
        vault, clock = Vault(MasterKey(bytes(range(32)))), SystemClock()
        self.kept = SlackInstallations(self.database, clock, lambda: vault, folder / "locks")
        self.posts = Posts(self.database, clock)

    def installs(self, slack: SlackDouble) -> Installs:
        return Installs(
            self.kept,
            client_id=CLIENT_ID,
            client_secret=CLIENT_SECRET,
            public_url=PUBLIC,
            allowed={TEAM, ACME},
            base_url=slack.api,
        )

    def for_build(self, slack: SlackDouble) -> dict[str, Any]:
        return {
            "token": None,
            "installs": self.installs(slack),
            "make_posts": self.posts.on,
            "forget_posts": lambda surface: self.posts.on(surface).drop_all(),
        }


def furnish(slack: SlackDouble) -> None:
    slack.workspace(ACME, "Acme <Corp>")
    slack.workspace(EVIL, "Evil")
    slack.person(DANA, DANA_MAIL, team_id=ACME)
    slack.channels.add(ROOM)
    slack.rooms_of[ROOM] = ACME
