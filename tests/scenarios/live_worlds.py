"""Three homes of live sources, each connected by the real commands: an office, a desk in Slack, and a Google domain."""

import json
import re
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import SecretStr

from integrations.ports import WebhookKeys
from integrations.webhooks.signatures import sign
from tests.contracts.gmail_world import Gmail, mail_bytes
from tests.contracts.google_calendar_world import _PATH as CALENDAR_PATH
from tests.contracts.google_calendar_world import meeting
from tests.contracts.source_world import NOON, Item
from tests.doubles.identity_server import User, service_account_key
from tests.doubles.pubsub import PubSub
from tests.doubles.slack import SECRET as SLACK_SECRET
from tests.doubles.slack import SlackDouble
from tests.doubles.tenant import Tenant
from tests.doubles.workspace import Workspace
from tests.peers import google_emulator, myworld
from tests.peers.dovecot import PASSWORD, Dovecot
from tests.scenarios.serving import Bot

SECRET = "an-invented-signing-secret"
MAPPING = """
kind: ticket
id: id
at: at
text: words
subject: title
sender: by
recipients: to
"""


def quote(n: int) -> str:
    return f"I'll send you the revised order form no. {n} by Tuesday 24 November."


def item(n: int, customer: str, sender: str, text: str = "") -> Item:
    said = text or f"Hi Dana,\n\n{quote(n)}\n\nBest,\nMara"
    to = (f"dana@{customer.lower()}.example",)
    at = NOON + timedelta(minutes=n)
    return Item(f"m{n}@{customer}", f"Order {n}", said, at, sender, to)


def is_discreet(bot: Bot, *secrets: str) -> bool:
    """Whether the log tells nobody's words, no customer and no secret."""
    said = bot.log
    return not re.search(r"order form|Order \d|dana@|Traceback|HTTP|token=", said) and not any(
        s in said for s in secrets
    )


# An office with its own mail server, Microsoft 365 and a support desk that calls


class Office:
    """One person's mailboxes, all in one home that the world can call."""

    def __init__(self, server: Dovecot, tenant: Tenant, folder: Path) -> None:
        self.tenant, self.person = tenant, server.new_user()
        self.hand = server.client(self.person)
        self.box = tenant.add_user(self.person).mailbox
        self.bot = Bot(folder, **tenant.settings)
        self.bot._environment["PROMISSORY_PUBLIC_URL"] = self.bot.url
        run, options = self.bot.run, {"host": "127.0.0.1", "port": server.port, "security": "none"}
        self.bot.know(self.person)
        given = [w for k, v in {**options, "allow_private": "yes"}.items() for w in ("--option", f"{k}={v}")]
        run("connect", "imap", *given, "--password-stdin", "--yes", said=PASSWORD + "\n")
        mapping = folder / "mapping.yml"
        mapping.write_text(MAPPING)
        shape = ("--option", "shape=mapped", "--option", f"mapping={mapping}")
        run("connect", "webhooks", *shape, "--password-stdin", "--yes", said=SECRET + "\n")
        self.bot.sign_in("outlook_mail", self.person)
        self.imap, self.outlook = f"imap:{self.person}", f"outlook_mail:{self.person}"

    @property
    def subscriptions(self) -> list[str]:
        return list(self.tenant.graph.subscriptions.held)

    def is_read(self) -> bool:
        return self.bot.is_read(self.imap) and self.bot.is_read(self.outlook) and bool(self.subscriptions)

    def notify(self) -> list[int]:
        """Microsoft tells what happened; the statuses that it got."""
        return self.tenant.graph.subscriptions.deliver()

    def call(self, n: int, customer: str) -> int:
        """The support desk tells of a comment; the status."""
        told = {
            "id": f"{customer}-{n}",
            "at": NOON.isoformat(),
            "title": f"Order {n}",
            "words": quote(n),
            "by": self.person,
            "to": [f"dana@{customer.lower()}.example"],
        }
        body = json.dumps(told).encode()
        headers = sign(WebhookKeys(secrets=(SecretStr(SECRET),)), body, datetime.now(UTC))
        return self.bot.post(f"/webhooks/webhooks:{self.person}", body, headers)


# A home that is read by the clock, with its owner in Slack


class Desk:
    """A person with a mailbox at Microsoft and the bot in Slack; nothing is pushed."""

    person = "mara@solvent.example"

    def __init__(self, tenant: Tenant, slack: SlackDouble, folder: Path) -> None:
        self.tenant, self.slack = tenant, slack
        slack.person("UMARA", self.person)
        self.box = tenant.add_user(self.person).mailbox
        self.bot = Bot(
            folder,
            **tenant.settings,
            POLL_SECONDS="5",
            SLACK_BOT_TOKEN="xoxb-invented",
            SLACK_APP_TOKEN="xapp-invented",
            SLACK_SIGNING_SECRET=SLACK_SECRET,
            SLACK_API_URL=slack.api,
        )
        self.public = {"PUBLIC_URL": self.bot.url}
        tenant.identity.web_redirect = f"{self.bot.url}/connect/return"
        self.bot.know(self.person)
        self.bot.sign_in("outlook_mail", self.person)
        self.connection = f"outlook_mail:{self.person}"

    @property
    def items(self) -> int:
        return int(self.bot.rows("SELECT count(*) FROM source_item")[0][0])

    def asked_to_reconnect(self) -> list[str]:
        said = [m.words for m in self.slack.in_channel(self.slack.direct("UMARA"))]
        return [words for words in said if "connect it again" in words]

    def sign_in_by(self, link: str) -> str:
        """In a browser that keeps its cookies for itself; the page at the end."""
        page = _get(link)
        assert "Mail.Read" in page[1] and "Go on to the sign-in" in page[1]
        status, _, headers = _get(link, b"")
        assert status == 303
        cookie = headers["set-cookie"].partition(";")[0]
        back = _get(headers["location"])[2]["location"]
        return _get(back, cookie=cookie)[1]


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:  # type: ignore[override]
        return None


def _get(url: str, body: bytes | None = None, cookie: str = "") -> tuple[int, str, dict[str, str]]:
    """Status, page and headers, without going where it sends us."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirects)
    request = urllib.request.Request(url, body, {"Cookie": cookie} if cookie else {})
    try:
        with opener.open(request, timeout=20) as answer:
            return answer.status, answer.read().decode(), {k.lower(): v for k, v in answer.headers.items()}
    except urllib.error.HTTPError as other:
        with other:
            return other.code, other.read().decode(), {k.lower(): v for k, v in other.headers.items()}


# A home with Google, behind a proxy with TLS for the calendar and asking Pub/Sub for mail


class Domain:
    """A person with Gmail and a calendar; Google calls https://bot.solvent.example, which leads to us."""

    address = "https://bot.solvent.example"

    def __init__(
        self, mail_peer: google_emulator.GoogleEmulator, calendar_peer: myworld.MyWorld, at: Path
    ) -> None:
        self.google = Workspace()
        self.person, mail_token = mail_peer.new_mailbox()
        self.world, calendar_token = calendar_peer.new_world(self.person)
        self._calendar = f"{calendar_peer.url}{CALENDAR_PATH}", calendar_token
        self._mail = mail_peer.url, mail_token
        self.google.identity.signed_in = User(self.person)
        self.pubsub = PubSub(self.google.identity.accepts)
        key, public = service_account_key("puller@solvent.iam.gserviceaccount.com")
        self.google.identity.service_accounts["puller@solvent.iam.gserviceaccount.com"] = (
            public,
            set(),
            set(),
        )
        (at / "key.json").write_text(key)
        self.bot = Bot(
            at,
            **self.google.settings,
            PUBLIC_URL=self.address,
            GMAIL_TOPIC="projects/solvent/topics/gmail",
            GMAIL_SUBSCRIPTION=PubSub.subscription,
            GMAIL_PUBSUB_KEY=str(at / "key.json"),
            GMAIL_PUBSUB_URL=self.pubsub.url,
        )
        self.bot.know(self.person)
        mail_front = self.google.front(mail_peer.url, mail_token)
        calendar_front = self.google.front(calendar_peer.url, calendar_token)
        self.bot.sign_in("gmail", self.person, endpoint=mail_front)
        self.bot.sign_in("google_calendar", self.person, endpoint=calendar_front + CALENDAR_PATH)

    def is_read(self) -> bool:
        connections = (f"gmail:{self.person}", f"google_calendar:{self.person}")
        return all(map(self.bot.is_read, connections)) and len(self.google.watched) >= 2

    @property
    def channel(self) -> dict[str, str]:
        """What Google was asked to send with each call of the calendar's channel."""
        (asked,) = [w for w in self.google.watched if "token" in w]
        assert asked["address"] == f"{self.address}/push/calendar"
        return {"X-Goog-Channel-ID": asked["id"], "X-Goog-Channel-Token": asked["token"]}

    def receive(self, one: Item) -> None:
        owner = Gmail(*self._mail)
        owner.put_mail(mail_bytes(one), ["INBOX"])
        owner.close()

    def meet(self, one: Item) -> None:
        url, token = self._calendar
        request = urllib.request.Request(
            f"{url}/calendars/primary/events/import",
            json.dumps(meeting(one)).encode(),
            {"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
        )
        urllib.request.urlopen(request, timeout=10).close()

    def close(self) -> None:
        self.bot.stop()
        self.pubsub.close()
        self.google.close()
